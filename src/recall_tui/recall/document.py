"""A note as the engine takes it in: terms, passages, names, and what else is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from recall_tui.notes.links import blank_out
from recall_tui.notes.note import Note
from recall_tui.notes.resolve import fold, keys, wanted
from recall_tui.recall.languages import Languages

TITLE_COUNTS = 3
"""A word of the title or an alias counts as often as this many in the text."""


@dataclass(frozen=True, slots=True)
class Document:
    """An analysed note."""

    path: str
    title: str
    written: datetime
    names: tuple[tuple[str, ...], ...] = ()
    """The terms of its title, file name and aliases; each name's terms once."""
    terms: tuple[str, ...] | list[str] = ()
    """Its terms in reading order, those of its names first and `TITLE_COUNTS` times."""
    passages: tuple[tuple[int, int, int, int], ...] | list[tuple[int, int, int, int]] = ()
    """For each passage: where it starts and ends in `terms`, and where it starts and ends in the note's text,
    in characters."""
    aliases: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """All it can be called by (see `notes.resolve.keys`)."""
    tags: tuple[str, ...] = ()
    """In the form in which names are compared."""
    targets: tuple[str, ...] = ()
    """What it links to, as written, each once."""
    prev: tuple[str, ...] = ()
    """What it continues, as written: one or none."""
    next: tuple[str, ...] = ()
    """What is said to continue it, as written."""
    wanted: tuple[str, ...] = ()
    """What notes would have to be called for all these to find them."""
    problems: tuple[str, ...] = ()
    touched: date = date.min
    """When its file was last changed."""
    stamp: int = 0
    """What its file looked like (see `folder.indexing.stamp`): read again when it looks otherwise."""
    language: str = ""
    """As `Languages.detect` gives it."""


def document(note: Note, languages: Languages, touched: date = date.min, stamp: int = 0) -> Document:
    """Analyse a note, in the language that it is in."""
    text = blank_out(note.text, (note.drawer,)) if note.drawer else note.text  # it says what others say
    language = languages.of(text[note.body :])
    analyzer = languages.analyzer(language)
    stem = note.id.rsplit("/", 1)[-1]
    spoken = [analyzer.terms(name) for name in dict.fromkeys((note.title, stem, *note.aliases))]
    names = tuple(dict.fromkeys(tuple(dict.fromkeys(name)) for name in spoken if name))
    terms = [term for name in spoken for term in name] * TITLE_COUNTS
    for tag in note.tags:
        terms += analyzer.terms(tag)
    rows, at = [], note.body
    for passage in note.passages:
        # What stands between passages is headings: they count for the note and belong to no passage.
        if between := text[at : passage.start].strip():
            terms += analyzer.terms(between)
        first = len(terms)
        terms += analyzer.terms(text[passage.start : passage.end])
        rows.append((first, len(terms), passage.start, passage.end))
        at = passage.end
    if rest := text[at:].strip():
        terms += analyzer.terms(rest)
    targets = tuple(dict.fromkeys(link.target for link in note.links if link.target))
    prev = (note.prev,) if note.prev else ()
    return Document(
        note.path,
        note.title,
        note.date,
        names,
        terms,
        rows,
        note.aliases,
        keys(note),
        tuple(map(fold, note.tags)),
        targets,
        prev,
        note.next,
        tuple({wanted(target) for target in (*targets, *prev, *note.next)}),
        note.problems,
        touched,
        stamp,
        language,
    )
