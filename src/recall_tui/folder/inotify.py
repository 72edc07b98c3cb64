"""What Linux tells of changes below a folder: inotify, spoken to directly.

Not through watchfiles, as on other systems. On Linux, watchfiles holds Python's lock while it looks at every
file (0.2 s for 100,000: keys wait), follows symlinks out of the folder, watches hidden folders, says nothing
when events were lost, and gives up on names that are not UTF-8. Calls through ctypes let other threads run.
The calls and flags: inotify(7).
"""

# A Path object an event would make a checkout of many files several times slower.
# ruff: noqa: PTH118

from __future__ import annotations

import ctypes
import errno
import os
import select
from collections.abc import Callable, Iterator
from contextlib import closing
from struct import Struct
from time import monotonic, sleep

from recall_tui.folder.scan import IGNORE_FILE, hidden, may_be_note

TICK = 0.1
"""How often it is asked whether to end, in seconds; also the longest that ending takes."""
QUIET = 0.03
"""Changes are told once there were none for this many seconds, since a save is several of them ..."""
LONGEST = 0.5
"""... but after this many seconds at the latest."""

_MODIFY, _ATTRIB, _CLOSE_WRITE = 0x2, 0x4, 0x8
_MOVED_FROM, _MOVED_TO, _CREATE, _DELETE = 0x40, 0x80, 0x100, 0x200
_Q_OVERFLOW, _IGNORED = 0x4000, 0x8000
_ONLYDIR, _DONT_FOLLOW, _EXCL_UNLINK, _ISDIR = 0x1000000, 0x2000000, 0x4000000, 0x40000000
_MASK = (
    _MODIFY | _ATTRIB | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE
    | _ONLYDIR | _DONT_FOLLOW | _EXCL_UNLINK
)  # fmt: skip

_EVENT = Struct("iIII")
"""Watch descriptor, mask, cookie, size of the name that follows, zero bytes at its end included."""

_PASSED_OVER = {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENAMETOOLONG}
"""A folder that is gone again, or that a scan cannot read either."""


def changes(root: str, ended: Callable[[], bool]) -> Iterator[set[str]]:
    """Paths that changed, from the root, as they do; "" among them: look at everything again.

    The first is "", once the watch stands. Returns when `ended` says so, for good, and when events were lost:
    then it must be started anew. Raises OSError when the root is gone or the system lets no more be watched.
    """
    with closing(_Tree(root, ended)) as tree:
        waiting = select.poll()
        waiting.register(tree.fd, select.POLLIN)
        if not ended():
            yield {""}
        while not (tree.lost or ended()):
            if not waiting.poll(TICK * 1000):
                continue
            changed: set[str] = set()
            latest = monotonic() + LONGEST
            more = True
            while more and monotonic() < latest and not ended():
                sleep(QUIET)  # waking for each of many events would take Python's lock from the keys
                new = tree.read()
                changed |= new
                more = bool(new)
            if changed and not tree.lost:
                yield changed


class _Tree:
    """The folders below a root, each with its watch."""

    def __init__(self, root: str, ended: Callable[[], bool]) -> None:
        self.lost = False
        """Whether more happened than the kernel keeps."""
        self._root = root
        self._ended = ended
        self._folders: dict[int, str] = {}
        """By watch descriptor: the folder's path from the root, with `/` at its end; the root's is ""."""
        self._calls = ctypes.CDLL(None, use_errno=True)
        self.fd = self._check(self._calls.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        try:
            self._add("")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        os.close(self.fd)

    def read(self) -> set[str]:
        """What changed by the events that wait."""
        changed: set[str] = set()
        while True:
            try:
                data = os.read(self.fd, 1 << 18)
            except BlockingIOError:
                return changed
            at = 0
            while at < len(data):
                watch, mask, _, size = _EVENT.unpack_from(data, at)
                at += _EVENT.size + size
                if mask & _Q_OVERFLOW:
                    self.lost = True
                elif mask & _IGNORED:  # the folder is gone, and its watch with it
                    self._folders.pop(watch, None)
                elif size and (folder := self._folders.get(watch)) is not None:
                    name = os.fsdecode(data[at - size : at].rstrip(b"\0"))
                    if mask & _ISDIR:
                        if not hidden(name):
                            changed.add("")
                            self._follow(f"{folder}{name}/", mask)
                    elif may_be_note(name):
                        changed.add(folder + name)
                    elif name == IGNORE_FILE and not folder:
                        changed.add("")

    def _follow(self, folder: str, mask: int) -> None:
        """Keep the watches true to what became of a folder. Of a deleted one the kernel drops its own."""
        if mask & _MOVED_FROM:
            for watch in [watch for watch, path in self._folders.items() if path.startswith(folder)]:
                del self._folders[watch]
                self._calls.inotify_rm_watch(self.fd, watch)
        elif not mask & _DELETE:
            self._add(folder)

    def _add(self, folder: str) -> None:
        """Watch a folder and all below it; first watched, then listed, so that none slips through."""
        waiting = [folder]
        seen: set[int] = set()
        while waiting and not self._ended():  # a cold disk takes its time
            folder = waiting.pop()
            full = os.path.join(self._root, folder[:-1])  # the root's ends in /, so that it may be a symlink
            try:
                watch = self._check(self._calls.inotify_add_watch(self.fd, os.fsencode(full), _MASK))
                if watch in seen:  # mounted in two places, maybe in itself
                    continue
                seen.add(watch)
                self._folders[watch] = folder  # moved here, where it has a watch already
                with os.scandir(full) as entries:
                    below = [e.name for e in entries if e.is_dir(follow_symlinks=False)]
            except OSError as error:
                if not folder or error.errno not in _PASSED_OVER:
                    raise
                continue
            waiting.extend(f"{folder}{name}/" for name in below if not hidden(name))

    def _check(self, result: int) -> int:
        if result < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return result
