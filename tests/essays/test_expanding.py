from __future__ import annotations

import pytest
from around import expanded, pieces
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.essays import expanding


def problems(essay: str, notes: dict[str, str] | None = None, **threads: list[str]) -> list[str]:
    return [str(problem) for problem in expanded(essay, notes, **threads).problems]


# What an embed stands for

OAK = """\
---
title: The oak
---
Before.

# The oak

It is old. ^old

## Roots

They hold.

### Fine roots

They drink.

## Leaves

- green
- brown ^fall
  - dry

> a quote

^quote
"""


@pytest.mark.parametrize(
    ("embed", "stands_for"),
    [
        (
            "![[oak]]",
            "Before.|# The oak|It is old.|## Roots|They hold.|### Fine roots|They drink.|## Leaves"
            "|- green\n- brown\n  - dry|> a quote",
        ),
        ("Mine.\n\n%% drawer\n- [[oak#^old]] “It is …”\n%%\n\n![[oak#^old]]", "Mine.|It is old."),
        ("![[oak#Roots]]", "## Roots|They hold.|### Fine roots|They drink."),
        ("![[oak#roots#fine  ROOTS]]", "### Fine roots|They drink."),
        ("![[oak#The oak#Leaves]]", "## Leaves|- green\n- brown\n  - dry|> a quote"),
        ("![[oak#^old]]", "It is old."),
        ("![[oak#^fall]]", "- brown\n  - dry"),
        ("![[oak#^quote]]", "> a quote"),
        ("![oak](oak.md#Fine%20roots)", "### Fine roots|They drink."),
        ("a\n![[oak#^old]]\nb", "a|It is old.|b"),
        ("See ![[oak]] here.\n\n- ![[oak]]", "See oak here.|- oak"),
        ("```\n![[oak]]\n```", "```\n![[oak]]\n```"),
    ],
)
def test_an_embed_stands_for_what_it_names(embed: str, stands_for: str) -> None:
    assert pieces(embed, {"oak": OAK}) == stands_for.split("|")


def test_an_item_that_stands_deep_comes_up_with_what_is_below_it() -> None:
    nested = "text\n\n    - b ^b\n        - c\n"
    assert pieces("![[n#^b]]", {"n": nested}) == ["- b\n    - c"]


def test_a_thread_is_all_its_notes_up_to_the_one_named() -> None:
    notes = {"a": "---\nx: y\n---\nOne.", "b": "Two.\n", "c": "Three."}
    assert pieces("![[c|thread]]", notes, c=["a", "b", "c"]) == ["One.", "Two.", "Three."]
    assert pieces("![[c|other]]", notes, c=["a", "b", "c"]) == ["Three."]
    assert pieces("![[c#^x|thread]]", {**notes, "c": "Three. ^x"}, c=["a", "c"]) == ["Three."]


def test_embeds_in_what_is_embedded_expand_too() -> None:
    notes = {"a": "a\n\n![[b]]\n\nz", "b": "b\n\n![[c#^c]]", "c": "no\n\nc ^c"}
    assert pieces("![[a]]\n\n![[b]]", notes) == ["a", "b", "c", "z", "b", "c"]


def test_headings_come_to_stand_below_the_one_above() -> None:
    notes = {"a": "# A\n\n## AA\n\n![[b]]", "b": "### B\n\n#### BB\n", "c": "no heading\n\n![[b]]"}
    essay = "# E\n\n![[a]]\n\n## F\n\n![[a]]\n![[b]]\n![[c]]\n\n![[a#AA]]"
    said = [text for text in pieces(essay, notes) if text.startswith("#")]
    assert said == [
        *("# E", "## A", "### AA", "#### B", "##### BB"),
        *("## F", "### A", "#### AA", "##### B", "###### BB"),
        *("### B", "#### BB"),
        *("### B", "#### BB"),
        *("### AA", "#### B", "##### BB"),
    ]


def test_where_no_heading_stands_above_levels_stay() -> None:
    assert pieces("![[a]]", {"a": "## A\n\nSetext\n======\n"}) == ["## A", "# Setext"]


def test_a_title_in_the_front_matter_is_the_first_heading() -> None:
    assert pieces("---\ntitle: On *trees*\n---\n![[a]]", {"a": "# A"}) == ["# On \\*trees\\*", "## A"]
    assert pieces("---\ntitle: Other\n---\n# Own\n![[a]]", {"a": "# A"}) == ["# Own", "## A"]


def test_headings_beyond_level_six_become_bold_and_are_counted() -> None:
    found = expanded("##### E\n![[a]]", {"a": "# A\n## AA\n### AAA #"})
    assert [piece.text for piece in found.pieces] == ["##### E", "###### A", "**AA**", "**AAA**"]
    assert found.notices == ("2 headings stand deeper than level 6 and became bold lines.",)


