"""What other programs do to the note that lies open: nothing of theirs or one's own is lost."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from screens import NOTES, QUIET, Person, compare, garden, play

from recall_tui.errors import NoteError
from recall_tui.folder.claims import claim
from recall_tui.folder.files import File
from recall_tui.notebook import Notebook
from recall_tui.tui import desk, sheet

SOON = replace(QUIET, autosave=0.6)
RAIN = NOTES["rain.md"]
LONG = "# Rain\n\n" + "\n".join(f"Barrel {n} is full." for n in range(60)) + "\n"


def copies(folder: Path) -> list[str]:
    """The texts of all conflict copies."""
    return [each.read_text("utf-8") for each in sorted(folder.rglob("*(conflict *).md"))]


def saved(folder: Path) -> str:
    return (folder / "rain.md").read_text("utf-8")


def write(folder: Path, text: str) -> None:
    """Write as most programs do: beside it, then over it."""
    (folder / ".rain.tmp").write_text(text, "utf-8")
    (folder / ".rain.tmp").replace(folder / "rain.md")


# Nothing was being written


def test_a_note_that_is_not_being_written_is_shown_as_it_is_now(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        write(tmp_path, RAIN + "Theirs.\n")
        await person.until(lambda: "Theirs." in person.editor.text)
        await person.until(lambda: "Another program has changed" in person.screen)
        assert "saved" in person.rows[0] and not person.trouble
        await person.press("ctrl+z")
        assert person.editor.text == RAIN and "not saved" in person.rows[0]

    play(garden(tmp_path), steps, note="rain.md")


def test_the_cursor_and_the_scroll_stay_with_what_is_around_them(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.until(lambda: person.path)
        for _ in range(45):
            await person.press("down")
        await person.press("end", "left")
        line, screen = person.editor.cursor_location, person.rows
        text = LONG.replace("Barrel 30", "Barrel thirty").replace("# Rain\n", "# Rain\n\nNew\nlines\n")
        write(tmp_path, text.replace("Barrel 59", "Barrel fifty-nine"))
        await person.until(lambda: "thirty" in person.editor.text)
        await person.settled()
        assert person.editor.cursor_location == (line[0] + 3, line[1])
        assert [row[:50] for row in person.rows[2:12]] == [row[:50] for row in screen[2:12]]
        await person.type("x")
        assert f"Barrel {line[0] - 2} is fullx." in person.editor.text

    play(garden(tmp_path, {"rain.md": LONG}), steps, note="rain.md")


@pytest.mark.parametrize("year", [1901, 2100])
def test_a_file_of_another_century_is_seen_to_have_changed(tmp_path: Path, year: int) -> None:
    seconds = (year - 1970) * 365.25 * 86400

    async def steps(person: Person) -> None:
        (tmp_path / "rain.md").write_text("Theirs.\n", "utf-8")
        os.utime(tmp_path / "rain.md", (seconds, seconds))
        await person.until(lambda: person.editor.text == "Theirs.\n")
        person.editor.move_cursor((0, 0))
        await person.type("Mine. ")
        await person.press("ctrl+s")
        await person.until(lambda: saved(tmp_path) == "Mine. Theirs.\n")

    os.utime(garden(tmp_path) / "rain.md", (seconds, seconds))
    play(tmp_path, steps, note="rain.md")


# While one writes


async def both(person: Person, theirs: str, mine: str = "Mine: ") -> None:
    """Write, have another program write too, and look at both."""
    await person.type(mine)
    write(person.app.notebook.root, theirs)
    await person.until(lambda: "while you wrote" in person.trouble)
    assert mine in person.editor.text and person.app.screen is person.app.writing
    await person.press("ctrl+s")
    await person.until(lambda: "Look later" in person.screen)


def test_both_are_put_together_when_the_person_has_seen_it(tmp_path: Path, at_once: None) -> None:
    async def steps(person: Person) -> None:
        await both(person, RAIN + "Theirs.\n")
        assert "+ Theirs." in person.screen and saved(tmp_path) == RAIN + "Theirs.\n"
        await person.press("1")
        await person.until(lambda: saved(tmp_path) == RAIN.replace("# Rain", "Mine: # Rain") + "Theirs.\n")
        await person.until(lambda: "not saved" not in person.rows[0])
        assert not person.trouble
        await person.press("ctrl+z")
        assert "Theirs" not in person.editor.text and "Mine: " in person.editor.text
        await person.press("ctrl+z")
        assert person.editor.text == RAIN

    play(garden(tmp_path), steps, settings=SOON, note="rain.md")
    assert not copies(tmp_path)


def test_mine_can_become_a_note_of_its_own(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await both(person, RAIN + "Theirs.\n")
        await person.press("2")
        await person.until(lambda: person.editor.text == RAIN + "Theirs.\n")
        assert not person.trouble and person.path == "rain.md"
        await person.until(lambda: "conflict" in person.screen)
        await person.press("ctrl+z")
        assert "Mine: " in person.editor.text

    play(garden(tmp_path), steps, note="rain.md")
    assert copies(tmp_path) == [RAIN.replace("# Rain", "Mine: # Rain")]
    assert saved(tmp_path) == RAIN + "Theirs.\n"


def test_where_both_wrote_the_same_words_theirs_stays_and_mine_goes_beside_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await both(person, RAIN.replace("# Rain", "Theirs: # Rain"))
        assert "Take both" not in person.screen
        await person.press("1")
        await person.until(lambda: "Theirs: " in person.editor.text)

    play(garden(tmp_path), steps, note="rain.md")
    assert copies(tmp_path) == [RAIN.replace("# Rain", "Mine: # Rain")]
    assert saved(tmp_path) == RAIN.replace("# Rain", "Theirs: # Rain")


@pytest.mark.parametrize("key", ["escape", "3"])
def test_it_can_be_looked_at_later(tmp_path: Path, at_once: None, key: str) -> None:
    async def steps(person: Person) -> None:
        await both(person, RAIN + "Theirs.\n")
        await person.press(key)
        await person.until(lambda: person.app.screen is person.app.writing)
        assert person.trouble
        await person.type("and ")
        await person.rest(0.8)
        assert saved(tmp_path) == RAIN + "Theirs.\n"
        write(tmp_path, RAIN + "Theirs too.\n")
        await person.rest(0.3)
        await person.press("ctrl+s")
        await person.until(lambda: "+ Theirs too." in person.screen)
        await person.press("1")
        await person.until(lambda: "Mine: and " in saved(tmp_path) and "Theirs too." in saved(tmp_path))

    play(garden(tmp_path), steps, settings=SOON, note="rain.md")


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+n"])
@pytest.mark.parametrize(
    ("answer", "left"), [("1", "both"), ("2", "beside"), ("3", "dropped"), ("4", "here")]
)
def test_nobody_leaves_before_it_is_settled(tmp_path: Path, key: str, answer: str, left: str) -> None:
    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        write(tmp_path, RAIN + "Theirs.\n")
        await person.until(lambda: person.trouble)
        await person.press(key)
        await person.until(lambda: "Stay here" in person.screen)
        await person.press(answer)
        if left == "here":
            await person.until(lambda: person.app.screen is person.app.writing)
            assert person.editor.text.count("Mine: ") == 1 and person.path == "rain.md"
        else:
            await person.until(lambda: not person.app.is_running or not person.path)

    play(garden(tmp_path), steps, note="rain.md")
    assert ("Mine: " in saved(tmp_path)) == (left == "both") and "Theirs." in saved(tmp_path)
    assert copies(tmp_path) == ([RAIN.replace("# Rain", "Mine: # Rain")] if left == "beside" else [])


def test_who_wrote_the_same_has_no_conflict(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        write(tmp_path, person.editor.text)
        await person.until(lambda: "not saved" not in person.rows[0])
        assert not person.trouble

    play(garden(tmp_path), steps, note="rain.md")


def test_a_change_of_the_same_size_and_time_is_seen_before_it_is_overwritten(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        before = (tmp_path / "rain.md").stat()
        (tmp_path / "rain.md").write_text(RAIN.replace("Two", "Six"), "utf-8")
        os.utime(tmp_path / "rain.md", ns=(before.st_atime_ns, before.st_mtime_ns))
        await person.press("ctrl+s")
        await person.until(lambda: "Look later" in person.screen)
        await person.press("1")
        await person.until(lambda: "Mine: " in saved(tmp_path) and "Six barrels" in saved(tmp_path))

    play(garden(tmp_path), steps, note="rain.md")


# The file is gone, or something else


def test_a_deleted_note_stays_on_the_desk_and_can_be_made_anew(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        (tmp_path / "rain.md").unlink()
        await person.until(lambda: "rain.md is gone" in person.screen)
        assert person.editor.text == RAIN
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: (tmp_path / "rain.md").exists() and not person.trouble)

    play(garden(tmp_path), steps, note="rain.md")
    assert saved(tmp_path) == RAIN.replace("# Rain", "Mine: # Rain")


def test_a_note_that_is_gone_only_for_a_moment_is_no_trouble(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        (tmp_path / "rain.md").rename(tmp_path / ".rain.bak")
        await person.until(lambda: person.trouble)
        (tmp_path / ".rain.bak").rename(tmp_path / "rain.md")
        await person.until(lambda: not person.trouble)

    play(garden(tmp_path), steps, note="rain.md")


def by_copy(folder: Path) -> None:
    shutil.copy2(folder / "rain.md", folder / "letters" / "water.md")
    (folder / "rain.md").unlink()


def by_name(folder: Path) -> None:
    (folder / "rain.md").rename(folder / "letters" / "water.md")


@pytest.mark.parametrize(("move", "typed"), [(by_name, "Mine: "), (by_name, ""), (by_copy, "Mine: ")])
def test_a_renamed_note_is_followed(tmp_path: Path, move: Callable[[Path], None], typed: str) -> None:
    async def steps(person: Person) -> None:
        await person.type(typed)
        move(tmp_path)
        await person.until(lambda: person.path == "letters/water.md")
        await person.type("More. ")
        await person.press("ctrl+s")
        await person.until(lambda: "More. " in (tmp_path / "letters" / "water.md").read_text("utf-8"))

    play(garden(tmp_path), steps, note="rain.md")
    assert f"{typed}More. " in (tmp_path / "letters" / "water.md").read_text("utf-8")
    assert not (tmp_path / "rain.md").exists()


def test_a_copy_that_was_there_before_is_not_taken_for_the_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        (tmp_path / "rain.md").unlink()
        await person.until(lambda: person.trouble)
        assert person.path == "rain.md"

    garden(tmp_path)
    shutil.copy2(tmp_path / "rain.md", tmp_path / "copy.md")
    play(tmp_path, steps, note="rain.md")


def as_folder(folder: Path) -> None:
    (folder / "rain.md").mkdir()


def as_link(folder: Path) -> None:
    (folder.parent / "outside.md").write_text("Outside.", "utf-8")
    (folder / "rain.md").symlink_to(folder.parent / "outside.md")


def as_pipe(folder: Path) -> None:
    os.mkfifo(folder / "rain.md")


def as_picture(folder: Path) -> None:
    (folder / "rain.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


@pytest.mark.parametrize("put", [as_folder, as_link, as_pipe, as_picture])
def test_what_takes_the_place_of_the_file_is_left_alone_and_the_text_goes_beside_it(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()

    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        (folder / "rain.md").unlink()
        put(folder)
        await person.until(lambda: "beside" in person.app.writing.desk.remedy)
        await person.press("ctrl+s")
        await person.until(lambda: not person.trouble)
        assert "conflict" in person.path
        await person.type("More. ")
        await person.press("ctrl+s")
        await person.until(lambda: "More. " in copies(folder)[0])

    play(garden(folder), steps, note="rain.md")
    assert "Mine: More. " in copies(folder)[0]
    assert (
        not (folder.parent / "outside.md").exists()
        or (folder.parent / "outside.md").read_text() == "Outside."
    )


# The folder, and a disk that does not answer


@pytest.mark.parametrize("empty", [False, True])
def test_while_the_folder_is_gone_nothing_is_written_and_nothing_forgotten(
    tmp_path: Path, at_once: None, empty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was unmounted leaves an empty one under its name, or none."""
    monkeypatch.setattr(sheet, "FIRST_PAUSE", 0.1)
    folder, away = garden(tmp_path / "notes"), tmp_path / "away"

    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        notes = len(person.app.notebook)
        for _ in range(3):
            folder.rename(away)
            if empty:
                folder.mkdir()
            await person.type("more ")
            await person.press("ctrl+s")
            await person.until(lambda: "Nothing is written" in person.screen)
            await person.press("ctrl+s")
            await person.rest(0.1)
            assert not folder.exists() or not list(folder.iterdir())
            assert "more " not in (away / "rain.md").read_text() and len(person.app.notebook) == notes
            if empty:
                folder.rmdir()
            away.rename(folder)
            await person.until(lambda: "more " in saved(folder))
            await person.until(lambda: not person.trouble)
            assert len(person.app.notebook) == notes
            await person.press("ctrl+z")
            await person.press("ctrl+s")
            await person.until(lambda: "more " not in saved(folder))

    play(folder, steps, note="rain.md")


