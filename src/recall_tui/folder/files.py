"""One note on disk: read it, save it, make a new one.

A save leaves the old text or the new text under the note's name, never a mix, and returns only when the new
text survives a power cut. What someone else wrote since it was read is not overwritten, be it in the very
moment of saving.
"""

# The system calls themselves, by their names: their flags and order are what this file is about.
# ruff: noqa: PTH105, PTH118, PTH120

from __future__ import annotations

import codecs
import math
import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from time import monotonic

from recall_tui.errors import ChangedOnDisk, NoteError, NoteExists
from recall_tui.folder.disk import make_folders, sync_folder, temporary
from recall_tui.folder.paths import check_regular, check_root, inside, load, parts, told
from recall_tui.folder.renaming import create_new, exchange

MAX_BYTES = 10_000_000
"""The largest note that is read, in bytes."""

_PROBE = 8192


@dataclass(frozen=True, slots=True)
class File:
    """A note's file as it was read or written."""

    path: str
    """Path from the folder's root, `/` always, with its ending."""
    text: str
    """Without the byte order mark; bytes that are not UTF-8 stand as lone surrogates (surrogateescape)."""
    digest: bytes
    """BLAKE2b of the bytes on disk, 16 bytes."""
    newline: str
    """`\\r\\n` where all lines on disk end so (`\\n` in `text`); otherwise `\\n`, and `text` as on disk."""
    bom: bool
    """Whether the file begins with a UTF-8 byte order mark."""
    size: int
    """Bytes on disk."""
    mtime_ns: int
    """Modification time, nanoseconds since 1970 UTC."""
    born: float | None
    """Birth time, seconds since 1970 UTC, where the system tells."""
    beside: str = field(default="", compare=False)
    """The path of the conflict copy that holds what another program wrote in the very moment of saving."""
    kept: float = field(default=-math.inf, compare=False)
    """When this sitting last kept a version of it, by `time.monotonic`: see `trash.worth_keeping`."""


