"""Threads as they are posted: a pasted one becomes notes, and one of notes becomes numbered posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_tui.errors import RecallError, some
from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.tui.aside import aside
from recall_tui.tui.cards import cut, one_line
from recall_tui.tui.desk import UNSAVED, Desk

if TYPE_CHECKING:
    from recall_tui.acts.threads import Imported
    from recall_tui.folder.files import File
    from recall_tui.folder.planned import Plan
    from recall_tui.notes.numbered import Posted

SHOWN = 12
"""So many posts are named before they become notes."""
NAMED = 6
"""So many lines that are left out are named."""
SHORTEST = 20
"""The least length of a post, in characters: its number is among them."""
EMPTY = "There is no thread to import here. Paste one, with numbers (1/ …) or --- between its posts."


def longest_post(notebook: Notebook) -> int | None:
    """At most so many characters a post has that goes out, as the settings say; None for any length."""
    length = notebook.settings.post_length
    return max(SHORTEST, length) if length else None


class Posting:
    """What goes between threads and their posts; the rules are those of `acts.threads`."""

    def __init__(self, notebook: Notebook, desk: Desk) -> None:
        self.notebook = notebook
        self.desk = desk

    async def import_thread(self) -> None:
        """Make notes of the posts that are in the text, after showing what these are."""
        from recall_tui.notes.numbered import read_posts

        desk = self.desk
        if not await desk.save():
            return  # the desk says why
        file = desk.file
        text = file.text[read_front_matter(file.text).body :] if file else ""
        found = await aside(read_posts, text)
        if not file or len(found.posts) < 2:
            desk.front.complain(EMPTY)
            return
        made = f"Make {len(found.posts):,} notes"
        answers = (f"{made}, and move this text to the trash", f"{made}, and keep this text too", "Leave it")
        answer = await desk.front.ask(_shown(found), answers)
        if answer not in (0, 1):
            return
        try:
            done = await self._import(text, file, answer == 0)
        except RecallError as error:
            desk.front.complain(str(error))
            return
        there = len(done.notes) - done.new
        known = f", {there:,} {'was' if there == 1 else 'were'} there already" if there else ""
        desk.front.remark(f"{done.new:,} {'note was' if done.new == 1 else 'notes were'} made{known}.")
        await desk.go(done.notes[0])

    async def export_thread(self, path: str) -> None:
        """Copy or open the thread of the note at a path, "" for the one on the desk, as numbered posts."""
        from recall_tui.acts.threads import export_posts

        desk = self.desk
        if not await desk.save():
            return
        if not (path := path or desk.path):
            desk.front.complain(UNSAVED)
            return
        try:
            text = await aside(export_posts, self.notebook, path, longest_post(self.notebook))
        except RecallError as error:
            desk.front.complain(str(error))
            return
        question = f"The thread of “{self.notebook.title(path)}” as numbered posts, {len(text):,} characters."
        answers = ("Copy it to the clipboard", "Open it as a new note", "Leave it")
        answer = await desk.front.ask(question, answers)
        if answer == 1:
            await desk.begin(text)
        elif answer == 0:
            try:
                desk.editor.app.copy_to_clipboard(text)
                desk.front.remark("The thread is on the clipboard, as far as your terminal lets it there.")
            except UnicodeEncodeError:
                desk.front.complain(
                    "The thread has bytes that are no UTF-8, so it cannot be copied. Open it."
                )

    async def _import(self, text: str, file: File, instead: bool) -> Imported:
        from recall_tui.acts.threads import importing

        folder = file.path.rpartition("/")[0]
        done, plan = await aside(importing, self.notebook, text, folder, file if instead else None)

        def change() -> Plan:
            return self.notebook.change(plan)

        if plan.changes:
            await self.desk.carry_out(change)
        return done


def _shown(found: Posted) -> str:
    """What would become notes, and what would not."""
    lines = [f"This text has {len(found.posts):,} posts:"]
    for at, post in enumerate(found.posts[:SHOWN], 1):
        lines.append(cut(f"{post.number or at}/ {one_line(post.text)}", 58))
    if (more := len(found.posts) - SHOWN) > 0:
        lines.append(f"… and {more:,} more")
    if found.left_out:
        left_out = some((cut(one_line(line), 40) for line in found.left_out), NAMED)
        lines += ["", f"Left out, as no part of a post: {left_out}"]
    return "\n".join(lines)
