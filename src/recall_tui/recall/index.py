"""The inverted index over notes: immutable segments, published as one snapshot at a time.

A reader takes `Index.view` once and works on it undisturbed; `add` and `remove` publish a new one. So the
thread that reads the folder and the keystroke that searches it need no lock between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.columns import Ints, Longs
from recall_tui.recall.document import Document
from recall_tui.recall.postings import Postings
from recall_tui.recall.segment import Segment

FEW = 4
"""To so many times as many terms as are looked for, a column is searched; else it is read through."""
SPOKEN = 0.05
"""A query asks in every language that this part of the notes is in."""


@dataclass(frozen=True, eq=False)  # one is never taken for another
class View:
    """The index at one moment. Notes have numbers over all segments; a removed one leaves a gap.

    A note that is replaced gets a new number, and keeps its node: the first number that its path had.
    """

    segments: tuple[Segment, ...]
    bases: tuple[int, ...]
    """The number of each segment's first note."""
    alive: NDArray[np.bool_]
    lengths: Longs
    """Terms in each note, by number; gaps included."""
    nodes: Ints
    """The node of each note, by number."""
    current: Ints
    """The note that a node stands for now, by node; -1 for one that is gone."""
    frequencies: tuple[Longs, ...]
    """For each segment: in how many living notes of all segments each of its terms occurs."""
    living: int
    """Notes that are there."""

    def at(self, note: int) -> tuple[Segment, int]:
        """A note's segment and its number there."""
        i = bisect_right(self.bases, note) - 1
        return self.segments[i], note - self.bases[i]

    def parts(self) -> Iterator[tuple[int, Segment]]:
        """Each segment with the number of its first note."""
        return zip(self.bases, self.segments, strict=True)

    def there(self) -> list[NDArray[np.bool_]]:
        """For each segment, which of its notes are there."""
        return [self.alive[base : base + len(segment)] for base, segment in self.parts()]

    def find(self, path: str) -> int:
        """The number of the note at a path; -1 where there is none."""
        for base, segment in zip(reversed(self.bases), reversed(self.segments), strict=True):
            note = segment.find(path)
            if note >= 0 and self.alive[base + note]:
                return base + note
        return -1

    def standing(self, nodes: Ints) -> Ints:
        """The notes that nodes stand for now, of those that are there."""
        notes = self.standing_each(nodes)
        return notes[notes >= 0]

    def standing_each(self, nodes: Ints) -> Ints:
        """The note that each node stands for now; -1 for one that is gone.

        Links may be a save ahead of the view: so are nodes that it does not know yet.
        """
        known = nodes < len(self.current)
        notes = np.full(len(nodes), -1, np.int32)
        notes[known] = self.current[nodes[known]]
        return notes

    def path(self, note: int) -> str:
        """A note's path."""
        segment, i = self.at(note)
        return segment.paths[i]

    def title(self, note: int) -> str:
        """A note's title."""
        segment, i = self.at(note)
        return segment.titles[i]

    def written(self, note: int) -> datetime:
        """When a note was written."""
        segment, i = self.at(note)
        return segment.written(i)

    def passages(self, note: int) -> Ints:
        """A note's passages, as in `Document.passages`."""
        segment, i = self.at(note)
        return segment.passages[i]

    def terms(self, note: int) -> list[str]:
        """A note's terms in reading order."""
        segment, i = self.at(note)
        return [segment.terms.keys[t] for t in segment.tokens[i].tolist()]

    def targets(self, note: int) -> list[str]:
        """What a note links to, as written."""
        segment, i = self.at(note)
        return segment.targets[i]

    def prev(self, note: int) -> list[str]:
        """What a note continues, as written: one or none."""
        segment, i = self.at(note)
        return segment.prev[i]

    def continuing(self) -> Iterator[int]:
        """The living notes that say what they continue."""
        for base, segment in self.parts():
            notes = (np.flatnonzero(np.diff(segment.prev.starts)) + base).tolist()
            yield from (note for note in notes if self.alive[note])

    def next(self, note: int) -> list[str]:
        """What is said to continue a note, as written."""
        segment, i = self.at(note)
        return segment.next[i]

    def touched(self, note: int) -> date:
        """The day on which a note's file was last changed."""
        segment, i = self.at(note)
        return date.fromordinal(int(segment.touched[i]))

    def stamp(self, path: str) -> int | None:
        """What a note's file looked like when it was read; None where it was not."""
        note = self.find(path)
        if note < 0:
            return None
        segment, i = self.at(note)
        return int(segment.stamps[i])

    def problems(self) -> Iterator[tuple[str, str]]:
        """(path, sentence) for all that could not be understood in notes."""
        for base, segment in self.parts():
            for i in np.flatnonzero(np.diff(segment.problems.starts)).tolist():
                if self.alive[base + i]:
                    yield from ((segment.paths[i], problem) for problem in segment.problems[i])

    def languages(self) -> dict[str, int]:
        """How many living notes are in each language, by its name."""
        counts: dict[str, int] = {}
        for segment, alive in zip(self.segments, self.there(), strict=True):
            for row, language in enumerate(segment.languages.keys):
                living = int(alive[segment.languages.rows[row]].sum())
                counts[language] = counts.get(language, 0) + living
        return {language: counts[language] for language in sorted(counts) if counts[language]}

    def spoken(self) -> list[str]:
        """The languages that a query is asked for in: of one note in twenty, those told apart first."""
        counts = self.languages()
        many = [language for language in counts if counts[language] >= SPOKEN * sum(counts.values())]
        return sorted(many, key=lambda language: (not language, -counts[language]))

    def passage_count(self) -> int:
        """How many passages the notes have."""
        there = zip(self.segments, self.there(), strict=True)
        return sum(int(segment.passages.lengths[alive].sum()) for segment, alive in there)

    def notes(self) -> list[int]:
        """The numbers of the notes that are there."""
        found: list[int] = np.flatnonzero(self.alive).tolist()
        return found

    def having(self, column: str, key: str) -> list[int]:
        """The living notes that have a key in one of the segments' postings."""
        found: list[int] = []
        for base, segment in self.parts():
            postings: Postings = getattr(segment, column)
            found += [n for n in (postings[key] + np.int32(base)).tolist() if self.alive[n]]
        return found

    def called(self, key: str) -> list[str]:
        """The paths of the notes that can be called by a key (see `notes.resolve`)."""
        return [self.path(note) for note in self.having("keys", key)]

    @cached_property
    def voices(self) -> tuple[int, ...]:
        """The number of each segment's first name, and how many names there are."""
        return tuple(np.cumsum([0, *(len(s.owners) for s in self.segments)]).tolist())


