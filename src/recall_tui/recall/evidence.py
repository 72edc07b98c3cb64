"""Why a document answers: with which passage, which words of it, which terms for how much of the score."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from recall_tui.recall.analyzer import Analyzer
from recall_tui.recall.index import Ints, runs
from recall_tui.recall.ranking import Ranking

REASONS = 5
"""At most this many terms are named as the reason of a hit."""
USUAL = 80
"""Tokens of a passage of usual length."""
MARKED = 2000
"""Characters of a passage in which matching words are looked for."""


class Evidence:
    """What a query finds inside single documents of a view."""

    def __init__(self, ranking: Ranking, weights: Mapping[int, int]) -> None:
        """`weights` in sixteenths by term number, as they were ranked."""
        self._view, self._bm25, self._saturations = ranking.view, ranking.bm25, ranking.saturations
        self._terms = np.array(sorted(weights), np.int32)
        self._worth = np.array([weights[t] for t in self._terms.tolist()]) * ranking.idfs[self._terms]
        # A place for every term there is, 0 where the query has it not: looked up faster than searched for.
        self._place = np.zeros(len(ranking.idfs) + 1, np.int32)
        self._place[self._terms] = np.arange(1, len(self._terms) + 1)

    def matches(self, doc: int) -> tuple[Ints, Ints]:
        """Where the query's terms stand in the document's tokens, and which of the query's terms each is."""
        which = self._place[self._view.tokens(doc)]
        places = which.nonzero()[0]
        return places.astype(np.int32), which[places] - 1

    def shares(self, doc: int, which: Ints) -> Iterator[tuple[int, float]]:
        """The strongest terms as (term number, part of the BM25 score), best first."""
        counts = np.bincount(which, minlength=len(self._terms))
        parts = self._worth * counts * (self._bm25.k1 + 1) / (counts + self._saturations[doc])
        total = float(parts[parts > 0].sum())  # okapi has negative ones
        for i in np.argsort(-parts, kind="stable")[:REASONS]:
            if parts[i] > 0:
                yield int(self._terms[i]), float(parts[i]) / total

    def best_passage(self, places: Ints, which: Ints, passages: Ints) -> int:
        """The row of `passages` that says most about the query, 0 if none does anything.

        BM25 with the passage's own length.
        """
        if not len(passages):
            return -1
        owner = passages[:, 0].searchsorted(places, side="right") - 1
        inside = (owner >= 0) & (places < passages[owner, 1])
        if not inside.any():
            return 0
        size = len(self._terms)
        pairs, starts = runs(np.sort(owner[inside] * size + which[inside]))
        counts = starts[1:] - starts[:-1]
        rows, terms = np.divmod(pairs, size)
        lengths = np.maximum(passages[rows, 1] - passages[rows, 0], self._bm25.floor) / USUAL
        k1, b = self._bm25.k1, self._bm25.b
        parts = self._worth[terms] * counts * (k1 + 1) / (counts + k1 * (1 - b + b * lengths))
        return int(np.bincount(rows, parts).argmax())


class Marker:
    """Finds the words of a passage that a query's terms stand for."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._spans = lru_cache(maxsize=512)(analyzer.spans)

    def matches(self, text: str, terms: Container[str]) -> list[tuple[str, int, int]]:
        """(term, start, end) of each word in `text` that stands for one of the terms, ascending."""
        return [span for span in self._spans(text[:MARKED]) if span[0] in terms]


def joined(matches: Iterable[tuple[str, int, int]]) -> tuple[tuple[int, int], ...]:
    """(start, end) of the matches, those that touch or overlap (CJK bigrams) as one."""
    found: list[tuple[int, int]] = []
    for _, start, end in matches:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
