"""From what is named on a command line to the folder and the note that are meant."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from recall_tui.cli.main import COMMANDS
from recall_tui.config import load_settings
from recall_tui.errors import FolderError, NoteError, RecallError
from recall_tui.folder.scan import check_folder
from recall_tui.notes.note import ENDINGS

if TYPE_CHECKING:
    from recall_tui.config import Settings
    from recall_tui.notebook import Notebook


def notes_folder(named: str | None, settings: Settings) -> Path:
    """The folder a command works on: the one named, else the one in the settings, else the current one."""
    return Path(os.path.expanduser(named or settings.folder or "."))  # noqa: PTH111 (Path's raises)


def notebook_of(folder: str | None) -> Notebook:
    """The notes folder of a command, as yet unread. Raises RecallError."""
    from recall_tui.notebook import Notebook

    settings = load_settings()
    return Notebook(notes_folder(folder, settings), settings)


def loaded(folder: str | None) -> Notebook:
    """The same, read; what came of changes that had been broken off is said. Raises RecallError."""
    from recall_tui.cli import show

    notebook = notebook_of(folder)
    notebook.load()
    for notice in notebook.notices:
        show.aside(f"recall: {notice}")
    return notebook


def folder_and_note(place: str, settings: Settings) -> tuple[Path, str]:
    """The folder to open, and the path in it of the note to open ("": none), for `recall PLACE`.

    A note opens the configured folder where it lies in that, else its own. Raises FolderError, NoteError.
    """
    path = notes_folder(place, settings)
    is_note = place.lower().endswith(ENDINGS)
    if is_note and path.is_file():
        configured = notes_folder(None, settings)
        folder = configured if settings.folder and path_in(configured, path) else path.parent
        return folder, path_in(folder, path)
    try:
        check_folder(path)
    except FolderError as error:
        if is_note and not path.exists():
            raise NoteError(f"There is no note {path}. Make one with: recall new TITLE") from error
        raise FolderError(f"{_meant(place)}{error}") from error
    return path, ""


def path_in(folder: Path, file: Path) -> str:
    """The path of a file from a folder on, `/` always; "" where it does not lie in the folder."""
    there = file.parent.resolve() / file.name  # a link is the note, not what it leads to
    above = folder.resolve()
    return there.relative_to(above).as_posix() if there.is_relative_to(above) else ""


def open_editor(folder: Path, note: str, settings: Settings) -> int:
    """Open the editor on a folder, on one of its notes if one is named. Raises RecallError."""
    need_terminal()
    from recall_tui.tui.app import run

    run(folder, settings, note)
    return 0


def need_terminal() -> None:
    """Raise RecallError where there is none for the editor."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise RecallError(
            "The editor needs a terminal. In a pipe, use: recall search, recall related or recall jot"
        )


def agreed(question: str, yes: bool) -> bool:
    """Whether the person wants that: a question that no is the answer to, unless `yes` was said before.

    Raises RecallError where there is nobody to ask.
    """
    if yes:
        return True
    if not (sys.stdin and sys.stdin.isatty()):
        raise RecallError(f"{question} There is no terminal to ask in: to say yes, add --yes.")
    from recall_tui.tui.clean import clean

    print(f"{clean(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _meant(place: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(place, COMMANDS, 1)
    return f"Did you mean: recall {close[0]}? " if close else ""
