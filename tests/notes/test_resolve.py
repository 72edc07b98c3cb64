from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import AmbiguousName
from recall_tui.notes.note import Note
from recall_tui.notes.resolve import Names, keys, wanted


def note(path: str, title: str = "", *aliases: str, identifier: str | None = None) -> Note:
    return Note(
        path, "", title or path, datetime(2024, 1, 1), "modified", aliases=aliases, identifier=identifier
    )


def names(*notes: Note) -> Names:
    called: dict[str, list[str]] = {}
    for each in notes:
        for key in keys(each):
            called.setdefault(key, []).append(each.path)
    return Names(lambda key: called.get(key, ()))


@pytest.mark.parametrize(
    ("target", "source", "found"),
    [
        ("Dir/a", "x.md", "Dir/a.md"),
        ("Dir/a.md", "x.md", "Dir/a.md"),
        ("dir/A", "x.md", "Dir/a.md"),
        ("/Dir/a", "Dir/x.md", "Dir/a.md"),
        ("b", "Dir/x.md", "b.md"),  # from the root before the own folder
        ("./b", "Dir/x.md", "Dir/b.md"),
        ("../b", "Dir/x.md", "b.md"),
        ("../Dir/./a", "Dir/x.md", "Dir/a.md"),
        ("../../b", "Dir/x.md", None),
        ("deep/c", "Dir/x.md", "Dir/deep/c.md"),
        ("c", "b.md", "Dir/deep/c.md"),  # by its unique file name
        ("C.MD", "b.md", "Dir/deep/c.md"),
        ("/c", "b.md", None),
        ("c.txt", "b.md", None),
        ("a title", "b.md", "Dir/deep/c.md"),
        ("ALSO KNOWN AS", "b.md", "Dir/deep/c.md"),
        ("20240102T030405", "b.md", "Dir/deep/c.md"),
        ("", "Dir/x.md", "Dir/x.md"),
        ("nothing", "b.md", None),
    ],
)
def test_the_first_way_that_matches_counts(target: str, source: str, found: str | None) -> None:
    every = names(
        note("Dir/a.md"),
        note("Dir/b.md"),
        note("b.md"),
        note("Dir/deep/c.md", "A Title", "also known as", identifier="20240102T030405"),
    )
    assert every.resolve(target, source) == found


def test_a_path_comes_before_a_title() -> None:
    every = names(note("a.md", "b"), note("b.md", "a"))
    assert every.resolve("a", "x.md") == "a.md"


def test_two_notes_of_one_name_are_never_guessed_between() -> None:
    every = names(note("z/a.md"), note("y/a.md"), note("b.md", "Same"), note("c.md", "same"))
    with pytest.raises(AmbiguousName, match=r"2 notes: y/a\.md, z/a\.md"):
        every.resolve("a", "x.md")
    assert every.candidates("a", "x.md") == ("y/a.md", "z/a.md")
    assert every.candidates("a", "z/x.md") == ("z/a.md",)
    with pytest.raises(AmbiguousName, match=r"b\.md, c\.md"):
        every.resolve("SAME", "x.md")


def test_the_message_stays_short() -> None:
    every = names(*(note(f"{i}/a.md") for i in range(2000)))
    with pytest.raises(AmbiguousName) as raised:
        every.resolve("a", "x.md")
    assert "2,000 notes" in str(raised.value)
    assert len(str(raised.value)) < 300


def test_an_ending_tells_notes_apart() -> None:
    every = names(note("a.md"), note("a.txt"))
    assert every.resolve("a.txt", "x.md") == "a.txt"
    with pytest.raises(AmbiguousName):
        every.resolve("a", "x.md")


def test_case_tells_twins_apart_and_only_twins() -> None:
    every = names(note("Note.md"), note("note.md"))
    assert every.resolve("Note", "x.md") == "Note.md"
    assert every.resolve("note.md", "x.md") == "note.md"
    with pytest.raises(AmbiguousName):
        every.resolve("NOTE", "x.md")


@pytest.mark.parametrize(
    ("path", "target"), [("é.md", "e\u0301"), ("e\u0301.md", "É"), ("Straße.md", "STRASSE")]
)
def test_names_are_compared_composed_and_in_any_case(path: str, target: str) -> None:
    assert names(note(path)).resolve(target, "x.md") == path


@pytest.mark.parametrize("name", ["dendron.topic.markdown", "a___b", "v1.2", "read.txt", "2024-01-31"])
def test_dots_are_part_of_a_name(name: str) -> None:
    assert names(note(f"{name}.md")).resolve(name, "x.md") == f"{name}.md"


PATHS = st.sampled_from(
    ["a.md", "A.md", "a.txt", "d/a.md", "d/b.md", "b.md", "é.md", "e\u0301.md", "d/e/a.md"]
)
CALLED = st.sampled_from(["a", "b", "Title", "title", "é", "d/a", "A.md"])
NOTES = st.builds(
    lambda path, title, aliases: note(path, title, *aliases), PATHS, CALLED, st.lists(CALLED, max_size=2)
)


@given(st.lists(NOTES, max_size=12), CALLED, PATHS)
def test_candidates_are_notes_that_are_there_in_order(there: list[Note], target: str, source: str) -> None:
    found = names(*{each.path: each for each in there}.values()).candidates(target, source)
    assert list(found) == sorted(set(found))
    assert set(found) <= {each.path for each in there}


@given(st.lists(NOTES, max_size=12), CALLED, PATHS)
def test_a_name_is_resolved_where_there_is_one_candidate(there: list[Note], target: str, source: str) -> None:
    every = names(*{each.path: each for each in there}.values())
    match every.candidates(target, source):
        case ():
            assert every.resolve(target, source) is None
        case (path,):
            assert every.resolve(target, source) == path
        case _:
            with pytest.raises(AmbiguousName):
                every.resolve(target, source)


@given(NOTES, CALLED)
def test_a_note_that_a_link_finds_is_one_that_the_link_wants(one: Note, target: str) -> None:
    if names(one).candidates(target, "x.md"):
        assert wanted(target) in {wanted(name) for name in (one.title, one.id, *one.aliases)}
