"""Postings: who has what. Made of notes and their terms, looked up, and put together of several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, count
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.columns import (
    NONE,
    Ints,
    Keys,
    Longs,
    Rows,
    Strings,
    encoded,
    places_of,
    runs,
    starts_of,
)

DENSE = 1 << 22
"""Kinds are numbered by a table where it is no larger than this."""

Key = TypeVar("Key", str, bytes)


class Postings:
    """Who has what: ascending keys, each with the ascending numbers of those that have it."""

    __slots__ = ("keys", "rows")

    def __init__(self, keys: Keys, rows: Rows) -> None:
        """`rows` has a row of numbers for every key."""
        self.keys, self.rows = keys, rows

    @staticmethod
    def of(having: Sequence[Collection[str]]) -> Postings:
        """What number 0, 1, … has."""
        # By code point, as Python compares strings, is by byte in UTF-8.
        keys, places = in_order(chain.from_iterable(having))
        rows, _ = _held(places, [len(each) for each in having])
        return Postings(Keys.of_raw([encoded(key) for key in keys]), rows)

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, key: str) -> Ints:
        """Who has a key; nobody where there is no such key."""
        at = self.keys.find(key)
        return self.rows[at] if at >= 0 else NONE

    @staticmethod
    def merged(
        parts: Sequence[Postings], numbers: Sequence[Ints], beside: Sequence[NDArray[Any]] = ()
    ) -> tuple[Postings, list[Ints], NDArray[Any]]:
        """Several as one: the postings, each part's keys by their new place, and what runs beside their rows.

        `numbers` gives each part's numbers anew, ascending over the parts; -1 for one that goes. Keys that
        nobody has any more go too (place -1). `beside` has for each part an array beside `rows.values`.
        """
        raws = [part.keys.raws() for part in parts]
        keys, found = in_order(chain.from_iterable(raws))
        places = np.split(found, np.cumsum([len(raw) for raw in raws])[:-1])
        new = [number[part.rows.values] for part, number in zip(parts, numbers, strict=True)]
        stays = [each >= 0 for each in new]
        lengths = [part.rows.counted(stay) for part, stay in zip(parts, stays, strict=True)]
        held = np.zeros(len(keys), np.int64)
        for at, length in zip(places, lengths, strict=True):
            held[at] += length
        starts = starts_of(held)
        values = np.empty(starts[-1], np.int32)
        aside = np.empty(starts[-1], beside[0].dtype) if beside else NONE
        # Each part puts what it has of a key behind what those before it have.
        free = starts[:-1].copy()
        for i, (at, length, stay) in enumerate(zip(places, lengths, stays, strict=True)):
            to = places_of(free[at], length)
            values[to] = new[i][stay]
            if beside:
                aside[to] = beside[i][stay]
            free[at] += length
        used = held > 0
        again = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
        left = [key for key, is_used in zip(keys, used.tolist(), strict=True) if is_used]
        merged = Postings(Keys.of_raw(left), Rows(values, starts_of(held[used])))
        return merged, [again[at] for at in places], aside


def inverted(
    texts: Sequence[Sequence[str]],
) -> tuple[Rows, Postings, NDArray[Any], Ints, dict[str, int]]:
    """The token streams of documents, their postings with the kinds beside them, and each term's number."""
    ascending, tokens = in_order(chain.from_iterable(texts))
    lengths = np.array([len(text) for text in texts], np.int64)
    rows, counts = _held(tokens, lengths)
    kinds, pairs = kinds_of(counts, lengths[rows.values])
    numbers = dict(zip(ascending, range(len(ascending)), strict=True))
    terms = Postings(Keys.of_raw([encoded(term) for term in ascending]), rows)
    return Rows(tokens, starts_of(lengths)), terms, kinds, pairs, numbers


def in_order(keys: Iterable[Key]) -> tuple[list[Key], Ints]:
    """The different ones of some keys, ascending, and for each of the keys its place among these."""
    firsts: dict[Key, int] = {}
    # A key is numbered by where it is met first. No Python is run for any: there are millions.
    met = np.fromiter(map(firsts.setdefault, keys, count()), np.int64)
    ascending = sorted(firsts)
    place = np.empty(len(met), np.int32)
    place[np.fromiter(map(firsts.__getitem__, ascending), np.int64, len(ascending))] = np.arange(
        len(ascending)
    )
    return ascending, place[met]


def _held(places: Ints, lengths: Sequence[int] | Longs) -> tuple[Rows, Longs]:
    """Who holds each key and how often, given what number 0, 1, … hold, one after the other; so many each."""
    many = max(1, len(lengths))
    size = (int(places.max(initial=0)) + 1) * many
    owners = np.repeat(np.arange(len(lengths)), lengths)
    pairs = (places.astype(np.int64) * many + owners).astype(np.uint32 if size <= 1 << 32 else np.int64)
    found, counts = np.unique(pairs, return_counts=True)  # of the smaller numbers in half the time
    keys, holders = np.divmod(found, many)
    return Rows(holders.astype(np.int32), runs(keys)[1]), counts


def prints_of(terms: Strings) -> NDArray[np.uint32]:
    """A number for each term, the same wherever the term is met; two hardly ever have the same."""
    return np.fromiter(map(crc32, terms.raws()), np.uint32, len(terms))


def kinds_of(counts: Longs, lengths: Longs) -> tuple[NDArray[Any], Ints]:
    """The kind of each occurrence, and each kind's count and length."""
    room = int(lengths.max(initial=0)) + 1
    keys = counts * room + lengths
    if (most := int(keys.max(initial=0))) < DENSE:  # sorting them would take longer
        seen = np.zeros(most + 1, np.bool_)
        seen[keys] = True
        found = np.flatnonzero(seen)
        kinds = (np.cumsum(seen) - 1)[keys]
    else:
        found, kinds = np.unique(keys, return_inverse=True)
    pairs = np.stack(np.divmod(found, room), axis=1).astype(np.int32)
    return kinds.astype(np.uint16 if len(pairs) <= 1 << 16 else np.int32), pairs
