"""Typing that is not saved yet: what is put down comes back, whatever becomes of the file's end."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.folder import journal, keeper
from recall_tui.folder.files import File, read
from recall_tui.folder.journal import Journal, Left, left, recovered, waiting
from recall_tui.folder.keeper import Keeper, Snapshot
from recall_tui.folder.state import state_folder
from recall_tui.notes.editing import apply, edit_between

LINE = st.text(st.sampled_from("ab é木\0\r\u2028\udc80\ud83d"), max_size=8)
LINES = st.lists(LINE, min_size=1, max_size=8)
TEXTS = st.lists(LINES.map("\n".join), min_size=1, max_size=9)

NOTE = File("a/b é.md", "one\ntwo\r", b"\x00\x0a\xff" + bytes(13), "\r\n", True, 9, 1, 0.5)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "notes").mkdir()
    return tmp_path / "notes"


@pytest.fixture
def state(root: Path) -> Path:
    folder = state_folder(root)
    assert folder
    return folder


def written(folder: Path, texts: list[str], file: File | None = None) -> tuple[bytes, dict[int, str]]:
    """What a journal holds after these texts, one after the other, and its text at each of its sizes."""
    each = Journal(folder, file, texts[0])
    sizes = {each.size: texts[0]}
    for old, new in pairwise(texts):
        if edit := edit_between(old.split("\n"), new.split("\n")):
            each.add(edit)
            sizes[each.size] = new
    data = each.path.read_bytes()
    each.remove()
    return data, sizes


def abandon(folder: Path, text: str, file: File | None = None) -> Path:
    """A journal that somebody left behind."""
    each = Journal(folder, file, text)
    each.close()
    return each.path


def texts_left(root: Path, *, dropped: bool = False) -> list[str]:
    found = left(root, dropped=dropped)
    for each in found:
        each.close()
    return [each.unsaved.text for each in found if each.unsaved]


# What is put down


@given(LINES, LINES)
def test_an_edit_makes_one_text_of_another(old: list[str], new: list[str]) -> None:
    edit = edit_between(old, new)
    assert (edit is None) == (old == new)
    if edit:
        apply(edit, old)
        assert old == new


@pytest.mark.parametrize(
    ("new", "text"),
    [("one\ntwo and\nthree", " and"), ("one\nthree", ""), ("one\ntwo\nthree\nfour", "\nfour")],
)
def test_an_edit_holds_no_more_than_what_differs(new: str, text: str) -> None:
    edit = edit_between(["one", "two", "three"], new.split("\n"))
    assert edit
    assert edit.text == text


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journals")


@given(TEXTS, st.booleans())
def test_the_newest_text_comes_back(place: Path, texts: list[str], new: bool) -> None:
    file = None if new else NOTE
    unsaved, whole = recovered(written(place, texts, file)[0])
    assert unsaved
    assert (unsaved.text, unsaved.file, whole) == (texts[-1], file, True)


@given(TEXTS, st.data())
def test_a_torn_tail_is_dropped(place: Path, texts: list[str], data: st.DataObject) -> None:
    written_, sizes = written(place, texts, NOTE)
    cut = data.draw(st.integers(0, len(written_) - 1))
    unsaved, whole = recovered(written_[:cut])
    expected = [text for size, text in sizes.items() if size <= cut]
    if expected:
        assert unsaved
        assert unsaved.text == expected[-1]
        assert whole == (cut in sizes)
    assert unsaved is None or unsaved.file == NOTE
    more, _ = recovered(written_[:cut] + data.draw(st.binary(max_size=99)))
    assert more is None or more.text in {NOTE.text, *texts}


@given(st.binary())
def test_any_bytes_are_no_trouble(data: bytes) -> None:
    for bytes_ in (data, journal._MAGIC + data):
        assert recovered(bytes_)[0] is None


# Whose it is


def test_only_its_owner_reads_it(state: Path) -> None:
    each = Journal(state, None, "mine")
    assert stat.S_IMODE(each.path.stat().st_mode) == 0o600
    assert [path.name for path in state.iterdir()] == [each.path.name]
    each.remove()
    assert list(state.iterdir()) == []


def test_what_someone_writes_is_not_offered_and_what_was_left_is(root: Path, state: Path) -> None:
    living = Journal(state, None, "still written")
    abandon(state, "left behind")
    assert texts_left(root) == ["left behind"]
    found = left(root)
    assert left(root) == []  # who has it asks about it
    assert waiting(root) == []
    found[0].close()
    assert len(waiting(root)) == 1
    living.close()
    assert len(left(root)) == 2


def test_what_two_journals_hold_is_offered_once(root: Path, state: Path) -> None:
    for text, file in (("same", None), ("same", NOTE), ("same", NOTE), ("other", NOTE)):
        abandon(state, text, file)
    assert sorted(texts_left(root)) == ["other", "same", "same"]
    assert sorted(texts_left(root, dropped=True)) == ["other", "same", "same"]


def test_the_newest_comes_first_and_not_too_many_at_once(root: Path, state: Path) -> None:
    for number in range(journal.MOST + 9):
        os.utime(abandon(state, f"text {number}"), (number, number))
    found = texts_left(root)
    assert found[0] == f"text {journal.MOST + 8}"
    assert len(found) == journal.MOST


def test_what_is_on_disk_is_cleared_away(root: Path, state: Path) -> None:
    (root / "oak.md").write_text("An oak.")
    file = read(root, "oak.md")
    abandon(state, "An oak.", replace(file, text="An elm.", digest=b"1" * 16))  # saved, and killed then
    abandon(state, "An oak.", file)  # everything was undone
    abandon(state, "An elm.", replace(file, text="An elm."))  # undone, and changed by another program then
    abandon(state, " \n\n")
    (state / f"{journal.WAITING}0").touch()  # a power cut
    assert left(root) == []
    assert list(state.iterdir()) == []
    abandon(state, "", file)  # all of it deleted is not the same as nothing written
    assert texts_left(root) == [""]


def test_a_note_that_is_gone_or_changed_does_not_hide_what_was_typed(root: Path, state: Path) -> None:
    (root / "oak.md").write_text("An oak.")
    abandon(state, "An oak, grown.", read(root, "oak.md"))
    for change in (
        lambda: (root / "oak.md").write_text("Theirs."),
        lambda: (root / "oak.md").write_bytes(b"\0"),
        lambda: (root / "oak.md").unlink(),
        root.rmdir,
    ):
        change()
        assert texts_left(root) == ["An oak, grown."]


def test_what_is_dropped_is_kept_for_a_day(root: Path, state: Path) -> None:
    abandon(state, "to drop")
    left(root)[0].drop()
    assert left(root) == waiting(root) == []
    assert texts_left(root, dropped=True) == ["to drop"]
    (dropped,) = state.iterdir()
    os.utime(dropped, (time() - journal.DAY - 1,) * 2)
    assert left(root, dropped=True) == []
    assert list(state.iterdir()) == []


def test_what_cannot_be_read_is_told_and_not_thrown_away(root: Path, state: Path) -> None:
    path = abandon(state, "lost")
    path.write_bytes(path.read_bytes()[:20] + b"garbage")
    (found,) = left(root)
    assert found.unsaved is None
    found.close()
    (problem,) = waiting(root)
    assert problem.path == str(path)
    assert "can't be read" in problem.reason
    # A note of which only what is on disk can be read: there was more.
    path.unlink()
    path = abandon(state, "An oak, grown.", NOTE)
    path.write_bytes(path.read_bytes()[:-3])
    assert left(root) == []
    assert [each.name for each in state.iterdir()] == [path.name.replace("typing", "dropped")]


def test_other_files_are_let_be(root: Path, state: Path, tmp_path: Path) -> None:
    abandon(state, "one")
    kept = abandon(state, "two")
    kept = kept.rename(tmp_path / "elsewhere")
    (state / "typing-link").symlink_to(kept)
    (state / "typing-none").symlink_to("nowhere")
    (state / "typing-folder").mkdir()
    os.mkfifo(state / "typing-pipe")
    (state / "claims").mkdir()
    (state / "other.lock").touch()
    before = sorted(path.name for path in state.iterdir())
    assert texts_left(root, dropped=True) == ["one"]
    assert sorted(path.name for path in state.iterdir()) == before


def test_what_was_being_made_is_swept_after_a_day(root: Path, state: Path) -> None:
    for name, age in (("old", journal.DAY + 1), ("new", 9)):
        path = state / f"{journal.MAKING}{name}"
        path.write_bytes(b"half")
        os.utime(path, (time() - age,) * 2)
    assert left(root) == []
    assert [path.name for path in state.iterdir()] == [f"{journal.MAKING}new"]


def test_without_a_state_folder_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert left(tmp_path) == waiting(tmp_path) == []


# The thread


class Desk:
    """Someone who types, in a document whose screen form is upper case."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.told: list[str] = []
        self.keeper = Keeper(root, self.told.append)

    def type(self, text: str, file: File | None = None) -> None:
        self.keeper.keep(Snapshot(file, text.upper().split("\n"), str.lower))

    def left(self) -> list[tuple[str, str]]:
        """What another recall would find: path and text."""
        folder = state_folder(self.root)
        assert folder
        found = [recovered(path.read_bytes())[0] for path in sorted(folder.glob("typing-*"))]
        return [(each.file.path if each.file else "", each.text) for each in found if each]


