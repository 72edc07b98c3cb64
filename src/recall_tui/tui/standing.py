"""What the parts of an essay stand for: compiled beside the event loop, the newest text first."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.errors import RecallError
from recall_tui.essays.parts import EMBED, HEADING, Part, parts
from recall_tui.notebook import Notebook
from recall_tui.tui.aside import aside
from recall_tui.tui.compiled import Said, line
from recall_tui.tui.outline import Outline, Source, Stands, first_words

if TYPE_CHECKING:
    from recall_tui.essays.essay import Piece

UNKNOWN = "…"
"""What stands for an embed until it is known what that is."""
CALM = 0.3
"""Seconds without a change before it is compiled anew."""


class Figures(NamedTuple):
    """How long an essay is, and when it was thought."""

    words: int
    minutes: int
    """It takes to read."""
    years: dict[int, int]
    """How many words are from each year, from the first to the last; own words are from none."""


class _Stands(dict[str, Stands]):
    """What parts stand for, by how they are written; of one that is not known, its own first words."""

    def __missing__(self, written: str) -> Stands:
        found = self[written] = Stands(first_words(written))
        return found


class _Known(NamedTuple):
    """What parts stand for, by how they are written: in the outline, and as it reads."""

    stands: _Stands
    lines: dict[str, tuple[Said, ...]]
    figures: Figures | None = None


class Standing:
    """Knows it of the last text compiled, by how a part is written: one that is moved keeps its words."""

    def __init__(self, notebook: Notebook, told: Callable[[], None]) -> None:
        """`told` is called when more is known."""
        self.notebook = notebook
        self._told = told
        self._wanted: tuple[str, str] | None = None
        self._compiling = False
        self._known = _Known(_Stands(), {})

    @property
    def figures(self) -> Figures | None:
        """None until they are known."""
        return self._known.figures

    @property
    def of(self) -> Mapping[str, Stands]:
        """What a part stands for, by how it is written."""
        return self._known.stands

    def read(self, outline: Outline) -> tuple[list[Said], list[int]]:
        """The essay as it reads, as far as that is known, and the number of the part that each line is of."""
        lines: list[Said] = []
        parts: list[int] = []
        for number, part in enumerate(outline.parts):
            written = outline.written(number)
            said = self._known.lines.get(written)
            if said is None:
                said = (line(written if part.kind != EMBED else UNKNOWN, part.kind),)
            lines += said
            parts += [number] * len(said)
        return lines, parts

    def want(self, path: str, text: str) -> bool:
        """Let this text of the note at a path be the next to be compiled; whether `compile` is to be run."""
        self._wanted = path, text
        idle, self._compiling = not self._compiling, True
        return idle

    async def compile(self) -> None:
        """Compile what is wanted, unless a newer text comes meanwhile."""
        try:
            while wanted := self._wanted:
                if self._known.lines:  # who moves a part sees what is known of it at once
                    await asyncio.sleep(CALM)
                if self._wanted is not wanted:
                    continue
                self._wanted = None
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
    pieces: dict[int, list[Piece]] = defaultdict(list)
    problems: dict[int, list[str]] = defaultdict(list)
    for piece in done.pieces:
        pieces[piece.line].append(piece)
    for problem in done.problems:
        for number in problem.at:
            problems[number].append(problem.at_embed(path, number))
    counts = [words(piece.text) for piece in done.pieces]
    count = sum(counts)
    known = _Known(_Stands(), {}, Figures(count, minutes(count), years(done.pieces, counts)))
    for part in parts(text):
        written = text[part.start : part.end]
        if written not in known.lines:  # what is embedded twice says the same
            of_it, wrong = pieces[part.line], problems[part.line]
            known.lines[written] = tuple(_read(part, of_it, wrong))
            embeds = part.kind == EMBED
            known.stands[written] = _seen(written, of_it, wrong) if embeds else Stands(first_words(written))
    return known


def _seen(written: str, pieces: list[Piece], wrong: list[str]) -> Stands:
    """What an embed stands for, in the outline."""
    words = next((piece.text for piece in pieces if piece.kind != HEADING), "")
    words = words or next((piece.text for piece in pieces), "") or written.strip("![]")
    origins = {piece.origin.path: piece.origin for piece in reversed(pieces) if piece.origin}
    source = None
    if origins:
        first = next(piece.origin for piece in pieces if piece.origin)
        source = Source(first.path, first.start, first.title, first.date, len(origins))
    return Stands(first_words(words), source, " ".join(wrong))


def _read(part: Part, pieces: list[Piece], wrong: list[str]) -> Iterator[Said]:
    """What a part says, as it reads; what is wrong stands before the rest."""
    for problem in wrong:
        yield line(problem, part.kind, wrong=True)
    for at, piece in enumerate(pieces):
        origin = piece.origin
        after = pieces[at + 1].origin if at + 1 < len(pieces) else None
        last = origin and (after is None or after.path != origin.path)
        source = f"{origin.title}, {origin.date:%Y-%m-%d}" if origin and last else ""
        yield line(piece.text, piece.kind, source=source)
