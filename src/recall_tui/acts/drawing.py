"""A picture of the graph as SVG, and as a page of HTML that needs nothing else.

Names of notes are the only thing in it that others wrote. They stand in text and attributes alone, escaped,
with a blank for each character that is none to see.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import numpy as np

from recall_tui.acts.picturing import Picture

ROOM = 40.0
"""Around it all."""
FILES = Path(__file__).parent
LETTERS = 150
"""So many letters would fit beside each other in the smallest writing."""
LEVELS = (1, 2, 4, 8)
"""How much larger than as a whole a page is shown before more labels come up."""
LABELS = 80
"""So many titles are shown on a picture as a whole, and four times as many at each level further in."""
LONGEST = 34
"""Longer titles are cut in labels."""
_BEND = 0.12


def svg(picture: Picture) -> str:
    """The picture as a file of its own, with the labels for which there is room."""
    style = f"<style>{_file('graph.css')}</style>"
    return "\n".join(["".join(_svg(picture, style, LEVELS[:1], told=True)), ""])


def html(picture: Picture) -> str:
    """The picture as a page to move about in; more labels come up where one looks closer."""
    drawn = "".join(_svg(picture, "", LEVELS, told=False))
    parts = {"CSS": _file("graph.css"), "SVG": drawn, "TOLD": escape(picture.told()), "JS": _file("graph.js")}
    page = _file("graph.html")
    pieces = page.split("@@")  # names may hold what stands for a part
    return "".join(parts.get(piece, piece) if i % 2 else piece for i, piece in enumerate(pieces))


def _svg(picture: Picture, style: str, levels: Sequence[int], *, told: bool) -> Iterator[str]:
    places, sizes = picture.places, picture.sizes
    if len(places):
        low, high = (places - sizes[:, np.newaxis]).min(axis=0), (places + sizes[:, np.newaxis]).max(axis=0)
    else:
        low, high = np.zeros(2), np.array([400.0, 100.0])
    letter = max(9.0, float((high - low).max()) / LETTERS * 1.6)
    low, high = low - ROOM - 2 * letter, high + ROOM + 2 * letter
    (left, top), (width, height) = low, high - low
    yield '<svg xmlns="http://www.w3.org/2000/svg" role="img"'
    yield f' viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}">\n{style}'
    if told:
        yield f"<title>{escape(picture.told())}</title>\n"
    for source, target in picture.links:
        bent = _curve(places[source], places[target])
        yield f'<path class="link" data-of="{source} {target}" d="{bent}"/>\n'
    for line in picture.threads:
        numbers = " ".join(map(str, line))
        yield f'<path class="thread" data-of="{numbers}" d="{_through(places[line])}"/>\n'
    posted = {note for line in picture.threads for note in line}
    begins = {line[0] for line in picture.threads} - {note for line in picture.threads for note in line[1:]}
    for i, (x, y) in enumerate(places.tolist()):
        kind = "note begins" if i in begins else "note posted" if i in posted else "note"
        title = (
            f"{visible(picture.titles[i])} — {visible(picture.paths[i])}, {picture.backlinks[i]:,} backlinks"
        )
        yield f'<circle class="{kind}" data-n="{i}" cx="{x:.1f}" cy="{y:.1f}" r="{sizes[i]:.1f}">'
        yield f"<title>{escape(title)}</title></circle>\n"
    yield from _labels(picture, begins, letter, levels)
    if told:
        x, y = left + letter, top + height - letter
        yield f'<text class="told" x="{x:.0f}" y="{y:.0f}" font-size="{letter:.1f}">'
        yield f"{escape(picture.told())}</text>\n"
    yield "</svg>"


def _labels(picture: Picture, begins: set[int], letter: float, levels: Sequence[int]) -> Iterator[str]:
    """The titles of those notes for which there is room, hubs and beginnings of threads first.

    Room is looked for at each level; a page shows a label from its level on, as large on the screen as then.
    """
    waiting = sorted(range(len(picture.titles)), key=lambda i: (-picture.backlinks[i] - 8 * (i in begins), i))
    taken = np.empty((0, 4))
    for level in levels:
        taken, left = _smaller(taken), []
        for i in waiting:
            size = letter / level * (1 + min(0.9, picture.backlinks[i] / 40))
            x, y = picture.places[i][0], picture.places[i][1] + picture.sizes[i]
            words = _cut(visible(picture.titles[i]).strip())
            half = size * 0.29 * sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in words)
            box = np.array([x - half, y, x + half, y + size * 1.3])
            if not words or len(taken) >= LABELS * level**2 or _meets(box, taken):
                left.append(i)
                continue
            taken = np.concatenate([taken, [box]])
            kind = ' class="begins-here"' if i in begins else ""
            yield f'<text{kind} data-n="{i}" data-z="{level}" x="{x:.1f}" y="{y:.1f}" dy="1.05em"'
            yield f' font-size="{size:.1f}">{escape(words)}</text>\n'
        waiting = left


def _smaller(boxes: np.ndarray) -> np.ndarray:
    """Labels at the next level, where they take half the room on the picture."""
    middle = (boxes[:, [0]] + boxes[:, [2]]) / 2
    half = (boxes[:, [2]] - boxes[:, [0]]) / 4
    return np.hstack([middle - half, boxes[:, [1]], middle + half, (boxes[:, [1]] + boxes[:, [3]]) / 2])


def _meets(box: np.ndarray, others: np.ndarray) -> bool:
    return bool(
        (
            (others[:, 0] < box[2])
            & (others[:, 2] > box[0])
            & (others[:, 1] < box[3])
            & (others[:, 3] > box[1])
        ).any()
    )


def _curve(one: np.ndarray, other: np.ndarray) -> str:
    """A line that is a little bent."""
    (x, y), (to_x, to_y) = one, other
    bend_x = (x + to_x) / 2 - (to_y - y) * _BEND
    bend_y = (y + to_y) / 2 + (to_x - x) * _BEND
    return f"M{x:.1f} {y:.1f}Q{bend_x:.1f} {bend_y:.1f} {to_x:.1f} {to_y:.1f}"


def _through(points: np.ndarray) -> str:
    """A smooth line through all of these (Catmull and Rom's, as Bézier's)."""
    around = np.concatenate([points[:1], points, points[-1:]])
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(1, len(points)):
        before, one, other, after = around[i - 1 : i + 3]
        leaves, comes = one + (other - before) / 6, other - (after - one) / 6
        parts.append(
            f"C{leaves[0]:.1f} {leaves[1]:.1f} {comes[0]:.1f} {comes[1]:.1f} {other[0]:.1f} {other[1]:.1f}"
        )
    return "".join(parts)


def visible(name: str) -> str:
    """A name with a blank for each character that is none to see."""
    return "".join(char if char.isprintable() else " " for char in name)


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"


def _file(name: str) -> str:
    return (FILES / name).read_text("utf-8").strip()
