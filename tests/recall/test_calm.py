"""The order of the cards from one keystroke to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.calm import steady


@dataclass(frozen=True)
class Card:
    path: str
    score: float


def cards(scores: Sequence[float]) -> list[Card]:
    """Best first, as answers are."""
    return sorted((Card(chr(97 + i), score) for i, score in enumerate(scores)), key=lambda c: -c.score)


ranked = st.lists(st.integers(1, 300), unique=True, max_size=9).map(cards)
shown = st.permutations("abcdefghijk").flatmap(lambda all_: st.integers(0, 11).map(lambda n: all_[:n]))
margins = st.sampled_from([0.0, 0.05, 0.15, 0.5, 1.0])


@given(shown, ranked)
def test_without_a_margin_the_order_is_that_of_the_scores(before: list[str], best: list[Card]) -> None:
    assert steady(before, best, 0.0) == best


@given(shown, ranked, margins)
def test_no_card_is_lost_and_none_made_up(before: list[str], best: list[Card], margin: float) -> None:
    assert sorted(steady(before, best, margin), key=lambda c: -c.score) == best


@given(shown, ranked, margins)
def test_no_card_stands_below_one_that_it_clearly_beats(
    before: list[str], best: list[Card], margin: float
) -> None:
    for above, below in combinations(steady(before, best, margin), 2):
        assert below.score <= above.score * (1 + margin)


@given(shown, ranked, margins)
def test_where_none_clearly_beats_another_each_keeps_its_place(
    before: list[str], best: list[Card], margin: float
) -> None:
    level = [Card(card.path, 100 + card.score * margin / 300 * 99) for card in best]
    now = [card.path for card in steady(before, level, margin)]
    for place, path in enumerate(before[: len(level)]):
        assert now[place] == path or path not in now


@given(shown, ranked, margins)
def test_the_same_answer_again_moves_nothing(before: list[str], best: list[Card], margin: float) -> None:
    once = steady(before, best, margin)
    assert steady([card.path for card in once], best, margin) == once


@given(ranked, margins)
def test_what_is_new_comes_in_by_its_score(best: list[Card], margin: float) -> None:
    assert steady([], best, margin) == best


def test_a_card_changes_places_only_with_one_that_clearly_beats_it() -> None:
    a, b, c = Card("a", 100), Card("b", 90), Card("c", 80)
    almost, clearly = Card("c", 114), Card("c", 116)
    assert steady("abc", [a, b, c], 0.15) == [a, b, c]
    assert steady("abc", [almost, a, b], 0.15) == [a, almost, b]
    assert steady("abc", [clearly, a, b], 0.15) == [clearly, b, a]
    assert steady("ab", [Card("d", 132), a, b], 0.15) == [Card("d", 132), b, a]
