"""What tests of several parts share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from time import process_time

import pytest
from hypothesis import HealthCheck, settings

# Speeds are judged in benchmarks: a machine that is busy with other things fails no test.
settings.register_profile("recall", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("recall")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test keeps or finds an index or unsaved typing where a person has theirs."""
    for kind in ("cache", "state"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", os.fspath(tmp_path_factory.getbasetemp() / kind))


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def in_time() -> Iterator[None]:
    """The test fails where the time grows faster than the text: for what others could make to slow down.

    All of it takes well under a second of a processor; what is quadratic takes minutes.
    """
    began = process_time()
    yield
    assert process_time() - began < 5
