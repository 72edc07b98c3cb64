"""What a draft holds already, by its links and embeds, and what stands around its cursor by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from recall_tui.notes.note import Link

NEAR = 12
"""So many lines above the cursor are looked at for embeds."""
TAIL = 400
"""Of an embed above the cursor so much is read, from its end, in characters."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Notes, and passages of others."""

    notes: frozenset[str] = frozenset()
    """Paths."""
    passages: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Of other notes the places in their texts, as (start, end) in characters."""

    def __or__(self, other: Holds) -> Holds:
        passages = dict(self.passages)
        for path, places in other.passages.items():
            passages[path] = (*passages.get(path, ()), *places)
        return Holds(self.notes | other.notes, passages)

    def has(self, path: str, start: int, end: int) -> bool:
        """Whether a passage of a note is among them, by where it stands there."""
        return path in self.notes or any(a <= start and end <= b for a, b in self.passages.get(path, ()))


def embed_on(line: str) -> Link | None:
    """The embed that a line consists of."""
    if "![" not in line or line[:1] == "-":
        return None
    from recall_tui.essays.parts import EMBED, parts  # seldom wanted: the pane starts without it

    found = parts(line)
    return found[0].link if [part.kind for part in found] == [EMBED] else None


def embeds_near(lines: Sequence[str], row: int) -> dict[int, Link]:
    """The embeds on the line of the cursor and on those above it, by their rows."""
    first = max(0, row - NEAR)
    rows = [at for at, line in enumerate(lines[first : row + 1], first) if "![" in line]
    return {at: link for at in rows if (link := embed_on(lines[at]))}


def filled(lines: Sequence[str], embeds: Mapping[int, Link], stands_for: Callable[[Link], str]) -> list[str]:
    """The lines with the ends of what their embeds stand for."""
    new = list(lines)
    for row, link in embeds.items():
        new[row] = " ".join(stands_for(link)[-TAIL:].split()).lstrip("# ")
    return new
