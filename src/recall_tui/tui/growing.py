"""Growing threads from the terminal program: a note is continued, put behind another, or detached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook
from recall_tui.tui.desk import STILL_READ, UNSAVED, Desk

if TYPE_CHECKING:
    from recall_tui.folder.planned import Plan


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

    async def detach(self, path: str) -> None:
        """Let the note at a path, "" for the one on the desk, continue none."""
        from recall_tui.acts.threads import detach

        if await self._change(lambda path: detach(self.notebook, path), path):
            title = self.notebook.title(path or self.desk.path)
            self.desk.front.remark(f"“{title}” continues no note now. The palette can undo it.")

    async def move(self, path: str, after: str | None, end: str) -> bool:
        """Let a note stand behind another of the thread that ends with a third, or first of all for None.

        Whether that was done.
        """
        from recall_tui.acts.threads import move

        return await self._change(lambda path: move(self.notebook, path, after, end), path)

    async def _change(self, act: Callable[[str], Plan], path: str = "") -> bool:
        """Do something to the note at a path, "" for the one on the desk, which is shown as it is then.

        Whether that was done.
        """
        desk = self.desk
        if not path and not await desk.ready():
            return False
        if not self.notebook.loaded:
            desk.front.complain(STILL_READ)
            return False
        if not await desk.save():
            return False  # the desk says why
        return await desk.try_out(lambda: act(path or desk.path)) is not None
