"""Questions are the links that writers made; a rule is judged by what it would have shown."""

from __future__ import annotations

from pathlib import Path

from bench.early import TOP, Card, Question, Typed, figures, questions, table, typed
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.config import load_settings
from recall_tui.notebook import Notebook

ABOUT = "What the oven does to a crust depends on steam"
NOTES = {
    "n.md": f"# Baking\n\nSee [[other]] first.\n\n{ABOUT}, as [[m|my loaf]] shows, and on time.\n",
    "m.md": "# Loaf\n\nA crust needs steam in the oven, early.\n",
    "other.md": "# Flour\n\nWheat or rye, [[m]].\n",
    "embeds.md": f"# Embeds\n\n{ABOUT}, on time and on much else. ![[m]]\n",
    "twice.md": f"# Twice\n\n{ABOUT}: [[m]] and once more [[m]], in one breath.\n",
}


def notebook(folder: Path) -> Notebook:
    for name, text in NOTES.items():
        (folder / name).write_text(text, "utf-8")
    found = Notebook(folder, load_settings(folder / "none.toml"))
    found.load()
    return found


def test_a_link_in_a_paragraph_of_some_length_is_a_question(tmp_path: Path) -> None:
    (only,) = questions(notebook(tmp_path), 9)
    assert only == Question(
        note="n.md",
        target="m.md",
        others=frozenset({"other.md"}),
        before="# Baking\n\nSee other first.\n\n",
        easy=f"{ABOUT}, as my loaf shows, and on time.",
        hard=f"{ABOUT}, as  shows, and on time.",
    )


def test_the_paragraph_is_typed_key_by_key(tmp_path: Path) -> None:
    found = notebook(tmp_path)
    (question,) = questions(found, 1)
    recorded = typed(found, question, "hard")
    assert len(recorded.rankings) == len(question.hard) + 2
    assert [card.path for card in recorded.rankings[-1]][:1] == ["embeds.md"]
    assert all(card.path not in ("n.md", "other.md") for cards in recorded.rankings for card in cards)


def test_the_table_has_both_forms(tmp_path: Path) -> None:
    notebook(tmp_path)
    head, easy, hard = table(tmp_path, 5)
    assert (easy[0], hard[0]) == ("easy, 1 links", "hard, 1 links")
    assert {len(row) for row in (head, easy, hard)} == {8}


# Rules


def recorded(*orders: str, target: str = "t") -> Typed:
    """A paragraph with a key for each order but the first, no pause; an order's letters are cards."""
    question = Question("n", target, frozenset(), "", "", "")
    rankings = [[Card(path, 100.0 - i) for i, path in enumerate(order)] for order in orders]
    return Typed(question, "x" * (len(orders) - 1), rankings)


def test_a_note_counts_from_when_it_stays() -> None:
    assert figures([recorded("t", "a", "t", "t", "t")], 0.0).share == 0.5
    assert figures([recorded("t", "t", "t")], 0.0).share == 0.0
    assert figures([recorded("t", "t", "a")], 0.0).found == 0.0
    assert figures([recorded("a", "abcdet"), recorded("a", "abcdt")], 0.0).found == 0.5


def test_moves_are_cards_that_change_place_or_go() -> None:
    assert figures([recorded("abc", "abc", "abcd")], 0.0).moves == 0.0
    assert figures([recorded("abc", "bac")], 0.0).moves == 2.0
    assert figures([recorded("abc", "bc")], 0.0).moves == 3.0
    assert figures([recorded("abcdef", "abcdeg")], 0.0).moves == 0.0
    assert figures([recorded("abc", "bac", "abc")], 0.5).moves == 0.0


@given(st.lists(st.permutations("abcdeft"), min_size=1, max_size=6))
def test_without_calm_the_best_are_shown(orders: list[list[str]]) -> None:
    found = figures([recorded(*map("".join, orders))], 0.0)
    assert found.found == ("t" in orders[-1][:TOP])
    assert 0 <= found.moves <= TOP
