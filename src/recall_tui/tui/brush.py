"""Rows of text and roles as the strips that Textual paints, with the line to the editor at their left."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from recall_tui.tui.cards import padded
from recall_tui.tui.wrap import Row

EDGE = 2
"""Cells at the left of every row: the line, and a blank."""
ROLES = ("edge", "bar", "heading", "number", "title", "text", "mark", "dim", "reason", "wrong")
LOOKS = """
    & > .pane--edge { color: $foreground 20%; }
    & > .pane--bar { color: $accent; }
    & > .pane--heading { color: $text-muted; text-style: bold; }
    & > .pane--number { color: $text-muted; }
    & > .pane--title { color: $text; text-style: bold; }
    & > .pane--text { color: $foreground 85%; }
    & > .pane--mark { color: $text-accent; text-style: bold; }
    & > .pane--dim { color: $text-muted; }
    & > .pane--reason { color: $text-muted; }
    & > .pane--wrong { color: $text-error; }
    & > .pane--selected { background: $foreground 7%; }
    &:ansi { & > .pane--edge, & > .pane--number, & > .pane--dim, & > .pane--reason { text-style: dim; } }
"""


class Brush:
    """Paints in the styles of a widget's component classes `pane--ROLE` and `pane--selected`."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[bool, dict[str, Style]] = {}

    def clear(self) -> None:
        """Look the styles up again."""
        self._styles.clear()

    def strip(self, row: Row, inner: int, selected: bool, width: int) -> Strip:
        """A row, padded to `inner` cells behind the edge, cut to `width` in all."""
        styles = self.styles(selected)
        segments = [Segment("▌", styles["bar"]) if selected else Segment("│", styles["edge"])]
        run, role = " ", "text"
        for text, other in padded(row, inner):
            if other == role or text.isspace():  # the fewer pieces, the faster it is painted
                run += text
            elif text:
                segments.append(Segment(run, styles[role]))
                run, role = text, other
        segments.append(Segment(run, styles[role]))
        strip = Strip(segments, inner + EDGE)
        return strip if inner + EDGE == width else strip.crop(0, width)

    def styles(self, selected: bool = False) -> dict[str, Style]:
        """The style of each role, on the ground of what is selected or of the rest."""
        return self._styles.get(selected) or self._look(selected)

    def _look(self, selected: bool) -> dict[str, Style]:
        """The style of each role, as the terminal gets it."""
        widget = self._widget
        styles = self._styles[selected] = {}
        for role in ROLES:
            style = widget.get_visual_style(*["pane--selected"] * selected, f"pane--{role}").rich_style
            segments = [Segment(" ", style)]
            for line_filter in widget.get_line_filters():  # once here, and not for every row
                segments = line_filter.apply(segments, widget.background_colors[1])
            styles[role] = segments[0].style or style
        return styles
