"""The pane of past selves: one widget that paints its own rows, and only those that changed.

Nothing is mounted or laid out when the hits change, so `show` may be called on every key, inside the edit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import is_
from typing import ClassVar

from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from recall_tui.notes.dates import age
from recall_tui.recall.hits import Hit
from recall_tui.tui import cards
from recall_tui.tui.brush import EDGE, LOOKS, ROLES, Brush
from recall_tui.tui.preview import Page, preview
from recall_tui.tui.wrap import Row

_WHEEL = 3  # rows of a page
_KEPT = 128  # cards that are kept laid out
IN_DRAWER = "in the drawer"
Strips = list[Strip]
Layout = Callable[[Hit, int, str, int], list[Row]]
"""Lays out a hit, given the number of its key, its age and the width in cells. Rows without a piece part it
from the next."""


def apart(hit: Hit, number: int, age: str, width: int) -> list[Row]:
    """A card, and what parts it from the next."""
    return [*cards.card(hit, number, age, width), []]


def collected(hit: Hit, number: int, age: str, width: int) -> list[Row]:
    """The same, of a passage that lies in the drawer."""
    return [*cards.card(hit, number, age, width, (IN_DRAWER,)), []]


class Pane(Widget):
    """Past selves as cards; or rows to choose from, a page to read, or words where there is nothing.

    `show`, `say`, `choices` and `read` each say what is shown from then on; `list` goes back to the cards.
    """

    DEFAULT_CSS = f"""
    Pane {{ width: 1fr; height: 1fr; background: $background; color: $foreground; {LOOKS} }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"pane--{role}" for role in (*ROLES, "selected")}
    ALLOW_SELECT = False

    now: var[datetime] = var(datetime.min, init=False)
    """The moment that ages are told from, by the writer's own clock."""
    heading: var[str] = var("Past selves", init=False)
    status: var[tuple[Sequence[Row], bool] | None] = var(None, init=False)
    """In place of the heading and the row below it: rows, and whether they are what Enter acts on."""
    mark: var[str] = var("", init=False)
    """A short note at the right of the heading."""
    progress: var[tuple[int, int] | None] = var(None, init=False)
    """Notes read so far, and in all, while the folder is being indexed."""
    held: var[bool] = var(False, init=False)
    """Whether the list stands still because the person looks at it; the pane only says so."""

    class CardClicked(Message):
        """A card, or a row to choose, was clicked; it is selected by now."""

        def __init__(self, pane: Pane, index: int, again: bool) -> None:
            self.pane = pane
            self.index = index
            self.again = again
            """Whether it was selected before: this is a second click, or a double one."""
            super().__init__()

    class Moved(Message):
        """The wheel moved through the cards."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.set_reactive(Pane.now, now)
        self.hits: tuple[Hit, ...] = ()
        """What the cards show, best first."""
        self.collected: frozenset[tuple[str, int]] = frozenset()
        """Where the passages begin that lie in the drawer, by their notes' paths; -1 for all of a note."""
        self._lay_out: Layout = apart
        self._words = ""
        self._choices: tuple[tuple[str, str], ...] | None = None
        self._read: Callable[[int], Page] | None = None
        self._page: Page | None = None  # what `_read` laid out
        self._selected: int | None = None
        self._top = 0  # the first card, choice, or row of the page that is shown
        self._laid_out_for = Size(0, 0)
        self._inner = 0  # the width right of the edge that rows are laid out for, in cells
        self._head_rows = 0
        self._head: Strips = []
        self._strips: Strips = []
        self._places: list[int] = []  # the card that each row below the heading is of
        self._brush = Brush(self)
        self._cards: LRUCache[tuple[object, ...], tuple[list[Row], dict[bool, Strips]]] = LRUCache(_KEPT)

    # What it shows

    def show(self, hits: Sequence[Hit], select: int | None = None, lay_out: Layout = apart) -> None:
        """Show these past selves, and select one.

        They are laid out as cards, or as `lay_out` says.
        Where none is to be selected, the selection stays with its passage, if that is still among them.
        """
        listing = self._choices is None and self._read is None and select in (None, self._selected)
        if listing and hits and len(hits) == len(self.hits) and all(map(is_, hits, self.hits)):
            return  # about half of the keys change nothing
        self._lay_out = lay_out
        kept = None if self._selected is None or self._choices is not None else self.hits[self._selected]
        self.hits = tuple(hits)
        self._choices = self._read = None
        place = kept and (kept.path, kept.start)
        self._selected = select
        if select is None and place:
            self._selected = next((i for i, h in enumerate(self.hits) if (h.path, h.start) == place), None)
        if not self._selected:
            self._top = 0
        self._draw()

    def say(self, text: str) -> None:
        """Show words instead of cards."""
        self._words = text
        self.show(())

    def choices(self, rows: Sequence[tuple[str, str]], selected: int | None = None) -> None:
        """Show rows to choose from: what each is, and dim at the right what tells it from the others."""
        self._choices = tuple(rows)
        self._read = None
        self.selected = selected if rows else None

    def read(self, page: Callable[[int], Page]) -> None:
        """Show a page, which is laid out for a width in cells."""
        self._read = page
        self._choices = self._page = None
        self._draw()

    def preview(
        self, hit: Hit, text: str | None = None, alike: Sequence[str] = (), around: Sequence[str] = ()
    ) -> None:
        """Show one hit in full; with `text`, its note's text, in what stands around it there.

        `alike` are the titles of the notes that stand behind it, `around` lines on its thread.
        """
        self.read(lambda width: preview(hit, age(hit.date, self.now), width, text, alike, around))

    def list(self) -> None:
        """Go back to the cards."""
        if self._choices is not None:
            self._selected = None
        self._choices = self._read = None
        self._draw()

    def mark_collected(self, places: frozenset[tuple[str, int]]) -> None:
        """Say on cards which passages lie in the drawer: where they begin, by paths; -1 is all of a note."""
        if self.collected != places:
            self.collected = places
            self._draw()

    @property
    def selected(self) -> int | None:
        """The selected card or row to choose, from 0. Setting one that is not there raises IndexError."""
        return self._selected

    @selected.setter
    def selected(self, index: int | None) -> None:
        if index is not None and not 0 <= index < self._count:
            raise IndexError(f"no card {index}: there are {self._count}")
        self._selected = index
        self._draw()

    def move(self, steps: int) -> None:
        """Select the card or choice so many further on, if there is one; on a page, scroll by rows."""
        if self._read:
            self._top = max(0, self._top + steps)
        elif self._count:
            at = 0 if self._selected is None else self._selected + steps
            self._selected = max(0, min(at, self._count - 1))
        self._draw()

    @property
    def _count(self) -> int:
        return len(self.hits if self._choices is None else self._choices)

    # Painting

    def watch_now(self) -> None:
        self._draw()

    def watch_heading(self) -> None:
        self._head = []
        self._draw(head_only=True)

    watch_status = watch_mark = watch_progress = watch_held = watch_heading

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._brush.clear()
        self._cards.clear()
        self._head, self._strips = [], []

    def render_lines(self, crop: Region) -> Strips:
        """The rows of a part of the pane: they are ready, and want nothing of Textual's styling of rows."""
        if not self._strips or self._laid_out_for != self.size:
            self._strips = self._layout(self.size)
        rows = self._strips[crop.y : crop.bottom]
        rows += [Strip.blank(self.size.width)] * (crop.height - len(rows))
        whole = crop.column_span == (0, self.size.width)
        return rows if whole else [row.crop(*crop.column_span) for row in rows]

    def render_line(self, y: int) -> Strip:
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def _draw(self, *, head_only: bool = False) -> None:
        """Lay out anew, and repaint the rows that differ."""
        if not (size := self.size):
            return
        old, whole = self._strips, self._laid_out_for != size
        if head_only and old and not whole and len(head := self._head_strips()) == self._head_rows:
            new = [*head, *old[len(head) :]]
        else:
            new = self._layout(size)
        self._strips = new
        if whole or len(old) != len(new):
            self.refresh()
            return
        regions: list[Region] = []
        for y, strip in enumerate(new):
            if strip is old[y] or strip == old[y]:
                continue
            if regions and regions[-1].bottom == y:
                regions[-1] = Region(0, regions[-1].y, size.width, y + 1 - regions[-1].y)
            else:
                regions.append(Region(0, y, size.width, 1))
        if regions:
            self.refresh(*regions)

    def _layout(self, size: Size) -> Strips:
        """The strips of all rows, from top to bottom."""
        if self._laid_out_for != size:
            self._head = []
        width, height = self._laid_out_for = size
        if self._inner != (inner := max(cards.NARROWEST, width - EDGE)):
            self._inner = inner
            self._cards.clear()
            self._page = None
        blank = self._strip([])
        head = self._head = self._head or self._head_strips()
        self._head_rows = len(head)
        room = height - len(head)
        if self._read:
            body = self._page_strips(self._read, room)
        elif self._choices is not None:
            body = self._choice_strips(self._choices, room)
        elif self.hits:
            body = self._card_strips(room)
        else:
            words = [self._strip(row) for row in cards.centred(self._words, inner)]
            body = [blank] * max(0, (room - len(words)) // 3) + words
        strips = [*head, *body[:room]]
        return strips + [blank] * (height - len(strips))

    def _head_strips(self) -> Strips:
        """The rows above the cards."""
        height = self._laid_out_for.height
        state = "held" if self.held and not self.status else ""
        notes = [" · ".join(filter(None, (self.mark, state))), state]
        if self.progress:
            done, total = self.progress
            notes = [f"reading {done:,} / {total:,}", f"{100 * done // max(1, total)}%"]
        if self.status:
            rows, selected = self.status
            head = [cards.heading(rows[0], notes, self._inner), *rows[1:]]
            return [self._strip(row, selected) for row in head][: max(1, height // 4)]
        head = [cards.heading([(self.heading, "heading")], notes, self._inner), []]
        if self.progress:
            head[1] = cards.progress_bar(*self.progress, self._inner)
        return [self._strip(row) for row in head[: height // 4]]

    def _scroll(self, fit: int) -> None:
        """Move the list so that the selected one is among the `fit` shown, and no room is left at its end."""
        if self._selected is not None:
            self._top = max(self._selected - fit + 1, min(self._top, self._selected))
        self._top = max(0, min(self._top, self._count - fit))

    def _card_strips(self, room: int) -> Strips:
        if self._selected is not None:
            self._top = min(self._top, self._selected)
            self._top = self._first_above(self._selected, room, self._top)
        if self._top and len(self.hits) - self._top <= room:  # else those at the end are not seen
            self._top = min(self._top, self._first_above(len(self.hits) - 1, room))
        strips: Strips = []
        self._places = []
        for index in range(self._top, len(self.hits)):
            if len(strips) >= room:
                break
            strips += (card := self._card(index))
            self._places += [index] * len(card)
        if self._top and (left := room - len(strips)) > cards.CARD_ROWS:  # the one above is long: its end
            above = self._card(self._top - 1)[-left:]
            strips, self._places = above + strips, [self._top - 1] * len(above) + self._places
        return strips

    def _first_above(self, last: int, room: int, first: int = 0) -> int:
        """The first card, from `first` on, from which on all to this one fit; itself where it is too long."""
        room += 1  # what parts the last one from the next need not be seen
        for index in range(last, first - 1, -1):
            room -= len(self._card(index))
            if room < 0:
                return min(index + 1, last)
        return first

    def _card(self, index: int) -> Strips:
        hit, number, lay_out = self.hits[index], min(index, cards.NUMBERED) + 1, self._lay_out
        key: tuple[object, ...] = (lay_out, hit, number)
        if lay_out is apart:
            # Not the hit itself: its score and shares change with every key, and what is seen does not.
            terms = tuple([reason.term for reason in hit.why])
            seen = (hit.path, hit.title, hit.start, hit.text, hit.marks, terms, hit.label, len(hit.alike))
            key = (*seen, hit.thread, len(hit.folded), age(hit.date, self.now), number)
            if self.collected and not self.collected.isdisjoint(((hit.path, hit.start), (hit.path, -1))):
                lay_out, key = collected, (*key, collected)
        if (kept := self._cards.get(key)) is None:
            kept = self._cards[key] = lay_out(hit, number, age(hit.date, self.now), self._inner), {}
        rows, painted = kept
        selected = self._is_selected(index)
        if selected not in painted:
            painted[selected] = [self._strip(row, selected and bool(row)) for row in rows]
        return painted[selected]

    def _is_selected(self, index: int) -> bool:
        return index == self._selected

    def _choice_strips(self, rows: Sequence[tuple[str, str]], room: int) -> Strips:
        self._scroll(room)
        shown = enumerate(rows[self._top : self._top + room], self._top)
        return [self._strip(cards.choice(*row, self._inner), i == self._selected) for i, row in shown]

    def _page_strips(self, read: Callable[[int], Page], room: int) -> Strips:
        if self._page is None:
            self._page = read(self._inner - 1)
            self._top = self._page.top
        head = self._page.head[: max(1, room - cards.SNIPPET_ROWS)]
        room -= len(head)
        self._top = max(0, min(self._top, len(self._page.body) - room))
        return [self._strip(row) for row in [*head, *self._page.body[self._top : self._top + room]]]

    def _strip(self, row: Row, selected: bool = False) -> Strip:
        return self._brush.strip(row, self._inner, selected, self._laid_out_for.width)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        index = self._index_at(event.get_content_offset_capture(self).y)
        if index is not None:
            again, self.selected = index == self._selected, index
            self.post_message(self.CardClicked(self, index, again))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        event.stop()
        self.move(way * (_WHEEL if self._read else 1))
        self.post_message(self.Moved())

    def _index_at(self, y: int) -> int | None:
        y -= self._head_rows
        if y < 0 or self._read:
            return None
        if self._choices is None:
            return self._places[y] if self.hits and y < len(self._places) else None
        return self._top + y if self._top + y < self._count else None
