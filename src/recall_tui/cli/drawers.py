"""`recall drawer …`: what an essay is to be written with. The docstrings are the help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json
from recall_tui.cli.places import loaded
from recall_tui.cli.texts import note_of
from recall_tui.errors import NoteError

if TYPE_CHECKING:
    from recall_tui.acts.drawers import Held
    from recall_tui.notebook import Notebook

app = typer.Typer(rich_markup_mode=None)

Essay = Annotated[str, typer.Argument(metavar="ESSAY", hidden=True)]
Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, hidden=True)]


@app.callback()
def drawer() -> None:
    """An essay's drawer: the passages it is to be written with.

    It is a list in a comment (%% drawer) at the end of the essay's own note. A passage that was edited since
    is found by its words. What changes a drawer changes nothing else, and recall undo takes it back.

    \b
    recall drawer add on-bread the-oven "runs hot at the back"
    recall drawer show on-bread
    """


@app.command("show")
def show_drawer(essay: Essay, folder: Folder = None, as_json: Json = False) -> int:
    """List what lies in the drawer of an essay, as it stands in the notes now.

    Exit codes: 0 there is something, 1 there is nothing.
    """
    notebook = loaded(folder)
    path = note_of(notebook, essay)
    return _show(notebook, path, as_json)


@app.command()
def add(
    essay: Essay,
    note: Annotated[str, typer.Argument(metavar="NOTE", hidden=True)],
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", hidden=True)] = None,
    thread: Annotated[
        bool, typer.Option("--thread", help="The whole thread up to NOTE, in place of a passage.")
    ] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Put a passage of a note into an essay's drawer.

    It is the one that has these words, or those nearest to them; without words it is all of NOTE. What lies
    there already is not put in twice.

    Exit codes: 0 it was put in, 1 it lay there already.
    """
    from recall_tui.acts import drawers
    from recall_tui.essays.drawer import add

    notebook = loaded(folder)
    path, source = note_of(notebook, essay), note_of(notebook, note)
    if thread and words:
        raise NoteError("A thread is put in as a whole: leave out either the words or --thread.")
    entry = (
        drawers.thread(notebook, source)
        if thread
        else drawers.having(notebook, source, " ".join(words or ()))
    )
    if drawers.lies_in(notebook, path, notebook.read(path).text, entry):
        show.aside(f"That lies in the drawer of {path} already.")
        return 1
    return _changed(
        notebook, path, f"Put {source} into the drawer of {path}", lambda text: add(text, entry), as_json
    )


@app.command()
def drop(essay: Essay, number: Number, folder: Folder = None, as_json: Json = False) -> int:
    """Take the passage of this number, as show has it, out of the drawer."""
    from recall_tui.essays.drawer import drop

    notebook = loaded(folder)
    path = note_of(notebook, essay)
    title = f"Take a passage out of the drawer of {path}"
    return _changed(notebook, path, title, lambda text: drop(text, number - 1), as_json)


@app.command()
def move(
    essay: Essay,
    number: Number,
    to: Annotated[int, typer.Argument(metavar="TO", min=1, hidden=True)],
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Move the passage of this number in the drawer, so that its number is TO."""
    from recall_tui.essays.drawer import move

    notebook = loaded(folder)
    path = note_of(notebook, essay)
    title = f"Order the drawer of {path}"
    return _changed(notebook, path, title, lambda text: move(text, number - 1, to - 1), as_json)


def _changed(notebook: Notebook, path: str, title: str, edit: Callable[[str], str], as_json: bool) -> int:
    """Change the text of an essay, and list its drawer as it is then; the exit code."""
    from recall_tui.acts.drawers import change

    notebook.change(change(notebook, path, title, edit))
    _show(notebook, path, as_json)
    return 0


def _show(notebook: Notebook, path: str, as_json: bool) -> int:
    from recall_tui.acts.drawers import held
    from recall_tui.essays.drawer import entries
    from recall_tui.notes.blocks import without_id

    found = held(notebook, path, entries(notebook.read(path).text))
    for number, each in enumerate(found, 1):
        if as_json:
            passage = {"start": each.start, "end": each.end, "text": each.text}
            named = {"number": number, "link": each.entry.link, "words": each.entry.words}
            show.json_line(
                {**named, "note": each.path or None, "passage": passage, "state": each.state or "found"}
            )
        else:
            text = without_id(each.text) if each.path else ""
            show.styled(
                *[("", "")][: number > 1],
                (_head(notebook, number, each), "bold"),
                *[(text, "")][: bool(text)],
            )
    if not found and not as_json:
        show.aside(
            f"Nothing lies in the drawer of {path}. To put something there: recall drawer add ESSAY NOTE"
        )
    return 0 if found else 1


def _head(notebook: Notebook, number: int, each: Held) -> str:
    """What an entry is, in a line."""
    from recall_tui.acts.drawers import STATES

    if not each.path:
        return f"{number:,}  {each.entry.link}  {STATES[each.state]}"
    about = [f"{notebook.engine.threads.written(each.path):%Y-%m-%d}", notebook.title(each.path), each.path]
    about += (
        [f"thread of {len(each.notes):,} {'note' if len(each.notes) == 1 else 'notes'}"] if each.notes else []
    )
    return "  ".join([f"{number:,}", *about, *filter(None, [STATES.get(each.state)])])
