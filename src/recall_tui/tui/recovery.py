"""Typing that is not saved yet: handed to the journal as it goes on, and offered where it was left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Protocol

from recall_tui.errors import NoteError
from recall_tui.folder.files import File
from recall_tui.folder.journal import Left, left, on_disk
from recall_tui.folder.keeper import Keeper, Snapshot
from recall_tui.notebook import Notebook
from recall_tui.notes.editing import edit_between
from recall_tui.tui import sheet
from recall_tui.tui.aside import aside
from recall_tui.tui.desk import Desk

WAIT = 0.2
"""Seconds after a key until the text is handed over: more keys come meanwhile, and take no time for it."""
LAST = 1.0
"""Seconds that a disk has for the last of it when the program ends."""
CALM = 0.5
"""Seconds without a key before something is asked: nobody shall answer by typing on."""

OPEN, APART, LATER, DROP = (
    "Open it with my unsaved text", "Save it as a note of its own", "Later", "Drop it",
)  # fmt: skip


class Front(sheet.Front, Protocol):
    """What recovering needs of the screen."""

    last_key: float


class Recovery:
    """Between the desk and the journals."""

    def __init__(self, notebook: Notebook, desk: Desk, front: Front) -> None:
        self.notebook = notebook
        self.desk = desk
        self.front = front
        self.keeper = Keeper(notebook.root, self._told)
        self._loop = asyncio.get_running_loop()
        self._due: asyncio.TimerHandle | None = None
        self._asking = asyncio.Lock()
        self._ended = False

    # What is typed

    def typed(self) -> None:
        """Something was typed, or saved: the journal hears of it a moment later."""
        if self._due is None:
            self._due = self._loop.call_later(WAIT, self.hand_over)

    def hand_over(self) -> None:
        """Let the journal have the text as it is now, if it is not saved."""
        if self._due:
            self._due.cancel()
            self._due = None
        desk, document = self.desk, self.desk.editor.document
        self.keeper.keep(Snapshot(desk.file, [*document.lines], document.to_text) if desk.changed else None)

    async def flush(self) -> bool:
        """Have the text on the disk, saved or not; whether it got there."""
        self.hand_over()
        return await aside(self.keeper.flush, LAST)

    def end(self) -> None:
        """The program ends, for whatever reason. Waits for the disk."""
        self.hand_over()
        self._ended = True
        self.keeper.end(LAST)

    def _told(self, words: str) -> None:
        def tell() -> None:
            if not self._ended:
                self.front.notice(words or "What you type is kept again.")

        with suppress(RuntimeError):  # the loop closed meanwhile
            self._loop.call_soon_threadsafe(tell)

    # What was left behind

    async def ask_again(self) -> None:
        """Offer all that was left behind, with what was dropped not long ago."""
        found = await aside(left, self.notebook.root, dropped=True)
        if not found:
            self.front.remark("There is no unsaved text from before.")
        await self.offer(found)

    async def offer(self, found: Sequence[Left]) -> None:
        """Ask what shall become of each."""
        async with self._asking:
            try:
                for each in found:
                    while monotonic() - self.front.last_key < CALM:
                        await asyncio.sleep(CALM / 4)
                    try:
                        await self._offer(each)
                    except (NoteError, OSError) as error:
                        self.front.complain(str(error))
            finally:
                for each in found:
                    each.close()

    async def _offer(self, each: Left) -> None:
        if each.unsaved is None:
            await aside(each.drop)
            words = f"Typing that was not saved can't be read any more. It is kept for a day: {each.path}"
            self.front.complain(words)
            return
        file, text, _ = each.unsaved
        now = await aside(on_disk, self.notebook.root, file)
        before = (now or file).text if file else ""
        answers = [OPEN, APART, LATER, DROP]
        if file is None:
            answers.remove(APART)
        answer = await self.front.compare(_question(each, now), before, text, answers)
        chosen = LATER if answer is None else answers[answer]
        if chosen == OPEN:
            # A note that changed since, or is gone, is put there as it was: saving finds out, and asks.
            same = now is not None and file is not None and now.digest == file.digest
            if await self.desk.resume(now if same else file, text, _end(before, text)) and await self.flush():
                await aside(each.remove)
        elif chosen == APART and file:
            await aside(self.notebook.set_aside, file, text)
            await aside(each.remove)
        elif chosen == DROP:
            await aside(each.drop)
            self.front.remark("Dropped. For a day the palette has it still: Recover unsaved text.")


def _end(before: str, after: str) -> tuple[int, int]:
    """Row and column where the difference between two texts ends in the second."""
    lines = before.split("\n")
    edit = edit_between(lines, after.split("\n"))
    if edit is None:
        return 0, 0
    written = "\n".join(lines[edit.row : edit.row + edit.rows])[: edit.head] + edit.text
    return edit.row + written.count("\n"), len(written) - written.rfind("\n") - 1


def _question(each: Left, now: File | None) -> str:
    assert each.unsaved
    file, _, typed = each.unsaved
    name = file.path if file else "A new note"
    said = f"{name} has text that was typed and not saved, {datetime.fromtimestamp(typed):%Y-%m-%d %H:%M}."
    if file and now is None:
        said += " The note is gone since, or can't be read."
    elif file and now and now.digest != file.digest:
        said += " The note was changed by another program since."
    if not each.whole:
        said += " The last of it can't be read any more."
    return said
