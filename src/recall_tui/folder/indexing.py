"""From files to the index: read what has changed, in processes where it is much, and keep the rest.

Two files are kept. `base` holds all notes as they were when it was made; `changes` what has come, changed and
gone since, and says of which base. So a few changed notes cost a small file, and a reader that finds changes
of another base passes over them: whatever they would have told, it finds out by looking at the folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import compress, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recall_tui import __version__
from recall_tui.errors import AmbiguousName, NoteError
from recall_tui.folder import cache as store
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.folder.scan import Found, Problem
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names, wanted
from recall_tui.recall.columns import Rows
from recall_tui.recall.document import Document, document
from recall_tui.recall.graph import LinkGraph
from recall_tui.recall.index import View
from recall_tui.recall.languages import Languages
from recall_tui.recall.segment import Segment

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

BASE, CHANGES, PARTS = "base", "changes", "parts-"
PART = 4_000
"""Notes that a process reads at a time; larger parts have fewer words in common to put together."""
FIRST = 400
"""Notes that each process reads first."""
BATCH = 64
GROWTH = 6
"""What has been read is put together, to be asked, each time it is so many times as much."""
PROCESSES = 2
"""More would not wait for each other, but for the disk and for whoever is typing."""
NICE = 10
"""How far reading in processes stands back behind everything else."""

Progress = Callable[[int], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True)
class Opened:
    """An index as it was kept, or as it was just made."""

    segments: tuple[Segment, ...]
    links: Rows
    """What the notes of the first segment link to."""
    gone: tuple[int, ...] = ()
    """Notes that are no longer there, by number."""
    identity: str = ""
    """Which base it is."""
    relinked: tuple[tuple[int, list[int]], ...] = ()
    """(node, nodes): what else notes link to by now."""


NOTHING = Opened((), Rows.of([]))


class Shelf:
    """Where the index of a folder is kept. Two recalls may share it: files are replaced, never changed."""

    def __init__(self, root: Path, language: str) -> None:
        self.root, self.language = root, language
        self.place = store.cache_folder(root)
        """None where nothing can be kept."""

    def open(self) -> Opened | None:
        """What is kept, if it is whole, and of this folder and this program."""
        if not self.place:
            return None
        _sweep(self.place)
        base, changes = store.load(self.place / BASE), store.load(self.place / CHANGES)
        if not base or base.meta.get("made for") != self._made_for() or not base.sound():
            return None
        opened = _opened(base)
        if changes and changes.meta.get("base") == opened.identity and changes.sound():
            later, gone = Segment.from_arrays(changes.arrays), changes.arrays["gone"].tolist()
            links = _links(changes)
            rows = (links[row].tolist() for row in range(len(links)))
            relinked = tuple(zip(changes.arrays["linking"].tolist(), rows, strict=True))
            segments = (*opened.segments, later)
            return replace(opened, segments=segments, gone=tuple(gone), relinked=relinked)
        return opened

    def meta(self) -> dict[str, Any]:
        """What a new base says about itself."""
        return {"made for": self._made_for(), "identity": os.urandom(16).hex()}

    def keep_base(self, segment: Segment, links: Rows) -> None:
        """Keep all notes."""
        if self.place:
            with suppress(OSError):
                _write(self.place / BASE, self.meta(), segment, links)

    def keep_changes(self, view: View, links: LinkGraph, identity: str) -> None:
        """Keep what differs from the base, the first segment of the view."""
        if not self.place:
            return
        base, others = view.segments[0], view.segments[1:]
        first, alive = len(base), view.there()
        later = Segment.merged(others, alive[1:]) if others else Segment.of([])
        # As notes will be numbered again: one that stands in the place of one of the base has its node.
        nodes = np.arange(len(view.alive))
        nodes[first:][view.alive[first:]] = [
            at if (at := base.find(path)) >= 0 else first + i for i, path in enumerate(later.paths)
        ]
        relinked: dict[int, list[int]] = {}
        known = len(view.current)  # links may be a save ahead
        for node in (node for node in links.changed() if node < known):
            if (note := int(view.current[node])) >= 0:
                targets = links.outgoing(node)
                targets = view.current[targets[targets < known]]
                relinked[int(nodes[note])] = nodes[targets[targets >= 0]].tolist()
            elif node < first:
                relinked.setdefault(node, [])
        more = {"gone": np.flatnonzero(~alive[0]), "linking": np.array(list(relinked), np.int64)}
        with suppress(OSError):
            links_now = Rows.of(list(relinked.values()))
            _write(self.place / CHANGES, {"base": identity}, later, links_now, **more)

    def _made_for(self) -> dict[str, Any]:
        """What must be the same for an index to be of use."""
        return {"folder": os.fspath(self.root.resolve()), "language": self.language, "program": _program()}


@cache
def _program() -> str:
    """The version of what makes an index; while it is being worked on, another one with every change."""
    import unicodedata

    import Stemmer

    above = Path(__file__).parents[1]
    parts = [p for name in ("notes", "recall", "folder") for p in sorted((above / name).glob("*.py"))]
    newest = max((p.stat().st_mtime_ns for p in parts), default=0)
    return f"{__version__} {newest} {Stemmer.version()} {unicodedata.unidata_version}"


def differences(view: View, found: Sequence[Found]) -> tuple[list[Found], list[str]]:
    """The files that are not as the view knows them, and the paths of notes that are no longer there."""
    known: dict[str, int] = {}
    for segment, alive in zip(view.segments, view.there(), strict=True):
        stamps = zip(segment.paths, segment.stamps.tolist(), strict=True)
        known.update(compress(stamps, alive.tolist()))
    changed = [entry for entry in found if known.pop(entry.path, None) != stamp(entry)]
    return changed, list(known)


def stamp(found: Found) -> int:
    """A file's size, modification time and inode in one number, the same in every process."""
    return hash(found[1:4])


