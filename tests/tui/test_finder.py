"""One box to open a note by a part of its name, or to make one."""

from __future__ import annotations

from pathlib import Path

from screens import Person, garden, play

from recall_tui.tui.pane import Pane


def offered(person: Person) -> list[tuple[str, str]]:
    return list(person.app.screen.query_one(Pane)._choices or ())


def test_typing_finds_by_title_and_alias(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o")
        assert offered(person)[0] == ("A walk before writing", "walk.md")
        assert len(offered(person)) == 6
        await person.type("sourd")
        assert offered(person)[0] == ("The same loaf every week", "also called Sourdough")
        await person.press("enter")
        await person.until(lambda: person.path == "bread.md")
        assert person.editor.has_focus

    play(garden(tmp_path), steps)


def test_arrows_choose(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o", "down", "down", "up")
        title = offered(person)[1][0]
        await person.press("enter")
        await person.until(lambda: person.path)
        assert person.app.notebook.title(person.path) == title

    play(garden(tmp_path), steps)


def test_a_new_name_makes_a_note_with_the_cursor_below_its_title(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o")
        await person.type("Plum jam [x]")
        assert offered(person)[-1] == ("Make “Plum jam [x]”", "a new note")
        await person.press("enter")
        await person.until(lambda: person.path == "plum-jam-x.md")
        assert person.editor.text == "# Plum jam [x]\n\n"
        assert person.editor.cursor_location == (2, 0)

    play(garden(tmp_path), steps)


def test_a_name_that_is_there_is_not_offered_to_be_made(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o")
        await person.type("SOURDOUGH")
        assert not any(left.startswith("Make") for left, _ in offered(person))

    play(garden(tmp_path), steps)


def test_a_note_of_an_existing_file_name_overwrites_nothing(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o")
        await person.type("oven.")
        await person.press("end", *["down"] * 9, "enter")
        await person.until(lambda: person.path)
        assert person.path == "oven-2.md"

    before = (garden(tmp_path) / "oven.md").read_text()
    play(tmp_path, steps)
    assert (tmp_path / "oven.md").read_text() == before


def test_escape_and_its_own_key_leave_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        for key in ("escape", "ctrl+o"):
            await person.press("ctrl+o")
            await person.type("rain")
            await person.press(key)
            assert person.app.screen is person.app.writing
        assert (person.editor.text, person.path) == ("", "")

    play(garden(tmp_path), steps)


def test_quitting_from_it_quits(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Words\n")
        await person.press("ctrl+o", "ctrl+q")
        await person.until(lambda: not person.app.is_running)

    play(garden(tmp_path), steps)
    assert (tmp_path / "words.md").read_text() == "Words\n"


def test_a_click_opens(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o")
        title = offered(person)[2][0]
        await person.pilot.click(Pane, offset=(8, 4))
        await person.until(lambda: person.path)
        assert person.app.notebook.title(person.path) == title

    play(garden(tmp_path), steps)


def test_with_no_notes_it_asks_for_a_name(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+o", "enter", "down", "enter")
        assert "No notes yet" in person.screen
        await person.type("First\n")
        await person.until(lambda: person.path == "first.md")

    play(tmp_path, steps)
