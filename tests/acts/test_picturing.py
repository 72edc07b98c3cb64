"""The graph as a picture: what is in it, where, and that no name of a note is more than text in it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from acting import opened
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.acts.drawing import html, svg, visible
from recall_tui.acts.picturing import Picture, picture
from recall_tui.acts.placing import place

SPACE = "{http://www.w3.org/2000/svg}"
THREAD = {
    "a.md": "---\ndate: 2021-01-01\n---\n# A <b>beginning</b>\n",
    "b.md": '---\ndate: 2021-01-02\nprev: "[[a]]"\n---\n',
    "c.md": '---\ndate: 2021-01-04\nprev: "[[b]]"\n---\n[[hub]]\n',
    "d.md": '---\ndate: 2021-01-03\nprev: "[[b]]"\n---\n[[hub]] [[b]]\n',
    "e.md": '---\ndate: 2021-01-05\nprev: "[[d]]"\n---\n',
    "hub.md": "",
    "far.md": "[[near]]",
    "near.md": "",
    "alone.md": "",
}


def lines(found: Picture) -> list[list[str]]:
    return [[found.paths[note] for note in line] for line in found.threads]


def drawn(found: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(svg(found))


# Places


@settings(max_examples=20)
@given(st.integers(0, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_every_point_has_a_place_of_its_own_and_always_the_same(
    count: int, joined: list[tuple[int, int]]
) -> None:
    pairs = np.array(
        [(a % count, b % count) for a, b in joined if a % count != b % count] if count else [], np.int64
    )
    sizes = np.linspace(4, 20, count)
    places = place(count, pairs.reshape(-1, 2), sizes)
    assert places.shape == (count, 2) and np.isfinite(places).all()
    assert len(np.unique(places.round(3), axis=0)) == count
    assert (places == place(count, pairs.reshape(-1, 2), sizes)).all()


def test_what_is_joined_lies_near_and_what_is_not_lies_apart() -> None:
    ring = [(i, (i + 1) % 400) for i in range(400)]
    chords = [(i, (i + step) % 400 if i < 200 else i) for i in range(200) for step in (2, 3)]
    pairs = np.array([(a, b) for a, b in [*ring, *chords, (400, 401)] if a != b], np.int64)
    places = place(402, pairs, np.full(402, 4.0))
    lengths = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    rng = np.random.default_rng(1)
    any_two = np.hypot(*(places[rng.permutation(402)] - places).T)
    assert np.median(lengths) * 4 < np.median(any_two)
    others = np.hypot(*(places[:400] - places[400]).T)
    assert others.min() > lengths[-1]


# What is in it


def test_threads_are_lines_that_fork_and_links_join_the_rest(tmp_path: Path) -> None:
    found = picture(opened(tmp_path, THREAD))
    assert lines(found) == [["a.md", "b.md", "d.md", "e.md"], ["b.md", "c.md"]]
    links = {(found.paths[a], found.paths[b]) for a, b in found.links}
    assert links == {("c.md", "hub.md"), ("d.md", "hub.md"), ("far.md", "near.md")}
    assert found.told() == "9 notes, 7 links, 1 thread. Not drawn: 1 without any link or thread."
    sizes = dict(zip(found.paths, found.sizes.tolist(), strict=True))
    assert sizes["hub.md"] > sizes["near.md"] > sizes["far.md"]


def test_of_too_many_notes_those_with_the_fewest_links_are_left_out(tmp_path: Path) -> None:
    found = picture(opened(tmp_path, THREAD), most=5)
    assert "far.md" not in found.paths and "b.md" in found.paths and len(found.paths) == 5
    assert found.told().endswith(" Not drawn: 3 more that have the fewest links.")


def test_a_circle_has_an_end(tmp_path: Path) -> None:
    notes = {
        f"{a}.md": f'---\ndate: 2021-01-0{i}\nprev: "[[{b}]]"\n---\n'
        for i, (a, b) in enumerate(("ac", "ba", "cb"), 1)
    }
    assert lines(picture(opened(tmp_path, notes))) == [["a.md", "b.md", "c.md"]]


def test_a_folder_without_links_is_told_too(tmp_path: Path) -> None:
    found = picture(opened(tmp_path, {"a.md": "x", "b.md": "y"}))
    assert found.told() == "2 notes, 0 links, 0 threads. Not drawn: 2 without any link or thread."
    assert found.told() in svg(found) and found.told() in html(found)


# The drawing


def test_each_note_is_a_circle_with_its_name_and_hubs_and_beginnings_are_labelled(tmp_path: Path) -> None:
    found = picture(opened(tmp_path, THREAD))
    root = drawn(found)
    circles = root.findall(f"{SPACE}circle")
    assert [circle.findtext(f"{SPACE}title") for circle in circles][found.paths.index("a.md")] == (
        "A <b>beginning</b> — a.md, 1 backlinks"
    )
    labels = {label.text for label in root.findall(f"{SPACE}text")}
    assert {"hub", "A <b>beginning</b>"} <= labels
    assert [path.get("class") for path in root.findall(f"{SPACE}path")] == ["link"] * 3 + ["thread"] * 2
    x, y, width, height = map(float, str(root.get("viewBox")).split())
    for circle in circles:
        assert x < float(str(circle.get("cx"))) < x + width and y < float(str(circle.get("cy"))) < y + height


@pytest.mark.parametrize(
    "title",
    [
        "</script><script>alert(1)</script>",
        "</title></style><img src=x onerror=alert(1)>",
        "\"' onload=alert(1) &amp; <",
        "@@JS@@ ]]> @@SVG@@",
        "\x1b[31mred \x00 \ud800 \ufffe \u202e evil",
    ],
)
def test_a_name_is_never_more_than_text(title: str) -> None:
    found = two(title)
    first = drawn(found).find(f"{SPACE}circle")
    assert first is not None and str(first.findtext(f"{SPACE}title")).startswith(visible(title))
    assert tags(html(found)) == tags(html(two("A plain one")))
    assert all(char.isprintable() or char == "\n" for char in html(found))


def two(title: str) -> Picture:
    """Two notes, the first of this name."""
    places, sizes = np.array([[0.0, 0.0], [90.0, 0.0]]), np.full(2, 4.0)
    return Picture([title, "b.md"], [title, "B"], [1, 0], places, sizes, [(1, 0)], [[0, 1]], (2, 1, 1), 0, 0)


def tags(page: str) -> list[tuple[str, list[str]]]:
    """The elements of a page with the names of their attributes, and what its scripts say."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.append((tag, [name for name, _ in attributes]))

        def handle_data(self, data: str) -> None:
            if found and found[-1][0] in ("script", "style"):
                found.append((data, []))

    Reader().feed(page)
    return found


def test_a_page_asks_for_nothing_but_itself(tmp_path: Path) -> None:
    page = html(picture(opened(tmp_path, THREAD)))
    assert "default-src 'none'" in page
    assert [
        part for part in ("src=", "href=", "@import", "url(", "fetch(", "innerHTML") if part in page
    ] == []
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert "prefers-color-scheme: dark" in page
