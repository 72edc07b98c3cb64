"""What reaches the screen is visible, one cell for each character that is not, and at its old offset."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from recall_tui.tui.clean import clean

UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
SEEN_FORMATS = {chr(c) for c in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
"""Signs of Arabic, Syriac and Kaithi numbers: formats by category, but with ink."""
LURKING = (
    "\x00\x07\x1b\x7f\x85\x9b\x9d\xad\u0301\u034f\u200b\u200c\u200d\u200e\u2028\u202e\u2066\ufe0f\ufeff\ufffe"
)
hostile = st.text(st.sampled_from(LURKING + "\ud800\udcff\U000e0041ab \n\t漢한ا👩🚀🇯"))


def test_everything_invisible_is_replaced_by_one_cell() -> None:
    for code in range(0x110000):
        char = chr(code)
        shown = clean(char)
        if shown != char:
            assert len(shown) == cell_len(shown) == 1 and shown.isprintable(), hex(code)
        elif char not in SEEN_FORMATS and char not in "\n\t":
            assert unicodedata.category(char) not in UNSAFE, hex(code)
            assert code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF, hex(code)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m", "�31m"),
        ("\x00\r\x7f", "␀␍␡"),
        ("invoice\u202efdp.exe", "invoice�fdp.exe"),
        ("a\u2028b\u2029c\x85d", "a␤b␤c␤d"),
        ("a\u200db", "a�b"),
        ("a\ufe0f\u200d🚀", "a\ufe0f�🚀"),
        ("Schiff\xadfahrt", "Schiff-fahrt"),
        ("caf\udce9", "caf�"),
        ("\U000e0068\U000e0069", "��"),
        ("e" + "\u0301" * 10, "e" + "\u0301" * 8 + "��"),
    ],
)
def test_placeholders(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain, with\ttab\nand newline",
        "naïve cafe\u0301",
        "学而时习之，不亦说乎？",
        "한글 메모",
        "메모".encode().decode(),
        unicodedata.normalize("NFD", "메모 Übung"),
        "👩\u200d🚀 👩🏽\u200d🌾 🏳\ufe0f\u200d🌈 🇯🇵 1\ufe0f\u20e3",
        "می\u200cخواهم",
        "[/x] [@click=app.quit]",
    ],
)
def test_writing_is_left_alone(text: str) -> None:
    assert clean(text) == text


@given(hostile | st.text())
def test_one_character_for_each_and_a_second_time_changes_nothing(text: str) -> None:
    shown = clean(text)
    assert len(shown) == len(text)
    assert clean(shown) == shown
    assert not any((char < " " and char not in "\n\t") or "\x7f" <= char <= "\x9f" for char in shown)
    assert not any("\ud800" <= char <= "\udfff" for char in shown)
