"""What the notebook behind the screen costs: reading a folder, one answer, one saved note, memory.

python -m bench.inside FOLDER WORDS     prints the figures as JSON; it saves notes in FOLDER
python -m bench.inside FOLDER           prints only how many seconds reading took
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import TypedDict

from bench.memory import memory
from bench.pile import DRAFTS, drafts
from recall_tui.config import load_settings
from recall_tui.folder.scan import scan
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft

SAVES = 9


class Inside(TypedDict):
    """The figures, times in milliseconds but for `reading`."""

    notes: int
    reading: float
    """Seconds until the folder is read, its files in the system's cache: longer where no index is kept."""
    answers: dict[str, list[float]]
    """Words of the draft → the time of each answer."""
    saving: float
    """One note put on disk and into the index."""
    after_saving: float
    """The first answer after that."""
    memory: float
    """MiB held once the folder is read."""
    memory_typed: float
    """MiB held once the drafts are typed."""


def opened(folder: Path) -> tuple[Notebook, float]:
    """A folder's notebook, and in how many seconds it was read."""
    notebook = Notebook(folder, load_settings())
    _ = notebook.engine  # its import is no part of reading
    began = perf_counter()
    notebook.load()
    return notebook, perf_counter() - began


def measure(folder: Path, total: int) -> Inside:
    """Measure a folder, typing `total` words in drafts of each length; some notes get a line more."""
    notebook, reading = opened(folder)
    held = memory()
    answers: dict[str, list[float]] = {}
    draft = ""
    for words in (words for words in DRAFTS if words <= total):
        times = answers[str(words)] = []
        for draft in drafts(folder, words, total):
            # One paragraph, so that all its words count: the most a draft of this length can cost.
            times += [_answer(notebook, draft[:end]) for end in range(1, len(draft) + 1)]
    held_typed = memory()
    saving, after = [], []
    paths = sorted(found.path for found in scan(folder, []))
    for path in Random(5).sample(paths, min(SAVES, len(paths))):
        file = notebook.read(path)
        began = perf_counter()
        notebook.save(file, file.text + "\nSeen again.\n")
        saving.append(1000 * (perf_counter() - began))
        after.append(_answer(notebook, draft))
    return Inside(
        notes=len(notebook),
        reading=reading,
        answers=answers,
        saving=median(saving),
        after_saving=median(after),
        memory=held,
        memory_typed=held_typed,
    )


def _answer(notebook: Notebook, text: str) -> float:
    draft = Draft([text], 0, len(text), typing=True)
    began = perf_counter()
    notebook.recall(draft, leave_out=frozenset())
    return 1000 * (perf_counter() - began)


if __name__ == "__main__":
    folder, *words = sys.argv[1:]
    print(json.dumps(measure(Path(folder), int(words[0])) if words else opened(Path(folder))[1]))
