"""Why a card stands where it does, as a table that fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import any_text, assert_shaped, passage, plain, widths
from screens import Person, garden, play

from recall_tui.recall.hits import Boost, Explanation, Part
from recall_tui.tui.explaining import explain, unexplained

numbers = st.floats(0, 1e7)
counts = st.integers(0, 10**7)
parts = st.builds(Part, any_text, any_text, numbers, counts, counts, numbers, numbers, numbers)
boosts = st.builds(Boost, st.just("name"), numbers, any_text)
explanations = st.builds(
    Explanation,
    any_text,
    any_text,
    numbers,
    st.lists(parts, max_size=9).map(tuple),
    st.lists(boosts, max_size=3).map(tuple),
    counts,
    numbers,
)
WHY = Explanation(
    "loops.md",
    "Loops",
    12.34,
    (
        Part("learn", "learning", 1.0, 3, 1_204, 3.21, 1.85, 8.0),
        Part("rate", "Rate", 0.3, 1, 88, 5.5, 1.85, 2.34),
    ),
    (Boost("linked", 2.0, "12 notes link to it"),),
    120,
    96.4,
)


def shown(width: int) -> list[str]:
    page = explain(WHY, width)
    return [plain(row).rstrip() for row in [*page.head, *page.body]]


@given(explanations, widths)
def test_it_keeps_its_shape(why: Explanation, width: int) -> None:
    page = explain(why, width)
    assert_shaped([*page.head, *page.body], width)
    assert_shaped([row for part in unexplained(passage(why.title), width)[:2] for row in part], width)


def test_all_is_told_where_there_is_room() -> None:
    assert shown(60)[:8] == [
        "Loops",
        "score 12.34 · 120 words, 96 on average",
        "",
        "word                weight   idf  notes  here  length   adds",
        "learning (learn)      1.00  3.21  1,204     3    1.85   8.00",
        "Rate                  0.30  5.50     88     1    1.85   2.34",
        "+ 12 notes link to it                                   2.00",
        "─" * 60,
    ]
    assert shown(60)[8] == "score" + " " * 50 + "12.34"


def test_in_forty_columns_what_matters_least_is_left_out() -> None:
    rows = shown(37)
    assert rows[3].split() == ["word", "weight", "idf", "here", "adds"]
    assert rows[4].split() == ["learning", "1.00", "3.21", "3", "8.00"]
    assert not any("length: " in row for row in rows)
    assert shown(16)[3].split() == ["word", "adds"]


def test_the_key_shows_why_and_goes_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf in the oven")
        before = person.cards
        await person.press("alt+down", "alt+down", "alt+e")
        assert "adds" in person.screen and "Why" not in person.screen
        title = person.app.notebook.title(before[1])
        assert title in person.rows[2]
        why = person.app.notebook.explain(person.editor.draft(), before[1])
        assert why and f"score {why.score:.2f}" in person.screen
        assert "Alt+E list" in person.rows[-1]
        await person.press("alt+e")
        assert person.cards == before and person.pane.selected == 1 and "adds" not in person.screen
        await person.press("alt+e", "escape")
        assert "adds" not in person.screen and not person.pane.held
        await person.press("alt+e")
        await person.type(" x")
        assert "adds" not in person.screen and "Past selves" in person.rows[0]

    play(garden(tmp_path), steps)


def test_the_words_of_a_search_explain_what_it_found(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("loaf -zzz")
        await person.press("alt+e")
        assert any(row[60:].startswith("│ loaf ") for row in person.rows)
        await person.press("escape")
        assert person.cards and person.app.writing.searching.open
        await person.press("ctrl+r")
        await person.type("sort:x y")
        await person.press("alt+e", "alt+e")

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("typed", ["", "zzz [["])
def test_a_card_that_no_words_brought_up_says_so(tmp_path: Path, typed: str) -> None:
    async def steps(person: Person) -> None:
        await person.type(typed)
        assert person.cards
        await person.press("alt+e")
        text = " ".join(row[60:].strip("│ ") for row in person.rows)
        assert ("No word" in text) == bool(typed) and ("It is here for this" in text) == (not typed)
        await person.press("escape")
        assert "No word" not in person.screen

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("size", [(60, 24), (40, 12), (8, 3)])
def test_small_terminals(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf in the oven")
        await person.press("alt+e", "alt+down", "alt+up", "alt+e")
        await person.type("x")
        assert person.editor.text.endswith("ovenx")

    play(garden(tmp_path), steps, size=size)
