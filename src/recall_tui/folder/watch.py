"""Which notes other programs change: within a blink where the system tells, else within seconds."""

# Paths stay text, as `scan` gives them: they may hold bytes that are not UTF-8, and come by the thousand.
# ruff: noqa: PTH100, PTH112, PTH114, PTH116, PTH118, PTH123

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from recall_tui.folder.scan import IGNORE_FILE, hidden, may_be_note, vanished

EVERYTHING = frozenset({""})
"""Any note may have changed, come or gone: scan again."""

LOOK = 1.0
"""How often it is seen to that the root is still the same folder, in seconds."""
PAUSE = 3.0
"""Where the system does not tell, all is looked at again after this many seconds ..."""
SHARE = 10
"""... or this many times what looking took, whichever is longer."""

_LINUX = sys.platform == "linux"
_MOUNTS = "/proc/self/mountinfo"

_REMOTE = frozenset((
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "drvfs", "fakeowner", "gfs2", "glusterfs", "gpfs",
    "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
))  # fmt: skip
"""File systems that others write to unknown to this system: a server's, or those of a virtual machine's host.
So it is with all of FUSE but `fuseblk`, which is a local disk."""

_LIMITS = {
    errno.ENOSPC: ("how many folders may be watched", "fs.inotify.max_user_watches=1048576"),
    errno.EMFILE: ("how many programs may watch folders", "fs.inotify.max_user_instances=1024"),
}
"""What a limit of Linux is on, and a setting that is high enough."""


class _Place(NamedTuple):
    """What folder a path leads to: another one, or one mounted over it or in it, makes another place."""

    device: int
    inode: int
    mounts: dict[str, str]
    """By mount point: the types of the file systems that it lies on and that are mounted below."""


def watch(root: Path, *, stopped: threading.Event, notice: Callable[[str], None]) -> Iterator[frozenset[str]]:
    """Paths of notes that may have changed, come or gone, as they do; for a thread of its own.

    A path is from the root, `/` always, as `scan` gives it. Names alone decide that it may be a note's:
    `.recallignore` and symlinks are left to the caller. `EVERYTHING` comes first, once the watch stands (what
    is scanned after that misses nothing), and whenever single notes cannot be told: a folder came, went or
    moved, `.recallignore` changed, more happened at once than the system keeps.

    Blocks in between, and returns a moment after `stopped` is set. Where the system does not tell of
    changes, `EVERYTHING` comes every few seconds; scan before asking for more: the time taken sets the pace.
    `notice` is called in this thread, with a sentence for the person, when that begins or the root is gone,
    and with "" when it is over.
    """
    top = os.path.abspath(root)
    told = ""
    while not stopped.is_set():
        place = _place(top)
        end = _End(top, place, stopped)
        trouble = vanished(top) if place is None else _remote(place.mounts)
        if not trouble:
            try:
                for changed in _as_told(top, end):
                    if told:
                        told = ""
                        notice("")
                    yield EVERYTHING if "" in changed else frozenset(changed)
                continue
            except (FileNotFoundError, NotADirectoryError):  # gone since it was looked at
                stopped.wait(LOOK)
                continue
            except (OSError, RuntimeError, ImportError) as error:  # RuntimeError: watchfiles
                trouble = _hindered(top, error)
        if trouble != told:
            notice(trouble)
            told = trouble
        while not end.is_set():
            began = monotonic()
            if place is not None:
                yield EVERYTHING
            due = monotonic() + max(PAUSE, SHARE * (monotonic() - began))
            while monotonic() < due and not end.is_set():
                stopped.wait(max(0.0, min(LOOK, due - monotonic())))


class _End:
    """When to stop watching a place: the program stops, or the path leads to another place by now."""

    def __init__(self, root: str, place: _Place | None, stopped: threading.Event) -> None:
        self._root = root
        self._place = place
        self._stopped = stopped
        self._moved = False
        self._next = monotonic() + LOOK

    def is_set(self) -> bool:
        """Named as watchfiles asks for it, many times a second; once true, always true."""
        if not self._moved and monotonic() >= self._next:
            self._moved = _place(self._root) != self._place
            self._next = monotonic() + LOOK
        return self._moved or self._stopped.is_set()


