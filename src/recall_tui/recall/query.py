"""From a draft to a query: which words count, and how much.

The block around the cursor counts in full. What stands before it counts 0.3 and fades over some forty
words, and so do the headings it stands under. The fading goes in steps that move only when the block does,
so that a keystroke changes the weight of one word and the kept sums have little to add. Front matter counts
only while the cursor is in it: a note that continues another has its name and a time there, at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from recall_tui.notes.frontmatter import front_rows
from recall_tui.recall.analyzer import unspaced
from recall_tui.recall.bm25 import WEIGHT_ONE
from recall_tui.recall.hits import Draft
from recall_tui.recall.languages import Languages

FEWER = 1
"""In a draft of so few terms the unfinished word counts already."""
FADE = (5, 3, 1)
"""Weights, in sixteenths, of the words before the block, by steps of `STEP` words going back."""
STEP = 12
HEADING = 5
"""Weight of the words of the headings above, in sixteenths."""
LONGEST = 600
"""A block is followed at most this many words to either side of the cursor's line."""
REACH = 4800
"""Of a very long line only this many characters to either side of the cursor count."""
SELECTED = 20_000
"""Of a selection only this many characters count."""
HEARD = 20
"""The language of a draft is told from so many lines above the cursor."""
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
    letters: frozenset[str] = frozenset()
    """The terms of a search for nothing but letters of a script in bigrams: all that hold one are meant."""


