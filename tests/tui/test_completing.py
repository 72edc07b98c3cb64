"""Links, their headings and blocks, and tags are completed while they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from screens import NOTES, Person, compare, garden, play

from recall_tui.recall.hits import Draft
from recall_tui.tui.completing import Opened, opened

CRUST = (
    "---\ntags: [baking, Bread/rye]\n---\n# Crust\n\n## Steam\n\nA pan of water. ^pan\n\n"
    "## Heat, and more\n\n- Stone ^stone-1\n\n## Ash | oak\n\n```\n## No heading\n```\n\n## Steam\n"
)
PARTS = NOTES | {"crust.md": CRUST, "pie.md": "#baking #apple\n", "plum.md": "#baking/cake of #apples\n"}


def rows(person: Person) -> list[str]:
    """What is offered."""
    return [said for said, _ in person.pane._choices or ()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see [[oa", Opened(0, 4, "oa", 8)),
        ("see ![[oa", Opened(0, 5, "oa", 9)),
        ("[[oak#", Opened(0, 0, "", 6, "heading", "oak")),
        ("[[oak#Bark#le", Opened(0, 0, "le", 13, "heading", "oak#Bark")),
        ("[[#ba", Opened(0, 0, "ba", 5, "heading")),
        ("[[oak#^", Opened(0, 0, "", 7, "block", "oak")),
        ("[[oak^b-1", Opened(0, 0, "b-1", 9, "block", "oak")),
        ("[[#^b", Opened(0, 0, "b", 5, "block")),
        ("[[oak|#b", None),
        ("[[oak]] and", None),
        ("a #te", Opened(0, 2, "te", 5, "tag")),
        ("a #", Opened(0, 2, "", 3, "tag")),
        ("#te", Opened(0, 0, "te", 3, "tag")),
        ("#茶/緑", Opened(0, 0, "茶/緑", 4, "tag")),
        ("#", None),
        ("  #", None),
        ("# te", None),
        ("##", None),
        ("##te", None),
        ("a#te", None),
        ("http://x.org/#te", None),
        ("see `a #te", None),
        ("`a` #te", Opened(0, 4, "te", 7, "tag")),
        ("```\na #te", None),
        ("```\n```\na #te", Opened(2, 2, "te", 5, "tag")),
    ],
)
def test_what_is_being_typed(text: str, found: Opened | None) -> None:
    assert opened(Draft.at(text)) == found


@pytest.mark.parametrize(
    ("before", "after", "end"),
    [
        ("[[oa", "k]] on", 7),
        ("[[oak#Ba", "rk]] on", 12),
        ("[[oak#^b", "1]]", 11),
        ("[[oa", " and [[elm]]", 4),
    ],
)
def test_a_link_that_is_closed_already_is_replaced_as_a_whole(before: str, after: str, end: int) -> None:
    found = opened(Draft.at(before + after, len(before)))
    assert found and found.end == end


@pytest.mark.parametrize("after", ["|shown]]", "#Bark]] on"])
def test_a_link_that_says_more_behind_the_cursor_is_left_alone(after: str) -> None:
    assert opened(Draft.at("[[oa" + after, 4)) is None


@pytest.mark.parametrize(
    ("typed", "keys", "said"),
    [
        ("see [[crust#", ["enter"], "see [[crust#Crust]]"),
        ("see [[crust#st", ["enter"], "see [[crust#Steam]]"),
        ("see ![[crust#more hea", ["tab"], "see ![[crust#Heat, and more]]"),
        ("see [[crust#staem", ["enter"], "see [[crust#Steam]]"),
        ("see [[crust#", ["down", "down", "enter"], "see [[crust#Heat, and more]]"),
        ("see [[crust#^", ["enter"], "see [[crust#^pan]]"),
        ("see [[crust^sto", ["enter"], "see [[crust#^stone-1]]"),
        ("see [[crust#^water", ["enter"], "see [[crust#^pan]]"),
        ("# Top\n\n[[#", ["enter"], "# Top\n\n[[#Top]]"),
        ("One ^a1\n\n[[#^", ["enter"], "One ^a1\n\n[[#^a1]]"),
        ("a #ba", ["tab"], "a #baking"),
        ("a #app", ["down", "enter"], "a #apple"),
        ("a #bakign", ["tab"], "a #baking"),
        ("a #rye", ["tab"], "a #bread/rye"),
    ],
)
def test_it_is_completed(tmp_path: Path, typed: str, keys: list[str], said: str) -> None:
    async def steps(person: Person) -> None:
        await person.type(typed)
        await person.press(*keys)
        assert person.editor.text == said
        await person.type(" on")
        assert person.editor.text == said + " on"
        assert person.pane._choices is None

    play(garden(tmp_path, PARTS), steps)


def test_headings_are_offered_once_and_none_that_a_link_cannot_name(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("[[crust#")
        assert rows(person) == ["# Crust", "## Steam", "## Heat, and more"]
        await person.type("zzz")
        assert "no such part" in person.screen
        await person.press("enter")
        assert person.editor.text == "[[crust#zzz\n"

    play(garden(tmp_path, PARTS), steps)


def test_tags_are_offered_by_how_much_they_are_used(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("About #")
        assert rows(person)[0] == "#baking"
        assert set(rows(person)) == {"#baking", "#apple", "#apples", "#baking/cake", "#bread/rye"}
        assert "2 notes" in person.screen

    play(garden(tmp_path, PARTS), steps)


def test_enter_behind_a_tag_ends_the_line_unless_one_was_chosen(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a #app\nb #new-one\nc #apple ")
        assert person.editor.text == "a #app\nb #new-one\nc #apple "

    play(garden(tmp_path, PARTS), steps)


def test_what_is_declined_is_not_offered_again(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf #app")
        assert rows(person)
        await person.press("escape", "l")
        assert not rows(person) and person.cards
        await person.press("tab")
        assert person.editor.text.startswith("a loaf #appl ")

    play(garden(tmp_path, PARTS), steps)


def test_names_that_fit_alike_come_by_what_the_draft_is_about(tmp_path: Path) -> None:
    notes = {f"ash-{n}.md": f"# Ash {n}\n\nNothing of note, {n}.\n" for n in range(9)}
    notes["ash-7.md"] = "# Ash 7\n\nPottery glazes of wood and iron.\n"
    notes["ashen.md"] = "# Ash\n\nA name that is just so.\n"

    async def steps(person: Person) -> None:
        await person.type("Iron in pottery glazes, see [[")
        assert person.cards[0] == "ash-7.md"
        await person.type("as")
        assert person.cards[0] == "ash-7.md"
        await person.type("h")
        assert person.cards[:2] == ["ashen.md", "ash-7.md"]  # what is typed in full comes first all the same

    play(garden(tmp_path, notes), steps)


def test_with_another_tab_open_enter_is_a_new_line(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+k")
        person.editor.move_cursor(person.editor.document.end)
        await person.type("[[ra\n")
        assert person.editor.text.endswith("[[ra\n")

    play(garden(tmp_path), steps, note="tomatoes.md")


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_headings_look_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.type("Of water, see [[crust#e")
        compare(person.app, f"headings-{size[0]}")

    play(garden(tmp_path, PARTS), steps, size=size)


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_tags_look_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.type("Of water #ba")
        compare(person.app, f"tags-{size[0]}")

    play(garden(tmp_path, PARTS), steps, size=size)
