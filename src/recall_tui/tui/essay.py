"""The essay screen: its outline at the left, how it reads at the right; every change is one of the note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from recall_tui.errors import EssayError, NoteError
from recall_tui.essays.moving import above, below
from recall_tui.essays.parts import drop, move
from recall_tui.tui import compiled, outline
from recall_tui.tui.cards import cut, one_line
from recall_tui.tui.compiled import Compiled
from recall_tui.tui.frames import Beside, Line
from recall_tui.tui.keys import keys_line
from recall_tui.tui.outline import Outline
from recall_tui.tui.pane import Pane
from recall_tui.tui.standing import Standing
from recall_tui.tui.wrap import cells

if TYPE_CHECKING:
    from recall_tui.tui.writing import Writing

TICK = 0.25
"""How often, in seconds, is looked whether the note was changed, saved or read anew meanwhile."""
NARROW = 80
"""Below this many columns the outline or the text is shown, one at a time."""
NOTHING = "No parts yet. A line with ![[note]] stands for that note; all else is your own words."
PAGE = 10


class Essay(Screen[None]):
    """Put an essay in order. Nothing is its own: the text is the editor's, with its undo and its file."""

    DEFAULT_CSS = """
    Essay #name { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    Essay #outline { width: 2fr; }
    Essay #outline > .pane--edge { color: $background; }
    Essay Compiled { width: 3fr; }
    Essay #keys { height: 1; color: $text-muted; text-wrap: nowrap; }
    Essay.narrow Compiled { display: none; }
    Essay.narrow.reading Compiled { display: block; }
    Essay.narrow.reading #outline { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "choose(-1)", show=False, priority=True),
        Binding("down,j", "choose(1)", show=False, priority=True),
        Binding("home,g", f"choose({-(10**6)})", show=False, priority=True),
        Binding("end,G", f"choose({10**6})", show=False, priority=True),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("pagedown", "turn(1)", show=False, priority=True),
        Binding("alt+shift+up,K", "move(-1)", show=False, priority=True),
        Binding("alt+shift+down,J", "move(1)", show=False, priority=True),
        Binding("left,h", "fold(True)", show=False, priority=True),
        Binding("right,l", "fold(False)", show=False, priority=True),
        Binding("space", "fold()", show=False, priority=True),
        Binding("enter", "edit", show=False, priority=True),
        Binding("i,e", "write", show=False, priority=True),
        Binding("o", "open", show=False, priority=True),
        Binding("d,delete", "drop", show=False, priority=True),
        Binding("u,ctrl+z", "undo", show=False, priority=True),
        Binding("ctrl+y", "redo", show=False, priority=True),
        Binding("tab", "turn_over", show=False, priority=True),
        Binding("escape", "dismiss(None)", show=False, priority=True),
        Binding("alt+s", "dismiss(None)", id="essay", show=False, priority=True),
        Binding("ctrl+s", "save", id="save", show=False, priority=True),
        Binding("f1,question_mark", "help", id="help", show=False, priority=True),
        Binding("ctrl+q", "app.quit", id="quit", show=False, priority=True),
    ]

    def __init__(self, writing: Writing, now: datetime) -> None:
        super().__init__()
        self._writing = writing
        self._desk, self._editor = writing.desk, writing.editor
        self._now = now
        self._outline = Outline()
        self._seen: tuple[object, ...] = ()
        self._told: tuple[object, ...] = ()
        self._standing = Standing(writing.notebook, self._show)

    def compose(self) -> ComposeResult:
        yield Line(id="name", markup=False)
        with Beside():
            pane = Pane(self._now)
            pane.id = "outline"
            yield pane
            yield Compiled(self._now)
        yield Line(id="keys", markup=False)

    def on_mount(self) -> None:
        self._pane, self._compiled = self.query_one("#outline", Pane), self.query_one(Compiled)
        self._pane.heading, self._compiled.heading = "Essay", "As it reads"
        self._read()
        self._outline.chosen = self._outline.at_line(self._editor.cursor_location[0] + 1)
        self._show()
        self.set_interval(TICK, self._look)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "narrow")
        self._tell()

    # What is shown

    def _look(self) -> None:
        """Something may have become of the note meanwhile."""
        if self._seen != self._now_seen():
            self._read()
        self._tell()

    def _now_seen(self) -> tuple[object, ...]:
        return self._editor.edits, self._writing.notebook.engine.view

    def _read(self, chosen: int | None = None) -> None:
        """Read the essay anew, and compile it beside."""
        self._seen = self._now_seen()
        self._outline.read(self._editor.text, chosen)
        self._show()
        self.run_worker(self._standing.look(self._desk.path, self._outline.text))

    def _show(self) -> None:
        """Show the outline and the text, as far as it is known."""
        if not self.is_attached:
            return
        entries = self._outline.entries(self._standing.of, self._now)
        if not entries:
            self._pane.say(NOTHING)
            self._compiled.say("")
        else:
            self._pane.show(entries, self._place(), outline.laid_out)
            lines = tuple(self._standing.lines(self._outline, self._now))
            self._compiled.show(lines, lay_out=compiled.laid_out)
            self._compiled.go(self._outline.chosen)
        self._tell()

    def _place(self) -> int:
        """The row of the chosen part."""
        shown = list(self._outline.shown())
        return max(0, sum(number <= self._outline.chosen for number in shown) - 1)

    def _choose(self, part: int) -> None:
        self._outline.chosen = part
        self._pane.selected = self._place()
        self._compiled.go(part)

    def _tell(self) -> None:
        """Say which essay this is, what is wrong with its file, and which keys there are."""
        desk, width = self._desk, self.size.width
        state = desk.trouble or desk.read_only
        state = state or ("● not saved yet" if desk.changed else "saved" if desk.file else "")
        told = (width, desk.title, state)
        if told == self._told:
            return
        self._told = told
        room, state = width - 2, one_line(state)
        name = cut(one_line(desk.title), max(8, room - min(cells(state), room // 2) - 2))
        shown = Content.assemble((f"{name}  ", "bold"), cut(state, max(0, room - cells(name) - 2)))
        self.query_one("#name", Line).update(shown, layout=False)
        where = "essay below" if width < NARROW else "essay"
        line = keys_line(self._writing.notebook.settings.keys, where, width)
        self.query_one("#keys", Line).update(line, layout=False)

    # Moving through it

    def action_choose(self, steps: int) -> None:
        shown = list(self._outline.shown())
        if shown:
            self._choose(shown[max(0, min(self._place() + steps, len(shown) - 1))])

    def action_turn(self, pages: int) -> None:
        """Read on by a screen of the text; the outline goes along."""
        part = self._compiled.turn(pages)
        if part is not None:
            self._choose(part)

    def action_fold(self, fold: bool | None = None) -> None:
        """Fold the chosen section, or open it; without a word, the other of both."""
        if self._outline.fold(not self._outline.folded if fold is None else fold):
            self._show()

    def action_turn_over(self) -> None:
        """Where there is room for one of both: the text, or the outline again."""
        self.toggle_class("reading")

    # Changing it: all of it is done to the text in the editor

    def action_move(self, steps: int) -> None:
        found, at, many = self._outline.parts, self._outline.chosen, self._outline.many
        to = (below if steps > 0 else above)(found, at) if found else None
        if to is not None:
            self._change(lambda text: move(text, at, to, many), to)

    def action_drop(self) -> None:
        """Drop the chosen part; of a heading the section where it is folded, else the heading alone."""
        if self._outline.parts:
            at, many = self._outline.chosen, self._outline.many if self._outline.folded else 1
            self._change(lambda text: drop(text, at, many), at)

    def _change(self, make: Callable[[str], str], chosen: int) -> None:
        if self._desk.read_only:
            self._desk.front.complain(self._desk.read_only)
            return
        if self._seen != self._now_seen():
            self._read()  # the numbers of the parts may be others now: let the person look first
            return
        try:
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

    def action_edit(self) -> None:
        """Go to the chosen part in the editor."""
        if self._outline.parts:
            part = self._outline.parts[self._outline.chosen]
            self._editor.move_cursor((part.line - 1, 0), center=True)
        self.dismiss(None)

    def action_write(self) -> None:
        """Write below the chosen part, in the editor."""
        if self._desk.read_only:
            self._desk.front.complain(self._desk.read_only)
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
        part = outline.parts[outline.chosen]
        if source := self._standing.of(part.kind, outline.written(outline.chosen)).source:
            self._writing.start(self._desk.go(source.path, at=source.start))
            self.dismiss(None)

    # What all screens have

    def action_save(self) -> None:
        self._writing.action_save()

    def action_help(self) -> None:
        self._writing.action_help()

    def on_pane_card_clicked(self, event: Pane.CardClicked) -> None:
        shown = list(self._outline.shown())
        if shown:
            self._choose(shown[min(event.index, len(shown) - 1)])
