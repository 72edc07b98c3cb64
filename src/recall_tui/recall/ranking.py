"""Ranking over one view of the index: kept sums over all notes, then a second stage over the best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.asking import Asker
from recall_tui.recall.bm25 import FINE, GONE, SCORE_ONE, Bm25, Kept, Reached, coverage, owners, worths
from recall_tui.recall.columns import Floats, Longs, distinct
from recall_tui.recall.graph import LinkGraph
from recall_tui.recall.index import View
from recall_tui.recall.segment import Segment

CANDIDATES = 200
"""The second stage looks at this many notes, and at as many again that are named."""
SAMPLED = 1024
"""So many of all sums, or somewhat fewer, tell which are likely among the best."""
SURE = 8
"""Of the sampled ones so many more are taken for likely than were needed on average."""
NAME = 1.0
"""A name that stands in the draft in full adds at most this share of the best BM25 score."""
NAME_HALF = 2.0
"""The idf at which a name adds half of its most: a note called "Index" should not win by its name."""
CALLED = 0.4
"""A note of whose name this much stands in the draft is shown, however little else they share."""
BEST = 10
"""The notes whose links count."""
NEIGHBOURS = 0.3
"""What a note gains that is linked with one of the best: this share of its score, over √links."""
HUB = 256
"""A note with more links than this says nothing about any one of them."""
PRIOR = 0.1
"""A score grows by this times log(1 + notes that link to the note)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates, best first, and what their scores are made of; arrays beside each other."""

    notes: Longs
    scores: Floats
    """(words + names + neighbours) · (1 + prior)."""
    words: Floats
    """BM25."""
    names: Floats
    """For a name that stands in the draft."""
    neighbours: Floats
    """For links with the best notes."""
    linked: Longs
    """Notes that link to it."""

    @staticmethod
    def prior(linked: Longs) -> Floats:
        """What a score gains, as a share of it, where so many notes link to a note."""
        return PRIOR * np.log1p(linked)


class Ranking:
    """Ranks the notes of one view for queries that change a little at a time."""

    def __init__(self, view: View, links: LinkGraph, bm25: Bm25) -> None:
        self.view, self.links = view, links
        self.statistics = bm25.statistics(view)
        self.asker = Asker(self.statistics)
        self._kept = Kept(view.alive, self.statistics.impacts)
        self._owners = owners(view)
        self._whole = worths(self.statistics)
        enough = np.rint(self._whole * (FINE / 2)).astype(np.int64)
        self._kept_names = Reached(view.alive[self._owners], coverage(self.statistics), enough)

    def anew(self, view: View, links: LinkGraph) -> Ranking:
        """The ranking over another view, ready for the query that this one was asked last."""
        ranking = Ranking(view, links, self.statistics.bm25)
        ranking._kept.update(self._kept.weights)
        ranking._kept_names.reached(self._kept_names.weights)
        return ranking

    def rank(
        self,
        weights: Mapping[str, int],
        near: Mapping[str, int],
        me: int,
        least: float,
        allowed: NDArray[np.bool_] | None = None,
    ) -> Ranked:
        """The candidates, of those `allowed` where not all are.

        `weights` in sixteenths by term; `near` has the terms in which names are looked for; `me` is the note
        being written (-1: none). What scores less than `least` by its own words is no candidate.
        """
        sums = self._kept.update(weights)
        called, shares = self._named(near)
        others = called != me
        if allowed is not None:
            sums = np.where(allowed, sums, GONE)
            others &= allowed[called]
        called, shares = called[others], shares[others]
        found = distinct(np.concatenate([self._best(sums), called]))
        found = found[found != me]
        words = sums[found] / SCORE_ONE
        names = np.zeros(len(found))
        names[found.searchsorted(called)] = shares
        evident = ((words >= least) | (names >= CALLED)) & (words + names > 0)
        names *= NAME * float(words.max(initial=0.0))
        found, words, names = found[evident], words[evident], names[evident]
        neighbours = self._neighbours(found, words + names, me)
        linked = self._linked(found, me)
        scores = ((words + names + neighbours) * (1 + Ranked.prior(linked))).round(9)
        order = self._order(found, scores, len(found))
        return Ranked(
            found[order], scores[order], words[order], names[order], neighbours[order], linked[order]
        )

    def _order(self, found: Longs, scores: Floats, most: int) -> Longs:
        """The places of so many of these notes, best first.

        Ties go by path, and none is broken by how floats were added up: a saved note has a new number, and
        an index that was kept has others than one made anew.
        """
        order = np.argsort(-scores, kind="stable")
        same = scores[order[1:]] == scores[order[:-1]]
        for first, last in _runs(same) if same[:most].any() else ():
            if first < most:
                order[first:last] = sorted(order[first:last], key=lambda i: self.view.path(int(found[i])))
        return order[:most]

    def by_date(
        self, weights: Mapping[str, int], me: int, allowed: NDArray[np.bool_], oldest_first: bool
    ) -> Iterator[tuple[int, float]]:
        """(note, score) of those allowed, by date; with words, of those about half as good as the best.

        Notes of one moment go by path.
        """
        sums = self._kept.update(weights)
        chosen = allowed.copy()
        if me >= 0:
            chosen[me] = False
        if weights:
            chosen &= (sums > 0) & (sums * 2 >= sums[chosen].max(initial=0))
        return self._dated(chosen, sums / SCORE_ONE, oldest_first)

    def _dated(
        self, chosen: NDArray[np.bool_], scores: Floats, oldest_first: bool
    ) -> Iterator[tuple[int, float]]:
        def dated(base: int, segment: Segment) -> Iterator[tuple[int, str, int]]:
            notes = segment.oldest if oldest_first else segment.newest
            for i in notes[chosen[notes + base]].tolist():
                date = int(segment.dates[i])
                yield date if oldest_first else -date, segment.paths[i], base + i

        for _, _, note in merge(*(dated(base, segment) for base, segment in self.view.parts())):
            yield note, float(scores[note])

    def _best(self, sums: Longs) -> Longs:
        """The notes with the largest sums, ascending."""
        # A few sums tell which are likely among the best: sorting all would take longer than all else here.
        some = sums[:: len(sums) // SAMPLED + 1]
        most = 3 * CANDIDATES * len(some) // max(1, len(sums)) + SURE
        least = np.partition(some, -most)[-most] if most < len(some) else 1
        likely = np.flatnonzero(sums >= max(least, 1))
        if len(likely) < CANDIDATES:
            likely = np.flatnonzero(sums > 0)
        return likely[_largest(sums[likely])] if len(likely) > CANDIDATES else likely

    def _named(self, near: Mapping[str, int]) -> tuple[Longs, Floats]:
        """The notes of which a name stands in the draft, at least half of it, and how much, 0 to 1."""
        names, sums = self._kept_names.reached(near)
        spoken = sums / FINE
        part = np.minimum(spoken / self._whole[names], 1.0)
        # To the fourth power: half of a name adds 1/16 of what the whole adds.
        shares = np.square(np.square(part)) * spoken / (spoken + NAME_HALF)
        if len(names) > CANDIDATES:
            best = _largest(shares)
            names, shares = names[best], shares[best]
        # A note once, by the name that says most.
        notes = self._owners[names]
        order = np.lexsort((-shares, notes))
        notes, firsts = np.unique(notes[order], return_index=True)
        return notes, shares[order][firsts]

    def _neighbours(self, found: Longs, scores: Floats, me: int) -> Floats:
        """What the links of the best notes add to each."""
        gain = np.zeros(len(scores))
        if not len(found):
            return gain
        best = self._order(found, scores.round(9), BEST)
        linked = [self.links.linked(node, HUB) for node in self.view.nodes[found[best]].tolist()]
        givers = np.repeat(np.arange(len(best)), [len(nodes) for nodes in linked])
        others = self.view.standing_each(np.concatenate(linked))
        there = (others >= 0) & (others != me)
        givers, others = givers[there], others[there]
        many = np.bincount(givers, minlength=len(best))
        at = np.minimum(found.searchsorted(others), len(found) - 1)
        here = found[at] == others
        np.add.at(gain, at[here], (scores[best] / np.sqrt(np.maximum(many, 1)))[givers[here]])
        neighbours: Floats = NEIGHBOURS * np.minimum(gain, scores.max())
        return neighbours

    def _linked(self, found: Longs, me: int) -> Longs:
        """How many notes link to each, without the one being written.

        What that links to, as saved, must not answer for itself.
        """
        nodes = self.view.nodes[found]
        linked = self.links.counts(nodes).astype(np.int64)
        if me >= 0:
            linked -= np.isin(nodes, self.links.outgoing(int(self.view.nodes[me])))
        return np.maximum(linked, 0)  # below 0: a save has changed the links meanwhile


def _largest(values: NDArray[Any]) -> Longs:
    """The places of the `CANDIDATES` largest of more values."""
    least = np.partition(values, -CANDIDATES)[-CANDIDATES]
    # Faster than argpartition, and ties don't depend on its whims: short notes have many.
    better, even = np.flatnonzero(values > least), np.flatnonzero(values == least)
    return np.concatenate([better, even[: CANDIDATES - len(better)]])


def _runs(same: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of what is the same, given for each whether the next is the same as it."""
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    return ((first, last + 1) for first, last in edges.reshape(-1, 2).tolist())
