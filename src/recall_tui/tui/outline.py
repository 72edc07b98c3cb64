"""The outline of an essay: its parts as rows that one moves through, sections folded or open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from recall_tui.essays.parts import EMBED, HEADING, Part, parts, section
from recall_tui.recall.hits import Hit
from recall_tui.tui.cards import cut, one_line, padded
from recall_tui.tui.plain import plain
from recall_tui.tui.wrap import Row, cells, fill, painted

INDENT, DEEPEST = 2, 6
"""Cells a level is set in by, and how many levels are."""
LONGEST = 400
"""So much of a part is looked at for its first words, in characters."""
WRONG_ROWS = 3
KEPT = 4_000
"""So many rows are kept."""


class Source(NamedTuple):
    """Where what an embed stands for comes from: its first note."""

    path: str
    start: int
    """Where in that note it begins, in characters."""
    title: str
    written: datetime
    notes: int = 1
    """How many there are."""


@dataclass(frozen=True, slots=True, eq=False)  # so it is quick to look up
class Stands:
    """What a part stands for, as far as it is known."""

    words: str
    """Its first words."""
    source: Source | None = None
    wrong: str = ""
    """Why it stands for nothing."""


@dataclass(frozen=True, slots=True)
class Entry(Hit):
    """A part as it stands in the outline; `text` are its first words."""

    kind: str = ""
    depth: int = 0
    section: int = 1
    """How many parts a heading stands for."""
    folded_in: bool = False
    """Whether these are hidden."""
    source: Source | None = None
    wrong: str = ""


@dataclass(slots=True)
class Outline:
    """The parts of an essay, which of them is chosen, and which sections are folded."""

    text: str = ""
    parts: list[Part] = field(default_factory=list)
    chosen: int = 0
    _written: list[str] = field(default_factory=list)
    _entries: dict[tuple[object, ...], Entry] = field(default_factory=dict)  # they change seldom
    _folded: set[str] = field(default_factory=set)  # by how their headings are written, since numbers change

    def read(self, text: str, chosen: int | None = None) -> None:
        """The essay is this from now on. A chosen part is seen, whatever was folded."""
        self.text, self.parts = text, parts(text)
        self._written = [text[part.start : part.end] for part in self.parts]
        self.chosen = max(0, min(self.chosen if chosen is None else chosen, len(self.parts) - 1))
        if chosen is not None:
            self._folded -= {self.written(n) for n in self._above(self.chosen)}

    def at_line(self, line: int) -> int:
        """The part that a line, from 1, is in or behind."""
        return max(sum(part.line <= line for part in self.parts) - 1, 0)

    def written(self, part: int) -> str:
        """A part as it is written."""
        return self._written[part]

    @property
    def many(self) -> int:
        """How many parts go with the chosen one: a heading stands for its section."""
        return section(self.parts, self.chosen) if self.parts else 0

    @property
    def seen(self) -> int:
        """How many parts the chosen row stands for: a section that is folded is one row."""
        return self.many if self.folded else 1

    @property
    def folded(self) -> bool:
        """Whether the chosen part is a section that is folded."""
        return bool(self.parts) and self._is_folded(self.chosen)

    def fold(self, fold: bool) -> bool:
        """Fold or open the chosen section; to fold any other part is to go to its heading.

        Whether something has changed.
        """
        if not self.parts:
            return False
        if fold and (self.many == 1 or self.folded):
            above = self._above(self.chosen)
            self.chosen = above[-1] if above else self.chosen
            return bool(above)
        if self.many == 1:
            return False
        (self._folded.add if fold else self._folded.discard)(self.written(self.chosen))
        return True

    def shown(self) -> Sequence[int]:
        """The parts that are not folded away."""
        if not self._folded:
            return range(len(self.parts))
        found = []
        at = 0
        while at < len(self.parts):
            found.append(at)
            at += section(self.parts, at) if self._is_folded(at) else 1
        return found

    def entries(self, stands: Mapping[str, Stands], now: datetime) -> list[Entry]:
        """The rows of all that are shown; `stands` knows what a part stands for, by how it is written."""
        found = []
        top = min((part.level for part in self.parts if part.level), default=0)
        within = 0
        for at in self.shown():
            part, depth, many, folded = self.parts[at], within, 1, False
            if part.heading:
                within = part.level - top + 1
                depth, many, folded = within - 1, section(self.parts, at), self._is_folded(at)
            key = (stands[self._written[at]], part.kind, depth, many, folded)
            if key not in self._entries:
                self._entries[key] = _entry(*key, now)
            found.append(self._entries[key])
        if len(self._entries) > KEPT:
            self._entries.clear()
        return found

    def _is_folded(self, part: int) -> bool:
        return bool(self.parts[part].level) and self.written(part) in self._folded

    def _above(self, part: int) -> list[int]:
        """The headings that a part stands under, outermost first."""
        found: list[int] = []
        level = self.parts[part].level or 7 if self.parts else 0
        for at in range(part - 1, -1, -1):
            if 0 < self.parts[at].level < level:
                found.append(at)
                level = self.parts[at].level
        return found[::-1]


def _entry(known: Stands, kind: str, depth: int, many: int, folded: bool, now: datetime) -> Entry:
    return Entry(
        path="",
        title="",
        date=now,
        score=0.0,
        text=known.words,
        start=0,
        end=0,
        kind=kind,
        depth=depth,
        section=many,
        folded_in=folded,
        source=known.source,
        wrong=known.wrong,
    )


def first_words(text: str) -> str:
    """The first words of a passage as it reads, on one line."""
    said, _ = plain(text[:LONGEST].lstrip("#>-*+ \t"), ())
    return one_line(said)


def laid_out(entry: Hit, number: int, age: str, width: int) -> list[Row]:
    """The rows of a part: a heading and own words in one, an embed with where it comes from in a second."""
    assert isinstance(entry, Entry)
    room = width - 1
    indent = (" " * min(INDENT * min(entry.depth, DEEPEST), room // 3), "text")
    room -= len(indent[0])
    if entry.kind == HEADING:
        rows = [_heading(entry, room)]
    elif entry.kind == EMBED:
        bar = ("│ ", "bar")
        rows = [[bar, *row] for row in _embed(entry, room - 2)]
    else:
        rows = [[(cut(entry.text, room), "text")]]
    return [padded([indent, *row], width) for row in rows]


def _heading(entry: Entry, room: int) -> Row:
    sign = ("▸ " if entry.folded_in else "▾ ") if entry.section > 1 else "  "
    count = f" {entry.section - 1:,}" if entry.folded_in else ""
    return [(sign, "dim"), (cut(entry.text, room - 2 - len(count)), "title"), (count, "dim")]


def _embed(entry: Entry, room: int) -> Iterator[Row]:
    yield [(cut(entry.text, room), "text")]
    if entry.wrong:
        said = one_line(entry.wrong)
        for line, _ in zip(fill(said, room), range(WRONG_ROWS), strict=False):
            yield painted(said, line, [], "wrong")
    elif entry.source:
        day = f"{entry.source.written:%Y-%m-%d}"
        day = f"{entry.source.notes:,} notes" if entry.source.notes > 1 else day
        beside = room >= 2 * len(day) + 4
        name = cut(one_line(entry.source.title), room - len(day) - 2 if beside else room)
        gap = " " * (room - cells(name) - len(day)) if beside else ""
        yield [(name, "dim"), (gap, "dim"), (day if beside else "", "dim")]
