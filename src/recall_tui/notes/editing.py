"""The edit that makes one text of another, by lines; and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """What one text has in place of some lines of another."""

    row: int
    rows: int
    """How many lines, from line `row` on; at least one."""
    head: int
    tail: int
    """How many characters stay at the beginning and the end of these lines."""
    text: str
    """What stands between."""


def edit_between(old: Sequence[str], new: Sequence[str]) -> Edit | None:
    """What makes `new` of `old`, both one or more lines; None where they are the same.

    Lines that are one object in both cost next to nothing, so this is quick for a snapshot of a document.
    """
    most = min(len(old), len(new)) - 1
    row = alike(old, new, most)
    last = alike(old, new, most - row, at_end=True)
    gone, come = "\n".join(old[row : len(old) - last]), "\n".join(new[row : len(new) - last])
    if gone == come:
        return None
    most = min(len(gone), len(come))
    head = alike(gone, come, most)
    tail = alike(gone, come, most - head, at_end=True)
    return Edit(row, len(old) - last - row, head, tail, come[head : len(come) - tail])


def apply(edit: Edit, lines: list[str]) -> None:
    """Do an edit. Raises ValueError where these are not lines that it was made for."""
    end = edit.row + edit.rows
    gone = "\n".join(lines[edit.row : end])
    if not edit.row < end <= len(lines) or edit.head + edit.tail > len(gone):
        raise ValueError("the edit is of another text")
    lines[edit.row : end] = (gone[: edit.head] + edit.text + gone[len(gone) - edit.tail :]).split("\n")


def alike(one: Sequence[str], other: Sequence[str], most: int, *, at_end: bool = False) -> int:
    """How many items two sequences begin with alike, or end with, at most `most`."""
    few = 0
    first, second = (len(one), len(other)) if at_end else (0, 0)
    while few < most:
        middle = (few + most + 1) // 2
        a, b = (-middle, -few) if at_end else (few, middle)
        if one[first + a : first + b] == other[second + a : second + b]:
            few = middle
        else:
            most = middle - 1
    return few
