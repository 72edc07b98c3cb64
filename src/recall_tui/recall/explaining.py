"""Why a note scores what it scores: parts that add up to the score."""

from __future__ import annotations

from recall_tui.recall.asking import Asked
from recall_tui.recall.bm25 import WEIGHT_ONE
from recall_tui.recall.evidence import Evidence
from recall_tui.recall.hits import Boost, Explanation, Part
from recall_tui.recall.ranking import Ranked, Ranking


def explanation(ranking: Ranking, asked: Asked, ranked: Ranked, i: int) -> Explanation:
    """What the score of one of the candidates is made of, by its place among them."""
    view, statistics = ranking.view, ranking.statistics
    note = int(ranked.notes[i])
    evidence = Evidence(statistics, asked.weights)
    counts = evidence.counts(note)
    scores = evidence.parts([note], counts)[0] / WEIGHT_ONE
    length = int(view.lengths[note])
    parts = [
        Part(
            term,
            asked.words.get(term) or term,
            asked.weights[term] / WEIGHT_ONE,
            int(counts[j]),
            statistics.facts[term].frequency,
            float(evidence.idfs[j]),
            float(statistics.saturation(length)),
            float(scores[j]),
        )
        for j, term in enumerate(evidence.terms)
        if counts[j]
    ]
    words, name, links = float(ranked.words[i]), float(ranked.names[i]), float(ranked.neighbours[i])
    linked = int(ranked.linked[i])
    many = "1 note links to it" if linked == 1 else f"{linked:,} notes link to it"
    boosts = (
        Boost("name", name, "its name stands in the draft"),
        Boost("links", links, "it is linked with the best"),
        Boost("linked", float(ranked.prior(ranked.linked[i])) * (words + name + links), many),
    )
    return Explanation(
        view.path(note),
        view.title(note),
        float(ranked.scores[i]),
        tuple(sorted(parts, key=lambda part: -part.score)),
        tuple(boost for boost in boosts if boost.score),
        length,
        statistics.mean,
    )
