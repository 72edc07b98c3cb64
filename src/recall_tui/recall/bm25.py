"""BM25: what a term says for a document, and sums of it that are kept from one keystroke to the next.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), §3.4:
score(d) = Σ weight(t) · idf(t) · c (k1 + 1) / (c + k1 (1 - b + b · length(d) / mean length)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.columns import Floats, Ints, Longs
from recall_tui.recall.index import View

WEIGHT_ONE = 16
"""Query weights are whole numbers, in sixteenths."""
FINE = float(1 << 38)
"""Impacts are whole numbers too, in 2^-38: adding and taking away is then exact, and kept sums never drift.
The error of one term is below 2e-12; 2^63 is reached at scores of two million."""
SCORE_ONE = WEIGHT_ONE * FINE
GONE = np.int64(-(1 << 62))
"""The sum of a removed document, out of reach of any score."""

Impacts = Callable[[str], Iterator[tuple[int, Ints, Longs]]]
"""From a term to what it says, in `1 / SCORE_ONE` at weight 1/16: for each segment that has it the number of
the first document, the documents that hold it, counted from there, and what it says for each."""


@dataclass(frozen=True, slots=True)
class Bm25:
    """The parameters of a BM25, and what follows from them."""

    k1: float = 2.0
    b: float = 0.9
    floor: float = 40.0
    """A document counts as at least this many tokens, so that one-line notes don't win on brevity."""
    idf: Literal["log", "okapi"] = "log"
    epsilon: float = 0.25
    """okapi only: a negative idf becomes this share of the mean idf."""

    def statistics(self, view: View) -> Statistics:
        """What the formula needs to know of a view."""
        return Statistics(self, view)

    def idfs(self, n: Longs, living: int) -> Floats:
        """The idf of terms that `n` of the `living` documents hold; 0 for a term in no living document.

        log: log(1 + (N - n + .5) / (n + .5)), as Lucene has it, never negative.
        okapi: log((N - n + .5) / (n + .5)).
        """
        odds = (living - n + 0.5) / (n + 0.5)
        return np.where(n > 0, np.log1p(odds) if self.idf == "log" else np.log(odds), 0.0)


class Fact(NamedTuple):
    """What is known of a term."""

    idf: float
    """0 for a term that no living document has."""
    frequency: int
    """In how many living documents it occurs."""
    places: tuple[tuple[int, int], ...]
    """(segment, the term's number there) for the segments that have it."""


class Facts(dict[str, Fact]):
    """What is known of terms, found out once for each."""

    def __init__(self, statistics: Statistics) -> None:
        super().__init__()
        self._statistics = statistics

    def __missing__(self, term: str) -> Fact:
        view, idfs = self._statistics.view, self._statistics.idfs
        found = ((i, segment.terms.keys.find(term)) for i, segment in enumerate(view.segments))
        places = tuple((i, at) for i, at in found if at >= 0)
        fact = Fact(0.0, 0, ())
        if places:
            i, at = places[0]
            fact = Fact(float(idfs[i][at]), int(view.frequencies[i][at]), places)
        self[term] = fact
        return fact


