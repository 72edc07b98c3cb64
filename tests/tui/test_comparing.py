"""Two texts side by side, and the person's answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screens import Person, compare, garden, play

from recall_tui.tui import comparing
from recall_tui.tui.comparing import Comparing, differences

BEFORE = "# Rain barrels\n\n" + "".join(f"Line {n}.\n" for n in range(9)) + "\nTwo barrels of rain water.\n"
AFTER = (
    "# Rain barrels\n\nA first line.\n"
    + "".join(f"Line {n}.\n" for n in range(9))
    + "\nThree barrels of rain"
    " water, and a long line that goes on until it has to be broken, since no screen is as wide as that.\n"
)
ANSWERS = ("Take both", "Keep mine as a note of its own", "Look later")

lines = st.lists(st.sampled_from(["", "a", "b", "\x1b[31m", "long " * 9]), max_size=30).map("\n".join)


def test_what_differs_is_shown_with_what_stands_around_it() -> None:
    assert ["".join(line) for line in differences(BEFORE, AFTER)][:9] == [
        " # Rain barrels",
        " ",
        "+A first line.",
        " Line 0.",
        " Line 1.",
        " … 6 lines that are the same",
        " Line 8.",
        " ",
        "-Two barrels of rain water.",
    ]
    assert list(differences("a\nb", "a\nb")) == [(" ", "The two texts are the same.")]


@given(lines, lines)
def test_no_line_that_differs_is_left_out(before: str, after: str) -> None:
    shown = list(differences(before, after))
    gone = [text for kind, text in shown if kind == "-"]
    come = [text for kind, text in shown if kind == "+"]
    old, new = before.split("\n"), after.split("\n")
    assert len(old) - len(gone) == len(new) - len(come)
    for line in {*old, *new}:
        assert old.count(line) - gone.count(line) == new.count(line) - come.count(line) >= 0


def test_of_very_long_differences_only_a_part_is_shown() -> None:
    before, after = ("\n".join(f"{name}{n}" for n in range(100_000)) for name in "ab")
    shown = list(differences(before, after))
    assert len(shown) == comparing.MOST + 1 and "not shown" in shown[-1][1]


def asking(folder: Path, *keys: str, before: str = BEFORE, after: str = AFTER) -> object:
    """Ask in the running program; what was answered after the keys, or "open" while it is not."""
    answers: list[object] = []

    async def steps(person: Person) -> None:
        person.app.push_screen(
            Comparing("Both changed. What now?", differences(before, after), ANSWERS), answers.append
        )
        await person.until(lambda: "What now?" in person.screen)
        await person.press(*keys)

    play(garden(folder), steps)
    return answers[0] if answers else "open"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], 0),
        (["down", "enter"], 1),
        (["down", "down", "up", "enter"], 1),
        (["3"], 2),
        (["9"], "open"),
        (["pagedown", "pageup", "x"], "open"),
        (["escape"], None),
    ],
)
def test_it_is_answered_by_number_or_arrows(tmp_path: Path, keys: list[str], answer: object) -> None:
    assert asking(tmp_path, *keys) == answer


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    assert (
        asking(tmp_path, "1", before="\x1b[31m [/x] \u202e", after="[@click=app.quit]x[/]\x9b" + "漢" * 5_000)
        == 0
    )


@pytest.mark.parametrize(("name", "size"), [("comparing", (120, 40)), ("narrow-comparing", (60, 24))])
def test_it_looks_as_stored(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        question = "Another program has changed Rain barrels while you wrote. This comes in:"
        person.app.push_screen(Comparing(question, differences(BEFORE, AFTER), ANSWERS))
        await person.until(lambda: "Look later" in person.screen)
        compare(person.app, name)

    play(garden(tmp_path), steps, size=size)


def test_what_does_not_fit_is_scrolled_to(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        after = "\n".join(f"line {n}" for n in range(200))
        person.app.push_screen(Comparing("Both changed.", differences("", after), ANSWERS))
        await person.until(lambda: "Look later" in person.screen)
        assert "line 30" not in person.screen
        await person.press("pagedown", "pagedown")
        assert "line 30" in person.screen and "Look later" in person.screen

    play(garden(tmp_path), steps, size=(60, 24))
