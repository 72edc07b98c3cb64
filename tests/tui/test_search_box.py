"""The search box in the pane: cards at every key, what is wrong, and a note made of a new name."""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import NOTES, Person, garden, play
from textual import events

from recall_tui.tui.searching import FEW


def test_cards_come_at_every_key_and_enter_opens_the_first(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf")
        mine = person.cards
        await person.press("ctrl+r")
        assert "tag:" in person.screen and person.cards == []
        await person.type("rain")
        assert person.cards[0] == "rain.md" and person.pane.selected == 0
        assert person.editor.text == "a loaf"
        await person.type(" -barrels")
        assert "rain.md" not in person.cards
        await person.press(*["backspace"] * 9)
        assert person.cards[0] == "rain.md"
        await person.press("escape")
        assert person.cards == mine and person.pane.selected is None
        assert "Past selves" in person.rows[0] and person.editor.has_focus
        await person.press("ctrl+r", "enter")  # what was typed is still there
        await person.until(lambda: person.path == "rain.md")
        assert person.editor.has_focus and "Past selves" in person.rows[0]

    play(garden(tmp_path), steps)


def test_arrows_choose_and_cards_are_looked_at(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("loaf")
        second = person.cards[1]
        await person.press("down", "down", "up")
        assert person.pane.selected == 1
        await person.press("alt+2")
        assert second in person.screen and "found" not in person.app.writing.searching.where
        await person.press("escape")
        assert person.pane.selected == 1 and person.app.writing.searching.box.has_focus
        await person.press("enter")
        await person.until(lambda: person.path == second)

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("found", ["enter", "up"])
def test_a_name_that_no_note_has_can_be_made(tmp_path: Path, found: str) -> None:
    words = "Zzyzx quay" if found == "enter" else "Loaf of rye"

    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type(words)
        assert f"Make “{words}”" in person.found
        assert bool(person.cards) == (found == "up")
        if found == "up":
            await person.press("down", "up", "up")
            assert person.pane.selected is None
        assert "Enter make" in person.rows[-1]
        await person.press("enter")
        await person.until(lambda: person.path)
        assert person.editor.text == f"# {words}\n\n"
        assert person.editor.cursor_location == (2, 0)

    play(garden(tmp_path), steps)


@pytest.mark.parametrize(
    "words", ["Sourdough", "RAIN BARRELS", "oven", "jam tag:x", '"plum jam"', "jam -plum", " "]
)
def test_what_is_no_new_name_is_not_made(tmp_path: Path, words: str) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type(words)
        assert "Make" not in person.found
        await person.press("up")
        assert not person.app.writing.searching.making

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("size", [(100, 30), (60, 30)])
def test_a_wrong_search_says_where_and_why_and_keeps_what_was_found(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("loaf ")
        before = person.cards
        await person.type("sort:new ")
        assert person.cards == before and before
        box = next(row for row in person.rows if "sort:new" in row)
        sign = next(row for row in person.rows if "▲" in row)
        assert sign.index("▲") == box.index("sort:new")
        assert "sort:oldest" in " ".join(person.found.split())
        await person.press("escape", "ctrl+r", *["backspace"])
        await person.type("rain")
        assert person.cards[0] == "rain.md" and "▲" not in person.screen

    play(garden(tmp_path), steps, size=size)


def test_half_a_filter_is_not_wrong_yet(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        for char in "loaf tag:nothing":
            await person.type(char)
            assert "▲" not in person.screen

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("key", ["alt+l", "alt+q"])
def test_a_card_that_was_found_goes_into_the_draft(tmp_path: Path, key: str) -> None:
    async def steps(person: Person) -> None:
        await person.type("see")
        await person.press("ctrl+r")
        await person.type("barrels")
        await person.press(key)
        assert "[[rain|Rain barrels]]" in person.editor.text
        assert person.editor.text.startswith("see")
        assert person.editor.has_focus and not person.app.writing.searching.open

    play(garden(tmp_path), steps)


def test_more_are_found_by_going_down_to_the_last(tmp_path: Path) -> None:
    many = {f"note-{n}.md": f"# Note {n}\n\nThe kettle sings for the {n}th time.\n" for n in range(FEW + 5)}

    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("kettle sings ")
        assert len(person.cards) == FEW
        first = person.cards
        await person.press(*["down"] * FEW)
        assert len(person.cards) == FEW + 5 and person.cards[:FEW] == first
        assert person.pane.selected == FEW

    play(garden(tmp_path, many), steps)


def test_going_to_the_editor_or_to_another_note_ends_the_search(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf")
        await person.press("ctrl+r")
        await person.type("rain")
        assert person.cards[0] == "rain.md"
        await person.pilot.click(type(person.editor), offset=(2, 5))
        await person.settled()
        assert person.cards[0] != "rain.md" and "oven.md" in person.cards
        assert "Past selves" in person.rows[0] and person.editor.has_focus
        await person.press("ctrl+r", "ctrl+n")
        await person.until(lambda: not person.editor.text)
        await person.type("x")
        assert person.editor.text == "x"

    play(garden(tmp_path), steps)


def test_the_mouse_chooses_then_opens(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("loaf")
        path = person.cards[1]
        for _ in range(2):
            await person.pilot.click(type(person.pane), offset=(6, 8))
            await person.settled()
        await person.until(lambda: person.path == path)

    play(garden(tmp_path), steps)


def test_notes_that_come_in_are_found_and_what_is_looked_at_stays(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("heron")
        assert person.cards == []
        (person.app.notebook.root / "heron.md").write_text("A heron stood in the rain.", "utf-8")
        await person.until(lambda: person.cards == ["heron.md"])
        await person.press("alt+1")
        person.app.writing.notes_came_in(0, 0)
        await person.settled()
        assert person.app.writing.looking.page == "preview"

    play(garden(tmp_path), steps)


def test_it_can_be_opened_before_any_note_is_read(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("rain")
        await person.until(lambda: person.app.writing.all_read)
        assert person.cards[0] == "rain.md"

    play(garden(tmp_path), steps, wait=False)


@pytest.mark.parametrize("size", [(60, 24), (40, 10), (20, 8), (8, 3), (2, 2)])
def test_small_terminals(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("rain sort:x ")
        await person.press("down", "alt+1", "alt+e", "escape", "escape")
        await person.type("x")
        assert person.editor.text == "x"

    play(garden(tmp_path), steps, size=size)


def test_nothing_that_is_pasted_reaches_the_terminal_as_a_control(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        person.app.post_message(events.Paste("\x1b]52;c;aGk=\x07 \x9b2J \u202e [/x] [@click=app.quit] loaf"))
        await person.settled()
        await person.settled()
        assert "loaf" in person.app.writing.searching.box.value
        assert all(row.isprintable() for row in person.rows)

    play(garden(tmp_path, NOTES), steps)
