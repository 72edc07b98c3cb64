"""Keystroke to paint, start, reading and single answers, beside a bare editor: the tables of one folder."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bench.inside import Inside
from bench.keystroke import WARM, Keys, Program, time_to_full_paint, type_into
from bench.pile import to_type
from bench.tables import Rows, percentiles
from recall_tui.config import as_toml, load_settings
from recall_tui.tui.recalling import READING

ROOT = Path(__file__).parents[1]
Runs = list[tuple[Keys, float]]
"""What became of the keys and how much memory was held, by round."""


def measure(folder: Path, place: Path, options: argparse.Namespace) -> Iterator[Rows]:
    """The tables of one folder. Some of its notes are changed; settings and caches are kept in `place`."""
    env = environment(place)
    programs = _recall(folder, env), Program((sys.executable, str(ROOT / "bench/bare.py")))
    text = to_type(folder, WARM + options.keys)
    typed = [[type_into(program, text, options.rate) for program in programs] for _ in range(options.rounds)]
    started = [[time_to_full_paint(program) for program in programs] for _ in range(options.starts)]
    fresh = {**env, "XDG_CACHE_HOME": str(place / "fresh")}
    shutil.rmtree(place / "fresh", ignore_errors=True)
    first: float = inside_process("bench.inside", folder, env=fresh)
    inside: Inside = inside_process("bench.inside", folder, options.words, env=fresh)
    recall, bare = (list(runs) for runs in zip(*typed, strict=True))
    yield _spread(recall, bare, inside)
    yield _single(recall, bare, [1000 * median(times) for times in zip(*started, strict=True)], inside, first)


def inside_process(module: str, *arguments: object, env: Mapping[str, str]) -> Any:
    """What a module of the bench prints as JSON, in a process of its own."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def environment(place: Path) -> dict[str, str]:
    """One's own settings, but nothing is saved while it is typed, and nothing kept outside `place`."""
    place.mkdir(parents=True, exist_ok=True)
    config = place / "config.toml"
    config.write_text(as_toml(replace(load_settings(), autosave=0.0)), "utf-8")
    kept = {f"XDG_{name}_HOME": str(place / name.lower()) for name in ("CACHE", "DATA", "STATE")}
    return {"RECALL_CONFIG": str(config), **kept}


def _recall(folder: Path, env: Mapping[str, str]) -> Program:
    return Program(
        (str(Path(sys.executable).with_name("recall")), str(folder)),
        editor=(0, 72),
        pane=(72, 120),
        busy=rf"reading [\d,]+ /|{re.escape(READING)}",
        env={**env, "RECALL_MARK": "1"},
    )


def _spread(recall: Runs, bare: Runs, inside: Inside) -> Rows:
    """What has percentiles; of the rounds, each time the median."""
    floor = _over_rounds([keys.characters for keys, _ in bare])
    character = _over_rounds([keys.characters for keys, _ in recall])
    results = _over_rounds([keys.results for keys, _ in recall])
    measured = {
        "key to paint, bare editor": floor,
        "key to paint, recall": character,
        "key to paint of the results": results,
        **{f"one answer, draft of {n} words": percentiles(ms) for n, ms in inside["answers"].items()},
    }
    rows = [[name, *(f"{ms:.2f}" for ms in figures)] for name, figures in measured.items()]
    for at, name, figures in ((3, "recall ÷ bare", character), (4, "results ÷ bare", results)):
        rows.insert(at, [name, *(f"{a / b:.2f}×" for a, b in zip(figures, floor, strict=True))])
    return [["milliseconds", "p50", "p95", "p99"], *rows]


def _single(recall: Runs, bare: Runs, started: Sequence[float], inside: Inside, first: float) -> Rows:
    """What is one figure, of recall and of the bare editor."""
    keys = [keys for keys, _ in recall]
    missed = [sum(keys.missed for keys, _ in runs) for runs in (recall, bare)]
    memory = [f"{median(mib for _, mib in runs):.0f} MiB" for runs in (recall, bare)]
    notes = inside["notes"]
    return [
        ["", "recall", "bare editor"],
        ["start to full screen", *(f"{ms:.0f} ms" for ms in started)],
        ["memory after typing", *memory],
        ["characters never seen", *map(str, missed)],
        ["characters painted together with their results", f"{median(k.together for k in keys):.0%}", ""],
        ["keys that changed the cards", f"{median(k.changed for k in keys):.0%}", ""],
        ["notes", f"{notes:,}", ""],
        ["reading and indexing them", f"{first:.2f} s, {notes / first:,.0f} a second", ""],
        ["opening the index, looking for changes", f"{inside['reading']:.2f} s", ""],
        ["memory with them, without a screen", f"{inside['memory']:.0f} MiB", ""],
        ["the same after the drafts", f"{inside['memory_typed']:.0f} MiB", ""],
        ["one note saved", f"{inside['saving']:.1f} ms", ""],
        ["the first answer after that", f"{inside['after_saving']:.1f} ms", ""],
    ]


def _over_rounds(rounds: Sequence[Sequence[float]]) -> list[float]:
    return [median(figures) for figures in zip(*map(percentiles, rounds), strict=True)]
