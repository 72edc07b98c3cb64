"""The layout of the map: a note in the middle, its thread through it, links at its sides; text in, rows out.

what it continues            The thread comes from above and goes on below, where it forks side by side.
      ┃                      What links to the note stands at its left, what it links to at its right.
a ─┐  ┃  ┌─ c                All is laid out in cells. What has no room is counted.
b ─┴ note ┴─ d
      ┃
   ┏━━┻━━┓
  one   other
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from recall_tui.acts.around import Around, Branch, Near
from recall_tui.tui.cards import cut, one_line, threaded
from recall_tui.tui.wrap import Row, cells

Where = Literal["here", "above", "back", "out", "below"]

NARROWEST, LOWEST = 32, 6
"""In fewer columns or rows nothing but the note itself is shown."""
DATED = 28
"""From this width on a side has room for dates."""
JOIN = 3
"""Cells of lines between a side and the middle."""
SLOT, SLOT_MOST = 15, 34
"""The width of a branch, at least and at most."""
ALONE = "no thread and no links"
_MIDDLE = 20, 44
_BORDER = 4
_LIGHT = " ╴╶─╵╯╰┴╷╮╭┬│┤├┼"
_HEAVY = " ╸╺━╹┛┗┻╻┓┏┳┃┫┣╋"
"""Lines by where they lead: 1 left, 2 right, 4 up, 8 down."""
_LEFT, _RIGHT, _UP, _DOWN = 1, 2, 4, 8


class Spot(NamedTuple):
    """A place on the map: the note itself, or a neighbour by its number on its side."""

    where: Where
    at: int = 0


HERE = Spot("here")


class Box(NamedTuple):
    """Text in one row; all that is shown but the lines."""

    x: int
    y: int
    text: str
    """Cleaned, and cut to the room it has."""
    role: str
    spot: Spot | None = None
    """What it stands for, where that can be gone to."""


class Laid(NamedTuple):
    """The map laid out."""

    boxes: list[Box]
    lines: list[Box]
    """Characters that join them: `bar` for the thread, `edge` for links."""


class Strokes:
    """Lines that are drawn cell by cell and join where they meet."""

    def __init__(self, signs: str) -> None:
        self._signs = signs
        self._cells: dict[tuple[int, int], int] = {}

    def across(self, y: int, left: int, right: int) -> None:
        """From the middle of one cell to that of another."""
        for x in range(left, right):
            self._add(x, y, _RIGHT)
            self._add(x + 1, y, _LEFT)

    def down(self, x: int, top: int, bottom: int) -> None:
        """From the middle of one cell to that of another below."""
        for y in range(top, bottom):
            self._add(x, y, _DOWN)
            self._add(x, y + 1, _UP)

    def end(self, x: int, y: int, to: int) -> None:
        """From the middle of a cell to its edge."""
        self._add(x, y, to)

    def _add(self, x: int, y: int, to: int) -> None:
        self._cells[x, y] = self._cells.get((x, y), 0) | to

    def drawn(self, role: str) -> Iterator[Box]:
        """The characters."""
        return (Box(x, y, self._signs[to], role) for (x, y), to in self._cells.items())


def lay_out(around: Around, width: int, height: int, chosen: Spot = HERE) -> Laid:
    """Place a note and its neighbours on so many cells; the chosen one is among those shown."""
    if width < NARROWEST or height < LOWEST:
        text = cut(_title(around.note), width)
        return Laid([Box((width - cells(text)) // 2, height // 2, text, "title", HERE)] if height else [], [])
    links, thread = Strokes(_LIGHT), Strokes(_HEAVY)
    middle = max(_MIDDLE[0], min(_MIDDLE[1], width // 3))
    side = (width - middle - 2 * JOIN) // 2
    left = side + JOIN
    axis = left + middle // 2
    free = height - _BORDER
    above = _rows_above(around)
    forked = len(around.below) > 1 or around.forks > 0
    below = _rows_below(around, forked)
    # Each half of what is left goes to the thread, and more where the other side has no use for it.
    up = min(above, max(free // 2, free - below))
    down = min(below, free - up)
    top = up + (free - up - down) // 2
    boxes = list(_note(around, left, top, middle))
    boxes += _above(around, left, middle, axis, top, thread)
    bottom = top + _BORDER
    if around.below and height - bottom >= 2:
        column = range(left, left + middle)
        boxes += _below(around, width, column, bottom, height, chosen, thread)
    room = range(bottom if forked else height)
    right = left + middle
    sides: tuple[tuple[Where, Sequence[Near], range, int], ...] = (
        ("back", around.back, range(side), side),
        ("out", around.out, range(right + JOIN, right + JOIN + side), right),
    )
    for where, notes, columns, line in sides:
        at = chosen.at if chosen.where == where else 0
        boxes += _side(where, notes, columns, line, top + 1, room, at, links)
    blocked = {(x, box.y) for box in boxes for x in range(box.x, box.x + cells(box.text))}
    lines = [line for line in (*thread.drawn("bar"), *links.drawn("edge")) if (line.x, line.y) not in blocked]
    return Laid(boxes, lines)


def rows(laid: Laid, width: int, height: int) -> list[list[tuple[str, str, Spot | None]]]:
    """What stands in each row, from left to right and without gaps: text, role, and what it stands for."""
    found: list[list[tuple[str, str, Spot | None]]] = [[] for _ in range(height)]
    ends = [0] * height
    for box in sorted((*laid.boxes, *laid.lines)):
        if box.x > ends[box.y]:
            found[box.y].append((" " * (box.x - ends[box.y]), "text", None))
        found[box.y].append((box.text, box.role, box.spot))
        ends[box.y] = box.x + cells(box.text)
    return [
        [*row, (" " * (width - end), "text", None)] if end < width else row
        for row, end in zip(found, ends, strict=True)
    ]


def facts(near: Near, width: int) -> Row:
    """A note in one row: its whole title, day and path, as far as there is room."""
    day, path = f"{near.written:%Y-%m-%d}", one_line(near.path)
    title = cut(_title(near), width - len(day) - 2)
    room = width - cells(title) - len(day) - 4
    return [(title, "title"), (f"  {day}", "dim"), (f"  {cut(path, room)}" if room > 8 else "", "dim")]


def heading(around: Around) -> str:
    """How many there are of each kind."""
    forks, back, out = len(around.below) + around.forks, len(around.back), len(around.out)
    told = (
        threaded(around.place) if around.place else "",
        f"{forks:,} branches" if forks > 1 else "",
        f"{back:,} link{'s' * (back == 1)} here" if back else "",
        f"links to {out:,}" if out else "",
    )
    return " · ".join(filter(None, told)) or ALONE


def _title(near: Near) -> str:
    return one_line(near.title) or one_line(near.path)


def _centred(text: str, x: int, width: int) -> int:
    return x + width // 2 - cells(text) // 2


def _note(around: Around, x: int, y: int, width: int) -> Iterator[Box]:
    """The note itself, in a frame."""
    inner = width - 4
    title = cut(_title(around.note), inner)
    place = f" · {threaded(around.place)}" if around.place else ""
    day = f"{around.note.written:%Y-%m-%d}"
    about = day + place if len(day + place) <= inner else day
    yield Box(x, y, f"┏{'━' * (width - 2)}┓", "bar")
    for row, (text, role) in enumerate(((title, "title"), (about, "dim")), 1):
        before = (inner - cells(text)) // 2
        yield Box(x, y + row, "┃", "bar")
        shown = f"{' ' * before}{text}{' ' * (inner - cells(text) - before)}"
        yield Box(x + 1, y + row, f" {shown} ", role, HERE)
        yield Box(x + width - 1, y + row, "┃", "bar")
    yield Box(x, y + 3, f"┗{'━' * (width - 2)}┛", "bar")


def _rows_above(around: Around) -> int:
    return 2 * len(around.above) + 2 * bool(around.before)


def _above(around: Around, x: int, width: int, axis: int, top: int, thread: Strokes) -> Iterator[Box]:
    """What the note continues, in so many rows above it."""
    fit = top // 2
    more = around.before + max(0, len(around.above) - fit)
    if more and fit:
        fit -= 1
        more = around.before + len(around.above) - fit
    for i, near in enumerate(around.above[:fit]):
        y = top - 2 * i - 2
        text = cut(_title(near), width)
        yield Box(
            _centred(text, x, width), y, text, "text" if i else "title", Spot("above") if not i else None
        )
        thread.down(axis, y, y + 2)
    if more and (y := top - 2 * fit - 2) >= 0:
        text = cut(f"{more:,} before", width)
        yield Box(_centred(text, x, width), y, text, "dim")
        thread.down(axis, y, y + 2)


def _rows_below(around: Around, forked: bool) -> int:
    deepest = max((len(b.notes) + bool(b.more) for b in around.below), default=0)
    return 2 * deepest + forked if deepest else 0


def _below(
    around: Around, width: int, column: range, top: int, height: int, chosen: Spot, thread: Strokes
) -> Iterator[Box]:
    """What continues the note: below it in its column, or branches side by side as far as there is room."""
    branches, axis = around.below, column.start + len(column) // 2
    count = min(len(branches), (width + 1) // (SLOT + 1))
    slot = min(SLOT_MOST, (width + 1) // count - 1) if count > 1 else len(column)
    first = max(0, min(chosen.at if chosen.where == "below" else 0, len(branches) - 1) - count + 1)
    whole = count * (slot + 1) - 1
    x = max(0, min(axis - whole // 2, width - whole))
    middles = [x + i * (slot + 1) + slot // 2 for i in range(count)]
    thread.end(axis, top, _UP)
    thread.across(top, min(axis, *middles), max(axis, *middles))
    if left_out := len(branches) + around.forks - count:
        text = f" {left_out:,} more"
        yield Box(min(max(axis, *middles) + 1, width - len(text)), top, text, "dim")
    for i, branch in enumerate(branches[first : first + count]):
        yield from _branch(branch, Spot("below", first + i), middles[i], slot, top, height, thread)


def _branch(
    branch: Branch, spot: Spot, axis: int, width: int, top: int, height: int, thread: Strokes
) -> Iterator[Box]:
    """One branch, in the rows from `top` on: a line and a note, in turn."""
    fit = (height - top) // 2
    left_out = branch.more + max(0, len(branch.notes) - fit)
    if left_out and fit > 1:
        fit -= 1
        left_out = branch.more + max(0, len(branch.notes) - fit)
    y, x = top, axis - width // 2
    for i, near in enumerate(branch.notes[:fit]):
        text = cut(_title(near), width)
        thread.down(axis, y, y + 1)
        if i:
            thread.end(axis, y, _UP)
        yield Box(_centred(text, x, width), y + 1, text, "text" if i else "title", None if i else spot)
        y += 2
    if left_out and y + 1 < height:
        text = cut(f"{left_out:,} more", width)
        thread.down(axis, y, y + 1)
        thread.end(axis, y, _UP)
        yield Box(_centred(text, x, width), y + 1, text, "dim")


def _side(
    where: Where,
    notes: Sequence[Near],
    columns: range,
    line: int,
    row: int,
    rows: range,
    at: int,
    links: Strokes,
) -> Iterator[Box]:
    """What stands at one side, around a row: in these columns, and lines in the `JOIN` from `line` on."""
    if not notes:
        return
    width, trunk = len(columns), line + 1
    fit, first = len(notes), 0
    if fit > len(rows):
        fit = len(rows) - 2  # a row each for those before and those after
        first = at - fit // 2
        if first <= 1:
            first, fit = 0, fit + 1
        elif first + fit >= len(notes) - 1:
            first, fit = len(notes) - fit - 1, fit + 1
    entries: list[tuple[str, str, Spot | None]] = []
    if first:
        entries.append((cut(f"{first:,} newer", width), "dim", None))
    for i, near in enumerate(notes[first : first + fit], first):
        entries.append((_entry(near, width, where == "back"), "text", Spot(where, i)))
    if later := len(notes) - first - fit:
        entries.append((cut(f"{later:,} older", width), "dim", None))
    top = max(rows.start, min(row - len(entries) // 2, rows.stop - len(entries)))
    bottom = top + len(entries) - 1
    links.down(trunk, min(row, top), max(row, bottom))
    links.across(row, *((trunk, trunk + 1) if where == "back" else (line, trunk)))
    links.end(*((trunk + 1, row, _RIGHT) if where == "back" else (line, row, _LEFT)))
    for y, (text, role, spot) in enumerate(entries, top):
        yield Box(columns.stop - cells(text) if where == "back" else columns.start, y, text, role, spot)
        links.across(y, *((line, trunk) if where == "back" else (trunk, trunk + 1)))


def _entry(near: Near, width: int, before: bool) -> str:
    """A neighbour at a side, with its day where there is room: `before` its title, or behind it."""
    title = _title(near)
    if width < DATED:
        return cut(title, width)
    day = f"{near.written:%Y-%m-%d}"
    title = cut(title, width - len(day) - 2)
    return f"{day}  {title}" if before else f"{title}  {day}"
