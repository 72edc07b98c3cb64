from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import NoteError
from recall_tui.notes.frontmatter import MAX_CHARS, MAX_DEPTH, read_front_matter, with_key


def test_text_without_front_matter_is_all_body() -> None:
    assert read_front_matter("# Title\n\n---\n").body == 0
    assert read_front_matter("").body == 0


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_block_ends_at_dashes_or_dots(newline: str, bom: str, end: str) -> None:
    head = bom + newline.join(["---", "title: A note", "tags:", "  - x", end, ""])
    front = read_front_matter(head + "body")
    assert front.body == len(head)
    assert front.fields == {"title": "A note", "tags": ["x"]}
    assert front.problem is None


def test_bom_alone_is_no_body() -> None:
    assert read_front_matter("\ufeff# Title").body == 1


def test_block_may_be_empty_or_the_whole_text() -> None:
    assert read_front_matter("---\n---\nx").body == 8
    front = read_front_matter("---\ntitle: x\n---")
    assert (front.body, front.text("title")) == (16, "x")


def test_dashes_at_the_top_may_be_a_rule() -> None:
    front = read_front_matter("---\n\nA thought that ends nowhere: here\n")
    assert (front.body, front.problem) == (0, None)


def test_unclosed_block_is_text_and_a_problem() -> None:
    front = read_front_matter("---\ntitle: x\n\nbody\n")
    assert (front.body, dict(front.fields)) == (0, {})
    assert front.problem and "---" in front.problem


def test_keys_in_any_case() -> None:
    assert read_front_matter("---\nTITLE: x\nDate Created: y\n---\n").fields == {
        "title": "x",
        "date created": "y",
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("1.10", "1.10"),
        ("0123", "0123"),
        ("2024-01-02", "2024-01-02"),
        ("2024-02-30", "2024-02-30"),
        ("9" * 5000, "9" * 5000),
        ("12:30", "12:30"),
        ("a: b", None),
        ("'it''s'", "it's"),
        (r'"a\tb"', "a\tb"),
        ('"a: b # c"', "a: b # c"),
        ("a # a comment", "a"),
        ("C#", "C#"),
        (">-\n  folded\n  text", "folded text"),
        ("~", None),
        ("null", None),
        ("", None),
        ("''", None),
        ("日本語 と emoji 🙂", "日本語 と emoji 🙂"),
    ],
)
def test_scalars_are_taken_as_they_are_written(written: str, meant: str | None) -> None:
    assert read_front_matter(f"---\ntitle: {written}\n---\n").text("title") == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tags: a b", ["a", "b"]),
        ("tags: a, b c", ["a", "b c"]),
        ("tags: [a, b c]", ["a", "b c"]),
        ("tags:\n  - a\n  - 'b c'", ["a", "b c"]),
        ("tags:\n- a\n-\n- ~", ["a"]),
        ("tags: a\nkeywords: b", ["a", "b"]),
        ("tags: {a: b}", []),
        ("tags:", []),
    ],
)
def test_lists_may_be_lists_or_one_string(written: str, meant: list[str]) -> None:
    assert read_front_matter(f"---\n{written}\n---\n").words("tags", "keywords", spaces=True) == meant


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("a:\n  - b\n    - c", {"a": ["b - c"]}),
        ("a:\n- b\nc: d", {"a": ["b"], "c": "d"}),
        ("a: [b,]", {"a": ["b"]}),
        ("a: b\n  c", {"a": "b c"}),
        ("a: b:c", {"a": "b:c"}),
        ("a: b#c", {"a": "b#c"}),
        ("a: b\u2028  c", {"a": "b\u2028c"}),
        ("a: 'b\n\n  c'", {"a": "b\nc"}),
        ("a:\n\n  - b\n\n  - c\n", {"a": ["b", "c"]}),
    ],
)
def test_what_looks_plain_and_is_not_means_what_yaml_says(block: str, fields: dict[str, object]) -> None:
    assert read_front_matter(f"---\n{block}\n---\n").fields == fields


def test_aliases_keep_their_spaces() -> None:
    assert read_front_matter("---\naliases: My Note, Other\n---\n").words("aliases") == ["My Note", "Other"]
    assert read_front_matter("---\nalias: My Note\n---\n").words("alias") == ["My Note"]


