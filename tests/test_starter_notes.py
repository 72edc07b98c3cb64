"""The notes that recall opens on first: what a newcomer meets has to hold together."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from recall_tui.notes.note import Link, Note
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names, keys

FOLDER = Path(__file__).parent.parent / "notes"


def read(file: Path) -> Note:
    text = file.read_bytes().decode("utf-8")
    return parse_note(file.relative_to(FOLDER).as_posix(), text, born=None, modified=datetime(1999, 1, 1))


def files() -> list[Path]:
    """The starter notes; not what somebody wrote beside them while trying recall."""
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=FOLDER, capture_output=True, text=True)
    names = listed.stdout.split("\n")[:-1]
    return [FOLDER / name for name in names] if names else sorted(FOLDER.rglob("*.md"))


NOTES = {note.path: note for note in map(read, files())}


@pytest.fixture(scope="module")
def names() -> Names:
    called: dict[str, list[str]] = {}
    for note in NOTES.values():
        for key in keys(note):
            called.setdefault(key, []).append(note.path)
    return Names(lambda key: called.get(key, ()))


def target(names: Names, note: Note, link: Link) -> Note:
    """The note that a link names; a link within a note names that note."""
    path = names.resolve(link.target, note.path) if link.target else note.path
    assert path is not None, f"{note.path}: no note is called {link.target!r}"
    return NOTES[path]


def test_there_are_enough_notes_to_answer() -> None:
    assert len(NOTES) >= 30
    assert "start-here.md" in NOTES


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_a_note_is_understood(note: Note) -> None:
    assert note.problems == ()
    assert note.date_from == "front matter"
    assert note.title != Path(note.path).stem  # a title of its own, not the file name for want of one
    assert note.passages


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_its_links_lead_to_one_note_each(note: Note, names: Names) -> None:
    for link in note.links:
        there = target(names, note, link)
        assert there.date <= note.date, f"{note.path} could not have known {there.path}"
        if link.block_id:
            assert [p.block_id for p in there.passages].count(link.block_id) == 1
        if link.heading:
            under = {heading for p in there.passages for heading in p.headings}
            assert under.issuperset(link.heading.split("#"))


def test_titles_differ() -> None:
    titles = [note.title.casefold() for note in NOTES.values()]
    assert len(set(titles)) == len(titles)


def test_a_note_continues_an_older_one(names: Names) -> None:
    later: list[str] = []
    for note in NOTES.values():
        if note.prev is not None:
            path = names.resolve(note.prev, note.path)
            assert path is not None, f"{note.path}: no note is called {note.prev!r}"
            assert NOTES[path].date < note.date
            later.append(path)
    assert len(set(later)) < len(later)  # two notes continue the same one: a fork to look at


def test_no_note_stands_alone(names: Names) -> None:
    met: set[str] = set()
    for note in NOTES.values():
        ends = [target(names, note, link).path for link in note.links]
        if note.prev is not None:
            ends.append(names.resolve(note.prev, note.path) or note.path)
        if others := {end for end in ends if end != note.path}:
            met |= {note.path, *others}
    assert set(NOTES) - met == set()


def test_the_notes_are_spread_over_years_and_days() -> None:
    dates = [note.date for note in NOTES.values()]
    assert {date.year for date in dates} == set(range(2019, 2027))
    assert len({(date.month, date.day) for date in dates}) == len(dates)
    assert {date.month for date in dates} == set(range(1, 13))
