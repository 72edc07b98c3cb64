"""What stands around the widgets that a key paints: Textual asks all for rows, so these have them ready."""

from __future__ import annotations

from typing import Self

from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static


class Covered:
    """What it holds covers all of it, so that its own rows need not be made at each key."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return [Strip.blank(crop.width)] * crop.height


class Beside(Covered, Horizontal):
    """Widgets side by side."""


class Below(Covered, Vertical):
    """Widgets one below the other."""


class Line(Static):
    """A row that seldom changes, kept ready: at each key Textual asks every widget for its rows."""

    _ready: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._ready is None or self._ready[0] != crop:
            self._ready = crop, super().render_lines(crop)
        return self._ready[1]

    def refresh(self, *regions: Region, **what: bool) -> Self:
        self._ready = None
        return super().refresh(*regions, **what)
