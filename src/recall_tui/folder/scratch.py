"""Folders for what is being made, and for nobody else; what a killed run has left in them goes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTS = "parts-"


@contextmanager
def scratch(place: Path | None) -> Iterator[str]:
    """A folder for what processes make."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix=PARTS, dir=place, ignore_cleanup_errors=True) as folder, alone(folder):
        yield folder


def sweep(place: Path) -> None:
    """Remove what runs that were killed have left."""
    from shutil import rmtree

    for left in place.glob(f"{PARTS}*"):
        with alone(left) as nobody_else:
            if nobody_else:
                rmtree(left, ignore_errors=True)


@contextmanager
def alone(folder: str | Path) -> Iterator[bool]:
    """Whether nobody else is at work in a folder, with a lock on it; one that is killed lets go of it."""
    fd = -1
    try:
        import fcntl

        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        nobody_else = True
    except (ImportError, OSError):  # Windows and some network disks cannot tell
        nobody_else = False
    try:
        yield nobody_else
    finally:
        if fd >= 0:
            os.close(fd)
