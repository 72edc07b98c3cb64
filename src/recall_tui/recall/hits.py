"""What goes into the engine and what comes out of it: values shared by the pane, the CLI and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """The text being written, with its cursor."""

    lines: Sequence[str]
    """Its lines without their `\\n`; at least one."""
    row: int = 0
    """The cursor's line, from 0."""
    column: int = 0
    """The cursor's place in that line, in characters from 0."""
    selection: str = ""
    """The selected text; where there is any, it alone is the query."""
    typing: bool = False
    """Whether the word before the cursor may still grow: it then counts when it is finished."""

    @staticmethod
    def at(text: str, cursor: int | None = None) -> Draft:
        """A draft from one string, the cursor in characters from its start (default: its end)."""
        cursor = len(text) if cursor is None else max(0, min(cursor, len(text)))
        before = text[:cursor]
        return Draft(text.split("\n"), before.count("\n"), cursor - (before.rfind("\n") + 1))


@dataclass(frozen=True, slots=True)
class Reason:
    """One term that brought a hit up."""

    term: str
    """The word as the person wrote it in the draft (not its stem)."""
    share: float
    """Its part of the score, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One past self: a note, and the passage of it that answers best."""

    path: str
    """The note's path from the folder's root, with its ending."""
    title: str
    date: datetime
    score: float
    text: str
    """The passage's text."""
    start: int
    """Where the passage begins in the note's text, in characters."""
    end: int
    marks: tuple[tuple[int, int], ...] = ()
    """The matching words, as (start, end) character offsets in `text`, ascending, not overlapping; none far
    down a list, which no screen shows."""
    why: tuple[Reason, ...] = field(default=())
    """The three to five terms that brought it up, strongest first."""
    headings: tuple[str, ...] = ()
    """The headings the passage stands under, outermost first."""
    label: str = ""
    """Why it is shown when it is no answer to a draft, e.g. "on this day"; empty otherwise."""
    alike: tuple[str, ...] = ()
    """The paths of notes that say nearly the same in the same words, and stand behind this one."""
    thread: tuple[int, int] | None = None
    """Its place in its thread, from 1, and how many notes that has; None for a note by itself."""
    folded: tuple[str, ...] = ()
    """The paths of further hits in its thread or in branches of it, where these are folded into one."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one term of the query adds to a note's score."""

    term: str
    """As it is indexed (a stem)."""
    word: str
    """As the draft has it."""
    weight: float
    """1 in the block being written, less in what stands before it and in headings; times its occurrences."""
    count: int
    """How often the note has it; in its names three times each."""
    notes: int
    """How many notes have it."""
    idf: float
    saturation: float
    """k1 (1 - b + b · length / mean length): the larger, the less an occurrence says."""
    score: float
    """weight · idf · count (k1 + 1) / (count + saturation)."""


@dataclass(frozen=True, slots=True)
class Boost:
    """What something other than a term adds to a note's score."""

    name: str
    """`name` (its name stands in the draft), `links` (linked with the best) or `linked` (much linked)."""
    score: float
    detail: str
    """In words, e.g. "12 notes link to it"."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a note scores what it scores: the parts and boosts add up to the score."""

    path: str
    title: str
    score: float
    parts: tuple[Part, ...]
    """By score, best first."""
    boosts: tuple[Boost, ...]
    length: int
    """Terms in the note."""
    mean: float
    """Terms in a note on average."""
