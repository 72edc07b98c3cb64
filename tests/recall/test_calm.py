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
def test_a_card_stays_above_those_that_do_not_clearly_beat_it(
    before: list[str], best: list[Card], margin: float
) -> None:
    now = [card.path for card in steady(before, best, margin)]
    score = {card.path: card.score for card in best}
    for above, below in combinations([path for path in before if path in score], 2):
        if score[below] <= score[above] * (1 + margin):
            assert now.index(above) < now.index(below)


@given(shown, ranked, margins)
def test_the_same_answer_again_moves_nothing(before: list[str], best: list[Card], margin: float) -> None:
    once = steady(before, best, margin)
    assert steady([card.path for card in once], best, margin) == once


@given(ranked, margins)
def test_what_is_new_comes_in_by_its_score(best: list[Card], margin: float) -> None:
    assert steady([], best, margin) == best


def test_a_card_moves_up_only_when_it_clearly_beats_the_one_above() -> None:
    a, almost, clearly = Card("a", 100), Card("b", 114), Card("b", 116)
    assert steady("ab", [almost, a], 0.15) == [a, almost]
    assert steady("ab", [clearly, a], 0.15) == [clearly, a]
    assert steady("ab", [Card("c", 132), almost, a], 0.15) == [Card("c", 132), a, almost]
