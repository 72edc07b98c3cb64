from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from recall_tui.errors import EssayError
from recall_tui.essays.parts import drop, embed, insert, move, parts, read_parts, section
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.frontmatter import read_front_matter

ESSAY = """\
---
title: On trees
---

# Trees
An oak is older than the house.
It stands.

![[oak]]
![[house|thread]]

- one
- two

  still two
^list

Setext
------

```
![[code]]

# code
```
See ![[inline]] here.
"""


def shown(text: str) -> list[tuple[str, str, int, int]]:
    return [(part.kind, text[part.start : part.end], part.line, part.last) for part in parts(text)]


def texts(text: str) -> list[str]:
    return [said for _, said, _, _ in shown(text)]


def test_an_essay_is_its_parts_in_order() -> None:
    assert shown(ESSAY) == [
        ("heading", "# Trees", 5, 5),
        ("prose", "An oak is older than the house.\nIt stands.", 6, 7),
        ("embed", "![[oak]]", 9, 9),
        ("embed", "![[house|thread]]", 10, 10),
        ("prose", "- one\n- two\n\n  still two\n^list", 12, 16),
        ("heading", "Setext\n------", 18, 19),
        ("prose", "```\n![[code]]\n\n# code\n```\nSee ![[inline]] here.", 21, 26),
    ]
    found = parts(ESSAY)
    assert [part.level for part in found] == [1, 0, 0, 0, 0, 2, 0]
    assert [part.thread for part in found] == [False, False, False, True, False, False, False]
    assert [part.link.target for part in found if part.link] == ["oak", "house"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        (" \n\t\n", []),
        ("---\ntitle: x\n---\n", []),
        ("![[a]]", ["embed"]),
        ("  ![[a#h]]  \r\n![a](b.md)\r\n", ["embed", "embed"]),
        ("text\n![[a]]\nmore", ["prose", "embed", "prose"]),
        ("![[a]] and more", ["prose"]),
        ("![[picture.png]]\n\n![[picture.JPG|300]]\n\n![x](a.gif)", ["prose"] * 3),
        ("- ![[a]]", ["prose"]),
        ("- a\n  ![[a]]", ["prose"]),
        ("- a\n\n![[a]]", ["prose", "embed"]),
        ("> ![[a]]", ["prose"]),
        ("    ![[a]]", ["prose"]),
        ("`![[a]]`", ["prose"]),
        ("\\![[a]]", ["prose"]),
        ("[[a]]", ["prose"]),
        ("a\n\n---\n\nb", ["prose"] * 3),
        ("#\n## x ##", ["heading", "heading"]),
        ("^id", ["prose"]),
        ("# a\n^id", ["heading", "prose"]),
        ("-\n\na", ["prose", "prose"]),
        ("\ufeff# a", ["heading"]),
        ("a\rb\r\rc", ["prose", "prose"]),
        ("|a|b|\n|-|-|\n|1|2|\ntext", ["prose"]),
    ],
)
def test_what_is_a_part(text: str, kinds: list[str]) -> None:
    assert [part.kind for part in parts(text)] == kinds


PIECES = st.sampled_from(
    [
        *("# one", "## two", "Three\n===", "![[a]]", "![[b|thread]]", "![[c#h]]", "said", "said\nagain"),
        *(
            "- item\n- item",
            "- item\n\n  goes on",
            "> quote",
            "```\ncode\n\n# no\n```",
            "| a |\n|---|",
            "---",
        ),
        *("    code", "1. one\n2. two", "^id", "[x]: y", "<!-- c -->", "![p](p.png)", "```\nnever closed"),
    ]
)
FRONT = st.sampled_from(["", "---\ntitle: x\n---\n", "\ufeff", "\n\n"])
ESSAYS = st.builds(
    lambda front, pieces, last: front + "".join(p + gap for p, gap in pieces) + last,
    FRONT,
    st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", "\n \n", "\n\n\n"])), max_size=8),
    st.sampled_from(["", "\n", "end"]),
)


@given(ESSAYS | st.text(alphabet="# \n\t![]a|-`>^1.=", max_size=60))
def test_nothing_but_blanks_stands_between_parts(text: str) -> None:
    at, line = 0, 0
    for part in parts(text):
        between = text[at : part.start]
        assert not between.strip("\ufeff \n\t") or (at == 0 and between.lstrip("\ufeff").startswith("---"))
        assert text[part.start : part.end].strip()
        assert part.line == text.count("\n", 0, part.start) + 1 > line
        at, line = part.end, part.last
        assert line == text.count("\n", 0, at) + 1
    assert not text[at:].strip("\ufeff \n\t") or at == 0


GAPS = st.sampled_from(["\n\n", "\n\n", "\n", "\n \n"])


