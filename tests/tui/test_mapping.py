"""The map laid out: everything inside, nothing over anything else, what is chosen shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rows import DATE, any_text

from recall_tui.acts.around import Around, Branch, Near
from recall_tui.tui.clean import clean_line
from recall_tui.tui.mapping import HERE, LOWEST, NARROWEST, Spot, facts, heading, lay_out, rows

nears = st.builds(Near, any_text, any_text, st.just(DATE))
several = st.lists(nears, max_size=40).map(tuple)
branches = st.builds(
    Branch, st.lists(nears, min_size=1, max_size=5).map(tuple), st.sampled_from([0, 0, 3, 12_345])
)
arounds = st.builds(
    Around,
    nears,
    st.sampled_from([None, (1, 2), (98_765, 100_000)]),
    several.map(lambda notes: notes[:12]),
    st.sampled_from([0, 0, 7, 99_999]),
    st.lists(branches, max_size=9).map(tuple),
    st.sampled_from([0, 0, 0, 1_000]),
    several,
    several,
)


def named(*names: str) -> tuple[Near, ...]:
    return tuple(Near(f"{name}.md", name, DATE) for name in names)


def one(**what: object) -> Around:
    empty: dict[str, object] = {
        "place": None,
        "above": (),
        "before": 0,
        "below": (),
        "forks": 0,
        "back": (),
        "out": (),
    }
    return Around(*named("middle"), **(empty | what))  # type: ignore[arg-type]


def drawn(around: Around, width: int, height: int, chosen: Spot = HERE) -> list[str]:
    laid = rows(lay_out(around, width, height, chosen), width, height)
    return ["".join(text for text, _, _ in row).rstrip() for row in laid]


def spots(around: Around) -> list[Spot]:
    sides = {"above": around.above[:1], "below": around.below, "back": around.back, "out": around.out}
    return [HERE, *(Spot(where, i) for where, notes in sides.items() for i in range(len(notes)))]  # type: ignore[arg-type]


@settings(max_examples=40)
@given(arounds, st.integers(0, 130), st.integers(0, 45), st.data())
def test_it_keeps_its_shape_and_shows_what_is_chosen(
    around: Around, width: int, height: int, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(spots(around)))
    laid = lay_out(around, width, height, chosen)
    taken: dict[int, list[tuple[int, int]]] = {}
    for box in (*laid.boxes, *laid.lines):
        assert clean_line(box.text) == box.text
        assert 0 <= box.y < height
        taken.setdefault(box.y, []).append((box.x, box.x + cell_len(box.text)))
    for places in taken.values():
        places.sort()
        assert places[0][0] >= 0 and places[-1][1] <= width
        assert all(one[1] <= other[0] for one, other in pairwise(places))
    for row in rows(laid, width, height):
        assert cell_len("".join(text for text, _, _ in row)) == width
    if width >= NARROWEST and height >= LOWEST and chosen.where in ("here", "back", "out"):
        assert chosen in {box.spot for box in laid.boxes}


@given(nears, st.integers(0, 100))
def test_what_is_said_of_a_note_fits(near: Near, width: int) -> None:
    assert cell_len("".join(text for text, _ in facts(near, max(20, width)))) <= max(20, width)


def test_a_thread_runs_through_and_forks_below() -> None:
    below = (Branch(named("four", "five"), 3), Branch(named("other"), 0))
    around = one(above=named("two", "one"), below=below, place=(3, 8), back=named("a", "b"), out=named("z"))
    assert drawn(around, 60, 15) == [
        "                             one",
        "                              ┃",
        "                             two",
        "                              ┃",
        "                a╶╮ ┏━━━━━━━━━━━━━━━━━━┓",
        "                b╶┴─┃      middle      ┃──╴z",
        "                    ┃    2021-03-04    ┃",
        "                    ┗━━━━━━━━━━━━━━━━━━┛",
        "               ┏━━━━━━━━━━━━━━┻━━━━━━━━━━━━━━┓",
        "             four                          other",
        "               ┃",
        "             five",
        "               ┃",
        "            3 more",
        "",
    ]


def test_what_has_no_room_is_counted() -> None:
    notes = named(*(f"n{i}" for i in range(2_000)))
    shown = drawn(one(back=notes), 60, 20)
    assert shown[-1].split("╶")[0].strip() == "1,981 older" and shown[0].strip().startswith("n0")
    shown = drawn(one(back=notes), 60, 20, Spot("back", 1_000))
    assert any(row.strip().startswith("n1000╶") for row in shown)
    newer, older = (int(shown[i].split()[0].replace(",", "")) for i in (0, -1))
    assert newer + older + 18 == 2_000
    shown = drawn(one(above=named(*"abcdefgh"), before=30), 60, 12)
    assert shown[0].strip() == "35 before"
    shown = drawn(one(below=tuple(Branch(named(str(i)), 0) for i in range(9)), forks=40), 60, 12)
    assert any(row.endswith("┓ 46 more") for row in shown)


def test_below_each_other_where_there_is_no_room_at_all() -> None:
    assert drawn(one(back=named("a")), 20, 3) == ["", "       middle", ""]
    assert drawn(one(), 60, 0) == []


def test_the_heading_counts() -> None:
    assert heading(one(back=named("a"), place=(2, 3))) == "╱ 2/3 · 1 links here"
    assert heading(one(out=named("a", "b"), forks=2)) == "2 branches · links to 2"
    assert heading(one()) == "no thread and no links"


@pytest.mark.parametrize("title", ["\x1b[31mred", "a\nb", "‮evil", "[bold]x[/]"])
def test_names_drive_no_terminal(title: str) -> None:
    around = one(out=(Near("x.md", title, DATE),))
    assert all(clean_line(row) == row for row in drawn(around, 80, 20))
