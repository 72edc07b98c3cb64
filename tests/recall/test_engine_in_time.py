"""Answers depend on what is there and what is asked, not on how it came about: keys, batches, threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.recall.hits import Draft, Hit, Reason

NOTES = {
    "oak.md": "# The oak\n\nAn oak stands for a thousand years, so do elms.\n\nSee [[elm]].",
    "elm.md": "---\naliases: [Slow tree]\n---\nElms die early.\n\n- an elm\n- an oak, [[rivers]]",
    "rivers.md": "# Rivers\n\nRivers are slow in summer.\n\n## Deltas\n\nA delta of rivers; [[oak]].",
    "木.md": "木は古い。大きな木。",
    "slow.md": "# Slow thinking\n\nThinking takes time, as oaks do; it is boating on a slow river.",
    "boat.md": "Boats, a boat and boating.",
    "title.md": "# Only a slow title",
    "empty.md": "",
}
WORDS = [
    "oak", "oaks", "Elm", "elms", "slow", "thinking", "the", "boat", "boats", "boating", "riv", "x",
    "木は古い", "unknown", "# Rivers", "\n", "\n\n", "#", "[[oak]]", "it's",
]  # fmt: skip

typed = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


def fresh(garden: Callable[..., Any], notes: dict[str, str]) -> Any:
    return garden({path: notes[path] for path in sorted(notes)})


def close(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without what depends on how floats were added up: also which reasons come first."""
    return [
        replace(hit, score=round(hit.score, 7), why=tuple(Reason("", round(r.share, 7)) for r in hit.why))
        for hit in hits
    ]


@settings(max_examples=30)
@given(typed, st.sampled_from(["", "oak.md", "new.md"]), st.sampled_from([0.0, 0.08]))
def test_typing_key_by_key_answers_as_asking_once(
    garden: Callable[..., Any], text: str, note: str, floor: float
) -> None:
    kept = garden(NOTES)
    for at in range(len(text) + 1):
        draft = Draft.at(text[:at])
        once = garden(NOTES).engine.answer(draft, note=note, floor=floor)
        assert kept.engine.answer(draft, note=note, floor=floor) == once


@settings(max_examples=25)
@given(
    st.lists(
        st.one_of(
            st.tuples(typed, st.integers(0, 60)),
            st.tuples(st.sampled_from(sorted(NOTES)), typed),
            st.tuples(st.sampled_from(sorted(NOTES)), st.none()),
            st.tuples(st.just("search"), typed),
        ),
        max_size=10,
    )
)
def test_any_edit_jump_save_or_removal_answers_as_asking_once(
    garden: Callable[..., Any], steps: list[tuple[str, Any]]
) -> None:
    kept = garden(NOTES)
    for what, how in steps:
        if what in NOTES and how is None:
            kept.remove(what)
        elif what in NOTES:
            kept.write({what: how})
        elif what == "search":
            assert close(kept.search(how)) == close(fresh(garden, kept.texts).search(how))
        else:
            draft = Draft.at(what, how)
            assert close(kept.engine.answer(draft)) == close(fresh(garden, kept.texts).engine.answer(draft))


@settings(max_examples=50)
@given(
    st.permutations(sorted(NOTES)),
    st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1),
    typed,
    st.lists(st.sampled_from(sorted(NOTES)), max_size=3),
)
def test_in_whatever_order_and_batches_notes_come_in(
    garden: Callable[..., Any],
    order: list[str],
    batches: list[tuple[int, bool]],
    text: str,
    before: list[str],
) -> None:
    engine = garden(NOTES).engine
    other = garden(dict.fromkeys(before, "# Something else\n\nOf oaks and unknown boats."))
    other.texts = dict(NOTES)
    while order:
        size, settles = batches[len(order) % len(batches)]
        other.engine.add(other.documents(order[:size]))
        if settles:
            other.engine.settle()
        order = order[size:]
    other.link(NOTES)
    assert close(other.engine.answer(Draft.at(text))) == close(engine.answer(Draft.at(text)))


def test_a_reader_is_never_disturbed_by_a_writer(garden: Callable[..., Any], eager_threads: None) -> None:
    notes = garden()
    notes.texts.update(
        {
            f"{i}.md": f"# Title{i} of word{i % 7}\n\nOn word{i % 7} and thing{i}, [[{i + 1}]]."
            for i in range(300)
        }
    )
    documents = notes.documents(list(notes.texts))
    answers: list[list[Hit]] = []
    troubles: list[Exception] = []
    written = threading.Event()

    def write() -> None:
        try:
            for i, document in enumerate(documents):
                notes.engine.add([document])
                notes.link([document.path])
                if i % 10 == 9:
                    notes.engine.add([documents[i - 5]])
                    notes.engine.remove([documents[i - 9].path])
                if i % 100 == 99:
                    notes.engine.settle()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            written.set()

    thread = threading.Thread(target=write)
    thread.start()
    asked = 0
    while not written.is_set():
        try:
            draft = f"word{asked % 7} titl"
            answers.append(notes.engine.answer(Draft.at(draft), note=f"{asked % 300}.md"))
            answers.append(notes.search(f"thing{asked % 300}"))
        except Exception as trouble:
            troubles.append(trouble)
        asked += 1
    thread.join()
    assert not troubles
    for hit in {hit for hits in answers for hit in hits}:
        assert hit.text == notes.texts[hit.path][hit.start : hit.end] != ""
    gone = {f"{i}.md" for i in range(0, 300, 10)}
    left = {hit.path for hit in notes.engine.answer(Draft.at("on a title of a thing and a word3"), limit=999)}
    assert not left & gone
    assert len(notes.engine) == 270
