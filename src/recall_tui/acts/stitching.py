"""Compiling an essay: from a note with embeds to one text that stands by itself, in a format of one's choice.

What it stands for say `essays/expanding.py` and the files beside it; here the notes around it are asked for,
pictures fetched, and bytes made. Neither the essay nor its sources are ever written.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from recall_tui.errors import EmbedError, EssayError, NoteError, some
from recall_tui.essays.essay import Expansion, Source
from recall_tui.essays.expanding import expand
from recall_tui.essays.provenance import FOOTNOTES, NONE, Written, title_of, write
from recall_tui.folder import results
from recall_tui.folder.pictures import Pictures
from recall_tui.notebook import Notebook
from recall_tui.notes.names import stem
from recall_tui.notes.note import Link
from recall_tui.notes.numbered import Post, write_posts
from recall_tui.notes.resolve import BY_TITLE, fold

FORMATS = ("md", "html", "txt", "docx", "odt", "epub", "pdf", "thread")
BY_PANDOC = ("docx", "odt", "epub", "pdf")
ENDINGS = {
    **{f".{name}": name for name in FORMATS if name != "thread"},
    ".markdown": "md",
    ".htm": "html",
}
"""File name endings that tell a format."""
CHANGED = 6
"""So many changed sources are named."""
LISTED = 100
"""So many problems are listed."""
_TYPES = {"jpg": "jpeg", "svg": "svg+xml"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """An essay as bytes."""

    data: bytes
    pictures: dict[str, bytes]
    """Files that belong beside it, by their paths from its folder on."""
    expansion: Expansion
    notices: tuple[str, ...]
    """What is not as one may expect: sentences."""


@dataclass
class NotesAround:
    """The notes of a notebook, as an essay asks for them."""

    notebook: Notebook
    beside: str = ""
    """The folder that pictures are addressed in; "" where they are addressed by their paths."""
    pictures: dict[str, str] = field(default_factory=dict)
    """By address, the path of each picture that was asked for."""

    def __post_init__(self) -> None:
        self._names = self.notebook.names
        self._files = Pictures(self.notebook.root)

    def candidates(self, target: str, source: str) -> tuple[str, ...]:
        return self._names.candidates(target, source)

    def read(self, path: str) -> Source:
        return source(self.notebook, path)

    def thread(self, path: str) -> Sequence[str]:
        found = self.notebook.engine.threads.thread(path)
        return found.so_far if found else (path,)

    def shown(self, link: Link, source: str) -> str:
        """As the note is called in running text: as it is written, but by its title for a mere file name."""
        if not link.target:
            return (link.heading or link.block_id or "").rpartition("#")[2]
        way, found = self._names.match(link.target, source)
        name = link.target
        if (
            len(found) == 1
            and way != BY_TITLE
            and fold(stem(found[0])) != fold(self.notebook.title(found[0]))
        ):
            name = self.notebook.title(found[0])
        elif way != BY_TITLE:
            name = stem(name)
        return f"{name}, {link.heading.rpartition('#')[2]}" if link.heading else name

    def picture(self, target: str, source: str) -> str | None:
        path = self._files.find(target, source)
        if path is None:
            return None
        if not self.beside:
            address = quote(path, errors="surrogateescape")
            self.pictures[address] = path
            return address
        for address, other in self.pictures.items():
            if other == path:
                return address
        name, dot, ending = path.rpartition("/")[2].rpartition(".")
        ending = dot + ending
        number, address = 1, f"{self.beside}/{name}{ending}"
        while quote(address, errors="surrogateescape") in self.pictures:
            number += 1
            address = f"{self.beside}/{name}-{number}{ending}"
        address = quote(address, errors="surrogateescape")
        self.pictures[address] = path
        return address

    def data(self) -> tuple[dict[str, bytes], list[str]]:
        """The pictures that were asked for, by address, and a sentence for each that cannot be read."""
        found, notices = {}, []
        for address, path in self.pictures.items():
            try:
                found[address] = self._files.read(path)
            except NoteError as error:
                notices.append(str(error))
        return found, notices


def source(notebook: Notebook, path: str, text: str | None = None) -> Source:
    """A note as an essay takes it; of `text`, where it is being written. Raises NoteError."""
    view = notebook.engine.view
    note = view.find(path)
    if note < 0:
        raise NoteError(f"{path} is no note that recall has read. See: recall doctor")
    said = notebook.read(path).text if text is None else text
    return Source(path, said, view.title(note), view.written(note))


def expanded(notebook: Notebook, path: str, text: str | None = None, *, links: bool = False) -> Expansion:
    """An essay with all that it stands for, and what is wrong with it. Raises NoteError."""
    return expand(source(notebook, path, text), NotesAround(notebook), links=links)


def compiled(
    notebook: Notebook,
    path: str,
    to: str = "md",
    *,
    sources: str = NONE,
    links: bool = False,
    length: int | None = None,
    beside: str = "",
    anyway: bool = False,
) -> Compiled:
    """An essay in one of the `FORMATS`. Raises EssayError with all that is wrong, NoteError.

    `sources`: how each paragraph says where it is from, by comments, footnotes or not at all; `links`: links
    to notes become footnotes; `length`: at most so many characters a post; `beside`: the folder, from the
    result's own, that the pictures of a Markdown file belong in; `anyway`: embeds that stand for nothing
    are left out, with a notice of each, where EmbedError would be raised.
    """
    around = NotesAround(notebook, beside)
    essay = source(notebook, path)
    expansion = expand(essay, around, links=links)
    try:
        check(expansion)
    except EmbedError:
        if not anyway:
            raise
        left_out = tuple(f"Left out: {problem}" for problem in expansion.problems[:LISTED])
        expansion = replace(expansion, notices=(*expansion.notices, *left_out))
    title = title_of(essay.text, essay.title)
    if to == "thread":
        from recall_tui.essays.plain import posts

        text = write_posts([Post(text) for text in posts(expansion.pieces)], length)
        return Compiled(_bytes(text), {}, expansion, expansion.notices)
    # Only Markdown has comments; a page says the same in attributes.
    written = write(expansion, sources if to == "md" or sources == FOOTNOTES else NONE)
    if to == "md":
        pictures, notices = around.data() if beside else ({}, [])
        named = {unquote(address, errors="surrogateescape"): data for address, data in pictures.items()}
        return Compiled(_bytes(written.text), named, expansion, (*expansion.notices, *notices))
    data, notices = _made(written, to, title, around, sources)
    return Compiled(data, {}, expansion, (*expansion.notices, *notices))


def others(notebook: Notebook, target: Path, done: Compiled) -> list[Path]:
    """The files that would be overwritten and are not as they were made here."""
    return [
        file for file, data in _files(target, done).items() if not results.ours(notebook.root, file, data)
    ]


def put(notebook: Notebook, essay: str, target: Path, done: Compiled, now: datetime) -> list[str]:
    """Write what was made into a file, and its pictures beside it, whatever is there.

    Returns what has become of that, and of its sources since it was made before: sentences. Raises NoteError.
    """
    root, sources = notebook.root, done.expansion.sources
    real = os.path.realpath(target)
    if any(real == os.path.realpath(root / note) for note in (essay, *sources)):
        raise NoteError(f"{target} was not written: the essay is made of it. Name another file.")
    before = results.made(root, target)
    when = now.isoformat(" ", "minutes")
    said = []
    for file, data in reversed(_files(target, done).items()):
        if aside := results.write(root, file, data, when, sources if file == target else {}):
            said.append(f"What {file} was before is kept beside it, as {aside}")
    if not before:
        return said
    changed = [note for note, digest in before.sources.items() if sources.get(note, digest) != digest]
    gone = [note for note in before.sources if note not in sources]
    named = ((some(changed, CHANGED), "changed"), (some(gone, CHANGED), "no longer part of it"))
    since = (f"Since it was compiled on {before.when}, {what}: {notes}" for notes, what in named if notes)
    return [*said, *since]


def _files(target: Path, done: Compiled) -> dict[Path, bytes]:
    return {target: done.data, **{target.parent / name: data for name, data in done.pictures.items()}}


def check(expansion: Expansion) -> None:
    """Raise EssayError with all that keeps an essay from being compiled."""
    problems = expansion.problems
    if not problems:
        return
    listed = [str(problem) for problem in problems[:LISTED]]
    if len(problems) > LISTED:
        listed.append(f"… and {len(problems) - LISTED:,} more")
    many = "one embed" if len(problems) == 1 else f"{len(problems):,} embeds"
    words = "\n".join([f"The essay was not compiled, for {many}:", *listed])
    raise EssayError(words) if any(problem.ends for problem in problems) else EmbedError(words)


def _made(
    written: Written, to: str, title: str, around: NotesAround, sources: str
) -> tuple[bytes, list[str]]:
    if to == "txt":
        from recall_tui.essays.plain import plain

        return _bytes(plain(written.text)), []
    pictures, notices = around.data()
    if to == "html":
        from recall_tui.essays.page import page

        inline = {address: _data(address, data) for address, data in pictures.items()}
        return page(written, title, inline, sources=sources != NONE).encode("utf-8"), notices
    from recall_tui.acts.pandoc import convert

    return convert(written.text, to, title, pictures), notices


def _data(address: str, data: bytes) -> str:
    ending = address.rpartition(".")[2].lower()
    return f"data:image/{_TYPES.get(ending, ending)};base64,{b64encode(data).decode()}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
