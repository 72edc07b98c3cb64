"""The editor paints what Textual's own TextArea paints, cell for cell, though it paints less."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from terminal import Terminal, play
from textual import events
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.widgets import TextArea

from recall_tui.tui.editor import Editor


class Stock(TextArea):
    """Textual's, without what the editor leaves out, and with three faults mended."""

    DEFAULT_CSS = "Stock { border: none; &:focus { border: none; } }"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.cursor_blink = self.match_cursor_bracket = False

    def edit(self, edit: Edit) -> EditResult:
        result = super().edit(edit)
        self.scroll_cursor_visible()  # Enter on the last row of the screen leaves the cursor below it
        return result

    def _recompute_cursor_offset(self) -> None:  # undo can ask for a row that is gone, and fails
        row, column = self.cursor_location
        place = min(row, self.document.line_count - 1), column
        self._cursor_offset = self.wrapped_document.location_to_offset(place)

    def _rewrap_and_refresh_virtual_size(self) -> None:
        super()._rewrap_and_refresh_virtual_size()
        self.refresh()  # a resize paints rows that are wrapped at the old width
        if self.is_mounted:
            self.scroll_cursor_visible()


class Plain(Editor):
    """The editor without Markdown."""

    get_line = TextArea.get_line

    def _break_line(self) -> None:
        self._replace_via_keyboard("\n", *self.selection)


class Lazy(Plain):
    """A broken editor: it forgets to paint what was touched."""

    def _repaint(self, first: int, last: int, column: int = 0) -> None:
        pass


class Forgetful(Plain):
    """A broken editor: it forgets to paint the rows that moved."""

    def refresh(self, *regions: Any, **options: Any) -> Any:
        return super().refresh(*regions, **options) if regions or not self._changing else self


TEXT = "first line\n\na second line that is longer than the screen is wide, so it wraps\n\ttab\tbed\nthe end"
TYPED = ("word ", "a", "é", "漢字", "longishword", "x y", "# ", "[[(")
PASTED = (
    "two\nlines\n",
    "a long paragraph that will wrap over several rows for sure",
    "\ttab\there",
    "1\n2\r\n3\r" * 5,
)
KEYS = {
    "up down left right": 4,
    "home end pageup pagedown ctrl+left ctrl+right": 3,
    "shift+left shift+right shift+up shift+down shift+end shift+home": 5,
    "backspace delete ctrl+w ctrl+k ctrl+u ctrl+shift+k f6 f7": 3,
    "ctrl+z ctrl+y ctrl+x ctrl+v enter": 6,
}
Step = tuple[str, Any]


def some_steps(seed: int, count: int) -> list[Step]:
    rng = random.Random(seed)
    keys, weights = zip(*((k, w) for names, w in KEYS.items() for k in names.split()), strict=True)
    kinds = {
        "type": lambda: rng.choice(TYPED),
        "press": lambda: rng.choices(keys, weights)[0],
        "paste": lambda: rng.choice(PASTED),
        "click": lambda: (rng.randrange(30), rng.randrange(10)),
        "resize": lambda: (rng.choice((30, 40, 50)), rng.choice((10, 12, 14))),
        "focus": lambda: None,
        "replace": lambda: (
            rng.choice(("", "new", "x\ny")),
            *((rng.randrange(9), rng.randrange(9)) for _ in "12"),
        ),
    }
    chosen = rng.choices(list(kinds), (30, 55, 4, 3, 2, 3, 3), k=count)
    return [(kind, kinds[kind]()) for kind in chosen]


def screens(area: TextArea, steps: Sequence[Step]) -> list[Any]:
    """What is on screen after each step, and the state that the screen does not show."""
    seen = []

    async def take(app: Terminal) -> None:
        for kind, value in steps:
            match kind:
                case "type" | "press":
                    await app.press(value)
                case "paste":
                    await app.paste(value)
                case "resize":
                    await app.resize(*value)
                case "focus":
                    app.set_focus(None if area.has_focus else area)
                case "replace":
                    text, *places = value
                    area.replace(text, *map(area.clamp_visitable, places))
                case "click":
                    x, y = value
                    for event in (events.MouseDown, events.MouseUp):
                        app.post_message(event(None, x, y, 0, 0, 1, False, False, False, x, y))
            await app.settle()
            seen.append((kind, value, app.cells(), area.text, area.selection, area.scroll_offset))

    play(area, take)
    return seen


def first_difference(kind: type[Editor], steps: list[Step], shaded: bool = False, text: str = TEXT) -> str:
    """The first step after which the editor's screen is not the stock one; empty if there is none."""
    areas = Stock(text), kind(text)
    for area in areas:
        area.highlight_cursor_line = shaded
    for n, (stock, ours) in enumerate(zip(*(screens(area, steps) for area in areas), strict=True)):
        if stock != ours:
            return f"step {n}: {steps[n]}"
    return ""


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_screen_is_that_of_a_stock_text_area(seed: int) -> None:
    assert first_difference(Plain, some_steps(seed, 120), shaded=seed % 2 == 0) == ""


@pytest.mark.parametrize("broken", [Lazy, Forgetful])
def test_the_comparison_sees_what_is_not_painted(broken: type[Editor]) -> None:
    assert first_difference(broken, [("type", "x"), ("press", "enter")]) != ""


def test_undo_and_redo_far_from_the_cursor_leave_no_cursor_behind() -> None:
    text = "x" * 30 + "\n" + "y" * 20 + "\nend"
    keys = (
        "end delete down down down ctrl+z down down down ctrl+y"  # two lines of a row each, one line of two
    )
    steps = [("press", key) for key in keys.split()]
    assert first_difference(Plain, steps, text=text) == ""
