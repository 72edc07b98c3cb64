"""The layout of one hit in full, as a page: rows that stay above, and rows that are scrolled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from recall_tui.recall.hits import Hit
from recall_tui.tui.cards import LIST_MARK, cut, joined, one_line, padded, prepared, title
from recall_tui.tui.wrap import Row, Styled, fill, painted, snapped

LONGEST = 50_000
"""How much of a passage is shown, in characters."""
CONTEXT = 5_000
"""How much of the note is shown before and after the passage, in characters."""
_ALIKE = 9


class Page(NamedTuple):
    """What fills the pane in place of cards; every row has its width."""

    head: list[Row]
    body: list[Row]
    top: int = 0
    """The row of the body that is the first to be seen."""


def preview(
    hit: Hit,
    age: str,
    width: int,
    text: str | None = None,
    alike: Sequence[str] = (),
    around: Sequence[str] = (),
) -> Page:
    """One hit in full; with `text`, its note's text, in what stands around it there.

    `alike` are the titles of the notes that stand behind it, `around` lines on its thread.
    """
    body, start = _body(hit, text, width)
    head = _head(hit, age, width, alike)
    head[-1:-1] = [padded([(cut(one_line(line), width), "dim")], width) for line in around]
    return Page(head, body, max(0, start - 1))


def _head(hit: Hit, age: str, width: int, alike: Sequence[str]) -> list[Row]:
    """What a preview says of the note: title, date and age, path, headings, what is like it."""
    name = title(hit)
    rows = [painted(name, line, [], "title") for line in islice(fill(name, width), 2)]
    date = f"{hit.date:%Y-%m-%d} · {age}"
    for line in (date, one_line(hit.path), joined(hit.headings, width, " › ")):
        if line:
            rows.append([(cut(line, width), "dim")])
    if alike:
        names = " · ".join(cut(one_line(name), width) for name in alike[:_ALIKE])
        more = f" · and {len(alike) - _ALIKE:,} more" if len(alike) > _ALIKE else ""
        told = f"Like it: {names}{more}"
        rows += [painted(told, line, [], "dim") for line in fill(told, width)]
    return [padded(row, width) for row in [*rows, []]]


def _body(hit: Hit, text: str | None, width: int) -> tuple[list[Row], int]:
    """The whole passage with its line breaks, and the row it begins in.

    With `text`, the note's text, the passage stands in what surrounds it there.
    """
    text, start = _located(hit, text)
    end = start + min(len(hit.text), LONGEST)
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    part = prepared(text[first:last])
    start, end = start - first, end - first
    styled = [
        (0, start, "dim"),
        *((start + a, start + b, "mark") for a, b in hit.marks),
        (end, len(part), "dim"),
    ]
    styled = snapped(part, styled)
    rows: list[Row] = []
    top = begin = 0
    for line in part.split("\n"):
        if begin <= start:
            top = len(rows)
        rows += hanging(part, begin, begin + len(line), styled, width)
        begin += len(line) + 1
    if first:
        rows.insert(0, [("…", "dim")])
        top += 1
    if last < len(text):
        rows.append([("…", "dim")])
    return [padded(row, width) for row in rows], top


def _located(hit: Hit, text: str | None) -> tuple[str, int]:
    """The text to preview and where the passage stands in it; the passage alone if it left the note since."""
    if text is not None:
        start = hit.start if text.startswith(hit.text, hit.start) else text.find(hit.text)
        if start >= 0:
            return text, start
    return hit.text, 0


def flowing(text: str, width: int) -> Iterator[Row]:
    """The rows of a text, line by line."""
    begin = 0
    for line in text.split("\n"):
        yield from hanging(text, begin, begin + len(line), [], width)
        begin += len(line) + 1


def hanging(text: str, start: int, stop: int, styled: list[Styled], width: int) -> Iterator[Row]:
    """One line of a note, its continuation rows indented to where its text begins."""
    mark = LIST_MARK.match(text[start : start + 80])
    blanks = stop - start - len(text[start:stop].lstrip(" "))
    indent = min(blanks, width // 3)
    hang = max(indent, min(mark.end() if mark else 0, width // 3))
    room = width - indent
    lines = fill(text, width - hang, start, stop, first=room, verbatim=True)
    row: Row | None = None
    for line in lines:
        row = [(" " * (indent if row is None else hang), "text"), *painted(text, line, styled, "text")]
        yield row
    if row is None:
        yield []
