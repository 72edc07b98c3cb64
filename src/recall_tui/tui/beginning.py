"""Beginning an essay from notes: asks what it is called, makes it, and shows it as an essay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recall_tui.errors import RecallError
from recall_tui.tui.aside import aside

if TYPE_CHECKING:
    from recall_tui.tui.writing import Writing

FOUND = 50
"""So many notes of a search at most make an essay."""
NO_SEARCH = "There is no search to make an essay of: search first."
NOTHING = "The search finds nothing, so no essay was made."


async def of_thread(writing: Writing) -> None:
    """Of the thread that is shown, or of the chosen card's or the open note's, in order."""
    from recall_tui.acts.outlining import thread_of

    hit = writing.looking.chosen()
    if hit and writing.tabs.name == "thread":
        paths: Sequence[str] = writing.tabs.threads.notes(hit)
    else:
        path = hit.path if hit else writing.desk.path
        paths = thread_of(writing.notebook, path) if path else ()
    if len(paths) < 2:
        name = hit.title if hit else writing.desk.title
        writing.complain(f"“{name}” is in no thread.")
        return
    await _begin(writing, writing.notebook.title(paths[0]), paths)


async def of_search(writing: Writing) -> None:
    """Of what the search in the search box finds, in its order."""
    words = " ".join(writing.searching.box.value.split())
    if not words:
        writing.complain(NO_SEARCH)
        return
    try:
        paths = [hit.path for hit in writing.notebook.search(words, limit=FOUND)]
    except RecallError as error:
        writing.complain(str(error))
        return
    if paths:
        await _begin(writing, words, paths)
    else:
        writing.complain(NOTHING)


async def _begin(writing: Writing, called: str, paths: Sequence[str]) -> None:
    from recall_tui.acts.outlining import begun

    these = "this note" if len(paths) == 1 else f"these {len(paths):,} notes"
    title = await writing.ask_for(f"What is the essay of {these} called?", called)
    if title is None or not title.strip():
        return
    try:
        text = await aside(begun, writing.notebook, title, paths)
        file = await aside(writing.notebook.create, text, title)
    except RecallError as error:
        writing.complain(str(error))
        return
    await writing.desk.go(file.path)
    if writing.desk.path == file.path:
        writing.action_essay()
