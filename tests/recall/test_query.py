"""From a draft to a query: which of its words count, and how much."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.hits import Draft
from recall_tui.recall.languages import Languages
from recall_tui.recall.query import HEADING, REACH, SELECTED, Query, Reader

FULL = 16
CURSOR = "¦"

READER = Reader(Languages("none"))
ENGLISH = Reader(Languages("english"))


def at(marked: str) -> Draft:
    """The draft whose cursor stands where the mark is, or at its end."""
    cursor = marked.find(CURSOR)
    return Draft.at(marked.replace(CURSOR, ""), None if cursor < 0 else cursor)


def read(marked: str) -> Query:
    return READER.read(at(marked))


def full(marked: str) -> set[str]:
    """The words that count in full."""
    query = read(marked)
    words = {term for term, weight in query.weights.items() if weight >= FULL}
    assert query.near == words
    return words


def numbered(first: int, end: int, word: str = "w") -> str:
    return " ".join(f"{word}{i}" for i in range(first, end))


# The block


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("", ""),
        ("one two", "one two"),
        ("¦one two", "one two"),
        ("one\ntwo¦\nthree", "one two three"),
        ("one\n\ntwo¦\n\nthree", "two"),
        ("one\n \t\ntwo¦", "two"),
        ("# one\ntwo¦", "two"),
        ("# one¦\ntwo", "one"),
        ("one¦\n## two\nthree", "one"),
        ("#one\ntwo¦", "one two"),  # a tag is no heading
        ("one¦\n#two", "one two"),
        ("one\n¦", "one"),  # after Enter
        ("one\n\n¦", ""),
        ("one\n¦\ntwo", "one"),
        ("¦\none", ""),
        ("#\n¦", ""),
    ],
)
def test_the_block_around_the_cursor_counts_in_full(draft: str, words: str) -> None:
    assert full(draft) == set(words.split())


def test_a_word_counts_as_often_as_it_stands_in_the_block() -> None:
    assert read("tree tree\nbush tree¦").weights == {"tree": 3 * FULL, "bush": FULL}


def test_what_comes_after_the_block_does_not_count() -> None:
    assert read("one¦\n\ntwo\n\n# three").weights == {"one": FULL}


# What stands before it


def test_what_stands_before_the_block_fades_going_back() -> None:
    weights = read(f"{numbered(0, 30)}\n\n{numbered(30, 50)}\n\nnow¦").weights
    assert weights.pop("now") == FULL
    assert weights == {f"w{i}": 5 if i >= 38 else 3 if i >= 26 else 1 for i in range(14, 50)}


def test_on_a_blank_line_what_stands_before_it_is_all_there_is() -> None:
    query = read("garden wall\n\n¦")
    assert (query.weights, query.near) == ({"garden": 5, "wall": 5}, frozenset())


def test_stop_words_do_not_use_up_the_fading() -> None:
    weights = ENGLISH.read(at(f"{numbered(0, 36)} {'and so it is ' * 20}\n\nnow¦")).weights
    assert weights["w0"] == 1
    assert "and" not in weights


@pytest.mark.parametrize("front", ["---\nprev: oak\ndate: 2021-03-04\n---\n", "---\n# oak\n...\n"])
@pytest.mark.parametrize("draft", ["now¦", "\n¦", "tree\n\nnow¦", "# tree\nnow¦"])
def test_front_matter_is_no_part_of_what_is_written(front: str, draft: str) -> None:
    assert read(front + draft) == read(draft)


def test_what_is_written_in_front_matter_counts_there() -> None:
    assert "oak" in read("---\ntitle: oak¦\n---\ntree").weights
    assert "oak" in read("---\noak is no front matter\n\nnow¦").weights  # it has no end


def test_a_word_before_and_in_the_block_counts_for_both() -> None:
    assert read("tree\n\ntree¦").weights == {"tree": FULL + 5}


# Headings


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("# one\n\n## two\n\n### three\n\nnow¦", "one two three"),
        ("# one\n\n## two\n\n## three\n\nnow¦", "one three"),
        ("# one\n\n### two\n\n## three\n\nnow¦", "one three"),
        ("# one\n\n# two\n\nnow¦", "two"),
        ("now¦\n\n# one", ""),
        ("#\tone\n\n¦now", "one"),
    ],
)
def test_the_headings_above_count_a_little(draft: str, words: str) -> None:
    assert read(draft).weights == {"now": FULL} | dict.fromkeys(words.split(), HEADING)


def test_a_heading_is_found_far_up() -> None:
    draft = at("# garden\n" + "filler\n\n" * 400 + "now")
    assert READER.read(draft).weights["garden"] == HEADING


# Selection and search


def test_a_selection_alone_is_the_query() -> None:
    draft = Draft(["one two", "three"], 1, 5, selection="two\nthree two")
    assert READER.read(draft).weights == {"two": 2 * FULL, "three": FULL}


def test_selected_blanks_are_no_query() -> None:
    assert READER.read(Draft(["one two"], 0, 7, selection=" \n")).weights == {"one": FULL, "two": FULL}


def test_of_a_huge_selection_its_beginning_counts() -> None:
    weights = READER.read(Draft([""], selection="tree " * SELECTED + "bush")).weights
    assert weights == {"tree": FULL * SELECTED // len("tree ")}


def test_a_search_is_its_words() -> None:
    query = READER.search("tall trees gar")
    assert query.weights == {"tall": FULL, "trees": FULL, "gar": FULL}
    assert query.unfinished == "gar"


# The unfinished word, and words for terms


@pytest.mark.parametrize(
    ("draft", "word"),
    [
        ("", ""),
        ("gar", "gar"),
        ("tall GAR", "gar"),
        ("gar ", ""),
        ("gar.", ""),
        ("gar¦den", ""),
        ("gar¦ den", "gar"),
        ("¦garden", ""),
        ("writer's", "writers"),
        ("日", "日"),
        ("one\ntw¦\nthree", "tw"),
    ],
)
def test_the_word_at_the_cursor_may_have_more_to_come(draft: str, word: str) -> None:
    assert read(draft).unfinished == word


def test_a_term_has_the_word_that_the_block_has_for_it() -> None:
    query = ENGLISH.read(at("# Boating\n\nboated\n\nBoats and a boat¦"))
    assert query.words == {"boat": "boats"}


def test_of_a_run_without_spaces_each_term_stands_for_itself() -> None:
    assert ENGLISH.read(at("日本語")).words == {"日本": "日本", "本語": "本語"}


# Long and odd drafts


def test_in_ten_thousand_lines_only_those_near_the_cursor_count() -> None:
    lines = [f"line{i} and some more" for i in range(10_000)]
    for row in (0, 5_000, 9_999):
        weights = READER.read(Draft(lines, row, 3)).weights
        assert f"line{row}" in weights
        assert len(weights) < 500
    spaced = [line for i in range(5_000) for line in (f"line{i}", "")]
    assert READER.read(Draft(spaced, 9_998, 0)).weights.keys() == {f"line{i}" for i in range(4_963, 5_000)}


def test_of_an_endless_line_only_what_is_near_the_cursor_counts() -> None:
    line = numbered(0, 200_000)
    cursor = line.index("w100000 ")
    weights = READER.read(Draft([line], 0, cursor)).weights
    words = {f"w{i}" for i in range(100_000, 100_000 + REACH // 10)}
    assert words <= weights.keys()
    assert all(abs(int(word[1:]) - 100_000) < REACH for word in weights)  # and none is cut in two
    for column in (0, len(line)):
        assert 0 < len(READER.read(Draft([line, line], 1, column)).weights) < REACH


def test_a_cursor_beyond_the_end_stands_at_the_end() -> None:
    lines = ["# one", "", "two three"]
    assert READER.read(Draft(lines, 2, 10**9)) == READER.read(Draft(lines, 2, 9))
    assert READER.read(Draft(lines, 10**9, 9)) == READER.read(Draft(lines, 2, 9))


@given(
    st.lists(st.text(st.characters(codec=None, exclude_categories=()), max_size=20), min_size=1, max_size=8),
    st.integers(0, 9),
    st.integers(0, 30),
)
def test_any_draft_is_a_query(lines: list[str], row: int, column: int) -> None:
    query = ENGLISH.read(Draft(lines, row, column))
    assert query.weights.keys() == query.words.keys()
    assert query.near <= query.weights.keys()
    assert all(weight > 0 for weight in query.weights.values())
    assert query == Reader(Languages("english")).read(Draft(lines, row, column))


@given(st.text("ab .:/-h日", max_size=200), st.integers(0, 200), st.booleans())
def test_whatever_is_being_typed_each_term_counts_for_something(text: str, cursor: int, url: bool) -> None:
    text = f"one two three four https://example.org/{text}" if url else text
    draft = replace(Draft.at(text, cursor + 90 if url else cursor), typing=True)
    query = ENGLISH.read(draft)
    assert all(weight > 0 for weight in query.weights.values())
    assert query.weights.keys() == query.words.keys()


def test_typing_an_address_to_its_end_is_no_trouble() -> None:
    text = "see the long report on engines at https://example.org/a-long-path/with-many/parts-of-it/and-an-id"
    for end in range(len(text) + 1):
        ENGLISH.read(replace(Draft.at(text[:end]), typing=True))
