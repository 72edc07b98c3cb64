from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.blocks import passages, read_blocks, without_id


def texts(text: str, body: int = 0) -> list[str]:
    return [text[p.start : p.end] for p in passages(text, body)]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("\n \n\t\n", []),
        ("one\ntwo\n\n\nthree\n", ["one\ntwo", "three"]),
        ("no final newline", ["no final newline"]),
        ("  indented a little  \n", ["indented a little"]),
        ("# only\n## headings\n", []),
        ("text\n# heading\nmore", ["text", "more"]),
        ("#tag is no heading", ["#tag is no heading"]),
        ("a\n\n---\n\nb\n***\nc", ["a", "b", "c"]),
        ("- a\n- b\n* c\n+ d", ["- a", "- b", "* c", "+ d"]),
        ("1. a\n2) b", ["1. a", "2) b"]),
        ("- a\n  - child\n    - grandchild\n- b", ["- a\n  - child\n    - grandchild", "- b"]),
        ("- a\n\t- child\n\n\tparagraph of a\n\nafter", ["- a\n\t- child\n\n\tparagraph of a", "after"]),
        ("- a\nlazy\n\nafter", ["- a\nlazy", "after"]),
        ("- [ ] todo\n- [x] done", ["- [ ] todo", "- [x] done"]),
        ("- \n- a\n-", ["- a"]),
        ("    - a list that stands deep\n    - b", ["- a list that stands deep", "- b"]),
        ("It was in\n1986. A great year\n- list", ["It was in\n1986. A great year", "- list"]),
        ("> a\n> b\nlazy\n\n> c", ["> a\n> b\nlazy", "> c"]),
        ("text\n> quote", ["text", "> quote"]),
        (
            "text\n| a | b |\n|---|---|\n| 1 | 2 |\n\nafter",
            ["text", "| a | b |\n|---|---|\n| 1 | 2 |", "after"],
        ),
        ("- a\n\n| a | b |\n|---|---|", ["- a", "| a | b |\n|---|---|"]),
        ("a | b\n--- | ---\n1 | 2", ["a | b\n--- | ---\n1 | 2"]),
        (
            "text\n```py\n# no heading\n\n- no list\n```\nafter",
            ["text", "```py\n# no heading\n\n- no list\n```", "after"],
        ),
        ("~~~\n```\n~~~~\nb", ["~~~\n```\n~~~~", "b"]),
        ("```\nunclosed\n\n# x\n", ["```\nunclosed\n\n# x"]),
        ("```inline``` code", ["```inline``` code"]),
        ("a\n\n    code\n\n    more\n\nb", ["a", "    code\n\n    more", "b"]),
        ("    code\n---\nb", ["    code", "b"]),
        ("    code\n    - code\n\n    # code", ["    code\n    - code\n\n    # code"]),
        ("a\n    goes on", ["a\n    goes on"]),
        ("- a\n  ```\n  # x\n\n  - y\n  ```\n- b", ["- a\n  ```\n  # x\n\n  - y\n  ```", "- b"]),
        ("- a\n  ```\n  unclosed\n\n# heading\n\nb", ["- a\n  ```\n  unclosed", "b"]),
        ("> ```\n> # x\n\nb", ["> ```\n> # x", "b"]),
        ("<!--\n```\nx\n``` -->\n\nb", ["<!--", "```\nx\n``` -->", "b"]),
        ("<div>\n\n<p>\ntext\n</p>\n</div>", ["<div>", "<p>\ntext\n</p>\n</div>"]),
        ("**bold** begins a paragraph", ["**bold** begins a paragraph"]),
        ("日本語。\n\n　字下げ", ["日本語。", "　字下げ"]),
    ],
)
def test_blocks(text: str, blocks: list[str]) -> None:
    assert texts(text) == blocks


def test_a_passage_knows_the_headings_above_it() -> None:
    text = "a\n# One #\nb\n### Three\nc\n## Two\nd\n\nOther\n=====\ne\n\nSub\n---\nf\n##\ng"
    assert [p.headings for p in passages(text)] == [
        (),
        ("One",),
        ("One", "Three"),
        ("One", "Two"),
        ("Other",),
        ("Other", "Sub"),
        ("Other",),
    ]


