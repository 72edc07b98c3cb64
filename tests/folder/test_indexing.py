"""The kept index by itself, and reading in processes."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recall_tui.intake as intake_module
from gardens import Place, cache_at, differing, said
from recall_tui.config import Settings
from recall_tui.folder import reading, scratch
from recall_tui.folder.indexing import (
    Opened,
    Shelf,
    called,
    differences,
    edges_of,
    moment,
    stamp,
)
from recall_tui.folder.reading import read_in_processes
from recall_tui.folder.scan import Found, Problem, scan
from recall_tui.notebook import Notebook
from recall_tui.notes.links import find_links
from recall_tui.notes.resolve import Names, wanted
from recall_tui.recall.hits import Draft

WRITTEN = 25
"""Seconds that a test waits for a process before it gives up on it."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place.below(tmp_path, Random(5))
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(place.cache))
    return place


@pytest.fixture
def many(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A folder that is large enough to be read in processes, in several parts."""
    monkeypatch.setattr(intake_module, "MANY", 20)
    monkeypatch.setattr(reading, "PART", 10)
    monkeypatch.setattr(reading, "FIRST", 3)
    # A process costs half a second; two do the same twice.
    monkeypatch.setattr(reading, "PROCESSES", 1)
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)  # it would import pytest
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)
    place.outside.plant(80)
    return place


def opened(place: Place) -> Notebook:
    return Notebook(place.root, Settings(floor=0.0))


def read_here(place: Place) -> dict[str, Any]:
    """What a start says that reads all by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake_module, "MANY", 9_999)
        return place.fresh()


def left(place: Place) -> list[str]:
    return sorted(path.name for path in place.kept.iterdir())


# The shelf


def test_what_is_kept_comes_back(place: Place) -> None:
    place.write(**{f"n{i}": f"Oak {i}, [[n{i + 1}]]" for i in range(60)})
    notebook = place.start()
    shelf = Shelf(place.root, "auto")
    base = shelf.open()
    assert base is not None
    (segment,) = base.segments
    assert list(segment.paths) == [notebook.engine.view.path(n) for n in notebook.engine.view.notes()]
    assert (base.gone, base.relinked, bool(base.identity)) == ((), (), True)
    (place.root / "n3.md").unlink()
    place.write(n5="[[n7]]", new="An elm.")
    place.start()
    changed = shelf.open()
    assert changed is not None
    assert (changed.identity, len(changed.segments)) == (base.identity, 2)
    assert sorted(changed.segments[1].paths) == ["n5.md", "new.md"]
    numbers = {path: i for i, path in enumerate(segment.paths)}
    assert changed.gone == (numbers["n3.md"], numbers["n5.md"])
    assert sorted(changed.relinked) == [
        ("links", numbers["n2.md"], []),
        ("links", numbers["n3.md"], []),
        ("links", numbers["n5.md"], [numbers["n7.md"]]),
    ]
    for language in ("english", "none"):
        assert Shelf(place.root, language).open() is None


def test_one_folder_has_one_shelf_by_whatever_way_it_is_named(place: Place, tmp_path: Path) -> None:
    place.write(a="An oak.")
    place.start()
    (tmp_path / "link").symlink_to(place.root)
    assert Shelf(tmp_path / "link", "auto").open() is not None
    assert Shelf(place.root / ".." / place.root.name, "auto").open() is not None
    assert Shelf(tmp_path, "auto").open() is None


def test_parts_of_runs_that_were_killed_are_removed_and_those_of_others_are_not(place: Place) -> None:
    place.write(a="An oak.")
    place.start()
    with scratch.scratch(place.kept) as working:
        (place.kept / "parts-killed").mkdir()
        (place.kept / "parts-killed" / "0").write_text("what it had read")
        (place.kept / "parts-no-folder").write_text("")
        Shelf(place.root, "auto").open()
        assert left(place) == sorted(["base", Path(working).name, "parts-no-folder"])
    assert left(place) == ["base", "parts-no-folder"]


def test_the_languages_of_notes_that_are_gone_are_not_asked_in(place: Place) -> None:
    place.write(**{f"a{i}": "The war is what they had in the house that is not here." for i in range(40)})
    place.write(**{f"b{i}": "Warum war die Eiche nicht so hoch wie das Haus?" for i in range(3)})
    place.start()
    for i in range(3):
        (place.root / f"b{i}.md").unlink()
    draft = "Warum war das Haus nicht so hoch wie die Eiche?"
    kept = place.start().recall(Draft.at(draft))
    with cache_at(place.root.parent / "other"):
        fresh = opened(place)
        fresh.load()
    assert list(fresh.recall(Draft.at(draft))) == list(kept)