# What of a passage stays


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("See [[b]] and [[b|the *b*]], [it](b.md#h).", "See b and the *b*, it."),
        ("See [[snake_case]] and [[_x_ * ]].", "See snake_case and \\_x\\_ \\*."),
        ("[web](https://x.org) <https://x.org> [file](a.pdf)", "[web](https://x.org) <https://x.org> file"),
        ("`[[b]]` and ``![[b]]``", "`[[b]]` and ``![[b]]``"),
        ("```\n[[b]] ^x\n```", "```\n[[b]] ^x\n```"),
        ("    [[b]] ^x", "    [[b]] ^x"),
        ("| [[b\\|c]] |\n|---|", "| c |\n|---|"),
        ("![[p.png]] ![[d/q.JPG|300x20]]", "![p](pictures/p.png) ![q](pictures/d/q.JPG)"),
        ("![[p.svg|Alt]] end", "![Alt](pictures/p.svg) end"),
        ("![*alt*](d/p.png)", "![*alt*](pictures/d/p.png)"),
        ("![[sound.mp3]] ![[b|thread]]", "sound.mp3 b"),
        ("text ^id", "text"),
        ("- a ^a\n  - b ^b\n- c ^c", "- a\n  - b\n- c"),
        ("- a ^a\n  ```\n  b ^b\n  ```\n- c ^c\n  2 ^2 3", "- a\n  ```\n  b ^b\n  ```\n- c\n  2 ^2 3"),
        ("2^10 and x ^ y", "2^10 and x ^ y"),
        ("line one  \r\nline two\r\n", "line one  \nline two"),
        ("  indented", "  indented"),
        ("<!-- from: a.md 1-2 2021-03-04 0123456789abcdef -->\nsaid again", "said again"),
        ("<b>&amp;</b> \\[[b]]", "<b>&amp;</b> \\[[b]]"),
    ],
)
def test_links_become_their_text_and_all_else_stays(said: str, stays: str) -> None:
    notes = {"a": said, "b": "", "snake_case": "", "_x_ * ": ""}
    assert pieces("![[a]]", notes) == [stays]


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("One %%not [[this]] one%% two.", "One  two."),
        ("One <!-- nor this --> two.", "One  two."),
        ("a\n%% b [[c]] %%\nd", "a\nd"),
        ("a\r\n  %% b %%  \r\nd", "a\nd"),
        ("a\n\n%%\nb\n\n![[gone]]\n\n# c\n%%\n\nd", "a|d"),
        ("<!--\nb\n\nc\n-->\n\nd", "d"),
        ("- a %%b%%\n- c", "- a \n- c"),
        ("# A %%b%%\n\nc", "# A|c"),
        ("`%%a%%` %%b%%\n\n```\n%% c %%\n```", "`%%a%%`|```\n%% c %%\n```"),
        ("50%% of it", "50%% of it"),
        ("50%% of it\n\nor 60%%", "50%% of it|or 60%%"),
        ("%% without an end\n\n<!-- nor this", "%% without an end|<!-- nor this"),
    ],
)
def test_comments_stay_behind_with_all_that_is_in_them(said: str, stays: str) -> None:
    assert "|".join(pieces("![[a]]", {"a": said})) == stays
    assert not problems("![[a]]", {"a": said})


def test_links_as_footnotes() -> None:
    found = expanded("[[a]], [[a|again]], [[b#h]], [[none]].", {"a": "", "b": ""}, links=True)
    assert [piece.text for piece in found.pieces] == [
        "a[^link-1], again[^link-1], b[^link-2], none.",
        "[^link-1]: A, 2021-03-04. `a.md`",
        "[^link-2]: B, 2021-03-04. `b.md`",
    ]


def test_footnotes_of_two_notes_stay_apart_and_those_of_a_section_come_along() -> None:
    notes = {"a": "# H\nA[^1].\n\n# Notes\n\n[^1]: of a\n    [[b]]\n[^2]: no", "b": "B[^1].\n\n[^1]: of b\n"}
    assert pieces("E[^1].\n\n![[a#H]]\n\n![[b]]\n\n[^1]: own", notes) == [
        *("E[^1].", "# H", "A[^n1-1].", "B[^n2-1].", "[^n2-1]: of b", "[^1]: own"),
        "[^n1-1]: of a\n    b",
    ]
    assert pieces("![[a]]", {"a": "Code `[^1]` and [^2].\n\n[^1]: x\n[^2]: y"}) == [
        "Code `[^1]` and [^n1-2].",
        "[^n1-1]: x\n[^n1-2]: y",
    ]


