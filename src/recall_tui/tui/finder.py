"""Find or create a note by typing part of its name."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from recall_tui.notebook import Name, Notebook
from recall_tui.tui.pane import Pane


class Found(NamedTuple):
    """What was chosen: a note that is there, or the title of one to be made."""

    path: str
    title: str


class Finder(ModalScreen[Found | None]):
    """One box for both: Enter opens the note that is marked, or makes one of that name."""

    DEFAULT_CSS = """
    Finder { align: center top; }
    Finder > Vertical { width: 72; max-width: 94%; height: 18; max-height: 80%; margin-top: 2;
        background: $surface; border: round $primary; }
    Finder Input, Finder Input:focus { border: none; background: $surface; height: 1; margin: 0 1;
        padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
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
        self._names = self._notebook.complete(typed, 30)
        rows = [(n.name, "" if n.is_title else f"→ {self._notebook.title(n.path)}") for n in self._names]
        if typed and not any(n.name.casefold() == typed.casefold() for n in self._names):
            rows.append((f"Make “{typed}”", "a new note"))
        pane = self.query_one(Pane)
        if rows:
            pane.choices(rows, 0)
        else:
            pane.say("No notes yet.")

    def _choose(self, index: int | None) -> None:
        title = self.query_one(Input).value.strip()
        if index is not None and index < len(self._names):
            self.dismiss(Found(self._names[index].path, ""))
        elif title:
            self.dismiss(Found("", title))
