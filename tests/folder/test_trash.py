"""The trash: what goes there comes back, nothing there is overwritten, and nothing goes anywhere else."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.errors import NoteError
from recall_tui.folder import trash

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def put(root: Path, path: str, text: str = "text") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def version(root: Path, path: str, text: str, now: datetime = NOW) -> None:
    trash.keep_version(root, path, text.encode(), now)


def held(root: Path) -> list[tuple[str, str, str]]:
    """Why, path and text of all items, the latest first."""
    place = root / ".recall/trash"
    return [(item.why, item.path, (place / item.name).read_text()) for item in trash.items(root)]


# There and back


def test_a_deleted_note_lies_in_the_trash_and_comes_back_as_it_was(tmp_path: Path) -> None:
    before = put(tmp_path, "ideas/trees.md", "Elms").stat()
    name = trash.discard(tmp_path, "ideas/trees.md", NOW)
    assert name == "20261122T103000.000000Z-deleted/ideas/trees.md"
    assert not (tmp_path / "ideas/trees.md").exists()
    assert trash.items(tmp_path) == [trash.Item(name, "ideas/trees.md", NOW, "deleted", 4)]
    assert trash.restore(tmp_path, name) == "ideas/trees.md"
    after = (tmp_path / "ideas/trees.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert trash.items(tmp_path) == []
    assert os.listdir(tmp_path / ".recall/trash") == []  # noqa: PTH208 (names only)


def test_the_trash_is_closed_to_others(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    trash.discard(tmp_path, "a.md", NOW)
    for folder in (".recall", ".recall/trash"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


def test_nothing_is_overwritten_there_or_on_the_way_back(tmp_path: Path) -> None:
    names = []
    for n in range(12):
        put(tmp_path, "a.md", f"{n}")
        names.append(trash.discard(tmp_path, "a.md", NOW))  # all in the same moment
    assert sorted(held(tmp_path)) == sorted(("deleted", "a.md", f"{n}") for n in range(12))
    paths = [trash.restore(tmp_path, name) for name in names]
    assert paths == ["a.md", *(f"a-{n}.md" for n in range(2, 13))]
    assert [(tmp_path / path).read_text() for path in paths] == [f"{n}" for n in range(12)]


def test_a_note_comes_back_into_a_folder_that_is_gone(tmp_path: Path) -> None:
    put(tmp_path, "x/y/a.md")
    name = trash.discard(tmp_path, "x/y/a.md", NOW)
    (tmp_path / "x/y").rmdir()
    (tmp_path / "x").rmdir()
    assert trash.restore(tmp_path, name) == "x/y/a.md"


@pytest.mark.parametrize(
    "name", ["a" * 252 + ".md", "木" * 84 + ".md", "-rf.md", "caf\udce9.md", "\x1b[31m\n.md", "a: b?.md"]
)
def test_any_name_goes_there_and_back(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"in/{name}")
    assert trash.restore(tmp_path, trash.discard(tmp_path, f"in/{name}", NOW)) == f"in/{name}"


def test_of_a_link_the_link_goes_and_its_target_stays(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "target")
    (tmp_path / "link.md").symlink_to("a.md")
    name = trash.discard(tmp_path, "link.md", NOW)
    assert [file.name for file in tmp_path.glob("*.md")] == ["a.md"]
    trash.restore(tmp_path, name)
    assert (tmp_path / "link.md").readlink() == Path("a.md")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("gone.md", "gone.md was not deleted: it is gone already."),
        ("folder.md", "it is a folder, not a note."),
        ("pipe.md", "it is a named pipe, not a note."),
        ("../a.md", "is no path of a note"),
        ("out/a.md", "leads out of the notes folder"),
    ],
)
def test_what_is_no_note_is_not_deleted(tmp_path: Path, path: str, words: str) -> None:
    root = tmp_path / "notes"
    (root / "folder.md").mkdir(parents=True)
    os.mkfifo(root / "pipe.md")
    put(tmp_path, "a.md")
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(NoteError) as caught:
        trash.discard(root, path, NOW)
    assert words in str(caught.value)
    assert (tmp_path / "a.md").exists() and trash.items(root) == []


@pytest.mark.parametrize("name", ["", "x", "..", "../../a.md", "20261122T103000.000000Z-deleted/b.md"])
def test_only_what_is_in_the_trash_comes_back(tmp_path: Path, name: str) -> None:
    put(tmp_path, "a.md")
    trash.discard(tmp_path, "a.md", NOW)
    with pytest.raises(NoteError, match="in the trash"):
        trash.restore(tmp_path, name)


def test_what_recall_did_not_put_there_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "out/secret.md", "secret")
    for other in ("mine/a.md", "b.md", "20261322T103000.000000Z-displaced/c.md"):
        put(tmp_path, f".recall/trash/{other}")
    (tmp_path / ".recall/trash/20260101T000000.000000Z-displaced").symlink_to(tmp_path / "out")
    inside = tmp_path / ".recall/trash/20260101T000000.000000Z-displaced-2"
    inside.mkdir()
    (inside / "folder").symlink_to(tmp_path / "out")
    assert trash.items(tmp_path) == []
    trash.sweep(tmp_path, NOW + 99 * DAY)
    assert (tmp_path / "out/secret.md").read_text() == "secret"
    assert len(os.listdir(tmp_path / ".recall/trash")) == 5  # noqa: PTH208 (names only)


# A planted link


@pytest.mark.parametrize("planted", [".recall", ".recall/trash"])
@pytest.mark.parametrize("where", ["outside", "inside", "file"])
def test_a_link_in_place_of_the_trash_is_refused(tmp_path: Path, planted: str, where: str) -> None:
    root = tmp_path / "notes"
    put(root, "a.md")
    put(root, "elsewhere/b.md")
    old = put(tmp_path, "away/trash/20200101T000000.000000Z-displaced/c.md")
    (root / planted).parent.mkdir(exist_ok=True)
    if where == "file":
        (root / planted).write_text("mine")
    else:
        (root / planted).symlink_to(tmp_path / "away" if where == "outside" else root / "elsewhere")
    for act in (lambda: trash.discard(root, "a.md", NOW), lambda: trash.items(root)):
        with pytest.raises(NoteError, match="is a link or a file, and not a folder of recall's own"):
            act()
    version(root, "a.md", "old")
    trash.sweep(root, NOW)
    assert (root / "a.md").exists() and old.exists()
    assert sorted(f.name for f in tmp_path.rglob("*.md")) == ["a.md", "b.md", "c.md"]
    if planted == ".recall":
        assert not (root / "elsewhere/trash").exists()


# Versions


def test_versions_go_after_a_day_and_deleted_notes_never(tmp_path: Path) -> None:
    put(tmp_path, "in/a.md", "deleted")
    trash.discard(tmp_path, "in/a.md", NOW - 999 * DAY)
    trash.put_aside(tmp_path, "b.md", b"half", NOW - 999 * DAY)
    for hours in (0, 23, 25, 99):
        version(tmp_path, "in/a.md", f"{hours} h", NOW - timedelta(hours=hours))
    trash.sweep(tmp_path, NOW)
    assert held(tmp_path) == [
        ("displaced", "in/a.md", "0 h"),
        ("displaced", "in/a.md", "23 h"),
        ("unfinished", "b.md", "half"),
        ("deleted", "in/a.md", "deleted"),
    ]
    assert len(os.listdir(tmp_path / ".recall/trash")) == 4  # noqa: PTH208 (names only)


def test_local_time_will_do(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    trash.discard(tmp_path, "a.md", NOW.astimezone().replace(tzinfo=None))
    assert trash.items(tmp_path)[0].when == NOW


def test_a_version_comes_back_beside_the_note(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "new")
    version(tmp_path, "a.md", "old")
    assert trash.restore(tmp_path, trash.items(tmp_path)[0].name) == "a-2.md"
    assert (tmp_path / "a.md").read_text() == "new"
    assert (tmp_path / "a-2.md").read_text() == "old"


def test_an_empty_folder_has_an_empty_trash(tmp_path: Path) -> None:
    assert trash.items(tmp_path) == []
    trash.sweep(tmp_path, NOW)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=300)
@given(st.lists(st.integers(0, 4000), max_size=300).map(sorted))
def test_no_version_is_more_than_a_quarter_of_an_hour_from_one_that_is_kept(seconds: list[int]) -> None:
    kept, when = -trash.EVERY * 9.0, []
    for now in seconds:
        if trash.worth_keeping(kept, now):
            kept = now
            when.append(now)
    assert all(any(0 <= now - each < trash.EVERY for each in when) for now in seconds)
    assert all(later - each >= trash.EVERY for each, later in pairwise(when))


OTHER_DISK = """
import subprocess, sys
from datetime import datetime
from pathlib import Path
from recall_tui.errors import NoteError
from recall_tui.folder import files, trash
root = Path(sys.argv[1])
(root / "disk").mkdir()
subprocess.run(["mount", "-t", "tmpfs", "tmpfs", root / "disk"], check=True)
file = files.create(root, "disk/a.md", "old")
try:
    trash.discard(root, "disk/a.md", datetime.now())
except NoteError as error:
    print(error)
files.save(root, files.read(root, "disk/a.md"), "new")
(item,) = trash.items(root)
kept = root / ".recall/trash" / item.name
print([f.name for f in (root / "disk").iterdir()], item.path, kept.read_text())
"""


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root and Linux")
def test_a_note_on_another_disk_stays_where_it_is(tmp_path: Path, with_mounts: Callable[..., Any]) -> None:
    done = with_mounts(OTHER_DISK, tmp_path)
    assert done.stdout.splitlines() == [
        "disk/a.md was not deleted: invalid cross-device link. The two places are on different disks: move"
        " it by hand.",
        "['a.md'] disk/a.md old",
    ], done.stderr
