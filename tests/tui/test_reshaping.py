"""The note on the desk is renamed, gives a passage away or takes one in; mentions become links."""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import NOTES, QUIET, Person, compare, garden, play, undo

FAIR = NOTES | {
    "fair.md": "---\ndate: 2024-01-01\n---\n# Fair\n\nMy sourdough won at the fair. Sourdough, again!\n",
    "may.md": "---\ndate: 2024-05-01\n---\nTomatoes in May, and rain barrels.\n\nRain barrels leak.\n",
    "茶.md": "---\ndate: 2023-01-01\n---\n# 煎茶\n\n七十度。\n",
    "朝.md": "---\ndate: 2023-01-02\n---\n朝は煎茶を飲む。\n",
}


def texts(folder: Path) -> dict[str, str]:
    found = folder.rglob("*.md")
    return {f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in found if ".recall" not in f.parts}


def asked(person: Person) -> bool:
    return len(person.app.screen_stack) > 1


async def answer(person: Person, words: str) -> None:
    """Type another name in place of the one that is proposed."""
    await person.until(lambda: asked(person))
    await person.press("end", "ctrl+u")
    await person.type(words)
    await person.press("enter")


# Renaming


@pytest.mark.parametrize("name", ["barrels", "garden/barrels", "garden/"])
def test_a_note_is_renamed_with_its_links_and_that_is_undone(tmp_path: Path, name: str) -> None:
    new = "garden/rain.md" if name.endswith("/") else f"{name}.md"

    async def steps(person: Person) -> None:
        await person.open("tomatoes.md")
        await person.open("rain.md")
        await person.press("end")
        await person.type(" Leaky.")  # saved before
        await person.press("f2")
        await answer(person, name)
        await person.until(lambda: f"Rename rain.md to {new}?" in person.screen)
        assert "tomatoes.md" in person.screen or name.endswith("/")
        await person.press("1")
        await person.until(lambda: person.path == new)
        now = texts(tmp_path)
        assert "rain.md" not in now
        assert now[new] == person.editor.text == NOTES["rain.md"].replace("barrels\n", "barrels Leaky.\n", 1)
        assert f"[[{'rain' if name.endswith('/') else 'barrels'}]]" in now["tomatoes.md"]
        assert person.app.notebook.backlinks(new) == ["tomatoes.md"]
        # What lay there before is called so too, and typing goes on in the same note.
        await person.press("alt+left")
        await person.until(lambda: person.path == "tomatoes.md")
        await person.press("alt+right")
        await person.until(lambda: person.path == new)
        await undo(person)
        await person.until(lambda: person.path == "rain.md")
        await person.until(lambda: texts(tmp_path)["tomatoes.md"] == NOTES["tomatoes.md"])
        person.editor.move_cursor(person.editor.document.end)
        await person.type("More.")
        await person.press("ctrl+s")
        await person.until(lambda: texts(tmp_path)["rain.md"].endswith("More."))
        assert not person.trouble

    play(garden(tmp_path), steps, note="rain.md")