class Reader:
    """Reads drafts into queries, remembering the lines it has seen."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self.know(("",))

        # Enough for what one draft reads; each key leaves a version of the line being typed behind.
        @lru_cache(maxsize=512)
        def words_of(language: str, text: str) -> list[str]:
            return languages.analyzer(language).words(text)

        self._words_of = words_of

    def know(self, spoken: Sequence[str]) -> None:
        """The notes are in these languages, the one that most are in first."""
        self._spoken = tuple(spoken) or ("",)
        self._write_in(self._spoken[0])

    def read(self, draft: Draft) -> Query:
        """The query of a draft."""
        if draft.selection.strip():
            return self.search(draft.selection)
        lines, row = draft.lines, min(draft.row, len(draft.lines) - 1)
        top = front_rows(lines)
        top = top if row >= top else 0  # else the front matter is what is being written
        self._hear(lines[max(top, row - HEARD) : row + 1])
        first, last = self._block(lines, row, top)
        weights: dict[str, int] = {}
        words: dict[str, str] = {}
        for i in range(first, last):
            column = draft.column if i == row else len(lines[i]) if i < row else 0
            self._count(self._words(_around(lines[i], column)), WEIGHT_ONE, weights, words)
        unfinished = self._unfinished(lines[row], draft.column)
        before, headings = self._before(lines, first, top), _headings(lines, first, top)
        if draft.typing and len(weights) + len(before) + len(headings) > FEWER:
            unfinished = self._uncount(unfinished, weights, words)
        near = frozenset(weights)
        for step, weight in enumerate(FADE):
            end = len(before) - step * STEP
            self._count(before[max(0, end - STEP) : max(0, end)], weight, weights, words)
        for heading in headings:
            self._count(self._words(heading), HEADING, weights, words)
        return Query(weights, near, words, unfinished)

    def search(self, text: str) -> Query:
        """The query of words typed as a search, the last of them perhaps unfinished."""
        weights: dict[str, int] = {}
        words: dict[str, str] = {}
        text = text[:SELECTED]
        for line in text.split("\n"):
            self._count(self._words(line), WEIGHT_ONE, weights, words)
        terms = frozenset(weights)
        letters = terms if all(len(term) == 1 and unspaced(term) for term in terms) else frozenset()
        return Query(weights, terms, words, self._unfinished(text, len(text)), letters)

    def _hear(self, lines: Sequence[str]) -> None:
        """Find out which language is being written, where the notes are in several."""
        if sum(map(bool, self._spoken)) > 1:
            words = [word for line in lines for word in self._words_of("", line[:REACH])]
            self._write_in(self._languages.detect(words, self._own))

    def _write_in(self, language: str) -> None:
        """The draft is in this language: its words are asked for in it, and in those of the notes."""
        self._own = language
        self._terms = self._languages.forms((language, *self._spoken))

    def _words(self, text: str) -> list[str]:
        return self._words_of(self._own, text)

    def _count(
        self, text: Sequence[str], weight: int, weights: dict[str, int], words: dict[str, str]
    ) -> None:
        terms_of = self._terms
        for word, times in Counter(text).items():
            for term in terms_of[word]:
                weights[term] = weights.get(term, 0) + weight * times
                if term not in words:
                    words[term] = term if unspaced(word) else word  # of a run, the letters that matter

    def _uncount(self, word: str, weights: dict[str, int], words: dict[str, str]) -> str:
        """Take one occurrence of a word out, unless it is of a script whose terms don't wait for its end.

        Returns what is unfinished then and counts: keys inside a word that counts not at all change nothing.
        """
        if not word or unspaced(word):
            return word
        for term in self._terms[word]:
            if term in weights:  # the end of an address is no word where all of it is read
                weights[term] -= WEIGHT_ONE
                if not weights[term]:
                    del weights[term], words[term]
        return ""

    def _block(self, lines: Sequence[str], row: int, top: int) -> tuple[int, int]:
        """The lines [first, last) around `row` up to the next blank ones, none above `top`.

        A blank line right under a block belongs to it: after Enter one is still at it. Below that, there is
        none.
        """
        if not lines[row].strip():
            if row == top or not lines[row - 1].strip():
                return row, row
            row -= 1
        if _level(lines[row]):
            return row, row + 1
        first = last = row
        room = LONGEST
        while first > top and room > 0 and (above := lines[first - 1]).strip() and not _level(above):
            room -= len(self._words(above))
            first -= 1
        room = LONGEST
        end = len(lines) - 1
        while last < end and room > 0 and (below := lines[last + 1]).strip() and not _level(below):
            room -= len(self._words(below))
            last += 1
        return first, last + 1

    def _before(self, lines: Sequence[str], first: int, top: int) -> list[str]:
        """The last words that count of what stands before line `first`, from `top` on, headings left out."""
        found: list[str] = []
        wanted = STEP * len(FADE)
        for row in range(first - 1, max(top - 1, first - 200), -1):
            if len(found) >= wanted:
                break
            if not _level(lines[row]):
                found = [w for w in self._words(lines[row])[-4 * wanted :] if self._terms[w]] + found
        return found

    def _unfinished(self, line: str, column: int) -> str:
        """The word before the cursor, if nothing follows it yet."""
        before = line[:column]
        if not before or not before[-1].isalnum() or line[column : column + 1].isalnum():
            return ""
        words = self._words(before[-60:])
        return words[-1] if words else ""


def _around(line: str, column: int) -> str:
    """The words of a line within `REACH` of the cursor."""
    column = min(column, len(line))
    start, end = max(0, column - REACH), column + REACH
    if start and (blank := line.find(" ", start, column)) >= 0:
        start = blank
    if end < len(line) and (blank := line.rfind(" ", column, end)) >= 0:
        end = blank
    return line[start:end]


def _level(line: str) -> int:
    """The level of a Markdown heading; 0 for what is none, as a line that begins with a tag."""
    if not line.startswith("#"):
        return 0
    text = line.lstrip("#")
    return len(line) - len(text) if not text or text[0] in " \t" else 0


def _headings(lines: Sequence[str], row: int, top: int) -> list[str]:
    """The Markdown headings that line `row` stands under, innermost first."""
    found: list[str] = []
    level = 7
    for i in range(row - 1, max(top - 1, row - FAR), -1):
        depth = _level(lines[i])
        if 0 < depth < level:
            found.append(lines[i])
            level = depth
            if level == 1:
                break
    return found
