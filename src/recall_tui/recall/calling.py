"""Notes by name: which titles and aliases hold what was typed of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

import numpy as np

from recall_tui.notes.resolve import BY_TITLE, fold
from recall_tui.recall.columns import Longs
from recall_tui.recall.filtering import holding
from recall_tui.recall.index import View
from recall_tui.recall.segment import Segment

MOST = 2_000
"""Of names that hold what was typed but don't begin with it, only so many are ordered: one more letter makes
them fewer."""
SEARCHED = 20_000
"""They are looked for where the longest word stands, in so many places."""
COMPARED = 1_000
"""Near misses are looked for among all names where there are no more, and else among those that share some
letters, so many for each: comparing one takes 2 µs."""
NEAR = 78
"""How alike, of 100, a part of a name must be to what was typed to count as meant."""
PIECE = 3
"""Letters that a near miss must share where there are many names."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something a note can be called by."""

    name: str
    path: str
    is_title: bool
    """Whether it is the note's title and not an alias of it."""


def complete(view: View, typed: str, limit: int, first: Sequence[str] = ()) -> list[Name]:
    """The titles and aliases that hold all words typed: those that begin with them, then the shortest first.

    Near misses, the nearest first, where none does; all by the alphabet where nothing was typed. Of names
    that fit as well as others, those of the notes at the paths `first` come first, in this order.
    """
    words = fold(typed).split()
    wanted = " ".join(words)
    if not words:
        names = _named(view, merge(*(_all(segment) for segment in view.segments)), limit)
    else:
        names = _named(view, _matching(view, words), limit)
        if not names and len(wanted) > 2:
            return _named(view, _near(view, wanted), limit)
    if ahead := [name for path in first for name in _names_of(view, path) if _holds(fold(name.name), words)]:
        names = sorted(dict.fromkeys([*ahead, *names]), key=lambda name: _fit(fold(name.name), wanted))
    return names[:limit]


def fitting(typed: str, names: Sequence[str]) -> list[int]:
    """Which of these names hold all words typed, by their places: those that begin with them first.

    Near misses, the nearest first, where none does; all where nothing was typed. All folded.
    """
    words = typed.split()
    wanted = " ".join(words)
    found = [at for at, name in enumerate(names) if _holds(name, words)]
    if found or len(wanted) < PIECE:
        return sorted(found, key=lambda at: _fit(names[at], wanted))
    from rapidfuzz import fuzz, process

    near = process.extract(wanted, names, scorer=fuzz.partial_ratio, limit=None, score_cutoff=NEAR)
    return [at for _, _, at in near]


def tags(view: View) -> list[tuple[str, int]]:
    """Every tag of the living notes and how many of them have it, the most used first."""
    counts: dict[str, int] = {}
    for segment, alive in zip(view.segments, view.there(), strict=True):
        rows = segment.tags.rows
        if len(rows):
            living = np.add.reduceat(alive[rows.values], rows.starts[:-1], dtype=np.int64)
            for tag, count in zip(segment.tags.keys, living.tolist(), strict=True):
                counts[tag] = counts.get(tag, 0) + count
    return sorted(((tag, n) for tag, n in counts.items() if n), key=lambda each: (-each[1], each[0]))


def _holds(name: str, words: Sequence[str]) -> bool:
    return all(word in name for word in words)


def _fit(name: str, wanted: str) -> int:
    """How well a name that holds what was typed fits it: 0 where it is the same."""
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2


def _names_of(view: View, path: str) -> list[Name]:
    """What the note at a path is called: title and aliases; nothing where there is none."""
    note = view.find(path)
    if note < 0:
        return []
    segment, i = view.at(note)
    title = segment.titles[i]
    return [Name(name, path, name == title) for name in dict.fromkeys((title, *segment.aliases[i]))]


def _named(view: View, keys: Iterable[str], limit: int) -> list[Name]:
    """The names that keys are the folded form of: so many, and only so many keys are looked at."""
    names: dict[tuple[str, str], Name] = {}
    for key in keys:
        for note in view.having("keys", BY_TITLE + key):
            segment, i = view.at(note)
            title, path = segment.titles[i], segment.paths[i]
            for name in (title, *segment.aliases[i]):
                if fold(name) == key:
                    names.setdefault((name, path), Name(name, path, name == title))
        if len(names) >= limit:
            break
    return list(names.values())[:limit]


def _matching(view: View, words: list[str]) -> Iterator[str]:
    yield from merge(*(_beginning(s, " ".join(words)) for s in view.segments), key=_by_length)
    found = {key for segment in view.segments for key in islice(_with_all(segment, words), MOST)}
    yield from sorted(found, key=_by_length)


def _by_length(key: str) -> tuple[int, str]:
    return len(key), key


def _all(segment: Segment) -> Iterator[str]:
    keys = segment.keys.keys
    return (keys[row][1:] for row in keys.span(BY_TITLE))


def _beginning(segment: Segment, typed: str) -> Iterator[str]:
    """The keys that begin with what was typed, the shortest first."""
    keys = segment.keys.keys
    span = keys.span(BY_TITLE + typed)
    if span:
        starts = keys.rows.starts[span.start : span.stop + 1]
        letters = keys.rows.values[starts[0] : starts[-1]] & 0xC0 != 0x80  # not what goes on one in UTF-8
        lengths = np.add.reduceat(letters, starts[:-1] - starts[0], dtype=np.int64)
        for i in lengths.argsort(kind="stable").tolist():
            yield keys[span.start + i][1:]


def _with_all(segment: Segment, words: list[str]) -> Iterator[str]:
    """The keys that hold all words."""
    keys = segment.keys.keys
    named = (keys[row][1:] for row in _holding(segment, max(words, key=len), SEARCHED).tolist())
    return (key for key in named if all(word in key for word in words))


def _holding(segment: Segment, piece: str, most: int) -> Longs:
    keys = segment.keys.keys
    return holding(keys, keys.span(BY_TITLE), piece, most)


def _near(view: View, typed: str) -> list[str]:
    from rapidfuzz import fuzz, process

    keys: set[str] = set()
    few = sum(len(segment.keys.keys.span(BY_TITLE)) for segment in view.segments) <= COMPARED
    for segment in view.segments:
        if few:
            keys.update(_all(segment))
        else:
            rows = [_holding(segment, piece, COMPARED // 2) for piece in (typed[:PIECE], typed[-PIECE:])]
            keys.update(segment.keys.keys[row][1:] for row in np.concatenate(rows).tolist())
    near = process.extract(typed, sorted(keys), scorer=fuzz.partial_ratio, limit=None, score_cutoff=NEAR)
    return [key for key, _, _ in near]
