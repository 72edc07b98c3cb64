"""Deleting, the trash, undoing, and what doctor finds and puts right."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from recall_tui.config import Settings
from recall_tui.folder import cache, changing, checkup
from recall_tui.folder.plan import Change, Plan, apply
from recall_tui.folder.state import state_folder
from recall_tui.notebook import Notebook

RENAME = Plan(
    "Rename trees to elms",
    (
        Change("elms.md", b"A tree.", b"A tree.", was="trees.md"),
        Change("bread.md", b"See [[trees]].", b"See [[elms]]."),
    ),
)


@pytest.fixture
def renamed(folder: Path) -> Path:
    """A folder where several files were just changed."""
    (folder / "trees.md").write_bytes(b"A tree.")
    (folder / "bread.md").write_bytes(b"See [[trees]].")
    apply(folder, RENAME)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.md"))


# Undo


def test_undo_and_redo(recall: Any, renamed: Path) -> None:
    ran = recall("undo")
    assert (ran.code, ran.out, ran.err) == (0, "", "Undone: Rename trees to elms (2 files)\n")
    assert names(renamed) == ["bread.md", "trees.md"]
    assert (renamed / "bread.md").read_bytes() == b"See [[trees]]."
    assert recall("undo", "--list", "--json").json[0]["undone"] is True
    assert recall("undo", "--redo").err == "Done again: Rename trees to elms (2 files)\n"
    assert names(renamed) == ["bread.md", "elms.md"]


def test_undo_lists_what_can_be_undone(recall: Any, renamed: Path) -> None:
    apply(renamed, Plan("A \x1b[31mred\x1b[0m one [/x]", (Change("red.md", None, b"red"),)))
    listed = recall("undo", "--list")
    assert listed.code == 0
    assert listed.out.index("␛[31mred") < listed.out.index("Rename trees to elms")
    assert "\x1b[31m" not in listed.out
    first, second = recall("undo", "--list", "--json").json
    assert (first["files"], second["title"], second["undone"]) == (1, "Rename trees to elms", False)


def test_undo_names_what_stands_in_the_way(recall: Any, renamed: Path) -> None:
    (renamed / "bread.md").write_bytes(b"See [[elms]]. And more.")
    ran = recall("undo")
    assert ran.code == 2
    assert (
        "“Rename trees to elms” was not undone, and no file was changed: bread.md was changed since."
        in ran.err
    )
    assert names(renamed) == ["bread.md", "elms.md"]


def test_undo_in_json(recall: Any, renamed: Path) -> None:
    (said,) = recall("undo", "--json").json
    assert said == {"title": RENAME.title, "undone": True, "files": ["trees.md", "elms.md", "bread.md"]}


def test_a_command_says_what_it_finished(recall: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "trees.md").write_bytes(b"A tree.")
    (folder / "bread.md").write_bytes(b"See [[trees]].")
    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):

        def do(root: Path, change: Change) -> None:
            if change.path == "bread.md":
                raise KeyboardInterrupt
            changing.do(root, change)

        patch.setattr("recall_tui.folder.plan.do", do)
        apply(folder, RENAME)
    ran = recall("search", "tree")
    assert ran.code == 0
    assert "“Rename trees to elms” had been broken off, and is done now. To undo it: recall undo" in ran.err
    assert recall("search", "tree").err == ""


# Deleting


@pytest.mark.parametrize("answer", ["y\n", "Yes\n"])
def test_deleting_asks(recall: Any, folder: Path, answer: str) -> None:
    ran = recall("delete", "trees", given=answer.encode(), tty=True)
    assert ran.code == 0
    assert "Move trees.md to the trash? 1 note links to it. [y/N]" in ran.err
    assert not (folder / "trees.md").exists()


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yesterday\n"])
def test_no_is_the_answer_unless_yes_is_said(recall: Any, folder: Path, answer: str) -> None:
    ran = recall("delete", "trees", given=answer.encode(), tty=True)
    assert (ran.code, "Nothing was deleted." in ran.err) == (1, True)
    assert (folder / "trees.md").exists()


ODD = [
    "\x1b[31m.md",
    "a\nb.md",
    "x\udcff.md",
    "n" * 252 + ".md",
    "字" * 84 + ".md",
    "e\u0301.md",
    "CON.md",
    "dot..md",
    "-rf.md",
    "a:b.md",
    "..\\x.md",
    "\u202egpj.md",
    'it\'s "quoted".md',
    "; $(id).md",
    "[red].md",
]


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_a_note_of_any_name_is_deleted_and_restored(recall: Any, folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(b"An odd one.")
    ran = recall("delete", "--yes", "--", name)
    assert ran.code == 0
    assert not path.exists()
    assert "\x1b" not in ran.err and "\u202e" not in ran.err
    listed = recall("trash")
    assert "\x1b[31m" not in listed.out and "\u202e" not in listed.out
    (item,) = recall("trash", "--json").json
    assert item["path"] == name
    assert recall("trash", "restore", item["name"], "--json").json[0]["note"] == name
    assert path.read_bytes() == b"An odd one."


@pytest.mark.parametrize(
    "title", ["\x1b[31mred", "two\nlines", "x\udcff", "t" * 300, "字" * 200, "\u202egpj", "NUL"], ids=ascii
)
def test_a_title_of_any_kind_makes_a_name_that_every_system_takes(
    recall: Any, folder: Path, title: str
) -> None:
    before = set(folder.iterdir())
    assert recall("new", title, "--json").code == 0
    (made,) = set(folder.iterdir()) - before
    assert len(made.name.encode()) <= 255
    assert made.name.replace("-", "").removesuffix(".md").isalnum()


def test_names_that_are_one_on_other_systems_stay_two_notes(recall: Any, folder: Path) -> None:
    for name, text in (
        ("\u00e9.md", b"One."),
        ("e\u0301.md", b"Two."),
        ("A.md", b"Three."),
        ("a.md", b"Four."),
    ):
        (folder / name).write_bytes(text)
    assert recall("delete", "\u00e9.md", "--yes").code == 0
    assert (folder / "e\u0301.md").read_bytes() == b"Two."
    assert recall("delete", "a.md", "--yes").code == 0
    assert (folder / "A.md").read_bytes() == b"Three."


def test_a_note_outside_the_folder_is_not_deleted(recall: Any, folder: Path) -> None:
    outside = folder.parent / "outside.md"
    outside.write_bytes(b"Outside.")
    for name in ("../outside.md", os.fspath(outside)):
        assert recall("delete", name, "--yes").code == 2
    assert outside.exists()


# Doctor


def found(recall: Any, *options: str) -> dict[str, str]:
    """Problems by their files."""
    return {
        line["note"]: line["problem"]
        for line in recall("doctor", "--json", *options).json
        if "problem" in line
    }


def old(path: Path, data: bytes) -> Path:
    """A file that was left long ago."""
    path.write_bytes(data)
    return path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doctor comes by two minutes from now: the time of a change of names can't be set."""
    monkeypatch.setattr(checkup.time, "time", lambda now=time.time: now() + 120)


