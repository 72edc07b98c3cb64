"""The terminal program: puts the writing screen up, then reads the notes behind it."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from time import monotonic

from textual.app import App, SystemCommand
from textual.screen import Screen

from recall_tui.config import ACTIONS, Settings
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook
from recall_tui.tui.writing import Writing

AFTER_PAINT = 0.02
"""Seconds between the first paint and the start of reading."""
TOLD_EVERY = 0.2
"""Seconds between two reports of progress."""


class RecallApp(App[None], inherit_bindings=False):
    """recall in a terminal."""

    TITLE = "recall"
    CSS = "Screen { background: $background; }"
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, notebook: Notebook, note: str = "") -> None:
        super().__init__()
        self.notebook = notebook
        self._note = note
        self.writing = Writing(notebook, notebook.settings.keys, note)
        self._stopped = threading.Event()
        if notebook.settings.theme in self.available_themes:
            self.theme = notebook.settings.theme
        self.set_keymap(dict(notebook.settings.keys))

    def get_default_screen(self) -> Screen[None]:
        return self.writing

    def on_mount(self) -> None:
        self.call_after_refresh(self.set_timer, AFTER_PAINT, self._start_reading)

    def on_unmount(self) -> None:
        self._stopped.set()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action that a key does, and Textual's own."""
        for name, action in ACTIONS.items():
            if not name.startswith("card_") and name != "palette":
                yield SystemCommand(
                    name.replace("_", " ").capitalize(), action.help, getattr(self.writing, f"action_{name}")
                )
        yield from super().get_system_commands(screen)

    def _start_reading(self) -> None:
        # Letting go of the interpreter often keeps a key from waiting for the reading.
        sys.setswitchinterval(0.0005)
        threading.Thread(target=self._read, args=(asyncio.get_running_loop(),), daemon=True).start()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        told = 0.0

        def tell(done: int, total: int) -> None:
            if not self._stopped.is_set():
                loop.call_soon_threadsafe(self._progress, done, total)

        def progress(done: int, total: int) -> None:
            nonlocal told
            if monotonic() - told >= TOLD_EVERY:
                told = monotonic()
                tell(done, total)

        try:
            self.notebook.load(progress, self._stopped.is_set)
        except RecallError as error:
            loop.call_soon_threadsafe(partial(self.notify, str(error), severity="error", markup=False))
        tell(0, 0)

    def _progress(self, done: int, total: int) -> None:
        self.writing.notes_came_in(done, total)


def run(folder: Path, settings: Settings, note: str = "") -> None:
    """Open the folder, and a note of it, in the terminal. Raises FolderError."""
    RecallApp(Notebook(folder, settings), note).run()