def test_references_of_two_notes_stay_apart_too() -> None:
    notes = {
        "a": "# H\n[Here][1], [one][], [One], ![p][pic], [no], [web](https://x), [![i](i.png)][1], \\[one],"
        " [[one]].\n\n`[one]` [one]: two\n\n# R\n\n[1]: https://a.org 'A'\n[one]: https://one.org\n"
        "[pic]: p.png\n[unused]: u",
        "b": "[Here][1].\n\n  [1]: https://b.org\n",
        "one": "",
    }
    assert pieces("[Own][1].\n\n![[a#H]]\n\n![[b]]\n\n[1]: https://own.org", notes) == [
        *("[Own][1].", "# H"),
        "[Here][n1-1], [one][n1-one], [One][n1-One], ![p][n1-pic], [no], [web](https://x),"
        " [![i](pictures/i.png)][n1-1], \\[one], one.",
        "`[one]` [one][n1-one]: two",
        *("[Here][n2-1].", "  [n2-1]: https://b.org", "[1]: https://own.org"),
        *("[n1-1]: https://a.org 'A'", "[n1-one]: https://one.org", "[n1-pic]: p.png"),
    ]


def test_a_picture_that_is_missing_is_named() -> None:
    found = expanded("x\n\n![[a]]", {"a": "\n![[missing.png]] and ![alt](missing.jpg)"})
    assert found.pieces[-1].text == "missing and alt"
    assert found.notices == (
        "a.md:2: the picture missing.png is not there, so it was left out.",
        "a.md:2: the picture missing.jpg is not there, so it was left out.",
    )


# What is wrong


def test_all_that_is_wrong_is_said_at_once_each_with_its_place() -> None:
    notes = {"a": "\n![[gone]]\n", "x/two": "", "y/two": "", "locked": "unreadable"}
    essay = "![[gone]]\n![[two]]\n![[a#none]]\n![[a#^none]]\n![[locked]]\n\n![[a]]\n![[a]]\n"
    assert problems(essay, notes) == [
        "essay.md:1: embeds “gone”, but no note is called that.",
        "essay.md:2: embeds “two”, which stands for 2 notes: x/two.md, y/two.md. Write the path of one.",
        "essay.md:3: embeds the heading “none” of a.md, which has none such.",
        "essay.md:4: embeds the block ^none of a.md, which has none such.",
        "essay.md:5: embeds locked.md, but locked.md cannot be read: it is locked.",
        "a.md:2: embeds “gone”, but no note is called that.",
    ]


def test_a_circle_is_named_with_every_embed_in_it() -> None:
    notes = {"a": "\n![[b]]", "b": "![[c#H]]", "c": "# H\n\n![[a]]\n\n# I\n\nfine"}
    assert problems("![[a]]", notes) == [
        "c.md:3: goes in a circle: a.md:2 → b.md:1 → c.md:3 → a.md. Take one of them out."
    ]
    assert problems("x\n\n![[essay]]") == [
        "essay.md:3: goes in a circle: essay.md:3 → essay.md. Take one of them out."
    ]
    assert problems("![[a|thread]]", {"a": "![[b]]", "b": "", "essay": ""}, a=["b", "essay", "a"]) == [
        "essay.md:1: goes in a circle: essay.md:1 → essay.md. Take one of them out."
    ]


def test_the_same_note_twice_is_no_circle_nor_is_a_section_of_oneself() -> None:
    assert pieces("![[a]]\n![[a]]", {"a": "x"}) == ["x", "x"]
    assert pieces("![[#Other]]\n\n# Other\n\nsaid") == ["# Other", "said", "# Other", "said"]


def test_each_piece_knows_of_which_line_of_the_essay_it_is() -> None:
    essay = "---\ntitle: T\n---\nOwn[^1].\n\n![[a]]\n![[b|thread]]\n\n![[gone]]\n\nEnd."
    found = expanded(essay, {"a": "# A[^n]\n\n![[b]]\n\n[^n]: w", "b": "x\n\ny\n\n[^n]: z"}, b=["a", "b"])
    said = [(piece.text, piece.line) for piece in found.pieces]
    assert said[:4] == [("# T", 0), ("Own[^1].", 4), ("## A[^n1-n]", 6), ("x", 6)]
    assert [line for _, line in said[4:]] == [6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 11]


def test_embeds_nested_a_thousand_deep() -> None:
    notes = {f"n{n}": f"# {n}\n\n![[n{n + 1}]]" for n in range(1000)}
    found = expanded("![[n0]]", {**notes, "n1000": "the end"})
    assert not found.problems
    assert found.pieces[-1].text == "the end"
    circle = expanded("![[n0]]", {**notes, "n1000": "![[n0]]"})
    assert len(circle.problems) == 1
    assert circle.problems[0].what.count("→") == 41


