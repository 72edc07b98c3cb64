"""The torture list, in one folder: every item by its name, in the notebook, the program and the shell."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
from fixtures import ITEMS, NAMES, PARSERS, Expected, Item
from promises import Promise
from screens import QUIET, Person, play
from trying import SCALE, Row, rows

from nasties import Terminal, watched
from recall_tui.cli.main import run
from recall_tui.folder import files
from recall_tui.notebook import Notebook
from recall_tui.notes.parse import parse_note

SHOWN = [item for item in ITEMS if item.expected is Expected.SHOWN]
QUIET_NOTES = {f"quiet-{n}.md": f"# Quiet {n}\n\nAn ordinary note, the {n}th.\n" for n in range(3)}
ABOUT_NAMES = ("“", "A file name ", "The name ", "has the name of ")
"""What doctor says, besides, of names that other systems cannot hold."""
SECONDS = 3.0
"""What a parser may take for an item, on a machine that does other things too."""
WHATS = ("in the notebook", "in the program", "in the shell")
COUNTED = {what: Row(Promise.HOSTILE, f"the torture list, {what}") for what in WHATS}


def by_name(items: list[Item]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("item", items, ids=str)


@contextmanager
def counted(what: str) -> Iterator[None]:
    """Counts one of the list."""
    row = COUNTED[what]
    if row not in rows:
        rows.append(row)
    row.trials += 1
    began = monotonic()
    try:
        yield
    except Exception:
        row.violations += 1
        raise
    finally:
        row.seconds += monotonic() - began


@dataclass
class Planted:
    """The folder with the whole list in it, and what came of it."""

    folder: Path
    notebook: Notebook
    problems: dict[str, str]
    left_out: set[str]
    """Items that could not be made here."""

    def check(self, item: Item) -> None:
        if item.name in self.left_out:
            pytest.skip(f"{item.name} cannot be made here" if not item.slow else "only with make torture")

    def found(self) -> set[str]:
        return {name.path for name in self.notebook.complete("", 10_000)}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    place = tmp_path_factory.mktemp("torture")
    folder = place / "notes"
    folder.mkdir()
    left_out = {item.name for item in ITEMS if item.slow and not SCALE}
    for item in ITEMS:
        if item.name not in left_out:
            try:
                item.make(folder / item.path)
            except pytest.skip.Exception:
                left_out.add(item.name)
    for name, text in QUIET_NOTES.items():
        (folder / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("CACHE", "STATE", "CONFIG"):
            patch.setenv(f"XDG_{variable}_HOME", os.fspath(place / variable))
        notebook = Notebook(folder, QUIET)
        notebook.load()
        problems = {problem.path: problem.reason for problem in notebook.problems}
        yield Planted(folder, notebook, problems, left_out)


# In the notebook


@by_name(ITEMS)
def test_in_the_notebook(item: Item, planted: Planted) -> None:
    planted.check(item)
    with counted("in the notebook"):
        is_note = planted.notebook.engine.view.find(item.path) >= 0
        assert is_note == (item.expected is Expected.SHOWN)
        said = planted.problems.get(item.path, "")
        assert bool(said) == (item.listed or item.expected in (Expected.REFUSED, Expected.SKIPPED)), said
        if item.expected is not Expected.SHOWN:
            with pytest.raises(files.NoteError):
                planted.notebook.read(item.path)
            return
        file = planted.notebook.read(item.path)
        assert files.encode(file, file.text) == (planted.folder / item.path).read_bytes()
        if item.word:
            assert [hit.path for hit in planted.notebook.search(item.word)] == [item.path]


@by_name(NAMES)
def test_a_link_leads_back(item: Item, planted: Planted) -> None:
    planted.check(item)
    assert planted.notebook.linked(f"See {planted.notebook.link_to(item.path)}.").notes == {item.path}


def test_the_other_notes_load(planted: Planted) -> None:
    for path, text in QUIET_NOTES.items():
        assert planted.notebook.read(path).text == text
        assert planted.notebook.engine.view.find(path) >= 0


def test_nothing_was_run_or_written(planted: Planted) -> None:
    for folder in (planted.folder, planted.folder.parent, Path.cwd()):
        assert not (folder / "owned").exists()
    assert not (planted.folder / "cycle" / "cycle" / "owned").exists()


@pytest.mark.skipif(not SCALE, reason="only with make torture")
@by_name(PARSERS)
def test_soon(item: Item, planted: Planted) -> None:
    text = planted.notebook.read(item.path).text
    began = monotonic()
    parse_note(item.path, text, born=None, modified=datetime(2025, 1, 1))
    assert monotonic() - began < SECONDS


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="there are no users to be")
def test_locked_notes_are_listed_and_the_others_load() -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o777)
        (folder / "locked.md").write_text("# Locked\n")
        (folder / "locked.md").chmod(0)
        (folder / "shut").mkdir(mode=0)
        (folder / "open.md").write_text("# Open\n")
        with anybody():
            notebook = Notebook(folder, QUIET)
            notebook.load()
            problems = {problem.path.rstrip("/"): problem.reason for problem in notebook.problems}
            assert len(notebook) == 1 and problems.keys() == {"locked.md", "shut"}
            with pytest.raises(files.NoteError, match="permission"):
                notebook.read("locked.md")
        (folder / "shut").chmod(0o700)


@contextmanager
def anybody() -> Iterator[None]:
    """Root ignores permissions."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


