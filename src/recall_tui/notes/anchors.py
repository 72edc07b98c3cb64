"""Which part of a note a link names: a section by its heading, a block by its id, or all of it."""

from __future__ import annotations

import re

from recall_tui.notes.blocks import Blocks, Heading
from recall_tui.notes.note import Link
from recall_tui.notes.resolve import fold


def place(link: Link, blocks: Blocks, body: int, end: int) -> tuple[int, int] | None:
    """What a link names of the text it leads to, as (start, end) in characters; None where it has none such.

    That text has these blocks, from `body` to `end`. A section goes from its heading to the next one of its
    level or above; `h1#h2` is an `h2` somewhere below an `h1`.
    """
    if link.block_id:
        return next(((p.start, p.end) for p in blocks.passages if p.block_id == link.block_id), None)
    return _section(link.heading, blocks, end) if link.heading else (body, end)


def section(blocks: Blocks, at: int, end: int) -> tuple[int, int]:
    """The section of the heading of this number, from 0, in a text that ends there: (start, end)."""
    heading, *rest = blocks.headings[at:]
    return heading.start, next((h.start for h in rest if h.level <= heading.level), end)


def _section(wanted: str, blocks: Blocks, end: int) -> tuple[int, int] | None:
    path = [_named(each) for each in wanted.split("#") if each.strip()]
    above: list[Heading] = []
    for at, heading in enumerate(blocks.headings):
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
        names = iter([_named(each.text) for each in above])
        if path and _named(heading.text) == path[-1] and all(name in names for name in path):
            return section(blocks, at, end)
    return None


def _named(heading: str) -> str:
    """A heading as links name it, which cannot hold all signs."""
    return fold(" ".join(re.sub(r"[#|^:%\[\]]", " ", heading).split()))
