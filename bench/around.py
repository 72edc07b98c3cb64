"""What it takes to find what lies around a note: links, mentions, its thread, its neighbours on the map.

python -m bench.around FOLDER     prints the table as JSON; it adds notes to FOLDER

Each is asked of notes of chance, of the notes that most others link to, and of notes of one long thread,
whose posts all link to one note. The thread is made for the purpose, so that folders can be compared. Texts
are read from files in the system's cache, and nothing is kept from one question to the next. Each question is
asked three times, and the least time counts: other programs take some of the others.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TypeVar

import numpy as np

from bench.inside import opened
from bench.keys import environment, inside_process
from bench.tables import Rows, percentiles
from recall_tui.acts.around import around
from recall_tui.acts.linked import Mentions, backlinks, mentioned, outgoing
from recall_tui.notebook import Notebook

T = TypeVar("T")

ASKED = 200
"""So many notes of each kind are asked about."""
SHOWN = 50
"""So many of each kind a tab shows."""
POSTS = 5_000
"""The length of the thread that is made."""
TRIES = 3
FORKED = 20
"""Each post of so many is continued twice."""
PLACE = "made-thread"


def add_thread(folder: Path) -> None:
    """A long thread with forks, in a folder of its own; all its posts link to one note."""
    where = folder / PLACE
    where.mkdir()
    (where / "made-hub.md").write_text("---\ndate: 2003-01-01\n---\n# What all posts link to\n", "utf-8")
    for i in range(POSTS):
        prev = f'prev: "[[{PLACE}/post-{i - 1}]]"\n' if i else ""
        text = f"---\ndate: 2003-01-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}\n{prev}---\n"
        (where / f"post-{i}.md").write_text(f"{text}Post {i}, see [[made-hub]].\n", "utf-8")
        if i % FORKED == 1:
            (where / f"fork-{i}.md").write_text(f"---\ndate: 2003-02-01\n{prev}---\nOr so.\n", "utf-8")


def table(folder: Path) -> Rows:
    """Milliseconds for each question, of each kind of note."""
    add_thread(folder)
    notebook, _ = opened(folder)
    view, links, threads = notebook.engine.view, notebook.engine.links, notebook.engine.threads
    rng = Random(6)
    hubs = np.argsort(-links.counts(view.nodes), kind="stable")[:ASKED].tolist()
    line = threads.thread(f"{PLACE}/post-0.md")
    kinds = (
        [view.path(note) for note in _some(rng, view.notes())],
        [view.path(note) for note in hubs],
        _some(rng, line.notes if line else ()),
    )
    questions: dict[str, Callable[[str], object]] = {
        "its own links": lambda path: outgoing(notebook, path),
        "backlinks, the first 50": lambda path: list(islice(backlinks(notebook, path), SHOWN)),
        "mentions of it, those found at once": lambda path: Mentions(notebook, path).more(),
        "mentions of it, all up to 50": lambda path: _mentions(notebook, path),
        "mentions in it": lambda path: mentioned(notebook, notebook.text(path), path),
        "its thread": threads.thread,
        "its neighbours on the map": lambda path: around(notebook, path),
    }
    head = [f"{kind}, {figure}" for kind in ("any notes", "hubs", "long thread") for figure in ("p50", "p99")]
    rows = [[f"ms, {len(notebook):,} notes", *head]]
    for name, ask in questions.items():
        spread = [percentiles(_times(notebook, ask, paths)) for paths in kinds]
        rows.append([name, *(f"{figures[i]:.2f}" for figures in spread for i in (0, 2))])
    return rows


def _some(rng: Random, notes: Sequence[T]) -> list[T]:
    return rng.sample(notes, min(ASKED, len(notes)))


def _mentions(notebook: Notebook, path: str) -> None:
    looking = Mentions(notebook, path)
    while not looking.done and len(looking.found) < SHOWN:
        looking.more()


def _times(notebook: Notebook, ask: Callable[[str], object], paths: Sequence[str]) -> list[float]:
    """Milliseconds of each question, the texts of notes read anew."""
    ask(paths[0])  # what the first one prepares for all others
    gc.disable()  # as in the program
    times = []
    for path in paths:
        tries = []
        for _ in range(TRIES):
            notebook._texts.clear()
            began = perf_counter()
            ask(path)
            tries.append(1000 * (perf_counter() - began))
        times.append(min(tries))
    return times


def measure(folder: Path, place: Path, options: argparse.Namespace) -> Iterator[Rows]:
    """The table of one folder, which gets notes added; caches are kept in `place`."""
    yield inside_process("bench.around", folder, env=environment(place))


if __name__ == "__main__":
    print(json.dumps(table(Path(sys.argv[1]))))
