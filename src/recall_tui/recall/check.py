"""The index against another implementation of the same formula: rank_bm25, over the same terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from recall_tui.recall.bm25 import OKAPI, SCORE_ONE, WEIGHT_ONE, Kept
from recall_tui.recall.index import View

SCORED = 500
"""This many notes are scored: all of a hundred thousand take rank_bm25 a gigabyte, and a second a query."""
ASKED = 20
WORDS = 12
"""This many queries of this many terms."""


def difference(view: View) -> float:
    """The largest difference between the scores of the index, in its okapi variant, and those of rank_bm25.

    A sample of the notes is scored for queries of their own terms; what the formula needs to know of the
    whole folder is counted anew, from the notes' terms in reading order.
    """
    held: Counter[str] = Counter()
    total = 0
    for segment, alive in zip(view.segments, view.there(), strict=True):
        names = list(segment.terms.keys)
        for note in np.flatnonzero(alive).tolist():
            tokens = segment.tokens[note]
            total += len(tokens)
            held.update(names[t] for t in np.unique(tokens).tolist())
    scored = _spread([note for note in view.notes() if view.lengths[note]], SCORED)
    if not scored:
        return 0.0
    documents = {note: view.terms(note) for note in scored}
    reference = BM25Okapi(list(documents.values()))
    reference.avgdl = total / view.living
    reference.corpus_size = view.living
    reference._calc_idf(held)
    reference.corpus_size = len(scored)  # for the scores: how many there are

    kept = Kept(view.alive, OKAPI.statistics(view).impacts)
    largest = 0.0
    for number in _spread(scored, ASKED):
        terms = documents[number]
        query = [terms[at] for at in _spread(range(len(terms)), WORDS)]
        weights = {term: WEIGHT_ONE * count for term, count in Counter(query).items()}
        scores = kept.update(weights)[scored] / SCORE_ONE
        largest = max(largest, float(np.abs(scores - reference.get_scores(query)).max()))
    return largest


def _spread(of: Sequence[int], most: int) -> Sequence[int]:
    """At most so many, evenly from the first on."""
    return [of[i * len(of) // most] for i in range(most)] if len(of) > most else of
