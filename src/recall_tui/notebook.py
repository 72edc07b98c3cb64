"""The one object behind the terminal program and the shell commands: a folder of notes that can be asked.

Both front ends go through it and keep no rule of their own. Importing it, and opening one, is cheap: what
reads notes, the engine and its array library come in with the first `load`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence, Set
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from math import inf
from os.path import lexists
from pathlib import Path
from random import Random
from time import monotonic, time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from recall_tui.errors import FolderError, FolderGone, NoteError
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.folder.scan import Found, Problem, check_folder, identity, look, scan, vanished
from recall_tui.notes.note import note_id
from recall_tui.notes.resolve import Names, fold

if TYPE_CHECKING:
    from recall_tui.config import Settings
    from recall_tui.folder.claims import Claim
    from recall_tui.folder.indexing import Opened, Shelf
    from recall_tui.folder.plan import Past, Plan
    from recall_tui.folder.viewing import Viewed
    from recall_tui.recall.calling import Name
    from recall_tui.recall.document import Document
    from recall_tui.recall.engine import Engine
    from recall_tui.recall.hits import Draft, Explanation, Hit
    from recall_tui.recall.index import View

BATCH = 200
"""Notes are taken in this many at a time at first, so that answers come within a blink; then in larger
batches, since after each the next key pays for new statistics."""
LARGEST_BATCH = 2_000
MANY = 3_000
"""To read more notes than this, other processes are started: that takes a second by itself."""
FRESH = 8
"""When one note in so many is not as the kept index has it, all are kept anew."""
MET = 5_000
"""Of more notes, so many are drawn to meet again from."""
TEXTS = 512
"""Texts of notes kept at hand for the passages that are shown."""
KNOWN = 100
"""Of so many notes one is looked for, to see whether a folder is still the one that was opened."""
TIDY = 3600.0
"""Seconds between two looks, after saving, at what was kept long enough."""
UNSAFE = frozenset("#|^[]%\n\r")
"""What stands for something else inside `[[ ]]`."""


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
        self._identity = identity(root)
        self.settings = settings
        self.loaded = False
        self.notices: list[str] = []
        """What the last `load` did about changes of several files that had been broken off: sentences."""
        self._passed_over: list[Problem] = []
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._written: dict[str, Document] = {}
        """Notes saved from here since files were last looked for: what was read of them may be older."""
        self._met: tuple[tuple[date, int, int], list[Hit]] | None = None
        """What `rehydrate` picked last: on tens of thousands of notes that takes longer than a key may."""
        self._called: tuple[View | None, Names] = None, Names(lambda key: ())
        self._engine: Engine | None = None
        self._changing = threading.RLock()
        """Held while what is known changes hands, never while files are read."""
        self._looking = threading.Lock()
        """Held while files are looked for and read: two at it would undo what the other has found."""
        self._tidied = -inf
        """When it was last looked at what was kept long enough, by `monotonic`."""

    def __len__(self) -> int:
        return len(self._engine) if self._engine else 0

    @property
    def engine(self) -> Engine:
        """The engine; the first use imports it."""
        if self._engine is None:
            from recall_tui.recall.engine import Engine

            with self._changing:
                if self._engine is None:
                    self._engine = Engine(self.text, self.settings.language)
        return self._engine

    @property
    def problems(self) -> list[Problem]:
        """What was passed over or not understood."""
        in_notes = (Problem(path, problem) for path, problem in self.engine.view.problems())
        return [*self._passed_over, *in_notes]

    def load(
        self,
        progress: Callable[[int, int], None] = lambda done, total: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take in the whole folder: what is kept of it at once, then what has changed since.

        `progress(done, total)` is called now and then. `stopped` is asked after each note, whether to leave
        off; it may take its time, where something else is more urgent. What can't be read is put down in
        `problems` and stops nothing. Raises FolderError.
        """
        from recall_tui.folder import trash
        from recall_tui.folder.indexing import NOTHING, Shelf, differences
        from recall_tui.folder.plan import recover

        trash.sweep(self.root, datetime.now())
        with self._looking:
            self.notices = recover(self.root)
            shelf = Shelf(self.root, self.settings.language)
            kept = shelf.open()
            if kept:
                self._open(kept)
                progress(len(self), len(self))
            self._written.clear()
            found, passed_over = self._scanned()
            changed, gone = differences(self.engine.view, found)
            if len(changed) > max(MANY, len(found) // 2):
                from recall_tui.folder.reading import read_in_processes

                unread: list[Problem] = []
                try:
                    kept = read_in_processes(
                        shelf, found, self._open, lambda done: progress(done, len(found)), stopped, unread
                    )
                    if not kept:
                        return
                    self._open(kept)
                    passed_over += unread
                    changed, gone = [], []
                except (OSError, ValueError):  # no processes to be had: it takes longer
                    self._open(kept or NOTHING)
                    changed, gone = differences(self.engine.view, found)
            before = self.engine.view
            if not self._read(changed, progress, stopped, passed_over):
                return
            self._passed_over = passed_over
            self._forget(gone)
            if self._link_again([*(entry.path for entry in changed), *gone], before, stopped):
                return
            if not kept or self.engine.view is not before:
                self._keep(shelf, kept)
            self.loaded = True

    def recall(
        self,
        draft: Draft,
        *,
        note: str = "",
        leave_out: Set[str] | None = None,
        limit: int | None = None,
        fold: bool = False,
    ) -> Sequence[Hit]:
        """The past selves of a draft, best first, one a note, never the note itself.

        `leave_out` are paths not to show; None: what the draft links to, where the settings say so. With
        `fold`, one a thread, and the others behind it.
        """
        if leave_out is None:
            leave_out = self.linked("\n".join(draft.lines), note)
        return self.engine.answer(
            draft,
            note=note,
            leave_out=leave_out,
            limit=limit or self.settings.cards,
            floor=self.settings.floor,
            fold=fold,
        )

    def search(
        self,
        words: str,
        *,
        note: str = "",
        limit: int | None = None,
        typing: bool = False,
        fold: bool = False,
    ) -> Sequence[Hit]:
        """The notes that a search finds, best first or by date, as it says (see `recall.searching`).

        `typing`: what stands unfinished at its end is no mistake yet; `fold` as in `recall`. Raises
        SearchError.
        """
        from recall_tui.recall.searching import parse_search

        search = parse_search(words, date.today(), typing=typing)
        return self.engine.search(search, note=note, limit=limit or self.settings.cards, fold=fold)

    def explain(
        self, draft: Draft, path: str, *, note: str = "", searched: bool = False
    ) -> Explanation | None:
        """Why a note is among the past selves of a draft; None where it is not.

        `searched`: the draft is the words of a search, for which there is no floor.
        """
        return self.engine.explain(draft, path, note=note, floor=0.0 if searched else self.settings.floor)

    def rehydrate(self, now: datetime, *, note: str = "", limit: int | None = None) -> list[Hit]:
        """Old passages to meet again while nothing is written; the same ones for the length of a day."""
        from recall_tui.review.rehydrate import Past, rehydrate

        limit = limit or self.settings.cards
        wanted = now.date(), limit, len(self)
        met = self._met  # once: a note that comes in from another thread makes it None
        if met is None or met[0] != wanted:
            rng, view = Random(now.date().toordinal()), self.engine.view
            notes = view.notes()
            drawn = sorted(rng.sample(notes, MET)) if len(notes) > MET else notes
            pasts = [Past(view.path(n), view.written(n).date(), view.touched(n)) for n in drawn]
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
        from recall_tui.recall.calling import complete

        return complete(self.engine.view, typed, limit)

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
            from recall_tui.recall.searching import Search

            words = Search(words=typed, unfinished=True)  # what looks like a filter is part of a name here
            said = self.engine.search(words, note=note, limit=limit)
            hits += [hit for hit in said if hit.path not in called]
        return hits[:limit]

    def find(self, name: str) -> str | None:
        """The path of the note that a name, id or path means. Raises AmbiguousName."""
        view = self.engine.view
        if view.find(name) >= 0:
            return name
        return self._names(view).resolve(name, "") if name else None

    @property
    def names(self) -> Names:
        """Which notes names mean."""
        return self._names(self.engine.view)

    def links(self) -> Iterator[Target]:
        """Every link of every note, once a note."""
        view = self.engine.view
        names = self._names(view)
        for note in view.notes():
            path = view.path(note)
            for target in sorted(view.targets(note)):
                yield Target(path, target, names.candidates(target, path))

    def backlinks(self, path: str) -> list[str]:
        """The paths of the notes that link to a note, sorted."""
        view = self.engine.view
        note = view.find(path)
        if note < 0:
            return []
        nodes = self.engine.links.backlinks(int(view.nodes[note]))
        return sorted(view.path(linking) for node in nodes if (linking := int(view.current[node])) >= 0)

    def title(self, path: str) -> str:
        """A note's title; its file name while it has not been read."""
        view = self.engine.view
        note = view.find(path)
        return view.title(note) if note >= 0 else note_id(path).rsplit("/", 1)[-1]

    def link_to(self, path: str, shown: str | None = None) -> str:
        """A link to a note, by file name where that is enough; it shows its title, or what is to be shown."""
        name, text = note_id(path), self.title(path) if shown is None else shown
        text = " ".join(text.split())
        enough = (t for t in (name.rsplit("/", 1)[-1], name, path) if self._resolved([t], "") == {path})
        target = next(enough, name)
        if UNSAFE & set(target) or target != target.strip():
            text = text.translate(dict.fromkeys(map(ord, "[]")))
            return f"[{text}]({quote(path, errors='surrogateescape')})"
        if shown is not None and fold(shown) == fold(target):
            return f"[[{shown}]]"
        return f"[[{target}]]" if text == target or UNSAFE & set(text) else f"[[{target}|{text}]]"

    def quote(self, hit: Hit) -> str:
        """A passage as a quote with its source and day, ending with a blank line."""
        from recall_tui.notes.blocks import without_id

        said = without_id(hit.text.strip("\n"))  # it names the passage, not its quote
        lines = [f"> {line}".rstrip() for line in said.split("\n")]
        return "\n".join([*lines, ">", f"> — {self.link_to(hit.path)}, {hit.date:%Y-%m-%d}", "", ""])

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
        from recall_tui.notes.frontmatter import read_front_matter
        from recall_tui.notes.names import free_name, slug

        self.check_there()
        front = read_front_matter(text)
        wanted = f"{slug(title or front.text('title') or beginning(text[front.body :]))}.md"
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

    def refresh(self, paths: Iterable[str]) -> bool:
        """Look at these notes' files again, and at all of them for the path ""; whether any had changed.

        Raises FolderError where the folder is gone.
        """
        from recall_tui.folder.indexing import differences, stamp

        with self._looking:
            self._written.clear()
            before = self.engine.view
            if "" in (paths := set(paths)):
                found, passed_over = self._scanned()
                changed, gone = differences(before, found)
            else:
                found = look(self.root, paths)
                there = {entry.path for entry in found}
                gone = [path for path in paths - there if before.find(path) >= 0]
                changed = [entry for entry in found if before.stamp(entry.path) != stamp(entry)]
                passed_over = [
                    p for p in self._passed_over if p.path not in there and lexists(self.root / p.path)
                ]
            if gone:
                self.check_there()
            self._read(changed, lambda done, total: None, lambda: False, passed_over)
            others = set(passed_over) != set(self._passed_over)
            self._passed_over = passed_over
            self._forget(gone)
            self._link_again([*(entry.path for entry in changed), *gone], before)
            return others or self.engine.view is not before

    def keep_up(
        self,
        changed: Callable[[], None],
        stopped: threading.Event,
        notice: Callable[[str], None],
        touched: Callable[[Set[str]], None] = lambda paths: None,
    ) -> None:
        """Take in what other programs change, as they do, until `stopped`; for a thread of its own.

        `touched` is called with the paths that may have changed ("" is any), `changed` when it was taken in,
        and `notice` with a sentence where the system does not tell, or "" when that is over.
        """
        from recall_tui.folder.watch import watch

        for paths in watch(self.root, stopped=stopped, notice=notice):
            touched(paths)
            try:
                if self.refresh(paths):
                    changed()
            except FolderGone as error:
                notice(str(error))
            except FolderError:
                pass  # the watcher says so

    def check_there(self) -> None:
        """Raise FolderGone where another folder stands in the place of ours, with none of its notes.

        So it is when a disk was unmounted: its mount point is a folder too, and empty.
        """
        now = identity(self.root)
        if now != self._identity:
            view = self.engine.view
            known = (view.path(note) for note in islice(view.notes(), KNOWN))
            if not any(lexists(self.root / path) for path in known):
                raise FolderGone(vanished(self.root))
            self._identity = now

    def _tidy(self, path: str) -> None:
        """Once an hour, remove what need not be kept longer: in the trash, and of killed saves of a note."""
        if monotonic() - self._tidied > TIDY:
            from recall_tui.folder import leftovers, trash

            self._tidied = monotonic()
            trash.sweep(self.root, datetime.now())
            leftovers.sweep_leftovers(self.root, path.rpartition("/")[0], time())

    def _scanned(self) -> tuple[list[Found], list[Problem]]:
        """The folder's notes as they are on disk, and what is passed over there."""
        problems: list[Problem] = []
        return list(scan(self.root, problems)), problems

    def _open(self, opened: Opened) -> None:
        """Start anew from an index, and from what was written here since."""
        with self._changing:
            self.engine.open(opened.segments, opened.edges, opened.gone)
            for name, node, nodes in opened.relinked:
                getattr(self.engine.graphs, name).set(node, nodes)
            self._texts.clear()
            before = self.engine.view
            self._take(list(self._written.values()))
            self._link_again(list(self._written), before)

    def _keep(self, shelf: Shelf, kept: Opened | None) -> None:
        """Keep the index for the next start: what is not as in the kept one, where that is little."""
        from recall_tui.folder.indexing import Edges

        view = self.engine.view
        if kept and view.segments[0] is kept.segments[0]:
            same = int(view.alive[: len(kept.segments[0])].sum())
            if len(view.alive) - same < len(self) // FRESH:
                shelf.keep_changes(view, self.engine.graphs, kept.identity)
                return
        with self._changing:  # a note saved in between would be in it twice, or linked to and not in it
            self.engine.settle()
            view = self.engine.view
            edges = Edges(*(graph.out(len(view.alive)) for graph in self.engine.graphs))
        if view.segments:
            shelf.keep_base(view.segments[0], edges)

    def _read(
        self,
        found: Sequence[Found],
        progress: Callable[[int, int], None],
        stopped: Callable[[], bool],
        problems: list[Problem],
    ) -> bool:
        """Read notes and take them in, and forget those that can't be read; False where it was stopped."""
        from recall_tui.folder.indexing import understood

        batch: list[Document] = []
        progress(0, len(found))
        for done, entry in enumerate(found, 1):
            if stopped():
                return False
            try:
                batch.append(understood(files.read(self.root, entry.path), entry, self.engine.languages))
            except NoteError as error:
                problems.append(Problem(entry.path, str(error)))
                self._forget([entry.path])
            if len(batch) >= min(max(BATCH, done // 4), LARGEST_BATCH) or done == len(found):
                self._take(batch, passing_over=self._written.keys())
                batch = []
            if done % BATCH == 0 or done == len(found):
                progress(done, len(found))
        return True

    def _saved(self, file: File) -> File:
        from recall_tui.folder.indexing import understood

        seen = next(iter(look(self.root, [file.path])), None)
        if not seen or (seen.size, seen.mtime_ns) != (file.size, file.mtime_ns):  # changed again since
            seen = Found(file.path, -1, 0, 0, None)
        saved = understood(file, seen, self.engine.languages)
        with self._changing:
            before = self.engine.view
            self._written[file.path] = saved
            self._take([saved])
            self._link_again([file.path], before)
        return file

    def _take(self, documents: Sequence[Document], passing_over: Container[str] = ()) -> None:
        """Let the engine know these notes as they are now."""
        with self._changing:
            # Looked up here and not before: a note may be saved while older text of it is understood.
            taken = [each for each in documents if each.path not in passing_over]
            for each in taken:
                self._texts.pop(each.path, None)
            self._met = None
            self.engine.add(taken)

    def _forget(self, paths: Iterable[str]) -> None:
        """These notes are gone, but for those of folders that cannot be looked into."""
        closed = tuple(p.path for p in self._passed_over if p.path.endswith("/"))
        with self._changing:
            # One that was written here may have come in after the look that did not find it.
            self.engine.remove(p for p in paths if p not in self._written and not p.startswith(closed))
            self._met = None

    def _link_again(
        self, paths: Sequence[str], before: View, stopped: Callable[[], bool] = lambda: False
    ) -> bool:
        """Find out where these notes lead, and where those do by now that name them, or did so before.

        True where stopped.
        """
        from recall_tui.folder.indexing import called, resolved

        view = self.engine.view
        names = self._names(view)
        notes = {note for path in paths if (note := view.find(path)) >= 0}
        if paths and len(notes) < view.living:  # where all are new, nobody has waited
            for form in called(before, paths) | called(view, paths):
                notes.update(view.having("wanted", form))
        for note in notes:
            if stopped():
                return True
            path = view.path(note)
            leads = (view.targets(note), view.prev(note), view.next(note))
            self.engine.link(path, *(list(resolved(names, targets, path)) for targets in leads))
        return False

    def _names(self, view: View) -> Names:
        """What the notes of a view are called. The last answers are kept: each key asks them again."""
        if self._called[0] is not view:
            self._called = view, Names(lru_cache(maxsize=4096)(view.called))
        return self._called[1]

    def _resolved(self, targets: Iterable[str], source: str) -> frozenset[str]:
        """The notes that targets of links mean; broken and ambiguous ones mean none."""
        from recall_tui.folder.indexing import resolved

        return frozenset(resolved(self._names(self.engine.view), targets, source))

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


def beginning(text: str) -> str:
    """What a text without a title is called: its first heading or the first words of its first line."""
    for line in text.split("\n"):
        if words := line.lstrip("#>-*+ \t").split():
            return " ".join(words if line.startswith("#") else words[:8])
    return ""
