"""Bytes onto the disk: complete, synced, and never half of them under a note's name."""

# The system calls themselves, by their names: their flags and order are what this file is about.
# ruff: noqa: PTH102, PTH108, PTH116, PTH118, PTH120

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
WITH_CARE = 0
"""How what may be anything is opened: no pipe is waited for, no link followed, no byte changed on the way."""
for _flag in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
    WITH_CARE |= getattr(os, _flag, 0)

_TEMPORARY = (".recall-", ".tmp")

_REMEDIES = {
    errno.EACCES: "Check who may read and write it and its folder (ls -l).",
    errno.EPERM: "The file or its folder is protected (lsattr, ls -l).",
    errno.ENOSPC: "Free some space on that disk and try again.",
    errno.EDQUOT: "Your share of that disk is used up: free some space and try again.",
    errno.EFBIG: "Files of that size are not allowed here (ulimit -f).",
    errno.EROFS: "That disk is read-only: mount it for writing, or keep the text elsewhere.",
    errno.EIO: "That disk reports a fault: keep the text elsewhere, and check the disk.",
    errno.EMFILE: "Too many files are open: close something and try again.",
    errno.ENFILE: "Too many files are open on this machine: close something and try again.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENOTDIR: "A file has the name of one of its folders: choose another name.",
    errno.EXDEV: "The two places are on different disks: move it by hand.",
    errno.ELOOP: "Remove the link that leads to itself.",
}


def explain(error: OSError) -> tuple[str, str]:
    """What the system says went wrong, in lower case, and what to do about it (may be empty)."""
    reason = error.strerror or str(error)
    return reason[:1].lower() + reason[1:], _REMEDIES.get(error.errno or 0, "")


def sentence(error: OSError) -> str:
    """The same as a sentence, or two."""
    reason, remedy = explain(error)
    return f"{reason}. {remedy}".rstrip()


def kind(mode: int) -> str:
    """What a file is, by its `st_mode`: "a named pipe", "a folder", ..."""
    kinds = {
        stat.S_IFREG: "a file",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFLNK: "a link that leads nowhere",
    }
    return kinds.get(stat.S_IFMT(mode), "a special file")


def write_new(path: str, data: bytes, mode: int = 0o666, like: str | None = None) -> os.stat_result:
    """Make a new file that holds `data`, synced to the disk; returns what it is then.

    `like` names a file whose owner, mode and extended attributes it takes over, as far as the system allows.
    Raises OSError, FileExistsError among them; the file is removed again when anything fails.
    """
    fd = os.open(path, _WRITE, mode)
    try:
        try:
            write_all(fd, data)
            if like is not None:
                _copy_attributes(like, fd)
            os.fsync(fd)
            now = os.fstat(fd)
            if now.st_size != len(data):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        finally:
            os.close(fd)  # may be the first to report a full disk, so its error counts
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise
    return now


def is_temporary(name: str) -> bool:
    """Whether a file of that name was made by `temporary`.

    One that is found later was left by a save that was killed, and may hold the only copy of a text.
    """
    first, last = _TEMPORARY
    return name.startswith(first) and name.endswith(last)


@contextmanager
def temporary(
    folder: str, data: bytes, mode: int = 0o600, like: str | None = None
) -> Iterator[tuple[str, os.stat_result]]:
    """A hidden file in `folder`, as by `write_new`: its path, what it is.

    Removed at the end where it is still the same file: after an exchange another lies there, which is not
    this one's to remove.
    """
    path = os.path.join(folder, os.urandom(6).hex().join(_TEMPORARY))
    now = write_new(path, data, mode, like)
    try:
        yield path, now
    finally:
        with suppress(OSError):
            if os.path.samestat(os.lstat(path), now):
                os.unlink(path)


def overwrite(path: str, data: bytes, old: bytes) -> os.stat_result:
    """Write `data` into a file that holds `old`, synced; returns what it is then.

    Raises OSError, and has tried to put `old` back.
    """
    fd = os.open(path, os.O_WRONLY | WITH_CARE)
    try:
        try:
            _rewrite(fd, data)
        except OSError:
            with suppress(OSError):
                _rewrite(fd, old)
            raise
        return os.fstat(fd)
    finally:
        os.close(fd)


def _rewrite(fd: int, data: bytes) -> None:
    os.lseek(fd, 0, os.SEEK_SET)
    write_all(fd, data)
    os.ftruncate(fd, len(data))
    os.fsync(fd)


def make_folders(folder: str) -> None:
    """Make a folder and those above it that are missing, so that they survive a power cut. Raises OSError."""
    missing = []
    while True:
        try:
            os.lstat(folder)
            break
        except FileNotFoundError:
            missing.append(folder)
            folder = os.path.dirname(folder)
    for new in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(new)
        sync_folder(os.path.dirname(new))


def sync_folder(folder: str) -> None:
    """Make the names in a folder survive a power cut. Raises OSError."""
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that cannot sync folders
            raise
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """Write until all is written: a call may write less. Raises OSError."""
    rest = memoryview(data)
    while rest:
        written = os.write(fd, rest)
        if not written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]


def _copy_attributes(source: str, fd: int) -> None:
    """Owner first: changing it clears bits of the mode. What is refused stays as it is."""
    if sys.platform == "win32":
        return
    old = os.stat(source, follow_symlinks=False)
    for owner, group in ((-1, old.st_gid), (old.st_uid, -1)):
        with suppress(OSError):
            os.fchown(fd, owner, group)
    mode = stat.S_IMODE(old.st_mode)
    if os.fstat(fd).st_gid != old.st_gid:
        mode &= ~stat.S_IRWXG  # what one group may is not for another
    with suppress(OSError):
        os.fchmod(fd, mode)
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(source, follow_symlinks=False):
                with suppress(OSError):
                    os.setxattr(fd, name, os.getxattr(source, name, follow_symlinks=False))
