"""Threads: what the notes make of the notes that they continue.

A note continues at most one other, its `prev`, so all of them are a forest; several that continue the same
one are a fork. Files can hold a cycle all the same. It is cut before the first of its notes, in the order of
forks: that one begins the thread, and the cycle is named where problems are.

Everything takes time linear in the notes it looks at, and none of it recurses: a thread may be of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

N = TypeVar("N", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Thread(Generic[N]):
    """One path from a note that continues none to one that is not continued."""

    notes: tuple[N, ...]
    """In reading order."""
    at: int
    """The place in it of the note that was asked about, from 0."""
    forks: Mapping[int, tuple[N, ...]]
    """By place: the other notes that continue the one there, in order."""

    @property
    def so_far(self) -> tuple[N, ...]:
        """The notes from its beginning to the one that was asked about."""
        return self.notes[: self.at + 1]


class Place(NamedTuple, Generic[N]):
    """A note in its tangle."""

    note: N
    position: int
    """Its place on the path from where the tangle begins, from 1."""
    branch: int
    """On how many side branches it lies: 0 on the path that was continued first everywhere."""


class Forest(Generic[N]):
    """Threads, as far as one asks."""

    def __init__(
        self,
        prev: Callable[[N], N | None],
        continued: Callable[[N], Iterable[N]],
        order: Callable[[N], Any],
    ) -> None:
        """What a note continues, and what continues it: the inverse of each other.

        `order` tells two notes apart; the first in it is the branch that was continued first.
        """
        self._prev, self._continued, self._order = prev, continued, order

    @staticmethod
    def of(prevs: Mapping[N, N | None], order: Callable[[N], Any]) -> Forest[N]:
        """The forest of all these notes."""
        continued: dict[N, list[N]] = {}
        for note, prev in prevs.items():
            if prev is not None:
                continued.setdefault(prev, []).append(note)
        return Forest(prevs.get, lambda note: continued.get(note, ()), order)

    def above(self, note: N) -> list[N]:
        """The path from where its thread begins to a note, with it."""
        path, cycle = self._up(note)
        if cycle:
            path = path[: path.index(min(cycle, key=self._order)) + 1]
        return path[::-1]

    def cycles(self, notes: Iterable[N]) -> list[tuple[N, ...]]:
        """The cycles above these notes: each once, in reading order, from the note that begins it."""
        found, seen = [], set[N]()
        for note in notes:
            way: dict[N, int] = {}
            at: N | None = note
            while at is not None and at not in seen and at not in way:
                way[at] = len(way)
                at = self._prev(at)
            seen.update(way)
            if at in way:
                cycle = list(way)[way[at] :][::-1]
                begin = cycle.index(min(cycle, key=self._order))
                found.append((*cycle[begin:], *cycle[:begin]))
        return found

    def closing(self, note: N, prev: N) -> tuple[N, ...]:
        """The cycle that there would be if a note continued this one, in reading order; or none."""
        above = self.above(prev)
        return tuple(above[above.index(note) :]) if note in above else ()

    def continued(self, note: N) -> list[N]:
        """The notes that continue a note, in order."""
        found = list(self._continued(note))
        if len(found) > 1:
            found.sort(key=self._order)
        return found

    def thread(self, note: N, through: N | None = None) -> Thread[N]:
        """The thread of a note; where it forks further down, the branch that was continued first.

        Or the one on which `through` is, a note further down; it is passed over where it is none.
        """
        above = self.above(note)
        at, notes = len(above) - 1, above
        if through is not None and note in (longer := self.above(through)):
            notes = longer
        forks: dict[int, tuple[N, ...]] = {}
        place, first = 0, notes[0]
        while True:
            others = [other for other in self.continued(notes[place]) if other != first]
            if place + 1 == len(notes):
                if not others:
                    return Thread(tuple(notes), at, forks)
                notes.append(others[0])
            if len(others) > 1:
                forks[place] = tuple(other for other in others if other != notes[place + 1])
            place += 1

    def tangle(self, note: N) -> list[Place[N]]:
        """All that begins where the thread of a note begins: side branches stand before what goes on.

        So each path that was continued first stays in one line, and the forks stand where they branch.
        """
        first = self.above(note)[0]
        found: list[Place[N]] = []
        waiting = [Place(first, 1, 0)]
        while waiting:
            place = waiting.pop()
            found.append(place)
            following = [other for other in self.continued(place.note) if other != first]
            for other in following[:1]:
                waiting.append(Place(other, place.position + 1, place.branch))
            for other in following[:0:-1]:
                waiting.append(Place(other, place.position + 1, place.branch + 1))
        return found

    def _up(self, note: N) -> tuple[list[N], list[N]]:
        """The way up from a note as far as it leads, and the cycle that it ends in."""
        path: dict[N, None] = {}
        at: N | None = note
        while at is not None and at not in path:
            path[at] = None
            at = self._prev(at)
        way = list(path)
        return way, [] if at is None else way[way.index(at) :]
