"""Taking in the notes of a folder: what is kept of them at once, then what has changed, then what changes.

Importing it, and opening a folder, is cheap: what reads notes, the engine and its array library come in with
the first `load`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Sequence, Set
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

from recall_tui.errors import FolderError, FolderGone, NoteError
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.folder.scan import Found, Problem, check_folder, identity, look, scan, vanished
from recall_tui.notes.resolve import Names

if TYPE_CHECKING:
    from recall_tui.config import Settings
    from recall_tui.folder.indexing import Opened, Shelf
    from recall_tui.recall.document import Document
    from recall_tui.recall.engine import Engine
    from recall_tui.recall.index import View

BATCH = 200
"""Notes are taken in this many at a time at first, so that answers come within a blink; then in larger
batches, since after each the next key pays for new statistics."""
LARGEST_BATCH = 2_000
MANY = 3_000
"""To read more notes than this, other processes are started: that takes a second by itself."""
FRESH = 8
"""When one note in so many is not as the kept index has it, all are kept anew."""
TEXTS = 512
"""Texts of notes kept at hand for the passages that are shown."""
KNOWN = 100
"""Of so many notes one is looked for, to see whether a folder is still the one that was opened."""


class Intake:
    """What is known of a folder of notes. One thread may ask while others `load` and save."""

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
        self._called: tuple[View | None, Names] = None, Names(lambda key: ())
        self._engine: Engine | None = None
        self._changing = threading.RLock()
        """Held while what is known changes hands, never while files are read."""
        self._looking = threading.Lock()
        """Held while files are looked for and read: two at it would undo what the other has found."""

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
            passed_over: list[Problem] = []
            before, walk = self.engine.view, scan(self.root, passed_over)
            # Where none is known, all need not be found to know that many are to be read.
            found = list(walk if before.living else islice(walk, MANY + 1))
            changed, gone = differences(before, found)
            if len(changed) > max(MANY, len(found) // 2):
                from recall_tui.folder.reading import read_in_processes

                unread: list[Problem] = []
                try:
                    kept = read_in_processes(shelf, chain(found, walk), self._open, progress, stopped, unread)
                    if not kept:
                        return
                    self._open(kept)
                    passed_over += unread
                    changed, gone = [], []
                except (OSError, ValueError):  # no processes to be had: it takes longer
                    self._open(kept or NOTHING)
                    found, passed_over = self._scanned()
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
            self.engine.threads.work_out()
            self.loaded = True

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
            self.engine.threads.work_out()
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
        self.engine.threads.work_out()  # else the next key would
        return file

    def _take(self, documents: Sequence[Document], passing_over: Container[str] = ()) -> None:
        """Let the engine know these notes as they are now."""
        with self._changing:
            # Looked up here and not before: a note may be saved while older text of it is understood.
            taken = [each for each in documents if each.path not in passing_over]
            for each in taken:
                self._texts.pop(each.path, None)
            self.engine.add(taken)

    def _forget(self, paths: Iterable[str]) -> None:
        """These notes are gone, but for those of folders that cannot be looked into."""
        closed = tuple(p.path for p in self._passed_over if p.path.endswith("/"))
        with self._changing:
            # One that was written here may have come in after the look that did not find it.
            self.engine.remove(p for p in paths if p not in self._written and not p.startswith(closed))

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
        if notes and len(notes) == view.living:
            return self._link_all(stopped)
        if paths:
            for form in called(before, paths) | called(view, paths):
                notes.update(view.having("wanted", form))
        for note in notes:
            if stopped():
                return True
            path = view.path(note)
            leads = (view.targets(note), view.prev(note), view.next(note))
            self.engine.link(path, *(list(resolved(names, targets, path)) for targets in leads))
        return False

    def _link_all(self, stopped: Callable[[], bool]) -> bool:
        """Find out where all notes lead, which takes a fraction of the time that it takes for each.

        True where stopped.
        """
        from recall_tui.folder.indexing import edges_of

        while not stopped():
            with self._changing:
                self.engine.settle()
                view = self.engine.view
            (notes,) = view.segments
            edges = edges_of(notes.paths, notes.keys, notes.targets, notes.prev, notes.next)
            with self._changing:
                if self.engine.view is view:  # else a note was saved meanwhile
                    self.engine.open([notes], edges)
                    return False
        return True

    def _names(self, view: View) -> Names:
        """What the notes of a view are called. The last answers are kept: each key asks them again."""
        if self._called[0] is not view:
            self._called = view, Names(lru_cache(maxsize=4096)(view.called))
        return self._called[1]
