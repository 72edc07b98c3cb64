"""The pane of past selves: one widget that paints its own rows, and only those that changed.

Nothing is mounted or laid out when the hits change, so `show` may be called on every key, inside the edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
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
from recall_tui.tui.wrap import Row

_EDGE = 2  # cells at the left of every row: the line to the editor, and a blank
_STRIDE = cards.CARD_ROWS + 1
_WHEEL = 3  # rows of a preview
Strips = list[Strip]
_ROLES = ("edge", "bar", "heading", "number", "title", "text", "mark", "dim", "reason")


class Pane(Widget):
    """Past selves as cards; or rows to choose from, one hit in full, or words where there is nothing.

    `show`, `say`, `choices` and `preview` each say what is shown from then on; `list` goes back to the cards.
    """

    DEFAULT_CSS = """
    Pane {
        width: 1fr; height: 1fr; background: $background; color: $foreground;
        & > .pane--edge { color: $foreground 20%; }
        & > .pane--bar { color: $accent; }
        & > .pane--heading { color: $text-muted; text-style: bold; }
        & > .pane--number { color: $text-muted; }
        & > .pane--title { color: $text; text-style: bold; }
        & > .pane--text { color: $foreground 85%; }
        & > .pane--mark { color: $text-accent; text-style: bold; }
        & > .pane--dim { color: $text-muted; }
        & > .pane--reason { color: $text-muted; }
        & > .pane--selected { background: $foreground 7%; }
        &:ansi { & > .pane--edge, & > .pane--number, & > .pane--dim, & > .pane--reason { text-style: dim; } }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"pane--{role}" for role in (*_ROLES, "selected")}
    ALLOW_SELECT = False

    now: var[datetime] = var(datetime.min, init=False)
    """The moment that ages are told from, by the writer's own clock."""
    heading: var[str] = var("Past selves", init=False)
    mark: var[str] = var("", init=False)
    """A short note at the right of the heading."""
    progress: var[tuple[int, int] | None] = var(None, init=False)
    """Notes read so far, and in all, while the folder is being indexed."""
    held: var[bool] = var(False, init=False)
    """Whether the list stands still because the person looks at it; the pane only says so."""

    class CardClicked(Message):
        """A card, or a row to choose, was clicked; it is selected by now."""

        def __init__(self, index: int, again: bool) -> None:
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
        self._words = ""
        self._choices: tuple[tuple[str, str], ...] | None = None
        self._preview: tuple[Hit, str | None] | None = None
        # The preview's head and text, laid out.
        self._page: tuple[list[Row], list[Row]] | None = None
        self._selected: int | None = None
        self._top = 0  # the first card, choice, or row of the preview's text that is shown
        self._laid_out_for = Size(0, 0)
        self._inner = 0  # the width right of the edge that rows are laid out for, in cells
        self._strips: list[Strip] = []
        self._styles: dict[tuple[str, bool], Style] = {}
        self._cards: LRUCache[tuple[object, ...], list[Strip]] = LRUCache(64)

    # What it shows

    def show(self, hits: Sequence[Hit]) -> None:
        """Show these past selves; the selection stays with its passage, if that is still among them."""
        kept = None if self._selected is None or self._choices is not None else self.hits[self._selected]
        self.hits = tuple(hits)
        self._choices = self._preview = None
        place = kept and (kept.path, kept.start)
        self._selected = next((i for i, hit in enumerate(self.hits) if (hit.path, hit.start) == place), None)
        if self._selected is None:
            self._top = 0
        self._draw()

    def say(self, text: str) -> None:
        """Show words instead of cards."""
        self._words = text
        self.show(())

    def choices(self, rows: Sequence[tuple[str, str]], selected: int | None = None) -> None:
        """Show rows to choose from: what each is, and dim at the right what tells it from the others."""
        self._choices = tuple(rows)
        self._preview = None
        self.selected = selected if rows else None

    def preview(self, hit: Hit, text: str | None) -> None:
        """Show one hit in full; with `text`, its note's text, in what stands around it there."""
        self._preview = (hit, text)
        self._choices = self._page = None
        self._draw()

    def list(self) -> None:
        """Go back to the cards."""
        if self._choices is not None:
            self._selected = None
        self._choices = self._preview = None
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
        """Select the card or choice so many further on, if there is one; in a preview, scroll by rows."""
        if self._preview:
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

    watch_heading = watch_mark = watch_progress = watch_held = watch_now

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._cards.clear()
        self._strips = []

    def render_line(self, y: int) -> Strip:
        if self._laid_out_for != self.size or not self._strips:
            self._strips = self._layout()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def _draw(self) -> None:
        """Lay out anew, and repaint the rows that differ."""
        if not self.size:
            return
        old, whole = self._strips, self._laid_out_for != self.size
        self._strips = new = self._layout()
        if whole or len(old) != len(new):
            self.refresh()
            return
        if changed := [y for y, strip in enumerate(new) if strip is not old[y] and strip != old[y]]:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _layout(self) -> Strips:
        """The strips of all rows, from top to bottom."""
        width, height = self._laid_out_for = self.size
        if self._inner != (inner := max(cards.NARROWEST, width - _EDGE)):
            self._inner = inner
            self._cards.clear()
            self._page = None
        blank = self._strip([])
        head = self._head()[: min(2, height // 4)]
        room = height - len(head)
        if self._preview:
            body = self._preview_strips(*self._preview, room)
        elif self._choices is not None:
            body = self._choice_strips(self._choices, room)
        elif self.hits:
            body = self._card_strips(room, blank)
        else:
            words = [self._strip(row) for row in cards.centred(self._words, inner)]
            body = [blank] * max(0, (room - len(words)) // 3) + words
        strips = [*head, *body[:room]]
        return strips + [blank] * (height - len(strips))

    def _head(self) -> Strips:
        if self.progress:
            done, total = self.progress
            notes = [f"reading {done:,} / {total:,}", f"{100 * done // max(1, total)}%"]
            below = cards.progress_bar(done, total, self._inner)
        else:
            state = "held" if self.held else ""
            notes = [" · ".join(filter(None, (self.mark, state))), state]
            below = []
        return [self._strip(cards.heading(self.heading, notes, self._inner)), self._strip(below)]

    def _scroll(self, fit: int) -> None:
        """Move the list so that the selected one is among the `fit` shown, and no room is left at its end."""
        if self._selected is not None:
            self._top = max(self._selected - fit + 1, min(self._top, self._selected))
        self._top = max(0, min(self._top, self._count - fit))

    def _card_strips(self, room: int, blank: Strip) -> Strips:
        self._scroll(max(1, (room + 1) // _STRIDE))
        strips: Strips = []
        for index in range(self._top, min(self._count, self._top + room // _STRIDE + 1)):
            strips += [*self._card(index), blank]
        return strips

    def _card(self, index: int) -> Strips:
        hit, selected = self.hits[index], index == self._selected
        told = age(hit.date, self.now)
        # Not the hit itself: its score and shares change with every key, and what is seen does not.
        terms = tuple(reason.term for reason in hit.why)
        key = (hit.path, hit.title, hit.start, hit.text, hit.marks, terms, hit.label, told, index, selected)
        if (strips := self._cards.get(key)) is None:
            rows = cards.card(hit, index + 1, told, self._inner)
            strips = self._cards[key] = [self._strip(row, selected) for row in rows]
        return strips

    def _choice_strips(self, rows: Sequence[tuple[str, str]], room: int) -> Strips:
        self._scroll(room)
        shown = enumerate(rows[self._top : self._top + room], self._top)
        return [self._strip(cards.choice(*row, self._inner), i == self._selected) for i, row in shown]

    def _preview_strips(self, hit: Hit, text: str | None, room: int) -> Strips:
        if self._page is None:
            body, passage = cards.preview_body(hit, text, self._inner - 1)
            self._page = cards.preview_head(hit, age(hit.date, self.now), self._inner - 1), body
            self._top = max(0, passage - 1)
        head, body = self._page
        head = [*head, []][: max(1, room - cards.SNIPPET_ROWS)]
        self._top = max(0, min(self._top, len(body) - (room - len(head))))
        return [self._strip(row) for row in [*head, *body[self._top : self._top + room - len(head)]]]

    def _strip(self, row: Row, selected: bool = False) -> Strip:
        edge = ("▌", "bar") if selected else ("│", "edge")
        pieces = [edge, (" ", "text"), *cards.padded(row, self._inner)]
        strip = Strip(
            [Segment(text, self._style(role, selected)) for text, role in pieces if text], self._inner + _EDGE
        )
        return strip if self._inner + _EDGE == self.size.width else strip.crop(0, self.size.width)

    def _style(self, role: str, selected: bool) -> Style:
        if (style := self._styles.get((role, selected))) is None:
            names = ["pane--selected"] * selected + [f"pane--{role}"]
            style = self._styles[role, selected] = self.get_visual_style(*names).rich_style
        return style

    # The mouse

    def on_click(self, event: events.Click) -> None:
        index = self._index_at(event.get_content_offset_capture(self).y)
        if index is not None:
            again, self.selected = index == self._selected, index
            self.post_message(self.CardClicked(index, again))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        event.stop()
        self.move(way * (_WHEEL if self._preview else 1))
        self.post_message(self.Moved())

    def _index_at(self, y: int) -> int | None:
        y -= min(2, self.size.height // 4)
        if y < 0 or self._preview:
            return None
        index = self._top + (y if self._choices is not None else y // _STRIDE)
        return index if index < self._count else None
