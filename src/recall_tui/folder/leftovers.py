"""Temporary files of saves that were killed: what they hold may be nowhere else, so few are removed."""

# A Path object a file would make the walk several times slower.
# ruff: noqa: PTH108, PTH118, PTH208

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from recall_tui.errors import NoteError
from recall_tui.folder.disk import is_temporary
from recall_tui.folder.paths import load
from recall_tui.folder.scan import hidden

DAY = 86_400.0
"""Younger ones, in seconds, are not removed: a save of another recall may be going on."""


class Leftover(NamedTuple):
    """A temporary file that is still there."""

    path: str
    """Path from the notes folder, `/` always."""
    size: int
    """Bytes."""
    changed: float
    """When it was written or got its name, seconds since 1970 UTC."""
    same_as: str
    """The path of a file beside it with the very same bytes; empty where it may be the only copy."""


def leftovers(root: Path, folder: str = "") -> list[Leftover]:
    """The temporary files below a folder of the notes folder, by path; what cannot be read is passed over.

    A save that goes on in this moment has one too.
    """
    found: list[Leftover] = []
    for above, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = [name for name in folders if not hidden(name)]
        found += _in_folder(os.fspath(root), above, names)
    return sorted(found)


def sweep_leftovers(root: Path, folder: str, now: float) -> None:
    """Remove a folder's temporary files that are a day old and hold no text of their own.

    They are empty or have the very bytes of another file there. All others stay: one may be the old text of
    a note, or what another program wrote in the moment of a save. `now` is seconds since 1970 UTC.
    """
    with suppress(OSError):
        above = os.path.join(root, folder)
        for leftover in _in_folder(os.fspath(root), above, os.listdir(above)):
            if now - leftover.changed > DAY and (leftover.same_as or not leftover.size):
                os.unlink(os.path.join(root, leftover.path))


def _in_folder(root: str, folder: str, names: list[str]) -> Iterator[Leftover]:
    for name in filter(is_temporary, names):
        full = os.path.join(folder, name)
        with suppress(OSError, NoteError):
            data, now = load(name, full, os.lstat(full).st_size)
            others = (other for other in names if not is_temporary(other))
            same = next((other for other in others if _holds(os.path.join(folder, other), data)), "")
            path, same = (_path(root, folder, each) for each in (name, same))
            # Exchanged, a file keeps the time when it was written; the other one says when it got this name.
            yield Leftover(path, now.st_size, max(now.st_mtime, now.st_ctime), same)


def _holds(file: str, data: bytes) -> bool:
    """Whether a file has these bytes."""
    with suppress(OSError, NoteError):
        now = os.lstat(file)
        return (
            stat.S_ISREG(now.st_mode) and now.st_size == len(data) and load(file, file, len(data))[0] == data
        )
    return False


def _path(root: str, folder: str, name: str) -> str:
    return os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/") if name else ""
