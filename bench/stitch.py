"""What compiling essays takes: of many embeds, of deep ones, of a large one, and of one that would never end.

python -m bench.stitch FOLDER     prints the figures as JSON; it writes notes into FOLDER
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from bench.inside import opened
from bench.keys import environment, inside_process
from bench.tables import Rows
from recall_tui.acts.outlining import outline
from recall_tui.acts.stitching import compiled
from recall_tui.acts.suggesting import gaps, missing
from recall_tui.acts.tracing import trace
from recall_tui.errors import EssayError
from recall_tui.essays.parts import move
from recall_tui.essays.provenance import read
from recall_tui.folder.scan import scan
from recall_tui.notebook import Notebook

EMBEDS = (50, 500, 2_000)
DEEP = 1_000
LARGE = 1_000_000
"""Characters of a large note."""
TIMES, LONG = 3, 500.0
"""How often each is done, and after how many milliseconds once is enough."""
ESSAY = "bench-essay"

Figures = dict[str, list[float]]
"""By what is done: milliseconds for each of `EMBEDS`, or one figure for an essay of its own."""


def measure(folder: Path, place: Path, options: argparse.Namespace) -> Iterator[Rows]:
    """The tables of a folder."""
    figures: Figures = inside_process("bench.stitch", folder, env=environment(place))
    head = ["milliseconds of processor time", *(f"{count:,} embeds" for count in EMBEDS)]
    yield [head, *([name, *map(_shown, each)] for name, each in figures.items() if len(each) > 1)]
    yield [
        ["one essay", "milliseconds of processor time"],
        *([name, _shown(each[0])] for name, each in figures.items() if len(each) == 1),
    ]


def figures(folder: Path) -> Figures:
    """Compile essays of a folder's notes, and say how long that took."""
    names = sorted(found.path for found in scan(folder, []))
    for count in EMBEDS:
        embeds = (f"![[{names[n % len(names)]}]]" for n in range(count))
        _write(folder, f"{ESSAY}-{count}", "# All\n\n" + "\n\n".join(embeds))
    for n in range(DEEP):
        _write(folder, f"{ESSAY}-deep-{n}", f"# {n}\n\n![[{ESSAY}-deep-{n + 1}]]" if n + 1 < DEEP else "End.")
    for n in range(10):
        _write(folder, f"{ESSAY}-grows-{n}", f"![[{ESSAY}-grows-{n + 1}]]\n" * 10 if n < 9 else "Word.")
    _write(folder, f"{ESSAY}-large", "A paragraph of [[some]] few words. ^id\n\n" * (LARGE // 40))
    _write(folder, f"{ESSAY}-of-large", f"![[{ESSAY}-large]]")
    notebook, _ = opened(folder)
    found: Figures = {}
    for count in EMBEDS:
        path = f"{ESSAY}-{count}.md"
        text = notebook.text(path)
        written = compiled(notebook, path, sources="comments").data.decode("utf-8", "replace")
        seen = outline(notebook, path)
        done: dict[str, Callable[[], object]] = {
            "to Markdown": lambda path=path: compiled(notebook, path, sources="comments"),  # type: ignore[misc]
            "to a page": lambda path=path: compiled(notebook, path, "html", sources="footnotes"),  # type: ignore[misc]
            "outline": lambda path=path: outline(notebook, path),  # type: ignore[misc]
            "move a part": lambda text=text: move(text, 1, 20),  # type: ignore[misc]
            "what is missing": lambda path=path, seen=seen: missing(notebook, path, seen, 9),  # type: ignore[misc]
            "each gap": lambda path=path, seen=seen: list(gaps(notebook, path, seen, 3)),  # type: ignore[misc]
            "trace": lambda written=written: list(trace(notebook, read(written))),  # type: ignore[misc]
        }
        for name, act in done.items():
            found.setdefault(name, []).append(_took(act))
        found["each gap"][-1] /= count
    for name, path in (
        (f"embeds {DEEP:,} deep", f"{ESSAY}-deep-0.md"),
        ("a note of a megabyte", f"{ESSAY}-of-large.md"),
        ("ten times ten times …, until refused", f"{ESSAY}-grows-0.md"),
    ):
        found[name] = [_took(lambda path=path: _tried(notebook, path))]  # type: ignore[misc]
    return found


def _tried(notebook: Notebook, path: str) -> None:
    try:
        compiled(notebook, path)
    except EssayError:
        return


def _took(act: Callable[[], object]) -> float:
    """Milliseconds of processor time, the median of a few."""
    times = []
    gc.collect()
    gc.disable()  # as the command does while it compiles
    for _ in range(TIMES):
        began = process_time()
        act()
        times.append(1000 * (process_time() - began))
        if times[0] > LONG:
            break
    gc.enable()
    return median(times)


def _write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.md").write_text(text + "\n", "utf-8")


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


if __name__ == "__main__":
    print(json.dumps(figures(Path(sys.argv[1]))))
