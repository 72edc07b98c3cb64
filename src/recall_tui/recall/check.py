"""The index against another implementation of the same formula: rank_bm25, over the same terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from recall_tui.recall.bm25 import OKAPI, SCORE_ONE, WEIGHT_ONE, Kept, bm25_impacts
from recall_tui.recall.index import Index

SCORED = 500
"""This many notes are scored: all of a hundred thousand take rank_bm25 a gigabyte, and a second a query."""
ASKED = 20
WORDS = 12
"""This many queries of this many terms."""


def difference(index: Index, documents: Mapping[int, Sequence[str]]) -> float:
    """The largest difference between the scores of the index, in its okapi variant, and those of rank_bm25.

    `documents` are the terms of all living notes, by their numbers in the index. A sample of them is scored
    for queries of their own terms; what the formula needs to know of the whole folder is counted anew.
    """
    scored = _spread([number for number, terms in documents.items() if terms], SCORED)
    if not scored:
        return 0.0
    reference = BM25Okapi([documents[number] for number in scored])
    reference.avgdl = sum(map(len, documents.values())) / len(documents)
    reference.corpus_size = len(documents)
    reference._calc_idf(Counter(term for terms in documents.values() for term in set(terms)))
    reference.corpus_size = len(scored)  # for the scores: how many there are

    view, known = index.view, index.vocabulary
    kept = Kept(view.alive, bm25_impacts(view, OKAPI, OKAPI.idfs(view), OKAPI.saturations(view)))
    largest = 0.0
    for number in _spread(scored, ASKED):
        terms = documents[number]
        query = [terms[at] for at in _spread(range(len(terms)), WORDS)]
        weights = {known[term]: WEIGHT_ONE * count for term, count in Counter(query).items() if term in known}
        scores = kept.update(weights)[scored] / SCORE_ONE
        largest = max(largest, float(np.abs(scores - reference.get_scores(query)).max()))
    return largest


def _spread(of: Sequence[int], most: int) -> Sequence[int]:
    """At most so many, evenly from the first on."""
    return [of[i * len(of) // most] for i in range(most)] if len(of) > most else of
