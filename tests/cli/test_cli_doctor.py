"""The index compared with rank_bm25, and what is found wrong, whether read now or kept from before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.config import Settings
from recall_tui.notebook import Notebook
from recall_tui.recall.check import difference
from recall_tui.recall.document import Document
from recall_tui.recall.index import Index

WORDS = st.lists(st.sampled_from(["oak", "rye", "curve", "salt", "stamp", "aunt", "hour"]), max_size=30)


def notes(texts: Sequence[Sequence[str]], first: int = 0) -> list[Document]:
    return [Document(f"{i}.md", "", datetime(2020, 2, 20), terms=list(t)) for i, t in enumerate(texts, first)]


@settings(max_examples=60)
@given(first=st.lists(WORDS, max_size=12), gone=st.sets(st.integers(0, 11)), then=st.lists(WORDS, max_size=5))
def test_an_index_agrees_after_any_changes(
    first: list[list[str]], gone: set[int], then: list[list[str]]
) -> None:
    index = Index()
    index.add(notes(first))
    index.remove(number for number in gone if number < len(first))
    index.add(notes(then, 8))
    assert difference(index.view) < 1e-9


def test_a_large_folder_is_sampled_and_still_compared_as_a_whole() -> None:
    texts = [[f"w{n % 50}", f"w{n % 7}", "all", *["pad"] * (n % 9)] for n in range(1200)]
    index = Index()
    index.add(notes(texts))
    assert difference(index.view) < 1e-9
    wrong = index.view.frequencies[0].copy()
    wrong[index.view.segments[0].terms.keys.find("w3")] += 40
    assert difference(replace(index.view, frequencies=(wrong,))) > 1e-6


@pytest.mark.parametrize("what", ["kinds", "pairs", "alive"])
def test_a_wrong_index_is_noticed(what: str) -> None:
    index = Index()
    index.add(notes([["oak", "rye", "rye"], ["oak"], ["salt"], ["salt", "stamp"]]))
    view, segment = index.view, index.view.segments[0]
    match what:
        case "kinds":
            view = replace(view, segments=(replace(segment, kinds=segment.kinds[::-1].copy()),))
        case "pairs":
            view = replace(view, segments=(replace(segment, pairs=segment.pairs + 1),))
        case "alive":
            view = replace(view, living=5)
    assert difference(view) > 1e-3


def test_the_live_index_of_a_notebook_agrees_after_saving(folder: Path) -> None:
    notebook = Notebook(folder, Settings())
    notebook.load()
    file = notebook.read("trees.md")
    notebook.save(file, file.text + "\nAnother oak fell.\n")
    notebook.create("A birch.")
    assert notebook.engine.check() < 1e-9


TROUBLE = {
    "date.md": b"---\ndate: yesterday\n---\nA day. [[nowhere]] [[twin]]\n",
    "front.md": b"---\ntitle: [open\n---\nText.\n",
    "image.md": b"\x89PNG\r\n\0\0",
    "a/twin.md": b"The first.",
    "b/twin.md": b"The second.\n\n[[lost]]",
    "z.md": b"---\ncreated: 2024-02-30\n---\nText.\n",
}


@pytest.fixture
def troubled(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TROUBLE.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text)
    (folder / "gone.md").symlink_to("nowhere.md")
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    return folder


def examined(recall: Any) -> list[Any]:
    """What it lists; not the last place of the difference, where rounding differs with the order of notes."""
    *found, counts = recall("doctor", "--links", "--json").json
    assert counts.pop("difference") < 1e-9
    assert counts["problems"] == len([each for each in found if "problem" in each])
    return [*found, counts]


def read_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notes that are read from now on."""
    from recall_tui.folder import files

    seen: list[str] = []
    read = files.read

    def reading(root: Path, path: str) -> Any:
        seen.append(path)
        return read(root, path)

    monkeypatch.setattr(files, "read", reading)
    return seen


def test_a_kept_folder_has_the_same_problems(
    recall: Any, troubled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = examined(recall)
    assert {each["note"] for each in first if "problem" in each} == {
        *("date.md", "front.md", "gone.md", "image.md", "z.md")
    }
    shown = recall("doctor", "--links").out
    assert examined(recall) == first
    assert recall("doctor", "--links").out == shown
    seen = read_again(monkeypatch)
    assert recall("search", "--json", "path:nowhere").out == ""
    assert set(seen) == {"image.md"}  # which cannot be kept


def test_after_changes_a_kept_folder_has_the_problems_of_one_read_anew(
    recall: Any, troubled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):  # of which a few changed are kept as changes
        (troubled / f"filler{number}.md").write_text("Text.")
    examined(recall)
    (troubled / "date.md").write_bytes(TROUBLE["date.md"] + b"More, and [[trees]].")
    (troubled / "z.md").write_text("---\ncreated: 2024-02-28\n---\nText.\n")
    (troubled / "image.md").write_text("No image. [[astray]]")
    (troubled / "front.md").unlink()
    (troubled / "bread.md").write_bytes(b"\0")
    now = examined(recall)
    assert {each["note"] for each in now if "problem" in each} == {"bread.md", "date.md", "gone.md"}
    assert examined(recall) == now
    shown = recall("doctor", "--links").out
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "another"))
    assert examined(recall) == now
    assert recall("doctor", "--links").out == shown


def test_a_folder_read_in_processes_has_the_same_problems(
    recall: Any, troubled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recall_tui.folder import reading

    first = examined(recall)
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "another"))
    monkeypatch.setattr("recall_tui.intake.MANY", 2)
    read, started = reading.read_in_processes, []

    def counted(*how: Any) -> Any:
        started.append(how)
        return read(*how)

    monkeypatch.setattr(reading, "read_in_processes", counted)
    assert examined(recall) == first
    assert examined(recall) == first
    assert len(started) == 1