@pytest.mark.parametrize(
    "block",
    [
        "title: @x",
        "a: b: c",
        "date: {{date}}",
        "a: &x [1]\nb: *x",
        "a: !!python/object:os.system {}",
        "a: !important b",
        "just words",
        "- a\n- b",
        "a: [",
        "? [a, b]\n: c",
        "a: \x00",
        "a: \x1b[31m",
        "a: b\x7f",
        "a:\n  - b\n - c",
        "a: [b, - c]",
        "a: \udcff",
        "a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "a: " + "[" * 50_000,
        "- " * 30_000,
        "{a: " * 15_000,
        "a: " + "x" * MAX_CHARS,
    ],
)
def test_what_cannot_be_read_is_text_and_a_problem(block: str) -> None:
    front = read_front_matter(f"---\n{block}\n---\nbody")
    assert (front.body, dict(front.fields)) == (0, {})
    assert front.problem and len(front.problem) < 300


def test_deepest_allowed_nesting_is_read() -> None:
    depth = MAX_DEPTH - 1  # below the mapping itself
    assert read_front_matter(f"---\na: {'[' * depth}{']' * depth}\n---\n").problem is None


def test_last_of_two_equal_keys_counts() -> None:
    assert read_front_matter("---\ntitle: a\nTitle: b\n---\n").text("title") == "b"


LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the two differ, in tabs for one
KEYS = st.sampled_from(["title", "Date created", "tags", "x-y", "été", "y", "key "])
VALUES = st.one_of(
    st.text(st.sampled_from("ab1 :#'\"-[],{}\\~?é漢🙂.\t_%@&*!|>/"), max_size=12),
    st.sampled_from(["", "[a, b]", "[a b,c ]", "[a,]", '"q: #"', "'s'", "no", "2024-01-01", "~"]),
)
LINES = st.one_of(
    st.builds("{}:{}{}".format, KEYS, st.sampled_from([" ", "", "  "]), VALUES),
    st.builds("{}- {}".format, st.sampled_from(["", "  ", "    "]), VALUES),
    st.just(""),
)


@given(st.lists(LINES, max_size=6))
def test_reads_what_yaml_reads(lines: list[str]) -> None:
    block = "\n".join(lines)
    front = read_front_matter(f"---\n{block}\n---\n")
    if front.problem is None:
        meant = yaml.load(block + "\n", Loader=LOADER) or {}
        assert front.fields == {key.casefold(): value for key, value in meant.items()}


# Changing one key


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("body", '---\nprev: "[[n]]"\n---\nbody'),
        ("", '---\nprev: "[[n]]"\n---\n'),
        ("a\r\nb", '---\r\nprev: "[[n]]"\r\n---\r\na\r\nb'),
        ("\ufeffbody", '\ufeff---\nprev: "[[n]]"\n---\nbody'),
        ("---\ntitle: x\n---\nb", '---\ntitle: x\nprev: "[[n]]"\n---\nb'),
        ("---\r\n t: x # c\r\n...\r\nb", '---\r\n t: x # c\r\n prev: "[[n]]"\r\n...\r\nb'),
        ("---\n# why\n---\n", '---\n# why\nprev: "[[n]]"\n---\n'),
        ("---\nt: |\n  a\n\n# end\n---\n", '---\nt: |\n  a\n\n# end\nprev: "[[n]]"\n---\n'),
        ("---\nprev: [[a]]  # was b\nx: 1\n---\n", '---\nprev: "[[n]]"  # was b\nx: 1\n---\n'),
        ("---\nPREV : 'a'\n---\n", '---\nPREV : "[[n]]"\n---\n'),
        ("---\nprev:\nx: 1\n---\n", '---\nprev: "[[n]]"\nx: 1\n---\n'),
        ("---\nprev:\n- a\n- b\n# of x\nx: 1\n---\n", '---\nprev: "[[n]]"\n# of x\nx: 1\n---\n'),
        ('---\nt: "a\n  prev: b"\nprev: c\n---\n', '---\nt: "a\n  prev: b"\nprev: "[[n]]"\n---\n'),
        ("---\nprev: a\nx: 1\nprev: b\n---\n", '---\nprev: a\nx: 1\nprev: "[[n]]"\n---\n'),
    ],
)
def test_a_key_is_set_and_all_else_stays(before: str, after: str) -> None:
    assert with_key(before, "prev", "[[n]]") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("body", "body"),
        ("---\ntitle: x\n---\nb", "---\ntitle: x\n---\nb"),
        ("---\nprev: a\n---\nb", "b"),
        ("\ufeff---\r\nprev: a\r\n---\r\nb", "\ufeffb"),
        ("---\nprev: a\n# stays\n---\nb", "---\n# stays\n---\nb"),
        ("---\nx: 1\nPrev:\n  - a\n\n# of y\ny: 2\n---\n", "---\nx: 1\n\n# of y\ny: 2\n---\n"),
        ("---\nprev: a\nx: 1\nprev: b\n---\n", "---\nx: 1\n---\n"),
    ],
)
def test_a_key_is_taken_out_and_all_else_stays(before: str, after: str) -> None:
    assert with_key(before, "prev", None) == after


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: x\n\nbody", "---\n{title: x, prev: a}\n---\n", "---\na: &b c\n---\n", "---\n\nrule\n---\n"],
)
def test_front_matter_that_cannot_be_changed_by_itself_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        with_key(text, "prev", "[[n]]")


