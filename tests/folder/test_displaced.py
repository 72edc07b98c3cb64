"""What a save displaces: kept for a while, and beside the note where somebody else wrote it."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from recall_tui.errors import NoteError
from recall_tui.folder import disk, displaced, renaming, trash
from recall_tui.folder.files import File, read, save, set_aside

NOW = datetime(2026, 11, 22, 10, 30)

pytestmark = pytest.mark.skipif(renaming._renameat2() is None, reason="names cannot be exchanged here")


def put(root: Path, data: bytes, path: str = "a.md") -> File:
    """A note on disk, read."""
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_bytes(data)
    return read(root, path)


def texts(root: Path) -> dict[str, str]:
    """Every visible file."""
    return {f.name: f.read_text() for f in root.rglob("*.md") if ".recall" not in f.parts}


def conflicts(root: Path) -> list[str]:
    return sorted(f.read_text() for f in root.rglob("* (conflict *.md"))


def temporaries(root: Path) -> list[str]:
    return [f.name for f in root.rglob(".recall-*")]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something between the last look at the note and the exchange."""

    def late(temp: str, target: str) -> bool:
        act()
        return renaming.exchange(temp, target)

    monkeypatch.setattr("recall_tui.folder.files.exchange", late)


def replaced_by(path: Path, text: str) -> None:
    """As many programs save."""
    other = path.with_name("other.tmp")
    other.write_text(text)
    other.replace(path)


# Written in the very moment


@pytest.mark.parametrize("how", [replaced_by, Path.write_text])
def test_what_is_written_in_the_moment_of_a_save_is_put_beside_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Callable[[Path, str], object]
) -> None:
    file = put(tmp_path, b"old")
    meanwhile(monkeypatch, lambda: how(tmp_path / "a.md", "theirs"))
    saved = save(tmp_path, file, "ours")
    assert texts(tmp_path) == {"a.md": "ours", saved.beside: "theirs"}
    assert saved.beside.startswith("a (conflict ") and temporaries(tmp_path) == []
    assert saved == read(tmp_path, "a.md")
    monkeypatch.undo()
    assert save(tmp_path, saved, "ours too").beside == ""
    assert save(tmp_path, saved, saved.text).beside == ""


def test_it_is_put_beside_the_file_that_a_link_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, b"old", "in/a.md")
    (tmp_path / "link.md").symlink_to("in/a.md")
    file = read(tmp_path, "link.md")
    meanwhile(monkeypatch, lambda: replaced_by(tmp_path / "in/a.md", "theirs"))
    saved = save(tmp_path, file, "ours")
    assert saved.beside.startswith("in/a (conflict ")
    assert (tmp_path / saved.beside).read_text() == "theirs"


def test_many_in_the_same_minute_are_all_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path, b"old")
    theirs = iter(range(9))
    meanwhile(monkeypatch, lambda: replaced_by(tmp_path / "a.md", f"theirs {next(theirs)}"))
    for n in range(9):
        file = save(tmp_path, file, f"ours {n}")
    assert conflicts(tmp_path) == [f"theirs {n}" for n in range(9)]
    assert (tmp_path / "a.md").read_text() == "ours 8"


def test_a_folder_put_there_in_the_moment_is_put_beside_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, b"old")

    def folder() -> None:
        (tmp_path / "a.md").unlink()
        (tmp_path / "a.md").mkdir()
        (tmp_path / "a.md/b.md").write_text("inside")

    meanwhile(monkeypatch, folder)
    saved = save(tmp_path, file, "ours")
    assert (tmp_path / "a.md").read_text() == "ours"
    assert (tmp_path / saved.beside / "b.md").read_text() == "inside"


def test_a_note_deleted_in_the_moment_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, b"old")
    meanwhile(monkeypatch, (tmp_path / "a.md").unlink)
    with pytest.raises(NoteError, match="deleted, moved or renamed"):
        save(tmp_path, file, "ours")
    assert (texts(tmp_path), temporaries(tmp_path)) == ({}, [])


def test_the_same_text_written_in_the_moment_is_no_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, b"old")
    meanwhile(monkeypatch, lambda: replaced_by(tmp_path / "a.md", "ours, and long"))
    assert save(tmp_path, file, "ours, and long").beside == ""
    assert texts(tmp_path) == {"a.md": "ours, and long"}


