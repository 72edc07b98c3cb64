"""What is being written and was written before: the card says so, when one pauses."""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import NOTES, Person, compare, garden, play

OLD = (
    "Walking an hour before breakfast, I write twice as much: the sentences come by themselves, in the order"
    " in which the hedges do, and the kitchen table only takes them down.\n"
)
WALKS = NOTES | {"walk.md": f"---\ndate: 2021-03-04\n---\n# A walk\n\n{OLD}"}
NEW = (
    "I write twice as much when I walk for an hour before breakfast. Sentences come by themselves, in the"
    " order of the hedges, and the kitchen table takes them down. "
)
SAID = "you wrote this on 2021-03-04"


def test_the_card_says_when_it_was_written_and_the_note_goes_behind_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(NEW)
        await person.until(lambda: SAID in person.screen)
        assert person.pane.hits[0].path == "walk.md" and "thread behind it" in person.screen
        await person.type("So")
        assert SAID in person.screen  # while the block is written on
        await person.press("alt+j")
        await person.until(lambda: "prev:" in person.editor.text)
        await person.type("I walk. ")
        await person.until(lambda: SAID not in person.screen)  # it is in its thread by now

    play(garden(tmp_path, WALKS), steps)


def test_it_is_said_of_the_block_alone_that_is_written(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(NEW + "\n\nTomatoes")
        await person.until(lambda: "tomatoes" in str(person.cards))
        await person.rest()
        assert SAID not in person.screen
        person.editor.move_cursor((0, 5))
        await person.press("x", "backspace")
        await person.until(lambda: SAID in person.screen)
        person.editor.move_cursor((2, 3))
        assert SAID not in person.screen

    play(garden(tmp_path, WALKS), steps)


def test_the_note_itself_was_not_written_before(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.move_cursor((5, 7))
        await person.press("x", "backspace")
        await person.rest(1.0)
        assert "you wrote this" not in person.screen

    play(garden(tmp_path, WALKS), steps, note="walk.md")


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_it_looks_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(NEW)
        await person.until(lambda: SAID in person.screen)
        compare(person.app, f"again-{size[0]}")

    play(garden(tmp_path, WALKS), steps, size=size)
