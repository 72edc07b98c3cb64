"""What the tests of the program share."""

from __future__ import annotations

import pytest

from recall_tui.tui import writing


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pause be short, so that nobody waits for it."""
    monkeypatch.setattr(writing, "TICK", 0.02)
    monkeypatch.setattr(writing, "PAUSE", 0.02)