def test_the_name_stands_there_with_its_folder_which_can_be_taken_away(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("f2")
        await person.until(lambda: asked(person))
        assert "letters/aunt" in person.screen
        await person.press("home", *["delete"] * len("letters/"), "enter")
        await person.until(lambda: "Rename letters/aunt.md to aunt.md?" in person.screen)
        await person.press("escape")
        assert not asked(person)

    play(garden(tmp_path), steps, note="letters/aunt.md")
    assert texts(tmp_path) == NOTES


@pytest.mark.parametrize(
    ("name", "words"),
    [("oven", "there already"), ("", "no new name"), ("a:b", "cannot have"), ("rain", "already")],
)
def test_for_a_name_that_is_no_good_another_is_asked(tmp_path: Path, name: str, words: str) -> None:
    async def steps(person: Person) -> None:
        await person.press("f2")
        await answer(person, name)
        await person.until(lambda: words in person.screen)
        await person.type("-2")  # what was typed still stands there
        assert asked(person)
        assert f" {name}-2" in person.screen
        await person.press("escape")
        await person.until(lambda: not asked(person))

    play(garden(tmp_path), steps, note="rain.md")
    assert texts(tmp_path) == NOTES


def test_a_note_that_links_to_itself_is_shown_as_it_is_then(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.move_cursor((4, 5))
        await person.press("f2")
        await answer(person, "elm")
        await person.until(lambda: asked(person) and "Rename" in person.screen)
        await person.press("enter")
        await person.until(lambda: person.editor.text == "See [[elm#Up]].\n\n# Up\n\nHere.")
        assert person.path == "elm.md"
        assert person.editor.cursor_location == (4, 5)

    play(garden(tmp_path, {"oak.md": "See [[oak#Up]].\n\n# Up\n\nHere."}), steps, note="oak.md")


@pytest.mark.parametrize("key", ["f2", "alt+x", "alt+i"])
def test_a_note_without_a_file_has_nothing_to_be_changed(tmp_path: Path, key: str) -> None:
    async def steps(person: Person) -> None:
        await person.press(key)
        await person.until(lambda: "no file yet" in person.screen)

    play(garden(tmp_path), steps)


# Taking out and putting in


def test_a_passage_becomes_a_note_and_comes_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press(*["down"] * 4, "alt+x")
        await answer(person, "Crust")
        await person.until(lambda: "Make Crust.md" in person.screen or "Make crust.md" in person.screen)
        await person.press("2")
        await person.until(lambda: "![[crust]]" in person.editor.text)
        now = texts(tmp_path)
        assert now["crust.md"].endswith("The crust needs steam, and the oven patience.\n")
        assert now["bread.md"] == person.editor.text
        assert {path for path in now if now[path] != NOTES.get(path)} == {"bread.md", "crust.md"}
        row = person.editor.text.split("\n").index("![[crust]]")
        person.editor.move_cursor((row, 4))
        await person.press("alt+i")
        await person.until(lambda: asked(person))
        await person.press("1")
        await person.until(lambda: person.editor.text == NOTES["bread.md"])

    play(garden(tmp_path), steps, note="bread.md")
    assert texts(tmp_path) == NOTES


def test_the_selection_becomes_a_note_under_the_name_that_is_proposed(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.move_cursor((8, 0))
        person.editor.move_cursor((8, len("The crust needs steam")), select=True)
        await person.press("alt+x")
        await person.until(lambda: asked(person))
        assert "The crust needs steam" in person.screen
        await person.press("enter")
        await person.until(lambda: "the-crust-needs-steam.md" in person.screen)
        await person.press("1")
        await person.until(lambda: "[[the-crust-needs-steam]], and the oven" in person.editor.text)

    play(garden(tmp_path), steps, note="bread.md")
    assert texts(tmp_path)["the-crust-needs-steam.md"] == "The crust needs steam\n"


@pytest.mark.parametrize(("key", "words"), [("alt+x", "no text here"), ("alt+i", "no link at the cursor")])
def test_where_there_is_nothing_to_take_that_is_said(tmp_path: Path, key: str, words: str) -> None:
    async def steps(person: Person) -> None:
        person.editor.move_cursor((7, 0))  # a blank line
        await person.press(key)
        await person.until(lambda: words in person.screen)

    play(garden(tmp_path), steps, note="bread.md")
    assert texts(tmp_path) == NOTES


def test_a_note_that_others_link_to_is_not_put_in(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.editor.move_cursor((0, 3))
        await person.press("alt+i")
        await person.until(lambda: "not put into" in person.screen)

    notes = {"a.md": "[[oak]]", "b.md": "[[oak]]", "oak.md": "Oak."}
    play(garden(tmp_path, notes), steps, note="a.md")
    assert texts(tmp_path) == notes


@pytest.mark.parametrize(
    ("row", "taken"),
    [(4, "## Crust\n\nIt needs steam.\n\n### Why\n\nAsk.\n"), (8, "### Why\n\nAsk.\n"), (10, "Ask.\n")],
)
def test_on_a_heading_its_section_becomes_a_note(tmp_path: Path, row: int, taken: str) -> None:
    loaf = "# Loaf\n\nIt rises.\n\n## Crust\n\nIt needs steam.\n\n### Why\n\nAsk.\n\n## Crumb\n\nIt tells.\n"

    async def steps(person: Person) -> None:
        person.editor.move_cursor((row, 2))
        await person.press("alt+x")
        await answer(person, "part")
        await person.until(lambda: "Make part.md" in person.screen)
        await person.press("1")
        await person.until(lambda: "[[part]]" in person.editor.text)
        assert texts(tmp_path)["part.md"] == taken
        assert person.editor.text == loaf.replace(taken, "[[part]]\n")
        await undo(person)
        await person.until(lambda: texts(tmp_path) == {"loaf.md": loaf})
        person.editor.move_cursor((0, 2))  # the title: that would be the whole note
        await person.press("alt+x")
        await person.until(lambda: "no text here to take out" in person.screen)

    play(garden(tmp_path, {"loaf.md": loaf}), steps, note="loaf.md")


# Mentions


def test_mentions_in_other_notes_become_links(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+m")  # opens the tab at the first mention
        assert (person.pane.heading, person.pane.selected) == ("Links", 0)
        await person.press("alt+down", "alt+m")
        await person.until(lambda: "[[bread|sourdough]]" in texts(tmp_path)["fair.md"])
        await person.until(lambda: person.pane.hits and person.pane.hits[0].label == "links to this")
        await undo(person)
        await person.until(lambda: texts(tmp_path) == FAIR)
        await person.until(lambda: "names this" in person.pane.hits[1].label)
        await person.press("alt+down")
        await person.press("alt+a")
        await person.until(lambda: "the name of this note in 1 note" in person.screen)
        assert "+ My [[bread|sourdough]] won at the fair. Sourdough, again!" in person.screen
        await person.press("escape")
        assert texts(tmp_path) == FAIR
        await person.press("alt+a")
        await person.until(lambda: asked(person))
        await person.press("1")
        await person.until(lambda: "[[bread|sourdough]] won" in texts(tmp_path)["fair.md"])
        assert "Sourdough, again!" in texts(tmp_path)["fair.md"]
        await undo(person)
        await person.until(lambda: texts(tmp_path) == FAIR)
        await person.until(lambda: "names this" in person.pane.hits[1].label)
        await person.press("alt+down", "alt+a")
        await person.until(lambda: "Link all 2" in person.screen)
        await person.press("2")
        await person.until(lambda: "[[bread|Sourdough]], again!" in texts(tmp_path)["fair.md"])
        await undo(person)
        await person.until(lambda: texts(tmp_path) == FAIR)

    play(garden(tmp_path, FAIR), steps, note="bread.md")


def test_names_in_the_draft_become_links_in_one_step_for_undo(tmp_path: Path) -> None:
    before = FAIR["may.md"]
    one = before.replace("Tomatoes in May", "[[tomatoes|Tomatoes in May]]")
    once = one.replace("rain barrels.", "[[rain|rain barrels]].")
    both = (
        one.replace("ain barrels", "ain|ain barrels]]")
        .replace(" rain|", " [[rain|r")
        .replace("Rain|", "[[rain|R")
    )

    async def steps(person: Person) -> None:
        person.editor.move_cursor((5, 18))
        await person.press("alt+k")
        at = [hit.path for hit in person.pane.hits].index("tomatoes.md")
        await person.press(*["alt+down"] * (at + 1), "alt+m")
        await person.until(lambda: person.editor.text == one)
        assert person.editor.cursor_location == (5, 18)
        await person.press("ctrl+z")
        assert person.editor.text == before
        for answer, after in (("1", once), ("2", both), ("3", before)):
            await person.until(lambda: "named here" in person.pane.hits[0].label)
            await person.press("alt+a")
            await person.until(lambda: "a link of 2 names" in person.screen)
            await person.press(answer)
            await person.until(lambda: not asked(person))
            assert person.editor.text == after
            if after != before:
                await person.press("ctrl+z")
            assert person.editor.text == before

    play(garden(tmp_path, FAIR), steps, note="may.md", settings=QUIET)
    assert {k: v for k, v in texts(tmp_path).items() if k != "may.md"} == {
        k: v for k, v in FAIR.items() if k != "may.md"
    }


def test_a_title_of_a_script_without_spaces_becomes_a_link_both_ways(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+m", "alt+m")
        await person.until(lambda: person.editor.text.endswith("朝は[[茶|煎茶]]を飲む。\n"))
        await person.press("ctrl+z", "ctrl+s")
        await person.open("茶.md")
        await person.until(lambda: person.pane.hits)
        await person.press("alt+m")
        await person.until(lambda: "朝は[[茶|煎茶]]を飲む。" in texts(tmp_path)["朝.md"])

    play(garden(tmp_path, FAIR), steps, note="朝.md")


def test_a_card_that_is_no_mention_is_not_linked(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k", "alt+down", "alt+m")
        await person.until(lambda: "no mention" in person.screen)

    play(garden(tmp_path), steps, note="tomatoes.md")
    assert texts(tmp_path) == NOTES


# Screens


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_a_renaming_looks_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.press("f2")
        await answer(person, "garden/barrels")
        await person.until(lambda: "Rename rain.md" in person.screen)
        await person.settled()
        compare(person.app, f"renaming-{size[0]}")

    play(garden(tmp_path), steps, note="rain.md", size=size)


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_a_question_for_a_name_looks_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.press("f2")
        await person.until(lambda: asked(person))
        await person.settled()
        compare(person.app, f"new-name-{size[0]}")

    play(garden(tmp_path), steps, note="letters/aunt.md", size=size)
