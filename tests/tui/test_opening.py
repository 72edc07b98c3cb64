"""A link is opened when it was seen and agreed to; the note goes to another editor and comes back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from screens import NOTES as GARDEN
from screens import Person, garden, play
from test_programs import NAMES, program

from program import Program
from recall_tui.tui import programs as programs_module


@pytest.fixture
def browsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was given."""
    links: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(programs_module, "browse", lambda link, root, wait=False: links.append(link))
    return links


def asked(person: Person) -> bool:
    return len(person.app.screen_stack) > 1


def test_a_link_is_shown_whole_and_opened_after_a_yes(tmp_path: Path, browsed: list[str]) -> None:
    link = "https://bücher.example/" + "a" * 300 + "/end"

    async def steps(person: Person) -> None:
        await person.type("see it")
        person.editor.insert_text(f"\n[here]({link})")
        await person.press("left", "alt+o")
        await person.until(lambda: asked(person))
        rows = "".join(row.strip(" │") for row in person.screen.split("\n"))
        assert "https://xn--bcher-kva.example/" + "a" * 20 in rows and "/end" in rows
        assert "It leads to xn--bcher-kva.example." in person.screen
        await person.press("escape")
        assert not browsed
        await person.press("alt+o")
        await person.until(lambda: asked(person))
        await person.press("down", "enter")
        assert not browsed
        await person.press("alt+o")
        await person.until(lambda: asked(person))
        await person.press("1")
        await person.until(lambda: browsed)

    play(garden(tmp_path), steps, size=(60, 24))
    assert browsed == [link.replace("bücher", "xn--bcher-kva")]


def test_a_link_is_clicked(tmp_path: Path, browsed: list[str]) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text("see http://example.org/here\n")
        await person.pilot.click("Editor", offset=(10, 0))
        await person.settled()
        assert not asked(person)
        await person.pilot.click("Editor", offset=(10, 0), control=True)
        await person.until(lambda: asked(person))
        await person.press("1")
        await person.until(lambda: browsed)

    play(garden(tmp_path), steps)
    assert browsed == ["http://example.org/here"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no link", "no link at the cursor"),
        ("[x](javascript:alert(1))", "Only links"),
        ("[x](file:///etc/passwd)", "Only links"),
        ("http://x\u202egro.x", "hide"),
        ("http://x\x1bcx\x07y", "hide"),
        ("http://x.org/" + "a" * 700, "whole"),
    ],
)
def test_what_is_not_opened_is_said(tmp_path: Path, browsed: list[str], text: str, words: str) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(text)
        await person.press("left", "left", "alt+o")
        await person.until(lambda: words in person.screen.replace("\n", " "))
        assert not asked(person)

    play(garden(tmp_path), steps)
    assert not browsed


@pytest.mark.parametrize(
    ("text", "path", "row"),
    [
        ("[[oven]]", "oven.md", 3),
        ("[[rain#Rain barrels]]", "rain.md", 4),
        ("[[bread#^crust]]", "bread.md", 8),
        ("[[bread#Flour and water]]", "bread.md", 10),
        ("[the loaf](bread.md)", "bread.md", 4),
    ],
)
def test_a_link_to_a_note_is_followed(tmp_path: Path, text: str, path: str, row: int) -> None:
    said = GARDEN | {"bread.md": GARDEN["bread.md"].rstrip() + " ^crust\n\n## Flour: and water\n\nMixed.\n"}

    async def steps(person: Person) -> None:
        person.editor.insert_text(f"One line\nsee {text} and on")
        await person.press(*["left"] * 9, "alt+o")
        await person.until(lambda: person.path == path)
        assert not asked(person)
        assert abs(person.editor.cursor_location[0] - row) <= 1

    play(garden(tmp_path, said), steps)


