"""Notes by name: what is offered for what was typed of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.notes.resolve import fold
from recall_tui.recall import calling
from recall_tui.recall.calling import Name, complete

Names = Mapping[str, tuple[str, ...]]
"""By path: a note's title and its aliases."""


def written(title: str, *aliases: str, identifier: str = "") -> str:
    quoted = ", ".join(f'"{alias}"' for alias in aliases)
    return f'---\ntitle: "{title}"\naliases: [{quoted}]\n{identifier and f"id: {identifier}"}\n---\nText.\n'


def called(garden: Callable[..., Any], names: Names) -> Any:
    return garden({path: written(*named) for path, named in names.items()})


def offered(notes: Any, typed: str, limit: int = 20) -> list[str]:
    return [name.name for name in complete(notes.engine.view, typed, limit)]


def right(names: Names, typed: str) -> list[Name]:
    """By the plain definition; names that are the same in another case come in the order of notes."""
    words = fold(typed).split()
    found = [
        Name(name, path, name == named[0])
        for path, named in names.items()
        for name in dict.fromkeys(named)
        if all(word in fold(name) for word in words)
    ]
    if not words:
        return sorted(found, key=lambda name: fold(name.name))
    wanted = " ".join(words)
    return sorted(
        found,
        key=lambda name: (not fold(name.name).startswith(wanted), len(fold(name.name)), fold(name.name)),
    )


PIECES = ["White", "whale", "wh", "Ahab", "a~b", "~x", "Éclair", "e\u0301", "鯨", "白鯨", "Straße", "ss", "W"]
titles = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)
named = st.lists(titles, min_size=1, max_size=3).map(tuple)
folders = st.dictionaries(st.integers(0, 20).map("{:02}.md".format), named, min_size=1, max_size=9)
typed_of = st.one_of(
    st.lists(st.sampled_from([*PIECES, "a", "e", "~w", "W", "l", "白", "b"]), max_size=3).map(" ".join),
    st.text(st.sampled_from("wha~e 鯨é"), max_size=4),
)


def same(found: list[Name], expected: list[Name]) -> bool:
    """Names that fold to the same may come in any order among themselves."""
    return sorted(found, key=str) == sorted(expected, key=str) and [fold(n.name) for n in found] == [
        fold(n.name) for n in expected
    ]


@settings(max_examples=150)
@given(folders, st.lists(titles, max_size=2), st.sets(st.integers(0, 20), max_size=3), typed_of)
def test_names_that_hold_all_words_are_offered_in_order(
    garden: Callable[..., Any],
    names: dict[str, tuple[str, ...]],
    later: list[str],
    gone: set[int],
    typed: str,
) -> None:
    notes = called(garden, names)
    now = dict(names)
    for number, title in enumerate(later):  # replaced, in segments of their own
        path = sorted(names)[number % len(names)]
        notes.write({path: written(title)})
        now[path] = (title,)
    for number in gone:
        notes.remove(f"{number:02}.md")
        now.pop(f"{number:02}.md", None)
    expected = right(now, typed)
    found = complete(notes.engine.view, typed, 99)
    if expected:
        assert same(found, expected)
        assert complete(notes.engine.view, typed, 2) == found[:2]
    else:  # near misses
        assert {(name.name, name.path) for name in found} <= {
            (name, path) for path, named in now.items() for name in named
        }
    assert complete(notes.engine.view, typed, 99) == found


@settings(max_examples=100)
@given(folders, typed_of, st.integers(1, 5), st.integers(1, 3))
def test_among_many_names_those_that_begin_with_it_are_all_there(
    garden: Callable[..., Any], names: dict[str, tuple[str, ...]], typed: str, limit: int, most: int
) -> None:
    notes = called(garden, names)
    expected, wanted = right(names, typed), " ".join(fold(typed).split())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calling, "MOST", most)
        patched.setattr(calling, "SEARCHED", most)
        found = complete(notes.engine.view, typed, limit)
    beginning = [fold(name.name) for name in expected if fold(name.name).startswith(wanted)]
    assert [fold(name.name) for name in found][: len(beginning)] == beginning[:limit]
    if beginning:
        assert set(found) <= set(expected)  # else near misses, since not all were looked at
    assert len(found) <= limit


def test_in_any_case_and_form(garden: Callable[..., Any]) -> None:
    notes = called(garden, {"a.md": ("Éclair au Chocolat",), "b.md": ("Straße",)})
    assert offered(notes, "e\u0301CLAIR") == ["Éclair au Chocolat"]
    assert offered(notes, " choc  au ") == offered(notes, "CHOC éc") == ["Éclair au Chocolat"]
    assert offered(notes, "STRASSE") == ["Straße"]


def test_an_alias_stands_for_its_note_and_says_so(garden: Callable[..., Any]) -> None:
    notes = called(garden, {"a.md": ("Compound interest", "Zinseszins", "interest")})
    assert complete(notes.engine.view, "zins", 9) == [Name("Zinseszins", "a.md", False)]
    assert complete(notes.engine.view, "interest", 9) == [
        Name("interest", "a.md", False),
        Name("Compound interest", "a.md", True),
    ]


def test_notes_that_are_called_the_same_are_all_offered(garden: Callable[..., Any]) -> None:
    notes = called(garden, {"a/x.md": ("Review",), "b/x.md": ("review",), "c.md": ("Reviews",)})
    assert {name.path for name in complete(notes.engine.view, "review", 9)[:2]} == {"a/x.md", "b/x.md"}
    assert offered(notes, "review", 1) == ["Review"]


