"""What commands print: JSON lines for programs, tables for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from recall_tui.recall.hits import Hit

PIPED = 80
"""The width of what is not printed to a terminal, in cells."""
DATE = 12
"""The width of the column of dates, in cells."""


def json_line(value: object) -> None:
    """One JSON object on a line of its own, at once.

    In ASCII, so that neither half a surrogate pair nor a control character of a note gets out.
    """
    print(json.dumps(value), flush=True)


def as_json(hit: Hit) -> dict[str, Any]:
    """A hit as every command and the stream write it."""
    return {
        "note": hit.path,
        "title": hit.title,
        "date": hit.date.isoformat(),
        "score": round(hit.score, 6),
        "passage": {"start": hit.start, "end": hit.end, "text": hit.text},
        "why": [{"term": reason.term, "share": round(reason.share, 4)} for reason in hit.why],
    }


def hits(found: Sequence[Hit]) -> None:
    """Hits as the pane shows them: date, title and path; the passage with its marks; the reasons."""
    from rich.console import Group
    from rich.text import Text

    from recall_tui.tui import cards

    out = console()
    rows: list[Sequence[RenderableType]] = []
    for hit in found:
        head = Text.assemble((cards.title(hit), "bold"), "  ", (cards.one_line(hit.path), "dim"))
        lines = [
            Text.assemble(*((part, "bold yellow" if role == "mark" else "") for part, role in row))
            for row in cards.snippet(hit, max(cards.NARROWEST, out.width - DATE))
        ]
        reasons = cards.joined([reason.term for reason in hit.why], out.width - DATE)
        rows.append([f"{hit.date:%Y-%m-%d}", Group(head, *lines, Text(reasons, "dim"), "")])
    table(("", ""), rows, first=DATE - 2)


def table(names: Sequence[str], rows: Iterable[Sequence[RenderableType]], first: int | None = None) -> None:
    """A table without lines; `first` is the width of its first column. Strings are shown as they are."""
    from rich.table import Table

    out = console()
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(names), header_style="bold")
    for number, name in enumerate(names):
        grid.add_column(name, overflow="fold", width=None if number else first)
    for row in rows:
        grid.add_row(*(text(cell) if isinstance(cell, str) else cell for cell in row))
    with out.capture() as printed:
        out.print(grid)
    # Cells are filled up with blanks, which would be in the way of whoever copies or compares.
    print(*(line.rstrip() for line in printed.get().rstrip().split("\n")), sep="\n")


def text(line: str) -> Text:
    """Text from notes or file names on one line, made safe to show and never read as markup."""
    from rich.text import Text

    from recall_tui.tui.clean import clean

    return Text(clean(" ".join(line.split())))


def console() -> Console:
    """Colours and the terminal's width in a terminal, neither elsewhere."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPED
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def path(name: str) -> None:
    """A line with a path: its very bytes in a pipe, safe to show in a terminal."""
    if sys.stdout.isatty():
        from recall_tui.tui.clean import clean

        print(clean(name))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(name) + b"\n")


def aside(message: str) -> None:
    """A word to the person that is no part of the output."""
    from recall_tui.tui.clean import clean

    print(clean(message), file=sys.stderr)
