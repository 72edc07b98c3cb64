"""Rewriting links: the target alone changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import NoteError
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.note import Link
from recall_tui.notes.resolve import BY_FILE, BY_PATH, BY_TITLE
from recall_tui.notes.rewriting import links_in, relative, retargeted, spellings


def rewritten(text: str, target: str) -> str:
    return retargeted(text, {link: target for link in links_in(text) if link.target})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("see [[oak]].", "see [[wood/big elm]]."),
        ("[[ oak | the tree ]]", "[[ wood/big elm | the tree ]]"),
        ("![[oak#Bark#Old]]", "![[wood/big elm#Bark#Old]]"),
        ("[[oak#^b-1|x]] [[oak^b]]", "[[wood/big elm#^b-1|x]] [[wood/big elm^b]]"),
        (r"| [[oak\|text]] |", r"| [[wood/big elm\|text]] |"),
        ("[a `code`](oak#h)", "[a `code`](wood/big%20elm#h)"),
        ("![a](<oak#h>)", "![a](<wood/big elm#h>)"),
        ('[a]( oak  "a title" )', '[a]( wood/big%20elm  "a title" )'),
        ('---\nprev: "[[oak#h|x]]" # then\n---\n', '---\nprev: "[[wood/big elm#h|x]]" # then\n---\n'),
        ("---\nPrev: '[[oak]]'\n---\n[[oak]]", "---\nPrev: '[[wood/big elm]]'\n---\n[[wood/big elm]]"),
        ("---\nnext:\n- [[oak]]\n---\n", "---\nnext:\n- [[wood/big elm]]\n---\n"),
        ("---\r\nprev: oak  \r\n---\r\n", "---\r\nprev: wood/big elm  \r\n---\r\n"),
        ("[[#here]] `[[oak]]` [x](https://oak)", "[[#here]] `[[oak]]` [x](https://oak)"),
    ],
)  # fmt: skip
def test_only_the_target_changes(before: str, after: str) -> None:
    assert rewritten(before, "wood/big elm") == after


@pytest.mark.parametrize(
    ("before", "target", "after"),
    [
        ("[x](a%20b.md)", "100% é.md", "[x](100%25%20é.md)"),
        ("[x](%E6%97%A5.md)", "木 b.md", "[x](%E6%9C%A8%20b.md)"),
        ("[x](a.md)", "f(1.md", "[x](f%281.md)"),
        ("[x](a.md)", "a#b.md", "[x](a%23b.md)"),
        ("---\nprev: '[[a]]'\n---\n", "it's", "---\nprev: '[[it''s]]'\n---\n"),
        ('---\nprev: "[[a]]"\n---\n', "it's", '---\nprev: "[[it\'s]]"\n---\n'),
        ("---\nprev: [[a|b]]\n---\n", "c, d", '---\nprev: "[[c, d|b]]"\n---\n'),
        ("---\nprev: a\n---\n", "b: c", '---\nprev: "b: c"\n---\n'),
        ("[a](denote:20240102T030405::#h)", "20250102T030405", "[a](denote:20250102T030405::#h)"),
    ],
)
def test_a_target_is_written_as_its_place_demands(before: str, target: str, after: str) -> None:
    (link,) = links_in(before)
    assert retargeted(before, {link: target}) == after
    assert links_in(after)[0].target == target


@pytest.mark.parametrize("target", ["a#b", "a|b", "a]]b", "a\nb", "a^b"])
def test_what_a_wikilink_cannot_hold_is_refused(target: str) -> None:
    (link,) = links_in("[[x]]")
    with pytest.raises(NoteError, match="cannot be written in a link"):
        retargeted("[[x]]", {link: target})


def test_a_backtick_that_would_hide_another_link_is_refused() -> None:
    text = "`[[a]] and [[b]]"
    with pytest.raises(NoteError, match="cannot be written"):
        retargeted(text, {links_in(text)[1]: "x`y"})


PIECES = st.lists(
    st.sampled_from(
        [
            "[[oak]]", "![[oak#h|x]]", "[oak](oak.md)", "[a](<oak b.md>)", "[[Dir/oak^b]]", "[[", "]]", "](",
            "---\n", "prev: '[[oak]]'\n", "next: oak\n", "- [[oak]]\n", "title: x\n", "`", "```\n", "\n",
            "\r\n", "a", " ", "!", "\\", "|", "é", "木", "[x](denote:20240102T030405)", "prev: [[oak]]\n",
        ]
    )
).map("".join)  # fmt: skip
NAMES = st.text("abÉ木 -/.'", min_size=1, max_size=9).filter(
    lambda name: name == name.strip() and name.strip("./")
)


@given(PIECES)
def test_links_stand_where_they_say(text: str) -> None:
    assert retargeted(text, {}) == text
    links = links_in(text)
    assert retargeted(text, {link: link.target for link in links}) == text
    body = read_front_matter(text).body
    at = 0
    for link in links:
        assert at <= link.start <= link.written[0] <= link.written[1] <= link.end
        at = link.end
        if link.kind == "wiki" and link.start >= body:
            assert text[slice(*link.written)] == link.target


@given(PIECES, NAMES)
def test_there_and_back_is_the_same(text: str, name: str) -> None:
    links = [link for link in links_in(text) if link.target and link.kind != "denote"]
    try:
        there = retargeted(text, dict.fromkeys(links, name))
    except NoteError:
        return
    ours = [(i, link) for i, link in enumerate(links_in(text)) if link in links]
    after = links_in(there)
    assert [after[i].target for i, _ in ours] == [name] * len(ours)
    assert [_rest(link) for link in after] == [_rest(link) for link in links_in(text)]
    back = retargeted(there, {after[i]: link.target for i, link in ours})
    if not there.count('"'):  # quotation marks that a name needed stay
        assert back == text


def _rest(link: Link) -> object:
    return link.heading, link.block_id, link.text, link.embed


@pytest.mark.parametrize(
    ("target", "way", "old", "new", "was_in", "is_in", "first"),
    [
        ("oak", BY_FILE, "a/oak.md", "a/elm.md", "x.md", "x.md", "elm"),
        ("oak", BY_FILE, "a/oak.md", "b/oak.md", "x.md", "x.md", "oak"),
        ("OAK", BY_FILE, "a/oak.md", "b/oak.md", "x.md", "x.md", "OAK"),
        ("oak.md", BY_FILE, "a/oak.md", "a/elm.md", "x.md", "x.md", "elm.md"),
        ("a/oak", BY_PATH, "a/oak.md", "b/elm.md", "x.md", "x.md", "b/elm"),
        ("/a/oak", BY_PATH, "a/oak.md", "b/elm.md", "c/x.md", "c/x.md", "/b/elm"),
        ("./oak", BY_PATH, "a/oak.md", "a/elm.md", "a/x.md", "a/x.md", "./elm"),
        ("./oak", BY_PATH, "a/oak.md", "b/elm.md", "a/x.md", "a/x.md", "../b/elm"),
        ("../a/oak", BY_PATH, "a/oak.md", "a/oak.md", "c/x.md", "x.md", "./a/oak"),
        ("The oak", BY_TITLE, "a/oak.md", "b/elm.md", "x.md", "x.md", "The oak"),
    ],
)
def test_a_link_is_spelled_like_before(
    target: str, way: str, old: str, new: str, was_in: str, is_in: str, first: str
) -> None:
    assert next(spellings(Link(0, 0, target), way, old, new, was_in, is_in)) == first


def test_a_markdown_link_stays_relative() -> None:
    link = Link(0, 0, "oak.md", kind="markdown")
    assert next(spellings(link, BY_PATH, "a/oak.md", "b/oak.md", "a/x.md", "a/x.md")) == "../b/oak.md"
    assert next(spellings(link, BY_PATH, "a/oak.md", "a/oak.md", "a/x.md", "b/x.md")) == "../a/oak.md"


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)


@given(PATHS, PATHS)
def test_a_relative_path_leads_there(path: str, source: str) -> None:
    parts = source.split("/")[:-1]
    for part in relative(path, source).split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    assert "/".join(parts) == path
