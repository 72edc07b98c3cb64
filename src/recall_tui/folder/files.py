"""One note on disk: read it, save it, make a new one.

A save leaves the old text or the new text under the note's name, never a mix, and returns only when the new
text survives a power cut. What someone else wrote since is not overwritten, but for the few microseconds
between the last look at the file and its replacement.
"""

# The system calls themselves, by their names: their flags and order are what this file is about.
# ruff: noqa: PTH105, PTH114, PTH116, PTH118, PTH120

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from recall_tui.errors import ChangedOnDisk, NoteError, NoteExists
from recall_tui.folder.disk import create_new, explain, kind, make_folders, sync_folder, temporary

MAX_BYTES = 10_000_000
"""The largest note that is read, in bytes."""

_READ = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
    _READ |= getattr(os, _flag, 0)

_CHUNK = 1 << 16
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


def read(root: Path, path: str, *, max_bytes: int = MAX_BYTES) -> File:
    """Read a note. Never blocks on a pipe or device. Raises NoteError."""
    with _told(f"{path} cannot be read", f"{path} is gone: it was deleted, moved or renamed."):
        data, now = _load(path, _inside(root, path, _parts(path)), max_bytes)
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
    return File(path, text, _digest(data), newline, bom, len(data), now.st_mtime_ns, born)


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

    `file` is what was read: text that encodes to the same bytes is not written at all. A symlink stays one,
    its target is written. Of a hard-linked file this name gets the new text; the others keep the old one.

    Raises ChangedOnDisk when the file is no longer what was read (then nothing is written), NoteError when it
    is gone or cannot be written; the message names what failed.
    """
    data = encode(file, text)
    digest = _digest(data)
    if digest == file.digest:
        return file
    what = f"{file.path} was not saved"
    gone = "it was deleted, moved or renamed since it was read. Save your text as a new note."
    with _told(what, f"{what}: {gone}"):
        target = _inside(root, file.path, _parts(file.path))
        folder = os.path.dirname(target)
        _check_writable(file.path, target)
        with temporary(folder, data, like=target) as (temp, now):
            found = _digest(_load(file.path, target, max(file.size, len(data)))[0])
            if found not in (file.digest, digest):  # `digest`: a save whose sync failed, tried again
                raise ChangedOnDisk(
                    f"{what}: another program has changed it since it was read."
                    " Read it again, or save your text as a new note."
                )
            os.replace(temp, target)
    _confirm(file.path, folder)
    return replace(file, text=text, digest=digest, size=len(data), mtime_ns=now.st_mtime_ns)


def create(root: Path, path: str, text: str) -> File:
    """Write a new note, making the folders it lies in; never overwrites.

    Raises NoteExists when the name is taken, by whatever kind of file, NoteError when it cannot be written.
    """
    new = File(path, text, b"", "\n", False, 0, 0, None)
    data = encode(new, text)
    parts = _parts(path)
    with _told(f"{path} was not created", f"{path} was not created: the folder {root} is gone."):
        os.stat(root)  # one that is gone is unmounted or moved: making it anew would hide that
        folder = _inside(root, path, parts[:-1])
        make_folders(folder)
        try:
            now = create_new(os.path.join(folder, parts[-1]), data)
        except FileExistsError as error:
            raise NoteExists(
                f"{path} is there already, so nothing was written. Choose another name."
            ) from error
    _confirm(path, folder)
    born = getattr(now, "st_birthtime", None)
    return replace(new, digest=_digest(data), size=len(data), mtime_ns=now.st_mtime_ns, born=born)


def _parts(path: str) -> list[str]:
    """The names in a path from the root; NoteError when it could lead elsewhere."""
    parts = path.replace(os.sep, "/").split("/")
    try:
        usable = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        usable = False
    if not usable or os.path.splitdrive(path)[0] or not {"", ".", ".."}.isdisjoint(parts):
        raise NoteError(
            f"{path!r} is no path of a note: name it from the notes folder on, as in ideas/trees.md."
        )
    return parts


def _inside(root: Path, path: str, parts: list[str]) -> str:
    """Where `parts` of a note's `path` lead, symlinks followed; NoteError when that is outside the root."""
    full = os.fspath(root)
    linked = False
    for part in parts:
        full = f"{full}{os.sep}{part}"  # os.path.join takes a microsecond, and this is done for every note
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


def _load(path: str, target: str, limit: int) -> tuple[bytes, os.stat_result]:
    """The file's bytes, cut off soon after `limit`, and what it was before they were read.

    Before, so that a change meanwhile is seen as one afterwards. Raises NoteError, OSError.
    """
    try:
        fd = os.open(target, _READ)
    except OSError:
        _check_regular(path, os.lstat(target).st_mode)  # has the clearer word for a socket or a link
        raise
    try:
        now = os.fstat(fd)
        _check_regular(path, now.st_mode)
        chunks: list[bytes] = []
        size = 0
        while size <= limit and (chunk := os.read(fd, min(now.st_size, limit) + _CHUNK)):
            chunks.append(chunk)
            size += len(chunk)
    finally:
        os.close(fd)
    return b"".join(chunks), now


def _check_regular(path: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NoteError(f"{path} is {kind(mode)}, not a note.")


def _check_writable(path: str, target: str) -> None:
    """Replacing needs no right to the file itself, so a read-only file would be replaced all the same."""
    mode = os.lstat(target).st_mode
    _check_regular(path, mode)
    effective = os.access in os.supports_effective_ids
    if not mode & 0o222 or not os.access(target, os.W_OK, effective_ids=effective):
        raise NoteError(
            f"{path} was not saved: it is read-only, by its permissions (chmod u+w) or its disk."
            " Allow writing, or save your text as a new note."
        )


def _confirm(path: str, folder: str) -> None:
    what = f"{path} was written, but the disk did not confirm that it would survive a power cut"
    with _told(what, f"{what}: its folder is gone."):
        sync_folder(folder)


def _decode(data: bytes) -> tuple[str, str, bool]:
    """Text, newline style, and whether there is a byte order mark; any bytes will do."""
    bom = data.startswith(codecs.BOM_UTF8)
    text = data[len(codecs.BOM_UTF8) if bom else 0 :].decode("utf-8", "surrogateescape")
    pairs = text.count("\r\n") if b"\r" in data else 0
    if pairs and pairs == text.count("\n") == text.count("\r"):
        return text.replace("\r\n", "\n"), "\r\n", bom
    return text, "\n", bom


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


@contextmanager
def _told(what: str, gone: str) -> Iterator[None]:
    """Turn the system's errors into words: `gone` for a missing file, `what` and why for all others."""
    try:
        yield
    except FileNotFoundError as error:
        raise NoteError(gone) from error
    except OSError as error:
        reason, remedy = explain(error)
        raise NoteError(f"{what}: {reason}. {remedy}".rstrip()) from error
