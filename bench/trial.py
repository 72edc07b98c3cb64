"""One engine in a process of its own, so that its start and its memory are its own.

python -m bench.trial NAME build FOLDER PLACE              index the notes; prints seconds and memory
python -m bench.trial NAME ask FOLDER PLACE SECONDS        answers once and says so, then is measured

FOLDER holds the notes, PLACE what `bench.stage.prepare` wrote and the indexes. Of a slow engine so many keys
are asked, evenly over the draft, as SECONDS allow for each length of draft.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Protocol, TypedDict

from bench.engines import ENGINES, Engine
from bench.memory import HELD, MOST, OF_FILES, memory

LEAST = 3
"""So many keys are asked, however long each takes."""
WHOLE, SUMS = "recall, whole answer", "recall, first stage"


class Subject(Protocol):
    """What answers keys."""

    every_key: bool
    """Whether it is to be asked after keys that leave the query as it was, too."""
    change: Callable[[int, str, str], None] | None
    """Changes the note of this number, path and terms; None where all would have to be built anew."""

    def answer(self, text: str, terms: Mapping[str, float]) -> object:
        """Answer a draft, whose terms are those."""

    def settle(self) -> None:
        """Wait for what goes on in the background."""


class Peer:
    """An engine that is asked when the query changes."""

    every_key = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        change = getattr(engine, "change", None)
        self.change = change and (lambda number, path, old: change(number, old, f"{old} seen again"))

    def answer(self, text: str, terms: Mapping[str, float]) -> object:
        return self._engine.ask(terms) if terms else []

    def settle(self) -> None:
        pass


class Built(TypedDict):
    """What `build` prints."""

    seconds: float
    memory: float
    """MiB, at most."""


class Asked(TypedDict):
    """What `ask` prints, after a first line that says that it has answered; times in milliseconds."""

    keys: dict[str, list[float]]
    """Words of the draft → the time of each key that was asked and had changed the query."""
    share: dict[str, float]
    """Of all keys, those that change the query."""
    others: dict[str, list[float]]
    """The time of the keys that leave it as it was; none where they need not be asked."""
    pasted: list[float]
    changing: list[float]
    """A note changed; empty for an engine that has to be built anew."""
    after: list[float]
    """The first answer after that."""
    memory: float
    """MiB held after the drafts."""
    of_files: float
    """Of these, pages of files."""


def build(name: str, folder: Path, place: Path) -> Built:
    """Index a folder for the first time."""
    if name == WHOLE:
        import bench.stage
        import recall_tui.recall.engine  # noqa: F401 -- its import is no part of indexing

        began = perf_counter()
        bench.stage.Whole.build(folder)
    else:
        (place / name).mkdir()
        with (place / "notes.txt").open(encoding="utf-8") as notes:
            began = perf_counter()
            ENGINES[name].build((line.rstrip("\n") for line in notes), place / name)
    return Built(seconds=perf_counter() - began, memory=memory(MOST))


def opened(name: str, folder: Path, place: Path) -> Subject:
    """An engine over what was indexed."""
    if name in ENGINES:
        return Peer(ENGINES[name](place / name))
    import bench.stage

    return bench.stage.Whole(folder) if name == WHOLE else bench.stage.Sums(folder)


def ask(subject: Subject, place: Path, seconds: float) -> Asked:
    """Type and paste drafts, then change notes."""
    subject.settle()
    first = json.loads((place / "first.json").read_text())
    told = json.loads((place / "drafts.json").read_text())
    keys, share, others = {}, {}, {}
    for words, drafts in told["typed"].items():
        keys[words], others[words] = _type(subject, drafts, seconds)
        share[words] = sum(len(d["changes"]) for d in drafts) / sum(len(d["text"]) for d in drafts)
    pasted = []
    for draft in told["pasted"]:
        _timed(subject, first["text"], first["terms"])  # what went before has other words
        pasted.append(_timed(subject, draft["text"], draft["terms"]))
    held, of_files = memory(HELD), memory(OF_FILES)
    changing, after = _change(subject, told["changed"], first) if subject.change else ([], [])
    return Asked(
        keys=keys,
        share=share,
        others=others,
        pasted=pasted,
        changing=changing,
        after=after,
        memory=held,
        of_files=of_files,
    )


def _type(subject: Subject, drafts: Sequence[Any], seconds: float) -> tuple[list[float], list[float]]:
    """The time of each key asked, of those that change the query and of the others."""
    if isinstance(subject, Peer):
        total = sum(len(draft["changes"]) for draft in drafts)
        few = [_timed(subject, *key) for key in _sampled(drafts, LEAST)]
        keys = min(total, max(LEAST, int(1000 * seconds / max(1e-3, median(few or [0.0])))))
        return [_timed(subject, *key) for key in _sampled(drafts, keys)] if keys > LEAST else few, []
    changed, others = [], []
    for text, terms, new in _keys(drafts):
        if new:
            changed.append(_timed(subject, text, terms))
        elif subject.every_key:
            others.append(_timed(subject, text, terms))
    return changed, others


def _keys(drafts: Sequence[Any]) -> Iterator[tuple[str, Mapping[str, float], bool]]:
    """Each key of each draft: the text, its terms, and whether they are others than before."""
    for draft in drafts:
        terms: dict[str, float] = {}
        for end in range(1, len(draft["text"]) + 1):
            changes = draft["changes"].get(str(end))
            if changes is not None:
                terms = {t: w for t, w in (terms | changes).items() if w}
            yield draft["text"][:end], terms, changes is not None


def _sampled(drafts: Sequence[Any], count: int) -> Iterator[tuple[str, Mapping[str, float]]]:
    """So many of the keys that change the query, evenly spread."""
    total = sum(len(draft["changes"]) for draft in drafts)
    wanted = {int((i + 0.5) * total / count) for i in range(count)}
    changing = (key for *key, new in _keys(drafts) if new)
    yield from ((text, terms) for i, (text, terms) in enumerate(changing) if i in wanted)


def _change(subject: Any, notes: Sequence[Any], first: Any) -> tuple[list[float], list[float]]:
    """Milliseconds for each note changed, and for the answer that follows."""
    changing, after = [], []
    for note in notes:
        began = perf_counter()
        subject.change(*note)
        changing.append(1000 * (perf_counter() - began))
        after.append(_timed(subject, first["text"], first["terms"]))
    return changing, after


def _timed(subject: Subject, text: str, terms: Mapping[str, float]) -> float:
    began = perf_counter()
    subject.answer(text, terms)
    return 1000 * (perf_counter() - began)


def main(name: str, step: str, folder: str, place: str, seconds: str = "10") -> None:
    if step == "build":
        print(json.dumps(build(name, Path(folder), Path(place))))
        return
    first = json.loads((Path(place) / "first.json").read_text())
    subject = opened(name, Path(folder), Path(place))
    subject.answer(first["text"], first["terms"])
    print("answered", flush=True)
    if step == "ask":
        print(json.dumps(ask(subject, Path(place), float(seconds))))


if __name__ == "__main__":
    main(*sys.argv[1:])
