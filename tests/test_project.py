"""The project's own promises: true metadata, checked layers, a start that loads little, a make that helps."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import tomli

import recall_tui

ROOT = Path(__file__).parents[1]
PROJECT = tomli.loads((ROOT / "pyproject.toml").read_text("utf-8"))

SLOW = ("numpy", "Stemmer", "rapidfuzz", "rank_bm25", "yaml", "typer", "markdown_it")
"""What costs too much to be imported before a command needs it."""


def needs(module: str) -> None:
    if find_spec(module) is None:
        pytest.skip(f"there is no {module} yet")


# Metadata


def test_the_command_starts_a_function_that_exists() -> None:
    module, _, function = PROJECT["project"]["scripts"]["recall"].partition(":")
    needs(module)
    assert callable(getattr(import_module(module), function))


def test_the_changelog_begins_with_the_current_version() -> None:
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == recall_tui.__version__
    assert len(set(versions)) == len(versions)


def test_what_the_wheel_needs_is_there() -> None:
    assert (ROOT / PROJECT["project"]["readme"]).is_file()
    assert "the recall-tui authors" in (ROOT / "LICENSE").read_text("utf-8")
    assert (ROOT / PROJECT["tool"]["hatch"]["version"]["path"]).samefile(recall_tui.__file__)


# Layers: `make check` enforces the contracts, so what can go wrong here is that one is dropped or loosened.


def contract(kind: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = PROJECT["tool"]["importlinter"]["contracts"]
    (only,) = (contract for contract in found if contract["type"] == kind)
    return only


def test_imports_point_down() -> None:
    layers = contract("layers")
    assert layers["containers"] == ["recall_tui"]
    assert layers["exhaustive"] is True
    assert layers["layers"] == [
        "cli",
        "tui",
        "acts",
        "notebook",
        "saving",
        "intake",
        "folder",
        "config",
        "recall",
        "essays",
        "review",
        "notes",
        "errors",
    ]
    assert not layers.keys() & {"ignore_imports", "exhaustive_ignores"}


def test_the_core_is_pure() -> None:
    core = contract("forbidden")
    assert core["source_modules"] == [
        "recall_tui.notes",
        "recall_tui.recall",
        "recall_tui.essays",
        "recall_tui.review",
    ]
    outside = {"os", "pathlib", "io", "time", "random", "subprocess", "socket", "textual"}
    assert outside <= set(core["forbidden_modules"])
    assert not core.keys() & {"ignore_imports", "allow_indirect_imports"}


# Start


@pytest.mark.parametrize(
    ("module", "must_wait"),
    [
        ("recall_tui.notebook", (*SLOW, "rich", "textual")),
        ("recall_tui.tui.app", SLOW),
        ("recall_tui.cli.main", (*(set(SLOW) - {"typer"}), "textual")),
    ],
)
def test_importing_loads_nothing_slow(module: str, must_wait: tuple[str, ...]) -> None:
    needs(module)
    code = f"import {module}, sys; print(*sorted(sys.modules.keys() & {set(must_wait)!r}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


# Make


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a space in its name, as people have them, with nothing set up in it."""
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    folder = tmp_path / "my recall"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAKE") and k != "MFLAGS"}
    return subprocess.run(["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def fake_python(folder: Path, script: str) -> str:
    fake = folder / "python3.9"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    return f"PYTHON=./{fake.name}"


def test_make_alone_lists_every_target(checkout: Path) -> None:
    targets = re.search(r"^\.PHONY: (.+)$", (checkout / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    listed = [line.split()[1] for line in make(checkout).stdout.splitlines()]
    assert listed == targets[1].split()


@pytest.mark.parametrize("target", ["run", "test", "check"])
def test_make_without_a_new_enough_python_says_what_to_do(checkout: Path, target: str) -> None:
    failed = make(checkout, target, "UV=", fake_python(checkout, "exit 1"))
    assert failed.returncode != 0
    assert "needs Python 3.11 or newer" in failed.stderr
    assert not (checkout / ".venv").exists()


def test_make_with_a_python_that_cannot_make_environments_names_the_package(checkout: Path) -> None:
    failed = make(checkout, "run", "UV=", fake_python(checkout, 'case "$2" in *ensurepip*) exit 1; esac'))
    assert failed.returncode != 0
    assert "apt install python3.9-venv" in failed.stderr


def test_make_clean_leaves_notes_alone(checkout: Path) -> None:
    for name in ("notes/a.md", ".venv/bin/python", "src/__pycache__/a.pyc", "tests/a.py", "notes/build/b.md"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).touch()
    assert make(checkout, "clean").returncode == 0
    left = {str(path.relative_to(checkout)) for path in checkout.rglob("*") if path.is_file()}
    assert left == {"Makefile", "pyproject.toml", "notes/a.md", "notes/build/b.md", "tests/a.py"}
