"""An app on a terminal that keeps what was painted, to see what a person would see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import pyte
from rich.console import Console
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.widgets import TextArea

CONSOLE = Console(color_system="truecolor", force_terminal=True)
SIZE = (40, 12)


class Terminal(App[None]):
    """An app whose frames are painted on a terminal, so that a row that is not painted keeps its old look."""

    ENABLE_COMMAND_PALETTE = False
    CSS = ".loud { color: #ff0000; }"
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
            self._check_resize()
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