_NOTHING = np.empty(0, np.int32)
_EMPTY = View((), (), _NOTHING.astype(np.bool_), _NOTHING.astype(np.int64), _NOTHING, _NOTHING, (), 0)


class Index:
    """Notes, numbered in the order they were added. One writer at a time."""

    def __init__(self, segments: Sequence[Segment] = (), dead: Iterable[int] = ()) -> None:
        """An index of segments made before, without the notes of these numbers."""
        self.view = _EMPTY
        for segment in segments:
            self._append(segment)
        self.remove(dead)

    def add(self, documents: Sequence[Document]) -> int:
        """Take notes in; returns the number of the first, the others follow it.

        One whose path is known takes the place of the old.
        """
        documents = list({d.path: d for d in documents}.values())
        base = len(self.view.alive)
        if documents:
            self._append(Segment.of(documents))
            self._compact()
        return base

    def remove(self, notes: Iterable[int]) -> None:
        """Take notes out, by number; one that is gone already is passed over."""
        old = self.view
        gone = sorted({note for note in notes if old.alive[note]})
        if not gone:
            return
        current = old.current.copy()
        current[old.nodes[gone]] = -1
        self.view = replace(_without(old, gone), current=current)

    def merge(self) -> None:
        """Make one segment of all, without gaps: notes get new numbers."""
        if self.view.segments:
            self.view = Index([merged(self.view)]).view

    def _append(self, segment: Segment) -> None:
        old = self.view
        base, count = len(old.alive), len(segment)
        replaced = [old.find(path) for path in segment.paths] if base else []
        gone = [note for note in replaced if note >= 0]
        nodes = np.arange(base, base + count, dtype=np.int32)
        if gone:
            olds = np.array(replaced, np.int32)
            nodes[olds >= 0] = old.nodes[olds[olds >= 0]]
            old = _without(old, gone)
        current = np.concatenate([old.current, np.full(count, -1, np.int32)])
        current[nodes] = np.arange(base, base + count)
        frequencies = list(old.frequencies)
        own = segment.held.copy()
        everywhere = own.copy()
        for i, other in enumerate(old.segments):
            at = _places(segment.terms, other.terms)
            here = at >= 0
            everywhere[here] = own[here] + old.frequencies[i][at[here]]
            frequencies[i] = old.frequencies[i].copy()
            frequencies[i][at[here]] += own[here]
        self.view = View(
            (*old.segments, segment),
            (*old.bases, base),
            np.concatenate([old.alive, np.ones(count, np.bool_)]),
            np.concatenate([old.lengths, segment.lengths]),
            np.concatenate([old.nodes, nodes]),
            current,
            (*frequencies, everywhere),
            old.living + count,
        )

    def _compact(self) -> None:
        """Merge from the end while the last is at least half its neighbour, so that there are few.

        Notes keep their numbers: gaps are merged as they are.
        """
        view = self.view
        while len(view.segments) > 1 and len(view.segments[-2]) < 2 * len(view.segments[-1]):
            pair = view.segments[-2:]
            one = Segment.merged(pair, [np.ones(len(s), np.bool_) for s in pair])
            places = [_places(one.terms, s.terms) for s in pair]
            frequencies = np.zeros(len(one.terms), np.int64)
            for at, counted in zip(places, view.frequencies[-2:], strict=True):
                frequencies[at >= 0] = counted[at[at >= 0]]
            view = replace(
                view,
                segments=(*view.segments[:-2], one),
                bases=view.bases[:-1],
                frequencies=(*view.frequencies[:-2], frequencies),
            )
        self.view = view


def merged(view: View) -> Segment:
    """One segment of all living notes; at least one segment must be there."""
    return Segment.merged(view.segments, view.there())


def _without(view: View, gone: Sequence[int]) -> View:
    """The view where these notes are not alive."""
    alive = view.alive.copy()
    alive[gone] = False
    held: dict[str, int] = {}
    for note in gone:
        for term in set(view.terms(note)):
            held[term] = held.get(term, 0) + 1
    less = Postings.of([held])
    counts = np.array([held[term] for term in less.keys], np.int64)
    frequencies = []
    for segment, counted in zip(view.segments, view.frequencies, strict=True):
        at = _places(less, segment.terms)
        now = counted.copy()
        now[at[at >= 0]] -= counts[at >= 0]
        frequencies.append(now)
    return replace(
        view,
        alive=alive,
        frequencies=tuple(frequencies),
        living=view.living - len(gone),
    )


def _places(wanted: Postings, postings: Postings) -> Longs:
    """Where the keys of one stand in another; -1 where they do not."""
    if len(wanted) * FEW < len(postings):
        return postings.keys.find_all(list(wanted.keys))
    place = {key: i for i, key in enumerate(postings.keys.raws())}
    return np.fromiter((place.get(key, -1) for key in wanted.keys.raws()), np.int64, len(wanted))
