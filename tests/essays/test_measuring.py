from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.essays.essay import Origin, Piece
from recall_tui.essays.measuring import Twice, minutes, sparkline, twice, words, years


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("# One *two* `three`", 3),
        ("Don't count it’s parts", 4),
        ("[shown](https://x.org/a/b) text[^1]", 2),
        ("<!-- from: a.md 1-2 2021-03-04 0123456789abcdef -->\nsaid", 1),
        ("學而時習之 and 日本", 8),
        ("한국어 문장", 2),
        ("- - - |---|", 0),
    ],
)
def test_what_counts_as_a_word(text: str, count: int) -> None:
    assert words(text) == count


def test_a_minute_begun_counts() -> None:
    assert [minutes(count) for count in (0, 1, 230, 231)] == [0, 1, 1, 2]


def said(text: str, year: int = 0, kind: str = "prose") -> Piece:
    origin = Origin("a.md", "A", datetime(year, 1, 1), 0, 1, "") if year else None
    return Piece(kind, text, origin)


def test_years_between_are_there_and_own_words_are_of_none() -> None:
    pieces = [said("own words"), said("a b", 2019), said("c", 2021), said("d", 2021)]
    assert years(pieces, [2, 2, 1, 1]) == {2019: 2, 2020: 0, 2021: 2}
    assert years([said("own")], [1]) == {}


@given(st.lists(st.integers(0, 10_000)))
def test_a_bar_for_each_count(counts: list[int]) -> None:
    bars = sparkline(counts)
    assert len(bars) == len(counts)
    for count, bar in zip(counts, bars, strict=True):
        assert (bar == " ") == (count == 0)
        assert (bar == "█") == (count == max(counts) > 0) or count > max(counts) * 7 / 8


SAME = "the oak lives longer than the house beside it and nobody minds"


def test_passages_that_say_the_same_are_found_in_any_case_the_likest_first() -> None:
    pieces = [
        said(SAME),
        said("Other words altogether, so many."),
        said(f"Now THE oak: {SAME[4:]}!"),
        said(SAME),
    ]
    assert Twice(0, 3, 1.0) in twice(pieces)
    assert {(each.first, each.second) for each in twice(pieces)} == {(0, 2), (0, 3), (2, 3)}
    assert twice([said(SAME, kind="heading"), said(SAME)]) == []
    assert twice([said("too short here"), said("too short here")]) == []


def test_what_everything_says_tells_nothing_apart(in_time: None) -> None:
    pieces = [said(f"{SAME} {' '.join(f'w{n}x{m}' for m in range(30))}") for n in range(3000)]
    assert twice(pieces) == []
