"""Running `recall` as a person would, but within this process: each new one takes a third of a second."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from recall_tui.cli.main import run

TREES = """\
---
date: 2021-03-04
title: Trees
---
An oak lives longer than the house beside it.
"""
BREAD = """\
---
date: 2022-05-06
title: Bread
---
Rye wants eight hours. See [[trees]] and [[soup]].
"""
LETTERS = """\
---
date: 2019-12-24
---
# Letters

My aunt wrote about her oak.

The stamps are lost.
"""


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Recall = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A notes folder, which is the current one; none is set."""
    notes = tmp_path / "notes"
    (notes / "old").mkdir(parents=True)
    for name, text in (("trees.md", TREES), ("bread.md", BREAD), ("old/letters.md", LETTERS)):
        (notes / name).write_text(text)
    monkeypatch.chdir(notes)
    return notes


@pytest.fixture
def recall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Recall:
    """Run a command line: `recall("search", "oak", given=b"through the pipe", tty=False)`."""
    (tmp_path / "config.toml").write_text("floor = 0\n")  # what is shown doesn't depend on how it is tuned
    monkeypatch.setenv("RECALL_CONFIG", os.fspath(tmp_path / "config.toml"))
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "_RECALL_COMPLETE"):
        monkeypatch.delenv(name, raising=False)

    def recall(*arguments: str, given: bytes = b"", tty: bool = False) -> Ran:
        stdin = io.TextIOWrapper(io.BytesIO(given))
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", stdin)
            patched.setattr(stdin, "isatty", lambda: tty)
            patched.setattr(sys.stdout, "isatty", lambda: tty)
            code = run([*arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return recall


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str]]:
    """What the editor was opened on, in place of opening it: folder and note."""
    calls: list[tuple[Path, str]] = []

    def opening(folder: Path, settings: object, note: str = "") -> None:
        calls.append((folder, note))

    monkeypatch.setitem(sys.modules, "recall_tui.tui.app", SimpleNamespace(run=opening))
    return calls
