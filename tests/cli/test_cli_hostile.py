"""What commands print of hostile notes, names and settings does nothing in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from nasties import LEGAL, nasty, plant
from recall_tui.tui.clean import drives

Recall = Callable[..., Any]

COMMANDS = (
    ("search", "walnut"),
    ("search", "sort:date"),
    ("search", "walnut", "before:\x1b[31m"),
    ("search", "--json", "walnut"),
    ("related", "FIRST"),
    ("related", "FIRST", "--explain"),
    ("related", "no such\x1b]0;x\x07 note"),
    ("extract", "FIRST", "--lines", "3-9", "--dry-run"),
    ("inline", "FIRST", "walnut\x1b[2J\u202e"),
    ("doctor", "--links"),
    ("doctor", "--json"),
    ("new", "\x1b]52;c;aGk=\x07\u202e"),
    ("config",),
    ("config", "--toml"),
    ("config", "--path"),
    ("--\x1b[2J",),
    ("walnut\x1b[2J\u202e",),
)


def unsafe(printed: str) -> str:
    return "".join(char for char in LEGAL.sub("", printed) if drives(char))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: ascii(" ".join(command)))
def test_nothing_drives_the_terminal(
    command: tuple[str, ...], seed: int, recall: Recall, folder: Path
) -> None:
    paths = plant(folder, Random(seed))
    settings = folder.parent / "config.toml"
    settings.write_text('floor = 0\nfolder = "notes\\u009b31m\\u202e"\n', "utf-8")
    ran = recall(*(paths[0] if word == "FIRST" else word for word in command), tty=True)
    assert ran.out or ran.err
    assert unsafe(ran.out + ran.err) == ""


@pytest.mark.parametrize("name", [nasty(Random(n), "\0") for n in range(20)])
def test_settings_come_back(name: str, recall: Recall, folder: Path) -> None:
    from recall_tui.config import Settings, as_toml, load_settings

    name = name.encode("utf-8", "replace").decode()
    file = folder.parent / "again.toml"
    file.write_text(as_toml(Settings(folder=name)), "utf-8")
    assert load_settings(file).folder == name
    assert all(char.isprintable() or char == "\n" for char in file.read_text("utf-8"))
