"""From a link's target to the note it means."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable

from recall_tui.errors import AmbiguousName, some
from recall_tui.notes.note import Note, note_id


def fold(name: str) -> str:
    """A name as names are compared: Unicode NFC, casefolded."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


BY_PATH, BY_FILE, BY_TITLE = "/", "=", "~"
"""What a key begins with: the ways in which a note can be called."""
NAMED = 9
"""So many notes are named in a message."""


def keys(note: Note) -> tuple[str, ...]:
    """All that a note can be called by, each marked by its way: path, file name, title, alias, identifier."""
    path = fold(note_id(note.path))
    called = (note.title, *note.aliases, note.identifier or note.title)
    titles = dict.fromkeys(BY_TITLE + fold(name) for name in called)
    return (BY_PATH + path, BY_FILE + path[path.rfind("/") + 1 :], *titles)


def wanted(target: str) -> str:
    """What links that a note would answer and the note's own keys have in common.

    A note that comes in answers at most links that want the same as one of its keys, without the key's mark.
    """
    return fold(note_id(target[target.rfind("/") + 1 :]))


def forms(keys: Iterable[str]) -> set[str]:
    """All that links want (see `wanted`) which may lead to what has one of these keys."""
    names = {key[1:] for key in keys}
    # A name may end like a file, and be one: hence both.
    return {wanted(name) for name in names} | {name[name.rfind("/") + 1 :] for name in names}


class Names:
    """Which notes a name means."""

    def __init__(self, called: Callable[[str], Collection[str]]) -> None:
        """`called` gives the paths of the notes that have a key, each once."""
        self._called = called

    def resolve(self, target: str, source: str) -> str | None:
        """The path of the note that `target` means in the note `source`; None where there is none.

        Raises AmbiguousName where several match equally.
        """
        # A name that only one file has is that file's by every way that comes before.
        found = self._match(BY_FILE, target) if target and "/" not in target else ()
        if len(found) != 1:
            found = self.candidates(target, source)
        if len(found) < 2:
            return found[0] if found else None
        raise AmbiguousName(
            f"“{target}” stands for {len(found):,} notes: {some(found, NAMED)}. Write the path of the one you"
            " mean."
        )

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        """The paths that match `target` in the first way in which any does, sorted; see `match`."""
        return self.match(target, source)[1]

    def match(self, target: str, source: str) -> tuple[str, tuple[str, ...]]:
        """The first way in which any path matches `target`, and the paths that do, sorted.

        The ways, in order: the path from the root, the path from the folder of `source`, the file name, a
        title, alias or identifier. `/` before a target allows the first only, `./` and `../` the second only.
        An empty target is `source` itself.
        """
        if not target:
            return BY_PATH, (source,)
        from_root = joined("", target) if not target.startswith(("./", "../")) else None
        from_here = joined(source.rpartition("/")[0], target) if not target.startswith("/") else None
        for path in (from_root, from_here):
            if path and (found := self._match(BY_PATH, path)):
                just_so = tuple(p for p in found if path in (p, note_id(p))) if len(found) > 1 else ()
                return BY_PATH, just_so or found
        if "/" not in target and (found := self._match(BY_FILE, target)):
            return BY_FILE, found
        return BY_TITLE, tuple(sorted(self._called(BY_TITLE + fold(target))))

    def _match(self, way: str, name: str) -> tuple[str, ...]:
        """The paths under a name; `.txt` at its end may be its ending, or be part of it as in `a.txt.md`."""
        found = self._called(way + fold(name))
        without = note_id(name)
        if without != name:
            ending = name[len(without) :].lower()
            others = (path for path in self._called(way + fold(without)) if path.lower().endswith(ending))
            found = {*found, *others}
        return tuple(sorted(found)) if found else ()


def joined(folder: str, target: str) -> str | None:
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
