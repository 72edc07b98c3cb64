from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recall_tui.errors import FolderError
from recall_tui.folder import files, inotify, watch
from recall_tui.folder.scan import Found, scan
from recall_tui.folder.watch import EVERYTHING

PATIENCE = 20
"""Seconds after which what was to come is taken not to come; as a rule it comes in a tenth of one."""

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="what Linux does")


class Watching:
    """A watch that runs in a thread, as recall runs it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notices: SimpleQueue[str] = SimpleQueue()
        self.stopped = threading.Event()
        self._marks: set[str] = set()
        self._told: SimpleQueue[frozenset[str] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            for changed in watch.watch(self.root, stopped=self.stopped, notice=self.notices.put):
                self._told.put(changed)
        finally:
            self._told.put(None)

    def stop(self) -> None:
        self.stopped.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def next(self) -> frozenset[str]:
        try:
            told = self._told.get(timeout=PATIENCE)
        except Empty:
            pytest.fail("nothing was told")
        assert told is not None, "the watch has ended"
        return told

    def until(self, *paths: str) -> set[str]:
        """All that is told until `paths` are."""
        told: set[str] = set()
        while not told.issuperset(paths):
            told |= self.next()
        return told

    def now(self) -> set[str]:
        """All that is told of what happened before this call; the watch sees things in their order."""
        name = f"mark {len(self._marks)}.md"
        self._marks.add(name)
        told: set[str] = set()
        (self.root / name).touch()
        while name not in (new := self.next()):
            told |= new
            if "" in new:  # it may have meant this one too
                os.utime(self.root / name)
        (self.root / name).unlink()
        return (told | new) - self._marks


@pytest.fixture(autouse=True, scope="module")
def soon() -> Iterator[None]:
    """Waits less than in life, so that many tests take seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inotify, "TICK", 0.01)
        patch.setattr(inotify, "QUIET", 0.01)
        patch.setattr(watch, "_QUIET", 10)
        yield


@pytest.fixture(params=["system", "watchfiles"])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What each system is watched by; watchfiles, which other systems need, can be tried on Linux too."""
    if request.param == "watchfiles":
        pytest.importorskip("watchfiles")
        monkeypatch.setattr(watch, "_LINUX", False)
    return str(request.param)


@contextmanager
def watching(root: Path) -> Iterator[Watching]:
    """A watch that stands."""
    watched = Watching(root)
    try:
        assert watched.next() == EVERYTHING
        yield watched
    finally:
        watched.stop()


def write(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("words\n")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often, so that tests need not wait."""
    monkeypatch.setattr(watch, "LOOK", 0.05)
    monkeypatch.setattr(watch, "PAUSE", 0.05)


# What is told


@pytest.mark.usefixtures("backend")
def test_a_note_that_is_made_changed_renamed_and_deleted_is_told_by_its_path(tmp_path: Path) -> None:
    write(tmp_path, "deep/er/old.md")
    with watching(tmp_path) as watched:
        write(tmp_path, "new.md")
        assert watched.now() == {"new.md"}
        (tmp_path / "deep/er/old.md").write_text("other words\n")
        assert watched.now() == {"deep/er/old.md"}
        (tmp_path / "deep/er/old.md").rename(tmp_path / "b.txt")
        assert watched.now() == {"deep/er/old.md", "b.txt"}
        (tmp_path / "b.txt").unlink()
        assert watched.now() == {"b.txt"}
        (tmp_path / "new.md").chmod(0)
        assert watched.now() == {"new.md"}
        os.utime(tmp_path / "new.md", (0, 0))
        assert watched.now() == {"new.md"}
        assert watched.notices.empty()


@pytest.mark.usefixtures("backend")
def test_what_cannot_be_a_note_is_not_told(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "in").mkdir()
    with watching(tmp_path) as watched:
        write(tmp_path, ".hidden.md", ".git/x.md", "node_modules/x.md", "x.png", "a.md~", "md", "in/x.org")
        write(tmp_path, ".recall-0a1b2c3d4e5f.tmp", ".trash/x.md", "in/.recallignore")
        (tmp_path / ".git").chmod(0o700)
        write(tmp_path, "A.MD", "b.Markdown", "in/c.TXT")
        assert watched.now() == {"A.MD", "b.Markdown", "in/c.TXT"}


