"""Slips of the keyboard: which words of the notes a word may have been meant for."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

# How long a word must be for a difference to be a slip rather than another word. Short words have many
# neighbours, and blood is not bloom: of ordinary words that notes lack, one in five has a neighbour within a
# plain edit distance of 1 (2 from nine letters). With these lengths one in seventy has.
SWAPPED = 5
"""Two letters change places: the surest sign of a slip."""
DOUBLED = 6
"""A letter stands twice where it should once, or once where it should twice."""
MISSING = 7
"""A letter inside is missing."""
CHANGED = 9
"""Any one letter is missing, too many, or another. At the end of a stem such are as often other endings."""
TWICE = 12
"""Two slips, neither of them among the first two letters or at the last."""


def near(word: str, candidates: Sequence[str]) -> list[tuple[str, float]]:
    """The words that `word` is likely a slip for: at most three, each with its likeness (0 to 1), best first.

    Both are terms; compare stems with stems. The candidates begin with the word's first letter, or with its
    second, for where the two changed places; others are never near. Only words in letters that have a small
    and a capital form are looked at. Distances are of optimal string alignment.
    """
    if len(word) < SWAPPED or not all(map(str.islower, word)):
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, Levenshtein

    # Levenshtein's distance, where a swap counts 2, is the faster one over thousands of words.
    most = 3 if len(word) >= TWICE else 2
    alike = process.extract(word, candidates, scorer=Levenshtein.distance, score_cutoff=most, limit=None)
    found = []
    for other, _, _ in alike:
        distance = OSA.distance(word, other)
        if distance and other.isalpha() and len(word) >= _least(word, other, distance):
            found.append((other, 1 - distance / max(len(word), len(other))))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:3]


def _least(word: str, other: str, distance: int) -> float:
    """How long `word` must be to be a slip for `other`."""
    from rapidfuzz.distance import Postfix, Prefix

    start = Prefix.similarity(word, other)
    end = min(Postfix.similarity(word, other), len(word) - start, len(other) - start)
    if distance > 1:
        return TWICE if distance == 2 and start > 1 and end else inf
    here, there = word[start : len(word) - end], other[start : len(other) - end]
    if len(here) == 2:
        return SWAPPED
    if not start:
        return inf
    if not here or not there:
        if (word if here else other)[start - 1] == (here or there):
            return DOUBLED
        if there and end:
            return MISSING
    return CHANGED
