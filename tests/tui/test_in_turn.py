"""Keys that come faster than they can be done are done in their order."""

from __future__ import annotations

from pathlib import Path

from screens import Person, garden, play
from textual import events


def test_keys_that_edit_and_keys_that_type(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.at_once(*"teh", "backspace", "backspace", *"he", "left", "left", "left", *"do ")
        assert person.editor.text == "do the"
        await person.at_once("end", "ctrl+u", "ctrl+z", "end", "!", "enter", "home", *"so")
        assert person.editor.text == "do the!\nso"

    play(garden(tmp_path), steps)


def test_what_is_pasted_stands_before_what_is_typed_after(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.app.post_message(events.Paste("one two"))
        await person.at_once("backspace", *"s", "home", "x")
        assert person.editor.text == "xone tws"

    play(garden(tmp_path), steps)


def test_a_link_is_completed_by_what_was_typed_of_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.at_once(*"see [[rain", "enter", *" now")
        assert person.editor.text == "see [[rain|Rain barrels]] now"

    play(garden(tmp_path), steps)


def test_a_search_is_typed_into_its_box_and_what_follows_it_into_the_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.at_once(*"my ", "ctrl+r", *"oven", "left", "backspace", "e", "escape", *"words")
        assert person.editor.text == "my words"
        assert person.app.writing.searching.box.value == "oven"

    play(garden(tmp_path), steps)
