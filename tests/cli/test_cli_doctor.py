"""The index compared with rank_bm25."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.config import Settings
from recall_tui.notebook import Notebook
from recall_tui.recall.check import difference
from recall_tui.recall.index import Index

WORDS = st.lists(st.sampled_from(["oak", "rye", "curve", "salt", "stamp", "aunt", "hour"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(first=st.lists(WORDS, max_size=12), gone=st.sets(st.integers(0, 11)), then=st.lists(WORDS, max_size=5))
def test_an_index_agrees_after_any_changes(
    first: list[list[str]], gone: set[int], then: list[list[str]]
) -> None:
    index = Index()
    documents = dict(enumerate(first))
    index.add(first)
    index.remove(number for number in gone if number in documents)
    base = index.add(then)
    documents = {n: d for n, d in documents.items() if n not in gone} | dict(enumerate(then, base))
    assert difference(index, documents) < 1e-9


def test_a_large_folder_is_sampled_and_still_compared_as_a_whole() -> None:
    documents = {n: [f"w{n % 50}", f"w{n % 7}", "all", *["pad"] * (n % 9)] for n in range(1200)}
    index = Index()
    index.add(documents.values())
    assert difference(index, documents) < 1e-9
    documents[1199] = [*documents[1199], *["w3"] * 400]  # which makes the mean length another
    assert difference(index, documents) > 1e-6


def test_a_wrong_index_is_noticed() -> None:
    index = Index()
    index.add([["oak", "rye"], ["oak"], ["salt"], ["salt", "stamp"]])
    for wrong in (["oak", "rye", "rye"], ["oak"], ["stamp", "rye"]):
        assert difference(index, {0: wrong, 1: ["oak"], 2: ["salt"], 3: ["salt", "stamp"]}) > 1e-3


def test_the_live_index_of_a_notebook_agrees_after_saving(folder: Path) -> None:
    notebook = Notebook(folder, Settings())
    notebook.load()
    file = notebook.read("trees.md")
    notebook.save(file, file.text + "\nAnother oak fell.\n")
    notebook.create("A birch.")
    assert notebook.engine.check() < 1e-9
