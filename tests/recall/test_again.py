"""What was written before is known again, and what only shares words is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from recall_tui.recall.again import again, block_at
from recall_tui.recall.hits import Draft
from recall_tui.recall.languages import Languages

OLD = (
    "Walking an hour before breakfast, I write twice as much: the sentences come by themselves, in the order"
    " in which the hedges do, and the kitchen table only takes them down."
)
LANGUAGES = Languages("auto")


def test_front_matter_is_part_of_no_block() -> None:
    lines = ["---", "prev: oak", "---", "So I walk.", "And on."]
    assert [block_at(Draft(lines, row)) for row in (1, 3, 4)] == [range(0), range(3, 5), range(3, 5)]
    assert block_at(Draft([*lines[:3], ""], 3)) == range(0)


@pytest.mark.parametrize(
    "block",
    [
        OLD,
        OLD.upper(),
        "When I walk for an hour before breakfast I write twice as much. Sentences come by themselves, in the"
        " order of the hedges, and the kitchen table takes them down.",
        OLD.replace(" by themselves", " unasked") + " So I walk.",
    ],
)
def test_the_same_in_other_forms_is_known_again(block: str) -> None:
    assert again(LANGUAGES, block, OLD)


@pytest.mark.parametrize(
    "block",
    [
        "",
        "Walking before breakfast.",  # too little to be told from others
        "Breakfast at the kitchen table takes an hour: porridge, two eggs, tea, a newspaper, and the talk of"
        " the neighbours who walk past the hedges with their dogs.",
        OLD
        + " "
        + "And then there is much else that nobody wrote about walks yet: rain, dogs, boots that leak,"
        " maps which lie, stiles, bulls, the price of thermos flasks, sunburn, blisters, and an"
        " early bus.",
    ],
)
def test_what_shares_words_only_is_not(block: str) -> None:
    assert not again(LANGUAGES, block, OLD)


def test_a_long_list_says_no_short_passage() -> None:
    words = [f"word{n}" for n in range(200)]
    assert not again(LANGUAGES, " ".join(words[:14]), " ".join(words))
    assert again(LANGUAGES, " ".join(words[:14]), " ".join(words[:20]))


def test_chinese_is_known_again_by_pairs_of_characters() -> None:
    old = "早饭前散步一小时,我写的字是平时的两倍,句子自己来,厨房的桌子只是把它们记下来。"
    assert again(LANGUAGES, old.replace("一小时", "一个小时"), old)
    assert not again(LANGUAGES, "厨房的桌子上有面包和茶,邻居们一边看报纸一边说起昨天的雨和丢失的靴子。", old)


@pytest.mark.parametrize(
    ("lines", "row", "found"),
    [
        (["a", "b", "", "c"], 0, [0, 1]),
        (["a", "b", "", "c"], 2, [0, 1]),
        (["a", "b", "", "c"], 3, [3]),
        (["a", "", "", ""], 3, []),
        ([""], 0, []),
        (["```", "a", "```"], 1, []),
        (["x"] * 300, 150, [*range(90, 211)]),
    ],
)
def test_the_block_at_the_cursor(lines: Sequence[str], row: int, found: list[int]) -> None:
    assert list(block_at(Draft(lines, row))) == found