def read(root: Path, path: str, *, max_bytes: int = MAX_BYTES) -> File:
    """Read a note. Never blocks on a pipe or device. Raises NoteError."""
    with told(f"{path} cannot be read", f"{path} is gone: it was deleted, moved or renamed."):
        data, now = load(path, inside(root, path, parts(path)), max_bytes)
    if len(data) > max_bytes:
        size = max(now.st_size, len(data)) / 1e6
        raise NoteError(
            f"{path} is too large: {size:,.1f} MB, and a note has at most {max_bytes / 1e6:g} MB."
            " Split it, or name it in .recallignore."
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NoteError(f"{path} is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8")
    if b"\0" in data[:_PROBE]:
        raise NoteError(f"{path} is not text: it has zero bytes. Rename it, or name it in .recallignore.")
    text, newline, bom = _decode(data)
    born = getattr(now, "st_birthtime", None)
    return File(path, text, digest_of(data), newline, bom, len(data), now.st_mtime_ns, born)


def encode(file: File, text: str) -> bytes:
    """The bytes of `text` in the newline style of `file`, with its byte order mark; the inverse of reading.

    Raises NoteError for half a surrogate pair, which UTF-8 cannot write.
    """
    if file.newline == "\r\n":
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")  # pasted text may bring its own
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise NoteError(
            f"{file.path} was not saved: line {line} has half of a character (U+{ord(text[error.start]):X}),"
            " which no file can hold. Delete it and save again."
        ) from error
    return codecs.BOM_UTF8 + data if file.bom else data


def save(root: Path, file: File, text: str) -> File:
    """Replace a note's text; returns the file as it is now on disk.

    `file` is what was read: text that encodes to the same bytes is not written at all. The file changes names
    with a temporary one; what comes out of that is looked at, and if it is not what was read, another program
    wrote it in this moment, and it becomes a conflict copy beside the note (`File.beside`). Otherwise it may
    be kept for a day: see `trash.worth_keeping`. Where names cannot be exchanged, the file is replaced.

    A symlink stays one, its target is written. A file with several names (hard links) is written in place, so
    that it keeps them. A kill may leave that one half written: then its old text is in the trash as
    `unfinished`, and all of the new text in a temporary file beside it, which `leftovers` finds.

    Raises ChangedOnDisk when the file is no longer what was read (then nothing is written), NoteError when it
    is gone or cannot be written; the message names what failed.
    """
    from recall_tui.folder.displaced import Displaced

    data = encode(file, text)
    digest = digest_of(data)
    if digest == file.digest:
        return replace(file, beside="") if file.beside else file
    what = f"{file.path} was not saved"
    gone = "it was deleted, moved or renamed since it was read. Save your text as a new note."
    check_root(root, what)
    with told(what, f"{what}: {gone}"):
        target = inside(root, file.path, parts(file.path))
        folder = os.path.dirname(target)
        several = _check_writable(file.path, target).st_nlink > 1
        with temporary(folder, data, like=target) as (temp, now):
            old = load(file.path, target, max(file.size, len(data)))[0]
            if digest_of(old) not in (file.digest, digest):  # `digest`: a save whose sync failed, tried again
                raise ChangedOnDisk(
                    f"{what}: another program has changed it since it was read."
                    " Read it again, or save your text as a new note."
                )
            displaced = Displaced(root, file.path, target, old, data, file.kept)
            if several:
                now = displaced.write_over()
            elif exchange(temp, target):
                displaced.put_away(temp)
            else:
                displaced.keep()
                os.replace(temp, target)
    _confirm(file.path, folder)
    return replace(
        file,
        text=text,
        digest=digest,
        size=len(data),
        mtime_ns=now.st_mtime_ns,
        beside=displaced.beside,
        kept=displaced.kept,
    )


def create(root: Path, path: str, text: str) -> File:
    """Write a new note, making the folders it lies in; never overwrites.

    Raises NoteExists when the name is taken, by whatever kind of file, NoteError when it cannot be written.
    """
    return _create(root, File(path, text, b"", "\n", False, 0, 0, None))


def set_aside(root: Path, file: File, text: str, now: datetime) -> File:
    """Write a text that cannot have its note's name beside the note, as a conflict copy; never overwrites.

    It has the newline style and byte order mark of `file`. Raises NoteError.
    """
    from recall_tui.folder.displaced import put_beside

    return put_beside(root, file.path, now, lambda path: _create(root, replace(file, path=path, text=text)))


def put_back(root: Path, file: File, text: str) -> File:
    """Write a note whose file is gone under its name, in its newline style; never overwrites.

    Raises NoteExists when it is not gone, NoteError.
    """
    return _create(root, replace(file, text=text))


def _create(root: Path, new: File) -> File:
    data = encode(new, new.text)
    path = new.path
    names = parts(path)
    check_root(root, f"{path} was not created")
    with told(f"{path} was not created", f"{path} was not created: its folder is gone."):
        folder = inside(root, path, names[:-1])
        make_folders(folder)
        try:
            now = create_new(os.path.join(folder, names[-1]), data)
        except FileExistsError as error:
            raise NoteExists(
                f"{path} is there already, so nothing was written. Choose another name."
            ) from error
    _confirm(path, folder)
    return replace(
        new,
        digest=digest_of(data),
        size=len(data),
        mtime_ns=now.st_mtime_ns,
        born=getattr(now, "st_birthtime", None),
        beside="",
        kept=monotonic(),
    )


def _check_writable(path: str, target: str) -> os.stat_result:
    """What the file is. Replacing needs no right to it, so read-only files would be replaced too."""
    now = os.lstat(target)
    check_regular(path, now.st_mode)
    effective = os.access in os.supports_effective_ids
    if not now.st_mode & 0o222 or not os.access(target, os.W_OK, effective_ids=effective):
        raise NoteError(
            f"{path} was not saved: it is read-only, by its permissions (chmod u+w) or its disk."
            " Allow writing, or save your text as a new note."
        )
    return now


def _confirm(path: str, folder: str) -> None:
    what = f"{path} was written, but the disk did not confirm that it would survive a power cut"
    with told(what, f"{what}: its folder is gone."):
        sync_folder(folder)


def decode(data: bytes) -> str:
    """The text of a note's bytes, as `read` gives it."""
    return _decode(data)[0]


def _decode(data: bytes) -> tuple[str, str, bool]:
    """Text, newline style, and whether there is a byte order mark; any bytes will do."""
    bom = data.startswith(codecs.BOM_UTF8)
    text = data[len(codecs.BOM_UTF8) if bom else 0 :].decode("utf-8", "surrogateescape")
    pairs = text.count("\r\n") if b"\r" in data else 0
    if pairs and pairs == text.count("\n") == text.count("\r"):
        return text.replace("\r\n", "\n"), "\r\n", bom
    return text, "\n", bom


def digest_of(data: bytes) -> bytes:
    """As in `File.digest`."""
    return blake2b(data, digest_size=16).digest()
