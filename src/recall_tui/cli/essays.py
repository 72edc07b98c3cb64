"""`recall essay …`: begin essays and see them from above. The docstrings are the help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json, Limit
from recall_tui.cli.places import loaded
from recall_tui.cli.texts import note_of
from recall_tui.cli.writing import made
from recall_tui.errors import RecallError
from recall_tui.recall.hits import Hit, Reason

if TYPE_CHECKING:
    from rich.text import Text

    from recall_tui.acts.outlining import Outline, Row
    from recall_tui.acts.suggesting import Bridge
    from recall_tui.essays.measuring import Twice

app = typer.Typer(rich_markup_mode=None)

Essay = Annotated[str, typer.Argument(metavar="ESSAY", hidden=True)]
FOUND = 50
"""So many notes of a search at most make an essay, where --limit does not say."""
SHOWN = 3
"""So many passages are shown for each gap, where --limit does not say."""
BEGINNING = 46
"""Of a part so many characters are shown."""


@app.callback()
def essay() -> None:
    """Essays: notes in which embeds stand for other notes.

    An essay is an ordinary note: a line that holds nothing but ![[note]] stands for that note, all else is
    your own prose. recall stitch compiles it.

    \b
    recall essay new "On walking" --from-search "walking sort:date"
    recall essay outline on-walking
    """


@app.command()
def new(
    title: Annotated[str, typer.Argument(metavar="TITLE", hidden=True)],
    notes: Annotated[list[str] | None, typer.Argument(metavar="[NOTE]...", hidden=True)] = None,
    from_thread: Annotated[
        str, typer.Option("--from-thread", metavar="NOTE", help="The notes of the thread of a note.")
    ] = "",
    from_search: Annotated[
        str, typer.Option("--from-search", metavar="QUERY", help="The notes that a search finds.")
    ] = "",
    limit: Limit = None,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make an essay that embeds notes in order, and print its path.

    Those named come first, then those of a thread, then what a search finds, in its order; each once.

    \b
    recall essay new "On walking" walking the-long-way home
    recall essay new "On walking" --from-thread walking
    """
    from recall_tui.acts.outlining import begun, embeds, thread_of

    if not title.strip():
        raise RecallError("Give the essay a title.")
    notebook = loaded(folder)
    paths = [note_of(notebook, name) for name in notes or ()]
    if from_thread:
        paths += thread_of(notebook, note_of(notebook, from_thread))
    if from_search:
        hits = notebook.search(from_search, limit=limit or FOUND)
        if not hits:
            show.aside("The search finds nothing, so no essay was made.")
            return 1
        paths += [hit.path for hit in hits]
    return made(notebook, notebook.create(begun(title, embeds(notebook, paths)), title).path, as_json)


@app.command("outline")
def outline_essay(essay: Essay, folder: Folder = None, as_json: Json = False) -> int:
    """Show an essay from above: its parts, where they are from, and how long they are."""
    from recall_tui.acts.outlining import outline
    from recall_tui.essays.measuring import sparkline

    notebook = loaded(folder)
    found = outline(notebook, note_of(notebook, essay))
    if as_json:
        for row in found.rows:
            show.json_line(_row(row))
        years = {str(year): count for year, count in found.years.items()}
        show.json_line({"words": found.words, "own": found.own, "minutes": found.minutes, "years": years})
        return 0
    if found.rows:
        rows = [
            (f"{row.part.line}", _shown(row), row.path or "", _dates(row), f"{row.words:,}")
            for row in found.rows
        ]
        show.table(("Line", "Part", "Source", "Date", "Words"), rows, numbers=1)
        print()
    own = f", {found.own:,} of them its own" if found.own != found.words else ""
    time = f"{found.minutes:,} {'minute' if found.minutes == 1 else 'minutes'} to read"
    show.lines([f"{found.words:,} {'word' if found.words == 1 else 'words'}{own}; {time}"])
    if found.years:
        first, last = min(found.years), max(found.years)
        bars = f"{first} {sparkline([*found.years.values()])} {last}"
        show.lines([bars if last > first else f"all sources of {first}"])
    for problem in found.expansion.problems:
        show.aside(str(problem))
    return 0


