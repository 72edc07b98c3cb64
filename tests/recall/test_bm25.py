"""The index and its scores, against rank_bm25 and against the formula written out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from recall_tui.recall import bm25 as module
from recall_tui.recall.bm25 import OKAPI, SCORE_ONE, WEIGHT_ONE, Bm25, Kept, Reached
from recall_tui.recall.document import Document
from recall_tui.recall.index import Index, View

Tokens = list[str]
Steps = list[tuple[str, object]]

NEAR = 1e-9

tokens = st.lists(st.sampled_from("abcdefg"), max_size=8)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(tokens, max_size=4)),
        st.tuples(st.just("replace"), st.tuples(st.integers(0, 50), tokens)),
        st.tuples(st.just("remove"), st.integers(0, 50)),
        st.tuples(st.just("merge"), st.none()),
    ),
    max_size=12,
)
queries = st.lists(st.lists(st.sampled_from("abcdefgxyz"), max_size=6), min_size=1, max_size=6)


class Numbered:
    """An index of token lists, each in a note of its own."""

    def __init__(self) -> None:
        self.index = Index()
        self.count = 0

    @property
    def view(self) -> View:
        return self.index.view

    def add(self, texts: Sequence[Tokens]) -> int:
        documents = [note(f"{self.count + i}.md", text) for i, text in enumerate(texts)]
        self.count += len(texts)
        return self.index.add(documents)


def note(path: str, text: Tokens) -> Document:
    return Document(path, path, datetime(2020, 2, 20), terms=text)


def after(history: Steps) -> tuple[Index, dict[int, Tokens]]:
    """The index after these steps, and what should be in it: the living documents by number."""
    numbered, living = Numbered(), {}
    index = numbered.index
    for kind, what in history:
        if kind == "merge":
            index.merge()
            living = dict(enumerate(living[n] for n in sorted(living)))
        elif kind == "add":
            living.update(enumerate(what, numbered.add(what)))
        elif living:
            at = what[0] if kind == "replace" else what
            number = sorted(living)[at % len(living)]
            if kind == "replace":
                living[index.add([note(index.view.path(number), what[1])])] = what[1]
            else:
                index.remove([number])
            del living[number]
    return index, living


def kept(index: Index, bm25: Bm25) -> Kept:
    return Kept(index.view.alive, bm25.statistics(index.view).impacts)


def weights(query: Sequence[str]) -> dict[str, int]:
    """A term counts as often as it is asked for."""
    return {term: count * WEIGHT_ONE for term, count in Counter(query).items()}


def total(view: View) -> int:
    """Terms in all living documents."""
    return int(view.lengths[view.alive].sum())


def frequency(view: View, term: str) -> int:
    return Bm25().statistics(view).facts[term].frequency


def okapi(documents: Sequence[Tokens], query: Sequence[str]) -> np.ndarray:
    """What rank_bm25 says. It divides by zero where no document holds a term: nothing is found there."""
    if not any(documents):
        return np.zeros(len(documents))
    return BM25Okapi(documents).get_scores(query)


def written_out(documents: Sequence[Tokens], query: Sequence[str], bm25: Bm25) -> list[float]:
    """Lucene's idf, BM25's saturation, lengths of at least `floor`."""
    lengths = [max(len(d), bm25.floor) for d in documents]
    mean = sum(lengths) / len(lengths) if documents else 1
    scores = []
    for document, length in zip(documents, lengths, strict=True):
        score = 0.0
        for term in query:
            n = sum(term in d for d in documents)
            idf = math.log(1 + (len(documents) - n + 0.5) / (n + 0.5)) if n else 0
            count = document.count(term)
            score += idf * count * (bm25.k1 + 1) / (count + bm25.k1 * (1 - bm25.b + bm25.b * length / mean))
        scores.append(score)
    return scores


def assert_scores(
    index: Index, bm25: Bm25, asked: Sequence[Tokens], expected: Mapping[int, list[float]]
) -> None:
    """The living have the scores expected of each query; the removed stay below all of them."""
    sums = kept(index, bm25)
    numbers = sorted(expected)
    gone = ~index.view.alive
    for i, query in enumerate(asked):
        now = sums.update(weights(query))
        np.testing.assert_allclose(
            now[numbers] / SCORE_ONE, [expected[n][i] for n in numbers], rtol=0, atol=NEAR
        )
        assert not len(numbers) or not gone.any() or now[gone].max() < now[numbers].min()


@given(steps, queries)
@example([], [["a"]])
@example([("add", [[]])], [["a"]])
@example([("add", [["a", "b"]])], [["a"], ["b", "b", "x"]])
@example([("add", [["a", "b"], ["a"]])], [["a"], ["b"], ["a", "a", "b", "x"]])
@example([("add", [["a"], ["a", "b"], ["a", "c"], []])], [["a", "a"], ["b", "a"], ["y"]])
@example([("add", [["g"], ["a"], ["a", "b"], ["a", "c"]]), ("remove", 0)], [["a"], ["g"]])
def test_okapi_is_rank_bm25_whatever_came_and_went(history: Steps, asked: list[Tokens]) -> None:
    index, living = after(history)
    numbers = sorted(living)
    documents = [living[n] for n in numbers]
    scores = [okapi(documents, query) for query in asked]
    assert_scores(index, OKAPI, asked, {n: [s[i] for s in scores] for i, n in enumerate(numbers)})


def test_an_idf_below_zero_becomes_a_quarter_of_the_mean() -> None:
    documents = [["a", "b"], ["a", "c"], ["a", "d"], ["a", "e", "f"], ["g"]]
    index = Numbered()
    index.add(documents)
    reference = BM25Okapi(documents)
    assert reference.idf["a"] == pytest.approx(0.25 * reference.average_idf)
    statistics = OKAPI.statistics(index.view)
    assert {term: statistics.facts[term].idf for term in "abcdefg"} == pytest.approx(reference.idf, abs=1e-12)


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
@pytest.mark.parametrize("bm25", [OKAPI, Bm25()])
def test_where_no_document_holds_a_term_scores_are_zero(documents: list[Tokens], bm25: Bm25) -> None:
    index = Numbered()
    index.add(documents)
    index.index.remove([index.add([["a"]])])  # so that the term is known
    with pytest.raises(ZeroDivisionError):
        BM25Okapi(documents)
    scores = kept(index.index, bm25).update(weights(["a"]))
    assert scores[: len(documents)].tolist() == [0] * len(documents)


@given(
    st.lists(st.builds(lambda words, times: words * times, tokens, st.integers(1, 20)), max_size=6),
    queries,
    st.booleans(),
)
def test_the_default_is_the_formula(documents: list[Tokens], asked: list[Tokens], in_one: bool) -> None:
    index = Numbered()
    for part in [documents] if in_one else [[d] for d in documents]:
        index.add(part)
    scores = [written_out(documents, query, Bm25()) for query in asked]
    assert_scores(index.index, Bm25(), asked, {n: [s[n] for s in scores] for n in range(len(documents))})
    assert all((idfs >= 0).all() for idfs in Bm25().statistics(index.view).idfs)


@given(steps, queries, st.sampled_from([OKAPI, Bm25()]))
def test_kept_sums_are_fresh_sums_to_the_last_bit(history: Steps, asked: list[Tokens], bm25: Bm25) -> None:
    index, _ = after(history)
    sums = kept(index, bm25)
    for query in asked:
        wanted = weights(query)
        assert np.array_equal(sums.update(wanted), kept(index, bm25).update(wanted))
    assert np.array_equal(sums.update({}), kept(index, bm25).update({}))


@given(steps, queries, st.sampled_from([0, 64]), st.integers(1, 1 << 44))
def test_what_reaches_enough_is_found_without_looking_at_all(
    history: Steps, asked: list[Tokens], few: int, enough: int
) -> None:
    index, _ = after(history)
    view, impacts = index.view, Bm25().statistics(index.view).impacts
    limits = np.full(len(view.alive), enough, np.int64)
    reached, plain = Reached(view.alive, impacts, limits), Kept(view.alive, impacts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FEW", few)
        for query in asked:
            documents, sums = reached.reached(weights(query))
            every = plain.update(weights(query))
            assert documents.tolist() == np.flatnonzero(every >= enough).tolist()
            assert sums.tolist() == every[documents].tolist()


@given(steps)
def test_the_index_holds_the_living_documents(history: Steps) -> None:
    index, living = after(history)
    view = index.view
    assert np.flatnonzero(view.alive).tolist() == sorted(living)
    assert (view.living, total(view)) == (len(living), sum(map(len, living.values())))
    held = Counter(term for tokens in living.values() for term in set(tokens))
    assert {term: frequency(view, term) for term in "abcdefgx"} == {term: held[term] for term in "abcdefgx"}
    for number, tokens in living.items():
        assert view.terms(number) == tokens
        assert view.find(view.path(number)) == number
    assert view.find("nowhere.md") == -1


@given(steps, steps, queries)
def test_a_reader_keeps_the_view_it_took(before: Steps, later: Steps, asked: list[Tokens]) -> None:
    index, _ = after(before)
    view = index.view

    def scores() -> list[list[int]]:
        sums = Kept(view.alive, OKAPI.statistics(view).impacts)
        return [sums.update(weights(query)).tolist() for query in asked]

    then = scores()
    for kind, what in later:
        if kind == "add":
            index.add([note(f"later {i}.md", text) for i, text in enumerate(what)])
        elif kind == "merge":
            index.merge()
        else:
            index.remove(range(len(index.view.lengths)))
    assert scores() == then


@given(steps, queries)
def test_merging_changes_no_score(history: Steps, asked: list[Tokens]) -> None:
    index, _ = after(history)
    view = index.view
    index.merge()
    before, now = (Kept(v.alive, Bm25().statistics(v).impacts) for v in (view, index.view))
    for query in asked:
        numbered = now.update(weights(query))
        assert before.update(weights(query))[view.alive].tolist() == numbered.tolist()
    assert len(index.view.segments) <= 1
    assert [index.view.path(n) for n in index.view.notes()] == [view.path(n) for n in view.notes()]


@given(steps)
def test_a_note_keeps_its_node(history: Steps) -> None:
    view = after(history)[0].view
    for number in view.notes():
        assert view.current[view.nodes[number]] == number
    assert set(view.current[view.current >= 0].tolist()) == set(view.notes())


def test_removing_twice_is_removing_once() -> None:
    numbered = Numbered()
    numbered.add([["a"], ["a", "b"]])
    numbered.index.remove([0, 0])
    numbered.index.remove([0])
    view = numbered.view
    assert (view.living, total(view), frequency(view, "a")) == (1, 2, 1)


def test_documents_added_one_by_one_lie_in_few_segments() -> None:
    numbered = Numbered()
    for i in range(300):
        numbered.add([[f"word{i}", "a"]])
    assert len(numbered.view.segments) <= 10
    numbered.index.merge()
    assert len(numbered.view.segments) == 1
    assert frequency(numbered.view, "a") == 300
