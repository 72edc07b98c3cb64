"""What to see again when nothing is being written yet: on this day, long untouched, and by chance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

AROUND = timedelta(days=3)
"""How far from the same day of an earlier year still counts as "this week"."""
LONG = timedelta(days=180)
"""A note not touched for this long is one of the long unseen."""


@dataclass(frozen=True, slots=True)
class Past:
    """A note, and the two days that matter for meeting it again."""

    path: str
    written: date
    touched: date
    """When its file was last changed."""


def rehydrate(notes: Iterable[Past], today: date, rng: Random, limit: int) -> list[tuple[str, str]]:
    """(path, label) of at most `limit` notes to see again, the three kinds in turn, none twice.

    The same `rng` state and notes give the same list.
    """
    pasts = sorted(notes, key=lambda p: p.path)
    anniversaries = [(p.path, label) for p in pasts if (label := _anniversary(p.written, today))]
    rng.shuffle(anniversaries)
    anniversaries.sort(key=lambda a: a[1] != "on this day")
    stale = sorted(
        (p for p in pasts if today - max(p.written, p.touched) >= LONG),
        key=lambda p: max(p.written, p.touched),
    )
    # From the older half by chance, or the same few would come back every day.
    stale = rng.sample(stale[: max(limit, len(stale) // 2)], min(limit, len(stale)))
    unseen = [(p.path, "long untouched") for p in stale]
    chance = [(p.path, "by chance") for p in rng.sample(pasts, min(len(pasts), 3 * limit))]
    found: dict[str, str] = {}
    for path, label in _in_turn(anniversaries, unseen, chance):
        if len(found) == limit:
            break
        found.setdefault(path, label)
    return list(found.items())


def _anniversary(written: date, today: date) -> str:
    """Whether a note was written around this day of an earlier year; empty if not."""
    years = today.year - written.year
    for ago in (
        years,
        years - 1,
        years + 1,
    ):  # around New Year the nearest anniversary is in the next or last year
        if 0 < ago < today.year:
            try:
                then = today.replace(year=today.year - ago)
            except ValueError:  # 29 February
                then = today.replace(year=today.year - ago, day=28)
            if written == then:
                return "on this day"
            if abs(written - then) <= AROUND:
                return "this week, then"
    return ""


def _in_turn(*lists: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for row in zip_longest(*lists):
        yield from (item for item in row if item is not None)