@pytest.mark.usefixtures("backend")
def test_a_save_by_recall_is_told_as_a_change_of_the_note_alone(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    with watching(tmp_path) as watched:
        files.save(tmp_path, files.read(tmp_path, "a.md"), "better words\n")
        files.create(tmp_path, "b.md", "new words\n")
        assert watched.now() == {"a.md", "b.md"}


@pytest.mark.usefixtures("backend")
def test_a_save_by_way_of_other_names_is_told_as_a_change_of_the_note_alone(tmp_path: Path) -> None:
    """As vim does it: try the folder, move the old text aside, write, remove the old text."""
    write(tmp_path, "a.md")
    with watching(tmp_path) as watched:
        write(tmp_path, "4913")
        (tmp_path / "4913").unlink()
        (tmp_path / "a.md").rename(tmp_path / "a.md~")
        write(tmp_path, "a.md")
        (tmp_path / "a.md~").unlink()
        assert watched.now() == {"a.md"}


@pytest.mark.usefixtures("backend")
def test_a_changed_recallignore_means_everything(tmp_path: Path) -> None:
    with watching(tmp_path) as watched:
        (tmp_path / ".recallignore").write_text("drafts/\n")
        assert watched.now() == {""}
        (tmp_path / ".recallignore").rename(tmp_path / "rules")
        assert watched.now() == {""}


@pytest.mark.usefixtures("backend")
def test_a_folder_that_comes_goes_or_moves_means_everything(tmp_path: Path) -> None:
    root, outside = tmp_path / "notes", tmp_path / "outside"
    write(root, "a/deep/x.md")
    write(outside, "b.d/deep/x.md")
    with watching(root) as watched:
        (outside / "b.d").rename(root / "b.d")
        assert watched.now() == {""}
        write(root, "b.d/deep/y.md")
        assert watched.now() == {"b.d/deep/y.md"}
        (root / "a").rename(root / "c")
        assert watched.now() == {""}
        write(root, "c/deep/y.md")
        assert watched.now() == {"c/deep/y.md"}
        (root / "c").rename(outside / "c")
        assert watched.now() == {""}
        write(outside, "c/deep/z.md", "c/z.md")
        assert watched.now() == set()
        (root / "empty").mkdir()
        assert watched.now() == {""}
        (root / "empty").rmdir()
        assert watched.now() == {""}


@pytest.mark.usefixtures("backend")
def test_notes_in_folders_that_are_made_with_them_are_not_missed(tmp_path: Path) -> None:
    with watching(tmp_path) as watched:
        for number in range(50):
            write(tmp_path, f"{number}/b/c/d/x.md")
        assert "" in watched.now()
        for number in range(50):
            write(tmp_path, f"{number}/b/c/d/y.md")
        assert watched.now() == {f"{number}/b/c/d/y.md" for number in range(50)}


@pytest.mark.usefixtures("backend")
def test_paths_are_told_from_the_root_as_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "real name/ä ö/x.md")
    (tmp_path / "link").symlink_to("real name")
    monkeypatch.chdir(tmp_path)
    for root in (
        tmp_path / "link",
        tmp_path / "link" / ".." / "real name",
        Path("link"),
        Path("link/ä ö/.."),
    ):
        with watching(root) as watched:
            write(root, "ä ö/日本 語.md", "new\nline.md")
            assert watched.now() == {"ä ö/日本 語.md", "new\nline.md"}


@only_linux
def test_names_that_are_not_utf8_are_told_as_a_scan_tells_them(tmp_path: Path) -> None:
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xf6tes"))
    write(root, os.fsdecode(b"caf\xe9/x.md"))
    before = found(root)
    with watching(root) as watched:
        write(root, os.fsdecode(b"caf\xe9/\xff.md"), os.fsdecode(b"\xfe.md"))
        assert watched.now() == found(root).keys() - before


@only_linux
def test_what_links_lead_to_is_not_watched(tmp_path: Path) -> None:
    root, outside = tmp_path / "notes", tmp_path / "outside"
    write(root, "a/x.md")
    write(outside, "x.md")
    (root / "away").symlink_to(outside)
    (root / "around").symlink_to(".")
    with watching(root) as watched:
        (root / "later").symlink_to(outside)
        write(outside, "y.md")
        write(root, "a/y.md")
        assert watched.now() == {"a/y.md"}


