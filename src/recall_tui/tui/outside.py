"""What other programs do to the note that lies open, and what becomes of it and of what is being written.

Nothing is asked while one types: a banner says what happened, and the person comes to it by saving, or by
going elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from os.path import lexists
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.errors import FolderGone, NoteError, NoteExists, RecallError
from recall_tui.folder.files import File
from recall_tui.folder.viewing import Viewed
from recall_tui.tui.aside import aside
from recall_tui.tui.sheet import Sheet

if TYPE_CHECKING:
    from recall_tui.folder.planned import Plan

DROP = "Drop my changes"
STAY = "Stay here"
BOTH = "Take both, as shown"
APART = "Keep mine apart, and take theirs here"
LATER = "Look later"
CHANGING = "Several notes are being changed, which takes a while. You can write on."
BESIDE = "{save} puts your text beside it."


class Happened(NamedTuple):
    """What another program did to the note's file."""

    words: str
    remedy: str
    theirs: Viewed | None = None
    """It as it is now; None where it has no text to put together with one's own."""
    gone: bool = False
    """Whether there is no file of that name any more."""


class Outside(Sheet):
    """The note in the editor, and what becomes of its file meanwhile."""

    happened: Happened | None = None
    """What is to be looked at before the note can be saved."""
    _vanished = ""
    _about_to_look = False
    _solving = False

    @property
    def trouble(self) -> str:
        """What keeps the note from being saved, until nothing does."""
        if self._vanished:
            return self._vanished if self.changed else ""
        return self.happened.words if self.happened else super().trouble

    @property
    def remedy(self) -> str:
        """What to do about the trouble; `{save}` stands for the key that saves."""
        if self._vanished:
            return "Nothing is written until it is back; your text stays here."
        return self.happened.remedy if self.happened else super().remedy

    async def save(self, *, as_new: bool = False) -> bool:
        """As before; not under the note's name while it is open what another program did to it."""
        if self.happened and not as_new:
            return not self.changed
        saved = await super().save(as_new=as_new)
        if saved:
            self._vanished = ""
            if as_new:
                self.happened = None
        else:
            file = self.file
            await self.look(after_save=True)
            if self.file is not file and not self.happened:  # it is known now what is there, or where it is
                saved = await super().save(as_new=as_new)
        self.front.tell()
        return saved

    def is_due(self) -> bool:
        """Whether there is something to save that was not tried yet, and can be saved."""
        return not self.happened and not self._vanished and super().is_due()

    def may_try_again(self) -> bool:
        """Whether it is time to try again what failed."""
        return not self.happened and super().may_try_again()

    async def try_again(self) -> None:
        """Try again what failed."""
        if self._vanished:
            await self.look()
        else:
            taken = self._taken
            await super().try_again()
            if taken and not self._taken:
                await self.look()

    async def look(self, *, after_save: bool = False) -> None:
        """See what other programs did to the note's file: show it where nothing is lost by that."""
        if self._about_to_look:
            async with self._saving:  # that look comes before this
                return
        self._about_to_look = True
        vanished, renamed = self._vanished, False
        async with self._saving:
            self._about_to_look = False
            file = self.file
            try:
                seen = await self._patiently(lambda: self._seen(file))
            except FolderGone as error:
                self._vanished = str(error)
                self._fail(self._failed)
                return
            self._vanished = ""
            if file and self.file is file:
                renamed = isinstance(seen, File)
                self._take_in(file, seen)
            self.front.tell()
        if renamed:
            await self._hold()
        if vanished and not after_save:
            self._end_trouble()
            if self.changed:
                await self.save()

    async def carry_out(self, act: Callable[[], Plan]) -> Plan:
        """Do what changes several notes, this one maybe among them, and show it as it is then.

        What is typed meanwhile is put together with that. Raises RecallError where it cannot be done.
        """
        async with self._saving:
            file = self.file
            plan = await self._patiently(act, CHANGING)
            ours = next((change for change in plan.changes if file and file.path in change.paths), None)
            if file and ours and ours.after is None:
                words = f"{file.path} is in the trash now."
                self.happened = Happened(words, "{save} makes it anew with the text here.", gone=True)
            elif file and ours:
                try:
                    seen = await self._patiently(lambda: self.notebook.view(ours.path))
                    await self._bring_in(file, seen)
                except NoteError:  # another program was faster: the next look tells
                    pass
        if ours and ours.was:
            await self._hold()
        self.front.notes_changed()
        return plan

    async def _bring_in(self, file: File, seen: Viewed) -> None:
        """Show what recall itself made of a file, with what was typed since then."""
        from recall_tui.notes.merging import merge

        while self.file is file and self.changed:
            text, edits = self.editor.text, self.editor.edits
            merged = await aside(merge, file.text, text, seen.text)
            if merged is None:
                words = f"{self.path} was changed where you went on writing."
                self.happened = Happened(words, "{save} shows both texts.", seen)
                return
            if self.editor.edits == edits:
                self.editor.become(merged)
                self._keep(seen.file, seen.inode)
                return
        if self.file is file:
            self._show(seen)

    async def solve(self, *, leaving: bool = False) -> bool:
        """Have the person say what shall become of both texts; whether that is settled."""
        if self._solving:
            return False
        self._solving = True
        try:
            while happened := self.happened:
                if not await self._solved(happened, leaving):
                    return False
            return True
        finally:
            self._solving = False

    async def settle(self) -> None:
        """The person wants the note saved: what is in the way is tried again, or asked."""
        if self._taken:
            await self.try_again()
        elif self.happened:
            await self.solve()
        elif self._vanished:
            await self.look()
        else:
            failed = bool(self._failed)
            if not await self.save():
                if self.happened and self.happened.theirs:
                    await self.solve()
                elif failed and not self.happened and not self._vanished:
                    await self.save(as_new=True)

    async def reload(self) -> None:
        """Take the text that is on disk; undo brings the one that was here back."""
        async with self._saving:
            file = self.file
            try:
                seen = await self._patiently(lambda: self.notebook.view(self.path))
            except NoteError as error:
                self.front.complain(str(error))
                return
            if self.file is file:
                self._show(seen)

    def _seen(self, file: File | None) -> Viewed | File | str:
        """What became of a file: as it is now, or under another path, what is there instead, "" for nothing.

        Raises FolderGone where the whole folder is not there.
        """
        if file is None:
            self.notebook.check_there()
            return ""
        try:
            return self.notebook.view(file.path)
        except NoteError as error:
            self.notebook.check_there()
            if lexists(self.notebook.root / file.path):
                return str(error)
            return self.notebook.whereabouts(file, self._inode, self._seen_at) or ""

    def _take_in(self, file: File, seen: Viewed | File | str) -> None:
        """Know what became of the file."""
        if isinstance(seen, Viewed):
            self._take_in_text(file, seen)
        elif isinstance(seen, File):
            self._keep(seen, self._inode)
            self.happened = None
            self.front.remark(f"Another program renamed this note: it is {seen.path} now.")
        elif seen:
            self.happened = Happened(seen, BESIDE)
        else:
            words = f"{file.path} is gone: another program deleted, moved or renamed it."
            self.happened = Happened(words, "{save} makes it anew with the text here.", gone=True)

    def _take_in_text(self, file: File, seen: Viewed) -> None:
        same = seen.file.digest == file.digest
        known = self.happened and self.happened.theirs
        if not self.changed:
            if not same:
                self.front.remark("Another program has changed this note: here it is as it is now.")
            if not same or seen.read_only != self._cannot:
                self._show(seen)
            self.happened = None
        elif same:
            self._inode = seen.inode
            self.happened = None
        elif seen.text == self._attempted:  # a save that failed at the very end: nobody else wrote this
            self._keep(seen.file, seen.inode)
            self.happened = None
        elif seen.read_only:
            self.happened = Happened(seen.read_only, BESIDE)
        elif seen.text == self.editor.text:
            self._keep(seen.file, seen.inode)
            self.happened = None
            self._let_go()
        elif not known or known.file.digest != seen.file.digest:
            words = f"Another program has changed {self.path} while you wrote."
            self.happened = Happened(words, "{save} shows both texts.", seen)

    def _show(self, seen: Viewed) -> None:
        """Have the file's text in the editor; undo brings the one that was here back."""
        try:
            if seen.text != self.editor.text:
                self.editor.become(seen.text)
        except NoteError as error:  # it has too many characters that can't be shown
            self.happened = Happened(str(error), BESIDE)
            return
        self._keep(seen.file, seen.inode)
        self._restrict(seen.read_only, whole=seen.whole)
        self.happened = None
        self._let_go()

    async def _solved(self, happened: Happened, leaving: bool) -> bool:
        if happened.theirs:
            return await self._both(happened, happened.theirs, leaving)
        if leaving:
            question = f"{happened.words}\n\nWhat shall become of your text?"
            anew = "Make the note anew" if happened.gone else "Put it beside that"
            answer = await self.front.ask(question, (anew, DROP, STAY))
            if answer == 1:
                self.happened = None
                self._let_go()
            if answer != 0:
                return answer == 1
        return await self._anew(happened)

    async def _both(self, happened: Happened, theirs: Viewed, leaving: bool) -> bool:
        """Put both texts together, or ask which shall go elsewhere."""
        from recall_tui.notes.merging import merge

        base, ours, edits = self.file.text if self.file else "", self.editor.text, self.editor.edits
        merged = await aside(merge, base, ours, theirs.text)
        last = (DROP, STAY) if leaving else (LATER,)
        if merged is not None:
            question = f"{happened.words} This would come into your text:"
            answers = (BOTH, APART, *last)
            answer = await self.front.compare(question, ours, merged, answers)
        else:
            question = f"{happened.words} Both changed the same words: theirs (-), yours (+)."
            answers = (APART, *last)
            answer = await self.front.compare(question, theirs.text, ours, answers)
        chosen = "" if answer is None else answers[answer]
        if self.happened is not happened or self.editor.edits != edits:
            return True  # it has changed again: look again
        if chosen == BOTH and merged is not None:
            self.editor.become(merged)
            self._keep(theirs.file, theirs.inode)
            self.happened = None
            await self.save()
        elif chosen == APART:
            return await self._part(ours, edits)
        elif chosen == DROP:
            self._show(theirs)
        return self.happened is not happened

    async def _part(self, ours: str, edits: int) -> bool:
        """Put one's own text beside the note, and show the other's; whether that went well."""
        async with self._saving:
            copy = await self._set_aside(ours)
        if copy is None:
            return False
        self.front.notice(f"Your text is in {copy[0].path}. Here is now what the other program wrote.")
        if self.editor.edits == edits:
            self._saved_at = edits  # it is safe now, so the other may be shown
        self.happened = None
        await self.look()
        return True

    async def _anew(self, happened: Happened) -> bool:
        """Write one's text where the file was, or beside what took its place; whether that went well."""
        async with self._saving:
            file, text, edits = self.file, self.editor.text, self.editor.edits
            assert file
            made = await (self._put_back(text) if happened.gone else self._set_aside(text))
            if made and self.file is file:
                self._keep(*made)
                self._saved_at = edits
                self.happened = None
                self._end_trouble()
                if not happened.gone:
                    self.front.notice(f"Your text is in {made[0].path}, which lies open now.")
        await (self._hold() if made else self.look())
        return self.happened is not happened

    async def _put_back(self, text: str) -> tuple[File, int] | None:
        """Write a text where the file was; None where that failed."""
        return await self._made(lambda file: self.notebook.put_back(file, text))

    async def _set_aside(self, text: str) -> tuple[File, int] | None:
        """Write a text as a conflict copy; None where that failed."""
        return await self._made(lambda file: self.notebook.set_aside(file, text))

    async def _made(self, make: Callable[[File], File]) -> tuple[File, int] | None:
        file = self.file
        assert file

        def work() -> tuple[File, int]:
            made = make(file)
            return made, self.notebook.inode(made.path)

        try:
            return await self._patiently(work)
        except NoteExists:
            return None  # it came back meanwhile, as the next look finds
        except RecallError as error:
            self.front.complain(str(error))
            return None
