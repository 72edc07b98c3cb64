"""What is kept of a folder: a start with it is like one without, whatever became of the notes, or of it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gardens import Place, cache_at, differing, known, said, start
from recall_tui.config import Settings
from recall_tui.errors import FolderError
from recall_tui.folder import cache as store
from recall_tui.folder import files, indexing
from recall_tui.folder.files import MAX_BYTES, File
from recall_tui.folder.scan import IGNORE_FILE
from recall_tui.notebook import Notebook

RANDOM = st.randoms(use_true_random=False)
NOBODY = 65534


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.below(tmp_path, Random(1))


@pytest.fixture
def garden(place: Place) -> Place:
    """Some notes, of which most are kept as the base, and one as a change."""
    place.outside.plant(26)
    place.start()
    place.write(changed="# The oak\n\nOf elms, [[elm]] and [[nowhere]].")
    place.start()
    assert sorted(path.name for path in place.kept.iterdir()) == ["base", "changes"]
    return place


@pytest.fixture
def was_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read."""
    found: list[str] = []
    read = files.read

    def reading(root: Path, path: str, **how: Any) -> File:
        found.append(path)
        return read(root, path, **how)

    monkeypatch.setattr(files, "read", reading)
    return found


# A start with what is kept, and one without


@settings(max_examples=5)
@given(RANDOM, st.integers(0, 12))
def test_a_second_start_answers_as_the_first(rng: Random, many: int) -> None:
    with Place.drawn(rng, many) as place:
        first = said(place.start())
        assert differing(first, said(place.start())) == {}
        assert differing(first, place.fresh()) == {}


