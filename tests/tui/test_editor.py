"""The editor shows what Textual's own TextArea shows, and does less for it."""

from __future__ import annotations

import asyncio
import random
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.document._edit import Edit
from textual.document._document import EditResult
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import TextArea

from recall_tui.tui.document import NoteDocument
from recall_tui.tui.editor import Editor

CONSOLE = Console(color_system="truecolor", force_terminal=True)
SIZE = (40, 12)


class Terminal(App[None]):
    """An app whose frames are painted on a terminal, so that a row that is not painted keeps its old look."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = [Binding("escape", "escaped")]

    def __init__(self, area: TextArea, size: tuple[int, int] = SIZE) -> None:
        super().__init__()
        self.area = area
        self.terminal = pyte.Screen(*size)
        self.stream = pyte.Stream(self.terminal)
        self.written = ""
        self.rows_painted: set[int] = set()
        self.escapes = 0

    def compose(self) -> ComposeResult:
        yield self.area

    def on_mount(self) -> None:
        self.area.focus()

    def action_escaped(self) -> None:
        self.escapes += 1

    def _display(self, screen: Screen[Any], frame: Any) -> None:
        if frame is not None:
            written = frame.render_segments(CONSOLE)
            self.written += written
            self.rows_painted |= {y for y, _, _ in getattr(frame, "spans", [])} or set(
                range(self.size.height)
            )
            self.stream.feed(written.replace("\n", "\r\n"))

    async def settle(self) -> None:
        """Let everything be handled and painted, without waiting for a timer."""
        for _ in range(2):
            pumps = [self, *self.screen.walk_children(with_self=True)]
            quiet = 0
            while quiet < 4 and self._exception is None:
                await asyncio.sleep(0)
                quiet = quiet + 1 if all(pump._message_queue.empty() for pump in pumps) else 0
            self.screen._on_timer_update()

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other; a text of several characters that names no key is typed."""
        for key in keys:
            names = [key] if len(key) == 1 or key in NAMED or "+" in key else list(key)
            for name in names:
                plain = name if len(name) == 1 else None
                name = _character_to_key(name) if plain and not plain.isalnum() else name
                self.post_message(events.Key(name, plain).set_sender(self))
                await self.settle()

    async def paste(self, text: str) -> None:
        self.post_message(events.Paste(text).set_sender(self))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        if (width, height) != (self.terminal.columns, self.terminal.lines):
            self.terminal.resize(height, width)
            self.terminal.reset()
            self._driver._size = (width, height)  # type: ignore[union-attr]
            size = events.Size(width, height)
            self.post_message(events.Resize(size, size))
            await self.settle()

    def cells(self) -> list[list[Any]]:
        """What is on the terminal; the ink of a blank is left out, as nobody sees it."""
        rows = (self.terminal.buffer[y] for y in range(self.terminal.lines))
        columns = range(self.terminal.columns)
        return [[c._replace(fg="") if (c := row[x]).data == " " else c for x in columns] for row in rows]


NAMED = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "backspace", "delete", "enter"}
NAMED |= {"tab", "escape", "f6", "f7"}


def play(area: TextArea, steps: Callable[[Terminal], Awaitable[None]]) -> Terminal:
    """Run `steps` on a focused area."""
    app = Terminal(area)

    async def run() -> None:
        async with app.run_test(size=SIZE):
            await app.settle()
            await steps(app)

    asyncio.run(run())
    return app


# The same as a stock TextArea


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

    def _repaint(self, first: int, last: int) -> None:
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


def first_difference(kind: type[Editor], seed: int) -> str:
    """The first step after which the editor's screen is not the stock one; empty if there is none."""
    steps = some_steps(seed, 150)
    areas = Stock(TEXT), kind(TEXT)
    for area in areas:
        area.highlight_cursor_line = bool(seed % 2)
    for n, (stock, ours) in enumerate(zip(*(screens(area, steps) for area in areas), strict=True)):
        if stock != ours:
            return f"step {n}: {steps[n]}"
    return ""


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_screen_is_that_of_a_stock_text_area(seed: int) -> None:
    assert first_difference(Plain, seed) == ""


@pytest.mark.parametrize("broken", [Lazy, Forgetful])
def test_the_comparison_sees_what_is_not_painted(broken: type[Editor]) -> None:
    assert first_difference(broken, 1) != ""
