"""The writing screen through its keys: recalling, looking into the list, linking, quoting."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from screens import NOTES, NOW, QUIET, Person, garden, play, strips
from textual import events
from textual._xterm_parser import XTermParser

from recall_tui.config import ACTIONS
from recall_tui.notebook import Notebook
from recall_tui.tui.keys import all_keys, hear_alt_keys, keys_line, shown

BARREN = {"only.md": "# The only one\n\nNothing else is here.\n"}


# The list


def test_what_is_written_is_answered_at_every_key(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("rain water")
        assert person.cards[0] == "rain.md"
        await person.type("\n\nthe oven runs hot")
        assert person.cards[0] == "oven.md"

    play(garden(tmp_path), steps)


def test_an_empty_draft_shows_notes_to_meet_again(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        assert person.cards
        assert all(hit.label for hit in person.pane.hits)

    play(garden(tmp_path), steps)


def test_the_list_stands_still_while_one_looks_into_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf in the oven")
        before = person.cards
        await person.press("alt+down", "alt+down")
        assert person.pane.selected == 1
        assert person.pane.held
        await person.press("left", "left", "home")
        person.app.writing.notes_came_in(0, 0)
        await person.settled()
        assert person.cards == before
        assert person.pane.selected == 1
        assert "held" in person.rows[0]
        await person.type("x")
        assert person.pane.selected is None
        assert not person.pane.held
        assert "held" not in person.rows[0]

    play(garden(tmp_path), steps)


def test_a_card_in_full_stays_while_one_writes_about_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("sourdough loaf")
        await person.press("alt+1")
        assert "crust needs steam" in person.screen
        assert "date:" not in person.screen
        assert "held" in person.rows[0]
        await person.type(" and tomatoes in rain")
        assert "crust needs steam" in person.screen
        assert "held" in person.rows[0]
        await person.press("escape")
        assert "crust needs steam" not in person.screen
        assert "rain.md" in person.cards[:2]

    play(garden(tmp_path), steps)


def test_the_passage_is_in_sight_in_a_long_note(tmp_path: Path) -> None:
    long = "---\ndate: 2020-01-01\n---\n" + "Filler goes here.\n\n" * 60 + "The heron stood still.\n"
    garden(tmp_path, {"long.md": long, **BARREN})

    async def steps(person: Person) -> None:
        await person.type("heron")
        await person.press("alt+p")
        assert any("heron stood still" in row for row in person.rows)
        await person.press("alt+p")
        assert person.pane.held  # still looking, at the list again
        await person.press("escape")
        assert not person.pane.held

    play(tmp_path, steps, size=(60, 24))


def test_the_note_being_written_is_never_among_the_cards(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.open("bread.md")
        await person.type("sourdough loaf ")
        assert "bread.md" not in person.cards
        assert "oven.md" in person.cards
        await person.press("ctrl+n")
        await person.until(lambda: not person.path)
        await person.type("# Kale and beans\nKale and beans at the kitchen table\n")
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "kale-and-beans.md")
        await person.type("kale and beans")
        assert "kale-and-beans.md" not in person.cards

    play(garden(tmp_path), steps)


def test_notes_that_say_the_same_stand_behind_one_card(tmp_path: Path) -> None:
    said = " ".join(f"word{n}" for n in range(40)) + " herons wade at dusk.\n"
    garden(tmp_path, {**NOTES, **{f"copy-{n}.md": f"# Copy {n}\n\n{said}" for n in range(3)}})

    async def steps(person: Person) -> None:
        await person.type("herons wade at dusk ")
        first = person.pane.hits[0]
        assert len(first.alike) == 2 and "and 2 like it" in person.screen
        await person.press("alt+1")
        text = " ".join(row[60:].strip("│ ") for row in person.rows)
        assert "Like it: " + " · ".join(person.app.notebook.title(path) for path in first.alike) in text

    play(tmp_path, steps)


def test_opening_a_card_puts_the_cursor_on_its_passage_and_back_returns(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.open("tomatoes.md")
        await person.press("ctrl+end")
        await person.type("crust and steam")
        there = person.editor.cursor_location
        assert person.cards[0] == "bread.md"
        await person.press("alt+enter")
        await person.until(lambda: person.path == "bread.md")
        row, _ = person.editor.cursor_location
        assert person.editor.document.lines[row].startswith("The crust")
        assert "oven.md" in person.cards
        await person.press("alt+left")
        await person.until(lambda: person.path == "tomatoes.md")
        assert person.editor.cursor_location == there
        await person.press("alt+right")
        await person.until(lambda: person.path == "bread.md")
        assert person.editor.cursor_location == (row, 0)

    play(garden(tmp_path), steps)


def test_a_note_is_opened_below_its_front_matter(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        assert person.editor.cursor_location == (3, 0)

    play(garden(tmp_path), steps, note="rain.md")


# Quotes and links


def test_a_quote_goes_below_and_one_undo_takes_it_back(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("rain water")
        await person.press("alt+q")
        lines = list(person.editor.document.lines)
        assert lines[0] == "rain water"
        assert any(line.startswith("> Two barrels") for line in lines)
        assert "[[rain" in person.editor.text
        assert person.editor.cursor_location == (len(lines) - 1, 0)
        assert lines[-2:] == ["", ""]
        await person.press("ctrl+z")
        assert person.editor.text == "rain water"

    play(garden(tmp_path), steps)


def test_a_linked_note_leaves_the_list_at_once_and_comes_back_with_undo(
    tmp_path: Path, at_once: None
) -> None:
    async def steps(person: Person) -> None:
        await person.type("rain water")
        await person.press("alt+l")
        assert person.editor.text == "rain water [[rain|Rain barrels]]"
        assert "rain.md" not in person.cards
        await person.press("ctrl+z")
        assert person.editor.text == "rain water"
        await person.until(lambda: "rain.md" in person.cards)

    play(garden(tmp_path), steps)


def test_two_brackets_offer_notes_and_enter_links(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("see [[sour")
        assert "Link to: sour" in person.rows[0]
        assert person.cards[0] == "bread.md"
        await person.press("enter")
        assert person.editor.text == "see [[bread|The same loaf every week]]"
        assert person.editor.cursor_location == (0, len(person.editor.text))
        assert "Past selves" in person.rows[0]
        await person.press("enter", "up")
        assert person.editor.cursor_location[0] == 0
        await person.press("ctrl+z", "ctrl+z")
        assert person.editor.text == "see [[sour"

    play(garden(tmp_path), steps)


def test_up_and_down_choose_among_the_offered(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("[[loaf")
        link = person.app.notebook.link_to(person.cards[1])
        await person.press("down")
        assert person.editor.cursor_location == (0, 6)
        await person.press("tab")
        assert person.editor.text == link

    play(garden(tmp_path), steps)


def test_escape_declines_the_offer_until_the_next_bracket(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("see [[rain")
        await person.press("escape")
        assert "Past selves" in person.rows[0]
        await person.type(" b")
        assert "Past selves" in person.rows[0]
        await person.press("enter")
        assert person.editor.text == "see [[rain b\n"
        await person.type("[[rain")
        assert "Link to: rain" in person.rows[0]

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("written", ["[[zzqq", "[[bread|lo", "[[bread|lo", "[[bread]]", "[rain"])
def test_enter_is_a_newline_where_nothing_is_offered(tmp_path: Path, written: str) -> None:
    async def steps(person: Person) -> None:
        await person.type(written + "\n")
        assert person.editor.text == written + "\n"

    play(garden(tmp_path), steps)


def test_completing_inside_a_link_takes_the_whole_name(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("[[tomaxx]] after")
        await person.press("home", *["right"] * 6, "delete", "delete")
        assert "Link to: toma" in person.rows[0]
        await person.press("enter")
        assert person.editor.text == "[[tomatoes|Tomatoes in May]] after"

    play(garden(tmp_path), steps)


def test_moving_into_an_open_bracket_offers_nothing(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("an open [[rain")
        await person.press("escape", "enter", "m", "up", "end")
        assert "Past selves" in person.rows[0]
        await person.press("down")
        assert person.editor.cursor_location[0] == 1

    play(garden(tmp_path), steps)


# Keys


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        *((f"\x1b{n}", f"alt+{n}") for n in range(1, 10)),
        ("\x1b\r", "alt+enter"),
        ("\x1bl", "alt+l"),
        ("\x1b-", "alt+minus"),
        ("\x1b[1;3B", "alt+down"),
        ("\x1b[108;3u", "alt+l"),
    ],
)
def test_alt_keys_arrive_from_any_terminal_at_once(sent: str, key: str) -> None:
    hear_alt_keys()
    events_seen = list(XTermParser().feed(sent * 2))
    assert [event.key for event in events_seen if isinstance(event, events.Key)] == [key, key]
    assert not any(event.character for event in events_seen if isinstance(event, events.Key))


SIGNS = {"comma": ",", "full_stop": ".", "minus": "-"}
ALT = rf"alt\+(?:.|{'|'.join(SIGNS)})"


@pytest.mark.parametrize("key", [action.key for action in ACTIONS.values() if re.fullmatch(ALT, action.key)])
def test_every_key_that_an_action_has_arrives(key: str) -> None:
    hear_alt_keys()  # Escape with b or f is what a Mac sends for a word back or forth
    sign = SIGNS.get(name := key.removeprefix("alt+"), name)
    assert [event.key for event in XTermParser().feed(f"\x1b{sign}") if isinstance(event, events.Key)] == [
        key
    ]


def test_keys_can_be_set_and_are_shown_as_set(tmp_path: Path) -> None:
    keys = {name: action.key for name, action in ACTIONS.items()}
    keys |= {"new": "f7", "palette": "f8", "card_1": "f9", "quit": "ctrl+g"}

    async def steps(person: Person) -> None:
        assert "^G quit" in person.rows[-1]
        await person.type("loaf")
        await person.press("f9")
        assert person.pane.held
        await person.press("ctrl+n", "ctrl+p")
        assert person.editor.text == "loaf"
        await person.press("f8")
        assert "Search for commands" in person.screen
        await person.press("escape", "f1")
        assert "F7" in person.screen
        assert "Begin a new note" in person.screen
        await person.press("ctrl+g")
        await person.until(lambda: not person.app.is_running)

    play(garden(tmp_path), steps, settings=replace(QUIET, keys=keys), size=(100, 40))


def test_the_palette_has_every_action_and_does_it(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        titles = {command.title for command in person.app.get_system_commands(person.app.screen)}
        for name in ACTIONS:
            assert name == "palette" or name[-1].isdigit() or name.replace("_", " ").capitalize() in titles
        await person.type("rain water")
        await person.press("ctrl+p")
        await person.type("quote card")
        await person.until(lambda: "with its source" in person.screen)
        await person.press("enter")
        await person.until(lambda: "> Two barrels" in person.editor.text)

    play(garden(tmp_path), steps)


def test_every_action_is_in_the_help(tmp_path: Path) -> None:
    words = dict(all_keys({}))
    for name, action in ACTIONS.items():
        assert name[-1].isdigit() or words[shown(action.key)] == action.help
    assert words["Alt+1…9"]
    single = dict(all_keys({"card_3": "ctrl+t"}))
    assert single["^T"] == "Look at card 3 in full."

    async def steps(person: Person) -> None:
        await person.press("f1")
        assert "Save the note." in person.screen
        await person.press("end")
        await person.until(lambda: "pastes" in person.screen)
        await person.press("escape")
        await person.type("hello")
        assert person.editor.text == "hello"

    play(garden(tmp_path), steps, size=(60, 24))


@pytest.mark.parametrize("where", ["writing", "card", "preview", "link"])
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_the_line_of_keys_fits(where: str, width: int) -> None:
    line = keys_line({}, where, width)
    assert line.cell_length <= width
    assert line.plain.endswith("F1 keys  ^Q quit ")


def test_the_mouse_selects_then_opens(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("a loaf in the oven")
        path = person.cards[1]
        await person.pilot.click(type(person.pane), offset=(6, 9))
        await person.settled()
        assert person.pane.selected == 1
        assert person.pane.held
        assert person.editor.has_focus
        await person.pilot.click(type(person.pane), offset=(6, 9))
        await person.until(lambda: person.path == path)

    play(garden(tmp_path), steps)


# Odd screens and odd folders


@pytest.mark.parametrize("size", [(60, 24), (40, 15), (20, 8), (8, 3), (2, 2)])
def test_small_terminals_can_be_written_in(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.type("rain [[to")
        await person.press("enter", "alt+2", "alt+down", "escape", "f1", "escape", "ctrl+o", "escape")
        assert person.editor.text == "rain [[tomatoes|Tomatoes in May]]"

    play(garden(tmp_path), steps, size=size)


def test_a_folder_of_oddities_opens(tmp_path: Path) -> None:
    import os

    garden(tmp_path, BARREN)
    (tmp_path / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9 \x1b[31m loaf\n")
    (tmp_path / "[bold]title[x].md").write_text("# [/x] loaf [@click=app.quit]\n")
    (tmp_path / "closed.md").write_text("loaf")
    (tmp_path / "closed.md").chmod(0)
    os.mkfifo(tmp_path / "pipe.md")

    async def steps(person: Person) -> None:
        await person.type("loaf")
        assert "latin.md" in person.cards
        await person.press("alt+1", "alt+2", "escape")
        await person.press("ctrl+o", "down", "enter")
        await person.until(lambda: person.path)
        assert "\x1b" not in person.screen

    play(tmp_path, steps)


def test_an_empty_folder_says_so_and_takes_the_first_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        assert "No other notes yet" in person.screen.replace("\n", " ")
        await person.type("# First\nwords\n")
        await person.press("ctrl+s")
        await person.until(lambda: person.path == "first.md")
        assert (tmp_path / "first.md").read_text() == "# First\nwords\n"

    play(tmp_path, steps)


def test_while_the_folder_is_read_one_can_write_already(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        person.app.writing.notes_came_in(2, 6)
        await person.settled()
        assert "reading 2 / 6" in person.rows[0]
        await person.type("rain water")
        assert person.editor.text == "rain water"
        await person.until(lambda: person.app.writing.all_read)
        await person.until(lambda: person.cards[:1] == ["rain.md"])
        assert "reading" not in person.rows[0]

    play(garden(tmp_path), steps, wait=False)


def test_the_mark_counts_the_edits_that_were_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECALL_MARK", "1")

    async def steps(person: Person) -> None:
        for keys in (["l", "o", "a", "f"], ["alt+1"], ["x", "y"], ["escape", "backspace"], ["ctrl+z"]):
            await person.press(*keys)
            assert f"rev {person.editor.edits}" in person.rows[0]

    play(garden(tmp_path), steps)


def test_an_unknown_theme_is_told(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.until(lambda: "no theme zzz" in person.screen)

    play(garden(tmp_path), steps, settings=replace(QUIET, theme="zzz"))


def test_the_first_paint_waits_for_no_engine() -> None:
    code = "import sys, recall_tui.tui.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    late = {"numpy", "Stemmer", "rapidfuzz", "yaml", "typer"}
    late |= {f"recall_tui.{name}" for name in ("tui.finder", "tui.ask", "tui.essay", "essays.essay")}
    assert late.isdisjoint(loaded.stdout.split())


def test_a_note_opens_and_is_written_in_before_there_is_an_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def imported(notebook: Notebook) -> None:
        raise AssertionError("Its import takes longer than a key may.")

    monkeypatch.setattr("recall_tui.tui.app.AFTER_PAINT", 3600)  # nothing is read meanwhile
    monkeypatch.setattr(Notebook, "engine", property(imported))

    async def steps(person: Person) -> None:
        await person.until(lambda: person.path == "tomatoes.md")
        await person.type("Soon. [[rain]] ")
        assert "Soon. [[rain]] " in person.editor.text

    play(garden(tmp_path), steps, note="tomatoes.md", wait=False)


@pytest.mark.parametrize("seed", range(4))
def test_no_keys_crash_it_or_write_to_a_note_that_was_not_edited(tmp_path: Path, seed: int) -> None:
    """Two hundred keys from all that are bound, from letters and from editing."""
    garden(tmp_path)
    chance = random.Random(seed)
    bound = [key for name, action in ACTIONS.items() if name != "quit" for key in action.key.split(",")]
    moves = ["up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "tab", "escape"]
    typed = [*"loaf rain oven [[]]|#>-", "backspace", "delete", "ctrl+z", "ctrl+y", "ctrl+x", "ctrl+k"]
    opened_only = set(NOTES)

    async def steps(person: Person) -> None:
        after_edit = person.editor.after_edit

        def edited() -> None:
            opened_only.discard(person.path)
            assert after_edit
            after_edit()

        person.editor.after_edit = edited
        for _ in range(20):
            await person.press(*(chance.choice(chance.choice([bound, moves, typed])) for _ in range(10)))
        while person.app.screen is not person.app.writing:
            person.app.pop_screen()
        await person.press("ctrl+q")
        app = person.app
        await person.until(lambda: not app.is_running or app.screen is not app.writing)
        if app.is_running:  # what became the draft of a thread is asked about
            await person.press("2")
        await person.until(lambda: not app.is_running)

    play(tmp_path, steps, settings=replace(QUIET, autosave=0.01))
    for name in opened_only:
        assert (tmp_path / name).read_text("utf-8") == NOTES[name]
        assert (tmp_path / name).stat().st_mtime == NOW.timestamp()
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or file.stat().st_size


def test_a_palette_that_is_closed_while_it_looks_for_commands_ends_nothing(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+p")
        await person.until(lambda: "Delete note" in person.screen)
        await person.app.screen.query("CommandList").remove()  # as it goes first when all is closed
        await person.type("save")
        await person.rest(0.3)
        await person.press("escape", "escape")
        await person.type("Still here")
        assert "Still here" in person.editor.text

    play(garden(tmp_path), steps)


@pytest.mark.parametrize("typed", ["", "# a loaf\n`code` [[rain]]"])
def test_without_colours_all_is_grey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(person: Person) -> None:
        await person.type(typed)
        await person.press("alt+down")
        styles = [segment.style for strip in strips(person.app) for segment in strip if segment.style]
        colours = {c.get_truecolor() for s in styles for c in (s.color, s.bgcolor) if c}
        assert len(colours) > 3
        assert all(max(colour) - min(colour) <= 1 for colour in colours), colours

    play(garden(tmp_path), steps, settings=replace(QUIET, theme="dracula"))


def test_a_placeholder_of_several_rows_goes_whole(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        assert any("answer" in row for row in person.rows[1:4])
        await person.type("a")
        assert not any("answer" in row or "beside" in row or "you." in row for row in person.rows[1:4])

    play(garden(tmp_path), steps, size=(40, 24))
