"""Whether what is being written was written before, in nearly the same words."""

from __future__ import annotations

from recall_tui.notes.frontmatter import front_rows
from recall_tui.recall.hits import Draft
from recall_tui.recall.languages import Languages

TELLING = 12
"""A passage of fewer different terms says too little to be told from others."""
SHARE = 0.65
"""So much of the terms being written must stand in the old passage …"""
WHOLE = 0.3
"""… and so much of the terms of both must be shared: a long list holds what many short passages say."""
LINES = 60
"""Lines before and after the cursor that are looked at."""


def block_at(draft: Draft) -> range:
    """The lines of the block that the cursor is in, or right below; none in code or front matter."""
    lines, row, top = draft.lines, draft.row, front_rows(draft.lines)
    if not lines[row].strip() and row:
        row -= 1
    if row < top:
        return range(0)
    first = last = row
    while first > max(top, row - LINES) and lines[first - 1].strip():
        first -= 1
    while last < min(len(lines) - 1, row + LINES) and lines[last + 1].strip():
        last += 1
    if not lines[row].strip() or lines[first].lstrip().startswith(("```", "~~~")):
        return range(0)
    return range(first, last + 1)


def again(languages: Languages, block: str, passage: str) -> bool:
    """Whether a passage says what a block says, in nearly the same words."""
    analyzer = languages.analyzer(languages.of(block))
    one, other = frozenset(analyzer.terms(block)), frozenset(analyzer.terms(passage))
    shared = len(one & other)
    return len(one) >= TELLING and shared >= SHARE * len(one) and shared >= WHOLE * len(one | other)