@only_linux
def test_a_folder_that_may_not_be_read_is_watched_once_it_may(
    unprivileged: tuple[Path, Callable[[], AbstractContextManager[None]]],
) -> None:
    root, acting = unprivileged
    with acting():
        (root / "shut").mkdir(mode=0)
        with watching(root) as watched:
            (root / "shut").chmod(0o700)
            assert watched.now() == {""}
            write(root, "shut/x.md")
            assert watched.now() == {"shut/x.md"}
            assert watched.notices.empty()


@pytest.mark.usefixtures("backend")
def test_a_flood_of_changes_is_told_whole(tmp_path: Path) -> None:
    write(tmp_path, "in/0.md")
    with watching(tmp_path) as watched:
        for number in range(2_000):
            (tmp_path / f"in/{number}.md").touch()
        told = watched.now()
        assert "" in told or told == {f"in/{number}.md" for number in range(2_000)}
        write(tmp_path, "in/later.md")
        assert watched.now() == {"in/later.md"}


@only_linux
def test_more_changes_than_the_system_keeps_mean_everything_and_no_end(tmp_path: Path) -> None:
    kept = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    if kept > 20_000:
        pytest.skip("the system keeps too many")
    write(tmp_path, "a.md", "b.md")
    stopped = threading.Event()
    watched = watch.watch(tmp_path, stopped=stopped, notice=pytest.fail)
    assert next(watched) == EVERYTHING
    for _ in range(kept):  # nobody looks meanwhile; what repeats the last event is not kept, so two in turn
        os.utime(tmp_path / "a.md")
        os.utime(tmp_path / "b.md")
    (tmp_path / "lost").mkdir()
    assert next(watched) == EVERYTHING
    write(tmp_path, "lost/x.md")
    assert next(watched) == {"lost/x.md"}
    watched.close()


OPERATIONS = ("write", "delete", "rename", "mkdir", "move folder", "remove folder", "move out", "move in")
PLACES = ("", "a/", "a/b/", "c/", "c/d.md/")


