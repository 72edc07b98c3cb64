"""The commands that ask: their docstrings are their help, and docs/cli.md is made from it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from recall_tui.cli import show
from recall_tui.cli.options import Fold, Folder, Json, Limit
from recall_tui.cli.places import loaded
from recall_tui.cli.texts import piped, text_of
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook

if TYPE_CHECKING:
    from recall_tui.recall.hits import Explanation, Hit


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", hidden=True)],
    folder: Folder = None,
    limit: Limit = None,
    fold: Fold = None,
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
    notebook = loaded(folder)
    text = " ".join(words)
    from recall_tui.recall.searching import SearchError

    try:
        hits = notebook.search(text, limit=limit, fold=fold)
    except SearchError as error:
        if as_json:
            raise
        raise RecallError(show.pointed(text, error.column, str(error))) from error
    return _found(notebook, hits, as_json)


def related(
    file: Annotated[str, typer.Argument(metavar="FILE", hidden=True)] = "",
    folder: Folder = None,
    limit: Limit = None,
    stream: Annotated[
        bool, typer.Option("--stream", help="Answer requests, one JSON object a line, until the input ends.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show what each score is made of.")] = False,
    fold: Fold = None,
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

    or by {"error": "what is wrong with the request"}. "alike" are notes that say the same in the same words,
    "thread" is its place in its thread and how many notes that has; where there are none, they are left out.
    """
    if stream and explain:
        raise RecallError("--stream answers with scores, and does not explain them: leave out --explain")
    if stream:
        if file:
            raise RecallError(f"--stream reads its drafts from standard input: leave out {file}")
        from recall_tui.cli.stream import serve

        serve(loaded(folder), sys.stdin.buffer)
        return 0
    from recall_tui.recall.hits import Draft

    given = piped() if file in ("", "-") else None
    notebook = loaded(folder)
    text, note = (given, "") if given is not None else text_of(notebook, file)
    draft = Draft.at(text, len(text.rstrip()))
    # As `Notebook.recall` has ranked it.
    why = partial(notebook.explain, draft, note=note)
    return _found(
        notebook, notebook.recall(draft, note=note, limit=limit, fold=fold), as_json, why if explain else None
    )


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
