"""The note on the desk: which file it is, whether it is saved, and the notes that lay there before."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from recall_tui.folder.files import File
from recall_tui.notebook import Notebook
from recall_tui.tui.editor import Editor


@dataclass(slots=True)
class Place:
    """A note and where the cursor was in it."""

    path: str
    cursor: tuple[int, int] = (0, 0)


class Desk:
    """One note at a time in the editor. Reading and writing go on in a thread, so that typing never waits."""

    def __init__(self, notebook: Notebook, editor: Editor) -> None:
        self.notebook = notebook
        self.editor = editor
        self.file: File | None = None
        """The note as it is on disk; None for one that has no file yet."""
        self.behind: list[Place] = []
        """Notes one can go back to, the last one at the end."""
        self.ahead: list[Place] = []
        self._saved_at = editor.edits
        self._saving = asyncio.Lock()

    @property
    def path(self) -> str:
        return self.file.path if self.file else ""

    @property
    def title(self) -> str:
        return self.notebook.title(self.path) if self.file else "New note"

    @property
    def changed(self) -> bool:
        """Whether there are edits that are not on disk."""
        return self.editor.edits != self._saved_at and not self._is_empty_draft()

    async def save(self) -> bool:
        """Write the note if it was edited; whether anything was written. Raises NoteError, ChangedOnDisk."""
        async with self._saving:
            if not self.changed:
                return False
            edits, text, file = self.editor.edits, self.editor.text, self.file
            if file is None:
                self.file = await asyncio.to_thread(self.notebook.create, text)
            else:
                self.file = await asyncio.to_thread(self.notebook.save, file, text)
            self._saved_at = edits
            return True

    async def save_as_new(self) -> None:
        """Write the text to a note of its own, whatever became of the file it came from. Raises NoteError."""
        async with self._saving:
            edits, text = self.editor.edits, self.editor.text
            self.file = await asyncio.to_thread(self.notebook.create, text)
            self._saved_at = edits

    async def open(self, path: str, *, at: int | None = None, cursor: tuple[int, int] | None = None) -> None:
        """Put another note on the desk. Raises NoteError.

        The cursor goes to a row and column, or to character `at` (-1: the end), else after the front matter.
        """
        file = await asyncio.to_thread(self.notebook.read, path)
        if cursor is None:
            before = file.text[: self._start(file) if at is None else len(file.text) if at < 0 else at]
            cursor = (before.count("\n"), len(before) - before.rfind("\n") - 1)
        self._show(file, file.text, cursor)

    def begin(self) -> None:
        """Put an empty sheet on the desk."""
        self._show(None, "", (0, 0))

    async def make(self, title: str) -> str:
        """Make a note of this title; returns its path. Raises NoteError."""
        file = await asyncio.to_thread(self.notebook.create, f"# {title}\n\n", title)
        return file.path

    def remember(self) -> None:
        """Keep the note that lies here, for going back to it."""
        if self.file:
            self.behind.append(Place(self.path, self.editor.cursor_location))
            self.ahead.clear()

    def drop_changes(self) -> None:
        """Let go of what is not on disk."""
        self._saved_at = self.editor.edits

    def _show(self, file: File | None, text: str, cursor: tuple[int, int]) -> None:
        self.editor.load(text, cursor)
        self.editor.scroll_cursor_visible(center=True, animate=False)
        self.file = file
        self._saved_at = self.editor.edits

    def _start(self, file: File) -> int:
        """Where the text begins after the front matter, in characters."""
        from recall_tui.notes.frontmatter import read_front_matter

        return read_front_matter(file.text).body

    def _is_empty_draft(self) -> bool:
        return self.file is None and not any(line.strip() for line in self.editor.document.lines)
