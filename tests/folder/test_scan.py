from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.errors import FolderError
from recall_tui.folder.scan import Found, Problem, check_folder, scan


def write(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("words\n")


def names(root: Path) -> list[str]:
    """The notes found, in a folder without problems."""
    problems: list[Problem] = []
    found = [file.path for file in scan(root, problems)]
    assert problems == []
    return found


def problem(root: Path, path: str) -> Problem:
    problems: list[Problem] = []
    assert path not in [file.path for file in scan(root, problems)]
    (match,) = [problem for problem in problems if problem.path.rstrip("/") == path]
    return match


def test_notes_of_all_folders_are_found_files_first_by_name(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a.txt", "C.markdown", "z/deep/er.md", "z/0.MD", "d/x.md", "d.md/inner.md")
    assert names(tmp_path) == [
        "C.markdown", "a.txt", "b.md", "d/x.md", "d.md/inner.md", "z/0.MD", "z/deep/er.md",
    ]  # fmt: skip


def test_what_is_told_of_a_file_is_what_stat_says(tmp_path: Path) -> None:
    write(tmp_path, "in/a.md")
    before_1970 = -1_234_567_890_123_456_789
    os.utime(tmp_path / "in/a.md", ns=(0, before_1970))
    now = (tmp_path / "in/a.md").stat()
    born = getattr(now, "st_birthtime", None)
    assert list(scan(tmp_path, [])) == [Found("in/a.md", 6, before_1970, now.st_ino, born)]


def test_hidden_files_tools_folders_and_other_endings_are_left_out(tmp_path: Path) -> None:
    write(
        tmp_path, "a.md", ".hidden.md", ".git/x.md", "deep/.obsidian/x.md", ".trash/x.md", ".md",
        "node_modules/x.md", "deep/node_modules/x.md", "x.png", "a.md~", "md", "a.org", ".recall/h.md",
    )  # fmt: skip
    assert names(tmp_path) == ["a.md"]


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ("*.txt\n", ["a.md", "drafts/b.md", "drafts/keep.md", "old/drafts/d.md"]),
        ("drafts/\n", ["a.md", "a.txt"]),
        ("/drafts\n", ["a.md", "a.txt", "old/drafts/d.md"]),
        ("# a comment\n\ndrafts/*\n!keep.md\n", ["a.md", "a.txt", "drafts/keep.md", "old/drafts/d.md"]),
        ("drafts/\n!drafts/keep.md\n", ["a.md", "a.txt"]),  # as in git: what is below is not looked at
        ("**/d.md\r\n\\#x\r\n", ["a.md", "a.txt", "drafts/b.md", "drafts/keep.md"]),
        ("", ["a.md", "a.txt", "drafts/b.md", "drafts/keep.md", "old/drafts/d.md"]),
        ("*\n", []),
    ],
)
def test_recallignore_is_read_as_a_gitignore(tmp_path: Path, patterns: str, left: list[str]) -> None:
    write(tmp_path, "a.md", "a.txt", "drafts/b.md", "drafts/keep.md", "old/drafts/d.md")
    (tmp_path / ".recallignore").write_bytes(patterns.encode())
    assert names(tmp_path) == left


