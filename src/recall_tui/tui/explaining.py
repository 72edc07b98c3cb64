"""The layout of a score's explanation: a table of words, what was added to them, and the sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from recall_tui.recall.hits import Explanation, Hit, Part
from recall_tui.tui.cards import cut, one_line, padded, title
from recall_tui.tui.preview import Page
from recall_tui.tui.wrap import Row, cells, fill, painted

_WORD = 10  # cells that a word has at the least


class _Column(NamedTuple):
    name: str
    value: Callable[[Part], str]
    rank: int
    """Those of the highest rank are left out first, where there is no room for all."""
    meaning: str


_COLUMNS = (
    _Column("weight", lambda part: f"{part.weight:.2f}", 3, "how much the draft says it"),
    _Column("idf", lambda part: f"{part.idf:.2f}", 2, "the rarer, the higher"),
    _Column("notes", lambda part: f"{part.notes:,}", 4, "how many have it"),
    _Column("here", lambda part: f"{part.count:,}", 1, "how often this one has it, its name thrice"),
    _Column("length", lambda part: f"{part.saturation:.2f}", 5, "higher in a long note"),
    _Column("adds", lambda part: f"{part.score:.2f}", 0, "weight · idf · here (k1 + 1) / (here + length)"),
)


def explain(why: Explanation, width: int) -> Page:
    """Why a note scores what it scores, in rows of `width` cells, with as many columns as fit."""
    columns, widths = _that_fit(why, width)
    head = [
        [(cut(one_line(why.title) or one_line(why.path), width), "title")],
        [(cut(f"score {why.score:.2f} · {why.length:,} words, {why.mean:,.0f} on average", width), "dim")],
        [],
        _row("word", [column.name for column in columns], widths, width, "dim"),
    ]
    room = width - sum(widths) - 1
    body: list[Row] = [
        _row(_word(part, room), [column.value(part) for column in columns], widths, width)
        for part in why.parts
    ]
    for boost in why.boosts:
        added = f"{boost.score:.2f}"
        body.append(_row(f"+ {one_line(boost.detail)}", [added], [len(added)], width))
    total = _row("score", [f"{why.score:.2f}"], widths[-1:], width, "title")
    body += [[("─" * width, "edge")], total, []]
    for column in columns:
        meaning = f"{column.name}: {column.meaning}"
        body += [painted(meaning, line, [], "dim") for line in fill(meaning, width)]
    return Page([padded(row, width) for row in head], [padded(row, width) for row in body])


def unexplained(hit: Hit, width: int) -> Page:
    """The page of a card that no words brought up."""
    why = (
        f"It is here for this: {one_line(hit.label)}." if hit.label else "No word of the draft brought it up."
    )
    rows = [painted(why, line, [], "text") for line in fill(why, width)]
    return Page([padded([(cut(title(hit), width), "title")], width)], [padded(row, width) for row in rows])


def _that_fit(why: Explanation, width: int) -> tuple[list[_Column], list[int]]:
    """The columns that there is room for, in their order, and the width of each."""
    room = max(8, width - _WORD)
    chosen: dict[str, int] = {}
    for column in sorted(_COLUMNS, key=lambda column: column.rank):
        values = [column.value(part) for part in why.parts]
        if column.rank == 0:
            values += [f"{why.score:.2f}", *(f"{boost.score:.2f}" for boost in why.boosts)]
        wide = max(map(len, [column.name, *values])) + 2
        if wide > room and chosen:
            break
        chosen[column.name] = wide
        room -= wide
    columns = [column for column in _COLUMNS if column.name in chosen]
    return columns, [chosen[column.name] for column in columns]


def _row(name: str, values: list[str], widths: list[int], width: int, role: str = "text") -> Row:
    """A name, and numbers flush right in columns."""
    numbers = "".join(f"{value:>{wide}}" for value, wide in zip(values, widths, strict=True))
    name = cut(name, width - len(numbers) - 1)
    return [(name, role), (" " * (width - cells(name) - len(numbers)), "text"), (numbers, role)]


def _word(part: Part, room: int) -> str:
    """The word as the draft has it, and as it is indexed where that is another form and there is room."""
    word, term = one_line(part.word), one_line(part.term)
    both = f"{word} ({term})"
    return word if word.casefold() == term or cells(both) > room else both
