"""Whole screens, text and colours, compared with stored ones.

After a wanted change: RECALL_SNAPSHOTS=write pytest tests/tui/test_snapshots.py, then look at the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import Person, Steps, compare, garden, play

WIDE, NARROW = (100, 24), (60, 24)


async def nothing(person: Person) -> None:
    pass


async def typing(person: Person) -> None:
    await person.type("# Baking\n\nA **loaf** in the oven, see [[rain]]\n- steam")


async def selected(person: Person) -> None:
    await typing(person)
    await person.press("alt+down", "alt+down")


async def preview(person: Person) -> None:
    await typing(person)
    await person.press("alt+1")


async def link(person: Person) -> None:
    await person.type("see [[loaf")
    await person.press("down")


async def finder(person: Person) -> None:
    await person.press("ctrl+o")
    await person.type("ma")


async def help_(person: Person) -> None:
    await person.press("f1")


async def not_found(person: Person) -> None:
    await person.type("zebra crossing at night")


async def trouble(person: Person) -> None:
    await person.open("rain.md")
    await person.type("Mine: ")
    # Of the same title, whether that has been noticed already or not.
    (person.app.notebook.root / "rain.md").write_text("# Rain barrels\n\ntheirs", "utf-8")
    await person.until(lambda: person.trouble)


async def asked(person: Person) -> None:
    await trouble(person)
    await person.press("ctrl+n")
    await person.until(lambda: person.app.screen is not person.app.writing)
    await person.settled()


async def search(person: Person) -> None:
    await person.press("ctrl+r")
    await person.type("loaf oven")
    await person.press("down")


async def make(person: Person) -> None:
    await person.press("ctrl+r")
    await person.type("Zzyzx quay")


async def wrong(person: Person) -> None:
    await person.press("ctrl+r")
    await person.type("loaf before:sunset or so")


async def explain(person: Person) -> None:
    await typing(person)
    await person.press("alt+e")


async def notice(person: Person) -> None:
    await person.type("rain")
    person.app.writing.notice("Changes do not show at once: there is no more room. Looking every 5 seconds.")
    await person.until(lambda: "Looking every" in person.screen)


async def reading(person: Person) -> None:
    await person.type("a loaf")
    person.app.writing.notes_came_in(4, 6)


@pytest.mark.parametrize(
    ("name", "steps", "size"),
    [
        ("empty", nothing, WIDE),
        ("typing", typing, WIDE),
        ("selected", selected, WIDE),
        ("preview", preview, WIDE),
        ("link", link, WIDE),
        ("finder", finder, WIDE),
        ("help", help_, WIDE),
        ("not-found", not_found, WIDE),
        ("trouble", trouble, WIDE),
        ("asked", asked, WIDE),
        ("reading", reading, WIDE),
        ("search", search, WIDE),
        ("make", make, WIDE),
        ("wrong", wrong, WIDE),
        ("explain", explain, WIDE),
        ("notice", notice, WIDE),
        ("narrow", typing, NARROW),
        ("narrow-preview", preview, NARROW),
        ("narrow-search", search, NARROW),
        ("narrow-explain", explain, NARROW),
        ("narrow-help", help_, NARROW),
    ],
)
def test_the_screen_looks_as_stored(tmp_path: Path, name: str, steps: Steps, size: tuple[int, int]) -> None:
    async def then_compare(person: Person) -> None:
        await steps(person)
        await person.settled()
        compare(person.app, name)

    play(garden(tmp_path), then_compare, size=size)
