"""Reading and writing the notes of a folder; what is written is known at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from math import inf
from os.path import lexists
from time import monotonic, time
from typing import TYPE_CHECKING

from recall_tui.errors import NoteError
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.intake import Intake

if TYPE_CHECKING:
    from recall_tui.folder.claims import Claim
    from recall_tui.folder.plan import Past, Plan
    from recall_tui.folder.viewing import Viewed

TIDY = 3600.0
"""Seconds between two looks, after saving, at what was kept long enough."""


class Saving(Intake):
    """A folder of notes that can be written."""

    _tidied = -inf
    """When it was last looked at what was kept long enough, by `monotonic`."""

    def read(self, path: str) -> File:
        """A note's file. Raises NoteError."""
        return files.read(self.root, path)

    def view(self, path: str) -> Viewed:
        """A note as it lies open, even where it can only be read. Raises NoteError."""
        from recall_tui.folder.viewing import view

        return view(self.root, path)

    def inode(self, path: str) -> int:
        """The number of a note's file, which stays its own when it is renamed; 0 where there is none."""
        from recall_tui.folder.viewing import inode

        return inode(self.root, path)

    def claim(self, path: str) -> Claim | None:
        """Claim a note for writing; None while another recall has it."""
        from recall_tui.folder.claims import claim

        return claim(self.root, path)

    def whereabouts(self, file: File, inode: int, since: float) -> File | None:
        """A note that is not where it was, under the name that it has now; None where it is nowhere.

        It is known by its `inode`, or by its text in a file that came after `since` (seconds since 1970 UTC).
        """
        from recall_tui.folder.viewing import moved

        return moved(self.root, file, inode, since)

    def put_back(self, file: File, text: str) -> File:
        """Write a note whose file is gone under its name again. Raises NoteError, NoteExists."""
        self.check_there()
        return self._saved(files.put_back(self.root, file, text))

    def save(self, file: File, text: str) -> File:
        """Replace a note's text; the next answer knows it, and the conflict copy, should there come to be one
        (`File.beside`). Raises NoteError, ChangedOnDisk.
        """
        self.check_there()
        saved = self._saved(files.save(self.root, file, text))
        if saved.beside:
            with suppress(NoteError):
                self._saved(files.read(self.root, saved.beside))
        self._tidy(file.path)
        return saved

    def set_aside(self, file: File, text: str) -> File:
        """Write a text that cannot be saved under its note's name as a conflict copy beside it.

        Raises NoteError.
        """
        self.check_there()
        return self._saved(files.set_aside(self.root, file, text, datetime.now()))

    def create(self, text: str, title: str = "") -> File:
        """Make a note, named by `title` or else its first words; never overwrites. Raises NoteError."""
        from recall_tui.essays.drawer import where
        from recall_tui.notes.frontmatter import read_front_matter
        from recall_tui.notes.names import beginning, free_name, slug

        self.check_there()
        front = read_front_matter(text)
        start, end = where(text) or (len(text), len(text))  # a drawer says what others say
        said = text[front.body : start] + text[end:]
        wanted = f"{slug(title or front.text('title') or beginning(said))}.md"
        name = free_name(wanted, lambda taken: lexists(self.root / taken))
        return self._saved(files.create(self.root, name, text))

    def delete(self, path: str) -> str:
        """Move a note to the trash; the next answer is without it. Returns its name there.

        Raises NoteError.
        """
        from recall_tui.folder import trash

        name = trash.discard(self.root, path, datetime.now())
        with self._changing:
            before = self.engine.view
            self._written.pop(path, None)
            self._texts.pop(path, None)
            self._forget([path])
            self._link_again([path], before)
        return name

    def restore(self, name: str) -> File:
        """Bring a note back from the trash; its path is another where its own is taken. Raises NoteError."""
        from recall_tui.folder import trash

        self.check_there()
        return self._saved(files.read(self.root, trash.restore(self.root, name)))

    def change(self, plan: Plan) -> Plan:
        """Change several notes, all or none; `undo` takes it back. Raises NoteError, ChangedOnDisk."""
        from recall_tui.folder.plan import apply

        self.check_there()
        apply(self.root, plan)
        return self._changed(plan)

    def undo(self) -> Plan:
        """Undo the last change of several notes; returns it. Raises NoteError, ChangedOnDisk."""
        from recall_tui.folder.plan import undo

        self.check_there()
        return self._changed(undo(self.root))

    def redo(self) -> Plan:
        """Do again what was undone last; returns it. Raises NoteError, ChangedOnDisk."""
        from recall_tui.folder.plan import redo

        self.check_there()
        return self._changed(redo(self.root))

    def history(self) -> list[Past]:
        """The changes of several notes that can be undone, or were; the newest first."""
        from recall_tui.folder.plan import history

        return history(self.root)

    def _changed(self, plan: Plan) -> Plan:
        if self.loaded:  # what is being read anew, or not read at all, will be seen by itself
            self.refresh(plan.paths)
        return plan

    def _tidy(self, path: str) -> None:
        """Once an hour, remove what need not be kept longer: in the trash, and of killed saves of a note."""
        if monotonic() - self._tidied > TIDY:
            from recall_tui.folder import leftovers, trash

            self._tidied = monotonic()
            trash.sweep(self.root, datetime.now())
            leftovers.sweep_leftovers(self.root, path.rpartition("/")[0], time())
