"""An essay seen from above: its parts with their sources, and the beginning of a new one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from recall_tui.acts.stitching import NotesAround, source
from recall_tui.essays.essay import Expansion
from recall_tui.essays.expanding import expand
from recall_tui.essays.measuring import minutes, words, years
from recall_tui.essays.parts import Part, embed, parts
from recall_tui.notebook import Notebook


@dataclass(frozen=True, slots=True)
class Row:
    """A part of an essay."""

    part: Part
    level: int
    """How many headings it stands below."""
    said: str
    """Its heading, how its prose begins, or what the embedded note is called: on one line."""
    words: int
    """With all that an embed stands for."""
    path: str | None = None
    """The note that an embed names."""
    dates: tuple[datetime, datetime] | None = None
    """When the first and the last was written of what an embed stands for."""
    problem: str = ""
    """What is wrong with the embed, or with one in it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An essay seen from above."""

    rows: tuple[Row, ...]
    expansion: Expansion
    words: int
    own: int
    """How many of the words are not from other notes."""
    minutes: int
    """It takes to read."""
    years: dict[int, int]
    """How many words are from each year, from the first to the last."""


def outline(notebook: Notebook, path: str, text: str | None = None) -> Outline:
    """The outline of an essay; of `text`, where it is being written. Raises NoteError."""
    essay, around = source(notebook, path, text), NotesAround(notebook)
    expansion = expand(essay, around)
    counts: Counter[int] = Counter()  # by line of the essay, as the others
    whens: dict[int, list[datetime]] = defaultdict(list)
    own = 0
    each = [words(piece.text) for piece in expansion.pieces]
    for piece, many in zip(expansion.pieces, each, strict=True):
        counts[piece.line] += many
        own += 0 if piece.origin else many
        if piece.origin:
            whens[piece.line].append(piece.origin.date)
    problems = {line: problem for problem in reversed(expansion.problems) for line in problem.at}
    rows = []
    levels: list[int] = []
    for part in parts(essay.text):
        if part.level:
            levels = [level for level in levels if level < part.level]
        said, named = _said(notebook, around, essay.text, part, path)
        days = whens[part.line]
        dates = (min(days), max(days)) if days else None
        what = problems[part.line].at_embed(path, part.line) if part.line in problems else ""
        rows.append(Row(part, len(levels), said, counts[part.line], named, dates, what))
        if part.level:
            levels.append(part.level)
    total = counts.total()
    return Outline(tuple(rows), expansion, total, own, minutes(total), years(expansion.pieces, each))


def begun(title: str, parts: Iterable[str]) -> str:
    """The text of a new essay of these parts, in order."""
    return "\n\n".join([f"# {' '.join(title.split())}", *(part.strip("\n") for part in parts)]) + "\n"


def embeds(notebook: Notebook, paths: Iterable[str]) -> list[str]:
    """The lines that embed notes, in order, each once."""
    return [embed(notebook.link_to(path)) for path in dict.fromkeys(paths)]


def thread_of(notebook: Notebook, path: str) -> tuple[str, ...]:
    """The notes of the thread of a note, on its branch, by their paths."""
    found = notebook.engine.threads.thread(path)
    return found.notes if found else (path,)


def _said(
    notebook: Notebook, around: NotesAround, text: str, part: Part, path: str
) -> tuple[str, str | None]:
    """What a part says on one line, and the note that it embeds."""
    if part.heading:
        return part.heading.text, None
    if not part.link:
        first = text[part.start : part.end].split("\n", 1)[0]
        return " ".join(first.split()), None
    found = around.candidates(part.link.target, path)
    named = found[0] if len(found) == 1 else None
    title = notebook.title(named) if named else part.link.target
    place = f"^{part.link.block_id}" if part.link.block_id else part.link.heading
    if place:
        return f"{title} › {place}", named
    return (f"{title}, the thread" if part.thread else title), named