def understood(file: File, seen: Found, languages: Languages) -> Document:
    """A file as the engine takes it in; `seen` is what it looked like before it was read."""
    born = moment(file.born) if file.born else None
    modified = moment(file.mtime_ns / 1e9)
    note = parse_note(file.path, file.text, born=born, modified=modified)
    return document(note, languages, modified.date(), stamp(seen))


def read_in_processes(
    shelf: Shelf,
    found: Sequence[Found],
    took_in: Callable[[Opened], None],
    progress: Progress,
    stopped: Stopped,
    problems: list[Problem],
) -> Opened | None:
    """Read so many notes that one process would take long; returns all that was read, None where stopped.

    `took_in` gets what there is so far, now and then. What is read is put together in the processes too, and
    mapped here: the one that asked only waits. Raises OSError where processes cannot be had.
    """
    from concurrent.futures import FIRST_COMPLETED, wait

    with _parts(shelf.place) as place, _processes() as pool:
        waiting, done, goal = enumerate(_portions(found)), 0, FIRST
        reading: dict[Future[Any], tuple[str, int]] = {}
        ready: list[str] = []
        joining: Future[Any] | None = None
        joined, whole = "", False
        progress(0)
        while not stopped():
            # Not all at once: what is to be joined would come last.
            while len(reading) + bool(joining) < PROCESSES and (portion := next(waiting, None)):
                number, part = portion
                name = f"{place}/{number}"
                reading[pool.submit(_read_part, shelf.root, part, shelf.language, name)] = name, len(part)
            for future in wait([*reading, *([joining] if joining else [])], 0.1, FIRST_COMPLETED).done:
                if future is joining:
                    future.result()
                    opened = _mapped(joined)
                    if whole:
                        if shelf.place:
                            with suppress(OSError):
                                Path(joined).replace(shelf.place / BASE)
                        return opened
                    took_in(opened)
                    joining = None
                    ready.append(joined)
                else:
                    name, notes = reading.pop(future)
                    ready.append(name)
                    problems += future.result()
                    done += notes
                    progress(done)
            if joining is None and (done >= goal or done == len(found)):
                goal, whole = GROWTH * done, done == len(found)
                if len(ready) == 1 and not whole:
                    took_in(_mapped(ready[0]))
                    continue
                joined = f"{place}/joined-{done}-{len(ready)}"
                joining = pool.submit(_join, ready, joined, shelf.meta() if whole else None)
                ready = []
    return None


def _portions(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """What a process reads at a time: little at first, so that there is soon something to be asked."""
    first = 0
    while first < len(found):
        last = first + (PART if first >= PROCESSES * FIRST else FIRST)
        yield found[first:last]
        first = last


@contextmanager
def _parts(place: Path | None) -> Iterator[str]:
    """A folder for what processes make."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix=PARTS, dir=place, ignore_cleanup_errors=True) as folder, _alone(folder):
        yield folder


def _sweep(place: Path) -> None:
    """Remove what runs that were killed have left."""
    from shutil import rmtree

    for left in place.glob(f"{PARTS}*"):
        with _alone(left) as alone:
            if alone:
                rmtree(left, ignore_errors=True)


@contextmanager
def _alone(folder: str | Path) -> Iterator[bool]:
    """Whether nobody else is at work in a folder, with a lock on it; one that is killed lets go of it."""
    fd = -1
    try:
        import fcntl

        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except (ImportError, OSError):  # Windows and some network disks cannot tell
        alone = False
    try:
        yield alone
    finally:
        if fd >= 0:
            os.close(fd)


@contextmanager
def _processes() -> Iterator[ProcessPoolExecutor]:
    """Processes to read in; they end with this, whatever they are at. Raises OSError where one was ended."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # It hands standard error on, and that of a running terminal program has no descriptor.
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__), suppress(ValueError, AttributeError):
        resource_tracker.ensure_running()
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks as they stand
    pool = ProcessPoolExecutor(PROCESSES, context, _begin)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise OSError("A process that read notes was ended.") from error
    finally:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown()


