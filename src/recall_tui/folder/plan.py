"""Several files at once: all changes of a plan happen or none, whatever ends the program in between.

1. Every file must be as the plan expects it; else nothing is written.
2. The plan, with all texts before and after, is written and synced.
3. It is marked DOING, synced. From here on whoever starts recall next goes on with it.
4. Each file is changed: whole, synced, and never over what someone else wrote (`changing.py`).
5. It is marked DONE, and kept for a while to be undone.

Where something stands in the way in step 4, the plan is marked UNDOING and what was done is taken back.
Undoing a plan is the same with the inverse of each change.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from recall_tui.errors import ChangedOnDisk, NoteError, NoteExists, some
from recall_tui.folder import planned
from recall_tui.folder.changing import BEFORE, OTHER, check_path, do, in_the_way, state
from recall_tui.folder.disk import sentence, sync_folder
from recall_tui.folder.planned import (
    DAMAGED,
    DOING,
    DONE,
    NEW,
    UNDOING,
    UNDONE,
    UNREADABLE,
    Change,
    Kept,
    Plan,
)
from recall_tui.folder.state import state_folder

__all__ = ["Change", "Past", "Plan", "apply", "history", "last", "recover", "redo", "undo", "unfinished"]

PATIENCE = 10.0
"""Seconds to wait for another recall that changes several files."""
NAMED = 5
"""So many files are named in a message."""


class Past(NamedTuple):
    """A plan that was carried out."""

    title: str
    when: datetime
    """Local time."""
    files: int
    """So many files were changed."""
    undone: bool


def apply(root: Path, plan: Plan) -> None:
    """Carry out a plan, as a whole or not at all; it can be undone afterwards.

    Raises ChangedOnDisk, naming the files, where they are not as the plan expects them, and NoteError where
    something cannot be written: nothing is changed then. Raises ValueError for a plan that makes no sense.
    """
    if len(set(plan.paths)) != len(plan.paths):
        raise ValueError("a plan has each file once")
    if any(change.was and None in (change.before, change.after) for change in plan.changes):
        raise ValueError("a file that is renamed is there before and after")
    for path in plan.paths:
        check_path(path)
    plan = Plan(plan.title, tuple(c for c in plan.changes if c.was or c.before != c.after))
    what = f"“{plan.title}” was not done"
    with _alone(root, what) as folder:
        _recover(root, folder)
        _check(root, plan, what)
        if plan.changes:
            _turn(root, planned.write(folder, plan, root.stat().st_ino), plan, forth=True)
            with suppress(OSError):  # all is done by now, and the next one sweeps too
                planned.sweep(folder)


def undo(root: Path) -> Plan:
    """Undo the last plan that is not undone, byte for byte; returns it.

    Raises ChangedOnDisk, naming the files, where they were changed since, and NoteError where there is
    nothing to undo or something cannot be written: nothing is changed then.
    """
    with _alone(root, "Nothing was undone") as folder:
        _recover(root, folder)
        done = [kept for kept in planned.listed(folder) if kept.stage == DONE]
        if not done:
            raise NoteError("There is nothing to undo: no change of several files is kept for this folder.")
        plan = _read(done[-1])
        _check(root, plan.inverse(), f"“{plan.title}” was not undone")
        _turn(root, done[-1], plan, forth=False)
        return plan


def redo(root: Path) -> Plan:
    """Carry out again what was undone last; returns it. Raises as `undo` does."""
    with _alone(root, "Nothing was done again") as folder:
        _recover(root, folder)
        undone = None
        for kept in reversed(planned.listed(folder)):
            if kept.stage == DONE:  # what was undone before something else was done stays undone
                break
            undone = kept if kept.stage == UNDONE else undone
        if not undone:
            raise NoteError("There is nothing to do again: nothing was undone last.")
        plan = _read(undone)
        _check(root, plan, f"“{plan.title}” was not done again")
        _turn(root, undone, plan, forth=True)
        return plan


def history(root: Path) -> list[Past]:
    """What was carried out and can be undone, or be done again; the newest first."""
    pasts = []
    for kept in reversed(_plans(root)):
        if kept.stage in (DONE, UNDONE):
            with suppress(OSError, *UNREADABLE):
                title, when, files = kept.summary()
                pasts.append(Past(title, datetime.fromtimestamp(when), files, kept.stage == UNDONE))
    return pasts


def last(root: Path, title: str) -> Plan | None:
    """What was last carried out under this title and not undone since; None where nothing was."""
    for kept in reversed(_plans(root)):
        if kept.stage == DONE:
            with suppress(OSError, *UNREADABLE):
                if kept.summary()[0] == title:
                    return kept.plan()
    return None


def unfinished(root: Path) -> list[str]:
    """What was broken off and is not yet finished, a sentence each; none is the rule."""
    said = {
        DOING: "was broken off. The next start of recall goes on with it.",
        UNDOING: "was broken off. The next start of recall goes on undoing it.",
        DAMAGED: "was broken off, and what was kept of it is damaged. Look at the notes changed last.",
    }
    found = []
    for kept in _plans(root):
        if what := said.get(kept.stage):
            title = "A change of several files"
            with suppress(OSError, *UNREADABLE):
                title = f"“{kept.summary()[0]}”"
            found.append(f"{title} {what}")
    return found


def recover(root: Path) -> list[str]:
    """Finish or take back what a killed recall had begun; sentences for the person, none where all is well.

    For the start. Where another recall is at it just now, that one is left alone.
    """
    if not any(kept.stage in (NEW, DOING, UNDOING) for kept in _plans(root)):
        return []
    try:
        with _alone(root, "A change of several files was broken off, and waits", patience=0) as folder:
            return _recover(root, folder)
    except Busy:
        return []
    except NoteError as error:
        return [str(error)]


class Busy(NoteError):
    """Another recall changes several files just now."""


@contextmanager
def _alone(root: Path, what: str, patience: float = PATIENCE) -> Iterator[Path]:
    """The folder of the plans, while no other recall is at it. Raises NoteError, which begins with `what`."""
    from filelock import FileLock, Timeout

    folder = _folder(root)
    if not folder:
        raise NoteError(
            f"{what}: recall has no place to keep what it takes to undo it."
            " Make ~/.local/state a folder of your own, or set XDG_STATE_HOME."
        )
    lock = FileLock(folder / "lock", timeout=patience, mode=0o600)
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
            for above in folder.parents[:3]:  # what lies in it must not be lost with it
                sync_folder(os.fspath(above))
        lock.acquire()
        try:
            yield folder
        finally:
            with suppress(OSError):  # what was done is done; the lock goes with the process
                lock.release()
    except Timeout as error:
        raise Busy(f"{what}: another recall is changing several files just now. Try again.") from error
    except OSError as error:
        raise NoteError(f"{what}: {_reason(error)}") from error


def _folder(root: Path) -> Path | None:
    above = state_folder(root)
    return above / "plans" if above else None


def _plans(root: Path) -> list[Kept]:
    folder = _folder(root)
    try:
        return planned.listed(folder) if folder else []
    except OSError:
        return []


def _read(kept: Kept) -> Plan:
    """The plan. Raises NoteError where it is damaged: then it is put out of the way."""
    try:
        return kept.plan()
    except UNREADABLE as error:
        kept.marked(DAMAGED)
        raise NoteError(
            "What was kept of the last change of several files is damaged, so nothing was done."
            " Trying again means the change before it."
        ) from error


def _recover(root: Path, folder: Path) -> list[str]:
    """As `recover`, with the folder for oneself. Raises OSError."""
    said = []
    for kept in planned.listed(folder):
        if kept.stage == NEW:  # nothing of it was begun
            kept.file.unlink()
        elif kept.stage in (DOING, UNDOING):
            try:
                plan = kept.plan()
            except UNREADABLE:
                kept.marked(DAMAGED)
                said.append(
                    "A change of several files was broken off, and what was kept of it is damaged."
                    " Look at the notes changed last."
                )
            else:
                said.append(f"“{plan.title}” had been broken off, and {_go_on(root, kept, plan)}")
    return said


def _go_on(root: Path, kept: Kept, plan: Plan) -> str:
    """Finish a plan that was begun, or take it back; what came of it, in words."""
    try:
        if not any(root.iterdir()) and root.stat().st_ino != kept.inode():  # of a disk that is not mounted
            return f"waits: the folder {root} is empty. Is its disk missing?"
        if kept.stage == DOING and all(state(root, change) != OTHER for change in plan.changes):
            with suppress(ChangedOnDisk, NoteExists):
                _carry_out(root, plan)
                kept.marked(DONE)
                return "is done now. To undo it: recall undo"
        if kept.stage == DOING:
            kept = kept.marked(UNDOING)
        changed = _carry_out_what_can(root, plan.inverse())
        kept.marked(UNDONE)
    except (NoteError, OSError) as error:
        return f"waits for the next start: {_reason(error)}"
    if changed:
        what = some(changed, NAMED)
        return f"is undone, but for what was changed since and stays as it is: {what}. Look at it."
    return "is undone."


def _turn(root: Path, kept: Kept, plan: Plan, forth: bool) -> None:
    """Carry out a plan or undo it, as a whole or not at all. Raises NoteError, ChangedOnDisk, OSError."""
    marks = [(UNDOING, UNDONE), (DOING, DONE)]
    (during, end), (turning, turned) = marks[forth], marks[not forth]
    there, back = (plan, plan.inverse()) if forth else (plan.inverse(), plan)
    what = f"“{plan.title}” was {{}}{'done' if forth else 'undone'}"
    kept = kept.marked(during)
    try:
        _carry_out(root, there)
    except (NoteError, OSError) as error:
        message = f"{what.format('not ')}: {_reason(error)}"
        try:
            kept = kept.marked(turning)
            changed = _carry_out_what_can(root, back)
            kept.marked(turned)
        except (NoteError, OSError) as another:
            raise NoteError(
                f"{message} What had been done of it cannot be taken back either: {_reason(another)}"
                " The next start of recall goes on with it."
            ) from error
        stays = f" What was changed meanwhile stays as it is: {some(changed, NAMED)}." if changed else ""
        changed_on_disk = isinstance(error, ChangedOnDisk | NoteExists)
        raise (ChangedOnDisk if changed_on_disk else NoteError)(message + stays) from error
    try:
        kept.marked(end)
    except OSError as error:
        unsure = "but the disk did not confirm that it would survive a power cut"
        raise NoteError(f"{what.format('')}, {unsure}: {_reason(error)}") from error


def _check(root: Path, plan: Plan, what: str) -> None:
    """Raise ChangedOnDisk where a file is not as the plan expects it."""
    reasons = [in_the_way(root, change) for change in plan.changes if state(root, change) != BEFORE]
    if reasons:
        raise ChangedOnDisk(f"{what}, and no file was changed: {some(reasons, NAMED)}.")


def _carry_out(root: Path, plan: Plan) -> None:
    """Do what is not yet done of a plan. Raises NoteError, ChangedOnDisk, NoteExists, OSError."""
    for change in plan.changes:
        do(root, change)


def _carry_out_what_can(root: Path, plan: Plan) -> list[str]:
    """The same, leaving alone what someone else changed: its paths. Raises NoteError, OSError."""
    changed = []
    for change in plan.changes:
        try:
            do(root, change)
        except (ChangedOnDisk, NoteExists):
            changed.append(change.path)
    return changed


def _reason(error: NoteError | OSError) -> str:
    """A sentence, or two."""
    if isinstance(error, NoteError):
        return str(error)
    return sentence(error)