def _as_told(root: str, end: _End) -> Iterator[set[str]]:
    """What the system tells, {""} first. Raises OSError; of watchfiles also RuntimeError and ImportError."""
    if _LINUX:
        from recall_tui.folder.inotify import changes

        yield from changes(root, end.is_set)
        return
    from watchfiles._rust_notify import RustNotify

    top = os.path.realpath(root)  # macOS tells real paths
    with RustNotify([top], False, False, 0, True, True) as watcher:
        yield {""}
        while not isinstance(raw := watcher.watch(_LONGEST, _QUIET, 0, end), str):
            if changed := _sorted_out(top, raw):
                yield changed


_QUIET, _LONGEST = 50, 500
"""Changes are told once there were none for this long, but then at the latest; milliseconds."""
_ADDED, _MODIFIED, _DELETED = 1, 2, 3  # as watchfiles.Change has them
_MANY = 500
"""Of more changes at once Windows and macOS may have dropped some, and watchfiles does not say so."""


def _sorted_out(root: str, raw: Iterable[tuple[int, str]]) -> set[str]:
    """The notes among what watchfiles tells, which does not say of what is gone whether it was a folder."""
    raw = set(raw)
    if len(raw) > _MANY:
        return {""}
    changed: set[str] = set()
    for change, full in raw:
        path = os.path.relpath(full, root).replace(os.sep, "/")
        if path == IGNORE_FILE:
            changed.add("")
        elif any(map(hidden, path.split("/"))) or (change == _MODIFIED and not may_be_note(path)):
            continue
        elif os.path.isdir(full) and not os.path.islink(full):
            changed.add("")
        elif may_be_note(path):
            changed.add(path)
        elif change == _DELETED and (_ADDED, full) not in raw:  # many programs save by way of another name
            changed.add("")
    return changed


def _place(root: str) -> _Place | None:
    """What `root` leads to now; None where that is no folder."""
    try:
        now = os.stat(root)
    except OSError:
        return None
    return _Place(now.st_dev, now.st_ino, _mounts(root)) if stat.S_ISDIR(now.st_mode) else None


def _mounts(root: str) -> dict[str, str]:
    """The file system that a folder lies on and those mounted below it, as Linux tells: see proc(5)."""
    try:
        with open(_MOUNTS, "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return {}
    top = os.path.join(os.fsencode(os.path.realpath(root)), b"")
    under, below = (b"", b""), {}
    for line in lines:
        before, _, after = line.partition(b" - ")
        point = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), before.split(b" ")[4])
        point, kind = os.path.join(point, b""), after.split(b" ")[0]
        if point != top and point.startswith(top):
            below[point] = kind
        elif top.startswith(point) and len(point) >= len(under[0]):  # the later one covers the earlier
            under = (point, kind)
    return {os.fsdecode(point): kind.decode() for point, kind in (under, *below.items())}


def _remote(mounts: dict[str, str]) -> str:
    """What to say where others may change the files unnoticed; empty where they cannot."""
    for point, kind in mounts.items():
        if kind in _REMOTE or (kind.startswith("fuse") and kind != "fuseblk"):
            return (
                f"{point} is on a file system ({kind}) that does not tell what others change there. recall"
                " looks every few seconds instead. To see changes at once, keep the notes on a local disk."
            )
    return ""


def _hindered(root: str, error: Exception) -> str:
    """What to say where the system cannot watch the folder."""
    instead = "recall looks every few seconds instead."
    number = error.errno if isinstance(error, OSError) else None
    if number in _LIMITS:
        limit, setting = _LIMITS[number]
        return (
            f"Changes by other programs do not show at once: the system limits {limit}, and that is used up."
            f" {instead} To raise the limit: sudo sysctl {setting}, then start recall again."
        )
    reason = os.strerror(number) if number else error
    return f"Changes by other programs do not show at once: {root} cannot be watched ({reason}). {instead}"