def test_a_program_that_has_the_note_open_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, b"old")
    with (tmp_path / "a.md").open("a") as other:

        def finish() -> None:
            other.write(" and theirs")
            other.close()

        monkeypatch.setattr(renaming, "PATIENCE", 30)
        timer = threading.Timer(0.05, finish)
        timer.start()
        saved = save(tmp_path, file, "ours")
        timer.join()
    assert texts(tmp_path) == {"a.md": "ours", saved.beside: "old and theirs"}


def test_what_a_program_writes_much_later_into_a_note_it_has_open_is_not_lost(tmp_path: Path) -> None:
    file = put(tmp_path, b"old")
    with (tmp_path / "a.md").open("a") as other:
        saved = save(tmp_path, file, "ours")
        saved = save(tmp_path, saved, "ours, later")
        other.write(" and theirs")
    assert conflicts(tmp_path) == ["old and theirs"]
    assert (tmp_path / "a.md").read_text() == "ours, later"


def test_without_another_name_it_keeps_the_one_it_has_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = put(tmp_path, b"old")
    meanwhile(monkeypatch, lambda: replaced_by(tmp_path / "a.md", "theirs"))
    monkeypatch.setattr(displaced, "move_new", full)
    saved = save(tmp_path, file, "ours")
    assert [saved.beside] == temporaries(tmp_path)
    assert (tmp_path / saved.beside).read_text() == "theirs"


@pytest.mark.parametrize("back", [True, False])
def test_what_cannot_be_read_after_the_exchange_gets_its_name_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    file = put(tmp_path, b"old")
    meanwhile(monkeypatch, lambda: replaced_by(tmp_path / "a.md", "theirs"))
    monkeypatch.setattr(displaced, "load", fail)
    if not back:  # nor can it get its name back
        monkeypatch.setattr(displaced, "exchange", fail)
        saved = save(tmp_path, file, "ours")
        assert texts(tmp_path) == {"a.md": "ours", saved.beside: "theirs"}
        return
    with pytest.raises(NoteError, match=r"a\.md was not saved: input/output error"):
        save(tmp_path, file, "ours")
    assert (texts(tmp_path), temporaries(tmp_path)) == ({"a.md": "theirs"}, [])


# Where names cannot be exchanged


@pytest.mark.parametrize("error", [errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, None])
def test_where_names_cannot_be_exchanged_the_note_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int | None
) -> None:
    monkeypatch.setattr(renaming, "_renameat2", lambda: error and (lambda *_: error))
    file = save(tmp_path, put(tmp_path, b"old"), "new")
    assert file == read(tmp_path, "a.md")
    assert [item.why for item in trash.items(tmp_path)] == ["displaced"]
    assert temporaries(tmp_path) == []


def test_a_file_system_that_takes_an_exchange_for_a_renaming_is_put_up_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(source: bytes, path: bytes, flag: int) -> int:
        os.replace(source, path)  # noqa: PTH105 (bytes)
        return 0

    monkeypatch.setattr(renaming, "_renameat2", lambda: rename)
    assert save(tmp_path, put(tmp_path, b"old"), "new").beside == ""
    assert texts(tmp_path) == {"a.md": "new"}


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EACCES, errno.EINTR])
def test_an_exchange_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    monkeypatch.setattr(renaming, "_renameat2", lambda: lambda *_: error)
    with pytest.raises(NoteError, match=os.strerror(error)[1:]):
        save(tmp_path, put(tmp_path, b"old"), "new")
    assert (texts(tmp_path), temporaries(tmp_path)) == ({"a.md": "old"}, [])


# Versions


def kept(root: Path) -> list[str]:
    """The versions in the trash, the first first."""
    items = reversed(trash.items(root))
    return [(root / ".recall/trash" / item.name).read_text() for item in items if item.why == "displaced"]


def test_what_was_read_is_kept_and_then_one_version_in_a_quarter_of_an_hour(tmp_path: Path) -> None:
    file = put(tmp_path, b"read")
    for n in range(5):
        file = save(tmp_path, file, f"{n}")
    assert kept(tmp_path) == ["read"]
    file = replace(file, kept=file.kept - 16 * 60)
    for n in range(5, 9):
        file = save(tmp_path, file, f"{n}")
    assert kept(tmp_path) == ["read", "4"]
    (tmp_path / "a.md").write_text("theirs")
    save(tmp_path, read(tmp_path, "a.md"), "9")
    assert kept(tmp_path) == ["read", "4", "theirs"]


def test_a_version_is_moved_not_copied_and_lies_under_its_path(tmp_path: Path) -> None:
    file = put(tmp_path, b"old", "in/a.md")
    inode = (tmp_path / "in/a.md").stat().st_ino
    save(tmp_path, file, "new")
    (item,) = trash.items(tmp_path)
    assert item.path == "in/a.md"
    assert (tmp_path / ".recall/trash" / item.name).stat().st_ino == inode


