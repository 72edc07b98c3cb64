"""All keys on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from recall_tui.tui.keys import all_keys

WIDEST = 66
"""The widest lines, in cells."""
BORDER = 4


class Help(ModalScreen[None]):
    """The keys with what they do; it scrolls where the terminal is too low for it."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll { width: auto; max-width: 100%; height: auto; max-height: 100%;
        background: $surface; border: round $primary; border-title-color: $text; padding: 0 1;
        scrollbar-size-vertical: 1; }
    Help Static { width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q", "dismiss(None)", show=False),
        Binding("f1", "dismiss(None)", id="help", show=False),
        Binding("ctrl+q", "app.quit", id="quit", show=False),
    ]

    def __init__(self, keys: Mapping[str, str], rows: Sequence[tuple[str, str]] = ()) -> None:
        """`rows` are the keys of another screen, and what they do."""
        super().__init__()
        self._rows = list(rows) or all_keys(keys)

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "Keys · Esc goes back"
            yield Static()

    def on_resize(self) -> None:
        self.query_one(Static).update(self._words(min(WIDEST, self.app.size.width - BORDER - 1)))

    def _words(self, width: int) -> Content:
        """The rows, their words broken so that they stay in a column of their own."""
        column = max(len(key) for key, _ in self._rows) + 2
        parts: list[str | tuple[str, str]] = []
        for key, words in self._rows:
            lines = wrap(words, max(8, width - column)) or [""]
            parts += [(f"{key:<{column}}", "bold"), f"\n{'':{column}}".join(lines), "\n"]
        return Content.assemble(*parts[:-1])
