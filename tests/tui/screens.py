"""The program on a small garden without a terminal: run it, press keys, read the screen."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from rich.style import Style
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from recall_tui.config import Settings
from recall_tui.notebook import Notebook
from recall_tui.tui.app import RecallApp
from recall_tui.tui.editor import Editor
from recall_tui.tui.pane import Pane

NOW = datetime(2025, 11, 22, 10, 0)
SNAPSHOTS = Path(__file__).parent / "snapshots"
QUIET = Settings(autosave=0, floor=0.0)
NOTES = {
    "bread.md": "---\ndate: 2021-03-04\naliases: [Sourdough]\n---\n# The same loaf every week\n\n"
    "A sourdough loaf rises overnight in the cold kitchen.\n\n"
    "The crust needs steam, and the oven patience.\n",
    "oven.md": "---\ndate: 2023-01-10\n---\n# An oven with moods\n\n"
    "The oven runs hot at the back, so every loaf gets turned halfway.\n",
    "rain.md": "---\ndate: 2022-06-01\n---\n# Rain barrels\n\n"
    "Two barrels of rain water keep the tomatoes alive.\n",
    "tomatoes.md": "---\ndate: 2024-05-20\n---\n# Tomatoes in May\n\n"
    "Planted out the tomatoes after the last frost. See [[rain]].\n",
    "walk.md": "---\ndate: 2020-09-30\n---\n# A walk before writing\n\n"
    "Walking an hour before breakfast, I write twice as much.\n\n"
    "The kitchen table is where the pages happen.\n",
    "letters/aunt.md": "---\ndate: 2019-12-24\n---\n# Letter to my aunt\n\n"
    "She taught me to bake a loaf by smell.\n",
}

CHARACTERS = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}
Steps = Callable[["Person"], Awaitable[None]]


class Person:
    """Someone at the keyboard."""

    def __init__(self, app: RecallApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one by one. Textual's own `press` sleeps 70 ms at each."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            character = key if len(key) == 1 else CHARACTERS.get(key)
            self.app.post_message(events.Key(name, character))
            for _ in range(2):  # the program, then the widget that it gives the key to
                await self.settled()

    async def at_once(self, *keys: str) -> None:
        """Press keys faster than any of them can be done."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            self.app.post_message(events.Key(name, key if len(key) == 1 else CHARACTERS.get(key)))
        for _ in range(3):
            await self.settled()

    async def settled(self) -> None:
        """Wait until all that was sent so far is done, and painted."""
        await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        await self.press(*("enter" if char == "\n" else char for char in text))

    async def until(self, what: Callable[[], object], seconds: float = 20.0) -> None:
        """Wait for something that comes by itself."""
        for _ in range(int(seconds / 0.01)):
            if what():
                await self.settled()
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it did not come:\n{self.screen}")

    async def open(self, path: str) -> None:
        self.app.writing.start(self.app.writing.desk.go(path))
        await self.until(lambda: self.path == path)

    async def rest(self, seconds: float = 0.25) -> None:
        """Pause for long enough that all that waits for a pause is done."""
        await self.pilot.pause(seconds)

    @property
    def editor(self) -> Editor:
        return self.app.writing.editor

    @property
    def pane(self) -> Pane:
        return self.app.writing.recalling.pane

    @property
    def path(self) -> str:
        return self.app.writing.desk.path

    @property
    def trouble(self) -> str:
        return self.app.writing.desk.trouble

    @property
    def found(self) -> str:
        """What the search box says below itself."""
        rows, _ = self.pane.status or ([], False)
        return "\n".join("".join(text for text, _ in row).rstrip() for row in rows)

    @property
    def cards(self) -> list[str]:
        return [hit.path for hit in self.pane.hits]

    @property
    def rows(self) -> list[str]:
        return ["".join(segment.text for segment in strip) for strip in strips(self.app)]

    @property
    def screen(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)


async def command(person: Person, words: str) -> None:
    """Choose a command by its name from the palette."""
    await person.press("ctrl+p")
    await person.type(words)
    await person.until(lambda: words in person.screen.split("🔎")[-1].partition("\n")[2].lower())
    await person.press("enter")


async def undo(person: Person) -> None:
    """Undo the last change of several notes, and wait until that is done."""
    await command(person, "undo last")
    await person.until(lambda: "Undo “" in person.screen)
    await person.press("1")
    await person.until(lambda: len(person.app.screen_stack) == 1)


def strips(app: RecallApp) -> list[Strip]:
    return app.screen._compositor.render_strips()


def garden(folder: Path, notes: dict[str, str] = NOTES) -> Path:
    """Write the notes, all last touched on the same day."""
    for name, text in notes.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    return folder


def play(
    folder: Path,
    steps: Steps,
    *,
    settings: Settings = QUIET,
    size: tuple[int, int] = (100, 30),
    note: str = "",
    wait: bool = True,
) -> RecallApp:
    """Open the folder, let a person at it, and leave; `wait` until the notes are read."""

    async def whole() -> RecallApp:
        app = RecallApp(Notebook(folder, settings), note, NOW)
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot)
            if wait:
                await person.until(lambda: app.writing.all_read)
                if note:
                    await person.until(lambda: person.path == note)
            await steps(person)
        return app

    return asyncio.run(whole())


def compare(app: RecallApp, name: str) -> None:
    """Compare the screen with the one stored; with RECALL_SNAPSHOTS=write, store it."""
    drawn, file = _drawn(strips(app)), SNAPSHOTS / f"{name}.txt"
    if os.environ.get("RECALL_SNAPSHOTS") == "write":
        file.write_text(drawn, "utf-8")
    stored = file.read_text("utf-8")
    lines = difflib.unified_diff(stored.splitlines(), drawn.splitlines(), "stored", "drawn", n=0, lineterm="")
    assert drawn == stored, "\n".join([f"{name} looks different; see CONTRIBUTING.md", *lines])


def _drawn(rows: list[Strip]) -> str:
    """Rows of text, the same rows with a letter for each cell's style, and what the letters mean."""
    letters: dict[str, str] = {}
    text, looks = [], []
    for row in rows:
        text.append("".join(segment.text for segment in row).rstrip())
        look = ""
        for segment in row:
            words = _look(segment.style)
            look += letters.setdefault(words, chr(ord("a") + len(letters))) * segment.cell_length
        looks.append(look)
    meaning = [f"{letter}: {words}" for words, letter in letters.items()]
    return "\n".join([*text, "", *looks, "", *meaning, ""])


def _look(style: Style | None) -> str:
    if style is None:
        return "plain"
    names = [name for name in ("bold", "italic", "dim", "reverse", "underline") if getattr(style, name)]
    colours = [c.get_truecolor().hex if c else "-" for c in (style.color, style.bgcolor)]
    return " ".join([*names, " on ".join(colours)])
