"""The editor: Textual's TextArea, made to take the same time for a key in any note.

Textual repaints the whole widget on every key, and joins the whole text for every row of it; here only the
lines that an edit or a move touched are painted. This leans on Textual's inside: tests/tui/test_editor.py
compares the screen with a stock TextArea's, cell for cell, and fails when Textual changes under it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.cache import LRUCache
from textual.document._document import EditResult, Location, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.expand_tabs import expand_text_tabs_from_widths
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea

from recall_tui.notes.editing import alike
from recall_tui.notes.merging import follow
from recall_tui.recall.hits import Draft
from recall_tui.tui.document import NoteDocument, NoteWrapping
from recall_tui.tui.highlight import NAMES, is_item, line_break, spans
from recall_tui.tui.in_turn import InTurn, do_bound

LOOKS = (*NAMES, "broken", "ambiguous", "over")
"""What has a look of its own: parts of a line, links that don't lead to one note, and what is too much."""
_UNDO_STEPS = 1_000


class Editor(InTurn, TextArea):
    """The note being written; soft wrap only.

    Places are (row, column), in lines and characters from 0. It sends no messages: `after_edit` and
    `after_move` are called within the key, so that what they change is painted in the key's own frame.
    """

    DEFAULT_CSS = """
    Editor {
        border: none;
        &:focus { border: none; }
        & .editor--heading { color: $text-primary; text-style: bold; }
        & .editor--strong { text-style: bold; }
        & .editor--emphasis { text-style: italic; }
        & .editor--code { color: $text-secondary; }
        & .editor--link { color: $text-accent; }
        & .editor--broken { color: $text-error; text-style: underline; }
        & .editor--ambiguous { color: $text-warning; text-style: underline; }
        & .editor--tag { color: $text-success; }
        & .editor--quote { color: $text-muted; text-style: italic; }
        & .editor--marker { color: $text-muted; }
        & .editor--over { color: $text-error; text-style: underline; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"editor--{name}" for name in LOOKS}

    selection: Reactive[Selection] = reactive(Selection(), init=False, always_update=True, repaint=False)

    document: NoteDocument
    wrapped_document: NoteWrapping
    after_edit: Callable[[], None] | None = None
    """Called once for an edit, an undo or a redo, the cursor moved already; not for `load`."""
    after_move: Callable[[], None] | None = None
    """Called once when the cursor or the selection moved without an edit."""
    edits: int = 0
    """How many edits there were so far, loads included; it never goes back."""
    touched: tuple[int, int] = (0, 0)
    """First and last row that the last edit wrote, in the text as it is now; those below kept their text."""

    _line_cache: LRUCache[object, list[Text | Strip]]  # type: ignore[assignment]  # a line's rows, not one row
    _changing = False

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        self._span_styles: dict[str, Style] = {}
        self._over: Mapping[int, int] = {}
        self._doubtful: Mapping[str, str] = {}
        super().__init__(
            text, placeholder=placeholder, id=id, max_checkpoints=_UNDO_STEPS, highlight_cursor_line=False
        )
        self.set_reactive(TextArea.cursor_blink, False)
        self.disable_messages(TextArea.Changed, TextArea.SelectionChanged)

    def load(self, text: str, cursor: Location = (0, 0)) -> None:
        """Show another text, with a new undo history; no hook is called.

        Raises NoteError when the text cannot be shown (`NoteDocument.to_screen`); nothing has changed then.
        """
        with self._one_change(hooks=False):
            self._set_document(text, None)
            self.history.clear()
            self.move_cursor(cursor, center=self.is_mounted)
            self.edits += 1
            self.touched = (0, self.document.line_count - 1)

    def draft(self, *, typing: bool = False) -> Draft:
        """The text with its cursor and selection; the lines are the document's own, in screen form.

        `typing`: the word at the cursor may still grow.
        """
        row, column = self.cursor_location
        return Draft(self.document.lines, row, column, self.selected_text, typing)

    def insert_text(self, text: str) -> None:
        """Insert at the cursor, which stands after it then; one step for undo."""
        self.history.checkpoint()
        self.insert(text, maintain_selection_offset=False)

    def replace_range(self, start: Location, end: Location, text: str) -> None:
        """Replace what stands between two places; the cursor stays with its text. One step for undo."""
        self.history.checkpoint()
        self.replace(text, start, end)

    def become(self, text: str) -> None:
        """Show another version of the text: cursor and scroll stay by what stands around them.

        One step for undo. Raises NoteError as `load` does; nothing has changed then.
        """
        lines = self.document.lines
        # Of a text without stand-ins only what is edited need be looked through for what wants one.
        new = (text if self.document.plain else self.document.to_screen(text)).split("\n")
        most = min(len(lines), len(new)) - 1
        head = alike(lines, new, most)
        tail = alike(lines, new, most - head, at_end=True)
        row, column = self.cursor_location
        above = self.wrapped_document.location_to_offset((row, 0)).y - self.scroll_offset.y
        row = follow(row, lines, new)
        end = len(lines) - tail - 1
        with self._one_change():
            changed = self.document.to_text("\n".join(new[head : len(new) - tail]))
            self.replace_range((head, 0), (end, len(lines[end])), changed)
            self.move_cursor((row, min(column, len(new[row]))))
            if self.is_mounted:
                top = self.wrapped_document.location_to_offset((row, 0)).y - above
                self.scroll_to(y=max(0, top), animate=False, immediate=True)

    def mark_over(self, over: Mapping[int, int]) -> None:
        """Show of these rows what stands from a column on as too much."""
        if over != self._over:
            rows = [row for row in over.keys() | self._over.keys() if over.get(row) != self._over.get(row)]
            self._over = over
            for row in rows:
                self._repaint(row, row)

    def doubt(self, links: Mapping[str, str]) -> None:
        """Paint these links, as they are written, as what they are: `broken` or `ambiguous`."""
        if links != self._doubtful:
            self._doubtful = links
            self._line_cache.clear()
            self.refresh()

    def get_text_range(self, start: Location, end: Location) -> str:
        """What stands between two places, as it will be saved."""
        return self.document.to_text(super().get_text_range(start, end))

    # Edits and moves

    @contextmanager
    def _one_change(self, hooks: bool = True) -> Iterator[None]:
        """What is edited and moved inside is one change: at its end one hook is called."""
        if self._changing:
            yield
            return
        edits, selection = self.edits, self.selection
        self._changing = True
        try:
            yield
        finally:
            self._changing = False
        hook = None
        if self.edits != edits:
            hook = self.after_edit
        elif self.selection != selection:
            hook = self.after_move
        if hooks and hook:
            hook()

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit; its text, and the replaced text returned, are as they will be saved."""
        edit.text = self.document.to_screen(edit.text)
        before, height = self.document.end, self.wrapped_document.height
        with self._one_change():
            result = super().edit(edit)
            if self.wrapped_document.height != height:
                self.scroll_cursor_visible()  # Textual did so before it knew of a new last row
            if edit.text or result.replaced_text:
                self._edited(edit.top[0], result.end_location[0], edit.top[1])
            if self.placeholder and (0, 0) in (before, self.document.end):
                self.refresh()  # the placeholder may have several rows
        return EditResult(result.end_location, self.document.to_text(result.replaced_text))

    def _undo_batch(self, edits: Sequence[Edit]) -> None:
        with self._one_change():
            super()._undo_batch(edits)
            self._edited(min(e.top[0] for e in edits), max(e.bottom[0] for e in edits))
            self.refresh()  # the cursor comes from anywhere, and its row may have another number now

    def _redo_batch(self, edits: Sequence[Edit]) -> None:
        with self._one_change():
            super()._redo_batch(edits)
            ends = [e._edit_result.end_location[0] for e in edits if e._edit_result]
            self._edited(min(e.top[0] for e in edits), max(ends))
            self.refresh()

    def _delete_cursor_line(self) -> EditResult | None:
        with self._one_change():  # Textual deletes, then moves
            return super()._delete_cursor_line()

    def action_cut(self) -> None:
        """Cut the selection, or the line."""
        with suppress(UnicodeEncodeError):  # bytes that were not UTF-8 go to our own clipboard only
            super().action_cut()

    def action_copy(self) -> None:
        """Copy the selection."""
        with suppress(UnicodeEncodeError):
            super().action_copy()

    def _edited(self, first: int, last: int, column: int = 0) -> None:
        self.edits += 1
        self.touched = first, min(last, self.document.line_count - 1)
        self._repaint(*self.touched, column)  # where the height has changed, Textual repaints everything

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        super()._watch_selection(previous_selection, selection)
        if previous_selection == selection or not self.is_mounted:
            return
        if previous_selection.start == selection.start:
            (first, column), (last, _) = sorted((previous_selection.end, selection.end))
            self._repaint(first, last, column)
        else:
            for (first, column), (last, _) in map(sorted, (previous_selection, selection)):
                self._repaint(first, last, column)
        if self.after_move and not self._changing:
            self.after_move()

    def find_matching_bracket(self, bracket: str, search_from: Location) -> None:
        """No bracket is matched: looking for one reads the rest of the note on a key."""

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        keys = {"enter": self._break_line, "tab": self._indent, "shift+tab": self._dedent}
        if event.key in keys and not self.read_only:
            event.stop()
            event.prevent_default()
            keys[event.key]()
        elif not event.is_printable:
            await do_bound(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        # Terminals send CR for the end of a line. Textual runs its own handler after this one.
        event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")

    async def _on_click(self, event: events.Click) -> None:
        if event.ctrl:  # the cursor is there by now
            await self.run_action("screen.open_link")

    def _break_line(self) -> None:
        (row, column), (last, right) = sorted(self.selection)
        text = line_break(self.document[row][:column], self.document[last][right:])
        if text is None:
            text, column, right = "", 0, len(self.document[last])
        self.replace(text, (row, column), (last, right), maintain_selection_offset=False)

    def _indent(self) -> None:
        start, end = sorted(self.selection)
        if start[0] == end[0] and not is_item(self.document[end[0]]):
            blanks = " " * self._find_columns_to_next_tab_stop()
            self.replace(blanks, start, end, maintain_selection_offset=False)
        else:
            self._shift_lines(lambda line: line and " " * self.indent_width + line)

    def _dedent(self) -> None:
        margin = re.compile(rf"\A(?:\t| {{1,{self.indent_width}}})")
        self._shift_lines(lambda line: margin.sub("", line))

    def _shift_lines(self, shift: Callable[[str], str]) -> None:
        """Change the margin of the selected lines; what is selected stays so."""
        first, last = sorted(row for row, _ in self.selection)
        old = self.document.lines[first : last + 1]
        new = [shift(line) for line in old]
        start, end = (
            (row, max(0, column + len(new[row - first]) - len(old[row - first])))
            for row, column in self.selection
        )
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
        self._refresh_size()
        self.refresh()

    def _rewrap_and_refresh_virtual_size(self) -> None:
        super()._rewrap_and_refresh_virtual_size()
        self.refresh()  # Textual painted before it wrapped, and not again where the height stays the same
        if self.is_mounted:
            self.scroll_cursor_visible()

    def _build_highlight_map(self) -> None:
        """Nothing to build: lines are highlighted when they are painted."""

    def notify_style_update(self) -> None:
        """Look the styles up again."""
        super().notify_style_update()
        self._span_styles.clear()

    def _repaint(self, first: int, last: int, column: int = 0) -> None:
        """Have lines `first` to `last` painted, as far as they are on screen, the first from `column` on."""
        offsets = self.wrapped_document._line_index_to_offsets
        if first < len(offsets):
            # One row earlier: what is written at a row's beginning may make its first word fit above.
            breaks = self.wrapped_document.get_offsets(first) if not self.highlight_cursor_line else []
            top = max(offsets[first][max(0, bisect(breaks, column) - 1)] - self.scroll_offset.y, 0)
            bottom = min(
                offsets[min(last, len(offsets) - 1)][-1] + 1 - self.scroll_offset.y, self.size.height
            )
            if top < bottom:
                self.refresh(Region(0, top, self.size.width, bottom - top))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a part of the screen."""
        if not self._span_styles or self._theme.base_style is None:
            self._theme.apply_css(self)
            self._span_styles = {name: self.get_component_rich_style(f"editor--{name}") for name in LOOKS}
        return ScrollView.render_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        if self.placeholder and self.document.end == (0, 0):
            return super().render_line(y)
        places = self.wrapped_document._offset_to_line_info
        if (row := y + self.scroll_offset.y) >= len(places):
            return Strip.blank(self.size.width, self._theme.base_style)
        index, section = places[row]
        (first, left), (last, right) = sorted(self.selection)
        cursor_row, cursor_column = self.selection.end
        line = self.document[index]
        shaded = self.highlight_cursor_line and self._has_cursor and index == cursor_row
        cursor = cursor_column if index == cursor_row and self._draw_cursor else None
        selected = None
        if first <= index <= last and not self.selection.is_empty and (line or index != cursor_row):
            selected = (left if index == first else 0, right if index == last else len(line))
        look = (line, shaded, cursor, selected, self._over.get(index))
        rows = self._line_cache.get(look)
        if rows is None:
            rows = self._line_cache[look] = [*self._rows(index, shaded, cursor, selected)]
        strip = rows[section]
        if isinstance(strip, Text):  # of a very long line most rows are never seen
            style = self._theme.cursor_line_style if shaded else self._theme.base_style
            width = self.scrollable_content_region.width
            strip = Strip(strip.render(self.app.console)).adjust_cell_length(width, style)
            rows[section] = strip = strip.apply_style(self._theme.base_style or Style())
        return strip

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What each row goes through at each key: not what makes true colours, which all here are already."""
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def _rows(
        self, index: int, shaded: bool, cursor: int | None, selected: tuple[int, int] | None
    ) -> Iterator[Text]:
        theme = self._theme
        text = self.get_line(index)
        length = len(text)
        if (over := self._over.get(index)) is not None:
            text.stylize(self._span_styles["over"], over, length)
        text.set_length(length + 1)  # the cursor can stand after the last character
        if shaded and theme.cursor_line_style:
            text.stylize(theme.cursor_line_style)
        if selected and theme.selection_style:
            if length == 0:
                text.plain = "▌"  # an empty line has nothing else to show that it is selected
                text.stylize(Style(color=theme.selection_style.bgcolor))
            text.stylize(theme.selection_style, *selected)
        if cursor is not None and theme.cursor_style:
            text.stylize(theme.cursor_style, cursor, cursor + 1)
        tabs = iter(self.wrapped_document.get_tab_widths(index))
        for row in text.divide(self.wrapped_document.get_offsets(index)):
            row.end = ""
            yield expand_text_tabs_from_widths(row, [next(tabs) for _ in range(row.plain.count("\t"))])

    def get_line(self, line_index: int) -> Text:
        """A line with its Markdown styled and its control characters as glyphs."""
        line = self.document[line_index]
        text = Text(self.document.glyphs(line), end="", no_wrap=True)
        for start, end, name in spans(line):
            look = self._doubtful.get(line[start:end], name) if name == "link" else name
            text.stylize(self._span_styles[look], start, end)
        return text
