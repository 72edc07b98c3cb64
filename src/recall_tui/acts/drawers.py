"""The drawer of an essay: what is put there, and where that stands in the notes now.

How a drawer is written says `essays.drawer`, how a passage is named and found again `essays.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from typing import Literal
from urllib.parse import quote

from recall_tui.acts.threads import link_by_id
from recall_tui.errors import NoteError
from recall_tui.essays import parts
from recall_tui.essays.drawer import Entry, entries
from recall_tui.essays.wording import DOTS, Place, find, name, plain
from recall_tui.folder.files import encode
from recall_tui.folder.planned import Change, Plan
from recall_tui.notebook import UNSAFE, Notebook
from recall_tui.notes import anchors
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.links import find_links
from recall_tui.notes.note import Passage
from recall_tui.notes.resolve import fold

State = Literal["", "changed", "lost", "gone", "ambiguous"]
STATES: Mapping[str, str] = {
    "changed": "other words by now",
    "lost": "not found there any more",
    "gone": "no note is called so any more",
    "ambiguous": "several notes are called so",
}
"""What is said of a passage that is not found as it was."""

LONGEST_HEADING = 200
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_SET_APART = re.compile(r"[>|]|```|~~~|\t| {4}")
"""What a block begins with that has its id on a line of its own."""


@dataclass(frozen=True, slots=True)
class Held:
    """An entry of a drawer, and what it names as that is now."""

    entry: Entry
    path: str
    """The path of the note; of a thread, of its last one; "" where there is none."""
    start: int = 0
    end: int = 0
    text: str = ""
    """The passage; the words that named it, where it is not found; the posts of a thread."""
    state: State = ""
    headings: tuple[str, ...] = ()
    whole: bool = False
    """Whether it is a whole block of its note."""
    notes: tuple[str, ...] = ()
    """The paths of a thread's notes."""

    @property
    def place(self) -> tuple[object, ...]:
        """What two entries share that name the same."""
        found = self.path and self.state in ("", "changed")
        return (self.path, self.start, self.end, bool(self.notes)) if found else (self.entry,)


# What lies in a drawer


def held(notebook: Notebook, essay: str, listed: Iterable[Entry]) -> list[Held]:
    """What entries of the drawer of the note at `essay` name now. It reads their notes."""
    return [_held(notebook, essay, entry) for entry in listed]


def _held(notebook: Notebook, essay: str, entry: Entry) -> Held:
    link = entry.named
    paths = notebook.names.candidates(link.target, essay) if link.target else (essay,)
    if len(paths) != 1:
        return Held(entry, "", text=entry.words, state="ambiguous" if paths else "gone")
    path = paths[0]
    if entry.thread:
        found = notebook.engine.threads.thread(path)
        notes = found.so_far if found else (path,)
        return Held(entry, path, text="\n\n".join(_said(notebook, note) for note in notes), notes=notes)
    text = notebook.text(path)
    start = read_front_matter(text).body
    blocks = read_blocks(text, start)
    named = anchors.place(link, blocks, start, len(text))
    around = named or (start, len(text))
    place: Place | None = Place(*around)
    if entry.words and not (named and link.block_id and entry.words.endswith(DOTS)):
        place = find(entry.words, text, start, blocks, around)
    elif not named:
        place = None
    if not place:
        return Held(entry, path, text=entry.words, state="lost")
    said = text[place.start : place.end].strip()
    begin = text.index(said, place.start)
    above = next((p.headings for p in blocks.passages if p.end > begin), ())
    whole = any((p.start, p.end) == (begin, begin + len(said)) for p in blocks.passages)
    return Held(entry, path, begin, begin + len(said), said, "" if place.exact else "changed", above, whole)


def _said(notebook: Notebook, path: str) -> str:
    text = notebook.text(path)
    return text[read_front_matter(text).body :].strip()


# Putting something in


def passage(notebook: Notebook, path: str, start: int, end: int, text: str | None = None) -> Entry:
    """The entry for text[start:end] of a note, or for all of it where there is nothing else.

    `text` is the note's text where that is not saved. Raises NoteError where it says nothing.
    """
    text = notebook.text(path) if text is None else text
    above = read_front_matter(text).body
    blocks = read_blocks(text, above)
    start, end = max(start, above), min(end, len(text))
    said = text[start:end].strip()
    if not said:
        raise NoteError("There is nothing in that to put into the drawer.")
    start = text.index(said, start)
    end = start + len(said)
    if said == text[above:].strip():
        return Entry(_link(notebook, path))
    within = next((p for p in blocks.passages if p.start <= start < p.end), None)
    words = name(text, above, blocks.passages, start, end)
    anchor = ""
    if within and within.block_id and end <= within.end:
        anchor = f"^{within.block_id}"
    elif within:
        own = fold(notebook.title(path))  # says no more than the note's name
        anchor = next((h for h in reversed(within.headings) if _linkable(h) and fold(h) != own), "")
    if not words and not anchor.startswith("^"):
        raise NoteError(
            "There are no words in that by which it could be found again."
            " Give it a block id, or take more of the note."
        )
    return Entry(_link(notebook, path, anchor), words)


def having(notebook: Notebook, path: str, words: str) -> Entry:
    """The entry for the passage of a note that has these words, or those nearest to them; "" is all of it.

    Raises NoteError where none has.
    """
    text = notebook.text(path)
    above = read_front_matter(text).body
    blocks = read_blocks(text, above)
    if not words.strip():
        return Entry(_link(notebook, path))
    place = find(words.rstrip(f"{DOTS} "), text, above, blocks, (above, len(text)))
    block = place and next((p for p in blocks.passages if p.start <= place.start < p.end), None)
    if not block:
        raise NoteError(f"No passage of {path} has the words “{words}”.")
    return passage(notebook, path, block.start, block.end)


