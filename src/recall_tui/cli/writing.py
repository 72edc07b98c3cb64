"""The commands that write notes: their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

import os
import sys
from shlex import quote
from typing import Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json
from recall_tui.cli.places import need_terminal, notebook_of, open_editor
from recall_tui.cli.texts import piped
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook


def new(
    title: Annotated[list[str] | None, typer.Argument(metavar="TITLE", hidden=True)] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the editor.")] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make a note and print its path; nothing is ever overwritten.

    \b
    recall new On forgetting --open
    $EDITOR "$(recall new On forgetting)"
    """
    if open_it:
        need_terminal()
    notebook = notebook_of(folder)
    called = " ".join(" ".join(title or ()).split())
    file = notebook.create(f"# {called}\n\n" if called else "", called)
    if open_it:
        return open_editor(notebook.root, file.path, notebook.settings)
    return made(notebook, file.path, as_json)


def jot(
    words: Annotated[list[str] | None, typer.Argument(metavar="TEXT", hidden=True)] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make a note of one line, or of what comes through a pipe.

    Its path is printed.

    \b
    recall jot try the rye at 8 hours
    git log --oneline --since=yesterday | recall jot
    """
    text = " ".join(words or ())
    text = piped() if text in ("", "-") else text
    if not text.strip():
        raise RecallError("There is nothing to write down, so no note was made.")
    notebook = notebook_of(folder)
    return made(notebook, notebook.create(text.rstrip("\n") + "\n").path, as_json)


def made(notebook: Notebook, note: str, as_json: bool) -> int:
    """Say where a new note is; the exit code."""
    where = os.fspath(notebook.root / note)
    if as_json:
        title = notebook.title(note)
        show.json_line({"note": note, "title": title, "file": os.path.abspath(where)})  # noqa: PTH100
    else:
        show.path(where)
        if sys.stdout.isatty():
            show.aside(f"Open it with: recall {quote(where)}")
    return 0