def test_what_failed_is_tried_again_until_it_is_saved(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "FIRST_PAUSE", 0.05)
    save, tries = Notebook.save, []

    def failing(self: Notebook, file: File, text: str) -> File:
        tries.append(text)
        if len(tries) < 4:
            raise NoteError("rain.md was not saved: the disk is full.")
        return save(self, file, text)

    monkeypatch.setattr(Notebook, "save", failing)

    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: "disk is full" in person.screen)
        assert "not saved" in person.rows[0]
        await person.until(lambda: "Mine: " in saved(tmp_path))
        await person.until(lambda: "disk is full" not in person.screen)
        assert "saved" in person.rows[0] and "not saved" not in person.rows[0]

    play(garden(tmp_path), steps, note="rain.md")


def test_a_save_that_failed_at_its_very_end_is_no_change_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, tries = Notebook.save, []

    def unconfirmed(self: Notebook, file: File, text: str) -> File:
        done = save(self, file, text)
        tries.append(text)
        if len(tries) == 1:
            raise NoteError("rain.md was written, but the disk did not confirm it.")
        return done

    monkeypatch.setattr(Notebook, "save", unconfirmed)

    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: tries)
        await person.type("more ")
        await person.press("ctrl+s")
        await person.until(lambda: "Mine: more " in saved(tmp_path) and not person.trouble)

    play(garden(tmp_path), steps, note="rain.md")
    assert not copies(tmp_path) and not (tmp_path / "rain-barrels.md").exists()