def thread(notebook: Notebook, path: str) -> Entry:
    """The entry for the whole thread up to a note. Raises NoteError where it is in none."""
    found = notebook.engine.threads.thread(path)
    if not found or len(found.notes) < 2:
        raise NoteError(f"{path} is in no thread.")
    inner = _link(notebook, path)
    if not inner.startswith("[["):
        raise NoteError(f"{path} cannot be embedded as a thread: its name cannot stand in a link.")
    return Entry(parts.embed(inner, thread=True))


def lies_in(notebook: Notebook, essay: str, text: str, entry: Entry) -> bool:
    """Whether a drawer holds already what an entry names. It reads the notes that the drawer names."""
    (new,) = held(notebook, essay, [entry])
    return any(each.place == new.place for each in held(notebook, essay, entries(text)))


def change(notebook: Notebook, essay: str, title: str, edit: Callable[[str], str]) -> Plan:
    """What changes the text of an essay that is not open, for `Notebook.change`.

    Raises NoteError, and EssayError as the edit does.
    """
    file = notebook.read(essay)
    after = edit(file.text)
    return Plan(title, (Change(essay, encode(file, file.text), encode(file, after)),))


# Taking it into an essay


def embed(notebook: Notebook, each: Held, *, heading: bool = False) -> str | None:
    """The line that embeds a passage, and nothing but it; None where its note has no name for that.

    `heading`: with the heading that it stands alone under.
    """
    link = each.entry.link
    if not each.path or each.state in ("lost", "gone", "ambiguous"):
        return None
    if each.notes or not each.entry.words:
        return link if each.notes else f"!{link}"
    text = notebook.text(each.path)
    above = read_front_matter(text).body
    blocks = read_blocks(text, above)
    block = _block(blocks.passages, each)
    alone = blocks.passages == (block,) and (heading or not blocks.headings)
    if alone or each.text == text[above:].strip():
        return f"!{_link(notebook, each.path)}"
    if not block:
        return None
    if block.block_id:
        return f"!{_link(notebook, each.path, f'^{block.block_id}')}"
    above_it = block.headings[-1] if block.headings else ""
    alike = [p for p in blocks.passages if above_it in p.headings]
    named = [head for head in blocks.headings if fold(head.text) == fold(above_it)]
    if heading and _linkable(above_it) and alike == [block] and len(named) == 1:
        return f"!{_link(notebook, each.path, above_it)}"
    return None


def marked(notebook: Notebook, each: Held) -> tuple[Plan, str]:
    """What writes a new id behind a passage, for `Notebook.change`, and the line that embeds it then.

    Raises NoteError where no id can stand there.
    """
    file = notebook.read(each.path)
    text = file.text
    blocks = read_blocks(text, read_front_matter(text).body)
    block = _block(blocks.passages, each)
    if not block or text[each.start : block.end] != each.text:
        raise NoteError(f"{each.path} was changed meanwhile, or that is no whole passage of it. Quote it.")
    taken = {passage.block_id for passage in blocks.passages}
    ids = (blake2b(f"{each.text}{n}".encode(errors="replace"), digest_size=3).hexdigest() for n in count())
    new = next(each for each in ids if each not in taken)
    for at, written in _ways(text, block, new):
        after = text[:at] + written + text[at:]
        now = read_blocks(after, read_front_matter(after).body).passages
        before = [(p.headings, p.block_id) for p in blocks.passages if p != block]
        now_there = [(p.headings, p.block_id) for p in now if p.start != block.start]
        if now_there == before and any((p.start, p.block_id) == (block.start, new) for p in now):
            named = Change(each.path, encode(file, text), encode(file, after))
            line = f"!{_link(notebook, each.path, f'^{new}')}"
            return Plan(f"Name a passage of {each.path}", (named,)), line
    raise NoteError(f"No id can be written behind that passage of {each.path}. Quote it.")


def _ways(text: str, block: Passage, new: str) -> Iterable[tuple[int, str]]:
    """Where the id of a passage can be written, and how, the likeliest first."""
    if _ITEM.match(text, block.start):
        first = text.find("\n", block.start, block.end)
        yield block.end if first < 0 else first, f" ^{new}"
    elif not _SET_APART.match(text, block.start):
        yield block.end, f" ^{new}"
    yield block.end, f"\n\n^{new}"


def _block(passages: tuple[Passage, ...], each: Held) -> Passage | None:
    """The passage that it is the whole of."""
    return next((p for p in passages if p.start == each.start and p.end == each.end), None)


def _linkable(heading: str) -> bool:
    """Whether a link can name this heading."""
    return 0 < len(heading) <= LONGEST_HEADING and heading.isprintable() and not {*UNSAFE, "`"} & {*heading}


def _link(notebook: Notebook, path: str, anchor: str = "") -> str:
    """A link to a note, or to what `anchor` names in it."""
    link = notebook.link_to(path, "")
    if not link.startswith("[["):
        link = f"[{plain(notebook.title(path))}]{link[2:]}"
    read = find_links(link)
    if "`" in link or len(read) != 1 or notebook.names.candidates(read[0].target, "") != (path,):
        link = link_by_id(notebook, path)  # it is safe with whatever a path has
    hash_mark = "#" if anchor else ""
    if link.startswith("[["):
        return f"[[{link[2:-2].partition('|')[0]}{hash_mark}{anchor}]]"
    return f"{link[:-1]}{hash_mark}{quote(anchor, safe='^')})"
