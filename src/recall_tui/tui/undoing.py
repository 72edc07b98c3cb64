"""Undoing the last change of several notes from the terminal program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_tui.errors import RecallError
from recall_tui.tui.aside import aside

if TYPE_CHECKING:
    from recall_tui.tui.writing import Writing


async def undo_several(writing: Writing) -> None:
    """Ask, undo it, and show the open note as it is then."""
    notebook, desk = writing.notebook, writing.desk
    if not await desk.save():  # else the note would stand in the way; the banner says why it is not saved
        return
    last = next((past for past in await aside(notebook.history) if not past.undone), None)
    if not last:
        writing.complain("There is nothing to undo: no change of several files is kept for this folder.")
        return
    question = f"Undo “{last.title}”, {last.when:%Y-%m-%d %H:%M}? Files changed: {last.files:,}."
    if await writing.ask(question, ("Undo it", "Leave it")) != 0:
        return
    try:
        plan = await desk.carry_out(lambda: notebook.undo().inverse())
    except RecallError as error:
        writing.complain(str(error))
        return
    writing.remark(f"Undone: {plan.title}")
    if draft := desk.draft_of(plan.paths):
        await desk.resume(None, draft, (draft.count("\n"), len(draft) - draft.rfind("\n") - 1))
