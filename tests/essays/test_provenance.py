from __future__ import annotations

import pytest
from around import DAY, expanded
from hypothesis import example, given
from hypothesis import strategies as st

from recall_tui.essays.essay import Expansion, Origin, Piece, digest
from recall_tui.essays.page import page
from recall_tui.essays.provenance import Paragraph, read, read_page, title_of, write

NOTES = {
    "a": "# H\n\nSaid.\n\n- one\n\n  two\n\n```\ncode\n\nmore\n```\n\n| a |\n|---|\n\n"
    "> quote\n\n---\n\nlast[^1]\n\n[^1]: n",
    "b": "Of b.\n\n    indented\n\n<b>raw</b>\n",
}
ESSAY = "# E\n\nOwn.\n\n![[a]]\n\n![[b]]\n\nOwn end.\n"


def sources(paragraphs: list[Paragraph]) -> list[tuple[str, str]]:
    return [(said.text, said.origin.path if said.origin else "") for said in paragraphs]


EXPECTED = [
    ("Own.", ""),
    ("Said.", "a.md"),
    ("- one\n\n  two", "a.md"),
    ("```\ncode\n\nmore\n```", "a.md"),
    ("| a |\n|---|", "a.md"),
    ("> quote", "a.md"),
    ("---", ""),
    ("last[^n1-1]", "a.md"),
    ("Of b.", "b.md"),
    ("    indented", "b.md"),
    ("<b>raw</b>", "b.md"),
    ("Own end.", ""),
]


@pytest.mark.parametrize("how", ["comments", "footnotes"])
def test_each_paragraph_knows_its_source_and_tells_it_again(how: str) -> None:
    found = expanded(ESSAY, NOTES)
    written = write(found, how)
    again = read(written.text)
    assert sources(again) == EXPECTED
    meant = [piece.origin for piece in found.pieces if piece.origin and piece.kind == "prose"]
    told = [said.origin for said in again if said.origin]
    assert [(o.path, o.start, o.end, o.date, o.digest) for o in told] == [
        (o.path, o.start, o.end, o.date.replace(hour=0), o.digest)
        for o in meant
        if o.start not in rules(meant)
    ]
    lines = written.text.split("\n")
    for first, end, piece in written.pieces:
        assert "\n".join(lines[first:end]).startswith(piece.text.split("\n")[0].rstrip())


def rules(origins: list[Origin]) -> set[int]:
    """Where in a the rule and the definition stand, which nobody asks about."""
    text = NOTES["a"]
    return {o.start for o in origins if o.path == "a.md" and text[o.start : o.end] in ("---", "[^1]: n")}


def test_without_sources_nothing_is_said_of_them() -> None:
    written = write(expanded(ESSAY, NOTES), "none")
    assert "from" not in written.text
    assert {origin for _, origin in sources(read(written.text))} == {""}


def test_a_passage_that_stands_there_twice_has_one_footnote() -> None:
    text = write(expanded("![[b]]\n\n![[b]]", NOTES), "footnotes").text
    assert text.count("[^from-1]") == 3
    assert "[^from-1]: B, 2021-03-04. `b.md 0-5 " in text


@given(st.text(min_size=1, max_size=40), st.sampled_from(["comments", "footnotes"]))
def test_any_path_comes_through(path: str, how: str) -> None:
    path = path.encode("utf-8", "replace").decode()
    origin = Origin(path, path, DAY, 3, 7, digest(path))
    text = write(Expansion("", (Piece("prose", "Said.", origin),), (), (), {}), how).text
    (said,) = read(text)
    assert (said.text, said.origin and said.origin.path) == ("Said.", path)
    assert page(write(Expansion("", (Piece("prose", "Said.", origin),), (), (), {}), "none"), "", {})


def test_names_that_are_no_utf8_come_through() -> None:
    origin = Origin("\udcff --> `x` %41.md", "t", DAY, 0, 1, digest(""))
    for how in ("comments", "footnotes"):
        text = write(Expansion("", (Piece("prose", "Said.", origin),), (), (), {}), how).text
        (said,) = read(text)
        assert said.origin and said.origin.path == origin.path
        assert text.count("-->") == (how == "comments")


@example("<![A")
@given(st.text(max_size=200) | st.text(alphabet="<!->from: a12[^]\n`", max_size=200))
def test_what_was_edited_by_hand_is_read_somehow(text: str) -> None:
    read(text)
    read_page(text)
    read_page(f"<article>{text}</article>")


def test_a_page_says_where_its_paragraphs_are_from() -> None:
    html = page(write(expanded(ESSAY, NOTES), "none"), "E", {})
    assert sources(read_page(html)) == [
        ("Own.", ""),
        ("Said.", "a.md"),
        ("one\ntwo", "a.md"),
        ("code\n\nmore", "a.md"),
        ("a", "a.md"),
        ("quote", "a.md"),
        ("last", "a.md"),
        ("Of b.", "b.md"),
        ("indented", "b.md"),
        ("<b>raw</b>", "b.md"),
        ("Own end.", ""),
    ]
    with_notes = page(write(expanded(ESSAY, NOTES), "footnotes"), "E", {})
    assert sources(read_page(with_notes)) == sources(read_page(html))
    assert 'title="A, 2021-03-04. a.md 5-10 ' in with_notes
    assert "data-from" not in page(write(expanded(ESSAY, NOTES), "none"), "E", {}, sources=False)


def test_an_essay_is_called_by_its_front_matter_or_first_heading() -> None:
    assert title_of("---\ntitle: A\n---\n# B", "c") == "A"
    assert title_of("x\n\n# B", "c") == "B"
    assert title_of("## B", "c") == "c"


def test_lists_that_become_one_in_a_page_keep_their_sources() -> None:
    essay = "- own\n\n![[c]]\n![[d]]\n\n- own again\n- and again\n"
    html = page(write(expanded(essay, {"c": "- of c\n- more", "d": "- of d"}), "none"), "E", {})
    assert html.count("<ul") == 1
    assert sources(read_page(html)) == [
        ("own", ""),
        ("of c\nmore", "c.md"),
        ("of d", "d.md"),
        ("own again\nand again", ""),
    ]


def test_a_passage_that_is_several_elements_of_a_page_is_one_paragraph_and_twice_is_two() -> None:
    notes = {
        "a": "Two things:\n- one\n- two",
        "b": "See ![](https://a.org/b.png) ![alt](https://a.org/c.png).",
    }
    html = page(write(expanded("![[a]]\n\n![[b]]\n\n![[b]]\n", notes), "none"), "E", {})
    assert sources(read_page(html)) == [
        ("Two things:\none\ntwo", "a.md"),
        ("See alt.", "b.md"),
        ("See alt.", "b.md"),
    ]
