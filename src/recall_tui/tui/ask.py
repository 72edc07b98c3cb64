"""A question: with a few answers, or one that words answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from recall_tui.tui.clean import clean, clean_line


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


class AskFor(ModalScreen[str | None]):
    """Asks for a line of text; the result is that, or None for Escape."""

    DEFAULT_CSS = """
    AskFor { align: center middle; }
    AskFor > VerticalScroll { width: 64; max-width: 94%; height: auto; max-height: 94%; background: $surface;
        border: round $warning; padding: 0 1; }
    AskFor Static { margin-bottom: 1; }
    AskFor Input, AskFor Input:focus { border: none; height: 1; padding: 0 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]
    AUTO_FOCUS = "Input"

    def __init__(self, question: str, given: str) -> None:
        """`given` stands there already, to be changed."""
        super().__init__()
        self._question = question
        self._given = given

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_subtitle = "Enter goes on · Esc leaves it"
            yield Static(Content(clean(self._question)))
            yield Input(clean_line(self._given), select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        as_given = event.value == clean_line(self._given)
        self.dismiss(self._given if as_given else event.value)