def test_a_line_of_recallignore_that_is_no_pattern_is_named_and_the_others_count(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    (tmp_path / ".recallignore").write_text("b.md\n!\n[z-a]\n[[x]\n")
    problems: list[Problem] = []
    assert [file.path for file in scan(tmp_path, problems)] == ["a.md"]
    assert [(p.path, p.reason) for p in problems] == [
        (".recallignore", "line 2 is no pattern: !"),
        (".recallignore", "line 3 is no pattern: [z-a]"),
    ]


def test_a_recallignore_that_cannot_be_read_is_a_problem_and_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    os.mkfifo(tmp_path / ".recallignore")
    assert "named pipe" in problem(tmp_path, ".recallignore").reason
    assert [file.path for file in scan(tmp_path, [])] == ["a.md"]


def test_without_recallignore_pathspec_is_not_imported(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    code = (
        "import sys; from pathlib import Path; from recall_tui.folder.scan import scan\n"
        "assert len(list(scan(Path(sys.argv[1]), []))) == 1; print('pathspec' in sys.modules)"
    )
    for expected in ("False", "True"):
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert (done.stdout.strip(), done.stderr) == (expected, "")
        (tmp_path / ".recallignore").touch()


def test_pipes_sockets_and_devices_are_passed_over_without_waiting(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    os.mkfifo(tmp_path / "pipe.md")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(tmp_path / "socket.md"))
    problems: list[Problem] = []
    assert [file.path for file in scan(tmp_path, problems)] == ["a.md"]
    assert [(p.path, p.reason) for p in problems] == [
        ("pipe.md", "a named pipe, not a file"),
        ("socket.md", "a socket, not a file"),
    ]
    assert all(p.remedy for p in problems)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a device")
def test_a_device_is_passed_over(tmp_path: Path) -> None:
    os.mknod(tmp_path / "zero.md", 0o20666, os.makedev(1, 5))
    assert problem(tmp_path, "zero.md").reason == "a device, not a file"


def test_a_link_to_what_is_found_anyway_is_no_news(tmp_path: Path) -> None:
    write(tmp_path, "in/a.md")
    (tmp_path / "b.md").symlink_to("in/a.md")
    (tmp_path / "again").symlink_to("in")
    (tmp_path / "in/up").symlink_to("..")
    (tmp_path / "in/self").symlink_to(".")
    assert names(tmp_path) == ["in/a.md"]


def test_a_folder_reached_by_a_link_is_walked(tmp_path: Path) -> None:
    write(tmp_path, "notes/a.md")
    (tmp_path / "notes/b.md").symlink_to("a.md")
    (tmp_path / "link").symlink_to("notes")
    assert names(tmp_path / "link") == ["a.md"]


@pytest.mark.parametrize(
    ("link", "target", "reason"),
    [
        ("a.md", "nowhere.md", "a link to a file that is not there"),
        ("a.md", "in/x.md/y", "a link to a file that is not there"),
        ("a.md", "a.md", "a link that leads to itself"),
        ("a.md", "../outside.md", "a link to a file outside the notes folder"),
        ("a.md", "/dev/zero", "a link to a file outside the notes folder"),
        ("folder", "..", "a link to a folder outside the notes folder"),
        ("a.md", "..", "a link to a folder outside the notes folder"),
        ("twin", "../notes-twin", "a link to a folder outside the notes folder"),
        ("a.md", "in/x.org", "a link to a file that is left out"),
        ("a.md", ".hidden/x.md", "a link to a file that is left out"),
        ("a.md", "ignored/x.md", "a link to a file that is left out"),
        ("folder", "ignored", "a link to a folder that is left out"),
    ],
)
def test_a_link_that_brings_no_note_is_named(tmp_path: Path, link: str, target: str, reason: str) -> None:
    root = tmp_path / "notes"
    write(tmp_path, "outside.md", "notes-twin/t.md")
    write(root, "in/x.md", "in/x.org", ".hidden/x.md", "ignored/x.md")
    (root / ".recallignore").write_text("ignored/\n")
    (root / link).symlink_to(target)
    assert problem(root, link).reason == reason
    assert [file.path for file in scan(root, [])] == ["in/x.md"]


def test_links_that_nobody_takes_for_notes_are_not_mentioned(tmp_path: Path) -> None:
    write(tmp_path, "notes/a.md", "outside.png")
    (tmp_path / "notes/.recallignore").write_text("named.md\n")
    links = {
        "x.png": "../outside.png",
        "gone.png": "gone",
        "loop": "loop",
        ".h.md": "gone",
        "named.md": "gone",
    }
    for name, target in links.items():
        (tmp_path / "notes" / name).symlink_to(target)
    assert names(tmp_path / "notes") == ["a.md"]


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_found(unprivileged) -> None:
    root, acting = unprivileged
    with acting():
        write(root, "a.md", "shut/b.md", "unenterable/c.md", "z.md")
        (root / "shut").chmod(0)
        (root / "unenterable").chmod(0o400)
        problems: list[Problem] = []
        assert [file.path for file in scan(root, problems)] == ["a.md", "z.md"]
    assert [(p.path, p.reason) for p in problems] == [
        ("shut/", "a folder that cannot be read: permission denied"),
        ("unenterable/c.md", "permission denied"),
    ]
    assert all("ls -l" in p.remedy for p in problems)


def test_names_of_any_bytes_are_found_and_lead_back_to_their_files(tmp_path: Path) -> None:
    raw = [
        b"\xff\xfe.md",
        b"esc\x1b[2J.md",
        b"new\nline.md",
        b"-rf.md",
        "e\u0301.md".encode(),
        "é.md".encode(),
    ]
    raw += [
        "木".encode() * 84 + b".md",
        b"a" * 252 + b".md",
        b"back\\slash.md",
        b"CON.md",
        "\u202egnp.md".encode(),
    ]
    (tmp_path / ".recallignore").write_text("nothing\n")
    for name in raw:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):  # noqa: PTH118, PTH123 (bytes)
            pass
    assert sorted(os.fsencode(name) for name in names(tmp_path)) == sorted(raw)


def test_a_tree_deeper_than_paths_can_be_ends_in_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):  # 25 × 200 bytes > 4096
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    problems: list[Problem] = []
    assert [file.path for file in scan(tmp_path, problems)] == ["a.md"]
    assert [p.reason for p in problems] == ["a folder that cannot be read: file name too long"]


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs root and unshare: a bind mount"
)
def test_a_folder_mounted_inside_itself_is_walked_once(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "in/b.md")
    code = (
        "import sys; from pathlib import Path; from recall_tui.folder.scan import scan\n"
        "p = []; print([f.path for f in scan(Path(sys.argv[1]), p)], p[0].path, p[0].reason)"
    )
    script = 'mount --bind "$1" "$1/in" && exec "$0" -c "$2" "$1"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, tmp_path, code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"no bind mount here: {done.stderr}")
    assert done.stdout == "['a.md'] in/ a mount of a folder that it lies in\n", done.stderr