def test_an_identifier_is_no_name(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": written("Rye", identifier="20210304T1011"), "b.md": written("Log of 2021")})
    assert offered(notes, "2021") == ["Log of 2021"]
    assert offered(notes, "") == ["Log of 2021", "Rye"]


def test_words_of_chinese_and_japanese_need_no_beginning(garden: Callable[..., Any]) -> None:
    notes = called(garden, {"a.md": ("白い鯨の海",), "b.md": ("鯨",), "c.md": ("大海",)})
    assert offered(notes, "鯨") == ["鯨", "白い鯨の海"]
    assert offered(notes, "海 白") == ["白い鯨の海"]


def test_a_letter_counts_once_however_many_bytes_it_has(garden: Callable[..., Any]) -> None:
    notes = called(garden, {"a.md": ("wéééé",), "b.md": ("wabcde",), "c.md": ("w鯨",)})
    assert offered(notes, "w", 2) == ["w鯨", "wéééé"]


@pytest.mark.parametrize("typed", ["b~c", "~c", "b~", "~"])
def test_what_goes_on_in_the_next_name_is_no_match(garden: Callable[..., Any], typed: str) -> None:
    # In the index names stand one after the other, each after a ~.
    notes = called(garden, {"a.md": ("ab",), "b.md": ("cd",), "c.md": ("x b~c",)})
    assert offered(notes, typed) == ["x b~c"]


def test_overlapping_matches_across_names_hide_none(garden: Callable[..., Any]) -> None:
    notes = called(garden, {"a.md": ("a~a",), "b.md": ("a~a~b",), "c.md": ("b a~a~a",)})
    assert offered(notes, "a~a~") == ["a~a~b", "b a~a~a"]
    assert offered(notes, "a~a~a") == ["b a~a~a"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Revew", "Reviews"),
        ("peviews", "Reviews"),
        ("forgeting curv", "The forgetting curve"),
        ("zinsezins", "Zinseszins"),
    ],
)
def test_a_near_miss_is_offered_where_nothing_holds_what_was_typed(
    garden: Callable[..., Any], typed: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {
        "a.md": ("Reviews",),
        "b.md": ("The forgetting curve",),
        "c.md": ("Compound interest", "Zinseszins"),
    }
    notes = called(garden, names)
    assert offered(notes, typed) == [name]
    assert offered(notes, "qqq") == offered(notes, "submarine") == []
    monkeypatch.setattr(calling, "COMPARED", 2)  # many names: some letters must be the same
    assert offered(notes, typed) == [name]


def test_names_that_went_take_no_place(garden: Callable[..., Any]) -> None:
    notes = called(garden, {f"{i:03}.md": (f"Review {i:03}",) for i in range(200)})
    for i in range(190):
        notes.remove(f"{i:03}.md")
    left = [f"Review {i:03}" for i in range(190, 200)]
    assert offered(notes, "", 3) == offered(notes, "rev", 3) == offered(notes, "view", 3) == left[:3]
    assert sorted(offered(notes, "revoew", 20)) == left


def test_a_common_word_beside_a_rare_one_hides_nothing(
    garden: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "MOST", 3)
    monkeypatch.setattr(calling, "SEARCHED", 20)
    monkeypatch.setattr(calling, "NEAR", 101)  # so that no near miss stands in
    names = {f"{i:03}.md": (f"on the {i:03}",) for i in range(100)}
    notes = called(garden, names | {"x.md": ("on the whale",), "y.md": ("Zen of the whale",)})
    assert offered(notes, "the whale") == ["on the whale", "Zen of the whale"]
    assert offered(notes, "whale the") == ["on the whale", "Zen of the whale"]
    assert offered(notes, "the", 9) == ["on the 000", "on the 001", "on the 002"]
    assert len(offered(notes, "on", 9)) == 9


def test_nothing_is_called_anything_in_an_empty_folder(garden: Callable[..., Any]) -> None:
    for typed in ("", "a", "submarine", "~"):
        assert offered(garden(), typed) == []
    gone = called(garden, {"a.md": ("Trees",)})
    gone.remove("a.md")
    assert offered(gone, "trees") == offered(gone, "") == []


def test_of_names_that_fit_alike_those_named_first_come_first(garden: Callable[..., Any]) -> None:
    view = called(
        garden,
        {"a.md": ("Ash",), "b.md": ("Ash tree",), "c.md": ("Ash wood", "Fraxinus"), "d.md": ("White ash",)},
    ).engine.view

    def names(typed: str, *first: str, limit: int = 20) -> list[str]:
        return [name.name for name in complete(view, typed, limit, first)]

    assert names("ash") == ["Ash", "Ash tree", "Ash wood", "White ash"]
    assert names("ash", "d.md", "c.md") == ["Ash", "Ash wood", "Ash tree", "White ash"]
    assert names("as", "d.md", "c.md", limit=2) == ["Ash wood", "Ash"]
    assert names("", "c.md", "gone.md", limit=3) == ["Ash wood", "Fraxinus", "Ash"]
    assert names("fraxxinus", "a.md") == ["Fraxinus"]


def test_tags_are_counted_over_the_notes_that_are_there(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": "#Tea #tea #pot/red", "b.md": "#tea", "c.md": "#pot/red #ash"})
    assert calling.tags(notes.engine.view) == [("pot/red", 2), ("tea", 2), ("ash", 1)]
    notes.remove("c.md")
    notes.remove("b.md")
    assert calling.tags(notes.engine.view) == [("pot/red", 1), ("tea", 1)]
    notes.remove("a.md")
    assert calling.tags(notes.engine.view) == []


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("", [0, 1, 2]),
        ("ba", [1, 2]),
        ("rk", [1]),
        ("bark", [1]),
        ("big bark", []),
        ("bqrk of", [1]),
        ("x", []),
    ],
)
def test_parts_of_a_note_that_fit(typed: str, places: list[int]) -> None:
    assert calling.fitting(typed, ["leaf", "bark of elm", "the base"]) == places
