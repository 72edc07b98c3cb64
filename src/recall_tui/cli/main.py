"""Where `recall` starts: the editor at once, every other command by way of typer.

Whoever opens the editor waits for what is imported here, so typer (57 ms) comes in only with a command.
"""

from __future__ import annotations

import os
import sys

from recall_tui.errors import RecallError

COMMANDS = frozenset(
    {
        *("search", "related", "new", "jot", "link", "links", "backlinks", "mentions", "rename", "graph"),
        *(
            "extract",
            "inline",
            "thread",
            "essay",
            "drawer",
            "stitch",
            "trace",
            "delete",
            "trash",
            "undo",
            "doctor",
            "config",
        ),
    }
)
"""The words that are commands and not folders; `recall ./search` is a folder."""


def main() -> None:
    """Run recall as the shell's command, and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code: 0 found, 1 nothing found, 2 it could not be done."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except RecallError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Python flushes once more at its end, and would complain of the same file again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141 if isinstance(error, BrokenPipeError) else _failed(f"{error}.")
    return code


def _run(arguments: list[str]) -> int:
    # A shell that completes a line runs recall without arguments.
    completing = "_RECALL_COMPLETE" in os.environ
    place = arguments[0] if arguments else ""
    if completing or len(arguments) > 1 or place.startswith("-") or place in COMMANDS:
        from recall_tui.cli.commands import run_command

        return run_command(arguments)
    from recall_tui.cli.places import folder_and_note, open_editor
    from recall_tui.config import load_settings

    settings = load_settings()
    return open_editor(*folder_and_note(place, settings), settings)


def _failed(message: str) -> int:
    from recall_tui.tui.clean import clean

    print(f"recall: {clean(message)}", file=sys.stderr)
    return 2
