"""From a draft to a query: which words count, and how much.

The block around the cursor counts in full. What stands before it counts 0.3 and fades over some forty words, and
so do the headings it stands under. The fading goes in steps that move only when the block does, so that a
keystroke changes the weight of one word and the kept sums have little to add.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from recall_tui.recall.analyzer import Analyzer
from recall_tui.recall.bm25 import WEIGHT_ONE
from recall_tui.recall.hits import Draft

FADE = (5, 3, 1)
"""Weights, in sixteenths, of the words before the block, by steps of `STEP` words going back."""
STEP = 12
HEADING = 5
"""Weight of the words of the headings above, in sixteenths."""
LONGEST = 600
"""A block is followed at most this many words to either side of the cursor."""
FAR = 2000
"""Headings are looked for at most this many lines up."""


@dataclass(frozen=True, slots=True)
class Query:
    """Weighted terms, and the words they come from."""

    weights: dict[str, int]
    """Term → weight, in sixteenths."""
    near: frozenset[str]
    """The terms of the block itself; names of notes are looked for among them."""
    words: dict[str, str]
    """Term → a word of the draft that it stands for."""
    unfinished: str = ""
    """The word the cursor stands at the end of, where more of it may be coming."""


class Reader:
    """Reads drafts into queries, remembering the lines it has seen."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._words = lru_cache(maxsize=4096)(analyzer.words)

    def read(self, draft: Draft) -> Query:
        """The query of a draft."""
        if draft.selection.strip():
            return self.search(draft.selection)
        lines, row = draft.lines, min(draft.row, len(draft.lines) - 1)
        first, last = self._block(lines, row)
        weights: Counter[str] = Counter()
        words: dict[str, str] = {}
        for line in lines[first:last]:
            self._count(self._words(line), WEIGHT_ONE, weights, words)
        near = frozenset(weights)
        before = self._before(lines, first)
        for step, weight in enumerate(FADE):
            end = len(before) - step * STEP
            self._count(before[max(0, end - STEP) : max(0, end)], weight, weights, words)
        for heading in _headings(lines, first):
            self._count(self._words(heading), HEADING, weights, words)
        return Query(dict(weights), near, words, self._unfinished(lines[row], draft.column))

    def search(self, text: str) -> Query:
        """The query of words typed as a search, the last of them perhaps unfinished."""
        weights: Counter[str] = Counter()
        words: dict[str, str] = {}
        for line in text.split("\n"):
            self._count(self._words(line), WEIGHT_ONE, weights, words)
        return Query(dict(weights), frozenset(weights), words, self._unfinished(text, len(text)))

    def _count(self, text: Sequence[str], weight: int, weights: Counter[str], words: dict[str, str]) -> None:
        of_word = self._analyzer.of_word
        for word in text:
            for term in of_word(word):
                weights[term] += weight
                words[term] = word

    def _block(self, lines: Sequence[str], row: int) -> tuple[int, int]:
        """The lines [first, last) around `row` up to the next blank ones; none when `row` is blank."""
        if not lines[row].strip():
            return row, row
        if lines[row].startswith("#"):
            return row, row + 1
        first = last = row
        room = LONGEST
        while first > 0 and room > 0 and (above := lines[first - 1]).strip() and not above.startswith("#"):
            room -= len(self._words(above))
            first -= 1
        room = LONGEST
        while (
            last + 1 < len(lines)
            and room > 0
            and (below := lines[last + 1]).strip()
            and not below.startswith("#")
        ):
            room -= len(self._words(below))
            last += 1
        return first, last + 1

    def _before(self, lines: Sequence[str], first: int) -> list[str]:
        """The last words that count of what stands before line `first`, headings left out."""
        found: list[str] = []
        wanted = STEP * len(FADE)
        of_word = self._analyzer.of_word
        for row in range(first - 1, max(-1, first - 200), -1):
            if len(found) >= wanted:
                break
            if not lines[row].startswith("#"):
                found = [w for w in self._words(lines[row])[-4 * wanted :] if of_word(w)] + found
        return found

    def _unfinished(self, line: str, column: int) -> str:
        """The word before the cursor, if nothing follows it yet."""
        before = line[:column]
        if not before or not before[-1].isalnum() or line[column : column + 1].isalnum():
            return ""
        words = self._analyzer.words(before[-60:])
        return words[-1] if words else ""


def _headings(lines: Sequence[str], row: int) -> list[str]:
    """The Markdown headings that line `row` stands under, innermost first."""
    found: list[str] = []
    level = 7
    for i in range(row - 1, max(-1, row - FAR), -1):
        line = lines[i]
        if line.startswith("#"):
            text = line.lstrip("#")
            depth = len(line) - len(text)
            if depth < level and text.startswith(" "):
                found.append(text)
                level = depth
                if level == 1:
                    break
    return found
