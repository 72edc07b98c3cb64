"""Markdown, line by line: what is marked up in a line, and how Enter goes on with it.

A line is read without the lines around it, so only visible lines are looked at and nothing is kept.
"""

from __future__ import annotations

import re
from functools import lru_cache

NAMES = ("heading", "strong", "emphasis", "code", "link", "tag", "quote", "marker")
"""Every kind of span."""
LONGEST_LINE = 2_000
"""Longer lines, in characters, are left plain."""

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}(?=\s|$)")
_QUOTE = re.compile(r" {0,3}>")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})(?P<dot>[.)]))(?P<gap>[ \t]+)"
    r"(?P<box>\[[ xX]\][ \t]+)?"
)
# What an alternative runs over cannot hold its own opener, so the time is in proportion to the length.
_INLINE = re.compile(
    r"(?P<code>``[^`]+``|`[^`]+`)"
    r"|(?P<link>!?\[\[[^\[\]]+\]\]|!?\[[^\[\]]*\]\([^()\s]*\)|\bhttps?://[^\s<>\"\[\]]*[^\s<>\"\[\].,;:!?)'])"
    r"|(?P<strong>\*\*(?=[^\s*])[^*]+\*\*|(?<!\w)__(?=[^\s_])[^_]+__(?!\w))"
    r"|(?P<emphasis>\*(?=[^\s*])[^*]*(?<!\s)\*|(?<!\w)_(?=[^\s_])[^_]*(?<!\s)_(?!\w))"
    r"|(?P<tag>(?<![\w/&#])#[\d_/-]*[^\W\d_][\w/-]*)"
)


@lru_cache(maxsize=1_024)
def spans(line: str) -> tuple[tuple[int, int, str], ...]:
    """What is marked up in a line, as (start, end, name) in characters; a later span lies over an earlier."""
    if len(line) > LONGEST_LINE:
        return ()
    if _FENCE.match(line):
        return ((0, len(line), "code"),)
    if line.startswith("%%"):  # where a comment begins or ends, as a drawer
        return ((0, len(line), "marker"),)
    found: list[tuple[int, int, str]] = []
    if _HEADING.match(line):
        found.append((0, len(line), "heading"))
    elif _QUOTE.match(line):
        found.append((0, len(line), "quote"))
    elif item := _ITEM.match(line):
        found.append((0, item.end(), "marker"))
    found.extend((*match.span(), match.lastgroup or "") for match in _INLINE.finditer(line))
    return tuple(found)


def is_item(line: str) -> bool:
    """Whether a line begins a list item."""
    return _ITEM.match(line) is not None


def line_break(before: str, after: str) -> str | None:
    """What Enter inserts between two parts of a line: the indent, and the next marker of a list.

    None where the line is an empty list item: the list ends, and the line is to be cleared.
    """
    item = _ITEM.match(before)
    if item is None:
        return "\n" + before[: len(before) - len(before.lstrip(" \t"))]
    if not before[item.end() :].strip() and not after.strip():
        return None
    marker = item["bullet"] or f"{int(item['number']) + 1}{item['dot']}"
    return f"\n{item['indent']}{marker}{item['gap']}{'[ ] ' if item['box'] else ''}"
