"""Segments: what goes in comes out, through arrays and through merging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.recall.document import Document
from recall_tui.recall.postings import Postings
from recall_tui.recall.segment import Segment

TEXT = st.text(st.characters(), max_size=4)
"""Of any characters: lone halves of pairs too, as paths have them that are not UTF-8."""
TERMS = st.sampled_from(["oak", "elm", "木", "é", "a", "ab", "z"])
SOME = st.lists(TEXT, max_size=3, unique=True).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    names = tuple(
        tuple(dict.fromkeys(name)) for name in draw(st.lists(st.lists(TERMS, max_size=3), max_size=2))
    )
    terms = [term for name in names for term in name] + draw(st.lists(TERMS, max_size=8))
    ends = sorted(draw(st.lists(st.integers(0, len(terms)), max_size=4)))
    return Document(
        path=draw(TEXT),
        title=draw(TEXT),
        written=draw(st.datetimes()),
        names=names,
        terms=terms,
        passages=[(a, b, 7 * a, 7 * b) for a, b in pairwise(ends)],
        aliases=draw(SOME),
        keys=draw(SOME),
        tags=draw(SOME),
        targets=draw(SOME),
        wanted=draw(SOME),
        problems=draw(SOME),
        touched=draw(st.dates()),
        stamp=draw(st.integers(-(2**63), 2**63 - 1)),
        language=draw(st.sampled_from(["", "english", "german"])),
    )


NOTES = st.lists(documents(), max_size=6)


def held(postings: Postings) -> dict[str, list[int]]:
    assert sorted(postings.keys) == list(postings.keys)
    return {key: postings[key].tolist() for key in postings.keys}


def having(what: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    return {
        key: [i for i, keys in enumerate(what) if key in keys] for key in sorted({k for w in what for k in w})
    }


def told(segment: Segment) -> list[dict[str, Any]]:
    """What a segment tells of each of its notes, and whether all its parts say the same."""
    terms = list(segment.terms.keys)
    notes = []
    for i in range(len(segment)):
        names = [segment.names[n] for n in np.flatnonzero(segment.owners == i)]
        notes.append(
            {
                "path": segment.paths[i],
                "title": segment.titles[i],
                "written": segment.written(i),
                "names": [[terms[t] for t in name.tolist()] for name in names],
                "terms": [terms[t] for t in segment.tokens[i].tolist()],
                "passages": [tuple(row) for row in segment.passages[i].tolist()],
                "aliases": segment.aliases[i],
                "targets": segment.targets[i],
                "problems": segment.problems[i],
                "touched": date.fromordinal(int(segment.touched[i])),
                "stamp": int(segment.stamps[i]),
                "language": segment.language(i),
            }
        )
    said = [note["terms"] for note in notes]
    assert held(segment.terms) == having(said)
    assert segment.held.tolist() == [len(v) for v in having(said).values()]
    assert segment.lengths.tolist() == [len(each) for each in said]
    assert held(segment.spoken) == having([name for note in notes for name in note["names"]])
    assert held(segment.languages) == having([[note["language"]] for note in notes])
    assert [segment.paths[i] for i in segment.order] == sorted(segment.paths)
    assert len(segment.prints) == len(terms)
    counts, lengths = segment.pairs[segment.kinds].T.tolist() if len(segment.kinds) else ([], [])
    pairs = [(term, note) for term, notes_of in having(said).items() for note in notes_of]
    assert counts == [said[note].count(term) for term, note in pairs]
    assert lengths == [len(said[note]) for _, note in pairs]
    return notes


def put_in(notes: Sequence[Document]) -> list[dict[str, Any]]:
    """What `told` says of a segment of these notes."""
    return [
        {
            "path": d.path,
            "title": d.title,
            "written": d.written,
            "names": [list(name) for name in d.names],
            "terms": list(d.terms),
            "passages": list(d.passages),
            "aliases": list(d.aliases),
            "targets": list(d.targets),
            "problems": list(d.problems),
            "touched": d.touched,
            "stamp": d.stamp,
            "language": d.language,
        }
        for d in notes
    ]


@settings(max_examples=15)
@given(NOTES)
def test_what_goes_in_comes_out(notes: list[Document]) -> None:
    segment = Segment.of(notes)
    assert told(segment) == put_in(notes)
    for name in ("keys", "tags", "wanted"):
        assert held(getattr(segment, name)) == having([getattr(d, name) for d in notes])


@settings(max_examples=15)
@given(NOTES)
def test_a_segment_is_its_arrays(notes: list[Document]) -> None:
    arrays = Segment.of(notes).arrays()
    again = Segment.from_arrays(arrays)
    assert told(again) == put_in(notes)
    for name, array in again.arrays().items():
        assert array is arrays[name], name


def test_a_segment_with_an_array_missing_is_none() -> None:
    arrays = Segment.of([Document("a.md", "A", datetime(2024, 5, 17), terms=["a"])]).arrays()
    for name in arrays:
        with pytest.raises(KeyError):
            Segment.from_arrays({other: arrays[other] for other in arrays if other != name})


@settings(max_examples=15)
@given(st.lists(NOTES, min_size=1, max_size=4), st.data())
def test_merged_is_as_built_at_once(parts: list[list[Document]], data: st.DataObject) -> None:
    alive = [np.array([data.draw(st.booleans()) for _ in part], np.bool_) for part in parts]
    left = [
        d
        for part, stay in zip(parts, alive, strict=True)
        for d, stays in zip(part, stay, strict=True)
        if stays
    ]
    merged, whole = Segment.merged([Segment.of(part) for part in parts], alive), Segment.of(left)
    assert told(merged) == told(whole) == put_in(left)
    found, expected = merged.arrays(), whole.arrays()
    for name in found.keys() - {"kinds", "pairs"}:  # kinds that nothing is of any more may stay
        assert found[name].dtype == expected[name].dtype, name
        assert np.array_equal(found[name], expected[name]), name


@settings(max_examples=15)
@given(NOTES, TEXT)
def test_a_note_is_found_by_its_path_the_later_of_two_states(notes: list[Document], other: str) -> None:
    twice = [*notes, *(replace(d, title=f"{d.title}2") for d in notes[::2])]
    segment = Segment.of(twice)
    last = {d.path: i for i, d in enumerate(twice)}
    for path, i in last.items():
        assert segment.find(path) == i
    assert segment.find(other) == last.get(other, -1)


@settings(max_examples=15)
@given(NOTES)
def test_a_name_is_worth_what_its_terms_are(notes: list[Document]) -> None:
    segment = Segment.of(notes)
    idfs = np.arange(1.0, len(segment.terms) + 1)
    expected = [sum(idfs[t] for t in segment.names[name]) for name in range(len(segment.names))]
    assert segment.worths(idfs) == pytest.approx([max(worth, 1e-9) for worth in expected])
