"""Typing survives what ends the program: it is in the journal, and the next start offers it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import pytest
from screens import NOTES, QUIET, Person, garden, play

from program import UNSAVEABLE, Program
from recall_tui.folder import keeper
from recall_tui.folder.files import read
from recall_tui.folder.journal import Journal, left, waiting
from recall_tui.folder.state import state_folder

OPEN, APART, LATER, DROP = "1", "2", "3", "4"
SOON = 1.0
"""Seconds within which typing is in the journal."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return garden(tmp_path / "notes")


def texts(folder: Path) -> dict[str, str]:
    return {
        f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.rglob("[!.]*") if f.is_file()
    }


def abandon(folder: Path, text: str, note: str = "") -> Path:
    """A journal that was left behind."""
    state = state_folder(folder)
    assert state
    journal = Journal(state, read(folder, note) if note else None, text)
    journal.close()
    return journal.path


def unsaved(folder: Path) -> list[tuple[str, str]]:
    """What the next start would offer: path and text."""
    found = left(folder)
    for each in found:
        each.close()
    return [(x.file.path if x.file else "", x.text) for each in found if (x := each.unsaved)]


def until(what: Callable[[], object], seconds: float = 20) -> None:
    end = monotonic() + seconds
    while not what():
        assert monotonic() < end
        sleep(0.005)


# What is offered


def said(person: Person) -> str:
    """The screen without its frames and line breaks."""
    return " ".join(person.screen.replace("│", " ").split())


async def asked(person: Person) -> None:
    """Wait for the question; whoever is asked has read it."""
    await person.until(lambda: "Later" in person.screen)


async def answer(person: Person, key: str) -> None:
    await asked(person)
    await person.press(key)
    await person.until(lambda: person.app.screen is person.app.writing)


def test_unsaved_text_is_opened_as_an_edit(folder: Path) -> None:
    typed = NOTES["rain.md"] + "And a third one for the leeks.\n"
    path = abandon(folder, typed, "rain.md")

    async def steps(person: Person) -> None:
        await asked(person)
        assert "rain.md has text that was typed and not saved" in person.screen
        assert "+ And a third one for the leeks." in person.screen
        await answer(person, OPEN)
        await person.until(lambda: not path.exists())
        assert person.path == "rain.md"
        assert person.editor.text == typed
        assert person.editor.cursor_location == (7, 0)  # where it was typed last
        assert "not saved" in person.rows[0]
        assert texts(folder) == NOTES
        assert left(folder) == []  # a journal of this sitting has it
        await person.press("ctrl+z")
        assert person.editor.text == NOTES["rain.md"]
        await person.press("ctrl+y", "ctrl+s")
        await person.until(lambda: texts(folder)["rain.md"] == typed)

    play(folder, steps)
    assert unsaved(folder) == []


def test_it_is_left_where_it_is_while_it_is_on_no_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = abandon(folder, "Not lost", "rain.md")
    monkeypatch.setattr(keeper.Keeper, "flush", lambda self, seconds: False)

    async def steps(person: Person) -> None:
        await answer(person, OPEN)
        await person.until(lambda: person.editor.text == "Not lost")
        await person.rest()
        assert path.exists()

    play(folder, steps)


def test_a_new_note_is_opened_without_a_file(folder: Path) -> None:
    abandon(folder, "Plum jam\n\nfor the winter")

    async def steps(person: Person) -> None:
        await asked(person)
        assert "A new note has text" in person.screen
        assert "note of its own" not in person.screen
        await answer(person, OPEN)
        await person.until(lambda: person.editor.text == "Plum jam\n\nfor the winter")
        assert not person.path
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "plum-jam.md")

    play(folder, steps)
    assert unsaved(folder) == []


def test_unsaved_text_becomes_a_note_of_its_own(folder: Path) -> None:
    path = abandon(folder, "# Rain barrels\n\nThree.\n", "rain.md")

    async def steps(person: Person) -> None:
        await answer(person, APART)
        await person.until(lambda: not path.exists())

    play(folder, steps)
    now = texts(folder)
    assert {name: now.pop(name) for name in NOTES} == NOTES
    assert list(now.values()) == ["# Rain barrels\n\nThree.\n"]
    assert "conflict" in next(iter(now))


@pytest.mark.parametrize("key", [LATER, "escape"])
def test_later_asks_at_the_next_start(folder: Path, key: str) -> None:
    abandon(folder, "Not lost", "rain.md")

    async def steps(person: Person) -> None:
        await answer(person, key)
        assert person.editor.text == ""

    for _ in range(2):
        play(folder, steps)
    assert unsaved(folder) == [("rain.md", "Not lost")]


