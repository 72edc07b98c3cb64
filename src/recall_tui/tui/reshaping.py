"""What changes several notes, from the terminal program: shown before, done as one plan, undone as one.

The rules are those of `acts`. What only changes the draft is an edit of it, which the editor undoes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from recall_tui.errors import RecallError
from recall_tui.notes.note import note_id
from recall_tui.tui.aside import aside
from recall_tui.tui.desk import Desk

if TYPE_CHECKING:
    from recall_tui.acts.edits import Edit
    from recall_tui.acts.extracting import Extracting
    from recall_tui.acts.linked import Mention
    from recall_tui.folder.planned import Plan

T = TypeVar("T")

LEAVE = "Leave it as it is"
FIRST = "Link each name once, as shown"
NO_LINK = "No link can stand there."


class Reshaping:
    """The note on the desk gets another name, gives a passage away or takes one in; mentions become links."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notebook = desk.notebook

    async def rename(self) -> None:
        """Ask for another name or place, show what changes, and do it."""
        from recall_tui.acts.renaming import rename

        if not await self.desk.ready():
            return
        path = self.desk.path
        asked = "The new name of this note, from the notes folder on. trees/ at the end: into that folder."
        question, name, renaming = asked, note_id(path), None
        while renaming is None:
            given = await self.desk.front.ask_for(question, name)
            if given is None:
                return
            name = given
            # A name without a folder would stay in the note's own; here all of the path stands to be changed.
            rooted = name if not name.strip() or name.startswith(("/", "./")) else f"/{name}"
            try:
                renaming = await aside(rename, self.notebook, path, rooted)
            except RecallError as error:
                question = f"{error}\n\n{asked}"
        question = f"Rename {path} to {renaming.new}?"
        question += _other_notes([edit.path for edit in renaming.edits if edit.path != path])
        question = "\n".join([question, *renaming.remarks])
        if await self.desk.front.preview(question, renaming.edits, ("Rename it", LEAVE)) == 0:
            await self._do(renaming.plan)

    async def extract(self) -> None:
        """Ask what the selection, or the passage at the cursor, is called as a note; show it, and do it."""
        from recall_tui.acts.extracting import extract, whole
        from recall_tui.notes.names import beginning

        if not await self.desk.ready():
            return
        path, editor = self.desk.path, self.desk.editor
        text = editor.text
        start, end = sorted(map(editor.document.get_index_from_location, editor.selection))
        if start == end:
            start, end = whole(text, start)
        called = beginning(text[start:end].strip())
        if not called:
            self.desk.front.complain("There is no text here to take out. Go to a passage, or select some.")
            return
        title = await self.desk.front.ask_for("What is this passage called, as a note of its own?", called)
        if title is None:
            return
        title = "" if title == called else title

        def taking(embed: bool) -> Callable[[], Extracting]:
            return lambda: extract(self.notebook, path, start, end, title, embed=embed)

        taken = await self._tried(taking(False))
        if not taken:
            return
        question = f"Make {taken.note} of this, and leave a link? An embed is the same with ! before it."
        answers = ("Leave a link", "Leave an embed", LEAVE)
        answer = await self.desk.front.preview(question, taken.edits, answers)
        if answer == 1:
            taken = await self._tried(taking(True))
        if answer in (0, 1) and taken:
            await self._do(taken.plan)

    async def inline(self) -> None:
        """Show what the note that the link at the cursor leads to would be in its place, and do it."""
        from recall_tui.acts.extracting import inline
        from recall_tui.acts.linked import linked_at

        if not await self.desk.ready():
            return
        path, editor = self.desk.path, self.desk.editor
        at = editor.document.get_index_from_location(editor.cursor_location)
        linked = linked_at(self.notebook, path, editor.text, at)
        if not linked:
            self.desk.front.complain("There is no link at the cursor whose note could come in its place.")
            return
        putting = await self._tried(lambda: inline(self.notebook, path, linked.link))
        if not putting:
            return
        question = f"Put {putting.note} here? The note itself goes to the trash."
        if await self.desk.front.preview(question, putting.edits, ("Put it here", LEAVE)) == 0:
            await self._do(putting.plan)

    # Mentions

    async def link(self, mention: Mention, *, all_of_them: bool) -> None:
        """Make a link of a mention, or, after asking, of all of its kind.

        Of names of other notes in the note on the desk, or of the names of this note in others.
        """
        if mention.source == self.desk.path:
            await self._link_here(mention, all_of_them)
        else:
            await self._link_there(mention, all_of_them)

    async def _link_here(self, mention: Mention, all_of_them: bool) -> None:
        from recall_tui.acts.edits import edit
        from recall_tui.acts.linked import mentioned
        from recall_tui.acts.linking import once_each, with_links

        editor, text = self.desk.editor, self.desk.editor.text
        if not self.desk.may_write():
            return
        found = mentioned(self.notebook, text, self.desk.path)  # as it is now: the card is from a pause
        if all_of_them:
            clear = [each for each in found if len(each.paths) == 1]
            after, left_out = with_links(self.notebook, text, once_each(clear))
            names = _counted(len(once_each(clear)) - len(left_out), "name")
            question = f"Make a link of {names} of other notes in this note?"
            chosen = await self._chosen(question, clear, [edit(self.desk.title, text, after)])
            if not chosen or editor.text != text:
                return
        else:
            meant = (
                replace(each, paths=mention.paths) for each in found if {*mention.paths} <= {*each.paths}
            )
            chosen = list(islice(meant, 1))
        after, _ = with_links(self.notebook, text, chosen)
        if after == text:
            self.desk.front.complain(NO_LINK)
            return
        start, end = chosen[0].start, chosen[-1].end
        one, other = map(editor.document.get_location_from_index, (start, end))
        editor.replace_range(one, other, after[start : len(after) - (len(text) - end)])

    async def _link_there(self, mention: Mention, all_of_them: bool) -> None:
        from recall_tui.acts.linked import mentions
        from recall_tui.acts.linking import link_mentions, once_each

        if not await self.desk.ready():
            return
        path, front = self.desk.path, self.desk.front
        title, chosen = f"Link mentions of {path}", [mention]
        if all_of_them:
            found = await aside(lambda: list(mentions(self.notebook, path)))
            first = await self._tried(lambda: link_mentions(self.notebook, once_each(found), title))
            if not first:
                return
            question = f"Make a link of the name of this note in {_counted(len(first.edits), 'note')}?"
            chosen = await self._chosen(question, found, first.edits)
            if not chosen:
                return
        linking = await self._tried(lambda: link_mentions(self.notebook, chosen, title))
        if linking and not linking.edits:
            front.complain(NO_LINK)
        elif linking and await self._do(linking.plan):
            count = len(linking.edits)
            where = linking.edits[0].path if count == 1 else _counted(count, "note")
            front.remark(f"Linked in {where}. The palette can undo it.")

    async def _chosen(self, question: str, found: list[Mention], shown: Sequence[Edit]) -> list[Mention]:
        """Ask which mentions become links: the first of each name in each note, as it is shown, or all."""
        from recall_tui.acts.linking import once_each

        first = once_each(found)
        if not any(edit.lines for edit in shown):
            self.desk.front.complain(NO_LINK)
            return []
        more = (FIRST, f"Link all {len(found):,}") if len(found) > len(first) else ("Link",)
        answer = await self.desk.front.preview(question, shown, (*more, LEAVE))
        if answer == 0:
            return first
        return found if answer == 1 and len(more) > 1 else []

    # What all of them do

    async def _tried(self, work: Callable[[], T]) -> T | None:
        """What is worked out in a thread; None where it cannot be, and that was said."""
        try:
            return await aside(work)
        except RecallError as error:
            self.desk.front.complain(str(error))
            return None

    async def _do(self, plan: Plan) -> bool:
        return await self.desk.try_out(lambda: self.notebook.change(plan)) is not None


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _other_notes(paths: Sequence[str]) -> str:
    """How many other notes change, in a sentence."""
    return f" Links change in {_counted(len(paths), 'note')}." if paths else " No other note changes."