class Statistics:
    """A view as BM25 sees it."""

    def __init__(self, bm25: Bm25, view: View) -> None:
        self.bm25, self.view = bm25, view
        lengths = np.maximum(view.lengths, bm25.floor)[view.alive]
        self.mean = (float(lengths.mean()) if len(lengths) else 0.0) or 1.0
        """The mean length; 1 where all documents are empty: rank_bm25 divides by zero there, any will do."""
        self.idfs = tuple(bm25.idfs(n, view.living) for n in view.frequencies)
        """For each segment, the idf of each of its terms."""
        if bm25.idf == "okapi":
            self._raise_negative()
        self._tables = tuple(self.saturated(*s.pairs.T) for s in view.segments)
        """For each segment, what an occurrence of each kind counts."""
        self.facts = Facts(self)
        """What is known of a term, by term."""

    def saturation(self, length: NDArray[np.number] | float) -> NDArray[np.number] | float:
        """k1 (1 - b + b · length / mean length)."""
        bm25 = self.bm25
        return bm25.k1 * (1 - bm25.b + bm25.b * np.maximum(length, bm25.floor) / self.mean)

    def saturated(self, counts: NDArray[np.number], lengths: NDArray[np.number] | float) -> Floats:
        """c (k1 + 1) / (c + saturation)."""
        return np.asarray(counts * (self.bm25.k1 + 1) / (counts + self.saturation(lengths)), np.float64)

    def impacts(self, term: str) -> Iterator[tuple[int, Ints, Longs]]:
        """What a term says for the documents that hold it."""
        for i, at in self.facts[term].places:
            segment = self.view.segments[i]
            starts = segment.terms.rows.starts
            first, last = starts[at], starts[at + 1]
            kinds, table = segment.kinds[first:last], self._tables[i]
            # A common term has more documents than there are kinds: what each kind says is found once.
            counted = table[kinds] if len(kinds) < len(table) else table
            worth = np.rint(counted * (self.idfs[i][at] * FINE)).astype(np.int64)
            impacts = worth if counted is not table else worth.take(kinds)
            yield self.view.bases[i], segment.terms.rows.values[first:last], impacts

    def _raise_negative(self) -> None:
        """rank_bm25's floor: negative values become a share of the mean over all terms that are held."""
        held: dict[bytes, float] = {}
        for s, idfs, n in zip(self.view.segments, self.idfs, self.view.frequencies, strict=True):
            held.update(
                (k, v) for k, v, c in zip(s.terms.keys.raws(), idfs.tolist(), n.tolist(), strict=True) if c
            )
        least = self.bm25.epsilon * sum(held.values()) / len(held) if held else 0.0
        for idfs in self.idfs:
            idfs[idfs < 0] = least


OKAPI = Bm25(k1=1.5, b=0.75, floor=0.0, idf="okapi")
"""What `rank_bm25.BM25Okapi` computes by default."""


class Kept:
    """Scores of all documents for a query that changes a little at a time.

    Scores are linear in the weights, so an update touches only the postings of terms whose weight changed: on
    a keystroke, those of the word being typed.
    """

    def __init__(self, alive: NDArray[np.bool_], impacts: Impacts) -> None:
        self._impacts = impacts
        self._weights: Mapping[str, int] = {}
        self._sums: Longs = np.where(alive, np.int64(0), GONE)

    def update(self, weights: Mapping[str, int]) -> Longs:
        """The sums for these weights (term → sixteenths), in `1 / SCORE_ONE`, by document number.

        A removed document's sum stays below every other's. The array is the kept one: read it before the next
        update.
        """
        old = self._weights
        for term in {term for term, _ in old.items() ^ weights.items()}:
            change = weights.get(term, 0) - old.get(term, 0)
            for base, docs, impacts in self._impacts(term):
                np.add.at(self._sums[base:], docs, impacts * change)
        self._weights = dict(weights)
        return self._sums


def coverage(statistics: Statistics) -> Impacts:
    """What a term says for the names that hold it: its idf, however long the name is."""
    view = statistics.view

    def impacts(term: str) -> Iterator[tuple[int, Ints, Longs]]:
        worth = np.int64(np.rint(statistics.facts[term].idf * FINE))
        for base, segment in zip(view.voices, view.segments, strict=False):
            names = segment.spoken[term]
            if len(names):
                yield base, names, np.broadcast_to(worth, len(names))

    return impacts


def owners(view: View) -> Longs:
    """Each name's note, by number."""
    found = [s.owners.astype(np.int64) + base for base, s in view.parts()]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def worths(statistics: Statistics) -> Floats:
    """The idf of each name's terms together; never 0."""
    found = [s.worths(idfs) for s, idfs in zip(statistics.view.segments, statistics.idfs, strict=True)]
    return np.concatenate(found) if found else np.empty(0)


def alive_names(view: View) -> NDArray[np.bool_]:
    """Which names are those of notes that are there."""
    return view.alive[owners(view)]
