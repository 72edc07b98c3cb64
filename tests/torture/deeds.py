"""What recall writes: one deed each, done in a folder of its own, and what the folder is before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from processes import KILLED, WELL

from recall_tui.folder import files, plan, renaming, trash
from recall_tui.folder.plan import Change, Plan
from recall_tui.folder.scan import hidden

OLD, NEW = "# Tea\n\nGreen, 70 °C.\n", "# Tea\n\nGreen, 80 °C.\n\nAnd a pot.\n"
NOW = datetime(2026, 3, 4, 5, 6)
Notes = dict[str, bytes]
"""All files but hidden ones: bytes by path from the root."""


@dataclass(frozen=True)
class Deed:
    """Something that recall writes."""

    what: str
    ready: Callable[[Path], Callable[[], object]]
    """Puts notes into an empty folder; returns what does the deed there."""
    start: Callable[[Path], object] | None = None
    """What the next start does, should it have been hindered; then it is done as a whole or not at all."""
    keeps: bool = False
    """Whether all old text must be somewhere, the trash included."""

    def __str__(self) -> str:
        return self.what

    @cached_property
    def _ends(self) -> tuple[Notes, Notes]:
        with TemporaryDirectory() as folder:
            act = self.ready(Path(folder))
            before = notes(Path(folder))
            act()  # also imports what it needs
            after = notes(Path(folder))
        assert before != after
        return before, after

    @property
    def before(self) -> Notes:
        """The notes before it."""
        return self._ends[0]

    @property
    def after(self) -> Notes:
        """The notes after it, where nothing goes wrong."""
        return self._ends[1]

    def violated(self, root: Path, said: str) -> str:
        """What is wrong with a folder where it was done, or hindered, and this was said."""
        found = notes(root)
        texts = {*self.before.values(), *self.after.values()}
        for path, text in found.items():
            if text not in (texts if self.start else (self.before.get(path), self.after.get(path))):
                return f"{path} is neither old nor new: {text!r}"
        if self.keeps and (lost := self.lost(root)):
            return lost
        if gone := (self.before.keys() & self.after.keys()) - found.keys():
            return f"{gone} are gone"
        if said == WELL:
            return "" if found == self.after else "said to be done, and it is not"
        if said == KILLED:
            return ""
        if not said.startswith(("NoteError: ", "FolderError: ")):
            return f"an error that is not for a person: {said}"
        if " was not " in said and " cannot be taken back " not in said and found != self.before:
            return f"it was done, and yet: {said}"
        return ""

    def lost(self, root: Path) -> str:
        """Old text that is nowhere any more, the trash included, though nothing is to take its place."""
        found = {path.read_bytes() for path in root.rglob("*") if path.is_file()}
        return "" if found >= {*self.before.values()} else f"{found} is all that is left"

    def goes_on(self, root: Path, act: Callable[[], object]) -> str:
        """What is wrong after the next start, or when it is done again with nothing in the way."""
        if self.start:
            self.start(root)
        if (found := notes(root)) not in (self.before, self.after):
            return f"half of it is done: {found}"
        if found == self.before:
            act()
        return "" if notes(root) == self.after else "it cannot be done now"


def notes(root: Path) -> Notes:
    """What a person sees in a folder."""
    files = {path.relative_to(root): path for path in sorted(root.rglob("*")) if path.is_file()}
    shown = {path: file for path, file in files.items() if not any(map(hidden, path.parts))}
    return {path.as_posix(): file.read_bytes() for path, file in shown.items()}


def litter(root: Path) -> list[str]:
    """Temporary files that are left in a folder."""
    return [path.name for path in root.rglob(".recall-*")]


def put(root: Path, *paths: str) -> None:
    """Put the old text there."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(OLD, "utf-8")


def _a_save(root: Path) -> Callable[[], object]:
    put(root, "tea.md")
    file = files.read(root, "tea.md")
    return lambda: files.save(root, file, NEW)


def _a_save_through_a_symlink(root: Path) -> Callable[[], object]:
    put(root, "a/tea.md")
    (root / "link.md").symlink_to("a/tea.md")
    file = files.read(root, "link.md")
    return lambda: files.save(root, file, NEW)


def _a_save_of_a_hard_link(root: Path) -> Callable[[], object]:
    put(root, "tea.md")
    (root / "other.md").hardlink_to(root / "tea.md")
    file = files.read(root, "tea.md")
    return lambda: files.save(root, file, NEW)


def _creating(path: str) -> Callable[[Path], Callable[[], object]]:
    def ready(root: Path) -> Callable[[], object]:
        put(root, "oak.md")
        return lambda: files.create(root, path, NEW)

    return ready


def _a_conflict_copy(root: Path) -> Callable[[], object]:
    put(root, "tea.md")
    file = files.read(root, "tea.md")
    return lambda: files.set_aside(root, file, NEW, NOW)


def _deleting(root: Path) -> Callable[[], object]:
    put(root, "a/tea.md", "a/oak.md")
    return lambda: bool(trash.discard(root, "a/tea.md", NOW))


def _bringing_back(root: Path) -> Callable[[], object]:
    put(root, "a/tea.md", "oak.md")
    name = trash.discard(root, "a/tea.md", NOW)
    (root / "a").rmdir()
    return lambda: bool(trash.restore(root, name))


def _without_exchange(
    ready: Callable[[Path], Callable[[], object]],
) -> Callable[[Path], Callable[[], object]]:
    """As on a file system that cannot exchange names, or give them only where none is."""

    def arranged(root: Path) -> Callable[[], object]:
        act = ready(root)

        def acting() -> None:
            with patch.object(renaming, "_renameat2", return_value=None):
                act()

        return acting

    return arranged


def _several_at_once(root: Path) -> Callable[[], object]:
    put(root, "a/oak.md", "elm.md", "ash.md")
    old, new = OLD.encode(), NEW.encode()
    changes = (
        Change("a/b/beech.md", old, new, was="a/oak.md"),
        Change("elm.md", old, new),
        Change("new.md", None, new),
        Change("ash.md", old, None),
    )
    return lambda: plan.apply(root, Plan("Several", changes))


def _undoing_them(root: Path) -> Callable[[], object]:
    _several_at_once(root)()
    return lambda: plan.undo(root)


DEEDS = (
    Deed("a save", _a_save),
    Deed("a save through a symlink", _a_save_through_a_symlink),
    Deed("a save of a hard link", _a_save_of_a_hard_link),
    Deed("a new note", _creating("tea.md")),
    Deed("a new note in new folders", _creating("a/b/tea.md")),
    Deed("a save without exchange of names", _without_exchange(_a_save)),
    Deed("a new note without exchange of names", _without_exchange(_creating("tea.md"))),
    Deed("a conflict copy", _a_conflict_copy, keeps=True),
    Deed("deleting", _deleting, keeps=True),
    Deed("bringing back", _bringing_back, keeps=True),
    Deed("several files at once", _several_at_once, plan.recover),
    Deed("undoing that", _undoing_them, plan.recover),
)
