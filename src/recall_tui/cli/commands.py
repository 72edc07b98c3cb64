"""From a command line to its command; the commands themselves stand by subject in the files beside this."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from recall_tui import __version__
from recall_tui.cli import asking, drawers, essays, keeping, linking, reshaping, stitching, threads, writing
from recall_tui.cli.options import Words
from recall_tui.errors import RecallError

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    subcommand_metavar="[FOLDER | COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"]},
)

WrongUse: Any = typer.BadParameter.__mro__[1]
"""click's UsageError, wherever the installed typer keeps its click."""


def run_command(arguments: list[str]) -> int:
    """Run one command line; its exit code. Raises RecallError, for wrong use too."""
    command = typer.main.get_command(app)
    if "_RECALL_COMPLETE" in os.environ:
        command.main(prog_name="recall")
    try:
        with command.make_context("recall", list(arguments)) as context:
            return int(command.invoke(context) or 0)
    except typer.Exit as end:
        return end.exit_code
    except WrongUse as error:
        message = error.format_message()
        stop = "" if message.endswith((".", "?")) else "."
        where = error.ctx.command_path if error.ctx else "recall"
        raise RecallError(f"{message}{stop} Try: {where} --help") from error


def _version(wanted: bool) -> None:
    if wanted:
        print(f"recall {__version__}")
        raise typer.Exit


@app.callback()
def recall(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Write, and see what your past selves wrote about the same thing.

    \b
    recall              open the notes folder
    recall FOLDER       open another folder; one called like a command: ./search
    recall NOTE.md      open one note

    Exit codes: 0 found, 1 nothing found, 2 it could not be done.
    """


for _command in (
    *(asking.search, asking.related, writing.new, writing.jot, linking.link, linking.links),
    *(linking.backlinks, linking.mentions, linking.graph, reshaping.rename, reshaping.extract),
    *(stitching.stitch, stitching.trace),
    *(reshaping.inline, keeping.delete, keeping.trash, keeping.undo, keeping.doctor, keeping.config),
):
    app.command(cls=Words if _command in (asking.search, keeping.delete) else None)(_command)
app.add_typer(threads.app, name="thread")
app.add_typer(essays.app, name="essay")
app.add_typer(drawers.app, name="drawer")
