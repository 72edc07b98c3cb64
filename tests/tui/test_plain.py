"""A passage as it reads on a card: markup gone, marks still on their words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.tui.plain import LONGEST, plain

Span = tuple[int, int]
PIECES = st.sampled_from(
    [
        "[[",
        "]]",
        "|",
        "[",
        "](",
        ")",
        "*",
        "**",
        "_",
        "`",
        "```",
        "~~~",
        " ^",
        "a",
        "word",
        " ",
        "\n",
        "漢",
        "!",
    ]
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see [[thoughts/federation|federation]].", "see federation."),
        ("see [[federation]].", "see federation."),
        ("the [draft](https://example.org/a_b) says", "the draft says"),
        ("![[image.png|640]] below", "640 below"),
        ("this *is* **bold**, ***both***, _em_ and __strong__", "this is bold, both, em and strong"),
        ("run `ls -l` now", "run ls -l now"),
        ("so:\n```sh\nls -l\n```", "so:\nls -l\n"),
        ("~~~\nls ~/a\n~~~\n~~gone~~", "ls ~/a\n~~gone~~"),
        ("a leak. ^leak", "a leak."),
        ("2 * 3 * 4, snake_case_name, a_b, 5*6", "2 * 3 * 4, snake_case_name, a_b, 5*6"),
        ("[[unclosed and [half](", "[[unclosed and [half]("),
        ("[ ] a task, [1] a note", "[ ] a task, [1] a note"),
    ],
)
def test_it_reads_without_markup(written: str, read: str) -> None:
    assert plain(written, ())[0] == read


def test_marks_stay_on_their_words() -> None:
    text = "**One** [[two|three]] and [four](five)"
    words = ["One", "two", "three", "and", "four", "five"]
    shown, marks = plain(text, [(text.index(w), text.index(w) + len(w)) for w in words])
    assert [shown[a:b] for a, b in marks] == ["One", "three", "and", "four"]


@given(st.lists(PIECES, max_size=30).map("".join), st.data())
def test_marked_characters_are_the_same_or_gone(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    marks: list[Span] = list(zip(cuts[::2], cuts[1::2], strict=False))
    shown, moved = plain(text, marks)
    assert all(0 <= a < b <= len(shown) for a, b in moved)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(moved))
    source = iter("".join(text[a:b] for a, b in marks))
    assert all(char in source for a, b in moved for char in shown[a:b])  # in the same order
    everything = plain(text, [(0, len(text))])[1] if text else ()
    assert "".join(shown[a:b] for a, b in everything) == shown


@pytest.mark.parametrize("opener", ["[[", "[", "[[a|", "[a](", "*", "*a", "_", "`", " ^a", " ```", "\n~~~a"])
def test_many_openers_are_read_in_time(opener: str, in_time: None) -> None:
    plain((opener * 50_000)[:LONGEST], ())
    plain(opener * 50_000, ())
