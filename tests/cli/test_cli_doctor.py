"""The index compared with rank_bm25."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

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


@settings(max_examples=60, deadline=None)
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
