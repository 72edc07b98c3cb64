"""Breaking text into rows of a given width in cells, graphemes whole, with some of it styled."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

Row = list[tuple[str, str]]
Span = tuple[int, int]
Styled = tuple[int, int, str]
"""Start and end in characters, and the role of what is between."""

_CJK = (
    "\u2e80-\u2fff\u3005-\u3007\u3021-\u302f\u3031-\u30ff\u3100-\u312f\u31a0-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003fffd"
)
_OPENING, _CLOSING = "（［｛「『【〈《〔“‘", "、。，．・：；？！）］｝」』】〉》〕”’ー々…"
# What a row may break before: a word, or one ideograph or kana with the punctuation that clings to it. Korean
# breaks at its spaces, as its readers expect.
_UNIT = re.compile(f"[{_OPENING}]{{0,2}}[{_CJK}][{_CLOSING}]{{0,3}}|[^ \n{_CJK}]+")


def cells(text: str) -> int:
    """The width of cleaned text."""
    return len(text) if text.isascii() else cell_len(text)


def joins(text: str, i: int, known: int | None = None) -> bool:
    """Whether the character at `i` goes on the grapheme before it; one is `known` to begin there."""
    if i <= 0 or i >= len(text) or text[i] < "\u0300":
        return False
    if _is_flag_letter(text[i]):  # two are one flag; more than eight flags in a row are not told apart
        before, first = i, max(0, i - 16) if known is None else known
        while before > first and _is_flag_letter(text[before - 1]):
            before -= 1
        return (i - before) % 2 == 1
    return text[i - 1] == "\u200d" or get_character_cell_size(text[i]) == 0


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def graphemes(text: str) -> Iterator[Span]:
    start = 0
    for i in range(1, len(text) + 1):
        if not joins(text, i, start):
            yield start, i
            start = i


def _units(text: str, width: int, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """What may not be broken, with its width; a word wider than a row is broken between graphemes."""
    narrow = text.isascii()
    for match in _UNIT.finditer(text, start, stop):
        begin, end = match.span()
        wide = end - begin if narrow else cells(match[0])
        if wide <= width:
            yield begin, end, wide
        else:
            word = match[0]
            for a, b in graphemes(word):
                yield begin + a, begin + b, cells(word[a:b])


def fill(
    text: str,
    width: int,
    start: int = 0,
    stop: int | None = None,
    *,
    first: int | None = None,
    verbatim: bool = False,
) -> Iterator[list[Span]]:
    """Break prepared text into rows: the slices of it that stand in each, one space between two slices.

    `first` is the first row's width. Blanks between words stay if `verbatim`, else each run is one space.
    """
    room = width if first is None else first
    line: list[Span] = []
    used = 0
    for begin, end, wide in _units(text, min(width, room), start, len(text) if stop is None else stop):
        between = text[line[-1][1] : begin] if line else ""
        gap = between if verbatim else between and " "
        used += len(gap) + wide
        if used > room and line:
            yield line
            line, used, room = [(begin, end)], wide, width
        elif line and gap == between:
            line[-1] = line[-1][0], end
        else:
            line.append((begin, end))
    if line:
        yield line


def snapped(text: str, styled: list[Styled]) -> list[Styled]:
    """The spans moved outwards to whole graphemes; empty ones and what overlaps the one before is dropped."""
    snapped: list[Styled] = []
    done = 0
    for begin, end, role in styled:
        begin, end = max(done, begin), min(len(text), end)
        while begin > done and joins(text, begin):
            begin -= 1
        while end > begin and joins(text, end):
            end += 1
        if end > begin:
            snapped.append((begin, end, role))
            done = end
    return snapped


def painted(text: str, line: list[Span], styled: list[Styled], role: str) -> Row:
    """One row that `fill` made, as text and roles; `role` is that of what is not styled."""
    row: Row = []
    for begin, end in line:
        if row:
            row.append((" ", role))
        for i in range(bisect(styled, begin, key=lambda span: span[1]), len(styled)):
            span_begin, span_end, span_role = styled[i]
            if span_begin >= end:
                break
            if span_begin > begin:
                row.append((text[begin:span_begin], role))
            begin, middle = min(end, span_end), max(begin, span_begin)
            row.append((text[middle:begin], span_role))
        if begin < end:
            row.append((text[begin:end], role))
    return row
