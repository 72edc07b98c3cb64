"""Typing that is not saved yet, in a file outside the notes: one for each note and sitting, only added to.

    magic (16 bytes), then records: length of the body, checksum, body; all numbers little-endian
    first body: the note as it was on disk, as JSON (null for a new one), a newline, its text
    each other: when (seconds since 1970 UTC), which lines, how much of them stays, what else is there now

A checksum covers its record and all before it, so what follows damage does not count, and what comes before
does. A journal has its name only while it is locked or was left behind; a killed program lets go of its lock.
"""

# The system calls themselves, by their names: their flags and order are what this file is about.
# ruff: noqa: PTH104, PTH108

from __future__ import annotations

import json
import os
import stat
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from zlib import crc32

from recall_tui.errors import NoteError
from recall_tui.folder import files
from recall_tui.folder.disk import WITH_CARE, sync_folder, write_all
from recall_tui.folder.files import File
from recall_tui.folder.scan import Problem
from recall_tui.folder.state import ours, state_folder
from recall_tui.notes.editing import Edit, apply, edit_between

WAITING, DROPPED, MAKING = "typing-", "dropped-", "making-"
"""How the names of journals begin: of those being written or left behind, of those that the person dropped,
and of those that have no whole first record yet."""
DAY = 86_400.0
"""How long a dropped journal is kept, in seconds."""
MOST = 20
"""How many journals left behind are taken up at once."""

_MAGIC = b"recall typing 1\n"
_FRAME = struct.Struct("<II")
_EDIT = struct.Struct("<dIIII")
_KEPT = ("path", "newline", "bom", "size", "mtime_ns", "born")
_SHORT = 1 << 16  # a journal is not begun anew before it has so many bytes
_LARGEST = 1 << 28  # nothing that is written here comes near

_OPEN = os.O_RDWR | WITH_CARE


class Journal:
    """A journal being written; locked until it is closed."""

    def __init__(self, folder: Path, file: File | None, text: str) -> None:
        """Begin one for `text`, of a note that is `file` on disk. Raises OSError; nothing is left then."""
        self.sound = True
        """Whether all that was written is there; if not, another must be begun."""
        self._folder = folder
        self._named = False
        self._syncing = Lock()
        name = os.urandom(8).hex()
        self.path = folder / f"{WAITING}{name}"
        # An open file can't be renamed on Windows.
        made = self.path if sys.platform == "win32" else folder / f"{MAKING}{name}"
        self._fd = os.open(made, _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _lock(self._fd)
            before = file.text if file else ""
            about = file and {name: getattr(file, name) for name in _KEPT} | {"digest": file.digest.hex()}
            self._checksum = crc32(_MAGIC)
            records = self._record(json.dumps(about).encode("ascii"), b"\n", _bytes(before))
            if edit := edit_between(before.split("\n"), text.split("\n")):
                records += self._record(*_body(edit))
            write_all(self._fd, _MAGIC + records)
            self.size = self._begun = len(_MAGIC) + len(records)
            if made != self.path:
                os.rename(made, self.path)
        except BaseException:
            with suppress(OSError):
                os.unlink(made)
            os.close(self._fd)
            raise

    @property
    def is_long(self) -> bool:
        """Whether it has grown much longer than another would be."""
        return self.size > max(_SHORT, 4 * self._begun)

    def add(self, edit: Edit) -> None:
        """Put down what changed since. Raises OSError."""
        record = self._record(*_body(edit))
        try:
            write_all(self._fd, record)
        except OSError:
            self.sound = False
            raise
        self.size += len(record)

    def sync(self) -> None:
        """Make all that was put down survive a power cut. More may be added meanwhile. Raises OSError."""
        with self._syncing:
            try:
                if self._fd >= 0:
                    getattr(os, "fdatasync", os.fsync)(self._fd)
                if not self._named:
                    sync_folder(os.fspath(self._folder))
                    self._named = True
            except OSError:
                self.sound = False  # what was not written is thrown away by the system, and not tried again
                raise

    def remove(self) -> None:
        """All of it is saved: let it go."""
        with suppress(OSError):
            os.unlink(self.path)
        self.close()

    def close(self) -> None:
        """Leave it behind, for another to take up."""
        with self._syncing:
            os.close(self._fd)
            self._fd = -1

    def _record(self, *body: bytes) -> bytes:
        data = b"".join(body)
        length = len(data).to_bytes(4, "little")
        self._checksum = crc32(data, crc32(length, self._checksum))
        return _FRAME.pack(len(data), self._checksum) + data


class Unsaved(NamedTuple):
    """Text that was typed and not saved."""

    file: File | None
    """The note as it was on disk then; None for a new one."""
    text: str
    typed: float
    """When it was typed last, in seconds since 1970 UTC; 0 where nothing of it can be read."""


def recovered(data: bytes) -> tuple[Unsaved | None, bool]:
    """What a journal holds, of any bytes, and whether it is whole; None where even the note is damaged."""
    if not data.startswith(_MAGIC):
        return None, False
    place, checksum = len(_MAGIC), crc32(_MAGIC)
    file: File | None = None
    lines: list[str] | None = None
    typed = 0.0
    while place < len(data):
        try:
            length, said = _FRAME.unpack_from(data, place)
            body = data[place + _FRAME.size : place + _FRAME.size + length]
            checksum = crc32(body, crc32(data[place : place + 4], checksum))
            if len(body) < length or checksum != said:
                break
            if lines is None:
                file, lines = _first(body)
            else:
                typed, row, rows, head, tail = _EDIT.unpack_from(body)
                text = body[_EDIT.size :].decode("utf-8", "surrogatepass")
                apply(Edit(row, rows, head, tail, text), lines)
        except (struct.error, ValueError, TypeError, KeyError, RecursionError):
            break
        place += _FRAME.size + length
    return (None if lines is None else Unsaved(file, "\n".join(lines), typed)), place == len(data)


class Left:
    """A journal that was left behind; locked until it is closed, so that nobody else takes it up."""

    def __init__(self, path: Path, fd: int, data: bytes) -> None:
        self.path = path
        self._fd = fd
        self.unsaved, self.whole = recovered(data)
        """What it holds, and whether nothing of it is lost."""

    @property
    def says(self) -> tuple[str, str] | None:
        """The path of the note, empty for a new one, and its text."""
        return self.unsaved and (self.unsaved.file.path if self.unsaved.file else "", self.unsaved.text)

    def remove(self) -> None:
        """It is not needed any more. Raises OSError."""
        os.unlink(self.path)
        self.close()

    def drop(self) -> None:
        """Keep it for a day, in case that the person thinks again. Raises OSError."""
        os.utime(self._fd if os.utime in os.supports_fd else self.path)
        dropped = self.path.with_name(self.path.name.replace(WAITING, DROPPED))
        os.rename(self.path, dropped)
        self.path = dropped
        self.close()

    def close(self) -> None:
        """Let others have it."""
        # Taken before it is closed: the end of the program may close it while a thread still removes it, and
        # closed twice the number may be another file's by then.
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


def left(root: Path, *, dropped: bool = False) -> list[Left]:
    """The journals that nobody writes, with text that is not on disk; some `MOST`, newest first.

    With `dropped`, those too that were dropped within a day. What holds nothing is cleared away.
    """
    found: list[Left] = []
    folder = state_folder(root)
    with suppress(OSError):
        for path in _journals(folder, dropped) if folder else ():
            each = _taken(path)
            if each and _is_needed(each, root):
                if each.unsaved and each.says in [other.says for other in found]:
                    each.remove()  # the program ended while one took over from the other
                    continue
                found.append(each)
                if len(found) == MOST:
                    break
    return found


def waiting(root: Path) -> list[Problem]:
    """What waits for the person to say what shall become of it, for `recall doctor`."""
    problems = []
    for each in left(root):
        each.close()
        if each.unsaved is None:
            reason, remedy = "is typing that was not saved, and can't be read any more", "Delete it."
            problems.append(Problem(os.fspath(each.path), reason, remedy))
            continue
        file, _, typed = each.unsaved
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(typed))
        reason = f"has text that was typed and not saved ({when})"
        remedy = "Open the folder with recall: it asks what shall become of that text."
        problems.append(Problem(file.path if file else "a new note", reason, remedy))
    return problems