@settings(max_examples=5)
@given(RANDOM, st.integers(0, 12), st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_whatever_happened_between_starts_the_next_answers_as_if_it_were_the_first(
    rng: Random, many: int, steps: list[int]
) -> None:
    with Place.drawn(rng, many) as place:
        place.start()
        for changes in steps:
            did = [place.outside.change() for _ in range(changes)]
            assert differing(said(place.start()), place.fresh()) == {}, did


def test_what_became_of_a_large_folder_is_kept_as_changes(garden: Place) -> None:
    for i in range(6):
        did = garden.outside.change()
        assert differing(said(garden.start()), garden.fresh()) == {}, (i, did)


def test_all_notes_may_go_and_come(garden: Place) -> None:
    for note in garden.outside.notes():
        note.unlink()
    assert len(garden.start()) == len(garden.start()) == 0
    assert differing(said(garden.start()), garden.fresh()) == {}
    garden.outside.plant(20)
    assert differing(said(garden.start()), garden.fresh()) == {}
    assert differing(said(garden.start()), garden.fresh()) == {}


def test_links_of_changed_notes_are_kept_too(place: Place, was_read: list[str]) -> None:
    place.write(
        **{f"n{i}": "An oak." for i in range(40)}, waiting="[[new]] [[n1]]", leaving="[[n2]] [[gone]]"
    )
    place.write(gone="[[n3]] [[n4]]")
    place.start()
    place.write(new="[[n5]] [[waiting]]", leaving="[[n6]]")
    (place.root / "gone.md").unlink()
    place.start()
    was_read.clear()
    notebook = place.start()
    assert was_read == []
    linked = known(notebook)["linked"]
    assert linked["new.md"] == (["n5.md", "waiting.md"], 1)
    assert linked["waiting.md"] == (["n1.md", "new.md"], 1)
    assert linked["leaving.md"] == (["n6.md"], 0)
    assert [linked[f"n{i}.md"][1] for i in range(1, 7)] == [1, 0, 0, 0, 1, 1]
    place.write(n7="An elm.")  # kept with other numbers now
    place.start()
    assert differing(said(place.start()), place.fresh()) == {}


def test_a_note_that_went_and_came_back_is_linked(place: Place) -> None:
    place.write(**{f"n{i}": "An oak." for i in range(40)}, a="[[b]] [[n1]]", b="[[a]] [[n2]]")
    place.start()
    (place.root / "b.md").unlink()
    assert known(place.start())["linked"]["a.md"] == (["n1.md"], 0)
    place.write(b="[[a]]")
    for _ in range(3):
        linked = known(place.start())["linked"]
        assert linked["a.md"] == (["b.md", "n1.md"], 1)
        assert linked["b.md"] == (["a.md"], 1)
        assert linked["n2.md"] == ([], 0)


def test_notes_made_before_a_start_are_no_changes_of_the_base(place: Place) -> None:
    place.write(**{f"n{i:02}": f"Oak {i}" for i in range(16)})
    place.start()
    with cache_at(place.cache):
        notebook = Notebook(place.root, Settings(floor=0.0))
        for i in range(20):
            notebook.create(f"# Made {i}\n\nAn elm.")
        place.write(n03="Changed.")
        notebook.load()
    assert differing(said(notebook), place.fresh()) == {}
    assert differing(said(place.start()), place.fresh()) == {}


def test_what_was_saved_here_is_there_at_the_next_start(garden: Place, was_read: list[str]) -> None:
    notebook = garden.start()
    notebook.save(notebook.read("changed.md"), "# Of ash trees\n\n[[saved]]")
    with cache_at(garden.cache):
        saved = notebook.create("# Saved\n\n[[changed]]").path
    assert differing(said(notebook), garden.fresh()) == {}
    was_read.clear()
    again = garden.start()
    assert set(was_read) >= {"changed.md", saved}
    assert differing(said(again), garden.fresh()) == {}


def test_what_another_program_kept_meanwhile_is_shown_with_its_texts(place: Place) -> None:
    place.write(a="An oak.")
    notebook = place.start()
    assert [hit.text for hit in notebook.search("oak")] == ["An oak."]
    place.write(a="Of elms and of an oak.")
    place.start()
    with cache_at(place.cache):
        notebook.load()
    assert [hit.text for hit in notebook.search("oak")] == ["Of elms and of an oak."]


# What is read again


def test_only_what_looks_changed_is_read_again(place: Place, was_read: list[str]) -> None:
    names = [
        "same",
        "edited",
        "longer",
        "touched",
        "replaced",
        "renamed",
        "gone",
        "moved/on",
        "to/be a folder",
    ]
    place.write(**dict.fromkeys([*names, *(f"other {i}" for i in range(40))], "An oak."))
    place.start()
    was_read.clear()
    place.start()
    assert was_read == []

    def at(name: str) -> Path:
        return place.root / f"{name}.md"

    def times_of(file: Path) -> tuple[int, int]:
        return file.stat().st_atime_ns, file.stat().st_mtime_ns

    now = times_of(at("edited"))
    at("edited").write_text("An elm.")
    os.utime(at("edited"), ns=(now[0], now[1] + 1))
    now = times_of(at("longer"))
    at("longer").write_text("An oak and an elm.")
    os.utime(at("longer"), ns=now)
    place.outside.touch(at("touched"))
    now = times_of(at("replaced"))
    (place.root / "temporary").write_text("An ash.")
    os.utime(place.root / "temporary", ns=now)
    (place.root / "temporary").replace(at("replaced"))
    at("renamed").rename(at("with a new name"))
    at("gone").unlink()
    (place.root / "moved").rename(place.root / "elsewhere")
    at("to/be a folder").unlink()
    place.write(**{"to/be a folder.md/new": "An oak.", "new": "An oak."})
    os.chmod(at("same"), 0o600)  # noqa: PTH101
    changed = ["edited", "elsewhere/on", "longer", "new", "replaced", "to/be a folder.md/new", "touched"]
    changed.append("with a new name")
    notebook = place.start()
    assert sorted(was_read) == sorted(f"{name}.md" for name in changed)
    assert differing(said(notebook), place.fresh()) == {}
    was_read.clear()
    place.start()
    assert was_read == []


def test_what_cannot_be_read_is_tried_again_and_does_not_answer(place: Place, was_read: list[str]) -> None:
    place.write(a="An oak.", b="Another oak.")
    place.start()
    place.outside.write("a.md", b"An oak.\0")
    for _ in range(2):
        was_read.clear()
        notebook = place.start()
        assert was_read == ["a.md"]
        assert [hit.path for hit in notebook.search("oak")] == ["b.md"]
        assert [problem.path for problem in notebook.problems] == ["a.md"]
    place.write(a="An oak again.")
    assert {hit.path for hit in place.start().search("oak")} == {"a.md", "b.md"}


# What is kept may be anything


def spoilt(name: str, change: Callable[[bytes], bytes]) -> Callable[[Place], None]:
    def spoil(place: Place) -> None:
        file = place.kept / name
        file.write_bytes(change(file.read_bytes()))

    return spoil


def from_the_future(name: str) -> Callable[[Place], None]:
    def spoil(place: Place) -> None:
        cached = store.load(place.kept / name)
        assert cached is not None
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(store, "_VERSION", store._VERSION + 1)
            store.write(place.kept / name, cached.meta, cached.arrays)

    return spoil


def another_base(place: Place) -> None:
    """The base is made again, so that the changes are of another."""
    changes = (place.kept / "changes").read_bytes()
    (place.kept / "base").unlink()
    place.start()
    (place.kept / "changes").write_bytes(changes)


def another_folder(place: Place) -> None:
    other = Place.below(place.root.parent / "other", Random(2))
    other.outside.plant(30)
    other.start()
    (other.kept / "base").replace(place.kept / "base")


def in_the_way(make: Callable[[Path], Any]) -> Callable[[Place], None]:
    def spoil(place: Place) -> None:
        (place.kept / "base").unlink()
        make(place.kept / "base")

    return spoil


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "garbage": lambda whole: Random(3).randbytes(9_999),
    "flipped": lambda whole: whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
}
SPOILERS: dict[str, Callable[[Place], None]] = {
    **{f"{name} {how}": spoilt(name, DAMAGE[how]) for name in ("base", "changes") for how in DAMAGE},
    **{f"{name} future": from_the_future(name) for name in ("base", "changes")},
    "base gone": lambda place: (place.kept / "base").unlink(),
    "changes gone": lambda place: (place.kept / "changes").unlink(),
    "another base": another_base,
    "another folder": another_folder,
    "a folder": in_the_way(Path.mkdir),
    "a full folder": in_the_way(lambda path: (path / "full").mkdir(parents=True)),
    "a pipe": in_the_way(os.mkfifo),
    "a link": in_the_way(lambda path: path.symlink_to("changes")),
}


