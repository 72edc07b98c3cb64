"""The commands about links: their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json, Note, Out
from recall_tui.cli.places import loaded
from recall_tui.cli.texts import note_of, put
from recall_tui.errors import RecallError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from recall_tui.notebook import Notebook

BEFORE, AROUND = 40, 100
"""Of a long line around a link this many characters are shown: before it, and in all."""
FORMS = ("--dot", "--svg", "--html", "--json")
"""Of `recall graph`."""
HUBS = 10
"""So many notes are listed that many others link to."""


def link(
    source: Annotated[str, typer.Argument(metavar="A", hidden=True)],
    target: Annotated[str, typer.Argument(metavar="B", hidden=True)],
    at: Annotated[
        int | None, typer.Option("--at", metavar="LINE", help="At the end of this line, counted from 1.")
    ] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Write a link to the note B into the note A, at its end.

    A and B are paths or names of notes. To take the link out again: recall undo.

    \b
    recall link half-finished-things the-old-oak
    recall link "Half-finished things" "The old oak" --at 7
    """
    notebook = loaded(folder)
    one, other = note_of(notebook, source), note_of(notebook, target)
    from recall_tui.acts.linking import link

    linking = link(notebook, one, other, at)
    notebook.change(linking.plan)
    show.edits(linking.edits, as_json)
    return 0


def links(note: Note, folder: Folder = None, as_json: Json = False) -> int:
    """List the links of a note, and where each leads.

    Those to files that are no notes are left out. Exit codes: 0 there are some, 1 there are none.
    """
    notebook = loaded(folder)
    path = note_of(notebook, note)
    from recall_tui.acts.linked import outgoing

    text, found = notebook.text(path), outgoing(notebook, path)
    rows = []
    for each in found:
        line, what = text.count("\n", 0, each.link.start) + 1, text[each.link.start : each.link.end]
        if as_json:
            where = {"note": path, "line": line, "link": what, "target": each.link.target}
            show.json_line({**where, "candidates": each.paths})
        else:
            leads = each.paths[0] if len(each.paths) == 1 else f"several: {', '.join(each.paths)}"
            rows.append((f"{line:,}", what, leads if each.paths else "no note"))
    if rows:
        show.table(("Line", "Link", "Leads to"), rows)
    return _some(found, f"There is no link in {path}.")


def backlinks(note: Note, folder: Folder = None, as_json: Json = False) -> int:
    """List the links of other notes to a note, each with what stands around it, the newest note first.

    Exit codes: 0 there are some, 1 there are none.
    """
    notebook = loaded(folder)
    path = note_of(notebook, note)
    from recall_tui.acts.linked import backlinks

    places = [_Place(b.source, b.link.start, b.link.end, b.context) for b in backlinks(notebook, path)]
    return _places(notebook, places, f"No note links to {path}.", as_json)