@only_linux
@example([("remove folder", "c/", "", 0), ("mkdir", "c/", "", 0), ("move folder", "a/", "c/d.md/", 0)])
@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(OPERATIONS), st.sampled_from(PLACES), st.sampled_from(PLACES), st.integers(0, 2)
        ),
        max_size=25,
    )
)
def test_who_follows_what_is_told_knows_what_a_scan_finds(steps: list[tuple[str, str, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, outside = Path(folder, "notes"), Path(folder, "outside")
        outside.mkdir()
        write(root, "a/b/0.md", "c/1.md")
        with watching(root) as watched:
            known = found(root)
            for operation, place, other, number in steps:
                with suppress(OSError):
                    step(root, outside, operation, place, other, number)
            told = watched.now()
            now = found(root)
            if "" in told:
                known = now
            for path in told:
                known.pop(path, None)
                if path in now:
                    known[path] = now[path]
            assert known == now
            # and every folder is watched by now
            assert watched.now() == set()
            folders = [Path(path) for path, _, _ in os.walk(root)]
            for path in folders:
                (path / "check.md").write_text("words\n")
            assert watched.now() == {(path / "check.md").relative_to(root).as_posix() for path in folders}


def found(root: Path) -> dict[str, Found]:
    return {file.path: file for file in scan(root, [])}


def step(root: Path, outside: Path, operation: str, place: str, other: str, number: int) -> None:
    note = root / place / f"{number}.md"
    if operation == "write":
        note.write_text("words " * (number + 1))
    elif operation == "delete":
        note.unlink()
    elif operation == "rename":
        note.rename(root / other / f"{number}.md")
    elif operation == "mkdir":
        (root / place).mkdir(parents=True)
    elif operation == "move folder":
        (root / place).rename(root / other)
    elif operation == "remove folder":
        shutil.rmtree(root / place) if place else None
    elif operation == "move out":
        (root / place).rename(outside / f"{number}") if place else None
    elif operation == "move in":
        (outside / f"{number}").rename(root / place)


# When it ends


@pytest.mark.usefixtures("backend")
def test_it_ends_when_told_to_even_while_much_happens(tmp_path: Path) -> None:
    done = threading.Event()

    def busy() -> None:
        while not done.is_set():
            write(tmp_path, "a.md", "a.log")

    writer = threading.Thread(target=busy)
    writer.start()
    try:
        with watching(tmp_path) as watched:
            assert watched.until("a.md")
    finally:
        done.set()
        writer.join()


@only_linux
def test_it_ends_while_it_still_reads_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        (tmp_path / f"{number}/in").mkdir(parents=True)
    stopped = threading.Event()
    scandir = os.scandir
    listed: list[object] = []

    def slowly(path: str) -> object:
        listed.append(path)
        stopped.set()
        return scandir(path)

    monkeypatch.setattr(os, "scandir", slowly)
    assert list(watch.watch(tmp_path, stopped=stopped, notice=pytest.fail)) == []
    assert len(listed) == 1


def open_files() -> set[Path]:
    return set(Path("/proc/self/fd").iterdir())


@only_linux
def test_nothing_is_left_open(tmp_path: Path) -> None:
    before = open_files()
    with watching(tmp_path):
        opened = open_files() - before
        assert opened
    assert not opened & open_files()


def test_one_that_was_stopped_before_tells_nothing(tmp_path: Path) -> None:
    stopped = threading.Event()
    stopped.set()
    assert list(watch.watch(tmp_path, stopped=stopped, notice=pytest.fail)) == []


def test_importing_it_loads_neither_ctypes_nor_watchfiles() -> None:
    code = "import sys, recall_tui.folder.watch; print(*{'ctypes', 'watchfiles'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


# When the root goes


@pytest.mark.usefixtures("backend", "hasty")
@pytest.mark.parametrize("what", ["notes", "."])
def test_a_root_that_goes_is_said_and_watched_again_when_it_is_back(tmp_path: Path, what: str) -> None:
    root = tmp_path / "above" / "notes"
    write(root, "a.md")
    moved = tmp_path / "above" / what
    with watching(root) as watched:
        for _ in range(2):  # said each time
            moved.rename(tmp_path / "elsewhere")
            assert "is gone" in watched.notices.get(timeout=PATIENCE)
            with pytest.raises(FolderError):
                found(root)
            (tmp_path / "elsewhere").rename(moved)
            watched.until("")
            assert watched.notices.get(timeout=PATIENCE) == ""  # and that it is over
            write(root, "a.md")
            watched.until("a.md")
        assert watched.notices.empty()


@pytest.mark.usefixtures("backend", "hasty")
def test_another_folder_under_the_same_name_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, "one/a.md", "two/b.md")
    (tmp_path / "root").symlink_to("one")
    with watching(tmp_path / "root") as watched:
        (tmp_path / "new").symlink_to("two")
        (tmp_path / "new").replace(tmp_path / "root")
        watched.until("")
        write(tmp_path, "one/c.md", "two/d.md")
        assert watched.until("d.md") <= {"", "d.md"}


@pytest.mark.usefixtures("backend", "hasty")
def test_a_root_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    watched = Watching(tmp_path / "notes")
    try:
        assert "is gone" in watched.notices.get(timeout=PATIENCE)
        write(tmp_path, "notes/a.md")
        watched.until("")
        write(tmp_path, "notes/b.md")
        watched.until("b.md")
    finally:
        watched.stop()


# Where the system does not tell


LIMITS = [
    (errno.ENOSPC, "max_user_watches"),
    (errno.EMFILE, "max_user_instances"),
    (errno.ENOSYS, "watched ("),
]


@only_linux
@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(("number", "named"), LIMITS)
def test_where_nothing_can_be_watched_it_looks_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, named: str
) -> None:
    def refuse(self: object, result: int) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(inotify._Tree, "_check", refuse)
    with watching(tmp_path) as watched:
        assert [watched.next() for _ in range(5)] == [EVERYTHING] * 5
        assert named in watched.notices.get(timeout=PATIENCE)
        assert watched.notices.empty()


@only_linux
@pytest.mark.usefixtures("hasty")
def test_when_a_new_folder_is_one_too_many_it_looks_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(tmp_path) as watched:

        def refuse(self: object, result: int) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(inotify._Tree, "_check", refuse)
        (tmp_path / "one too many").mkdir()
        assert [watched.next() for _ in range(5)] == [EVERYTHING] * 5
        assert "sudo sysctl fs.inotify.max_user_watches=" in watched.notices.get(timeout=PATIENCE)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    "error",
    [OSError("OS file watch limit reached."), RuntimeError("Unable to decode path"), ImportError("no")],
)
def test_where_watchfiles_fails_it_looks_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    rust = pytest.importorskip("watchfiles._rust_notify")

    def refuse(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(watch, "_LINUX", False)
    monkeypatch.setattr(rust, "RustNotify", refuse)
    with watching(tmp_path) as watched:
        assert [watched.next() for _ in range(5)] == [EVERYTHING] * 5
        assert str(error).rstrip(".") in watched.notices.get(timeout=PATIENCE)
        assert watched.notices.empty()


def mounted(monkeypatch: pytest.MonkeyPatch, table: Path, *mounts: tuple[str, str]) -> None:
    """As though these were all mounts, each a mount point and a type."""
    lines = []
    for number, (point, kind) in enumerate(mounts):
        point = point.replace(" ", "\\040").replace("\n", "\\012")
        lines.append(f"{number} 1 0:{number} / {point} rw,relatime shared:1 - {kind} source rw\n")
    new = table.with_suffix(".new")
    new.write_text("".join(lines))
    new.replace(table)
    monkeypatch.setattr(watch, "_MOUNTS", str(table))


@only_linux
@pytest.mark.usefixtures("hasty")
def test_where_others_write_unnoticed_it_looks_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, table = tmp_path / "my notes", tmp_path / "mounts"
    write(root, "a.md")
    mounted(monkeypatch, table, ("/", "ext4"), (str(root), "nfs4"), ("/elsewhere", "cifs"))
    with watching(root) as watched:
        assert [watched.next() for _ in range(5)] == [EVERYTHING] * 5
        said = watched.notices.get(timeout=PATIENCE)
        assert str(root) in said
        assert "(nfs4)" in said
        assert watched.notices.empty()
        mounted(monkeypatch, table, ("/", "ext4"))  # it lies on the local disk now
        write(root, "b.md")
        while "b.md" not in watched.next():
            write(root, "b.md")


@only_linux
@pytest.mark.parametrize(
    ("mounts", "remote"),
    [
        ([("/", "ext4")], False),
        ([("/", "nfs")], True),
        ([("/", "nfs"), ("/home", "btrfs")], False),
        ([("/home", "btrfs"), ("/", "nfs")], False),
        ([("/", "ext4"), ("/home/me", "cifs")], True),
        ([("/", "ext4"), ("/home/me", "cifs"), ("/home/me", "xfs")], False),
        ([("/", "ext4"), ("/home/m", "cifs"), ("/home/me/notes 2", "9p")], False),
        ([("/", "ext4"), ("/home/me/notes/shared one", "fuse.sshfs")], True),
        ([("/", "ext4"), ("/home/me/notes", "fuseblk")], False),
        ([("/", "ext4"), ("/home/me/notes", "fuse")], True),
        ([], False),
    ],
)
def test_the_file_system_that_counts_is_the_nearest_and_those_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: list[tuple[str, str]], remote: bool
) -> None:
    mounted(monkeypatch, tmp_path / "mounts", *mounts)
    assert bool(watch._remote(watch._mounts("/home/me/notes"))) is remote


def test_a_folder_that_takes_long_to_scan_is_not_scanned_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a clock of the test's own: a scan takes 4 seconds."""
    now = [0.0]
    slept: list[float] = []

    class Stopped(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            slept.append(timeout or 0)
            now[0] += timeout or 0
            return False

    monkeypatch.setattr(watch, "monotonic", lambda: now[0])
    monkeypatch.setattr(watch, "_remote", lambda mounts: "far away")
    said: list[str] = []
    for number, _ in enumerate(watch.watch(tmp_path, stopped=Stopped(), notice=said.append)):
        if number == 3:
            break
        now[0] += 4
    assert sum(slept) == pytest.approx(3 * 40)
    assert said == ["far away"]