@given(FRONT, st.lists(st.tuples(PIECES, GAPS), min_size=5, max_size=14), st.data())
def test_what_was_put_in_another_order_is_read_as_by_itself(
    front: str, pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Of a text that differs little from the one read before, only what differs is read."""
    order = list(pieces)
    at = data.draw(st.integers(0, len(order) - 1))
    order.insert(data.draw(st.integers(0, len(order) - 1)), order.pop(at))
    before, after = (front + "".join(map("".join, each)) for each in (pieces, order))
    parts(before)
    body = read_front_matter(after).body
    assert parts(after) == read_parts(after, body, read_blocks(after, body))


@given(ESSAYS, st.data())
@example("a\n![[e]]\nb", None)
def test_moving_puts_parts_in_another_order_and_back(text: str, data: st.DataObject | None) -> None:
    before = texts(text)
    assume(before)
    part = data.draw(st.integers(0, len(before) - 1)) if data else 1
    many = data.draw(st.integers(1, len(before) - part)) if data else 1
    to = data.draw(st.integers(0, len(before) - many)) if data else 2
    try:
        moved = move(text, part, to, many)
    except EssayError:
        assume(False)
    rest = before[:part] + before[part + many :]
    assert texts(moved) == rest[:to] + before[part : part + many] + rest[to:]
    again = move(moved, to, part, many)
    assert texts(again) == before
    if text.endswith("\n") and len(moved) == len(text) == len(again):  # nothing had to be parted
        assert again == text


@given(ESSAYS, st.integers(0, 8), st.sampled_from(["![[new]]", "## New", "![[x]]\n![[y|thread]]"]))
def test_what_is_put_in_can_be_dropped_again(text: str, to: int, new: str) -> None:
    before = texts(text)
    to = min(to, len(before))
    try:
        longer = insert(text, to, new)
    except EssayError:
        assume(False)
    added = texts(new)
    assert texts(longer) == before[:to] + added + before[to:]
    shorter = drop(longer, to, len(added))
    assert texts(shorter) == before
    if before and text.endswith("\n") and not (0 < to < len(before) and "\n\n" not in longer):
        assert shorter.replace("\n", "") == text.replace("\n", "")


def test_front_matter_line_ends_and_blanks_stay() -> None:
    text = "---\r\ntitle: x\r\n---\r\n\r\n\r\n![[a]]  \r\n\r\n\r\n# h\r\n\r\nb\r\n\r\n"
    moved = move(text, 0, 2)
    assert moved == "---\r\ntitle: x\r\n---\r\n\r\n\r\n# h\r\n\r\nb  \r\n\r\n\r\n![[a]]\r\n\r\n"
    assert move(moved, 2, 0) == text


def test_paragraphs_that_would_become_one_are_parted() -> None:
    assert move("a\n![[e]]\nb\n", 1, 2) == "a\n\nb\n![[e]]\n"
    assert drop("a\n![[e]]\nb\n", 1) == "a\n\nb\n"


def test_what_would_swallow_others_is_not_moved() -> None:
    with pytest.raises(EssayError, match="block of code"):
        move("![[a]]\n\n```\nnever closed\n", 1, 0)
    with pytest.raises(EssayError, match="block of code"):
        insert("a\n", 0, "```\nnever closed")


def test_places_that_are_not_there() -> None:
    for wrong in (
        lambda: move("a", 1, 0),
        lambda: move("a", 0, 1),
        lambda: drop("a", 0, 2),
        lambda: drop("", 0),
    ):
        with pytest.raises(EssayError):
            wrong()
    with pytest.raises(EssayError, match="nothing to put"):
        insert("a", 0, " \n")


def test_into_an_empty_essay() -> None:
    assert insert("", 0, "![[a]]") == "![[a]]\n"
    assert insert("---\ntitle: x\n---", 0, "![[a]]") == "---\ntitle: x\n---\n![[a]]\n"


def test_a_section_reaches_to_the_next_heading_of_its_level() -> None:
    found = parts("# a\n\nx\n\n## b\n\ny\n\n# c\n")
    assert [section(found, n) for n in range(len(found))] == [4, 1, 2, 1, 1]


def test_the_line_that_embeds() -> None:
    assert embed("[[oak]]") == "![[oak]]"
    assert embed("[[log/oak|The oak]]", thread=True) == "![[log/oak|thread]]"
    assert embed("[The oak](oak%20tree.md)") == "![The oak](oak%20tree.md)"


@pytest.mark.parametrize(
    "opener", ["![[", "![[a]]\n", "- ", "> ", "```\n", "#", "^a\n", "![](", "a\n===\n", "\r"]
)
def test_any_opener_many_times(opener: str, in_time: None) -> None:
    parts(opener * 50_000)
