"""The index cache on disk: a little JSON and flat arrays in one file that is mapped, not read.

Nothing here is worth saving: whatever is wrong with a file, the answer is that there is none, and the notes
are read again. The file, all numbers little-endian:

    magic (8 bytes), version, length of the header, checksum of the rest, checksum of all before the rest
    header: {"meta": …, "arrays": {name: [dtype, shape]}} as JSON, spaces up to a multiple of 64 bytes
    rest: the arrays, each from a multiple of 64 bytes on, zeros between; the file ends with the last one

Where an array begins follows from those before it, so no offset is stored that could be wrong. Every byte is
under a checksum. A file is never changed once it has its name: a new one is renamed over it, and whoever has
the old one mapped keeps the old one.
"""

# The system calls themselves, by their names: their flags and order are what this file is about.
# ruff: noqa: PTH105, PTH108

from __future__ import annotations

import json
import math
import mmap
import os
import stat
import struct
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from zlib import crc32

from recall_tui.folder.disk import WITH_CARE
from recall_tui.folder.state import ours, own_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAGIC = b"recall\x00\xff"
_VERSION = 1
_PREFIX = struct.Struct("<8sIII")
_CHECKSUM = struct.Struct("<I")  # of the prefix and the header, and stands between them
_BEFORE_HEADER = _PREFIX.size + _CHECKSUM.size
_ALIGNMENT = 64
_MAX_HEADER = 1 << 24  # so that a damaged length costs no time
_CHUNK = 1 << 18  # stays in the processor's cache between the checksum and the disk
_DAY = 86_400.0
_DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"])


class Cached:
    """A cache file as it was when it was loaded; whoever replaces it meanwhile changes nothing here."""

    meta: dict[str, Any]
    """What the writer said about it, as JSON gives it back: lists for tuples, strings for keys."""
    arrays: dict[str, NDArray[Any]]
    """Read-only, mapped, aligned to 64 bytes; they outlive this object. Until `sound` has said yes their
    numbers may be anything, out of every range too."""

    def __init__(self, fd: int, size: int) -> None:
        """Takes the descriptor over. Raises OSError, or ValueError and its like for what is no such file."""
        self._fd = fd
        weakref.finalize(self, os.close, fd)
        self._reading = Lock()  # the descriptor has one position
        self.meta, table, self._start, self._checksum = _header(fd)
        self.arrays = _mapped(fd, size, self._start, table)

    def sound(self) -> bool:
        """Whether all is as it was written; reads the whole file, so it is for a thread.

        It reads the file and not the mapping: so it takes no memory, and a failing disk gives False and does
        not kill the process.
        """
        buffer = memoryview(bytearray(_CHUNK))
        checksum = 0
        try:
            with self._reading, os.fdopen(self._fd, "rb", 0, closefd=False) as file:
                file.seek(self._start)
                while got := file.readinto(buffer):
                    checksum = crc32(buffer[:got], checksum)
        except OSError:
            return False
        return checksum == self._checksum


