"""The pictures that notes show: files of the folder that are no notes."""

# By names, as for notes.
# ruff: noqa: PTH116

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path

from recall_tui.errors import NoteError
from recall_tui.folder.paths import inside, load, parts, told
from recall_tui.folder.scan import hidden
from recall_tui.notes.resolve import fold, joined

MAX_BYTES = 50_000_000


class Pictures:
    """The pictures of a folder, found as links find notes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def find(self, target: str, source: str) -> str | None:
        """The path from the root of the file that a note names; None where there is none in the folder.

        It is looked for from the note's own folder on, from the root on, and by its name where only one file
        has it.
        """
        for path in (joined(source.rpartition("/")[0], target.lstrip("/")), joined("", target.lstrip("/"))):
            if path and self._there(path):
                return path
        named = self._by_name.get(fold(target), []) if "/" not in target else []
        return named[0] if len(named) == 1 and self._there(named[0]) else None

    def read(self, path: str) -> bytes:
        """Raises NoteError."""
        with told(f"The picture {path} cannot be read", f"The picture {path} is gone."):
            data = load(path, inside(self.root, path, parts(path)), MAX_BYTES)[0]
        if len(data) > MAX_BYTES:
            raise NoteError(f"The picture {path} has more than {MAX_BYTES / 1e6:g} MB. Make it smaller.")
        return data

    def _there(self, path: str) -> bool:
        try:
            return stat.S_ISREG(os.stat(inside(self.root, path, parts(path))).st_mode)
        except (NoteError, OSError, ValueError):
            return False

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not hidden(name)]
            within = os.path.relpath(folder, self.root).replace(os.sep, "/")
            for name in names:
                path = name if within == "." else f"{within}/{name}"
                found.setdefault(fold(name), []).append(path)
        return found
