"""Who may write which note, where several recalls run on one folder."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from recall_tui.folder.state import state_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Claim:
    """The right to write one note: until it is let go, or this process ends, however it does."""

    def __init__(self, lock: BaseFileLock | None) -> None:
        self._lock = lock

    def release(self) -> None:
        """Let others write the note."""
        if self._lock is not None and self._lock.is_locked:
            with suppress(OSError):
                os.unlink(self._lock.lock_file)  # noqa: PTH108 # others see that the name they have locked is gone
            self._lock.release()


def claim(root: Path, path: str) -> Claim | None:
    """Claim a note, by whatever way its path leads to it; None while another recall has it.

    The claims of this user on this machine only. Where none can be kept (no folder for them, no locks there)
    all are granted: a note that two write all the same is seen to have changed when it is saved.
    """
    from filelock import FileLock, Timeout

    folder = state_folder(root)
    if folder is None:
        return Claim(None)
    name = blake2b(os.fsencode(os.path.realpath(root / path)), digest_size=16).hexdigest()
    lock = FileLock(folder / f"note-{name}.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    except (OSError, NotImplementedError):
        return Claim(None)
    return Claim(lock)
