"""Essays of all kinds are compiled and timed, in a folder that may be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import stitch


def test_all_that_is_done_with_essays_is_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stitch, "EMBEDS", (21, 30))
    monkeypatch.setattr(stitch, "DEEP", 5)
    monkeypatch.setattr(stitch, "LARGE", 400)
    monkeypatch.setattr("recall_tui.essays.expanding.MOST_EMBEDS", 100)
    (tmp_path / "a.md").write_text("# A\n\nRye wants eight hours.\n")
    (tmp_path / "b.md").write_text("# B\n\nAn oak lives longer.\n")
    figures = stitch.figures(tmp_path)
    assert {len(each) for each in figures.values()} == {1, 2}
    assert all(value >= 0 for each in figures.values() for value in each)
    assert "to Markdown" in figures
    assert (tmp_path / "a.md").read_text() == "# A\n\nRye wants eight hours.\n"
