"""A question with a few answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from recall_tui.tui.clean import clean


class Ask(ModalScreen[int | None]):
    """Asks; the result is the number of the answer, from 0, or None for Escape.

    An answer is chosen with the arrows and Enter, or by its number.
    """

    DEFAULT_CSS = """
    Ask { align: center middle; }
    Ask > VerticalScroll { width: 64; max-width: 94%; height: auto; max-height: 94%; background: $surface;
        border: round $warning; padding: 0 1; }
    Ask Static { margin-bottom: 1; }
    Ask Button { width: 100%; height: 1; margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
        *(Binding(str(number), f"answer({number})", show=False) for number in range(1, 10)),
    ]
    AUTO_FOCUS = "Button"

    def __init__(self, question: str, answers: Sequence[str]) -> None:
        super().__init__()
        self._question = question
        self._answers = answers

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(Content(clean(self._question)))
            yield from self.compose_matter()
            for number, answer in enumerate(self._answers, 1):
                yield Button(Content(f"{number}  {clean(answer)}"), id=f"answer-{number}", compact=True)

    def compose_matter(self) -> ComposeResult:
        """What stands between the question and the answers."""
        yield from ()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_answer(int((event.button.id or "").removeprefix("answer-")))

    def action_answer(self, number: int) -> None:
        if number <= len(self._answers):
            self.dismiss(number - 1)
