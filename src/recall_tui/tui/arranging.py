"""The part of the essay screen that changes the essay: each change is an edit of the note in the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from recall_tui.errors import EssayError, NoteError
from recall_tui.essays.moving import above, below
from recall_tui.essays.parts import drop, move
from recall_tui.tui.outline import Outline
from recall_tui.tui.standing import Standing

if TYPE_CHECKING:
    from recall_tui.tui.writing import Writing


ALONE = "A heading moves with its section, and there is no other section on that side to change places with."


class Arranging(Screen[None]):
    """Moves and drops parts, undoes that, and leads to the editor."""

    def __init__(self, writing: Writing) -> None:
        super().__init__()
        self._writing = writing
        self._desk, self._editor = writing.desk, writing.editor
        self._outline = Outline()
        self._standing = Standing(writing.notebook, self._show)
        self._seen: tuple[int, object] = -1, None

    def _show(self) -> None:
        """Show the outline and the text, as far as it is known."""
        raise NotImplementedError

    def _now_seen(self) -> tuple[int, object]:
        return self._editor.edits, self._writing.notebook.engine.view

    def _read(self, chosen: int | None = None) -> None:
        """Read the essay anew, and compile it beside."""
        self._seen = self._now_seen()
        self._outline.read(self._editor.text, chosen)
        self._show()
        if self._standing.want(self._desk.path, self._outline.text):
            self.run_worker(self._standing.compile())

    def action_move(self, steps: int) -> None:
        found, at, many = self._outline.parts, self._outline.chosen, self._outline.many
        to = (below if steps > 0 else above)(found, at) if found else None
        if to is not None:
            self._change(lambda text: move(text, at, to, many), to)
        elif found and found[at].level:
            self._desk.front.remark(ALONE)

    def action_drop(self) -> None:
        """Drop the chosen part; of a heading the section where it is folded, else the heading alone."""
        if self._outline.parts:
            at, many = self._outline.chosen, self._outline.seen
            self._change(lambda text: drop(text, at, many), at)

    def _change(self, make: Callable[[str], str], chosen: int) -> None:
        """Change the text; this part is chosen then."""
        if not self._desk.may_write():
            return
        if self._seen[0] != self._editor.edits:
            self._read()  # the numbers of the parts may be others now: let the person look first
            return
        try:
            with self._writing.recalling.standing():  # nobody sees what it would find
                self._editor.become(make(self._outline.text))
        except (EssayError, NoteError) as error:
            self._desk.front.complain(str(error))
            return
        self._read(chosen)

    def action_undo(self) -> None:
        self._step(self._editor.undo)

    def action_redo(self) -> None:
        self._step(self._editor.redo)

    def _step(self, step: Callable[[], None]) -> None:
        """Undo or redo: the chosen part stays chosen where it only went elsewhere."""
        if not self._desk.may_write():
            return
        edits, outline = self._editor.edits, self._outline
        many, written = len(outline.parts), outline.written(outline.chosen) if outline.parts else ""
        step()
        if self._editor.edits != edits:
            outline.read(self._editor.text)
            same = [n for n in range(len(outline.parts)) if outline.written(n) == written]
            there = outline.at_line(self._editor.touched[0] + 1)
            if len(outline.parts) == many and same:
                there = min(same, key=lambda n: abs(n - there))
            self._read(there)

    # To the editor

    def _edit(self) -> None:
        """Go to the chosen part in the editor."""
        if self._outline.parts:
            part = self._outline.parts[self._outline.chosen]
            self._editor.move_cursor((part.line - 1, 0), center=True)
        self.dismiss(None)

    def action_write(self) -> None:
        """Write below the chosen part, in the editor."""
        if not self._desk.may_write():
            return
        if self._outline.parts:
            row = self._outline.parts[self._outline.chosen].last - 1
            lines = self._editor.document.lines
            end = (row, len(lines[row]))
            near = row + 1 < len(lines) and bool(lines[row + 1].strip())
            self._editor.replace_range(end, end, "\n\n\n" if near else "\n\n")
            self._editor.move_cursor((row + 2, 0), center=True)
        self.dismiss(None)

    def action_open(self) -> None:
        """Open the note that the chosen part comes from."""
        outline = self._outline
        if not outline.parts:
            return
        if source := self._standing.of[outline.written(outline.chosen)].source:
            self._writing.start(self._desk.go(source.path, at=source.start))
            self.dismiss(None)
