"""Several notes at once through the notebook: its answers follow."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from recall_tui.config import Settings
from recall_tui.errors import ChangedOnDisk, NoteError
from recall_tui.folder import changing
from recall_tui.folder.plan import Change, Plan
from recall_tui.notebook import Notebook

RENAME = Plan(
    "Rename oak to elm",
    (
        Change("elm.md", b"A tree.", b"A tree.", was="oak.md"),
        Change("a.md", b"See [[oak]].", b"See [[elm]]."),
    ),
)


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    (tmp_path / "oak.md").write_bytes(b"A tree.")
    (tmp_path / "a.md").write_bytes(b"See [[oak]].")
    notebook = Notebook(tmp_path, Settings(floor=0.0))
    notebook.load()
    return notebook


def links(notebook: Notebook) -> list[tuple[str, str, tuple[str, ...]]]:
    return [tuple(link) for link in notebook.links()]


def test_answers_know_what_was_changed_undone_and_redone(notebook: Notebook) -> None:
    before, after = [("a.md", "oak", ("oak.md",))], [("a.md", "elm", ("elm.md",))]
    assert links(notebook) == before
    notebook.change(RENAME)
    assert (links(notebook), notebook.find("oak")) == (after, None)
    assert notebook.undo() == RENAME
    assert links(notebook) == before
    notebook.redo()
    assert links(notebook) == after
    assert [past.title for past in notebook.history()] == ["Rename oak to elm"]


def test_a_note_saved_since_is_not_overwritten(notebook: Notebook) -> None:
    file = notebook.read("a.md")
    notebook.change(RENAME)
    with pytest.raises(ChangedOnDisk):
        notebook.save(file, "See [[oak]] and more.")
    notebook.save(notebook.read("a.md"), "See [[elm]] and more.")
    with pytest.raises(ChangedOnDisk, match=r"a\.md"):
        notebook.undo()
    assert notebook.find("elm") == "elm.md"


def test_a_load_finishes_what_was_broken_off_and_says_so(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def do(root: Path, change: Change) -> None:
        if change.path == "a.md":
            raise Killed
        changing.do(root, change)

    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr("recall_tui.folder.plan.do", do)
        notebook.change(RENAME)
    assert notebook.notices == []
    again = Notebook(notebook.root, notebook.settings)
    again.load()
    assert links(again) == [("a.md", "elm", ("elm.md",))]
    (notice,) = again.notices
    assert "“Rename oak to elm” had been broken off, and is done now" in notice
    again.load()
    assert again.notices == []


def test_undo_needs_no_loaded_notes(notebook: Notebook) -> None:
    notebook.change(RENAME)
    Notebook(notebook.root, notebook.settings).undo()
    assert sorted(path.name for path in notebook.root.glob("*.md")) == ["a.md", "oak.md"]
    with pytest.raises(NoteError, match="nothing to undo"):
        notebook.undo()
