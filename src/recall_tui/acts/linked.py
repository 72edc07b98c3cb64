"""What is linked with a note, and what could be: backlinks, its own links, mentions of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recall_tui.notebook import Notebook
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.note import Link, Passage
from recall_tui.notes.rewriting import links_in
from recall_tui.recall.mentioning import Prose, holding, likely, named, names_of

AT_ONCE = 30_000
"""So much is done for mentions at once, in characters parsed: some 5 ms, which finds those of most notes."""
READING, SEEKING = 300, 10
"""Reading a note takes as long as parsing so many characters, and seeking through so many as parsing one."""


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


def backlinks(notebook: Notebook, path: str) -> Iterator[Linked]:
    """The links of other notes to a note, those of the newest note first.

    One at a time, since each note has to be read for what stands around its links.
    """
    links, threads = notebook.engine.links, notebook.engine.threads
    view = threads.view
    if (note := view.find(path)) < 0:
        return
    for other in threads.newest(links.backlinks(int(view.nodes[note]))).tolist():
        source = view.path(other)
        yield from (linked for linked in outgoing(notebook, source) if linked.paths == (path,))


class Mentions:
    """The mentions of a note, found a part at a time: many notes may hold the words of a name, and few it.

    Notes that link to it anywhere say nothing new, and are left out.
    """

    def __init__(self, notebook: Notebook, path: str) -> None:
        """Of the note at a path: where others say its title, an alias or its file name without a link."""
        self._notebook = notebook
        self.path = path
        self.view, links = notebook.engine.view, notebook.engine.links
        """The notes that are looked through, as they were when the looking began."""
        note = self.view.find(path)
        names = names_of(self.view, note) if note >= 0 else []
        self.found: list[Mention] = []
        """So far; those of the newest note first."""
        self._waiting: list[int] = []  # the next note last
        if names:
            node = int(self.view.nodes[note])
            known = {note, *self.view.standing(links.backlinks(node)).tolist()}
            held = holding(self.view, notebook.engine.languages, names)
            self._waiting = [other for other in reversed(held) if other not in known]
            self._names: dict[str, tuple[str, ...]] = dict.fromkeys(names, (path,))
            self._likely = likely(names)

    @property
    def done(self) -> bool:
        """Whether there are no more."""
        return not self._waiting

    def more(self, work: int = AT_ONCE) -> list[Mention]:
        """Read on until so much is done, at least one more note; the mentions in what was read."""
        new: list[Mention] = []
        while self._waiting:
            source = self.view.path(self._waiting.pop())
            text = self._notebook.text(source)
            work -= READING + len(text) // SEEKING
            if self._likely.search(text):
                work -= len(text)
                new += _found(source, text, self._names)
            if work <= 0:
                break
        self.found += new
        return new


def mentions(notebook: Notebook, path: str, most: int | None = None) -> Iterator[Mention]:
    """All mentions of a note, see `Mentions`, one at a time; `most`: only so many notes are read."""
    looking, read = Mentions(notebook, path), 0
    while not looking.done and read != most:
        yield from looking.more(0)
        read += 1


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