# What has changed


@given(st.tuples(*[st.integers(0, 2**63 - 1)] * 3), st.tuples(*[st.integers(0, 2**63 - 1)] * 3))
def test_a_stamp_tells_size_time_and_inode_apart(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    first, second = (Found("a.md", *numbers, None) for numbers in (one, other))
    assert -(2**63) <= stamp(first) < 2**63
    assert (stamp(first) == stamp(second)) == (one == other)
    assert stamp(first) == stamp(first._replace(path="b.md", born=1.0))


def test_a_stamp_is_the_same_in_every_process() -> None:
    code = "from recall_tui.folder.indexing import *; print(stamp(Found('a.md', 1, 2, 3, None)))"
    environment = os.environ | {"PYTHONHASHSEED": "3"}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    ).stdout
    assert int(said) == stamp(Found("b.md", 1, 2, 3, 4.5))


def test_changed_and_gone_are_told(place: Place) -> None:
    place.write(a="An oak.", b="An elm.", c="An ash.")
    view = place.start().engine.view
    assert differences(view, list(scan(place.root, []))) == ([], [])
    place.write(a="An oak and more.", d="New.")
    (place.root / "b.md").unlink()
    changed, gone = differences(view, list(scan(place.root, [])))
    assert ([entry.path for entry in changed], gone) == (["a.md", "d.md"], ["b.md"])


LINKS = ("[[{}]]", "[[{}|so]]", "[[{}#of]]", "[so]({}.md)", "[[./{}]]", "[[d/../{}]]", "[[{}.md]]", "[[/{}]]")


def test_a_link_that_leads_to_a_note_wants_one_of_its_names(place: Place) -> None:
    named = {
        "oak": ["oak", "OAK"],
        "d/elm": ["elm", "d/elm", "D/Elm"],
        "a.txt": ["a.txt", "a"],
        "Tree.MD": ["Tree", "tree.md"],
        "titled": ["The oak", "water/garden"],
        "20240102T030405--ash__wood": ["20240102T030405", "ash"],
        "木": ["木"],
        "e\u0301": ["\u00e9", "É"],
    }
    front = "---\ntitle: The oak\naliases: [water/garden]\n---\n"
    place.write(**{name: front if name == "titled" else "" for name in named})
    view = place.start().engine.view
    names = Names(view.called)
    led = 0
    for name, calls in named.items():
        forms = called(view, [f"{name}.md"])
        for call in calls:
            for link in (form.format(call) for form in LINKS):
                for target in (found.target for found in find_links(link)):
                    if f"{name}.md" in names.candidates(target, "source.md"):
                        led += 1
                        assert wanted(target) in forms, link
    assert led > 50
    assert called(view, []) == called(view, ["nowhere.md"]) == set()


@pytest.mark.parametrize("seconds", [-1e20, 1e20, float("inf"), 0.0])
def test_a_time_that_no_calendar_has_is_1970(seconds: float) -> None:
    assert moment(seconds).year == 1970


# Reading in processes


