"""Leaving for another program: the link at the cursor in a browser, the note in an editor of one's own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractContextManager

from textual.app import SuspendNotSupported

from recall_tui.errors import CannotOpen, NoteError
from recall_tui.tui.desk import Desk
from recall_tui.tui.sheet import Front


class Opening:
    """Nothing is opened that the person has not seen whole and agreed to; nothing unsaved is left behind."""

    def __init__(self, desk: Desk, front: Front, suspend: Callable[[], AbstractContextManager[None]]) -> None:
        """`suspend` gives the terminal to another program for a while."""
        self.desk = desk
        self.front = front
        self._suspend = suspend

    async def link(self) -> None:
        """Open the link at the cursor, after asking."""
        from recall_tui.tui.web import checked, link_at

        row, column = self.desk.editor.cursor_location
        document = self.desk.editor.document
        link = link_at(document.to_text(document[row]), column)
        if link is None:
            self.front.complain("There is no web address at the cursor.")
            return
        try:
            opened, to = checked(link)
            question = f"Open this link?\n\n{opened}\n\nIt leads to {to}."
            if await self.front.ask(question, ("Open it", "Do not open it")) == 0:
                await self._browse(opened)
        except (CannotOpen, SuspendNotSupported) as error:
            self.front.complain(str(error))

    async def _browse(self, link: str) -> None:
        from recall_tui.tui.programs import browse, wants_terminal

        root = self.desk.notebook.root
        if wants_terminal():
            with self._suspend():
                browse(link, root, wait=True)
        else:
            await asyncio.to_thread(browse, link, root)

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
            now = await asyncio.to_thread(self.desk.notebook.read, self.desk.path)
        except NoteError as error:
            self.front.complain(str(error))
            return
        if self.desk.file and now.digest != self.desk.file.digest:
            await self.desk.reload()
