"""The search box at the head of the pane: cards at every key, or a note to be made of a new name."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input

from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft, Hit
from recall_tui.tui.brush import EDGE
from recall_tui.tui.cards import NARROWEST, cut, padded
from recall_tui.tui.clean import clean
from recall_tui.tui.in_turn import InTurn, do_bound
from recall_tui.tui.looking import Looking
from recall_tui.tui.preview import Page
from recall_tui.tui.wrap import Row, cells, fill, painted

if TYPE_CHECKING:
    from recall_tui.recall.searching import SearchError

FEW, MOST = 20, 200
"""How many cards a search shows, and how many once the person goes down to the last of them."""
LEAST = 24
"""Cells that the beginning of a complaint needs beside the sign."""
NOTHING = "No note has this."
FORMS = (
    ("two words", "notes about them"),
    ('"two words"', "one behind the other"),
    ("-word", "without it"),
    ("tag:garden", "with the tag; #garden too"),
    ("path:log/2021", "in that folder"),
    ("title:oven", "in the title"),
    ("before:2021", "also after:, on:march"),
    ("sort:date", "newest first; sort:oldest"),
)
"""What can be searched for, as it is written and in words."""


class SearchBox(InTurn, Input):
    """One line to type a search in. `after_change` is called within the key."""

    DEFAULT_CSS = """
    SearchBox, SearchBox:focus { height: 1; border: none; border-left: solid $accent; padding: 0 1;
        background: $background; background-tint: $foreground 5%; display: none; }
    """

    after_change: Callable[[], None] | None = None

    def __init__(self) -> None:
        super().__init__(placeholder="Search, or name a new note")
        self.cursor_blink = False

    @property
    def content_width(self) -> int:
        """As wide as the box at the least: a change of it lays the whole screen out anew."""
        return max(super().content_width, self.size.width)

    def watch_value(self) -> None:
        if self.after_change:
            self.after_change()

    async def _on_key(self, event: events.Key) -> None:
        if not event.is_printable:
            await do_bound(self, event)


class Searching:
    """Answers the box in the pane while it is open; the draft's own answers wait."""

    def __init__(self, notebook: Notebook, box: SearchBox, looking: Looking, *, makes: bool = True) -> None:
        """`makes`: what no note is called can be made."""
        self.notebook = notebook
        self._makes = makes
        self.note = ""
        """The path of a note that is not to be found."""
        self.box = box
        self.looking = looking
        self.pane = looking.pane
        self.open = False
        self.name = ""
        """A name that no note has: a note of that name can be made."""
        self.making = False
        """Whether that is chosen, and no card."""
        self._answered = ""
        self._limit = FEW
        self._wrong: SearchError | None = None
        self._asked = 0
        self._marked = bool(os.environ.get("RECALL_MARK"))

    @property
    def where(self) -> str:
        """What the keys act on: `preview`, `explain`, `make` or `found`."""
        return self.looking.page or ("make" if self.making else "found")

    def begin(self) -> None:
        """Open the box, or choose all of its text if it is open."""
        if not self.open:
            self.open = True
            self.looking.leave()
            self.box.display = True
            self.ask()
        self.box.screen.set_focus(self.box)  # at once: the next key is for it
        self.box.action_select_all()

    def end(self) -> None:
        """Close the box; what stands in it stays for the next time."""
        self.open = self.making = False
        self.name = ""
        self.looking.leave()
        self.pane.status = None
        self.box.display = False

    def ask(self) -> None:
        """Show what is found. It runs inside the key that changed the box: it is quick."""
        from recall_tui.recall.searching import SearchError

        if not self.open:
            return
        self._asked += 1
        if self._marked:
            self.pane.mark = f"rev {self._asked}"
        self._limit = FEW
        self.name, self.making, self._wrong = "", False, None
        try:
            hits = self._found()
        except SearchError as error:
            self._wrong = error
            self._tell()
            return  # what was found before stays
        self.looking.page = ""
        words = " ".join(self.box.value.split())
        self.name = words if self._makes and self._could_be_made(words) else ""
        self.making = bool(self.name) and not hits
        if hits:
            self.pane.show(hits, select=0)
        else:
            self.pane.say(NOTHING)
            if not words:
                self.pane.read(_forms)
        self._tell()

    def again(self) -> None:
        """Ask anew, since notes came in; what is being looked at stays."""
        if not self.looking.page and not self.pane.selected:
            self.ask()

    def move(self, steps: int) -> None:
        """Choose another card, or what can be made, which stands above the first; on a page, scroll."""
        if self.looking.page:
            self.looking.move(steps)
        elif self.name and steps < 0 and not self.pane.selected:
            self.making = True
            self.pane.selected = None
        elif self.making:
            if self.pane.hits:
                self.making = False
                self.pane.selected = 0
        else:
            self.looking.move(steps)
            if len(self.pane.hits) == self._limit == (self.pane.selected or 0) + 1 < MOST and not self._wrong:
                self._limit = MOST
                self.pane.show(self._found(), select=self.pane.selected)
        self._tell()

    def explain(self) -> None:
        """Show why the card answers the words of the search, or the list again."""
        from recall_tui.recall.searching import parse_search

        words = parse_search(self._answered, date.today(), typing=True).words
        self.looking.explain(Draft.at(words), "", searched=True)

    def _found(self) -> Sequence[Hit]:
        typed = self.box.value
        hits: Sequence[Hit] = ()
        if typed.strip():
            hits = self.notebook.search(
                typed, note=self.note, limit=self._limit, typing=True, fold=self.looking.fold
            )
        self._answered = typed  # not what is no search: it has no answer
        return hits

    def _could_be_made(self, words: str) -> bool:
        """Whether this is no more than words, and no note is called so."""
        from recall_tui.recall.searching import parse_search

        try:
            plain = parse_search(words, date.today()).plain
            return plain and bool(words) and self.notebook.find(words) is None
        except RecallError:  # an unfinished filter, or a name of several notes
            return False

    def _tell(self) -> None:
        """Say below the box what is wrong in it, or what can be made, or how much was found."""
        count = len(self.pane.hits)
        rows: list[Row] = [[]]
        if self._wrong:
            rows = self._complaint(self._wrong)
        elif self.name:
            made = f"Make “{self.name}”"
            rows = [[(made, "title")] if self.making else [("↑ ", "number"), (made, "dim")]]
        elif count:
            more = " or more" if count == self._limit else ""
            rows = [[(f"{count}{more} note{'s' if count > 1 else ''}", "heading")]]
        self.pane.status = rows, self.making

    def _complaint(self, error: SearchError) -> list[Row]:
        """A sign below the place in the box, and beside or below it what is wrong there."""
        why = clean(str(error).partition("”: ")[2] or str(error))  # where it is, the sign says
        room = max(NARROWEST, self.pane.size.width - EDGE - 1)
        at = cells(self.box.value[: error.column]) - int(self.box.scroll_offset.x)
        at = max(0, min(at, room - 1))
        beside = room - at - 2 >= LEAST
        lines = fill(why, room, first=room - at - 2 if beside else room)
        rows: list[Row] = [painted(why, line, [], "wrong") for line in lines]
        sign: Row = [(" " * at + "▲ ", "wrong")]
        return [sign + rows[0], *rows[1:]] if beside else [sign, *rows]


def _forms(width: int) -> Page:
    """How a search is written."""
    left = max(len(form) for form, _ in FORMS) + 2
    rows: list[Row] = [
        [(f"{form:<{left}}", "text"), (cut(words, width - left), "dim")] for form, words in FORMS
    ]
    return Page([], [padded(row, width) for row in rows])
