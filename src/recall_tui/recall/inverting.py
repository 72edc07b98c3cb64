"""From the terms of notes to postings: who has which term, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.columns import Ints, Keys, Longs, Postings, Rows, Strings, encoded, runs, starts_of

DENSE = 1 << 22
"""Kinds are numbered by a table where it is no larger than this."""


class _Numbers(dict[str, int]):
    """Term → number, by the order in which terms are met."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


def inverted(
    texts: Sequence[Sequence[str]],
) -> tuple[Rows, Postings, NDArray[Any], Ints, dict[str, int]]:
    """The token streams of documents, their postings with the kinds beside them, and each term's number."""
    number = _Numbers()
    lengths = np.array([len(text) for text in texts], np.int64)
    met = np.fromiter(map(number.__getitem__, chain.from_iterable(texts)), np.int64, int(lengths.sum()))
    ascending = sorted(number)
    place = np.empty(len(number), np.int32)
    place[np.fromiter(map(number.__getitem__, ascending), np.int64, len(number))] = np.arange(len(number))
    tokens = place[met]
    many = max(1, len(texts))
    docs = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    found, counts = np.unique(tokens * np.int64(many) + docs, return_counts=True)
    owners, holders = np.divmod(found, many)
    rows = Rows(holders.astype(np.int32), runs(owners)[1])
    kinds, pairs = kinds_of(counts, lengths[holders])
    numbers = dict(zip(ascending, range(len(ascending)), strict=True))
    terms = Postings(Keys.of_raw([encoded(term) for term in ascending]), rows)
    return Rows(tokens, starts_of(lengths)), terms, kinds, pairs, numbers


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
