"""One change of a plan: how far a file has come, and the rest of the way.

Whatever moment a killed process left it at, a file is as before, as after, or (renamed, and not yet with its
new text) between the two; undoing starts from there too, and finds the text of afterwards under the name of
before. `do` goes on from each of them. Anything else is someone else's doing and stays.
"""

# The system calls themselves, by their names: their order is what this file is about.
# ruff: noqa: PTH104, PTH108, PTH118, PTH120, PTH121, PTH208

from __future__ import annotations

import os
import unicodedata
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic

from recall_tui.errors import ChangedOnDisk, NoteError, NoteExists
from recall_tui.folder import files, trash
from recall_tui.folder.disk import make_folders, sync_folder
from recall_tui.folder.files import File
from recall_tui.folder.paths import inside, load, parts
from recall_tui.folder.planned import Change
from recall_tui.folder.renaming import move_new

BEFORE, RENAMED, WRITTEN, AFTER, OTHER = "before", "renamed", "written", "after", "other"


def check_path(path: str) -> None:
    """Raise NoteError where a path could lead out of the folder."""
    parts(path)


def state(root: Path, change: Change) -> str:
    """How far a file has come: one of these. Raises OSError."""
    limit = max(len(change.before or b""), len(change.after or b""))
    try:
        new = _content(root, change.path, limit)
        if not change.was:
            return BEFORE if new == change.before else AFTER if new == change.after else OTHER
        old = _content(root, change.was, limit)
    except NoteError:  # no file at all, but a folder or a pipe
        return OTHER
    if old is not None and new is not None:
        there = _listed(root, change.was), _listed(root, change.path)
        if not os.path.samefile(_name(root, change.was), _name(root, change.path)):
            return OTHER
        # One file by two names: killed between the two steps of a rename. One name that stands for both: the
        # file system takes capitals for small letters.
        old, new = (old if there[0] else None), (new if there[1] and not there[0] else None)
    if old is not None:
        ours = new is None
        return BEFORE if ours and old == change.before else WRITTEN if ours and old == change.after else OTHER
    return AFTER if new == change.after else RENAMED if new == change.before else OTHER


def in_the_way(root: Path, change: Change) -> str:
    """Why a change that is not at BEFORE cannot be made, without a full stop."""
    with suppress(OSError):
        source = change.was or change.path
        if change.before is not None and not os.path.lexists(_name(root, source)):
            return f"{source} is gone"
        if change.path != source and os.path.lexists(_name(root, change.path)):
            return f"{change.path} is there already"
        return f"{source} is there already" if change.before is None else f"{source} was changed since"
    return f"{change.path} cannot be read"


def do(root: Path, change: Change) -> None:
    """Change a file, from wherever it stands; returns when that survives a power cut.

    Raises ChangedOnDisk or NoteExists where it is as someone else left it, NoteError or OSError where it
    can't be written.
    """
    at = state(root, change)
    if at == OTHER:
        raise ChangedOnDisk(f"{in_the_way(root, change)}.")
    if at == AFTER:  # perhaps not yet on the disk
        for path in change.paths:
            with suppress(FileNotFoundError):
                sync_folder(os.path.dirname(_name(root, path)))
        return
    if change.was and at in (BEFORE, WRITTEN):
        _rename(root, change.was, change.path)
    if at == WRITTEN:
        return
    if change.after is None:
        _discard(root, change)
    elif change.before is None:
        files.create(root, change.path, _text(change.after))
    elif change.before != change.after:
        saved = files.save(root, _file(change.path, change.before), _text(change.after))
        if saved.beside:
            raise ChangedOnDisk(f"{change.path} was changed in this very moment; see {saved.beside}.")


def _file(path: str, data: bytes) -> File:
    """A file that is saved as its very bytes; what that displaces is in the plan, and need not be kept."""
    return File(path, _text(data), files.digest_of(data), "\n", False, len(data), 0, None, kept=monotonic())


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _content(root: Path, path: str, limit: int) -> bytes | None:
    """A file's bytes, perhaps not all beyond `limit`; None where there is none. Raises NoteError, OSError."""
    try:
        return load(path, inside(root, path, parts(path)), limit)[0]
    except (FileNotFoundError, NotADirectoryError):
        return None


def _name(root: Path, path: str) -> str:
    """Where a file's name stands; what a link leads to does not matter here."""
    *folders, name = parts(path)
    return os.path.join(inside(root, path, folders), name)


def _listed(root: Path, path: str) -> bool:
    """Whether the folder has the name just so, not in other capitals."""
    folder, name = os.path.split(_name(root, path))
    return name in os.listdir(folder)


def _rename(root: Path, old: str, new: str) -> None:
    """Give a file another name, never that of another file. Raises NoteExists, OSError."""
    source, target = _name(root, old), _name(root, new)
    make_folders(os.path.dirname(target))
    if _same_name(source, target):
        os.rename(source, target)
    else:
        try:
            move_new(source, target)
        except FileExistsError as error:
            if not os.path.samefile(source, target):
                raise NoteExists(f"{new} is there already.") from error
            os.unlink(source)  # killed between the two steps of a rename by link
    for folder in {os.path.dirname(target), os.path.dirname(source)}:
        sync_folder(folder)


def _same_name(one: str, other: str) -> bool:
    """Whether a file system that knows no capitals, or one form of accents, takes two names for one."""
    first, second = (unicodedata.normalize("NFC", name).casefold() for name in (one, other))
    return first == second and os.path.lexists(other) and os.path.samefile(one, other)


def _discard(root: Path, change: Change) -> None:
    """Move a file to the trash: should another program write it in this moment, nothing of that is lost.

    Raises ChangedOnDisk, and it is back, NoteError.
    """
    name = trash.discard(root, change.path, datetime.now())
    discarded = root.joinpath(*trash.PLACE, *name.split("/"))
    if not discarded.is_symlink() and discarded.read_bytes() != change.before:
        path = trash.restore(root, name)
        raise ChangedOnDisk(f"{path} was changed since.")