def write(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Put a cache file in the place of what is there, all at once, readable by this user only.

    Raises OSError, and the old file stays: no space, no rights; on Windows also while anyone has the old file
    mapped. Raises TypeError or ValueError for arrays that hold other things than integers, floats of 2 to 8
    bytes and booleans, and for a `meta` that is no JSON or over 16 MB.

    It is not synced: a file that a power cut left half written fails its checksums.
    """
    import tempfile

    import numpy as np

    dtypes = {name: array.dtype.newbyteorder("<") for name, array in arrays.items()}
    for name, dtype in dtypes.items():
        if dtype.str not in _DTYPES:
            raise TypeError(f"The array {name!r} has the dtype {dtype}, which a cache does not hold.")
    table = {name: [dtypes[name].str, array.shape] for name, array in arrays.items()}
    text = json.dumps({"meta": dict(meta), "arrays": table}, ensure_ascii=False, separators=(",", ":"))
    header = text.encode("utf-8", "surrogatepass")  # escapes would make one character of two lone halves
    header += b" " * (-(_BEFORE_HEADER + len(header)) % _ALIGNMENT)
    if len(header) > _MAX_HEADER:
        raise ValueError(f"The meta takes {len(header):,} bytes: what is large belongs in an array.")

    _sweep(path)
    fd, temp = tempfile.mkstemp(".tmp", f"{path.name}-", path.parent)  # with mode 0600
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(bytes(_BEFORE_HEADER) + header)
            checksum, size = 0, _BEFORE_HEADER + len(header)
            for name, array in arrays.items():
                gap = memoryview(bytes(-size % _ALIGNMENT))
                flat = np.asarray(array, dtypes[name], order="C").reshape(-1)
                data = flat.view(np.uint8).data
                for chunk in (gap, *(data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))):
                    checksum = crc32(chunk, checksum)
                    file.write(chunk)
                size += len(gap) + len(data)
            prefix = _PREFIX.pack(_MAGIC, _VERSION, len(header), checksum)
            file.seek(0)
            file.write(prefix + _CHECKSUM.pack(crc32(header, crc32(prefix))))
        os.replace(temp, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temp)
        raise


def load(path: Path) -> Cached | None:
    """The cache file there; None for whatever is no whole file of this version and this user.

    The header and the file's size are checked here, the arrays by `Cached.sound`. A symlink is not followed:
    recall makes none there, and `write` would not write through it.
    """
    try:
        fd = os.open(path, os.O_RDONLY | WITH_CARE)  # does not wait for the other end of a pipe
    except (OSError, ValueError):
        return None
    try:
        now = os.fstat(fd)
        usable = stat.S_ISREG(now.st_mode) and ours(now)
    except OSError:
        usable = False
    if not usable:
        os.close(fd)
        return None
    try:
        return Cached(fd, now.st_size)
    except (OSError, ValueError, TypeError, KeyError, RecursionError, struct.error):
        return None


def cache_folder(root: Path) -> Path | None:
    """Where the cache of the notes folder `root` lies, made and closed to others; None where it can't be."""
    from platformdirs import user_cache_path

    return own_folder(user_cache_path, root)


def _header(fd: int) -> tuple[dict[str, Any], dict[str, Any], int, int]:
    """Meta, arrays, where the rest begins, the rest's checksum. Raises OSError, ValueError and its like."""
    prefix, checksum = os.read(fd, _PREFIX.size), os.read(fd, _CHECKSUM.size)
    magic, version, length, rest = _PREFIX.unpack(prefix)
    if magic != _MAGIC or version != _VERSION or length > _MAX_HEADER:
        raise ValueError("another kind of file, or of another version")
    text = os.read(fd, length)
    if _CHECKSUM.unpack(checksum) != (crc32(text, crc32(prefix)),):
        raise ValueError("damaged")
    header = json.loads(text.decode("utf-8", "surrogatepass"))
    meta, table = header["meta"], header["arrays"]
    if not (isinstance(meta, dict) and isinstance(table, dict)):
        raise ValueError("no meta, no arrays")
    return meta, table, _BEFORE_HEADER + length, rest


def _mapped(fd: int, size: int, start: int, table: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """The arrays, from `start` on. Raises OSError, ValueError and its like if they do not fill the file."""
    import numpy as np

    places, end = [], start
    for name, (dtype, shape) in table.items():
        if dtype not in _DTYPES or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError("no such array")
        begin = end + -end % _ALIGNMENT
        end = begin + math.prod(shape) * np.dtype(dtype).itemsize
        places.append((name, shape, dtype, begin))
    if end != size:
        raise ValueError("cut off, or too long")
    mapping = mmap.mmap(fd, size, access=mmap.ACCESS_READ)
    return {name: np.ndarray(shape, dtype, mapping, begin) for name, shape, dtype, begin in places}


def _sweep(path: Path) -> None:
    """Remove what killed writers left behind; before writing, since the disk may be full of it."""
    with suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if entry.name.startswith(f"{path.name}-") and entry.name.endswith(".tmp"):
                with suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _DAY:
                        os.unlink(entry)
