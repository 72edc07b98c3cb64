"""Which notes the filters of a search let through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from recall_tui.notes.note import ENDINGS
from recall_tui.notes.resolve import BY_PATH, BY_TITLE, fold
from recall_tui.recall.analyzer import unspaced
from recall_tui.recall.columns import NONE, Ints, Longs, Strings, encoded
from recall_tui.recall.index import View
from recall_tui.recall.languages import Languages
from recall_tui.recall.searching import Search
from recall_tui.recall.segment import Segment, microseconds

Mask = NDArray[np.bool_]

PART = 10_000
"""So many notes at a time are read through for words in a row: of a million, many may hold them all."""


def allowed(view: View, search: Search, languages: Languages) -> Mask:
    """For each note, by number, whether it is there and meets all filters of a search.

    Phrases are compared as the index has them: by stems and without stop words, in each note's own language.
    """
    parts = zip(view.segments, view.there(), strict=True)
    masks = [_within(segment, alive, search, languages) for segment, alive in parts]
    return np.concatenate([np.empty(0, np.bool_), *masks])


def _within(segment: Segment, alive: Mask, search: Search, languages: Languages) -> Mask:
    mask = alive.copy()
    if search.since:
        mask &= segment.dates >= microseconds(datetime.combine(search.since, time.min))
    if search.until:
        mask &= segment.dates < microseconds(datetime.combine(search.until, time.min))
    wanted = [
        *(_tagged(segment, tag) for tag in search.tags),
        *(_lying(segment, path) for path in search.paths),
        *(_titled(segment, title) for title in search.titles),
        *(_saying(segment, phrase, languages, nothing=True) for phrase in _phrases(search)),
    ]
    unwanted = [
        *(_tagged(segment, tag) for tag in search.without_tags),
        *(_lying(segment, path) for path in search.without_paths),
        *(_titled(segment, title) for title in search.without_titles),
        *(_saying(segment, words, languages, nothing=False) for words in search.without),
    ]
    for notes in wanted:
        holds = np.zeros(len(mask), np.bool_)
        holds[notes] = True
        mask &= holds
    for notes in unwanted:
        mask[notes] = False
    return mask


def _phrases(search: Search) -> Iterator[str]:
    """The phrases, one that is being typed without its last word: what it will be is not known."""
    for phrase in search.phrases:
        before, _, last = phrase.rpartition(" ")
        growing = search.unfinished and phrase == search.phrases[-1] and search.words.endswith(phrase)
        yield before if growing and not unspaced(last) else phrase


def _tagged(segment: Segment, tag: str) -> Ints:
    """The notes with a tag or one below it."""
    tag = fold(tag)
    keys, rows = segment.tags.keys, segment.tags.rows
    return np.concatenate([segment.tags[tag], *(rows[row] for row in keys.span(tag + "/"))])


def _lying(segment: Segment, piece: str) -> Sequence[int] | Ints:
    """The notes whose path holds a piece; it begins with `/`, so that `/log` is a folder, and not `blog`."""
    piece = fold(piece)
    stem, dot, ending = piece.rpartition(".")
    if not dot or not any(known.startswith(dot + ending) for known in ENDINGS):
        return _called(segment, BY_PATH, piece)
    return [  # keys have no endings
        note
        for note in _called(segment, BY_PATH, stem).tolist()
        if piece in BY_PATH + fold(segment.paths[note])
    ]


def _titled(segment: Segment, piece: str) -> Sequence[int]:
    """The notes whose title or an alias holds a piece."""
    piece = fold(piece)
    return [  # a key may be an identifier too
        note
        for note in _called(segment, BY_TITLE, piece).tolist()
        if piece in fold(segment.titles[note]) or any(piece in fold(name) for name in segment.aliases[note])
    ]


def _called(segment: Segment, way: str, piece: str) -> Ints:
    """The notes of which a key of one kind holds a piece."""
    keys = segment.keys
    return np.unique(keys.rows.take(holding(keys.keys, keys.keys.span(way), piece)).values)


def holding(strings: Strings, span: range, piece: str, most: int | None = None) -> Longs:
    """Which of the strings in a span hold a piece, by number; `most`: only so many places are looked at."""
    if not piece:
        return np.arange(span.start, span.stop)
    sought = encoded(piece)
    starts = strings.rows.starts[span.start : span.stop + 1]
    # Only the first byte is taken, so that matches may overlap; searched for, it is faster than (?=…) alone.
    pattern = re.escape(sought[:1]) + b"(?=%s)" % re.escape(sought[1:])
    found = islice(re.finditer(pattern, strings.rows.values[starts[0] : starts[-1]].data), most)
    at = np.fromiter((match.start() for match in found), np.int64) + starts[0]
    row = starts.searchsorted(at, side="right") - 1
    return np.unique(row[at + len(sought) <= starts[row + 1]]) + span.start  # not what goes on in the next


def _saying(segment: Segment, text: str, languages: Languages, *, nothing: bool) -> Ints:
    """The notes in which the words of a text stand in a row.

    `nothing`: whether also those in whose language these are stop words, and so no words at all.
    """
    speakers: dict[tuple[str, ...], list[Ints]] = {}
    for row, language in enumerate(segment.languages.keys):
        terms = tuple(languages.analyzer(language).terms(text))
        speakers.setdefault(terms, []).append(segment.languages.rows[row])
    found = [NONE]
    for terms, notes in speakers.items():
        if not terms:
            found += notes if nothing else []
        elif len(holders := in_a_row(segment, terms)):
            spoken = np.zeros(len(segment), np.bool_)
            spoken[np.concatenate(notes)] = True
            found.append(holders[spoken[holders]])
    return np.concatenate(found)


def in_a_row(segment: Segment, terms: Sequence[str]) -> Ints:
    """The notes in which these terms stand one after the other."""
    keys, rows = segment.terms.keys, segment.terms.rows
    if len(terms) == 1 and len(terms[0]) == 1 and unspaced(terms[0]):  # it is in bigrams, but where alone
        return np.unique(rows.take(holding(keys, range(len(keys)), terms[0])).values)
    numbers = [keys.find(term) for term in terms]
    if min(numbers) < 0:
        return NONE
    rarest, *others = sorted((rows[number] for number in set(numbers)), key=len)
    for other in others:
        at = np.minimum(other.searchsorted(rarest), len(other) - 1)
        rarest = rarest[other[at] == rarest]
    if len(numbers) == 1:
        return rarest
    parts = (rarest[i : i + PART] for i in range(0, len(rarest), PART))
    return np.concatenate([NONE, *(part[_hold_in_a_row(segment, part, numbers)] for part in parts)])


def _hold_in_a_row(segment: Segment, notes: Ints, numbers: Sequence[int]) -> Longs:
    """In which of these notes the terms of these numbers stand one after the other, by place.

    In one passage or between two, where headings are: not from the end of one into the next.
    """
    tokens, passages = segment.tokens.take(notes), segment.passages.take(notes)
    last = len(tokens.values) - len(numbers) + 1
    begins = np.ones(last, np.bool_)
    for i, number in enumerate(numbers):
        begins &= tokens.values[i : i + last] == number
    at = begins.nonzero()[0]
    edges = passages.values[:, :2] + np.repeat(tokens.starts[:-1], passages.lengths)[:, np.newaxis]
    edges = np.unique(np.concatenate([tokens.starts, edges.ravel()]))
    at = at[edges.searchsorted(at, "right") == edges.searchsorted(at + len(numbers) - 1, "right")]
    return np.unique(tokens.starts.searchsorted(at, "right") - 1)
