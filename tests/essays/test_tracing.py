from __future__ import annotations

import pytest
from around import DAY, Around
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.essays.essay import Source
from recall_tui.essays.expanding import expand
from recall_tui.essays.provenance import Paragraph, read, write
from recall_tui.essays.tracing import Passage, Traced, difference, find, passages


def passages_of(text: str, path: str = "a.md") -> list[Passage]:
    return passages(Source(path, text, "A", DAY), Around({"oak.md": ""}))


def traced(before: str, after: str, elsewhere: str = "", how: str = "comments") -> list[Traced]:
    """The paragraphs of an essay of one note, traced after that note has changed."""
    around = Around({"a.md": before, "essay.md": "![[a]]\n", "oak.md": ""})
    text = write(expand(around.read("essay.md"), around), how).text
    here, others = passages_of(after), passages_of(elsewhere, "other.md")
    return [find(each, here if each.origin else [], others) for each in read(text)]


PARAGRAPHS = [
    "An oak lives longer than the house beside it.",
    "Of its [[oak|planks]] I made *a shelf* and a chair.",
    "It [stood][1] for years, and the [street] with it.[^1]\n\n[1]: https://a.org\n[street]: b\n[^1]: Seen.",
    "- one thing\n- another thing ^id",
    "> They said that it would be cold.",
    "```\nx = 1\n\ny = 2\n```",
    "What is written twice is read once, if at all.",
]
ELSE = st.text(alphabet="xyz \n", max_size=60)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(PARAGRAPHS), unique=True, min_size=1),
    st.randoms(use_true_random=False),
    ELSE,
    st.sampled_from(["comments", "footnotes"]),
)
def test_each_source_is_found_again_after_unrelated_edits(
    said: list[str], rng: object, new: str, how: str
) -> None:
    before = "\n\n".join(said)
    moved = said[:]
    rng.shuffle(moved)  # type: ignore[attr-defined]
    after = f"---\ntitle: t\n---\n{new.strip()}\n\n" + f"\n\n{new.strip()}\n\n## H\n\n".join(moved)
    for found, was in zip(traced(before, after, how=how), said, strict=True):
        assert (found.fate, found.edited) == ("same", False)
        assert found.passage
        line = after.split("\n")[found.passage.line - 1]
        assert line == was.split("\n")[0]


@pytest.mark.parametrize(
    ("after", "elsewhere", "fate", "path"),
    [
        ("{0}", "", "same", "a.md"),
        ("New.\n\n{0}\n\nMore.", "{0}", "same", "a.md"),
        ("An oak mostly lives longer than any house beside it.", "{0}", "moved", "other.md"),
        ("An oak mostly lives longer than any house beside it.", "", "changed", "a.md"),
        ("Other.", "Before.\n\n{0}", "moved", "other.md"),
        ("", "An oak lives longer than the houses beside it.", "moved", "other.md"),
        ("Quite another matter is the price of tea.", "Nor is this it, whatever they say.", "gone", None),
        ("", "", "gone", None),
    ],
)
def test_what_has_become_of_a_source(after: str, elsewhere: str, fate: str, path: str | None) -> None:
    said = PARAGRAPHS[0]
    (found,) = traced(said, after.format(said), elsewhere.format(said))
    assert (found.fate, found.passage and found.passage.path) == (fate, path)


def test_without_marks_a_source_is_found_by_its_text() -> None:
    said = PARAGRAPHS[1]
    (found,) = traced(said, "", f"x\n\n{said}", how="none")
    assert (found.fate, found.passage and found.passage.line) == ("same", 3)
    (found,) = traced(said, "", "Of these planks I made a shelf and two chairs.", how="none")
    assert found.fate == "changed"
    (found,) = traced(said, "", "Nothing like it.", how="none")
    assert (found.fate, found.passage) == ("own", None)


def test_a_paragraph_edited_in_the_result_has_the_same_source() -> None:
    around = Around({"a.md": PARAGRAPHS[0], "essay.md": "![[a]]"})
    text = write(expand(around.read("essay.md"), around)).text.replace("An oak", "Every oak")
    (paragraph,) = read(text)
    found = find(paragraph, passages_of(PARAGRAPHS[0]), [])
    assert (found.fate, found.edited) == ("same", True)


def test_elsewhere_is_not_asked_where_the_source_is_the_same() -> None:
    def asked() -> object:
        raise AssertionError
        yield

    around = Around({"a.md": PARAGRAPHS[0], "essay.md": "![[a]]"})
    (paragraph,) = read(write(expand(around.read("essay.md"), around)).text)
    assert find(paragraph, passages_of(PARAGRAPHS[0]), asked()).fate == "same"  # type: ignore[arg-type]


def test_a_paragraph_without_words_is_nobodys() -> None:
    assert find(Paragraph(1, "…", None), [], passages_of("!!!")).fate == "own"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c", "a b c", "a b c"),
        ("a b c", "a x c", "a [-b-] {+x+} c"),
        ("a", "", "[-a-]"),
        ("", "a", "{+a+}"),
        ("a b c d e f x g h i j k l", "a b c d e f y g h i j k l", "… d e f [-x-] {+y+} g h i …"),
        ("x a b c d e f g h i y", "a b c d e f g h i", "[-x-] a b c … g h i [-y-]"),
    ],
)
def test_how_two_paragraphs_differ_in_a_line(before: str, after: str, shown: str) -> None:
    assert difference(before, after) == shown


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_a_difference_names_all_that_came_and_went(before: list[str], after: list[str]) -> None:
    shown = difference(" ".join(before), " ".join(after))
    gone = sum(len(each.split("-]")[0].split()) for each in shown.split("[-")[1:])
    come = sum(len(each.split("+}")[0].split()) for each in shown.split("{+")[1:])
    assert come - gone == len(after) - len(before)
    assert (shown == "") == (not before and not after)
