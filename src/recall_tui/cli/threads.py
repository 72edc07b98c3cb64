"""`recall thread …`: show, grow and post threads. The docstrings are the help."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json, Out
from recall_tui.cli.places import loaded, notebook_of
from recall_tui.cli.texts import note_of, piped, put
from recall_tui.cli.writing import made
from recall_tui.errors import NoteError
from recall_tui.tui.cards import threaded

if TYPE_CHECKING:
    from recall_tui.acts.threads import Imported
    from recall_tui.notebook import Notebook
    from recall_tui.notes.threads import Place

app = typer.Typer(rich_markup_mode=None)

Note = Annotated[str, typer.Argument(metavar="NOTE", hidden=True)]


@app.callback()
def thread() -> None:
    """Threads: notes that continue each other.

    A note continues another by naming it in its front matter, as in prev: "[[trees]]". Two that continue the
    same one are a fork. NOTE is a path or a name. What changes a note changes that line of it and nothing
    else, and recall undo takes it back.

    \b
    recall thread show trees
    recall thread continue trees An oak is older than the house.
    """


@app.command("show")
def show_thread(
    note: Note,
    tangle: Annotated[
        bool, typer.Option("--tangle", help="All branches, a line a note, in place of the texts.")
    ] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Show the thread of a note, flat, as one reads it.

    Where it forks, the branch that was continued first goes on, or the one that the note is on; the others
    are named.
    """
    from recall_tui.acts.threads import body

    notebook = loaded(folder)
    path = note_of(notebook, note)
    threads = notebook.engine.threads
    if tangle:
        places = threads.tangle(path)
        if as_json:
            for place in places:
                show.json_line(
                    {**_named(notebook, place.note), "place": place.position, "branch": place.branch}
                )
        else:
            show.styled(*((_line(notebook, place, path), "") for place in places))
        return 0
    found = threads.thread(path)
    if not found:  # a file that is passed over
        raise NoteError(f"{path} is no note that recall has read. See: recall doctor")
    length = len(found.notes)
    for at, each in enumerate(found.notes):
        forks = found.forks.get(at, ())
        text = body(notebook, each)
        if as_json:
            more = {"place": at + 1, "length": length, "forks": forks, "text": text}
            show.json_line({**_named(notebook, each), **more})
            continue
        mark = threaded((at + 1, length))
        head = f"{mark}  {_date(notebook, each)}  {_called(notebook, each, path)}  {each}"
        feet = [(f"also continued by: {notebook.title(fork)}  {fork}", "dim") for fork in forks]
        show.styled(*[("", "")][: bool(at)], (head, "bold"), *[(text, "")][: bool(text)], *feet)
    return 0


@app.command("list")
def list_threads(folder: Folder = None, as_json: Json = False) -> int:
    """List all threads, those with most notes first."""
    notebook = loaded(folder)
    found = sorted(notebook.engine.threads.beginnings(), key=lambda each: (-each[1], each[0]))
    if as_json:
        for path, count in found:
            show.json_line({**_named(notebook, path), "notes": count})
    elif found:
        rows = [(f"{count:,}", _date(notebook, path), notebook.title(path), path) for path, count in found]
        show.table(("Notes", "Begun", "Thread", ""), rows)
    else:
        show.aside("There are no threads. To continue a note: recall thread continue NOTE TEXT")
    return 0 if found else 1


