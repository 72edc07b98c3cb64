"""BM25: what a term says for a document, and sums of it that are kept from one keystroke to the next.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), §3.4:
score(d) = Σ weight(t) · idf(t) · c (k1 + 1) / (c + k1 (1 - b + b · length(d) / mean length)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.index import Floats, Ints, Longs, View

WEIGHT_ONE = 16
"""Query weights are whole numbers, in sixteenths."""
FINE = float(1 << 38)
"""Impacts are whole numbers too, in 2^-38: adding and taking away is then exact, and kept sums never drift.
The error of one term is below 2e-12; 2^63 is reached at scores of two million."""
SCORE_ONE = WEIGHT_ONE * FINE
GONE = np.int64(-(1 << 62))
"""The sum of a removed document, out of reach of any score."""

Impacts = Callable[[Ints], tuple[Ints, Ints, Longs]]
"""From term numbers to postings: which of the terms, the document, and what the term says for it at weight
1/16, in `1 / SCORE_ONE`."""


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

    def idfs(self, view: View) -> Floats:
        """The idf of every term, by number; 0 for a term in no living document.

        log: log(1 + (N - n + .5) / (n + .5)), as Lucene has it, never negative.
        okapi: log((N - n + .5) / (n + .5)) with rank_bm25's floor for negative values.
        """
        n = view.frequencies
        if self.idf == "log":
            return np.where(n > 0, np.log1p((view.living - n + 0.5) / (n + 0.5)), 0.0)
        held = n > 0
        idf = np.zeros(len(n))
        idf[held] = np.log(view.living - n[held] + 0.5) - np.log(n[held] + 0.5)
        if held.any():
            idf[idf < 0] = self.epsilon * idf[held].mean()
        return idf

    def saturations(self, view: View) -> Floats:
        """k1 (1 - b + b · length / mean length) of every document, by number."""
        lengths = np.maximum(view.lengths, self.floor)
        living = lengths[view.alive]
        mean = float(living.mean()) if len(living) else 0.0
        # rank_bm25 divides by zero where every document is empty; with no tokens any mean will do.
        return self.k1 * (1 - self.b + self.b * lengths / (mean or 1.0))


OKAPI = Bm25(k1=1.5, b=0.75, floor=0.0, idf="okapi")
"""What `rank_bm25.BM25Okapi` computes by default."""


class Kept:
    """Scores of all documents for a query that changes a little at a time.

    Scores are linear in the weights, so an update touches only the postings of terms whose weight changed: on
    a keystroke, those of the word being typed.
    """

    def __init__(self, alive: NDArray[np.bool_], impacts: Impacts) -> None:
        self._impacts = impacts
        self._weights: dict[int, int] = {}
        self._sums: Longs = np.where(alive, np.int64(0), GONE)

    def update(self, weights: Mapping[int, int]) -> Longs:
        """The sums for these weights (term number → sixteenths), in `1 / SCORE_ONE`, by document number.

        A removed document's sum stays below every other's. The array is the kept one: read it before the next
        update.
        """
        old = self._weights
        changes = {t: c for t in old.keys() | weights.keys() if (c := weights.get(t, 0) - old.get(t, 0))}
        if changes:
            which, docs, impacts = self._impacts(np.fromiter(changes, np.int32, len(changes)))
            change = np.fromiter(changes.values(), np.int64, len(changes))
            np.add.at(self._sums, docs, change[which] * impacts)
        self._weights = dict(weights)
        return self._sums


def bm25_impacts(view: View, bm25: Bm25, idfs: Floats, saturations: Floats) -> Impacts:
    """What a term says for the notes that hold it."""

    def impacts(terms: Ints) -> tuple[Ints, Ints, Longs]:
        which, docs, counts = view.postings(terms)
        worth = idfs[terms] * ((bm25.k1 + 1) * FINE)
        return which, docs, np.rint(worth[which] * counts / (counts + saturations[docs])).astype(np.int64)

    return impacts


def coverage_impacts(names: View, idfs: Floats) -> Impacts:
    """What a term says for the names that hold it: its idf, however long the name is."""

    worth = np.rint(idfs * FINE).astype(np.int64)

    def impacts(terms: Ints) -> tuple[Ints, Ints, Longs]:
        which, docs, _ = names.postings(terms)
        return which, docs, worth[terms][which]

    return impacts
