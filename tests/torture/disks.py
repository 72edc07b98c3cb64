"""Disks of our own: small ones that fill up, and one whose power is cut.

They are mounted by processes that have mounts of their own, so that nothing stays behind, however these end.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import WELL, Branch

APART = 0x00020000
"""CLONE_NEWNS of unshare(2)."""
SKIPPED = "Skipped: "
"""How a process says that something cannot be done here."""
SHUTDOWN = 0x8004587D
"""FS_IOC_SHUTDOWN: ext4 stops at once, as if the power were cut."""
FLUSHED, LOST = 1, 2
"""What becomes of the file system's own journal in memory: it is still written, or not."""


def apart(act: Callable[[], object]) -> str:
    """Do something in a process with mounts of its own; what it said, empty when all went well."""
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("mounting disks takes Linux and root")

    def with_own_mounts() -> object:
        if ctypes.CDLL(None, use_errno=True).unshare(APART):
            pytest.skip(f"no mounts of one's own here: {os.strerror(ctypes.get_errno())}")
        system("mount", "--make-rprivate", "/")
        return act()

    said = Branch(with_own_mounts).end()
    if said.startswith(SKIPPED):
        pytest.skip(said.removeprefix(SKIPPED))
    return "" if said == WELL else said


def system(*command: str | os.PathLike[str]) -> None:
    """Run a command. Raises OSError with what it complains of."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{command[0]}: {done.stderr.strip()}")


def memory(folder: Path, options: str) -> None:
    """Mount a disk in memory there."""
    try:
        system("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)
    except OSError as error:
        pytest.skip(f"no disks in memory here: {error}")


class Disk:
    """An ext4 disk in a file."""

    def __init__(self, folder: Path, options: str = "") -> None:
        self.image, self.root, self.options = folder / "disk", folder / "mounted", options
        self.root.mkdir()
        with self.image.open("wb") as file:
            file.truncate(32 << 20)
        if not shutil.which("mkfs.ext4"):
            pytest.skip("mkfs.ext4 is not installed")
        system("mkfs.ext4", "-q", "-F", self.image)
        apart(self._try)

    def _try(self) -> None:
        try:
            self.mount()
        except OSError as error:
            pytest.skip(f"no ext4 in a file here: {error}")
        self.remove()

    def mount(self) -> None:
        """Put it in; what its journal has is taken over."""
        system("mount", "-o", f"loop,{self.options}".rstrip(","), self.image, self.root)

    def remove(self) -> None:
        """Take it out."""
        system("umount", self.root)

    def cut(self, flags: int) -> None:
        """Cut its power."""
        fd = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, SHUTDOWN, struct.pack("I", flags))
        finally:
            os.close(fd)
