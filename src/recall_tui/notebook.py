"""The one object behind the terminal program and the shell commands: a folder of notes that can be asked.

Both front ends go through it and keep no rule of their own. Importing it, and opening one, is cheap: what
reads notes, the engine and its array library come in with the first `load`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from os.path import lexists
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from recall_tui.errors import AmbiguousName, NoteError
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.folder.scan import Problem, check_folder, scan
from recall_tui.notes.note import note_id
from recall_tui.notes.resolve import Names, fold

if TYPE_CHECKING:
    from recall_tui.config import Settings
    from recall_tui.notes.note import Note
    from recall_tui.recall.document import Document
    from recall_tui.recall.engine import Engine
    from recall_tui.recall.hits import Draft, Hit

    _Understood = tuple[Note, date, Document]
    """A note, the day its file was last changed, and what the engine takes of it."""

BATCH = 200
"""Notes are taken in this many at a time at first, so that answers come within a blink; then in larger
batches, since after each the next key pays for new statistics."""
LARGEST_BATCH = 2_000
TEXTS = 512
"""Texts of notes kept at hand for the passages that are shown."""
NEAR = 78
"""How alike, of 100, a part of a name must be to what was typed to count as meant."""
UNSAFE = frozenset("#|^[]%")
"""What stands for something else inside `[[ ]]`."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something a note can be called by."""

    name: str
    path: str
    is_title: bool
    """Whether it is the note's title and not an alias of it."""


class Target(NamedTuple):
    """What a note links to, however often."""

    source: str
    """The path of the note that links."""
    target: str
    """As it is written."""
    candidates: tuple[str, ...]
    """The paths of the notes it may mean; one where all is well."""


