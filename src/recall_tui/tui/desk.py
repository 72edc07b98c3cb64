"""The desk: one note at a time lies on it, and it knows those that lay there before.

Nothing leaves the desk before it is on disk, unless the person says that it may be dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.errors import NoteError, RecallError
from recall_tui.folder.files import File
from recall_tui.folder.viewing import Viewed
from recall_tui.notebook import Notebook
from recall_tui.tui.aside import aside
from recall_tui.tui.drafting import Drafting
from recall_tui.tui.editor import Editor
from recall_tui.tui.outside import DROP, STAY
from recall_tui.tui.sheet import Front

if TYPE_CHECKING:
    from recall_tui.folder.planned import Plan

PATIENCE = 5.0
"""Seconds that a disk has for a save before the person is asked whether to wait for it."""
UNSAVED = "This note has no file yet. Write a line, and save it."
STILL_READ = "The notes are still being read, so not every link is known yet. Wait a moment."


class Place(NamedTuple):
    """A note and where the cursor was in it."""

    path: str
    cursor: tuple[int, int]


class Desk(Drafting):
    """The note in the editor, and the way from it to others."""

    def __init__(self, notebook: Notebook, editor: Editor, front: Front) -> None:
        super().__init__(notebook, editor, front)
        self._moving = asyncio.Lock()
        self._claiming: asyncio.Future[None] | None = None
        self.drawer: str | None = None
        """The path of the note whose drawer is in use, "" for that of the new note that lies here, which has
        none yet; None for that of whatever note lies here."""
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    async def leave(self) -> bool:
        """Make sure that nothing is lost when the note goes from the desk; whether it may go."""
        while self.changed:
            if self.happened:
                if not await self.solve(leaving=True):
                    return False
                continue
            if self.drafting:
                if not await self.leave_draft():
                    return False
                continue
            saving = asyncio.ensure_future(self.save())
            done, _ = await asyncio.wait({saving}, timeout=PATIENCE)
            if not done:
                question = "The disk does not answer, so your text is not saved yet."
                answer = await self.front.ask(question, ("Wait for it", DROP, STAY))
                if answer == 1:
                    self._let_go()
                elif answer != 0:
                    return False
            elif not saving.result() and not self.happened:
                question = f"{self.trouble}\n\nWhat shall become of your text?"
                anew = "Save it as a new note" if self.file else "Try again"
                answer = await self.front.ask(question, (anew, DROP, STAY))
                if answer == 1:
                    self._let_go()
                elif answer != 0 or not await self.save(as_new=True):
                    return False
        return True

    async def ready(self) -> bool:
        """Save the note; whether there is one that can be changed, in a folder that is known."""
        if not self.notebook.loaded:
            self.front.complain(STILL_READ)
        elif self.read_only:
            self.front.complain(self.read_only)
        elif await self.save():  # else it was said why
            if self.path:
                return True
            self.front.complain(UNSAVED)
        return False

    async def settle(self) -> None:
        """The person wants the note saved; of a draft, the last of its posts is shown then."""
        if not self.drafting:
            await super().settle()
        elif path := await self.post():
            await self.go(path, at=-1)

    async def go(self, path: str, *, at: int | None = None) -> None:
        """Open a note, with the cursor at character `at` (-1: the end), else after the front matter."""
        async with self._moving:
            await self._visit(path, at=at)

    async def begin(self, text: str = "") -> None:
        """Begin a new note, with a text that is worth no file by itself."""
        async with self._moving:
            if await self.leave():
                self._ahead.clear()
                self._put(None, cursor_at(text, None), self._behind, text)

    async def make(self, title: str) -> None:
        """Make a note of this title, and open it."""
        async with self._moving:
            try:
                file = await aside(self.notebook.create, f"# {title}\n\n", title)
            except RecallError as error:
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
                self._put(Viewed(file, file.text, "", 0) if file else None, (0, 0), self._behind)
                self.editor.become(text)
            except NoteError as error:
                self.front.complain(str(error))
                return False
            self.editor.move_cursor(cursor, center=True)
            self._ahead.clear()
            if file:  # not waited for: until this returns, the text is in two journals
                self._claiming = asyncio.ensure_future(self._hold())
            return True

    async def delete(self) -> None:
        """Move the note to the trash, if the person agrees, and go back to the note before, or a new one."""
        async with self._moving:
            if not (path := self.path):
                self.front.complain("There is nothing to delete: this note has no file yet.")
                return
            if self._taken:
                self.front.complain(self.read_only)
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
                    self._put(None, (0, 0), [])
                elif not await self._open(place.path, [], cursor=place.cursor) and self.trouble:
                    return  # it was edited again, and cannot be saved
            self.drawer = None if self.drawer == path else self.drawer
            try:
                await aside(self.notebook.delete, path)
            except NoteError as error:
                self.front.complain(str(error))
            self.front.arrived()

    async def carry_out(self, act: Callable[[], Plan]) -> Plan:
        """As before; the way back leads to notes where they are then."""
        plan = await super().carry_out(act)
        renamed = {change.was: change.path for change in plan.changes if change.was}
        for places in (self._behind, self._ahead):
            places[:] = [place._replace(path=renamed.get(place.path, place.path)) for place in places]
        if self.drawer:
            self.drawer = renamed.get(self.drawer, self.drawer)
        return plan

    async def try_out(self, act: Callable[[], Plan]) -> Plan | None:
        """The same; None where it cannot be done, and that was said."""
        try:
            return await self.carry_out(act)
        except RecallError as error:
            self.front.complain(str(error))
            return None

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
            opened = await aside(self.notebook.view, path)
            if not await self.leave():
                return False
            # From here on nothing is awaited, so nothing can be typed that would be lost.
            self._put(opened, cursor or cursor_at(opened.text, at), to)
        except NoteError as error:
            self.front.complain(str(error))
            return False
        await self._hold()
        return True

    def _put(self, opened: Viewed | None, cursor: tuple[int, int], to: list[Place], text: str = "") -> None:
        here = Place(self.path, self.editor.cursor_location)
        if self.drawer == "":
            self.drawer = here.path or None
        self.editor.load(opened.text if opened else text, cursor)
        if here.path and not (self.happened and self.happened.gone):
            to.append(here)
        self.close()
        self._saving = asyncio.Lock()  # whoever holds the old one is about another note
        self.file, self.happened, self._taken, self._stalled = None, None, False, ""
        if opened:
            self._keep(opened.file, opened.inode)
        self._restrict(opened.read_only if opened else "", whole=opened is None or opened.whole)
        self._let_go()
        self.front.arrived()


def cursor_at(text: str, at: int | None) -> tuple[int, int]:
    """Row and column of character `at`."""
    if at is None:
        from recall_tui.notes.frontmatter import read_front_matter

        at = read_front_matter(text).body
    before = text if at < 0 else text[:at]
    return before.count("\n"), len(before) - before.rfind("\n") - 1
