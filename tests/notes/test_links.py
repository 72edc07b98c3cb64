from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.links import find_links, tags_in
from recall_tui.notes.note import Link


def one(text: str) -> Link:
    (link,) = find_links(text)
    return link


@pytest.mark.parametrize(
    ("text", "target", "heading", "block_id", "shown"),
    [
        ("[[a]]", "a", None, None, None),
        ("[[a.md]]", "a.md", None, None, None),
        ("[[Dir/a b]]", "Dir/a b", None, None, None),
        ("[[ a | text ]]", "a", None, None, "text"),
        ("[[a#h]]", "a", "h", None, None),
        ("[[a#h1#h2|t]]", "a", "h1#h2", None, "t"),
        ("[[#local]]", "", "local", None, None),
        ("[[a#^b-1]]", "a", None, "b-1", None),
        ("[[#^b]]", "", None, "b", None),
        ("[[a^b]]", "a", None, "b", None),
        ("[[/root/a]]", "/root/a", None, None, None),
        (r"| [[a\|text]] |", "a", None, None, "text"),
        ("[[日本語 ノート]]", "日本語 ノート", None, None, None),
        ("[[a|`code`]]", "a", None, None, "`code`"),
    ],
)
def test_wikilinks(
    text: str, target: str, heading: str | None, block_id: str | None, shown: str | None
) -> None:
    link = one(text)
    assert (link.target, link.heading, link.block_id, link.text) == (target, heading, block_id, shown)
    assert (link.kind, link.embed) == ("wiki", False)


@pytest.mark.parametrize("text", ["[[[a]]]", "#[[a]]", "[[a]]#", "(see [[a]])", "[[[[a]]"])
def test_marks_around_a_wikilink_are_not_part_of_it(text: str) -> None:
    link = one(text)
    assert (link.target, text[link.start : link.end]) == ("a", "[[a]]")


def test_an_embed_begins_with_its_mark() -> None:
    text = "x ![[image.png|640x480]] ![b](b.md)"
    image, note = find_links(text)
    assert (image.target, image.text, image.embed) == ("image.png", "640x480", True)
    assert text[image.start : image.end] == "![[image.png|640x480]]"
    assert (note.target, note.embed, text[note.start]) == ("b.md", True, "!")


@pytest.mark.parametrize(
    ("text", "target", "heading"),
    [
        ("[text](Dir/a%20b.md#h%201)", "Dir/a b.md", "h 1"),
        ("[text](../a.markdown)", "../a.markdown", None),
        ("[text](a)", "a", None),
        ("[text](v1.2)", "v1.2", None),
        ("[text](<a b (c).md>)", "a b (c).md", None),
        ("[text](a_(b).md)", "a_(b).md", None),
        ('[text]( a.md "title" )', "a.md", None),
        ("[text](#h)", "", "h"),
        ("[text](%E6%97%A5.md)", "日.md", None),
    ],
)
def test_markdown_links(text: str, target: str, heading: str | None) -> None:
    link = one(text)
    assert (link.target, link.heading, link.text, link.kind) == (target, heading, "text", "markdown")
    assert text[link.start : link.end] == text


def test_a_markdown_link_can_name_a_block() -> None:
    assert one("[x](a.md#^b)").block_id == "b"


def test_denote_links() -> None:
    link = one("[text](denote:20240102T030405)")
    assert (link.kind, link.target, link.text) == ("denote", "20240102T030405", "text")


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://example.org/a.md)",
        "[x](mailto:a@example.org)",
        "[x](javascript:alert)",
        "[x](//example.org/a)",
        "![x](image.png)",
        "[x](paper.pdf)",
        "[x](folder/)",
        "[x]()",
        "[x](#)",
        "[x] (a.md)",
        "[[]]",
        "[[|x]]",
        "[[ ]]",
        "[[a\nb]]",
        "[[a]",
        r"\[[a]]",
        "`[[a]]`",
        "`` ` [[a]] ``",
        "`a\n[[b]]`",
        "```\n[[a]]\n```",
        "~~~\n[x](a.md)",
        "- x\n  ```\n  [[a]]\n  ```",
        "> ```\n> [[a]]\n> ```",
        "text\n\n    [[a]]",
    ],
)
def test_no_links(text: str) -> None:
    assert find_links(text) == ()


@pytest.mark.parametrize(
    "text", ["` [[a]]", "`x\n\n[[a]]`", "- `x\n- [[a]]`", "`` [[a]] `", r"\`[[a]]`", "`x` [[a]] `y`"]
)
def test_a_backtick_alone_hides_nothing(text: str) -> None:
    assert one(text).target == "a"


def test_links_begin_after_the_front_matter() -> None:
    text = '---\nprev: "[[a]]"\n---\n[[b]]'
    (link,) = find_links(text, 22)
    assert (link.target, text[link.start : link.end]) == ("b", "[[b]]")


NAMES = st.text(
    st.characters(blacklist_characters="[]|#^`\\\r\n<>%", blacklist_categories=("Cs", "Cc")), min_size=1
)


@given(NAMES.filter(str.strip), NAMES.filter(str.strip), st.sampled_from(["", "!"]))
def test_a_written_link_is_read_back(target: str, shown: str, mark: str) -> None:
    text = f"before {mark}[[{target}|{shown}]] after"
    link = one(text)
    assert (link.target, link.text, link.embed) == (target.strip(), shown.strip(), mark == "!")
    assert text[link.start : link.end] == f"{mark}[[{target}|{shown}]]"


PIECES = st.lists(
    st.sampled_from(
        ["[[", "]]", "[", "](", ")", "!", "`", "``", "#a", " ", "\n", "a", "|", "^b", "- ", "```", "\\"]
    )
)


@given(PIECES.map("".join))
def test_links_are_in_order_and_apart(text: str) -> None:
    at = 0
    for link in find_links(text):
        assert at <= link.start < link.end <= len(text)
        at = link.end
        assert text[link.start] == ("!" if link.embed else "[")
        assert link.target or link.heading or link.block_id


@given(PIECES.map("".join))
def test_nothing_within_a_fence_is_a_link_or_tag(text: str) -> None:
    fenced = "~~~\n" + text
    assert (find_links(fenced), tags_in(fenced)) == ((), ())


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a and #b/c_d-e", ("a", "b/c_d-e")),
        ("# Heading #tag", ("tag",)),
        ("#été #日本語 #हिन्दी #e\u0301a", ("été", "日本語", "हिन्दी", "e\u0301a")),
        ("#a, #b. (#c) #d!", ("a", "b", "d")),
        ("#tag。次", ("tag",)),
        ("#a🙂", ("a",)),
        ("#1984 #1 #y1984 #-1", ("y1984",)),
        ("#a/ #/", ("a",)),
        ("#", ()),
        ("##a a#b \\#c", ()),
        ("https://example.org/#a <a href='#b'>", ()),
        ("[[n#h]] [[#local]] [x](#h) [[a #b]] [a #b](c.md)", ()),
        (
            "#a [[b]] #c [d #e](https://example.org/) #f [[g]]#h \\[[i #j]] ![[k]] [l #m] #n",
            ("a", "c", "f", "m", "n"),
        ),
        ("`#a` ``#b``\n\n```\n#c\n```\n\n    #d", ()),
    ],
)
def test_tags(text: str, tags: tuple[str, ...]) -> None:
    assert tags_in(text) == tags
