"""Find or create a note by typing part of its name."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from recall_tui.notebook import Notebook
from recall_tui.notes.names import slug
from recall_tui.notes.note import note_id
from recall_tui.tui.pane import Pane

if TYPE_CHECKING:
    from recall_tui.recall.calling import Name

ROWS = 30
"""How many names are offered."""


class Found(NamedTuple):
    """What was chosen: a note that is there, or the title of one to be made."""

    path: str
    title: str


class Finder(ModalScreen[Found | None]):
    """One box for both: Enter opens the note that is marked, or makes one of that name."""

    DEFAULT_CSS = """
    Finder { align: center top; }
    Finder > Vertical { width: 72; max-width: 94%; height: 18; max-height: 90%; margin-top: 1;
        background: $surface; border: round $primary; }
    Finder Input, Finder Input:focus { border: none; background: $surface; height: 1; margin: 0 1;
        padding: 0 1; }
    Finder Pane { background: $surface; }
    Finder Pane > .pane--edge { color: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("ctrl+o", "dismiss(None)", id="find_or_create", show=False, priority=True),
        Binding("ctrl+q", "app.quit", id="quit", show=False),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
    ]

    def __init__(self, notebook: Notebook) -> None:
        super().__init__()
        self._notebook = notebook
        self._names: list[Name] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Input(placeholder="Part of a note's name, or the name of a new one")
            yield Pane(datetime.now())

    def on_mount(self) -> None:
        self.query_one(Pane).heading = "↑↓ choose · Enter open or make · Esc leave"
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._look(event.value)

    def on_input_submitted(self) -> None:
        self._choose(self.query_one(Pane).selected)

    def on_pane_card_clicked(self, event: Pane.CardClicked) -> None:
        self._choose(event.index)

    def action_move(self, steps: int) -> None:
        self.query_one(Pane).move(steps)

    def _look(self, typed: str) -> None:
        typed = typed.strip()
        names = self._notebook.complete(typed, 4 * ROWS)
        if not typed:
            names = [name for name in names if name.is_title]
        called: dict[str, Name] = {}  # a note once, by the name that fits best
        for name in names:
            called.setdefault(name.path, name)
        self._names = list(called.values())[:ROWS]
        rows = [self._row(name) for name in self._names]
        if typed and not any(name.name.casefold() == typed.casefold() for name in names):
            rows.append((f"Make “{typed}”", "a new note"))
        pane = self.query_one(Pane)
        if rows:
            pane.choices(rows, 0)
        else:
            pane.say("No notes yet: type a name to make one.")

    def _row(self, name: Name) -> tuple[str, str]:
        if name.is_title:  # most files are called as their notes are
            return name.name, "" if note_id(name.path) == slug(name.name) else name.path
        return self._notebook.title(name.path), f"also called {name.name}"

    def _choose(self, index: int | None) -> None:
        title = self.query_one(Input).value.strip()
        if index is not None and index < len(self._names):
            self.dismiss(Found(self._names[index].path, ""))
        elif title:
            self.dismiss(Found("", title))
