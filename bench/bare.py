"""The least a Textual editor can be: what a keystroke in recall is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import TextArea


class Bare(App[None]):
    CSS = "TextArea { border: none; }"

    def compose(self) -> ComposeResult:
        yield TextArea()


if __name__ == "__main__":
    Bare().run()
