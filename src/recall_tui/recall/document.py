"""A note as the engine sees it: terms, passages, names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recall_tui.notes.note import Note
from recall_tui.recall.analyzer import Analyzer

TITLE_COUNTS = 3
"""A word of the title or an alias counts as often as this many in the text."""


@dataclass(frozen=True, slots=True)
class Document:
    """An analysed note."""

    path: str
    title: str
    date: datetime
    names: tuple[tuple[str, ...], ...]
    """The terms of its title, file name and aliases; each name's terms once."""
    terms: list[str]
    """Its terms in reading order, those of its names first and `TITLE_COUNTS` times."""
    passages: NDArray[np.int32]
    """A row for each passage: where it starts and ends in `terms`, and where it starts and ends in the note's
    text, in characters."""


def document(note: Note, analyzer: Analyzer) -> Document:
    """Analyse a note."""
    stem = note.id.rsplit("/", 1)[-1]
    spoken = dict.fromkeys((note.title, stem, *note.aliases))
    names = tuple(dict.fromkeys(n for name in spoken if (n := tuple(dict.fromkeys(analyzer.terms(name))))))
    terms = [*analyzer.terms(" ".join(spoken))] * TITLE_COUNTS + analyzer.terms(" ".join(note.tags))
    rows, at = [], note.body
    text = note.text
    for passage in note.passages:
        # What stands between passages is headings: they count for the note and belong to no passage.
        if passage.start > at:
            terms += analyzer.terms(text[at : passage.start])
        first = len(terms)
        terms += analyzer.terms(text[passage.start : passage.end])
        rows.append((first, len(terms), passage.start, passage.end))
        at = passage.end
    terms += analyzer.terms(text[at:])
    return Document(note.path, note.title, note.date, names, terms, np.array(rows, np.int32).reshape(-1, 4))
