"""A note as it lies open: to be written, or only read, and why.

What would take long at each key, or is no text, is shown all the same, as much of it as can be.
"""

# The system calls themselves, as beside.
# ruff: noqa: PTH116

from __future__ import annotations

import codecs
import os
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from recall_tui.errors import NoteError
from recall_tui.folder.files import File, digest_of, read
from recall_tui.folder.paths import inside, load, parts, told
from recall_tui.folder.scan import scan

LONGEST_LINE = 50_000
"""A longer line, in characters, is only read: a key in it takes 15 ms, and in one of 100,000 it took 22."""
LONGEST = 2_000_000
"""A longer note, in bytes, is only read: keys are fast there, but it takes 0.7 s until it lies open."""
SHOWN = 1_000_000
"""How much is shown of what is only read for its length or kind, in bytes or characters."""
PIECE = 2_000
"""Characters after which such a line is broken, so that it wraps quickly."""

GONE = "{} is gone: it was deleted, moved or renamed."


class Viewed(NamedTuple):
    """A note's file, and how it may be used."""

    file: File
    """Where it is not text, or is too large, a part of it, as text."""
    text: str
    """What to show: the file's text, or of what is only read as much as can be."""
    read_only: str
    """Why it can't be written, in sentences; empty where it can."""
    inode: int
    """Of the file, which stays its own when it is renamed."""
    whole: bool = True
    """Whether it is text, and all of it is shown, as it is."""


def view(root: Path, path: str) -> Viewed:
    """Open a note; of what is too large little is read. Raises NoteError where there is nothing to show."""
    try:
        file = read(root, path)
        with told(f"{path} cannot be read", GONE.format(path)):
            status = os.stat(root / path)
    except NoteError as error:
        return _part(root, path, str(error))
    now = status.st_ino
    if file.size > LONGEST:
        size = f"{file.size / 1e6:.1f} MB, and with up to {LONGEST / 1e6:g} MB it could be written here"
        return _too_long(file, size, now)
    longest = max(map(len, file.text.split("\n"))) if file.size > LONGEST_LINE else 0
    if longest > LONGEST_LINE:
        line = f"a line of {longest:,} characters, and with up to {LONGEST_LINE:,} it could be written here"
        return _too_long(file, line, now)
    if not status.st_mode & 0o222 or not os.access(root / path, os.W_OK):
        may_not = f"{path} may not be written, by its permissions (chmod u+w) or its disk."
        return Viewed(file, file.text, may_not, now)
    return Viewed(file, file.text, "", now)


def _too_long(file: File, has: str, now: int) -> Viewed:
    why = f"{file.path} has {has}. Split it, or use another editor."
    return Viewed(file, _shown(file.text), why, now, whole=False)


def inode(root: Path, path: str) -> int:
    """The number of a note's file; 0 where there is none."""
    try:
        return os.stat(root / path).st_ino
    except (OSError, ValueError):
        return 0


def moved(root: Path, file: File, inode: int, since: float) -> File | None:
    """The file under the name that it has now; None where it is nowhere.

    It is known by its `inode`, or by its bytes in a file that came after `since` (seconds since 1970 UTC);
    older ones are copies.
    """
    found = list(scan(root, []))
    for entry in found:
        if inode and entry.inode == inode:
            return replace(file, path=entry.path)
    for entry in found:
        with suppress(NoteError, OSError):
            came = entry.size == file.size and os.stat(root / entry.path).st_ctime >= since
            if came and read(root, entry.path).digest == file.digest:
                return replace(file, path=entry.path)
    return None


def _part(root: Path, path: str, why: str) -> Viewed:
    """The beginning of what `read` does not take, as text."""
    with told(f"{path} cannot be read", GONE.format(path)):
        data, now = load(path, inside(root, path, parts(path)), SHOWN)
    whole = False
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
        whole = len(data) <= SHOWN and text == _shown(text) and "\ufffd" not in text
    else:
        text = data.decode("utf-8", "surrogateescape")
    seen = digest_of(data + f"{now.st_size} {now.st_mtime_ns}".encode())
    file = File(path, text, seen, "\n", False, now.st_size, now.st_mtime_ns, None)
    return Viewed(file, _shown(text), why, now.st_ino, whole)


def _shown(text: str) -> str:
    text = text[:SHOWN].replace("\r\n", "\n")
    return re.sub(rf"([^\n]{{{PIECE}}})(?=[^\n])", r"\1\n", text)
