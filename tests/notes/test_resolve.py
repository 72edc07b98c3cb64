from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import AmbiguousName
from recall_tui.notes.note import Note
from recall_tui.notes.resolve import Names


def note(path: str, title: str = "", *aliases: str, identifier: str | None = None) -> Note:
    return Note(
        path, "", title or path, datetime(2024, 1, 1), "modified", aliases=aliases, identifier=identifier
    )


def names(*notes: Note) -> Names:
    all_names = Names()
    for each in notes:
        all_names.add(each)
    return all_names


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


def test_a_changed_note_is_found_by_what_it_is_called_now() -> None:
    every = names(note("a.md", "Old", "alias"))
    every.add(note("a.md", "New"))
    assert every.resolve("New", "x.md") == "a.md"
    assert every.resolve("Old", "x.md") is None
    assert every.resolve("alias", "x.md") is None


def test_removing_what_is_not_there_changes_nothing() -> None:
    every = names(note("a.md"))
    every.remove("b.md")
    assert every.resolve("a", "x.md") == "a.md"


PATHS = st.sampled_from(
    ["a.md", "A.md", "a.txt", "d/a.md", "d/b.md", "b.md", "é.md", "e\u0301.md", "d/e/a.md"]
)
CALLED = st.sampled_from(["a", "b", "Title", "title", "é", "d/a", "A.md"])
NOTES = st.builds(
    lambda path, title, aliases: note(path, title, *aliases), PATHS, CALLED, st.lists(CALLED, max_size=2)
)
CHANGES = st.lists(st.one_of(NOTES, PATHS), max_size=25)


@given(CHANGES, CALLED, PATHS)
def test_after_any_changes_as_if_built_anew(changes: list[Note | str], target: str, source: str) -> None:
    every, there = Names(), {}
    for change in changes:
        if isinstance(change, str):
            every.remove(change)
            there.pop(change, None)
        else:
            every.add(change)
            there[change.path] = change
    anew = names(*there.values())
    found = every.candidates(target, source)
    assert found == anew.candidates(target, source)
    assert list(found) == sorted(set(found))
    assert set(found) <= there.keys()
