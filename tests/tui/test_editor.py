"""The editor: little work for a key, one call to the app, lists that go on, text that is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from terminal import SIZE, Terminal, play
from textual import events

from recall_tui.tui.document import NoteDocument
from recall_tui.tui.editor import Editor

# Less work for it


def test_a_key_paints_the_row_that_it_changed() -> None:
    area = Editor("\n".join(f"line {n}" for n in range(100)))

    async def steps(app: Terminal) -> None:
        for keys, rows in (
            (["down", "end"], {0, 1}),
            (["x"], {1}),
            (["down"], {1, 2}),
            (["shift+down"], {2, 3}),
            (["backspace"], set(range(SIZE[1]))),  # two lines became one: those below have moved
        ):
            app.rows_painted.clear()
            await app.press(*keys)
            assert app.rows_painted == rows

    play(area, steps)


def test_no_key_reads_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    area = Editor("\n".join(f"line {n} (" for n in range(300)))

    async def steps(app: Terminal) -> None:
        def text(document: NoteDocument) -> str:
            raise AssertionError("a key read the whole text")

        monkeypatch.setattr(NoteDocument, "text", property(text))
        await app.press("end", "left", "x", "enter", "backspace", "shift+up", "delete", "ctrl+z", "pagedown")
        area.draft()

    play(area, steps)


def test_another_version_of_the_text_is_taken_byte_for_byte_and_undone() -> None:
    stand_in = "\U0010fffd"
    texts = [
        "a\nb\nc",
        "a\n\x1b[2J\nc",
        f"a\n{stand_in}\nc",
        f"\x1b\n{stand_in}\nc\n",
        "",
        "a\nb\nc\n\u202ed",
        "c\nb\na",
    ]
    area = Editor()

    async def steps(app: Terminal) -> None:
        for old in texts:
            for new in texts:
                area.load(old, cursor=(old.count("\n"), 0))
                area.become(new)
                assert area.text == new
                assert not any(char in "\x1b\u202e" for line in area.document.lines for char in line)
                area.undo()
                assert area.text == old

    play(area, steps)


def test_enter_at_the_foot_of_the_screen_keeps_the_cursor_in_sight() -> None:
    area = Editor()

    async def steps(app: Terminal) -> None:
        for _ in range(20):
            await app.press("enter", "x")
            await app.press("enter")
            assert 0 <= area.cursor_screen_offset.y < SIZE[1]

    play(area, steps)


def test_undo_of_a_long_paste_takes_the_scrollbar_away() -> None:
    area = Editor("x")

    async def steps(app: Terminal) -> None:
        await app.paste("line\n" * 50)
        assert area.show_vertical_scrollbar
        await app.press("ctrl+z")
        assert area.text == "x"
        assert not area.show_vertical_scrollbar

    play(area, steps)


def test_a_narrower_terminal_keeps_the_cursor_in_sight() -> None:
    area = Editor("a line that will take many more rows on a narrow terminal\n" * 8)

    async def steps(app: Terminal) -> None:
        await app.press("down", "down", "down", "down", "down", "end")
        await app.resize(16, 8)
        row = area.wrapped_document.location_to_offset(area.cursor_location).y
        assert 0 <= row - area.scroll_offset.y < 8

    play(area, steps)


# What the app hears


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        ("x", "edit"),
        ("enter", "edit"),
        ("backspace", "edit"),
        ("ctrl+w", "edit"),
        ("ctrl+u", "edit"),
        ("ctrl+shift+k", "edit"),
        ("ctrl+x", "edit"),
        ("ctrl+v", "edit"),
        ("tab", "edit"),
        ("shift+tab", "edit"),
        ("ctrl+z", "edit"),
        ("left", "move"),
        ("shift+left", "move"),
        ("up", "move"),
        ("pageup", "move"),
        ("ctrl+left", "move"),
        ("f6", "move"),
        ("f7", "move"),
        ("ctrl+c", ""),
        ("right", ""),
        ("down", ""),
        ("ctrl+y", ""),
        ("delete", ""),
        ("ctrl+k", ""),
        ("escape", ""),
    ],
)
def test_a_key_is_heard_once(keys: str, heard: str) -> None:
    area = Editor()
    calls: list[tuple[str, str, tuple[int, int], int]] = []

    def hear(kind: str) -> Callable[[], None]:
        return lambda: calls.append((kind, area.text, area.cursor_location, area.edits))

    async def steps(app: Terminal) -> None:
        app.copy_to_clipboard("clip")
        area.after_edit, area.after_move = hear("edit"), hear("move")
        area.load("one two\n\n    - three", (2, 11))
        await app.press("x")
        assert len(calls) == 1
        calls.clear()
        edits = area.edits
        await app.press(keys)
        assert [call[0] for call in calls] == heard.split()
        assert area.edits == edits + (heard == "edit")
        for _, *state in calls:  # all was done already when it was told
            assert state == [area.text, area.cursor_location, area.edits]

    play(area, steps)


def test_deleting_a_line_is_one_edit_though_the_cursor_moves_in_the_next() -> None:
    area = Editor("one\ntwo")
    calls: list[str] = []
    area.after_edit, area.after_move = lambda: calls.append("edit"), lambda: calls.append("move")

    async def steps(app: Terminal) -> None:
        await app.press("right", "ctrl+shift+k")
        assert (area.text, area.cursor_location) == ("two", (0, 1))
        assert calls == ["move", "edit"]

    play(area, steps)


def test_a_click_and_a_paste_are_heard_once() -> None:
    area = Editor("one\ntwo")
    calls: list[str] = []
    area.after_edit, area.after_move = lambda: calls.append("edit"), lambda: calls.append("move")

    async def steps(app: Terminal) -> None:
        app.post_message(events.MouseDown(None, 2, 1, 0, 0, 1, False, False, False, 2, 1))
        await app.settle()
        app.post_message(events.MouseUp(None, 2, 1, 0, 0, 1, False, False, False, 2, 1))
        await app.settle()
        assert calls == ["move"]
        await app.paste("a\r\nb\rc")
        assert calls == ["move", "edit"]

    play(area, steps)
    assert area.text == "one\nta\nb\ncwo"


def test_touched_rows_are_those_of_the_last_edit() -> None:
    area = Editor("0\n1\n2\n3")

    async def steps(app: Terminal) -> None:
        await app.press("down", "x")
        assert area.touched == (1, 1)
        area.replace_range((1, 0), (2, 1), "a\nb\nc")
        assert area.touched == (1, 3)
        await app.press("ctrl+z")
        assert area.touched == (1, 2)
        await app.press("ctrl+y")
        assert area.touched == (1, 3)
        await app.press("f7", "delete")
        assert area.touched == (0, 0)
        await app.press("ctrl+z")
        assert area.touched == (0, 4)

    play(area, steps)


def test_the_draft_is_the_document_itself() -> None:
    area = Editor("one\ntwo")

    async def steps(app: Terminal) -> None:
        await app.press("down", "shift+end")
        draft = area.draft()
        assert draft.lines is area.document.lines
        assert (draft.row, draft.column, draft.selection) == (1, 3, "two")

    play(area, steps)


# Loading and writing


def test_loading_starts_anew_and_is_not_an_edit_to_hear() -> None:
    area = Editor("\n".join("abc" * 20))
    calls: list[str] = []

    async def steps(app: Terminal) -> None:
        area.after_edit = area.after_move = lambda: calls.append("heard")
        await app.press("ctrl+end", "pagedown", "x")
        calls.clear()
        area.load("one\ntwo\nthree", (2, 3))
        await app.settle()
        assert area.cursor_location == (2, 3)
        assert area.scroll_offset.y == 0
        await app.press("ctrl+z")
        assert area.text == "one\ntwo\nthree"
        assert calls == []
        assert "".join(cell.data for cell in app.cells()[2]).strip() == "three"
        area.load("\n".join(map(str, range(1000))), (500, 0))
        await app.settle()
        assert 0 < area.cursor_screen_offset.y < SIZE[1]
        assert "".join(cell.data for cell in app.cells()[area.cursor_screen_offset.y][1:5]) == "500 "

    play(area, steps)


def test_another_text_of_the_same_size_is_painted() -> None:
    area = Editor("one")

    async def steps(app: Terminal) -> None:
        area.load("two")
        await app.settle()
        assert "".join(cell.data for cell in app.cells()[0][1:4]) == "two"

    play(area, steps)


def test_loading_before_the_editor_is_on_screen() -> None:
    area = Editor()
    area.load("one\ntwo", (1, 1))
    assert (area.text, area.cursor_location) == ("one\ntwo", (1, 1))


def test_inserting_is_one_step_for_undo() -> None:
    area = Editor("ab")

    async def steps(app: Terminal) -> None:
        await app.press("right", "x")
        area.insert_text("!")
        area.replace_range((0, 0), (0, 0), "?")
        assert (area.text, area.cursor_location) == ("?ax!b", (0, 4))
        area.insert_text("[[one\ntwo]]")
        assert (area.text, area.cursor_location) == ("?ax![[one\ntwo]]b", (1, 5))
        area.replace_range((0, 1), (0, 3), "")
        assert (area.text, area.cursor_location) == ("?![[one\ntwo]]b", (1, 5))
        texts = ("?![[one\ntwo]]b", "?ax![[one\ntwo]]b", "?ax!b", "ax!b", "axb", "ab")
        for text in texts[1:]:
            await app.press("ctrl+z")
            assert area.text == text
        for text in texts[-2::-1]:
            await app.press("ctrl+y")
            assert area.text == text

    play(area, steps)


def test_hundreds_of_steps_can_be_undone() -> None:
    area = Editor()

    async def steps(app: Terminal) -> None:
        for n in range(300):
            area.insert_text(f"{n}\n")
        for _ in range(300):
            area.undo()
        assert area.text == ""

    play(area, steps)


@pytest.mark.parametrize(
    ("text", "cursor", "keys", "written"),
    [
        ("- one", (0, 5), "enter two", "- one\n- two"),
        ("9. one", (0, 6), "enter two", "9. one\n10. two"),
        ("  - [x] one", (0, 11), "enter two", "  - [x] one\n  - [ ] two"),
        ("- one", (0, 5), "enter enter two", "- one\ntwo"),
        ("- one", (0, 3), "enter", "- o\n- ne"),
        ("  one", (0, 5), "enter two", "  one\n  two"),
        ("- one", (0, 5), "tab", "    - one"),
        ("    - one", (0, 9), "shift+tab", "- one"),
        ("  one", (0, 2), "shift+tab shift+tab", "one"),
        ("ab", (0, 1), "tab x", "a   xb"),
        ("one\n\ntwo", (0, 1), "f7 tab", "    one\n\n    two"),
        ("\tone\n  two\nthree", (0, 0), "f7 shift+tab", "one\ntwo\nthree"),
        ("one\ntwo", (0, 1), "shift+down tab ctrl+z", "one\ntwo"),
        ("\x1b one\ntwo", (0, 0), "f7 tab", "    \x1b one\n    two"),
    ],
)
def test_lists_and_indents(text: str, cursor: tuple[int, int], keys: str, written: str) -> None:
    area = Editor()

    async def steps(app: Terminal) -> None:
        area.load(text, cursor)
        await app.press(*keys.split())
        assert area.text == written

    play(area, steps)


def test_escape_and_a_read_only_tab_are_left_to_the_app() -> None:
    area = Editor("one")

    async def steps(app: Terminal) -> None:
        await app.press("tab", "escape")
        assert app.escapes == 1
        assert area.has_focus
        area.read_only = True
        text = area.text
        await app.press("tab", "enter", "x")
        assert area.text == text

    play(area, steps)


# Text that would drive the terminal

HOSTILE = (
    "\x1b]52;c;aGk=\x07 \x1b[31m\x9b2J\x00\x7f \u202eabc\u2066\u200b\ufeff \x0b\x0c\x85\u2028\r",
    "caf\udce9 \U000e0041 \ufff9 👨\u200d👩\u200d👧 e\u0301 می\u200cخواهم ❤\ufe0f ␛ \U0010fffd",
    "# \x1b[2J **\x9b**\t`\x07`",
)


def test_nothing_hostile_is_painted_and_every_character_is_kept() -> None:
    text = "\n".join(HOSTILE)
    area = Editor()

    async def steps(app: Terminal) -> None:
        area.load(text)
        await app.settle()
        for key in ["right"] * 12 + ["down", "shift+end", "down", "f7", "left"]:
            await app.press(key)
            for y in range(SIZE[1]):
                strip = area.render_line(y)
                assert sum(segment.cell_length for segment in strip) == area.size.width
                for char in strip.text:
                    assert char == "\u200c" or unicodedata.category(char) not in (
                        "Cc",
                        "Cf",
                        "Cs",
                        "Zl",
                        "Zp",
                    )
        assert area.text == text

    app = play(area, steps)
    assert "\x1b]" not in app.written
    assert "\x9b" not in app.written
    assert "\x07" not in app.written


def test_hostile_text_survives_cut_paste_and_undo() -> None:
    text = "\n".join(HOSTILE)
    area = Editor()

    async def steps(app: Terminal) -> None:
        area.load(text)
        await app.press("f7")
        assert area.selected_text == area.draft().selection == text
        await app.press("ctrl+x")
        assert (area.text, app.clipboard) == ("", text)
        await app.press("ctrl+v")
        assert area.text == text
        await app.press("ctrl+z", "ctrl+z")
        assert area.text == text
        await app.press("ctrl+y", "ctrl+y")
        assert area.text == text
        await app.press("f7")
        await app.paste("\x1b[0m")
        assert area.text == "\x1b[0m"

    play(area, steps)


def test_the_cursor_stands_where_the_glyph_does() -> None:
    area = Editor("a\x1bb\u202ec")

    async def steps(app: Terminal) -> None:
        for column, glyph in enumerate("a␛b�c"):
            x, y = area.cursor_screen_offset
            assert (x, app.cells()[y][x].data) == (column + 1, glyph)
            await app.press("right")
        await app.press("left", "left", "left", "backspace")
        assert area.text == "ab\u202ec"

    play(area, steps)


# Markdown


def test_markdown_shows_in_dark_and_light() -> None:
    area = Editor("# Title\n**bold** *it* `code`\n[[link]] #tag\nplain\n" + "**x** " * 400)

    async def steps(app: Terminal) -> None:
        for theme in ("textual-dark", "textual-light", "ansi-dark"):
            app.theme = theme
            await app.settle()
            rows = app.cells()
            plain = rows[3][1]
            assert rows[0][3].bold
            assert rows[1][3].bold
            assert rows[1][11].italics
            assert plain.fg not in {rows[0][3].fg, rows[1][15].fg, rows[2][3].fg, rows[2][10].fg}
            assert not rows[4][3].bold  # a very long line is left plain

    play(area, steps)


def test_a_change_of_style_shows() -> None:
    area = Editor("plain")

    async def steps(app: Terminal) -> None:
        area.add_class("loud")
        await app.settle()
        assert app.cells()[0][3].fg == "ff0000"

    play(area, steps)
