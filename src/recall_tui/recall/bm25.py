"""BM25: what a term says for a document, and sums of it that are kept from one keystroke to the next.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), §3.4:
score(d) = Σ weight(t) · idf(t) · c (k1 + 1) / (c + k1 (1 - b + b · length(d) / mean length)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.columns import Floats, Ints, Longs, distinct
from recall_tui.recall.index import View

WEIGHT_ONE = 16
"""Query weights are whole numbers, in sixteenths."""
FINE = float(1 << 38)
"""Impacts are whole numbers too, in 2^-38: adding and taking away is then exact, and kept sums never drift.
The error of one term is below 2e-12; 2^63 is reached at scores of two million."""
SCORE_ONE = WEIGHT_ONE * FINE
RARE = 4
"""A term is rare that has so many times fewer documents than there are kinds."""
GONE = np.int64(-(1 << 62))
"""The sum of a removed document, out of reach of any score."""
FEW = 64
"""Where fewer than one in so many sums changed, those are looked at; else all: sorting takes longer."""

Impacts = Callable[[Mapping[str, int]], Iterator[tuple[int, Ints, Longs]]]
"""From terms and their weights in sixteenths to what they say, in `1 / SCORE_ONE`: in several parts, each the
number of a first document, documents that hold terms, counted from there, and what is said for each."""


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
        self.find_out([term])
        return self[term]

    def find_out(self, terms: Iterable[str]) -> None:
        """Find out about many terms at once, which is faster."""
        new = [term for term in terms if term not in self]
        if not new:
            return
        view, idfs = self._statistics.view, self._statistics.idfs
        found = [segment.terms.keys.find_all(new).tolist() for segment in view.segments]
        for term, at in zip(new, zip(*found, strict=True) if found else ((),) * len(new), strict=True):
            places = tuple((i, place) for i, place in enumerate(at) if place >= 0)
            if places:
                i, place = places[0]
                self[term] = Fact(float(idfs[i][place]), int(view.frequencies[i][place]), places)
            else:
                self[term] = Fact(0.0, 0, ())


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

    def impacts(self, weights: Mapping[str, int]) -> Iterator[tuple[int, Ints, Longs]]:
        """What terms say for the documents that hold them."""
        for i, (base, segment) in enumerate(self.view.parts()):
            table, rows = self._tables[i], segment.terms.rows
            rare: list[tuple[int, int]] = []
            for term, weight in weights.items():
                for at in (at for j, at in self.facts[term].places if j == i):
                    first, last = rows.starts[at], rows.starts[at + 1]
                    if RARE * (last - first) < len(table):
                        rare.append((at, weight))
                    else:
                        # It has many documents, but kinds are few: what each kind says is found once.
                        says = np.rint(table * (self.idfs[i][at] * FINE)).astype(np.int64) * weight
                        yield base, rows.values[first:last], says.take(segment.kinds[first:last])
            if rare:
                terms, times = np.array(rare, np.int64).T
                places, lengths = rows.places(terms), rows.lengths_of(terms)
                idfs = np.repeat(self.idfs[i][terms] * FINE, lengths)
                amounts = np.rint(table[segment.kinds[places]] * idfs).astype(np.int64)
                yield base, rows.values[places], amounts * np.repeat(times, lengths)

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
        self.weights: Mapping[str, int] = {}
        """Those of the sums as they are."""
        self._sums: Longs = np.where(alive, np.int64(0), GONE)

    def update(self, weights: Mapping[str, int]) -> Longs:
        """The sums for these weights (term → sixteenths), in `1 / SCORE_ONE`, by document number.

        A removed document's sum stays below every other's. The array is the kept one: read it before the next
        update.
        """
        old = self.weights
        different = {term for term, _ in old.items() ^ weights.items()}
        changes = {term: weights.get(term, 0) - old.get(term, 0) for term in different}
        for base, docs, amounts in self._impacts(changes) if changes else ():
            self._add(base, docs, amounts)
        self.weights = dict(weights)
        return self._sums

    def _add(self, base: int, docs: Ints, amounts: Longs) -> None:
        np.add.at(self._sums[base:], docs, amounts)


class Reached(Kept):
    """Sums of which only those are of interest that reach what is enough, a number for each document.

    Looking through all of them would take longer than all else at a key, so only those are looked at that
    changed or were enough before.
    """

    def __init__(self, alive: NDArray[np.bool_], impacts: Impacts, enough: Longs) -> None:
        """`enough` is above 0."""
        super().__init__(alive, impacts)
        self._enough = enough
        self._reached: Longs = np.empty(0, np.int64)
        self._touched: list[Longs] = []

    def reached(self, weights: Mapping[str, int]) -> tuple[Longs, Longs]:
        """The documents whose sums for these weights are enough, ascending, and their sums."""
        self._touched = [self._reached]
        sums = self.update(weights)
        if sum(map(len, self._touched)) * FEW < len(sums):
            looked_at = np.concatenate(self._touched)
            self._reached = distinct(looked_at[sums[looked_at] >= self._enough[looked_at]])
        else:
            self._reached = np.flatnonzero(sums >= self._enough)
        return self._reached, sums[self._reached]

    def _add(self, base: int, docs: Ints, amounts: Longs) -> None:
        super()._add(base, docs, amounts)
        self._touched.append(docs.astype(np.int64) + base)


def coverage(statistics: Statistics) -> Impacts:
    """What terms say for the names that hold them: their idf, however long the name is."""
    view = statistics.view

    def impacts(weights: Mapping[str, int]) -> Iterator[tuple[int, Ints, Longs]]:
        terms = list(weights)
        worth = np.rint([statistics.facts[term].idf * FINE for term in terms]).astype(np.int64)
        worth *= np.fromiter(weights.values(), np.int64, len(terms))
        for base, segment in zip(view.voices, view.segments, strict=False):
            at = segment.spoken.keys.find_all(terms)
            rows, here = segment.spoken.rows, at >= 0
            at = at[here]
            yield base, rows.values[rows.places(at)], np.repeat(worth[here], rows.lengths_of(at))

    return impacts


def owners(view: View) -> Longs:
    """Each name's note, by number."""
    found = [s.owners.astype(np.int64) + base for base, s in view.parts()]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def worths(statistics: Statistics) -> Floats:
    """The idf of each name's terms together; never 0."""
    found = [s.worths(idfs) for s, idfs in zip(statistics.view.segments, statistics.idfs, strict=True)]
    return np.concatenate(found) if found else np.empty(0)
