"""The terminal program: puts the writing screen up, then reads the notes behind it."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.widgets import Input

from recall_tui.config import ACTIONS, Settings
from recall_tui.errors import RecallError
from recall_tui.folder.journal import left
from recall_tui.notebook import Notebook
from recall_tui.tui.clean import clean
from recall_tui.tui.guard import guard
from recall_tui.tui.in_turn import do_now
from recall_tui.tui.keys import hear_alt_keys, shown
from recall_tui.tui.pasting import take_pastes_whole
from recall_tui.tui.undoing import redo_several, undo_several
from recall_tui.tui.writing import Writing

AFTER_PAINT = 0.02
"""Seconds between the first paint and the start of reading."""
TOLD_EVERY = 0.2
"""Seconds between two reports of progress."""

KEY = 0.03
"""Seconds that a key has for its answer and its paint before reading goes on."""
PATIENCE = 2.0
"""Seconds that a signal leaves for saving, and then for giving the terminal back."""
LOOKED = 1.0
"""Seconds between two looks whether the terminal is still there."""


class RecallApp(App[None], inherit_bindings=False):
    """recall in a terminal."""

    TITLE = "recall"
    CSS = "Screen { background: $background; }"
    ENABLE_COMMAND_PALETTE = False  # it has a key of its own here

    def __init__(self, notebook: Notebook, note: str = "", now: datetime | None = None) -> None:
        """`now` stands still for a test; else the clock is looked at."""
        super().__init__()
        hear_alt_keys()
        take_pastes_whole()
        self.notebook = notebook
        self.writing = Writing(notebook, note, now)
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = False
        if notebook.settings.theme in self.available_themes:
            self.theme = notebook.settings.theme
        # Only what differs: Textual applies a keymap anew, to every binding, at each key.
        keys = notebook.settings.keys
        self.set_keymap({name: key for name, key in keys.items() if key != ACTIONS[name].key})

    def get_default_screen(self) -> Screen[None]:
        return self.writing

    def on_mount(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not self.is_headless:
            self._end_on_signals(self._loop)
        if self.theme != (theme := self.notebook.settings.theme):
            known = ", ".join(sorted(self.available_themes))
            self.writing.complain(f"There is no theme {theme}. There are: {known}.")
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.call_after_refresh(self.set_timer, AFTER_PAINT, self._start_reading)

    def on_unmount(self) -> None:
        self._stopped.set()
        self.keep_typing()

    def keep_typing(self) -> None:
        """Have what is not saved in the journal, however the program ends. Waits for the disk."""
        if self.writing.is_mounted:
            self.writing.recovery.end()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        guard(renderable)
        super()._display(screen, renderable)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste) and isinstance(self.focused, Input):
            event.text = clean(event.text)  # one line to type in holds what it shows
        if not isinstance(event, events.Key | events.Paste) or not await do_now(self, event):
            await super().on_event(event)

    async def action_quit(self) -> None:
        """Save and leave, from whatever lies over the writing screen."""
        while self.screen is not self.writing:
            self.pop_screen()
        self.writing.action_quit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action that a key does, what is too rare for a key, and the choice of colours."""
        writing = self.writing
        for name, action in ACTIONS.items():
            if name != "palette" and not name[-1].isdigit():
                title = name.replace("_", " ").capitalize()
                # The palette reads help as markup, and a key may be any text.
                key = shown(self.notebook.settings.keys.get(name, action.key)).replace("[", r"\[")
                yield SystemCommand(title, f"{action.help}  {key}", getattr(writing, f"action_{name}"))
        yield SystemCommand(
            "Save as new", "Save the text as a new note, under another name.", writing.action_save_as_new
        )
        yield SystemCommand(
            "Reload from disk",
            "Take the text that is on disk; undo brings yours back.",
            writing.action_reload,
        )
        yield SystemCommand(
            "Delete note", "Move the note to the trash, after asking.", writing.action_delete_note
        )
        yield SystemCommand(
            "Recover unsaved text",
            "Look for text that was typed and not saved, or dropped within a day.",
            writing.action_recover,
        )
        yield SystemCommand(
            "Undo last change of several files",
            "Put all of them back as they were.",
            lambda: writing.start(undo_several(writing)),
        )
        yield SystemCommand(
            "Redo last change of several files",
            "Do again what was undone last.",
            lambda: writing.start(redo_several(writing)),
        )
        yield SystemCommand(
            "Detach note", "Let the card's note, or this one, begin a thread.", writing.action_detach
        )
        yield SystemCommand(
            "Import a thread",
            "Make notes of a numbered thread that was pasted here, one a post.",
            writing.action_import_thread,
        )
        yield SystemCommand(
            "Export this thread",
            "Copy the thread as numbered posts, or open them as a new note.",
            writing.action_export_thread,
        )
        yield SystemCommand(
            "Use this note's drawer",
            "Put passages into the drawer of this note, and show that.",
            writing.action_use_drawer,
        )
        yield SystemCommand(
            "Essay of this thread",
            "Make an essay that embeds the notes of the thread, in order.",
            writing.action_essay_of_thread,
        )
        yield SystemCommand(
            "Essay of this search",
            "Make an essay that embeds what the search finds, in order.",
            writing.action_essay_of_search,
        )
        yield SystemCommand(
            "Essay of the drawer",
            "Make an essay that embeds what was put into the drawer, in order.",
            writing.action_essay_of_drawer,
        )
        yield SystemCommand("Theme", "Choose the colours until you leave.", self.action_change_theme)

    def _end_on_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        for name in ("SIGTERM", "SIGHUP"):
            with suppress(AttributeError, NotImplementedError):  # Windows has neither of them
                loop.add_signal_handler(getattr(signal, name), self._end)
        if hasattr(select, "poll"):
            self.set_interval(LOOKED, self._look_for_terminal)

    def _look_for_terminal(self) -> None:
        """End when the terminal is gone: not every program of it is told by a signal."""
        looking = select.poll()
        looking.register(sys.__stdin__, 0)  # type: ignore[arg-type]  # it is there: this is no test
        if any(event & select.POLLHUP for _, event in looking.poll(0)):
            self._end()

    def _end(self) -> None:
        """Leave, saving what can be saved: there may be nobody to ask."""

        async def end() -> None:
            # First into the journal: saving may take longer than whoever ends the program waits.
            await self.writing.recovery.flush()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.writing.desk.save(), PATIENCE)
            await self.writing.recovery.flush()  # what is saved now, the next start need not offer
            # Textual would wait for ever for a terminal that is gone.
            hard = threading.Timer(PATIENCE, os._exit, (1,))
            hard.daemon = True
            hard.start()
            self.exit()

        if not self._ending:
            self._ending = True
            self.run_worker(end())

    # Reading the notes, in a thread

    def _start_reading(self) -> None:
        # Letting go of the interpreter often keeps a key from waiting for the reading.
        sys.setswitchinterval(0.0005)
        # Going through all objects for garbage takes tenths of a second by then, and there is none in notes.
        gc.disable()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        told = 0.0

        def progress(done: int, total: int) -> None:
            nonlocal told
            if monotonic() - told >= TOLD_EVERY:
                told = monotonic()
                self._tell(lambda: self.writing.notes_came_in(done, total))

        unsaved = left(self.notebook.root)
        if unsaved:
            self._tell(lambda: self.writing.start(self.writing.recovery.offer(unsaved)))
        try:
            self.notebook.load(progress, self._give_way)
            self.notebook.rehydrate(datetime.now())  # so that the screen need not wait for it
            self.notebook.engine.prepare()
        except RecallError as error:
            words = clean(str(error))
            self._tell(lambda: self.writing.complain(words))
        finally:
            gc.freeze()
            gc.enable()
        self._tell(lambda: self.writing.notes_came_in(0, 0))
        for words in self.notebook.notices:
            self._tell(partial(self.writing.notice, words))
        if self.notebook.loaded:
            self.notebook.keep_up(
                lambda: self._tell(lambda: self.writing.notes_came_in(0, 0)),
                self._stopped,
                self._noticed,
                lambda paths: self._tell(lambda: self.writing.touched(paths)),
            )

    def _noticed(self, words: str) -> None:
        self._tell(lambda: self.writing.notice(words))
        self._tell(lambda: self.writing.touched({""}))  # the folder may be gone

    def _give_way(self) -> bool:
        """Let a key that was just pressed have the interpreter; whether to stop."""
        while monotonic() - self.writing.last_key < KEY and not self._stopped.is_set():
            sleep(KEY / 8)
        return self._stopped.is_set()

    def _tell(self, what: Callable[[], None]) -> None:
        """Have the screen told, unless it is gone."""

        def tell() -> None:
            if not self._stopped.is_set():
                what()

        with suppress(RuntimeError):  # the loop closed meanwhile
            if self._loop:
                self._loop.call_soon_threadsafe(tell)


def run(folder: Path, settings: Settings, note: str = "") -> None:
    """Open the folder, and a note of it, in the terminal. Raises FolderError."""
    app = RecallApp(Notebook(folder, settings), note)
    try:
        app.run()
    finally:
        app.keep_typing()
