"""Ranking over one view of the index: kept sums over all notes, then a second stage over the best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log1p, sqrt

import numpy as np

from recall_tui.notes.graph import LinkGraph
from recall_tui.recall.bm25 import FINE, SCORE_ONE, Bm25, Kept, bm25_impacts, coverage_impacts
from recall_tui.recall.index import Floats, Longs, View

CANDIDATES = 200
"""The second stage looks at this many notes."""
NAME = 1.0
"""A name that stands in the draft in full adds at most this share of the best BM25 score."""
NAME_POWER = 4
"""Half of a name adds 1/16 of what the whole adds."""
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


class Ranking:
    """Ranks the notes of one view for queries that change a little at a time."""

    def __init__(
        self,
        view: View,
        names: View,
        owners: Sequence[int],
        paths: Sequence[str],
        number: Mapping[str, int],
        links: LinkGraph,
        bm25: Bm25,
    ) -> None:
        """`owners`: each name's note; `paths`: each note's path; `number`: each path's note."""
        self.view, self.bm25 = view, bm25
        self.idfs = bm25.idfs(view)
        self.saturations = bm25.saturations(view)
        self._paths, self._number, self._links = paths, number, links
        self._kept = Kept(view.alive, bm25_impacts(view, bm25, self.idfs, self.saturations))
        self._kept_names = Kept(names.alive, coverage_impacts(names, self.idfs))
        self._owners = np.array(owners[: len(names.lengths)], np.int64)
        self._whole = _totals(names, self.idfs)
        self._least = 0

    def rank(
        self, weights: Mapping[int, int], near: Mapping[int, int], me: int, least: float
    ) -> Iterable[tuple[int, float]]:
        """(note number, score) of the candidates, best first.

        `weights` in sixteenths by term number; `near` has the terms in which names are looked for; `me` is
        the note being written (-1: none). What scores less than `least` by its own words is no candidate.
        """
        sums = self._kept.update(weights)
        named = self._named(near)
        found = self._candidates(sums, named)
        if not len(found):
            return ()
        scores = sums[found] / SCORE_ONE
        top = float(scores[found != me].max(initial=0.0))
        evident = scores >= least
        at = found.searchsorted(np.fromiter(named, np.int64, len(named)))
        shares = np.fromiter(named.values(), np.float64, len(named))
        scores[at] += NAME * top * shares
        evident[at] |= shares >= CALLED
        scores[found == me] = 0.0
        evident &= scores > 0
        found, scores = found[evident], scores[evident]
        scores = self._with_neighbours(found, scores, me)
        paths, links = self._paths, self._links
        mine = links.outgoing(paths[me]) if 0 <= me < len(paths) else frozenset()
        notes = found.tolist()
        for i, note in enumerate(notes):
            # What the note being written links to, as saved, must not answer for itself.
            linked = links.count(paths[note]) - (paths[note] in mine)
            scores[i] *= 1 + PRIOR * log1p(max(linked, 0))  # below 0: a save has changed the links meanwhile
        # Ties by path, and none broken by how floats were added up: a saved note has a new number, and must
        # stay where it was.
        best = sorted(zip((-scores.round(9)).tolist(), [paths[note] for note in notes], notes, strict=True))
        return [(note, -score) for score, _, note in best]

    def _named(self, near: Mapping[int, int]) -> dict[int, float]:
        """Notes of which a name stands in the draft, at least half of it: note → how much, 0 to 1."""
        sums = self._kept_names.update(near)
        names = np.flatnonzero(sums > 0)
        spoken = sums[names] / FINE
        part = spoken / self._whole[names]
        enough = part >= 0.5
        names, spoken, part = names[enough], spoken[enough], part[enough]
        shares = np.minimum(part, 1.0) ** NAME_POWER * spoken / (spoken + NAME_HALF)
        best: dict[int, float] = {}
        for note, share in zip(self._owners[names].tolist(), shares.tolist(), strict=True):
            if share > best.get(note, 0.0):
                best[note] = share
        return best

    def _candidates(self, sums: Longs, named: Mapping[int, float]) -> Longs:
        """The notes with the largest sums and those named, ascending."""
        # From key to key the least of the best hardly changes: what is below half of it needs no sorting.
        likely = np.flatnonzero(sums > self._least // 2)
        if len(likely) < CANDIDATES:
            likely = np.flatnonzero(sums > 0)
        values = sums[likely]
        if len(values) > CANDIDATES:
            self._least = least = np.partition(values, -CANDIDATES)[-CANDIDATES]
            # Faster than argpartition, and ties don't depend on its whims: short notes have many.
            better, even = likely[values > least], likely[values == least]
            likely = np.concatenate([better, even[:CANDIDATES]])
        candidates: Longs = np.union1d(likely, np.fromiter(named, np.int64, len(named)))
        return candidates

    def _with_neighbours(self, found: Longs, scores: Floats, me: int) -> Floats:
        """The scores with what the links of the best notes add."""
        if not len(found):
            return scores
        paths, number, links = self._paths, self._number, self._links
        gain = np.zeros(len(scores))
        for i in np.argsort(-scores, kind="stable")[:BEST]:
            linked = links.linked(paths[found[i]])
            if len(linked) > HUB:
                continue
            others = [n for p in linked if (n := number.get(p, me)) != me]
            for note in others:
                at = int(found.searchsorted(note))
                if at < len(found) and found[at] == note:
                    gain[at] += scores[i] / sqrt(len(others))
        gained: Floats = scores + NEIGHBOURS * np.minimum(gain, scores.max())
        return gained


def _totals(names: View, idfs: Floats) -> Floats:
    """The idf of each name's terms together; never 0."""
    totals = [np.empty(0)]
    for segment in names.segments:
        running = np.concatenate([[0.0], np.cumsum(idfs[segment.tokens])])
        totals.append(running[segment.token_starts[1:]] - running[segment.token_starts[:-1]])
    return np.maximum(np.concatenate(totals), 1e-9)
