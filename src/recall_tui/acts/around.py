"""What lies around a note: the thread that leads to it and on from it, and links both ways.

Only what is looked at is read of the index, so that a note that thousands link to costs little more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, overload

import numpy as np

from recall_tui.notebook import Notebook
from recall_tui.notes.resolve import fold
from recall_tui.recall.columns import NONE, Ints
from recall_tui.recall.index import View
from recall_tui.recall.threads import Threads

DEPTH = 12
"""So many notes of a thread are looked at above a note, and on each branch below it."""
BRANCHES = 60
"""So many of the notes that continue one are told."""


class Near(NamedTuple):
    """A note as a map shows it."""

    path: str
    title: str
    written: datetime


class Branch(NamedTuple):
    """A note that continues another, and those that follow it where each was continued first."""

    notes: tuple[Near, ...]
    more: int
    """So many more follow."""


class Side(Sequence[Near]):
    """Notes of a view by number, each read when it is asked for."""

    def __init__(self, view: View, notes: Ints) -> None:
        self._view, self._notes = view, notes

    def __len__(self) -> int:
        return len(self._notes)

    @overload
    def __getitem__(self, at: int) -> Near: ...
    @overload
    def __getitem__(self, at: slice) -> list[Near]: ...
    def __getitem__(self, at: int | slice) -> Near | list[Near]:
        if isinstance(at, slice):
            return [_near(self._view, int(note)) for note in self._notes[at]]
        return _near(self._view, int(self._notes[at]))

    def place(self, path: str) -> int:
        """The place of a note among these; 0 where it is none of them."""
        places = np.flatnonzero(self._notes == self._view.find(path))
        return int(places[0]) if len(places) else 0

    def named(self, words: Sequence[str]) -> Side:
        """Those whose title has all these words, which are folded."""
        view = self._view
        stay = [all(word in fold(view.title(note)) for word in words) for note in self._notes.tolist()]
        return Side(view, self._notes[np.array(stay, np.bool_)])


@dataclass(frozen=True, slots=True)
class Around:
    """A note and its neighbours, each in one place: the thread goes before links."""

    note: Near
    place: tuple[int, int] | None
    """Where it stands in its thread, from 1, and how many that has; None for a note by itself."""
    above: tuple[Near, ...]
    """What it continues, the nearest first."""
    before: int
    """So many more lie above."""
    below: tuple[Branch, ...]
    """What continues it, in order."""
    forks: int
    """So many more do."""
    back: Side
    """What links to it, the newest first."""
    out: Side
    """What it links to, the newest first."""

    def named(self, typed: str) -> Around:
        """The same with only those neighbours whose title has all the words typed."""
        words = fold(typed).split()
        if not words:
            return self
        below = tuple(b for b in self.below if all(word in fold(b.notes[0].title) for word in words))
        return replace(self, below=below, back=self.back.named(words), out=self.out.named(words))


def around(notebook: Notebook, path: str) -> Around | None:
    """What lies around the note at a path; None where there is no such note."""
    links, threads = notebook.engine.links, notebook.engine.threads
    view = threads.view
    note = view.find(path)
    if note < 0:
        return None
    node, place = int(view.nodes[note]), threads.mark(note)
    above, continued = threads.above(note, DEPTH), threads.continued(note)
    known = np.array([*above[:1], *continued], np.int32)

    def side(nodes: Ints) -> Side:
        notes = threads.newest(nodes)
        return Side(view, notes[~np.isin(notes, known)] if len(notes) else NONE)

    return Around(
        _near(view, note),
        place,
        tuple(_near(view, other) for other in above),
        place[0] - 1 - len(above) if place else 0,
        tuple(_branch(threads, other) for other in continued[:BRANCHES]),
        len(continued[BRANCHES:]),
        side(links.backlinks(node)),
        side(links.outgoing(node)),
    )


def _branch(threads: Threads, note: int) -> Branch:
    place = threads.mark(note)
    left = place[1] - place[0] if place else 0
    notes = [note]
    while len(notes) < DEPTH and (following := threads.continued(notes[-1])):
        notes.append(following[0])
    return Branch(tuple(_near(threads.view, each) for each in notes), left + 1 - len(notes))


def _near(view: View, note: int) -> Near:
    return Near(view.path(note), view.title(note), view.written(note))
