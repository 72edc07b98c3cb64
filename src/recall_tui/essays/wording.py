"""Words by which a passage is found again, whatever markup and line ends stand between them.

They come in three forms: “first words …” is the block that begins so; “first words … last words” is what
stands from the ones to the others; and “words” is no more than these.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from recall_tui.notes.blocks import Blocks
from recall_tui.notes.note import Passage

DOTS = "…"
HEAD, END = 48, 32
"""So many characters name the beginning of a block, and each end of what is a part of one or more …"""
STEP, MOST = 24, 240
"""… and more of them, up to so many, where others begin alike."""
SHORT = 80
"""What is no longer is named by all of its words."""
NEAR, SURE = 72.0, 90.0
"""How alike words must be to be taken for those that were changed, in percent; of few words, more."""
FEW = 16
"""Characters of few words."""
REACH = 200_000
"""In so many characters of a note is looked for words that were changed."""

_MARKUP = dict.fromkeys(map(ord, "[]{}<>#^%`*_~|\\…“”„"))
_WORD = re.compile(r"(?P<hidden>\[\[[^\[\]|\n]{1,300}+\||\]\([^\s()]{0,1000}+\))|[^\s|\[\]]++|[|\[\]]")
"""A word, or what a link does not show: where it leads."""
_SIGNS = re.compile(r"[-+:.=]+|\^[A-Za-z0-9-]+")
"""What is no word: marks of lists and tables, block ids."""


class Said(NamedTuple):
    """What a text says, on one line and without markup, and where each word of that stands in the text."""

    text: str
    line: str
    starts: list[int]
    """Where each word begins in the line."""
    spans: list[tuple[int, int]]
    """Where each stands in the text, with its markup."""

    @staticmethod
    def of(text: str, start: int = 0) -> Said:
        words, starts, spans, at = [], [], [], 0
        for match in _WORD.finditer(text, start):
            if not match["hidden"] and (word := _plain(match[0])):
                words.append(word)
                starts.append(at)
                spans.append(match.span())
                at += len(word) + 1
        return Said(text, " ".join(words), starts, spans)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text line[start:end] stands, no empty part, with the markup around whole words."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        begin, stop = self.spans[first][0], self.spans[last][1]
        if start > self.starts[first]:
            begin = self._place(first, start)
        else:
            between = self.text[self.spans[first - 1][1] if first else 0 : begin]
            begin -= len(between.split()[-1]) if between[-1:].strip() else 0
        more = last + 1 < len(self.starts)
        if end < (self.starts[last + 1] - 1 if more else len(self.line)):
            stop = self._place(last, end - 1) + 1
        else:
            between = self.text[stop : self.spans[last + 1][0] if more else len(self.text)]
            stop += len(between.split()[0]) if between[:1].strip() else 0
        return begin, stop

    def at(self, place: int) -> int:
        """Where in the line the first word stands that begins at a place of the text or behind it."""
        word = bisect_left(self.spans, (place, 0))
        return self.starts[word] if word < len(self.starts) else len(self.line)

    def _place(self, word: int, at: int) -> int:
        """Where in the text a character of a word stands."""
        begin, end = self.spans[word]
        kept = (place for place in range(begin, end) if _kept(self.text[place]))
        return next(islice(kept, at - self.starts[word], None))


class Place(NamedTuple):
    """Where words were found."""

    start: int
    end: int
    exact: bool = True
    """Whether they stand there as they are; else they are the nearest to them."""


def plain(text: str) -> str:
    """What a text says, on one line and without markup: nothing that could end a comment or be a link."""
    return Said.of(text).line


def name(text: str, body: int, passages: Iterable[Passage], start: int, end: int) -> str:
    """The words that name text[start:end] of a note whose body begins at `body`; "" where it says nothing."""
    blocks = {(passage.start, passage.end): passage for passage in passages}
    said = plain(text[start:end])
    if not said:
        return ""
    if (start, end) in blocks:
        others = [plain(text[a:b]) for a, b in blocks if (a, b) != (start, end)]
        length = HEAD
        while length < MOST and any(other.startswith(_first(said, length)) for other in others):
            length += STEP
        return f"{_first(said, length)} {DOTS}"
    if len(said) <= SHORT:
        return said
    line = Said.of(text, body).line
    head = tail = END
    while head < min(MOST, len(said) // 2) and line.count(_first(said, head)) > 1:
        head += STEP
    while tail < min(MOST, len(said) // 2) and line.count(_last(said, tail)) > 1:
        tail += STEP
    return f"{_first(said, head)} {DOTS} {_last(said, tail)}"


def find(words: str, text: str, body: int, blocks: Blocks, around: tuple[int, int]) -> Place | None:
    """Where words stand in a note's text, within `around` sooner than elsewhere; None for nowhere.

    As they are, or else where what stands there is near to them.
    """
    head, dots, tail = (part.strip() for part in words.partition(DOTS))
    head, tail = plain(head) or head, plain(tail) or tail  # a person may have written them
    if not head:
        return None
    if dots and not tail:
        return _block(head, text, blocks.passages, around)
    return _run(head, tail, Said.of(text, body), blocks.passages, around)


def _block(head: str, text: str, passages: tuple[Passage, ...], around: tuple[int, int]) -> Place | None:
    near = sorted(passages, key=lambda p: not around[0] <= p.start < around[1])
    said = [plain(text[p.start : p.end]) for p in near]
    for passage, line in zip(near, said, strict=True):
        if line.startswith(head):
            return Place(passage.start, passage.end)
    from rapidfuzz import fuzz

    least = SURE if len(head) < FEW else NEAR
    best: tuple[float, Passage] | None = None
    for passage, line in zip(near, said, strict=True):
        alike = fuzz.partial_ratio if len(line) >= len(head) else fuzz.ratio
        score = alike(head, line[:REACH], score_cutoff=least)
        if score and (best is None or score > best[0]):
            best = score, passage
    return Place(best[1].start, best[1].end, False) if best else None


def _run(
    head: str, tail: str, said: Said, passages: tuple[Passage, ...], around: tuple[int, int]
) -> Place | None:
    line, low, high = said.line, said.at(around[0]), said.at(around[1])
    found = _looked_for(head, line, low, high) or _looked_for(head, line, 0, len(line))
    found = found or _nearest(head, line, 0)
    if not found:
        return None
    start, stop, exact = found
    if tail:
        ends = _looked_for(tail, line, stop, len(line)) or _nearest(tail, line, stop)
        if ends:
            stop, exact = ends.end, exact and ends.exact
    begin, end = said.span(start, stop)
    if tail and not ends:  # its end was written anew: as far as the block goes
        end = next((p.end for p in passages if p.start <= begin < p.end), end)
        exact = False
    return Place(begin, end, exact)


def _looked_for(words: str, line: str, low: int, high: int) -> Place | None:
    at = line.find(words, low, high)
    return Place(at, at + len(words)) if at >= 0 else None


def _nearest(words: str, line: str, low: int) -> Place | None:
    from rapidfuzz import fuzz

    part = line[low : low + REACH]
    if len(part) < len(words):
        return None
    least = SURE if len(words) < FEW else NEAR
    found = fuzz.partial_ratio_alignment(words, part, score_cutoff=least)
    if not found or not (near := part[found.dest_start : found.dest_end].strip()):
        return None
    start = line.index(near, low + found.dest_start)
    end = start + len(near)
    blank, after = line.rfind(" ", low, start), line.find(" ", end)  # the whole of the words that it cuts
    after = len(line) if after < 0 else after
    start = max(low, blank + 1) if start - blank <= FEW else start
    return Place(start, after if after - end <= FEW else end, False)


def _plain(word: str) -> str:
    """A word without markup; nothing where it is none."""
    if _SIGNS.fullmatch(word):
        return ""
    word = word.translate(_MARKUP)
    if not word.isprintable():
        word = "".join(filter(str.isprintable, word))
    return "" if _SIGNS.fullmatch(word) else word


def _kept(char: str) -> bool:
    """Whether a character stays in a word."""
    return bool(char.translate(_MARKUP)) and char.isprintable()


def _first(said: str, length: int) -> str:
    """The first words, in about so many characters."""
    if len(said) <= length:
        return said
    end = said.rfind(" ", length // 2, length + 1)
    return said[: end if end > 0 else length]


def _last(said: str, length: int) -> str:
    """The last words, in about so many characters."""
    if len(said) <= length:
        return said
    start = said.find(" ", len(said) - length - 1, len(said) - length // 2)
    return said[start + 1 if start > 0 else len(said) - length :]
