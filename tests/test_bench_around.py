"""What lies around a note is asked of a folder that has a long thread and a hub."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import around

from recall_tui.acts.around import around as neighbours
from recall_tui.config import load_settings
from recall_tui.notebook import Notebook


def test_every_question_is_asked_of_every_kind_of_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "POSTS", 30)
    monkeypatch.setattr(around, "ASKED", 5)
    for name, text in {"a": "See [[b]].", "b": "# Walking far", "c": "Of walking far."}.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    head, *rows = around.table(tmp_path)
    assert head[0] == f"ms, {3 + 1 + 30 + 2} notes"
    assert len(rows) == 7 and all(len(row) == len(head) for row in rows)
    assert all(float(cell) >= 0 for row in rows for cell in row[1:])
    notebook = Notebook(tmp_path, load_settings(tmp_path / "none.toml"))
    notebook.load()
    thread = notebook.engine.threads.thread(f"{around.PLACE}/post-0.md")
    assert thread and len(thread.notes) == 30 and len(thread.forks) == 2
    hub = neighbours(notebook, f"{around.PLACE}/made-hub.md")
    assert hub and len(hub.back) == 30
