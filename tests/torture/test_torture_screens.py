"""Hostile text goes through every screen: it drives no terminal, is no markup, and ends no program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from promises import Promise
from screens import QUIET, Person, play
from textual import events
from trying import Torture, trials

from nasties import EACH, NOTES, nasty, plant, watched
from recall_tui.folder.files import read
from recall_tui.folder.journal import Journal
from recall_tui.folder.state import state_folder
from recall_tui.tui.comparing import Comparing, differences

STRINGS = NOTES * EACH
"""Strings that one tour shows, besides those that are typed."""
FILTERS = ("", '"', "-", "tag:", "path:", "before:", "sort:", 'title:"')
SETTINGS = replace(QUIET, cards=NOTES)


async def tour(person: Person, rng: Random, folder: Path, paths: list[str]) -> None:
    writing = person.app.writing

    async def paste(text: str) -> None:
        text = text.replace("\ud800", "").replace(
            "\udfff", ""
        )  # no terminal sends them, and no file holds them
        person.app.post_message(events.Paste(text))
        await person.settled()
        await person.settled()

    await person.until(lambda: len(person.app.screen_stack) > 1)  # what was left unsaved is offered
    await person.press("pagedown", "escape", "alt+down", "escape")
    await person.type("walnut ")
    await person.press(
        *["alt+down"] * NOTES, "alt+p", "pagedown", "alt+e", "alt+down", "escape", "alt+2", "escape"
    )
    await person.press("alt+down", "alt+q", "alt+down", "alt+l", "enter")
    await paste("\n".join(nasty(rng) for _ in range(8)))
    await person.press(
        "ctrl+home", "ctrl+end", "backspace", "shift+up", "ctrl+c", "ctrl+x", "ctrl+v", "ctrl+z", "ctrl+y"
    )
    await person.type("\n[[")
    await paste(nasty(rng, "\n"))
    await person.press("down", "enter")
    await person.press("ctrl+r")
    for prefix in rng.sample(FILTERS, 3):
        await person.press("ctrl+a", "ctrl+k")
        await paste(f"walnut {prefix}{nasty(rng)}")
        await person.press("alt+e", "down", "escape") if person.cards else None
        await person.press("ctrl+r")
    await person.press("escape", "escape", "ctrl+o")
    await paste(nasty(rng))
    await person.press("ctrl+a", "ctrl+k", *["down"] * NOTES, "escape", "ctrl+p")
    await paste(nasty(rng))
    await person.rest(0.1)
    await person.press("escape", "escape", "f1", "escape")
    writing.notice(nasty(rng) + paths[0])
    writing.complain(nasty(rng) + paths[1])
    await person.settled()
    before, after = (tuple(nasty(rng, "\n") for _ in range(5)) for _ in range(2))
    question = Comparing(nasty(rng), differences("\n".join(before), "\n".join(before[:2] + after)), after)
    person.app.push_screen(question)
    await person.settled()
    await person.press("pagedown", "pageup", "escape")
    for path in rng.sample(paths, 2):
        await person.open(path)
        await person.press("ctrl+end", "x")
    (folder / person.path).write_text("changed by another program")
    await person.press("ctrl+s")
    await person.until(lambda: person.trouble)
    person.app.writing.action_new()
    await person.until(lambda: len(person.app.screen_stack) > 1)
    await person.press("down", "enter")
    await person.until(lambda: len(person.app.screen_stack) == 1)


def leaked(number: int) -> str:
    """What went wrong on a tour of its own number."""
    with TemporaryDirectory() as temporary, watched() as terminal:
        rng, folder = Random(number), Path(temporary)
        paths = plant(folder, rng)
        state = state_folder(folder)
        assert state
        Journal(state, read(folder, paths[2]), "\n".join(nasty(rng, "\n") for _ in range(5))).close()

        async def steps(person: Person) -> None:
            await tour(person, rng, folder, paths)
            if len(person.app.notebook) < NOTES:
                terminal.caught.append(f"notes left out: {person.app.notebook.problems}")

        play(folder, steps, settings=SETTINGS, size=(120, 70))
        return terminal.leaked()


def test_nothing_leaks(torture: Torture) -> None:
    with torture.counted(Promise.TERMINAL, "hostile strings, each on the screens that show it") as row:
        for number in range(-(-trials(STRINGS, 10_000) // STRINGS)):
            row.trials += STRINGS
            assert leaked(number) == "", f"on tour {number}"