# In the program


@dataclass
class Seen:
    """What a person saw of an item in the program."""

    text: bytes = b""
    """What saving would write."""
    cards: list[str] = field(default_factory=list)
    title: str = ""
    refused: str = ""
    """Why it cannot be written, or not even be shown."""


async def look_at(person: Person, item: Item) -> Seen:
    writing, seen = person.app.writing, Seen()
    complaints: list[str] = []
    writing.complain = complaints.append  # type: ignore[method-assign]
    await writing.desk.go(item.path)
    await person.settled()
    if complaints:
        seen.refused = complaints[0]
        return seen
    assert person.path == item.path
    seen.title = person.rows[0]
    file = writing.desk.file
    assert file
    seen.refused = getattr(writing.desk, "read_only", "")
    seen.text = files.encode(file, person.editor.text)
    if item.word:
        await person.press("ctrl+r")
        writing.searching.box.value = item.word
        await person.settled()
        seen.cards = person.cards
        await person.press("alt+1", "escape", "escape")
    return seen


@pytest.fixture(scope="module")
def seen(planted: Planted) -> tuple[dict[str, Seen], Terminal]:
    """The whole list opened in the program, one item after the other."""
    all_seen: dict[str, Seen] = {}

    async def steps(person: Person) -> None:
        for item in ITEMS:
            if item.name not in planted.left_out:
                all_seen[item.name] = await look_at(person, item)
        await person.press("ctrl+q")

    with watched() as terminal:
        play(planted.folder, steps)
    return all_seen, terminal


@by_name(ITEMS)
def test_in_the_program(item: Item, planted: Planted, seen: tuple[dict[str, Seen], Terminal]) -> None:
    planted.check(item)
    with counted("in the program"):
        saw = seen[0][item.name]
        if item.expected is Expected.SHOWN:
            assert saw.title.strip()
            if not (saw.refused and item.long):
                assert not saw.refused
                assert saw.text == (planted.folder / item.path).read_bytes()
            assert saw.cards == ([item.path] if item.word else [])
        else:
            assert saw.refused.strip()


def test_nothing_drives_the_terminal(seen: tuple[dict[str, Seen], Terminal]) -> None:
    assert seen[1].leaked() == ""


# In the shell


def recall(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*arguments])
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def listed(planted: Planted) -> tuple[dict[str, list[str]], set[str]]:
    """What doctor says of the folder, and what a search finds in it."""
    place = ("--folder", os.fspath(planted.folder), "--json")
    code, out, _ = recall("doctor", *place)
    assert code == 1
    told = [json.loads(line) for line in out.splitlines()]
    _, out, _ = recall("search", *place, "--limit", "1000", "sort:date")
    problems: dict[str, list[str]] = {}
    for line in told:
        if "problem" in line:
            problems.setdefault(line["note"], []).append(line["problem"])
    return problems, {json.loads(line)["note"] for line in out.splitlines()}


@by_name(ITEMS)
def test_in_the_shell(item: Item, planted: Planted, listed: tuple[dict[str, list[str]], set[str]]) -> None:
    planted.check(item)
    with counted("in the shell"):
        problems, found = listed
        assert (item.path in found) == (item.expected is Expected.SHOWN)
        told = problems.get(item.path, [])
        of_names = [problem for problem in told if problem.startswith(ABOUT_NAMES)]
        assert [problem for problem in told if problem not in of_names] == [
            problem for path, problem in planted.problems.items() if path == item.path
        ]
        assert not of_names or item.name.startswith("name")


@by_name(ITEMS[:: 1 if SCALE else 8])
def test_related(item: Item, planted: Planted) -> None:
    planted.check(item)
    name = os.fspath(planted.folder / item.path)
    code, out, err = recall("related", "--folder", os.fspath(planted.folder), "--json", name)
    assert code in ((0, 1) if item.expected is Expected.SHOWN else (2,)), err
    assert all(json.loads(line) for line in out.splitlines())