@pytest.fixture
def desk(root: Path) -> Iterator[Desk]:
    desk = Desk(root)
    yield desk
    desk.keeper.end(5)


def until(what: Callable[[], object]) -> None:
    end = monotonic() + 8
    while not what():
        assert monotonic() < end
        sleep(0.005)


def test_the_newest_text_is_kept_and_gone_when_it_is_saved(desk: Desk) -> None:
    assert desk.keeper.flush(5)  # nothing was asked for
    desk.keeper.keep(None)
    for text in ("w", "wo", "wor\nd", "words"):
        desk.type(text)
        assert desk.keeper.flush(5)
        assert desk.left() == [("", text)]
    desk.keeper.keep(None)
    until(lambda: desk.left() == [])
    desk.type("more", NOTE)
    until(lambda: desk.left() == [(NOTE.path, "more")])
    assert desk.told == []


def test_it_comes_to_the_disk_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = threading.Event()
    sync = Journal.sync
    monkeypatch.setattr(keeper, "SYNC", 0.01)
    monkeypatch.setattr(Journal, "sync", lambda self: (sync(self), synced.set()))
    for text in ("one", "two"):
        desk.type(text)
        assert synced.wait(5)
        synced.clear()


def test_a_slow_disk_keeps_nothing_from_being_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(keeper, "SYNC", 0.01)
    monkeypatch.setattr(os, "fdatasync", lambda fd: (begun.set(), go_on.wait(8)))
    desk.type("one")
    assert begun.wait(5)
    for text in ("one two", "one two three"):
        desk.type(text)
        until(lambda text=text: desk.left() == [("", text)])
    desk.keeper.keep(None)  # saved meanwhile
    desk.type("four")
    go_on.set()
    assert desk.keeper.flush(5)
    assert desk.left() == [("", "four")]


