"""Hits of all kinds, and what tests ask of the rows that are laid out for them."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st
from rich.cells import cell_len

from recall_tui.recall.hits import Hit, Reason
from recall_tui.tui import cards
from recall_tui.tui.clean import clean

DATE = datetime(2021, 3, 4)
PIECES = [
    *"abc XYZ.,-*>#[]/漢字かな。、「」한글ا\n\t",
    *"\r\x00\x1b\x9b\u0301\u200b\u200c\u200d\u202e\u2028\ufeff\u3000\ud800\ufffe",
    *[
        "\r\n",
        "- ",
        "1. ",
        "word ",
        "👩\u200d🚀",
        "👍🏽",
        "🇯🇵",
        "🇯",
        "©\ufe0f",
        "1\ufe0f\u20e3",
        "e\u0301",
        "w" * 40,
        "漢" * 30,
    ],
]
any_text = st.lists(st.sampled_from(PIECES), max_size=80).map("".join)
widths = st.integers(cards.NARROWEST, 100)


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    text = draw(any_text)
    cuts = draw(st.sets(st.integers(0, len(text)), max_size=12))
    ends = sorted(cuts)
    marks = tuple(zip(ends[::2], ends[1::2], strict=False))
    why = tuple(Reason(term, 0.2) for term in draw(st.lists(any_text, max_size=5)))
    label, headings = draw(st.sampled_from(["", "on this day"])), tuple(draw(st.lists(any_text, max_size=3)))
    alike = tuple(draw(st.sampled_from([(), ("b.md",), ("b.md",) * 1_000_000])))
    thread = draw(st.sampled_from([None, (4, 14), (99_999, 100_000)]))
    folded = draw(st.sampled_from([(), ("b.md",), ("b.md",) * 1_000])) if thread else ()
    title, end = draw(any_text), len(text)
    return Hit(
        draw(any_text), title, DATE, 1.0, text, 0, end, marks, why, headings, label, alike, thread, folded
    )


def plain(row: cards.Row) -> str:
    return "".join(text for text, _ in row)


def marked(rows: list[cards.Row]) -> list[str]:
    return [text for row in rows for text, role in row if role == "mark"]


def passage(text: str, *words: str, why: tuple[str, ...] = (), label: str = "") -> Hit:
    """A hit in which every occurrence of `words` is marked."""
    places = sorted(
        (i, i + len(word)) for word in words for i in range(len(text)) if text.startswith(word, i)
    )
    return Hit(
        "a.md", "A", DATE, 1, text, 0, len(text), tuple(places), tuple(Reason(w, 0.5) for w in why), (), label
    )


def assert_shaped(rows: list[cards.Row], width: int) -> None:
    for row in rows:
        line = plain(row)
        assert cell_len(line) == width, line
        assert clean(line) == line and "\n" not in line and "\t" not in line
