"""Several files at once: all or nothing, and back again."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.errors import ChangedOnDisk, NoteError
from recall_tui.folder import changing, planned
from recall_tui.folder.plan import (
    Change,
    Plan,
    apply,
    history,
    recover,
    redo,
    undo,
    unfinished,
)
from recall_tui.folder.state import state_folder

Notes = dict[str, bytes]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def put(root: Path, notes: Notes) -> None:
    for path, data in notes.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def found(root: Path) -> Notes:
    """All files but hidden ones."""
    paths = [path for path in root.rglob("*") if path.is_file()]
    return {
        os.fspath(path.relative_to(root)): path.read_bytes()
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def kept(root: Path) -> Path:
    folder = state_folder(root)
    assert folder
    return folder / "plans"


class Killed(BaseException):
    """In place of the end of the process."""


@contextmanager
def killed(after: int) -> Iterator[None]:
    """What is done in it ends after so many files."""
    rest = iter(range(after))

    def do(root: Path, change: Change) -> None:
        if next(rest, None) is None:
            raise Killed
        changing.do(root, change)

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr("recall_tui.folder.plan.do", do)
        yield


OAK = Plan(
    "Rename oak to elm",
    (
        Change("trees/elm.md", b"# Oak\n", b"# Elm\n", was="oak.md"),
        Change("a.md", b"See [[oak]].\r\n", b"See [[elm]].\r\n"),
        Change("new.md", None, b"New \xff\0 bytes"),
        Change("old.md", b"Old.", None),
    ),
)
BEFORE = {"oak.md": b"# Oak\n", "a.md": b"See [[oak]].\r\n", "old.md": b"Old.", "other.md": b"Other."}
AFTER = {
    "trees/elm.md": b"# Elm\n",
    "a.md": b"See [[elm]].\r\n",
    "new.md": b"New \xff\0 bytes",
    "other.md": b"Other.",
}


def test_all_changes_are_made_and_undone_and_made_again(root: Path) -> None:
    put(root, BEFORE)
    apply(root, OAK)
    assert found(root) == AFTER
    assert undo(root) == OAK
    assert found(root) == BEFORE
    assert redo(root) == OAK
    assert found(root) == AFTER


def test_what_is_deleted_lies_in_the_trash(root: Path) -> None:
    put(root, BEFORE)
    apply(root, OAK)
    assert b"Old." in [path.read_bytes() for path in (root / ".recall/trash").rglob("*") if path.is_file()]


def test_a_renamed_file_stays_the_same_file(root: Path) -> None:
    put(root, {"oak.md": b"Oak."})
    (root / "oak.md").chmod(0o640)
    os.utime(root / "oak.md", (1, 1_000_000_000))
    before = (root / "oak.md").stat()
    apply(root, Plan("Rename", (Change("a/b/elm.md", b"Oak.", b"Oak.", was="oak.md"),)))
    after = (root / "a/b/elm.md").stat()
    assert (after.st_ino, after.st_mtime, stat.S_IMODE(after.st_mode)) == (
        before.st_ino, before.st_mtime, 0o640,
    )  # fmt: skip
    undo(root)
    assert (root / "oak.md").stat().st_ino == before.st_ino


def test_a_rename_of_case_only(root: Path) -> None:
    put(root, {"Oak.md": b"Oak."})
    apply(root, Plan("Rename", (Change("oak.md", b"Oak.", b"Oak.", was="Oak.md"),)))
    assert found(root) == {"oak.md": b"Oak."}
    undo(root)
    assert found(root) == {"Oak.md": b"Oak."}


def test_names_of_any_bytes(root: Path) -> None:
    names = [
        "\x1b[31m.md",
        "a\nb.md",
        "\udcff\udc80.md",
        "-rf.md",
        "$(id).md",
        "CON.md",
        " .md",
        "é.md",
        "e\u0301.md",
    ]
    plan = Plan("Odd \udcff", tuple(Change(name, None, os.fsencode(name)) for name in names))
    apply(root, plan)
    assert found(root) == {name: os.fsencode(name) for name in names}
    assert [past.title for past in history(root)] == ["Odd \udcff"]
    undo(root)
    assert found(root) == {}


@pytest.mark.parametrize("path", ["../out.md", "/etc/passwd", "a/../../b.md", "", ".", "a\0b.md"])
def test_no_plan_leads_out_of_the_folder(root: Path, path: str) -> None:
    with pytest.raises(NoteError, match="no path of a note"):
        apply(root, Plan("Out", (Change(path, None, b""),)))
    if path:
        with pytest.raises(NoteError, match="no path of a note"):
            apply(root, Plan("Out", (Change("a.md", b"", b"", was=path),)))
    assert [each.name for each in root.parent.iterdir()] == ["notes"]


def test_a_link_out_of_the_folder_is_not_followed(root: Path) -> None:
    (root.parent / "outside.md").write_bytes(b"Outside.")
    (root / "link.md").symlink_to("../outside.md")
    with pytest.raises(ChangedOnDisk):
        apply(root, Plan("Out", (Change("link.md", b"Outside.", b"Changed."),)))
    assert (root.parent / "outside.md").read_bytes() == b"Outside."


def test_a_plan_has_each_file_once(root: Path) -> None:
    twice = Plan("Twice", (Change("a.md", None, b"1"), Change("b.md", b"", b"", was="a.md")))
    with pytest.raises(ValueError, match="once"):
        apply(root, twice)
    for before, after in ((None, b""), (b"", None)):
        with pytest.raises(ValueError, match="renamed"):
            apply(root, Plan("Neither", (Change("a.md", before, after, was="b.md"),)))


# All or nothing


@pytest.mark.parametrize(
    "notes, reason",
    [
        ({"a.md": b"Changed meanwhile."}, "a.md was changed since"),
        ({"new.md": b"Someone was faster."}, "new.md is there already"),
        ({"trees/elm.md": b"Someone was faster."}, "trees/elm.md is there already"),
        ({"old.md": b"Old, and more."}, "old.md was changed since"),
    ],
)
def test_nothing_is_written_where_a_file_is_not_as_expected(root: Path, notes: Notes, reason: str) -> None:
    put(root, BEFORE | notes)
    with pytest.raises(ChangedOnDisk, match=f"“Rename oak to elm” was not done, .*: {reason}\\."):
        apply(root, OAK)
    assert found(root) == BEFORE | notes
    assert history(root) == []


def test_nothing_is_written_where_a_file_is_gone(root: Path) -> None:
    put(root, BEFORE)
    (root / "oak.md").unlink()
    with pytest.raises(ChangedOnDisk, match=r"oak\.md is gone"):
        apply(root, OAK)


def test_of_many_files_in_the_way_some_are_named(root: Path) -> None:
    put(root, {f"{n}.md": b"changed" for n in range(9)})
    with pytest.raises(ChangedOnDisk, match=r"0\.md.*4\.md was changed since and 4 more\."):
        apply(root, Plan("All", tuple(Change(f"{n}.md", b"", b"x") for n in range(9))))


def test_what_was_done_is_taken_back_where_a_later_file_cannot_be_written(root: Path) -> None:
    put(root, BEFORE)
    (root / "old.md").unlink()
    put(root, {"old.md/a folder.md": b"Old."})
    plan = Plan(OAK.title, (*OAK.changes[:3], Change("x" * 300, None, b"too long")))
    with pytest.raises(NoteError, match=r"“Rename oak to elm” was not done: .* File name too long|too long"):
        apply(root, plan)
    assert found(root) == {k: v for k, v in BEFORE.items() if k != "old.md"} | {"old.md/a folder.md": b"Old."}
    assert unfinished(root) == []


def test_what_another_writes_while_it_is_taken_back_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, BEFORE)

    def do(root: Path, change: Change) -> None:
        if change == OAK.changes[-1]:
            put(root, {"old.md": b"Changed.", "a.md": b"Changed too."})
        changing.do(root, change)

    monkeypatch.setattr("recall_tui.folder.plan.do", do)
    with pytest.raises(ChangedOnDisk, match=r"was not done: old\.md was changed.*stays as it is: .*a\.md"):
        apply(root, OAK)
    assert found(root) == BEFORE | {"old.md": b"Changed.", "a.md": b"Changed too."}


def test_without_a_place_to_keep_it_nothing_is_done(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, BEFORE)
    monkeypatch.setenv("XDG_STATE_HOME", os.fspath(root / "a.md" / "below"))
    with pytest.raises(NoteError, match="was not done: recall has no place"):
        apply(root, OAK)
    assert found(root) == BEFORE
    assert (history(root), recover(root), unfinished(root)) == ([], [], [])


# Undoing


def test_undo_goes_back_step_by_step(root: Path) -> None:
    steps = [b"0", b"1", b"2", b"3"]
    put(root, {"a.md": b"0"})
    for before, after in pairwise(steps):
        apply(root, Plan(f"to {after.decode()}", (Change("a.md", before, after),)))
    assert [undo(root).title for _ in range(3)] == ["to 3", "to 2", "to 1"]
    assert found(root) == {"a.md": b"0"}
    with pytest.raises(NoteError, match="nothing to undo"):
        undo(root)
    assert [redo(root).title for _ in range(3)] == ["to 1", "to 2", "to 3"]
    with pytest.raises(NoteError, match="nothing to do again"):
        redo(root)


def test_what_was_undone_before_something_else_was_done_is_not_done_again(root: Path) -> None:
    put(root, {"a.md": b"0"})
    apply(root, Plan("1", (Change("a.md", b"0", b"1"),)))
    undo(root)
    apply(root, Plan("2", (Change("a.md", b"0", b"2"),)))
    with pytest.raises(NoteError, match="nothing to do again"):
        redo(root)
    assert [(past.title, past.undone) for past in history(root)] == [("2", False), ("1", True)]


def test_undo_says_which_files_stand_in_the_way(root: Path) -> None:
    put(root, BEFORE)
    apply(root, OAK)
    put(root, {"a.md": b"See [[elm]], and more.\n", "old.md": b"Another."})
    now = found(root)
    with pytest.raises(ChangedOnDisk) as caught:
        undo(root)
    assert "“Rename oak to elm” was not undone" in str(caught.value)
    assert "a.md was changed since" in str(caught.value)
    assert "old.md is there already" in str(caught.value)
    assert found(root) == now
    put(root, {"a.md": AFTER["a.md"]})
    (root / "old.md").unlink()
    undo(root)
    assert found(root) == BEFORE


def test_a_change_that_changes_nothing_is_not_kept(root: Path) -> None:
    put(root, {"a.md": b"a"})
    apply(root, Plan("Nothing", (Change("a.md", b"a", b"a"),)))
    assert history(root) == []


def test_plans_are_kept_for_a_while_and_small_ones_push_no_large_one_out(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned, "KEPT", 3)
    monkeypatch.setattr(planned, "MOST", 6)
    put(root, {"a.md": b"0"})
    for n in range(9):
        apply(root, Plan(f"to {n + 1}", (Change("a.md", b"%d" % n, b"%d" % (n + 1)),)))
    assert [past.title for past in history(root)] == [f"to {n}" for n in (9, 8, 7, 6, 5, 4)]
    monkeypatch.setattr(planned, "ROOM", 0)  # all are large
    apply(root, Plan("more", (Change("a.md", b"9", b"10"),)))
    assert [past.title for past in history(root)] == ["more", "to 9", "to 8"]
    old = time.time() - planned.KEPT_FOR - 9
    for file in kept(root).glob("*.done"):
        os.utime(file, (old, old))
    apply(root, Plan("last", (Change("b.md", None, b""),)))
    assert [past.title for past in history(root)] == ["last"]


def test_what_is_kept_is_for_its_owner_only(root: Path) -> None:
    put(root, BEFORE)
    apply(root, OAK)
    (file,) = kept(root).glob("plan-*")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


# Broken off


@pytest.mark.parametrize("after", range(4))
def test_what_was_broken_off_is_finished(root: Path, after: int) -> None:
    put(root, BEFORE)
    with killed(after):
        apply(root, OAK)
    assert "goes on" in unfinished(root)[0]
    assert recover(root) == [
        "“Rename oak to elm” had been broken off, and is done now. To undo it: recall undo"
    ]
    assert found(root) == AFTER
    assert (recover(root), unfinished(root)) == ([], [])
    undo(root)
    assert found(root) == BEFORE


@pytest.mark.parametrize("after", range(4))
def test_undoing_that_was_broken_off_is_finished(root: Path, after: int) -> None:
    put(root, BEFORE)
    apply(root, OAK)
    with killed(after):
        undo(root)
    assert recover(root) == ["“Rename oak to elm” had been broken off, and is undone."]
    assert found(root) == BEFORE
    redo(root)
    assert found(root) == AFTER


def test_what_another_changed_since_is_reported_and_the_rest_taken_back(root: Path) -> None:
    put(root, BEFORE)
    with killed(3):
        apply(root, OAK)
    put(root, {"a.md": b"Changed meanwhile."})
    (said,) = recover(root)
    assert "is undone, but for what was changed since and stays as it is: a.md" in said
    assert found(root) == BEFORE | {"a.md": b"Changed meanwhile."}
    assert recover(root) == []


def test_a_next_plan_first_finishes_the_one_before(root: Path) -> None:
    put(root, BEFORE)
    with killed(1):
        apply(root, OAK)
    apply(root, Plan("More", (Change("new.md", AFTER["new.md"], b"Newer."),)))
    assert found(root) == AFTER | {"new.md": b"Newer."}
    undo(root)
    undo(root)
    assert found(root) == BEFORE


def test_a_plan_that_was_not_begun_is_dropped(root: Path) -> None:
    put(root, BEFORE)
    kept(root).mkdir(mode=0o700)
    planned.write(kept(root), OAK, 1)
    assert recover(root) == []
    assert found(root) == BEFORE
    assert list(kept(root).glob("plan-*")) == []


def test_a_disk_that_is_not_mounted_is_waited_for(root: Path) -> None:
    put(root, BEFORE)
    with killed(2):
        apply(root, OAK)
    root.rename(root.parent / "elsewhere")
    root.mkdir()
    assert "waits: the folder" in recover(root)[0]
    assert list(root.iterdir()) == []
    root.rmdir()
    (root.parent / "elsewhere").rename(root)
    recover(root)
    assert found(root) == AFTER


@pytest.mark.parametrize("where", ["header", "text", "cut"])
def test_a_damaged_plan_is_said_once_and_touches_nothing(root: Path, where: str) -> None:
    put(root, BEFORE)
    with killed(2):
        apply(root, OAK)
    now = found(root)
    (file,) = kept(root).glob("plan-*")
    data = bytearray(file.read_bytes())
    data[{"header": 70, "text": -3, "cut": -1}[where]] ^= 1
    file.write_bytes(data if where != "cut" else data[:-1])
    assert "is damaged" in recover(root)[0]
    assert found(root) == now
    assert recover(root) == []
    assert "is damaged" in unfinished(root)[0]


def test_a_damaged_plan_cannot_be_undone_and_the_one_before_can(root: Path) -> None:
    put(root, {"a.md": b"0"})
    apply(root, Plan("1", (Change("a.md", b"0", b"1"),)))
    apply(root, Plan("2", (Change("b.md", None, b"2"),)))
    file = max(kept(root).glob("plan-*"))
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(NoteError, match="damaged"):
        undo(root)
    assert undo(root).title == "1"
    assert found(root) == {"a.md": b"0", "b.md": b"2"}


def test_two_programs_at_once_take_turns(root: Path) -> None:
    put(root, {"a.md": b"", "b.md": b""})
    failed: list[str] = []

    def add(letter: bytes) -> None:
        for _ in range(8):
            while True:
                now = (root / "a.md").read_bytes()
                try:
                    apply(root, Plan("Add", tuple(Change(p, now, now + letter) for p in ("a.md", "b.md"))))
                except ChangedOnDisk:
                    continue
                except Exception as error:
                    failed.append(repr(error))
                break

    threads = [threading.Thread(target=add, args=(letter,)) for letter in (b"x", b"y")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    both = found(root)
    assert both["a.md"] == both["b.md"]
    assert sorted(both["a.md"].decode()) == ["x"] * 8 + ["y"] * 8


# Any plan

NAMES = st.sampled_from(["a.md", "b.md", "é.md", "d/a.md", "d/e/\udcff.md", "-x.md", "A b.md"])
TEXTS = st.binary(max_size=20) | st.sampled_from([b"", b"\xef\xbb\xbfa\r\n", b"\0", b"\xff\n", b"a\r\nb\n"])


@st.composite
def folders_and_plans(draw: st.DrawFn) -> tuple[Notes, Plan]:
    """Notes, and a plan that fits them."""
    names = draw(st.lists(NAMES, unique=True, min_size=1))
    notes, changes = {}, []
    while names:
        name = names.pop()
        kind = draw(st.sampled_from(["create", "change", "delete", "rename", "leave"]))
        before, after = draw(TEXTS), draw(TEXTS)
        if kind != "create":
            notes[name] = before
        if kind == "rename" and names:
            changes.append(Change(names.pop(), before, draw(st.sampled_from([before, after])), was=name))
        elif kind == "create":
            changes.append(Change(name, None, after))
        elif kind == "change":
            changes.append(Change(name, before, after))
        elif kind == "delete":
            changes.append(Change(name, before, None))
    return notes, Plan("Any", tuple(changes))


def carried_out(notes: Notes, plan: Plan) -> Notes:
    """What the notes ought to be afterwards."""
    for change in plan.changes:
        notes = {path: data for path, data in notes.items() if path not in change.paths}
        if change.after is not None:
            notes[change.path] = change.after
    return notes


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    state = state_folder(folder)
    assert state
    shutil.rmtree(state)
    return folder


@settings(max_examples=40)
@given(folders_and_plans())
def test_any_plan_is_carried_out_and_undone(folder: Path, drawn: tuple[Notes, Plan]) -> None:
    notes, plan = drawn
    root = emptied(folder)
    put(root, notes)
    apply(root, plan)
    assert found(root) == carried_out(notes, plan)
    if history(root):
        undo(root)
        assert found(root) == notes
        redo(root)
        assert found(root) == carried_out(notes, plan)


@settings(max_examples=40)
@given(folders_and_plans(), st.randoms(use_true_random=False), st.booleans())
def test_any_plan_broken_off_is_finished(
    folder: Path, drawn: tuple[Notes, Plan], rng: Random, undoing: bool
) -> None:
    notes, plan = drawn
    root = emptied(folder)
    put(root, notes)
    if undoing:
        apply(root, plan)
    with killed(rng.randrange(len(plan.changes) + 1)), suppress(ChangedOnDisk):
        undo(root) if undoing and history(root) else apply(root, plan)
    recover(root)
    assert found(root) in (notes, carried_out(notes, plan))
    assert unfinished(root) == []
