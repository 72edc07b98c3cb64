"""Notes by name: which titles and aliases hold what was typed of one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from recall_tui.notes.resolve import BY_TITLE, fold
from recall_tui.recall.columns import encoded
from recall_tui.recall.index import View
from recall_tui.recall.segment import Segment

MOST = 2_000
"""Of names that hold what was typed, only so many are looked at: one more letter makes them fewer."""
SEARCHED = 20_000
"""Near misses are looked for among all of so many names, and else among those that share some letters."""
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


def complete(view: View, typed: str, limit: int) -> list[Name]:
    """The titles and aliases that hold all words typed, shortest first; near misses where none does."""
    wanted = fold(typed.strip())
    if not wanted:
        return _named(view, [key for s in view.segments for key in _first(s, 4 * limit)], limit)
    words = wanted.split()
    found: set[str] = set()
    for segment in view.segments:
        found.update(_beginning(segment, wanted, 4 * limit))
        found.update(key for key in _holding(segment, words[0]) if all(word in key for word in words))
    order = sorted(found, key=lambda key: (not key.startswith(wanted), len(key), key))
    names = _named(view, order, limit, sort=False)
    if not names and len(wanted) > 2:
        names = _named(view, _near(view, wanted, limit), limit, sort=False)
    return names


def _named(view: View, keys: list[str], limit: int, *, sort: bool = True) -> list[Name]:
    """The names that keys are the folded form of."""
    names: dict[tuple[str, str], Name] = {}
    for key in sorted(keys) if sort else keys:
        for note in view.having("keys", BY_TITLE + key):
            segment, i = view.at(note)
            title, path = segment.titles[i], segment.paths[i]
            for name in (title, *segment.aliases[i]):
                if fold(name) == key:
                    names.setdefault((name, path), Name(name, path, name == title))
        if len(names) >= limit:
            break
    return list(names.values())[:limit]


def _first(segment: Segment, most: int) -> Iterator[str]:
    span = segment.keys.keys.span(BY_TITLE)
    return (segment.keys.keys[row][1:] for row in span[:most])


def _beginning(segment: Segment, typed: str, most: int) -> Iterator[str]:
    """The shortest keys that begin with what was typed."""
    keys = segment.keys.keys
    span = keys.span(BY_TITLE + typed)
    lengths = keys.rows.lengths[span.start : span.stop]
    return (keys[span.start + int(i)][1:] for i in lengths.argsort(kind="stable")[:most])


def _holding(segment: Segment, piece: str) -> Iterator[str]:
    """Keys of titles that hold a piece, at most `MOST`."""
    keys = segment.keys.keys
    span = keys.span(BY_TITLE)
    starts = keys.rows.starts.data
    first, blob, sought = starts[span.start], segment.called(BY_TITLE), encoded(piece)
    at, found = blob.find(sought), 0
    while at >= 0 and found < MOST:
        row = bisect_right(starts, first + at, span.start, span.stop + 1) - 1
        end = starts[row + 1] - first
        if at + len(sought) <= end:
            yield keys[row][1:]
            found += 1
            at = blob.find(sought, end)
        else:  # it goes on in the next key
            at = blob.find(sought, at + 1)


def _near(view: View, typed: str, limit: int) -> list[str]:
    from rapidfuzz import fuzz, process

    total = sum(len(s.keys.keys.span(BY_TITLE)) for s in view.segments)
    pieces = {typed[:PIECE], typed[-PIECE:]} if total > SEARCHED else {""}
    keys = list({key for s in view.segments for piece in pieces for key in _holding_all(s, piece)})
    near = process.extract(typed, keys, scorer=fuzz.partial_ratio, limit=limit, score_cutoff=NEAR)
    return [key for key, _, _ in near]


def _holding_all(segment: Segment, piece: str) -> Iterator[str]:
    return _holding(segment, piece) if piece else _first(segment, SEARCHED)
