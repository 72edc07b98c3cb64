"""Text that drives terminals, breaks parsers of markup, or hides; and what was written to a terminal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from recall_tui.tui import guard as guarding
from recall_tui.tui.clean import drives

PIECES = (
    *("\x1b", "\x1b[31m", "\x1b[2J", "\x1b[1;1H", "\x1b[6n", "\x1b[?1049l", "\x1bc", "\x1b(0", "\x1b#8"),
    *(
        "\x1b]0;title\x07",
        "\x1b]52;c;aGk=\x07",
        "\x1b]8;;http://x\x1b\\",
        "\x1b]11;?\x07",
        "\x1b]0;never ended",
    ),
    *(
        "\x1bP+q544e\x1b\\",
        "\x1b_G\x1b\\",
        "\x1b^pm\x1b\\",
        "\x1bX\x1b\\",
        "\x9b31m",
        "\x9d52;c;aGk=\x9c",
        "\x90q",
    ),
    *(
        "\x00",
        "\x05",
        "\x07",
        "\x08",
        "\x0b",
        "\x0c",
        "\x0e",
        "\x0f",
        "\x11",
        "\x13",
        "\x7f",
        "\x80",
        "\x85",
        "\x9f",
    ),
    *(
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\xad",
    ),
    *(
        "\u3164",
        "\u115f",
        "\ufe0f",
        "\U000e0041",
        "e" + "\u0301" * 200,
        "👩\u200d🚀",
        "🇯",
        "\u0e33",
        "ﷺ",
        "漢",
    ),
    *(
        "\udc9b",
        "\udcff",
        "\ud800",
        "\udfff",
        "\ufffe",
        "\ufdd0",
        "\U0010ffff",
        "\U00100000",
        "\U0010fffd",
        "\ue000",
    ),
    *(
        "[/x]",
        "[/]",
        "[@click=app.quit]",
        "[@click=app.bell]x[/]",
        "[link=file:///]x[/link]",
        "[bold",
        "[$x]",
        "]]",
    ),
    *(
        "[[",
        "[red]",
        "\\[",
        "[b]",
        ":smile:",
        "{{t}}",
        "$(id)",
        "`id`",
        "%s",
        "{0}",
        "\t",
        " ",
        " ",
        "a",
        "Walnut",
    ),
)
"""Each of them is shown somewhere, in some company."""

LEGAL = re.compile(
    r"\x1b\[[\d;]*[mH]"  # colours, and going to a place
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # what the person copies
    r"|\x1b\]22;[a-z-]*\x07"  # the pointer's shape
    r"|\n|\x07"  # the next row; the bell
)
"""Everything the program says to a terminal while it runs, but text."""


def nasty(rng: Random, without: str = "") -> str:
    """A string of a few pieces, without these characters."""
    whole = "".join(rng.choices(PIECES, k=rng.randint(1, 6)))
    return "".join(char for char in whole if char not in without)


NOTES, EACH = 10, 6
"""How many hostile notes are planted, with how many strings each."""


def raw(text: str) -> bytes:
    """UTF-8, with bytes that are none for lone surrogates."""
    return b"".join(
        char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass")
        for char in text
    )


def plant(folder: Path, rng: Random) -> list[str]:
    """Notes that are hostile in all that is shown of a note; their paths."""
    paths = []
    for number in range(NOTES):
        name = "".join(c for c in nasty(rng, "/\0") if not "\ud800" <= c <= "\udc7f" and c != "\udfff")
        path = os.fsdecode(raw(name)[:200]) + f"{number}.md"
        title, alias, tag, heading, words = (nasty(rng, "\0") for _ in range(EACH - 1))
        quoted = json.dumps if number % 2 else str
        text = (
            f"---\ntitle: {quoted(title)}\naliases: [{quoted(alias)}]\ntags: [{quoted(tag)}]\n---\n"
            f"# {heading}\n\n"
            f"A walnut, {words} and a walnut.\n\n## {alias}\n\nOf #{tag} see [[{title}]].\n"
        )
        (folder / path.lstrip(".")).write_bytes(raw(text))
        paths.append(path.lstrip("."))
    return paths


class Terminal:
    """What was written to the terminal, and how often the last look at it found something."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.caught: list[str] = []

    def leaked(self) -> str:
        """What a terminal would have obeyed, if there is anything; and what cleaning had overlooked."""
        for frame in self.written:
            text = LEGAL.sub("", frame)
            if drives(text):
                return f"written: {text!r}"
        return f"not cleaned: {self.caught[:3]!r}" if self.caught else ""


@contextmanager
def watched() -> Iterator[Terminal]:
    """Keep what programs without a terminal would write to one."""
    terminal = Terminal()
    console = Console(color_system="truecolor", force_terminal=True)
    harmless = guarding.harmless

    def display(app: App[Any], screen: object, frame: Any) -> None:
        if frame is not None:
            terminal.written.append(frame.render_segments(console))

    def looked(strip: Any) -> Any:
        safe = harmless(strip)
        if safe is not strip:
            terminal.caught.append(strip.text)
        return safe

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "_display", display)
        patch.setattr(HeadlessDriver, "write", lambda self, data: terminal.written.append(data))
        patch.setattr(guarding, "harmless", looked)
        yield terminal
