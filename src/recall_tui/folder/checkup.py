"""What may be wrong in and around a notes folder besides the notes themselves, for `recall doctor`."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.errors import NoteError
from recall_tui.folder import cache, files, journal, plan, trash
from recall_tui.folder.indexing import BASE, CHANGES, understood
from recall_tui.folder.leftovers import Leftover, leftovers
from recall_tui.folder.scan import Problem, look
from recall_tui.folder.state import state_folder
from recall_tui.notes.copies import copied_from
from recall_tui.notes.names import file_name_problem
from recall_tui.notes.resolve import fold

if TYPE_CHECKING:
    from recall_tui.recall.index import View
    from recall_tui.recall.languages import Languages

LOOKED_AT = 200
"""So many notes are compared with their files."""

SETTLED = 60.0
"""Seconds after which a temporary file is no longer one of a save that is going on."""


class Remedy(NamedTuple):
    """Something that can be put right without a person's judgement."""

    question: str
    """What would be done, for the person to say yes or no."""
    do: Callable[[], None]
    """Raises NoteError, OSError."""


def copies(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Conflict copies among the notes, each with the note that it is of: "" where that is not there."""
    there = set(paths)
    found = ((path, copied_from(path)) for path in sorted(there))
    return [(path, of if of in there else "") for path, of in found if of]


def check(root: Path, paths: Sequence[str]) -> list[Problem]:
    """What is wrong with names, and what was broken off and waits; `paths` are those of the notes."""
    return [
        *_copies(paths),
        *_names(paths),
        *journal.waiting(root),
        *(Problem(".", said.rstrip(".")) for said in plan.unfinished(root)),
        *_left(root),
        *_unfinished(root),
    ]


def remedies(root: Path) -> list[Remedy]:
    """What can be put right without a person's judgement."""
    found = []
    if needless := [root / each.path for each in leftovers(root) if _needless(each)]:
        what = f"Remove {len(needless):,} temporary files of saves that were killed, which hold nothing new?"
        found.append(Remedy(what, lambda: _remove(needless)))
    if locks := _stale_locks(root):
        what = f"Remove {len(locks):,} lock files of programs that have ended?"
        found.append(Remedy(what, lambda: _remove(locks)))
    return found


def kept_index_is_damaged(root: Path) -> bool:
    """Whether what is kept of the index cannot be used; to be asked before it is made anew by a `load`."""
    place = cache.cache_folder(root)
    for file in (place / BASE, place / CHANGES) if place else ():
        if os.path.lexists(file) and not ((cached := cache.load(file)) and cached.sound()):
            return True
    return False


def drop_index(root: Path) -> None:
    """Remove what is kept of the index. Raises OSError."""
    if place := cache.cache_folder(root):
        _remove(place / name for name in (BASE, CHANGES))


def unlike(root: Path, view: View, languages: Languages) -> list[str]:
    """Of a sample of the notes, those that the index does not know as their files are now."""
    notes = view.notes()
    sample = {view.path(note): note for note in notes[:: max(1, len(notes) // LOOKED_AT)]}
    wrong = []
    for found in look(root, sample):
        note = sample[found.path]
        with suppress(NoteError):
            now = understood(files.read(root, found.path), found, languages)
            if view.stamp(found.path) == now.stamp and (
                view.terms(note) != list(now.terms) or view.title(note) != now.title
            ):
                wrong.append(found.path)
    return wrong


def _copies(paths: Sequence[str]) -> Iterator[Problem]:
    for path, of in copies(paths):
        compare = f"Compare it with {of} (recall doctor --compare), and delete what you don't need."
        remedy = compare if of else "The note it is of is not there: rename it, or delete it."
        yield Problem(path, "a conflict copy: two programs changed one note at the same time", remedy)


def _names(paths: Sequence[str]) -> Iterator[Problem]:
    """Names that other systems cannot hold, so that syncing loses or renames them."""
    twins = defaultdict(list)
    for path in paths:
        twins[fold(path)].append(path)
        for name in path.split("/"):
            if problem := file_name_problem(name):
                what, _, remedy = problem.rstrip(".").partition(". ")
                yield Problem(path, what, f"{remedy}.")
    for same in twins.values():
        for path in same[1:]:
            what = f"has the name of {same[0]} but for capitals or accents, which some systems take for one"
            yield Problem(path, what, "Rename one of them.")


def _left(root: Path) -> Iterator[Problem]:
    for each in leftovers(root):
        if time.time() - each.changed < SETTLED:
            continue
        if _needless(each):
            yield Problem(
                each.path, "a temporary file of a save that was killed", "Remove it: recall doctor --fix"
            )
        else:
            what = "a text that a killed save left, which stands in no other file"
            yield Problem(each.path, what, "Look into it; rename it to a note, or delete it.")


def _needless(each: Leftover) -> bool:
    return bool(each.same_as or not each.size) and time.time() - each.changed >= SETTLED


def _unfinished(root: Path) -> Iterator[Problem]:
    try:
        for item in trash.items(root):
            if item.why == "unfinished":
                what = "was being written when recall was killed, and may be half old and half new"
                yield Problem(item.path, what, f"Its old text: recall trash restore {quote(item.name)}")
    except NoteError as error:
        yield Problem("/".join(trash.PLACE), str(error).rstrip("."))


def _stale_locks(root: Path) -> list[Path]:
    """Lock files that no program holds. A killed program lets go of its lock, and its file stays."""
    from filelock import FileLock, Timeout

    stale = []
    folder = state_folder(root)
    for file in folder.glob("*.lock") if folder else ():
        with suppress(Timeout, OSError), FileLock(file, timeout=0):
            stale.append(file)
    return stale


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