def on_disk(root: Path, file: File | None) -> File | None:
    """A note as it is on disk now; None where it is gone, can't be read, or has no file yet."""
    if file is None:
        return None
    try:
        return files.read(root, file.path)
    except NoteError:
        return None


def _journals(folder: Path, dropped: bool) -> list[Path]:
    """All that may have been left behind, newest first; what is too old to be of use is removed."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                changed = entry.stat(follow_symlinks=False).st_mtime
                old = time.time() - changed > DAY
                if entry.name.startswith((DROPPED, MAKING)) and old:
                    if (each := _taken(Path(entry.path))) is not None:
                        each.remove()
                elif entry.name.startswith((WAITING, DROPPED) if dropped else WAITING):
                    found.append((changed, entry.name))
    return [folder / name for _, name in sorted(found, reverse=True)]


def _taken(path: Path) -> Left | None:
    """A journal, locked and read; None where somebody has it, or it is no file of ours."""
    try:
        fd = os.open(path, _OPEN)
    except OSError:
        return None
    try:
        now = os.fstat(fd)
        if stat.S_ISREG(now.st_mode) and ours(now) and _lock(fd) and os.path.lexists(path):
            with os.fdopen(fd, "rb", 0, closefd=False) as file:
                return Left(path, fd, file.read(_LARGEST))
    except OSError:
        pass
    os.close(fd)
    return None


def _is_needed(each: Left, root: Path) -> bool:
    """Whether it holds what is not on disk; where not, it is cleared away."""
    unsaved = each.unsaved
    if unsaved is None:
        if os.fstat(each._fd).st_size:
            return True
        each.remove()
        return False
    file, text, _ = unsaved
    if file is None:
        needed = bool(text.strip())
    else:
        now = on_disk(root, file)
        needed = text != file.text and not (now and now.text == text)
    if needed:
        return True
    if each.whole:
        each.remove()
    elif each.path.name.startswith(DROPPED):
        each.close()
    else:  # what was lost of it may have been more
        each.drop()
    return False


def _lock(fd: int) -> bool:
    """Have a file for oneself; False where another has it. Where a disk knows no locks, nobody has."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(fd, _LARGEST, os.SEEK_SET)  # nothing is there, so nobody is kept from reading
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            os.lseek(fd, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass
    return True


def _first(body: bytes) -> tuple[File | None, list[str]]:
    """The note and its lines. Raises ValueError and its like."""
    head, newline, text = body.partition(b"\n")
    about = json.loads(head)
    before = text.decode("utf-8", "surrogatepass")
    if not newline or about is None:
        return None, before.split("\n")
    digest = bytes.fromhex(about["digest"])
    return File(text=before, digest=digest, **{name: about[name] for name in _KEPT}), before.split("\n")


def _body(edit: Edit) -> tuple[bytes, bytes]:
    return _EDIT.pack(time.time(), edit.row, edit.rows, edit.head, edit.tail), _bytes(edit.text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