def test_dashes_make_a_heading_of_one_line_only() -> None:
    assert passages("Title\n---\na")[0].headings == ("Title",)
    assert texts("a thought\nof two lines\n---\nb") == ["a thought\nof two lines", "b"]
    assert texts("a\n-") == ["a\n-"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("## Two\n# One\n# Other", "One"),
        ("One\n===", "One"),
        ("```\n# code\n```\n", None),
        ("- # in a list", None),
        ("#\n", None),
        ("# C# #", "C#"),
        ("   # indented", "indented"),
    ],
)
def test_title_is_the_first_level_1_heading(text: str, title: str | None) -> None:
    assert read_blocks(text).title == title


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a paragraph ^one\n\n- item ^two\n- other", ["one", "two", None]),
        ("- parent ^own\n  - child ^of-child", ["own"]),
        ("- parent\n  - child ^last", ["last"]),
        ("> quote\n\n^q-1\n\ntext", ["q-1", None]),
        ("| a |\n|---|\n^t\n", ["t"]),
        ("- a\n- b\n\n^list", [None, "list"]),
        ("2^10 is no id\n\nnor ^this one", [None, None]),
        ("^alone", [None]),
        ("a ^x\n\n^y", ["x", None]),
        ("a\n# h\n^y", [None, None]),
        ("```\na ^b\n```", [None]),
    ],
)
def test_block_ids(text: str, ids: list[str | None]) -> None:
    assert [p.block_id for p in passages(text)] == ids


def test_offsets_are_into_the_whole_text() -> None:
    text = "---\ntitle: x\n---\n\nbody"
    assert texts(text, 17) == ["body"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is old. ^old", "It is old."),
        ("- oak ^oak\n  - brown ^fall", "- oak\n  - brown"),
        ("- oak ^oak\n  ```\n  a ^b\n  ```", "- oak\n  ```\n  a ^b\n  ```"),
        ("one ^2\nand two", "one ^2\nand two"),
        ("2^10", "2^10"),
    ],
)
def test_a_passage_is_given_without_its_id(text: str, said: str) -> None:
    assert without_id(text) == said


def test_code_is_found_wherever_it_stands() -> None:
    text = "a\n\n    indented\n\n- x\n  ```\n  in item\n  ```\n\n> ~~~\n> in quote\n> ~~~\n\n```\nunclosed"
    assert [text[start:end] for start, end in read_blocks(text).code] == [
        "    indented",
        "```\n  in item\n  ```",
        "~~~\n> in quote\n> ~~~",
        "```\nunclosed",
    ]


LINES = st.sampled_from(
    [
        "text",
        "  text ^id",
        "# H",
        "### H #",
        "---",
        "===",
        "***",
        "- a",
        "  - b",
        "\t- c",
        "1. d",
        "> q",
        "| t |",
        "|---|",
        "",
        "  ",
        "    code",
        "^id",
        "-",
        "*",
        "text `x`",
        "<div>",
        "> - a",
        "- > a",
        "é漢字",
        "\x0c",
        "\xa0",
    ]
)
FENCES = st.sampled_from(["```", "~~~~", "  ```", "- ```", "> ```", "``` -->"])
DRAFTS = st.lists(st.one_of(LINES, FENCES), max_size=14).map("\n".join)


@given(DRAFTS)
def test_every_line_is_in_one_passage_or_none_is_needed(text: str) -> None:
    at = 0
    gaps = []
    for passage in passages(text):
        assert at <= passage.start < passage.end <= len(text)
        assert text[passage.end - 1].strip()
        gaps.append(text[at : passage.start])
        at = passage.end
    gaps.append(text[at:])
    left = re.compile(r"\s*(#{1,6}( H.*)?|---|\*\*\*|===|\^id|[-*]|1\.)?\s*")
    for gap in gaps:
        lines = gap.split("\n")
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            assert left.fullmatch(line) or below.strip() in ("---", "===")


@given(DRAFTS, st.sampled_from(["\r\n", "\r"]))
def test_line_ends_do_not_matter(text: str, newline: str) -> None:
    other = text.replace("\n", newline)
    assert [t.replace(newline, "\n") for t in texts(other)] == texts(text)
    assert [(p.headings, p.block_id) for p in passages(other)] == [
        (p.headings, p.block_id) for p in passages(text)
    ]


@given(st.lists(LINES, max_size=10).map("\n".join), DRAFTS)
def test_a_heading_parts_what_stands_above_and_below(above: str, below: str) -> None:
    assert texts(f"{above}\n\n# H\n\n{below}") == texts(above) + texts(below)
