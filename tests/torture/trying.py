"""How often a promise was tried, and how often it was broken. How to use it stands in conftest.py."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import TypeVar

import pytest
from promises import Promise

SCALE = os.environ.get("RECALL_TRIALS", "")
"""How many trials: nothing: a few; "full": all; a number: such a part of all."""
REPORT = os.environ.get("RECALL_TORTURE_REPORT", "")
"""A Markdown file whose table takes up what comes out; what it has of other trials stays."""

BEGIN, END = "<!-- what came out -->", "<!-- end -->"
HEAD = ("promise", "what was tried", "trials", "violations", "seconds")

Case = TypeVar("Case")


@dataclass
class Row:
    """What was tried for a promise."""

    promise: Promise
    what: str
    trials: int = 0
    violations: int = 0
    seconds: float = 0.0

    @property
    def cells(self) -> tuple[str, ...]:
        """As in the table."""
        return (
            self.promise.value, self.what, f"{self.trials:,}", f"{self.violations:,}", f"{self.seconds:,.0f}",
        )  # fmt: skip


rows: list[Row] = []
"""All that was tried in this run."""
skipped: dict[str, str] = {}
"""Tests that could not run, and why."""


def trials(few: int, full: int) -> int:
    """How often to try."""
    if not SCALE:
        return few
    return full if SCALE == "full" else max(1, round(full * float(SCALE)))


class Torture:
    """Tries, goes on where something is violated, and keeps count."""

    def __call__(
        self, promise: Promise, what: str, trial: Callable[[Random], str], *, few: int, full: int
    ) -> None:
        """Try by chance, as often as is wanted; fails with the first violations."""
        many = trials(few, full)
        self._all(promise, what, [(f"trial {n}", Random(f"{what} {n}")) for n in range(many)], trial)

    def each(
        self, promise: Promise, what: str, cases: Sequence[Case], trial: Callable[[Case], str], *, few: int
    ) -> None:
        """Try each case, or a few of them."""
        many = min(len(cases), trials(few, len(cases)))
        chosen = [cases[n * len(cases) // many] for n in range(many)]
        self._all(promise, what, [(str(case), case) for case in chosen], trial)

    @contextmanager
    def counted(self, promise: Promise, what: str) -> Iterator[Row]:
        """Count by hand; what is raised inside is a violation."""
        row = Row(promise, what)
        began = monotonic()
        try:
            yield row
        except Exception:
            row.violations += 1
            raise
        finally:
            row.seconds = monotonic() - began
            if row.trials:
                rows.append(row)

    def _all(
        self, promise: Promise, what: str, cases: list[tuple[str, Case]], trial: Callable[[Case], str]
    ) -> None:
        if not cases:
            pytest.skip("only with make torture")
        violations = []
        with self.counted(promise, what) as row:
            for name, case in cases:
                row.trials += 1
                try:
                    violated = trial(case)
                except Exception as error:
                    violated = repr(error)
                if violated:
                    row.violations += 1
                    violations.append(f"{name}: {violated[:300]}")
        assert not violations, "\n".join(violations[:9])


def summary() -> list[str]:
    """The table as lines for a terminal; none unless a number of trials was asked for."""
    if not SCALE:
        return []
    lines = []
    for promise in Promise:
        tried = [row for row in rows if row.promise is promise]
        if tried:
            lines += ["", promise.value, f"  {'':60} {'trials':>7} {'violations':>10} {'seconds':>8}"]
            lines += [
                f"  {row.what:60} {row.trials:>7,} {row.violations:>10,} {row.seconds:>8,.0f}"
                for row in tried
            ]
    together = sum(row.trials for row in rows), sum(row.violations for row in rows)
    lines += ["", f"together {together[0]:,} trials, {together[1]:,} violations"]
    return lines + [f"not run: {test}: {why}" for test, why in skipped.items()]


def report() -> None:
    """Put what came out into the table of the file that was named; rows of other trials stay."""
    if not REPORT:
        return
    file = Path(REPORT)
    before, _, rest = file.read_text().partition(BEGIN)
    table, _, after = rest.partition(END)
    cells = [tuple(map(str.strip, line.strip("|").split(" | "))) for line in table.split("\n") if "|" in line]
    found = {line[:2]: line for line in cells[2:]} | {row.cells[:2]: row.cells for row in rows}
    order = [promise.value for promise in Promise]
    lines = [HEAD, ("---", "---", "--:", "--:", "--:")]
    lines += sorted(found.values(), key=lambda line: (order.index(line[0]), line[1]))
    new = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    file.write_text(f"{before}{BEGIN}\n\n{new}\n\n{END}{after}")