def test_what_processes_read_is_what_one_reads(many: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what there is so far can be asked before all is read."""
    monkeypatch.setattr(reading, "PROCESSES", 2)
    states: list[Opened] = []
    told: list[tuple[int, int]] = []
    problems: list[Problem] = []
    found = list(scan(many.root, []))
    shelf = Shelf(many.root, "auto")
    whole = read_in_processes(
        shelf, iter(found), states.append, lambda *counts: told.append(counts), lambda: False, problems
    )
    assert whole is not None
    assert 0 < len(states[0].segments[0]) < len(whole.segments[0]) == len(found) - len(problems)
    assert told == sorted(told)
    assert {total for _, total in told} == {len(found)}
    assert told[-1] == (len(found), len(found))
    assert left(many) == ["base"]
    kept = shelf.open()
    assert kept is not None
    assert kept.identity == whole.identity
    assert multiprocessing.active_children() == []
    assert differing(said(many.start()), read_here(many)) == {}


def test_links_found_in_a_process_are_those_found_here(place: Place) -> None:
    place.outside.plant(40)
    engine = place.start().engine
    notes = engine.view.segments[0]
    edges = edges_of(notes.paths, notes.keys, notes.targets, notes.prev, notes.next)
    for rows, graph in zip(edges, engine.graphs, strict=True):
        out = graph.out(len(engine.view.alive))
        assert np.array_equal(rows.starts, out.starts)
        assert np.array_equal(rows.values, out.values)
        assert len(rows.values)


def at_the_first_part(what: Callable[[], object]) -> Callable[[int, int], None]:
    """Does something once, when a part has been read."""
    waiting = [what]

    def progress(done: int, total: int) -> None:
        if 0 < done < total and waiting:
            waiting.pop()()

    return progress


def kill() -> None:
    """End the processes that read."""
    running = multiprocessing.active_children()
    assert len(running) == reading.PROCESSES
    for process in running:
        process.kill()


def test_killed_processes_are_done_without_and_nothing_that_was_kept_is_lost(many: Place) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake_module, "MANY", 9_999)
        kept = many.start()
    for path in set(many.paths) - set(many.paths[::3]):
        many.outside.write(path, "An oak, changed.")
    notebook = opened(many)
    killed = []

    def stopped() -> bool:
        if 0 < len(notebook) < len(kept) and not killed:  # some of what was read stands in its place
            killed.append(kill())
        return False

    notebook.load(stopped=stopped)
    assert killed
    assert multiprocessing.active_children() == []
    assert left(many) == ["base"]
    assert differing(said(notebook), read_here(many)) == {}
    assert differing(said(many.start()), read_here(many)) == {}


def test_reading_in_processes_can_be_stopped(many: Place) -> None:
    notebook = opened(many)
    ended: set[Any] = set()

    def stopped() -> bool:
        ended.update(multiprocessing.active_children())
        return bool(len(notebook))

    notebook.load(stopped=stopped)
    assert len(notebook)
    assert not notebook.loaded
    assert left(many) == []
    assert [process.exitcode for process in ended] == [-signal.SIGTERM]  # nobody waited for them


def test_what_is_saved_while_processes_read_is_not_lost(many: Place) -> None:
    many.write(mine="An oak.", theirs="An oak.")
    notebook = opened(many)
    saved: list[str] = []

    def save() -> None:
        notebook.save(notebook.read("mine.md"), "# Mine\n\nA birch, [[theirs]].")
        saved.append(notebook.create("# Made\n\nA birch, [[mine]].").path)

    notebook.load(at_the_first_part(save))
    assert {hit.path for hit in notebook.search("birch")} == {"mine.md", *saved}
    assert differing(said(notebook), read_here(many)) == {}
    assert differing(said(many.start()), read_here(many)) == {}


def test_where_nothing_can_be_kept_all_is_still_known_after_another_load(
    many: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "file"))
    notebook = opened(many)
    notebook.load()
    known = said(notebook)
    notebook.load()
    assert differing(said(notebook), known) == {}


def test_files_that_processes_cannot_write_hinder_nobody(many: Place) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    notebook = opened(many)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
        notebook.load()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert left(many) == []
    assert differing(said(notebook), read_here(many)) == {}


KILLED = """
import multiprocessing, os, signal, sys
from pathlib import Path
import recall_tui.intake as intake
import recall_tui.notebook as module
from recall_tui.config import Settings
from recall_tui.folder import reading

def killed(done, total):
    if done:
        print(*(process.pid for process in multiprocessing.active_children()), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    intake.MANY, reading.PART, reading.FIRST = 9, 5, 2
    module.Notebook(Path(sys.argv[1]), Settings()).load(killed)
"""


def test_processes_end_with_the_one_that_asked(many: Place, tmp_path: Path) -> None:
    (tmp_path / "killed.py").write_text(KILLED)
    command = [sys.executable, os.fspath(tmp_path / "killed.py"), os.fspath(many.root)]
    ran = subprocess.run(command, stdout=subprocess.PIPE)
    assert ran.returncode == -signal.SIGKILL
    reading = [int(pid) for pid in ran.stdout.split()]
    assert len(reading) == 2
    given_up = monotonic() + WRITTEN
    while running := [pid for pid in reading if runs(pid)]:
        assert monotonic() < given_up, running
        sleep(0.02)
    assert [name.split("-")[0] for name in left(many)] == ["parts"]
    assert differing(said(many.start()), read_here(many)) == {}
    assert left(many) == ["base"]


def runs(pid: int) -> bool:
    """Whether there is such a process that is not only waiting to be taken note of."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