def mentions(
    note: Note,
    within: Annotated[
        bool, typer.Option("--within", help="List instead which other notes NOTE itself mentions.")
    ] = False,
    link_all: Annotated[bool, typer.Option("--link-all", help="Make a link of each.")] = False,
    link_once: Annotated[
        bool, typer.Option("--link-once", help="Make a link of the first of each name in a note.")
    ] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """List where other notes say the name of a note without linking to it, the newest note first.

    Its names are its title, its aliases and its file name, as whole words and in any case; they do not count
    in code, headings, links and addresses. Notes that link to it already are left out.

    With --link-all each mention becomes a link that shows what stood there, as one change, which recall undo
    takes back; with --link-once the first in each note does. A name that several notes have is left alone.

    Exit codes: 0 there are some, 1 there are none.
    """
    notebook = loaded(folder)
    path = note_of(notebook, note)
    from recall_tui.acts.linked import mentioned, mentions

    found = mentioned(notebook, notebook.text(path), path) if within else list(mentions(notebook, path))
    if link_all and link_once:
        raise RecallError("--link-all and --link-once are two ways to write links: choose one.")
    if (link_all or link_once) and found:
        from recall_tui.acts.linking import link_mentions, once_each

        clear = [mention for mention in found if len(mention.paths) == 1]
        chosen = once_each(clear) if link_once else clear
        linking = link_mentions(notebook, chosen, f"Link mentions {'in' if within else 'of'} {path}")
        notebook.change(linking.plan)
        show.edits(linking.edits, as_json)
        if left := len(found) - len(clear) + len(linking.left_out):
            show.aside(f"{left:,} left alone: of several notes, or where no link can stand.")
        return 0
    nothing = f"{path} mentions no other note." if within else f"No other note mentions {path}."
    places = [_Place(m.source, m.start, m.end, m.context, m.paths if within else ()) for m in found]
    return _places(notebook, places, nothing, as_json)


def graph(
    dot: Annotated[bool, typer.Option("--dot", help="Print it in the language of Graphviz.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="Draw it, as an image.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Draw it, as a page to move about in.")] = False,
    out: Out = "",
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Show how the notes are linked: hubs, clusters, and notes without any link.

    A cluster is what links join, in whichever direction. With --json, a line for each note and each link.

    A drawing has threads as thick lines and links as thin ones; what is linked lies near, and the more
    backlinks a note has, the larger it is. Of many notes those with the most links are drawn. The page needs
    nothing but a browser: drag and scroll to move, click a note for its neighbours, type to find one.

    \b
    recall graph --html -o notes.html
    recall graph --dot | dot -Tsvg > notes.svg
    recall graph --json | jq -r 'select(.orphan).note'
    """
    forms = [name for name, asked in zip(FORMS, (dot, svg, html, as_json), strict=True) if asked]
    if len(forms) > 1:
        raise RecallError(f"{' and '.join(forms)} are forms of the same: choose one.")
    if out and not (dot or svg or html):
        raise RecallError("-o writes a drawing: add --svg, --html or --dot.")
    notebook = loaded(folder)
    from recall_tui.acts.graphing import graph

    if svg or html:
        from recall_tui.acts import drawing
        from recall_tui.acts.picturing import picture

        drawn = picture(notebook)
        put((drawing.svg if svg else drawing.html)(drawn), out)
        if out:
            show.aside(drawn.told())
        return 0
    found = graph(notebook)
    orphans, hubs = found.orphans, found.hubs(HUBS)
    if dot:
        put("".join(f"{line}\n" for line in found.dot()), out)
    elif as_json:
        clusters = {path: number for number, paths in enumerate(found.clusters, 1) for path in paths}
        lonely = set(orphans)
        for path, title in found.titles.items():
            counts = {"links": found.outgoing[path], "backlinks": found.backlinks[path]}
            rest = {"cluster": clusters.get(path), "orphan": path in lonely}
            show.json_line({"note": path, "title": title, **counts, **rest})
        for source, target in found.links:
            show.json_line({"source": source, "target": target})
    else:
        sizes = ", ".join(f"{len(cluster):,}" for cluster in found.clusters[:HUBS])
        more = ", …" if len(found.clusters) > HUBS else ""
        of = f" of {sizes}{more} notes" if sizes else ""
        rows = [("notes", f"{len(found.titles):,}"), ("links", f"{len(found.links):,}")]
        rows += [("clusters", f"{len(found.clusters):,}{of}"), ("without links", f"{len(orphans):,}")]
        show.table(("", ""), rows)
        if hubs:
            print()
            show.table(("Backlinks", "Note"), [(f"{found.backlinks[path]:,}", path) for path in hubs])
    return 0


class _Place(NamedTuple):
    """A link or a mention."""

    source: str
    start: int
    end: int
    context: tuple[int, int]
    of: tuple[str, ...] = ()
    """The notes that are mentioned, where that is not one for all."""


def _places(notebook: Notebook, places: Sequence[_Place], nothing: str, as_json: bool) -> int:
    """Print places with what stands around them; the exit code."""
    rows: list[Sequence[RenderableType]] = []
    for place in places:
        text = notebook.text(place.source)
        line, (start, end) = text.count("\n", 0, place.start) + 1, place.context
        if as_json:
            passage = {"start": start, "end": end, "text": text[start:end]}
            found = {"note": place.source, "line": line, "text": text[place.start : place.end]}
            show.json_line({**found, "passage": passage, **({"of": place.of} if place.of else {})})
        else:
            of = [" or ".join(place.of)] if place.of else []
            rows.append([f"{place.source}:{line}", _around(text, place), *of])
    if rows:
        show.table(("Where", "What stands there", "Of")[: len(rows[0])], rows)
    return _some(places, nothing)


def _around(text: str, place: _Place) -> RenderableType:
    """What stands around a place in its line, with the place itself marked."""
    from rich.text import Text

    begin = text.rfind("\n", 0, place.start) + 1
    first = begin
    if place.start - begin > BEFORE:
        first = text.find(" ", place.start - BEFORE, place.start) + 1 or place.start - BEFORE
    stop = text.find("\n", place.end)
    last = min(len(text) if stop < 0 else stop, max(place.end, first + AROUND))
    dots = "… " if first > begin else ""
    before, after = show.text(f"{dots}{text[first : place.start]}|"), show.text(f"|{text[place.end : last]}")
    marked = Text(show.text(text[place.start : place.end]).plain, style="bold yellow")
    return Text.assemble(before[:-1], marked, after[1:])


def _some(found: object, nothing: str) -> int:
    if not found:
        show.aside(nothing)
    return 0 if found else 1
