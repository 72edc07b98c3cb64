"""A passage becomes a note of its own, and a note becomes a passage again: each the inverse of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from os.path import lexists

from recall_tui.acts.edits import NAMED, Edit, edit
from recall_tui.acts.linked import context
from recall_tui.errors import NoteError, some
from recall_tui.folder.files import File, decode, encode
from recall_tui.folder.plan import last
from recall_tui.folder.planned import Change, Plan
from recall_tui.notebook import Notebook
from recall_tui.notes.anchors import section
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.names import beginning, free_name, slug, stem
from recall_tui.notes.note import Link
from recall_tui.notes.resolve import fold
from recall_tui.notes.rewriting import links_in, retargeted, spellings, written

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Extracting:
    """What taking a passage out, or putting a note in, would change; nothing is done yet."""

    source: str
    """The note that the passage is taken out of or put into."""
    note: str
    """The note that holds the passage, or held it."""
    edits: tuple[Edit, ...]
    plan: Plan
    """For `Notebook.change`."""


def extract(
    notebook: Notebook, path: str, start: int, end: int, title: str = "", *, embed: bool = False
) -> Extracting:
    """Make a note of text[start:end] of a note, beside it, and leave a link to it, or an embed.

    It is called `title`, or else by its heading or first words. What stands around it stays, blanks too.
    Links that led into the passage lead into the new note. Raises NoteError where there is nothing to take.
    """
    file = notebook.read(path)
    text, body = file.text, read_front_matter(file.text).body
    start, end = max(start, body), min(end, len(text))
    passage = text[start:end].strip()
    if not passage:
        raise NoteError(f"There is no text to take out of {path}.")
    start += text[start:end].index(passage)
    end = start + len(passage)
    folder = path[: path.rfind("/") + 1]
    wanted = f"{folder}{slug(title or beginning(passage))}.md"
    new = free_name(wanted, lambda name: _taken(notebook, name))
    name = stem(new)
    above = f"---\ntitle: {_quoted(title)}\n---\n" if title and slug(title) != title else ""
    inside = _named_in(passage)
    own = [link for link in links_in(text) if not link.target]
    # What stands in the passage and leads out of it within the note, and the other way round.
    out = {link: stem(path) for link in own if start <= link.start < end and not _leads(link, inside)}
    into = {link: name for link in own if not start <= link.start < end and _leads(link, inside)}
    shift = {_moved(link, -start): target for link, target in out.items()}
    taken = retargeted(passage, {link: shift[link] for link in links_in(passage) if link in shift})
    if not above and read_front_matter(taken + "\n").body:  # rules, which would be read as front matter
        above = "---\n---\n"
    mark = "!" if embed else ""
    shown = f"|{title}" if title and not embed and title != name and not set(title) & set("[]|\n") else ""
    left = f"{text[:start]}{mark}[[{name}{shown}]]{text[end:]}"
    grown = len(left) - len(text)
    after = retargeted(left, {_moved(each, grown if each.start >= end else 0): name for each in into})
    if not any((each.target, each.start) == (name, start) for each in links_in(left)):
        raise NoteError(f"A link cannot stand there in {path}. Take out whole lines or paragraphs.")
    changes = [
        Change(new, None, _as(file, f"{above}{taken}\n")),
        Change(path, encode(file, text), encode(file, after)),
    ]
    edits = [edit(path, text, after)]
    for source in notebook.backlinks(path):
        if source != path and (changed := _led_on(notebook, source, path, name, inside)):
            edits.append(changed[0])
            changes.append(changed[1])
    return Extracting(path, new, tuple(edits), Plan(_title(new, path), tuple(changes)))


def whole(text: str, at: int) -> tuple[int, int]:
    """What is taken out of a note's text at a place, where nothing else is said: (start, end) in characters.

    On a heading that is its section, but not all of the note; elsewhere the passage, or else the line.
    """
    body = read_front_matter(text).body
    blocks = read_blocks(text, body)
    number = next((n for n, h in enumerate(blocks.headings) if h.start <= at <= h.end), None)
    if number is None:
        return context(text, blocks.passages, at)
    start, end = section(blocks, number, len(text))
    return (start, end) if text[body:start].strip() or text[end:].strip() else (at, at)


def inline(notebook: Notebook, path: str, link: Link) -> Extracting:
    """Put the text of the note that a link or embed names in its place; the note goes to the trash.

    Its front matter stays behind. Raises NoteError where the link leads to no whole note, or where others
    lead to it too.
    """
    file = notebook.read(path)
    text = file.text
    aims = notebook.names.candidates(link.target, path)
    if len(aims) != 1 or aims[0] == path or link.heading or link.block_id:
        raise NoteError(f"{text[link.start : link.end]} in {path} names no other note as a whole.")
    note = aims[0]
    taken = notebook.read(note)
    title = f"Put {note} into {path}"
    done = last(notebook.root, _title(note, path))
    if done and not all(_as_left(notebook, change) for change in done.changes):
        done = None
    known = done.paths if done else [path]
    losing = [source for source in notebook.backlinks(note) if source not in known]
    if not done and any(_means(notebook, each, path) == (note,) for each in links_in(text) if each != link):
        losing.append(path)
    if losing:
        has = "has other links" if len(losing) == 1 else "have links"
        raise NoteError(
            f"{note} was not put into {path}: {some(losing, NAMED)} {has} to it."
            " Take them out first, or leave it."
        )
    if done:
        plan = Plan(title, done.inverse().changes)  # as it was, to the byte
        pairs = [(c.path, decode(c.before), decode(c.after)) for c in plan.changes if c.before and c.after]
        return Extracting(path, note, tuple(edit(*pair) for pair in pairs), plan)
    body = taken.text[read_front_matter(taken.text).body :].removesuffix("\n")
    links = (each for each in links_in(body) if each.kind != "file")
    said = retargeted(body, {each: _from(notebook, body, each, note, path) for each in links})
    after = text[: link.start] + said + text[link.end :]
    styled = file if "\n" in text else replace(file, newline=taken.newline)
    changes = (
        Change(path, encode(file, text), encode(styled, after)),
        Change(note, encode(taken, taken.text), None),
    )
    return Extracting(path, note, (edit(path, text, after),), Plan(title, changes))


def _title(new: str, path: str) -> str:
    return f"Take {new} out of {path}"


def _taken(notebook: Notebook, name: str) -> bool:
    """Whether a new note cannot be called so: there is one, or links would lead to it that do not now."""
    wanted = notebook.engine.view.having("wanted", fold(stem(name)))
    return lexists(notebook.root / name) or bool(notebook.names.candidates(stem(name), name)) or bool(wanted)


def _quoted(title: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", " ".join(title.split())) + '"'


def _as(file: File, text: str) -> bytes:
    """The bytes of a new note with the line ends of another."""
    return encode(file, text).removeprefix(b"\xef\xbb\xbf") if file.bom else encode(file, text)


def _named_in(passage: str) -> set[str]:
    """The headings and block ids that links may name in a passage."""
    ids = {p.block_id for p in read_blocks(passage).passages if p.block_id}
    return {fold(heading) for heading in _HEADING.findall(passage)} | {f"^{block_id}" for block_id in ids}


def _leads(link: Link, inside: set[str]) -> bool:
    if link.block_id:
        return f"^{link.block_id}" in inside
    return bool(link.heading) and fold((link.heading or "").rpartition("#")[2]) in inside


def _moved(link: Link, by: int) -> Link:
    start, end = link.written
    return replace(link, start=link.start + by, end=link.end + by, written=(start + by, end + by))


def _led_on(
    notebook: Notebook, source: str, path: str, name: str, inside: set[str]
) -> tuple[Edit, Change] | None:
    """What changes in another note whose links led into the passage."""
    file = notebook.read(source)
    links = (link for link in links_in(file.text) if _leads(link, inside))
    ours = (link for link in links if _means(notebook, link, source) == (path,))
    after = retargeted(file.text, dict.fromkeys(ours, name))
    if after == file.text:
        return None
    return edit(source, file.text, after), Change(source, encode(file, file.text), encode(file, after))


def _means(notebook: Notebook, link: Link, source: str) -> tuple[str, ...]:
    return notebook.names.candidates(link.target, source)


def _as_left(notebook: Notebook, change: Change) -> bool:
    """Whether a file is still as a plan left it."""
    try:
        file = notebook.read(change.path)
    except NoteError:
        return change.after is None
    return encode(file, file.text) == change.after


def _from(notebook: Notebook, text: str, link: Link, note: str, path: str) -> str:
    """The target of a link of a note that is put into another, in a folder of its own perhaps."""
    way, aims = notebook.names.match(link.target, note)
    beside = note.rpartition("/")[0] == path.rpartition("/")[0]
    if not link.target or len(aims) != 1 or (beside and notebook.names.candidates(link.target, path) == aims):
        return link.target
    for target in _spelled(link, way, aims[0], note, path):
        if notebook.names.candidates(target, path) == aims and written(text, 0, link, target):
            return target
    raise NoteError(f"{text[link.start : link.end]} in {note} could not be written in {path}.")


def _spelled(link: Link, way: str, aim: str, note: str, path: str) -> Iterator[str]:
    if link.kind == "denote":
        return iter((link.target,))
    return spellings(link, way, aim, aim, note, path)
