"""A segment: everything known of a run of notes, in arrays that never change.

As in Lucene: new notes make new small segments, and small ones are merged into larger ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recall_tui.recall.columns import (
    Arrays,
    Floats,
    Ints,
    Keys,
    Lists,
    Longs,
    Rows,
    Strings,
    starts_of,
)
from recall_tui.recall.document import Document
from recall_tui.recall.postings import Postings, inverted, kinds_of, prints_of

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)  # arrays are not compared
class Segment:
    """Notes, numbered from 0; names of notes, terms and kinds have numbers of their own.

    A term's number is its place in `terms.keys`. A kind is how often a term occurs in a note together with
    how long that note is: all that BM25 wants to know of an occurrence, and the same for very many.
    """

    terms: Postings
    """The notes that hold each term."""
    prints: NDArray[np.uint32]
    """A number for each term that is the same in every segment; two terms hardly ever have the same."""
    kinds: NDArray[Any]
    """Beside `terms.rows.values`: the number of the kind."""
    pairs: Ints
    """Of each kind: how often, and the note's length in terms; shape (kinds, 2)."""
    tokens: Rows
    """Each note's terms in reading order."""
    passages: Rows
    """Of each note, a row of four for each passage, as in `Document.passages`."""
    spoken: Postings
    """The names that hold each term; by name, not by note."""
    names: Rows
    """Each name's terms."""
    owners: Ints
    """Each name's note."""
    paths: Strings
    order: Ints
    """The notes by path, ascending."""
    titles: Strings
    aliases: Lists
    dates: Longs
    """Microseconds since 1970 on the writer's clock."""
    touched: Ints
    """Days, as `date.toordinal` counts them."""
    stamps: Longs
    """What each note's file looked like."""
    keys: Postings
    """The notes that can be called by each key (see `notes.resolve.keys`)."""
    tags: Postings
    """The notes that have each tag."""
    targets: Lists
    """What each note links to, as written."""
    prev: Lists
    """What each note continues, as written."""
    next: Lists
    """What is said to continue each note, as written."""
    wanted: Postings
    """The notes that name something called so in one of these three."""
    problems: Lists
    languages: Postings
    """The notes in each language."""

    def __len__(self) -> int:
        return len(self.dates)

    @cached_property
    def lengths(self) -> Longs:
        """The terms in each note."""
        return self.tokens.lengths

    @cached_property
    def held(self) -> Longs:
        """The notes that hold each term, counted."""
        return self.terms.rows.lengths

    def beginning(self, letter: str) -> list[str]:
        """The terms that begin with a letter; kept, since slips are of words that many others begin like."""
        if letter not in self._beginning:
            keys = self.terms.keys
            self._beginning[letter] = [keys[row] for row in keys.span(letter)]
        return self._beginning[letter]

    @cached_property
    def _beginning(self) -> dict[str, list[str]]:
        return {}

    def find(self, path: str) -> int:
        """The number of the note at a path; -1 where there is none."""
        order, paths = self.order.data, self.paths
        # Of two states of a note, the later one: a segment that was merged in passing has both.
        at = bisect_right(range(len(order)), path, key=lambda i: paths[order[i]]) - 1
        return int(order[at]) if at >= 0 and paths[order[at]] == path else -1

    def language(self, note: int) -> str:
        """The language that a note is in, as `Languages.detect` gives it."""
        return self._language[int(self._spoken_in[note])]

    @cached_property
    def _language(self) -> list[str]:
        return list(self.languages.keys)

    @cached_property
    def _spoken_in(self) -> NDArray[np.uint8]:
        """Each note's place in `_language`."""
        spoken = np.zeros(len(self), np.uint8)
        spoken[self.languages.rows.values] = np.repeat(
            np.arange(len(self.languages), dtype=np.uint8), self.languages.rows.lengths
        )
        return spoken

    def written(self, note: int) -> datetime:
        """When a note was written."""
        return _EPOCH + timedelta(microseconds=int(self.dates[note]))

    @cached_property
    def newest(self) -> Ints:
        """The notes, newest first; those of one moment by path."""
        return self._by_date(-self.dates)

    @cached_property
    def oldest(self) -> Ints:
        """The notes, oldest first; those of one moment by path."""
        return self._by_date(self.dates)

    def _by_date(self, dates: Longs) -> Ints:
        return self.order[np.argsort(dates[self.order], kind="stable")]

    def worths(self, idfs: Floats) -> Floats:
        """The idf of each name's terms together, given the terms'; never 0."""
        totals, some = np.zeros(len(self.names)), self.names.lengths > 0
        if some.any():
            totals[some] = np.add.reduceat(idfs[self.names.values], self.names.starts[:-1][some])
        return np.maximum(totals, 1e-9)

    @staticmethod
    def of(documents: Sequence[Document]) -> Segment:
        """The segment of these notes."""
        streams, terms, kinds, pairs, numbers = inverted([d.terms for d in documents])
        names = [name for d in documents for name in d.names]
        paths = [d.path for d in documents]
        passages = np.array([row for d in documents for row in d.passages], np.int32).reshape(-1, 4)
        return Segment(
            terms=terms,
            prints=prints_of(terms.keys),
            kinds=kinds,
            pairs=pairs,
            tokens=streams,
            passages=Rows(passages, starts_of([len(d.passages) for d in documents])),
            spoken=Postings.of(names),
            names=Rows.of([[numbers[term] for term in name if term in numbers] for name in names]),
            owners=np.repeat(np.arange(len(documents), dtype=np.int32), [len(d.names) for d in documents]),
            paths=Strings.of(paths),
            order=_ascending(paths),
            titles=Strings.of([d.title for d in documents]),
            aliases=Lists.of([d.aliases for d in documents]),
            dates=np.array([microseconds(d.written) for d in documents], np.int64),
            touched=np.array([d.touched.toordinal() for d in documents], np.int32),
            stamps=np.array([d.stamp for d in documents], np.int64),
            keys=Postings.of([d.keys for d in documents]),
            tags=Postings.of([d.tags for d in documents]),
            targets=Lists.of([d.targets for d in documents]),
            prev=Lists.of([d.prev for d in documents]),
            next=Lists.of([d.next for d in documents]),
            wanted=Postings.of([d.wanted for d in documents]),
            problems=Lists.of([d.problems for d in documents]),
            languages=Postings.of([(d.language,) for d in documents]),
        )

    @staticmethod
    def merged(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]]) -> Segment:
        """Several as one, in this order, without the notes that are not alive."""
        return Segment(**merged_words(segments, alive), **merged_notes(segments, alive))

    def arrays(self) -> Arrays:
        """All of it as named arrays."""
        return arrays_of({field.name: getattr(self, field.name) for field in fields(self)})

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Segment:
        """The segment that has these arrays. Raises KeyError where one is missing."""
        return Segment(**{field.name: _get(arrays, field.name, str(field.type)) for field in fields(Segment)})


