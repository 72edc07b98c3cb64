"""Beginning an essay of notes or of a drawer: asks what it is called, makes it, and shows it as an essay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recall_tui.errors import RecallError
from recall_tui.tui.aside import aside
from recall_tui.tui.keys import shown

if TYPE_CHECKING:
    from recall_tui.tui.writing import Writing

FOUND = 50
"""So many notes of a search at most make an essay."""
NO_SEARCH = "There is no search to make an essay of: search first."
EMPTY = "Nothing lies in the drawer yet: {collect} on each card puts it there."
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
    await _of_notes(writing, writing.notebook.title(paths[0]), paths)


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
        await _of_notes(writing, words, paths)
    else:
        writing.complain(NOTHING)


async def of_drawer(writing: Writing) -> None:
    """Of what lies in the drawer in use, in its order; there it stays."""
    from recall_tui.acts.drawers import held

    tab = writing.tabs.drawer
    await tab.look()
    if not tab.entries:
        writing.complain(EMPTY.format(collect=shown(writing.notebook.settings.keys["collect"])))
        return
    entries = list(tab.entries)
    title = await _asked(writing, "", len(entries), "passage")
    if not title:
        return
    try:
        there = await aside(held, writing.notebook, tab.essay, entries)
    except RecallError as error:
        writing.complain(str(error))
        return
    parts = [await writing.collecting.written(each, "embed", into="") for each in there]
    if any(parts):
        await _begin(writing, title, [part for part in parts if part])


async def _of_notes(writing: Writing, called: str, paths: Sequence[str]) -> None:
    from recall_tui.acts.outlining import embeds

    if title := await _asked(writing, called, len(paths), "note"):
        await _begin(writing, title, await aside(embeds, writing.notebook, paths))


async def _asked(writing: Writing, called: str, many: int, kind: str) -> str:
    """The title that the person wants; "" for none."""
    these = f"this {kind}" if many == 1 else f"these {many:,} {kind}s"
    return (await writing.ask_for(f"What is the essay of {these} called?", called) or "").strip()


async def _begin(writing: Writing, title: str, parts: Sequence[str]) -> None:
    from recall_tui.acts.outlining import begun

    try:
        file = await aside(writing.notebook.create, begun(title, parts), title)
    except RecallError as error:
        writing.complain(str(error))
        return
    await writing.desk.go(file.path)
    if writing.desk.path == file.path:
        writing.action_essay()
