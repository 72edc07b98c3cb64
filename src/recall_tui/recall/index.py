"""The inverted index over notes: immutable segments, published as one snapshot at a time.

A reader takes `Index.view` once and works on it undisturbed; `add` and `remove` publish a new one. So the
thread that reads the folder and the keystroke that searches it need no lock between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


class Vocabulary(dict[str, int]):
    """Term → term number; asking for a new term with `[]` gives it the next number."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings and the token streams of a run of documents, numbered from `base`."""

    base: int
    terms: Ints
    """The term numbers that occur, ascending."""
    starts: Longs
    """Where the postings of `terms[i]` begin in `docs` and `counts`; one entry more than `terms`."""
    docs: Ints
    """Document numbers, ascending within a term."""
    counts: Ints
    """How often the term occurs in that document."""
    tokens: Ints
    """The documents' terms in reading order, one document after the other."""
    token_starts: Longs
    """Where each document begins in `tokens`; one entry more than documents."""

    def __len__(self) -> int:
        return len(self.token_starts) - 1

    @staticmethod
    def of(base: int, streams: Sequence[Ints]) -> Segment:
        """The segment of the documents with these token streams."""
        starts = np.zeros(len(streams) + 1, np.int64)
        np.cumsum([len(s) for s in streams], out=starts[1:])
        tokens = np.concatenate([np.empty(0, np.int32), *streams])
        docs = np.repeat(np.arange(len(streams), dtype=np.int64), np.diff(starts))
        pairs, counts = np.unique(tokens.astype(np.int64) * max(1, len(streams)) + docs, return_counts=True)
        owners, places = np.divmod(pairs, max(1, len(streams)))
        return Segment(
            base, *runs(owners), (places + base).astype(np.int32), counts.astype(np.int32), tokens, starts
        )

    def merged(self, later: Segment) -> Segment:
        """This segment and the one right after it, as one."""
        owners = np.concatenate([np.repeat(s.terms, np.diff(s.starts)) for s in (self, later)])
        order = np.argsort(owners, kind="stable")
        return Segment(
            self.base,
            *runs(owners[order]),
            np.concatenate([self.docs, later.docs])[order],
            np.concatenate([self.counts, later.counts])[order],
            np.concatenate([self.tokens, later.tokens]),
            np.concatenate([self.token_starts, later.token_starts[1:] + self.token_starts[-1]]),
        )

    def postings(self, terms: Ints) -> list[tuple[int, Ints, Ints]]:
        """(which of `terms`, the documents that hold it, how often each does) for those that occur here."""
        at = np.minimum(self.terms.searchsorted(terms), len(self.terms) - 1)
        found = np.flatnonzero(self.terms[at] == terms) if len(self.terms) else at[:0]
        firsts, ends = self.starts[at[found]].tolist(), self.starts[at[found] + 1].tolist()
        spans = zip(found.tolist(), firsts, ends, strict=True)
        return [(i, self.docs[a:b], self.counts[a:b]) for i, a, b in spans]


def runs(ascending: NDArray[np.integer]) -> tuple[Ints, Longs]:
    """The distinct values of an ascending array, and where each begins (with the length at the end)."""
    new = np.ones(len(ascending) + 1, np.bool_)  # at the end too
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:-1])
    starts = new.nonzero()[0]
    return ascending[starts[:-1]].astype(np.int32), starts


@dataclass(frozen=True, slots=True)
class View:
    """The index at one moment. Documents keep their number for good; a removed one leaves a gap."""

    segments: tuple[Segment, ...]
    lengths: Floats
    """Tokens of each document, by number; gaps included."""
    alive: NDArray[np.bool_]
    frequencies: Longs
    """In how many living documents each term occurs, by term number."""
    living: int
    """Documents that are there."""
    total: float
    """Tokens in all of them."""

    def postings(self, terms: Ints) -> tuple[Ints, Ints, Ints]:
        """The postings of several terms in one: which of `terms`, the document (gaps included), how often."""
        found = [p for s in self.segments for p in s.postings(terms)]
        if not found:
            return _NONE, _NONE, _NONE
        which = np.repeat([i for i, _, _ in found], [len(docs) for _, docs, _ in found])
        docs, counts = np.concatenate([d for _, d, _ in found]), np.concatenate([c for _, _, c in found])
        return which.astype(np.int32), docs, counts

    def tokens(self, doc: int) -> Ints:
        """The document's term numbers in reading order."""
        segment = self.segments[bisect_right(self.segments, doc, key=lambda s: s.base) - 1]
        i = doc - segment.base
        return segment.tokens[segment.token_starts[i] : segment.token_starts[i + 1]]

    def frequency(self, term: int) -> int:
        """In how many living documents the term occurs; 0 for a term this view has not seen."""
        return int(self.frequencies[term]) if term < len(self.frequencies) else 0


_NONE: Ints = np.empty(0, np.int32)
_EMPTY = View((), np.empty(0), np.empty(0, np.bool_), np.empty(0, np.int64), 0, 0.0)


class Index:
    """Documents as lists of terms, numbered in the order they were added. One writer at a time."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self.view = _EMPTY

    def add(self, documents: Iterable[Sequence[str]]) -> int:
        """Take documents in; returns the number of the first, the others follow it."""
        number = self.vocabulary.__getitem__
        streams = [np.fromiter(map(number, terms), np.int32, len(terms)) for terms in documents]
        old = self.view
        base = len(old.lengths)
        segment = Segment.of(base, streams)
        lengths = np.array([len(s) for s in streams], np.float64)
        frequencies = np.zeros(len(self.vocabulary), np.int64)
        frequencies[: len(old.frequencies)] = old.frequencies
        frequencies[segment.terms] += np.diff(segment.starts)
        self.view = View(
            _compacted((*old.segments, segment)) if streams else old.segments,
            np.concatenate([old.lengths, lengths]),
            np.concatenate([old.alive, np.ones(len(streams), np.bool_)]),
            frequencies,
            old.living + len(streams),
            old.total + float(lengths.sum()),
        )
        return base

    def remove(self, docs: Iterable[int]) -> None:
        """Take documents out, by number; one that is gone already is passed over."""
        old = self.view
        gone = sorted({d for d in docs if old.alive[d]})
        if not gone:
            return
        alive, frequencies = old.alive.copy(), old.frequencies.copy()
        alive[gone] = False
        for doc in gone:
            frequencies[np.unique(old.tokens(doc))] -= 1
        total = old.total - float(old.lengths[gone].sum())
        self.view = View(old.segments, old.lengths, alive, frequencies, old.living - len(gone), total)

    def merge(self) -> None:
        """Make one segment of all, for a quiet moment: terms are then found at once. Numbers stay."""
        segments = self.view.segments
        while len(segments) > 1:
            segments = (*segments[:-2], segments[-2].merged(segments[-1]))
        self.view = replace(self.view, segments=segments)


def _compacted(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Merge from the end while the last is at least half its neighbour, so that there are few."""
    merged = list(segments)
    while len(merged) > 1 and len(merged[-2]) < 2 * len(merged[-1]):
        later = merged.pop()
        merged[-1] = merged[-1].merged(later)
    return tuple(merged)