def test_a_disk_that_does_not_answer_stops_nobody(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "SLOW", 0.05)
    monkeypatch.setattr(desk, "PATIENCE", 0.05)
    answers = threading.Event()
    save = Notebook.save

    def hanging(self: Notebook, file: File, text: str) -> File:
        answers.wait(20)
        return save(self, file, text)

    monkeypatch.setattr(Notebook, "save", hanging)

    async def steps(person: Person) -> None:
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: "does not answer" in person.screen)
        await person.type("more ")
        assert "Mine: more " in person.editor.text and "not saved" in person.rows[0]
        await person.press("ctrl+n")
        await person.until(lambda: "Wait for it" in person.screen)
        await person.press("3")
        await person.until(lambda: person.app.screen is person.app.writing)
        await person.press("ctrl+q")
        await person.until(lambda: "Wait for it" in person.screen)
        await person.press("2")
        await person.until(lambda: not person.app.is_running)

    play(garden(tmp_path), steps, note="rain.md")
    answers.set()


# Two recalls


def test_a_note_that_another_recall_has_can_be_read_and_had_when_it_is_closed_there(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "TAKEN_PAUSE", 0.05)
    other = claim(garden(tmp_path), "rain.md")

    async def steps(person: Person) -> None:
        await person.until(lambda: "Another recall" in person.screen)
        await person.type("Mine: ")
        await person.press("alt+1", "alt+q", "ctrl+z", "ctrl+x", "ctrl+s")
        assert person.editor.text == RAIN and "read-only" in person.rows[0]
        write(tmp_path, RAIN + "Theirs.\n")
        await person.until(lambda: "Theirs." in person.editor.text)
        assert other
        other.release()
        await person.until(lambda: "read-only" not in person.rows[0])
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: "Mine: " in saved(tmp_path) and "Theirs." in saved(tmp_path))

    play(tmp_path, steps, note="rain.md")


