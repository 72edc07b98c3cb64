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

GARDEN = {
    "trees.md": "---\ndate: 2021-03-04\ntitle: Trees\n---\nAn oak lives longer than the house beside it.\n",
    "bread.md": "---\ndate: 2022-05-06\ntitle: Bread\n---\nRye wants eight hours. See [[trees]] and [[soup]].\n",
    "old/letters.md": "---\ndate: 2019-12-24\n---\n# Letters\n\nMy aunt wrote about her oak.\n\nThe stamps are lost.\n",
}


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
    for name, text in GARDEN.items():
        (notes / name).parent.mkdir(parents=True, exist_ok=True)
        (notes / name).write_text(text, encoding="utf-8")
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
