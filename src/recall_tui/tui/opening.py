"""Leaving for another program: the link at the cursor in a browser, the note in an editor of one's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from recall_tui.errors import CannotOpen, NoteError
from recall_tui.tui.aside import aside
from recall_tui.tui.desk import Desk
from recall_tui.tui.highlight import spans
from recall_tui.tui.sheet import Front

if TYPE_CHECKING:
    from recall_tui.acts.linked import Linked
    from recall_tui.notes.note import Link

CHOICES = 9
"""So many notes are offered where a link may mean several."""


class Opening:
    """Nothing is opened that the person has not seen whole and agreed to; nothing unsaved is left behind."""

    def __init__(self, desk: Desk, front: Front, suspend: Callable[[], AbstractContextManager[None]]) -> None:
        """`suspend` gives the terminal to another program for a while."""
        self.desk = desk
        self.front = front
        self._suspend = suspend

    def within_link(self) -> bool:
        """Whether the cursor stands within a link to a note, between its first and last character."""
        editor = self.desk.editor
        row, column = editor.cursor_location
        if not editor.selection.is_empty or not _within(spans(editor.document[row]), column):
            return False  # as nearly always: the rest reads the whole note
        from recall_tui.acts.linked import linked_at

        at = editor.document.get_index_from_location((row, column))
        linked = linked_at(self.desk.notebook, self.desk.path, editor.text, at)
        return linked is not None and linked.link.start < at < linked.link.end

    async def link(self) -> None:
        """Follow the link at the cursor: to its note, or, after asking, to the web."""
        from recall_tui.acts.linked import linked_at
        from recall_tui.tui.web import checked, link_at

        row, column = self.desk.editor.cursor_location
        document = self.desk.editor.document
        text, at = self.desk.editor.text, document.get_index_from_location((row, column))
        if linked := linked_at(self.desk.notebook, self.desk.path, text, at):
            await self._follow(linked)
            return
        link = link_at(document.to_text(document[row]), column)
        if link is None:
            self.front.complain("There is no link at the cursor.")
            return
        try:
            opened, to = checked(link)
            question = f"Open this link?\n\n{opened}\n\nIt leads to {to}."
            if await self.front.ask(question, ("Open it", "Do not open it")) == 0:
                await self._browse(opened)
        except (CannotOpen, SuspendNotSupported) as error:
            self.front.complain(str(error))

    async def _follow(self, linked: Linked) -> None:
        """Go to the note that a link leads to; where there is none, it can be made."""
        from recall_tui.notes.links import is_attachment

        target, paths = linked.link.target, linked.paths[:CHOICES]
        chosen: int | None = 0
        if not paths and is_attachment(linked.link):
            self.front.complain(f"{target} is no note, so it is not opened here.")
            return
        if not paths:
            if (
                await self.front.ask(f"No note is called “{target}” yet. Make one?", ("Make it", "Leave it"))
                == 0
            ):
                await self.desk.make(target)
            return
        if len(paths) > 1:
            chosen = await self.front.ask(f"“{target}” may mean several notes.", paths)
        if chosen is not None:
            await self.desk.go(path := paths[chosen], at=self._meant(linked.link, path))

    def _meant(self, link: Link, path: str) -> int | None:
        """Where in a note the part begins that a link to it names; None for the note as a whole."""
        named = self.desk.notebook.place(link, path) if link.heading or link.block_id else None
        return named[0] if named else None

    async def _browse(self, link: str) -> None:
        from recall_tui.tui.programs import browse, wants_terminal

        root = self.desk.notebook.root
        if wants_terminal():
            with self._suspend():
                browse(link, root, wait=True)
        else:
            await aside(browse, link, root)

    async def edit(self) -> None:
        """Edit the note in $VISUAL or $EDITOR and go on with what becomes of it, which can be undone."""
        from recall_tui.tui.programs import editor_command, run_editor

        if not await self.desk.save():
            return  # the desk says why
        if not self.desk.file:
            self.front.complain("An empty note has no file that another editor could open: write something.")
            return
        root = self.desk.notebook.root
        try:
            command = editor_command(root / self.desk.path, root, os.environ)
            # Nothing else goes on meanwhile: whatever was painted would go into the other program's screen.
            with self._suspend():
                wrong = run_editor(command, root)
        except (CannotOpen, SuspendNotSupported) as error:
            self.front.complain(str(error))
            return
        if wrong:
            self.front.complain(wrong)
        try:
            now = await aside(self.desk.notebook.read, self.desk.path)
        except NoteError as error:
            self.front.complain(str(error))
            return
        if self.desk.file and now.digest != self.desk.file.digest:
            await self.desk.reload()


def _within(found: Iterable[tuple[int, int, str]], column: int) -> bool:
    return any(name == "link" and start < column < end for start, end, name in found)
