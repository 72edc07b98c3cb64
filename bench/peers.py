"""recall beside other engines, over the same notes and the same terms: the tables of one folder."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from bench.engines import ENGINES
from bench.keys import ROOT, environment
from bench.tables import Rows, percentiles
from bench.trial import SUMS, WHOLE, Asked, Built

NEEDS = {"tantivy": ["tantivy"], "bm25s": ["bm25s", "numba"], "rank-bm25": ["rank_bm25"]}
"""What is imported for an engine; FTS5 comes with Python."""
MOST = {"rank-bm25": 200_000}
"""With more notes, these take more memory than most machines have."""
STARTS = 3
FEW = 20
"""Of fewer keys there is no p99."""


class Measured(NamedTuple):
    """All that is known of one engine over one folder."""

    started: float
    """Seconds from the start of the process to the first answer."""
    asked: Asked
    built: Built | None
    """None where it was not measured: the first stage uses recall's own index."""
    disk: float
    """MiB of the index."""


def measure(folder: Path, place: Path, options: argparse.Namespace) -> Iterator[Rows]:
    """The tables of one folder, some of whose notes are changed; all else is kept in `place`."""
    work = place / "peers"
    shutil.rmtree(work, ignore_errors=True)
    env = {**os.environ, **environment(work)}
    whole = _built(WHOLE, folder, work, env)
    command = [sys.executable, "-m", "bench.stage", str(folder), str(work), str(options.words)]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    with (work / "notes.txt").open("rb") as lines:
        notes = sum(1 for _ in lines)
    there = [name for name in ENGINES if all(map(find_spec, NEEDS.get(name, [])))]
    names = [name for name in there if notes <= MOST.get(name, notes)]
    built = {WHOLE: whole, SUMS: None, **{name: _built(name, folder, work, env) for name in names}}
    found = {name: _measured(name, folder, work, env, options.seconds, b) for name, b in built.items()}
    yield _keys("ms for a key that changes the query", found, _changing)
    yield _keys("ms for any key", found, _any)
    yield _rest(found)
    if left_out := [name for name in ENGINES if name not in names]:
        whys = ("too many notes for it" if name in there else "not installed" for name in left_out)
        yield [["left out", "why"], *map(list, zip(left_out, whys, strict=True))]


def _built(name: str, folder: Path, work: Path, env: Mapping[str, str]) -> Built:
    built: Built = json.loads(_run(name, "build", folder, work, env)[1])
    return built


def _measured(
    name: str, folder: Path, work: Path, env: Mapping[str, str], seconds: float, built: Built | None
) -> Measured:
    disk = _size(work / "cache" if name in (WHOLE, SUMS) else work / name)
    started: list[float] = []
    while len(started) < STARTS - 1 and sum(started) < STARTS:
        started.append(_run(name, "first", folder, work, env)[0])
    first, said = _run(name, "ask", folder, work, env, str(seconds))
    return Measured(median([*started, first]), json.loads(said), built, disk)


def _run(
    name: str, step: str, folder: Path, work: Path, env: Mapping[str, str], *more: str
) -> tuple[float, str]:
    """Seconds until the process says that it has answered, and its last line."""
    command = [sys.executable, "-m", "bench.trial", name, step, str(folder), str(work), *more]
    began = perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first = process.stdout.readline()
        answered = perf_counter() - began
        rest = process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{name} failed to {step}.")
    return answered, rest or first


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20


def _changing(asked: Asked, words: str) -> list[float]:
    """The times of the keys that change the query."""
    return asked["keys"][words]


def _any(asked: Asked, words: str) -> list[float]:
    """The times of all keys: those asked stand for all that change the query; no other needs an answer."""
    keys, share, others = asked["keys"][words], asked["share"][words], asked["others"][words]
    same = round(len(keys) * (1 - share) / share) if share else 0
    return keys + [others[i * len(others) // same] if others else 0.0 for i in range(same)]


def _keys(title: str, found: Mapping[str, Measured], times: Callable[[Asked, str], list[float]]) -> Rows:
    """p50 and p99 for each length of draft, and how many keys that changed the query were asked."""
    lengths = list(next(iter(found.values())).asked["keys"])
    head = [f"{words} words, {cut}" for words in lengths for cut in ("p50", "p99")]
    rows = [[title, *head, "keys asked"]]
    for name, measured in found.items():
        figures = [ms for words in lengths for ms in _cuts(times(measured.asked, words))]
        asked = [len(measured.asked["keys"][words]) for words in lengths]
        rows.append([name, *figures, " + ".join(f"{n:,}" for n in asked)])
    return rows


def _cuts(times: Sequence[float]) -> list[str]:
    p50, _, p99 = percentiles(times)
    return [_ms(p50), _ms(p99) if len(times) >= FEW else ""]


def _rest(found: Mapping[str, Measured]) -> Rows:
    """What there is one figure of."""
    columns = [
        [
            "",
            "600 words pasted, ms",
            "a note changed, ms",
            "the answer after that, ms",
            "start to first answer, ms",
            "first index, s",
            "memory answering, MiB",
            "of it pages of files, MiB",
            "memory indexing, MiB",
            "on disk, MiB",
        ]
    ]
    for name, (started, asked, built, disk) in found.items():
        cells = [_middle(asked["pasted"]), _middle(asked["changing"]), _middle(asked["after"])]
        if built:
            cells += [_ms(1000 * started), f"{built['seconds']:.1f}"]
            cells += [f"{mib:,.0f}" for mib in (asked["memory"], asked["of_files"], built["memory"], disk)]
        columns.append([name, *cells, *[""] * (9 - len(cells))])
    return [list(row) for row in zip(*columns, strict=True)]


def _middle(times: Sequence[float]) -> str:
    return _ms(median(times)) if times else ""


def _ms(ms: float) -> str:
    return f"{ms:.2f}" if ms < 10 else f"{ms:,.1f}" if ms < 100 else f"{ms:,.0f}"
