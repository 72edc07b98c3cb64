"""Changes to several files as one plan, and how a plan lies on disk until nobody wants to undo it.

A plan is one file in the state folder, named by its number and how far it has come:

    recall-plan 1 CHECKSUM      BLAKE2b of the next line, 16 bytes in hexadecimal
    {"title", "when", "inode", "changes": [{"path", "was", "before": [size, hash], "after": ...}]} in JSON
    the texts before and after, one behind the other

It is written whole and synced before its first mark, and never changed after; a mark is a rename of the file,
which happens or does not, and is synced too.
"""

# The system calls themselves, by their names: their order is what this file is about.
# ruff: noqa: PTH104, PTH108, PTH208

from __future__ import annotations

import json
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recall_tui.folder.disk import sync_folder, write_new
from recall_tui.folder.files import digest_of

KEPT = 20
"""So many plans can be undone, however large …"""
MOST, ROOM = 200, 20_000_000
"""… and so many where all take no more bytes: what changes one note should push no renaming out …"""
KEPT_FOR = 30 * 86_400.0
"""… for so many seconds."""

NEW, DOING, DONE, UNDOING, UNDONE, DAMAGED = "new", "doing", "done", "undoing", "undone", "damaged"
"""How far a plan has come: written, but nothing may be done yet; may be done in part; done as a whole; may be
undone in part; undone as a whole; damaged."""

UNREADABLE = (ValueError, KeyError, TypeError, RecursionError)
"""What reading a damaged plan raises."""

_MAGIC = "recall-plan 1"
_NAME = re.compile(r"plan-(\d{6,12})\.(new|doing|done|undoing|undone|damaged)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file."""

    path: str
    """Path from the folder's root, `/` always; bytes that are not UTF-8 as lone surrogates."""
    before: bytes | None
    """All bytes of the file; None: there is no file, and it is made."""
    after: bytes | None
    """All bytes of the file afterwards; None: it goes to the trash."""
    was: str = ""
    """The file's path before, where it is renamed: it stays the same file, with its owner and its times."""

    def inverse(self) -> Change:
        """The change that undoes this one."""
        return Change(self.was or self.path, self.after, self.before, self.path if self.was else "")

    @property
    def paths(self) -> tuple[str, ...]:
        """All names that it has to do with."""
        return (self.was, self.path) if self.was else (self.path,)


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes to files that happen all together or not at all."""

    title: str
    """What is done, in a few words, as "Rename oak to elm"."""
    changes: tuple[Change, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """All files that it has to do with."""
        return tuple(path for change in self.changes for path in change.paths)

    def inverse(self) -> Plan:
        """What undoes it, the last change first."""
        return Plan(self.title, tuple(change.inverse() for change in reversed(self.changes)))


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan on disk."""

    file: Path
    number: int
    """Later plans have higher ones."""
    stage: str
    """One of NEW, DOING, …"""

    def summary(self) -> tuple[str, float, int]:
        """Its title, when it was made (seconds since 1970 UTC), how many files. Raises as `plan` does."""
        header, _ = self._header()
        return str(header["title"]), float(header["when"]), len(header["changes"])

    def inode(self) -> object:
        """What the notes folder was. Raises as `plan` does."""
        return self._header()[0]["inode"]

    def plan(self) -> Plan:
        """All of it, every text compared with its hash. Raises OSError; for what is damaged, UNREADABLE."""
        header, start = self._header()
        data = memoryview(self.file.read_bytes())[start:]
        changes = []
        for entry in header["changes"]:
            before, data = _cut(data, entry["before"])
            after, data = _cut(data, entry["after"])
            changes.append(Change(entry["path"], before, after, entry["was"]))
        return Plan(header["title"], tuple(changes))

    def marked(self, stage: str) -> Kept:
        """The same plan with another mark; returns when that survives a power cut.

        Raises OSError, and the mark is the old one, as far as can be told.
        """
        there = self.file.with_suffix(f".{stage}")
        os.rename(self.file, there)
        try:
            sync_folder(os.fspath(there.parent))
        except OSError:
            with suppress(OSError):
                os.rename(there, self.file)
            raise
        return Kept(there, self.number, stage)

    def _header(self) -> tuple[dict[str, Any], int]:
        with self.file.open("rb") as file:
            first, line = file.readline(100), file.readline()
            if first != f"{_MAGIC} {_digest(line)}\n".encode():
                raise ValueError("damaged")
            return json.loads(line), file.tell()


def _cut(data: memoryview, part: tuple[int, str] | None) -> tuple[bytes | None, memoryview]:
    """The next text, and what stands behind it. Raises ValueError, TypeError."""
    if part is None:
        return None, data
    size, digest = part
    text = bytes(data[:size])
    if _digest(text) != digest:
        raise ValueError("damaged")
    return text, data[size:]


def listed(folder: Path) -> list[Kept]:
    """The plans in a folder, the newest last; none where there is no such folder. Raises OSError."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    matches = filter(None, map(_NAME.fullmatch, names))
    return sorted((Kept(folder / m[0], int(m[1]), m[2]) for m in matches), key=lambda kept: kept.number)


def write(folder: Path, plan: Plan, inode: int) -> Kept:
    """Write a plan, with the mark NEW; returns when all of it survives a power cut. Raises OSError.

    `inode` is the notes folder's.
    """
    texts = [text for change in plan.changes for text in (change.before, change.after)]
    sizes = iter([None if text is None else [len(text), _digest(text)] for text in texts])
    changes = [
        {"path": change.path, "was": change.was, "before": next(sizes), "after": next(sizes)}
        for change in plan.changes
    ]
    # In ASCII, so that names that are not UTF-8 come back as they were.
    header = {"title": plan.title, "when": time.time(), "inode": inode, "changes": changes}
    line = json.dumps(header).encode() + b"\n"
    head = f"{_MAGIC} {_digest(line)}\n".encode()
    number = 1 + max((kept.number for kept in listed(folder)), default=0)
    file = folder / f"plan-{number:06}.{NEW}"
    write_new(os.fspath(file), b"".join((head, line, *filter(None, texts))), 0o600)
    sync_folder(os.fspath(folder))
    return Kept(file, number, NEW)


def sweep(folder: Path) -> None:
    """Remove plans that are too many or too old to be undone; what lies there unfinished stays."""
    ended = [kept for kept in listed(folder) if kept.stage in (DONE, UNDONE)]
    room = ROOM
    for number, kept in enumerate(reversed(ended)):
        with suppress(OSError):
            known = kept.file.stat()
            room -= known.st_size
            too_many = number >= (KEPT if room < 0 else MOST)
            if too_many or time.time() - known.st_mtime > KEPT_FOR:
                os.unlink(kept.file)


def _digest(data: bytes) -> str:
    return digest_of(data).hex()
