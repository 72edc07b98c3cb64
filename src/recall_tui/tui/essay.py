"""The essay screen: its outline at the left, how it reads at the right; every change is one of the note."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from recall_tui.errors import RecallError
from recall_tui.essays.parts import insert
from recall_tui.tui import outline
from recall_tui.tui.arranging import Arranging
from recall_tui.tui.cards import cut, one_line
from recall_tui.tui.compiled import Compiled
from recall_tui.tui.frames import Below, Beside, Line
from recall_tui.tui.keys import ESSAY_KEYS, keys_line
from recall_tui.tui.pane import Pane
from recall_tui.tui.searching import SearchBox
from recall_tui.tui.standing import Figures
from recall_tui.tui.taking import Taking
from recall_tui.tui.wrap import Row, cells

if TYPE_CHECKING:
    from recall_tui.tui.writing import Writing

TICK = 0.25
"""How often, in seconds, is looked whether the note was changed, saved or read anew meanwhile."""
NARROW = 80
"""Below this many columns the outline or the text is shown, one at a time."""
NOTHING = "No parts yet. A line with ![[note]] stands for that note; all else is your own words."
PUT_IN = "It stands in the essay now."
TAKING = {"drawer": "taking drawer", "found": "taking", "suggested": "taking", "twice": "twice"}
WHILE_TYPING = ("choose", "enter", "tab", "leave", "save", "help", "dismiss", "app.quit", "quit")
"""What keys do while passages are shown in place of the text."""


class Essay(Arranging):
    """Put an essay in order. Nothing is its own: the text is the editor's, with its undo and its file."""

    DEFAULT_CSS = """
    Essay #name { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    Essay #outline { width: 2fr; }
    Essay #outline > .pane--edge { color: $background; }
    Essay #beside { width: 3fr; }
    Essay #keys { height: 1; color: $text-muted; text-wrap: nowrap; }
    Essay #cards { display: none; }
    Essay.taking #cards { display: block; }
    Essay.taking Compiled { display: none; }
    Essay.narrow #beside { display: none; }
    Essay.narrow.reading #beside, Essay.narrow.taking #beside { display: block; }
    Essay.narrow.reading #outline, Essay.narrow.taking #outline { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, id=name or None, show=False, priority=True)
        for keys, action, name in (
            ("up", "choose(-1)", ""),
            ("down", "choose(1)", ""),
            ("k", "step(-1)", ""),
            ("j", "step(1)", ""),
            ("home,g", f"step({-(10**6)})", ""),
            ("end,G", f"step({10**6})", ""),
            ("pageup", "turn(-1)", ""),
            ("pagedown", "turn(1)", ""),
            ("alt+shift+up,K", "move(-1)", ""),
            ("alt+shift+down,J", "move(1)", ""),
            ("left,h", "fold(True)", ""),
            ("right,l", "fold(False)", ""),
            ("space", "fold()", ""),
            ("enter", "enter", ""),
            ("tab", "tab", ""),
            ("escape", "leave", ""),
            ("i,e", "write", ""),
            ("o", "open", ""),
            ("d,delete", "drop", ""),
            ("u,ctrl+z", "undo", ""),
            ("ctrl+y", "redo", ""),
            ("a", "take('drawer')", ""),
            ("slash", "take('found')", ""),
            ("s", "take('suggested')", ""),
            ("w", "take('twice')", ""),
            ("x", "stitch", ""),
            ("alt+s", "dismiss(None)", "essay"),
            ("ctrl+s", "save", "save"),
            ("f1", "help", "help"),
            ("ctrl+q", "app.quit", "quit"),
        )
    ]
    AUTO_FOCUS = ""

    def __init__(self, writing: Writing, now: datetime) -> None:
        super().__init__(writing)
        self._now = now
        self._told: tuple[object, ...] = ()
        self._putting = False

    def compose(self) -> ComposeResult:
        yield Line(id="name", markup=False)
        with Beside():
            yield _pane("outline", self._now)
            with Below(id="beside"):
                yield SearchBox()
                yield _pane("cards", self._now)
                yield Compiled(self._now)
        yield Line(id="keys", markup=False)

    def on_mount(self) -> None:
        self._pane, self._compiled = self.query_one("#outline", Pane), self.query_one(Compiled)
        self._pane.heading, self._compiled.heading = "Essay", "As it reads"
        self._taking = Taking(self._writing, self.query_one(SearchBox), self.query_one("#cards", Pane))
        self._taking.searching.box.after_change = self._taking.searching.ask
        self._read()
        self._outline.chosen = self._outline.at_line(self._editor.cursor_location[0] + 1)
        self._show()
        self.set_interval(TICK, self._look)

    def on_unmount(self) -> None:
        self._writing.uncovered()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW, "narrow")
        self._tell()

    # What is shown

    def _look(self) -> None:
        """Something may have become of the note meanwhile."""
        if self._seen != self._now_seen():
            self._read()
        self._tell()

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
            self._compiled.read_on(*self._standing.read(self._outline), self._outline.chosen)
        self._pane.status = _figures(self._standing.figures), False
        self._tell()

    def _place(self) -> int:
        """The row of the chosen part."""
        return max(0, bisect_right(self._outline.shown(), self._outline.chosen) - 1)

    def _choose(self, part: int) -> None:
        self._outline.chosen = part
        self._pane.selected = self._place()
        self._compiled.go(part)

    def _tell(self) -> None:
        """Say which essay this is, what is wrong with its file, and which keys there are."""
        desk, width = self._desk, self.size.width
        state = desk.trouble or desk.read_only
        state = state or ("● not saved yet" if desk.changed else "saved" if desk.file else "")
        where = TAKING.get(self._taking.kind, "essay below" if width < NARROW else "essay")
        told = (width, desk.title, state, where)
        if told == self._told:
            return
        self._told = told
        room, state = width - 2, one_line(state)
        name = cut(one_line(desk.title), max(8, room - min(cells(state), room // 2) - 2))
        shown = Content.assemble((f"{name}  ", "bold"), cut(state, max(0, room - cells(name) - 2)))
        self.query_one("#name", Line).update(shown, layout=False)
        line = keys_line(self._writing.notebook.settings.keys, where, width)
        self.query_one("#keys", Line).update(line, layout=False)

    # Moving through it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key acts here; in the search box letters are typed."""
        if not self._taking.kind:
            return True
        if self.focused:
            return action in WHILE_TYPING
        return action in (*WHILE_TYPING, "step", "take")

    def action_choose(self, steps: int) -> None:
        """Go to another part, or to another of the passages shown."""
        if self._taking.kind == "found":
            self._taking.searching.move(steps)
        elif self._taking.kind:
            self._taking.pane.move(steps)
        else:
            self.action_step(steps)

    def action_step(self, steps: int) -> None:
        if self._taking.kind:
            self.action_choose(steps)
            return
        if shown := self._outline.shown():
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

    def action_leave(self) -> None:
        """Back to the text; from there to the editor."""
        if self._taking.kind:
            self._close()
        else:
            self.dismiss(None)

    def action_enter(self) -> None:
        """Go to the chosen part in the editor; or put the chosen passage in behind it."""
        if self._taking.kind == "twice":
            line = self._taking.chosen_line()
            self._close()
            if line is not None:
                self._choose(self._outline.at_line(line))
        elif self._taking.kind:
            self._writing.start(self._put_in(whole=False))
        else:
            self._edit()

    def action_tab(self) -> None:
        """The note of the chosen passage is put in; where there is room for one of both, text or outline."""
        if self._taking.kind in ("found", "suggested"):
            self._writing.start(self._put_in(whole=True))
        elif not self._taking.kind:
            self.toggle_class("reading")

    # Putting passages in

    def action_take(self, kind: str) -> None:
        """Show passages to put in behind the chosen part, or what is said twice."""
        self.set_class(True, "taking")
        self.set_focus(None)
        if kind == "found":
            self._taking.search()
        elif kind == "drawer":
            self._writing.start(self._taking.drawer())
        elif kind == "suggested":
            self._writing.start(self._taking.suggest(self._outline.chosen))
        else:
            self._writing.start(self._taking.twice())
        self._tell()

    def _close(self) -> None:
        """Show the text again."""
        self._taking.close()
        self.set_focus(None)
        self.set_class(False, "taking")
        self._tell()

    async def _put_in(self, *, whole: bool) -> None:
        """Put the chosen passage, or its whole note, in behind the chosen part; out of the drawer it goes."""
        from recall_tui.essays import drawer

        if not self._desk.may_write() or self._putting:
            return
        self._putting = True
        try:
            new, entry = await self._taking.take(whole=whole)
        except RecallError as error:
            self._desk.front.complain(str(error))
            return
        finally:
            self._putting = False
        if not new or not self.is_attached:
            return
        if self._seen[0] != self._editor.edits:
            self._read()
        outline = self._outline
        to = outline.chosen + outline.seen if outline.parts else 0

        def put(text: str) -> str:
            if entry in (listed := drawer.entries(text)):
                text = drawer.drop(text, listed.index(entry))
            return insert(text, to, new)

        edits = self._editor.edits
        self._change(put, to)
        if self._taking.kind == "found" and self._editor.edits != edits:  # what was found stays to be seen
            self._desk.front.remark(PUT_IN)
        if self._taking.kind == "drawer":
            await self._taking.drawer()
        if self._taking.kind == "suggested" or (self._taking.kind and not self._taking.pane.hits):
            self._close()

    def action_stitch(self) -> None:
        """Make a file of it."""
        from recall_tui.tui.stitching import stitch

        self._writing.start(stitch(self._desk))

    # What all screens have

    def action_save(self) -> None:
        self._writing.action_save()

    def action_help(self) -> None:
        from recall_tui.tui.help import Help

        self.app.push_screen(Help(self._writing.notebook.settings.keys, ESSAY_KEYS))

    def on_pane_card_clicked(self, event: Pane.CardClicked) -> None:
        """Go to the part that was clicked, in the outline or in the text."""
        parts = self._compiled.parts if event.pane is self._compiled else self._outline.shown()
        if event.pane in (self._compiled, self._pane) and event.index < len(parts):
            self._choose(parts[event.index])


def _pane(name: str, now: datetime) -> Pane:
    pane = Pane(now)
    pane.id = name
    return pane


def _figures(figures: Figures | None) -> list[Row]:
    """How long it is, and when it was thought: a bar for each year."""
    if not figures or not figures.words:
        return [[("Essay", "heading")], []]
    from recall_tui.essays.measuring import sparkline

    long = f"{figures.words:,} {'word' if figures.words == 1 else 'words'} · {figures.minutes:,} min to read"
    years = list(figures.years)
    if not years:
        return [[(long, "heading")], []]
    bars: Row = [(f"{years[0]} ", "dim"), (sparkline(list(figures.years.values())), "bar")]
    return [[(long, "heading")], [*bars, (f" {years[-1]}" if len(years) > 1 else "", "dim")], []]
