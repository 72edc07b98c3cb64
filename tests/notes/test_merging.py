"""Two changes of one text go together, or nothing of either is lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recall_tui.notes import merging
from recall_tui.notes.merging import aligned, follow, merge

lines = st.lists(st.sampled_from(["", "a", "b", "c", "one two", "one three", "漢字"]), max_size=12)
texts = lines.map("\n".join)
BASE = [f"line {n}" for n in range(12)]


@given(lines, lines)
def test_runs_are_the_same_in_both_texts_and_in_order(before: list[str], after: list[str]) -> None:
    runs = aligned(before, after)
    assert runs[-1] == (len(before), len(after), 0)
    old = new = 0
    for start, place, many in runs:
        assert old <= start and new <= place
        assert before[start : start + many] == after[place : place + many]
        old, new = start + many, place + many


def test_of_texts_too_different_to_compare_the_ends_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST", 3)
    assert aligned(["a", "x", "b", "c"], ["a", "b", "y", "c"]) == [(0, 0, 1), (3, 3, 1), (4, 4, 0)]


@given(texts, texts)
def test_merging_with_nothing_changed_is_the_other_side(base: str, other: str) -> None:
    assert merge(base, base, other) == other == merge(base, other, base) == merge(base, other, other)


@given(st.data())
def test_changes_of_other_lines_all_survive(data: st.DataObject) -> None:
    """Each side changes, drops or puts in lines, none next to a line of the other's."""
    cut = data.draw(st.integers(1, len(BASE) - 2))
    edits = st.sampled_from(["keep", "change", "drop", "before"])

    def changed(rows: range, name: str) -> list[str]:
        new: list[str] = []
        for row in range(len(BASE)):
            edit = data.draw(edits) if row in rows else "keep"
            new += [f"{name} before {row}"] if edit == "before" else []
            new += [] if edit == "drop" else [f"{name} {row}" if edit == "change" else BASE[row]]
        return new

    ours, theirs = changed(range(cut), "ours"), changed(range(cut + 1, len(BASE)), "theirs")
    where, there = ours.index(BASE[cut]), theirs.index(BASE[cut])
    assert merge(*map("\n".join, (BASE, ours, theirs))) == "\n".join(ours[:where] + theirs[there:])
    assert merge(*map("\n".join, (BASE, theirs, ours))) == "\n".join(ours[:where] + theirs[there:])


@given(texts, texts, texts)
def test_what_either_side_put_in_is_in_the_merged_text(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    assume(merged is not None)
    mine, other, now = (Counter(text.split()) for text in (ours, theirs, merged or ""))
    for word in {*mine, *other, *now} - {*base.split()}:
        assert max(mine[word], other[word]) <= now[word] <= mine[word] + other[word]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("a tree in the yard", "a birch in the yard", "a tree in the garden", "a birch in the garden"),
        ("one\ntwo\n", "one\ntwo\nours\n", "one\ntwo\ntheirs\n", "one\ntwo\ntheirs\nours\n"),
        ("one\ntwo", "ONE\ntwo", "one\nTWO", "ONE\nTWO"),
        ("", "ours", "", "ours"),
        ("a tree", "a birch", "a beech", None),
        ("a tree", "", "a beech", None),
        ("", "ours", "theirs", None),
    ],
)
def test_merged(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert merge(base, ours, theirs) == merged


@given(lines.filter(len), lines.filter(len), st.data())
def test_a_line_is_followed_to_where_it_went(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(before) - 1))
    assert 0 <= follow(row, before, after) < len(after)
    assert follow(row, before, before) == row
    assert follow(row, before, ["x", "y", *before]) == row + 2


def test_where_a_line_went() -> None:
    before, after = ["a", "b", "c", "d"], ["a", "x", "y", "d"]
    assert [follow(row, before, after) for row in range(4)] == [0, 1, 2, 3]
    assert [follow(row, before, ["a", "d"]) for row in range(4)] == [0, 1, 1, 1]
    assert follow(3, before, ["a"]) == 0


def test_large_texts_take_no_time() -> None:
    base = [f"{n}" if n % 3 else "" for n in range(8_000)]
    ours = [line and f"{line} ours" if n % 7 == 0 else line for n, line in enumerate(base)]
    theirs = [line and f"{line} theirs" if n % 7 == 3 else line for n, line in enumerate(base)]
    merged = merge(*map("\n".join, (base, ours, theirs)))
    assert merged and merged.count("ours") + merged.count("theirs") == sum(
        bool(line) for n, line in enumerate(base) if n % 7 in (0, 3)
    )