@pytest.mark.parametrize("value", ["[[a]]", '[[say "hi"]]', "it's", "[[a\\b]]", "#x: y", '"', "'"])
def test_a_value_is_read_as_it_was_written(value: str) -> None:
    assert read_front_matter(with_key("b", "prev", value)).text("prev") == value


LINES = [
    "title: x",
    "tags: [a, b]",
    "n: |\n  text\n  # no comment",
    "l:\n  - a\n  - b # c",
    "# comment",
    "",
    "é😀: 'y'",
]
BODIES = ["", "body", "# Head\n\ntext\n", "x\n---\ny: z\n---\n", "- a\n- b"]


@given(
    st.lists(st.sampled_from(LINES), unique=True, max_size=7),
    st.integers(0, 7),
    st.sampled_from(BODIES),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(
        ["prev: a", "Prev: '[[a]]' # why", "prev:", "prev:\n  - [[a]]", "prev: >\n  a\n  b", None]
    ),
    st.sampled_from(["", "\ufeff"]),
)
def test_only_the_lines_of_a_key_change(
    lines: list[str], at: int, body: str, newline: str, prev: str | None, bom: str
) -> None:
    at = min(at, len(lines))

    def note(inside: list[str]) -> str:
        block = "".join(f"{line}\n" for line in inside)
        return bom + (f"---\n{block}---\n{body}" if block else body).replace("\n", newline)

    def written(prev: list[str]) -> str:
        return note([*lines[:at], *prev, *lines[at:]])

    text = written([prev] if prev else [])
    without = with_key(text, "prev", None)
    said = "".join(lines).strip()
    if said or prev:
        assert without == (written([]) if said else bom + body.replace("\n", newline))
    there = with_key(text, "prev", "[[n]]")
    if prev:
        name, _, comment = prev.partition("#")
        name = name.partition(":")[0]
        assert there == written([f'{name}: "[[n]]"{" #" + comment if comment else ""}'])
    elif said:
        assert there == note([*lines, 'prev: "[[n]]"'])
    assert with_key(there, "prev", None) == without or not said
    assert with_key(there, "prev", "[[n]]") == there
    assert read_front_matter(there).text("prev") == "[[n]]"
    assert there.endswith(body.replace("\n", newline))


@given(st.text(st.sampled_from("ab:-#[]{}\"'|>&*? \n\r\u2028\x85é😀"), max_size=60), st.booleans())
def test_of_any_block_a_key_is_set_exactly_or_not_at_all(block: str, remove: bool) -> None:
    text = f"---\n{block}\n---\nbody"
    front = read_front_matter(text)
    try:
        changed = with_key(text, "prev", None if remove else "[[n]]")
    except NoteError:
        return
    after = read_front_matter(changed)
    assert after.fields == {**front.fields, **({} if remove else {"prev": "[[n]]"})}
    assert changed[after.body :] == text[front.body :]
