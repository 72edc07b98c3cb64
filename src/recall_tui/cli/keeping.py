"""The commands that keep order: their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

import os
from functools import partial
from json import dumps
from shlex import quote
from typing import Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json, Yes
from recall_tui.cli.places import agreed, loaded, notebook_of
from recall_tui.cli.texts import note_of
from recall_tui.cli.writing import made
from recall_tui.config import as_toml, config_path, describe, load_settings
from recall_tui.errors import RecallError

literal = partial(dumps, ensure_ascii=False)
"""A value as the settings file writes it."""


def delete(
    note: Annotated[str, typer.Argument(metavar="NOTE", hidden=True)],
    yes: Yes = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Move a note to the trash, after asking.

    NOTE is its path or its name. The trash is the folder .recall/trash among the notes; what was deleted
    stays there until you remove it yourself.

    \b
    recall delete half-finished-things
    recall trash restore half-finished-things.md
    """
    notebook = loaded(folder)
    path = note_of(notebook, note)
    linking = len(notebook.backlinks(path))
    noun = "note links" if linking == 1 else "notes link"
    links = f" {linking:,} {noun} to it." if linking else ""
    if not agreed(f"Move {path} to the trash?{links}", yes):
        show.aside("Nothing was deleted.")
        return 1
    name = notebook.delete(path)
    if as_json:
        show.json_line({"note": path, "item": name})
    else:
        show.aside(f"{path} is in the trash. To bring it back: recall trash restore {quote(name)}")
    return 0


def trash(
    action: Annotated[str, typer.Argument(metavar="[list|restore]", hidden=True)] = "list",
    item: Annotated[str, typer.Argument(metavar="ITEM", hidden=True)] = "",
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """List what is in the trash, or bring a note back.

    Deleted notes stay there until you remove them; texts that a save displaced (displaced) for a day. ITEM is
    as it is listed, or the path that the note had: the latest of that path. What is brought back never
    overwrites a note: where the path is taken, it gets another name. Its path is printed.

    \b
    recall trash
    recall trash restore ideas/trees.md
    """
    if action not in ("list", "restore") or (item != "") != (action == "restore"):
        raise RecallError("Write: recall trash, or: recall trash restore ITEM")
    notebook = notebook_of(folder)
    from recall_tui.folder.trash import items

    found = items(notebook.root)
    if action == "restore":
        named = [each.name for each in found if item in (each.name, each.path)]
        if not named:
            raise RecallError(f"There is no {item} in the trash. What there is: recall trash")
        return made(notebook, notebook.restore(named[0]).path, as_json)
    if as_json:
        for each in found:
            when = each.when.isoformat()
            show.json_line(each._asdict() | {"when": when})
    elif found:
        rows = [
            (f"{each.when.astimezone():%Y-%m-%d %H:%M}", each.path, each.why, each.name) for each in found
        ]
        show.table(("Since", "Note", "", "Item"), rows)
    else:
        show.aside("The trash is empty.")
    return 0 if found else 1


def undo(
    list_them: Annotated[
        bool, typer.Option("--list", help="List what can be undone, and what was; the latest first.")
    ] = False,
    again: Annotated[bool, typer.Option("--redo", help="Do again what was undone last.")] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Undo the last change of several files, byte for byte.

    That is what a command did to many notes at once. It is undone as a whole: where one of its files was
    changed since, nothing is, and the files in the way are named. Undoing once more goes back one change
    further, and --redo takes one undoing back. The last 20 changes are kept, and up to 200 while they are
    small, each for 30 days.
    """
    notebook = notebook_of(folder)
    if list_them:
        past = notebook.history()
        if as_json:
            for each in past:
                show.json_line(each._asdict() | {"when": each.when.isoformat()})
        elif past:
            rows = [
                (
                    f"{each.when:%Y-%m-%d %H:%M}",
                    each.title,
                    f"{each.files:,}",
                    "undone" if each.undone else "",
                )
                for each in past
            ]
            show.table(("When", "What", "Files", ""), rows)
        else:
            show.aside("There is nothing to undo.")
        return 0 if past else 1
    plan = notebook.redo() if again else notebook.undo()
    if as_json:
        show.json_line({"title": plan.title, "undone": not again, "files": plan.paths})
    else:
        many = len(plan.changes)
        files = f"{many:,} file{'s' if many > 1 else ''}"
        show.aside(f"{'Done again' if again else 'Undone'}: {plan.title} ({files})")
    return 0


def doctor(
    links: Annotated[
        bool, typer.Option("--links", help="List the links that lead to no note, or to several.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Show how conflict copies differ from their notes.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Put right what needs no judgement, after asking for each kind.")
    ] = False,
    yes: Yes = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Look for what is wrong with the notes folder, and say what to do.

    \b
    - files that are passed over, and why
    - front matter and dates that cannot be read
    - notes that continue (prev) no note, or several
    - conflict copies of Syncthing, Dropbox, Nextcloud, Obsidian and recall
    - names that other systems cannot hold, or take for one
    - unsaved texts, changes of several files and saves that were broken off

    Links that lead to no note, or to several, are counted. On a sample of the notes the index is compared
    with their files and with rank_bm25, which computes the same formula in another way.

    With --fix, after asking, what nobody needs is removed: temporary files of killed saves that hold nothing
    new, lock files of programs that have ended, and an index that is not right, which is made anew. Nothing
    that may be the only copy of a text is touched.

    Exit codes: 0 all is well, 1 there are problems. A link to no note is none: the note may be yet to come.
    """
    from recall_tui.cli.doctor import examine

    return examine(folder, list_links=links, compare=compare, fix=fix, yes=yes, as_json=as_json)


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
