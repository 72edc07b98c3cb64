"""What a widget forgot to clean does not reach the terminal, nor what a setting or a name has of markup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from screens import QUIET, Person, garden, play
from textual.content import Content
from textual.widgets import Input, Static

from nasties import PIECES, nasty, watched
from recall_tui.config import ACTIONS
from recall_tui.tui import guard as guarding

FORGETFUL = "\n".join(piece.replace("\n", "") for piece in PIECES)


async def show_uncleaned(person: Person) -> None:
    await person.app.writing.mount(
        Static(Content(FORGETFUL)),
        Static("[link='http://x']a link[/link] and [link='\x1b]52;c;aGk=\x07']another[/]"),
        before=0,
    )
    await person.settled()
    await person.type("a")
    await person.settled()


def test_a_widget_that_forgets_to_clean_cannot_drive_the_terminal(tmp_path: Path) -> None:
    with watched() as terminal:
        play(garden(tmp_path), show_uncleaned, size=(100, 120))
    assert terminal.caught
    terminal.caught.clear()
    assert terminal.leaked() == ""
    shown = "".join(terminal.written)
    assert "␛]52;c;aGk=" in shown and "a link" in shown


def test_without_the_guard_it_could(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with watched() as terminal:
        monkeypatch.setattr(guarding, "harmless", lambda strip: strip)
        play(garden(tmp_path), show_uncleaned, size=(100, 120))
    assert "\x1b]52;c;aGk=" in "".join(terminal.written)
    assert terminal.leaked()


def test_rows_keep_their_width() -> None:
    from rich.segment import Segment
    from textual.strip import Strip

    rng = Random(1)
    for _ in range(300):
        strip = Strip([Segment(nasty(rng)) for _ in range(3)])
        safe = guarding.harmless(strip)
        assert safe.cell_length == strip.cell_length
        assert guarding.harmless(safe) is safe
    plain = Strip([Segment("naïve 漢字 👩\u200d🚀")])
    assert guarding.harmless(plain) is plain


def test_settings_are_no_markup(tmp_path: Path) -> None:
    names = [name for name in ACTIONS if name not in ("help", "quit", "palette", "leave_list")]
    rng = Random(2)
    keys = {name: f"ctrl+{''.join(nasty(rng, ' ,+').split())}{n}" for n, name in enumerate(names)}
    keys |= {
        names[0]: "ctrl+[/x]",
        names[1]: "ctrl+[@click=app.quit]x[/]",
        names[2]: "ctrl+\\",
        names[3]: "ctrl+[",
    }
    settings = replace(
        QUIET, theme="[/x]\x1b[2J", keys={name: keys.get(name, ACTIONS[name].key) for name in ACTIONS}
    )

    async def steps(person: Person) -> None:
        await person.press("f1")
        assert "[/x]" in person.screen
        await person.press("escape", "ctrl+p")
        await person.type("save")
        await person.until(lambda: "^[/x]" in person.screen)
        await person.press("down", "down", "escape", "escape")

    with watched() as terminal:
        play(garden(tmp_path), steps, settings=settings, size=(120, 90))
    assert terminal.leaked() == ""


@pytest.mark.parametrize("key", ["ctrl+r", "ctrl+o", "ctrl+p"])
def test_a_line_to_type_in_holds_what_it_shows(tmp_path: Path, key: str) -> None:
    from textual import events

    async def steps(person: Person) -> None:
        await person.press(key)
        person.app.post_message(events.Paste("a\x1b]0;b\x07\u202ec"))
        await person.rest(0.05)
        assert isinstance(person.app.focused, Input)
        assert person.app.focused.value == "a␛]0;b␇�c"

    play(garden(tmp_path), steps)
