"""Cards keep their shape whatever is in a note, and show the words that matched."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rows import DATE, any_text, assert_shaped, hits, marked, passage, plain, widths

from recall_tui.recall.hits import Hit, Reason
from recall_tui.tui import cards
from recall_tui.tui.preview import preview


@given(hits(), st.integers(1, 12), widths)
def test_a_card_has_its_rows_and_each_its_width(hit: Hit, number: int, width: int) -> None:
    rows = cards.card(hit, number, "10 months ago", width)
    assert len(rows) == cards.CARD_ROWS
    assert_shaped(rows, width)


@given(any_text, any_text, widths)
def test_other_rows_have_their_width(left: str, right: str, width: int) -> None:
    rows = [
        cards.choice(left, right, width),
        cards.heading([(left, "heading"), (right, "dim")], [right, "ok"], width),
    ]
    assert_shaped(
        [*rows, cards.progress_bar(len(left), len(right), width), *cards.centred(left, width)], width
    )


@given(
    st.data(),
    st.lists(st.sampled_from([" ", "  ", "\n", "\n- ", "\n\n> "]), min_size=1, max_size=150),
    widths,
)
def test_marks_stay_on_their_words(data: st.DataObject, gaps: list[str], width: int) -> None:
    words = [f"w{i}" for i in range(len(gaps))]
    chosen = data.draw(st.sets(st.sampled_from(words), max_size=9))
    text, marks = "", []
    for word, gap in zip(words, gaps, strict=True):
        if word in chosen:
            marks.append((len(text), len(text) + len(word)))
        text += word + gap
    rows = cards.snippet(Hit("a", "a", DATE, 1, text, 0, len(text), tuple(marks)), width)
    assert len(rows) <= cards.SNIPPET_ROWS and all(cell_len(plain(row)) <= width for row in rows)
    shown = " ".join(map(plain, rows)).replace("…", "").split()
    first = words.index(shown[0])
    assert shown == words[first : first + len(shown)]
    assert marked(rows) == [word for word in shown if word in chosen]
    assert not chosen or marked(rows)
    assert (first > 0) == plain(rows[0]).startswith("…")
    assert (first + len(shown) < len(words)) == plain(rows[-1]).endswith("…")


GRAPHEMES = ["a", "e\u0301", "👩\u200d🚀", "👍🏽", "🇯🇵", "©\ufe0f", "1\ufe0f\u20e3", "漢", "한", " "]


@given(st.lists(st.sampled_from(GRAPHEMES), max_size=120).map("".join), st.sets(st.integers(0, 200)), widths)
def test_rows_and_marks_keep_graphemes_whole(text: str, cuts: set[int], width: int) -> None:
    ends = sorted(cut for cut in cuts if cut <= len(text))
    hit = Hit("a", "a", DATE, 1, text, 0, len(text), tuple(zip(ends[::2], ends[1::2], strict=False)))
    whole = re.compile("(?:" + "|".join(map(re.escape, [*GRAPHEMES, "…"])) + ")*")
    for row in [*cards.snippet(hit, width), *preview(hit, "today", width).body]:
        for piece, _ in row:
            assert whole.fullmatch(piece), ascii(piece)
    assert all(whole.fullmatch(cards.cut(text, room)) for room in range(40))


def test_title_age_and_reasons_have_their_places() -> None:
    hit = Hit(
        "a.md",
        "[/x] loops",
        DATE,
        1,
        "Short loops",
        0,
        11,
        ((6, 11),),
        (Reason("loops", 0.7), Reason("b", 0.3)),
    )
    rows = cards.card(hit, 3, "4 years ago", 40)
    assert [plain(row) for row in rows] == [
        "3 [/x] loops                4 years ago ",
        "  Short loops                           ",
        "  loops · b                             ",
        " " * 40,
        " " * 40,
    ]
    assert marked(rows) == ["loops"]


def test_a_narrow_card_gives_the_title_its_row_and_tells_the_age_below() -> None:
    hit = passage("Short loops", why=("loops",))
    rows = [plain(row).rstrip() for row in cards.card(hit, 1, "4 years ago", 26)]
    assert rows == ["1 A", "  Short loops", "  4 years ago · loops", "", ""]


def test_a_label_stands_in_for_reasons() -> None:
    rows = cards.card(passage("x", why=("loops",), label="on this day"), 1, "today", 60)
    assert plain(rows[2]).strip() == "on this day"


def test_a_card_says_where_in_its_thread_a_note_stands() -> None:
    hit = replace(passage("x", why=("loops", "learning")), thread=(4, 14))
    assert plain(cards.card(hit, 1, "today", 40)[2]).rstrip() == f"  loops · learning{'╱ 4/14':>21}"
    both = replace(hit, alike=("b.md",))
    assert plain(cards.card(both, 1, "today", 50)[2]).rstrip().endswith("╱ 4/14 · and 1 like it")
    assert plain(cards.card(both, 1, "today", 20)[2]).rstrip().endswith("╱ 4/14")


def test_notes_that_say_the_same_are_counted() -> None:
    hit = replace(passage("x", why=("loops", "learning", "rates")), alike=("b.md",))
    wide, narrow = (plain(cards.card(hit, 1, "today", width)[2]).rstrip() for width in (60, 24))
    assert wide == "  loops · learning · rates" + " " * 20 + "and 1 like it"
    assert narrow == "  today   and 1 like it"
    many = replace(hit, label="on this day", alike=("b.md",) * 1_200)
    assert plain(cards.card(many, 1, "today", 60)[2]).split("  ")[-1].strip() == "and 1,200 like it"
    assert "on this day" in plain(cards.card(many, 1, "today", 60)[2])


def test_the_tenth_card_has_no_key() -> None:
    assert plain(cards.card(passage("x"), 10, "today", 60)[0]).startswith("  A ")


def test_a_note_without_title_is_named_by_its_path() -> None:
    hit = Hit("deep/er.md", " \n", DATE, 1, "x", 0, 1)
    assert plain(cards.card(hit, 1, "today", 60)[0]).startswith("1 deep/er.md")


def test_long_titles_end_in_an_ellipsis() -> None:
    assert cards.cut("learning rates", 9) == "learning…"
    assert cards.cut("learning rates", 14) == "learning rates"
    assert cards.cut("学习率", 5) == "学习…"
    assert cards.cut("学习率", 4) == "学…"
    assert cards.cut("x👩\u200d🚀y", 3) == "x…"
    assert [cards.cut("ab", width) for width in (1, 0, -1)] == ["…", "", ""]


def test_the_snippet_begins_at_the_sentence_with_the_marks() -> None:
    text = "Nothing here is about it. " * 20 + "The loop taught me a thing. " + "More of the same. " * 20
    rows = cards.snippet(passage(text, "loop", "taught"), 20)
    assert plain(rows[0]) == "… The loop taught me"
    assert plain(rows[-1]).endswith(" …")


def test_different_words_beat_one_word_many_times() -> None:
    text = (
        "rate " * 40 + "and that is that. " + "filler " * 60 + "Here the loop has its rate. " + "filler " * 60
    )
    assert "loop" in marked(cards.snippet(passage(text, "rate", "loop"), 30))


def test_the_stronger_of_two_words_is_shown() -> None:
    text = "It is about one. " + "filler " * 60 + "It is about two. " + "filler " * 60
    hit = passage(text, "one", "two", why=("two",))
    assert marked(cards.snippet(hit, 30)) == ["two"]


def test_of_equal_places_the_first_is_shown() -> None:
    text = "filler " * 60 + "Once a loop. " + "filler " * 60 + "Twice the loop. " + "filler " * 60
    assert plain(cards.snippet(passage(text, "loop"), 30)[0]).startswith("… filler") and "Once" in plain(
        cards.snippet(passage(text, "loop"), 30)[0]
    )


def test_a_passage_that_fits_is_shown_from_its_start() -> None:
    assert (
        plain(cards.snippet(passage("One sentence. Then the loop.", "loop"), 40)[0])
        == "One sentence. Then the loop."
    )


def test_list_marks_and_line_ends_do_not_show_in_a_snippet() -> None:
    text = "- [ ] sow\r\n  - beans\n> 1. early\n\n## late - or not"
    assert plain(cards.snippet(passage(text), 60)[0]) == "sow beans early late - or not"


def test_chinese_breaks_anywhere_but_not_before_punctuation() -> None:
    rows = cards.snippet(passage("一二三四五六七八，九十" * 2, "八，九"), 16)
    assert [plain(row) for row in rows] == ["一二三四五六七", "八，九十一二三四", "五六七八，九十"]
    assert marked(rows) == ["八，九", "八，九"]


def test_korean_breaks_at_its_spaces_and_long_words_anywhere() -> None:
    assert [plain(row) for row in cards.snippet(passage("기억이 조금씩 바뀐다"), 16)] == [
        "기억이 조금씩",
        "바뀐다",
    ]
    assert plain(cards.snippet(passage("x " + "가" * 12), 16)[0]) == "x " + "가" * 7


def test_progress_can_be_read_without_colours() -> None:
    assert plain(cards.progress_bar(1, 4, 17)) == "━━━━────────────" + " "
    assert plain(cards.progress_bar(9, 4, 17)) == "━" * 16 + " "
    assert plain(cards.progress_bar(0, 0, 17)) == "─" * 16 + " "


@pytest.mark.parametrize(
    "opener", ["[[", ">", "「", "- ", "\n", " ", "\u0301", "🇯", "\u200d", '…"', "1", "[ ] ", "漢", "`"]
)
def test_fifty_thousand_of_anything_are_laid_out_in_time(opener: str, in_time: None) -> None:
    text = opener * 50_000
    marks = tuple((i, i + 1) for i in range(0, len(text), 2))
    hit = Hit(text, text, DATE, 1, text, 0, len(text), marks, (Reason(text, 1),), (text,))
    cards.card(hit, 1, "today", 40)
    preview(hit, "today", 40, text, [text])
    cards.choice(text, text, 40)


def test_no_shown_category_is_a_control() -> None:
    hit = Hit(
        "\x1b", "\x1b[2J", DATE, 1, "\x9b0m\u202e loop", 0, 9, (), (Reason("\x1b]0;x\x07", 1),), ("\x00",), ""
    )
    rows = [*cards.card(hit, 1, "today", 60), *preview(hit, "today", 60).head]
    assert not {unicodedata.category(char) for row in rows for char in plain(row)} & {"Cc", "Cf", "Cs"}
