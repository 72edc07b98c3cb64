"""The commands that keep order: their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

import os
from functools import partial
from json import dumps
from typing import Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json
from recall_tui.cli.places import loaded
from recall_tui.config import as_toml, config_path, describe, load_settings

literal = partial(dumps, ensure_ascii=False)
"""A value as the settings file writes it."""


def doctor(
    links: Annotated[
        bool, typer.Option("--links", help="List the links that lead to no note, or to several.")
    ] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Look for what is wrong with the notes folder.

    Listed are files that are passed over and notes that are not understood; links that lead to no note, or
    to several, are counted. On a sample of the notes the index is compared with rank_bm25, which computes the
    same formula in another way.

    Exit codes: 0 all is well, 1 there are problems. A link to no note is none: the note may be yet to come.
    """
    from recall_tui.cli.doctor import examine

    return examine(loaded(folder), links, as_json)


def config(
    toml: Annotated[
        bool, typer.Option("--toml", help="Print a settings file with the values in use.")
    ] = False,
    path: Annotated[bool, typer.Option("--path", help="Print where the settings file is.")] = False,
    as_json: Json = False,
) -> int:
    """Show every setting with its value, its default and what it does.

    \b
    recall config --toml > config.toml
    """
    where = config_path()
    if path:
        show.path(os.fspath(where))
        return 0
    settings = load_settings()
    if toml:
        print(as_toml(settings), end="")
    elif as_json:
        for setting in describe(settings):
            show.json_line(setting._asdict())
    else:
        rows = [(s.key, literal(s.value), literal(s.default), s.help) for s in describe(settings)]
        show.table(("Setting", "Value", "Default", ""), rows)
        print()
        show.path(f"The file: {where}" + ("" if where.exists() else " (not there yet)"))
    return 0
