"""What differs between two texts, or would be changed in several, line by line, and a question about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from recall_tui.notes.merging import aligned
from recall_tui.tui.ask import Ask
from recall_tui.tui.clean import clean
from recall_tui.tui.wrap import joins

if TYPE_CHECKING:
    from recall_tui.acts.edits import Edit

CONTEXT = 2
"""Lines that are shown before and after what differs."""
LONGEST = 2_000
"""How much of a line is shown, in characters."""
MOST = 1_000
"""How many lines are shown."""

_LOOKS = {
    "-": "$text-error on $error-muted", "+": "$text-success on $success-muted", " ": "$text-muted",
    "=": "bold",
}  # fmt: skip

Line = tuple[str, str]
"""What became of it (`-` gone, `+` come, ` ` neither; `=` names the note that the next ones are of), and its
text."""


class Comparing(Ask):
    """Asks, and shows lines of texts that differ; the result is as that of `Ask`."""

    DEFAULT_CSS = """
    Comparing > VerticalScroll { width: 110; max-width: 100%; max-height: 100%; }
    Comparing #difference { height: auto; max-height: 60vh; margin-bottom: 1; scrollbar-size-vertical: 1; }
    Comparing #difference Static { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown,space", "turn(1)", show=False),
        Binding("pageup", "turn(-1)", show=False),
    ]

    def __init__(self, question: str, lines: Iterable[Line], answers: Sequence[str]) -> None:
        """`lines` as `differences` or `changes` gives them."""
        super().__init__(question, answers)
        self._lines = list(lines)

    def compose_matter(self) -> ComposeResult:
        with VerticalScroll(id="difference", can_focus=False):
            yield Static(Content("\n").join(map(_painted, self._lines)))

    def action_turn(self, pages: int) -> None:
        difference = self.query_one("#difference")
        step = max(1, difference.size.height - 1)
        difference.scroll_relative(y=pages * step, animate=False)


def differences(before: str, after: str) -> Iterator[Line]:
    """What differs, with some lines around it; at most some `MOST` lines, the last of which says so."""
    return _first(_all(before.split("\n"), after.split("\n")))


def changes(edits: Iterable[Edit]) -> Iterator[Line]:
    """What changes in several notes; as many lines as of `differences`."""
    return _first(_of_each(edits))


def _first(lines: Iterator[Line]) -> Iterator[Line]:
    yield from islice(lines, MOST)
    if next(lines, None):
        yield " ", "… and more, which is not shown"


def _of_each(edits: Iterable[Edit]) -> Iterator[Line]:
    for edit in edits:
        yield "=", edit.path
        for _, before, after in edit.lines:
            for kind, lines in (("-", before), ("+", after)):
                yield from ((kind, line) for line in lines.split("\n") if line)


def _all(old: list[str], new: list[str]) -> Iterator[Line]:
    row = place = 0
    if old == new:
        yield " ", "The two texts are the same."
        return
    for start, begin, many in aligned(old, new):
        yield from (("-", line) for line in old[row:start])
        yield from (("+", line) for line in new[place:begin])
        differed = row < start or place < begin
        row, place = start + many, begin + many
        after = CONTEXT if differed else 0
        before = CONTEXT if row < len(old) or place < len(new) else 0
        between = many - after - before
        if between > 1:
            yield from ((" ", line) for line in old[start : start + after])
            yield " ", f"… {between:,} lines that are the same"
            start = row - before
        yield from ((" ", line) for line in old[start:row])


def _painted(line: Line) -> Content:
    kind, text = line
    if len(text) > LONGEST:
        end = next(n for n in range(LONGEST, 0, -1) if not joins(text, n))
        text = f"{text[:end]} … ({len(text) - end:,} characters more)"
    mark = f"{kind} ".removeprefix("= ")
    return Content.styled(f"{mark}{clean(text)}", _LOOKS[kind])
