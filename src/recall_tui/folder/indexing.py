"""From files to the index: what has changed since it was kept, and how it is kept.

Two files are kept. `base` holds all notes as they were when it was made; `changes` what has come, changed and
gone since, and says of which base. So a few changed notes cost a small file, and a reader that finds changes
of another base passes over them: whatever they would have told, it finds out by looking at the folder.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recall_tui import __version__
from recall_tui.errors import AmbiguousName
from recall_tui.folder import cache as store
from recall_tui.folder.files import File
from recall_tui.folder.scan import Found
from recall_tui.folder.scratch import sweep
from recall_tui.notes.note import Note
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names, forms
from recall_tui.recall.columns import Arrays, Lists, Rows, Strings
from recall_tui.recall.document import Document, document
from recall_tui.recall.graph import Graphs
from recall_tui.recall.index import View
from recall_tui.recall.languages import Languages
from recall_tui.recall.postings import Postings
from recall_tui.recall.segment import Segment

BASE, CHANGES = "base", "changes"


class Edges(NamedTuple):
    """Where notes lead, each to a row of notes by number; as `recall.graph.Graphs`."""

    links: Rows
    prev: Rows
    next: Rows


@dataclass(frozen=True)
class Opened:
    """An index as it was kept, or as it was just made."""

    segments: tuple[Segment, ...]
    edges: Edges
    """Where the notes of the first segment lead."""
    gone: tuple[int, ...] = ()
    """Notes that are no longer there, by number."""
    identity: str = ""
    """Which base it is."""
    relinked: tuple[tuple[str, int, list[int]], ...] = ()
    """(graph, node, nodes): where else notes lead by now, the graph by its name in `Edges`."""


NO_EDGES = Edges(Rows.of([]), Rows.of([]), Rows.of([]))
NOTHING = Opened((), NO_EDGES)


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
        sweep(self.place)
        base, changes = store.load(self.place / BASE), store.load(self.place / CHANGES)
        if not base or base.meta.get("made for") != self._made_for() or not base.sound():
            return None
        opened = _opened(base)
        if changes and changes.meta.get("base") == opened.identity and changes.sound():
            later, gone = Segment.from_arrays(changes.arrays), changes.arrays["gone"].tolist()
            relinked = tuple(
                (name, node, row.tolist())
                for name, rows in _edges(changes)._asdict().items()
                for node, row in zip(changes.arrays[f"{name}.nodes"].tolist(), rows, strict=True)
            )
            segments = (*opened.segments, later)
            return replace(opened, segments=segments, gone=tuple(gone), relinked=relinked)
        return opened

    def meta(self) -> dict[str, Any]:
        """What a new base says about itself."""
        return {"made for": self._made_for(), "identity": os.urandom(16).hex()}

    def keep_base(self, segment: Segment, edges: Edges) -> None:
        """Keep all notes."""
        if self.place:
            with suppress(OSError):
                write(self.place / BASE, self.meta(), segment, edges)

    def keep_changes(self, view: View, graphs: Graphs, identity: str) -> None:
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
        more = {"gone": np.flatnonzero(~alive[0])}
        rows = []
        known = len(view.current)  # links may be a save ahead
        for name, links in graphs._asdict().items():
            relinked: dict[int, list[int]] = {}
            for node in (node for node in links.changed() if node < known):
                if (note := int(view.current[node])) >= 0:
                    relinked[int(nodes[note])] = nodes[view.standing(links.outgoing(node))].tolist()
                elif node < first:
                    relinked.setdefault(node, [])
            more[f"{name}.nodes"] = np.array(list(relinked), np.int64)
            rows.append(Rows.of(list(relinked.values())))
        with suppress(OSError):
            write(self.place / CHANGES, {"base": identity}, later, Edges(*rows), **more)

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
    return understood_all([(file, seen)], languages)[0]


def understood_all(read: Iterable[tuple[File, Found]], languages: Languages) -> list[Document]:
    """Files as `understood` gives them."""
    # All are parsed, then all analysed: in turn, each would drive the other from the processor's caches.
    notes = [(_parsed(file), moment(file.mtime_ns / 1e9).date(), stamp(seen)) for file, seen in read]
    return [document(note, languages, touched, looks) for note, touched, looks in notes]


def _parsed(file: File) -> Note:
    born = moment(file.born) if file.born else None
    return parse_note(file.path, file.text, born=born, modified=moment(file.mtime_ns / 1e9))


def write(
    path: Path, meta: Mapping[str, Any], segment: Segment, edges: Edges, **more: NDArray[np.int64]
) -> None:
    """Keep notes and where they lead in a file, `meta` and more arrays with them. Raises OSError."""
    store.write(path, meta, segment.arrays() | edge_arrays(edges) | more)


def edge_arrays(edges: Edges) -> Arrays:
    """Where notes lead, as named arrays."""
    arrays: Arrays = {}
    for name, rows in edges._asdict().items():
        arrays |= {f"{name}.to": rows.values, f"{name}.from": rows.starts}
    return arrays


def loaded(name: str) -> store.Cached:
    """A file that was just written. Raises OSError where it has gone."""
    cached = store.load(Path(name))
    if cached is None:
        raise OSError(f"{name} was removed.")
    return cached


def mapped(name: str) -> Opened:
    """What such a file of notes holds."""
    return _opened(loaded(name))


def _opened(base: store.Cached) -> Opened:
    """What a file with all notes holds."""
    segment = Segment.from_arrays(base.arrays)
    return Opened((segment,), _edges(base), (), base.meta.get("identity", ""))


def _edges(cached: store.Cached) -> Edges:
    return Edges(
        *(Rows(cached.arrays[f"{name}.to"], cached.arrays[f"{name}.from"]) for name in Edges._fields)
    )


def edges_of(paths: Strings, keys: Postings, *written: Lists) -> Edges:
    """Where each note leads, by number; of columns of a segment with all notes, each once.

    `written` are the columns that links stand in, as in `Edges`.
    """
    # All names are looked up, so a dictionary of them pays.
    every = list(paths)
    numbers = {path: number for number, path in enumerate(every)}
    notes, starts = keys.rows.values.tolist(), keys.rows.starts.tolist()
    rows_of = {key: row for row, key in enumerate(keys.keys)}

    def called(key: str) -> list[str]:
        row = rows_of.get(key, -1)
        return [every[note] for note in notes[starts[row] : starts[row + 1]]] if row >= 0 else []

    names = Names(called)

    def rows(lists: Lists) -> Rows:
        targets, starts = list(lists.strings), lists.starts
        found: list[list[int]] = [[]] * len(every)
        for number in np.flatnonzero(np.diff(starts)).tolist():
            there = targets[starts[number] : starts[number + 1]]
            meant = {numbers[path] for path in resolved(names, there, every[number])}
            found[number] = sorted(meant - {number})
        return Rows.of(found)

    return Edges(*map(rows, written))


def called(view: View, paths: Collection[str]) -> set[str]:
    """What links to the notes at these paths want (see `notes.resolve.wanted`), under any of their names."""
    found: set[str] = set()
    for base, segment in view.parts():
        notes = [note for path in paths if (note := segment.find(path)) >= 0 and view.alive[base + note]]
        keys, rows = segment.keys.keys, segment.keys.rows
        places = np.flatnonzero(np.isin(rows.values, notes) if notes else [])
        found |= forms(keys[row] for row in np.unique(rows.starts.searchsorted(places, "right") - 1).tolist())
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
