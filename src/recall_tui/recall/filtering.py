"""Which notes the filters of a search let through."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from recall_tui.notes.resolve import BY_PATH, BY_TITLE, fold
from recall_tui.recall.columns import Longs, encoded
from recall_tui.recall.index import View
from recall_tui.recall.searching import Search
from recall_tui.recall.segment import Segment

Mask = NDArray[np.bool_]

_FIRST = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


def allowed(view: View, search: Search, terms_of: Callable[[str], list[str]]) -> Mask:
    """For each note, by number, whether it is there and meets all filters of a search.

    Phrases are compared as the index has them, by stems and without stop words.
    """
    masks = [_within(view, base, segment, search, terms_of) for base, segment in view.parts()]
    return np.concatenate([np.empty(0, np.bool_), *masks])


def _within(
    view: View, base: int, segment: Segment, search: Search, terms_of: Callable[[str], list[str]]
) -> Mask:
    mask = view.alive[base : base + len(segment)].copy()
    if search.since:
        mask &= segment.dates >= (search.since - _FIRST) // _MICROSECOND
    if search.until:
        mask &= segment.dates < (search.until - _FIRST) // _MICROSECOND
    wanted = [
        *(_tagged(segment, tag) for tag in search.tags),
        *(_called(segment, BY_PATH, path) for path in search.paths),
        *(_called(segment, BY_TITLE, title) for title in search.titles),
        *(_saying(segment, terms_of(phrase)) for phrase in search.phrases),
    ]
    unwanted = [
        *(_tagged(segment, tag) for tag in search.without_tags),
        *(_called(segment, BY_PATH, path) for path in search.without_paths),
        *(_called(segment, BY_TITLE, title) for title in search.without_titles),
        *(_saying(segment, terms) for words in search.without if (terms := terms_of(words))),
    ]
    for notes in wanted:
        holds = np.zeros(len(mask), np.bool_)
        holds[notes] = True
        mask &= holds
    for notes in unwanted:
        mask[notes] = False
    return mask


def _tagged(segment: Segment, tag: str) -> Longs:
    """The notes with a tag or one below it."""
    tag = fold(tag)
    keys, rows = segment.tags.keys, segment.tags.rows
    found = [segment.tags[tag], *(rows[row] for row in keys.span(tag + "/"))]
    return np.concatenate(found).astype(np.int64)


def _called(segment: Segment, way: str, piece: str) -> Longs:
    """The notes of which a key of one kind holds a piece."""
    keys, rows = segment.keys.keys, segment.keys.rows
    span = keys.span(way)
    sought = encoded(fold(piece))
    starts = keys.rows.starts[span.start : span.stop + 1]
    blob = segment.called(way)
    at = np.fromiter((m.start() for m in re.finditer(b"(?=%s)" % re.escape(sought), blob)), np.int64)
    at += starts[0]
    row = starts.searchsorted(at, side="right") - 1
    row = np.unique(row[at + len(sought) <= starts[row + 1]])  # not what goes on in the next key
    return rows.take(row + span.start).values.astype(np.int64)


def _saying(segment: Segment, terms: Sequence[str]) -> Longs:
    """The notes in which these terms stand in a row; all notes for none."""
    if not terms:
        return np.arange(len(segment))
    numbers = np.array([segment.terms.keys.find(term) for term in terms], np.int32)
    if (numbers < 0).any():
        return np.empty(0, np.int64)
    holders = sorted((segment.terms.rows[int(n)] for n in np.unique(numbers)), key=len)
    found = holders[0]
    for others in holders[1:]:
        found = np.intersect1d(found, others, assume_unique=True)
    if len(terms) > 1:
        found = np.array([note for note in found.tolist() if _in_a_row(segment, note, numbers)], np.int64)
    return found.astype(np.int64)


def _in_a_row(segment: Segment, note: int, numbers: NDArray[np.int32]) -> bool:
    tokens = segment.tokens[note]
    last = len(tokens) - len(numbers) + 1
    begins = np.flatnonzero(tokens[: max(0, last)] == numbers[0])
    return bool((tokens[begins[:, np.newaxis] + np.arange(len(numbers))] == numbers).all(axis=1).any())
