"""Why documents answer: with which passage, which words of it, which terms for how much of the score."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from recall_tui.recall.bm25 import Statistics
from recall_tui.recall.columns import Floats, Longs, runs, starts_of
from recall_tui.recall.languages import Languages
from recall_tui.recall.segment import Segment

REASONS = 5
"""At most this many terms are named as the reason of a hit."""
USUAL = 80
"""Tokens of a passage of usual length."""
FAINT = 1e-300
"""Above 0, and below what any term says."""
MARKED = 2000
"""Characters of a passage in which matching words are looked for."""
ALIKE = 0.9
"""Passages that share so much of all their terms say the same."""
TELLING = 20
"""Passages of fewer terms are never taken for the same."""
PART = 3
"""Nor are those of notes that hold more than so many times as much: two long notes may quote the same."""


class Found(NamedTuple):
    """What a query finds in a document."""

    passage: int
    """The passage that says most about it; -1 where there is none."""
    why: list[tuple[str, float]]
    """The strongest terms and their part of the BM25 score, best first."""


class Evidence:
    """What a query finds inside single documents of a view."""

    def __init__(self, statistics: Statistics, weights: Mapping[str, int]) -> None:
        """`weights` in sixteenths by term, as they were ranked."""
        self._statistics = statistics
        self.terms = sorted(weights)
        facts = [statistics.facts[term] for term in self.terms]
        self.idfs = np.array([fact.idf for fact in facts])
        self._worth = np.array([weights[term] for term in self.terms]) * self.idfs
        # All numbers of these terms, over the segments, ascending; one behind all of them; and whose each is.
        self._firsts = starts_of([len(segment.terms) for segment in statistics.view.segments]).tolist()
        numbers = [
            (self._firsts[part] + at, which) for which, fact in enumerate(facts) for part, at in fact.places
        ]
        numbers.sort()
        self._numbers = np.array([*(number for number, _ in numbers), self._firsts[-1]])
        self._which = np.array([which for _, which in numbers], np.int64)

    def find(self, docs: Sequence[int]) -> list[Found]:
        """What is found in these documents; all at once, since each step costs the same for many."""
        if not docs:
            return []
        places, which, owners = self._matches(docs)
        counts = self._counted(which, owners, len(docs))
        parts = self.parts(docs, counts)
        rows = self._passages(docs, places, which)
        shares = np.maximum(parts, 0.0)  # okapi has negative ones
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), FAINT)
        best = np.argsort(-shares, axis=1, kind="stable")[:, :REASONS]
        named = zip(best.tolist(), np.take_along_axis(shares, best, axis=1).tolist(), strict=True)
        return [
            Found(row, [(self.terms[term], share) for term, share in zip(*why, strict=True) if share > 0])
            for row, why in zip(rows, named, strict=True)
        ]

    def counts(self, doc: int) -> Longs:
        """How often each of the query's terms occurs in a document."""
        _, which, owners = self._matches([doc])
        counts: Longs = self._counted(which, owners, 1)[0]
        return counts

    def parts(self, docs: Sequence[int], counts: Longs) -> Floats:
        """What each of the query's terms adds to each document's BM25 score, in sixteenths."""
        lengths = self._statistics.view.lengths[list(docs), np.newaxis]
        parts: Floats = np.asarray(self._worth * self._statistics.saturated(counts, lengths))
        return parts

    def _matches(self, docs: Sequence[int]) -> tuple[Longs, Longs, Longs]:
        """Where the query's terms stand in the documents' tokens, one document after the other; which of the
        query's terms each is; and in which document."""
        view, found = self._statistics.view, []
        for doc in docs:
            part = bisect_right(view.bases, doc) - 1
            found.append(view.segments[part].tokens[doc - view.bases[part]] + self._firsts[part])
        tokens = np.concatenate(found)
        at = self._numbers.searchsorted(tokens)
        places = np.flatnonzero(self._numbers[at] == tokens)
        starts = starts_of([len(each) for each in found])
        return places, self._which[at[places]], starts.searchsorted(places, side="right") - 1

    def _counted(self, which: Longs, owners: Longs, docs: int) -> Longs:
        size = len(self.terms)
        counts: Longs = np.bincount(owners * size + which, minlength=docs * size).reshape(docs, size)
        return counts

    def _passages(self, docs: Sequence[int], places: Longs, which: Longs) -> list[int]:
        """In each document, the passage that says most; the first where none does anything, -1 where none is.

        BM25 with the passage's own length.
        """
        view, bm25, size = self._statistics.view, self._statistics.bm25, len(self.terms)
        rows = [view.passages(doc) for doc in docs]
        first = starts_of([len(each) for each in rows])
        base = np.repeat(starts_of(view.lengths[list(docs)])[:-1], np.diff(first))
        passages = np.concatenate(rows)
        starts, ends = passages[:, 0] + base, passages[:, 1] + base
        owner = starts.searchsorted(places, side="right") - 1
        inside = owner >= 0
        inside[inside] = places[inside] < ends[owner[inside]]
        pairs, at = runs(np.sort(owner[inside] * size + which[inside]))
        counts = np.diff(at)
        owners, terms = np.divmod(pairs, max(1, size))
        lengths = np.maximum((ends - starts)[owners], bm25.floor) / USUAL
        k1, b = bm25.k1, bm25.b
        says = self._worth[terms] * counts * (k1 + 1) / (counts + k1 * (1 - b + b * lengths))
        scores = np.bincount(owners, says, len(passages))
        edges = first.tolist()
        return [
            int(scores[edges[i] : edges[i + 1]].argmax()) if edges[i] < edges[i + 1] else -1
            for i in range(len(docs))
        ]


class Alike:
    """Finds passages that say nearly the same in the same words."""

    def __init__(self) -> None:
        self._firsts: list[frozenset[int]] = []

    def first(self, segment: Segment, note: int, passage: int, *, alone: bool) -> int:
        """Which of the passages asked about before this one says the same; -1 if none, and it is the next.

        One that stands `alone` may have others behind it, but stands behind none.
        """
        begin, end = segment.passages[note][passage, :2].tolist() if passage >= 0 else (0, 0)
        tokens = segment.tokens[note]
        telling = PART * (end - begin) >= len(tokens)
        terms = frozenset(segment.prints[tokens[begin:end]].tolist()) if telling else frozenset()
        size = len(terms)
        for i, others in enumerate(self._firsts) if size >= TELLING and not alone else ():
            if ALIKE * size <= len(others) <= size / ALIKE:
                shared = len(terms & others)
                if shared >= ALIKE * (size + len(others) - shared):
                    return i
        self._firsts.append(terms)
        return -1


class Marker:
    """Finds the words of a passage that a query's terms stand for."""

    def __init__(self, languages: Languages) -> None:
        def spans(text: str, language: str) -> list[tuple[str, int, int]]:
            return languages.analyzer(language).spans(text)

        self._spans = lru_cache(maxsize=512)(spans)

    def matches(self, text: str, language: str, terms: Container[str]) -> list[tuple[str, int, int]]:
        """(term, start, end) of each word in `text` that stands for one of the terms, ascending."""
        return [span for span in self._spans(text[:MARKED], language) if span[0] in terms]


def joined(matches: Iterable[tuple[str, int, int]]) -> tuple[tuple[int, int], ...]:
    """(start, end) of the matches, those that touch or overlap (CJK bigrams) as one."""
    found: list[tuple[int, int]] = []
    for _, start, end in matches:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