def test_leftovers_are_listed_and_only_what_is_elsewhere_too_is_removed(
    recall: Any, folder: Path, later: None
) -> None:
    same = old(folder / ".recall-000000000001.tmp", (folder / "trees.md").read_bytes())
    empty = old(folder / "old" / ".recall-000000000002.tmp", b"")
    only = old(folder / ".recall-000000000003.tmp", b"The only copy.")
    problems = found(recall)
    assert "temporary file" in problems[same.name]
    assert "stands in no other file" in problems[only.name]
    ran = recall("doctor", "--fix")
    assert (ran.code, "add --yes" in ran.err) == (2, True)
    assert same.exists()
    recall("doctor", "--fix", given=b"n\n", tty=True)
    assert same.exists()
    assert "Remove 2 temporary files" in recall("doctor", "--fix", given=b"y\n", tty=True).err
    assert not same.exists() and not empty.exists()
    assert only.read_bytes() == b"The only copy."
    assert list(found(recall, "--fix", "--yes")) == [only.name]


def test_a_save_that_goes_on_is_left_alone(recall: Any, folder: Path) -> None:
    now = old(folder / ".recall-000000000001.tmp", (folder / "trees.md").read_bytes())
    assert found(recall, "--fix", "--yes") == {}
    assert now.exists()