def merged_words(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]]) -> dict[str, Any]:
    """The terms of several segments as `Segment.merged` has them, and what their notes want: fields, by name.

    That is about half of the work (see `merged_notes`).
    """
    voices = _voices(segments, alive)
    each, pairs = _kinds_united(segments)
    terms, places, kinds = Postings.merged([s.terms for s in segments], numbered(alive), each)

    def terms_of(name: str, chosen: Sequence[NDArray[np.bool_]]) -> Rows:
        parts = [getattr(s, name).take(which) for s, which in zip(segments, chosen, strict=True)]
        values = [place[part.values] for place, part in zip(places, parts, strict=True)]
        return Rows(np.concatenate(values), starts_of(np.concatenate([part.lengths for part in parts])))

    return {
        "terms": terms,
        "prints": prints_of(terms.keys),
        "kinds": kinds,
        "pairs": pairs,
        "tokens": terms_of("tokens", alive),
        "spoken": Postings.merged([s.spoken for s in segments], numbered(voices))[0],
        "names": terms_of("names", voices),
        "wanted": Postings.merged([s.wanted for s in segments], numbered(alive))[0],
    }


def merged_notes(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]]) -> dict[str, Any]:
    """All else of several segments, likewise."""
    notes = numbered(alive)
    owners = zip(segments, notes, _voices(segments, alive), strict=True)

    def taken(name: str) -> list[Any]:
        return [getattr(s, name).take(a) for s, a in zip(segments, alive, strict=True)]

    paths = Strings.joined(taken("paths"))
    found = {
        "passages": Rows.joined(taken("passages")),
        "owners": np.concatenate([n[s.owners[v]] for s, n, v in owners]),
        "paths": paths,
        "order": _ascending(list(paths)),
        "titles": Strings.joined(taken("titles")),
    }
    for name in ("dates", "touched", "stamps"):
        found[name] = np.concatenate([getattr(s, name)[a] for s, a in zip(segments, alive, strict=True)])
    for name in ("aliases", "targets", "prev", "next", "problems"):
        found[name] = Lists.joined(taken(name))
    for name in ("keys", "tags", "languages"):
        found[name] = Postings.merged([getattr(s, name) for s in segments], notes)[0]
    return found


