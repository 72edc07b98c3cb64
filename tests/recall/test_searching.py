from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import RecallError
from recall_tui.recall.searching import Search, SearchError, parse_search

TODAY = date(2026, 7, 30)
NO_DAY = "“soon” is no date"

WORDS = ["whale", "wi-fi", "12:30", "http://x.org/a:b", "note:", "C++:x", "don't", '5"', "--flag", "海", "😀"]
FILTERS = [
    *(
        '"white whale"',
        '"a: b"',
        '-"white whale"',
        "-ship",
        "#sea",
        "-#sea",
        "tag:#a/b",
        "-TAG:x",
        'tag:"a b"',
    ),
    *("path:sub/folder", "-path:y", "title:z", 'title:"two words"', '-title:"two words"'),
    *("sort:date", "sort:oldest", "sort:relevance"),
]
AFTER = ["after:2010", 'after:"5 march 2012"', "after:march 2013", "-before:2013-02", "after:10 years ago"]
BEFORE = ["before:2025", "-after:last-year", "before:last year", 'before:"march 2021"', "before:2 years ago"]


def error(text: str) -> SearchError:
    with pytest.raises(SearchError) as raised:
        parse_search(text, TODAY)
    return raised.value


def parse(text: str, *, typing: bool = False) -> dict[str, object]:
    """What the search has, without what it has not and the end of the text."""
    search = parse_search(text, TODAY, typing=typing)
    plain = Search()
    found = {f.name: getattr(search, f.name) for f in fields(search)}
    return {
        name: value for name, value in found.items() if value != getattr(plain, name) and name != "unfinished"
    }


@pytest.mark.parametrize("text", ["whale", "white  whale ", " whale\n", "", *WORDS, " ".join(WORDS)])
def test_words_are_just_words(text: str) -> None:
    search = parse_search(text, TODAY)
    assert search.plain
    assert search.words == " ".join(text.split())
    assert search.sort == "relevance"


@pytest.mark.parametrize("text", ["-", "- -- -", "#", '""', '"', "& | ()"])
def test_what_has_no_letters_is_passed_over(text: str) -> None:
    assert parse_search(text, TODAY) == Search()


def test_phrases_count_as_words_too_in_order() -> None:
    assert parse('the "white  whale" and "ship') == {
        "words": "the white whale and ship",
        "phrases": ("white whale", "ship"),
    }


def test_curly_quotes_and_full_width_signs_do_as_well() -> None:
    assert parse("“white whale” tag：海 －ship ＃sea") == parse('"white whale" tag:海 -ship #sea')


def test_what_must_not_occur() -> None:
    assert parse('whale -ship -"white whale" -12:30 -😀') == {
        "words": "whale",
        "without": ("ship", "white whale", "12:30", "😀"),
    }


@pytest.mark.parametrize("text", ["->", "a->b", "--flag", "wi-fi", "- ship", "-.5"])
def test_a_hyphen_that_negates_nothing(text: str) -> None:
    assert not parse_search(text, TODAY).without


@pytest.mark.parametrize(
    "text", ["tag:sea/deep", "tag:#sea/deep", "#sea/deep", "#sea/deep/", 'TAG:"sea/deep"']
)
def test_tags(text: str) -> None:
    assert parse(f"whale {text}") == {"words": "whale", "tags": ("sea/deep",)}
    assert parse(f"whale -{text}") == {"words": "whale", "without_tags": ("sea/deep",)}


@pytest.mark.parametrize("text", ["#12", "#a,b", "c#", "a#b", '"#sea"', "#a#b"])
def test_what_is_no_tag_in_a_note_is_none_here(text: str) -> None:
    assert not parse_search(text, TODAY).tags


