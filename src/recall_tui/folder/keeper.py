"""Keeps what is typed in a journal, in a thread of its own, until it is saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from recall_tui.folder.disk import explain
from recall_tui.folder.files import File
from recall_tui.folder.journal import Journal
from recall_tui.folder.state import state_folder
from recall_tui.notes.editing import edit_between

SYNC = 0.6
"""Seconds between writing and syncing: a disk is not asked to at every word."""
AGAIN = 5.0
"""Seconds after which is tried again what failed."""


class Snapshot(NamedTuple):
    """A text that is not saved."""

    file: File | None
    """The note as it was on disk; None for a new one."""
    lines: Sequence[str]
    """In screen form; nobody changes them any more."""
    to_text: Callable[[str], str]
    """From screen form to what will be saved, character for character."""


class Keeper:
    """Brings the newest text into a journal. All but `flush` and `end` return at once."""

    def __init__(self, root: Path, told: Callable[[str], None]) -> None:
        """`told` is called, in the thread, with why typing can't be kept, and with "" when it can again."""
        self._root = root
        self._told = told
        self._thread: threading.Thread | None = None
        self._turn = threading.Condition()
        """Held for the fields below, never while files are written."""
        self._wanted: Snapshot | None = None
        self._asked = self._brought = self._synced = self._answered = 0
        """How often was asked; what of that is in the file, on the disk, or was tried in a hurry."""
        self._hurried = self._ended = self._syncing = False
        self._trouble = ""
        self._again_at = 0.0
        # Of the thread alone
        self._journal: Journal | None = None
        self._at: Snapshot | None = None
        self._sync_at = 0.0

    def keep(self, snapshot: Snapshot | None) -> None:
        """Have this in the journal, and nothing else; None: all is saved."""
        with self._turn:
            if self._ended or (snapshot is None and self._thread is None):
                return
            self._wanted = snapshot
            self._asked += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
                self._thread.start()
            self._turn.notify_all()

    def flush(self, seconds: float) -> bool:
        """Wait until what was asked for is on the disk; False where it can't be, or takes longer."""
        with self._turn:
            asked = self._asked
            if self._thread is None or self._synced >= asked:
                return True
            self._hurried, self._answered = True, 0
            self._turn.notify_all()
            self._turn.wait_for(lambda: max(self._synced, self._answered) >= asked, seconds)
            return self._synced >= asked

    def end(self, seconds: float) -> None:
        """Bring what was asked for to the disk, and leave it there; more is not taken."""
        self.flush(seconds)
        with self._turn:
            self._ended = True
            self._turn.notify_all()
        if self._thread:
            self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(self._is_called, self._patience())
                if self._ended:
                    break
                wanted, asked = self._wanted, self._asked
                hurried, self._hurried = self._hurried, False
            trouble, synced = "", self._synced
            try:
                self._bring(wanted)
                if hurried or self._trouble:
                    self._sync()
                elif self._sync_at and monotonic() >= self._sync_at:
                    self._sync_beside(asked)
                if not self._sync_at and not self._syncing:
                    synced = asked
            except Exception as error:  # typing that is not kept must be told of, whatever the reason
                trouble = _said(error)
            with self._turn:
                self._brought = self._brought if trouble else asked
                if self._journal is None or self._journal.sound:
                    self._synced = max(self._synced, synced)
                    self._say(trouble)
                elif trouble:
                    self._say(trouble)
                if hurried:
                    self._answered = asked
                self._turn.notify_all()
        if self._journal:
            self._journal.close()

    def _say(self, trouble: str) -> None:
        """Tell what has changed; what fails is tried again after a while."""
        if trouble:
            self._again_at = monotonic() + AGAIN
        if trouble != self._trouble:
            self._trouble = trouble
            self._told(trouble)

    def _is_called(self) -> bool:
        return self._ended or self._hurried or (self._asked > self._brought and not self._trouble)

    def _patience(self) -> float | None:
        """How many seconds to wait for a call."""
        if self._trouble:
            return max(0.0, self._again_at - monotonic())
        return max(0.0, self._sync_at - monotonic()) if self._sync_at else None

    def _bring(self, wanted: Snapshot | None) -> None:
        """Have this in a journal. Raises OSError."""
        journal, at = self._journal, self._at
        if wanted is at and (journal is None or journal.sound):
            return
        if wanted is None:
            if journal:
                journal.remove()
            self._journal = self._at = None
            self._sync_at = 0.0
            return
        if journal and at and journal.sound and not journal.is_long and _is_one(at, wanted):
            if edit := edit_between(at.lines, wanted.lines):
                journal.add(edit._replace(text=wanted.to_text(edit.text)))
        else:
            folder = state_folder(self._root)
            if folder is None:
                raise OSError(0, "There is no folder for it that is yours alone ($XDG_STATE_HOME)")
            new = Journal(folder, wanted.file, wanted.to_text("\n".join(wanted.lines)))
            if journal:
                try:
                    new.sync()  # the other goes only when this is safe
                except OSError:
                    new.remove()
                    raise
                journal.remove()
            self._journal = new
        self._at = wanted
        self._sync_at = self._sync_at or monotonic() + SYNC

    def _sync(self) -> None:
        if self._journal and self._sync_at:
            self._journal.sync()
        self._sync_at = 0.0

    def _sync_beside(self, asked: int) -> None:
        """Sync in another thread: a disk may take seconds for it, and what is typed meanwhile is written."""
        if self._syncing:
            self._sync_at = monotonic() + SYNC
        elif self._journal:
            self._sync_at, self._syncing = 0.0, True
            threading.Thread(target=self._synced_beside, args=(self._journal, asked), daemon=True).start()

    def _synced_beside(self, journal: Journal, asked: int) -> None:
        trouble = ""
        try:
            journal.sync()
        except OSError as error:
            trouble = _said(error)
        with self._turn:
            self._syncing = False
            if trouble:
                self._say(trouble)
            else:
                self._synced = max(self._synced, asked)
            self._turn.notify_all()


def _is_one(one: Snapshot, other: Snapshot) -> bool:
    """Whether both are texts of one document, and of one file as it was on disk."""
    files = [(each.file.path, each.file.digest) if each.file else None for each in (one, other)]
    return files[0] == files[1] and one.to_text == other.to_text


def _said(error: Exception) -> str:
    reason, remedy = explain(error) if isinstance(error, OSError) else (repr(error), "Please report it.")
    return f"What you type is not kept until it is saved: {reason}. {remedy}".rstrip()