@app.command("continue")
def continue_note(
    note: Note,
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", hidden=True)] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make a note that continues another, and print its path.

    It is made beside the other and named by its first words; TEXT is - for what comes through a pipe.
    Continuing what is continued already makes a fork.
    """
    from recall_tui.acts.threads import continue_note

    said = " ".join(text or ())
    said = piped() if said == "-" else said
    notebook = loaded(folder)
    path = note_of(notebook, note)
    new = continue_note(notebook, path, said.rstrip("\n") + "\n" if said else "", datetime.now())
    return made(notebook, new, as_json)


@app.command()
def behind(
    note: Note,
    other: Annotated[str, typer.Argument(metavar="OTHER", hidden=True)],
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Put a note behind another one, which it then continues.

    What follows it goes with it. Its line prev is written anew, and nothing else. What would make a
    circle is refused.
    """
    from recall_tui.acts.threads import put_behind

    notebook = loaded(folder)
    path = note_of(notebook, note)
    put_behind(notebook, path, note_of(notebook, other))
    return _placed(notebook, path, as_json)


@app.command()
def detach(note: Note, folder: Folder = None, as_json: Json = False) -> int:
    """Let a note continue nothing; what follows it goes with it."""
    from recall_tui.acts.threads import detach

    notebook = loaded(folder)
    path = note_of(notebook, note)
    detach(notebook, path)
    return _placed(notebook, path, as_json)


@app.command()
def move(
    note: Note,
    other: Annotated[str, typer.Argument(metavar="[OTHER]", hidden=True)] = "",
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Move a note within its thread.

    It goes behind OTHER, or without that to the beginning. The thread closes up where the note stood
    and goes on behind it: at most three notes change.
    """
    from recall_tui.acts.threads import move

    notebook = loaded(folder)
    path = note_of(notebook, note)
    move(notebook, path, note_of(notebook, other) if other else None)
    return _placed(notebook, path, as_json)


@app.command("import")
def import_thread(
    file: Annotated[str, typer.Argument(metavar="FILE", hidden=True)],
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make notes of a numbered thread, one a post.

    Each continues the one before. Posts begin with 1/, 1/14, (1/14), 1) or 1., or end with 1/14, or have ---
    between them. What a copied page has besides (names with dates, counts, "Show this thread") is left out,
    and said to be. FILE is - for standard input. A post that is there already, as a note of its text, is not
    made again.

    \b
    recall thread import thread.txt --folder ~/notes
    """
    from recall_tui.acts.threads import import_posts

    text = piped() if file == "-" else _text(file)
    notebook = notebook_of(folder)
    return _imported(notebook, import_posts(notebook, text), as_json)


@app.command("write")
def write_thread(
    file: Annotated[str, typer.Argument(metavar="FILE", hidden=True)],
    behind: Annotated[
        str, typer.Option("--behind", metavar="NOTE", help="The note that the first post continues.")
    ] = "",
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make notes of a thread written in one text.

    A blank line ends a post, and each becomes a note that continues the one before. Blank lines in a fenced
    block end none, and a heading goes with what follows. Front matter goes to the first note. FILE is - for
    standard input.

    \b
    recall thread write draft.md --behind trees
    """
    from recall_tui.acts.drafting import drafting, save_posts

    text = piped() if file == "-" else _text(file)
    notebook, now = loaded(folder), datetime.now()
    path = note_of(notebook, behind) if behind else ""
    return _imported(notebook, save_posts(notebook, drafting(notebook, path, now, text), now), as_json)


@app.command()
def export(
    note: Note,
    out: Out = "",
    length: Annotated[
        int | None,
        typer.Option(
            "--length", metavar="N", min=20, help="At most this many characters a post, with its number."
        ),
    ] = None,
    folder: Folder = None,
) -> int:
    """Print the thread of a note as a numbered text, to be posted.

    Longer posts are split at the ends of sentences, else between words.
    """
    from recall_tui.acts.threads import export_posts

    notebook = loaded(folder)
    put(export_posts(notebook, note_of(notebook, note), length), out)
    return 0


def _imported(notebook: Notebook, done: Imported, as_json: bool) -> int:
    """Say which notes were made; the exit code."""
    if as_json:
        show.json_line({"notes": done.notes, "new": done.new, "left_out": done.left_out})
        return 0
    for path in done.notes:
        show.path(os.fspath(notebook.root / path))
    there = len(done.notes) - done.new
    said = f"{done.new:,} {'note was' if done.new == 1 else 'notes were'} made"
    said += f", {there:,} {'was' if there == 1 else 'were'} there already" if there else ""
    show.aside(f"{said}.")
    if done.left_out:
        some = " · ".join(line.strip() for line in dict.fromkeys(done.left_out))
        show.aside(f"Left out, as no part of a post: {some}")
    return 0


def _placed(notebook: Notebook, path: str, as_json: bool) -> int:
    """Say where in its thread a note stands now; the exit code."""
    note = notebook.engine.view.find(path)
    mark = notebook.engine.threads.mark(note)
    prev = notebook.engine.threads.prev(path)
    if as_json:
        show.json_line({**_named(notebook, path), "prev": prev, "thread": mark})
    else:
        place = threaded(mark) if mark else "in no thread"
        show.aside(f"{path} {f'continues {prev}' if prev else 'continues nothing'}: {place}.")
    return 0


def _line(notebook: Notebook, place: Place[str], asked: str) -> str:
    """A note of a tangle, on a line."""
    called = _called(notebook, place.note, asked)
    return f"{'│ ' * place.branch}{place.position}  {_date(notebook, place.note)}  {called}  {place.note}"


def _named(notebook: Notebook, path: str) -> dict[str, Any]:
    date = notebook.engine.threads.written(path)
    return {"note": path, "title": notebook.title(path), "date": date.isoformat()}


def _date(notebook: Notebook, path: str) -> str:
    return f"{notebook.engine.threads.written(path):%Y-%m-%d}"


def _called(notebook: Notebook, path: str, marked: str = "") -> str:
    return ("▸ " if path == marked else "") + notebook.title(path)


def _text(file: str) -> str:
    """The text of a file. Raises NoteError."""
    from recall_tui.folder.files import read

    path = Path(os.path.expanduser(file))  # noqa: PTH111 (Path's raises)
    if not path.is_file():
        raise NoteError(f"There is no file {file}. Name one, or - for standard input.")
    return read(path.parent, path.name).text
