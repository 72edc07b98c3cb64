"""The text being edited: split at `\\n` only, and holding nothing that a terminal would obey.

A control character has no width and can drive the terminal, a bidi override turns a line around, a lone
surrogate cannot be written at all. In the document each of them is held by a *stand-in*, a code point of
Unicode's last private plane: one cell wide, harmless, and chosen per document, so that a text which already
uses that plane survives too. `to_screen` and `to_text` go between the two forms, one character for one
character, so columns are the same in both.
"""

from __future__ import annotations

from itertools import pairwise

from textual._wrap import compute_wrap_offsets
from textual.document._document import Document, Location
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import get_tab_widths
from textual.geometry import Offset

from recall_tui.errors import NoteError
from recall_tui.tui.clean import clean

_STAND_INS = range(0x100000, 0x10FFFE)
_PASS = "\n\t\u200c"
"""Newline and tab are the editor's; U+200C is how Persian is spelt, and harmless."""
_JOINER = "\u200d"


class NoteDocument(Document):
    """A document whose `lines` are in screen form and whose `text` is the text as it was given.

    `replace_range` and `get_text_range` work in screen form, and so do the edits of the undo history.
    """

    def __init__(self, text: str) -> None:
        self._stand_in: dict[int, int] = {}
        self._original: dict[int, int] = {}
        self._glyph: dict[int, str] = {}
        super().__init__(self.to_screen(text))

    @property
    def plain(self) -> bool:
        """Whether the two forms are the same, since nothing has a stand-in."""
        return not self._stand_in

    @property
    def text(self) -> str:
        """The whole text, as it was given and edited."""
        return self.to_text("\n".join(self.lines))

    def to_screen(self, text: str) -> str:
        """The text with a stand-in for each character that must not reach the terminal.

        Raises NoteError when the document would need more than 65,534 different stand-ins.
        """
        for char in sorted(set(text)):
            if _unsafe(char) and ord(char) not in self._stand_in:
                self._hold(char)
        return text.translate(self._stand_in) if self._stand_in else text

    def to_text(self, screen: str) -> str:
        """The text that `to_screen` was given."""
        return screen.translate(self._original) if self._original else screen

    def glyphs(self, screen: str) -> str:
        """What to paint: the stand-ins as visible glyphs, each one cell wide."""
        return screen.translate(self._glyph) if self._glyph else screen

    def _hold(self, char: str) -> None:
        if len(self._original) == len(_STAND_INS):
            raise NoteError(
                "This text has more different private-use characters than can be shown. "
                "It is probably no text: look at it with another program."
            )
        stand_in = _STAND_INS[-1 - len(self._original)]
        self._stand_in[ord(char)] = stand_in
        self._original[stand_in] = ord(char)
        self._glyph[stand_in] = "‿" if char == _JOINER else clean(char)


def _unsafe(char: str) -> bool:
    return char not in _PASS and (ord(char) in _STAND_INS or clean(char) != char)


class NoteWrapping(WrappedDocument):
    """The same rows as Textual's, without what takes time in proportion to the note on each key."""

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self._offset_to_line_info)

    def location_to_offset(self, location: Location) -> Offset:
        """Where a place is on screen, in cells from the top left of the document.

        Textual's undo asks this of a cursor that may be below the new end of the text; stock TextArea fails.
        """
        row, column = location
        return super().location_to_offset((min(row, self.document.line_count - 1), column))

    def get_sections(self, line_index: int) -> list[str]:
        """The rows of a line."""
        line = self.document[line_index]
        return [line[start:end] for start, end in pairwise((0, *self._wrap_offsets[line_index], len(line)))]

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap the whole document at `width` cells; 0 for no wrapping."""
        self._width = width
        self._tab_width = tab_width or self._tab_width
        self._wrap_offsets, self._tab_width_cache = [], []
        self._offset_to_line_info, self._line_index_to_offsets = [], []
        for index, line in enumerate(self.document.lines):
            offsets: list[int] = []
            tabs: list[int] = []
            if "\t" in line or (width and not (line.isascii() and len(line) <= width)):  # most lines fit
                parts = get_tab_widths(line, self._tab_width)
                tabs = [cells for _, cells in parts]
                if width:
                    offsets = compute_wrap_offsets(
                        line, width, self._tab_width, precomputed_tab_sections=parts
                    )
            top = len(self._offset_to_line_info)
            self._wrap_offsets.append(offsets)
            self._tab_width_cache.append(tabs)
            self._line_index_to_offsets.append(list(range(top, top + len(offsets) + 1)))
            self._offset_to_line_info.extend((index, section) for section in range(len(offsets) + 1))