def test_a_missing_folder_is_an_error_that_says_how_to_make_it(tmp_path: Path) -> None:
    missing = tmp_path / "my notes"
    for look in (check_folder, lambda root: scan(root, [])):
        with pytest.raises(FolderError, match=r"no folder .*Make it with: mkdir -p '.*/my notes'$"):
            look(missing)


def test_a_file_or_a_shut_folder_or_no_name_at_all_is_an_error_with_words(unprivileged) -> None:
    root, acting = unprivileged
    write(root, "a.md")
    with pytest.raises(FolderError, match=r"a\.md is a file, not a folder"):
        check_folder(root / "a.md")
    with pytest.raises(FolderError, match="is no name of a folder"):
        check_folder(Path("a\0b"))
    with acting():
        for mode in (0o000, 0o200, 0o400):
            root.chmod(mode)
            with pytest.raises(FolderError, match=r"cannot be read: permission denied\. Check"):
                check_folder(root)
        root.chmod(0o500)
        check_folder(root)


def test_a_folder_that_vanishes_before_the_walk_is_an_error_and_not_an_empty_folder(tmp_path: Path) -> None:
    write(tmp_path / "notes", "a.md")
    walk = scan(tmp_path / "notes", [])
    (tmp_path / "notes").rename(tmp_path / "elsewhere")
    with pytest.raises(FolderError, match="no folder"):
        list(walk)


def test_a_file_deleted_during_the_walk_is_just_not_there(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md", "c/d.md")
    problems: list[Problem] = []
    walk = scan(tmp_path, problems)
    assert next(walk).path == "a.md"
    (tmp_path / "b.md").unlink()
    assert ([file.path for file in walk], problems) == (["c/d.md"], [])


def test_a_walk_given_up_leaves_no_folder_open(tmp_path: Path) -> None:
    if not Path("/dev/fd").is_dir():
        pytest.skip("this system does not list what is open")
    write(tmp_path, "a.md", "b/c.md", "b/d.md")
    before = {*Path("/dev/fd").iterdir()}
    walk = scan(tmp_path, [])
    assert [next(walk).path, next(walk).path] == ["a.md", "b/c.md"]
    del walk
    assert {*Path("/dev/fd").iterdir()} == before


PARTS = st.sampled_from(["a", "b.md", "c.txt", ".d", "node_modules", "é.MD"])


@settings(max_examples=50)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=4), max_size=12))
def test_every_note_is_found_once_and_always_in_the_same_order(paths: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path in paths:
            with suppress(FileExistsError, NotADirectoryError):  # drawn as a file before
                root.joinpath(*path[:-1]).mkdir(parents=True, exist_ok=True)
                root.joinpath(*path).touch(exist_ok=False)
        below = (file.relative_to(root) for file in root.rglob("*") if file.is_file())
        notes = {
            file.as_posix()
            for file in below
            if file.suffix.lower() in (".md", ".txt") and not {".d", "node_modules"} & {*file.parts}
        }
        first = names(root)
        assert sorted(first) == sorted(notes)
        assert names(root) == first
