"""What the parts of an essay stand for: compiled beside the event loop, the newest text first."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.errors import RecallError
from recall_tui.essays.parts import EMBED, HEADING, parts
from recall_tui.notebook import Notebook
from recall_tui.tui.aside import aside
from recall_tui.tui.compiled import Said, line
from recall_tui.tui.outline import Outline, Source, Stands, first_words

if TYPE_CHECKING:
    from recall_tui.essays.essay import Piece, Problem

CALM = 0.1
"""Seconds that are waited for another change before compiling."""


class Figures(NamedTuple):
    """How long an essay is, and when it was thought."""

    words: int
    minutes: int
    """It takes to read."""
    years: dict[int, int]
    """How many words are from each year, from the first to the last; own words are from none."""


class _Known(NamedTuple):
    """What parts stand for, and what is wrong with them, by how they are written."""

    pieces: dict[str, list[Piece]]
    wrong: dict[str, list[Problem]]
    figures: Figures | None = None


class Standing:
    """Knows it of the last text compiled, by how a part is written: one that is moved keeps its words."""

    def __init__(self, notebook: Notebook, told: Callable[[], None]) -> None:
        """`told` is called when more is known."""
        self.notebook = notebook
        self._told = told
        self._wanted: tuple[str, str] | None = None
        self._compiling = False
        self._known = _Known({}, {})

    @property
    def figures(self) -> Figures | None:
        """None until they are known."""
        return self._known.figures

    def of(self, kind: str, written: str) -> Stands:
        """What a part of a kind stands for, by how it is written."""
        pieces = self._known.pieces.get(written, [])
        if kind != EMBED:
            return Stands(first_words(written))
        wrong = " ".join(problem.what for problem in self._known.wrong.get(written, []))
        words = next((piece.text for piece in pieces if piece.kind != HEADING), "")
        words = words or next((piece.text for piece in pieces), "") or written
        froms = {piece.origin.path: piece.origin for piece in pieces if piece.origin}
        source = None
        if froms:
            first = next(iter(froms.values()))
            source = Source(first.path, first.start, first.title, first.date, len(froms))
        return Stands(first_words(words), source, wrong)

    def lines(self, outline: Outline, now: datetime) -> Iterator[Said]:
        """The essay as it reads, as far as that is known; what is wrong stands in its place."""
        for number, part in enumerate(outline.parts):
            written = outline.written(number)
            for problem in self._known.wrong.get(written, []):
                yield line(str(problem), now, number, part.kind, wrong=True)
            pieces = self._known.pieces.get(written)
            if pieces is None:
                text = written if part.kind != EMBED else "…"
                yield line(text, now, number, part.kind)
                continue
            for at, piece in enumerate(pieces):
                origin = piece.origin
                after = pieces[at + 1].origin if at + 1 < len(pieces) else None
                last = origin and (after is None or after.path != origin.path)
                source = f"{origin.title}, {origin.date:%Y-%m-%d}" if origin and last else ""
                path = origin.path if origin else ""
                yield line(piece.text, now, number, piece.kind, path=path, source=source)

    async def look(self, path: str, text: str) -> None:
        """Compile a text of the note at a path, unless a newer one comes meanwhile."""
        self._wanted = path, text
        if self._compiling:
            return
        self._compiling = True
        try:
            while self._wanted:
                await asyncio.sleep(CALM)
                wanted, self._wanted = self._wanted, None
                try:
                    done = await aside(_compiled, self.notebook, *wanted)
                except RecallError:  # the folder is gone: whoever saves says so
                    continue
                if not self._wanted:
                    self._known = done
                    self._told()
        finally:
            self._compiling = False


def _compiled(notebook: Notebook, path: str, text: str) -> _Known:
    from recall_tui.acts.stitching import NotesAround
    from recall_tui.essays.essay import Source as Note
    from recall_tui.essays.expanding import expand
    from recall_tui.essays.measuring import minutes, words, years

    title = notebook.title(path) if path else ""
    done = expand(Note(path, text, title, datetime.now()), NotesAround(notebook))
    found = parts(text)
    written = [text[part.start : part.end] for part in found]
    firsts = [part.line for part in found]
    count = sum(words(piece.text) for piece in done.pieces)
    figures = Figures(count, minutes(count), years(done.pieces))
    known = _Known({each: [] for each in written}, {}, figures)
    first: dict[str, int] = {}
    for piece in done.pieces:
        at = bisect_right(firsts, piece.line) - 1
        if at >= 0 and first.setdefault(written[at], at) == at:  # what is embedded twice says the same
            known.pieces[written[at]].append(piece)
    for problem in done.problems:
        for number in problem.at:
            known.wrong.setdefault(written[bisect_right(firsts, number) - 1], []).append(problem)
    return known
