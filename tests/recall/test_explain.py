"""Why a note scores what it scores: the parts and the boosts of an explanation add up to what is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.recall.bm25 import OKAPI, Bm25
from recall_tui.recall.hits import Draft, Explanation

FILLER = {f"filler{i}.md": f"Nothing but filler number{i}." for i in range(8)}

ENGLISH = "This is what they were saying about the oak, and it was not the only one that they had."
GERMAN = "Das ist der Wald, und er ist nicht so alt wie die Eiche, aber auch nicht mehr jung."
WORDS = ["oak", "oaks", "garden", "curve", "Eiche", "Eichen", "the", "die", "日本語", "日本", "#wood"]
UNHEARD = ["graden", "curv", "fo", "quantum", "Wäldern", "日", "oa"]
"""Slips, beginnings, and what no note has."""
NAMES = ["a.md", "b.md", "oak.md", "d/garden curve.md", "日本.md", "eiche.md"]

words = st.sampled_from(WORDS)
blocks = st.one_of(
    st.sampled_from([ENGLISH, GERMAN, "[[oak]] and [[eiche]]", "# Garden curve", "See [[a]]."]),
    st.builds("{}{}".format, st.sampled_from(["", "## ", "- "]), st.lists(words).map(" ".join)),
)
notes_of = st.dictionaries(st.sampled_from(NAMES), st.lists(blocks, max_size=4).map("\n\n".join), min_size=1)
lines = st.lists(st.sampled_from(WORDS + UNHEARD), max_size=6).map(" ".join)
texts = st.lists(st.one_of(lines, st.sampled_from([ENGLISH, GERMAN, "# Oak", ""])), max_size=5).map("\n".join)
drafts = st.builds(
    lambda text, cursor, typing, selection: replace(
        Draft.at(text, cursor), typing=typing, selection=selection
    ),
    texts,
    st.none() | st.integers(0, 60),
    st.booleans(),
    st.just("") | lines,
)


def explained(notes: Any, draft: str, path: str, **how: Any) -> Explanation:
    found = notes.engine.explain(Draft.at(draft), path, **how)
    assert found is not None
    return found  # type: ignore[no-any-return]


def adds_up(found: Explanation, bm25: Bm25) -> None:
    total = sum(part.score for part in found.parts) + sum(boost.score for boost in found.boosts)
    assert total == pytest.approx(found.score, abs=1e-6)
    for part in found.parts:
        said = part.weight * part.idf * part.count * (bm25.k1 + 1) / (part.count + part.saturation)
        assert part.score == pytest.approx(said, abs=1e-9)
        assert part.count >= 1
        assert part.notes >= 1
        assert part.word
    scores = [part.score for part in found.parts]
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=100)
@given(
    notes_of,
    drafts,
    st.sampled_from(["", "a.md", "oak.md"]),
    st.sampled_from([0.0, 0.1, 0.5]),
    st.sets(st.sampled_from(NAMES), max_size=2),
    st.sampled_from([Bm25(), OKAPI]),
)
def test_what_is_shown_is_explained_to_the_last(
    garden: Callable[..., Any],
    notes: dict[str, str],
    draft: Draft,
    note: str,
    floor: float,
    left_out: set[str],
    bm25: Bm25,
) -> None:
    kept = garden(FILLER | notes, bm25=bm25)
    hits = kept.engine.answer(draft, note=note, leave_out=frozenset(left_out), floor=floor, limit=20)
    for hit in hits:
        for path in (hit.path, *hit.alike):
            found = kept.engine.explain(draft, path, note=note, floor=floor)
            assert found is not None
            adds_up(found, bm25)
            if path == hit.path:
                assert (found.score, found.title) == (hit.score, hit.title)
    again = kept.engine.answer(draft, note=note, leave_out=frozenset(left_out), floor=floor, limit=20)
    assert again == hits


def test_a_part_says_where_its_score_comes_from(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "Oaks, an oak.", "b.md": "Elm by an oak."})
    found = explained(notes, "My oaks", "a.md")
    (part,) = found.parts
    assert (part.word, part.term, part.weight, part.count, part.notes) == ("oaks", "oak", 1.0, 2, 2)
    assert found.length == notes.engine.view.lengths[notes.engine.view.find("a.md")] == 2
    assert found.mean == 40  # what the shortest note counts as
    assert part.saturation == pytest.approx(2.0)
    assert found.boosts == ()


def test_a_heading_and_what_stands_before_weigh_less(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "Oak, elm and ash."})
    found = explained(notes, "# Oak\n\nThe ash.\n\nSo elm, elm", "a.md")
    assert {part.word: part.weight for part in found.parts} == {"elm": 2.0, "ash": 0.3125, "oak": 0.3125}


def test_a_slip_and_a_beginning_are_explained_by_the_words_they_stand_for(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "The garden curve, and gardens."})
    (part,) = explained(notes, "graden ", "a.md").parts
    assert (part.word, part.term) == ("garden", "garden")
    assert 0 < part.weight < 1
    assert [part.word for part in explained(notes, "gard", "a.md").parts] == ["garden"]


def test_names_and_links_add_what_they_say(garden: Callable[..., Any]) -> None:
    texts = {"slow thinking.md": "Of oaks.", "a.md": "Thinking, slow. [[slow thinking]]", "b.md": "[[a]]"}
    notes = garden(FILLER | texts)
    found = explained(notes, "On slow thinking and oaks", "slow thinking.md")
    assert {boost.name: boost.detail for boost in found.boosts} == {
        "name": "its name stands in the draft",
        "links": "it is linked with the best",
        "linked": "1 note links to it",
    }
    notes.engine.link("filler1.md", ["slow thinking.md"])
    found = explained(notes, "On slow thinking and oaks", "slow thinking.md")
    assert [boost.detail for boost in found.boosts if boost.name == "linked"] == ["2 notes link to it"]


def test_what_the_note_being_written_links_to_is_not_lifted_by_that(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"me.md": "See [[a]].", "a.md": "An oak."})
    assert explained(notes, "oak", "a.md", note="me.md").boosts == ()
    assert [boost.name for boost in explained(notes, "oak", "a.md").boosts] == ["linked"]


def test_what_the_floor_silences_lifts_no_other(garden: Callable[..., Any]) -> None:
    best, weak = {"best.md": "Oak, elm and ash."}, {"0 weak.md": "An ash. [[best]]"}  # first of its equals
    notes = garden(FILLER | best | weak | {f"{i}.md": "Ash." for i in range(9)})
    draft = "oak elm ash"
    (hit,) = notes.engine.answer(Draft.at(draft), floor=0.5)
    assert explained(notes, draft, "best.md", floor=0.5).score == hit.score
    assert explained(notes, draft, "best.md").score > hit.score


@pytest.mark.parametrize("path", ["filler1.md", "nowhere.md", "", "me.md"])
def test_what_is_no_answer_has_no_explanation(garden: Callable[..., Any], path: str) -> None:
    notes = garden(FILLER | {"a.md": "An oak.", "me.md": "An oak."})
    assert notes.engine.explain(Draft.at("oak"), path, note="me.md") is None
    assert garden().engine.explain(Draft.at("oak"), path) is None
