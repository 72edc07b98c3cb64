"""The trash: deleted notes, and for a day what saves displaced, in `.recall/trash/` of the notes folder.

Each item is a folder named after when it came (UTC) and why; in it lies the note under its path as it was, so
that it is found by name without recall too:

    .recall/trash/20261122T103000.250000Z-deleted/ideas/trees.md

- `deleted`: stays until the person removes it.
- `displaced`: a version that a save displaced. Removed a day later.
- `unfinished`: the old text of a note that is written in place (see `files.save`), there only meanwhile. One
  that is found was left by a save that was killed: the note may be half of one and half of the other. It
  stays, and `items` lists it.

Files are moved here, so what another program still writes into one is not lost either.
"""

# The system calls themselves, by their names: their flags and order are what this file is about.
# ruff: noqa: PTH102, PTH103, PTH104, PTH106, PTH108, PTH118, PTH119, PTH120

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from os.path import lexists
from pathlib import Path
from typing import Literal, NamedTuple

from recall_tui.errors import NoteError
from recall_tui.folder.disk import kind, make_folders, sync_folder, write_new
from recall_tui.folder.paths import check_root, from_root, inside, parts, told
from recall_tui.folder.renaming import move_new

PLACE = (".recall", "trash")
"""From the notes folder on; each of them a folder of its own, never a link."""
KEPT = timedelta(days=1)
"""How long a displaced version is kept."""
EVERY = 15 * 60
"""Of what one sitting writes, a version is kept once in so many seconds."""

Why = Literal["deleted", "displaced", "unfinished"]
_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-(deleted|displaced|unfinished)(?:-\d+)?", re.ASCII)
_TIME = "%Y%m%dT%H%M%S.%fZ"


class Item(NamedTuple):
    """A note in the trash."""

    name: str
    """What `restore` takes: the path from the trash on, `/` always."""
    path: str
    """The note's path from the notes folder on, as it was."""
    when: datetime
    """When it came, UTC."""
    why: Why
    size: int
    """Bytes."""


def worth_keeping(kept: float, now: float) -> bool:
    """Whether the version that a save displaces is kept: this is the one place that says so.

    `kept` is when a version of the note was last kept in this sitting (`File.kept`), `now` is now, both by
    `time.monotonic`. A save comes after each pause, and a hundred versions an hour would bury the one that is
    wanted. So what was read from disk is always kept, whoever wrote it; what this sitting wrote itself only
    when no version was kept for a quarter of an hour.
    """
    return now - kept >= EVERY


def discard(root: Path, path: str, now: datetime) -> str:
    """Move a note to the trash; returns its name there. Of a link, the link goes and its target stays.

    Raises NoteError, and the note is where it was, or says that it is in the trash.
    """
    what = f"{path} was not deleted"
    names = parts(path)
    check_root(root, what)
    with told(what, f"{what}: it is gone already."):
        folder = inside(root, path, names[:-1])
        source = os.path.join(folder, names[-1])
        mode = os.lstat(source).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise NoteError(f"{what}: it is {kind(mode)}, not a note.")
        item, target = _room(root, names, "deleted", now)
        try:
            os.rename(source, target)  # nothing is overwritten: the item is new
        except OSError:
            _prune(target)
            raise
    what = f"{path} was moved to the trash, but the disk did not confirm that this would survive a power cut"
    with told(what, f"{what}: its folder is gone."):
        sync_folder(os.path.dirname(target))
        sync_folder(folder)
    return "/".join((item, *names))


def items(root: Path) -> list[Item]:
    """What is in the trash, the latest first; what is not an item of recall's is passed over.

    Raises NoteError where the trash cannot be read, or is a link.
    """
    found: list[Item] = []
    with told("The trash cannot be read", ""), suppress(FileNotFoundError):
        trash = _trash(root)
        with os.scandir(trash) as entries:
            folders = [e.name for e in entries if e.is_dir(follow_symlinks=False)]
        for name in sorted(folders, reverse=True):
            with suppress(ValueError):
                if match := _NAME.fullmatch(name):
                    when = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
                    why: Why = match[2]  # type: ignore[assignment]
                    for path, size in _files(os.path.join(trash, name)):
                        found.append(Item(f"{name}/{path}", path, when, why, size))
    return found