@pytest.mark.parametrize("how", SPOILERS)
def test_what_is_kept_and_of_no_use_is_made_anew(garden: Place, how: str, was_read: list[str]) -> None:
    SPOILERS[how](garden)
    was_read.clear()
    notebook = garden.start()
    if how == "another base":
        assert was_read == []
    elif how.startswith("changes"):
        assert was_read == ["changed.md"]
    else:
        assert sorted(was_read) == sorted(garden.paths)
    assert differing(said(notebook), garden.fresh()) == {}
    was_read.clear()
    again = garden.start()
    assert (was_read == []) == (how not in ("a folder", "a full folder"))  # these stay where they are
    assert differing(known(notebook), known(again)) == {}


def test_an_index_of_another_program_or_language_is_made_anew(
    garden: Place, monkeypatch: pytest.MonkeyPatch, was_read: list[str]
) -> None:
    for language in ("german", "none", "auto"):
        was_read.clear()
        assert differing(said(garden.start(language)), garden.fresh(language)) == {}
        assert len(was_read) > len(garden.paths)
    monkeypatch.setattr(indexing, "_program", lambda: "another")
    was_read.clear()
    garden.start()
    assert set(was_read) == set(garden.paths)


def test_a_folder_that_was_moved_is_read_again(garden: Place) -> None:
    garden.root.rename(garden.root.parent / "moved")
    garden.root = garden.root.parent / "moved"
    assert differing(said(garden.start()), garden.fresh()) == {}