def test_what_was_dropped_can_be_asked_for_again(folder: Path) -> None:
    abandon(folder, "Not lost", "rain.md")

    async def steps(person: Person) -> None:
        await answer(person, DROP)
        await person.until(lambda: waiting(folder) == [])
        for key in (LATER, OPEN):
            await person.press("ctrl+p")
            await person.type("recover")
            await person.until(lambda: "dropped within a day" in person.screen)
            await person.press("enter")
            await answer(person, key)
        await person.until(lambda: person.editor.text == "Not lost")
        await person.until(lambda: left(folder, dropped=True) == [])

    play(folder, steps)


def test_asking_for_what_is_not_there_says_so(folder: Path) -> None:
    async def steps(person: Person) -> None:
        person.app.writing.action_recover()
        await person.until(lambda: "no unsaved text" in person.screen)

    play(folder, steps)


def test_several_are_asked_about_one_after_the_other(folder: Path) -> None:
    for number, note in enumerate(("rain.md", "oven.md", "")):
        os.utime(abandon(folder, f"Text {note}", note), (number, number))

    async def steps(person: Person) -> None:
        # A new note has no place of its own that it could be kept apart from.
        for words, key in (("A new note", "3"), ("oven.md", DROP), ("rain.md", OPEN)):
            await person.until(lambda words=words: f"{words} has text" in person.screen)
            await person.press(key)
        await person.until(lambda: person.editor.text == "Text rain.md")

    play(folder, steps)
    assert unsaved(folder) == [("rain.md", "Text rain.md")]  # autosave is off


def test_a_note_changed_since_is_not_overwritten(folder: Path) -> None:
    abandon(folder, "Mine", "rain.md")
    (folder / "rain.md").write_text("theirs")

    async def steps(person: Person) -> None:
        await asked(person)
        assert "changed by another program" in said(person)
        assert "- theirs" in person.screen
        await answer(person, OPEN)
        await person.until(lambda: person.editor.text == "Mine")
        await person.press("ctrl+s")
        await person.until(lambda: person.trouble)
        assert texts(folder)["rain.md"] == "theirs"

    play(folder, steps)
    assert unsaved(folder) == [("rain.md", "Mine")]


def test_a_note_that_is_gone_is_asked_about_too(folder: Path) -> None:
    abandon(folder, "Mine", "rain.md")
    (folder / "rain.md").unlink()

    async def steps(person: Person) -> None:
        await asked(person)
        assert "gone since" in said(person)
        await answer(person, OPEN)
        await person.until(lambda: person.editor.text == "Mine")

    play(folder, steps)
    assert [text for _, text in unsaved(folder)] == ["Mine"]


def test_what_is_typed_before_the_question_is_saved_by_leaving_it(folder: Path) -> None:
    abandon(folder, "Not lost", "rain.md")

    async def steps(person: Person) -> None:
        await person.type("Typed at once")
        await answer(person, OPEN)
        await person.until(lambda: person.editor.text == "Not lost")

    play(folder, steps)
    assert texts(folder)["typed-at-once.md"] == "Typed at once"


def test_nothing_is_asked_where_all_is_on_disk(folder: Path) -> None:
    abandon(folder, NOTES["rain.md"], "rain.md")
    other = abandon(folder, NOTES["oven.md"] + "More.", "oven.md")
    (folder / "oven.md").write_text(NOTES["oven.md"] + "More.")

    async def steps(person: Person) -> None:
        await person.rest(0.8)
        assert person.app.screen is person.app.writing

    play(folder, steps)
    assert list(other.parent.glob("typing-*")) == []


def test_a_damaged_journal_does_not_stop_the_start(folder: Path) -> None:
    path = abandon(folder, "Gone", "rain.md")
    path.write_bytes(path.read_bytes()[:30] + b"\xff" * 9)

    async def steps(person: Person) -> None:
        await person.until(lambda: "Typing that was not saved" in person.screen)
        await person.type("on")

    play(folder, steps)
    assert unsaved(folder) == [("", "on")]


# What ends the program


