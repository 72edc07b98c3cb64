"""Where notes stand in their threads, for all notes at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.notes.threads import Forest
from recall_tui.recall import threads
from recall_tui.recall.document import Document
from recall_tui.recall.engine import Engine
from recall_tui.recall.hits import Draft
from recall_tui.recall.searching import parse_search

DAY = datetime(2020, 1, 1)


def engine(prevs: dict[str, str | None], days: dict[str, int] | None = None, **nexts: str) -> Engine:
    """An engine whose notes continue these, all with the word oak in them."""
    made = Engine(lambda path: f"oak {path}")
    made.add([document(path, prevs, days or {}) for path in prevs])
    for path, prev in prevs.items():
        made.link(path, (), (prev,) if prev else (), (nexts[path],) if path in nexts else ())
    return made


def document(path: str, prevs: dict[str, str | None], days: dict[str, int]) -> Document:
    prev = prevs[path]
    return Document(
        path,
        path,
        DAY + timedelta(days.get(path, 0)),
        terms=("oak", path),
        passages=((0, 2, 0, 4 + len(path)),),
        prev=(prev,) if prev else (),
        language="english",
    )


PATHS = "abcdefghij"
PREVS = st.fixed_dictionaries({path: st.none() | st.sampled_from(PATHS) for path in PATHS})
DAYS = st.fixed_dictionaries({path: st.integers(0, 2) for path in PATHS})


@settings(max_examples=50)
@given(PREVS, PREVS, DAYS, st.lists(st.sampled_from(PATHS), max_size=3))
def test_marks_say_what_threads_are(
    first: dict[str, str | None], prevs: dict[str, str | None], days: dict[str, int], gone: list[str]
) -> None:
    made = engine(first, days)
    assert made.threads
    made.add([document(path, prevs, days) for path in PATHS[::2]])
    for path in PATHS:
        made.link(path, (), (prev,) if (prev := prevs[path]) else ())
    made.remove(gone)
    there = {path: prev for path, prev in prevs.items() if path not in gone}
    kept = {path: prev if prev in there and prev != path else None for path, prev in there.items()}
    forest = Forest.of(kept, order=lambda path: (days[path], path))
    for _ in range(2):
        threads = made.threads
        for path in there:
            thread = forest.thread(path)
            assert threads.thread(path) == thread
            assert threads.tangle(path) == forest.tangle(path)
            assert threads.size(path) == sum(path in forest.above(other) for other in there)
            assert threads.prev(path) == (thread.notes[thread.at - 1] if thread.at else None)
            length = len(thread.notes)
            assert threads.mark(made.view.find(path)) == ((thread.at + 1, length) if length > 1 else None)
        assert sorted(threads.cycles) == sorted(forest.cycles(there))
        tangles = [forest.tangle(path) for path in there if forest.thread(path).at == 0]
        assert sorted(threads.beginnings()) == sorted((t[0].note, len(t)) for t in tangles if len(t) > 1)
        made.settle()  # and all numbers are others


def test_the_next_of_a_note_is_continued_by_what_says_of_itself_nothing_else() -> None:
    made = engine({"a": None, "b": None, "c": None, "d": "c", "z": None}, {}, a="b", z="b", c="a", b="d")
    assert [made.threads.prev(path) for path in "abcdz"] == ["c", "a", None, "c", None]
    made.remove(["a"])
    assert [made.threads.prev(path) for path in "bcdz"] == ["z", None, "c", None]


def test_hits_carry_their_marks_and_are_folded_when_asked_to() -> None:
    made = engine({"a": None, "b": "a", "c": "b", "d": "b", "x": None})
    assert {hit.path: hit.thread for hit in made.answer(Draft.at("oak"))} == {
        "a": (1, 3), "b": (2, 3), "c": (3, 3), "d": (3, 3), "x": None,
    }  # fmt: skip
    for hits in (
        made.answer(Draft.at("oak"), fold=True),
        made.search(parse_search("oak sort:date", date(2024, 1, 1)), fold=True),
    ):
        assert len(hits) == 2
        first, last = sorted(hits, key=lambda hit: hit.path)
        assert sorted((first.path, *first.folded)) == ["a", "b", "c", "d"]
        assert (last.path, last.folded) == ("x", ())
    assert len(made.answer(Draft.at("oak"), fold=True, limit=1)) == 1


def test_marks_follow_a_change_that_no_note_shows() -> None:
    made = engine({"a": None, "b": "a"})
    assert {hit.thread for hit in made.answer(Draft.at("oak"))} == {(1, 2), (2, 2)}
    made.link("b", (), ())
    assert {hit.thread for hit in made.answer(Draft.at("oak"))} == {None}


def test_places_that_were_worked_out_are_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    made = engine({"a": None, "b": "a", "c": "b", "x": None})
    assert made.threads.work_out() == 3
    monkeypatch.setattr(threads, "_ways", None)  # nothing is worked out any more
    assert made.threads.mark(made.view.find("b")) == (2, 3)
