"""Trials by the hundred: a few of each in every run of the tests, all of them with `make torture`."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

import pytest

TRIALS = int(os.environ.get("RECALL_TRIALS", "20"))
"""All kinds of damage together."""

tried: dict[str, tuple[int, int]] = {}
"""What was tried: trials, violations."""

Trial = Callable[[Random], str]
"""Tries once, by chance; says what was violated."""


class Torture:
    """Tries, goes on where something is violated, and keeps count."""

    def __call__(self, what: str, share: float, trial: Trial) -> None:
        many = int(TRIALS * share)
        if not many:
            pytest.skip("only with make torture")
        violations = []
        for number in range(many):
            try:
                violated = trial(Random(f"{what} {number}"))
            except Exception as error:
                violated = repr(error)
            if violated:
                violations.append(f"trial {number}: {violated[:300]}")
        tried[what] = many, len(violations)
        assert not violations, "\n".join(violations[:9])


@pytest.fixture
def torture() -> Torture:
    """Takes what is tried, how often as a share of all damage, and the trial."""
    return Torture()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "RECALL_TRIALS" not in os.environ or not tried:
        return
    together = tuple(map(sum, zip(*tried.values(), strict=True)))
    terminalreporter.section("torture")
    terminalreporter.line(f"{'what':44} {'trials':>7} {'violations':>11}")
    for what, (trials, violations) in (*tried.items(), ("together", together)):
        terminalreporter.line(f"{what:44} {trials:>7,} {violations:>11,}")