@app.command()
def suggest(essay: Essay, limit: Limit = None, folder: Folder = None, as_json: Json = False) -> int:
    """Show what an essay lacks, and what it says twice.

    First what past selves wrote on it that is not in it; then, for each place between two parts of which one
    is an embed, the passages that have words of both sides; then the passages that say the same as another.
    """
    from recall_tui.acts.outlining import outline
    from recall_tui.acts.suggesting import gaps, missing
    from recall_tui.essays.measuring import twice

    notebook = loaded(folder)
    path = note_of(notebook, essay)
    found = outline(notebook, path)
    hits = missing(notebook, path, found, limit or notebook.settings.cards)
    if as_json:
        for hit in hits:
            show.json_line({"missing": show.as_json(hit)})
    elif hits:
        _head("Not in it yet")
        show.hits(hits)
    between = False
    for gap in gaps(notebook, path, found, limit or SHOWN):
        before, after = (found.rows[number] for number in (gap.before, gap.after))
        if as_json:
            bridges = [
                {**show.as_json(bridge.hit), "before": bridge.before, "after": bridge.after}
                for bridge in gap.bridges
            ]
            show.json_line({"gap": [before.part.line, after.part.line], "bridges": bridges})
            continue
        if not between:
            _head("Between two parts", first=not hits)
        else:
            print()
        between = True
        show.lines([f"{before.part.line} {_begin(before.said)}  →  {after.part.line} {_begin(after.said)}"])
        show.hits([_of_both(bridge) for bridge in gap.bridges])
    same = twice(found.expansion.pieces)
    if same and not as_json:
        _head("Said twice", first=not (hits or between))
    for each in same:
        _twice(found, each, as_json)
    if not (hits or between or same):
        show.aside("Nothing that past selves wrote on it is missing, and it says nothing twice.")
        return 1
    return 0


def _of_both(bridge: Bridge) -> Hit:
    """A passage, with words of both sides as what brought it up."""
    return replace(bridge.hit, why=tuple(Reason(term, 0.0) for term in bridge.words))


def _twice(found: Outline, each: Twice, as_json: bool) -> None:
    pieces = [found.expansion.pieces[number] for number in (each.first, each.second)]
    lines = [
        {"line": piece.line, "note": piece.origin.path if piece.origin else None, "text": piece.text}
        for piece in pieces
    ]
    if as_json:
        show.json_line({"twice": lines, "share": round(each.share, 4)})
        return
    where = [" ".join(str(each) for each in (place["line"], place["note"]) if each) for place in lines]
    show.lines([f"{where[0]}  =  {where[1]}  ({each.share:.0%})", f"    {_begin(str(lines[0]['text']), 70)}"])


def _head(text: str, first: bool = True) -> None:
    if not first:
        print()
    show.styled((text, "bold"))


def _shown(row: Row) -> Text:
    from rich.text import Text

    indent = "  " * row.level
    said = show.text(_begin(row.said, BEGINNING - len(indent)))
    return Text.assemble(indent, said, "  ✗" if row.problem else "")


def _begin(text: str, room: int = BEGINNING) -> str:
    text = " ".join(text.split())
    return text if len(text) <= room else text[:room].rsplit(" ", 1)[0] + " …"


def _dates(row: Row) -> str:
    if not row.dates:
        return ""
    first, last = (f"{date:%Y-%m-%d}" for date in row.dates)
    return first if first == last else f"{first} … {last}"


def _row(row: Row) -> dict[str, object]:
    return {
        "line": row.part.line,
        "last": row.part.last,
        "kind": row.part.kind,
        "level": row.level,
        "text": row.said,
        "note": row.path,
        "dates": [f"{date:%Y-%m-%d}" for date in row.dates] if row.dates else None,
        "words": row.words,
        "problem": row.problem or None,
    }
