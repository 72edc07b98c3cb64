"""`recall`, `recall FOLDER`, `recall NOTE.md`: what the editor is opened on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from recall_tui.cli.main import COMMANDS

Opened = list[tuple[Path, str]]


def test_without_a_folder_the_set_one_is_opened_else_the_current_one(
    recall: Any, folder: Path, opened: Opened, tmp_path: Path
) -> None:
    assert recall(tty=True).code == 0
    (tmp_path / "config.toml").write_text('folder = "~"')
    assert recall(tty=True).code == 0
    assert opened == [(Path(), ""), (tmp_path, "")]


def test_a_folder_is_opened(recall: Any, folder: Path, opened: Opened) -> None:
    for name in ("old", "./old/", os.fspath(folder / "old"), "~/notes/old"):
        assert recall(name, tty=True).code == 0
    assert [where.resolve() for where, _ in opened] == [folder.resolve() / "old"] * 4


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_folder_called_like_a_command_is_opened_by_its_path(
    recall: Any, folder: Path, opened: Opened, name: str
) -> None:
    (folder / name).mkdir()
    assert recall(f"./{name}", tty=True).code == 0
    assert opened == [(Path(name), "")]


def test_a_note_is_opened_in_its_own_folder(recall: Any, folder: Path, opened: Opened) -> None:
    assert recall("old/letters.md", tty=True).code == 0
    assert recall("trees.md", tty=True).code == 0
    assert opened == [(Path("old"), "letters.md"), (Path(), "trees.md")]


def test_a_note_of_the_set_folder_is_opened_in_that(
    recall: Any, folder: Path, opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('folder = "~/notes"')
    (tmp_path / "elsewhere.TXT").write_text("x")
    (folder / "linked.md").symlink_to("trees.md")
    for name in ("old/letters.md", "linked.md", "../elsewhere.TXT"):
        assert recall(name, tty=True).code == 0
    assert opened == [(folder, "old/letters.md"), (folder, "linked.md"), (Path(".."), "elsewhere.TXT")]


def test_what_cannot_be_opened_is_said(recall: Any, folder: Path, opened: Opened) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG")
    os.mkfifo(folder / "pipe.md")
    for name, words in (
        ("nowhere", "There is no folder nowhere. Make it with: mkdir -p nowhere"),
        ("nowhere.md", "There is no note nowhere.md."),
        ("picture.png", "picture.png is a file, not a folder."),
        ("pipe.md", "pipe.md is a file, not a folder."),
        ("serch", "Did you mean: recall search?"),
        ("trees.md/x", "is a file, not a folder"),
        (os.fsdecode(b"\xff\x1b[2J"), "There is no folder \ufffd␛[2J."),
    ):
        ran = recall(name, tty=True)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("recall: ")
        assert words in ran.err
    assert opened == []


def test_new_opens_what_it_made(recall: Any, folder: Path, opened: Opened) -> None:
    assert recall("new", "On oaks", "--open", tty=True).code == 0
    assert opened == [(Path(), "on-oaks.md")]
    assert (folder / "on-oaks.md").exists()


def test_without_a_terminal_nothing_is_opened_or_made(recall: Any, folder: Path, opened: Opened) -> None:
    before = sorted(folder.iterdir())
    for arguments in ([], ["."], ["trees.md"], ["new", "x", "--open"]):
        ran = recall(*arguments)
        assert ran.code == 2
        assert "needs a terminal" in ran.err
    assert opened == []
    assert sorted(folder.iterdir()) == before
