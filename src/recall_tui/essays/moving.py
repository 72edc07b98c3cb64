"""Where a part of an essay goes by one step up or down: a heading takes its section along."""

from __future__ import annotations

from collections.abc import Sequence

from recall_tui.essays.parts import Part, section


def above(parts: Sequence[Part], part: int) -> int | None:
    """The number that a part, or a section by its heading, has one step further up; None for the first.

    A section changes places with the one before it, or else leaves the section that it is in.
    """
    level = parts[part].level
    if not level:
        return part - 1 if part > _title(parts) else None
    if part < _title(parts):
        return None
    at = next((n for n in range(part - 1, -1, -1) if 0 < parts[n].level <= level), None)
    if at is None or at < _title(parts):
        return None
    if parts[at].level < level and not any(parts[n].level for n in range(at)):
        return None  # there is no section above that it could come into
    return at


def below(parts: Sequence[Part], part: int) -> int | None:
    """The number that it has one step further down; None for the last."""
    after = part + section(parts, part)
    if part < _title(parts) or after >= len(parts):
        return None
    level, other = parts[part].level, parts[after].level
    return part + (section(parts, after) if level and level == other else 1)


def _title(parts: Sequence[Part]) -> int:
    """The number of the first part that moves: a title above all else stays there."""
    tops = sum(part.level == 1 for part in parts)
    return 1 if parts and parts[0].level == 1 and tops == 1 else 0