def test_what_would_fill_the_memory_ends(monkeypatch: pytest.MonkeyPatch, in_time: None) -> None:
    notes = {f"n{n}": f"![[n{n + 1}]]\n" * 10 for n in range(10)} | {"n10": "word " * 20}
    monkeypatch.setattr(expanding, "MOST_EMBEDS", 5_000)
    found = expanded("![[n0]]", notes)
    assert len(found.problems) == 1
    assert "grown beyond 5,000 embeds, by way of essay.md:1 → n0.md:1 → n1.md:1" in str(found.problems[0])
    monkeypatch.setattr(expanding, "MOST", 50_000)
    assert "grown beyond 0.05 million characters" in str(expanded("![[n0]]", notes).problems[0])
    assert "grown" in str(expanded("![[a]]\n" * 20_000, {"a": ""}).problems[0])


def test_a_megabyte_is_embedded(in_time: None) -> None:
    text = "\n\n".join(f"Paragraph {n} of [[a]] many words. ^i{n}" for n in range(25_000))
    found = expanded("![[a]]", {"a": text})
    assert len(found.pieces) == 25_000
    assert found.pieces[-1].text == "Paragraph 24999 of a many words."


# What always holds

WORDS = st.text(alphabet="abc déß漢.,'", min_size=1, max_size=20).map(str.strip).filter(bool)
LEVEL = st.integers(1, 3)
PART = st.one_of(
    WORDS.map(lambda words: ("said", words)),
    st.tuples(LEVEL, WORDS).map(lambda heading: ("heading", *heading)),
    st.integers(0, 9).map(lambda note: ("embed", note)),
)


@given(st.lists(st.lists(PART, max_size=5), min_size=2, max_size=5))
def test_an_essay_is_what_its_grammar_says(notes: list[list[tuple]]) -> None:  # type: ignore[type-arg]
    """Against the plainest reading: embeds replaced by what they stand for, level below level."""

    def text(parts: list[tuple], number: int) -> str:  # type: ignore[type-arg]
        lines = []
        for kind, *rest in parts:
            if kind == "embed" and number + 1 + rest[0] < len(notes):
                lines.append(f"![[n{number + 1 + rest[0]}]]")
            elif kind == "heading":
                lines.append(f"{'#' * rest[0]} {rest[1]}")
            elif kind == "said":
                lines.append(rest[0])
        return "\n\n".join(lines)

    def meant(number: int, above: int) -> list[str]:
        own = [rest[0] for kind, *rest in notes[number] if kind == "heading"]
        shift = above + 1 - min(own) if above and own else 0
        level, found = above, []
        for kind, *rest in notes[number]:
            if kind == "heading":
                level = rest[0] + shift
                found.append(f"{'#' * level} {rest[1]}" if level <= 6 else f"**{rest[1]}**")
            elif kind == "said":
                found.append(rest[0])
            elif number + 1 + rest[0] < len(notes):
                found += meant(number + 1 + rest[0], level)
        return found

    texts = {f"n{number}": text(parts, number) for number, parts in enumerate(notes)}
    assert pieces(texts["n0"], texts) == meant(0, 0)


@given(st.text(alphabet="abß漢. \n", max_size=200))
def test_every_letter_of_what_is_embedded_is_there_once(text: str) -> None:
    found = expanded("![[a]]\n\n![[b]]\n", {"a": text, "b": "the end"})
    said = "".join(piece.text for piece in found.pieces)
    assert "".join(said.split()) == "".join(text.split()) + "theend"


@given(st.text(alphabet="ab[]!|#^-`~> \n\t.1()*_\r", max_size=200))
def test_any_text_expands_and_says_where_it_is_from(text: str) -> None:
    end = 0
    for piece in expanded("![[a]]\n", {"a": text}).pieces:
        assert piece.text == piece.text.rstrip()
        assert piece.origin is None or (piece.origin.start >= end and text[piece.origin.start :].strip())
        end = piece.origin.end if piece.origin else end


@pytest.mark.parametrize(
    "opener",
    [
        "![[",
        "[[a]]",
        "[^a]",
        "[a][b]",
        "[^a]: b\n",
        "- a ^b\n",
        "![a](",
        "^a\n\n",
        "# a ^b\n",
        "<!-- ",
        "a %% ",
        "%%\n\n",
    ],
)
def test_any_opener_many_times(opener: str, in_time: None) -> None:
    expanded("![[a]]", {"a": opener * 20_000})


@pytest.mark.parametrize("said", ["- a{}b ^id\n  more", "- a\n  b{}c ^id", "a{}b ^id"])
def test_blanks_before_an_id_are_read_in_time(said: str, in_time: None) -> None:
    assert "^id" not in pieces("![[a]]", {"a": said.format(" " * 200_000)})[0]
