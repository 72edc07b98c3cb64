"""Copies that programs make of a note when two have changed it, told by their names."""

from __future__ import annotations

import re

from recall_tui.notes.names import MAX_BYTES
from recall_tui.notes.note import note_id

_DAY = r"\d{4}-?\d\d-?\d\d"
_COPIES = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        # Syncthing
        r"(.+)\.sync-conflict-\d{8}-\d{6}(?:-[a-z0-9]{1,16})?",
        # recall, Dropbox, Nextcloud, Obsidian
        rf"(.+?)[ _-]?\([^()]*\bconflict(?:ed copy)?\b[^()]*{_DAY}[^()]*\)(?:-\d+)?",
        # Dropbox, on a system that takes capitals for small letters
        r"(.+?)[ _-]?\([^()]*\bcase conflict\b[^()]*\)",
        # ownCloud, older ones of Nextcloud
        rf"(.+)[._-]conflict-{_DAY}-\d{{4,6}}",
    )
)


def copied_from(path: str) -> str:
    """The path of the note that a conflict copy is of, by its name; "" where the name is no such copy's."""
    without = note_id(path)
    folder, slash, name = without.rpartition("/")
    for pattern in _COPIES if len(name) <= MAX_BYTES else ():
        if match := pattern.fullmatch(name):
            return f"{folder}{slash}{match[1].rstrip()}{path[len(without) :]}"
    return ""
