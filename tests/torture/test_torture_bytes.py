"""What is not touched keeps its bytes: through reading, the editor, undo, the clipboard and writing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from promises import Promise
from terminal import Terminal, play
from trying import Torture, trials

from nasties import nasty, raw
from recall_tui.errors import NoteError
from recall_tui.folder import files
from recall_tui.tui.document import NoteDocument
from recall_tui.tui.editor import Editor

ENDS = (b"\n", b"\r\n", b"\r", b"\x0b", b"\x0c", "\x85".encode(), "\u2028".encode(), "\u2029".encode(), b"")
SNOW = "\u2603"
"""What is typed; nothing that is generated has it."""


def generated(rng: Random) -> bytes:
    """A file: lines of anything, ending in one way or in many, with or without a byte order mark."""
    ends = rng.sample(ENDS, rng.choice((1, 1, 2, 9)))
    lines = []
    for _ in range(rng.randrange(12)):
        line = rng.choice(
            (raw(nasty(rng, "\0" + SNOW)), rng.randbytes(rng.randrange(9)), b"plain", b"- item", b"")
        )
        lines.append(line.replace(b"\0", b"") + rng.choice(ends))
    return rng.choice((b"", b"", b"\xef\xbb\xbf")) + b"".join(lines) + rng.choice((b"", b"end"))


def test_read_and_written(torture: Torture, tmp_path: Path) -> None:
    path = tmp_path / "a.md"

    def trial(rng: Random) -> str:
        data = generated(rng)
        if SNOW.encode() in data:
            return ""
        path.write_bytes(data)
        try:
            file = files.read(tmp_path, "a.md")
        except NoteError as error:
            return "" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else f"it was not read: {error}"
        document = NoteDocument(file.text)
        if files.encode(file, document.text) != data:
            return f"other bytes: {data!r}"
        row = rng.randrange(document.line_count)
        column = rng.randint(0, len(document.lines[row]))
        document.replace_range((row, column), (row, column), SNOW)
        edited = files.encode(file, document.text)
        return "" if edited.replace(SNOW.encode(), b"") == data else f"an edit changed other bytes: {data!r}"

    torture(Promise.BYTES, "generated files, opened and edited in one place", trial, few=200, full=10_000)


async def edit(app: Terminal, editor: Editor, rng: Random) -> None:
    """Something a person does."""

    def place() -> tuple[int, int]:
        row = rng.randrange(editor.document.line_count)
        return row, rng.randint(0, len(editor.document[row]))

    editor.move_cursor(place())
    match rng.randrange(8):
        case 0:
            editor.insert_text(nasty(rng, "\0"))
        case 1:
            editor.replace_range(*sorted((place(), place())), nasty(rng, "\0"))
        case 2:
            await app.paste(nasty(rng))
        case 3:
            editor.move_cursor(place(), select=True)
            editor.action_cut()
            editor.move_cursor(place())
            editor.action_paste()
        case 4:
            await app.press("x", "enter", "tab", "y")
        case 5:
            await app.press("backspace", "delete")
        case 6:
            editor.move_cursor(place(), select=True)
            await app.press("tab", "shift+tab", "shift+tab")
        case 7:
            editor.move_cursor(place(), select=True)
            await app.press("z")


def test_undone(torture: Torture) -> None:
    async def steps(app: Terminal) -> None:
        editor = app.area
        assert isinstance(editor, Editor)
        for number in range(trials(15, 1_000)):
            count.trials += 1
            rng = Random(number)
            data = generated(rng)
            text = data.decode("utf-8", "surrogateescape")
            editor.load(text)
            states = [text]
            for _ in range(rng.randrange(1, 8)):
                await edit(app, editor, rng)
                states.append(editor.text)
            while editor.history.undo_stack:
                editor.undo()
            assert editor.text == text, f"undo left something: trial {number}"
            while editor.history.redo_stack:
                editor.redo()
            assert editor.text == states[-1], f"redo left something out: trial {number}"

    with torture.counted(Promise.BYTES, "generated files, edited, undone and redone") as count:
        play(Editor(), steps)


@pytest.mark.parametrize("key", ["cut", "copy"])
def test_by_the_clipboard(torture: Torture, key: str) -> None:
    async def steps(app: Terminal) -> None:
        editor = app.area
        assert isinstance(editor, Editor)
        for number in range(trials(25, 1_000)):
            count.trials += 1
            text = generated(Random(number)).decode("utf-8", "surrogateescape") + "end"
            editor.load(text)
            editor.select_all()
            getattr(editor, f"action_{key}")()
            assert editor.text == ("" if key == "cut" else text)
            editor.action_paste()
            assert editor.text == text, f"trial {number}"

    with torture.counted(Promise.BYTES, f"generated files, {key} and pasted") as count:
        play(Editor(), steps)
