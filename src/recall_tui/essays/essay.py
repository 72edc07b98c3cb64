"""What an essay is made of, and what it becomes: values, and what is asked of the notes around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple, Protocol

from recall_tui.notes.note import Link

THREAD = "thread"
"""The alias of an embed that stands for the whole thread up to its note."""


@dataclass(frozen=True, slots=True)
class Source:
    """A note that an essay may embed."""

    path: str
    text: str
    """The whole text, front matter included."""
    title: str
    date: datetime


class Sources(Protocol):
    """The notes around an essay, as the one who asks knows them."""

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        """The paths of the notes that a name may mean in a note."""

    def read(self, path: str) -> Source:
        """A note. Raises NoteError."""

    def thread(self, path: str) -> Sequence[str]:
        """The thread of a note from its beginning to it, by paths."""

    def shown(self, link: Link, source: str) -> str:
        """What a link to a note shows that has no text of its own; plain text."""

    def picture(self, target: str, source: str) -> str | None:
        """The address that a picture which a note names has in the result; None where it is not there."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a piece comes from."""

    path: str
    title: str
    date: datetime
    start: int
    """Where the passage begins in the note's text, in characters."""
    end: int
    digest: str
    """Of the passage as it stands there (see `digest`)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or another block, of the expanded essay."""

    kind: str
    """`heading` or `prose`."""
    text: str
    """In Markdown; lines end with `\\n`, and there are no blanks around it."""
    origin: Origin | None = None
    """None for the essay's own words."""
    line: int = 0
    """The line of the essay that it is of, from 1: its own, or that of an embed; 0 for none."""


class Problem(NamedTuple):
    """What keeps an essay from being compiled."""

    path: str
    """The note it is in."""
    line: int
    """From 1."""
    what: str
    """A sentence, that begins with what stands there."""
    at: tuple[int, ...] = ()
    """The lines of the essay that lead there, from 1."""
    ends: bool = False
    """Whether nothing was expanded from there on."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"

    def at_embed(self, path: str, line: int) -> str:
        """As it is said at an embed of the essay: with the place, where that is in another note."""
        return self.what if (self.path, self.line) == (path, line) else str(self)


@dataclass(frozen=True, slots=True)
class Expansion:
    """An essay with all that it stands for."""

    title: str
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    """Embeds that stand for nothing; their places in the pieces are empty."""
    notices: tuple[str, ...]
    """What is not as one may expect: sentences."""
    sources: dict[str, str]
    """The notes that are embedded, in order, with a digest of the text of each."""


class Place(NamedTuple):
    """What an embed stands for: a part of a note's text."""

    path: str
    start: int
    end: int


def digest(text: str) -> str:
    """Of a text, in 16 hexadecimal digits; blanks around it don't count."""
    return blake2b(text.strip().encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
