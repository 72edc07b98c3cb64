"""Where a note's path leads on disk, what lies there, and in words what goes wrong with that."""

# Done for every note that is read: a Path object for each would take several times as long.
# ruff: noqa: PTH114, PTH116, PTH118

from __future__ import annotations

import os
import stat
from pathlib import Path

from recall_tui.errors import NoteError
from recall_tui.folder.disk import WITH_CARE, kind, sentence

_CHUNK = 1 << 16


def parts(path: str) -> list[str]:
    """The names in a path from the root; NoteError when it could lead elsewhere."""
    names = path.replace(os.sep, "/").split("/")
    try:
        usable = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        usable = False
    if not usable or os.path.splitdrive(path)[0] or not {"", ".", ".."}.isdisjoint(names):
        raise NoteError(
            f"{path!r} is no path of a note: name it from the notes folder on, as in ideas/trees.md."
        )
    return names


def inside(root: Path, path: str, names: list[str]) -> str:
    """Where `names` of a note's `path` lead, symlinks followed; NoteError when that is outside the root."""
    full = os.fspath(root)
    linked = False
    for name in names:
        full = f"{full}{os.sep}{name}"  # os.path.join takes a microsecond, and this is done for every note
        linked = linked or os.path.islink(full)
    if not linked:  # nearly always: resolving every name from / would take longer than reading
        return full
    real = os.path.realpath(full)
    if not real.startswith(os.path.join(os.path.realpath(root), "")):
        raise NoteError(
            f"{path} is a link that leads out of the notes folder, to {real}."
            " Put the file itself here, or open the folder that it lies in."
        )
    return real


def from_root(root: Path, full: str) -> str:
    """The path of a note from the root, `/` always, of what `inside` gave."""
    top = os.path.join(root, "")
    if not full.startswith(top):
        top = os.path.join(os.path.realpath(root), "")
    return full[len(top) :].replace(os.sep, "/")


def load(path: str, target: str, limit: int) -> tuple[bytes, os.stat_result]:
    """The file's bytes, cut off soon after `limit`, and what it was before they were read.

    Before, so that a change meanwhile is seen as one afterwards. Raises NoteError, OSError.
    """
    try:
        fd = os.open(target, os.O_RDONLY | WITH_CARE)
    except OSError:
        check_regular(path, os.lstat(target).st_mode)  # has the clearer word for a socket or a link
        raise
    try:
        now = os.fstat(fd)
        check_regular(path, now.st_mode)
        chunks: list[bytes] = []
        size = 0
        while size <= limit and (chunk := os.read(fd, min(now.st_size, limit) + _CHUNK)):
            chunks.append(chunk)
            size += len(chunk)
    finally:
        os.close(fd)
    return b"".join(chunks), now


def check_regular(path: str, mode: int) -> None:
    """Raise NoteError for what is no file."""
    if not stat.S_ISREG(mode):
        raise NoteError(f"{path} is {kind(mode)}, not a note.")


class told:  # noqa: N801  # used as a function; made of one, it would take thrice as long
    """Turn the system's errors into words: `gone` for a missing file, `what` and why for all others."""

    def __init__(self, what: str, gone: str) -> None:
        self.what, self.gone = what, gone

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FileNotFoundError):
            raise NoteError(self.gone) from error
        if isinstance(error, OSError):
            raise NoteError(f"{self.what}: {sentence(error)}") from error


def check_root(root: Path, what: str) -> None:
    """Raise NoteError, beginning with `what`, where the notes folder is gone: it is never made anew."""
    gone = f"{what}: the notes folder {root} is gone: it was moved, deleted or unmounted. Bring it back."
    with told(what, gone):
        os.stat(root)
