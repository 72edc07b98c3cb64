"""recall, as it is compared with other engines: the one place in the bench that knows recall's inside.

`Whole` is all that a key costs behind the screen. `Sums` is the first stage alone: the kept sums of all
notes and the best of them, the part that other engines do too.

python -m bench.stage FOLDER PLACE WORDS     see `prepare`; the folder's index is kept already
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event, Thread

from bench.pile import DRAFTS, drafts
from recall_tui.config import load_settings
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft

PASTES = 5
"""So many drafts of the longest kind are pasted."""
CHANGES = 5
"""So many notes are changed."""


class Whole:
    """A notebook, asked as the pane asks it."""

    every_key = True

    def __init__(self, folder: Path) -> None:
        """Open what is kept of a folder; answers are there before its files have been looked at."""
        self._notebook = Notebook(folder, load_settings())
        ready = Event()
        self._loading = Thread(target=self._load, args=(ready,), daemon=True)
        self._loading.start()
        ready.wait()

    def _load(self, ready: Event) -> None:
        try:
            self._notebook.load(progress=lambda done, total: ready.set())
        finally:
            ready.set()

    @staticmethod
    def build(folder: Path) -> None:
        """Read a folder for the first time and keep what is known of it."""
        Notebook(folder, load_settings()).load()

    def settle(self) -> None:
        """Wait until the folder has been looked at."""
        self._loading.join()

    def answer(self, text: str, terms: Mapping[str, float]) -> object:
        """What is shown for a draft with the cursor at its end."""
        return self._notebook.recall(_draft(text), leave_out=frozenset())

    def change(self, number: int, path: str, terms: str) -> None:
        """Save a note with a line more."""
        file = self._notebook.read(path)
        self._notebook.save(file, file.text + "\nSeen again.\n")


class Sums:
    """The first stage over a notebook's index."""

    every_key = False
    change = None

    def __init__(self, folder: Path) -> None:
        from recall_tui.recall.bm25 import WEIGHT_ONE

        notebook = Notebook(folder, load_settings())
        notebook.load()
        self._one = WEIGHT_ONE
        self._ranking = notebook.engine._current()

    def answer(self, text: str, terms: Mapping[str, float]) -> object:
        """The numbers of the best two hundred notes for weighted terms."""
        ranking = self._ranking
        sums = ranking._kept.update({term: round(weight * self._one) for term, weight in terms.items()})
        return ranking._best(sums)

    def settle(self) -> None:
        pass


def _draft(text: str) -> Draft:
    """A draft of one paragraph that is being typed."""
    return Draft([text], 0, len(text), typing=True)


def prepare(folder: Path, place: Path, total: int) -> None:
    """Write what is asked, and what the other engines index, to files.

    notes.txt: a note's terms a line, as recall takes them. drafts.json: for each length drafts of `total`
    words in all, with the keys that change the query; drafts that are pasted; notes that are changed.
    first.json: a draft of 30 words with its terms.
    """
    from recall_tui.recall.bm25 import WEIGHT_ONE

    notebook = Notebook(folder, load_settings())
    notebook.load()
    view, reader = notebook.engine.view, notebook.engine._reader
    known: set[str] = set()
    step = max(1, len(notebook) // CHANGES)
    changed: list[tuple[int, str, str]] = []
    with (place / "notes.txt").open("w", encoding="utf-8") as out:
        for number, note in enumerate(view.notes()):
            terms = view.terms(note)
            known.update(terms)
            line = " ".join(terms)
            out.write(line + "\n")
            if number % step == step // 2:
                changed.append((number, view.path(note), line))

    def weighed(text: str) -> dict[str, float]:
        weights = reader.read(_draft(text)).weights
        return {term: weight / WEIGHT_ONE for term, weight in weights.items() if term in known}

    def changes(text: str) -> Iterator[tuple[int, dict[str, float]]]:
        """After which keys the query is another: the weights that changed, 0 for a term that went."""
        before: dict[str, float] = {}
        for end in range(1, len(text) + 1):
            now = weighed(text[:end])
            if now != before:
                gone = dict.fromkeys(before.keys() - now.keys(), 0.0)
                yield end, gone | {term: w for term, w in now.items() if before.get(term) != w}
            before = now

    longest = DRAFTS[-1]
    lengths = [n for n in DRAFTS if n <= total]
    typed = {n: [{"text": d, "changes": dict(changes(d))} for d in drafts(folder, n, total)] for n in lengths}
    pasted = [
        {"text": text, "terms": weighed(text)}
        for text in drafts(folder, longest, longest * (PASTES + 1))[1:]  # the first is typed
    ]
    first = drafts(folder, DRAFTS[0], DRAFTS[0])[0]
    (place / "drafts.json").write_text(json.dumps({"typed": typed, "pasted": pasted, "changed": changed}))
    (place / "first.json").write_text(json.dumps({"text": first, "terms": weighed(first)}))


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
