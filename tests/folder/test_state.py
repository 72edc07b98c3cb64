"""Folders of recall's own, for what it keeps outside the notes."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from recall_tui.folder.cache import cache_folder
from recall_tui.folder.state import state_folder

Made = Callable[[Path], Path | None]

OWN = {"cache": cache_folder, "state": state_folder}
"""What makes one, by the name of what says where."""


@pytest.fixture(params=OWN)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def made(kind: str) -> Made:
    """Makes a folder for a notes folder."""
    return OWN[kind]


@pytest.fixture
def home(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where they go; not there yet."""
    place = tmp_path / f"home/{kind}"
    monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(place))
    return place


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_the_folder_is_made_and_shut_to_others(made: Made, tmp_path: Path, home: Path) -> None:
    folder = made(tmp_path)
    assert folder is not None
    assert folder.parent == home / "recall"
    assert mode(folder) == mode(folder.parent) == 0o700
    folder.chmod(0o755)
    assert made(tmp_path) == folder
    assert mode(folder) == 0o700


def test_all_ways_to_a_folder_lead_to_one(
    made: Made, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (tmp_path / "link").symlink_to(notes)
    monkeypatch.chdir(notes)
    ways = (notes, Path(), tmp_path / "link", notes / "../notes", Path("../link"))
    assert len({made(way) for way in ways} | {made(notes)}) == 1
    others = (tmp_path, tmp_path / "Notes", notes / "a", tmp_path / "caf\udce9")
    assert len({made(way) for way in (notes, *others)}) == 5


def test_where_it_cannot_be_made_there_is_none(made: Made, tmp_path: Path, home: Path) -> None:
    for root in ("a\0b", "\ud800"):
        assert made(Path(root)) is None
    home.parent.write_text("in the way")
    assert made(tmp_path) is None


def test_a_file_or_a_link_in_its_place_is_left_alone(made: Made, tmp_path: Path, home: Path) -> None:
    folder = made(tmp_path)
    assert folder is not None
    folder.rmdir()
    folder.touch(0o644)
    assert made(tmp_path) is None
    assert mode(folder) == 0o644
    folder.unlink()
    (tmp_path / "elsewhere").mkdir(0o755)
    folder.symlink_to(tmp_path / "elsewhere")
    assert made(tmp_path) is None
    assert mode(tmp_path / "elsewhere") == 0o755


def test_without_a_home_there_is_none(
    made: Made, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(uid: int) -> object:
        raise KeyError(uid)

    monkeypatch.chdir(tmp_path)
    for variable in (f"XDG_{kind.upper()}_HOME", "HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert made(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_someone_else_or_one_that_is_shut_is_none(
    made: Made, kind: str, unprivileged, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, acting = unprivileged
    monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(folder))
    with acting():
        mine = made(folder)
        assert mine is not None
        other = made(folder / "other")
    if os.geteuid() == 0:
        assert made(folder) is None
        assert mine.stat().st_uid != 0
    assert other is not None
    other.rmdir()
    mine.parent.chmod(0o500)
    with acting():
        assert made(folder / "other") is None
        assert made(folder) == mine
