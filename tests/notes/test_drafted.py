"""The posts of a thread's draft."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.drafted import beyond, drafted

LINES = ["One.", "two", "", "  ", "# Heading", "---", "```", "~~~", "````", "> quote", "- item"]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("", []),
        ("\n\n", []),
        ("One.", ["One."]),
        ("One,\nand on.\n\nTwo.\n", ["One,\nand on.", "Two."]),
        ("\n\nOne.\n\n  \n\nTwo.", ["One.", "Two."]),
        ("# Oaks\n\nThey are old.\n\nTwo.", ["# Oaks\n\nThey are old.", "Two."]),
        ("One.\n\n# Alone", ["One.", "# Alone"]),
        ("```\na\n\nb\n```\n\nTwo.", ["```\na\n\nb\n```", "Two."]),
        ("~~~~\na\n\n```\n\n~~~\n~~~~\n\nTwo.", ["~~~~\na\n\n```\n\n~~~\n~~~~", "Two."]),
        ("```\nnever closed\n\nso it is one", ["```\nnever closed\n\nso it is one"]),
        ("One.\n\n---\n\nTwo.", ["One.", "Two."]),
        ("One.\n---\nstill one.", ["One.\n---\nstill one."]),
    ],
)
def test_a_blank_line_ends_a_post(text: str, posts: list[str]) -> None:
    lines = text.split("\n")
    assert ["\n".join(lines[first:last]) for first, last in drafted(lines)] == posts


@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_every_line_that_says_something_is_in_one_post(lines: list[str]) -> None:
    posts = drafted(lines)
    rows = [row for first, last in posts for row in range(first, last)]
    assert rows == sorted(set(rows))
    assert all(lines[row].strip() in ("", "---") for row in set(range(len(lines))) - set(rows))
    assert all(lines[first].strip() and lines[last - 1].strip() for first, last in posts)


@given(st.lists(st.text("ab ", max_size=8), min_size=1, max_size=6), st.integers(0, 30))
def test_what_is_beyond_a_length_is_as_much_as_there_is_too_much(lines: list[str], length: int) -> None:
    over = beyond(lines, (0, len(lines)), length)
    text = "\n".join(lines)
    starts = [len("\n".join([*lines[:row], ""])) for row in range(len(lines))]
    wrong = {at for at in range(length, len(text)) if text[at] != "\n"}
    marked = {starts[row] + column for row, first in over.items() for column in range(first, len(lines[row]))}
    assert marked == wrong
