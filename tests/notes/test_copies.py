"""Conflict copies by their names, as the programs in use write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.copies import copied_from


@pytest.mark.parametrize(
    "name",
    [
        "Tea.sync-conflict-20240102-030405-ABCDEFG.md",
        "Tea.sync-conflict-20240102-030405.md",
        "Tea (conflict laptop 2024-01-02 0304).md",
        "Tea (conflict laptop 2024-01-02 0304)-2.md",
        "Tea (conflicted copy 2024-01-02).md",
        "Tea (laptop's conflicted copy 2024-01-02).md",
        "Tea (conflicted copy 2024-01-02 030405).md",
        "Tea (Conflicted copy laptop 202401020304).md",
        "Tea (Case Conflict).md",
        "Tea (Case Conflict 1).md",
        "Tea_conflict-20240102-030405.md",
    ],
)
def test_the_copies_of_programs_are_told(name: str) -> None:
    assert copied_from(name) == "Tea.md"
    assert copied_from(f"a b/c (d)/{name}") == "a b/c (d)/Tea.md"


@pytest.mark.parametrize(
    "name",
    [
        "Tea.md",
        "Tea (2).md",
        "Tea (conflict).md",
        "Conflict.md",
        "On conflict (2024-01-02).md",
        "Tea (war and conflict in 1914).md",
        "sync-conflict.md",
        "(conflicted copy 2024-01-02).md",
        "",
    ],
)
def test_other_names_are_none(name: str) -> None:
    assert copied_from(name) == ""


@given(st.text(max_size=300) | st.text("( conflict-20240102)", max_size=300))
def test_any_name_will_do(name: str) -> None:
    found = copied_from(name)
    assert not found or len(found) < len(name)


def test_hostile_names_take_no_time() -> None:
    for piece in ("(", "(conflict ", "conflict-", " (conflicted copy 2024-01-02", ".sync-conflict-"):
        assert copied_from(piece * (50_000 // len(piece))) == ""
