"""The text of an essay as it will read, beside its outline: the chosen part near the top, and marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from recall_tui.essays.parts import HEADING
from recall_tui.recall.hits import Hit
from recall_tui.tui.cards import cut, one_line, padded, prepared
from recall_tui.tui.pane import Pane, Strips
from recall_tui.tui.plain import plain
from recall_tui.tui.preview import flowing
from recall_tui.tui.wrap import Row, fill, painted

LONGEST, MOST_ROWS = 20_000, 300
"""So much of one paragraph is laid out, in characters and in rows."""


@dataclass(frozen=True, slots=True)
class Said(Hit):
    """A paragraph or a heading of the compiled text, or what is wrong in place of one."""

    kind: str = ""
    source: str = ""
    """Where it comes from, where it is the last that comes from there."""
    wrong: bool = False


def line(text: str, kind: str, *, source: str = "", wrong: bool = False) -> Said:
    """What a part says; `wrong`: what is wrong with it."""
    return Said("", "", datetime.min, 0.0, text, 0, 0, kind=kind, source=source, wrong=wrong)


class Compiled(Pane):
    """Shows the text. What is chosen is a part, with all of its paragraphs."""

    parts: Sequence[int] = ()
    """The number of the part that each paragraph is of, ascending."""

    def read_on(self, lines: Sequence[Said], parts: Sequence[int], part: int) -> None:
        """Show these paragraphs, which are of parts of these numbers, and choose one part."""
        self.parts = parts
        at = self._place(part)
        self._top = max(0, at - 1)
        self.show(lines, at, laid_out)

    def go(self, part: int) -> None:
        """Choose a part; of what stands before it, the end is still seen."""
        if self.hits:
            self._selected = self._place(part)
            self._top = max(0, self._selected - 1)
            self._draw()

    def _place(self, part: int) -> int:
        return min(bisect_left(self.parts, part), len(self.parts) - 1)

    def turn(self, pages: int) -> int | None:
        """Go on by so many screens; the part that is chosen then."""
        if not self.hits:
            return None
        rows = sorted(set(self._places))
        at = (rows[-1] if pages > 0 else rows[0] - len(rows)) if rows else 0
        return self.parts[max(0, min(at, len(self.hits) - 1))]

    def _is_selected(self, index: int) -> bool:
        return self._selected is not None and self.parts[index] == self.parts[self._selected]

    def _card_strips(self, room: int) -> Strips:
        # Of a long paragraph above, nothing: the chosen one is to be read.
        if self._selected and self._top == self._selected - 1 and len(self._card(self._top)) > room // 3:
            self._top = self._selected
        return super()._card_strips(room)


def laid_out(said: Hit, number: int, age: str, width: int) -> list[Row]:
    """The rows of a paragraph, and of where it comes from."""
    assert isinstance(said, Said)
    room = width - 1
    text = said.text[:LONGEST]
    if said.wrong:
        text = prepared(text)
        rows = [painted(text, line, [], "wrong") for line in fill(text, room)]
    elif said.kind == HEADING:
        marks, _, words = text.partition(" ")
        words = prepared(plain(words, ())[0])
        rows = [
            [(f"{marks} " if n == 0 else "  ", "dim"), *painted(words, row, [], "title")]
            for n, row in enumerate(fill(words, room - len(marks) - 1))
        ]
    else:
        rows = list(islice(flowing(prepared(plain(text, ())[0]), room), MOST_ROWS + 1))
        if len(rows) > MOST_ROWS or len(said.text) > LONGEST:
            rows[MOST_ROWS:] = [[("…", "dim")]]
    if said.source:
        rows.append([(cut(f"— {one_line(said.source)}", room), "dim")])
    return [*(padded(row, width) for row in rows), []]
