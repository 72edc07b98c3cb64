"""Threads as a forest of what continues what."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.threads import Forest


def forest(**prevs: str | None) -> Forest[str]:
    return Forest.of(prevs, order=str)


ESSAY = forest(a=None, b="a", c="b", d="c", x="b", y="x", z="b")


def test_a_thread_is_the_path_that_was_continued_first() -> None:
    thread = ESSAY.thread("b")
    assert (thread.notes, thread.at, thread.forks) == (("a", "b", "c", "d"), 1, {1: ("x", "z")})


def test_a_thread_leads_through_the_note_that_is_asked_for() -> None:
    assert ESSAY.thread("y").notes == ("a", "b", "x", "y")
    thread = ESSAY.thread("a", through="x")
    assert (thread.notes, thread.at, thread.forks) == (("a", "b", "x", "y"), 0, {1: ("c", "z")})
    assert ESSAY.thread("y", through="d").notes == ("a", "b", "x", "y"), "which is on another branch"


def test_a_tangle_shows_side_branches_where_they_branch() -> None:
    assert [tuple(place) for place in ESSAY.tangle("y")] == [
        ("a", 1, 0),
        ("b", 2, 0),
        ("x", 3, 1),
        ("y", 4, 1),
        ("z", 3, 1),
        ("c", 3, 0),
        ("d", 4, 0),
    ]


def test_a_note_by_itself_is_a_thread_of_one() -> None:
    thread = forest(a=None).thread("a")
    assert (thread.notes, thread.at, thread.forks) == (("a",), 0, {})


def test_a_cycle_is_cut_before_its_first_note() -> None:
    circle = forest(b="d", c="b", d="c", e="c", f="e")
    assert circle.thread("d").notes == ("b", "c", "d")
    assert circle.thread("f").notes == ("b", "c", "e", "f")
    assert [place.note for place in circle.tangle("f")] == ["b", "c", "e", "f", "d"]
    assert circle.cycles("fedcb") == [("b", "c", "d")]
    assert forest(a="a").thread("a").notes == ("a",)
    assert forest(a="a").cycles("a") == [("a",)]


def test_what_would_close_a_cycle_is_named() -> None:
    assert ESSAY.closing("b", "d") == ("b", "c", "d")
    assert ESSAY.closing("b", "b") == ("b",)
    assert ESSAY.closing("x", "d") == ()


def test_a_thread_may_be_of_any_length() -> None:
    many = 100_000
    line = Forest.of({n: n - 1 if n else None for n in range(many)}, order=int)
    assert line.thread(many // 2).notes == tuple(range(many))
    assert line.tangle(many // 2)[-1] == (many - 1, many, 0)
    assert line.cycles(range(many)) == []
    circle = Forest.of({n: (n - 1) % many for n in range(many)}, order=int)
    assert circle.thread(many // 2).notes == tuple(range(many))
    assert circle.cycles(range(many)) == [tuple(range(many))]
    hub = Forest.of({n: 0 if n else None for n in range(many)}, order=int)
    assert (hub.thread(7).notes, len(hub.tangle(7))) == ((0, 7), many)


PREVS = st.lists(st.none() | st.integers(0, 11), min_size=12, max_size=12).map(lambda p: dict(enumerate(p)))


@given(PREVS)
def test_whatever_files_say_is_read_as_a_forest(prevs: Mapping[int, int | None]) -> None:
    notes = Forest.of(prevs, order=int)
    in_cycles = {note for cycle in notes.cycles(prevs) for note in cycle}
    begins = {note for note, prev in prevs.items() if prev is None} | {c[0] for c in notes.cycles(prevs)}
    tangles = {}
    for note in prevs:
        thread = notes.thread(note)
        assert thread.notes[thread.at] == note
        assert thread.notes[0] in begins
        assert len(set(thread.notes)) == len(thread.notes)
        assert all(prevs[b] == a for a, b in zip(thread.notes, thread.notes[1:], strict=False))
        assert not [n for n in notes.continued(thread.notes[-1]) if n not in in_cycles]
        tangle = notes.tangle(note)
        tangles[thread.notes[0]] = sorted(place.note for place in tangle)
        assert {place.note: place.position for place in tangle}[note] == thread.at + 1
        assert notes.thread(thread.notes[0], through=note).notes == thread.notes
    assert tangles.keys() == begins
    assert sorted(note for tangle in tangles.values() for note in tangle) == sorted(prevs)


@given(PREVS, st.integers(0, 11), st.integers(0, 11))
def test_a_note_put_behind_another_closes_a_cycle_just_where_it_is_said_to(
    prevs: dict[int, int | None], note: int, prev: int
) -> None:
    for cycle in Forest.of(prevs, order=int).cycles(list(prevs)):
        prevs[cycle[0]] = None
    closing = Forest.of(prevs, order=int).closing(note, prev)
    cycles = Forest.of({**prevs, note: prev}, order=int).cycles(range(12))
    assert [set(cycle) for cycle in cycles] == ([set(closing)] if closing else [])