def restore(root: Path, name: str) -> str:
    """Move what is in the trash under that name back; returns its path, which is another where that is taken.

    Raises NoteError.
    """
    from recall_tui.notes.names import free_name

    item = next((item for item in items(root) if item.name == name), None)
    if item is None:  # and so no name leads anywhere else
        raise NoteError(f"There is no {name} in the trash.")
    what = f"{item.path} was not brought back"
    with told(what, f"{what}: it is gone from the trash."):
        source = os.path.join(_trash(root), *name.split("/"))
        while True:
            path = free_name(item.path, lambda taken: lexists(root / taken))
            names = parts(path)
            folder = inside(root, path, names[:-1])
            make_folders(folder)
            try:
                move_new(source, os.path.join(folder, names[-1]))
                break
            except FileExistsError:  # since it was looked for
                continue
    _prune(source)
    what = f"{path} was brought back, but the disk did not confirm that this would survive a power cut"
    with told(what, f"{what}: its folder is gone."):
        sync_folder(folder)
    return path


def keep_version(root: Path, path: str, data: bytes, now: datetime, source: str = "") -> None:
    """Keep `data`, which a save displaced: by moving `source`, where it is a file and can be.

    The save went well by then, so what hinders this is passed over. `source` is gone afterwards.
    """
    with suppress(OSError, NoteError):
        target = _room(root, parts(path), "displaced", now)[1]
        try:
            if not (source and _moved(source, target)):
                write_new(target, data, 0o600)
        except OSError:
            _prune(target)
    if source:
        with suppress(OSError):
            os.unlink(source)


def _moved(source: str, target: str) -> bool:
    try:
        os.rename(source, target)
    except OSError:  # another disk, mounted in the notes folder
        return False
    return True


def put_aside(root: Path, path: str, data: bytes, now: datetime) -> str:
    """Keep `data` as `unfinished`, synced, while its note is written in place; returns the file.

    Raises OSError, NoteError.
    """
    target = _room(root, parts(path), "unfinished", now)[1]
    try:
        write_new(target, data, 0o600)
        sync_folder(os.path.dirname(target))
    except OSError:
        _prune(target)
        raise
    return target


def drop(file: str) -> None:
    """Remove a file of the trash, and the folders that are empty without it."""
    with suppress(OSError):
        os.unlink(file)
    _prune(file)


def sweep(root: Path, now: datetime) -> None:
    """Remove the displaced versions that were kept for a day; what hinders that is passed over."""
    with suppress(NoteError, OSError):
        trash = _trash(root)
        for item in items(root):
            if item.why == "displaced" and now.astimezone(UTC) - item.when > KEPT:
                drop(os.path.join(trash, *item.name.split("/")))


def _trash(root: Path, *, make: bool = False, sync: bool = False) -> str:
    """The folder; FileNotFoundError where there is none. Raises OSError, and NoteError for a link.

    A link would have notes moved to where it leads, and what lies there removed.
    """
    full = os.fspath(root)
    for name in PLACE:
        above, full = full, os.path.join(full, name)
        if make:
            with suppress(FileExistsError):
                os.mkdir(full, 0o700)
                if sync:
                    sync_folder(above)
        if not stat.S_ISDIR(os.lstat(full).st_mode):
            raise NoteError(
                f"{from_root(root, full)} is a link or a file, and not a folder of recall's own, so it was"
                " left alone. Remove or rename it."
            )
    return full


def _room(root: Path, names: list[str], why: Why, now: datetime) -> tuple[str, str]:
    """A new item in the trash, by its name, and where in it a note of this path goes; its folders are made.

    They are synced, but for a displaced version: nobody is told that it is there. Raises OSError, NoteError.
    """
    sync = why != "displaced"
    trash = _trash(root, make=True, sync=sync)
    first = item = f"{now.astimezone(UTC):{_TIME}}-{why}"
    number = 1
    while True:
        try:
            os.mkdir(os.path.join(trash, item), 0o700)
            break
        except FileExistsError:
            number += 1
            item = f"{first}-{number}"
    target = os.path.join(trash, item, *names)
    try:
        if sync:
            sync_folder(trash)
            make_folders(os.path.dirname(target))
        else:
            os.makedirs(os.path.dirname(target), 0o700, exist_ok=True)
    except OSError:
        _prune(target)
        raise
    return item, target


def _files(folder: str) -> Iterator[tuple[str, int]]:
    """The files below a folder, by their paths from there, and their sizes; links are not followed."""
    for above, _, names in os.walk(folder):
        for name in sorted(names):
            full = os.path.join(above, name)
            with suppress(OSError):
                yield os.path.relpath(full, folder).replace(os.sep, "/"), os.lstat(full).st_size


def _prune(file: str) -> None:
    """Remove the folders of an item that are empty without this file."""
    with suppress(OSError):
        while not _NAME.fullmatch(os.path.basename(file)):
            file = os.path.dirname(file)
            os.rmdir(file)
