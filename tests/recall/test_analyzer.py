"""From text to terms: what counts as the same word, and where it stands."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.analyzer import _ASCII_WORD, _URL, Analyzer, _word

ENGLISH, PLAIN = Analyzer("english"), Analyzer("none")

anything = st.text(st.characters(codec=None, exclude_categories=()))
AMONG = " \n.,-_#*[](){}'’0189😀🎉❤\ufe0f⭐👩\u200d💻🇩🇪\u200c"
SCRIPTS = (
    "abXYÉßžİǰ𝒳\u0301\u0308",  # marks; letters that casefolding takes apart
    "ΣςΐжЙעִب",
    "हिन्दीவ்",
    "日本語々、。「」カタカナーｶﾞﾊﾟ\u3099𠮷",
    "한국어\u1112\u1161\u11abﾡ",
    "ไทยจ้ာမြန်ខ្មែរລາວ",
)
written = st.lists(st.one_of([st.text(script + AMONG, max_size=12) for script in SCRIPTS])).map(" ".join)


# What could join across the places where a text is taken apart, or differ from what it is normalised to.
edges = st.text(
    "aZé' \n’‘“”…•，．。、！：（「』\u00a0\u3000\u2011·«\u0301\u0308\u0338\u0345\u1112\u1161\u11ab가각カ\u3099ｶﾞ９Ａ=<>ſİΐ½_－-://fhttps"
)


def whole(text: str) -> list[str]:
    """The words of a text by their definition: normalised as a whole, not piece by piece."""
    text = unicodedata.normalize("NFKC", _URL.sub(" ", text))
    text = unicodedata.normalize("NFKC", text.casefold())
    return _word().findall(text.replace("'", "").replace("’", ""))


def spans(analyzer: Analyzer, text: str) -> list[tuple[str, str]]:
    return [(term, text[start:end]) for term, start, end in analyzer.spans(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The writer's gardens", "WRITERS garden"),
        ("don’t", "don't"),
        ("naïve café", "NAI\u0308VE CAFE\u0301"),
        ("Straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("ﬁne ½", "fine 1/2"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("#trees", "trees"),
        ("well-kept/notes", "well kept notes"),
        ("see https://example.com/trees?a=b#c now", "see now"),
    ],
)
def test_these_are_about_the_same(one: str, other: str) -> None:
    assert ENGLISH.terms(one) == ENGLISH.terms(other) != []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("the and of it's", []),
        ("Writing, written; writes.", ["write", "written", "write"]),
        ("日本語", ["日本", "本語"]),
        ("日本、東京", ["日本", "東京"]),
        ("木", ["木"]),
        ("한국어 공부", ["한국", "국어", "공부"]),
        ("木 tree 木", ["木", "tree", "木"]),
        ("กาแฟ", ["กา", "าแ", "แฟ"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("İstanbul", ["i̇stanbul"]),
        ("good ❤️⭐😀", ["good", "❤", "⭐", "😀"]),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert ENGLISH.terms(text) == terms


def test_words_are_stemmed_in_the_language_of_the_notes() -> None:
    assert Analyzer("german").terms("Bäume Baumes") == ["baum", "baum"]
    assert PLAIN.terms("the writer's gardens") == ["the", "writers", "gardens"]


def test_where_articles_lose_their_vowel_the_word_stands_alone() -> None:
    french = Analyzer("french")
    assert french.terms("L'idée d’une forêt, qu'aujourd'hui") == french.terms("idée forêt aujourd hui") != []
    assert Analyzer("italian").terms("dell'acqua") == Analyzer("italian").terms("acqua")
    assert spans(french, "l’idée")[0][1] == "idée"
    assert spans(french, "ab'c") == [("ab", "ab")]


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("german", "Der Weg und die Bäume", ["weg", "baum"]),
        ("french", "C'était l'été", ["été"]),
        ("russian", "Это была жизнь", ["жизн"]),
        ("none", "the und", ["the", "und"]),
    ],
)
def test_function_words_are_left_out_and_no_others(language: str, text: str, terms: list[str]) -> None:
    assert Analyzer(language).terms(text) == terms


def test_every_letter_is_the_same_term_in_any_case() -> None:
    cased = [c for c in map(chr, range(sys.maxunicode)) if c.upper() != c or c.lower() != c]
    others = [
        c
        for c in cased
        if not PLAIN.terms(f"a{c}b") == PLAIN.terms(f"a{c.upper()}b") == PLAIN.terms(f"a{c.lower()}b")
    ]
    assert others == ["ı"]  # of which the capital is I, and of that i


@given(st.one_of(anything, written, edges))
def test_words_are_those_of_the_text_as_a_whole(text: str) -> None:
    assert PLAIN.words(text) == whole(text)
    assert ENGLISH.terms(text) == [term for word in whole(text) for term in ENGLISH.of_word(word)]


def test_no_character_joins_words_or_parts_them() -> None:
    for c in map(
        chr, (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800))
    ):
        text = f"oN{c}e {c}Two '{c} 日{c}本 three{c}"
        assert PLAIN.words(text) == whole(text), hex(ord(c))


@given(anything)
def test_composed_and_decomposed_are_the_same(text: str) -> None:
    assert PLAIN.terms(unicodedata.normalize("NFC", text)) == PLAIN.terms(unicodedata.normalize("NFD", text))


@given(st.text(st.characters(max_codepoint=126)).filter(lambda text: "://" not in text))
def test_full_width_forms_are_the_same(text: str) -> None:
    full = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "　" if c == " " else c for c in text)
    assert ENGLISH.terms(full) == ENGLISH.terms(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_has_a_faster_way_to_the_same_words(text: str) -> None:
    assert [*PLAIN.words(text), "é"] == PLAIN.words(text + " é")


@given(anything)
def test_any_text_has_terms_and_places(text: str) -> None:
    assert ENGLISH.terms(text) == Analyzer("english").terms(text)  # what is remembered changes nothing
    for _, start, end in ENGLISH.spans(text):
        assert 0 <= start < end <= len(text)


@given(written)
def test_every_term_has_its_place(text: str) -> None:
    places = list(ENGLISH.spans(text))
    assert Counter(term for term, _, _ in places) == Counter(ENGLISH.terms(text))
    assert [start for _, start, _ in places] == sorted(start for _, start, _ in places)
    for term, start, end in places:
        assert term in ENGLISH.terms(text[start:end])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The writer’s dogs' bones", [("writer", "writer’s"), ("dog", "dogs"), ("bone", "bones")]),
        ("cafe\u0301!", [("café", "cafe\u0301")]),
        ("日本's", [("日本", "日本"), ("s", "s")]),
        ("、日本語。", [("日本", "日本"), ("本語", "本語")]),
        (unicodedata.normalize("NFD", "한국"), [("한국", unicodedata.normalize("NFD", "한국"))]),
        ("カ\u3099。", [("ガ", "カ\u3099")]),
        ("ﾊﾝｶｸ", [("ハン", "ﾊﾝ"), ("ンカ", "ﾝｶ"), ("カク", "ｶｸ")]),
    ],
)
def test_a_term_stands_where_its_word_is_written(text: str, places: list[tuple[str, str]]) -> None:
    assert spans(PLAIN if "日本's" in text else ENGLISH, text) == places


@pytest.mark.parametrize(
    "opener", ["'", "a'", "://", "http://", "\u0301", "a\u0301", "日、", "😀\u200d", "\ud800"]
)
def test_hostile_text_takes_no_time(opener: str, in_time: None) -> None:
    text = opener * 50_000 + "é"
    assert len(PLAIN.terms(text)) == sum(1 for _ in PLAIN.spans(text)) or "://" in text


@given(st.text("aZ09'_ -.\n\x1c\x7f"))
def test_words_in_ascii_are_the_same_by_the_short_pattern(text: str) -> None:
    assert _ASCII_WORD.findall(text) == _word().findall(text)
