"""What becomes of the old text when a note is saved, and of text that cannot have the note's name."""

# The system calls themselves, by their names: their order is what this file is about.
# ruff: noqa: PTH108, PTH118, PTH120

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from os.path import lexists
from pathlib import Path
from time import monotonic
from typing import TypeVar

from recall_tui.errors import NoteError, NoteExists
from recall_tui.folder import trash
from recall_tui.folder.disk import explain, overwrite
from recall_tui.folder.paths import check_regular, from_root, load
from recall_tui.folder.renaming import being_written, exchange, move_new
from recall_tui.notes.names import conflict_name, free_name

Put = TypeVar("Put")


class Displaced:
    """The old text of a note that is being saved."""

    def __init__(self, root: Path, path: str, target: str, old: bytes, data: bytes, kept: float) -> None:
        """`target` is the note's file, `old` what it holds, `data` what it shall; `kept` is `File.kept`."""
        self.beside = ""
        """The path of the conflict copy, where there came to be one."""
        self.kept = kept
        self._root = root
        self._path = path
        self._target = target
        self._old = old
        self._data = data

    def keep(self, source: str = "") -> None:
        """Keep the old text for a day, if it is worth that; `source`, a file with it, goes in any case."""
        if self._old not in (b"", self._data) and trash.worth_keeping(self.kept, monotonic()):
            trash.keep_version(self._root, self._path, self._old, datetime.now(), source)
            self.kept = monotonic()
        elif source:
            with suppress(OSError):
                os.unlink(source)

    def put_away(self, temp: str) -> None:
        """After an exchange: `temp` is what was displaced, and goes only if its text is known.

        Raises OSError where it cannot be read; then the exchange was taken back.
        """
        try:
            check_regular(temp, os.lstat(temp).st_mode)
            busy = being_written(temp)
            found = load(temp, temp, max(len(self._old), len(self._data)))[0]
        except FileNotFoundError:  # a file system that took the exchange for a renaming
            return
        except NoteError:  # a folder, or a link
            busy, found = True, b""
        except OSError:
            if self._taken_back(temp):
                raise
            busy, found = True, b""
        if busy or found not in (self._old, self._data):
            self._put_beside(temp)
        elif found == self._old:
            self.keep(temp)
        else:
            with suppress(OSError):
                os.unlink(temp)

    def _taken_back(self, temp: str) -> bool:
        with suppress(OSError):
            return exchange(temp, self._target)
        return False

    def _put_beside(self, temp: str) -> None:
        folder = os.path.dirname(temp)

        def put(path: str) -> str:
            move_new(temp, os.path.join(folder, path.rpartition("/")[2]))
            return path

        self.beside = from_root(self._root, temp)  # should it get no better name
        with suppress(OSError):
            self.beside = put_beside(self._root, from_root(self._root, self._target), datetime.now(), put)

    def write_over(self) -> os.stat_result:
        """Write the file in place; returns what it is then.

        Raises NoteError, OSError: the old text is in the file then, or in the trash.
        """
        aside = trash.put_aside(self._root, self._path, self._old, datetime.now())
        try:
            now = overwrite(self._target, self._data, self._old)
        except OSError as error:
            if load(self._path, self._target, len(self._old))[0] != self._old:
                reason, remedy = explain(error)
                raise NoteError(
                    f"{self._path} was saved in part only: {reason}. {remedy} Its old text is in"
                    f" {from_root(self._root, aside)}."
                ) from error
            trash.drop(aside)
            raise
        self.keep(aside)
        trash.drop(aside)
        return now


def put_beside(root: Path, path: str, now: datetime, put: Callable[[str], Put]) -> Put:
    """Call `put` with the path of a conflict copy of a note, and with the next one while that is taken."""
    import platform

    wanted = conflict_name(path, platform.node(), now)
    while True:
        with suppress(FileExistsError, NoteExists):  # since it was looked for
            return put(free_name(wanted, lambda taken: lexists(root / taken)))