def _begin() -> None:
    """Stand back, and end with the one that asked, if that is killed. Runs in a process, first of all."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is meant for the one that asked
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # nothing is to be written over a terminal program
    if hasattr(os, "nice"):
        os.nice(NICE)
    threading.Thread(target=_end_together, daemon=True).start()


def _end_together() -> None:
    import multiprocessing

    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _read_part(root: Path, found: Sequence[Found], language: str, name: str) -> list[Problem]:
    """Read notes and leave them as a segment in a file; returns what can't be read. Runs in a process."""
    languages = _languages(language)
    documents: list[Document] = []
    problems = []
    for at in range(0, len(found), BATCH):
        batch = []
        for entry in found[at : at + BATCH]:
            try:
                batch.append((files.read(root, entry.path), entry))
            except NoteError as error:
                problems.append(Problem(entry.path, str(error)))
        # Many are read, then those understood: in turn, each would drive the other from the caches.
        documents += [understood(file, entry, languages) for file, entry in batch]
    _write(Path(name), {}, Segment.of(documents), Rows.of([]))
    return problems


@cache
def _languages(setting: str) -> Languages:
    """Kept with the words it knows, for the next part."""
    return Languages(setting)


def _join(names: Sequence[str], name: str, meta: Mapping[str, Any] | None) -> None:
    """Make one segment of several; with its links and under this meta where it is the whole folder.

    Runs in a process.
    """
    parts = [_mapped(each).segments[0] for each in names]
    segment = Segment.merged(parts, [np.ones(len(part), np.bool_) for part in parts])
    links = Rows.of([]) if meta is None else links_of(segment)
    _write(Path(name), meta or {}, segment, links)
    for each in names:
        Path(each).unlink()


def _write(
    path: Path, meta: Mapping[str, Any], segment: Segment, links: Rows, **more: NDArray[np.int64]
) -> None:
    arrays = {"links.values": links.values, "links.starts": links.starts}
    store.write(path, meta, segment.arrays() | arrays | more)


def _mapped(name: str) -> Opened:
    cached = store.load(Path(name))
    if cached is None:
        raise OSError(f"{name} was removed.")
    return _opened(cached)


def _opened(base: store.Cached) -> Opened:
    """What a file with all notes holds."""
    segment = Segment.from_arrays(base.arrays)
    return Opened((segment,), _links(base), (), base.meta.get("identity", ""))


def _links(cached: store.Cached) -> Rows:
    return Rows(cached.arrays["links.values"], cached.arrays["links.starts"])


def links_of(segment: Segment) -> Rows:
    """What each note links to, by number; of a segment with all notes, each once."""
    # All names are looked up, so a dictionary of them pays.
    paths = list(segment.paths)
    numbers = {path: number for number, path in enumerate(paths)}
    notes, starts = segment.keys.rows.values.tolist(), segment.keys.rows.starts.tolist()
    rows_of = dict(zip(segment.keys.keys, pairwise(starts), strict=True))

    def called(key: str) -> list[str]:
        first, last = rows_of.get(key, (0, 0))
        return [paths[note] for note in notes[first:last]]

    names = Names(called)
    return Rows.of(
        [
            sorted({numbers[target] for target in resolved(names, targets, path)} - {number})
            for number, (path, targets) in enumerate(zip(paths, segment.targets, strict=True))
        ]
    )


def called(view: View, paths: Collection[str]) -> set[str]:
    """What links to the notes at these paths want (see `notes.resolve.wanted`), under any of their names."""
    found: set[str] = set()
    for base, segment in view.parts():
        notes = [note for path in paths if (note := segment.find(path)) >= 0 and view.alive[base + note]]
        keys, rows = segment.keys.keys, segment.keys.rows
        places = np.flatnonzero(np.isin(rows.values, notes) if notes else [])
        for row in np.unique(rows.starts.searchsorted(places, "right") - 1).tolist():
            name = keys[row][1:]
            found |= {wanted(name), name[name.rfind("/") + 1 :]}  # a name may end like a file, and be one
    return found


def resolved(names: Names, targets: Iterable[str], source: str) -> Iterator[str]:
    """The notes that targets of links mean; broken and ambiguous ones mean none."""
    for target in targets:
        with suppress(AmbiguousName):
            if target and (path := names.resolve(target, source)):
                yield path


def moment(seconds: float) -> datetime:
    """A file's time on the local clock; the year 1970 for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds)
    except (OSError, OverflowError, ValueError):
        return datetime(1970, 1, 1)
