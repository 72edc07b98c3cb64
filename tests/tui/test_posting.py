"""Importing a pasted thread, and exporting one, from the palette."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from screens import NOTES, QUIET, Person, command, garden, play

PASTED = "Pasted today.\n\n1/ The starter was slow.\n12 Likes\n\n2/ So I waited.\n\n4/ Then it rose.\n"
POSTS = {"the-starter-was-slow.md", "so-i-waited.md", "then-it-rose.md", "pasted-today.md"}
THREAD = {
    "first.md": "Flour and water.\n",
    "second.md": '---\nprev: "[[first]]"\n---\nThen it bubbles, and one waits for it.\n',
}


def notes(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("*.md")}


async def import_it(person: Person) -> None:
    await command(person, "import a")


@pytest.mark.parametrize(("answer", "kept"), [("1", False), ("2", True)])
def test_a_pasted_thread_becomes_notes_after_they_were_shown(tmp_path: Path, answer: str, kept: bool) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(PASTED)
        await import_it(person)
        await person.until(lambda: "This text has 4 posts" in person.screen)
        assert "1/ The starter was slow." in person.screen
        assert "Left out, as no part of a post: 12 Likes" in person.screen
        assert not POSTS & notes(tmp_path) - {"pasted-today.md"}
        await person.press(answer)
        first = "pasted-today-2.md"
        await person.until(lambda: person.path == first)
        await person.press("alt+t")
        assert person.cards == [first, "the-starter-was-slow.md", "so-i-waited.md", "then-it-rose.md"]
        assert ("pasted-today.md" in notes(tmp_path)) is kept
        person.app.notebook.undo()
        assert notes(tmp_path) - NOTES.keys() == {"pasted-today.md"}
        assert (tmp_path / "pasted-today.md").read_text("utf-8") == PASTED

    play(garden(tmp_path), steps)


def test_a_thread_that_is_left_alone_makes_no_notes(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(PASTED)
        await import_it(person)
        await person.until(lambda: "This text has 4 posts" in person.screen)
        await person.press("escape")
        await person.until(lambda: person.app.screen is person.app.writing)
        assert person.editor.text == PASTED

    play(garden(tmp_path), steps)
    assert notes(tmp_path) - NOTES.keys() == {"pasted-today.md"}


@pytest.mark.parametrize("text", ["", "No thread at all, but a text that says something."])
def test_what_is_no_thread_is_not_imported(tmp_path: Path, text: str) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(text)
        await import_it(person)
        await person.until(lambda: "There is no thread to import here" in person.screen)

    play(garden(tmp_path), steps)


def test_a_thread_is_copied_as_numbered_posts(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await command(person, "export this")
        await person.until(lambda: "as numbered posts" in person.screen and "clipboard" in person.screen)
        await person.press("1")
        await person.until(lambda: person.app.clipboard)
        assert person.app.clipboard == "1/2 Flour and water.\n\n2/2 Then it bubbles, and one waits for it.\n"

    play(garden(tmp_path, THREAD), steps, note="second.md")


def test_an_exported_thread_is_opened_with_posts_of_the_length_that_is_set(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await command(person, "export this")
        await person.until(lambda: "Open it as a new note" in person.screen)
        await person.press("2")
        await person.until(lambda: "1/3 Flour" in person.editor.text)
        assert max(map(len, person.editor.text.split("\n\n"))) <= 30
        assert not person.app.writing.desk.changed

    play(garden(tmp_path, THREAD), steps, note="second.md", settings=replace(QUIET, post_length=30))


def test_a_text_without_a_file_has_no_thread_to_export(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await command(person, "export this")
        await person.until(lambda: "no file yet" in person.screen)

    play(garden(tmp_path), steps)
