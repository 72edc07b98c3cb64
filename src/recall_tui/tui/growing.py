"""Growing threads from the terminal program: a note is continued, put behind another, or detached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook
from recall_tui.tui.desk import Desk

if TYPE_CHECKING:
    from recall_tui.folder.planned import Plan

UNSAVED = "This note has no file yet, so it is in no thread. Write a line, and save it."


class Growing:
    """What becomes of threads; the rules are those of `acts.threads`."""

    def __init__(self, notebook: Notebook, desk: Desk, now: datetime | None = None) -> None:
        """`now` stands still for a test."""
        self.notebook = notebook
        self.desk = desk
        self._now = now

    async def continue_note(self, path: str) -> None:
        """Begin a note that continues the one at a path, "" for the note on the desk."""
        from recall_tui.acts.threads import continuing

        if not await self.desk.save():
            return  # the desk says why
        path = path or self.desk.path
        if not path:
            self.desk.front.complain(UNSAVED)
            return
        await self.desk.begin(continuing(self.notebook, path, self._now or datetime.now()))

    async def write_thread(self, path: str) -> None:
        """Begin the draft of a thread that continues the note at a path, "" for the note on the desk.

        A text without a file becomes one itself; a draft becomes an ordinary text again, or notes.
        """
        from recall_tui.acts.drafting import drafting

        desk, now = self.desk, self._now or datetime.now()
        try:
            if desk.drafting:
                if await desk.end_draft():
                    await desk.settle()
            elif path or desk.file:
                if await desk.save():
                    await desk.begin(drafting(self.notebook, path or desk.path, now))
            else:
                desk.editor.become(drafting(self.notebook, "", now, desk.editor.text))
                desk.front.arrived()
        except RecallError as error:
            desk.front.complain(str(error))

    async def put_behind(self, other: str) -> None:
        """Let the note on the desk continue another."""
        from recall_tui.acts.threads import put_behind

        await self._change(lambda path: put_behind(self.notebook, path, other))

    async def detach(self) -> None:
        """Let the note on the desk continue none."""
        from recall_tui.acts.threads import detach

        await self._change(lambda path: detach(self.notebook, path))

    async def _change(self, act: Callable[[str], Plan]) -> None:
        """Do something to the note on the desk, and show it as it is then."""
        if not await self.desk.save():
            return
        if not (path := self.desk.path):
            self.desk.front.complain(UNSAVED)
            return
        try:
            await self.desk.carry_out(lambda: act(path))
        except RecallError as error:
            self.desk.front.complain(str(error))