def test_a_copy_of_a_note_that_another_recall_has_can_be_written(tmp_path: Path) -> None:
    other = claim(garden(tmp_path), "rain.md")

    async def steps(person: Person) -> None:
        await person.until(lambda: "Another recall" in person.screen)
        await person.press("ctrl+p")
        await person.type("save as new")
        await person.until(lambda: "under another name" in person.screen)
        await person.press("enter")
        await person.until(lambda: person.path == "rain-barrels.md")
        await person.until(lambda: "read-only" not in person.screen)
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: "Mine: " in (tmp_path / "rain-barrels.md").read_text("utf-8"))

    play(tmp_path, steps, note="rain.md")
    assert other
    other.release()
    assert saved(tmp_path) == RAIN


def test_a_note_is_let_go_when_one_leaves_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.rest(0.1)
        assert claim(tmp_path, "rain.md") is None
        await person.open("walk.md")
        await person.rest(0.1)
        free, taken = claim(tmp_path, "rain.md"), claim(tmp_path, "walk.md")
        assert free and taken is None
        free.release()
        await person.press("alt+left")
        await person.until(lambda: person.path == "rain.md")
        await person.rest(0.1)
        assert not person.app.writing.desk.read_only

    play(garden(tmp_path), steps, note="rain.md")
    held = claim(tmp_path, "rain.md")
    assert held
    held.release()


