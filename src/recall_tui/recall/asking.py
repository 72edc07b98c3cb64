"""From a query to what one view of the notes can be asked: terms that are there, and what they are worth."""

from __future__ import annotations

from math import log1p
from typing import NamedTuple

import numpy as np

from recall_tui.recall.bm25 import WEIGHT_ONE, Statistics
from recall_tui.recall.filtering import holding
from recall_tui.recall.query import Query
from recall_tui.recall.typos import near

SLIPS = 8
"""Where more words are unknown to the notes, they are no slips of the keyboard but another subject."""
FEW = 4
"""In queries of fewer terms, the unfinished word counts as a prefix."""
EXPANSIONS = 16
"""A prefix stands for at most this many words, the most frequent."""
BIGRAMS = 256
"""A letter of a script that is indexed in bigrams stands for at most this many of them, the most frequent."""
ENDING = 3
"""An unfinished word may be this many characters past its stem."""
SHORTEST_STEM = 3


class Asked(NamedTuple):
    """A query as one view understands it."""

    weights: dict[str, int]
    """Term → weight, in sixteenths, of terms that some note holds."""
    near: dict[str, int]
    """The terms in which names are looked for."""
    words: dict[str, str]
    """Term → the word of the draft that it stands for; "" where the draft has it not, or not like this."""


class Asker:
    """Puts queries to one view."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics
        self._near_words: dict[str, list[tuple[str, float]]] = {}

    def ask(self, query: Query) -> Asked:
        """The query's terms that the view holds; slips mended, a prefix spelled out."""
        facts = self._statistics.facts
        facts.find_out(query.weights)
        weights = {term: weight for term, weight in query.weights.items() if facts[term].frequency}
        named = {term: 1 for term in query.near if term in weights}
        words = {term: query.words[term] for term in weights}
        unknown = [term for term in self._unknown(query) if term in query.near]
        for term in unknown if len(unknown) <= SLIPS else ():
            for other, likeness in self._near(term):
                weights.setdefault(other, max(1, int(likeness * query.weights[term])))
                words.setdefault(other, "")
        for letter in query.letters:
            for term in self._with(letter):
                weights.setdefault(term, WEIGHT_ONE // 2)  # where it stands between two, it is in two bigrams
                words.setdefault(term, "")
        if query.unfinished and len(query.weights) < FEW:
            for term in self._expansions(query.unfinished):
                weights.setdefault(term, WEIGHT_ONE)
                words.setdefault(term, "")
        return Asked(weights, named, words)

    def worth(self, query: Query) -> float:
        """What the query's words are worth. One that no note holds is worth the most: such a draft is about
        something else."""
        living, facts = self._statistics.view.living, self._statistics.facts
        known = sum(weight * max(facts[term].idf, 0.0) for term, weight in query.weights.items())
        unknown = sum(query.weights[term] for term in self._unknown(query))
        return (known + unknown * (log1p(living + 0.5) if living else 0.0)) / WEIGHT_ONE

    def _unknown(self, query: Query) -> list[str]:
        """The terms that no note holds. The unfinished word is no such word yet."""
        facts, words = self._statistics.facts, query.words
        return [t for t in query.weights if not facts[t].frequency and words[t] != query.unfinished]

    def _near(self, term: str) -> list[tuple[str, float]]:
        """The terms of notes that one which no note holds is likely a slip for, and how likely."""
        found = self._near_words.get(term)
        if found is None:
            segments, letters = self._statistics.view.segments, dict.fromkeys(term[:2])
            candidates = {t: None for s in segments for letter in letters for t in s.beginning(letter)}
            near_words = near(term, list(candidates))
            found = [(other, likeness) for other, likeness in near_words if self._frequency(other)]
            self._near_words[term] = found
        return found

    def _expansions(self, prefix: str) -> list[str]:
        """The most frequent terms that begin with `prefix`, or else the longest that it begins with."""
        view = self._statistics.view
        found: dict[str, int] = {}
        for segment, frequencies in zip(view.segments, view.frequencies, strict=True):
            span = segment.terms.keys.span(prefix)
            counts = frequencies[span.start : span.stop]
            for i in np.argsort(-counts, kind="stable")[:EXPANSIONS].tolist():
                if counts[i]:
                    found[segment.terms.keys[span.start + i]] = int(counts[i])
        if not found:  # "runni" goes on to "running", whose term is "run"
            stems = (prefix[:-n] for n in range(1, ENDING + 1) if len(prefix) - n >= SHORTEST_STEM)
            return [stem for stem in stems if self._frequency(stem)][:1]
        return sorted(found, key=lambda term: (-found[term], term))[:EXPANSIONS]

    def _with(self, letter: str) -> list[str]:
        """The most frequent terms that hold a letter."""
        view = self._statistics.view
        found: dict[str, int] = {}
        for segment, frequencies in zip(view.segments, view.frequencies, strict=True):
            keys = segment.terms.keys
            places = holding(keys, range(len(keys)), letter)
            for place in places[np.argsort(-frequencies[places], kind="stable")[:BIGRAMS]].tolist():
                if frequencies[place]:
                    found[keys[place]] = int(frequencies[place])
        return sorted(found, key=lambda term: (-found[term], term))[:BIGRAMS]

    def _frequency(self, term: str) -> int:
        return self._statistics.facts[term].frequency