def test_paths_and_titles() -> None:
    assert parse('path:sub/folder -path:"my notes" title:ahab title:"the chase" -Title:x whale') == {
        "words": "whale",
        "paths": ("sub/folder",),
        "without_paths": ("my notes",),
        "titles": ("ahab", "the chase"),
        "without_titles": ("x",),
    }


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("before:2021", None, date(2021, 1, 1)),
        ("after:2021", date(2022, 1, 1), None),
        ("on:2021", date(2021, 1, 1), date(2022, 1, 1)),
        ("-before:2021", date(2021, 1, 1), None),
        ("-after:2021", None, date(2022, 1, 1)),
        ("after:2021-03-04", date(2021, 3, 5), None),
        ("AFTER:yesterday", date(2026, 7, 30), None),
        ('after:"3 weeks ago"', date(2026, 7, 10), None),
        ("after:3-weeks-ago", date(2026, 7, 10), None),
        ("after:2020 before:2023 after:2021-05 before:2022", date(2021, 6, 1), date(2022, 1, 1)),
        ("on:2021 before:2021-03", date(2021, 1, 1), date(2021, 3, 1)),
    ],
)
def test_dates(text: str, since: date | None, until: date | None) -> None:
    search = parse_search(text, TODAY)
    assert (search.since, search.until) == (since, until)
    assert not search.plain


@pytest.mark.parametrize(
    "written", ["last year", "3 weeks ago", "march 2021", "5 march 2021", "last-week", "march"]
)
def test_a_date_of_several_words_needs_no_quotes(written: str) -> None:
    quoted = parse_search(f'-ship on:"{written}" whale song', TODAY)
    assert parse_search(f"-ship on:{written} whale song", TODAY) == quoted
    assert quoted.words == "whale song"


def test_words_after_a_date_stay_words() -> None:
    assert parse_search("before:2021 3 whales", TODAY).words == "3 whales"
    assert parse_search("before:2021 may be", TODAY).words == "may be"
    assert parse_search('before:"march" 2021', TODAY).words == "2021"
    assert parse_search("before:march -2021", TODAY).without == ("2021",)


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["2021", "2021-03", "yesterday", "last-week"]),
)
def test_before_on_and_after_part_all_time(day: date, written: str) -> None:
    def holds(text: str) -> bool:
        search = parse_search(text, TODAY)
        return (not search.since or search.since <= day) and (not search.until or day < search.until)

    assert [holds(f"{field}:{written}") for field in ("before", "on", "after")].count(True) == 1
    for field in ("before", "after"):
        assert holds(f"-{field}:{written}") != holds(f"{field}:{written}")


def test_order() -> None:
    assert parse("whale sort:date") == {"words": "whale", "sort": "date"}
    assert parse("whale Sort:Oldest") == {"words": "whale", "sort": "oldest"}
    assert parse_search("whale sort:relevance", TODAY).plain
    assert parse("whale sort:date sort:oldest")["sort"] == "oldest"


@pytest.mark.parametrize("text", ["tag:sea", "-ship", "-tag:sea", "before:2021", "tag:sea sort:relevance"])
def test_without_words_the_newest_come_first(text: str) -> None:
    assert parse_search(text, TODAY).sort == "date"
    assert parse_search(f"{text} sort:oldest", TODAY).sort == "oldest"


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("wha", True),
        ('"white wha', True),
        ("whale ", False),
        ("whale.", False),
        ('"white whale"', False),
        ("whale tag:sea", False),
        ("tag:sea wha", True),
        ("whale -ship", False),
        ("", False),
    ],
)
def test_the_last_word_may_be_unfinished(text: str, unfinished: bool) -> None:
    assert parse_search(text, TODAY).unfinished == unfinished


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("whale tag:", 6, "tag:garden"),
        ("tag: sea", 0, "right behind the colon"),
        ("whale -title:", 6, 'title:"two words"'),
        ('path:""', 0, "path:folder"),
        ("tag:#", 0, "tag:garden"),
        ("before: 2021", 0, "before:2021"),
        ("sort:", 0, "sort:oldest"),
        ("a tags:sea", 2, "tag:garden"),
        ("a -Tags:sea", 2, "tag:garden"),
        ("befor:2021", 0, "before:2021"),
        ("since:2021", 0, "after:2020"),
        ('"white whale" before:soon', 14, NO_DAY),
        ('before:"soon"', 0, "3 weeks ago"),
        ("before:soon whale song", 0, NO_DAY),
        ("after:2021-02-30", 0, "no date"),
        ("on:04/03/2021", 0, "2021-03-04"),
        ("sort:size", 0, "sort:oldest"),
        ("-sort:date", 0, "sort:oldest"),
        ("-on:2021", 0, "before:"),
        ("after:2022 whale before:2021", 17, "no day is left"),
        ("after:2021 before:2022", 11, "2022-01-01"),
        ("on:2021 on:2022", 8, "no day is left"),
    ],
)
def test_an_error_says_where_and_what_would_do(text: str, column: int, says: str) -> None:
    wrong = error(text)
    assert isinstance(wrong, RecallError)
    assert wrong.column == column
    assert f"character {column + 1}," in str(wrong)
    assert says in str(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "tags: a b",
        "tıtle:x",
        "ſort:date",
        "patch:x",
        "short:y",
        "port:80",
        "tag",
        "tag :x",
        '"tag:"',
        '"before:soon"',
    ],
)
def test_what_only_looks_like_a_filter_is_words(text: str) -> None:
    assert parse_search(text, TODAY).words == text.strip('"')


