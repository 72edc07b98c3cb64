"""Stitching the essay on the desk into a file: asks for a format and a name, and does it beside the loop."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from recall_tui.errors import EmbedError, RecallError
from recall_tui.notes.names import stem
from recall_tui.tui.aside import aside
from recall_tui.tui.desk import UNSAVED, Desk
from recall_tui.tui.posting import longest_post

FORMATS = {
    "html": "A page (HTML)",
    "md": "Markdown",
    "txt": "Plain text",
    "thread": "A thread: posts with numbers",
    "docx": "A document (DOCX)",
    "odt": "A document (ODT)",
    "epub": "A book (EPUB)",
    "pdf": "PDF",
}

SAID = 8
"""So many lines are said of what was done."""


async def stitch(desk: Desk) -> None:
    """Ask, compile the essay, and write the file; whatever is in the way is said."""
    from recall_tui.acts.stitching import compiled, others, put
    from recall_tui.essays.provenance import COMMENTS

    front, notebook = desk.front, desk.notebook
    if not await desk.save():
        return  # the desk says why
    if not (path := desk.path):
        front.complain(UNSAVED)
        return
    answer = await front.ask("What shall the essay become?", list(FORMATS.values()))
    if answer is None:
        return
    to = list(FORMATS)[answer]
    proposed = Path.cwd() / f"{stem(path)}.{'txt' if to == 'thread' else to}"
    name = await front.ask_for("The file to write:", str(proposed))
    if name is None or not name.strip():
        return
    target = Path(name.strip())
    try:
        target = target.expanduser().absolute()
        beside = f"{target.stem}-files" if to == "md" else ""
        length = longest_post(notebook)
        compiling = partial(compiled, notebook, path, to, sources=COMMENTS, length=length, beside=beside)
        try:
            done = await aside(compiling)
        except EmbedError as error:
            if await front.ask(str(error), ("Leave these out", "Back to the essay")) != 0:
                return
            done = await aside(compiling, anyway=True)
        foreign = await aside(others, notebook, target, done)
        question = f"{foreign[0]} is there already, and is not as recall has written it." if foreign else ""
        if (
            question
            and await front.ask(
                question, ("Overwrite it, and keep the old one beside it", "Leave it as it is")
            )
            != 0
        ):
            return
        said = await aside(put, notebook, path, target, done, datetime.now())
    except (RecallError, RuntimeError) as error:  # the latter for a home that is not known
        front.complain(str(error))
        return
    lines = [f"Written: {target}", *said, *done.notices]
    more = [f"… and {len(lines) - SAID:,} more"] if len(lines) > SAID else []
    front.remark("\n".join(lines[:SAID] + more))
