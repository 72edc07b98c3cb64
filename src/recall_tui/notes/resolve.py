"""From a link's target to the note it means."""

from __future__ import annotations

import unicodedata

from recall_tui.errors import AmbiguousName
from recall_tui.notes.note import Note, note_id

_Index = dict[str, str | set[str]]
"""Folded name → the path, or the paths where several notes have it."""


def fold(name: str) -> str:
    """A name as names are compared: Unicode NFC, casefolded."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class Names:
    """What every note can be called by; changes with the notes, one at a time."""

    def __init__(self) -> None:
        self._ids: _Index = {}
        self._names: _Index = {}
        self._titles: _Index = {}
        self._titles_of: dict[str, tuple[str, ...]] = {}

    def add(self, note: Note) -> None:
        """A new note, or the new state of one."""
        path = note.path
        if path in self._titles_of:
            self.remove(path)
        key = fold(note_id(path))
        _put(self._ids, key, path)
        _put(self._names, key[key.rfind("/") + 1 :], path)
        called = (
            (note.title, *note.aliases, note.identifier) if note.identifier else (note.title, *note.aliases)
        )
        self._titles_of[path] = titles = tuple(fold(name) for name in called)
        for title in titles:
            _put(self._titles, title, path)

    def remove(self, path: str) -> None:
        """The note is gone; nothing happens where it was not there."""
        titles = self._titles_of.pop(path, None)
        if titles is None:
            return
        key = fold(note_id(path))
        _take(self._ids, key, path)
        _take(self._names, key[key.rfind("/") + 1 :], path)
        for title in titles:
            _take(self._titles, title, path)

    def resolve(self, target: str, source: str) -> str | None:
        """The path of the note that `target` means in the note `source`; None where there is none.

        Raises AmbiguousName where several match equally.
        """
        found = self.candidates(target, source)
        if len(found) < 2:
            return found[0] if found else None
        named = ", ".join(found[:9]) + (f" and {len(found) - 9:,} more" if len(found) > 9 else "")
        raise AmbiguousName(
            f"“{target}” stands for {len(found):,} notes: {named}. Write the path of the one you mean."
        )

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        """The paths that match `target` in the first way in which any does, sorted.

        The ways, in order: the path from the root, the path from the folder of `source`, the file name, a
        title, alias or identifier. `/` before a target allows the first only, `./` and `../` the second only.
        An empty target is `source` itself.
        """
        if not target:
            return (source,)
        from_root = _path("", target) if not target.startswith(("./", "../")) else None
        from_here = _path(source.rpartition("/")[0], target) if not target.startswith("/") else None
        for path in (from_root, from_here):
            if path and (found := _match(self._ids, path)):
                return (
                    found if len(found) == 1 else tuple(p for p in found if path in (p, note_id(p))) or found
                )
        if "/" not in target and (found := _match(self._names, target)):
            return found
        return tuple(sorted(_paths(self._titles, fold(target))))


def _path(folder: str, target: str) -> str | None:
    """A target's path from the root, without `.` and `..`; None where it leads out of the root."""
    if "/" not in target:
        return f"{folder}/{target}" if folder else target
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _match(index: _Index, name: str) -> tuple[str, ...]:
    """The paths under a name; `.txt` at its end may be its ending, or be part of it as in `a.txt.md`."""
    found = _paths(index, fold(name))
    without = note_id(name)
    if without != name:
        ending = name[len(without) :].lower()
        found = found | {path for path in _paths(index, fold(without)) if path.lower().endswith(ending)}
    return tuple(sorted(found))


def _paths(index: _Index, key: str) -> set[str]:
    held = index.get(key, set())
    return {held} if isinstance(held, str) else held


def _put(index: _Index, key: str, path: str) -> None:
    held = index.setdefault(key, path)
    if isinstance(held, set):
        held.add(path)
    elif held != path:
        index[key] = {held, path}


def _take(index: _Index, key: str, path: str) -> None:
    held = index.get(key)
    if isinstance(held, set):
        held.discard(path)
    elif held == path:
        del index[key]