# Notes that can only be read


def endless(file: Path) -> None:
    write(file.parent, "# Rain\n\n" + "rain " * 50_000)


def other_code(file: Path) -> None:
    file.write_text("# Regen für alle\n", "utf-16")


def locked(file: Path) -> None:
    file.chmod(0o444)


@pytest.mark.parametrize(
    ("make", "why"),
    [(endless, "a line of"), (other_code, "UTF-16"), (locked, "may not"), (as_picture, "zero")],
)
def test_what_cannot_be_written_is_shown_with_the_reason(
    tmp_path: Path, at_once: None, make: Callable[[Path], None], why: str
) -> None:
    file = garden(tmp_path) / "rain.md"
    make(tmp_path if make is as_picture else file)
    before = file.read_bytes()

    async def steps(person: Person) -> None:
        assert why in person.screen and "read-only" in person.rows[0]
        shown = person.editor.text
        await person.type("Mine: ")
        await person.press(
            "enter", "backspace", "tab", "alt+1", "alt+l", "ctrl+k", "ctrl+s", "ctrl+z", "pagedown"
        )
        assert person.editor.text == shown and not person.trouble
        await person.press("ctrl+p")
        await person.type("save as new")
        await person.until(lambda: "under another name" in person.screen)
        await person.press("enter")
        if make in (locked, other_code):
            await person.until(lambda: person.path in ("rain-barrels.md", "regen-für-alle.md"))
            await person.type("Mine: ")
            assert "Mine: " in person.editor.text
        else:
            await person.until(lambda: "only a part is shown" in " ".join(person.screen.split()))
        await person.open("walk.md")
        assert not person.app.writing.desk.read_only and not person.trouble
        await person.type("Mine: ")
        assert "Mine: " in person.editor.text

    play(tmp_path, steps, settings=SOON, note="rain.md")
    assert file.read_bytes() == before


