"""Other programs, started on a person's behalf: their editor on a note, their browser on a link.

Nothing is handed to a shell, and nothing that lies in the notes folder is run: notes come from anywhere, and
among them a program could be called like one that is meant.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from recall_tui.errors import CannotOpen

PATIENCE = 5.0
"""Seconds within which a browser says that it cannot start; one that runs on has started."""

_ENDS_OPTIONS = frozenset(
    {"vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "hx", "helix", "kak"}
)
"""Editors for which `--` ends the options. For others an absolute path must do, which begins with no dash."""
_BROWSE = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


def browse(link: str, root: Path, *, wait: bool = False) -> None:
    """Open a checked link in the browser; `wait` for one that wants the terminal. Raises CannotOpen.

    In a Python of its own, which looks for browsers only where nothing of the notes folder is found.
    """
    quiet = None if wait else subprocess.DEVNULL
    try:
        browser = subprocess.Popen(
            [sys.executable, "-I", "-c", _BROWSE, link],
            env=environment(root),
            cwd=Path.home() if Path.home().is_dir() else "/",
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=not wait,
        )
        failed = browser.wait(None if wait else PATIENCE)
    except subprocess.TimeoutExpired:
        return
    except (OSError, RuntimeError) as error:
        raise CannotOpen(f"No browser could be started: {error}.") from error
    if failed:
        raise CannotOpen("No browser could be started. Name one in the variable BROWSER, or copy the link.")


def wants_terminal() -> bool:
    """Whether the browser will be one that runs in this terminal, as there is no other screen."""
    graphical = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in graphical)


def editor_command(file: Path, root: Path, environ: Mapping[str, str]) -> list[str]:
    """The command that edits a file, from $VISUAL or else $EDITOR. Raises CannotOpen."""
    name = "VISUAL" if environ.get("VISUAL", "").strip() else "EDITOR"
    value = environ.get(name, "")
    try:
        words = shlex.split(value)
    except ValueError as error:
        raise CannotOpen(f"The variable {name} cannot be understood: {value}. It lacks a quote.") from error
    if not words:
        raise CannotOpen(
            "No editor is set. Name one in the variable VISUAL or EDITOR, as in: export EDITOR=nano"
        )
    program = _program(words[0], root)
    if program is None:
        raise CannotOpen(
            f"The editor {words[0]}, which the variable {name} names, is not there:"
            " it is not installed, or lies in the notes folder, where nothing is run."
        )
    end = ["--"] if os.path.basename(words[0]) in _ENDS_OPTIONS else []  # noqa: PTH119
    return [program, *words[1:], *end, os.path.abspath(file)]  # noqa: PTH100 (a link is edited as such)


def run_editor(command: Sequence[str], root: Path) -> str:
    """Run an editor in this terminal and wait for its end; what went wrong, or nothing. Raises CannotOpen."""
    try:
        with _interrupts_are_the_editors():
            code = subprocess.run(command, env=environment(root), check=False).returncode
    except (OSError, ValueError) as error:
        raise CannotOpen(f"The editor {command[0]} cannot be started: {error}.") from error
    how = f"exit code {code}" if code > 0 else f"signal {-code}"
    return f"The editor ended with an error ({how})." if code else ""


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ctrl+C in the terminal goes to every program in it, and must not end this one."""
    try:
        before = signal.signal(signal.SIGINT, lambda *_: None)  # ignoring it would be inherited
    except ValueError:  # not in the main thread: then Python does not hear it either
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def environment(root: Path) -> dict[str, str]:
    """The environment for other programs: PATH without relative places, and without the notes folder's."""
    return {**os.environ, "PATH": os.pathsep.join(_places(root))}


def _places(root: Path) -> list[str]:
    places = map(Path, os.environ.get("PATH", os.defpath).split(os.pathsep))
    kept = [os.fspath(place) for place in places if place.is_absolute() and not _inside(place, root)]
    return kept or os.defpath.split(os.pathsep)  # an empty PATH would mean the current folder


def _program(name: str, root: Path) -> str | None:
    """Where a program lies that is no part of the notes folder."""
    name = os.path.expanduser(name)  # noqa: PTH111 (Path's raises)
    if os.path.dirname(name) and not os.path.isabs(name):  # noqa: PTH117, PTH120
        return None
    found = which(name, path=os.pathsep.join(_places(root)))
    return None if found is None or _inside(found, root) else found


def _inside(place: str | Path, root: Path) -> bool:
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(root))
