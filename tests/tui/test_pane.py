"""The pane shows past selves at every key, and repaints no more than what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from recall_tui.recall.hits import Hit, Reason
from recall_tui.tui.pane import Pane

NOW = datetime(2025, 11, 22)
Play = Callable[[Pane, "Pilot[None]"], Awaitable[None]]


class PaneApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.clicks: list[tuple[int, bool]] = []
        self.moves = 0

    def compose(self) -> ComposeResult:
        yield Pane(NOW)

    def on_pane_card_clicked(self, event: Pane.CardClicked) -> None:
        self.clicks.append((event.index, event.again))

    def on_pane_moved(self) -> None:
        self.moves += 1


def play(steps: Play, size: tuple[int, int] = (48, 30)) -> PaneApp:
    """Run `steps` on a mounted pane."""
    app = PaneApp()

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app.query_one(Pane), pilot)

    asyncio.run(run())
    return app


def hit(name: str, text: str = "What a loop teaches.", mark: str = "loop") -> Hit:
    start = text.index(mark)
    marks = ((start, start + len(mark)),)
    return Hit(f"{name}.md", name, datetime(2021, 3, 4), 1.0, text, 0, len(text), marks, (Reason(mark, 1.0),))


HITS = [hit(name) for name in ("one", "two", "three", "four", "five", "six", "seven")]


def lines(pane: Pane) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


def on_screen(pane: Pane) -> list[str]:
    """What the compositor has painted, which a missing refresh would leave as it was."""
    return [strip.text.rstrip() for strip in pane.screen._compositor.render_strips()]


def titles(pane: Pane) -> list[str]:
    return [line[2:].split("  ")[0] for line in lines(pane) if line[2:3].isdigit()]


def bars(pane: Pane) -> list[int]:
    return [y for y, line in enumerate(lines(pane)) if line.startswith("▌")]


class Refreshes:
    """Counts the rows that the pane asks to have painted anew."""

    def __init__(self, pane: Pane, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: set[int] = set()
        self.layouts = 0
        original = pane.refresh

        def refresh(*regions: Region, layout: bool = False, **rest: bool) -> Pane:
            self.layouts += layout
            for region in regions or (pane.size.region,):
                self.rows |= set(range(region.y, region.bottom))
            return original(*regions, layout=layout, **rest)

        monkeypatch.setattr(pane, "refresh", refresh)

    def taken(self) -> list[int]:
        rows, self.rows = sorted(self.rows), set()
        return rows


def test_it_shows_a_card_for_each_hit() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS[:2])
        await pilot.pause()
        assert on_screen(pane)[:9] == [
            "│ Past selves",
            "│",
            "│ 1 one".ljust(36) + "4 years ago",
            "│   What a loop teaches.",
            "│   loop",
            "│",
            "│",
            "│",
            "│ 2 two".ljust(36) + "4 years ago",
        ]
        strip = pane.render_line(3)
        marked = [segment.text for segment in strip if segment.style and segment.style.bold]
        assert marked == ["loop"]

    play(steps)


def test_only_rows_that_changed_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        spy = Refreshes(pane, monkeypatch)
        pane.show(HITS[:4])
        assert spy.taken() == [2, 3, 4, 8, 9, 10, 14, 15, 16, 20, 21, 22]

        pane.show([replace(one, score=2.0, why=(Reason("loop", 0.5),)) for one in HITS[:4]])
        assert spy.taken() == []

        pane.show([HITS[0], hit("two", "Another loop entirely."), *HITS[2:4]])
        assert spy.taken() == [9]

        two = hit("two", "Another loop entirely.")
        pane.show([HITS[0], replace(two, marks=((0, 7),)), *HITS[2:4]])
        assert spy.taken() == [9]

        pane.show([*HITS[:3], hit("new", "A new loop.", "new")])
        assert spy.taken() == [9, 20, 21, 22]

        pane.mark = "rev 2"
        assert spy.taken() == [0]
        assert spy.layouts == 0
        await pilot.pause()
        assert on_screen(pane) == lines(pane)

        pane.refresh()  # the control: the spy does see a repaint of everything
        assert spy.taken() == list(range(30))

    play(steps)


def test_selection_moves_and_stays_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        assert pane.selected is None and bars(pane) == []
        spy = Refreshes(pane, monkeypatch)
        pane.move(+1)
        assert pane.selected == 0 and bars(pane) == [2, 3, 4, 5, 6] == spy.taken()
        pane.move(+1)
        assert pane.selected == 1 and bars(pane) == [8, 9, 10, 11, 12]
        pane.move(-5)
        assert pane.selected == 0
        pane.selected = 5
        assert titles(pane) == ["3 three", "4 four", "5 five", "6 six", "7 seven"]
        pane.move(+9)
        assert pane.selected == 6 and lines(pane)[bars(pane)[0]].startswith("▌ 7 seven")
        pane.selected = 1
        assert titles(pane)[0] == "2 two"
        pane.selected = None
        assert bars(pane) == []
        with pytest.raises(IndexError):
            pane.selected = 7
        await pilot.pause()
        assert on_screen(pane) == lines(pane)

    play(steps)


def test_selection_stays_with_its_passage() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        pane.selected = 1
        pane.show([HITS[4], HITS[0], HITS[1]])
        assert pane.selected == 2
        pane.show([HITS[4], HITS[0]])
        assert pane.selected is None

    play(steps)


def test_words_where_there_is_nothing() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        pane.say("nothing from before on this")
        assert pane.hits == () and titles(pane) == []
        assert [line for line in lines(pane) if "nothing" in line] == [
            "│ " + " " * 9 + "nothing from before on this"
        ]
        pane.move(+1)
        assert pane.selected is None
        pane.show(HITS)
        assert titles(pane)[0] == "1 one"

    play(steps)


def test_choices() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        pane.choices([(f"[/x] note {i}", f"folder/{i}") for i in range(60)], 0)
        assert lines(pane)[2] == "▌ [/x] note 0".ljust(39) + "folder/0"
        pane.move(+40)
        assert pane.selected == 40 and lines(pane)[bars(pane)[0]].startswith("▌ [/x] note 40")
        pane.choices([], 0)
        assert pane.selected is None
        pane.list()
        assert titles(pane)[0] == "1 one" and pane.selected is None

    play(steps)


def test_preview_shows_all_of_a_passage_and_goes_back() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        long = replace(hit("long", "loop " + " ".join(f"w{i}" for i in range(400))), headings=("One", "Two"))
        pane.show([HITS[0], long])
        pane.selected = 1
        pane.preview(long, None)
        assert lines(pane)[2:8] == [
            "│ long",
            "│ 2021-03-04 · 4 years ago",
            "│ long.md",
            "│ One › Two",
            "│",
            lines(pane)[7],
        ]
        assert lines(pane)[7].startswith("│ loop w0 w1")
        pane.move(+3)
        assert "w0" not in " ".join(lines(pane)).split()
        pane.move(+1000)
        assert lines(pane)[-1].endswith("w399")
        await pilot.pause()
        assert on_screen(pane) == lines(pane)
        pane.move(-1000)
        assert lines(pane)[7].startswith("│ loop w0 w1")
        pane.list()
        assert titles(pane) == ["1 one", "2 long"] and pane.selected == 1

    play(steps)


def test_preview_within_its_note_begins_at_the_passage() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        note = "before\n" * 50 + "What a loop teaches." + "\nafter" * 50
        pane.preview(replace(HITS[0], start=350, end=370), note)
        assert lines(pane)[6:9] == ["│ before", "│ What a loop teaches.", "│ after"]

    play(steps)


def test_the_heading_tells_progress_and_that_the_list_is_held() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.progress = (1200, 20_000)
        assert lines(pane)[0] == "│ Past selves" + " " * 12 + "reading 1,200 / 20,000"
        assert lines(pane)[1] == "│ ━━" + "─" * 43
        pane.progress = None
        pane.held = True
        pane.mark = "rev 12"
        assert lines(pane)[0].endswith("rev 12 · held") and lines(pane)[1] == "│"
        pane.heading = "Links"
        assert lines(pane)[0].startswith("│ Links")

    play(steps)


def test_clicks_select_and_a_second_one_says_so() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS[:2])
        await pilot.click(Pane, offset=(10, 9))
        assert pane.selected == 1
        await pilot.click(Pane, offset=(10, 12))
        await pilot.click(Pane, offset=(10, 25))
        await pilot.click(Pane, offset=(10, 0))
        pane.choices([("a", ""), ("b", "")])
        await pilot.click(Pane, offset=(10, 3))
        pane.preview(HITS[0], None)
        await pilot.click(Pane, offset=(10, 3))

    assert play(steps).clicks == [(1, False), (1, True), (1, False)]


def test_the_wheel_moves() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        for wheel in [events.MouseScrollDown] * 3 + [events.MouseScrollUp]:
            pane.post_message(wheel(pane, 5, 5, 0, 0, 0, False, False, False))
        await pilot.pause()
        assert pane.selected == 1

    assert play(steps).moves == 4


def test_ages_follow_now() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS[:1])
        pane.now = datetime(2031, 3, 5)
        assert lines(pane)[2].endswith("10 years ago")

    play(steps)


@pytest.mark.parametrize("size", [(20, 30), (20, 1), (21, 2), (40, 5), (8, 9), (1, 1), (200, 60)])
def test_any_size(size: tuple[int, int]) -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert [pane.render_line(y).cell_length for y in range(size[1])] == [size[0]] * size[1]
        assert on_screen(pane) == lines(pane)
        shows: list[Callable[[], None]] = [
            lambda: pane.move(+3),
            lambda: pane.preview(HITS[0], "x\n" * 90 + HITS[0].text),
            lambda: pane.choices([("left " * 9, "right " * 9)] * 70, 69),
            lambda: pane.say("nothing from before on this"),
            lambda: setattr(pane, "progress", (1200, 20_000)),
        ]
        for show in shows:
            show()
            await pilot.pause()
            assert [pane.render_line(y).cell_length for y in range(size[1])] == [size[0]] * size[1]
            assert on_screen(pane) == lines(pane)

    play(steps)


def test_a_card_is_shown_even_in_three_rows() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        pane.selected = 2
        assert lines(pane) == ["▌ 3 three", "▌   What a loop teaches.", "▌   4 years ago · loop"]

    play(steps, size=(30, 3))


def test_another_theme_paints_the_cards_anew() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        pane.show(HITS)
        pane.selected = 0
        await pilot.pause()
        before = [list(pane.render_line(y)) for y in (2, 3, 9)]
        for theme in ("textual-light", "ansi-dark", "nord"):
            pane.app.theme = theme
            await pilot.pause()
            after = [list(pane.render_line(y)) for y in (2, 3, 9)]
            assert all(new != old for new, old in zip(after, before, strict=True))
            before = after

    play(steps)


HOSTILE = "\x1b]52;c;aGk=\x07 \x9b2J \u202e \ud800 [/x] [@click=app.quit] \x00 loop"


def test_nothing_in_a_note_reaches_the_terminal_as_a_control() -> None:
    async def steps(pane: Pane, pilot: Pilot[None]) -> None:
        bad = Hit(
            HOSTILE, HOSTILE, NOW, 1, HOSTILE, 0, 9, ((0, 3),), (Reason(HOSTILE, 1),), (HOSTILE,), HOSTILE
        )
        shows: list[Callable[[], None]] = [
            lambda: pane.show([bad, replace(bad, label="")]),
            lambda: pane.preview(bad, HOSTILE),
            lambda: pane.choices([(HOSTILE, HOSTILE)], 0),
            lambda: pane.say(HOSTILE),
            lambda: setattr(pane, "mark", HOSTILE),
            lambda: setattr(pane, "heading", HOSTILE),
        ]
        for show in shows:
            show()
            await pilot.pause()
            assert all(line.isprintable() for line in lines(pane))
            if show is not shows[4]:  # which does not fit beside the heading
                assert any("[/x] [@click=app.quit]" in line for line in lines(pane))

    play(steps, size=(110, 30))
