"""The note that lies open: which file it is, whether it is saved, and whether it can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from math import inf
from time import monotonic, time
from typing import TYPE_CHECKING, Protocol, TypeVar

from recall_tui.errors import RecallError
from recall_tui.folder.claims import Claim
from recall_tui.folder.files import File
from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import front_rows
from recall_tui.tui.aside import aside
from recall_tui.tui.editor import Editor

if TYPE_CHECKING:
    from recall_tui.acts.edits import Edit

T = TypeVar("T")

LONG_ENOUGH = 40
"""A new note, whose file is named after its first line, is saved once that is ended or so many characters."""
SLOW = 2.0
"""After so many seconds without an answer of the disk it is said that there is none."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds until what failed is tried again: twice as long each time."""
TAKEN_PAUSE = 2.0
"""Seconds until it is tried again to have a note that another recall has."""

TAKEN = "Another recall has this note open, so it can only be read here until it is closed there."
STALLED = "The disk does not answer, so this is not saved yet. You can write on; recall waits."


class Front(Protocol):
    """What the desk needs of the screen."""

    def tell(self) -> None:
        """The note's title, its state or its trouble may have changed."""

    def arrived(self) -> None:
        """Another note lies on the desk."""

    def notes_changed(self) -> None:
        """Several notes are not as they were: what is shown of them is to be found anew."""

    def complain(self, words: str) -> None:
        """Say what could not be done."""

    def remark(self, words: str) -> None:
        """Say what happened."""

    def notice(self, words: str) -> None:
        """Say what a person should know, and go on saying it."""

    async def ask(self, question: str, answers: Sequence[str]) -> int | None:
        """The number of the answer chosen, from 0; None for none."""

    async def ask_for(self, question: str, given: str) -> str | None:
        """A line of text, which `given` is a proposal for; None for none."""

    async def preview(self, question: str, edits: Iterable[Edit], answers: Sequence[str]) -> int | None:
        """As `ask`, showing what would change in several notes."""

    async def compare(self, question: str, before: str, after: str, answers: Sequence[str]) -> int | None:
        """The same, showing what differs between two texts."""


