"""Names of files: one given only where none is, two exchanged in one step, and who has a file open."""

# The system calls themselves, by their names: their flags are what this file is about.
# ruff: noqa: PTH108, PTH120, PTH123

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from time import monotonic, sleep

from recall_tui.folder.disk import temporary, write_new

PATIENCE = 0.2
"""How long a program that has a displaced file open is waited for, in seconds."""

_NO_REPLACE, _EXCHANGE = 1, 2  # of renameat2(2)
_HERE = -100  # AT_FDCWD


def create_new(path: str, data: bytes) -> os.stat_result:
    """As `write_new`, but the name appears only when all is written, where the file system has a way."""
    with temporary(os.path.dirname(path), data, 0o666) as (temp, now):
        return move_new(temp, path) or now


def move_new(source: str, path: str) -> os.stat_result | None:
    """Rename a file, but never over another. Raises OSError, FileExistsError among them.

    Where the system has neither a renaming that refuses nor hard links, the file is copied and removed, and
    what is returned says what the copy is.
    """
    if _rename(source, path, _NO_REPLACE):
        return None
    try:
        os.link(source, path, follow_symlinks=False)
        now = None
    except OSError:  # no links here; a taken name and any other trouble this meets again
        with open(source, "rb") as file:
            now = write_new(path, file.read())
    try:
        os.unlink(source)
    except OSError:
        try:
            os.unlink(path)
        except OSError:  # a folder that nothing can be removed from: it has both names
            return now
        raise
    return now


def exchange(one: str, other: str) -> bool:
    """Let two files change names in one step; False where the file system cannot. Raises OSError."""
    return _rename(one, other, _EXCHANGE)


def _rename(source: str, path: str, flag: int) -> bool:
    """False where the system or the file system does not know the flag. Raises OSError.

    Never tried again when a signal breaks it off: exchanged twice would be not at all.
    """
    rename = _renameat2()
    if rename is None:
        return False
    error = rename(os.fsencode(source), os.fsencode(path), flag)
    if error in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        return False
    if error:
        raise OSError(error, os.strerror(error), source, None, path)
    return True


@cache
def _renameat2() -> Callable[[bytes, bytes, int], int] | None:
    """renameat2(2), which returns its error number; None where there is none. Python has no name for it."""
    if sys.platform != "linux":
        return None
    try:
        import ctypes

        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, OSError, AttributeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return lambda source, path, flag: ctypes.get_errno() if call(_HERE, source, _HERE, path, flag) else 0


def being_written(path: str) -> bool:
    """Whether another program has the file open for writing, still after `PATIENCE`; False where unknown.

    Asked of a file whose name nobody else knows: once no program has it open, none ever will. Raises OSError.
    """
    if sys.platform != "linux":
        return False
    import fcntl
    import signal

    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    until = monotonic() + PATIENCE
    try:
        while True:
            try:
                # A lease to read is granted only while nobody writes. A signal tells of who wants to, and by
                # default it would end the program; this one is ignored.
                fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGURG)
                fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            except OSError as error:
                if error.errno != errno.EAGAIN:  # not our file, or no leases here
                    return False
                if monotonic() >= until:
                    return True
                sleep(0.005)
            else:
                return False
    finally:
        with suppress(OSError):  # nothing was written that could be lost
            os.close(fd)  # gives the lease back
