"""Notes around an essay, from texts, without a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from recall_tui.errors import NoteError
from recall_tui.essays.essay import Expansion, Source
from recall_tui.essays.expanding import expand
from recall_tui.notes.note import Link, note_id

DAY = datetime(2021, 3, 4)


class Around:
    """Notes by path; a name means every note whose file is called so."""

    def __init__(self, notes: dict[str, str], threads: dict[str, Sequence[str]] | None = None) -> None:
        self.notes = notes
        self.threads = threads or {}

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        if not target:
            return (source,)
        return tuple(p for p in self.notes if target in (p, note_id(p), note_id(p).rpartition("/")[2]))

    def read(self, path: str) -> Source:
        if self.notes[path] == "unreadable":
            raise NoteError(f"{path} cannot be read: it is locked.")
        return Source(path, self.notes[path], path.removesuffix(".md").title(), DAY)

    def thread(self, path: str) -> Sequence[str]:
        return self.threads.get(path, (path,))

    def shown(self, link: Link, source: str) -> str:
        return link.target or str(link.heading)

    def picture(self, target: str, source: str) -> str | None:
        return None if "missing" in target else f"pictures/{target}"


def expanded(
    essay: str, notes: dict[str, str] | None = None, *, links: bool = False, **threads: Sequence[str]
) -> Expansion:
    """An essay, `essay.md`, among notes by their ids; threads by the ids of their last notes."""
    paths = {f"{note}.md": text for note, text in (notes or {}).items()}
    by_path = {f"{leaf}.md": [f"{note}.md" for note in notes] for leaf, notes in threads.items()}
    around = Around({**paths, "essay.md": essay}, by_path)
    return expand(around.read("essay.md"), around, links=links)


def pieces(essay: str, notes: dict[str, str] | None = None, **more: Sequence[str]) -> list[str]:
    """What an essay without problems expands to."""
    found = expanded(essay, notes, **more)
    assert [str(problem) for problem in found.problems] == []
    return [piece.text for piece in found.pieces]
