"""Walking through threads and links from note to note."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from screens import NOTES, Person, compare, garden, play

from recall_tui.acts import around
from recall_tui.tui.map import Chart, Map
from recall_tui.tui.mapping import HERE, Spot

WALK = {
    "one.md": "---\ndate: 2021-01-01\n---\n# How it began\n\nSee [[hub]].\n",
    "two.md": '---\ndate: 2021-01-02\nprev: "[[one]]"\n---\n# Then it grew\n\nSee [[hub]] and [[rain]].\n',
    "three.md": '---\ndate: 2021-01-03\nprev: "[[two]]"\n---\n# And went on\n\nSee [[hub]].\n',
    "other.md": '---\ndate: 2021-01-04\nprev: "[[two]]"\n---\n# Or turned\n',
    "hub.md": "---\ndate: 2020-01-01\n---\n# The hub\n",
}


def chart(person: Person) -> Chart:
    return person.app.screen.query_one(Chart)


def middle(person: Person) -> str:
    """The note in the middle, once all around it has been found."""
    found = chart(person).around if isinstance(person.app.screen, Map) else None
    return found.note.path if found else ""


async def walk(person: Person, key: str, to: str) -> None:
    await person.press(key)
    await person.until(lambda: middle(person) == to)


def test_one_walks_along_a_thread_and_back_and_opens_a_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await walk(person, "alt+g", "two.md")
        await walk(person, "up", "one.md")
        await walk(person, "down", "two.md")
        await person.press("down", "right")
        assert chart(person).chosen == Spot("below", 1)
        assert "Or turned  2021-01-04  other.md" in person.rows[-2]
        await walk(person, "down", "other.md")
        await walk(person, "backspace", "two.md")
        # It begins where one came from.
        await person.press("down")
        assert chart(person).chosen == Spot("below", 1)
        await person.press("left", "enter")
        await person.until(lambda: person.path == "three.md")

    play(garden(tmp_path, NOTES | WALK), steps, note="two.md")


def test_one_walks_along_links_both_ways(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await walk(person, "alt+g", "three.md")
        await walk(person, "right", "hub.md")
        await person.press("left", "down")
        assert chart(person).chosen == Spot("back", 1)
        await person.press("right")
        assert chart(person).chosen == HERE
        await person.press("left", "down", "down", "down", "down")
        assert chart(person).chosen == Spot("back", 2)
        await walk(person, "space", "one.md")
        await person.press("escape")
        assert person.app.screen is person.app.writing and person.path == "three.md"

    play(garden(tmp_path, NOTES | WALK), steps, note="three.md")


def test_letters_narrow_what_is_shown(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await walk(person, "alt+g", "hub.md")
        await person.press("/", "B", "e", "g", "a", "n")
        assert "Map  /Began" in person.rows[0]
        assert chart(person).chosen == Spot("back", 0) and "And went on" not in person.screen
        await person.press("q")
        assert "No neighbour is called so." in person.screen
        await person.press("escape")
        assert "And went on" in person.screen
        await person.press("w", "backspace", "g", "r", "e", "w", "enter")
        await person.until(lambda: person.path == "two.md")

    play(garden(tmp_path, NOTES | WALK), steps, note="hub.md")


def test_it_shows_what_changes_meanwhile(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await walk(person, "alt+g", "hub.md")
        (tmp_path / "one.md").write_text("# No more of it\n", "utf-8")
        person.app.notebook.refresh(["one.md"])
        await person.until(lambda: "How it began" not in person.screen)
        (tmp_path / "hub.md").unlink()
        person.app.notebook.refresh(["hub.md"])
        await person.until(lambda: "This note is gone" in person.screen)
        await person.press("up", "space", "down", "enter")
        await person.until(lambda: person.app.screen is person.app.writing)

    play(garden(tmp_path, NOTES | WALK), steps, note="hub.md")


def test_looking_around_keeps_no_key_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, done = threading.Event(), threading.Event()
    whole = around.around

    def slow(*args: object) -> object:
        looks.set()
        done.wait(8)
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("recall_tui.tui.map.around", slow)

    async def steps(person: Person) -> None:
        await person.press("alt+g")
        await person.until(looks.is_set)
        assert "Looking around" in person.screen
        await person.press("up", "x", "escape", "escape")
        assert person.app.screen is person.app.writing
        done.set()

    play(garden(tmp_path, NOTES | WALK), steps, note="two.md")


def test_a_note_without_a_file_is_on_no_map(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+g")
        await person.until(lambda: "on no map" in person.screen)

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("size", [(100, 24), (60, 24)])
def test_what_the_map_looks_like(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await walk(person, "alt+g", "two.md")
        await person.press("down")
        compare(person.app, f"map-{size[0]}")

    play(garden(tmp_path, NOTES | WALK), steps, note="two.md", size=size)


def test_in_the_smallest_terminal(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+g")
        await person.until(lambda: middle(person))
        await person.press("left", "down", "f1", "escape", "up")

    play(garden(tmp_path, NOTES | WALK), steps, note="two.md", size=(8, 3))