def test_an_empty_version_is_not_kept(tmp_path: Path) -> None:
    save(tmp_path, put(tmp_path, b""), "new")
    assert trash.items(tmp_path) == []


def test_a_save_goes_well_where_versions_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / ".recall").write_text("not a folder")
    assert save(tmp_path, put(tmp_path, b"old"), "new").text == "new"
    assert (texts(tmp_path), temporaries(tmp_path)) == ({"a.md": "new"}, [])


# In place


def linked(root: Path, data: bytes) -> File:
    """A note with a second name."""
    file = put(root, data)
    os.link(root / "a.md", root / "b.md")
    return file


def test_a_write_in_place_that_fails_puts_the_old_text_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = linked(tmp_path, b"old text")
    rewrite = disk._rewrite

    def half(fd: int, data: bytes) -> None:
        if data == b"new":
            os.write(fd, data[:1])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rewrite(fd, data)

    monkeypatch.setattr(disk, "_rewrite", half)
    with pytest.raises(NoteError, match=r"a\.md was not saved: no space left"):
        save(tmp_path, file, "new")
    assert texts(tmp_path) == {"a.md": "old text", "b.md": "old text"}
    assert (trash.items(tmp_path), temporaries(tmp_path)) == ([], [])


def test_where_the_old_text_cannot_be_put_back_it_is_told_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = linked(tmp_path, b"old text")

    def half(fd: int, data: bytes) -> None:
        os.write(fd, data[:1])
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(disk, "_rewrite", half)
    with pytest.raises(NoteError, match=r"a\.md was saved in part only: input/output error") as caught:
        save(tmp_path, file, "new")
    (item,) = trash.items(tmp_path)
    assert item.why == "unfinished"
    assert f"Its old text is in .recall/trash/{item.name}." in str(caught.value)
    assert (tmp_path / ".recall/trash" / item.name).read_text() == "old text"


def test_without_a_place_for_the_old_text_nothing_is_written_in_place(tmp_path: Path) -> None:
    file = linked(tmp_path, b"old")
    (tmp_path / ".recall").symlink_to(tmp_path)
    with pytest.raises(NoteError, match=r"\.recall is a link or a file, .* Remove or rename it\."):
        save(tmp_path, file, "new")
    assert texts(tmp_path) == {"a.md": "old", "b.md": "old"}


# Conflict copies


def test_a_text_set_aside_has_the_note_s_newlines_and_mark(tmp_path: Path) -> None:
    file = put(tmp_path, b"\xef\xbb\xbfone\r\n", "in/a.md")
    aside = set_aside(tmp_path, file, "two\n", NOW)
    assert aside.path.startswith("in/a (conflict ") and aside.path.endswith(" 2026-11-22 1030).md")
    assert (tmp_path / aside.path).read_bytes() == b"\xef\xbb\xbftwo\r\n"
    assert aside == read(tmp_path, aside.path)
    assert (tmp_path / "in/a.md").read_bytes() == b"\xef\xbb\xbfone\r\n"


def test_texts_set_aside_never_overwrite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path, b"old")
    asides = [set_aside(tmp_path, file, f"{n}", NOW).path for n in range(12)]
    assert [(tmp_path / path).read_text() for path in asides] == [f"{n}" for n in range(12)]
    looks = iter([False])  # free when it was looked for, and not when it was written
    monkeypatch.setattr(displaced, "lexists", lambda path: next(looks, os.path.lexists(path)))
    assert set_aside(tmp_path, file, "late", NOW).path not in asides


@pytest.mark.parametrize(
    "name", ["木" * 84 + ".md", "a" * 252 + ".md", "\x1b[31m.md", "caf\udce9.md", "a\u202ekm.md"]
)
def test_any_note_s_text_can_be_set_aside(tmp_path: Path, name: str) -> None:
    file = put(tmp_path, b"old", name)
    assert read(tmp_path, set_aside(tmp_path, file, "new", NOW).path).text == "new"


def test_the_computer_s_name_is_cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path, b"old")
    names: dict[str, Any] = {"Mary's Laptop.local": "marys-laptop", "a/../b\x1b": "a", "": "note"}
    for host, said in names.items():
        monkeypatch.setattr("platform.node", lambda host=host: host)
        assert set_aside(tmp_path, file, "x", NOW).path == f"a (conflict {said} 2026-11-22 1030).md"