def test_leaving_saved_leaves_no_journal(folder: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Well: ")
        await person.until(lambda: list(state_folder(folder).glob("typing-*")))  # type: ignore[union-attr]
        await person.press("ctrl+q")
        await person.until(lambda: not person.app.is_running)

    play(folder, steps, note="rain.md")
    assert texts(folder)["rain.md"].count("Well: ") == 1
    assert unsaved(folder) == []
    assert list(state_folder(folder).iterdir()) == []  # type: ignore[union-attr]


def test_saving_in_a_pause_ends_the_journal(folder: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        state = state_folder(folder)
        assert state
        await person.type("Well: ")
        await person.until(lambda: list(state.glob("typing-*")))
        await person.until(lambda: not list(state.glob("typing-*")))
        assert "Well: " in texts(folder)["rain.md"]

    play(folder, steps, note="rain.md", settings=replace(QUIET, autosave=0.5))


def test_a_program_that_ends_otherwise_leaves_all_of_it(folder: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Well: ")  # and the pilot ends the program at once

    play(folder, steps, note="rain.md")
    (found,) = unsaved(folder)
    assert found[0] == "rain.md"
    assert "Well: " in found[1]


def test_a_fault_of_the_program_loses_nothing(folder: Path) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    async def steps(person: Person) -> None:
        await person.type("Well: ")
        person.app.call_later(fails)
        await person.until(lambda: not person.app.is_running)

    with pytest.raises(ZeroDivisionError):
        play(folder, steps, note="rain.md")
    (found,) = unsaved(folder)
    assert "Well: " in found[1]


def test_a_journal_that_cannot_be_written_is_told_of_and_typing_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in the way").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "in the way"))

    async def steps(person: Person) -> None:
        await person.type("Well: ")
        await person.until(lambda: "What you type is not kept until it is saved" in person.screen)
        await person.type("on we go ")
        await person.press("ctrl+s")
        await person.until(lambda: "Well: on we go " in texts(folder)["rain.md"])

    play(folder, steps, note="rain.md")


def test_nothing_is_written_inside_a_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote: set[str] = set()

    def watched(do: Callable[..., None]) -> Callable[..., None]:
        def doing(*given: object) -> None:
            wrote.add(threading.current_thread().name)
            do(*given)

        return doing

    for name in ("__init__", "add", "sync", "remove"):
        monkeypatch.setattr(Journal, name, watched(getattr(Journal, name)))

    async def steps(person: Person) -> None:
        await person.type("Well: ")
        await person.until(lambda: wrote)

    play(folder, steps)
    assert wrote == {"journal"}


# In a terminal


posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


def journals(folder: Path) -> list[Path]:
    state = state_folder(folder)
    return list(state.glob("typing-*")) if state else []


@posix
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "SIGINT", "hang up"])
def test_what_ends_the_program_leaves_the_text(folder: Path, how: str) -> None:
    with Program(folder, "rain.md", start=UNSAVEABLE) as program:
        program.wait_for("Two barrels")
        program.paste("Plum jam ")
        program.wait_for("Plum jam")
        if how == "hang up":
            program.hang_up()
        else:
            program.signal(how)
        program.wait()
    ((path, text),) = unsaved(folder)
    assert (path, "Plum jam" in text) == ("rain.md", True)


@posix
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "hang up"])
def test_what_was_saved_at_the_end_is_not_offered_again(folder: Path, how: str) -> None:
    with Program(folder) as program:
        program.wait_for("Your past selves answer")
        program.paste("Plum jam")
        program.wait_for("not saved yet")
        until(lambda: journals(folder))
        if how != "hang up":
            program.signal(how)
        if how != "SIGTERM":
            program.hang_up()
        program.wait()
    assert texts(folder)["plum-jam.md"] == "Plum jam"
    assert not journals(folder)  # else the next start would make a second note of it


@posix
def test_killed_while_typing_and_found_again(folder: Path) -> None:
    with Program(folder) as program:
        program.wait_for("Your past selves answer")
        program.type("Plum jam")
        until(lambda: journals(folder))
        assert left(folder) == []  # it is written still
        with Program(folder) as other:
            other.wait_for("Your past selves answer")
            other.type("Pear juice")
            until(lambda: len(journals(folder)) == 2)
            assert b"Later" not in other.shown
            program.kill()
            other.kill()
    assert sorted(text for _, text in unsaved(folder)) == ["Pear juice", "Plum jam"]
    with Program(folder) as program:
        program.wait_for("has text that was typed")


@posix
def test_stopped_and_continued_nothing_is_lost(folder: Path) -> None:
    with Program(folder, "rain.md") as program:
        program.wait_for("Two barrels")
        program.paste("Plum jam ")
        program.wait_for("Plum jam")
        program.signal("SIGTSTP")
        until(lambda: program.state == "T")
        program.signal("SIGCONT")
        program.wait_for("Plum jam")
        program.paste("and pear juice ")
        program.wait_for("pear")
        program.type("\x13")
        until(lambda: "Plum jam and pear juice " in texts(folder)["rain.md"])
