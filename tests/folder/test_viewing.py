"""A note as it lies open: what can be written, and what is only shown, and why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recall_tui.errors import NoteError
from recall_tui.folder.files import encode
from recall_tui.folder.viewing import LONGEST, LONGEST_LINE, PIECE, SHOWN, moved, view

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))


@pytest.mark.parametrize(
    ("data", "why", "shows"),
    [
        (b"Tea\r\n", "", "Tea\n"),
        (b"", "", ""),
        ("Tee für zwei".encode("utf-16"), "UTF-16", "Tee für zwei"),
        (b"\xfe\xff" + "Tee für zwei".encode("utf-16-be"), "UTF-16", "Tee für zwei"),
        (PNG, "zero bytes", "\udc89PNG"),
        (b"x" * LONGEST_LINE, "", "x" * LONGEST_LINE),
        (b"x" * (LONGEST_LINE + 1), "a line of 50,001 characters", "x" * PIECE + "\n"),
        (b"short\n" * (LONGEST // 6 + 1), "2.0 MB", "short\nshort\n"),
        (b"short\n" * 2_000_000, "12.0 MB", "short\nshort\n"),
    ],
)
def test_what_cannot_be_written_is_shown_with_the_reason(
    tmp_path: Path, data: bytes, why: str, shows: str
) -> None:
    (tmp_path / "tea.md").write_bytes(data)
    seen = view(tmp_path, "tea.md")
    assert seen.text.startswith(shows) and len(seen.text) <= SHOWN * (PIECE + 1) / PIECE
    assert bool(seen.read_only) == bool(why) and why in seen.read_only
    assert seen.whole == (why in ("", "UTF-16"))
    assert seen.inode == (tmp_path / "tea.md").stat().st_ino
    if seen.read_only:
        assert max(map(len, seen.text.split("\n"))) <= PIECE
    else:
        assert encode(seen.file, seen.text) == data


def test_a_huge_file_is_read_only_in_part(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(1 << 30)
    seen = view(tmp_path, "huge.md")
    assert "1,073.7 MB" in seen.read_only and seen.file.size == 1 << 30 and len(seen.text) < 2 * SHOWN


def test_what_may_not_be_written_is_all_shown(tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("Tea.")
    (tmp_path / "tea.md").chmod(0o444)
    seen = view(tmp_path, "tea.md")
    assert "may not be written" in seen.read_only and seen.whole and seen.text == "Tea."
    (tmp_path / "tea.md").chmod(0o644)
    assert not view(tmp_path, "tea.md").read_only


def test_a_part_of_a_file_is_seen_to_change(tmp_path: Path) -> None:
    (tmp_path / "tea.png.md").write_bytes(PNG)
    before = view(tmp_path, "tea.png.md").file
    assert view(tmp_path, "tea.png.md").file == before
    (tmp_path / "tea.png.md").write_bytes(PNG + b"x")
    assert view(tmp_path, "tea.png.md").file.digest != before.digest


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_where_there_is_nothing_to_show_it_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "dir.md").mkdir()
    (tmp_path / "link.md").symlink_to("/nowhere/else.md")
    for name, why in {
        "pipe.md": "a named pipe",
        "dir.md": "a folder",
        "link.md": "out of the notes folder",
        "gone.md": "gone",
    }.items():
        with pytest.raises(NoteError, match=why):
            view(tmp_path, name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "any.md").write_bytes(data)
    seen = view(tmp_path, "any.md")
    assert seen.read_only or encode(seen.file, seen.text) == data


def test_a_moved_note_is_found_by_its_inode_or_as_a_new_file_with_its_text(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "tea.md").write_text("Tea.")
    (tmp_path / "copy.md").write_text("Tea.")
    seen = view(tmp_path, "tea.md")
    later = (tmp_path / "copy.md").stat().st_ctime + 1
    (tmp_path / "tea.md").rename(tmp_path / "sub" / "green tea.md")
    found = moved(tmp_path, seen.file, seen.inode, later)
    assert found and found.path == "sub/green tea.md" and found.digest == seen.file.digest
    assert moved(tmp_path, seen.file, 0, later) is None
    (tmp_path / "sub" / "green tea.md").unlink()
    assert moved(tmp_path, seen.file, 0, later) is None  # the copy was there before
    found = moved(tmp_path, seen.file, 0, later - 1)
    assert found and found.path == "copy.md"
