"""Looking into the pane: choosing a card, reading it in full, seeing why it scores what it scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from recall_tui.errors import some
from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.recall.hits import Draft, Hit
from recall_tui.tui.cards import threaded
from recall_tui.tui.pane import Layout, Pane, apart
from recall_tui.tui.plain import plain
from recall_tui.tui.posts import Post
from recall_tui.tui.wrap import Row

SCROLL = 3
"""Rows of a page that one key moves by."""
FIRST = 200
"""How much of a note before or after another is looked at, in characters."""
NAMED = 3
"""So many notes of a thread are named."""
NEW = "This note is not saved yet: what lies around it shows when it is."


class Shown(NamedTuple):
    """What a tab shows."""

    heading: str
    hits: Sequence[Hit]
    words: str
    """Where there are no cards."""
    mark: str = ""
    """What stands at the right of the heading."""
    at: int | None = None
    """The card to begin with."""
    lay_out: Layout = apart
    tabs: Row | None = None
    """What stands in place of the heading where several are open."""


class Looking:
    """What of the pane's cards the person looks at, whatever put them there."""

    def __init__(self, notebook: Notebook, pane: Pane) -> None:
        self.notebook = notebook
        self.pane = pane
        self.fold = notebook.settings.fold_threads
        """Whether of the notes of one thread the best is shown, and the others stand behind it."""
        self.page: Literal["", "preview", "explain"] = ""
        """What stands in place of the cards: one of them in full, or the explanation of its score."""

    @property
    def held(self) -> bool:
        """Whether the list stands still because the person looks into it."""
        return self.pane.held

    def card(self) -> Hit | None:
        """The card that keys act on: the selected one, else the first."""
        return self.pane.hits[self.pane.selected or 0] if self.pane.hits else None

    def chosen(self) -> Hit | None:
        """The card that is selected; None where the person chose none."""
        return self.card() if self.pane.selected is not None else None

    def hold(self) -> None:
        """Let the list stand still."""
        if self.pane.hits:
            self.pane.held = True

    def move(self, steps: int) -> None:
        """Go to another card, or scroll the page."""
        self.pane.move(steps * SCROLL if self.page else steps)

    def preview(self, index: int | None = None) -> None:
        """Show a card in full, the selected one if no number (from 0) is given; once more: the list again."""
        index = self.pane.selected or 0 if index is None else index
        if index >= len(self.pane.hits):
            return
        if self.page == "preview" and self.pane.selected == index:
            self.list()
            return
        self._turn_to("preview", index)
        hit = self.pane.hits[index]
        text = self.notebook.text(hit.path)
        body = read_front_matter(text).body
        start = max(0, hit.start - body)
        hit = replace(hit, start=start, end=start + len(hit.text))
        alike = [self.notebook.title(path) for path in hit.alike]
        self.pane.preview(hit, text[body:] or None, alike, self._around(hit))

    def _around(self, hit: Hit) -> list[str]:
        """What stands before and after a hit in its thread, and what else of it was found."""
        thread = self.notebook.engine.threads.thread(hit.path) if hit.thread else None
        if not thread or not hit.thread or isinstance(hit, Post):
            return []
        said = [f"{threaded(hit.thread)} in its thread"]
        for words, at in (("before", thread.at - 1), ("after", thread.at + 1)):
            if 0 <= at < len(thread.notes):
                text = self.notebook.text(thread.notes[at])
                begins = text[read_front_matter(text).body :][:FIRST].lstrip("# \n")
                said.append(f"{words}: {plain(begins, ())[0]}")
        if hit.folded:
            said.append(f"also found: {some(map(self.notebook.title, hit.folded), NAMED)}")
        return said

    def explain(self, draft: Draft, note: str, *, searched: bool = False) -> None:
        """Show why the card answers the draft, written in `note` or `searched`; once more: the list again."""
        from recall_tui.tui.explaining import explain, unexplained

        if self.page == "explain":
            self.list()
        elif hit := self.card():
            self._turn_to("explain", self.pane.selected or 0)
            why = self.notebook.explain(draft, hit.path, note=note, searched=searched)
            self.pane.read(lambda width: explain(why, width) if why else unexplained(hit, width))

    def _turn_to(self, page: Literal["preview", "explain"], index: int) -> None:
        self.pane.selected = index
        self.page = page
        self.hold()

    def list(self) -> None:
        """Turn back from the page to the cards."""
        self.page = ""
        self.pane.list()

    def leave(self) -> None:
        """Look no longer: no card is selected."""
        self.list()
        self.pane.held = False
        self.pane.selected = None