# Where nothing can be kept


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_nothing_hinders_nobody(
    garden: Place, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def write(path: Path, *what: Any) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(store, "write", write)
    for _ in range(2):
        garden.outside.change()
        assert differing(said(garden.start()), garden.fresh()) == {}


def test_where_nothing_can_be_kept_all_is_read_each_time(place: Place, was_read: list[str]) -> None:
    place.write(a="An oak.", b="An elm.")
    (place.root.parent / "file").write_text("")
    for cache in (place.root.parent / "file", place.root.parent / "file" / "below", Path("/proc/none")):
        was_read.clear()
        assert len(start(place.root, cache)) == 2
        assert was_read == ["a.md", "b.md"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_cache_folder_of_somebody_else_is_not_trusted(garden: Place, was_read: list[str]) -> None:
    os.chown(garden.kept, NOBODY, NOBODY)
    before = {path: path.read_bytes() for path in garden.kept.iterdir()}
    was_read.clear()
    garden.start()
    assert len(was_read) == len(garden.paths)
    assert {path: path.read_bytes() for path in garden.kept.iterdir()} == before


# Two recalls on one folder


def test_several_notebooks_load_and_keep_at_once(garden: Place, eager_threads: None) -> None:
    troubles: list[BaseException] = []
    notebooks: list[Notebook] = []

    def load() -> None:
        try:
            notebook = Notebook(garden.root, Settings(floor=0.0))
            notebook.load()
            notebooks.append(notebook)
        except BaseException as trouble:
            troubles.append(trouble)

    for _ in range(2):
        for _ in range(3):
            garden.outside.change()
        with cache_at(garden.cache):
            threads = [threading.Thread(target=load) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        expected = garden.fresh()
        for notebook in (*notebooks, garden.start()):
            assert differing(said(notebook), expected) == {}
        notebooks.clear()
    assert troubles == []


ASKED = """
import sys
from pathlib import Path
import recall_tui.intake as intake
import recall_tui.notebook as module
from recall_tui.config import Settings
from recall_tui.folder import reading

if __name__ == "__main__":
    intake.MANY, reading.PART, reading.FIRST = 9, 5, 2
    notebook = module.Notebook(Path(sys.argv[1]), Settings(floor=0.0))
    notebook.load()
    print(len(notebook), *(f"{hit.path}:{hit.score!r}" for hit in notebook.search("oak elm", limit=99)))
"""


def test_two_programs_read_and_keep_at_once(garden: Place, was_read: list[str]) -> None:
    script = garden.root.parent / "asked.py"
    script.write_text(ASKED)
    garden.outside.plant(30)
    command = [sys.executable, os.fspath(script), os.fspath(garden.root)]
    environment = os.environ | {
        "XDG_CACHE_HOME": os.fspath(garden.cache),
        "PYTHONIOENCODING": "utf-8:surrogateescape",
    }
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
    first, second = (program.communicate()[0] for program in both)
    assert first == second != b""
    assert [program.returncode for program in both] == [0, 0]
    was_read.clear()
    notebook = garden.start()
    assert was_read == []
    assert differing(said(notebook), garden.fresh()) == {}
    assert not list(garden.kept.glob("parts-*"))


# What others change while it is open


@pytest.mark.parametrize("everything", [True, False])
@settings(max_examples=3)
@given(rng=RANDOM, many=st.integers(0, 12))
def test_after_looking_again_all_is_as_after_a_start(everything: bool, rng: Random, many: int) -> None:
    with Place.drawn(rng, many) as place:
        notebook = place.start()
        for _ in range(3):
            paths = set(place.paths)
            did = [place.outside.change() for _ in range(3)]
            paths |= set(place.paths)
            notebook.refresh([""] if everything or {"ignore", "folder"} & set(did) else paths)
            assert differing(said(notebook), place.fresh()) == {}, did
            assert not notebook.refresh([""])


@pytest.fixture
def linked(place: Place) -> Place:
    place.write(
        a="# Of oaks\n\n[[b]] [[new]] [[The elm]] [[20240102T030405]]",
        b="# The elm\n\n[[a]]",
        **{"d/twin": "", "20240102T030405--ash__wood": "An ash."},
    )
    return place


def test_links_follow_what_others_do(linked: Place) -> None:
    notebook = linked.start()

    def links(*changed: str) -> list[str]:
        assert notebook.refresh(f"{name}.md" for name in changed)
        assert differing(said(notebook), linked.fresh()) == {}
        found: list[str] = known(notebook)["linked"]["a.md"][0]
        return found

    ash, renamed = "20240102T030405--ash__wood", "20240102T030405--old-ash__wood"
    linked.write(new="New.")
    assert links("new") == [f"{ash}.md", "b.md", "new.md"]
    linked.write(b="# An elm no more")
    assert links("b") == [f"{ash}.md", "b.md", "new.md"]
    (linked.root / "b.md").unlink()
    assert links("b") == [f"{ash}.md", "new.md"]
    linked.write(other="# The elm")
    assert links("other") == [f"{ash}.md", "new.md", "other.md"]
    linked.write(another="---\naliases: [the ELM]\n---\n")
    assert links("another") == [f"{ash}.md", "new.md"]  # it may mean either
    (linked.root / "other.md").unlink()
    assert links("other") == [f"{ash}.md", "another.md", "new.md"]
    (linked.root / f"{ash}.md").rename(linked.root / f"{renamed}.md")
    assert links(ash, renamed) == [f"{renamed}.md", "another.md", "new.md"]


def test_links_follow_what_is_saved_here(linked: Place) -> None:
    notebook = linked.start()
    notebook.save(notebook.read("b.md"), "# An elm no more\n\n[[The elm]]")
    assert differing(said(notebook), linked.fresh()) == {}
    notebook.create("# The elm")
    assert differing(said(notebook), linked.fresh()) == {}


def test_a_note_saved_here_and_then_changed_by_others_is_taken_in(place: Place) -> None:
    place.write(a="An oak.", b="An ash.")
    notebook = place.start()
    notebook.save(notebook.read("a.md"), "An elm.")
    assert not notebook.refresh(["a.md"])
    place.write(a="A birch.")
    assert notebook.refresh(["a.md"])
    assert [hit.text for hit in notebook.search("birch")] == ["A birch."]
    (place.root / "a.md").unlink()
    (place.root / "a.md").mkdir()
    assert notebook.refresh([""])
    assert notebook.search("birch") == []


@pytest.mark.parametrize("paths", [["a.md", "b.md"], [""]])
def test_what_is_saved_here_while_others_are_read_is_not_undone(
    place: Place, monkeypatch: pytest.MonkeyPatch, paths: list[str]
) -> None:
    place.write(a="An oak.", b="An ash.")
    notebook = place.start()
    place.write(a="An oak of theirs.", b="An ash of theirs.")
    read = files.read

    def saving(root: Path, path: str) -> File:
        file = read(root, path)
        if path == "b.md":
            monkeypatch.setattr(files, "read", read)
            notebook.save(read(root, "a.md"), "An elm of mine.")
            notebook.create("# New")
        return file

    monkeypatch.setattr(files, "read", saving)
    notebook.refresh(paths)
    assert differing(said(notebook), place.fresh()) == {}
    assert [hit.text for hit in notebook.search("mine")] == ["An elm of mine."]


def test_problems_come_and_go_with_what_is_the_matter(place: Place) -> None:
    place.write(a="An oak.", b="An ash.")
    notebook = place.start()
    for paths in (["a.md"], [""], ["a.md", "b.md"]):
        place.outside.write("a.md", b"\0")
        assert notebook.refresh(paths)
        assert not notebook.refresh(paths)
        assert [problem.path for problem in notebook.problems] == ["a.md"]
        place.write(a="An oak.")
        assert notebook.refresh(paths)
        assert notebook.problems == []
    with (place.root / "b.md").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    notebook.refresh(["b.md"])
    (place.root / "b.md").unlink()
    assert notebook.refresh(["b.md"])
    assert notebook.problems == []


def test_what_is_left_out_from_now_on_is_gone(place: Place) -> None:
    place.write(a="An oak.", **{"d/b": "An oak."})
    notebook = place.start()
    notebook.save(notebook.read("d/b.md"), "An elm.")
    (place.root / IGNORE_FILE).write_text("d/")
    assert notebook.refresh([""])
    assert len(notebook) == 1
    (place.root / IGNORE_FILE).unlink()
    assert notebook.refresh([""])
    assert len(notebook) == 2


def test_nothing_is_forgotten_because_the_folder_is_away(place: Place) -> None:
    place.write(a="An oak.")
    notebook = place.start()
    place.root.rename(place.root.parent / "away")
    for paths in (["a.md"], [""]):
        with pytest.raises(FolderError):
            notebook.refresh(paths)
    (place.root.parent / "away").rename(place.root)
    assert not notebook.refresh([""])
    assert len(notebook) == 1


def test_looking_again_waits_for_the_first_reading(place: Place) -> None:
    place.write(a="An oak.", b="An oak.")
    with cache_at(place.cache):
        notebook = Notebook(place.root, Settings(floor=0.0))
        threads = [threading.Thread(target=notebook.refresh, args=([""],)) for _ in range(2)]
        waited: list[bool] = []

        def progress() -> None:
            for thread in threads:
                thread.start()
                thread.join(0.1)
            waited.append(all(thread.is_alive() for thread in threads))

        notebook.load(lambda done, total: None if done or waited else progress())
    for thread in threads:
        thread.join()
    assert waited == [True]
    assert differing(said(notebook), place.fresh()) == {}
