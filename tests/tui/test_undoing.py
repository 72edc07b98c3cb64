"""Undoing a change of several notes, from the palette."""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import NOTES, Person, command, garden, play

from recall_tui.folder.plan import Change, Plan, apply

RENAME = Plan(
    "Rename [/x] rain",
    (
        Change("barrels.md", NOTES["rain.md"].encode(), NOTES["rain.md"].encode(), was="rain.md"),
        Change(
            "tomatoes.md",
            NOTES["tomatoes.md"].encode(),
            NOTES["tomatoes.md"].replace("rain", "barrels").encode(),
        ),
    ),
)


async def undo(person: Person) -> None:
    await command(person, "undo last")


@pytest.mark.parametrize("note", ["barrels.md", "tomatoes.md", "bread.md"])
def test_the_open_note_is_shown_as_it_was(tmp_path: Path, note: str) -> None:
    garden(tmp_path)
    apply(tmp_path, RENAME)

    async def steps(person: Person) -> None:
        await undo(person)
        await person.until(lambda: "Undo “Rename [/x] rain”" in person.screen)
        await person.press("1")
        await person.until(lambda: "Undone: Rename [/x] rain" in person.screen)
        before = "rain.md" if note == "barrels.md" else note
        await person.until(lambda: person.path == before and person.editor.text == NOTES[before])
        await person.until(lambda: (tmp_path / "tomatoes.md").read_text() == NOTES["tomatoes.md"])
        await undo(person)
        await person.until(lambda: "There is nothing to undo" in person.screen)
        await command(person, "redo last")
        await person.until(lambda: "Do again “Rename [/x] rain”" in person.screen)
        await person.press("1")
        await person.until(lambda: "Done again: Rename [/x] rain" in person.screen)
        await person.until(lambda: person.path == note and (tmp_path / "barrels.md").exists())
        assert "[[barrels]]" in (tmp_path / "tomatoes.md").read_text()
        await command(person, "redo last")
        await person.until(lambda: "nothing to do again" in person.screen)

    play(tmp_path, steps, note=note)


def test_what_stands_in_the_way_is_named_and_nothing_changes(tmp_path: Path) -> None:
    garden(tmp_path)
    apply(tmp_path, RENAME)

    async def steps(person: Person) -> None:
        await person.type("More. ")
        await undo(person)
        await person.until(lambda: "Undo “Rename [/x] rain”" in person.screen)
        await person.press("1")
        await person.until(lambda: "was not undone" in person.screen)
        assert "tomatoes.md" in person.screen
        assert "More. " in person.editor.text
        assert (tmp_path / "barrels.md").exists()

    play(tmp_path, steps, note="tomatoes.md")
