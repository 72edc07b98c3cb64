"""Where every note stands in its thread, worked out for all notes at once.

`notes.threads` says what a thread is; for one thread it is asked. For the marks of whatever a key may bring
up that would take too long, so here the way from each note to the end of its thread is found by doubling: the
steps of each are those of where its first 1, 2, 4, … steps lead, which is as many rounds as the longest way
has binary digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

import numpy as np

from recall_tui.notes.threads import Forest, Place, Thread
from recall_tui.recall.columns import NONE, Ints, Longs
from recall_tui.recall.graph import Graphs
from recall_tui.recall.index import View


class Threads:
    """The threads of the notes of a view. What is not asked for is not worked out."""

    def __init__(self, view: View, graphs: Graphs) -> None:
        self.view = view
        self._version = graphs.prev.version, graphs.next.version
        self._prevs = _prevs(view, graphs)
        """What each node continues; -1 for nothing. It may go in circles."""
        self._circles: list[tuple[int, ...]] = []
        """Known with `_above`."""
        self._forest = Forest(self._prev, self._continued, self._order)

    def are_of(self, view: View, graphs: Graphs) -> bool:
        """Whether these notes are still so threaded."""
        return self.view is view and self._version == (graphs.prev.version, graphs.next.version)

    def work_out(self) -> int:
        """Find all places now, so that the first to ask for one need not wait; how many are in threads."""
        return int(np.count_nonzero(self._above[0] + self._below))

    def mark(self, note: int) -> tuple[int, int] | None:
        """The place of a note in its thread, from 1, and how many that has; None for a note by itself."""
        if note < 0:
            return None
        node = int(self.view.nodes[note])
        above, below = int(self._above[0][node]), int(self._below[node])
        return (above + 1, above + below + 1) if above or below else None

    def first(self, note: int) -> int:
        """The node of the note that begins the thread of a note; -1 for no note."""
        return int(self._above[1][self.view.nodes[note]]) if note >= 0 else -1

    @property
    def cycles(self) -> list[tuple[str, ...]]:
        """The paths of notes that continue each other in a circle; it is cut before the first."""
        return [tuple(map(self._path, circle)) for circle in self._above and self._circles]

    def thread(self, path: str, through: str | None = None) -> Thread[str] | None:
        """The thread of the note at a path, as `Forest.thread` gives it; None for no such note."""
        note, beyond = self.view.find(path), self.view.find(through) if through else -1
        if note < 0:
            return None
        node, place = int(self.view.nodes[note]), self._above[0].item(self.view.nodes[note])
        line = self._line(node)
        if beyond >= 0 and (longer := self._line(int(self.view.nodes[beyond])))[place : place + 1] == [node]:
            line = longer
        forking = np.flatnonzero(np.isin(np.array(line, np.int32), self._forks[0])).tolist()
        others = [
            (at, other)
            for at in forking
            for other in self._continued(line[at])
            if other not in (line[0], *line[at + 1 : at + 2])
        ]
        paths = self._paths([*line, *(other for _, other in others)])
        forks: dict[int, tuple[str, ...]] = {}
        for (at, _), fork in zip(others, paths[len(line) :], strict=True):
            forks[at] = (*forks.get(at, ()), fork)
        return Thread(tuple(paths[: len(line)]), place, forks)

    def _line(self, node: int) -> list[int]:
        """The nodes of the thread that goes through a node, on the branches that were continued first."""
        line, at = [], node
        for _ in range(self._above[0].item(node)):
            line.append(at := self._prevs.item(at))
        line.reverse()
        at = node
        while at >= 0:
            line.append(at)
            at = self._onward.item(at)
        return line

    def tangle(self, path: str) -> list[Place[str]]:
        """All that begins where the thread of the note at a path begins, as `Forest.tangle` gives it."""
        note = self.view.find(path)
        places = self._forest.tangle(self.first(note)) if note >= 0 else []
        paths = self._paths([place.note for place in places])
        return [Place(path, each.position, each.branch) for path, each in zip(paths, places, strict=True)]

    def size(self, path: str) -> int:
        """How many notes there are from the note at a path on, with it and with all that branches off."""
        note, count = self.view.find(path), 0
        waiting = [note] if note >= 0 else []
        while waiting:
            count += 1
            waiting += self.continued(waiting.pop())
        return count

    def closing(self, path: str, prev: str) -> tuple[str, ...]:
        """The paths of the cycle that there would be if one note continued the other; or none."""
        note, other = self.view.find(path), self.view.find(prev)
        if note < 0 or other < 0:
            return ()
        return tuple(map(self._path, self._forest.closing(*self.view.nodes[[note, other]].tolist())))

    def prev(self, path: str) -> str | None:
        """The path of the note that the one at a path continues."""
        note = self.view.find(path)
        above = self.above(note, 1) if note >= 0 else []
        return self.view.path(above[0]) if above else None

    def above(self, note: int, most: int) -> list[int]:
        """The notes that one continues, the nearest first; at most so many."""
        node, steps = int(self.view.nodes[note]), self._above[0]
        found = []
        for _ in range(min(most, int(steps[node]))):
            node = int(self._prevs[node])
            found.append(int(self.view.current[node]))
        return found

    def continued(self, note: int) -> list[int]:
        """The notes that continue one, in order: the branch that was continued first before the others."""
        node = int(self.view.nodes[note])
        first = int(self._above[1][node])  # of a circle, it goes on behind the last all the same
        return [int(self.view.current[other]) for other in self._continued(node) if other != first]

    def pairs(self) -> tuple[Ints, Ints]:
        """All notes that continue another, and beside them the others."""
        nodes = np.flatnonzero(self._above[0] > 0)
        return self.view.current[nodes], self.view.current[self._prevs[nodes]]

    def newest(self, nodes: Ints) -> Ints:
        """The notes that nodes stand for, the newest first, of those that are there."""
        notes = self.view.standing(nodes)
        newest: Ints = notes[np.argsort(-self._dates[self.view.nodes[notes]], kind="stable")]
        return newest

    def beginnings(self) -> list[tuple[str, int]]:
        """The paths of the notes that begin a thread of at least two, and how many are in its tangle."""
        steps, ends = self._above
        begin, counts = np.unique(ends[steps > 0], return_counts=True)
        return [
            (self._path(node), count + 1) for node, count in zip(begin.tolist(), counts.tolist(), strict=True)
        ]

    @cached_property
    def _above(self) -> tuple[Ints, Ints]:
        """How many notes lead to each node, and the node that begins its thread."""
        steps, ends, circling = _ways(self._prevs)
        if len(circling):
            self._circles = self._forest.cycles(circling.tolist())
            prevs = self._prevs.copy()
            prevs[[circle[0] for circle in self._circles]] = -1
            steps, ends, _ = _ways(prevs)
        return steps, ends

    @cached_property
    def _below(self) -> Ints:
        """How many notes follow each on the branch that was continued first."""
        return _ways(self._onward)[0]

    @cached_property
    def _onward(self) -> Ints:
        """The node that each thread goes on with; -1 at its end."""
        first = self._first
        if self._above and self._circles:
            first = first.copy()
            for circle in self._circles:  # before its first note it is cut
                others = [node for node in self._forest.continued(circle[-1]) if node != circle[0]]
                first[circle[-1]] = others[0] if others else -1
        return first

    @cached_property
    def _first(self) -> Ints:
        """The node that continued each first; -1 where none does."""
        first = np.full(len(self._prevs), -1, np.int32)
        threaded = np.flatnonzero(self._prevs >= 0)
        first[self._prevs[threaded]] = threaded
        prevs, children = self._forks
        begin = np.flatnonzero(np.diff(prevs, prepend=-1))
        first[prevs[begin]] = children[begin]
        return first

    @cached_property
    def _forks(self) -> tuple[Ints, Ints]:
        """The nodes that several continue, ascending, and beside them those that do, in order."""
        threaded = np.flatnonzero(self._prevs >= 0).astype(np.int32)
        prevs = self._prevs[threaded]
        several = np.bincount(prevs, minlength=1)[prevs] > 1
        prevs, children = prevs[several], threaded[several]
        dates = self._dates[children]
        order = np.lexsort((dates, prevs))
        prevs, children, dates = prevs[order], children[order], dates[order]
        same = np.flatnonzero((prevs[1:] == prevs[:-1]) & (dates[1:] == dates[:-1]))
        for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1) if len(same) else ():
            tied = slice(int(run[0]), int(run[-1]) + 2)
            children[tied] = sorted(children[tied].tolist(), key=self._path)
        return prevs, children

    @cached_property
    def _dates(self) -> Longs:
        """When the note of each node was written, as `Segment.dates` has it."""
        dates = np.concatenate([np.empty(0, np.int64), *(segment.dates for segment in self.view.segments)])
        return dates[self.view.current]  # any for one that is gone, which nothing asks for

    def _prev(self, node: int) -> int | None:
        return None if (prev := int(self._prevs[node])) < 0 else prev

    def _continued(self, node: int) -> list[int]:
        first = self._first.item(node)
        return [] if first < 0 else self._forked.get(node) or [first]

    @cached_property
    def _forked(self) -> dict[int, list[int]]:
        """By node, those that continue it, in order, where there are several."""
        found: dict[int, list[int]] = {}
        for prev, node in zip(*map(Ints.tolist, self._forks), strict=True):
            found.setdefault(prev, []).append(node)
        return found

    def _order(self, node: int) -> tuple[int, str]:
        return int(self._dates[node]), self._path(node)

    def _path(self, node: int) -> str:
        return self.view.path(int(self.view.current[node]))

    def _paths(self, nodes: Sequence[int]) -> list[str]:
        """The paths of nodes: of many at once, since a thread may have thousands."""
        notes = self.view.current[np.array(nodes, np.int64)]
        paths = [""] * len(notes)
        for base, segment in self.view.parts():
            here = np.flatnonzero((notes >= base) & (notes < base + len(segment)))
            for at, path in zip(here.tolist(), segment.paths.take(notes[here] - base), strict=True):
                paths[at] = path
        return paths

    def written(self, path: str) -> datetime:
        """When the note at a path was written."""
        return self.view.written(self.view.find(path))


def _prevs(view: View, graphs: Graphs) -> Ints:
    """What each node continues. What a note says of itself goes before what others say of it.

    Of several others that name a note as their next, the first by path is believed.
    """
    prevs = np.full(len(view.current), -1, np.int32)
    nodes, before = _living(view, *graphs.prev.pairs())
    prevs[nodes] = before
    others: dict[int, str] = {}
    for node, following in zip(*map(Ints.tolist, _living(view, *graphs.next.pairs())), strict=True):
        path = view.path(int(view.current[node]))
        if not view.prev(int(view.current[following])) and path <= others.get(following, path):
            others[following] = path
            prevs[following] = node
    return prevs


def _living(view: View, nodes: Ints, others: Ints) -> tuple[Ints, Ints]:
    """The pairs of which both notes are there; a save may be ahead of the view."""
    known = (nodes < len(view.current)) & (others < len(view.current))
    nodes, others = nodes[known], others[known]
    there = (view.current[nodes] >= 0) & (view.current[others] >= 0)
    return nodes[there], others[there]


def _ways(to: Ints) -> tuple[Ints, Ints, Ints]:
    """From each node on: how many steps lead to an end, and to which; and the nodes from which none does."""
    steps, ends = np.zeros(len(to), np.int32), np.arange(len(to), dtype=np.int32)
    at = to.copy()
    going = np.flatnonzero(at >= 0)
    steps[going] = 1
    ends[going] = at[going]
    for _ in range(len(to).bit_length() + 1):
        if not len(going):
            return steps, ends, NONE
        there = at[going]
        steps[going] += steps[there]
        ends[going] = ends[there]
        at[going] = at[there]
        going = going[at[going] >= 0]
    return steps, ends, going.astype(np.int32)
