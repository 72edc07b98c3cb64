"""Columns: rows of unequal length in flat arrays, which a file can hold and memory can map.

A hundred thousand Python objects are slow to make and large to keep; three arrays are neither.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]


class Rows:
    """Row i is `values[starts[i]:starts[i + 1]]`."""

    __slots__ = ("starts", "values")

    def __init__(self, values: NDArray[Any], starts: Longs) -> None:
        """`starts` has one entry more than there are rows."""
        self.values, self.starts = values, starts

    @staticmethod
    def of(rows: Sequence[Sequence[int]]) -> Rows:
        """These rows."""
        lengths = [len(row) for row in rows]
        values = np.fromiter(chain.from_iterable(rows), np.int32, sum(lengths))
        return Rows(values, starts_of(lengths))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> NDArray[Any]:
        return self.values[self.starts[row] : self.starts[row + 1]]

    @property
    def lengths(self) -> Longs:
        """How long each row is."""
        return np.diff(self.starts)

    def lengths_of(self, rows: NDArray[Any]) -> Longs:
        """How long these rows are (by number, or a mask)."""
        lengths: Longs = self.starts[1:][rows] - self.starts[:-1][rows]
        return lengths

    def places(self, rows: NDArray[Any]) -> Longs:
        """Where in `values` these rows are, one row after the other."""
        return places_of(self.starts[:-1][rows], self.lengths_of(rows))

    def counted(self, which: NDArray[np.bool_]) -> Longs:
        """Of each row, how many of its values are among these of `values`."""
        if which.all():
            return self.lengths
        return np.diff(starts_of(which)[self.starts])

    def take(self, rows: NDArray[Any]) -> Rows:
        """These rows, in this order."""
        return Rows(self.values[self.places(rows)], starts_of(self.lengths_of(rows)))

    @staticmethod
    def joined(parts: Sequence[Rows]) -> Rows:
        """The rows of one, then those of the next; at least one part."""
        lengths = np.concatenate([part.lengths for part in parts])
        return Rows(np.concatenate([part.values for part in parts]), starts_of(lengths))


class Strings(Sequence[str]):
    """A column of strings, in UTF-8; lone surrogates, which file names can have, stay as they are."""

    __slots__ = ("_blob", "_starts", "rows")

    def __init__(self, rows: Rows) -> None:
        """`rows` are bytes."""
        self.rows = rows
        self._blob, self._starts = rows.values.data, rows.starts.data

    @staticmethod
    def of(strings: Iterable[str]) -> Strings:
        """These strings."""
        return Strings.of_raw([encoded(string) for string in strings])

    @staticmethod
    def of_raw(strings: Sequence[bytes]) -> Strings:
        """These strings, encoded already."""
        blob = np.frombuffer(b"".join(strings), np.uint8)
        return Strings(Rows(blob, starts_of([len(string) for string in strings])))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> str:  # type: ignore[override]  # slices have no use here
        return str(self.raw(row), "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (str(string, "utf-8", "surrogatepass") for string in self.raws())

    def raw(self, row: int) -> bytes:
        """A string as bytes."""
        return bytes(self._blob[self._starts[row] : self._starts[row + 1]])

    def raws(self) -> list[bytes]:
        """All strings as bytes."""
        blob, starts = bytes(self._blob), self._starts.tolist()
        return [blob[a:b] for a, b in pairwise(starts)]

    def take(self, rows: NDArray[Any]) -> Strings:
        """These strings (by number, or a mask), in this order."""
        return Strings(self.rows.take(rows))

    @staticmethod
    def joined(parts: Sequence[Strings]) -> Strings:
        """The strings of one, then those of the next; at least one part."""
        return Strings(Rows.joined([part.rows for part in parts]))


class Keys(Strings):
    """An ascending column without doubles."""

    __slots__ = ("heads",)

    def __init__(self, rows: Rows, heads: NDArray[np.uint64] | None = None) -> None:
        """`heads` are the first bytes of each string as a number: two steps find what else takes twenty."""
        super().__init__(rows)
        self.heads = _heads(rows) if heads is None else heads

    @staticmethod
    def of_raw(strings: Sequence[bytes]) -> Keys:
        """These strings, ascending and encoded already."""
        return Keys(Strings.of_raw(strings).rows)

    def first(self, string: str) -> int:
        """Where the first string stands that is not less than this one."""
        key = encoded(string)
        head = np.uint64(_head(key))  # of the column's own kind: for another, all of it would be converted
        first, last = self.heads.searchsorted(head), self.heads.searchsorted(head, side="right")
        return bisect_left(range(len(self)), key, int(first), int(last), key=self.raw)

    def find(self, string: str) -> int:
        """Where a string stands; -1 where it does not."""
        at = self.first(string)
        return at if at < len(self) and self.raw(at) == encoded(string) else -1

    def find_all(self, strings: Sequence[str]) -> Longs:
        """Where each of these stands; -1 where one does not."""
        keys = [encoded(string) for string in strings]
        heads = np.fromiter(map(_head, keys), np.uint64, len(keys))
        firsts, lasts = (
            self.heads.searchsorted(heads).tolist(),
            self.heads.searchsorted(heads, "right").tolist(),
        )
        raw, found = self.raw, np.full(len(keys), -1, np.int64)
        for i, (key, first, last) in enumerate(zip(keys, firsts, lasts, strict=True)):
            if last - first > 1:
                first = bisect_left(range(last), key, first, key=raw)
            if first < last and raw(first) == key:
                found[i] = first
        return found

    def span(self, prefix: str) -> range:
        """Where the strings stand that begin with `prefix`."""
        first, key = self.first(prefix), encoded(prefix)
        last = bisect_left(range(len(self)), 1, lo=first, key=lambda row: not self.raw(row).startswith(key))
        return range(first, last)


HEAD = 8
"""Bytes in a head."""


def _heads(rows: Rows) -> NDArray[np.uint64]:
    """The first bytes of each row, the first in the highest place, zeros behind its end."""
    heads = np.zeros(len(rows), np.uint64)
    firsts, lengths = rows.starts[:-1], rows.lengths
    for i in range(HEAD):
        longer = lengths > i
        heads[longer] |= rows.values[firsts[longer] + i].astype(np.uint64) << np.uint64(8 * (HEAD - 1 - i))
    return heads


def _head(key: bytes) -> int:
    return int.from_bytes(key[:HEAD].ljust(HEAD, b"\0"), "big")


class Lists(Sequence[list[str]]):
    """A column of lists of strings."""

    __slots__ = ("starts", "strings")

    def __init__(self, strings: Strings, starts: Longs) -> None:
        """Row i is `strings[starts[i]:starts[i + 1]]`."""
        self.strings, self.starts = strings, starts

    @staticmethod
    def of(rows: Sequence[Sequence[str]]) -> Lists:
        """These rows."""
        return Lists(Strings.of([s for row in rows for s in row]), starts_of([len(row) for row in rows]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, row: int) -> list[str]:  # type: ignore[override]
        return [self.strings[i] for i in range(int(self.starts[row]), int(self.starts[row + 1]))]

    def take(self, rows: NDArray[Any]) -> Lists:
        """These rows, in this order."""
        which = Rows(np.arange(len(self.strings)), self.starts).take(rows)
        return Lists(self.strings.take(which.values), which.starts)

    @staticmethod
    def joined(parts: Sequence[Lists]) -> Lists:
        """The rows of one, then those of the next; at least one part."""
        lengths = np.concatenate([np.diff(part.starts) for part in parts])
        return Lists(Strings.joined([part.strings for part in parts]), starts_of(lengths))


NONE: Ints = np.empty(0, np.int32)


def starts_of(lengths: Sequence[int] | NDArray[Any]) -> Longs:
    """Where rows of these lengths start, and the end of the last."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def places_of(firsts: Longs, lengths: Longs) -> Longs:
    """The places in rows that start here and are so long, one row after the other."""
    starts = starts_of(lengths)
    places: Longs = np.arange(starts[-1]) + np.repeat(firsts - starts[:-1], lengths)
    return places


def runs(ascending: NDArray[np.integer]) -> tuple[Ints, Longs]:
    """The distinct values of an ascending array, and where each begins (with the length at the end)."""
    new = np.ones(len(ascending) + 1, np.bool_)  # at the end too
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:-1])
    starts = new.nonzero()[0]
    return ascending[starts[:-1]].astype(np.int32), starts


def distinct(values: Longs) -> Longs:
    """The distinct ones, ascending; as `np.unique`, whose first use imports masked arrays, in 9 ms."""
    ascending = np.sort(values)
    new = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:])
    return ascending[new]


def encoded(string: str) -> bytes:
    """A string as a column holds it."""
    return string.encode("utf-8", "surrogatepass")
