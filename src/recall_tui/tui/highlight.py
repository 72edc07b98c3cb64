"""Markdown of one line: what is marked up, without knowing the lines around it.

Only visible lines are looked at, so there is no state to keep when the text above changes.
"""

from __future__ import annotations

import re
from functools import lru_cache

NAMES = ("heading", "strong", "emphasis", "code", "link", "tag", "quote", "marker")
"""Every kind of span."""
LONGEST_LINE = 2_000
"""Longer lines, in characters, are left plain."""

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_HEADING = re.compile(r"#{1,6}(?=\s|$)")
_QUOTE = re.compile(r"\s{0,3}>")
_LIST = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s+\[[ xX]\])?(?=\s)")
# No alternative runs past the next place where another could begin, so time stays in proportion to length.
_INLINE = re.compile(
    r"(?P<code>``[^`]+``|`[^`]+`)"
    r"|(?P<link>!?\[\[[^\[\]]+\]\]|!?\[[^\[\]]*\]\([^()\s]*\)|https?://[^\s<>\"\[\]]*[^\s<>\"\[\].,;:!?)'])"
    r"|(?P<strong>\*\*(?=[^\s*])[^*]+\*\*|(?<!\w)__(?=[^\s_])[^_]+__(?!\w))"
    r"|(?P<emphasis>\*(?=[^\s*])[^*]*[^\s*]\*|(?<!\w)_(?=[^\s_])[^_]*[^\s_]_(?!\w)|\*[^\s*]\*)"
    r"|(?P<tag>(?<![\w/&#])#(?=[\d_/-]*[^\W\d_])[\w/-]+)"
)


@lru_cache(maxsize=2_048)
def spans(line: str) -> tuple[tuple[int, int, str], ...]:
    """The marked-up parts of a line as (start, end, name); later ones lie over earlier ones."""
    if len(line) > LONGEST_LINE:
        return ()
    if _FENCE.match(line):
        return ((0, len(line), "code"),)
    if _HEADING.match(line):
        found = [(0, len(line), "heading")]
    elif _QUOTE.match(line):
        found = [(0, len(line), "quote")]
    elif item := _LIST.match(line):
        found = [(0, item.end(), "marker")]
    else:
        found = []
    found += [(*match.span(), match.lastgroup or "") for match in _INLINE.finditer(line)]
    return tuple(found)
