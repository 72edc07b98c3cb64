"""Writing a thread: a text whose posts become notes when it is saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from screens import NOTES, NOW, QUIET, Person, command, compare, garden, play

from recall_tui.errors import NoteError
from recall_tui.folder.journal import left
from recall_tui.folder.planned import Plan
from recall_tui.notebook import Notebook
from recall_tui.tui import sheet

SHORT = replace(QUIET, post_length=20)


def notes(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("*.md")}


async def ask(person: Person, words: str, answer: str) -> None:
    await person.until(lambda: words in person.screen)
    await person.press(answer)


def test_each_post_becomes_a_note_behind_the_one_before(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+w")
        await person.until(lambda: "Post 1 of 1" in person.screen)
        await person.type("The crumb tells.\nAnd how.\n\nSo does the crust.")
        assert "Post 2 of 2" in person.screen
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "so-does-the-crust.md")
        # What was written is read as the thread that it is, and writing goes on in the last of it.
        await person.until(lambda: person.cards == ["bread.md", "the-crumb-tells.md", "so-does-the-crust.md"])
        await person.type(" It cracks.")
        await person.press("ctrl+s")
        await person.until(lambda: not person.app.writing.desk.changed)

    play(garden(tmp_path), steps, note="bread.md")
    made = {name: (tmp_path / name).read_text("utf-8") for name in notes(tmp_path) - NOTES.keys()}
    front = f'date: "{NOW:%Y-%m-%dT%H:%M:%S}"\n---\n'
    assert made == {
        "the-crumb-tells.md": f'---\nprev: "[[bread]]"\n{front}The crumb tells.\nAnd how.\n',
        "so-does-the-crust.md": f'---\nprev: "[[the-crumb-tells]]"\n{front}So does the crust.\n It cracks.',
    }
    assert (tmp_path / "bread.md").read_text("utf-8") == NOTES["bread.md"]


def test_a_new_text_becomes_the_draft_of_a_thread_itself(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("alt+w")
        await person.until(lambda: "Post 2 of 2" in person.screen)
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "two.md")

    play(garden(tmp_path), steps)
    assert notes(tmp_path) - NOTES.keys() == {"one.md", "two.md"}


def test_posts_are_counted_and_what_is_too_long_is_marked(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+w")
        await person.type("Short enough.\n\nThis is much too long for it.\nAll of it.\n\n")
        assert "Post 3 of 3 · 0/20 · too long: 2" in person.screen
        await person.press("up", "up")
        assert "Post 2 of 2 · 40/20 · too long: 2" in person.screen
        compare(person.app, "thread-draft")
        await person.press("up", "up", "up")
        assert "Post 1 of 2 · 13/20" in person.screen

    play(garden(tmp_path), steps, settings=SHORT)


def test_a_draft_is_not_saved_by_itself(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+w")
        await person.type("A first post that is long enough to give a note its name.\n\nAnd more.\n")
        await person.until(lambda: left_behind(person))
        assert person.app.writing.desk.changed

    def left_behind(person: Person) -> bool:
        desk = person.app.writing.desk
        return not desk.is_due() and person.app.writing.recovery._due is None

    play(garden(tmp_path), steps, settings=replace(QUIET, autosave=0.01))
    assert notes(tmp_path) == notes(tmp_path) & NOTES.keys()
    (found,) = left(tmp_path)  # it waits in the journal, as any text that is not saved
    assert found.unsaved
    assert found.unsaved[1].endswith("And more.\n")
    found.close()


@pytest.mark.parametrize(
    ("answer", "path", "made"),
    [
        ("1", "rain.md", {"one.md", "two.md"}),
        ("2", "rain.md", set()),
        ("3", "", set()),
        ("escape", "", set()),
    ],
)
def test_leaving_a_draft_asks(tmp_path: Path, answer: str, path: str, made: set[str]) -> None:
    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("alt+w")
        person.app.writing.start(person.app.writing.desk.go("rain.md"))
        await ask(person, "the draft of a thread, 2 posts so far", answer)
        await person.until(lambda: person.app.screen is person.app.writing and person.path == path)
        assert ("Two." in person.editor.text) is (not path)

    play(garden(tmp_path), steps)
    assert notes(tmp_path) - NOTES.keys() == made


def test_a_draft_can_be_one_note_after_all(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("alt+w", "alt+w")
        await ask(person, "What shall become of it?", "2")
        await person.until(lambda: not person.app.writing.desk.drafting)
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "one.md")
        assert person.editor.text.endswith("One.\n\nTwo.")

    play(garden(tmp_path), steps)


def test_what_would_save_a_draft_as_one_note_is_refused(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("alt+w", "alt+c")
        await person.until(lambda: "Save it first" in person.screen)
        assert person.app.writing.desk.drafting

    play(garden(tmp_path), steps)
    assert notes(tmp_path) == notes(tmp_path) & NOTES.keys()


def test_undoing_brings_the_draft_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("alt+w", "ctrl+s")
        await person.until(lambda: person.path == "two.md")
        await command(person, "undo last")
        await ask(person, "Undo “Write 2 posts”", "1")
        await person.until(lambda: person.app.writing.desk.drafting)
        assert person.editor.text.endswith("One.\n\nTwo.")
        assert notes(tmp_path) == notes(tmp_path) & NOTES.keys()
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "two.md")

    play(garden(tmp_path), steps)


def test_a_card_is_continued_by_a_thread_where_one_is_selected(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("barrels")
        await person.press("alt+w")
        await person.until(lambda: 'prev: "[[rain]]"' in person.editor.text)

    play(garden(tmp_path), steps)


def test_a_save_that_failed_is_not_tried_again_for_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NoteError("The disk is full.")

    monkeypatch.setattr(sheet, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(Notebook, "create", full)

    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("ctrl+s")
        await person.until(lambda: person.trouble)
        await person.press("alt+w")
        await person.until(lambda: person.app.writing.desk.drafting)
        assert not person.app.writing.desk.may_try_again()
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "two.md")
        assert not person.trouble

    play(garden(tmp_path), steps)


def test_what_is_typed_while_posts_are_saved_stays_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on, change = Event(), Notebook.change

    def slowly(notebook: Notebook, plan: Plan) -> Plan:
        going_on.wait(8)
        return change(notebook, plan)

    monkeypatch.setattr(Notebook, "change", slowly)

    async def steps(person: Person) -> None:
        await person.type("One.\n\nTwo.")
        await person.press("alt+w", "ctrl+s")
        await person.type(" And more.")
        going_on.set()
        await person.until(lambda: "You wrote on" in person.screen)
        assert person.app.writing.desk.drafting
        assert person.editor.text.endswith("One.\n\nTwo. And more.")
        assert notes(tmp_path) == NOTES.keys() - {"letters/aunt.md"}
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "two-and-more.md")
        assert notes(tmp_path) - NOTES.keys() == {"one.md", "two-and-more.md"}

    play(garden(tmp_path), steps)
