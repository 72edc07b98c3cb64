"""A note goes to the trash when one asked for it and agreed, and never with text that is nowhere else."""

from __future__ import annotations

from pathlib import Path

from screens import NOTES, Person, garden, play

from recall_tui.folder import trash


def deleted(folder: Path) -> dict[str, str]:
    """What lies in the trash because it was deleted, by path."""
    found = (item for item in trash.items(folder) if item.why == "deleted")
    return {item.path: (folder / ".recall/trash" / item.name).read_text("utf-8") for item in found}


async def delete(person: Person, answer: str) -> None:
    """By the palette, as one finds it."""
    await person.press("ctrl+p")
    await person.type("delete note")
    await person.until(lambda: "Move the note to the trash" in person.screen)
    await person.press("enter")
    await person.until(lambda: "1  Move it to the trash" in person.screen)
    await person.press(answer)


def test_a_note_is_deleted_after_asking_and_the_one_before_is_there_again(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.open("walk.md")
        await person.type("One last word. ")
        await delete(person, "1")
        await person.until(lambda: deleted(tmp_path))
        assert person.path == "rain.md"
        assert "One last word. " in deleted(tmp_path)["walk.md"]
        assert not (tmp_path / "walk.md").exists()
        await person.until(lambda: "walk.md" not in person.cards)
        await person.press("alt+right", "alt+left")  # it is nowhere on the way back or forward
        await person.rest()
        assert person.path == "rain.md"

    play(garden(tmp_path), steps, note="rain.md")


def test_after_the_only_one_there_is_a_new_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await delete(person, "1")
        await person.until(lambda: deleted(tmp_path))
        assert (person.path, person.editor.text) == ("", "")

    play(garden(tmp_path), steps, note="rain.md")
    assert deleted(tmp_path) == {"rain.md": NOTES["rain.md"]}


def test_whoever_does_not_agree_keeps_the_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        for answer in ("2", "escape"):
            await delete(person, answer)
            await person.rest()
            assert person.path == "rain.md"

    play(garden(tmp_path), steps, note="rain.md")
    assert (tmp_path / "rain.md").exists() and deleted(tmp_path) == {}


def test_where_it_cannot_be_moved_that_is_said_and_it_stays(tmp_path: Path) -> None:
    garden(tmp_path)
    (tmp_path / ".recall").symlink_to(tmp_path)

    async def steps(person: Person) -> None:
        await delete(person, "1")
        await person.until(lambda: "is a link or a file" in person.screen)

    play(tmp_path, steps, note="rain.md")
    assert (tmp_path / "rain.md").exists()


def test_a_draft_without_a_file_has_nothing_to_delete(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("A draft")
        person.app.writing.action_delete_note()
        await person.until(lambda: "nothing to delete" in person.screen)
        assert person.editor.text == "A draft"

    play(garden(tmp_path), steps)
