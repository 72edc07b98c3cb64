"""Slips of the keyboard, and words that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.typos import near

STEMS = """
    bloom blue bread bridge bright brought camera candid captur carri comma command commit common
    complaint configur convert daniel databas desert dessert develop diagnosi discuss environ fashion
    filter firewal frequent garden govern hierarchi hyper hypertext interfac knowledg languag library
    likelihood memori network neutron organ organiz parallel past paste patient philosophi photosynthesi
    plan planner plant power procrastin program python question racket scatter share shark sharp snippet
    spawn speak stream structur survey syntax tempera template temperatur thread trial vegetabl violet
    workflow zettelkasten
"""
WORDS = STEMS.split()
OTHERS = """
    blood snail paint shape sharp plane plans fireball change pasta gardin complain hypertens scratch shatter
    covert neuron powel planter safari spider rocket tireless streak commun frequenc
"""
cased = st.characters(categories=["Ll"])
words = st.text(cased, min_size=5, max_size=15)


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("sytnax", "syntax"),  # swapped
        ("spwan", "spawn"),
        ("knowldeg", "knowledg"),
        ("hpilosophi", "philosophi"),
        ("snipet", "snippet"),  # doubled
        ("disscuss", "discuss"),
        ("langguag", "languag"),
        ("procrastn", "procrastin"),  # missing
        ("hirarchi", "hierarchi"),
        ("parllel", "parallel"),
        ("temperatyr", "temperatur"),  # another, or one too many
        ("conmfigur", "configur"),
        ("zettelkastem", "zettelkasten"),
        ("photsoynthsi", "photosynthesi"),  # two
    ],
)
def test_a_slip_finds_its_word(slip: str, word: str) -> None:
    assert slip not in WORDS
    candidates = [w for w in WORDS if w[0] in slip[:2]]
    assert next(iter(near(slip, candidates)), ("nothing", 0.0))[0] == word


@pytest.mark.parametrize("word", OTHERS.split())
def test_another_word_is_not_a_slip(word: str) -> None:
    assert near(word, [w for w in WORDS if w != word]) == []


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("form", "from"),  # too short
        ("h2so4", "h2s4o"),
        ("日本語文書", "日本語書文"),
        ("😀😀🎉😀😀", "😀🎉😀😀😀"),
        ("", "a"),
        ("ngarde", "garden"),
        ("python3x", "python33x"),
        ("pythonns", "python3s"),
        ("gardening", "ardening"),
    ],
)
def test_what_is_never_near(word: str, other: str) -> None:
    assert near(word, [other]) == []


@given(words, st.data())
def test_a_swap_is_found_in_every_alphabet(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    slip = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert [other for other, _ in near(slip, [word])] == ([word] if slip != word else [])


@given(words.filter(lambda word: len(word) > 5), st.data())
def test_a_doubled_letter_is_found(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    doubled = word[:at] + word[at] + word[at:]
    assert [other for other, _ in near(doubled, [word])] == [word]
    assert [other for other, _ in near(word, [doubled])] == [doubled]


@given(st.text(max_size=14), st.lists(st.text(st.sampled_from("aab"), max_size=14)))
def test_any_word_and_vocabulary(word: str, candidates: list[str]) -> None:
    for asked in (word, *candidates[:3]):
        found = near(asked, candidates)
        assert len(found) <= 3
        assert all(other in candidates and other != asked and 0 < likeness < 1 for other, likeness in found)
        assert [likeness for _, likeness in found] == sorted((n for _, n in found), reverse=True)
