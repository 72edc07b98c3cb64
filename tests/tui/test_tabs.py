"""The pane shows what is linked with the note; and threads grow from there."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from screens import NOTES, NOW, QUIET, Person, compare, garden, play

from recall_tui.acts.linked import AT_ONCE, READING
from recall_tui.folder.planned import Change, Plan
from recall_tui.notebook import Notebook
from recall_tui.tui import sheet

THREAD = {
    "first.md": "---\ndate: 2021-01-01\n---\n# It begins with flour\n\nFlour and water, and a week.\n",
    "second.md": '---\ndate: 2021-01-02\nprev: "[[first]]"\n---\nThen it bubbles.\n',
    "third.md": '---\ndate: 2021-01-03\nprev: "[[second]]"\n---\nThen it rises.\n',
    "other.md": '---\ndate: 2021-01-04\nprev: "[[second]]"\n---\nOr it dies, and one begins again.\n',
}


def labels(person: Person) -> list[tuple[str, str]]:
    return [(hit.path, hit.label) for hit in person.pane.hits]


# Links


def test_the_links_of_a_note_both_ways(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k")
        assert labels(person) == [("rain.md", "linked here"), ("rain.md", "names this without a link")]
        await person.press("alt+enter")
        await person.until(lambda: person.path == "rain.md")
        # The tab stays open, for the note that was opened from it.
        assert labels(person)[0] == ("tomatoes.md", "links to this")
        hit = person.pane.hits[0]
        assert hit.text == "Planted out the tomatoes after the last frost. See [[rain]]."
        assert [hit.text[a:b] for a, b in hit.marks] == ["[[rain]]"]
        await person.press("escape")
        assert person.pane.heading == "Past selves"

    play(garden(tmp_path), steps, note="tomatoes.md")


def test_names_without_links_are_shown_on_both_sides(tmp_path: Path) -> None:
    notes = NOTES | {"fair.md": "---\ndate: 2024-01-01\n---\n# Fair\n\nMy sourdough won at the fair.\n"}

    async def steps(person: Person) -> None:
        await person.press("alt+k")
        assert ("bread.md", "“sourdough” is named here") in labels(person)
        await person.open("bread.md")
        assert ("fair.md", "names this without a link") in labels(person)

    play(garden(tmp_path, notes), steps, note="fair.md")


def test_a_name_that_stands_further_back_comes_in_by_itself(tmp_path: Path) -> None:
    newer = {f"2025-01-01-{i}.md": "Rain, and barrels of it.\n" for i in range(2 * AT_ONCE // READING)}
    older = {"2020-01-01.md": "Of rain barrels I knew nothing.\n"}
    names = {"wet.md": "# Rain barrels\n"}

    async def steps(person: Person) -> None:
        await person.press("alt+k")
        await person.until(lambda: ("2020-01-01.md", "names this without a link") in labels(person))
        assert "1 naming it" in person.screen

    play(garden(tmp_path, newer | older | names), steps, note="wet.md")


def test_a_link_that_is_being_written_comes_in_when_one_pauses(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k")
        await person.type("Like [[oven]] and [[no such thing]]. ")
        await person.until(lambda: len(person.pane.hits) == 2)
        assert labels(person)[0] == ("oven.md", "linked here")
        assert person.pane.hits[1].title == "no such thing"

    play(garden(tmp_path), steps, note="walk.md")


def test_opening_a_link_to_no_note_makes_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k", "alt+enter")
        await person.until(lambda: person.path == "a-late-frost.md")
        assert person.editor.text == "# A late frost\n\n"

    play(garden(tmp_path, {"a.md": "See [[A late frost]].\n"}), steps, note="a.md")


@pytest.mark.parametrize("key", ["alt+k", "alt+t"])
@pytest.mark.parametrize(("note", "words"), [("", "not saved yet"), ("walk.md", "Not")])
def test_where_there_is_nothing_that_is_said(tmp_path: Path, key: str, note: str, words: str) -> None:
    async def steps(person: Person) -> None:
        await person.press(key)
        assert person.pane.hits == ()
        said = person.screen.replace("│", "")
        assert (words if note == "" else "This note" if key == "alt+t" else "Nothing is linked") in said
        await person.press(key)
        assert person.pane.heading == "Past selves"

    play(garden(tmp_path), steps, note=note)


def test_a_tab_is_left_for_another_and_for_a_search(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k", "alt+t")
        assert person.pane.heading == "Thread"
        await person.press("ctrl+r")
        await person.type("loaf")
        assert set(person.cards) >= {"bread.md", "oven.md"}
        await person.press("alt+k")
        assert person.pane.heading == "Links"
        await person.type("A loaf. ")  # the editor has the keys again
        assert "A loaf. " in person.editor.text
        assert person.pane.heading == "Links"

    play(garden(tmp_path), steps, note="tomatoes.md")


# Threads


def test_a_note_is_continued_with_one_key(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+c")
        await person.until(lambda: person.path == "")
        await person.type("And the crumb tells.\n")
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "and-the-crumb-tells.md")
        await person.press("alt+t")
        assert person.cards == ["bread.md", "and-the-crumb-tells.md"]
        assert "2/2 ▸" in person.screen

    play(garden(tmp_path), steps, note="bread.md")
    assert (tmp_path / "bread.md").read_text("utf-8") == NOTES["bread.md"]
    made = (tmp_path / "and-the-crumb-tells.md").read_text("utf-8")
    assert made == f'---\nprev: "[[bread]]"\ndate: "{NOW:%Y-%m-%dT%H:%M:%S}"\n---\nAnd the crumb tells.\n'


def test_a_card_is_continued_where_one_is_selected(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf in the oven ")
        await person.press("alt+down")
        card = person.pane.hits[person.pane.selected or 0].path
        await person.press("alt+c")
        await person.until(lambda: person.editor.text.startswith("---\nprev: "))
        assert card.removesuffix(".md") in person.editor.text
        assert any("a loaf in the oven" in f.read_text("utf-8") for f in tmp_path.glob("*.md"))  # saved first

    play(garden(tmp_path), steps)


def test_a_note_continued_without_a_word_leaves_no_file(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+c")
        await person.until(lambda: person.path == "")
        await person.press("ctrl+s")
        await person.press("alt+left")
        await person.until(lambda: person.path == "bread.md")

    play(garden(tmp_path), steps, note="bread.md")
    assert {f.name for f in tmp_path.glob("*.md")} == {name for name in NOTES if "/" not in name}


def test_a_note_is_put_behind_a_card_and_that_is_undone(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("My oven: ")
        await person.press("alt+k")
        before = person.editor.text
        await person.press("alt+j")
        await person.until(lambda: "prev:" in person.editor.text)
        file = tmp_path / "tomatoes.md"
        assert 'prev: "[[rain]]"' in file.read_text("utf-8")
        assert person.app.notebook.engine.threads.prev("tomatoes.md") == "rain.md"
        person.app.notebook.undo()
        assert file.read_text("utf-8") == before

    play(garden(tmp_path), steps, note="tomatoes.md", settings=QUIET)
    assert (tmp_path / "rain.md").read_text("utf-8") == NOTES["rain.md"]


def test_what_is_typed_while_a_note_is_put_behind_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may, change = threading.Event(), Notebook.change

    def slowly(self: Notebook, plan: Plan) -> Plan:
        may.wait(20)
        return change(self, plan)

    monkeypatch.setattr(Notebook, "change", slowly)
    monkeypatch.setattr(sheet, "SLOW", 0.05)

    async def steps(person: Person) -> None:
        await person.type("My oven: ")
        await person.press("alt+k", "alt+j")
        await person.until(lambda: not person.app.writing.desk.changed)
        await person.type("still ")
        await person.until(lambda: "Several notes are being changed" in person.screen)
        may.set()
        await person.until(lambda: "prev:" in person.editor.text)
        assert "My oven: still" in person.editor.text
        assert not person.trouble
        assert "nother program" not in person.screen
        await person.press("ctrl+s")
        await person.until(lambda: (tmp_path / "tomatoes.md").read_text("utf-8") == person.editor.text)

    play(garden(tmp_path), steps, note="tomatoes.md", settings=QUIET)


def test_both_texts_are_shown_where_the_same_words_were_changed(tmp_path: Path) -> None:
    theirs = NOTES["rain.md"].replace("Two barrels", "Four casks")

    async def steps(person: Person) -> None:
        def change() -> Plan:
            asked.set()
            may.wait(20)
            return person.app.notebook.change(
                Plan("More rain", (Change("rain.md", NOTES["rain.md"].encode(), theirs.encode()),))
            )

        asked, may, desk = threading.Event(), threading.Event(), person.app.writing.desk
        changing = asyncio.create_task(desk.carry_out(change))
        await person.until(asked.is_set)
        person.editor.move_cursor(person.app.writing.editor.document.get_location_from_index(at))
        await person.press("delete")
        may.set()
        await changing
        assert "where you went on writing" in person.trouble
        assert person.editor.text == NOTES["rain.md"][:at] + NOTES["rain.md"][at + 1 :]
        await person.press("ctrl+s")
        await person.until(lambda: "Four casks" in person.screen)

    at = NOTES["rain.md"].index("wo barrels")
    play(garden(tmp_path), steps, note="rain.md", settings=QUIET)
    assert (tmp_path / "rain.md").read_text("utf-8") == theirs


def test_a_circle_is_refused_by_its_names(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t", "alt+down", "alt+down", "alt+j")
        await person.until(lambda: "circle" in person.screen)

    play(garden(tmp_path, NOTES | THREAD), steps, note="first.md", size=(120, 40))
    assert {name: (tmp_path / name).read_text("utf-8") for name in THREAD} == THREAD


def test_a_note_is_detached_by_the_palette(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+p")
        await person.type("detach")
        await person.until(lambda: "begin a thread" in person.screen)
        await person.press("enter")
        await person.until(lambda: "prev" not in person.editor.text)
        await person.press("alt+t")
        assert not person.pane.hits

    play(garden(tmp_path, NOTES | THREAD), steps, note="third.md")


def test_without_a_file_there_is_nothing_to_continue(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+c")
        await person.until(lambda: "no file yet" in person.screen)

    play(garden(tmp_path, {"empty.md": ""}), steps)


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_a_tab_looks_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k")
        compare(person.app, f"links-{size[0]}")

    notes = (
        NOTES | THREAD | {"second.md": THREAD["second.md"] + "\nSee [[bread]], and the oven with moods.\n"}
    )
    play(garden(tmp_path, notes), steps, note="second.md", size=size)
