"""Other programs are started without a shell, by their names, and never out of the notes folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from recall_tui.errors import CannotOpen
from recall_tui.tui.programs import browse, editor_command, environment, run_editor

NAMES = (
    'it\'s "odd".md',
    "; touch x.md",
    "$(touch x).md",
    "`touch x`.md",
    "-rf.md",
    "--help.md",
    "+1.md",
    "a\nb.md",
    "\x1b[31m.md",
    "* ?[a].md",
    "caf\udce9.md",
    "%s{}.md",
)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs beside the notes, the only place on PATH but the system's."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def program(folder: Path, name: str, lines: str) -> Path:
    file = folder / name
    file.write_text(f"#!{sys.executable}\nimport os, sys\n{lines}\n")
    file.chmod(0o700)
    return file


@pytest.mark.parametrize(
    ("editor", "before"),
    [
        ("vim", ["--"]),
        ("nvim -u NONE", ["-u", "NONE", "--"]),
        ("nano '+1,2'", ["+1,2", "--"]),
        ("emacsclient -a \"\"", ["-a", "", "--"]),
        ("mine", []),
        ("mine --wait 'a b'", ["--wait", "a b"]),
    ],
)  # fmt: skip
def test_the_command(editor: str, before: list[str], programs: Path, notes: Path) -> None:
    there = program(programs, editor.split()[0], "")
    for name in NAMES:
        command = editor_command(notes / name, notes, {"EDITOR": editor})
        assert command == [os.fspath(there), *before, os.fspath(notes / name)]
        assert Path(command[-1]).is_absolute()


def test_visual_comes_before_editor(programs: Path, notes: Path) -> None:
    for name in ("one", "two"):
        program(programs, name, "")
    both = {"VISUAL": "one", "EDITOR": "two"}
    assert editor_command(notes / "a.md", notes, both)[0].endswith("one")
    assert editor_command(notes / "a.md", notes, {**both, "VISUAL": " "})[0].endswith("two")


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "export EDITOR=nano"),
        ({"EDITOR": ""}, "export EDITOR=nano"),
        ({"EDITOR": "no-such-editor -x"}, "no-such-editor"),
        ({"VISUAL": "'unclosed"}, "lacks a quote"),
        ({"EDITOR": "/no/such/editor"}, "/no/such/editor"),
        ({"EDITOR": "./here"}, "./here"),
    ],
)
def test_why_there_is_no_editor(
    environ: dict[str, str], words: str, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(notes)
    program(notes, "here", "")
    with pytest.raises(CannotOpen) as error:
        editor_command(notes / "a.md", notes, environ)
    assert words in str(error.value)


@pytest.mark.parametrize("place", ["{notes}", "{notes}/bin", ".", "", "bin", "{link}"])
def test_nothing_in_the_notes_folder_is_run(
    place: str, programs: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (notes / "bin").mkdir()
    (programs / "link").symlink_to(notes / "bin")
    for folder in (notes, notes / "bin"):
        program(folder, "mine", "")
    (programs / "mine").symlink_to(notes / "mine")
    monkeypatch.chdir(notes)
    place = place.format(notes=notes, link=programs / "link")
    for path in (place, f"{place}{os.pathsep}/usr/bin", f"{programs}{os.pathsep}{place}"):
        monkeypatch.setenv("PATH", path)
        with pytest.raises(CannotOpen, match="notes folder"):
            editor_command(notes / "a.md", notes, {"EDITOR": "mine"})
        assert place not in environment(notes)["PATH"].split(os.pathsep)
    with pytest.raises(CannotOpen, match="notes folder"):
        editor_command(notes / "a.md", notes, {"EDITOR": os.fspath(notes / "mine")})


def test_an_editor_that_fails_is_told_of(programs: Path, notes: Path) -> None:
    assert run_editor([os.fspath(program(programs, "good", ""))], notes) == ""
    assert "exit code 3" in run_editor([os.fspath(program(programs, "bad", "sys.exit(3)"))], notes)
    assert "signal 9" in run_editor(
        [os.fspath(program(programs, "killed", "os.kill(os.getpid(), 9)"))], notes
    )
    (programs / "no-program").write_bytes(b"\0")
    (programs / "no-program").chmod(0o700)
    with pytest.raises(CannotOpen, match="cannot be started"):
        run_editor([os.fspath(programs / "no-program")], notes)
    with pytest.raises(CannotOpen, match="cannot be started"):
        run_editor([os.fspath(programs / "gone")], notes)


def test_the_browser_gets_the_link_as_one_word(
    programs: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = programs / "got"
    program(programs, "browser", f"open({os.fspath(got)!r}, 'w').write(repr((sys.argv[1:], os.getcwd())))")
    (notes / "webbrowser.py").write_text("raise SystemExit('a module of the notes folder was loaded')")
    monkeypatch.chdir(notes)
    monkeypatch.setenv("BROWSER", "browser")
    monkeypatch.setenv("HOME", os.fspath(programs))
    browse("http://x.org/;id&'$(id)", notes)
    assert eval(got.read_text()) == (["http://x.org/;id&'$(id)"], os.fspath(programs))
    program(programs, "browser", "sys.exit(1)")
    monkeypatch.setenv("PATH", os.fspath(programs))
    with pytest.raises(CannotOpen, match="BROWSER"):
        browse("http://x.org", notes)
