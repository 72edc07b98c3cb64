"""Undoing the last change of several notes from the terminal program, and doing it again."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from recall_tui.tui.aside import aside

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_tui.folder.plan import Past, Plan
    from recall_tui.tui.writing import Writing

NONE_DONE = "There is nothing to undo: no change of several files is kept for this folder, or all are undone."
NONE_UNDONE = "There is nothing to do again: nothing was undone last."


async def undo_several(writing: Writing) -> None:
    """Ask, undo it, and show the open note as it is then."""
    notebook, desk = writing.notebook, writing.desk
    plan = await _turn(
        writing,
        ("Undo", "Undo it"),
        lambda: next((past for past in notebook.history() if not past.undone), None),
        NONE_DONE,
        lambda: notebook.undo().inverse(),
    )
    if plan:
        writing.remark(f"Undone: {plan.title}")
        if draft := desk.draft_of(plan.paths):
            await desk.resume(None, draft, (draft.count("\n"), len(draft) - draft.rfind("\n") - 1))


async def redo_several(writing: Writing) -> None:
    """Ask, do again what was undone last, and show the open note as it is then."""
    notebook = writing.notebook
    plan = await _turn(
        writing,
        ("Do again", "Do it again"),
        lambda: next(reversed([*takewhile(lambda past: past.undone, notebook.history())]), None),
        NONE_UNDONE,
        notebook.redo,
    )
    if plan:
        writing.remark(f"Done again: {plan.title}")


async def _turn(
    writing: Writing,
    words: tuple[str, str],
    find: Callable[[], Past | None],
    nothing: str,
    act: Callable[[], Plan],
) -> Plan | None:
    """Find a change, ask, and undo it or do it again; None where that was not done."""
    desk = writing.desk
    if not await desk.save():  # else the note would stand in the way; the banner says why it is not saved
        return None
    past = await aside(find)
    if not past:
        writing.complain(nothing)
        return None
    question = f"{words[0]} “{past.title}”, {past.when:%Y-%m-%d %H:%M}? Files changed: {past.files:,}."
    if await writing.ask(question, (words[1], "Leave it")) != 0:
        return None
    return await desk.try_out(act)
