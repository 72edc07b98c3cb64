"""What an act would change, to be looked at before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

NAMED = 3
"""So many places are named in a message."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes in one note."""

    path: str
    """As it is called before."""
    lines: tuple[tuple[int, str, str], ...]
    """Runs of lines that change: the number of the first, from 1, and how they read before and after."""


def edit(path: str, before: str, after: str) -> Edit:
    """The lines in which two texts of a note differ."""
    one, other = before.split("\n"), after.split("\n")
    if len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True), 1)
        return Edit(path, tuple((number, a, b) for number, (a, b) in pairs if a != b))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    runs = [run for run in matcher.get_opcodes() if run[0] != "equal"]
    return Edit(path, tuple((i + 1, "\n".join(one[i:j]), "\n".join(other[k:m])) for _, i, j, k, m in runs))
