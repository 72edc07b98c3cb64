"""Folders that recall keeps for itself, outside the notes: one for each notes folder, closed to others."""

# The system calls themselves, by their names: their modes are what this file is about.
# ruff: noqa: PTH101, PTH102

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path


def state_folder(root: Path) -> Path | None:
    """Where what is worth keeping of the notes folder `root` lies: unsaved typing, plans, who has which note.

    Made and closed to others; None where it can't be.
    """
    from platformdirs import user_state_path

    return own_folder(user_state_path, root)


def own_folder(above: Callable[[str], Path], root: Path) -> Path | None:
    """A folder of this user's own for the notes folder `root`, mode 0700, made if missing.

    `above` gives the folder that those of all notes folders lie in, as platformdirs does. It is named by
    the real path of `root`, so that all ways to a folder lead to one. None where it can't be made, is a
    link, or belongs to someone else.
    """
    try:
        name = blake2b(os.fsencode(os.path.realpath(root)), digest_size=16).hexdigest()
        kept = above("recall")
        if not kept.is_absolute():  # no home, says an older platformdirs; a newer raises RuntimeError
            return None
        kept.parent.mkdir(parents=True, exist_ok=True)
        folder = kept / name
        for new in (kept, folder):
            with suppress(FileExistsError):
                os.mkdir(new, 0o700)
        now = folder.lstat()
        if not (stat.S_ISDIR(now.st_mode) and ours(now)):
            return None
        if stat.S_IMODE(now.st_mode) != 0o700:
            os.chmod(folder, 0o700)
    except (OSError, ValueError, RuntimeError):
        return None
    return folder


def ours(now: os.stat_result) -> bool:
    """Whether a file or folder belongs to the user that runs recall."""
    return sys.platform == "win32" or now.st_uid == os.geteuid()
