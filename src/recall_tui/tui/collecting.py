"""Putting passages into the drawer, and taking them from there into the text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from recall_tui.errors import EssayError, RecallError
from recall_tui.notes.blocks import without_id
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.recall.hits import Hit
from recall_tui.tui.aside import aside
from recall_tui.tui.desk import Desk, cursor_at
from recall_tui.tui.drawer import DrawerTab
from recall_tui.tui.recalling import Recalling
from recall_tui.tui.tabs import Tabs

if TYPE_CHECKING:
    from recall_tui.acts.drawers import Held
    from recall_tui.essays.drawer import Entry
    from recall_tui.folder.planned import Plan

How = Literal["embed", "quote", "text"]

OWN = "That stands in the essay itself; its drawer is for passages of other notes."
GONE = "This passage is not found any more, so it cannot be put into the text. Take it out of the drawer."
ITSELF = "A note cannot embed a part of itself. Quote it, or put its text in."
COMMENT = "This text holds a line that begins a drawer, and would be hidden here. Quote it."
DRAFT = "The draft of a thread has no drawer. Open a note, and use that one's."
LEAVE = "Leave it"
WITH_HEADING = "Embed it with its heading, and write nothing"


class Collecting:
    """What becomes of the drawer; the rules are those of `acts.drawers`.

    Where the essay lies open, each is one edit, which the editor undoes; else a plan for its note.
    """

    def __init__(self, desk: Desk, tabs: Tabs, recalling: Recalling) -> None:
        self.desk = desk
        self.notebook = desk.notebook
        self.tabs = tabs
        self.tab: DrawerTab = tabs.drawer
        self.recalling = recalling
        self._one = asyncio.Lock()
        """One at a time, in the order of the keys."""
        self._naming = desk.notebook.settings.name_passages
        """Whether ids are written behind passages without asking."""

    # Into the drawer

    async def collect(self, hit: Hit) -> None:
        """Put a card's passage into the drawer."""
        from recall_tui.acts.drawers import passage

        if not hit.path:
            self.desk.front.complain("There is no such note yet, so there is nothing to put into the drawer.")
        else:
            await self._put_in(
                hit.path, hit.title, lambda: passage(self.notebook, hit.path, hit.start, hit.end)
            )

    async def collect_selection(self) -> None:
        """Put what is selected in the editor into the drawer."""
        from recall_tui.acts.drawers import passage

        editor, text = self.desk.editor, self.desk.editor.text
        start, end = sorted(map(editor.document.get_index_from_location, editor.selection))
        if self.tab.here or await self.desk.save():
            path = self.desk.path
            await self._put_in(path, self.desk.title, lambda: passage(self.notebook, path, start, end, text))

    async def collect_thread(self, hit: Hit) -> None:
        """Put a thread into the drawer, or a post of it, as the person chooses."""
        from recall_tui.acts.drawers import passage, thread

        notes = self.tabs.threads.notes(hit)
        ways: list[tuple[str, Callable[[], Entry]]] = [
            (f"The whole thread, {len(notes):,} notes", lambda: thread(self.notebook, notes[-1]))
        ]
        number = notes.index(hit.path) + 1
        if 1 < number < len(notes):
            up_to = f"The thread up to this post, {number:,} notes"
            ways.append((up_to, lambda: thread(self.notebook, hit.path)))
        ways.append(("This post alone", lambda: passage(self.notebook, hit.path, hit.start, hit.end)))
        question = "What of this thread shall go into the drawer?"
        chosen = await self.desk.front.ask(question, [words for words, _ in ways])
        if chosen is not None:
            await self._put_in(hit.path, hit.title or self.notebook.title(hit.path), ways[chosen][1])

    async def _put_in(self, path: str, title: str, make: Callable[[], Entry]) -> None:
        async with self._one:
            if self.tab.here and path == self.desk.path:
                self.desk.front.remark(OWN)
            elif self.tab.here and self.desk.drafting:
                self.desk.front.complain(DRAFT)
            else:
                await self._put_made(title, make)

    async def _put_made(self, title: str, make: Callable[[], Entry]) -> None:
        from recall_tui.acts.drawers import lies_in
        from recall_tui.essays.drawer import add, entries

        self.tab.use()
        essay, here = self.tab.essay, self.tab.here
        text = self.desk.editor.text if here else None

        def made() -> tuple[Entry | None, int]:
            there = self.notebook.read(essay).text if text is None else text
            entry = make()
            known = lies_in(self.notebook, essay, there, entry)
            return None if known else entry, len(entries(there))

        try:
            entry, count = await aside(made)
        except RecallError as error:
            self.desk.front.complain(str(error))
            if not here and self.notebook.engine.view.find(essay) < 0:
                self.tab.use(this=True)
                self.desk.front.notice(f"{essay} is gone, and its drawer. This note's is used from now on.")
            return
        if not entry:
            self.desk.front.remark(f"That lies in the drawer of “{self.tab.title}” already.")
        elif await self._change(f"Put “{title}” into the drawer of {essay}", lambda text: add(text, entry)):
            self.desk.front.remark(f"In the drawer of “{self.tab.title}” now: {count + 1:,}.")

    # Within the drawer

    async def drop(self) -> None:
        """Take the selected entry out."""
        from recall_tui.essays.drawer import drop

        async with self._one:
            number = self.tab.select = self.tabs.selected
            if number < len(self.tab.entries):
                title = f"Take a passage out of the drawer of {self.tab.essay}"
                await self._change(title, self._checked(lambda text: drop(text, number)))

    async def move(self, steps: int) -> None:
        """Move the selected entry up or down among the others."""
        from recall_tui.essays.drawer import move

        async with self._one:
            number = self.tabs.selected
            if 0 <= number + steps < len(self.tab.entries):
                self.tab.select = number + steps
                title = f"Order the drawer of {self.tab.essay}"
                await self._change(title, self._checked(lambda text: move(text, number, number + steps)))

    def _checked(self, edit: Callable[[str], str]) -> Callable[[str], str]:
        """The same change of a drawer, where that holds what is shown of it."""
        from recall_tui.essays.drawer import entries

        listed = self.tab.entries

        def edited(text: str) -> str:
            if entries(text) != listed:
                raise EssayError("The drawer was changed meanwhile, so nothing was done. Look at it again.")
            return edit(text)

        return edited

    async def _change(self, title: str, edit: Callable[[str], str]) -> bool:
        """Change the essay's text; whether that went well."""
        from recall_tui.acts.drawers import change

        essay = self.tab.essay
        try:
            if not self.tab.here:
                await self.desk.carry_out(
                    lambda: self.notebook.change(change(self.notebook, essay, title, edit))
                )
            elif not self.desk.may_write():
                return False
            else:
                with self.recalling.standing():
                    self.desk.editor.become(edit(self.desk.editor.text))
        except RecallError as error:
            self.desk.front.complain(str(error))
            return False
        await self.look()
        return True

    async def look(self) -> None:
        """Show what lies in the drawer as it is now."""
        self.tabs.drawn()
        if await self.tab.look():
            self.tabs.drawn()

    # Into the text

    async def insert(self, how: How) -> None:
        """Put the selected entry in at the cursor; out of the essay's own drawer it goes then."""
        from recall_tui.acts.drawers import held

        if not self.desk.may_write():
            return
        async with self._one:
            number = self.tab.select = self.tabs.selected
            if number >= len(self.tab.entries):
                return
            entry = self.tab.entries[number]
            (each,) = await aside(held, self.notebook, self.tab.essay, [entry])
            if new := await self.written(each, how, into=self.desk.path):
                self._put(entry, new)
            await self.look()

    async def written(self, each: Held, how: How, *, into: str) -> str:
        """What is written for an entry into the note of a path, which is "" for one that is yet to be made.

        "" for nothing, where the person wants that or was told why.
        """
        from recall_tui.acts.drawers import embed

        if not each.path or each.state == "lost":
            self.desk.front.complain(GONE)
            return ""
        if how == "embed" and each.path == into:
            self.desk.front.complain(ITSELF)
            return ""
        if how == "embed":
            line = await aside(embed, self.notebook, each)
            if not line:
                line, how = await self._named(each)
            if how == "embed":
                return f"{line}\n\n" if line else ""
        if how == "quote":
            return self.notebook.quote(self.tab.hit(each))
        part = "\n" not in each.text and not each.whole
        return each.text if part else f"{without_id(each.text)}\n\n"

    async def _named(self, each: Held) -> tuple[str | None, How]:
        """Ask what shall stand for a passage that its note has no name for: a line that embeds it, or how."""
        from recall_tui.acts.drawers import embed, marked

        title = self.notebook.title(each.path)
        quoting = ("Quote it", "Put its text in", LEAVE)
        ways: list[How] = ["quote", "text"]
        if not each.whole:
            question = f"This is only a part of a passage of “{title}”, and an embed stands for a whole one."
            answer = await self.desk.front.ask(question, quoting)
            return None, ways[answer] if answer in (0, 1) else "embed"
        if not self._naming:
            question = (
                f"To embed just this passage, a short id has to be written behind it in {each.path}."
                " (With the setting name_passages that is done without asking.)"
            )
            naming = ("Write it, and embed the passage", "Write it, and do so until I quit")
            headed = await aside(embed, self.notebook, each, heading=True)
            beside = (WITH_HEADING,) if headed else ()
            answer = await self.desk.front.ask(question, (*naming, *beside, *quoting))
            if headed and answer == len(naming):
                return headed, "embed"
            if answer not in (0, 1):
                chosen = (answer or 0) - len(naming) - len(beside)
                return None, ways[chosen] if chosen in (0, 1) else "embed"
            self._naming = answer == 1
        line = ""

        def named() -> Plan:
            nonlocal line
            plan, line = marked(self.notebook, each)
            return self.notebook.change(plan)

        try:
            await self.desk.carry_out(named)
        except RecallError as error:
            answer = await self.desk.front.ask(str(error), quoting)
            return None, ways[answer] if answer in (0, 1) else "embed"
        return line, "embed"

    def _put(self, entry: Entry, new: str) -> None:
        """Write it at the cursor, and take it out of the drawer, if that is this note's: one edit."""
        from recall_tui.essays.drawer import drop, entries, where

        editor = self.desk.editor
        text = editor.text
        at = editor.document.get_index_from_location(editor.cursor_location)
        at = max(at, read_front_matter(text).body)
        place = where(text)
        if place and place[0] <= at <= place[1]:  # within the drawer nothing would be seen of it
            at = place[0]
        if self.tab.here and entry in self.tab.entries:
            without = drop(text, self.tab.entries.index(entry))
            at -= len(text) - len(without) if place and place[0] < at else 0
            text = without
        head = text[:at]
        if new.endswith("\n"):
            gap = "" if not head.strip() or head.endswith("\n\n") else "\n" if head.endswith("\n") else "\n\n"
        else:
            gap = " " if head[-1:].isalnum() else ""
        after = f"{head}{gap}{new}{text[at:]}"
        if entries(after) != entries(text):
            self.desk.front.complain(COMMENT)
            return
        try:
            editor.become(after)
        except RecallError as error:
            self.desk.front.complain(str(error))
            return
        editor.move_cursor(cursor_at(after, at + len(gap) + len(new)))
