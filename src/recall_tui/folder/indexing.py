"""From files to the index: read what has changed, in processes where it is much, and keep the rest.

Two files are kept. `base` holds all notes as they were when it was made; `changes` what has come, changed and
gone since, and says of which base. So a few changed notes cost a small file, and a reader that finds changes
of another base passes over them: whatever they would have told, it finds out by looking at the folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from recall_tui import __version__
from recall_tui.errors import AmbiguousName, NoteError
from recall_tui.folder import cache as store
from recall_tui.folder import files
from recall_tui.folder.files import File
from recall_tui.folder.scan import Found, Problem
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names
from recall_tui.recall.columns import Rows
from recall_tui.recall.document import Document, document
from recall_tui.recall.index import Index, View
from recall_tui.recall.languages import Languages
from recall_tui.recall.segment import Segment

if TYPE_CHECKING:
    from concurrent.futures import Future

BASE, CHANGES = "base", "changes"
PART = 4_000
"""Notes that a process reads at a time; larger parts have fewer words in common to put together."""
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
        base, changes = store.load(self.place / BASE), store.load(self.place / CHANGES)
        if not base or base.meta.get("made for") != self._made_for() or not base.sound():
            return None
        opened = _opened(base)
        if changes and changes.meta.get("base") == opened.identity and changes.sound():
            later, gone = Segment.from_arrays(changes.arrays), changes.arrays["gone"].tolist()
            return replace(opened, segments=(*opened.segments, later), gone=tuple(gone))
        return opened

    def meta(self) -> dict[str, Any]:
        """What a new base says about itself."""
        return {"made for": self._made_for(), "identity": os.urandom(16).hex()}

    def keep_base(self, segment: Segment, links: Rows) -> None:
        """Keep all notes."""
        if self.place:
            with suppress(OSError):
                _write(self.place / BASE, self.meta(), segment, links)

    def keep_changes(self, view: View, identity: str) -> None:
        """Keep what differs from the base, the first segment of the view."""
        if self.place and len(view.segments) > 1:
            first = len(view.segments[0])
            ends = (*view.bases[1:], len(view.alive))
            alive = [view.alive[a:b] for a, b in zip(view.bases, ends, strict=True)]
            later = Segment.merged(view.segments[1:], alive[1:])
            gone = np.flatnonzero(~view.alive[:first])
            with suppress(OSError):
                store.write(self.place / CHANGES, {"base": identity}, later.arrays() | {"gone": gone})

    def _made_for(self) -> dict[str, Any]:
        """What must be the same for an index to be of use."""
        return {"folder": os.fspath(self.root.resolve()), "language": self.language, "program": _program()}


@cache
def _program() -> str:
    """The version of what makes an index; while it is being worked on, another one with every change."""
    above = Path(__file__).parents[1]
    parts = [p for name in ("notes", "recall", "folder") for p in sorted((above / name).glob("*.py"))]
    newest = max((p.stat().st_mtime_ns for p in parts), default=0)
    return f"{__version__} {newest}"


def differences(view: View, found: Sequence[Found]) -> tuple[list[Found], list[str]]:
    """The files that are not as the view knows them, and the paths of notes that are no longer there."""
    known: dict[str, int] = {}
    for base, segment in view.parts():
        alive = view.alive[base : base + len(segment)].tolist()
        known.update(compress(zip(segment.paths, segment.stamps.tolist(), strict=True), alive))
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
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from tempfile import TemporaryDirectory

    context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks as they stand
    with (
        TemporaryDirectory(prefix="parts-", dir=shelf.place, ignore_cleanup_errors=True) as place,
        ProcessPoolExecutor(PROCESSES, context, os.nice, (NICE,)) as pool,
    ):
        parts = [found[i : i + PART] for i in range(0, len(found), PART)]
        names = [f"{place}/{i}" for i in range(len(parts))]
        reading: dict[Future[Any], str] = {
            pool.submit(_read_part, shelf.root, part, shelf.language, name): name
            for part, name in zip(parts, names, strict=True)
        }
        ready: list[str] = []
        joining: Future[Any] | None = None
        joined, done, goal = "", 0, PART
        while True:
            if stopped():
                pool.shutdown(wait=False, cancel_futures=True)
                for process in multiprocessing.active_children():
                    process.terminate()
                return None
            try:
                for future in wait([*reading, *([joining] if joining else [])], 0.1, FIRST_COMPLETED).done:
                    if future is joining:
                        future.result()
                        if not reading and not ready:
                            return _mapped(joined)
                        took_in(_mapped(joined))
                        joining = None
                        ready.append(joined)
                    else:
                        ready.append(reading.pop(future))
                        problems += future.result()
                        done += PART
                        progress(min(done, len(found)))
            except BrokenProcessPool as error:
                raise OSError("A process that read notes was ended.") from error
            if joining is None and (done >= goal or not reading):
                goal = GROWTH * done
                joined = f"{place}/joined-{done}-{len(ready)}"
                whole = None if reading else shelf.meta()
                joined = os.fspath(shelf.place / BASE) if whole and shelf.place else joined
                joining, ready = pool.submit(_join, ready, joined, whole), []


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
    links = Rows.of([]) if meta is None else links_of(Index([segment]).view)
    _write(Path(name), meta or {}, segment, links)
    for each in names:
        Path(each).unlink()


def _write(path: Path, meta: Mapping[str, Any], segment: Segment, links: Rows) -> None:
    arrays = {"links.values": links.values, "links.starts": links.starts}
    store.write(path, meta, segment.arrays() | arrays)


def _mapped(name: str) -> Opened:
    cached = store.load(Path(name))
    if cached is None:
        raise OSError(f"{name} was removed.")
    return _opened(cached)


def _opened(base: store.Cached) -> Opened:
    """What a file with all notes holds."""
    links = Rows(base.arrays["links.values"], base.arrays["links.starts"])
    return Opened((Segment.from_arrays(base.arrays),), links, (), base.meta.get("identity", ""))


def links_of(view: View) -> Rows:
    """What each note links to, by number; of one segment without gaps."""
    names = Names(cache(view.called))
    segment = view.segments[0]
    number = cache(view.find)
    rows = []
    for note in range(len(segment)):
        path = segment.paths[note]
        rows.append(
            sorted({number(target) for target in resolved(names, segment.targets[note], path)} - {note})
        )
    return Rows.of(rows)


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
