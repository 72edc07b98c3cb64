"""A part of an essay goes up or down by a step, and a section as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.essays.moving import above, below
from recall_tui.essays.parts import move, parts, section

ESSAY = "# T\n\nlead\n\n## A\n\n![[a]]\n\n### deep\n\n![[b]]\n\n## B\n\nown\n\n## C\n\n![[c]]\n"


def order(text: str) -> str:
    return " ".join(text[part.start : part.end].strip("#![] ") for part in parts(text))


def moved(text: str, said: str, down: bool) -> str:
    found = parts(text)
    at = next(n for n, part in enumerate(found) if text[part.start : part.end].strip("#![] ") == said)
    to = (below if down else above)(found, at)
    return order(text) if to is None else order(move(text, at, to, section(found, at)))


@pytest.mark.parametrize(
    ("said", "down", "comes"),
    [
        ("own", False, "T lead A a deep b own B C c"),  # into the section before
        ("own", True, "T lead A a deep b B C own c"),  # and behind the next heading
        ("B", False, "T lead B own A a deep b C c"),
        ("B", True, "T lead A a deep b C c B own"),
        ("A", True, "T lead B own A a deep b C c"),
        ("deep", True, "T lead A a B deep b own C c"),
        ("A", False, "T lead A a deep b B own C c"),  # above it stands only the title
        ("lead", False, "T lead A a deep b B own C c"),
        ("T", True, "T lead A a deep b B own C c"),
        ("c", True, "T lead A a deep b B own C c"),
    ],
)
def test_a_step(said: str, down: bool, comes: str) -> None:
    assert moved(ESSAY, said, down) == comes


PART = st.sampled_from(["# one", "## two", "## three", "### four", "![[a]]", "said"])


@given(st.lists(PART, min_size=1, max_size=12), st.data())
def test_a_section_stays_whole_and_a_step_down_ends_above_a_step_up(
    said: list[str], data: st.DataObject
) -> None:
    text = "\n\n".join(said) + "\n"
    found = parts(text)
    at = data.draw(st.integers(0, len(found) - 1))
    many = section(found, at)
    for step in (above, below):
        to = step(found, at)
        if to is None:
            continue
        there = move(text, at, to, many)
        after = parts(there)
        assert [p.level for p in after[to : to + many]] == [p.level for p in found[at : at + many]]
        assert to < at if step is above else to > at
        assert len(after) == len(found)


def test_of_two_sections_each_step_takes_back_the_other() -> None:
    text = "## A\n\na\n\n## B\n\nb\n"
    found = parts(text)
    down = below(found, 0)
    assert down == 2
    there = move(text, 0, down, 2)
    back = above(parts(there), down)
    assert back == 0
    assert move(there, down, back, 2) == text