class Notebook:
    """A folder of notes. One thread may ask while others `load` and save."""

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
        self._met: tuple[tuple[date, int, int], list[Hit]] | None = None
        """What `rehydrate` picked last: on tens of thousands of notes that takes longer than a key may."""
        self._engine: Engine | None = None
        self._changing = threading.RLock()
        """Held while what is known changes hands, never while files are read."""

    def __len__(self) -> int:
        return len(self._notes)

    @property
    def engine(self) -> Engine:
        """The engine; the first use imports it."""
        if self._engine is None:
            from recall_tui.recall.engine import Engine

            with self._changing:
                if self._engine is None:
                    self._engine = Engine(self.text, self.settings.language)
        return self._engine

    def load(
        self,
        progress: Callable[[int, int], None] = lambda done, total: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Read the whole folder; answers get better as it goes on.

        `progress(done, total)` is called now and then. `stopped` is asked after each note, whether to leave
        off; it may take its time, where something else is more urgent. What can't be read is put down in
        `problems` and stops nothing. Raises FolderError.
        """
        found = list(scan(self.root, self.problems))
        progress(0, len(found))
        batch: list[_Understood] = []
        for done, entry in enumerate(found, 1):
            if stopped():
                return
            try:
                batch.append(self._understood(files.read(self.root, entry.path)))
            except NoteError as error:
                self.problems.append(Problem(entry.path, str(error)))
            if len(batch) >= min(max(BATCH, done // 4), LARGEST_BATCH) or done == len(found):
                self._take(batch, passing_over=self._written)
                batch = []
            if done % BATCH == 0 or done == len(found):
                progress(done, len(found))
        self.engine.settle()
        for path in list(self._targets):
            if stopped():
                return
            self._link(path)
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

        limit = limit or self.settings.cards
        wanted = now.date(), limit, len(self._notes)
        met = self._met  # once: a note that comes in from another thread makes it None
        if met is None or met[0] != wanted:
            rng = Random(now.date().toordinal())
            pasts = [Past(d.path, d.date.date(), self._notes[d.path][2]) for d in self.engine.documents()]
            # One more than wanted, so that the others stay the same whichever note is being written.
            picked = rehydrate(pasts, now.date(), rng, limit + 1)
            hits = [self.engine.passage_of(path, rng.random(), label) for path, label in picked]
            met = self._met = wanted, [hit for hit in hits if hit and hit.text]
        return [hit for hit in met[1] if hit.path != note][:limit]

    def linked(self, text: str, note: str = "") -> frozenset[str]:
        """The notes a draft links to, by path: what the pane leaves out, where the settings say so."""
        if not self.settings.leave_out_linked or ("[[" not in text and "](" not in text):
            return frozenset()
        from recall_tui.notes.links import find_links

        return self._resolved((link.target for link in find_links(text)), note)

    def complete(self, typed: str, limit: int = 20) -> list[Name]:
        """The titles and aliases that hold all words typed, shortest first; near misses where none does."""
        wanted = fold(typed.strip())
        names = self._named()
        if not wanted:
            return [name for _, name in names[:limit]]
        first, *rest = wanted.split()
        # Most names lack the first word: looked for in one go, the others only where it is.
        holding = [(key, name) for key, name in names if first in key]
        found = [pair for pair in holding if all(word in pair[0] for word in rest)]
        best = nsmallest(limit, found, key=lambda pair: (not pair[0].startswith(wanted), len(pair[0])))
        if not best and len(wanted) > 2:
            from rapidfuzz import fuzz, process

            near = process.extract(
                wanted, [key for key, _ in names], scorer=fuzz.partial_ratio, limit=limit, score_cutoff=NEAR
            )
            best = [names[i] for _, _, i in near]
        return [name for _, name in best]

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
        if name in self._notes:
            return name
        return self._names.resolve(name, "") if name else None

    def links(self) -> Iterator[Target]:
        """Every link of every note, once a note."""
        for path, targets in list(self._targets.items()):
            for target in sorted(targets):
                yield Target(path, target, self._names.candidates(target, path))

    def title(self, path: str) -> str:
        """A note's title; its file name while it has not been read."""
        return self._notes[path][0] if path in self._notes else note_id(path).rsplit("/", 1)[-1]

    def link_to(self, path: str) -> str:
        """A link to a note, by file name where that is enough, showing its title."""
        name, title = note_id(path), " ".join(self.title(path).split())
        enough = (t for t in (name.rsplit("/", 1)[-1], name, path) if self._resolved([t], "") == {path})
        target = next(enough, name)
        if UNSAFE & set(target):
            return f"[{title.translate(dict.fromkeys(map(ord, '[]')))}]({quote(path)})"
        return f"[[{target}]]" if title == target or UNSAFE & set(title) else f"[[{target}|{title}]]"

    def quote(self, hit: Hit) -> str:
        """A passage as a quote with its source and day, ending with a blank line."""
        from recall_tui.notes.blocks import without_id

        said = without_id(hit.text.strip("\n"))  # it names the passage, not its quote
        lines = [f"> {line}".rstrip() for line in said.split("\n")]
        return "\n".join([*lines, ">", f"> — {self.link_to(hit.path)}, {hit.date:%Y-%m-%d}", "", ""])

    def read(self, path: str) -> File:
        """A note's file. Raises NoteError."""
        return files.read(self.root, path)

    def save(self, file: File, text: str) -> File:
        """Replace a note's text; the next answer knows it. Raises NoteError, ChangedOnDisk."""
        return self._saved(files.save(self.root, file, text))

    def create(self, text: str, title: str = "") -> File:
        """Make a note, named by `title` or else its first words; never overwrites. Raises NoteError."""
        from recall_tui.notes.frontmatter import read_front_matter
        from recall_tui.notes.names import free_name, slug

        front = read_front_matter(text)
        wanted = f"{slug(title or front.text('title') or beginning(text[front.body :]))}.md"
        name = free_name(wanted, lambda taken: lexists(self.root / taken))
        return self._saved(files.create(self.root, name, text))

    def _saved(self, file: File) -> File:
        self._written.add(file.path)
        self._take([self._understood(file)])
        self._link(file.path)
        return file

    def _understood(self, file: File) -> _Understood:
        """A file as note and as document."""
        from recall_tui.notes.parse import parse_note
        from recall_tui.recall.document import document

        born = _moment(file.born) if file.born else None
        modified = _moment(file.mtime_ns / 1e9)
        note = parse_note(file.path, file.text, born=born, modified=modified)
        return note, modified.date(), document(note, self.engine.analyzer)

    def _take(self, understood: Iterable[_Understood], passing_over: Set[str] = frozenset()) -> None:
        """Let names, links and engine know these notes as they are now."""
        with self._changing:
            # Looked up here and not before: a note may be saved while older text of it is understood.
            taken = [each for each in understood if each[0].path not in passing_over]
            for note, touched, _ in taken:
                if note.path in self._notes:
                    self.problems[:] = [p for p in self.problems if p.path != note.path]
                self.problems += [Problem(note.path, problem) for problem in note.problems]
                self._names.add(note)
                self._targets[note.path] = tuple({link.target for link in note.links if link.target})
                self._notes[note.path] = (note.title, note.aliases, touched)
                self._texts.pop(note.path, None)
            self._callable = self._met = None
            self.engine.add([each for *_, each in taken])

    def _link(self, path: str) -> None:
        with self._changing:
            self.engine.links.set(path, self._resolved(self._targets[path], path))

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
        with self._changing:
            if self._callable is None:
                names = [
                    Name(name, path, name == title)
                    for path, (title, aliases, _) in self._notes.items()
                    for name in dict.fromkeys((title, *aliases))
                ]
                self._callable = sorted(((fold(n.name), n) for n in names), key=lambda pair: pair[0])
            return self._callable

    def text(self, path: str) -> str:
        """A note's text, as it was when it was last looked at; empty where it cannot be read."""
        text = self._texts.get(path)
        if text is None:
            try:
                text = self._texts[path] = files.read(self.root, path).text
            except NoteError:
                return ""
            if len(self._texts) > TEXTS:
                self._texts.popitem(last=False)
        return text


def _moment(seconds: float) -> datetime:
    """A file's time on the local clock; the year 1970 for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds)
    except (OSError, OverflowError, ValueError):
        return datetime(1970, 1, 1)


def beginning(text: str) -> str:
    """What a text without a title is called: its first heading or the first words of its first line."""
    for line in text.split("\n"):
        if words := line.lstrip("#>-*+ \t").split():
            return " ".join(words if line.startswith("#") else words[:8])
    return ""
