from __future__ import annotations

import errno
import os
import random
import resource
import signal
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.errors import ChangedOnDisk, NoteError, NoteExists
from recall_tui.folder import renaming, trash
from recall_tui.folder.files import File, create, encode, read, save, set_aside

NOW = datetime(2026, 11, 22, 10, 30)


def put(root: Path, data: bytes, path: str = "a.md") -> File:
    """A note on disk, read."""
    (root / path).write_bytes(data)
    return read(root, path)


def leftovers(root: Path) -> list[str]:
    return [file.name for file in root.rglob(".recall-*")]


def visible(root: Path) -> list[str]:
    return sorted(file.name for file in root.iterdir() if not file.name.startswith("."))


def unreadable(root: Path, path: str) -> str:
    """Why a note cannot be read, in words."""
    with pytest.raises(NoteError) as caught:
        read(root, path)
    return str(caught.value)


def unsaved(root: Path, file: File, text: str = "new") -> str:
    """Why a note cannot be saved, in words; nothing is left behind."""
    with pytest.raises(NoteError) as caught:
        save(root, file, text)
    assert leftovers(root) == []
    return str(caught.value)


# Reading

LINES = st.lists(
    st.sampled_from(
        [b"", b"a", b"\xc3\xa9", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x0c", b"\xe2\x80\xa8"]
    )
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\r"])
BYTES = st.binary() | st.tuples(LINES, st.lists(ENDS, min_size=1, max_size=2)).map(
    lambda drawn: b"".join(line + drawn[1][i % len(drawn[1])] for i, line in enumerate(drawn[0]))
)


@settings(max_examples=300)
@given(BYTES.filter(lambda data: b"\0" not in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff")))
def test_reading_and_encoding_gives_the_same_bytes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = put(Path(folder), data)
    assert encode(file, file.text) == data
    assert file.size == len(data)


@pytest.mark.parametrize(
    ("data", "text", "newline", "bom"),
    [
        (b"", "", "\n", False),
        (b"a\nb", "a\nb", "\n", False),
        (b"a\r\nb\r\n", "a\nb\n", "\r\n", False),
        (b"a\r\nb\n", "a\r\nb\n", "\n", False),
        (b"a\r\nb\rc\r\n", "a\r\nb\rc\r\n", "\n", False),
        (b"a\rb\r", "a\rb\r", "\n", False),
        (b"\xef\xbb\xbf# T\r\n", "# T\n", "\r\n", True),
        (b"\xef\xbb\xbf\xef\xbb\xbf", "\ufeff", "\n", True),
        (b"caf\xe9\n", "caf\udce9\n", "\n", False),
        ("木\u2028\x0c\x85".encode(), "木\u2028\x0c\x85", "\n", False),
    ],
)
def test_text_newlines_and_byte_order_mark(
    tmp_path: Path, data: bytes, text: str, newline: str, bom: bool
) -> None:
    file = put(tmp_path, data)
    assert (file.text, file.newline, file.bom) == (text, newline, bom)


def test_what_is_told_of_a_file_is_what_stat_says(tmp_path: Path) -> None:
    file = put(tmp_path, b"\xef\xbb\xbfa\r\n")
    now = (tmp_path / "a.md").stat()
    assert (file.path, file.size, file.mtime_ns) == ("a.md", 6, now.st_mtime_ns)
    assert file.born == getattr(now, "st_birthtime", None)
    assert put(tmp_path, b"a\n").digest != file.digest


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text"),
        (b"a" * 8191 + b"\0", "not text"),
        ("hello\n".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff\0a", "UTF-16"),
        (b"a" * 10_000_001, r"too large: 10.0 MB, and a note has at most 10 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.md").write_bytes(data)
    assert unreadable(tmp_path, "a.md").startswith("a.md is ")
    assert words in unreadable(tmp_path, "a.md")


def test_a_zero_byte_far_down_is_text(tmp_path: Path) -> None:
    assert put(tmp_path, b"a" * 8192 + b"\0").text.endswith("a\0")


def test_a_note_of_the_largest_size_is_read_and_a_huge_one_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"12345")
    assert read(tmp_path, "a.md", max_bytes=5).text == "12345"
    with pytest.raises(NoteError, match="too large"):
        read(tmp_path, "a.md", max_bytes=4)
    with (tmp_path / "sparse.md").open("wb") as file:
        file.truncate(10**12)
    assert "too large: 1,000,000.0 MB" in unreadable(tmp_path, "sparse.md")


def test_a_file_that_grows_while_it_is_read_is_read_no_further_than_the_limit(
    tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "a.md").write_bytes(b"a" * 1000)
    monkeypatch.setattr(os, "read", lambda fd, n, real=os.read: b"x" * min(n, 50_000))
    assert "too large" in unreadable(tmp_path, "a.md")


def test_pipes_sockets_devices_and_folders_are_named_and_nothing_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(tmp_path / "socket.md"))
    kinds = ["pipe.md is a named pipe", "folder.md is a folder", "socket.md is a socket"]
    if os.geteuid() == 0:
        os.mknod(tmp_path / "zero.md", 0o20666, os.makedev(1, 5))
        kinds.append("zero.md is a device")
    for words in kinds:
        assert unreadable(tmp_path, words.split()[0]) == words + ", not a note."


def test_a_note_that_is_gone_or_shut_is_an_error_in_words(unprivileged) -> None:
    root, acting = unprivileged
    assert unreadable(root, "a.md") == "a.md is gone: it was deleted, moved or renamed."
    assert "is gone" in unreadable(root, "nowhere/a.md")
    with acting():
        put(root, b"x")
        assert "not a directory" in unreadable(root, "a.md/b.md")
        (root / "a.md").chmod(0)
        assert unreadable(root, "a.md").startswith("a.md cannot be read: permission denied. Check ")


# Paths and links

BAD_PATHS = [
    "", "/etc/passwd", "../a.md", "in/../../a.md", "in/../a.md", ".", "..", "./a.md", "in//a.md", "in/", "/",
    "a\0.md", "\ud800.md",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD_PATHS)
def test_paths_that_could_lead_elsewhere_are_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "notes" / "in").mkdir(parents=True)
    put(tmp_path, b"secret")
    for act in (lambda: read(tmp_path / "notes", path), lambda: create(tmp_path / "notes", path, "x")):
        with pytest.raises(NoteError, match="is no path of a note"):
            act()
    assert sorted(os.listdir(tmp_path / "notes")) == ["in"]  # noqa: PTH208 (names only)


@pytest.mark.parametrize("link", ["a.md", "in"])
@pytest.mark.parametrize("away", ["outside", "notes-twin"])
def test_links_that_lead_out_of_the_folder_are_refused(tmp_path: Path, link: str, away: str) -> None:
    root = tmp_path / "notes"
    for folder in (root, tmp_path / away):
        folder.mkdir()
    secret = put(tmp_path / away, b"secret")
    (root / link).symlink_to(tmp_path / away / ("a.md" if link == "a.md" else ""))
    path = "a.md" if link == "a.md" else "in/a.md"
    with pytest.raises(NoteError, match="leads out of the notes folder"):
        read(root, path)
    with pytest.raises(NoteError, match="leads out of the notes folder"):
        save(root, File(path, "secret", secret.digest, "\n", False, 6, 0, None), "new")
    with pytest.raises(NoteError, match=r"is there already|leads out of the notes folder"):
        create(root, path, "new")
    assert [(f.name, f.read_bytes()) for f in (tmp_path / away).iterdir()] == [("a.md", b"secret")]


def test_a_link_within_the_folder_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    put(tmp_path, b"old", "in/a.md")
    (tmp_path / "b.md").symlink_to("in/a.md")
    (tmp_path / "door").symlink_to("in")
    save(tmp_path, read(tmp_path, "b.md"), "new")
    assert os.readlink(tmp_path / "b.md") == "in/a.md"  # noqa: PTH115 (the text of the link)
    file = save(tmp_path, read(tmp_path, "door/a.md"), "newer")
    assert (file.path, (tmp_path / "in/a.md").read_text()) == ("door/a.md", "newer")


def test_a_notes_folder_that_is_a_link_or_has_a_slash_at_its_end_is_as_good_as_another(
    tmp_path: Path,
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    create(tmp_path / "link", "in/a.md", "old")
    (tmp_path / "real/b.md").symlink_to("in/a.md")
    save(tmp_path / "link", read(tmp_path / "link", "b.md"), "new")
    assert (tmp_path / "real/in/a.md").read_text() == "new"


def test_a_link_put_there_at_the_last_moment_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").mkdir()
    put(tmp_path, b"secret")
    (tmp_path / "notes/a.md").symlink_to("../a.md")
    monkeypatch.setattr(os.path, "islink", lambda path: False)
    assert "a.md is a link" in unreadable(tmp_path / "notes", "a.md")


def test_links_that_lead_nowhere_are_errors_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("nowhere.md")
    (tmp_path / "b.md").symlink_to("b.md")
    assert "a.md is gone" in unreadable(tmp_path, "a.md")
    assert unreadable(tmp_path, "b.md") == "b.md is a link that leads nowhere, not a note."


# Saving

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r\udc80\udcff"))


@settings(max_examples=100)
@given(
    st.sampled_from([b"", b"a\n", b"a\r\n", b"\xef\xbb\xbfa\r\nb\r\n", b"a\r\nb\n", b"\xff\n"]), TEXT, TEXT
)
def test_what_save_returns_is_what_is_on_disk_and_can_be_saved_again(data: bytes, one: str, two: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        file = put(root, data)
        for text in (one, two):
            file = save(root, file, text)
            disk = (root / "a.md").read_bytes()
            now = (root / "a.md").stat()
            assert (file.text, file.size, file.mtime_ns) == (text, now.st_size, now.st_mtime_ns) or (
                disk == data  # nothing was written
            )
            assert disk == encode(file, file.text)
        assert visible(root) == ["a.md"]


def test_newlines_and_byte_order_mark_are_kept(tmp_path: Path) -> None:
    file = put(tmp_path, b"\xef\xbb\xbfone\r\ntwo\r\n")
    file = save(tmp_path, file, file.text + "three\nfour\r\n")  # pasted with its own newline
    assert (tmp_path / "a.md").read_bytes() == b"\xef\xbb\xbfone\r\ntwo\r\nthree\r\nfour\r\n"
    mixed = put(tmp_path, b"one\r\ntwo\n\xff")
    save(tmp_path, mixed, mixed.text.replace("two", "2"))
    assert (tmp_path / "a.md").read_bytes() == b"one\r\n2\n\xff"


def test_unchanged_text_is_not_written(tmp_path: Path) -> None:
    file = put(tmp_path, b"one\r\n\xff")
    before = (tmp_path / "a.md").stat()
    assert save(tmp_path, file, file.text) is file
    assert (tmp_path / "a.md").stat() == before


def test_half_a_character_is_refused_with_its_line_and_nothing_is_written(tmp_path: Path) -> None:
    file = put(tmp_path, b"old")
    assert "line 2 has half of a character (U+D83D)" in unsaved(tmp_path, file, "a\nb\ud83d\nc")
    assert (tmp_path / "a.md").read_bytes() == b"old"


@pytest.mark.parametrize(
    "other", [b"new words", b"old word", b"old words and more", b"", b"old wordz" * 20_000]
)
def test_what_another_program_wrote_is_not_overwritten(tmp_path: Path, other: bytes) -> None:
    file = put(tmp_path, b"old words")
    (tmp_path / "a.md").write_bytes(other)
    os.utime(tmp_path / "a.md", ns=(file.mtime_ns, file.mtime_ns))  # size and time may be the same as before
    with pytest.raises(ChangedOnDisk, match=r"another program has changed it .* Read it again"):
        save(tmp_path, file, "my words")
    assert (tmp_path / "a.md").read_bytes() == other
    assert leftovers(tmp_path) == []
    assert save(tmp_path, read(tmp_path, "a.md"), "my words").text == "my words"


def test_a_note_that_is_gone_or_became_something_else_is_not_made_anew(tmp_path: Path) -> None:
    file = put(tmp_path, b"old")
    (tmp_path / "a.md").unlink()
    words = unsaved(tmp_path, file)
    assert "deleted, moved or renamed" in words and "Save your text as a new note." in words
    assert not (tmp_path / "a.md").exists()
    (tmp_path / "a.md").mkdir()
    assert "a.md is a folder" in unsaved(tmp_path, file)
    (tmp_path / "a.md").rmdir()
    os.mkfifo(tmp_path / "a.md")
    assert "a.md is a named pipe" in unsaved(tmp_path, file)


def test_a_notes_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    root = tmp_path / "unmounted"
    root.mkdir()
    file = put(root, b"old")
    (root / "a.md").unlink()
    root.rmdir()
    for act in (
        lambda: save(root, file, "new"),
        lambda: create(root, "in/b.md", "new"),
        lambda: set_aside(root, file, "new", NOW),
        lambda: trash.discard(root, "a.md", NOW),
    ):
        with pytest.raises(NoteError, match=r"the notes folder .*unmounted is gone.* Bring it back\."):
            act()
    assert not root.exists()


def test_mode_and_extended_attributes_are_kept(tmp_path: Path) -> None:
    file = put(tmp_path, b"old")
    (tmp_path / "a.md").chmod(0o754)
    tagged = sys.platform == "linux"
    if tagged:
        try:
            os.setxattr(tmp_path / "a.md", "user.tag", b"x")
        except OSError:
            tagged = False
    save(tmp_path, file, "new")
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o754
    if tagged:
        assert os.getxattr(tmp_path / "a.md", "user.tag") == b"x"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(tmp_path: Path) -> None:
    file = put(tmp_path, b"old")
    os.chown(tmp_path / "a.md", 65534, 65533)
    save(tmp_path, file, "new")
    now = (tmp_path / "a.md").stat()
    assert (now.st_uid, now.st_gid) == (65534, 65533)


def test_a_hard_linked_file_keeps_its_names(tmp_path: Path) -> None:
    file = put(tmp_path, b"old and longer")
    os.link(tmp_path / "a.md", tmp_path / "b.md")
    file = save(tmp_path, file, "new")
    assert (tmp_path / "a.md").samefile(tmp_path / "b.md")
    assert ((tmp_path / "b.md").read_text(), leftovers(tmp_path)) == ("new", [])
    assert file == read(tmp_path, "a.md")
    assert [(item.why, item.path) for item in trash.items(tmp_path)] == [("displaced", "a.md")]
    save(tmp_path, file, "newer")
    assert len(trash.items(tmp_path)) == 1


def test_a_note_or_folder_that_must_not_be_written_is_an_error_in_words(unprivileged) -> None:
    root, acting = unprivileged
    with acting():
        file = put(root, b"old")
        (root / "a.md").chmod(0o444)
        assert "a.md was not saved: it is read-only" in unsaved(root, file)
        (root / "a.md").chmod(0o600)
        root.chmod(0o500)
        assert unsaved(root, file).startswith("a.md was not saved: permission denied. Check ")
        with pytest.raises(NoteError, match=r"^b\.md was not created: permission denied"):
            create(root, "b.md", "x")
        root.chmod(0o700)
        assert save(root, file, "new").text == "new"
    (root / "a.md").chmod(0o444)
    assert "read-only" in unsaved(root, read(root, "a.md"), "by root")


# When the system fails

CALLS = ["open", "write", "fsync", "fstat", "close", "lstat", "stat", "mkdir", "rename", "unlink", "read"]
ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE, errno.EFBIG, errno.EDQUOT]


@contextmanager
def failing(name: str, at: int, error: int) -> Iterator[list[int]]:
    """Let the call of that name fail the `at`-th time; the list counts the calls."""
    count = [0]

    def call(*args: object, **kwargs: object) -> object:
        count[0] += 1
        if count[0] == at:
            if name == "close":
                real(*args)
            raise OSError(error, os.strerror(error))
        return real(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda fd: None)  # waiting for the disk hundreds of times proves nothing
        real: Callable[..., object] = getattr(os, name)
        patch.setattr(os, name, call)
        yield count


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", ERRORS)
def test_whatever_fails_the_note_is_old_or_new_and_the_failure_is_told(
    tmp_path: Path, name: str, error: int
) -> None:
    words = os.strerror(error).lower()
    for at in range(1, 10):
        file = put(tmp_path, b"old")
        with failing(name, at, error) as count:
            try:
                save(tmp_path, file, "new")
                told = ""
            except NoteError as caught:
                told = str(caught).lower()
        after = (tmp_path / "a.md").read_bytes()
        assert leftovers(tmp_path) == []
        if count[0] < at:
            assert (told, after) == ("", b"new")
            break
        assert words in told or told == ""
        assert after == (b"new" if told == "" or "did not confirm" in told else b"old")
    else:
        pytest.fail("more calls than tried")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", ERRORS)
def test_whatever_fails_a_new_note_is_there_whole_or_not_at_all(
    tmp_path: Path, name: str, error: int
) -> None:
    for at in range(1, 20):
        path = f"{at}/in/a.md"
        with failing(name, at, error) as count:
            try:
                create(tmp_path, path, "new")
                told = ""
            except NoteError as caught:
                told = str(caught).lower()
        assert leftovers(tmp_path) == []
        assert os.strerror(error).lower() in told or told == ""
        assert (tmp_path / path).exists() == (told == "" or "did not confirm" in told)
        if (tmp_path / path).exists():
            assert (tmp_path / path).read_bytes() == b"new"
        if count[0] < at:
            break
    else:
        pytest.fail("more calls than tried")


def test_after_a_failed_sync_the_same_text_can_be_saved_again(tmp_path: Path) -> None:
    file, new = put(tmp_path, b"old"), "new" * 100_000
    with failing("fsync", 2, errno.EIO), pytest.raises(NoteError, match="was written, but the disk did not"):
        save(tmp_path, file, new)
    assert (tmp_path / "a.md").read_text() == new
    assert save(tmp_path, file, new) == read(tmp_path, "a.md")


def test_the_folder_is_synced_after_the_replacement_and_the_file_before(tmp_path: Path, monkeypatch) -> None:
    events: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if name == "fsync":
                assert isinstance(args[0], int)
                events.append("folder" if stat.S_ISDIR(os.fstat(args[0]).st_mode) else "file")
            else:
                events.append(name)
            return real(*args, **kwargs)

        return call

    file = put(tmp_path, b"old")
    for name in ("fsync", "replace", "link", "unlink", "mkdir"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    rename = renaming._rename
    monkeypatch.setattr(renaming, "_rename", lambda *names: events.append("rename") or rename(*names))
    file = save(tmp_path, file, "new")
    assert [event for event in events if event not in ("mkdir", "unlink")] == ["file", "rename", "folder"]
    events.clear()
    save(tmp_path, file, "newer")
    assert events == ["file", "rename", "unlink", "folder"]
    events.clear()
    create(tmp_path, "x/y/b.md", "new")
    assert events == ["mkdir", "folder", "mkdir", "folder", "file", "rename", "folder"]


@pytest.mark.parametrize("most", [1, 7, 4096])
def test_a_system_that_writes_less_than_asked_is_asked_again(tmp_path: Path, monkeypatch, most: int) -> None:
    monkeypatch.setattr(os, "write", lambda fd, data, real=os.write: real(fd, data[:most]))
    save(tmp_path, put(tmp_path, b"old"), "new words " * 50)
    assert (tmp_path / "a.md").read_text() == "new words " * 50


def test_a_system_that_writes_nothing_is_a_fault_and_no_endless_loop(tmp_path: Path, monkeypatch) -> None:
    file = put(tmp_path, b"old")
    monkeypatch.setattr(os, "write", lambda fd, data: 0)
    assert "input/output error" in unsaved(tmp_path, file)


def test_a_limit_on_file_sizes_is_told(tmp_path: Path) -> None:
    file = put(tmp_path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        assert "file too large. Files of that size are not allowed here" in unsaved(
            tmp_path, file, "new" * 1000
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "a.md").read_bytes() == b"old"


FULL_DISK = """
import os, subprocess, sys
from pathlib import Path
from recall_tui.errors import NoteError
from recall_tui.folder.files import create, read, save
root = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", root], check=True)
file = create(root, "a.md", "old")
def attempt(act):
    try:
        act()
    except NoteError as error:
        print(error)
    print((root / "a.md").read_text(), os.listdir(root))
attempt(lambda: save(root, file, "new" * 100_000))
attempt(lambda: create(root, "b.md", "new" * 100_000))
subprocess.run(["mount", "-o", "remount,ro", root], check=True)
attempt(lambda: save(root, file, "new"))
"""


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a full disk needs root and Linux")
def test_a_full_and_a_read_only_disk(tmp_path: Path, with_mounts: Callable[..., Any]) -> None:
    done = with_mounts(FULL_DISK, tmp_path)
    assert done.stdout.splitlines() == [
        "a.md was not saved: no space left on device. Free some space on that disk and try again.",
        "old ['a.md']",
        "b.md was not created: no space left on device. Free some space on that disk and try again.",
        "old ['a.md']",
        "a.md was not saved: it is read-only, by its permissions (chmod u+w) or its disk."
        " Allow writing, or save your text as a new note.",
        "old ['a.md']",
    ], done.stderr


def test_a_process_killed_at_any_moment_leaves_the_old_text_or_the_new(tmp_path: Path) -> None:
    texts = {f"{n}" * 5000 for n in range(10)}
    file = put(tmp_path, b"0" * 5000)
    chance = random.Random(1)
    for _ in range(40):
        child = os.fork()
        if child == 0:
            try:
                for n in range(10_000):
                    file = save(tmp_path, file, f"{n % 10}" * 5000)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.001, 0.01))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        file = read(tmp_path, "a.md")
        assert file.text in texts
    assert all(name.endswith(".tmp") for name in leftovers(tmp_path))


# Creating


def test_a_new_note_and_its_folders_are_made(tmp_path: Path) -> None:
    file = create(tmp_path, "in/deep/Ideas é.md", "one\ntwo\n")
    assert file == read(tmp_path, "in/deep/Ideas é.md")
    assert os.listdir(tmp_path / "in/deep") == ["Ideas é.md"]  # noqa: PTH208 (names only)
    assert save(tmp_path, file, "three").text == "three"


def test_a_new_note_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        create(tmp_path, "a.md", "x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o640


@pytest.mark.parametrize("system", ["refuses", "links", "neither"])
@pytest.mark.parametrize("there", ["file", "folder", "pipe", "dangling", "loop", "hidden"])
def test_what_is_there_is_never_overwritten(tmp_path: Path, monkeypatch, there: str, system: str) -> None:
    name = ".a.md" if there == "hidden" else "a.md"
    taken = tmp_path / name
    if there in ("file", "hidden"):
        taken.write_bytes(b"old")
    elif there == "folder":
        taken.mkdir()
    elif there == "pipe":
        os.mkfifo(taken)
    else:
        taken.symlink_to("b.md" if there == "dangling" else "a.md")
    if system != "refuses":
        monkeypatch.setattr(renaming, "_renameat2", lambda: None)
    if system == "neither":
        monkeypatch.setattr(os, "link", no_links)
    before = taken.lstat()
    with pytest.raises(NoteExists, match=r"is there already, so nothing was written\. Choose another name"):
        create(tmp_path, name, "new")
    assert taken.lstat() == before
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208 (names only)


def no_links(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_without_hard_links_a_note_is_made_all_the_same(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(renaming, "_renameat2", lambda: None)
    assert create(tmp_path, "in/a.md", "new") == read(tmp_path, "in/a.md")
    assert leftovers(tmp_path) == []


def test_without_hard_links_half_a_note_is_taken_away_again(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(renaming, "_renameat2", lambda: None)
    with failing("fsync", 2, errno.EIO), pytest.raises(NoteError, match="input/output error"):
        create(tmp_path, "a.md", "new")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 (names only)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a" * 253 + ".md", "file name too long. Choose a shorter name."),
        ("note.md/b.md", "not a directory. A file has the name of one of its folders"),
        ("d/" * 2050 + "a.md", "file name too long"),
    ],
)
def test_a_name_that_cannot_be_is_an_error_in_words(tmp_path: Path, path: str, words: str) -> None:
    put(tmp_path, b"old", "note.md")
    with pytest.raises(NoteError) as caught:
        create(tmp_path, path, "x")
    assert words in str(caught.value)
    assert [file.name for file in tmp_path.iterdir()] == ["note.md"]
    assert (tmp_path / "note.md").read_bytes() == b"old"


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(NoteError, match=r"folder .* is gone"):
        create(tmp_path / "unmounted", "in/a.md", "x")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 (names only)


def test_names_of_any_characters_are_made_and_read_back(tmp_path: Path) -> None:
    for name in [
        "-rf.md",
        "a\nb.md",
        "\x1b[2J.md",
        "$(id).md",
        "\udcff.md",
        "a\\b.md",
        "\u202egnp.md",
        "木" * 84 + ".md",
    ]:
        assert create(tmp_path, name, name.removeprefix("\udcff")) == read(tmp_path, name)


def test_two_writers_of_one_new_name_get_one_note(tmp_path: Path) -> None:
    """Eight processes create the same note: one wins, the others are told, and its text is the winner's."""
    children = []
    for n in range(8):
        child = os.fork()
        if child == 0:
            try:
                create(tmp_path, "in/a.md", f"{n}" * 10_000)
                os._exit(100 + n)
            except NoteExists:
                os._exit(1)
            except BaseException:
                os._exit(2)
        children.append(child)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
    assert codes[:-1] == [1] * 7
    assert (tmp_path / "in/a.md").read_text() == f"{codes[-1] - 100}" * 10_000
