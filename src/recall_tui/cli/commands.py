"""The shell commands. Their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from json import dumps
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recall_tui import __version__
from recall_tui.cli import show
from recall_tui.cli.options import Folder, Json, Limit, Words
from recall_tui.cli.places import need_terminal, notes_folder, open_editor
from recall_tui.cli.texts import piped, text_of
from recall_tui.config import as_toml, config_path, describe, load_settings
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook

if TYPE_CHECKING:
    from recall_tui.recall.hits import Explanation, Hit

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    subcommand_metavar="[FOLDER | COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"]},
)

WrongUse: Any = typer.BadParameter.__mro__[1]
"""click's UsageError, wherever the installed typer keeps its click."""

literal = partial(dumps, ensure_ascii=False)
"""A value as the settings file writes it."""


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


@app.command(cls=Words)
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", hidden=True)],
    folder: Folder = None,
    limit: Limit = None,
    as_json: Json = False,
) -> int:
    """Find notes by words, phrases, tags, titles, paths and dates.

    Words are ranked, the best note first; the last may be unfinished. What stands beside them narrows the
    search, in any order:

    \b
    "white whale"         the words in a row
    -ahab                 not with this word; -"two words" and -tag:x too
    tag:sea or #sea       with this tag, or one below it, as sea/deep
    title:chase           with this in the title or an alias; title:"the chase"
    path:log/2021         with this in the path
    before:2021           earlier than its first day
    after:2020            later than its last day
    on:march              within it
    sort:date             the newest first; also sort:oldest, sort:relevance

    A date is a day, a month or a year, as 2021-03-04, "5 march 2021", march, 2020, yesterday, last-week or
    "3 weeks ago". Without words, all that meets the filters is found, the newest first.

    \b
    recall search forgetting curve
    recall search '"white whale" -ahab tag:sea after:2020'
    recall search rye -yeast --limit 3
    recall search path:projects -tag:done sort:oldest
    recall search --json '#bread on:last-year' | jq -r .note

    All arguments together are one search. The shell takes away quotes, and what follows a #: a search that
    has either goes in single quotes.

    \b
    recall search "white whale"       two words, wherever they stand
    recall search '"white whale"'     the two in a row

    Options begin with two dashes; a word that does so goes behind --. No list is longer than some 200 notes.
    """
    notebook = _loaded(folder)
    text = " ".join(words)
    from recall_tui.recall.searching import SearchError

    try:
        hits = notebook.search(text, limit=limit)
    except SearchError as error:
        if as_json:
            raise
        raise RecallError(show.pointed(text, error.column, str(error))) from error
    return _found(notebook, hits, as_json)


@app.command()
def related(
    file: Annotated[str, typer.Argument(metavar="FILE", hidden=True)] = "",
    folder: Folder = None,
    limit: Limit = None,
    stream: Annotated[
        bool, typer.Option("--stream", help="Answer requests, one JSON object a line, until the input ends.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show what each score is made of.")] = False,
    as_json: Json = False,
) -> int:
    """Show what the pane shows for a draft, with the cursor at its end.

    FILE is a text file, the name of a note, or - for standard input; without it the draft comes from a pipe.
    A note of the folder is not among its own past selves.

    \b
    recall related half-finished-things
    cat draft.txt | recall related

    With --explain, a table under each note shows what every word adds to its score: how much the draft says
    it (weight), how rare it is (idf), how many notes have it, how often this one has it (here), and how long
    this one is (length, 2 at the mean). It adds weight · idf · here · 3 / (here + length). With --json, each
    note has an "explanation".

    With --stream, for editors, each line of input is a request, of which only "draft" must be there:

    \b
    {"draft": "text", "cursor": 4, "note": "its/path.md", "limit": 5,
      "typing": true}

    "cursor" counts characters, and "note" is the note that the draft is of. With "typing", the word before
    the cursor counts when it is finished: inside a word, the answer stands still. Each is answered by one
    line:

    \b
    {"hits": [{"note": "rye.md", "title": "Rye", "date": "2021-03-04T00:00:00",
      "score": 7.1, "passage": {"start": 0, "end": 9, "text": "Rye bread"},
      "why": [{"term": "rye", "share": 0.8}], "alike": ["old/rye.md"]}],
      "ms": 0.4}

    or by {"error": "what is wrong with the request"}. "alike" are notes that say the same in the same words;
    where there are none, it is left out.
    """
    if stream and explain:
        raise RecallError("--stream answers with scores, and does not explain them: leave out --explain")
    if stream:
        if file:
            raise RecallError(f"--stream reads its drafts from standard input: leave out {file}")
        from recall_tui.cli.stream import serve

        serve(_loaded(folder), sys.stdin.buffer)
        return 0
    from recall_tui.recall.hits import Draft

    given = piped() if file in ("", "-") else None
    notebook = _loaded(folder)
    text, note = (given, "") if given is not None else text_of(notebook, file)
    draft = Draft.at(text, len(text.rstrip()))
    # As `Notebook.recall` has ranked it.
    why = partial(notebook.explain, draft, note=note)
    return _found(notebook, notebook.recall(draft, note=note, limit=limit), as_json, why if explain else None)


@app.command()
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
    notebook = _notebook(folder)
    called = " ".join(" ".join(title or ()).split())
    file = notebook.create(f"# {called}\n\n" if called else "", called)
    if open_it:
        return open_editor(notebook.root, file.path, notebook.settings)
    return _made(notebook, file.path, as_json)


@app.command()
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
    notebook = _notebook(folder)
    return _made(notebook, notebook.create(text.rstrip("\n") + "\n").path, as_json)


@app.command()
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

    return examine(_loaded(folder), links, as_json)


@app.command()
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


def _notebook(folder: str | None) -> Notebook:
    settings = load_settings()
    return Notebook(notes_folder(folder, settings), settings)


def _loaded(folder: str | None) -> Notebook:
    notebook = _notebook(folder)
    notebook.load()
    return notebook


def _found(
    notebook: Notebook,
    hits: Sequence[Hit],
    as_json: bool,
    explain: Callable[[str], Explanation | None] | None = None,
) -> int:
    """Print hits, with an explanation of each by its path; the exit code."""
    explanations = [explain(hit.path) for hit in hits] if explain else [None] * len(hits)
    if as_json:
        for hit, why in zip(hits, explanations, strict=True):
            show.json_line(show.as_json(hit, why))
    elif hits and explain:
        show.explained(zip(hits, explanations, strict=True))
    elif hits:
        show.hits(hits)
    elif len(notebook):
        show.aside("Nothing from before on this.")
    else:
        show.aside(f"There are no notes in {notebook.root.resolve()}.")
    return 0 if hits else 1


def _made(notebook: Notebook, note: str, as_json: bool) -> int:
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
