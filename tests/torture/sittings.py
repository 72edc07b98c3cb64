"""Desks without a screen: people who write, other programs that do too, and what can be found afterwards."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from types import SimpleNamespace

from recall_tui.config import Settings
from recall_tui.folder.claims import Claim
from recall_tui.folder.journal import left
from recall_tui.folder.keeper import Keeper, Snapshot
from recall_tui.notebook import Notebook
from recall_tui.tui.desk import Desk
from recall_tui.tui.outside import DROP

WORD = re.compile(r"w\d{4}")
"""Whatever anyone writes has a word of its own in it."""


class Paper:
    """What the desk needs of the editor."""

    def __init__(self) -> None:
        self.edits = 0
        self.text = ""
        self.read_only = False
        self.cursor_location = (0, 0)

    @property
    def document(self) -> SimpleNamespace:
        return SimpleNamespace(lines=self.text.split("\n"))

    def load(self, text: str, cursor: tuple[int, int] = (0, 0)) -> None:
        self.become(text)

    def become(self, text: str) -> None:
        self.text = text
        self.edits += 1

    def move_cursor(self, place: tuple[int, int], center: bool = False) -> None:
        self.cursor_location = place


class Sitting:
    """One recall that runs, and the person at it, who answers whatever comes."""

    def __init__(self, root: Path, rng: Random, forgiven: set[str], *, claims: bool) -> None:
        self.root = root
        self.rng = rng
        self.forgiven = forgiven
        """Words that somebody took out on purpose."""
        self.paper = Paper()
        self.notebook = Notebook(root, Settings(autosave=0))
        if not claims:
            self.notebook.claim = lambda path: Claim(None)  # type: ignore[method-assign]
        self.desk = Desk(self.notebook, self.paper, self)  # type: ignore[arg-type]
        self.keeper = Keeper(root, lambda words: None)

    # The screen

    def tell(self) -> None:
        self.keep()

    arrived = tell

    def complain(self, words: str) -> None:
        pass

    remark = notice = complain

    async def ask(self, question: str, answers: Sequence[str]) -> int | None:
        await asyncio.sleep(0)
        chosen = self.rng.choice([None, *range(len(answers))])
        if chosen is not None and answers[chosen] == DROP:
            self.forgiven |= set(WORD.findall(self.paper.text)) - words_on_disk(self.root)
        return chosen

    async def compare(self, question: str, before: str, after: str, answers: Sequence[str]) -> int | None:
        return await self.ask(question, answers)

    # The person

    def write(self, word: str) -> bool:
        """Write a word; whether that could be done."""
        if self.desk.read_only:
            return False
        self.paper.become(with_word(self.paper.text, word, self.rng))
        self.keep()
        return True

    def keep(self) -> None:
        """As the screen does it: what is typed goes to the journal, until it is saved."""
        desk, lines = self.desk, self.paper.text.split("\n")
        self.keeper.keep(Snapshot(desk.file, lines, str) if desk.changed else None)

    def end(self) -> None:
        """End, however: the journal has what was typed a moment ago."""
        self.keep()
        self.keeper.end(5)
        self.desk.close()


def with_word(text: str, word: str, rng: Random) -> str:
    """A text with another word: in a line, or as one; somewhere, or at the end."""
    lines = text.split("\n")
    row = rng.choice([rng.randrange(len(lines)), len(lines) - 1])
    if rng.random() < 0.5:
        lines[row] = f"{lines[row]} {word}".strip()
    else:
        lines.insert(row, word)
    return "\n".join(lines)


def words_on_disk(root: Path) -> set[str]:
    """All words in the notes, in conflict copies and in the trash."""
    found: set[str] = set()
    for file in root.rglob("*"):
        if file.is_file():
            found.update(WORD.findall(file.read_text("utf-8", "replace")))
    return found


def words_left(root: Path) -> set[str]:
    """All words in typing that was left behind."""
    found: set[str] = set()
    for each in left(root):
        if each.unsaved:
            found.update(WORD.findall(each.unsaved.text))
        each.close()
    return found
