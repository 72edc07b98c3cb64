from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.note import Note
from recall_tui.notes.parse import parse_note
from recall_tui.notes.rewriting import links_in

BORN = datetime(2021, 1, 1)
MODIFIED = datetime(2022, 2, 2)


def parse(text: str, path: str = "Dir/a note.md", born: datetime | None = BORN) -> Note:
    return parse_note(path, text, born=born, modified=MODIFIED)


def test_a_whole_note() -> None:
    text = (
        "---\n"
        'title: "Sowing: too early"\n'
        "date: 2019-04-02 21:10:00 +0200\n"
        "tags: [garden, mistakes]\n"
        "aliases: early sowing\n"
        'prev: "[[last-year|before]]"\n'
        "id: 42\n"
        "---\n"
        "# Another title\n\n"
        "The beans came up, see [[beans]]. #Garden #frost\n\n"
        "- a ^x\n"
    )
    note = parse(text)
    assert note.id == "Dir/a note"
    assert note.title == "Sowing: too early"
    assert (note.date, note.date_from) == (datetime(2019, 4, 2, 21, 10), "front matter")
    assert note.tags == ("garden", "mistakes", "frost")
    assert note.aliases == ("early sowing",)
    assert note.prev == "last-year"
    assert note.identifier == "42"
    assert [link.target for link in note.links] == ["last-year", "beans"]
    assert [text[p.start : p.end] for p in note.passages] == text[note.body :].strip().split("\n\n")[1:]
    assert note.passages[1].block_id == "x"
    assert note.problems == ()
    assert note.text is text


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("---\ntitle: T\n---\n# H", "a.md", "T"),
        ("---\ntitle: ''\n---\n# H", "a.md", "H"),
        ("## sub\n# H", "a.md", "H"),
        ("\ufeff# H", "a.md", "H"),
        ("text", "Dir/a.b.md", "a.b"),
        ("", "20240102T030405--my-title__kw.md", "my title"),
        ("", "20240102T030405.md", "20240102T030405"),
    ],
)
def test_title(text: str, path: str, title: str) -> None:
    assert parse(text, path).title == title


@pytest.mark.parametrize(
    ("text", "path", "born", "date", "date_from"),
    [
        (
            "---\ndate: 2020-01-01\ncreated: 2019-01-01\n---\n",
            "2018-01-01.md",
            BORN,
            datetime(2020, 1, 1),
            "front matter",
        ),
        ("---\ncreated: 1577836800000\n---\n", "2018-01-01.md", BORN, datetime(2020, 1, 1), "front matter"),
        ("---\ndate:\n---\n", "2018-01-01.md", BORN, datetime(2018, 1, 1), "file name"),
        ("", "2018-01-01.md", BORN, datetime(2018, 1, 1), "file name"),
        ("", "2018/01-01.md", BORN, BORN, "birth"),
        ("", "a.md", None, MODIFIED, "modified"),
    ],
)
def test_date(text: str, path: str, born: datetime | None, date: datetime, date_from: str) -> None:
    note = parse(text, path, born)
    assert (note.date, note.date_from, note.problems) == (date, date_from, ())


def test_an_unreadable_date_falls_through_and_is_a_problem() -> None:
    note = parse("---\ndate: 2024-02-30\ncreated: 2020-01-01\n---\n")
    assert (note.date, note.date_from) == (datetime(2020, 1, 1), "front matter")
    (problem,) = note.problems
    assert "2024-02-30" in problem
    assert parse("---\ndate: {a: b}\n---\n").date_from == "birth"


def test_front_matter_that_cannot_be_read_is_shown_as_text() -> None:
    text = "---\ntitle: @x\nother: y\n---\nbody"
    note = parse(text)
    assert (note.body, note.title) == (0, "a note")
    assert "title: @x" in text[note.passages[0].start : note.passages[0].end]
    assert len(note.problems) == 1


