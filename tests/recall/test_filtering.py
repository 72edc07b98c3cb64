"""The filters of a search, by the plain definition of each, read from the notes themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from recall_tui.notes.note import Note
from recall_tui.notes.resolve import fold
from recall_tui.recall import filtering
from recall_tui.recall.analyzer import unspaced
from recall_tui.recall.asking import FEW
from recall_tui.recall.document import document
from recall_tui.recall.languages import Languages
from recall_tui.recall.query import Reader
from recall_tui.recall.searching import Search, SearchError, parse_search

TODAY = date(2024, 5, 17)
FILLER = {f"filler{i}.md": f"Nothing but filler number{i}." for i in range(8)}


def find(notes: Any, text: str, *, typing: bool = False, **how: Any) -> list[str]:
    return [hit.path for hit in notes.engine.search(parse_search(text, TODAY, typing=typing), **how)]


def titled(title: str, **front: str) -> str:
    return "\n".join(["---", f'title: "{title}"', *(f"{k}: {v}" for k, v in front.items()), "---", "Text."])


# The plain definition


def meets(note: Note, search: Search, languages: Languages) -> bool:
    tags = [fold(tag) for tag in note.tags]
    names = [fold(name) for name in (note.title, *note.aliases)]
    read = document(note, languages)
    analyzer = languages.analyzer(read.language)

    def tagged(tag: str) -> bool:
        return any(t == fold(tag) or t.startswith(fold(tag) + "/") for t in tags)

    def lies(piece: str) -> bool:
        return fold(piece) in "/" + fold(note.path if "." in piece else note.id)

    def says(text: str, otherwise: bool) -> bool:
        row, terms = analyzer.terms(text), list(read.terms)
        if len(row) == 1 == len(row[0]) and row[0] > "\u3040":  # one letter of a script in bigrams
            return any(row[0] in term for term in terms)
        edges = [0, *(edge for start, end, *_ in read.passages for edge in (start, end)), len(terms)]
        runs = [terms[a:b] for a, b in pairwise(edges)]  # passages, and what stands between
        holds = any(run[i : i + len(row)] == row for run in runs for i in range(len(run)))
        return holds if row else otherwise

    return all(
        [
            not search.since or note.date.date() >= search.since,
            not search.until or note.date.date() < search.until,
            *map(tagged, search.tags),
            *map(lies, search.paths),
            *(any(fold(piece) in name for name in names) for piece in search.titles),
            *(says(phrase, True) for phrase in search.phrases),
            *(not tagged(tag) for tag in search.without_tags),
            *(not lies(piece) for piece in search.without_paths),
            *(all(fold(piece) not in name for name in names) for piece in search.without_titles),
            *(not says(words, False) for words in search.without),
        ]
    )


PATHS = [
    *("log/2021/a.md", "blog/2021.md", "Log/b.TXT", "sea.md", "deep/sea.markdown", "sea.md.txt", "海/鯨.md"),
    *("a/a.md", "a/a/a.md", "aa/b.md", "ÉTÉ.md"),
]
TITLES = ["White Whale", "the whale, white", "Éclair", "ÉCLAIR", "Straße", "鯨の海", "a~b", "sea.md", "2021"]
TAGS = ["sea", "Sea/deep", "seaside", "sea/deep/er", "été", "a-b"]
DATES = ["2019-12-31", "2020-01-01", "2020-12-31T23:59:59", "2021-01-01", "2021-03-31", "2021-04-01"]
BODIES = [
    "White whales.",
    "The white of the whale, white.",
    "Whales, white; a ship.",
    "A white ship and no whale. #sea/deep",
    "Das ist der weiße Wal, und er ist nicht so alt wie das Meer, aber auch nicht mehr jung.",
    "Weiße Wale, und die sind das, was ich nicht mit der Hand oder mit dem Netz gesehen habe.",
    "白い鯨の海。",
    "大海と海。",
    "鯨",
    "",
]
FILTERS = [
    *("tag:sea", "#sea", "-#sea", "tag:SEA/deep", "-tag:sea/deep", "tag:se", "-tag:été", "tag:sea/deep/er"),
    *("path:log", "path:/log", "path:LOG/2021", "-path:blog", "path:.md", "path:sea.m", "-path:.tx"),
    *(
        "path:a/a",
        "path:/a/a",
        "-path:a/a/a.md",
        "path:海",
        "path:md",
        "path:été",
        "path:sea.md.t",
        "path:1.a",
    ),
    *("title:whale", 'title:"white whale"', "-title:éclair", "title:STRASSE", "title:~b", "title:~white"),
    *("title:鯨", "title:2021", "-title:a", "title:sea.md", "-title:s"),
    *("before:2021", "after:2020", "on:2021-03", "-before:2020", "-after:2021-03", "on:2020-12-31"),
    *('"white whale"', '"whale white"', '"white the whale"', '"white"', '"weiße Wale"', '"der weiße Wal"'),
    *('"白い"', '"鯨"', '"白い鯨"', '"the"', '"der"', '"submarine"', '"white submarine"'),
    *("-whale", '-"white whale"', "-wale", "-鯨", "-海", "-the", "-die", "-submarine", '-"ship of whales"'),
]


def written(title: str, alias: str, tags: list[str], day: str, identifier: str, body: str) -> str:
    front = f'title: "{title}"\naliases: ["{alias}"]\ntags: [{", ".join(tags)}]\ndate: {day}\n'
    return f"---\n{front}{f'id: {identifier}' if identifier else ''}\n---\n{body}\n"


texts = st.builds(
    written,
    st.sampled_from(TITLES),
    st.sampled_from(TITLES),
    st.lists(st.sampled_from(TAGS), max_size=2),
    st.sampled_from(DATES),
    st.sampled_from(["", "20210304", "whale-7"]),
    st.lists(st.sampled_from(BODIES), max_size=2).map("\n\n".join),
)
gardens = st.dictionaries(st.sampled_from(PATHS), texts, min_size=3)
filters = st.lists(st.sampled_from(FILTERS), min_size=1, max_size=3)


def kept_after(
    garden: Callable[..., Any], notes: dict[str, str], later: dict[str, str], gone: str
) -> tuple[Any, dict[str, Note]]:
    """A garden of several segments with gaps, and what it should know."""
    kept = garden(FILLER | notes)
    for path, text in later.items():
        kept.write({path: text})
    kept.remove(gone)
    return kept, {path: kept.note(path) for path in kept.texts}


@settings(max_examples=80)
@given(gardens, st.dictionaries(st.sampled_from(PATHS), texts, max_size=2), st.sampled_from(PATHS), filters)
def test_without_words_all_that_meets_the_filters_is_found_the_newest_first(
    garden: Callable[..., Any],
    notes: dict[str, str],
    later: dict[str, str],
    gone: str,
    narrowed: list[str],
) -> None:
    # A phrase ranks by its words too; what it lets through is asked for here, and so by the mask itself.
    kept, known = kept_after(garden, notes, later, gone)
    search = search_of(narrowed)
    languages, view = kept.engine.languages, kept.engine.view
    right = {path for path, note in known.items() if meets(note, search, languages)}
    mask = filtering.allowed(view, search, languages)
    assert {view.path(int(note)) for note in mask.nonzero()[0]} == right
    if not search.words:
        found = kept.engine.search(search, limit=99)
        assert {hit.path for hit in found} == right
        assert len(found) == len(right)
        dates = [hit.date for hit in found]
        assert dates == sorted(dates, reverse=True)
        oldest = kept.engine.search(search_of([*narrowed, "sort:oldest"]), limit=99)
        assert [hit.date for hit in oldest] == dates[::-1]
        assert {hit.path for hit in oldest} == right


def search_of(items: Sequence[str]) -> Search:
    try:
        return parse_search(" ".join(items), TODAY)
    except SearchError:  # no day is left
        assume(False)
        raise


words = st.lists(st.sampled_from(["whale", "ship", "weißer", "Wal", "白い", "in", "submarine"]), min_size=1)


@settings(max_examples=80)
@given(gardens, words, filters, st.sampled_from(["", "sort:date", "sort:oldest"]), st.sampled_from(PATHS))
def test_with_words_what_meets_the_filters_and_has_one_of_them_is_found(
    garden: Callable[..., Any],
    notes: dict[str, str],
    words: list[str],
    narrowed: list[str],
    order: str,
    me: str,
) -> None:
    kept = garden(FILLER | notes)
    search = search_of([*words, *narrowed, order, "-nothing"])
    languages = kept.engine.languages
    found = kept.engine.search(search, note=me, limit=99)
    reader = Reader(languages)
    reader.know(kept.engine.view.spoken())
    query = reader.search(search.words)
    # A letter of a script in bigrams stands for those that hold it.
    alone = all(len(term) == 1 and unspaced(term) for term in query.weights)
    letters = query.weights if alone else ()
    begun = query.unfinished if unspaced(query.unfinished) and len(query.weights) < FEW else ""

    def answers(term: str) -> bool:
        held = any(letter in term for letter in letters)
        return term in query.weights or held or bool(begun and term.startswith(begun))

    right = {
        path
        for path in kept.texts
        if path != me
        and meets(note := kept.note(path), search, languages)
        and any(map(answers, document(note, languages).terms))
    }
    paths = [hit.path for hit in found]
    assert len(set(paths)) == len(paths)
    assert set(paths) <= right
    dates, scores = [hit.date for hit in found], [hit.score for hit in found]
    if order:
        assert dates == sorted(dates, reverse=order == "sort:date")
        assert all(2 * score >= max(scores) * 0.999 for score in scores)
        assert bool(found) == bool(right)
    else:
        assert set(paths) == right
        assert scores == sorted(scores, reverse=True)


# One by one


def test_tags_in_any_case_and_those_below(garden: Callable[..., Any]) -> None:
    tags = {"a": "sea", "b": "Sea/Deep", "c": "seaside", "d": "deep/sea"}
    notes = garden({f"{name}.md": f"---\ntags: [{tag}]\n---\nText." for name, tag in tags.items()})
    assert set(find(notes, "tag:SEA")) == {"a.md", "b.md"}
    assert set(find(notes, "#sea/deep")) == {"b.md"}
    assert set(find(notes, "-tag:sea")) == {"c.md", "d.md"}
    assert find(notes, "tag:se") == find(notes, "tag:sea/") == find(notes, "tag:sea -#sea") == []


def test_paths_hold_what_is_asked_for(garden: Callable[..., Any]) -> None:
    notes = garden(dict.fromkeys(["log/2021/a.md", "blog/b.md", "x/Log.txt"], "Text."))
    assert set(find(notes, "path:LOG")) == {"log/2021/a.md", "blog/b.md", "x/Log.txt"}
    assert set(find(notes, "path:/log")) == {"log/2021/a.md", "x/Log.txt"}
    assert find(notes, "path:log/2021 -path:blog") == ["log/2021/a.md"]
    assert find(notes, "path:a.md") == find(notes, "path:1/a.m") == ["log/2021/a.md"]
    assert find(notes, "path:.txt") == ["x/Log.txt"]
    assert find(notes, "path:log.md") == find(notes, "path:a.mdx") == []
    assert find(notes, "path:b/l") == []  # as b and log/2021/a stand in the index
    assert find(garden(dict.fromkeys(["a/a.md", "a/a/a.md"], "Text.")), "path:a/a/a") == ["a/a/a.md"]


def test_titles_and_aliases_but_no_identifiers(garden: Callable[..., Any]) -> None:
    notes = garden(
        {
            "a.md": titled("The Chase", id="20210304"),
            "b.md": titled("Ahab", aliases="[Chaser]"),
            "c.md": titled("Log of 2021"),
        }
    )
    assert set(find(notes, "title:chase")) == {"a.md", "b.md"}
    assert find(notes, 'title:"the chase"') == ["a.md"]
    assert find(notes, "title:2021") == ["c.md"]
    assert find(notes, "-title:chase") == ["c.md"]


def test_a_name_is_no_part_of_two_that_stand_side_by_side_in_the_index(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": titled("ab"), "b.md": titled("b~c"), "c.md": titled("c")})
    assert find(notes, "title:b~b") == find(notes, "title:~b") == find(notes, "title:~c -path:b") == []
    assert find(notes, "title:b~c") == ["b.md"]


def test_days_are_from_the_first_and_up_to_the_last(garden: Callable[..., Any]) -> None:
    days = ["2020-12-31T23:59:59", "2021-01-01", "2021-12-31T23:59", "2022-01-01"]
    notes = garden({f"{i}.md": f"---\ndate: {day}\n---\nText." for i, day in enumerate(days)})
    assert find(notes, "before:2021") == ["0.md"]
    assert find(notes, "on:2021") == ["2.md", "1.md"]
    assert find(notes, "after:2021") == ["3.md"]
    assert find(notes, "-before:2021 sort:oldest") == ["1.md", "2.md", "3.md"]


def test_a_phrase_stands_in_a_row_in_any_form_and_past_stop_words(garden: Callable[..., Any]) -> None:
    bodies = {
        "a": "White whales.",
        "b": "White is the whale.",
        "c": "Whale, white.",
        "d": "White ship, whale.",
    }
    notes = garden({f"{name}.md": body for name, body in bodies.items()})
    assert set(find(notes, '"white whale"')) == {"a.md", "b.md"}
    assert find(notes, '"whale white"') == ["c.md"]
    assert set(find(notes, 'whale -"white whale"')) == {"c.md", "d.md"}
    assert find(notes, '"white submarine"') == []


def test_a_phrase_does_not_go_on_in_the_next_passage(garden: Callable[..., Any]) -> None:
    bodies = {
        "a": "A white\n\nwhale.",
        "b": "- white\n- whale",
        "c": "# White\n\nWhale.",
        "d": "---\ntags: [white]\n---\nWhale.",
        "e": "One white whale",
        "f": "## White whale\n\nText.",
        "g": "Text.\n\n## White whale",
    }
    notes = garden({f"{name}.md": body for name, body in bodies.items()})
    assert set(find(notes, '"white whale"')) == {"e.md", "f.md", "g.md"}


def test_a_phrase_is_read_in_the_language_of_each_note(garden: Callable[..., Any]) -> None:
    english, german = "It was what they had been, and the white whales are these.", BODIES[5]
    notes = garden({"en.md": english, "de.md": german, "more.md": english.replace("white whales", "ships")})
    assert find(notes, '"weiße Wale"') == ["de.md"]
    assert find(notes, '"white whale"') == ["en.md"]
    assert set(find(notes, "-Wal")) == {"en.md", "more.md"}
    notes.write({"en.md": f"{english} A house.", "de.md": f"{german} Sie sagen house."})
    assert find(notes, '"the house"') == ["en.md"]  # "the" is no word in the one, and one in the other


def test_one_letter_of_a_script_without_spaces_is_found_inside_runs(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": "大海と猫。", "b.md": "海。", "c.md": "好きな歌。"})
    assert find(notes, "-海") == ["c.md"]
    assert set(find(notes, '"海"')) == {"a.md", "b.md"}
    assert find(notes, "海 -猫") == ["b.md"]
    assert set(find(notes, "猫 -歌")) == {"a.md"}
    assert set(find(notes, "猫 な")) == {"a.md", "c.md"}


def test_by_date_all_are_found_and_those_of_one_moment_go_by_path(garden: Callable[..., Any]) -> None:
    paths = [f"{i}.md" for i in range(500)]
    notes = garden(dict.fromkeys(paths[::2], "---\ndate: 2021-01-01\n---\nWhale."))
    notes.write(dict.fromkeys(paths[::-2], "---\ndate: 2021-01-01\n---\nWhale, again."))
    notes.write({"new.md": "---\ndate: 2022-01-01\n---\nWhale.", "x.md": "Whales."})
    assert find(notes, "whale sort:date", limit=999) == ["new.md", *sorted(paths), "x.md"]
    assert find(notes, "whale sort:oldest", limit=999) == ["x.md", *sorted(paths), "new.md"]


def test_many_notes_are_read_in_parts(garden: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "PART", 3)
    notes = garden({f"{i:02}.md": "White whale." if i % 3 else "Whale white." for i in range(20)})
    assert len(find(notes, '"white whale"', limit=99)) == 13
    assert len(find(notes, '"whale white"', limit=99)) == 7


# While typing, and what finds nothing


def test_a_phrase_being_typed_finds_what_it_may_become(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "A white whale.", "b.md": "A whale, white.", "c.md": "White."})
    for typed in ('"white wh', '"white whal'):
        assert find(notes, typed, typing=True)[:2] == ["a.md", "b.md"]
    for typed in ('"white whale" ', '"white whale"'):
        assert find(notes, typed, typing=True) == ["a.md"]
    cjk = garden(FILLER | {"a.md": "白い海。", "b.md": "海は白い。"})
    assert find(cjk, '"白い海', typing=True) == ["a.md"]


def test_while_typing_a_filter_the_words_before_it_are_found(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "---\ntags: [sea]\n---\nA whale.", "b.md": "A whale."})
    for typed in ("whale ", "whale tag:", "whale -", "whale before:la"):
        assert set(find(notes, typed, typing=True)) == {"a.md", "b.md"}
    assert find(notes, "whale tag:sea", typing=True) == ["a.md"]
    assert find(notes, "tag:sea wha", typing=True) == ["a.md"]


def test_only_what_must_not_be_there(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": "---\ndate: 2020-01-01\n---\nOak.", "b.md": "A whale.", "c.md": "Elm."})
    assert find(notes, "-whale") == ["c.md", "a.md"]  # c.md is of 2020-02-20
    assert find(notes, "-whale -oak -elm") == []
    assert find(notes, "-submarine", note="c.md") == ["b.md", "a.md"]


def test_a_search_with_filters_shows_each_of_those_that_say_the_same(garden: Callable[..., Any]) -> None:
    same = " ".join(f"word{i}" for i in range(30))
    notes = garden({f"{i}.md": same for i in range(3)} | FILLER)
    assert len(find(notes, "word1")) == 1
    assert find(notes, "word1 -whale") == ["0.md", "1.md", "2.md"]


@pytest.mark.parametrize(
    "text",
    ["", "-", "the", '"the"', "submarine tag:sea", "tag:sky", "whale after:2030", '"of the" sort:date', "##"],
)
def test_what_finds_nothing(garden: Callable[..., Any], text: str) -> None:
    notes = garden(FILLER | {"a.md": "---\ntags: [sea]\n---\nA whale of the sea."})
    assert find(notes, text) == find(garden(), text) == []
    gone = garden({"a.md": "Text."})
    gone.remove("a.md")
    assert find(gone, text) == find(gone, "-x") == []
