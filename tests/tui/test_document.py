"""The document keeps every character of a text, and holds none that a terminal would obey."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.document._document import Document
from textual.document._wrapped_document import WrappedDocument

from recall_tui.errors import NoteError
from recall_tui.tui.document import NoteDocument, NoteWrapping

HOSTILE = (
    "\x00\x07\x08\x0b\x0c\r\x1b\x1c\x7f\x85\x9b\xad\u061c\u200b\u200c\u200d\u200e\u2028\u2029\u202e\u2066\ufeff"
    "\ufff9\udc9b\ud800\ufdd0\U000e0041\u241b\ufffd\ue000\U000f0001\U00100000\U0010fffd\U0010ffff"
)
CHARS = st.one_of(st.characters(codec=None), st.sampled_from(HOSTILE + "\n\n\n\t aé漢👩e\u0301"))
TEXTS = st.text(CHARS, max_size=60)


def is_safe(char: str) -> bool:
    return char in "\t\u200c" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


@given(TEXTS)
def test_a_text_that_is_not_edited_comes_back_as_it_was(text: str) -> None:
    document = NoteDocument(text)
    assert document.text == text
    assert document.newline == "\n"
    assert [document.to_text(line) for line in document.lines] == text.split("\n")


@given(TEXTS)
def test_nothing_reaches_the_terminal_that_it_would_obey(text: str) -> None:
    document = NoteDocument(text)
    for line, original in zip(document.lines, text.split("\n"), strict=True):
        shown = document.glyphs(line)
        assert len(shown) == len(line) == len(original)
        for held, glyph, char in zip(line, shown, original, strict=True):
            assert is_safe(held)
            assert is_safe(glyph)
            assert cell_len(held) == cell_len(glyph)
            assert held == char or cell_len(held) == 1


@given(TEXTS, st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), TEXTS), max_size=5))
def test_edits_are_those_of_a_string(text: str, edits: list[tuple[int, int, str]]) -> None:
    document, undo, texts = NoteDocument(text), [], [text]

    def place(offset: int) -> tuple[int, int]:
        before = text[:offset]
        return before.count("\n"), offset - before.rfind("\n") - 1

    for a, b, new in edits:
        a, b = sorted((a % (len(text) + 1), b % (len(text) + 1)))
        start, end = place(a), place(b)
        result = document.replace_range(start, end, document.to_screen(new))
        undo.append((start, result.end_location, result.replaced_text))
        text = text[:a] + new + text[b:]
        texts.append(text)
        assert result.end_location == place(a + len(new))
        assert document.text == text
    for (start, end, replaced), before in zip(reversed(undo), reversed(texts[:-1]), strict=True):
        document.replace_range(start, end, replaced)
        assert document.text == before


def test_only_a_newline_ends_a_line() -> None:
    document = NoteDocument("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\rh\r\ni")
    assert document.line_count == 2
    assert NoteDocument("a\n").line_count == 2
    assert NoteDocument("").lines == [""]


def test_control_characters_are_shown_as_glyphs() -> None:
    document = NoteDocument("\x1b]52;c\x07 ␛ \x7f \u202e 👩\u200d🚀 \U0010fffd")
    assert document.glyphs(document.lines[0]) == "␛]52;c␇ ␛ ␡ � 👩‿🚀 \U0010fffd"


def test_a_text_with_too_many_private_characters_is_refused_and_named() -> None:
    everything = "".join(map(chr, range(0x100000, 0x110000)))
    with pytest.raises(NoteError, match="private-use"):
        NoteDocument(everything)
    most = everything[:65_000] + "\x1b"
    assert NoteDocument(most).text == most


@given(
    st.lists(st.text(st.sampled_from("ab  \t漢👩é\u0301"), max_size=40), min_size=1, max_size=6),
    st.integers(0, 12),
    st.sampled_from((2, 4)),
)
def test_rows_are_those_of_textual(lines: list[str], width: int, tab_width: int) -> None:
    theirs = WrappedDocument(Document("\n".join(lines)), width, tab_width)
    ours = NoteWrapping(NoteDocument("\n".join(lines)), width, tab_width)
    assert ours.height == theirs.height
    assert ours.lines == theirs.lines
    assert ours._offset_to_line_info == theirs._offset_to_line_info
    assert ours._line_index_to_offsets == theirs._line_index_to_offsets
    for row, line in enumerate(lines):
        assert ours.get_sections(row) == theirs.get_sections(row)
        assert not line.count("\t") or ours.get_tab_widths(row) == theirs.get_tab_widths(row)
        for column in range(len(line) + 1):
            assert ours.location_to_offset((row, column)) == theirs.location_to_offset((row, column))
