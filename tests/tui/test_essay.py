"""The essay screen: parts are moved, dropped and written, and all of it is the note in the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from screens import NOTES, QUIET, Person, compare, garden, play

from recall_tui.acts import stitching as acts
from recall_tui.notebook import Notebook
from recall_tui.tui.compiled import Compiled, Said
from recall_tui.tui.essay import Essay
from recall_tui.tui.outline import Entry
from recall_tui.tui.pane import Pane
from recall_tui.tui.stitching import FORMATS

ESSAY = """\
---
date: 2025-11-01
---
# Bread and rain

Where do I begin?

## The loaf

![[bread#The same loaf every week]]

![[letters/aunt]]

## The garden

![[rain]]

![[tomatoes]]

And so it ends.
"""
GARDEN = NOTES | {"essay.md": ESSAY}


def screen(person: Person) -> Essay:
    essay = person.app.screen
    assert isinstance(essay, Essay)
    return essay


def entries(person: Person) -> list[Entry]:
    return [hit for hit in screen(person).query_one("#outline", Pane).hits if isinstance(hit, Entry)]


def outline(person: Person) -> list[str]:
    return [entry.text for entry in entries(person)]


def chosen(person: Person) -> str:
    return entries(person)[screen(person).query_one("#outline", Pane).selected or 0].text


def reads(person: Person) -> str:
    """The text as it reads, whole."""
    hits = screen(person).query_one(Compiled).hits
    return "\n\n".join(hit.text for hit in hits if isinstance(hit, Said))


async def begin(person: Person) -> None:
    await person.press("alt+s")
    await person.until(lambda: isinstance(person.app.screen, Essay))
    await known(person)


async def known(person: Person) -> None:
    """Wait for what has been changed to be compiled."""
    await person.until(lambda: reads(person) and "…" not in reads(person).split("\n\n"))


def written(person: Person) -> str:
    return person.editor.text


ORDER = [
    "Bread and rain",
    "Where do I begin?",
    "The loaf",
    "A sourdough loaf rises overnight in the cold kitchen.",
    "She taught me to bake a loaf by smell.",
    "The garden",
    "Two barrels of rain water keep the tomatoes alive.",
    "Planted out the tomatoes after the last frost. See Rain barrels.",
    "And so it ends.",
]


def test_the_outline_shows_the_parts_and_the_text_how_they_read(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        assert outline(person) == ORDER
        assert [entry.source and entry.source.title for entry in entries(person)][3:5] == [
            "The same loaf every week",
            "Letter to my aunt",
        ]
        assert reads(person).startswith(
            "# Bread and rain\n\nWhere do I begin?\n\n## The loaf\n\n### The same"
        )
        assert reads(person).endswith("See Rain barrels.\n\nAnd so it ends.")
        await person.press("escape")
        assert person.app.screen is person.app.writing
        assert written(person) == ESSAY

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))
    assert (tmp_path / "essay.md").read_text("utf-8") == ESSAY


def test_a_part_is_moved_and_undo_brings_it_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("down", "down", "down", "alt+shift+down")
        assert chosen(person) == ORDER[3]
        assert outline(person)[3:5] == [ORDER[4], ORDER[3]]
        await person.press("J")
        assert outline(person)[3:6] == [ORDER[4], ORDER[5], ORDER[3]]
        assert "## The garden\n\n![[bread#The same loaf every week]]\n\n![[rain]]" in written(person)
        await person.press("K", "K")
        assert written(person) == ESSAY
        await person.press("u")
        assert outline(person)[3:5] == [ORDER[4], ORDER[3]]
        assert chosen(person) == ORDER[3]
        await person.press("ctrl+z", "u", "u")
        assert written(person) == ESSAY
        await person.press("ctrl+y")
        assert outline(person)[3:5] == [ORDER[4], ORDER[3]]

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_outline_and_text_follow_within_the_key(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("j", "j", "j")
        screen(person).action_move(1)
        assert outline(person)[3:5] == [ORDER[4], ORDER[3]]
        assert reads(person).index(ORDER[4]) < reads(person).index(ORDER[3])
        screen(person).action_undo()
        assert outline(person) == ORDER
        assert reads(person).index(ORDER[3]) < reads(person).index(ORDER[4])

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_a_heading_moves_with_its_section(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("j", "j", "J")
        assert chosen(person) == "The loaf"
        assert outline(person) == [*ORDER[:2], *ORDER[5:], *ORDER[2:5]]
        await known(person)
        assert reads(person).endswith("She taught me to bake a loaf by smell.")
        await person.press("K")
        assert written(person) == ESSAY
        await person.press("K")
        await person.until(lambda: "A heading moves with" in person.screen)
        assert written(person) == ESSAY

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_a_section_is_folded_and_dropped_whole_an_open_one_loses_its_heading(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("down", "down", "space")
        assert outline(person) == [*ORDER[:3], *ORDER[5:]]
        assert "▸ The loaf 2" in person.screen
        await person.press("d")
        assert outline(person) == [*ORDER[:2], *ORDER[5:]]
        assert chosen(person) == "The garden"
        await person.press("d")
        assert "garden" not in written(person)
        assert "![[rain]]" in written(person)
        await person.press("u", "u")
        assert written(person) == ESSAY
        await person.press("end", "left")
        assert chosen(person) == "The garden"
        await person.press("left", "down")
        assert chosen(person) == "The garden"
        await person.press("right", "down")
        assert chosen(person) == ORDER[6]

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_what_is_moved_into_a_folded_section_is_seen(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("down", "down", "left", "up", "J")
        assert chosen(person) == "Where do I begin?"
        assert outline(person)[1:3] == ["The loaf", "Where do I begin?"]

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_enter_goes_to_the_part_and_writing_begins_below_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("end", "up", "enter")
        assert person.app.screen is person.app.writing
        row, _ = person.editor.cursor_location
        assert person.editor.document[row] == "![[tomatoes]]"
        await begin(person)
        assert chosen(person) == ORDER[7]  # where the cursor is
        await person.press("up", "i")
        await person.type("Rain, then.")
        assert "![[rain]]\n\nRain, then.\n\n![[tomatoes]]" in written(person)
        await begin(person)
        assert chosen(person) == "Rain, then."

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_writing_between_two_parts_that_touch_joins_neither(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("home", "i")
        await person.type("Mine.")
        assert written(person) == "## A\n\nMine.\n\n![[rain]]\n"

    play(garden(tmp_path, NOTES | {"e.md": "## A\n![[rain]]\n"}), steps, note="e.md")


def test_the_source_of_a_part_is_opened(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("end", "up", "up", "o")
        await person.until(lambda: person.path == "rain.md")
        assert person.app.screen is person.app.writing

    play(garden(tmp_path, GARDEN), steps, note="essay.md")


def test_what_is_wrong_stands_at_its_part_and_the_rest_is_shown(tmp_path: Path) -> None:
    essay = "# E\n\n![[nowhere]]\n\n![[e]]\n\n![[rain]]\n\n![[nowhere]]\n\n![[other]]\n"

    async def steps(person: Person) -> None:
        await begin(person)
        found = entries(person)
        assert found[1].wrong == "embeds “nowhere”, but no note is called that."
        assert found[2].wrong.startswith("goes in a circle: e.md:5 → e.md.")
        assert found[3].text == ORDER[6]
        nowhere = "embeds “nowhere”, but no note is called that."
        assert [entry.wrong for entry in found[4:]] == [nowhere, f"other.md:1: {nowhere}"]
        assert reads(person).count(nowhere) == 3
        assert "e.md:3" not in reads(person)  # it stands there, and there may be another like it
        assert ORDER[6] in reads(person)

    play(
        garden(tmp_path, NOTES | {"e.md": essay, "other.md": "![[nowhere]]"}),
        steps,
        note="e.md",
        size=(120, 40),
    )


def test_reading_on_takes_the_outline_along(tmp_path: Path) -> None:
    essay = "".join(f"Part {n}.\n\n" for n in range(60))

    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("home", "pagedown")
        first = int(chosen(person).removeprefix("Part ").rstrip("."))
        assert first > 3
        await person.press("pagedown")
        assert int(chosen(person).removeprefix("Part ").rstrip(".")) > first
        await person.press("end")
        assert "Part 59." in person.screen
        assert chosen(person) == "Part 59."
        await person.press(*["pageup"] * 30)
        assert chosen(person) == "Part 0."

    play(garden(tmp_path, NOTES | {"e.md": essay, "other.md": "![[nowhere]]"}), steps, note="e.md")


def test_a_note_that_may_not_be_written_is_only_looked_at(tmp_path: Path) -> None:
    folder = garden(tmp_path, GARDEN)
    other = Notebook(folder, QUIET)
    claim = other.claim("essay.md")
    assert claim

    async def steps(person: Person) -> None:
        await person.until(lambda: person.app.writing.desk.read_only)
        await begin(person)
        await person.press("down", "J", "d", "i")
        assert written(person) == ESSAY
        assert "can only be read" in person.screen

    try:
        play(folder, steps, note="essay.md", size=(120, 40))
    finally:
        claim.release()


@pytest.mark.parametrize("text", ["", "   \n\n", "---\ntitle: T\n---\n"])
def test_a_note_without_parts_says_so(tmp_path: Path, text: str) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+s", "down", "J", "d", "u", "o", "space", "pagedown")
        assert "No parts yet" in person.screen.replace("\n", " ")
        await person.press("enter")
        assert person.app.screen is person.app.writing

    play(garden(tmp_path, NOTES | {"e.md": text}), steps, note="e.md" if text else "", size=(120, 40))


def test_what_another_program_writes_comes_into_the_outline(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        (tmp_path / "essay.md").write_text(ESSAY + "\nA new end.\n", "utf-8")
        person.app.writing.touched({"essay.md"})
        await person.until(lambda: "A new end." in outline(person))

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_a_source_goes_and_comes_back_while_the_screen_is_open(tmp_path: Path) -> None:
    others = {f"bee{n}.md": "Bees." for n in range(30)}  # too many for one that goes to be worth a new index

    async def steps(person: Person) -> None:
        await begin(person)
        source = tmp_path / "tomatoes.md"
        said = source.read_bytes()
        source.unlink()
        await person.until(lambda: "no note is called that" in person.screen)
        source.write_bytes(said)
        await person.until(lambda: outline(person) == ORDER)

    play(garden(tmp_path, GARDEN | others), steps, note="essay.md", size=(120, 40))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    essay = "# [red]E[/red] \x1b[31m\n\nown \x1b]0;x\x07 [bold]\n\n![[bad]]\n"

    async def steps(person: Person) -> None:
        await begin(person)
        assert "\x1b" not in person.screen
        assert "[red]E[/red]" in person.screen

    play(garden(tmp_path, {"e.md": essay, "bad.md": "# \x1b[2J\n\nbad \x9b31m\n"}), steps, note="e.md")


# Putting passages in


def cards(person: Person) -> list[str]:
    return [hit.path for hit in screen(person).query_one("#cards", Pane).hits]


DRAWER = "\n%% drawer\n- [[walk]]\n- [[oven]] “nowhere to be found”\n%%\n"


def test_a_passage_of_the_drawer_is_put_in_behind_the_part_and_undo_puts_it_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("end", "up", "a")
        await person.until(lambda: cards(person) == ["walk.md", "oven.md"])
        await person.press("J", "d", "i")  # these do nothing here
        await person.press("enter")
        await person.until(lambda: cards(person) == ["oven.md"])
        assert "![[tomatoes]]\n\n![[walk]]\n\nAnd so it ends.\n\n%% drawer\n- [[oven]]" in written(person)
        await person.press("enter")
        await person.until(lambda: "not found any more" in person.screen)
        await person.press("escape", "u")
        assert written(person) == ESSAY + DRAWER
        await known(person)
        assert "nowhere" not in reads(person)

    play(garden(tmp_path, GARDEN | {"essay.md": ESSAY + DRAWER}), steps, note="essay.md", size=(120, 40))


def test_an_empty_drawer_gives_way_to_the_text(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("a")
        await person.until(lambda: "Nothing lies in this drawer" in person.screen)
        await person.press("escape", "end", "i")
        await person.type("- an item")
        person.editor.become(written(person) + "\n%% drawer\n- [[walk]]\n%%\n")
        await begin(person)
        await person.press("a")
        await person.until(lambda: cards(person) == ["walk.md"])
        await person.press("enter")
        await person.until(lambda: "As it reads" in person.screen)
        assert written(person).endswith("- an item\n\n![[walk]]\n")

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_a_passage_that_is_found_is_put_in_or_its_whole_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("down", "slash")
        await person.type("kitchen table")
        assert cards(person)[0] == "walk.md"
        await person.press("tab")
        await person.until(lambda: "![[walk]]" in written(person))
        assert written(person) == ESSAY.replace("begin?\n", "begin?\n\n![[walk]]\n")
        await person.until(lambda: "in the essay now" in person.screen)  # the outline may be hidden
        await person.press("enter")
        await person.until(lambda: "a short id has to be written" in person.screen)
        await person.press("1")
        await person.until(lambda: "![[walk#^" in written(person))
        await person.press("escape")
        await person.until(lambda: not outline(person)[3].startswith("walk#"))
        assert outline(person)[2:4] == [
            "Walking an hour before breakfast, I write twice as much.",
            "The kitchen table is where the pages happen.",
        ]
        assert chosen(person) == "The kitchen table is where the pages happen."

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))
    assert "The kitchen table is where the pages happen. ^" in (tmp_path / "walk.md").read_text("utf-8")


def test_what_is_missing_is_suggested_and_letters_in_the_search_are_typed(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("down", "down", "down", "s")
        await person.until(lambda: "oven.md" in cards(person))
        assert not {"bread.md", "rain.md"} & {*cards(person)}
        await person.press("escape", "slash")
        await person.type("jKdaswx")
        assert written(person) == ESSAY
        assert person.app.focused and screen(person).query_one("SearchBox").value == "jKdaswx"  # type: ignore[attr-defined]
        await person.press("escape")
        assert "As it reads" in person.screen

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


def test_what_is_said_twice_is_shown_and_gone_to(tmp_path: Path) -> None:
    said = "Two barrels of rain water keep the tomatoes alive."

    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("w")
        await person.until(lambda: "100% of it stands already in “Rain barrels”" in person.screen)
        await person.press("enter")
        assert chosen(person) == said
        assert person.editor.text.count(said) == 1
        await person.press("e")
        await person.type("more")
        assert f"{said}\n\nmore" in written(person)

    essay = ESSAY + f"\n{said}\n"
    play(garden(tmp_path, GARDEN | {"essay.md": essay}), steps, note="essay.md", size=(120, 40))


def test_it_is_stitched_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)

    assert set(FORMATS) == {*acts.FORMATS}

    async def stitched(person: Person, to: str = "txt") -> None:
        await person.press("x")
        await person.until(lambda: "What shall the essay become?" in person.screen)
        await person.press(str(1 + list(FORMATS).index(to)))
        await person.until(lambda: "The file to write:" in person.screen)
        await person.press("enter")

    async def steps(person: Person) -> None:
        await begin(person)
        await stitched(person)
        await person.until(lambda: "Written:" in person.screen)
        text = (out / "essay.txt").read_text("utf-8")
        assert "She taught me to bake a loaf by smell." in text
        (out / "essay.txt").write_text("mine")
        await stitched(person)
        await person.until(lambda: "is there already" in person.screen)
        await person.press("2")
        await person.until(lambda: person.app.screen is screen(person))
        assert (out / "essay.txt").read_text("utf-8") == "mine"
        await stitched(person, "thread")
        await person.until(lambda: "is there already" in person.screen)
        await person.press("1")
        await person.until(lambda: "kept beside it" in person.screen)
        assert (out / "essay.txt~").read_text("utf-8") == "mine"
        posts = (out / "essay.txt").read_text("utf-8").split("\n\n")
        assert len(posts) > 5
        assert max(map(len, posts)) <= 40

    settings = replace(QUIET, post_length=40)
    play(garden(tmp_path / "notes", GARDEN), steps, note="essay.md", size=(120, 40), settings=settings)


def test_an_essay_with_a_problem_is_stitched_without_what_is_wrong_when_that_is_agreed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "e.html"
    monkeypatch.chdir(tmp_path)

    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("x")
        await person.until(lambda: "What shall the essay become?" in person.screen)
        await person.press("1")
        await person.until(lambda: "The file to write:" in person.screen)
        await person.press("enter")
        await person.until(lambda: "Leave these out" in person.screen)
        assert "embeds “gone”, but no note is called that" in person.screen
        await person.press("2")
        await person.until(lambda: isinstance(person.app.screen, Essay))
        assert not out.exists()
        for key in ("x", "1", "enter"):
            await person.press(key)
        await person.until(lambda: "Leave these out" in person.screen)
        await person.press("1")
        await person.until(out.exists)
        assert "<p>Mine.</p>" in out.read_text("utf-8")

    play(garden(tmp_path / "notes", {"e.md": "![[gone]]\n\nMine.\n"}), steps, note="e.md")


def test_its_keys_are_named_and_leaving_lets_the_pane_answer_again(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await begin(person)
        await person.press("f1")
        await person.until(lambda: "Move the part; a heading takes its section" in person.screen)
        await person.press("escape", "end", "up", "up", "enter")
        await person.until(lambda: not person.app.writing.recalling.away)
        await begin(person)
        person.app.pop_screen()  # as quitting does, which may be thought better of
        await person.until(lambda: not person.app.writing.recalling.away)

    play(garden(tmp_path, GARDEN), steps, note="essay.md", size=(120, 40))


# Beginning one


def test_an_essay_of_a_thread(tmp_path: Path) -> None:
    thread = {
        "one.md": "---\ndate: 2021-01-01\n---\n# It begins\n\nFlour.\n",
        "two.md": '---\ndate: 2021-01-02\nprev: "[[one]]"\n---\nThen it rises.\n',
    }

    async def steps(person: Person) -> None:
        person.app.writing.action_essay_of_thread()
        await person.until(lambda: "What is the essay of these 2 notes called?" in person.screen)
        await person.press("enter")
        await person.until(lambda: isinstance(person.app.screen, Essay))
        await known(person)
        assert outline(person) == ["It begins", "Flour.", "Then it rises."]
        assert person.path == "it-begins.md"

    play(garden(tmp_path, NOTES | thread), steps, note="two.md", size=(120, 40))
    assert (tmp_path / "it-begins.md").read_text("utf-8") == "# It begins\n\n![[one]]\n\n![[two]]\n"
    assert (tmp_path / "one.md").read_text("utf-8") == thread["one.md"]


def test_an_essay_of_a_search(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.app.writing.action_essay_of_search()
        await person.until(lambda: "search first" in person.screen)
        await person.press("ctrl+r")
        await person.type("loaf")
        person.app.writing.action_essay_of_search()
        await person.until(lambda: "What is the essay of these 3 notes called?" in person.screen)
        await person.press("enter")
        await person.until(lambda: isinstance(person.app.screen, Essay))
        await person.press("escape")
        assert "![[bread]]\n\n![[aunt]]\n\n![[oven]]\n" in written(person)

    play(garden(tmp_path), steps, size=(120, 40))


def test_an_essay_of_cards_that_were_marked_for_the_drawer(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.app.writing.action_essay_of_drawer()
        await person.until(lambda: "Nothing lies in the drawer yet" in person.screen)
        await person.press("ctrl+r")
        await person.type("loaf")
        assert [hit.path for hit in person.pane.hits] == ["bread.md", "letters/aunt.md", "oven.md"]
        for lies, way in enumerate(("down", "down", "up"), 1):
            await person.press("alt+d")
            await person.until(lambda lies=lies: f"now: {lies}." in person.screen)
            await person.press(way)
        person.app.writing.action_essay_of_drawer()
        await person.until(lambda: "What is the essay of these 3 passages called?" in person.screen)
        await person.type("Crumb")
        await person.press("enter")
        for path, answer in (("bread", "1"), ("aunt", "3"), ("oven", "3")):
            await person.until(lambda path=path: f"{path}.md. (With" in person.screen)
            await person.press(answer)
        await person.until(lambda: isinstance(person.app.screen, Essay))
        await known(person)
        assert outline(person) == ["Crumb", *(entry.text for entry in entries(person)[1:])]
        assert [entry.source and entry.source.path for entry in entries(person)] == [
            None,
            "bread.md",
            "letters/aunt.md",
            "oven.md",
        ]

    play(garden(tmp_path), steps, note="walk.md", size=(120, 40))
    embeds = (tmp_path / "crumb.md").read_text("utf-8").split("\n\n")
    assert embeds[0] == "# Crumb"
    assert embeds[1].startswith("![[bread#^")
    assert embeds[2:] == ["![[aunt]]", "![[oven]]\n"]
    assert "%% drawer\n- [[bread" in (tmp_path / "walk.md").read_text("utf-8")


def test_a_note_in_no_thread_makes_no_essay(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.app.writing.action_essay_of_thread()
        await person.until(lambda: "is in no thread" in person.screen)

    play(garden(tmp_path), steps, note="walk.md")


async def looked_at(person: Person) -> None:
    await begin(person)
    await person.press("down", "down", "down", "down")


async def turned_over(person: Person) -> None:
    await looked_at(person)
    await person.press("tab")


async def searched(person: Person) -> None:
    await looked_at(person)
    await person.press("slash")
    await person.type("loaf")


@pytest.mark.parametrize(
    ("name", "steps", "size"),
    [
        ("essay-120", looked_at, (120, 30)),
        ("essay-60", looked_at, (60, 24)),
        ("essay-text-60", turned_over, (60, 24)),
        ("essay-search-120", searched, (120, 30)),
        ("essay-search-60", searched, (60, 24)),
    ],
)
def test_it_looks_as_stored(
    tmp_path: Path, name: str, steps: Callable[[Person], object], size: tuple[int, int]
) -> None:
    async def then_compare(person: Person) -> None:
        await steps(person)  # type: ignore[misc]
        await person.settled()
        compare(person.app, name)

    play(garden(tmp_path, GARDEN), then_compare, note="essay.md", size=size)
