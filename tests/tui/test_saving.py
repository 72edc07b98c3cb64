"""Nothing written is lost: saving, leaving, and what can go wrong with both."""

from __future__ import annotations

import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from screens import NOTES, NOW, QUIET, Person, garden, play

from program import Program
from recall_tui.errors import NoteError
from recall_tui.folder.files import File
from recall_tui.folder.viewing import Viewed
from recall_tui.notebook import Notebook

SOON = replace(QUIET, autosave=0.03)


def texts(folder: Path) -> dict[str, str]:
    """All notes; a temporary file of a save that goes on meanwhile is none."""
    return {
        f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.rglob("[!.]*") if f.is_file()
    }


# By itself


def test_an_edited_note_saves_itself_in_a_pause(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        await person.type("Well: ")
        assert "not saved" in person.rows[0]
        await person.until(lambda: "Well: " in texts(tmp_path)["rain.md"])
        await person.until(lambda: "not saved" not in person.rows[0])
        assert "saved" in person.rows[0]
        await person.press("ctrl+z")
        assert "not saved" in person.rows[0]
        await person.until(lambda: texts(tmp_path)["rain.md"] == NOTES["rain.md"])

    play(garden(tmp_path), steps, settings=SOON, note="rain.md")


def test_autosave_can_be_off(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        await person.type("Well: ")
        await person.rest()
        assert texts(tmp_path) == NOTES
        await person.press("ctrl+s")
        await person.until(lambda: "Well: " in texts(tmp_path)["rain.md"])

    play(garden(tmp_path), steps, note="rain.md")


def test_an_opened_note_that_was_not_edited_is_not_written(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        for name in ("bread.md", "letters/aunt.md"):
            await person.open(name)
            await person.press("down", "end", "ctrl+s", "alt+1", "escape")
            await person.rest(0.1)
        await person.press("ctrl+q")
        await person.until(lambda: not person.app.is_running)

    play(garden(tmp_path), steps, settings=SOON, note="rain.md")
    assert texts(tmp_path) == NOTES
    assert {f.stat().st_mtime for f in tmp_path.rglob("*.md")} == {NOW.timestamp()}


def test_an_empty_draft_gets_no_file(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        await person.type("  \n \n")
        await person.rest()
        await person.press("ctrl+s", "ctrl+n", "ctrl+q")
        await person.until(lambda: not person.app.is_running)

    play(garden(tmp_path), steps, settings=SOON)
    assert texts(tmp_path) == NOTES


def test_a_draft_waits_for_its_first_line_and_is_named_after_it(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        await person.type("\n# Kale in win")
        await person.rest()
        assert texts(tmp_path) == NOTES
        await person.type("ter\n")
        await person.until(lambda: person.path)
        assert person.path == "kale-in-winter.md"
        assert "Kale in winter" in person.rows[0]
        await person.press("ctrl+n")
        await person.until(lambda: not person.path)
        await person.type("A first line that goes on for long enough")
        await person.until(lambda: person.path)
        assert person.path == "a-first-line-that-goes-on-for-long.md"

    play(garden(tmp_path), steps, settings=SOON)


@pytest.mark.parametrize("how", ["alt+enter", "ctrl+n", "ctrl+q", "alt+left", "finder"])
def test_leaving_a_note_saves_it(tmp_path: Path, how: str) -> None:
    async def steps(person: Person) -> None:
        await person.open("walk.md")
        await person.type("rain water ")
        if how == "finder":
            await person.press("ctrl+o")
            await person.type("moods\n")
        else:
            await person.press(how)
        await person.until(lambda: person.path != "walk.md" or not person.app.is_running)

    play(garden(tmp_path), steps, note="bread.md")
    assert "rain water " in texts(tmp_path)["walk.md"]


def test_what_is_typed_while_a_slow_disk_saves_is_not_lost(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, save = threading.Event(), Notebook.save

    def slowly(self: Notebook, file: File, text: str) -> File:
        assert go_on.wait(5)
        return save(self, file, text)

    monkeypatch.setattr(Notebook, "save", slowly)

    async def steps(person: Person) -> None:
        await person.type("one ")
        await person.press("ctrl+s")
        await person.type("two ")
        assert "one two " in person.editor.text
        go_on.set()
        await person.until(lambda: "one " in texts(tmp_path)["rain.md"])
        await person.settled()
        assert "not saved" in person.rows[0]
        await person.press("ctrl+s")
        await person.until(lambda: "one two " in texts(tmp_path)["rain.md"])

    play(garden(tmp_path), steps, note="rain.md")


def test_what_is_typed_while_another_note_is_read_is_saved_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, view = threading.Event(), Notebook.view

    def slowly(self: Notebook, path: str) -> Viewed:
        assert path != "rain.md" or go_on.wait(5)
        return view(self, path)

    monkeypatch.setattr(Notebook, "view", slowly)

    async def steps(person: Person) -> None:
        await person.type("rain water")
        await person.press("alt+enter")
        await person.type(" in time")
        go_on.set()
        await person.until(lambda: person.path == "rain.md")

    play(garden(tmp_path), steps)
    assert texts(tmp_path)["rain-water-in-time.md"] == "rain water in time"


# Trouble


def test_a_note_changed_by_another_program_is_not_overwritten(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        person.editor.move_cursor(person.editor.document.end)  # a part may be saved, and the heading stays
        await person.type("Mine: ")
        (tmp_path / "rain.md").write_text("theirs", "utf-8")
        await person.until(lambda: "Another program" in person.screen)
        await person.type("still ")
        await person.rest()
        assert "Another program" in person.screen
        assert texts(tmp_path)["rain.md"] == "theirs"
        await person.press("ctrl+p")
        await person.type("save as new")
        await person.until(lambda: "under another name" in person.screen)
        await person.press("enter")
        await person.until(lambda: "Another program" not in person.screen)
        assert not person.trouble and person.path == "rain-barrels.md"

    play(garden(tmp_path), steps, settings=SOON, note="rain.md")
    assert texts(tmp_path)["rain.md"] == "theirs"
    assert "Mine: still " in texts(tmp_path)["rain-barrels.md"]


def test_reloading_takes_theirs_and_undo_gives_mine_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        (tmp_path / "rain.md").write_text("theirs\n", "utf-8")
        await person.until(lambda: person.trouble)
        await person.press("ctrl+p")
        await person.type("reload")
        await person.until(lambda: "text that is on disk" in person.screen)
        await person.press("enter")
        await person.until(lambda: person.editor.text == "theirs\n")
        assert not person.trouble
        await person.press("ctrl+z")
        assert "Mine: " in person.editor.text

    play(garden(tmp_path), steps, note="rain.md")


def test_a_note_that_vanished_can_be_saved_anew(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Kept: ")
        (tmp_path / "rain.md").unlink()
        await person.press("ctrl+s")
        await person.until(lambda: "deleted" in person.screen)
        await person.press("ctrl+s")
        await person.until(lambda: not person.trouble)

    play(garden(tmp_path), steps, note="rain.md")
    assert "Kept: " in texts(tmp_path)["rain.md"]


def failing(self: Notebook, *_: object) -> File:
    raise NoteError("The disk is full. Make room.")


def test_a_draft_that_cannot_be_written_is_kept_and_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Notebook.create
    monkeypatch.setattr(Notebook, "create", failing)

    async def steps(person: Person) -> None:
        await person.type("Words to keep\n")
        await person.press("ctrl+s")
        await person.until(lambda: "disk is full" in person.screen)
        await person.press("ctrl+q")
        await person.until(lambda: "become of your text" in person.screen)
        await person.press("enter")  # try again: in vain
        await person.until(lambda: person.app.screen is person.app.writing)
        assert person.editor.text == "Words to keep\n"
        await person.press("ctrl+n")
        await person.until(lambda: "become of your text" in person.screen)
        await person.press("escape")
        await person.until(lambda: person.app.screen is person.app.writing)
        assert person.editor.text == "Words to keep\n"
        await person.press("ctrl+q")
        await person.until(lambda: "become of your text" in person.screen)
        monkeypatch.setattr(Notebook, "create", create)
        await person.press("enter")
        await person.until(lambda: not person.app.is_running)

    play(garden(tmp_path), steps)
    assert texts(tmp_path)["words-to-keep.md"] == "Words to keep\n"


def test_changes_can_be_dropped_on_leaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notebook, "save", failing)

    async def steps(person: Person) -> None:
        await person.type("Gone: ")
        await person.press("ctrl+n")
        await person.until(lambda: "become of your text" in person.screen)
        await person.press("down", "enter")
        await person.until(lambda: not person.path)
        assert not person.trouble

    play(garden(tmp_path), steps, note="rain.md")
    assert texts(tmp_path) == NOTES


def test_a_folder_that_vanished_is_not_made_anew(tmp_path: Path) -> None:
    folder = garden(tmp_path / "notes")

    async def steps(person: Person) -> None:
        shutil.rmtree(folder)
        await person.type("rain water and much more than that to write about")
        await person.press("ctrl+s")
        await person.until(lambda: "gone" in person.trouble)
        await person.press("alt+enter")
        await person.settled()
        await person.press("ctrl+o")
        await person.type("new\n")
        await person.rest()
        assert person.editor.text.startswith("rain water")

    play(folder, steps)
    assert not folder.exists()


def test_opening_a_note_that_vanished_says_so_and_changes_nothing(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("rain water")
        (tmp_path / "rain.md").unlink()
        await person.press("alt+enter")
        await person.until(lambda: "rain.md is gone" in " ".join(person.screen.split()))
        assert person.editor.text == "rain water"

    play(garden(tmp_path), steps)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_saves_before_it_ends_the_program(tmp_path: Path, name: str) -> None:
    with Program(garden(tmp_path)) as program:
        program.wait_for("Your past selves answer")
        program.paste("Plum jam")
        program.wait_for("not saved yet")
        program.signal(name)
        program.wait()
    assert texts(tmp_path)["plum-jam.md"] == "Plum jam"