def test_a_note_becomes_one_to_write_when_it_can_be(tmp_path: Path) -> None:
    other_code(garden(tmp_path) / "rain.md")

    async def steps(person: Person) -> None:
        assert "Regen für alle" in person.screen and "UTF-16" in person.screen
        write(tmp_path, RAIN)
        await person.until(lambda: "Two barrels" in person.editor.text)
        assert "read-only" not in person.screen
        await person.type("Mine: ")
        await person.press("ctrl+s")
        await person.until(lambda: "Mine: " in saved(tmp_path))
        endless(tmp_path / "rain.md")
        await person.until(lambda: "read-only" in person.rows[0])
        assert "a line of" in person.screen

    play(tmp_path, steps, note="rain.md")


# Undo


def test_undo_reaches_back_over_saves_reloads_and_merges(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("One ")
        await person.press("ctrl+s")
        await person.until(lambda: "One " in saved(tmp_path))
        write(tmp_path, saved(tmp_path) + "Theirs.\n")
        await person.until(lambda: "Theirs." in person.editor.text)
        person.editor.move_cursor((3, 0))
        await both(person, saved(tmp_path) + "More.\n", mine="Two ")
        await person.press("1")
        await person.until(lambda: "Two " in saved(tmp_path) and "More." in saved(tmp_path))
        seen = [person.editor.text]
        for _ in range(12):
            await person.press("ctrl+z")
            if person.editor.text != seen[-1]:
                seen.append(person.editor.text)
        assert seen[-1] == RAIN and len(seen) >= 5
        for _ in range(12):
            await person.press("ctrl+y")
        assert person.editor.text == seen[0] == saved(tmp_path)

    play(garden(tmp_path), steps, note="rain.md")


# Screens


async def conflict(person: Person) -> None:
    await both(person, RAIN + "Theirs.\n")


async def overlap(person: Person) -> None:
    await both(person, RAIN.replace("# Rain", "Theirs: # Rain"))


async def gone(person: Person) -> None:
    (person.app.notebook.root / "rain.md").unlink()
    await person.until(lambda: person.trouble and len(person.app.notebook) == len(NOTES) - 1)
    await person.until(lambda: "rain  " in person.rows[0])


async def long(person: Person) -> None:
    endless(person.app.notebook.root / "rain.md")
    await person.until(lambda: "a line of" in person.screen and "Rain  " in person.rows[0])


async def taken(person: Person) -> None:
    await person.until(lambda: "Another recall" in person.screen)


@pytest.mark.parametrize("size", [(120, 40), (60, 24)])
@pytest.mark.parametrize("steps", [conflict, overlap, gone, taken, long])
def test_it_looks_as_stored(tmp_path: Path, steps: Callable[[Person], object], size: tuple[int, int]) -> None:
    garden(tmp_path)
    other = claim(tmp_path, "rain.md") if steps is taken else None

    async def then_compare(person: Person) -> None:
        await steps(person)  # type: ignore[misc]
        person.app.clear_notifications()  # they go by the clock
        before = ""
        while before != person.screen:  # the index hears of it a little later than the desk
            before = person.screen
            await person.rest(0.4)
        compare(person.app, f"outside-{steps.__name__}-{size[0]}")

    play(tmp_path, then_compare, size=size, note="rain.md")
    if other:
        other.release()