@pytest.mark.parametrize(
    ("written", "prev"),
    [
        ('"[[id]]"', "id"),
        ("'[[Dir/id|text]]'", "Dir/id"),
        ('"[[id#h]]"', "id"),
        ("[[id]]", "id"),
        ("Dir/id", "Dir/id"),
        ('"[text](Dir/a%20b.md)"', "Dir/a b.md"),
        ('["[[id]]"]', "id"),
        ('"[[#h]]"', None),
        ("", None),
        ("~", None),
        ("{a: b}", None),
        ("[[it, then]]", "it, then"),
        ('"it\\x27s"', "it's"),
        ("[first, second]", "first"),
        ("# a comment\n  - [[id]]", "id"),
        ("\n\n- id", "id"),
    ],
)
def test_prev(written: str, prev: str | None) -> None:
    assert parse(f"---\nprev: {written}\n---\n").prev == prev


@pytest.mark.parametrize(
    ("written", "following"),
    [
        ("next: [a, b c, A]", ("a", "b c")),
        ("next:\n- a\n- '[[b|x]]'\n-\n  c # d", ("a", "b", "c")),
        ("'next': a\nNext: \"[[b]] [[c]]\"", ("b", "c")),
        ("next: a#b", ("a#b",)),
        ("next:\n# [[no]]\n- [[a]] # [[no]]\n- [[b]]", ("a", "b")),
    ],
)
def test_what_continues_a_note_is_what_its_front_matter_links(
    written: str, following: tuple[str, ...]
) -> None:
    text = f"---\n{written}\nother: [[no]]\n---\n"
    note = parse(text)
    assert note.next == following
    links = links_in(text)
    assert [link.target for link in links] == [link.target for link in note.links]
    assert all(link.target in text[link.start : link.end] for link in links)


def test_tags_come_once_from_everywhere() -> None:
    text = "---\ntags: '#One two'\nkeywords: [three]\n---\n#ONE #four"
    assert parse(text, "20240102T030405__five_two.md").tags == ("One", "two", "three", "five", "four")


def test_denote_identifier() -> None:
    assert parse("", "20240102T030405--x.md").identifier == "20240102T030405"
    assert parse("---\nidentifier: x\n---\n", "20240102T030405--x.md").identifier == "x"


PIECES = st.sampled_from(
    [
        "---\n",
        "title: x\n",
        "date: 2024\n",
        "tags: [a\n",
        "prev: '[['\n",
        "\ufeff",
        "# H\n",
        "[[a]]",
        "- b\n",
        "\r\n",
        "\r",
        "```\n",
        "`",
        "#t ",
        "^id",
        "\x1b[31m",
        "\x00",
        "\u2028",
        "\x85",
        "\udc80",
        "\u202e",
        "> q\n",
        "[x](y.md)",
        "\t",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=5)), max_size=20).map("".join))
def test_every_text_is_a_note(text: str) -> None:
    note = parse(text)
    assert note.text == text
    assert 0 <= note.body <= len(text)
    for part in (*note.passages, *note.links):
        assert note.body <= part.start < part.end <= len(text)


@pytest.mark.parametrize(
    "opener", ["[[", "[", "![[", "[a](", "[a](b(", "> ", "- ", "- x\n", "`", "`a ", "```\n", "~~~\n"]
)
@pytest.mark.parametrize("before", ["", "# Title\n\ntext "])
def test_50_000_openers_are_read_in_time(opener: str, before: str, in_time: None) -> None:
    parse(before + opener * 50_000)


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "a: b\n" * 50_000,
        "---\n" * 50_000,
        "[" * 25_000 + "]" * 25_000,
        "\n".join("  " * depth + "- a" for depth in range(700)),
        "a ^b\n" * 50_000,
        "p\n\n^b\n" * 50_000,
        "#a " * 50_000,
        "# " + " #" * 50_000 + "x",
        "- " * 50_000 + "x",
        " ".join("`" * (i % 300 + 1) for i in range(4_000)),
        " " * 400_000,
        "a\r" * 50_000,
    ],
)
def test_other_hostile_texts_take_less_than_a_second(text: str) -> None:
    began = time.perf_counter()
    parse(text)
    assert time.perf_counter() - began < 1
