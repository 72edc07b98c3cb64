"""The note on the desk: which file it is, whether it is saved, and the notes that lay there before.

Nothing leaves the desk before it is on disk, unless the person says that it may be dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from recall_tui.errors import NoteError
from recall_tui.folder.files import File
from recall_tui.notebook import Notebook
from recall_tui.tui.editor import Editor

LONG_ENOUGH = 40
"""A new note, whose file is named after its first line, is saved once that is ended or so many characters."""


class Front(Protocol):
    """What the desk needs of the screen."""

    def tell(self) -> None:
        """The note's title, its state or its trouble may have changed."""

    def arrived(self) -> None:
        """Another note lies on the desk."""

    def complain(self, words: str) -> None:
        """Say what could not be done."""

    async def ask(self, question: str, answers: Sequence[str]) -> int | None:
        """The number of the answer chosen, from 0; None for none."""


class Place(NamedTuple):
    """A note and where the cursor was in it."""

    path: str
    cursor: tuple[int, int]


class Desk:
    """One note at a time in the editor. Reading and writing go on in a thread, so that typing never waits."""

    def __init__(self, notebook: Notebook, editor: Editor, front: Front) -> None:
        self.notebook = notebook
        self.editor = editor
        self.front = front
        self.file: File | None = None
        """The note as it was on disk when it was last read or written; None for one that has no file yet."""
        self.trouble = ""
        """Why the note could not be saved, until it is."""
        self._saved_at = self._tried_at = editor.edits
        self._saving = asyncio.Lock()
        self._moving = asyncio.Lock()
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    @property
    def path(self) -> str:
        """The note's path; empty while it has no file."""
        return self.file.path if self.file else ""

    @property
    def title(self) -> str:
        return self.notebook.title(self.path) if self.file else "New note"

    @property
    def changed(self) -> bool:
        """Whether there are edits that are not on disk."""
        return self.editor.edits != self._saved_at and (self.file is not None or not self._is_blank())

    # Saving

    async def save(self, *, as_new: bool = False) -> bool:
        """Write the note if it was edited; whether that went well: if not, `trouble` says why.

        `as_new`: to a note of its own, whatever became of the file that it came from.
        """
        async with self._saving:
            edits, text, file = self.editor.edits, self.editor.text, self.file
            self._tried_at = edits
            trouble = ""
            try:
                if file is None and self._is_blank():
                    pass
                elif as_new or file is None:
                    title = _title(file) if file else ""
                    self.file = await asyncio.to_thread(self.notebook.create, text, title)
                elif self.changed:
                    self.file = await asyncio.to_thread(self.notebook.save, file, text)
                self._saved_at = edits
            except NoteError as error:
                trouble = str(error)
            self.trouble = trouble
            self.front.tell()
            return not trouble

    async def save_somewhere(self) -> None:
        """Save; a note that could not be saved before, and cannot now, is written as a new one."""
        failed = bool(self.trouble)
        if not await self.save() and failed:
            await self.save(as_new=True)

    def is_due(self) -> bool:
        """Whether there is something to save that was not tried yet, and a name to save it under."""
        return (
            self.changed and self._tried_at != self.editor.edits and (self.file is not None or self._named())
        )

    async def reload(self) -> None:
        """Take the text that is on disk; undo brings the one that was here back."""
        async with self._saving:
            try:
                file = await asyncio.to_thread(self.notebook.read, self.path)
                cursor = self.editor.cursor_location
                self.editor.replace_range((0, 0), self.editor.document.end, file.text)
            except NoteError as error:
                self.front.complain(str(error))
                return
            self.editor.move_cursor(cursor)
            self.file = file
            self._let_go()

    async def leave(self) -> bool:
        """Make sure that nothing is lost when the note goes from the desk; whether it may go."""
        while self.changed:
            if await self.save():
                continue
            question = f"{self.trouble}\n\nWhat shall become of your text?"
            anew = "Save it as a new note" if self.file else "Try again"
            answer = await self.front.ask(question, (anew, "Drop my changes", "Stay here"))
            if answer == 1:
                self._let_go()
            elif answer != 0 or not await self.save(as_new=True):
                return False
        return True

    def _let_go(self) -> None:
        self._saved_at = self.editor.edits
        self.trouble = ""
        self.front.tell()

    def _is_blank(self) -> bool:
        return not any(line.strip() for line in self.editor.document.lines)

    def _named(self) -> bool:
        lines = self.editor.document.lines
        first = next((row for row, line in enumerate(lines) if line.strip()), None)
        return first is not None and (first < len(lines) - 1 or len(lines[first].strip()) >= LONG_ENOUGH)

    # Going from note to note

    async def go(self, path: str, *, at: int | None = None) -> None:
        """Open a note, with the cursor at character `at` (-1: the end), else after the front matter."""
        async with self._moving:
            await self._visit(path, at=at)

    async def begin(self) -> None:
        """Begin a new note."""
        async with self._moving:
            if await self.leave():
                self._ahead.clear()
                self._put(None, "", (0, 0), self._behind)

    async def make(self, title: str) -> None:
        """Make a note of this title, and open it."""
        async with self._moving:
            try:
                file = await asyncio.to_thread(self.notebook.create, f"# {title}\n\n", title)
            except NoteError as error:
                self.front.complain(str(error))
            else:
                await self._visit(file.path, at=-1)

    async def resume(self, file: File | None, text: str, cursor: tuple[int, int]) -> bool:
        """Put a note on the desk with a text that is not saved; undo brings that of `file` back.

        Whether that went well; where not, it was said why.
        """
        async with self._moving:
            if not await self.leave():
                return False
            try:
                self._put(file, file.text if file else "", (0, 0), self._behind)
                self.editor.replace_range((0, 0), self.editor.document.end, text)
            except NoteError as error:
                self.front.complain(str(error))
                return False
            self.editor.move_cursor(cursor, center=True)
            self._ahead.clear()
            return True

    async def delete(self) -> None:
        """Move the note to the trash, if the person agrees, and go back to the note before, or a new one."""
        async with self._moving:
            if not (path := self.path):
                self.front.complain("There is nothing to delete: this note has no file yet.")
                return
            question = f"Move “{self.title}” to the trash?\n\n{path} can be brought back from there."
            if await self.front.ask(question, ("Move it to the trash", "Keep it")) != 0:
                return
            if not await self.leave() or self.path != path:
                return
            for places in (self._behind, self._ahead):
                places[:] = [place for place in places if place.path != path]
            # First another note on the desk, then this one away: nothing can be typed into it meanwhile.
            while self.path == path:
                place = self._behind.pop() if self._behind else None
                if not place:
                    self._put(None, "", (0, 0), [])
                elif not await self._open(place.path, [], cursor=place.cursor) and self.trouble:
                    return  # it was edited again, and cannot be saved
            try:
                await asyncio.to_thread(self.notebook.delete, path)
            except NoteError as error:
                self.front.complain(str(error))
            self.front.arrived()

    async def back(self) -> None:
        """Go back to the note before."""
        await self._step(self._behind, self._ahead)

    async def forward(self) -> None:
        """Go forward to the note that one went back from."""
        await self._step(self._ahead, self._behind)

    async def _step(self, from_: list[Place], to: list[Place]) -> None:
        async with self._moving:
            if from_:
                place = from_.pop()
                if not await self._open(place.path, to, cursor=place.cursor) and self.trouble:
                    from_.append(place)  # the person stays here for now

    async def _visit(self, path: str, at: int | None = None) -> None:
        if await self._open(path, self._behind, at=at):
            self._ahead.clear()

    async def _open(
        self, path: str, to: list[Place], *, at: int | None = None, cursor: tuple[int, int] | None = None
    ) -> bool:
        """Put a note on the desk and the place that is left at the end of `to`; whether that went well."""
        if path == self.path:
            self.editor.move_cursor(cursor or self.editor.cursor_location)
            self.front.arrived()
            return True
        try:
            file = await asyncio.to_thread(self.notebook.read, path)
            if not await self.leave():
                return False
            # From here to the end nothing is awaited, so nothing can be typed that would be lost.
            self._put(file, file.text, cursor or _cursor(file.text, at), to)
        except NoteError as error:
            self.front.complain(str(error))
            return False
        return True

    def _put(self, file: File | None, text: str, cursor: tuple[int, int], to: list[Place]) -> None:
        here = Place(self.path, self.editor.cursor_location)
        self.editor.load(text, cursor)
        if here.path:
            to.append(here)
        self.file = file
        self._let_go()
        self.front.arrived()


def _title(file: File) -> str:
    """What the note was called when it was last read or written; the notebook may know it otherwise now."""
    from recall_tui.notes.parse import parse_note

    return parse_note(file.path, file.text, born=None, modified=datetime(1970, 1, 1)).title


def _cursor(text: str, at: int | None) -> tuple[int, int]:
    """Row and column of character `at`."""
    if at is None:
        from recall_tui.notes.frontmatter import read_front_matter

        at = read_front_matter(text).body
    before = text if at < 0 else text[:at]
    return before.count("\n"), len(before) - before.rfind("\n") - 1
