"""The note in the editor where it is the draft of a thread: its posts, and how they become notes.

A draft is a text without a file whose front matter says what it is. So it is in the journal as any other, and
one that a killed program left behind is a draft when it is opened again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.errors import NoteError, RecallError, some
from recall_tui.notes.drafted import Rows, beyond, drafted
from recall_tui.notes.frontmatter import front_rows
from recall_tui.tui.outside import DROP, STAY, Outside

if TYPE_CHECKING:
    from recall_tui.acts.threads import Imported

SAYS = "thread:"
"""How the line of the front matter begins that makes a text a draft."""
DRAFT = "This is the draft of a thread. Save it first, which makes notes of its posts."
WROTE_ON = "You wrote on while the posts were saved, so this is the draft still. Save it again."
NAMED = 3
"""So many posts that are too long are named."""


class Counted(NamedTuple):
    """The posts of a draft."""

    posts: tuple[Rows, ...]
    over: Mapping[int, int]
    """By row: the column from which a post is too long."""
    too_long: tuple[int, ...]
    """The numbers of the posts that are, from 1."""


class Drafting(Outside):
    """The note in the editor, which may be the draft of a thread."""

    _counted: tuple[int, Counted] = -1, Counted((), {}, ())
    _posted: tuple[frozenset[str], str] = frozenset(), ""
    """The notes that the last draft became, and its text."""

    @property
    def drafting(self) -> bool:
        """Whether the text is the draft of a thread."""
        lines = self.editor.document.lines
        if self.file or lines[0] != "---":  # nearly always: nothing has to be read at a key
            return False
        front = lines[: front_rows(lines)]
        if not any(line.startswith(SAYS) for line in front):
            return False
        from recall_tui.acts.drafting import is_draft

        return is_draft("\n".join([*front, ""]))

    @property
    def title(self) -> str:
        """What is written; of a draft, the post that the cursor is in, and how long it is."""
        if not self.drafting:
            return super().title
        counted, length = self.counted(), self.notebook.settings.post_length
        row, _ = self.editor.cursor_location
        number = max(1, sum(first <= row for first, _ in counted.posts))
        count = max(1, len(counted.posts))
        post = counted.posts[number - 1] if counted.posts else (row, row)
        if row > post[1] and number == count:  # a blank line ended it, and the next begins here
            number, count, post = number + 1, count + 1, (row, row)
        parts = [f"Post {number:,} of {count:,}"]
        if length:
            said = len("\n".join(self.editor.document.lines[slice(*post)]).strip())
            parts.append(f"{said:,}/{length:,}")
        if counted.too_long:
            parts.append(f"too long: {some(map(str, counted.too_long), NAMED)}")
        return " · ".join(parts)

    def counted(self) -> Counted:
        """The posts of the draft as it is now."""
        if self._counted[0] != self.editor.edits:
            lines = self.editor.document.lines
            body = front_rows(lines)
            posts = [(first + body, last + body) for first, last in drafted(lines[body:])]
            length = self.notebook.settings.post_length
            over: dict[int, int] = {}
            too_long = []
            for number, post in enumerate(posts if length else (), 1):
                if found := beyond(lines, post, length):
                    over |= found
                    too_long.append(number)
            self._counted = self.editor.edits, Counted(tuple(posts), over, tuple(too_long))
        return self._counted[1]

    def undraft(self) -> None:
        """Let the text be that of one note."""
        from recall_tui.acts.drafting import as_note

        self.editor.become(as_note(self.editor.text))

    async def save(self, *, as_new: bool = False) -> bool:
        """As before; a draft becomes notes only where the person says so."""
        if self.drafting:
            if not as_new:
                self.front.complain(DRAFT)
                return False
            self.undraft()
        return await super().save(as_new=as_new)

    def is_due(self) -> bool:
        """Whether there is something to save that was not tried yet, and can be saved."""
        return not self.drafting and super().is_due()

    def may_try_again(self) -> bool:
        """Whether it is time to try again what failed."""
        return not self.drafting and super().may_try_again()

    async def post(self) -> str:
        """Make notes of the posts of the draft; the path of the last, "" where that failed.

        The draft may go then.
        """
        from recall_tui.acts.drafting import save_posts

        text, edits = self.editor.text, self.editor.edits

        def made() -> Imported | None:
            done = save_posts(self.notebook, text, datetime.now())
            if self.editor.edits == edits:
                return done
            if done.new:  # else a post that was written on would be there twice
                self.notebook.undo()
            return None

        try:
            done = await self._patiently(made)
        except RecallError as error:
            self.front.complain(str(error))
            return ""
        if not done or self.editor.edits != edits:
            self.front.complain(WROTE_ON)
            return ""
        self._let_go()
        self._posted = frozenset(done.notes), text
        count = len(done.notes)
        self.front.remark(f"{count:,} {'post is a note' if count == 1 else 'posts are notes'} now.")
        return done.notes[-1]

    def draft_of(self, paths: Iterable[str]) -> str:
        """The draft that became these notes, if it is known still; "" for others."""
        return self._posted[1] if self._posted[0].issuperset(paths) else ""

    async def leave_draft(self) -> bool:
        """Ask what shall become of a draft that is left; whether it may go."""
        count = len(self.counted().posts)
        question = f"This is the draft of a thread, {count:,} {'post' if count == 1 else 'posts'} so far."
        answer = await self.front.ask(question, ("Make notes of its posts", DROP, STAY))
        if answer == 0:
            return bool(await self.post())
        if answer == 1:
            self._let_go()
        return answer == 1

    async def end_draft(self) -> bool:
        """Ask what the text of a draft shall be; whether notes are to be made of its posts."""
        if self._is_blank():
            self.undraft()
            return False
        answers = ("Make notes of its posts", "Make one note of it", "Write on")
        answer = await self.front.ask("This is the draft of a thread. What shall become of it?", answers)
        try:
            if answer == 1 and self.drafting:
                self.undraft()
        except NoteError as error:
            self.front.complain(str(error))
        return answer == 0
