"""The last look at what is written to the terminal, whatever widget made it.

Text is cleaned where it comes in (`clean`). Should a widget forget to, what it shows is made harmless here: a
row with control characters gets visible ones in their place, and keeps its width. This leans on Textual's
inside, as its filters for lines miss the widgets that paint their own rows; a test fails when that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.segment import Segment
from textual._compositor import ChopsUpdate, InlineUpdate, LayoutUpdate
from textual.strip import Strip

from recall_tui.tui.clean import clean_line, drives

_LINK = "\x1b"
"""A link is written as a control sequence, whatever it holds."""


def guard(frame: Any) -> None:
    """Make harmless, in place, the rows that Textual is about to write."""
    if isinstance(frame, ChopsUpdate):
        for y, _, _ in frame.spans:
            row: Any = frame.chops[y]
            for x, strip in row.items():
                if strip is not None and strip._render_cache is None:  # what was written once is harmless
                    row[x] = harmless(strip)
    elif isinstance(frame, LayoutUpdate):
        frame.strips = [[harmless(strip) for strip in line] for line in frame.strips]
    elif isinstance(frame, InlineUpdate):
        frame.strips = [harmless(strip) for strip in frame.strips]


def harmless(strip: Strip) -> Strip:
    """`strip` itself, or, where it could drive the terminal, one of the same width that cannot."""
    # All of it at once: this is done for every row of every frame.
    shown = [text if style is None or not style._link else _LINK for text, style, _ in strip._segments]
    if drives("".join(shown)):
        return Strip(_cleaned(strip)).adjust_cell_length(strip.cell_length)
    return strip


def _cleaned(strip: Strip) -> Iterator[Segment]:
    for text, style, _ in strip:
        if style is not None and style.link:
            style = style.update_link(None)  # none is ever meant: links are opened by a key
        yield Segment(clean_line(text), style)
