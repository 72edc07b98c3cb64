"""The drawer: passages put there from cards, threads and selections, and taken from there into the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from screens import NOTES, QUIET, Person, compare, garden, play

from recall_tui.tui.drawer import DrawerTab

THREAD = {
    "first.md": "---\ndate: 2021-01-01\n---\nFlour and water, and a week.\n",
    "second.md": '---\ndate: 2021-01-02\nprev: "[[first]]"\n---\nThen it bubbles.\n',
    "third.md": '---\ndate: 2021-01-03\nprev: "[[second]]"\n---\nThen it rises.\n',
}
TEXT = "---\ndate: 2025-11-01\n---\n# On bread\n\nBread is time.\n"
LIST = (
    "\n%% drawer\n- [[oven]] “The oven runs hot at the back, …”\n"
    "- [[bread]] “A sourdough loaf rises overnight …”\n- ![[third|thread]]\n%%\n"
)
ALL = NOTES | THREAD | {"essay.md": TEXT}
FULL = ALL | {"essay.md": TEXT + LIST}


def drawer(person: Person) -> list[str]:
    """What lies in the drawer of the note that is open, as it is written."""
    lines = person.editor.text.split("\n")
    if "%% drawer" not in lines:
        return []
    begin = lines.index("%% drawer") + 1
    return lines[begin : lines.index("%%", begin)]


def listed(person: Person) -> list[str]:
    """The passages on the cards of the tab, once they are found."""
    return (
        [hit.text for hit in person.pane.hits]
        if all(hit.date.year < 2025 for hit in person.pane.hits)
        else []
    )


def to_end(person: Person) -> None:
    person.editor.move_cursor(person.editor.document.end)


async def shown(person: Person, count: int) -> None:
    await person.press("alt+v")
    # What was in the pane before may be as many.
    await person.until(lambda: person.pane.heading.startswith("Drawer") and len(listed(person)) == count)


def test_cards_go_into_the_drawer_of_the_note_and_the_list_stands(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        to_end(person)
        await person.press(*"the loaf rises in the oven")
        typed, cursor, scroll = person.editor.text, person.editor.cursor_location, person.editor.scroll_offset
        await person.press("alt+down")
        before = person.cards
        first = person.pane.hits[0]
        await person.press("alt+d", "alt+down", "alt+d")
        await person.until(lambda: len(drawer(person)) == 2)
        assert (person.cards, person.pane.selected, person.pane.held) == (before, 1, True)
        assert (person.editor.cursor_location, person.editor.scroll_offset) == (cursor, scroll)
        assert drawer(person)[0].startswith(f"- [[{first.path.removesuffix('.md')}")
        assert person.editor.text.startswith(typed)
        await person.until(lambda: person.screen.count("in the drawer") == 2)
        await person.until(lambda: "now: 2." in person.screen)
        assert "now: 1." not in person.screen  # what is said of many in a row hides no cards
        await person.press("alt+d")
        await person.until(lambda: "already" in person.screen)
        assert len(drawer(person)) == 2
        await person.press("escape", "ctrl+z", "ctrl+z")
        assert person.editor.text == typed
        await person.until(lambda: not person.pane.collected)

    play(garden(tmp_path, ALL), steps, note="essay.md", size=(120, 40))


def test_the_first_card_is_put_there_where_none_is_chosen_and_stays_in_the_list(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        to_end(person)
        await person.press(*"rain barrels and water")
        assert person.cards[0] == "rain.md"
        await person.press("alt+d")
        await person.until(lambda: drawer(person))
        assert drawer(person) == ["- [[rain]] “Two barrels of rain water keep the tomatoes …”"]
        await person.until(lambda: "in the drawer" in person.screen)
        assert person.cards[0] == "rain.md"

    play(garden(tmp_path, ALL), steps, note="essay.md", size=(120, 40))


def test_a_hit_of_a_search_and_a_new_note_without_a_file(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+n", *"New.", "ctrl+r", *"barrels", "alt+d")
        await person.until(lambda: drawer(person))
        assert person.editor.text.startswith("New.\n\n%% drawer\n- [[rain]]")
        assert (person.app.writing.searching.open, person.path) == (True, "")
        await person.press("escape", "ctrl+s")
        await person.until(lambda: person.path == "New.md" or person.path == "new.md")
        own = person.path
        await person.open("walk.md")
        await shown(person, 1)
        assert person.pane.heading == "Drawer of: new · 1"
        assert person.app.writing.desk.drawer == own

    play(garden(tmp_path, ALL), steps, size=(120, 40))


def test_a_thread_goes_in_as_a_whole_or_in_part(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r", *"bubbles", "alt+t", "alt+d")
        await person.until(lambda: "What of this thread" in person.screen)
        await person.press("1")
        await person.until(lambda: drawer(person) == ["- ![[third|thread]]"])
        await person.press("alt+d")
        await person.until(lambda: "What of this thread" in person.screen)
        await person.press("2")
        await person.until(lambda: len(drawer(person)) == 2)
        await person.press("alt+d")
        await person.until(lambda: "What of this thread" in person.screen)
        await person.press("3")
        await person.until(lambda: len(drawer(person)) == 3)
        assert drawer(person)[1:] == ["- ![[second|thread]]", "- [[second]]"]

    play(garden(tmp_path, ALL), steps, note="essay.md", size=(120, 40))


def test_collecting_goes_on_into_the_drawer_that_was_looked_at(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        assert person.pane.heading == "Drawer of: On bread · 3"
        await person.press("alt+down", "alt+enter")
        await person.until(lambda: person.path == "bread.md")
        assert person.editor.cursor_location == (6, 0)
        assert person.pane.heading == "Drawer of: On bread · 3"
        before = person.editor.text
        await person.press("down", "down", *["shift+right"] * 15, "alt+d")
        await person.until(lambda: "On bread · 4" in person.pane.heading)
        assert person.editor.text == before
        essay = (tmp_path / "essay.md").read_text("utf-8")
        assert essay == TEXT + LIST.replace("|thread]]\n", "|thread]]\n- [[bread]] “The crust needs”\n")
        await person.until(lambda: listed(person)[3:] == ["The crust needs"])
        await person.press("left", "alt+shift+up")
        await person.until(lambda: person.pane.selected == 0 or len(listed(person)) == 4)
        person.app.writing.action_use_drawer()
        await person.until(lambda: person.pane.heading.startswith("Drawer of: The same loaf"))
        assert "Nothing lies in this drawer" in person.screen

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_what_stands_in_the_essay_itself_is_not_collected(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        to_end(person)
        await person.press("up", "shift+end", "alt+d")
        await person.until(lambda: "stands in the essay itself" in person.screen)
        assert person.editor.text == TEXT

    play(garden(tmp_path, ALL), steps, note="essay.md", size=(120, 40))


def test_entries_are_ordered_and_taken_out_and_that_is_undone(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        one, two, three = drawer(person)
        await person.at_once("alt+shift+down", "alt+shift+down", "alt+shift+down")
        await person.until(lambda: drawer(person) == [two, three, one])
        await person.until(lambda: person.pane.selected == 2)
        await person.press("alt+shift+up")
        await person.until(lambda: drawer(person) == [two, one, three])
        await person.press("alt+d")
        await person.until(lambda: drawer(person) == [two, three])
        await person.until(lambda: person.pane.selected == 1)
        assert listed(person)[1].startswith("Flour and water")
        await person.press("alt+d", "alt+d")
        await person.until(lambda: person.editor.text == TEXT)
        assert "Nothing lies in this drawer" in person.screen
        await person.press(*["ctrl+z"] * 6)
        assert person.editor.text == TEXT + LIST

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_what_is_put_into_the_essay_leaves_its_drawer_as_one_edit(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("down", "down", "end")
        await shown(person, 3)
        await person.press("alt+l")
        await person.until(lambda: "3  Embed it with its heading" in person.screen)
        await person.press("3")
        await person.until(lambda: "![[oven]]" in person.editor.text)
        assert person.editor.text.startswith(TEXT[:-1] + "\n\n![[oven]]\n\n")
        row, column = person.editor.cursor_location
        assert (person.editor.document.lines[row - 2], column) == ("![[oven]]", 0)
        assert len(drawer(person)) == 2
        await person.press("alt+down", "alt+l")
        await person.until(lambda: "![[third|thread]]" in person.editor.text)
        await person.press("alt+q")
        await person.until(lambda: "> A sourdough loaf" in person.editor.text)
        assert "> — [[bread|The same loaf every week]], 2021-03-04" in person.editor.text
        assert drawer(person) == []
        assert "%%" not in person.editor.text
        await person.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert person.editor.text == TEXT + LIST
        await person.until(lambda: len(listed(person)) == 3)
        await person.press("alt+y")
        await person.until(lambda: len(drawer(person)) == 2)
        assert "so every loaf gets turned halfway.\n\n" in person.editor.text

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_what_is_put_into_another_note_stays_in_the_drawer(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        await person.open("walk.md")
        to_end(person)
        await person.press("alt+l")
        await person.until(lambda: "3  Embed it with its heading" in person.screen)
        await person.press("3")
        await person.until(lambda: person.editor.text.endswith("happen.\n\n![[oven]]\n\n"))
        assert len(person.pane.hits) == 3
        assert (tmp_path / "essay.md").read_text("utf-8") == TEXT + LIST
        await person.open("oven.md")
        await person.press("alt+l")
        await person.until(lambda: "cannot embed a part of itself" in person.screen)

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


@pytest.mark.parametrize("asked", [True, False])
def test_an_id_is_written_into_the_source_only_when_that_is_agreed_to(tmp_path: Path, asked: bool) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        await person.press("alt+down", "alt+l")
        if asked:
            await person.until(lambda: "a short id has to be" in person.screen)
            assert (tmp_path / "bread.md").read_text("utf-8") == NOTES["bread.md"]
            await person.press("5", "alt+l")  # leave it
            await person.until(lambda: "a short id has to be" in person.screen)
            await person.press("1")
        await person.until(lambda: "![[bread#^" in person.editor.text)
        new = person.editor.text.partition("![[bread#^")[2].partition("]]")[0]
        bread = (tmp_path / "bread.md").read_text("utf-8")
        assert bread == NOTES["bread.md"].replace("cold kitchen.", f"cold kitchen. ^{new}")
        assert len(drawer(person)) == 2

    settings = replace(QUIET, name_passages=not asked)
    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40), settings=settings)


def test_ids_are_written_without_asking_again_where_that_is_agreed_to(tmp_path: Path) -> None:
    listed = (
        "\n%% drawer\n- [[bread]] “A sourdough loaf rises …”\n- [[walk]] “Walking an hour before …”\n%%\n"
    )

    async def steps(person: Person) -> None:
        await shown(person, 2)
        await person.press("alt+l")
        await person.until(lambda: "a short id has to be" in person.screen)
        await person.press("2")
        await person.until(lambda: "![[bread#^" in person.editor.text and len(drawer(person)) == 1)
        await person.press("alt+l")
        await person.until(lambda: "![[walk#^" in person.editor.text)

    play(garden(tmp_path, ALL | {"essay.md": TEXT + listed}), steps, note="essay.md", size=(120, 40))


def test_where_no_id_can_be_written_the_passage_can_be_quoted(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        (tmp_path / "bread.md").chmod(0o444)
        await person.press("alt+down", "alt+l")
        await person.until(lambda: "a short id has to be" in person.screen)
        await person.press("1")
        await person.until(lambda: "it is read-only" in person.screen)
        assert person.editor.text == TEXT + LIST
        await person.press("1")
        await person.until(lambda: "> A sourdough loaf rises" in person.editor.text)
        assert len(drawer(person)) == 2
        assert (tmp_path / "bread.md").read_text("utf-8") == NOTES["bread.md"]

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_a_part_of_a_passage_is_quoted_or_put_in_as_text(tmp_path: Path) -> None:
    part = "\n%% drawer\n- [[bread]] “loaf rises overnight”\n%%\n"

    async def steps(person: Person) -> None:
        await person.press("down", "down", "end")
        await shown(person, 1)
        await person.press("alt+l")
        await person.until(lambda: "only a part of a passage" in person.screen)
        await person.press("2")
        await person.until(lambda: person.editor.text == TEXT.replace("time.", "time.loaf rises overnight"))

    play(garden(tmp_path, ALL | {"essay.md": TEXT + part}), steps, note="essay.md", size=(120, 40))


def test_within_the_drawer_nothing_is_put(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        to_end(person)
        await person.press("up", "up", "up")
        await shown(person, 3)
        await person.press("alt+l")
        await person.until(lambda: "3  Embed it with its heading" in person.screen)
        await person.press("3")
        await person.until(lambda: "![[oven]]" in person.editor.text)
        assert person.editor.text.startswith(TEXT + "\n![[oven]]\n\n%% drawer\n")

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_what_is_not_found_any_more_is_said_to_be_gone_and_can_be_taken_out(tmp_path: Path) -> None:
    lost = TEXT + "\n%% drawer\n- [[bread]] “Nobody ever wrote this here …”\n- [[nowhere]] “x …”\n%%\n"

    async def steps(person: Person) -> None:
        await person.press("alt+v")
        await person.until(lambda: "not found there any more" in person.screen)
        assert "no note is called so any more" in person.screen
        assert "Nobody ever wrote this here" in person.screen
        await person.press("alt+l")
        await person.until(lambda: "is not found any more" in person.screen)
        assert person.editor.text == lost
        await person.press("alt+down", "alt+enter")
        await person.until(lambda: "No note is called “nowhere”" in person.screen)
        await person.press("alt+d", "alt+d")
        await person.until(lambda: person.editor.text == TEXT)

    play(garden(tmp_path, ALL | {"essay.md": lost}), steps, note="essay.md", size=(120, 40))


def test_what_changes_in_the_notes_shows_in_the_tab(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        text = NOTES["bread.md"].replace("rises overnight", "rises all through the night")
        (tmp_path / "bread.md").write_text(text, "utf-8")
        await person.until(lambda: "other words by now" in person.screen)
        assert "rises all through" in person.screen
        await person.press("alt+down", "alt+down")
        assert person.pane.selected == 2

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


@pytest.mark.parametrize("size", [(120, 30), (60, 30)])
def test_what_the_tab_looks_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        await person.press("alt+down")
        compare(person.app, f"drawer-{size[0]}")

    play(garden(tmp_path, FULL), steps, note="essay.md", size=size)


def test_one_card_goes_in_once_however_fast_its_key_comes(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        to_end(person)
        await person.press(*"rain barrels and water")
        await person.at_once("alt+d", "alt+d", "alt+d")
        await person.until(lambda: "already" in person.screen)
        assert len(drawer(person)) == 1

    play(garden(tmp_path, ALL), steps, note="essay.md", size=(120, 40))


def test_the_drawer_stays_in_use_when_its_note_is_renamed_and_not_when_that_is_gone(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await shown(person, 3)
        await person.press("f2")
        await person.until(lambda: "The new name of this note" in person.screen)
        await person.press("ctrl+a", "ctrl+k", *"loaves", "enter")
        await person.until(lambda: "Rename essay.md" in person.screen)
        await person.press("1")
        await person.until(lambda: person.path == "loaves.md")
        await person.open("walk.md")
        await person.until(lambda: len(listed(person)) == 3)
        (tmp_path / "loaves.md").unlink()
        await person.until(lambda: person.app.writing.notebook.engine.view.find("loaves.md") < 0)
        await person.press("ctrl+r", *"barrels", "alt+d")
        await person.until(lambda: "loaves.md is gone" in person.screen)
        assert person.app.writing.desk.drawer == "walk.md"
        await person.press("alt+d")
        await person.until(lambda: len(drawer(person)) == 1)

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_a_note_that_may_not_be_written_and_a_draft_of_a_thread_have_no_drawer(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r", *"barrels", "alt+d")
        await person.until(lambda: "may not be written" in person.screen)
        assert person.editor.text == TEXT
        await person.press("escape", "ctrl+n", "alt+w", *"One.", "ctrl+r", *"barrels")
        person.app.writing.desk.drawer = None
        await person.press("alt+d")
        await person.until(lambda: "has no drawer" in person.screen)
        assert "%%" not in person.editor.text

    garden(tmp_path, ALL)
    (tmp_path / "essay.md").chmod(0o444)
    play(tmp_path, steps, note="essay.md", size=(120, 40))


def test_the_links_tab_says_what_lies_in_a_drawer(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k")
        assert person.pane.hits[0].label == "in the drawer"
        await person.open("bread.md")
        assert [hit.label for hit in person.pane.hits if hit.path == "essay.md"] == ["has this in its drawer"]

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))


def test_hostile_words_stay_in_the_drawer_and_never_reach_the_terminal(tmp_path: Path) -> None:
    odd = "# ]] %% \x1b[31m\n\nRain ]] “barrels” %%\x1b[2J zinc\n%%\n\nRain barrels, *too*.\n"

    async def steps(person: Person) -> None:
        await person.press("ctrl+r", *"zinc", "alt+d")
        assert person.cards[0] == "o]d.md"
        await person.until(lambda: drawer(person))
        assert drawer(person)[0].startswith("- [")
        assert drawer(person)[0].isprintable()
        assert person.editor.text.endswith("”\n%%\n")
        await shown(person, 1)
        assert "Rain ]] “barrels”" in person.screen
        assert "\x1b" not in person.screen
        await person.press("alt+q")
        await person.until(lambda: "> Rain ]]" in person.editor.text)
        assert drawer(person) == []

    garden(tmp_path, ALL | {"o]d.md": f"---\ndate: 2020-01-01\n---\n{odd}"})
    play(tmp_path, steps, note="essay.md", size=(120, 40))


def test_a_drawer_that_another_program_changed_is_not_changed_by_numbers_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(self: DrawerTab) -> bool:
        return False

    async def steps(person: Person) -> None:
        await shown(person, 3)
        await person.open("walk.md")
        await person.until(lambda: len(listed(person)) == 3)
        monkeypatch.setattr(DrawerTab, "look", look)
        shuffled = TEXT + LIST.replace("- [[oven]] “The oven runs hot at the back, …”\n", "")
        (tmp_path / "essay.md").write_text(shuffled, "utf-8")
        await person.press("alt+d")
        await person.until(lambda: "was changed meanwhile" in person.screen)
        assert (tmp_path / "essay.md").read_text("utf-8") == shuffled

    play(garden(tmp_path, FULL), steps, note="essay.md", size=(120, 40))
