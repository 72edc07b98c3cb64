"""The graph of a folder as a picture: what is in it, how large, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from recall_tui.acts.graphing import graph
from recall_tui.acts.placing import Points, place
from recall_tui.notebook import Notebook

MOST = 3_000
"""So many notes are drawn: more of them are a grey cloud, and take longer to look at than to draw."""
SMALLEST, LARGEST = 4.0, 22.0
"""Radii of notes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Notes by number, those with the most backlinks first, and what joins them."""

    paths: list[str]
    titles: list[str]
    backlinks: list[int]
    places: Points
    """(x, y) of each."""
    sizes: Points
    """The radius of each."""
    links: list[tuple[int, int]]
    """(source, target), those between neighbours in a thread left out."""
    threads: list[list[int]]
    """The notes along each line: a thread as far as it was continued first; a fork begins where it leaves."""
    counts: tuple[int, int, int]
    """How many notes, links and threads the folder has."""
    alone: int
    """Notes that no link and no thread joins to another; they are not drawn."""
    left_out: int
    """Notes that are not drawn since there are too many; of those with the fewest links, the oldest."""

    def told(self) -> str:
        """What it shows, and what it leaves out, in words."""
        told = zip(self.counts, ("note", "link", "thread"), strict=True)
        words = ", ".join(f"{count:,} {name}{'s' * (count != 1)}" for count, name in told) + "."
        if self.alone:
            words += f" Not drawn: {self.alone:,} without any link or thread."
        if self.left_out:
            words += f" Not drawn: {self.left_out:,} more that have the fewest links."
        return words


def picture(notebook: Notebook, most: int = MOST) -> Picture:
    """The picture of a folder, of at most so many notes."""
    found, threads = graph(notebook), notebook.engine.threads
    prevs = {
        threads.view.path(note): threads.view.path(prev) for note, prev in zip(*threads.pairs(), strict=True)
    }
    prevs = {path: prev for path, prev in prevs.items() if path in found.titles and prev in found.titles}
    weight = {path: found.outgoing[path] + found.backlinks[path] for path in found.titles}
    for path, prev in prevs.items():
        weight[path] += 2  # a thread is worth more than a link
        weight[prev] += 2
    joined = sorted((path for path in weight if weight[path]), key=lambda path: (-weight[path], path))
    most_joined = set(joined[:most])
    between = [*found.links, *prevs.items()]
    # A note whose neighbours are all left out says nothing.
    shown = {path for pair in between if most_joined.issuperset(pair) for path in pair}
    paths = sorted(shown, key=lambda path: (-found.backlinks[path], path))
    number = {path: i for i, path in enumerate(paths)}
    behind = {number[path]: number[prev] for path, prev in prevs.items() if path in shown and prev in shown}
    links = [
        (number[source], number[target])
        for source, target in found.links
        if source in shown and target in shown and prevs.get(source) != target and prevs.get(target) != source
    ]
    backlinks = [found.backlinks[path] for path in paths]
    sizes = np.minimum(LARGEST, SMALLEST + 1.5 * np.sqrt(np.array(backlinks, float)))
    pairs = np.array([*links, *behind.items(), *behind.items()], np.int64).reshape(-1, 2)
    return Picture(
        paths,
        [found.titles[path] for path in paths],
        backlinks,
        place(len(paths), pairs, sizes),
        sizes,
        links,
        _lines(behind, lambda i: (threads.written(paths[i]), paths[i])),
        (len(found.titles), len(found.links), len(threads.beginnings())),
        len(found.titles) - len(joined),
        len(joined) - len(paths),
    )


def _lines(behind: dict[int, int], order: Callable[[int], Any]) -> list[list[int]]:
    """The lines that threads are drawn as, given what each note continues."""
    following: dict[int, list[int]] = {}
    for note, prev in behind.items():
        following.setdefault(prev, []).append(note)
    for notes in following.values():
        notes.sort(key=order)
    lines = [[prev, notes[0]] for prev, notes in following.items() if prev not in behind]
    lines += [[prev, fork] for prev, notes in following.items() for fork in notes[1:]]
    for line in lines:
        while after := following.get(line[-1]):
            line.append(after[0])
    return sorted(lines, key=lambda line: (line[0] in behind, line))