def test_a_link_to_no_note_makes_it_after_asking(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text("see [[A late frost]]")
        await person.press("left", "left", "alt+o")
        await person.until(lambda: asked(person))
        await person.press("1")
        await person.until(lambda: person.path == "a-late-frost.md")

    play(garden(tmp_path), steps)


def test_which_of_several_notes_is_meant_is_asked(tmp_path: Path) -> None:
    notes = GARDEN | {"letters/oven.md": "# A toy oven\n"}

    async def steps(person: Person) -> None:
        person.editor.insert_text("see [[oven]]")
        await person.press("left", "left", "alt+o")
        await person.until(lambda: asked(person) or person.path)
        if asked(person):
            await person.press("1")
            await person.until(lambda: person.path)
        assert person.path.endswith("oven.md")

    play(garden(tmp_path, notes), steps)


@contextmanager
def nothing() -> Iterator[None]:
    yield


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that writes what it was given, then adds a line to the note."""
    (tmp_path / "programs").mkdir()
    got = tmp_path / "got"
    lines = (
        f"open({os.fspath(got)!r}, 'a').write(repr(sys.argv[1:]) + chr(10))\n"
        "with open(sys.argv[-1], 'ab') as file: file.write(b'Added elsewhere.\\n')"
    )
    file = program(tmp_path / "programs", "my editor", lines)
    monkeypatch.setenv("EDITOR", f"'{file}' --flag")
    monkeypatch.delenv("VISUAL", raising=False)
    return got


def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    return garden(tmp_path / "notes")


def test_the_note_is_saved_first_and_read_again_and_undo_is_kept(tmp_path: Path, editor: Path) -> None:
    folder = notes(tmp_path)

    async def steps(person: Person) -> None:
        person.app.writing.opening._suspend = nothing
        await person.open("rain.md")
        before = person.editor.text
        person.editor.move_cursor(person.editor.document.end)
        await person.type("typed")
        await person.press("f4")
        await person.until(lambda: "Added elsewhere." in person.editor.text)
        assert (folder / "rain.md").read_text() == f"{before}typedAdded elsewhere.\n" == person.editor.text
        assert not person.app.writing.desk.changed
        await person.press("ctrl+z")
        assert person.editor.text == f"{before}typed"
        while person.editor.text != before:
            await person.press("ctrl+z")
        await person.press("ctrl+s")
        await person.until(lambda: (folder / "rain.md").read_text() == before)

    play(folder, steps)
    assert editor.read_text() == f"{['--flag', os.fspath(folder / 'rain.md')]}\n"


def test_any_file_name_arrives_whole(tmp_path: Path, editor: Path) -> None:
    folder = notes(tmp_path)
    for name in NAMES:
        (folder / name).write_text("# odd\n")

    async def steps(person: Person) -> None:
        person.app.writing.opening._suspend = nothing
        for name in NAMES:
            await person.open(name)
            await person.press("f4")
            await person.until(lambda: person.editor.text == "# odd\nAdded elsewhere.\n")

    play(folder, steps)
    assert editor.read_text().splitlines() == [repr(["--flag", os.fspath(folder / name)]) for name in NAMES]
    there = {path.name for path in folder.glob("*.md")}
    assert there == {*NAMES, *(name for name in GARDEN if "/" not in name)}


@pytest.mark.parametrize(
    ("lines", "words"),
    [("sys.exit(3)", "exit code 3"), ("os.remove(sys.argv[1])", "gone"), (None, "not there"), ("", "")],
)
def test_an_editor_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str | None, words: str
) -> None:
    folder = notes(tmp_path)
    (tmp_path / "programs").mkdir()
    if lines is not None:
        program(tmp_path / "programs", "ed", lines)
    monkeypatch.setenv("VISUAL", os.fspath(tmp_path / "programs" / "ed"))

    async def steps(person: Person) -> None:
        person.app.writing.opening._suspend = nothing
        await person.open("rain.md")
        await person.press("f4")
        await person.rest(0.3)
        assert words in person.screen.replace("\n", " ")
        assert "Two barrels" in person.editor.text
        await person.type("goes on")

    play(folder, steps)


def test_an_empty_note_and_a_terminal_that_is_not_given(tmp_path: Path, editor: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("f4")
        await person.until(lambda: "no file" in person.screen)
        await person.open("rain.md")
        await person.press("f4")
        await person.until(lambda: "not supported" in person.screen)

    play(notes(tmp_path), steps)
    assert not editor.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to open")
def test_on_a_real_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = notes(tmp_path)
    (tmp_path / "programs").mkdir()
    lines = (
        "print('THE EDITOR IS HERE', flush=True)\n"
        "word = sys.stdin.readline().strip()\n"
        "open(sys.argv[1], 'a').write(f'It read {word}.')"
    )
    monkeypatch.setenv("EDITOR", os.fspath(program(tmp_path / "programs", "ed", lines)))
    with Program(folder, "rain.md") as running:
        running.wait_for("Rain barrels")
        running.type("first ")
        running.wait_for("first")
        running.type("\x1bOS")
        running.wait_for("\x1b[?1049l")
        running.wait_for("THE EDITOR IS HERE")
        assert "first" in (folder / "rain.md").read_text()
        running.type("steam\r\n")
        running.wait_for("\x1b[?1049h")
        running.wait_for("It read steam.")
        running.type("last ")
        running.wait_for("last")
        running.type("\x13\x11")
        assert running.wait() == 0
    text = (folder / "rain.md").read_text()
    assert "It read steam." in text and "last" in text and "first" in text


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to open")
def test_anything_can_be_pasted(tmp_path: Path) -> None:
    folder = notes(tmp_path)
    odd = b"caf\xe9 \x1b]0;x\x07\x1b\x11\x1b[A \xe2\x80\xae"
    with Program(folder, "rain.md") as running:
        running.wait_for("Rain barrels")
        os.write(running.ours, b"\xff\x1b[200~" + odd + b"\x00\x1b[201~ and on")
        running.wait_for("and on")
        running.type("\x13\x11")
        assert running.wait() == 0
    assert odd + b" and on" in (folder / "rain.md").read_bytes()


@pytest.mark.parametrize("text", ["see [[oven]] and", "see [it](oven.md) and", "see ![[oven#An oven]]"])
def test_enter_within_a_link_follows_it(tmp_path: Path, text: str) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(text)
        person.editor.move_cursor((0, 7))
        await person.press("enter")
        await person.until(lambda: person.path == "oven.md")
        assert not person.app.notebook.problems

    play(garden(tmp_path), steps)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("see [[oven]] and", 4),
        ("see [[oven]] and", 12),
        ("see [[oven]] and", 14),
        ("    [[oven]] in code", 7),
        ("`[[oven]]`", 5),
        ("see [it](http://example.org) and", 7),
    ],
)
def test_enter_anywhere_else_breaks_the_line(tmp_path: Path, text: str, column: int) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text(text)
        person.editor.move_cursor((0, column))
        await person.press("enter")
        assert person.editor.text.split() == f"{text[:column]} {text[column:]}".split()
        assert person.editor.document.line_count == 2
        assert not asked(person)

    play(garden(tmp_path), steps)


def test_enter_with_a_selection_within_a_link_replaces_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text("[[oven]]")
        person.editor.move_cursor((0, 3))
        person.editor.move_cursor((0, 5), select=True)
        await person.press("enter")
        assert person.editor.text == "[[o\nn]]"

    play(garden(tmp_path), steps)


def test_enter_within_a_link_to_no_note_makes_it_after_asking(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text("[[A late frost]]")
        await person.press("left", "left", "enter")
        await person.until(lambda: asked(person))
        await person.press("1")
        await person.until(lambda: person.path == "a-late-frost.md")
        await person.press("alt+left")

    play(garden(tmp_path), steps)


def test_a_picture_is_no_note_that_could_be_made(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.insert_text("![[oven.PNG|200]]")
        await person.press("left", "left", "enter")
        await person.until(lambda: "is no note" in person.screen)
        assert not asked(person)

    play(garden(tmp_path), steps)