class Sheet:
    """One note in the editor, and its file. Reading and writing go on in a thread, so typing never waits."""

    def __init__(self, notebook: Notebook, editor: Editor, front: Front) -> None:
        self.notebook = notebook
        self.editor = editor
        self.front = front
        self.file: File | None = None
        """The note as it was on disk when it was last read or written; None for one that has no file yet."""
        self._whole = True
        self._inode = 0
        self._seen_at = 0.0
        self._cannot = ""
        self._taken = False
        self._claim: Claim | None = None
        self._failed = ""
        self._stalled = ""
        self._attempted: str | None = None
        self._saved_at = self._tried_at = editor.edits
        self._again_at = inf
        self._pause = FIRST_PAUSE
        self._saving = asyncio.Lock()
        self._holding = asyncio.Lock()

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
        if self.read_only or self.editor.edits == self._saved_at:
            return False
        return self.file is not None or not self._is_blank()

    @property
    def read_only(self) -> str:
        """Why the note can't be written; empty where it can."""
        return self._cannot or (TAKEN if self._taken else "")

    def may_write(self) -> bool:
        """Whether the note can be written; where not, it is said why."""
        if self.read_only:
            self.front.complain(self.read_only)
        return not self.read_only

    @property
    def trouble(self) -> str:
        """What keeps the note from being saved, until nothing does."""
        return self._stalled or self._failed

    @property
    def remedy(self) -> str:
        """What to do about the trouble; `{save}` stands for the key that saves."""
        if self._stalled or not self._failed:
            return ""
        return "recall tries again by itself; {save} tries at once, then saves your text as a new note."

    async def save(self, *, as_new: bool = False) -> bool:
        """Write the note if it was edited; whether that went well: if not, `trouble` says why.

        `as_new`: to a note of its own, whatever became of the file that it came from.
        """
        if as_new and not self._whole:
            self.front.complain(f"Of {self.path} only a part is shown, so no copy was made.")
            return False
        async with self._saving:
            edits, text, file = self.editor.edits, self.editor.text, self.file
            self._tried_at = edits
            if self._to_write(as_new):
                try:
                    saved, inode = await self._patiently(lambda: self._written(file, text, as_new))
                except RecallError as error:
                    if self.file is file:
                        self._attempted = text  # it may be there all the same, and only not synced
                        self._fail(str(error))
                    return False
                if self.file is not file:  # the person did not wait for it
                    return True
                self._keep(saved, inode)
                if saved.beside:
                    self.front.notice(
                        f"Another program wrote {saved.path} while it was saved: what it wrote is now"
                        f" {saved.beside}."
                    )
                if as_new or file is None:
                    self._taken = False
                    self._restrict("", whole=True)
            self._saved_at = edits
            self._end_trouble()
        if self.path and (file is None or self.path != file.path):
            await self._hold()
        return True

    def is_due(self) -> bool:
        """Whether there is something to save that was not tried yet, and a name to save it under."""
        return (
            self.changed and self._tried_at != self.editor.edits and (self.file is not None or self._named())
        )

    def may_try_again(self) -> bool:
        """Whether it is time to try again what failed."""
        return monotonic() >= self._again_at and not self._saving.locked()

    async def try_again(self) -> None:
        """Try again what failed."""
        if self._taken:
            await self._hold()
        else:
            await self.save()

    def close(self) -> None:
        """Let others write the note."""
        if self._claim:
            self._claim.release()
        self._claim = None

    async def _patiently(self, work: Callable[[], T], words: str = STALLED) -> T:
        """Do something with the disk, and say so in words when it takes long."""

        def slow() -> None:
            self._stalled = words
            self.front.tell()

        late = asyncio.get_running_loop().call_later(SLOW, slow)
        file = self.file
        try:
            return await aside(work)
        finally:
            late.cancel()
            if self.file is file and self._stalled:
                self._stalled = ""
                self.front.tell()

    def _to_write(self, as_new: bool) -> bool:
        if as_new and self.file is not None:
            return True
        return not self._is_blank() if self.file is None else self.changed

    def _written(self, file: File | None, text: str, as_new: bool) -> tuple[File, int]:
        if as_new or file is None:
            saved = self.notebook.create(text, _title(file))
        else:
            saved = self.notebook.save(file, text)
        return saved, self.notebook.inode(saved.path)

    def _keep(self, file: File, inode: int) -> None:
        """Know the file as it is on disk now."""
        self._attempted = None
        self.file, self._inode, self._seen_at = file, inode, time()

    def _fail(self, why: str) -> None:
        self._failed = why
        self._again_at = monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self.front.tell()

    def _end_trouble(self) -> None:
        self._failed, self._pause = "", FIRST_PAUSE
        self._again_at = monotonic() + TAKEN_PAUSE if self._taken else inf
        self.front.tell()

    def _let_go(self) -> None:
        """What is in the editor need not be saved, or is."""
        self._saved_at = self.editor.edits
        self._end_trouble()

    def _restrict(self, cannot: str, *, whole: bool) -> None:
        """Let the note be written, unless there is a reason against it."""
        self._cannot, self._whole = cannot, whole
        self.editor.read_only = bool(self.read_only)

    async def _hold(self) -> None:
        """Claim the note; where another recall has it, it can only be read."""
        async with self._holding:
            path = self.path
            self.close()
            if not path:
                return
            claim = await aside(self.notebook.claim, path)
            if self.path != path:
                if claim:
                    claim.release()
                return
            self._claim, was_taken = claim, self._taken
        # Whoever wrote a line before that was known may go on: what another one writes is seen when saving.
        self._taken = claim is None and (was_taken or not self.changed)
        self._restrict(self._cannot, whole=self._whole)
        self._end_trouble()
        if was_taken and not self._taken:
            self.front.remark("The other recall has closed this note: it can be written here now.")

    def _is_blank(self) -> bool:
        return not any(line.strip() for line in self._written_lines())

    def _written_lines(self) -> Sequence[str]:
        """The lines without front matter, which a note that continues another begins with."""
        lines = self.editor.document.lines
        rows = front_rows(lines)
        return lines[rows:] if rows else lines

    def _named(self) -> bool:
        lines = self._written_lines()
        first = next((row for row, line in enumerate(lines) if line.strip()), None)
        return first is not None and (first < len(lines) - 1 or len(lines[first].strip()) >= LONG_ENOUGH)


def _title(file: File | None) -> str:
    """What the note was called when it was last read or written; the notebook may know it otherwise now."""
    from recall_tui.notes.parse import parse_note

    if file is None:
        return ""
    return parse_note(file.path, file.text, born=None, modified=datetime(1970, 1, 1)).title