def test_an_error_about_a_long_text_is_short() -> None:
    assert len(str(error("before:" + "x" * 10_000))) < 400


@pytest.mark.parametrize(
    "last",
    [
        "tag:",
        'tag:"',
        "-",
        "-tag:",
        "before:",
        "before:la",
        "before:last y",
        'on:"3 we',
        "sort:da",
        "tags:x",
        '"',
    ],
)
def test_while_typing_what_stands_last_is_passed_over(last: str) -> None:
    assert parse(f"whale #sea {last}", typing=True) == {"words": "whale", "tags": ("sea",)}


@pytest.mark.parametrize(
    "text", ["tag: ", "before:soon ", "before:soon whale", 'before:"soon"', "sort:da whale", "tags:x a"]
)
def test_while_typing_what_is_finished_is_an_error(text: str) -> None:
    with pytest.raises(SearchError):
        parse_search(text, TODAY, typing=True)


VALID = st.tuples(
    st.lists(st.sampled_from(WORDS + FILTERS), max_size=5),
    st.sampled_from(["", *AFTER]),
    st.lists(st.sampled_from(WORDS + FILTERS), max_size=2),
    st.sampled_from(["", *BEFORE]),
    st.booleans(),
).map(lambda p: " ".join([*p[0], p[3], *p[2], p[1]] if p[4] else [*p[0], p[1], *p[2], p[3]]))


@given(VALID)
def test_typing_a_search_that_is_right_never_meets_an_error(text: str) -> None:
    whole = parse_search(text, TODAY)
    for end in range(len(text)):
        parse_search(text[:end], TODAY, typing=True)
    assert parse_search(text, TODAY, typing=True) == whole


@given(st.lists(st.sampled_from(WORDS + FILTERS), max_size=8))
def test_words_and_filters_stand_in_any_order(items: list[str]) -> None:
    words = [item for item in items if item in WORDS]
    rest = [item for item in items if item not in WORDS and not item.startswith(("sort", '"'))]
    assert parse(" ".join([*words, *rest])) == parse(" ".join([*rest, *words]))


SHARDS = [
    "tag:",
    "-",
    '"',
    "#",
    "before:",
    "after:",
    "on:",
    "sort:",
    "title:",
    "path:",
    " ",
    "2021",
    "march",
    "last",
    "a",
]
ANY = st.text() | st.lists(st.sampled_from(SHARDS)).map("".join)


@given(ANY, st.dates(), st.booleans())
def test_any_text_is_a_search_or_an_error_that_says_where(text: str, today: date, typing: bool) -> None:
    try:
        search = parse_search(text, today, typing=typing)
    except SearchError as wrong:
        assert 0 <= wrong.column < len(text)
        assert not text[wrong.column].isspace()
        return
    assert search.since is None or search.until is None or search.since < search.until
    assert search.words == " ".join(search.words.split())
    assert all(phrase in search.words for phrase in search.phrases)


@given(ANY)
def test_typing_forgives_but_never_reads_a_finished_text_differently(text: str) -> None:
    try:
        search = parse_search(text, TODAY)
    except SearchError:
        return
    assert parse_search(text, TODAY, typing=True) == search


@pytest.mark.parametrize(
    "shard",
    [
        '"',
        "-",
        "#",
        "before:",
        "tag:x ",
        "before:5 ",
        'title:"',
        "#a ",
        "on:2021 ",
        "on:9",
        "on:march a",
        "\u3000-",
    ],
)
def test_much_of_anything_is_read_in_one_go(shard: str) -> None:
    """Twenty thousand openers take a moment; were the time quadratic, they would take minutes."""
    try:
        parse_search(shard * 20_000, TODAY)
    except SearchError as wrong:
        assert len(str(wrong)) < 400
