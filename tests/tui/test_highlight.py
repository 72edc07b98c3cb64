"""Markdown is marked up line by line, and in time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.tui.highlight import LONGEST_LINE, NAMES, line_break, spans


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("# A heading", [("# A heading", "heading")]),
        ("#", [("#", "heading")]),
        ("#tag and C# and a#b and #1 and #2a/b-c", [("#tag", "tag"), ("#2a/b-c", "tag")]),
        ("#日記 café", [("#日記", "tag")]),
        ("> said **so**", [("> said **so**", "quote"), ("**so**", "strong")]),
        ("- one", [("- ", "marker")]),
        ("  12. [x] done", [("  12. [x] ", "marker")]),
        ("-- no item, 1.5 neither", []),
        ("**bold** __too__ *italic* _this_ *i*", [
            ("**bold**", "strong"),
            ("__too__", "strong"),
            ("*italic*", "emphasis"),
            ("_this_", "emphasis"),
            ("*i*", "emphasis"),
        ]),
        ("2 * 3 * 4, snake_case_name, **, * a*", []),
        ("`a [[b]] *c*` ``d`` `", [("`a [[b]] *c*`", "code"), ("``d``", "code")]),
        ("[[a note|text]] ![[b#h]] [t](u.md)", [
            ("[[a note|text]]", "link"),
            ("![[b#h]]", "link"),
            ("[t](u.md)", "link"),
        ]),
        ("(see https://example.org/a_b*c_d?e#f).", [("https://example.org/a_b*c_d?e#f", "link")]),
        ("```python", [("```python", "code")]),
        ("%% drawer", [("%% drawer", "marker")]),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_marked_up(line: str, marked: list[tuple[str, str]]) -> None:
    assert [(line[start:end], name) for start, end, name in spans(line)] == marked


@given(st.text(st.sampled_from("#*_`[]()<>! -1.ax/:hتs\t😀"), max_size=60))
def test_spans_lie_in_the_line_and_have_names(line: str) -> None:
    for start, end, name in spans(line):
        assert 0 <= start < end <= len(line)
        assert name in NAMES


@pytest.mark.parametrize(
    "opener", ["[[", "**", "*a", "_a ", "`", "``a", "[](", "![", "#1", "> ", "http://", "- "]
)
def test_50_000_openers_are_read_in_time(opener: str, in_time: None) -> None:
    spans.cache_clear()
    length = LONGEST_LINE // len(opener)
    for n in range(50_000 // length):
        spans(opener * (length - n))
    assert spans(opener * 50_000) == ()


@pytest.mark.parametrize(
    ("before", "after", "inserted"),
    [
        ("- one", "", "\n- "),
        ("- one", " and two", "\n- "),
        ("  * one", "", "\n  * "),
        ("9. nine", "", "\n10. "),
        ("3)  three", "", "\n4)  "),
        ("- [x] done", "", "\n- [ ] "),
        ("- ", "", None),
        ("\t7. ", " ", None),
        ("- [ ] ", "", None),
        ("- ", "one", "\n- "),
        ("-", " one", "\n"),
        ("   plain", "", "\n   "),
        ("  ", "  x", "\n  "),
        ("", "- one", "\n"),
        ("1234567890. no item", "", "\n"),
    ],
)
def test_enter_goes_on_with_indents_and_lists(before: str, after: str, inserted: str | None) -> None:
    assert line_break(before, after) == inserted
