"""Numbered threads as people post them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.numbered import Post, joined, read_posts, split, write_posts

POSTED = Path(__file__).parent / "posted"


def posted(name: str) -> list[tuple[int | None, str]]:
    """Number and first words of each post of a file beside this one."""
    posts = read_posts((POSTED / f"{name}.txt").read_text("utf-8")).posts
    return [(post.number, " ".join(post.text.split()[:3])) for post in posts]


def texts(text: str) -> list[str]:
    return [post.text for post in read_posts(text).posts]


def test_a_copied_page_gives_what_was_posted() -> None:
    found = read_posts((POSTED / "page.txt").read_text("utf-8"))
    assert posted("page") == [
        (1, "Nobody tells you"),
        (2, "Dig less. The"),
        (4, "I deleted the"),
        (5, "In 24/7 weather"),
        (6, "That is all."),
    ]
    assert [post.text.split()[-1] for post in found.posts] == ["lease.", "lunch", "unkind.", "42", "early."]
    assert found.posts[1].text.count("\n") == 5
    assert "Show this thread" in found.left_out
    assert not [line for line in found.left_out if "Mar" in line and "worms" in line]


NAMED = "Ines of the Allotment"


@pytest.mark.parametrize("number", ["{}/ {}", "{1}"])
@pytest.mark.parametrize(
    "byline",
    [
        f"{NAMED}\n@ines_digs · Mar 4",
        f"{NAMED}\n\n@ines_digs\n\n·\n\nMar 4, 2021",
        f"{NAMED}\n@ines@garden.example\n2d*",
        f"{NAMED}\n@ines@garden.example\nMar 04, 2021, 09:14 AM",
        f"{NAMED}\n@ines@garden.example · 2d\nContinued thread",
    ],
)
@pytest.mark.parametrize("head", ["", "Post\n\nSee new posts\nConversation\n", "Back\n"])
def test_the_name_above_a_handle_is_no_post(head: str, byline: str, number: str) -> None:
    said = ["An allotment is mostly waiting.", "Dig less.\n@friend\ntold me so.", "Water early."]
    counts = "3 boosts · 5 favorites\n9:14 AM · Mar 4, 2021\n·\n12.4K\nViews\n"
    posts = [f"{byline}\n{number.format(at, each)}\n{counts}" for at, each in enumerate(said, 1)]
    assert texts(head + "".join(posts)) == said


def test_of_a_post_that_stands_open_the_date_comes_last() -> None:
    open_one = f"{NAMED}\n@ines\n1/ Dig less.\n9:14 AM · Mar 4, 2021\n"
    assert texts(f"{open_one}{NAMED}\n@ines\n·\nMar 5\n2/ Water early.\n") == ["Dig less.", "Water early."]


def test_counts_behind_a_number_that_ends_a_post_are_no_post() -> None:
    text = "Ines\n@ines\n2h\nDig less. (1/2)\n0\nInes\n@ines\n1h\nWater early. (2/2)\n4\n"
    assert texts(text) == ["Dig less.", "Water early."]


def test_a_name_that_stands_above_a_handle_once_is_a_word_of_the_writer() -> None:
    text = "1/ Ask those who know:\nthe gardener\n@ada · Mar 4\n2/ so\n"
    assert texts(text) == ["Ask those who know:\nthe gardener", "so"]


def test_totals_in_brackets_and_a_post_before_the_first() -> None:
    assert posted("totals") == [
        (None, "Why I stopped"),
        (1, "A diary wants"),
        (2, "So I kept"),
        (3, "After a year"),
        (4, "“And what about"),
        (5, "The kettle is"),
    ]


def test_numbers_at_the_ends_of_posts() -> None:
    assert posted("ends") == [
        (1, "Three things that"),
        (2, "A map is"),
        (3, "Scale is a"),
        (4, "And north is"),
    ]
    assert texts((POSTED / "ends.txt").read_text("utf-8"))[3].endswith("turning the sheet.")


def test_rules_between_posts() -> None:
    assert posted("rules") == [
        (None, "Bread is patience"),
        (None, "The first loaf"),
        (None, "The second is"),
        (None, "There is no"),
    ]


def test_gaps_stay() -> None:
    assert posted("brackets") == [
        (1, "On walking to"),
        (2, "It takes forty"),
        (3, "In those ten"),
        (7, "I lost count."),
    ]
    text = "1/7 a b c\n\n4/7 d e f\n\n7/7 g h i\n"
    assert write_posts(read_posts(text).posts) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("One thing only.", ["One thing only."]),
        ("1/ One thing only.", ["One thing only."]),
        ("1/\nso\n2/\nand so", ["so", "and so"]),
        ("Look:\n1/n\nso\n2/n\nand so", ["Look:", "so", "and so"]),
        ("so\n1/2\nand so\n2/2", ["so", "and so"]),
        ("🧵 1/2 so\n🧵 2/2 and so", ["so", "and so"]),
        ("1. so\n2. and so\n3.5 is a number", ["so", "and so\n3.5 is a number"]),
        ("1/ so\n10 Likes\n2/ and so\n42\n3/ on", ["so", "and so\n42", "on"]),
        ("1/ so\n@friend\n2/ and so", ["so\n@friend", "and so"]),
        ("1/ Mar 4\n2/ 12\n3/ 1.2K\n", ["Mar 4", "12", "1.2K"]),
        (
            "1/ Show more of it\n2/ End of conversation, he said",
            ["Show more of it", "End of conversation, he said"],
        ),
        (
            "It begins.\n\nlast words\n@ada · Mar 4\n1/ so\n2/ and so",
            ["It begins.\n\nlast words", "so", "and so"],
        ),
        ("1/ so\r\n\r\n---\r\n\r\n2/ and\r\n---\r\nso", ["so", "and\n---\nso"]),
        ("4/ so\n5/ and so", ["so", "and so"]),
    ],
)
def test_what_is_posted(text: str, said: list[str]) -> None:
    assert texts(text) == said


WORD = st.text(st.sampled_from("abcdeöß漢字é🙂"), min_size=2, max_size=6)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
TEXT = st.lists(LINE | st.just(""), min_size=1, max_size=5).map("\n".join).map(str.strip).filter(bool)
SAID = st.lists(TEXT, min_size=1, max_size=6)
CHROME = (
    "Show this thread", "End of conversation", "Show more", "Replying to @ada and @bo", "12 Likes",
    "Ada Bee\n@ada\n·\nMar 4, 2021", "Ada Bee @ada · 4 Mar", "12\n3.4K", "9:14 AM · Mar 4, 2021 · Web", "\n",
)  # fmt: skip


@given(SAID, st.sampled_from(["{}/ ", "{}/x ", "({}) ", "{}) ", "{}. ", "({}/99)\n", "🧵 {}/99 "]), st.data())
def test_chrome_between_posts_goes_and_every_word_stays(
    said: list[str], style: str, data: st.DataObject
) -> None:
    text = "Ada Bee\n@ada\n·\nMar 4, 2021\n"
    numbers = sorted(data.draw(st.sets(st.integers(2, 99), min_size=len(said) - 1, max_size=len(said) - 1)))
    numbers = [1, *numbers]
    for number, each in zip(numbers, said, strict=True):
        chrome = data.draw(st.lists(st.sampled_from(CHROME), max_size=4))
        text += "\n".join([style.format(number) + each, *chrome, ""])
    if len(said) == 1 and not re.match(r"(🧵 )?\(?\{\}/", style):
        return  # a single "1." is a list
    assert [tuple(post) for post in read_posts(text).posts] == list(zip(said, numbers, strict=True))


ANY = st.lists(
    st.sampled_from(
        [*CHROME, "1/ a", "2/ b c", "3/3", "(2) d", "e 2/3", "12", "@ada", "·", "---", "", "f g", "Mar 4"]
    )
    | st.text(max_size=9),
    max_size=12,
).map("\n".join)


@given(ANY)
def test_no_word_is_lost(text: str) -> None:
    found = read_posts(text)
    kept = "\n".join([*(post.text for post in found.posts), *found.left_out])
    words = re.findall(r"[^\W\d_]{2,}", text)
    assert sorted(re.findall(r"[^\W\d_]{2,}", kept)) == sorted(words)
    assert all(post.text == post.text.strip() and post.text for post in found.posts)


@given(SAID, st.integers(0, 3))
def test_what_is_written_is_read_back(said: list[str], gap: int) -> None:
    posts = tuple(Post(text, at + (gap if at > 2 else 0)) for at, text in enumerate(said, 1))
    text = write_posts(posts)
    assert read_posts(text).posts == posts
    assert write_posts(read_posts(text).posts) == text


@pytest.mark.parametrize(
    "line", ["2/3 of it", "(2/3) of it", "2) of it", "2. of it", "2/ of it", "---\nso", "so it is 2/3"]
)
def test_a_post_that_looks_like_several_is_read_back(line: str) -> None:
    posts = (Post(f"It is\n{line}", 1), Post("and more", 2), Post("and so on", 3))
    assert [post.text for post in read_posts(write_posts(posts)).posts] == [post.text for post in posts]


@given(SAID, st.integers(24, 60))
def test_no_post_is_longer_than_wished_and_no_word_is_lost(said: list[str], length: int) -> None:
    text = write_posts([Post(each) for each in said], length)
    found = read_posts(text).posts
    assert [post.number for post in found] == list(range(1, len(found) + 1))
    assert all(len(part) <= length for part in re.split(r"\n\n(?=\d+/\d)", text.strip("\n")))
    assert " ".join(post.text for post in found).split() == " ".join(said).split()
    assert write_posts(found) == text


CLUSTERS = ["e\u0301", "👩\u200d👩\u200d👧", "🇩🇪", "👍🏽", "क्ष", "각", "❤\ufe0f", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "z" + "\u0308" * 9]


@given(st.lists(st.sampled_from([*CLUSTERS, "a", "漢", " "]), max_size=40), st.integers(1, 12))
def test_no_character_is_split(clusters: list[str], length: int) -> None:
    text = "".join(clusters)
    pieces = split(text, length)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    at = 0
    for piece in pieces:
        at = text.index(piece, at)
        assert not joined(text, at)
        at += len(piece)
        assert not joined(text, at)
        assert len(piece) <= length or len(piece) <= max(map(len, CLUSTERS))
    for cluster in CLUSTERS:
        assert [joined(cluster, at) for at in range(1, len(cluster))] == [True] * (len(cluster) - 1)


def test_posts_end_with_sentences_where_they_can() -> None:
    assert split("One is done. Two is done. Three is long.", 28) == [
        "One is done. Two is done.",
        "Three is long.",
    ]
    assert split("one two three four", 9) == ["one two", "three", "four"]
    assert split("一二三。四五六。七八九。", 9) == ["一二三。四五六。", "七八九。"]


@pytest.mark.parametrize(
    "piece", ["1/", "1/ ", "(1/", "@a", "@a ·", "Replying to @a, ", "1 Like ", "1:1", "Mar 1, ", "-", "a @"]
)
def test_fifty_thousand_openers_take_no_time(piece: str) -> None:
    from time import process_time

    began = process_time()
    read_posts(piece * 50_000)
    read_posts(f"{piece}\n" * 50_000)
    assert process_time() - began < 2