def test_a_save_begins_another_with_what_was_typed_meanwhile(desk: Desk) -> None:
    desk.type("one two", NOTE)
    assert desk.keeper.flush(5)
    desk.type("one two three", replace(NOTE, text="one two", digest=b"2" * 16))
    assert desk.keeper.flush(5)
    assert desk.left() == [(NOTE.path, "one two three")]
    found = state_folder(desk.root)
    assert found
    (path,) = found.iterdir()
    unsaved, _ = recovered(path.read_bytes())
    assert unsaved and unsaved.file and unsaved.file.text == "one two"


def test_it_does_not_grow_without_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_SHORT", 500)
    for number in range(99):
        desk.type("0123456789" * (number % 3) + str(number))
        assert desk.keeper.flush(5)
    (path,) = state_folder(desk.root).iterdir()  # type: ignore[union-attr]
    assert path.stat().st_size < 900
    assert desk.left() == [("", "0123456789" * 2 + "98")]


def test_what_it_holds_at_the_end_stays_for_the_next(desk: Desk) -> None:
    desk.type("the end")
    assert texts_left(desk.root) == []
    desk.keeper.end(5)
    assert texts_left(desk.root) == ["the end"]
    desk.type("too late")
    assert texts_left(desk.root) == ["the end"]


def test_a_disk_that_fails_is_told_of_and_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "AGAIN", 0.02)
    desk.type("kept")
    assert desk.keeper.flush(5)
    write = journal.write_all

    def full(fd: int, data: bytes) -> None:
        write(fd, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(journal, "write_all", full)
    for text in ("kept and", "kept and more"):
        desk.type(text)
        assert not desk.keeper.flush(5)
        assert desk.left() == [("", "kept")]
    assert desk.told[0].startswith("What you type is not kept until it is saved: no space left on device.")
    assert len(desk.told) == 1
    monkeypatch.setattr(journal, "write_all", write)
    until(lambda: desk.left() == [("", "kept and more")])
    until(lambda: desk.told[1:] == [""])


def test_a_sync_that_fails_is_not_taken_for_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "AGAIN", 0.02)

    def fails(fd: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fails)
        desk.type("words")
        assert not desk.keeper.flush(5)
        assert "fault" in desk.told[0]
    until(lambda: desk.told[1:] == [""])
    assert desk.keeper.flush(5)
    assert desk.left() == [("", "words")]


def test_a_state_folder_that_cannot_be_had_is_told_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "AGAIN", 0.02)
    home = Path(os.environ["XDG_STATE_HOME"])
    home.write_text("in the way")
    desk.type("words")
    assert not desk.keeper.flush(5)
    assert "there is no folder for it that is yours alone" in desk.told[0]
    home.unlink()
    until(lambda: desk.told[1:] == [""])
    assert desk.left() == [("", "words")]


@pytest.mark.usefixtures("eager_threads")
def test_it_is_let_go_once_when_two_threads_close_it() -> None:
    """As when the program ends while one still removes it."""
    failed: list[OSError] = []

    def close(one: Left, both: threading.Barrier) -> None:
        both.wait()
        try:
            one.close()
        except OSError as error:
            failed.append(error)

    for _ in range(300):
        one, both = Left(Path("typing"), os.open(os.devnull, os.O_RDONLY), b""), threading.Barrier(2)
        threads = [threading.Thread(target=close, args=(one, both)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