def _voices(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
    """Which names stay, since their notes do."""
    return [a[s.owners] for s, a in zip(segments, alive, strict=True)]


def arrays_of(columns: Mapping[str, Any]) -> Arrays:
    """Fields of a segment as named arrays."""
    found: Arrays = {}
    for name, column in columns.items():
        _put(found, name, column)
    return found


def _put(found: Arrays, name: str, value: Any) -> None:
    match value:
        case Rows():
            found[f"{name}.values"], found[f"{name}.starts"] = value.values, value.starts
        case Keys():
            _put(found, name, value.rows)
            found[f"{name}.heads"] = value.heads
        case Strings():
            _put(found, name, value.rows)
        case Lists():
            _put(found, f"{name}.strings", value.strings)
            found[f"{name}.lists"] = value.starts
        case Postings():
            _put(found, f"{name}.keys", value.keys)
            _put(found, f"{name}.rows", value.rows)
        case _:
            found[name] = value


def _get(arrays: Mapping[str, NDArray[Any]], name: str, kind: str) -> Any:
    match kind:
        case "Rows":
            return Rows(arrays[f"{name}.values"], arrays[f"{name}.starts"])
        case "Strings":
            return Strings(_get(arrays, name, "Rows"))
        case "Lists":
            return Lists(_get(arrays, f"{name}.strings", "Strings"), arrays[f"{name}.lists"])
        case "Postings":
            keys = Keys(_get(arrays, f"{name}.keys", "Rows"), arrays[f"{name}.keys.heads"])
            return Postings(keys, _get(arrays, f"{name}.rows", "Rows"))
    return arrays[name]


def _kinds_united(segments: Sequence[Segment]) -> tuple[list[NDArray[Any]], Ints]:
    """The kinds of several segments by common numbers: each segment's, and their pairs."""
    pairs = np.concatenate([s.pairs for s in segments])
    again, united = kinds_of(pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64))
    numbers = np.split(again, np.cumsum([len(s.pairs) for s in segments])[:-1])
    return [number[s.kinds] for number, s in zip(numbers, segments, strict=True)], united


def numbered(stays: Sequence[NDArray[np.bool_]]) -> list[Ints]:
    """New numbers, one after the other, for what stays; -1 for what goes."""
    found, first = [], 0
    for stay in stays:
        found.append(np.where(stay, np.cumsum(stay) - 1 + first, -1).astype(np.int32))
        first += int(stay.sum())
    return found


def _ascending(strings: Sequence[str]) -> Ints:
    """The places of strings, in the order of the strings."""
    return np.array(sorted(range(len(strings)), key=strings.__getitem__), np.int32)


def microseconds(moment: datetime) -> int:
    """A moment on the writer's clock as `Segment.dates` holds it."""
    return (moment - _EPOCH) // _MICROSECOND
