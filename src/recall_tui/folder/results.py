"""Files that are made of notes: written whole, and remembered, so that nothing else is lost under them.

What was made is known by the digest of its bytes, in the state folder. Where that is lost, a file counts as
somebody's own.
"""

# By names, as for notes.
# ruff: noqa: PTH105, PTH119, PTH120

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from itertools import count
from pathlib import Path

from recall_tui.errors import NoteError
from recall_tui.folder.disk import make_folders, sync_folder, temporary
from recall_tui.folder.files import digest_of
from recall_tui.folder.paths import told
from recall_tui.folder.renaming import move_new
from recall_tui.folder.state import state_folder

_FOLDER = "stitched"


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a file that was made."""

    digest: str
    """Of its bytes, as `files.digest_of` gives it, in hexadecimal digits."""
    when: str
    """In ISO 8601."""
    sources: dict[str, str] = field(default_factory=dict)
    """The notes that it was made of, and a digest of each."""


def made(root: Path, target: Path) -> Made | None:
    """What is known of a file of this path that was made of notes of this folder."""
    kept = _kept(root, target)
    try:
        known = json.loads(kept.read_bytes()) if kept else {}
        sources = {str(path): str(digest) for path, digest in known["sources"].items()}
        return Made(str(known["digest"]), str(known["when"]), sources)
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def ours(root: Path, target: Path, data: bytes | None = None) -> bool:
    """Whether writing there loses nothing: there is no file, or what was made here, or these very `data`."""
    if not os.path.lexists(target):
        return True
    known = made(root, target)
    try:
        there = target.read_bytes() if target.is_file() and (known or data is not None) else None
        return there is not None and bool(there == data or (known and digest_of(there).hex() == known.digest))
    except OSError:
        return False


def write(root: Path, target: Path, data: bytes, when: str, sources: dict[str, str]) -> str:
    """Put a file there, and remember it. Raises NoteError.

    What is there and was not made here is kept beside it: returns the name of that, "" where there is none.
    """
    aside = ""
    what = f"{target} was not written"
    with told(what, f"{what}: its folder is gone."):
        if target.is_dir():
            raise NoteError(f"{what}: it is a folder. Name a file in it.")
        if target.exists() and not target.is_file():
            raise NoteError(f"{what}: it is no ordinary file. Choose another name.")
        folder = os.path.dirname(os.path.realpath(target))
        make_folders(folder)
        with temporary(folder, data, 0o666) as (temp, _):
            if target.exists() and not ours(root, target, data):
                aside = _put_aside(os.path.realpath(target))
            os.replace(temp, os.path.realpath(target))
        sync_folder(folder)
    kept = _kept(root, target)
    if kept:
        with suppress(OSError):  # it would only be asked about next time
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            known = json.dumps(asdict(Made(digest_of(data).hex(), when, sources))).encode()
            with temporary(os.fspath(kept.parent), known) as (temp, _):
                os.replace(temp, kept)
    return aside


def _put_aside(path: str) -> str:
    """Give a file a name of its own beside, as editors do: `page.html~`, `page.html~2`. Raises OSError."""
    for number in count(1):
        free = f"{path}~{number if number > 1 else ''}"
        with suppress(FileExistsError):
            move_new(path, free)
            return os.path.basename(free)
    raise AssertionError  # there are names enough


def _kept(root: Path, target: Path) -> Path | None:
    folder = state_folder(root)
    if folder is None:
        return None
    name = blake2b(os.fsencode(os.path.realpath(target)), digest_size=16).hexdigest()
    return folder / _FOLDER / f"{name}.json"
