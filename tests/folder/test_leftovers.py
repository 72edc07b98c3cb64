"""Temporary files of killed saves: all are found, and none goes that may hold the only copy of a text."""

from __future__ import annotations

import os
from pathlib import Path
from time import time

import pytest

from recall_tui.folder.leftovers import DAY, leftovers, sweep_leftovers

NAMES = iter(f".recall-{n:012x}.tmp" for n in range(999))


def left(root: Path, data: bytes, folder: str = "") -> str:
    """A temporary file that a save left; its path."""
    (root / folder).mkdir(exist_ok=True)
    path = f"{folder}/{next(NAMES)}".lstrip("/")
    (root / path).write_bytes(data)
    return path


def swept(root: Path, path: str, folder: str = "", *, days: float = 1.1) -> bool:
    sweep_leftovers(root, folder, time() + days * DAY)
    return not os.path.lexists(root / path)


def test_all_are_found_and_which_are_nothing_but_copies(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"text")
    only, copy, below = left(tmp_path, b"only"), left(tmp_path, b"text"), left(tmp_path, b"x", "in")
    left(tmp_path, b"hidden", ".git")
    assert [(each.path, each.size, each.same_as) for each in leftovers(tmp_path)] == sorted(
        [(only, 4, ""), (copy, 4, "a.md"), (below, 1, "")]
    )
    assert [each.path for each in leftovers(tmp_path, "in")] == [below]


def test_a_copy_of_a_note_goes_after_a_day(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"text")
    path = left(tmp_path, b"text")
    assert not swept(tmp_path, path, days=0.9)
    assert swept(tmp_path, path)
    assert (tmp_path / "a.md").read_bytes() == b"text"


def test_an_empty_one_goes(tmp_path: Path) -> None:
    assert swept(tmp_path, left(tmp_path, b""))


@pytest.mark.parametrize("other", [b"text and more", b"tex", b"texT", b""])
def test_what_may_be_the_only_copy_stays(tmp_path: Path, other: bytes) -> None:
    (tmp_path / "a.md").write_bytes(other)
    one, two = left(tmp_path, b"text"), left(tmp_path, b"text")  # neither is a note
    assert not swept(tmp_path, one, days=999) and not swept(tmp_path, two, days=999)


def test_a_copy_in_another_folder_does_not_count(tmp_path: Path) -> None:
    left(tmp_path, b"", "in")
    (tmp_path / "in/a.md").write_bytes(b"text")
    assert not swept(tmp_path, left(tmp_path, b"text"))


def test_one_that_just_got_its_name_is_young_however_old_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"text")
    path = left(tmp_path, b"text")
    os.utime(tmp_path / path, (0, 0))
    assert not swept(tmp_path, path, days=0)


def test_links_and_pipes_and_folders_of_that_name_are_no_leftovers(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"text")
    (tmp_path / next(NAMES)).symlink_to("a.md")
    os.mkfifo(tmp_path / next(NAMES))
    (tmp_path / next(NAMES)).mkdir()
    assert leftovers(tmp_path) == []
    sweep_leftovers(tmp_path, "", time() + 9 * DAY)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_is_gone_has_none(tmp_path: Path) -> None:
    sweep_leftovers(tmp_path, "gone", time())
    assert leftovers(tmp_path / "gone") == []
