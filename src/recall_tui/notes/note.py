"""What a note is: values only, no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ENDINGS = (".md", ".markdown", ".txt")
"""File name endings of notes, lower case; a file's own ending is compared in any case."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a note: the unit that is recalled, cited and linked."""

    start: int
    """Where it begins, in characters from the start of the note's text."""
    end: int
    """Where it ends, in characters, exclusive; no trailing newline."""
    headings: tuple[str, ...] = ()
    """The headings it stands under, outermost first, without their `#` marks."""
    block_id: str | None = None
    """The `^id` written at its end, without the caret."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in a text."""

    start: int
    """Where its markup begins, in characters."""
    end: int
    """Where its markup ends, in characters, exclusive."""
    target: str
    """The note it names, percent-decoded, without heading or block; empty for a link within the note."""
    heading: str | None = None
    """`h` or `h1#h2` of `[[a#h1#h2]]`."""
    block_id: str | None = None
    text: str | None = None
    """What is shown instead of the target (`[[a|text]]`, `[text](a.md)`)."""
    embed: bool = False
    kind: str = "wiki"
    """`wiki`, `markdown`, `denote`, `name` (one in the front matter without any marks) or, where that is
    asked for, `file` (a Markdown link to a file that is no note)."""
    written: tuple[int, int] = field(default=(0, 0), compare=False)
    """Where the target is written (start, end), in characters, as the text has it; empty for none."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note, read and understood."""

    path: str
    """Path from the folder's root, `/` always, with its ending."""
    text: str
    """The whole text as it is in the file, front matter included; newlines are kept as they are."""
    title: str
    date: datetime
    """When it was written (see `date_from`), without a time zone: the writer's own clock."""
    date_from: str
    """What told the date: `front matter`, `file name`, `birth` or `modified`."""
    body: int = 0
    """Where the text after the front matter begins, in characters."""
    tags: tuple[str, ...] = ()
    """Without `#`, as written, in order of appearance, each once."""
    aliases: tuple[str, ...] = ()
    prev: str | None = None
    """The target of the note it continues, as written in its `prev` link."""
    next: tuple[str, ...] = ()
    """The targets of the notes that are said to continue it, as other tools write it: the other direction."""
    identifier: str | None = None
    """`id`/`identifier` of the front matter or of a Denote file name."""
    links: tuple[Link, ...] = ()
    """In order; those of the front matter's `prev` and `next` too."""
    passages: tuple[Passage, ...] = ()
    drawer: tuple[int, int] | None = None
    """Where an essay's drawer stands, in characters; what it says counts for nothing but its links."""
    problems: tuple[str, ...] = ()
    """What could not be understood (front matter, dates); sentences for `recall doctor`."""

    @property
    def id(self) -> str:
        """The path without its ending."""
        return note_id(self.path)


def note_id(path: str) -> str:
    """A note's id: its path from the root without the ending."""
    return path[: path.rindex(".")] if path.lower().endswith(ENDINGS) else path
