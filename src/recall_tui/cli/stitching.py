"""The commands about essays: their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

import gc
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json
from recall_tui.cli.places import loaded, path_in
from recall_tui.cli.texts import note_of, printed
from recall_tui.errors import EmbedError, NoteError, RecallError

if TYPE_CHECKING:
    from recall_tui.essays.tracing import Traced

PRINTED = ("md", "txt", "thread")
"""Formats that are printed where no file is named; the others go into a file beside one."""
TRACED = 200_000_000
"""A page with its pictures may have so many bytes."""
BEGINNING = 60
"""Of a paragraph so many characters are shown."""


def stitch(
    essay: Annotated[str, typer.Argument(metavar="ESSAY", hidden=True)],
    out: Annotated[
        str, typer.Option("-o", "--out", metavar="FILE", help="The file to write; - prints it.")
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="By default as FILE ends, else md.")] = "",
    sources: Annotated[
        str,
        typer.Option(
            "--sources",
            metavar="HOW",
            help="How each paragraph names its source: comments (unseen, the default), footnotes or none.",
        ),
    ] = "",
    links: Annotated[
        str,
        typer.Option("--links", metavar="HOW", help="Links to notes become text (the default) or footnotes."),
    ] = "text",
    length: Annotated[
        int | None,
        typer.Option("--length", metavar="N", min=20, help="thread: at most this many characters a post."),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite a file that stitch did not write; that is kept beside it, as FILE~."
        ),
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Leave out embeds that stand for nothing, and name them.")
    ] = False,
    folder: Folder = None,
) -> int:
    """Compile an essay: a note in which embeds stand for other notes, or parts of them.

    A line that holds nothing but ![[note]], ![[note#heading]] or ![[note#^block]] stands for that text, and
    ![[note|thread]] for the whole thread up to that note; embeds in it expand too. Headings come to stand
    below the one that they are embedded under, links become their text; front matter, block ids and comments
    (%% … %%) go. The essay and its sources stay as they are.

    FORMAT is md, html, txt, thread (posts with numbers), or by pandoc docx, odt, epub or pdf. md, txt and
    thread are printed where no FILE is named, the others become a file named as the essay.

    \b
    recall stitch on-walking
    recall stitch on-walking -o ~/on-walking.html --sources footnotes
    recall stitch on-walking --to thread --length 280
    """
    from recall_tui.acts.stitching import BY_PANDOC, ENDINGS, FORMATS, compiled, others, put
    from recall_tui.essays.provenance import COMMENTS, FOOTNOTES, NONE
    from recall_tui.notes.names import stem

    _one_of("--to", to, ("", *FORMATS))
    _one_of("--sources", sources, ("", COMMENTS, FOOTNOTES, NONE))
    _one_of("--links", links, ("text", FOOTNOTES))
    target = Path(os.path.expanduser(out)) if out not in ("", "-") else None  # noqa: PTH111 (Path's raises)
    if target and target.is_dir():
        raise NoteError(f"{out} was not written: it is a folder. Name a file in it.")
    if target and not to:
        to = ENDINGS.get(target.suffix.lower(), "")
        if not to:
            raise RecallError(f"{out} does not end as any format does. Add --to, as in --to html.")
    to = to or "md"
    notebook = loaded(folder)
    path = note_of(notebook, essay)
    if not out and to not in PRINTED:
        target = Path(f"{stem(path)}.{to}")
    if not target and to in BY_PANDOC and sys.stdout.isatty():
        raise RecallError(f"A {to} file is nothing for a terminal. Name a file: -o {stem(path)}.{to}")
    beside = f"{target.stem}-files" if target else ""
    gc.disable()  # looking for garbage among the many pieces takes a fifth of the time, and there is little
    try:
        done = compiled(
            notebook,
            path,
            to,
            sources=sources or COMMENTS,
            links=links == FOOTNOTES,
            length=length,
            beside=beside,
            anyway=anyway,
        )
    except EmbedError as error:
        raise EmbedError(f"{error}\nMend them, or leave them out with --anyway.") from error
    finally:
        gc.enable()
    said: list[str] = []
    if target:
        foreign = others(notebook, target, done)
        if foreign and not force:
            raise NoteError(
                f"{foreign[0]} is there already, and is not as stitch has written it, so nothing was written."
                " Choose another name, or overwrite it with --force."
            )
        said = put(notebook, path, target, done, datetime.now())
        show.path(os.fspath(target))
    else:
        printed(done.data)
    for each in said:
        show.aside(each)
    for notice in done.notices:
        show.aside(notice)
    return 0


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise RecallError(f"{option} is {', '.join(filter(None, known[:-1]))} or {known[-1]}, not {value}.")


def trace(
    result: Annotated[str, typer.Argument(metavar="RESULT", hidden=True)],
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Show where each paragraph of a result is from, and what changed.

    RESULT is what recall stitch made, as Markdown, text or HTML. A source is the same, changed (it is shown
    how), moved into another note, or gone. Where nothing says from where a paragraph is, it is looked for by
    its text.

    \b
    recall trace ~/on-walking.html
    """
    from recall_tui.acts.tracing import trace
    from recall_tui.essays.provenance import read, read_page
    from recall_tui.folder.files import read as read_file

    file = Path(os.path.expanduser(result))  # noqa: PTH111 (Path's raises)
    if not file.is_file():
        raise NoteError(f"There is no file {result}. Name one that recall stitch has made.")
    text = read_file(file.parent, file.name, max_bytes=TRACED).text
    is_page = text.lstrip()[:9].lower() == "<!doctype"
    paragraphs = read_page(text) if is_page else read(text)
    notebook = loaded(folder)
    rows: list[tuple[str, str, str, str]] = []
    counts: dict[str, int] = {}
    for found in trace(notebook, paragraphs, path_in(notebook.root, file)):
        counts[found.fate] = counts.get(found.fate, 0) + 1
        if as_json:
            show.json_line(_traced(found))
        else:
            where = f"{found.passage.path}:{found.passage.line}" if found.passage else ""
            if found.fate in ("moved", "gone") and found.paragraph.origin:
                where = f"{found.paragraph.origin.path}{f' → {where}' if where else ''}"
            fate = "same, edited here" if found.edited else found.fate
            rows.append((f"{found.paragraph.line}", fate, where, _changed(found)))
    if rows:
        show.table(("Line", "Source", "Where", "Paragraph"), rows)
    if not set(counts) - {"own"}:
        show.aside("None of it comes from these notes.")
        return 1
    return 0


def _changed(found: Traced) -> str:
    """How a paragraph and its source differ, else how it begins."""
    from recall_tui.essays.tracing import difference, spoken, words

    text = found.paragraph.text
    if found.passage and found.passage.words != words(text):
        return difference(spoken(text), spoken(found.passage.text))
    return text if len(text) <= BEGINNING else text[:BEGINNING].rsplit(None, 1)[0] + " …"


def _traced(found: Traced) -> dict[str, object]:
    origin, passage = found.paragraph.origin, found.passage
    was = origin and {
        "note": origin.path,
        "date": f"{origin.date:%Y-%m-%d}",
        "start": origin.start,
        "end": origin.end,
    }
    now = {"note": passage.path, "line": passage.line, "text": passage.text} if passage else None
    return {
        "line": found.paragraph.line,
        "text": found.paragraph.text,
        "source": found.fate,
        "edited": found.edited,
        "from": was,
        "now": now,
    }