def test_locks_of_programs_that_have_ended_are_removed(recall: Any, folder: Path) -> None:
    state = state_folder(folder)
    assert state
    ended, held = state / "note-1.lock", state / "note-2.lock"
    ended.touch()
    from filelock import FileLock

    with FileLock(held):
        assert recall("doctor", "--fix", "--yes").code == 0
        assert not ended.exists()
        assert held.exists()


def test_a_damaged_index_is_made_anew_and_said(recall: Any, folder: Path) -> None:
    assert recall("doctor").err == ""
    place = cache.cache_folder(folder)
    assert place
    base = bytearray((place / "base").read_bytes())
    base[-1] ^= 1
    (place / "base").write_bytes(base)
    ran = recall("doctor")
    assert (ran.code, "was damaged, and is made anew" in ran.err) == (0, True)
    assert recall("doctor").err == ""


def test_an_index_that_is_not_of_the_files_is_noticed(folder: Path) -> None:
    notebook = Notebook(folder, Settings())
    notebook.load()
    again = Notebook(folder, Settings())
    again.load()  # what was kept
    engine = again.engine
    assert checkup.unlike(folder, engine.view, engine.languages) == []
    before = (folder / "trees.md").stat()
    text = (folder / "trees.md").read_bytes()
    (folder / "trees.md").write_bytes(text.replace(b"oak", b"elm"))
    os.utime(folder / "trees.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert checkup.unlike(folder, engine.view, engine.languages) == ["trees.md"]


def test_an_index_that_is_not_right_is_made_anew_when_wanted(
    recall: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall("doctor")
    before = (folder / "trees.md").stat()
    text = (folder / "trees.md").read_bytes()
    (folder / "trees.md").write_bytes(text.replace(b"oak", b"elm"))
    os.utime(folder / "trees.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    ran = recall("doctor")
    assert ran.code == 1
    assert "DIFFERS from the files themselves: trees.md" in " ".join(ran.out.split())
    assert recall("doctor", "--fix", "--yes").code == 0
    assert recall("search", "elm").code == 0


def test_an_unfinished_change_of_several_files_is_listed(
    recall: Any, renamed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = state_folder(renamed)
    assert state
    (file,) = (state / "plans").glob("plan-*")
    file.rename(file.with_suffix(".doing"))
    file.with_suffix(".doing").write_bytes(b"damaged")
    ran = recall("doctor")
    assert "what was kept of it is damaged" in ran.err
    assert ran.code == 1
    assert "damaged" in recall("doctor", "--json").json[0]["problem"]


def test_comparing_copies(recall: Any, folder: Path) -> None:
    copies = {
        "trees (conflict laptop 2024-01-02 0304).md": (folder / "trees.md").read_bytes(),
        "trees (conflicted copy 2024-01-02).md": (folder / "trees.md").read_bytes().rstrip(),
        "trees.sync-conflict-20240102-030405-ABCDEFG.md": b"\x1b[31mred",
    }
    for name, text in copies.items():
        (folder / name).write_bytes(text)
    lines = recall("doctor", "--compare", "--json").json
    diffs = {line["note"]: line["diff"] for line in lines if "diff" in line}
    same, nearly, red = (diffs[name] for name in copies)
    assert "says the same as trees.md" in same[0]
    assert "in the end of the last line only" in nearly[0]
    assert "+\x1b[31mred" in red
    shown = recall("doctor", "--compare").out
    assert "+␛[31mred" in shown and "\x1b[31m" not in shown
