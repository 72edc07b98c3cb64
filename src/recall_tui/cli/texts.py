"""The texts that commands are given, a file, a note, what comes through a pipe; and those that they give."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from recall_tui.cli.places import path_in
from recall_tui.errors import NoteError, RecallError
from recall_tui.folder.files import MAX_BYTES, read
from recall_tui.notebook import Notebook


def text_of(notebook: Notebook, name: str) -> tuple[str, str]:
    """The text of a file, or of a note by its name, and its path in the folder ("" if it lies elsewhere).

    Raises NoteError, AmbiguousName.
    """
    path = _path(name)
    if path.is_file() and not path_in(notebook.root, path):
        return read(path.parent, path.name).text, ""
    note = note_of(notebook, name)
    return notebook.read(note).text, note


def note_of(notebook: Notebook, name: str) -> str:
    """The path of the note that a file or a name means. Raises NoteError, AmbiguousName."""
    if not name.strip():
        raise NoteError("Name a note, by its path or its title.")
    path = _path(name)
    note = path_in(notebook.root, path) if path.is_file() else notebook.find(name)
    if note:
        return note
    near = [f"{found.name} ({found.path})" for found in notebook.complete(name, 3)]
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NoteError(f"There is no file {name}, and no note is called that.{hint}")


def _path(name: str) -> Path:
    return Path(os.path.expanduser(name))  # noqa: PTH111 (Path's raises)


def piped() -> str:
    """What comes through standard input. Raises RecallError where nothing can, and for what is no text."""
    if sys.stdin is None or sys.stdin.isatty():
        raise RecallError("There is no text: write it behind the command, name a file, or use a pipe.")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RecallError(f"That is too long for a note, which has at most {MAX_BYTES / 1e6:g} MB.")
    if b"\0" in data:
        raise RecallError("What came through the pipe is not text: it has zero bytes.")
    return data.decode("utf-8-sig", "surrogateescape")


def put(text: str, out: str = "") -> None:
    """Print a text, or write it to a new file. Raises NoteError."""
    data = text.encode("utf-8", "surrogateescape")
    if out:
        try:
            with _path(out).open("xb") as file:
                file.write(data)
        except FileExistsError as error:
            raise NoteError(
                f"{out} is there already, so nothing was written. Choose another name."
            ) from error
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise NoteError(f"{out} cannot be written: {why}. Choose another name.") from error
    else:
        printed(data)


def printed(data: bytes) -> None:
    """Print bytes as they are into a pipe, and safely into a terminal."""
    if sys.stdout.isatty():
        from recall_tui.tui.clean import clean

        print(clean(data.decode("utf-8", "surrogateescape")), end="")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
