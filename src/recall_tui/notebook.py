"""The one object behind the terminal program and the shell commands: a folder of notes that can be asked.

Both front ends go through it and keep no rule of their own. Importing it, and opening one, is cheap: the engine
and its array library come in with the first `load`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recall_tui.errors import AmbiguousName, NoteError
from recall_tui.folder.files import File, create, read, save
from recall_tui.folder.scan import Found, Problem, check_folder, scan
from recall_tui.notes.links import find_links
from recall_tui.notes.note import Note
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names

if TYPE_CHECKING:
    from recall_tui.config import Settings
    from recall_tui.recall.engine import Engine
    from recall_tui.recall.hits import Draft, Hit

BATCH = 200
"""Notes are taken in by this many at a time: few enough that results improve by the blink."""


class Notebook:
    """A folder of notes."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Raises FolderError when the folder cannot be used."""
        check_folder(root)
        self.root = root
        self.settings = settings
        self.names = Names()
        self.problems: list[Problem] = []
        self._engine: Engine | None = None
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._targets: dict[str, tuple[str, ...]] = {}

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            from recall_tui.recall.engine import Engine

            self._engine = Engine(self._text, self.settings.language)
        return self._engine

    def load(self, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        found = list(scan(self.root, self.problems))
        from recall_tui.recall.document import document
        engine = self.engine
        for i in range(0, len(found), BATCH):
            documents = []
            for f in found[i:i+BATCH]:
                try:
                    file = read(self.root, f.path)
                except NoteError as e:
                    self.problems.append(Problem(f.path, str(e)))
                    continue
                note = self._parse(file)
                self.names.add(note)
                self._targets[note.path] = tuple(l.target for l in note.links)
                documents.append(document(note, engine.analyzer))
            engine.add(documents)
            progress(min(i + BATCH, len(found)), len(found))
        engine.settle()
        for path, targets in self._targets.items():
            engine.links.set(path, self._resolved(targets, path))

    def _parse(self, file: File) -> Note:
        born = datetime.fromtimestamp(file.born) if file.born else None
        return parse_note(file.path, file.text, born=born, modified=datetime.fromtimestamp(file.mtime_ns / 1e9))

    def _resolved(self, targets: Iterable[str], source: str) -> set[str]:
        out = set()
        for t in targets:
            try:
                p = self.names.resolve(t, source) if t else None
            except AmbiguousName:
                continue
            if p: out.add(p)
        return out

    def _text(self, path: str) -> str:
        text = self._texts.get(path)
        if text is None:
            try:
                text = read(self.root, path).text
            except NoteError:
                text = ""
            self._texts[path] = text
            if len(self._texts) > 512:
                self._texts.popitem(last=False)
        return text

    def recall(self, draft: Draft, note: str = "", limit: int = 12, leave_out=frozenset()) -> list[Hit]:
        return self.engine.answer(draft, note=note, limit=limit, leave_out=leave_out, floor=self.settings.floor)
