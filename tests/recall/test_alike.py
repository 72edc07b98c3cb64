"""Notes that say the same: the best is shown, the others stand behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.recall.hits import Draft, Hit

FILLER = {f"filler{i}.md": f"Nothing but filler number{i}." for i in range(8)}
WORDS = [f"word{i}" for i in range(60)]
SAID = " ".join(WORDS[:30])
"""A passage of thirty different terms."""


def ask(notes: Any, draft: str, **how: Any) -> Sequence[Hit]:
    return notes.engine.answer(Draft.at(draft), **how)  # type: ignore[no-any-return]


def shown(notes: Any, draft: str, **how: Any) -> dict[str, tuple[str, ...]]:
    """What stands behind each path that is shown."""
    return {hit.path: hit.alike for hit in ask(notes, draft, **how)}


def test_what_says_the_same_stands_behind_the_best(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": SAID, "b.md": f"{SAID} word1", "c.md": SAID, "d.md": "word1 else."})
    found = shown(notes, "word1 word2")
    assert found == {"b.md": ("a.md", "c.md"), "d.md": ()}
    scores = {hit.path: hit.score for hit in ask(garden({"a.md": SAID}), "word1 word2")}
    assert scores  # a note by itself is shown as ever


@pytest.mark.parametrize(("more", "fold"), [(3, True), (4, False)])
def test_nearly_the_same_is_nine_tenths_of_all_terms(
    garden: Callable[..., Any], more: int, fold: bool
) -> None:
    notes = garden(FILLER | {"a.md": SAID, "b.md": " ".join([SAID, *WORDS[30 : 30 + more]])})
    assert list(shown(notes, "word1")) == (["a.md"] if fold else ["a.md", "b.md"])


def test_the_order_of_words_and_how_often_they_come_count_for_nothing(garden: Callable[..., Any]) -> None:
    back = " ".join([*WORDS[29::-1], "word3"])
    assert shown(garden(FILLER | {"a.md": SAID, "b.md": back}), "word1") == {"a.md": ("b.md",)}


@pytest.mark.parametrize(("terms", "fold"), [(19, False), (20, True)])
def test_what_is_short_is_never_taken_for_the_same(
    garden: Callable[..., Any], terms: int, fold: bool
) -> None:
    said = " ".join(WORDS[:terms])
    found = shown(garden(FILLER | {"a.md": said, "b.md": said}), "word1")
    assert found == ({"a.md": ("b.md",)} if fold else {"a.md": (), "b.md": ()})


def test_a_note_whose_name_stands_in_the_draft_is_meant_itself(garden: Callable[..., Any]) -> None:
    named = {"slow thinking.md": f"{SAID} thinking"}
    notes = garden(FILLER | {"a.md": f"{SAID} thinking", "b.md": f"{SAID} thinking"} | named)
    found = shown(notes, "On slow thinking, word1 word2")
    assert found["slow thinking.md"] == ("a.md", "b.md")


def test_nor_does_it_stand_behind_one_that_is_better(garden: Callable[..., Any]) -> None:
    called, most = " ".join(WORDS[40:47]), " ".join(WORDS[40:45])
    better = {"a.md": f"{SAID} " + f"{most} " * 9, "b.md": f"{SAID} {most}"}
    notes = garden(FILLER | better | {"n.md": f"# {called}\n\n{SAID} {most}"})
    for path in FILLER:
        notes.engine.link(path, ["a.md"])
    assert shown(notes, f"word1 {most}") == {"a.md": ("b.md",), "n.md": ()}
    assert shown(notes, f"word1 {WORDS[40]}") == {"a.md": ("n.md", "b.md")}


def test_long_notes_that_share_a_quote_are_not_the_same(garden: Callable[..., Any]) -> None:
    def note(own: str, times: int) -> str:
        return f"{SAID}\n\n" + " ".join(f"{own}{i}" for i in range(times))

    long = garden(FILLER | {"a.md": note("a", 90), "b.md": note("b", 90)})
    assert shown(long, "word1 word2") == {"a.md": (), "b.md": ()}
    short = garden(FILLER | {"a.md": note("a", 9), "b.md": note("b", 9)})
    assert shown(short, "word1 word2") == {"a.md": ("b.md",)}
    one = garden(FILLER | {"a.md": SAID, "b.md": note("b", 90)})
    assert shown(one, "word1 word2") == {"a.md": (), "b.md": ()}


def test_others_come_up_in_their_place(garden: Callable[..., Any]) -> None:
    same = {f"same{i}.md": SAID for i in range(9)}
    others = {f"{i}.md": f"word1 beside another thing {i}" for i in range(9)}
    notes = garden(FILLER | same | others)
    found = shown(notes, "word1 word2", limit=4)
    assert len(found) == 4
    assert found["same0.md"] == tuple(sorted(same))[1:]
    assert len(shown(notes, "word1 word2", limit=99)) == 10


def test_one_that_is_left_out_stands_behind_no_other(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {f"{name}.md": SAID for name in "abc"})
    assert shown(notes, "word1", leave_out=frozenset({"b.md"})) == {"a.md": ("c.md",)}
    assert shown(notes, "word1", leave_out=frozenset({"a.md"})) == {"b.md": ("c.md",)}
    assert shown(notes, "word1", note="a.md") == {"b.md": ("c.md",)}


def test_notes_that_came_in_later_say_the_same_too(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": SAID})
    notes.write({"b.md": SAID})
    assert len(notes.engine.view.segments) == 2
    assert shown(notes, "word1") == {"a.md": ("b.md",)}
    notes.remove("a.md")
    assert shown(notes, "word1") == {"b.md": ()}


# Whatever the notes

names = [f"{name}.md" for name in ("a", "b", "c", "d", "slow thinking", "x/y")]
passages = st.builds(
    lambda start, size, more: " ".join([*WORDS[start : start + size], *more]),
    st.sampled_from([0, 1, 2, 20]),
    st.sampled_from([5, 22, 30]),
    st.lists(st.sampled_from([*WORDS[:4], "slow", "thinking"]), max_size=4),
)
gardens = st.dictionaries(st.sampled_from(names), st.lists(passages, min_size=1, max_size=3).map("\n\n".join))
drafts = st.lists(st.sampled_from([*WORDS[:6], "slow", "thinking", "word40"]), max_size=6).map(" ".join)


@settings(max_examples=100)
@given(gardens, drafts, st.integers(1, 5), st.sets(st.sampled_from(names), max_size=2))
def test_every_note_is_shown_once_or_behind_one_that_is_better(
    garden: Callable[..., Any], texts: dict[str, str], draft: str, limit: int, left_out: set[str]
) -> None:
    notes = garden(FILLER | texts)
    every = ask(notes, draft, limit=99, leave_out=frozenset(left_out))
    paths = [path for hit in every for path in (hit.path, *hit.alike)]
    assert len(paths) == len(set(paths))
    assert not left_out & set(paths)
    score = {path: notes.engine.explain(Draft.at(draft), path).score for path in paths}
    for hit in every:
        assert hit.score == score[hit.path]
        behind = [score[path] for path in hit.alike]
        assert all(hit.score >= other for other in behind)
        assert behind == sorted(behind, reverse=True)
    few = ask(notes, draft, limit=limit, leave_out=frozenset(left_out))
    assert [hit.path for hit in few] == [hit.path for hit in every][:limit]
    for hit, whole in zip(few, every, strict=False):
        assert hit.alike == whole.alike[: len(hit.alike)]
