"""The one object behind the terminal program and the shell commands: a folder of notes that can be asked.

Both front ends go through it and keep no rule of their own. Importing it, and opening one, is cheap: the engine
and its array library come in with the first `load`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from recall_tui.errors import AmbiguousName, NoteError
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.folder.scan import Problem, check_folder, scan
from recall_tui.notes.links import find_links
from recall_tui.notes.names import free_name, slug
from recall_tui.notes.note import note_id
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names, fold

if TYPE_CHECKING:
    from recall_tui.config import Settings
    from recall_tui.recall.engine import Engine
    from recall_tui.recall.hits import Draft, Hit

BATCH = 200
"""Notes are taken in this many at a time: few enough that the first answers come within a blink."""
TEXTS = 512
"""Texts of notes kept at hand for the passages that are shown."""
UNSAFE = frozenset("#|^[]%")
"""What a link's shown text must not hold."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something a note can be called by."""

    name: str
    path: str
    is_title: bool
    """Whether it is the note's title and not an alias of it."""


class Notebook:
    """A folder of notes. One thread may `load` while another asks and saves."""

    def __init__(self, root: Path, settings: Settings) -> None:
        """Raises FolderError when the folder cannot be used."""
        check_folder(root)
        self.root = root
        self.settings = settings
        self.problems: list[Problem] = []
        """What was passed over or not understood while loading."""
        self.loaded = False
        self._names = Names()
        self._notes: dict[str, tuple[str, tuple[str, ...], date]] = {}
        """Title, aliases and day of last change of each note, by path."""
        self._targets: dict[str, tuple[str, ...]] = {}
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._written: set[str] = set()
        """Notes saved from here: what a load that began earlier has read of them is old."""
        self._callable: list[tuple[str, Name]] | None = None
        self._engine: Engine | None = None

    def __len__(self) -> int:
        return len(self._notes)

    @property
    def engine(self) -> Engine:
        """The engine; the first use imports it."""
        if self._engine is None:
            from recall_tui.recall.engine import Engine

            self._engine = Engine(self.text, self.settings.language)
        return self._engine

    def load(
        self,
        progress: Callable[[int, int], None] = lambda done, total: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Read the whole folder; answers get better as it goes on. `progress(done, total)` is called after each batch.

        What can't be read is put down in `problems` and stops nothing. Raises FolderError.
        """
        engine = self.engine
        found = list(scan(self.root, self.problems))
        progress(0, len(found))
        for first in range(0, len(found), BATCH):
            if stopped():
                return
            batch = []
            for entry in found[first : first + BATCH]:
                try:
                    file = files.read(self.root, entry.path)
                except NoteError as error:
                    self.problems.append(Problem(entry.path, str(error)))
                else:
                    batch.append(file)
            self._take([file for file in batch if file.path not in self._written])
            progress(min(first + BATCH, len(found)), len(found))
        engine.settle()
        for path in list(self._targets):
            engine.links.set(path, self._resolved(self._targets[path], path))
        self.loaded = True

    def recall(
        self, draft: Draft, *, note: str = "", leave_out: Set[str] | None = None, limit: int | None = None
    ) -> Sequence[Hit]:
        """The past selves of a draft, best first, one a note, never the note itself.

        `leave_out` are paths not to show; None: what the draft links to, where the settings say so.
        """
        if leave_out is None:
            leave_out = self.linked("\n".join(draft.lines), note)
        return self.engine.answer(
            draft,
            note=note,
            leave_out=leave_out,
            limit=limit or self.settings.cards,
            floor=self.settings.floor,
        )

    def search(self, words: str, *, note: str = "", limit: int | None = None) -> Sequence[Hit]:
        """The notes about these words, best first; the last word may be unfinished."""
        return self.engine.search(words, note=note, limit=limit or self.settings.cards)

    def rehydrate(self, now: datetime, *, note: str = "", limit: int | None = None) -> list[Hit]:
        """Old passages to meet again while nothing is written; the same ones for the length of a day."""
        from recall_tui.review.rehydrate import Past, rehydrate

        rng = Random(now.date().toordinal())
        pasts = [
            Past(d.path, d.date.date(), self._notes[d.path][2])
            for d in self.engine.documents()
            if d.path != note
        ]
        picked = rehydrate(pasts, now.date(), rng, limit or self.settings.cards)
        return [hit for path, label in picked if (hit := self.engine.passage_of(path, rng.random(), label))]

    def linked(self, text: str, note: str = "") -> frozenset[str]:
        """The notes a draft links to, by path: what the pane leaves out, where the settings say so."""
        if not self.settings.leave_out_linked or ("[[" not in text and "](" not in text):
            return frozenset()
        return self._resolved((link.target for link in find_links(text)), note)

    def complete(self, typed: str, limit: int = 20) -> list[Name]:
        """The titles and aliases that match what was typed of a name, best first: beginnings, parts, near misses."""
        wanted = fold(typed.strip())
        names = self._named()
        if not wanted:
            return [name for _, name in names[:limit]]
        starts = [name for key, name in names if key.startswith(wanted)]
        parts = [name for key, name in names if wanted in key and not key.startswith(wanted)]
        found = sorted(starts, key=lambda n: len(n.name))[:limit] + sorted(parts, key=lambda n: len(n.name))
        if len(found) < limit and len(wanted) > 2:
            from rapidfuzz import fuzz, process

            near = process.extract(
                wanted, [key for key, _ in names], scorer=fuzz.WRatio, limit=limit, score_cutoff=70
            )
            found += [names[i][1] for _, _, i in near]
        return list(dict.fromkeys(found))[:limit]

    def offer(self, typed: str, *, note: str = "", limit: int | None = None) -> list[Hit]:
        """The notes that a link being typed could mean: by name first, then by what they say."""
        limit = limit or self.settings.cards
        called = {name.path: name for name in self.complete(typed, limit) if name.path != note}
        hits = [
            hit
            for path, name in called.items()
            if (hit := self.engine.passage_of(path, 0.0, "" if name.is_title else f"also called {name.name}"))
        ]
        if typed.strip():
            hits += [hit for hit in self.search(typed, note=note, limit=limit) if hit.path not in called]
        return hits[:limit]

    def find(self, name: str) -> str | None:
        """The path of the note that a name, id or path means. Raises AmbiguousName."""
        return name if name in self._notes else self._names.resolve(name, "")

    def title(self, path: str) -> str:
        """A note's title; its file name while it has not been read."""
        return self._notes[path][0] if path in self._notes else note_id(path).rsplit("/", 1)[-1]

    def link_to(self, path: str) -> str:
        """A link to a note, by file name where that is enough, showing its title."""
        name = note_id(path)
        short = name.rsplit("/", 1)[-1]
        try:
            unique = self._names.resolve(short, "") == path
        except AmbiguousName:
            unique = False
        target = short if unique else name
        title = self.title(path)
        return f"[[{target}]]" if title == target or UNSAFE & set(title) else f"[[{target}|{title}]]"

    def quote(self, hit: Hit) -> str:
        """A passage as a quote with its source and day, ending with a blank line."""
        lines = [f"> {line}".rstrip() for line in hit.text.strip("\n").split("\n")]
        return "\n".join([*lines, ">", f"> — {self.link_to(hit.path)}, {hit.date:%Y-%m-%d}", "", ""])

    def read(self, path: str) -> File:
        """A note's file. Raises NoteError."""
        return files.read(self.root, path)

    def save(self, file: File, text: str) -> File:
        """Replace a note's text; the next answer knows it. Raises NoteError, ChangedOnDisk."""
        return self._saved(files.save(self.root, file, text))

    def create(self, text: str, title: str = "") -> File:
        """Make a note, named after `title` or else after how the text begins; never overwrites. Raises NoteError."""
        wanted = f"{slug(title or beginning(text)) or 'note'}.md"
        name = free_name(
            wanted, lambda taken: (self.root / taken).exists() or (self.root / taken).is_symlink()
        )
        return self._saved(files.create(self.root, name, text))

    def _saved(self, file: File) -> File:
        self._written.add(file.path)
        self._texts.pop(file.path, None)
        self._take([file])
        self.engine.links.set(file.path, self._resolved(self._targets[file.path], file.path))
        return file

    def _take(self, read: Sequence[File]) -> None:
        """Let names, links and engine know these notes as they are now."""
        from recall_tui.recall.document import document

        documents = []
        for file in read:
            born = datetime.fromtimestamp(file.born) if file.born else None
            modified = datetime.fromtimestamp(file.mtime_ns / 1e9)
            note = parse_note(file.path, file.text, born=born, modified=modified)
            self._names.add(note)
            self._targets[note.path] = tuple({link.target for link in note.links if link.target})
            self._notes[note.path] = (note.title, note.aliases, modified.date())
            self.problems += [Problem(note.path, problem) for problem in note.problems]
            documents.append(document(note, self.engine.analyzer))
        self._callable = None
        self.engine.add(documents)

    def _resolved(self, targets: Iterable[str], source: str) -> frozenset[str]:
        """The notes that targets of links mean; broken and ambiguous ones mean none."""
        found = set()
        for target in targets:
            try:
                path = self._names.resolve(target, source) if target else None
            except AmbiguousName:
                continue
            if path:
                found.add(path)
        return frozenset(found)

    def _named(self) -> list[tuple[str, Name]]:
        """All titles and aliases with the form they are compared in, ascending."""
        if self._callable is None:
            names = [
                Name(name, path, name == title)
                for path, (title, aliases, _) in list(self._notes.items())
                for name in dict.fromkeys((title, *aliases))
            ]
            self._callable = sorted(((fold(n.name), n) for n in names), key=lambda pair: pair[0])
        return self._callable

    def text(self, path: str) -> str:
        """A note's text, as it was when it was last looked at; empty where it cannot be read."""
        text = self._texts.get(path)
        if text is None:
            try:
                text = files.read(self.root, path).text
            except NoteError:
                text = ""
            self._texts[path] = text
            if len(self._texts) > TEXTS:
                self._texts.popitem(last=False)
        return text


def beginning(text: str) -> str:
    """What a text without a title is called: its first heading or the first words of its first line."""
    for line in text.split("\n"):
        if words := line.lstrip("#>-*+ \t").split():
            return " ".join(words if line.startswith("#") else words[:8])
    return ""
