"""The editor: Textual's TextArea, made to take the same time for a key in any note.

Textual repaints the whole widget on every key and joins the whole text for every row; here only the rows that
an edit or a move touched are painted. This leans on Textual's inside: tests/tui/test_editor.py compares the
screen with that of a stock TextArea, cell for cell, and fails when Textual changes under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.style import Style
from rich.text import Text
from textual import events
from textual.cache import LRUCache
from textual.document._document import EditResult, Location, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.expand_tabs import expand_text_tabs_from_widths
from textual.geometry import Region
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea

from recall_tui.recall.hits import Draft
from recall_tui.tui.document import NoteDocument, NoteWrapping
from recall_tui.tui.highlight import NAMES, spans

_UNDO_STEPS = 1_000
_ITEM = re.compile(r"([ \t]*)(?:([-*+])|(\d{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?")


class Editor(TextArea):
    """The note being written.

    Places are (row, column), in lines and characters from 0. It wraps softly and sends no messages:
    `after_edit` and `after_move` are called within the key, so that what they paint is in the key's own frame.
    """

    DEFAULT_CSS = """
    Editor {
        border: none;
        &:focus { border: none; }
        & .editor--heading { color: $text-primary; text-style: bold; }
        & .editor--strong { text-style: bold; }
        & .editor--emphasis { text-style: italic; }
        & .editor--code { color: $text-warning; }
        & .editor--link { color: $text-accent; }
        & .editor--tag { color: $text-success; }
        & .editor--quote { color: $text-muted; text-style: italic; }
        & .editor--marker { color: $text-muted; }
    }
    """
    COMPONENT_CLASSES = {f"editor--{name}" for name in NAMES}

    selection: Reactive[Selection] = reactive(Selection(), init=False, always_update=True, repaint=False)

    document: NoteDocument
    wrapped_document: NoteWrapping
    after_edit: Callable[[], None] | None = None
    """Called once after an edit, an undo or a redo; not after `load`."""
    after_move: Callable[[], None] | None = None
    """Called once when the cursor or the selection moved without an edit."""
    edits: int = 0
    """How many edits there were so far, loads included; it never goes back."""
    touched: tuple[int, int] = (0, 0)
    """First and last row of the last edit, inclusive, in the text as it is now; the rows below are as they were."""
    _inside: bool = False

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        self._span_styles: dict[str, Style] = {}
        self._rows_cache: LRUCache[object, list[Text]] = LRUCache(256)
        super().__init__(
            text, placeholder=placeholder, id=id, max_checkpoints=_UNDO_STEPS, highlight_cursor_line=False
        )
        self.set_reactive(TextArea.cursor_blink, False)
        self.disable_messages(TextArea.Changed, TextArea.SelectionChanged)

    # What the app uses

    def load(self, text: str, cursor: Location = (0, 0)) -> None:
        """Show another text, with a history of its own; calls no hook.

        Raises NoteError when the text cannot be shown (`NoteDocument.to_screen`); the old one stays then.
        """
        with self._one_change(hooks=False):
            self.load_text(text)
            self.move_cursor(cursor)
            self.edits += 1
            self.touched = (0, self.document.line_count - 1)

    def draft(self) -> Draft:
        """The text, cursor and selection, in screen form; the lines are the document's own, not a copy."""
        row, column = self.cursor_location
        return Draft(self.document.lines, row, column, self.selected_text)

    def insert_text(self, text: str) -> None:
        """Insert at the cursor, which then stands after it: one step for undo."""
        self.history.checkpoint()
        self.insert(text, maintain_selection_offset=False)
        self.history.checkpoint()

    def replace_range(self, start: Location, end: Location, text: str) -> None:
        """Replace what stands between two places, the cursor staying with its text: one step for undo."""
        self.history.checkpoint()
        self.replace(text, start, end)
        self.history.checkpoint()

    def get_text_range(self, start: Location, end: Location) -> str:
        """The text between two places, as it will be saved."""
        return self.document.to_text(super().get_text_range(start, end))

    # Edits and moves

    @contextmanager
    def _one_change(self, hooks: bool = True) -> Iterator[None]:
        """Calls one hook, at the end, for all that is edited and moved inside."""
        outermost, self._inside = not self._inside, True
        edits, selection = self.edits, self.selection
        try:
            yield
        finally:
            if outermost:
                self._inside = False
        if outermost and hooks:
            hook = self.after_edit if self.edits != edits else None
            if self.edits == edits and self.selection != selection:
                hook = self.after_move
            if hook:
                hook()

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit, whose text is as it will be saved."""
        edit.text = self.document.to_screen(edit.text)
        shape = self._shape()
        with self._one_change():
            result = super().edit(edit)
            self.scroll_cursor_visible()  # Textual scrolls before it knows of a new last row
            if edit.text or result.replaced_text:
                self._edited(edit.top[0], result.end_location[0], shape)
        return EditResult(result.end_location, self.document.to_text(result.replaced_text))

    def _undo_batch(self, edits: Sequence[Edit]) -> None:
        shape = self._shape()
        with self._one_change():
            super()._undo_batch(edits)
            self._edited(min(e.top[0] for e in edits), max(e.bottom[0] for e in edits), shape)

    def _redo_batch(self, edits: Sequence[Edit]) -> None:
        shape = self._shape()
        with self._one_change():
            super()._redo_batch(edits)
            ends = [e._edit_result.end_location[0] for e in edits if e._edit_result]
            self._edited(min(e.top[0] for e in edits), max(ends), shape)

    def _delete_cursor_line(self) -> EditResult | None:
        with self._one_change():  # deletes, then moves
            return super()._delete_cursor_line()

    def _shape(self) -> tuple[int, int]:
        return self.document.line_count, self.wrapped_document.height

    def _edited(self, first: int, last: int, shape: tuple[int, int]) -> None:
        self.edits += 1
        self.touched = (first, min(last, self.document.line_count - 1))
        if self._shape() == shape:
            self._repaint(*self.touched)
        else:
            self.refresh()  # the rows below have moved

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        super()._watch_selection(previous_selection, selection)
        if previous_selection == selection or not self.is_mounted:
            return
        if previous_selection.start == selection.start:
            self._repaint(*sorted((previous_selection.end[0], selection.end[0])))
        else:
            for start, end in (sorted(previous_selection), sorted(selection)):
                self._repaint(start[0], end[0])
        if not self._inside and self.after_move:
            self.after_move()

    def find_matching_bracket(self, bracket: str, search_from: Location) -> None:
        """No bracket is matched: the search reads the rest of the note on a key."""

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        if self.read_only or event.key not in ("enter", "tab", "shift+tab"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self._break_line()
        elif event.key == "tab":
            self._indent()
        else:
            self._dedent()

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = event.text.replace("\r\n", "\n").replace(
            "\r", "\n"
        )  # terminals send CR for a line's end

    def _break_line(self) -> None:
        """Enter: keeps the indent, goes on with a list, and ends it at an empty item."""
        start, end = sorted(self.selection)
        before, line = self.document[start[0]][: start[1]], self.document[end[0]]
        item = _ITEM.match(before)
        if item is None:
            insert = "\n" + before[: len(before) - len(before.lstrip(" \t"))]
        elif line.strip() == item[0].strip():
            start, insert = (start[0], 0), ""
        else:
            indent, bullet, number, dot, gap, box = item.groups(default="")
            insert = f"\n{indent}{bullet or str(int(number) + 1) + dot}{gap}{box and '[ ] '}"
        self.replace(insert, start, end, maintain_selection_offset=False)

    def _indent(self) -> None:
        start, end = sorted(self.selection)
        if start[0] == end[0] and not _ITEM.match(self.document[end[0]]):
            spaces = " " * self._find_columns_to_next_tab_stop()
            self.replace(spaces, start, end, maintain_selection_offset=False)
        else:
            self._shift_lines(lambda line: " " * self.indent_width + line if line else line)

    def _dedent(self) -> None:
        margin = re.compile(rf"\t| {{1,{self.indent_width}}}")
        self._shift_lines(lambda line: margin.sub("", line, count=1) if margin.match(line) else line)

    def _shift_lines(self, shift: Callable[[str], str]) -> None:
        """Change the margin of the selected lines; what is selected stays selected."""
        first, last = sorted((self.selection.start[0], self.selection.end[0]))
        old = self.document.lines[first : last + 1]
        new = [shift(line) for line in old]
        by = {first + i: len(n) - len(o) for i, (o, n) in enumerate(zip(old, new, strict=True))}
        start, end = ((row, max(0, column + by[row])) for row, column in self.selection)
        if new != old:
            with self._one_change():
                self.replace(self.document.to_text("\n".join(new)), (first, 0), (last, len(old[-1])))
                self.selection = Selection(start, end)

    # Painting

    def _set_document(self, text: str, language: str | None) -> None:
        self.document = NoteDocument(text)
        self.wrapped_document = NoteWrapping(self.document, self.wrap_width, self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._forget_rows()
        self._refresh_size()
        self.refresh()

    def _build_highlight_map(self) -> None:
        """Nothing to do: lines are highlighted when they are painted."""

    def _forget_rows(self) -> None:
        self._line_cache.clear()
        self._rows_cache.clear()

    def _rewrap_and_refresh_virtual_size(self) -> None:
        self._rows_cache.clear()
        super()._rewrap_and_refresh_virtual_size()

    def notify_style_update(self) -> None:
        """Styles changed: paint everything anew."""
        super().notify_style_update()
        self._rows_cache.clear()
        self._span_styles.clear()

    def _repaint(self, first: int, last: int) -> None:
        """Have the rows of lines `first` to `last` painted, as far as they are on screen."""
        rows = self.wrapped_document._line_index_to_offsets
        if first < len(rows):
            top = max(rows[first][0] - self.scroll_offset.y, 0)
            bottom = min(rows[min(last, len(rows) - 1)][-1] + 1 - self.scroll_offset.y, self.size.height)
            if top < bottom:
                self.refresh(Region(0, top, self.size.width, bottom - top))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a region of the screen."""
        if not self._span_styles or self._theme.base_style is None:
            self._theme.apply_css(self)
            self._span_styles = {name: self.get_component_rich_style(f"editor--{name}") for name in NAMES}
        return ScrollView.render_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        if self.placeholder and self.document.end == (0, 0):
            return super().render_line(y)
        places = self.wrapped_document._offset_to_line_info
        row = y + self.scroll_offset.y
        if row >= len(places):
            return Strip.blank(self.size.width, self._theme.base_style)
        index, section = places[row]
        text = self._rows(index)[section]
        shaded = self._shaded(index)
        key = (text.plain, tuple(text.spans), shaded)
        strip = self._line_cache.get(key)
        if strip is None:
            style = self._theme.cursor_line_style if shaded else self._theme.base_style
            strip = Strip(text.render(self.app.console))
            strip = strip.adjust_cell_length(self.scrollable_content_region.width, style)
            strip = self._line_cache[key] = strip.apply_style(self._theme.base_style or Style())
        return strip

    def _shaded(self, index: int) -> bool:
        return self.highlight_cursor_line and self._has_cursor and index == self.cursor_location[0]

    def _rows(self, index: int) -> list[Text]:
        """A line as it is to be painted, row by row, with its cursor and selection."""
        (top, left), (bottom, right) = sorted(self.selection)
        cursor_row, cursor_column = self.selection.end
        line = self.document[index]
        cursor = cursor_column if index == cursor_row and self._draw_cursor else None
        selected = None
        if top <= index <= bottom and not self.selection.is_empty:
            selected = (left if index == top else 0, right if index == bottom else len(line))
        look = (line, self._shaded(index), cursor, selected)
        rows = self._rows_cache.get(look)
        if rows is None:
            rows = self._rows_cache[look] = self._divide(index, *look[1:])
        return rows

    def _divide(
        self, index: int, shaded: bool, cursor: int | None, selected: tuple[int, int] | None
    ) -> list[Text]:
        theme = self._theme
        text = self.get_line(index)
        length = len(text)
        text.set_length(length + 1)  # the cursor can stand after the last character
        if shaded and theme.cursor_line_style:
            text.stylize(theme.cursor_line_style)
        if selected and theme.selection_style:
            if length == 0 and index != self.cursor_location[0]:
                text.plain = "▌"  # an empty line has nothing else to show that it is selected
                text.stylize(Style(color=theme.selection_style.bgcolor))
            else:
                text.stylize(theme.selection_style, *selected)
        if cursor is not None and theme.cursor_style:
            text.stylize(theme.cursor_style, cursor, cursor + 1)
        rows = list(text.divide(self.wrapped_document.get_offsets(index)))
        tabs = iter(self.wrapped_document.get_tab_widths(index))
        for i, row in enumerate(rows):
            row.end = ""
            if "\t" in row.plain:
                count = row.plain.count("\t")
                rows[i] = expand_text_tabs_from_widths(row, [next(tabs) for _ in range(count)])
        return rows

    def get_line(self, line_index: int) -> Text:
        """A line with its Markdown marked up and its control characters as glyphs."""
        line = self.document[line_index]
        text = Text(self.document.glyphs(line), end="", no_wrap=True)
        for start, end, name in spans(line):
            text.stylize(self._span_styles[name], start, end)
        return text
