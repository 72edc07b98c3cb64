"""The drawer of an essay: passages to be written with, in a comment at the end of the essay's own text.

    %% drawer
    - [[bread#^a1]] “A sourdough loaf rises overnight …”
    - [[rain#Barrels]] “Two barrels of rain water keep …”
    - ![[third|thread]]
    %%

An entry is an item of that list: a link, and the words by which its passage is found again (see `wording`).
Other tools show nothing of it, and follow its links when notes are renamed. What else a person writes there
stays; lines that are indented belong to the entry above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from recall_tui.errors import EssayError
from recall_tui.essays.essay import THREAD
from recall_tui.notes.blocks import DRAWER, read_blocks
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.links import find_links
from recall_tui.notes.note import Link

_ITEM = re.compile(r"[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_WORDS = re.compile(r"[ \t]*(?:“([^“”\n]*)”|\"([^\"\n]*)\")")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage, a note or a thread in a drawer."""

    link: str
    """As it is written: `[[note#^id]]`, `[[note#heading]]`, `[[note]]`, a Markdown link, or the embed
    `![[note|thread]]` for the whole thread up to a note."""
    words: str = ""
    """What names the passage, in one of the forms of `wording`; "" where the link says it all."""

    @property
    def named(self) -> Link:
        """What the link names."""
        return find_links(self.link)[0]

    @property
    def thread(self) -> bool:
        """Whether it is a whole thread, up to the note that it names."""
        return self.link.startswith("!") and self.link.endswith(f"|{THREAD}]]")

    def line(self) -> str:
        """The item that it is written as, with the newline."""
        return f"- {self.link}" + (f" “{self.words}”" if self.words else "") + "\n"


class _Item(NamedTuple):
    entry: Entry
    start: int
    """Where its lines begin, in characters of the essay's text."""
    end: int
    """Where the next line begins."""


def entries(text: str) -> list[Entry]:
    """What lies in the drawer of an essay, in order."""
    return [item.entry for item in _items(text)] if DRAWER in text else []


def where(text: str) -> tuple[int, int] | None:
    """Where the drawer stands in an essay's text, as (start, end) in characters; None where there is none."""
    return read_blocks(text, read_front_matter(text).body).drawer if DRAWER in text else None


def add(text: str, *new: Entry) -> str:
    """The essay with more in its drawer, which is made at its end where there is none. Raises EssayError."""
    lines = "".join(entry.line() for entry in new)
    place = where(text)
    if place:
        start, at = place[0], text.rfind("\n", 0, place[1]) + 1
        after = text[:at] + lines + text[at:]
    else:
        before = _apart(text)
        start, after = len(before), f"{before}{DRAWER}\n{lines}%%\n"
    if (where(after) or (-1,))[0] != start or entries(after) != [*entries(text), *new]:
        raise EssayError(
            "Nothing was put into the drawer: it cannot stand at the end of this note, which leaves something"
            f" open: a block of code, or a line {DRAWER} without a line %% below. Close that first."
        )
    return after


def drop(text: str, number: int) -> str:
    """The essay without an entry, from 0; without the drawer where nothing is left in it.

    Raises EssayError.
    """
    item = _item(_items(text), number)
    after = text[: item.start] + text[item.end :]
    place = where(after)
    if place and not "".join(after[slice(*place)].split("\n")[1:-1]).strip():
        return without(after)
    return after


def move(text: str, number: int, to: int) -> str:
    """The essay with an entry so that it is number `to`, both from 0. Raises EssayError."""
    items = _items(text)
    moved, other = _item(items, number), _item(items, to)
    lines = text[moved.start : moved.end]
    if to < number:
        return text[: other.start] + lines + text[other.start : moved.start] + text[moved.end :]
    return text[: moved.start] + text[moved.end : other.end] + lines + text[other.end :]


def without(text: str) -> str:
    """The essay without its drawer, and without the blank line above that."""
    place = where(text)
    if not place:
        return text
    start, end = place
    if text.endswith("\n\n", 0, start) or text[:start] == "\n":
        start -= 1
    return text[:start] + text[end + text.startswith("\n", end) :]


def at_end(text: str) -> str:
    """The essay with its drawer at the end, where that stands above something else."""
    place = where(text)
    if not place or not text[place[1] :].strip():
        return text
    return f"{_apart(without(text))}{text[slice(*place)]}\n"


def _apart(text: str) -> str:
    """A text with a blank line at its end, if it is any."""
    return f"{text}\n" if text.endswith("\n") else f"{text}\n\n" if text else ""


def _item(items: list[_Item], number: int) -> _Item:
    if not 0 <= number < len(items):
        held = f"{len(items):,} {'passage' if len(items) == 1 else 'passages'}"
        raise EssayError(f"There is no passage {number + 1:,} in this drawer: it holds {held}.")
    return items[number]


def _items(text: str) -> list[_Item]:
    place = where(text)
    return list(_read(text, *place)) if place else []


def _read(text: str, start: int, end: int) -> Iterator[_Item]:
    """The entries of the drawer text[start:end]; items without a link are none."""
    begun: tuple[Entry, int] | None = None
    at = text.index("\n", start) + 1
    for line in text[at:end].split("\n"):
        if line[:1] not in (" ", "\t"):
            if begun:
                yield _Item(*begun, at)
            entry = _entry(line)
            begun = (entry, at) if entry else None
        at += len(line) + 1


def _entry(line: str) -> Entry | None:
    mark = _ITEM.match(line)
    links = find_links(line[mark.end() :]) if mark else ()
    if not mark or not links or links[0].start:
        return None
    link = line[mark.end() :][: links[0].end]
    words = _WORDS.match(line, mark.end() + links[0].end)
    return Entry(link, (words[1] or words[2] or "").strip() if words else "")
