"""What the engine answers: which notes, in which order, which passage of each, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.bm25 import OKAPI
from recall_tui.recall.hits import Draft, Hit
from recall_tui.recall.query import Reader

FILLER = {f"filler{i}.md": f"Nothing but filler number{i}." for i in range(8)}
"""So that a word of one or two notes says something."""


def paths(hits: Sequence[Hit]) -> list[str]:
    return [hit.path for hit in hits]


def ask(garden: Any, draft: str, **how: Any) -> list[str]:
    return paths(garden.engine.answer(Draft.at(draft), **how))


def scores(garden: Any, draft: str, **how: Any) -> dict[str, float]:
    return {hit.path: hit.score for hit in garden.engine.answer(Draft.at(draft), **how)}


# Which notes


def test_an_empty_folder_and_an_empty_draft_have_no_answer(garden: Callable[..., Any]) -> None:
    assert ask(garden(), "trees") == ask(garden(), "") == []
    assert ask(garden({"a.md": "Trees."}), "") == ask(garden({"a.md": ""}), "trees") == []


@pytest.mark.parametrize("draft", ["trees", "A TREE, maybe", "about trees and more"])
def test_one_note_is_enough(garden: Callable[..., Any], draft: str) -> None:
    assert ask(garden({"a.md": "The tree is old."}), draft) == ["a.md"]


def test_a_note_is_found_by_its_title_its_file_name_and_its_aliases(garden: Callable[..., Any]) -> None:
    notes = garden(
        FILLER
        | {
            "a.md": "# Slow thinking\n\nIt takes time.",
            "b.md": "---\naliases: [Compound interest]\n---\nMoney breeds.",
            "garden walls.md": "Of stone.",
        }
    )
    assert ask(notes, "I wonder about slow thinking")[0] == "a.md"
    assert ask(notes, "compound interest again")[0] == "b.md"
    assert ask(notes, "on garden walls")[0] == "garden walls.md"


def test_a_name_that_stands_in_the_draft_outweighs_mentions(garden: Callable[..., Any]) -> None:
    long, mentions = "It has many other words. " * 100, {"a.md": "Slow thinking, " * 9}
    notes = garden(FILLER | mentions | {"b.md": f"# Slow thinking\n\n{long}"})
    assert ask(notes, "on slow thinking") == ["b.md", "a.md"]
    notes = garden(FILLER | mentions | {"b.md": f"Slow thinking {long}"})
    assert ask(notes, "on slow thinking") == ["a.md", "b.md"]


def test_headings_count_for_their_note(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "## Oaks\n\nOf trees.", "b.md": "Of trees.\n\n## Oaks"})
    assert ask(notes, "an oak") == ["a.md", "b.md"]


def test_a_tag_is_found(garden: Callable[..., Any]) -> None:
    assert ask(garden(FILLER | {"a.md": "---\ntags: [botany]\n---\nRoots."}), "botany") == ["a.md"]


def test_the_note_being_written_is_never_its_own_past(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "# Trees\n\nOld trees.", "b.md": "Trees."})
    assert ask(notes, "trees", note="a.md") == ["b.md"]
    assert ask(notes, "trees", note="new.md") == ["a.md", "b.md"]


def test_notes_are_left_out_and_others_come_up(garden: Callable[..., Any]) -> None:
    notes = garden({f"{name}.md": "Trees." for name in "abcd"})
    assert ask(notes, "trees", leave_out=frozenset({"a.md", "c.md"}), limit=2) == ["b.md", "d.md"]


def test_ties_are_in_the_order_of_paths_and_stay_so(garden: Callable[..., Any]) -> None:
    notes = garden({f"{name}.md": "Trees." for name in "cadb"})
    assert ask(notes, "trees") == ["a.md", "b.md", "c.md", "d.md"]
    notes.write({"a.md": "Trees."})
    assert ask(notes, "trees") == ["a.md", "b.md", "c.md", "d.md"]


def test_a_note_of_many_is_found_among_hundreds_that_say_the_same(garden: Callable[..., Any]) -> None:
    notes = garden({f"{i}.md": f"The tree number{i}." for i in range(900)})
    assert ask(notes, "tree number777")[0] == "777.md"
    assert len(ask(notes, "tree", limit=5)) == 5


def test_what_answers_too_weakly_is_not_shown(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "The trees of a wood.", "b.md": "Trees."})
    draft = "Trees beside quantum chromodynamics explained with unknown vocabulary"
    assert set(ask(notes, draft)) == {"a.md", "b.md"}
    assert ask(notes, draft, floor=0.5) == []
    assert ask(notes, "the trees of a wood ", floor=0.5) == ["a.md"]


# Saved, replaced, removed


def test_a_replaced_note_answers_with_its_new_text_only(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "# Trees\n\nAn oak."})
    assert ask(notes, "oak") == ["a.md"]
    notes.write({"a.md": "# Rivers\n\nA delta."})
    assert ask(notes, "oak tree") == []
    (hit,) = notes.engine.answer(Draft.at("delta"))
    assert (hit.title, hit.text) == ("Rivers", "A delta.")
    assert len(notes.engine) == len(FILLER) + 1


def test_of_one_note_given_twice_the_later_counts(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER)
    notes.texts["a.md"] = "An oak."
    old = notes.documents(["a.md"])
    notes.texts["a.md"] = "An elm."
    notes.engine.add([*old, *notes.documents(["a.md"])])
    assert ask(notes, "oak") == []
    assert ask(notes, "elm") == ["a.md"]
    assert len(notes.engine) == len(FILLER) + 1


def test_one_moment_is_never_taken_for_another(garden: Callable[..., Any]) -> None:
    notes = garden({f"{n}.md": "rye bread" for n in range(20)})
    before = notes.engine.view
    notes.engine.remove(["3.md"])
    assert notes.engine.view.segments == before.segments
    assert notes.engine.view != before


def test_a_removed_note_never_answers(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "# Oak\n\nAn oak, see [[b]].", "b.md": "An oak too."})
    notes.remove("a.md")
    notes.engine.remove(["a.md", "never was.md"])
    assert ask(notes, "oak") == ["b.md"]
    assert notes.engine.passage_of("a.md", 0.5, "") is None
    assert notes.engine.links.counts(np.array([notes.engine.view.find("b.md")])).tolist() == [0]
    notes.write({"a.md": "The oak is back."})
    assert ask(notes, "oak") == ["a.md", "b.md"]


def test_settling_changes_no_answer(garden: Callable[..., Any]) -> None:
    notes = garden()
    for path, text in (FILLER | {"a.md": "An oak.", "b.md": "# Oak\n\nOld."}).items():
        notes.write({path: text})
    before = notes.engine.answer(Draft.at("oak"))
    notes.engine.settle()
    assert notes.engine.answer(Draft.at("oak")) == before != []


# Links


def test_a_note_linked_with_a_good_answer_is_lifted(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"best.md": "Oak, elm, ash.", "x.md": "Of elm.", "y.md": "An elm."})
    assert ask(notes, "oak elm ash") == ["best.md", "x.md", "y.md"]
    before = scores(notes, "oak elm ash")
    notes.engine.link("best.md", ["y.md"])
    assert ask(notes, "oak elm ash") == ["best.md", "y.md", "x.md"]
    notes.engine.link("best.md", [])
    notes.engine.link("y.md", ["best.md"])
    assert ask(notes, "oak elm ash") == ["best.md", "y.md", "x.md"]
    notes.engine.link("y.md", [])
    assert scores(notes, "oak elm ash") == before


def test_a_note_that_others_link_to_is_lifted_a_little(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": "An oak.", "b.md": "An oak."} | FILLER)
    assert ask(notes, "oak") == ["a.md", "b.md"]
    for path in FILLER:
        notes.engine.link(path, ["b.md"])
    assert ask(notes, "oak") == ["b.md", "a.md"]
    assert 1 < scores(notes, "oak")["b.md"] / scores(notes, "oak")["a.md"] < 1.5


def test_links_lift_a_note_only_so_far(garden: Callable[..., Any]) -> None:
    best = {f"best{i}.md": "Oak, oak, elm." for i in range(9)}
    many = {f"{i}.md": "Ivy." for i in range(300)}
    notes = garden(many | best | {"x.md": "An elm.", "y.md": "An elm."})
    before = scores(notes, "oak elm", limit=99)
    for path in best:
        notes.engine.link(path, ["x.md"])
    lifted = before["x.md"] + 0.3 * max(before.values())
    assert scores(notes, "oak elm", limit=99)["x.md"] == pytest.approx(lifted * (1 + 0.1 * log(10)))
    for path in best:
        notes.engine.link(path, [])
    notes.engine.link("best0.md", [*(f"{i}.md" for i in range(300)), "y.md"])
    assert scores(notes, "oak elm", limit=99)["y.md"] == pytest.approx(before["y.md"] * (1 + 0.1 * log(2)))


def test_the_saved_links_of_the_note_being_written_say_nothing(garden: Callable[..., Any]) -> None:
    texts = FILLER | {"me.md": "About oak.", "x.md": "An oak, [[y]].", "y.md": "An oak."}
    without, with_links = garden(texts), garden(texts)
    with_links.engine.link("me.md", ["y.md", "x.md"])
    for draft in ("oak", "an oak is about"):
        assert scores(with_links, draft, note="me.md") == scores(without, draft, note="me.md")
    assert scores(with_links, "oak", note="else.md") != scores(without, "oak", note="else.md")


def test_links_to_nowhere_do_no_harm(garden: Callable[..., Any]) -> None:
    notes = garden({"a.md": "An oak, [[gone]] and [[a]] and [[b]].", "b.md": "An elm."})
    notes.remove("b.md")
    assert ask(notes, "oak") == ask(notes, "oak", note="gone.md") == ["a.md"]


# The unfinished word


def test_a_short_draft_is_answered_within_a_word(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "The garden.", "b.md": "Gardening."})
    for typed in ("g", "gar", "my gar", "GARD"):
        assert set(ask(notes, typed)) == {"a.md", "b.md"}
    assert ask(notes, "gar ") == ask(notes, "gar.") == []


@pytest.mark.parametrize("typed", ["gardeni", "gardenin", "my gardenin"])
def test_a_word_past_its_stem_is_still_answered(garden: Callable[..., Any], typed: str) -> None:
    notes = garden(FILLER | {"a.md": "The garden."})
    assert ask(notes, typed) == ["a.md"]
    assert ask(notes, "gardenxyzq") == []


def test_in_a_longer_draft_a_word_counts_when_it_is_finished(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "The garden.", "b.md": "Old walls, high gates, wide roofs, doors."})
    draft = "old walls high gates wide gar"
    assert ask(notes, draft) == ["b.md"]
    assert ask(notes, draft + "den") == ["b.md", "a.md"]


def test_the_word_of_the_note_is_the_reason_where_the_drafts_is_unfinished(
    garden: Callable[..., Any],
) -> None:
    (hit,) = garden(FILLER | {"a.md": "He was Gardening."}).engine.answer(Draft.at("gar"))
    assert [reason.term for reason in hit.why] == ["Gardening"]


def test_a_search_finds_what_a_draft_of_these_words_finds(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "The garden wall.", "b.md": "A wall."})
    assert paths(notes.search("garden wal")) == ["a.md", "b.md"]
    assert paths(notes.search("garden wal", note="a.md", limit=1)) == ["b.md"]
    assert notes.search(" ") == []


# Passages, marks, reasons


def test_the_passage_that_answers_best_is_shown_with_its_place(garden: Callable[..., Any]) -> None:
    text = "---\ntags: [a]\n---\n# Note\n\nOf rivers.\n\n## Woods\n\nOaks and elms stand here.\n\nAn oak."
    (hit,) = garden(FILLER | {"a.md": text}).engine.answer(Draft.at("elm and oak"))
    assert hit.text == "Oaks and elms stand here." == text[hit.start : hit.end]
    assert [hit.text[a:b] for a, b in hit.marks] == ["Oaks", "elms"]
    assert {reason.term for reason in hit.why} == {"elm", "oak"}
    assert hit.title == "Note"


def test_headings_answer_for_the_note_and_not_for_the_passage_above(garden: Callable[..., Any]) -> None:
    text = "Of rivers.\n\n## Oak, elm, ash\n\nAn oak here.\n\n## Elm, ash\n"
    (hit,) = garden(FILLER | {"a.md": text}).engine.answer(Draft.at("oak elm ash"))
    assert hit.text == "An oak here."
    assert {reason.term for reason in hit.why} == {"oak", "elm", "ash"}


def test_marks_that_touch_are_one(garden: Callable[..., Any]) -> None:
    (hit,) = garden(FILLER | {"a.md": "A party 😀🎉, oak oak."}).engine.answer(Draft.at("🎉 and 😀 oak"))
    assert [hit.text[a:b] for a, b in hit.marks] == ["😀🎉", "oak", "oak"]


def test_a_note_without_a_passage_answers_with_its_name(garden: Callable[..., Any]) -> None:
    (hit,) = garden(FILLER | {"a.md": "# The oak\n"}).engine.answer(Draft.at("oak"))
    assert (hit.title, hit.text, hit.start, hit.end, hit.marks) == ("The oak", "", 0, 0, ())
    assert [reason.term for reason in hit.why] == ["oak"]


def test_a_note_that_cannot_be_read_any_more_does_no_harm(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "An oak."})
    notes.texts["a.md"] = ""
    (hit,) = notes.engine.answer(Draft.at("oak"))
    assert (hit.text, hit.marks) == ("", ())


def test_reasons_are_the_words_of_the_draft_strongest_first(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "Oaks, filler, oaks, number, and gardens; elms; ashes; limes; pines."})
    (hit, *_) = notes.engine.answer(Draft.at("filler number of an oak, elm, ash, lime, pine, gardened"))
    assert hit.path == "a.md"
    assert len(hit.why) == 5
    assert hit.why[0].term == "oak"
    assert "filler" not in {reason.term for reason in hit.why}


def test_chinese_and_korean_are_found_and_marked_as_one(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "古い日本語の本。", "b.md": "한국어를 공부했다."})
    (hit,) = notes.engine.answer(Draft.at("日本語を読む"))
    assert [hit.text[a:b] for a, b in hit.marks] == ["日本語"]
    assert {reason.term for reason in hit.why} == {"日本", "本語"}
    (hit,) = notes.engine.answer(Draft.at("한국어 수업"))
    assert [hit.text[a:b] for a, b in hit.marks] == ["한국어"]


def test_okapi_can_rank_too(garden: Callable[..., Any]) -> None:
    notes = garden(FILLER | {"a.md": "An oak.", "b.md": "Two paragraphs.\n\nOak, oak."}, bm25=OKAPI)
    assert set(ask(notes, "oak")) == {"a.md", "b.md"}
    same = "Oak, elm, ash, pine, lime. "
    notes = garden({"a.md": same + "Birch.", "b.md": same, "c.md": same}, bm25=OKAPI)
    (hit,) = notes.engine.answer(Draft.at("birch oak"))  # of which oak speaks against every note
    assert [(reason.term, reason.share) for reason in hit.why] == [("birch", 1.0)]


@pytest.mark.parametrize(
    ("chance", "text"), [(0, "A" * 60), (0.49, "A" * 60), (0.5, "B" * 60), (1, "B" * 60)]
)
def test_a_passage_by_chance_is_one_worth_showing(
    garden: Callable[..., Any], chance: float, text: str
) -> None:
    note = f"# Note\n\nShort.\n\n{'A' * 60}\n\n{'B' * 60}\n\n- short\n"
    hit = garden({"a.md": note, "b.md": "Short."}).engine.passage_of("a.md", chance, "by chance")
    assert (hit.text, hit.text == note[hit.start : hit.end], hit.label) == (text, True, "by chance")


def test_a_passage_of_a_note_of_short_ones_or_none(garden: Callable[..., Any]) -> None:
    engine = garden({"a.md": "Short.", "b.md": "# Only a title"}).engine
    assert engine.passage_of("a.md", 0.9, "").text == "Short."
    assert (engine.passage_of("b.md", 0.9, "").title, engine.passage_of("b.md", 0.9, "").text) == (
        "Only a title",
        "",
    )
    assert engine.passage_of("c.md", 0.9, "") is None


# Whatever the notes and the draft

WORDS = [
    "oak",
    "Oaks",
    "elm",
    "elm’s",
    "tree",
    "trees",
    "the",
    "日本語",
    "日本",
    "❤",
    "#wood",
    "cafe\u0301",
    "café",
]
words = st.sampled_from(WORDS)
blocks = st.builds(
    lambda mark, all_: mark + " ".join(all_), st.sampled_from(["", "# ", "## ", "- ", "> "]), st.lists(words)
)
texts = st.lists(blocks, max_size=5).map("\n\n".join)
gardens = st.dictionaries(st.sampled_from(["a.md", "b.md", "d/c.md", "oak.md", "日本.md"]), texts)
drafts = st.lists(st.lists(words, max_size=5).map(" ".join), max_size=4).map("\n".join)


@given(gardens, drafts, st.sampled_from(["", "a.md"]), st.integers(1, 6), st.sampled_from([0.0, 0.1, 0.5]))
def test_every_answer_is_sound(
    garden: Callable[..., Any], notes: dict[str, str], draft: str, note: str, limit: int, floor: float
) -> None:
    kept = garden(notes)
    left_out = frozenset({"b.md"})
    hits = kept.engine.answer(Draft.at(draft), note=note, leave_out=left_out, limit=limit, floor=floor)
    assert len(hits) == len(set(paths(hits))) <= limit
    assert set(paths(hits)) <= notes.keys() - left_out - {note}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    terms = kept.engine.languages.analyzer("").terms
    query = Reader(kept.engine.languages).read(Draft.at(draft))
    for hit in hits:
        assert hit.score > 0
        assert hit.text == notes[hit.path][hit.start : hit.end]
        read = kept.note(hit.path)
        assert (hit.start, hit.end) in {(p.start, p.end) for p in read.passages} or not read.passages
        at = 0
        for start, end in hit.marks:
            assert at <= start < end <= len(hit.text)
            at = end + 1
            marked = terms(hit.text[start:end])
            assert query.weights.keys() & marked or any(t.startswith(query.unfinished) for t in marked)
        shares = [reason.share for reason in hit.why]
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1 + 1e-9
        assert all(reason.term for reason in hit.why)
    higher = kept.engine.answer(Draft.at(draft), note=note, leave_out=left_out, limit=99, floor=floor + 0.3)
    lower = kept.engine.answer(Draft.at(draft), note=note, leave_out=left_out, limit=99, floor=floor)
    assert set(paths(higher)) <= set(paths(lower))
    assert paths(lower)[:limit] == paths(hits)
