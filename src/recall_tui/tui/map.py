"""The map: threads and links as a graph that one walks through, one note in the middle at a time."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from recall_tui.acts.around import Around, Near, around
from recall_tui.notebook import Notebook
from recall_tui.recall.index import View
from recall_tui.tui.aside import aside
from recall_tui.tui.brush import LOOKS, ROLES, Brush
from recall_tui.tui.cards import cut, padded
from recall_tui.tui.cards import heading as head
from recall_tui.tui.clean import clean
from recall_tui.tui.frames import Line
from recall_tui.tui.keys import keys_line
from recall_tui.tui.mapping import HERE, Box, Laid, Spot, Where, facts, heading, lay_out, rows
from recall_tui.tui.wrap import Row, cells

LOOKED = 1.0
"""Seconds between two looks whether the notes have changed."""
GONE = "This note is gone. Esc leaves the map."
NOTHING = "No neighbour is called so."
READING = "Looking around …"

_WAYS: dict[str, Where] = {"up": "above", "down": "below", "left": "back", "right": "out"}
_BACK: dict[Where, str] = {"back": "right", "out": "left", "below": "up"}
_ALONG: dict[Where, tuple[str, str]] = {
    "back": ("up", "down"),
    "out": ("up", "down"),
    "below": ("left", "right"),
}
"""The keys that go to the neighbour before and the next one of a side."""


class Chart(Widget):
    """Paints a note and its neighbours, by rows."""

    DEFAULT_CSS = f"""
    Chart {{ width: 1fr; height: 1fr; background: $background; color: $foreground; {LOOKS} }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"pane--{role}" for role in (*ROLES, "selected")}
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.around: Around | None = None
        self.chosen = HERE
        self.typed = ""
        self.words = READING
        """Where there is nothing to paint."""
        self._brush = Brush(self)
        self._strips: list[Strip] = []

    def show(self) -> None:
        """Paint what has been set anew."""
        self._strips = []
        self.refresh()

    def at(self, x: int, y: int) -> Spot | None:
        """The neighbour that is painted at a place."""
        boxes = [] if self.around is None else self._laid(self.around).boxes
        here = (b for b in boxes if b.y == y - 1 and b.x <= x < b.x + cells(b.text))
        return next((box.spot for box in here if box.spot), None)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._brush.clear()
        self._strips = []

    def on_resize(self) -> None:
        self._strips = []

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self._strips:
            self._strips = [self._strip(row) for row in self._painted()]
        shown = self._strips[crop.y : crop.bottom]
        shown += [Strip.blank(self.size.width)] * (crop.height - len(shown))
        return [row.crop(*crop.column_span) for row in shown]

    def render_line(self, y: int) -> Strip:
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def _laid(self, found: Around) -> Laid:
        return lay_out(found, self.size.width, max(0, self.size.height - 2), self.chosen)

    def _painted(self) -> list[list[tuple[str, str, Spot | None]]]:
        width, height = self.size
        if self.around is None:
            words = Box(max(0, (width - len(self.words)) // 2), height // 2, self.words[:width], "dim")
            return rows(Laid([words] if height else [], []), width, height)
        typed = [("  /", "dim"), (self.typed, "mark")] if self.typed else []
        above = head([("Map", "heading"), *typed], [heading(self.around)], width)
        below = facts(near(self.around, self.chosen), width)
        if self.typed and self.chosen == HERE:
            below = padded([(cut(NOTHING, width), "dim")], width)
        painted = rows(self._laid(self.around), width, max(0, height - 2))
        return [_unmarked(above), *painted, _unmarked(below)][:height]

    def _strip(self, row: list[tuple[str, str, Spot | None]]) -> Strip:
        segments = []
        for chosen, parts in groupby(row, lambda part: part[2] is not None and part[2] == self.chosen):
            styles = self._brush.styles(chosen)
            segments += [Segment(text, styles["mark" if chosen else role]) for text, role, _ in parts]
        return Strip(segments).adjust_cell_length(self.size.width, self._brush.styles()["text"])


class Map(Screen[str | None]):
    """Walk from note to note; the result is the path of the one to open."""

    DEFAULT_CSS = """
    Map #keys { height: 1; color: $text-muted; text-wrap: nowrap; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"go('{key}')", show=False) for key in _WAYS),
        Binding("space", "walk", show=False),
        Binding("enter", "open", show=False),
        Binding("backspace", "back", show=False),
        Binding("escape", "leave", show=False),
        Binding("alt+g", "dismiss(None)", id="map", show=False),
        Binding("f1", "help", id="help", show=False),
        Binding("ctrl+q", "app.quit", id="quit", show=False),
    ]

    def __init__(self, notebook: Notebook, path: str) -> None:
        super().__init__()
        self._notebook = notebook
        self._path = path
        self._walked: list[str] = []
        self._from = ""  # where the last step came from
        self._found: Around | None = None  # all that lies around, whatever is typed
        self._asked = 0
        self._seen: tuple[View | None, tuple[int, ...]] = None, ()

    def compose(self) -> ComposeResult:
        yield Chart()
        yield Line(id="keys", markup=False)

    def on_mount(self) -> None:
        self.chart = self.query_one(Chart)
        self._to(self._path)
        self.set_interval(LOOKED, self._look)

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#keys", Line).update(
            keys_line(self._notebook.settings.keys, "map", event.size.width), layout=False
        )

    # What is shown

    def _to(self, path: str) -> None:
        """Put a note in the middle."""
        self._path, self.chart.chosen, self.chart.typed = path, HERE, ""
        self.run_worker(self._find())

    def _look(self) -> None:
        view, versions = self._now()
        if view is not self._seen[0] or versions != self._seen[1]:
            self.run_worker(self._find())

    def _now(self) -> tuple[View, tuple[int, ...]]:
        """What is known of the notes: the same view and versions as long as nothing changes."""
        engine = self._notebook.engine
        return engine.view, tuple(graph.version for graph in engine.graphs)

    async def _find(self) -> None:
        """Look around, beside the event loop; of several looks the last one counts."""
        self._asked += 1
        asked, self._seen = self._asked, self._now()
        found = await aside(around, self._notebook, self._path)
        if asked == self._asked:
            self._found, self.chart.words = found, GONE
            self._narrow()

    def _narrow(self) -> None:
        """Show the neighbours that what is typed names."""
        chart, found = self.chart, self._found
        chart.around = found.named(chart.typed) if found else None
        spots = _spots(chart.around) if chart.around else []
        if chart.typed and chart.around:
            chart.chosen = spots[0] if spots else HERE
        elif chart.around and not _there(chart.around, chart.chosen):
            chart.chosen = HERE
        chart.show()

    # Keys

    def on_key(self, event: events.Key) -> None:
        typed = event.character or ""
        if event.is_printable and typed != " " and (typed != "/" or self.chart.typed):
            event.stop()
            self.chart.typed += clean(typed)
            self._narrow()

    def action_go(self, key: str) -> None:
        """Choose the neighbour that way, or walk on to it where there is no other."""
        chart = self.chart
        if chart.around is None:
            return
        where, at = chart.chosen
        if where == "here":
            self._toward(chart.around, _WAYS[key])
        elif key == _BACK[where]:
            chart.chosen = HERE
        elif key in _ALONG[where]:
            spot = Spot(where, at + (1 if key == _ALONG[where][1] else -1))
            chart.chosen = spot if _there(chart.around, spot) else chart.chosen
        else:
            self.action_walk()
        chart.show()

    def _toward(self, found: Around, where: Where) -> None:
        """Go to a side: to the neighbour that one came from, or else the first."""
        count = _counts(found)[where]
        if not count:
            return
        begin = 0
        if where in ("back", "out"):
            begin = (found.back if where == "back" else found.out).place(self._from)
        elif where == "below":
            begin = next((i for i, b in enumerate(found.below) if b.notes[0].path == self._from), 0)
        self.chart.chosen = Spot(where, begin)
        if count == 1:
            self.action_walk()

    def action_walk(self) -> None:
        """Put the chosen neighbour in the middle."""
        chart = self.chart
        if chart.around is not None and chart.chosen != HERE:
            self._walked.append(self._path)
            self._from = self._path
            self._to(near(chart.around, chart.chosen).path)

    def action_open(self) -> None:
        found = self.chart.around
        self.dismiss(near(found, self.chart.chosen).path if found else None)

    def action_back(self) -> None:
        """Take back the last letter typed, or the last step."""
        if self.chart.typed:
            self.chart.typed = self.chart.typed[:-1]
            self._narrow()
        elif self._walked:
            self._from = self._path
            self._to(self._walked.pop())

    def action_leave(self) -> None:
        if self.chart.typed:
            self.chart.typed, self.chart.chosen = "", HERE
            self._narrow()
        else:
            self.dismiss(None)

    def action_help(self) -> None:
        from recall_tui.tui.help import Help

        self.app.push_screen(Help(self._notebook.settings.keys))

    def on_click(self, event: events.Click) -> None:
        spot = self.chart.at(event.screen_x, event.screen_y)
        if spot is None:
            return
        if spot == self.chart.chosen:
            self.action_walk()
        else:
            self.chart.chosen = spot
            self.chart.show()


def near(found: Around, spot: Spot) -> Near:
    """The note at a spot."""
    match spot.where:
        case "above":
            return found.above[0]
        case "below":
            return found.below[spot.at].notes[0]
        case "back":
            return found.back[spot.at]
        case "out":
            return found.out[spot.at]
    return found.note


def _counts(found: Around) -> dict[Where, int]:
    """To how many neighbours one can go on each side."""
    return {
        "above": len(found.above[:1]),
        "below": len(found.below),
        "back": len(found.back),
        "out": len(found.out),
    }


def _there(found: Around, spot: Spot) -> bool:
    return spot == HERE or 0 <= spot.at < _counts(found).get(spot.where, 0)


def _spots(found: Around) -> list[Spot]:
    """A first neighbour of each side that has one, what continues the note before links."""
    counts = _counts(found)
    sides: tuple[Where, ...] = ("below", "out", "back")
    return [Spot(where) for where in sides if counts[where]]


def _unmarked(row: Row) -> list[tuple[str, str, Spot | None]]:
    return [(text, role, None) for text, role in row]
