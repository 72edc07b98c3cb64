"""What commands print: JSON lines for programs, tables for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from recall_tui.acts.edits import Edit
    from recall_tui.recall.hits import Explanation, Hit, Part

PIPED = 80
"""The width of what is not printed to a terminal, in cells."""
DATE = 12
"""The width of the column of dates, in cells."""
EXPLAINED = 12
"""Of so many words it is shown what each adds to a score; of the others, what they add together."""


def json_line(value: object) -> None:
    """One JSON object on a line of its own, at once.

    In ASCII, so that neither half a surrogate pair nor a control character of a note gets out.
    """
    print(json.dumps(value), flush=True)


def as_json(hit: Hit, why: Explanation | None = None) -> dict[str, Any]:
    """A hit as every command and the stream write it, with its explanation where that was asked for."""
    found: dict[str, Any] = {
        "note": hit.path,
        "title": hit.title,
        "date": hit.date.isoformat(),
        "score": round(hit.score, 6),
        "passage": {"start": hit.start, "end": hit.end, "text": hit.text},
        "why": [{"term": reason.term, "share": round(reason.share, 4)} for reason in hit.why],
    }
    if hit.alike:
        found["alike"] = hit.alike
    if hit.thread:
        found["thread"] = hit.thread
    if hit.folded:
        found["folded"] = hit.folded
    if why:
        parts, boosts = [*map(asdict, why.parts)], [*map(asdict, why.boosts)]
        found["explanation"] = {"parts": parts, "boosts": boosts, "length": why.length, "mean": why.mean}
    return found


def hits(found: Sequence[Hit]) -> None:
    """Hits as the pane shows them: date, title and path; the passage with its marks; the reasons."""
    from rich.console import Group
    from rich.text import Text

    from recall_tui.tui import cards

    out = console()
    rows: list[Sequence[RenderableType]] = []
    for hit in found:
        mark = f"  {cards.threaded(hit.thread)}" if hit.thread else ""
        head = Text.assemble((cards.title(hit), "bold"), "  ", (cards.one_line(hit.path) + mark, "dim"))
        lines = [
            Text.assemble(*((part, "bold yellow" if role == "mark" else "") for part, role in row))
            for row in cards.snippet(hit, max(cards.NARROWEST, out.width - DATE))
        ]
        reasons = [cards.joined([reason.term for reason in hit.why], out.width - DATE)] if hit.why else []
        if hit.alike:
            alike = f"and {len(hit.alike):,} like it: {', '.join(map(cards.one_line, hit.alike))}"
            reasons.append(cards.cut(alike, out.width - DATE))
        if hit.folded:
            folded = (
                f"and {len(hit.folded):,} more of its thread: {', '.join(map(cards.one_line, hit.folded))}"
            )
            reasons.append(cards.cut(folded, out.width - DATE))
        foot = (Text(line, "dim") for line in (*reasons, ""))
        rows.append([f"{hit.date:%Y-%m-%d}", Group(head, *lines, *foot)])
    table(("", ""), rows, first=DATE - 2)


def explained(found: Iterable[tuple[Hit, Explanation | None]]) -> None:
    """Hits, and below each what every word adds to its score, then what other things do, and the sum."""
    for number, (hit, why) in enumerate(found):
        if number:
            print()
        hits([hit])
        if not why:
            continue
        rest = why.parts[EXPLAINED:]
        others = [(f"{len(rest):,} more words", sum(part.score for part in rest))] if rest else []
        others += [(boost.detail, boost.score) for boost in why.boosts]
        rows = [(_word(part), *_numbers(part)) for part in why.parts[:EXPLAINED]]
        rows += [(f"+ {what}", "", "", "", "", "", f"{score:.3f}") for what, score in others]
        rows += [("score", "", "", "", "", "", f"{why.score:.3f}")]
        print()
        table(("word", "weight", "idf", "notes", "here", "length", "adds"), rows, numbers=6)


def _numbers(part: Part) -> tuple[str, str, str, str, str, str]:
    weight, idf, length = (f"{value:.2f}" for value in (part.weight, part.idf, part.saturation))
    return weight, idf, f"{part.notes:,}", f"{part.count:,}", length, f"{part.score:.3f}"


def _word(part: Part) -> str:
    """A word as the draft has it, and as it is indexed where that is another form."""
    return part.word if part.word == part.term else f"{part.word} ({part.term})"


def pointed(typed: str, column: int, message: str) -> str:
    """A message below what was typed, with a caret under the character that it is about."""
    from recall_tui.tui import cards
    from recall_tui.tui.clean import clean
    from recall_tui.tui.wrap import cells

    line = clean("".join(" " if char.isspace() else char for char in typed))
    first = column
    while first and cells(line[first - 1 : column]) <= PIPED // 2:
        first -= 1
    before = ("… " if first else "") + line[first:column]
    there = cards.cut(line[column:], PIPED // 2 - 8)
    return f"This search cannot be understood:\n    {before}{there}\n    {' ' * cells(before)}^\n{message}"


def table(
    names: Sequence[str],
    rows: Iterable[Sequence[RenderableType]],
    first: int | None = None,
    numbers: int = 0,
) -> None:
    """A table without lines. Strings are shown as they are.

    `first` is the width of its first column; the last `numbers` columns stand at the right.
    """
    from rich.table import Table

    out = console()
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(names), header_style="bold")
    for number, name in enumerate(names):
        grid.add_column(name, overflow="fold", width=None if number else first)
        if number >= len(names) - numbers:
            grid.columns[number].justify = "right"
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


def styled(*printed: tuple[str, str]) -> None:
    """Lines, or texts of several, each with a style; a line goes on where the terminal breaks it."""
    from rich.text import Text

    from recall_tui.tui.clean import clean

    out = console()
    for text, style in printed:
        out.print(Text(clean(text), style), soft_wrap=True)


def path(name: str) -> None:
    """A line with a path: its very bytes in a pipe, where a program reads it; safe to show in a terminal."""
    if sys.stdout.isatty():
        from recall_tui.tui.clean import clean_line

        print(clean_line(name))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(os.fsencode(name) + b"\n")


def lines(texts: Iterable[str]) -> None:
    """Lines of a note, safe to show."""
    from recall_tui.tui.clean import clean

    for line in texts:
        print(clean(line))


def edits(changed: Iterable[Edit], as_json: bool) -> None:
    """The lines of notes that change, or have changed, before and after."""
    for edit in changed:
        for number, before, after in edit.lines:
            if as_json:
                json_line({"note": edit.path, "line": number, "before": before, "after": after})
            else:
                lines([f"{edit.path}:{number}", *(f"- {line}" for line in before.split("\n") if line)])
                lines(f"+ {line}" for line in after.split("\n") if line)


def aside(message: str) -> None:
    """A word to the person that is no part of the output."""
    from recall_tui.tui.clean import clean

    print(clean(message), file=sys.stderr)
