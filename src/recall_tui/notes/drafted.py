"""A thread as it is drafted, in one text: a blank line ends a post, and the next begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
_RULE = re.compile(r" {0,3}-{3,}\s*")

Rows = tuple[int, int]
"""The first row, from 0, and the one behind the last."""


def drafted(lines: Sequence[str]) -> list[Rows]:
    """The rows of each post, front matter left out of `lines` before.

    Blank lines in a fenced block end none, a heading goes with what follows, and a rule alone is no post.
    """
    posts: list[Rows] = []
    first, fence, heading = -1, "", False
    for row, line in enumerate([*lines, ""]):
        if line.strip() or (fence and row < len(lines)):
            if first < 0:
                first, heading = row, True
            mark = _FENCE.match(line)
            if mark and not fence:
                fence = mark[1]
            elif mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            heading = heading and _HEADING.match(line) is not None
        elif first >= 0 and (not heading or row == len(lines)):
            if row - first > 1 or not _RULE.fullmatch(lines[first]):
                posts.append((first, _end(lines, first, row)))
            first = -1
    return posts


def beyond(lines: Sequence[str], post: Rows, length: int) -> dict[int, int]:
    """By row: the column from which a post is longer than so many characters."""
    found: dict[int, int] = {}
    left = length
    for row in range(*post):
        if left < len(lines[row]):
            found[row] = max(0, left)
        left -= len(lines[row]) + 1
    return found


def _end(lines: Sequence[str], first: int, row: int) -> int:
    """The row behind the last that is not blank."""
    while row > first and not lines[row - 1].strip():
        row -= 1
    return row
