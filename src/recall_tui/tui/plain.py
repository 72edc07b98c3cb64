"""A passage as it reads: without the markup of links, emphasis and block ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

LONGEST = 20_000
"""A longer text, in characters, is left as it is: nobody reads it on a card."""
_NAME, _SHOWN, _URL = r"[^\[\]|\n]{1,200}", r"[^\[\]\n]{0,300}", r"[^()\s]{0,500}"
# One set of first characters, then what each may begin: to skip to the next of a set takes re a twentieth of
# the time that trying alternatives at every character does.
_MARKUP = re.compile(
    r"[!\[*_`^~](?:"
    rf"(?:(?<=!)\[|(?<=\[))(?:\[(?:{_NAME}\|)?({_NAME})\]\]|({_SHOWN})\]\({_URL}\))"
    r"|(?<=(?<![*\w])\*)\*{0,2}(?=[^\s*])|(?<=[^\s*]\*)\*{0,2}(?![*\w])"
    r"|(?<=(?<![\w_])_)_?(?=[^\s_])|(?<=[^\s_]_)_?(?![\w_])"
    r"|(?:(?<=\A[`~])|(?<=\s[`~]))(?:``+|~~+)[^`~\n]*(?:\n|\Z)"  # a line that fences code
    r"|(?<=`)`?(?!`)"
    r"|(?<=[ \t]\^)[\w-]{1,60}[ \t]*$)",
    re.MULTILINE,
)


def plain(text: str, marks: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """`text` without markup, and where its `marks` (ascending, in characters) are then, if they are left."""
    if len(text) > LONGEST or not _MARKUP.search(text):
        return text, tuple(marks)
    kept = [span for span in _kept(text) if span[0] < span[1]]
    moved: list[Span] = []
    offset, rest = 0, list(reversed(marks))
    for start, end in kept:
        while rest and rest[-1][0] < end:
            begin, stop = rest[-1]
            first, last = max(begin, start), min(stop, end)
            if first < last:
                moved.append((first - start + offset, last - start + offset))
            if stop > end:
                break  # goes on in the next piece
            rest.pop()
        offset += end - start
    return "".join(text[start:end] for start, end in kept), tuple(moved)


def _kept(text: str) -> Iterator[Span]:
    """The parts of a text that are no markup."""
    at = 0
    for match in _MARKUP.finditer(text):
        yield at, match.start() - (match[0][0] == "^")  # a block id goes with the blank before it
        if match.lastindex:
            yield match.span(match.lastindex)
        at = match.end()
    yield at, len(text)
