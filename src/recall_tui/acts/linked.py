"""What is linked with a note, and what could be: backlinks, its own links, mentions of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from recall_tui.notebook import Notebook
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.note import Link, Passage
from recall_tui.notes.resolve import fold
from recall_tui.notes.rewriting import links_in
from recall_tui.recall.mentioning import Prose, holding, likely, named, names_of


@dataclass(frozen=True, slots=True)
class Linked:
    """A link in a note and where it leads."""

    source: str
    """The path of the note that it stands in."""
    link: Link
    paths: tuple[str, ...]
    """The notes that it may mean: one where all is well, none where it is broken, several where ambiguous."""
    context: tuple[int, int]
    """The passage that it stands in, or else its line: (start, end) in characters of the note's text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a note in running text, without a link."""

    source: str
    """The path of the note that it stands in; "" for a text that is none."""
    start: int
    """Where it begins, in characters of the text."""
    end: int
    paths: tuple[str, ...]
    """The notes that are called so; several where the name is ambiguous."""
    context: tuple[int, int]
    """The passage that it stands in: (start, end) in characters."""


def outgoing(notebook: Notebook, path: str, text: str | None = None) -> list[Linked]:
    """The links of a note to notes, in order; of `text`, where it is being written."""
    text = notebook.text(path) if text is None else text
    passages = read_blocks(text, read_front_matter(text).body).passages
    names = notebook.names
    return [
        Linked(path, link, names.candidates(link.target, path), context(text, passages, link.start))
        for link in links_in(text)
        if link.kind != "file"
    ]


def linked_at(notebook: Notebook, path: str, text: str, at: int) -> Linked | None:
    """The link at a place in a note's text, in characters; one that ends there too."""
    return next(
        (each for each in outgoing(notebook, path, text) if each.link.start <= at <= each.link.end), None
    )


def pointed_at(text: str, link: Link) -> int | None:
    """Where in the text of the note that it leads to a link points; None for the note as a whole.

    To the passage of its id, or the first one below its heading; a heading is compared as names are.
    """
    wanted = [fold(each) for each in (link.heading or "").split("#") if each.strip()]
    for passage in read_blocks(text, read_front_matter(text).body).passages:
        above = [fold(each) for each in passage.headings]
        if link.block_id and passage.block_id == link.block_id:
            return passage.start
        if wanted and above[-1:] == wanted[-1:] and set(wanted) <= set(above):
            return passage.start
    return None


def backlinks(notebook: Notebook, path: str) -> Iterator[Linked]:
    """The links of other notes to a note, those of the newest note first.

    One at a time, since each note has to be read for what stands around its links.
    """
    view = notebook.engine.view
    notes = [
        (view.written(note), source)
        for source in notebook.backlinks(path)
        if (note := view.find(source)) >= 0
    ]
    for _, source in sorted(notes, reverse=True):
        yield from (linked for linked in outgoing(notebook, source) if linked.paths == (path,))


def mentions(notebook: Notebook, path: str, most: int | None = None) -> Iterator[Mention]:
    """Where other notes say the title, an alias or the file name of a note without linking it; newest first.

    Notes that link to it anywhere say nothing new, and are left out. One at a time, as with backlinks.
    `most`: only so many notes are read, since many may hold the words of a name, and few the name.
    """
    view, languages = notebook.engine.view, notebook.engine.languages
    note = view.find(path)
    names = names_of(view, note) if note >= 0 else []
    if not names:
        return
    known, quick = {path, *notebook.backlinks(path)}, likely(names)
    sources = (
        source for other in holding(view, languages, names) if (source := view.path(other)) not in known
    )
    for source in islice(sources, most):
        text = notebook.text(source)
        if quick.search(text):
            yield from _found(source, text, dict.fromkeys(names, (path,)))


def mentioned(notebook: Notebook, text: str, path: str = "") -> list[Mention]:
    """Where a text says the name of a note and does not link it, in order.

    `path` is the note that the text is of: its own name is none, nor are those of notes that it links to.
    """
    view, languages = notebook.engine.view, notebook.engine.languages
    linked = {path, *(p for each in outgoing(notebook, path, text) for p in each.paths)}
    meant: dict[str, set[str]] = {}
    for note in named(view, languages, text):
        for name in names_of(view, note):
            meant.setdefault(name, set()).add(view.path(note))
    by_name = {name: tuple(sorted(paths)) for name, paths in meant.items()}
    return [mention for mention in _found(path, text, by_name) if linked.isdisjoint(mention.paths)]


def context(text: str, passages: tuple[Passage, ...], at: int) -> tuple[int, int]:
    """The passage around a place, or else its line: (start, end)."""
    around = next((p for p in passages if p.start <= at < p.end), None)
    if around:
        return around.start, around.end
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _found(source: str, text: str, names: dict[str, tuple[str, ...]]) -> Iterator[Mention]:
    prose = Prose(text, read_front_matter(text).body)
    for start, end, name in prose.find(names):
        yield Mention(source, start, end, names[name], context(text, prose.blocks.passages, start))
