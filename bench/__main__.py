"""Measure recall on folders of notes, beside a bare editor. docs/benchmarks.md says what the figures mean."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bench.inside import Inside
from bench.keystroke import WARM, Keys, Program, time_to_full_paint, type_into
from bench.pile import make_pile, to_type
from recall_tui.config import as_toml, load_settings
from recall_tui.errors import RecallError
from recall_tui.folder.scan import scan
from recall_tui.tui.recalling import READING

ROOT = Path(__file__).parents[1]
PILES = (2_000, 20_000)
"""Without a folder named, so many notes are made of the starter notes."""
Rows = list[list[str]]
Runs = list[tuple[Keys, float]]
"""What became of the keys and how much memory was held, by round."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of every folder."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="recall-bench-") as place:
        began, others = perf_counter(), _others()
        print(f"{_machine()}\n", flush=True)
        for name, folder in _folders(options.folders, Path(place)):
            print(f"{'### ' * options.markdown}{name}\n", flush=True)
            for rows in measure(folder, Path(place), options):
                print(as_markdown(rows) if options.markdown else as_text(rows), end="\n\n", flush=True)
        share = 100 * (_others() - others) / (perf_counter() - began)
        print(f"Other programs meanwhile used {share:.0f}% of one core.")


def measure(folder: Path, place: Path, options: argparse.Namespace) -> Iterator[Rows]:
    """The tables of one folder. Some of its notes are changed; settings and caches are kept in `place`."""
    env = _environment(place)
    programs = _recall(folder, env), Program((sys.executable, str(ROOT / "bench/bare.py")))
    text = to_type(folder, WARM + options.keys)
    typed = [[type_into(program, text, options.rate) for program in programs] for _ in range(options.rounds)]
    started = [[time_to_full_paint(program) for program in programs] for _ in range(options.starts)]
    command = [sys.executable, "-m", "bench.inside", str(folder), str(options.words)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=True, stdout=subprocess.PIPE)
    inside: Inside = json.loads(done.stdout)
    recall, bare = (list(runs) for runs in zip(*typed, strict=True))
    yield _spread(recall, bare, inside)
    yield _single(recall, bare, [1000 * median(times) for times in zip(*started, strict=True)], inside)


def _recall(folder: Path, env: Mapping[str, str]) -> Program:
    return Program(
        (str(Path(sys.executable).with_name("recall")), str(folder)),
        editor=(0, 72),
        pane=(72, 120),
        busy=rf"reading [\d,]+ /|{re.escape(READING)}",
        env={**env, "RECALL_MARK": "1"},
    )


def _environment(place: Path) -> dict[str, str]:
    """One's own settings, but nothing is saved while it is typed, and nothing kept outside `place`."""
    config = place / "config.toml"
    config.write_text(as_toml(replace(load_settings(), autosave=0.0)), "utf-8")
    kept = {f"XDG_{name}_HOME": str(place / name.lower()) for name in ("CACHE", "DATA", "STATE")}
    return {"RECALL_CONFIG": str(config), **kept}


def _spread(recall: Runs, bare: Runs, inside: Inside) -> Rows:
    """What has percentiles; of the rounds, each time the median."""
    floor = _over_rounds([keys.characters for keys, _ in bare])
    character = _over_rounds([keys.characters for keys, _ in recall])
    results = _over_rounds([keys.results for keys, _ in recall])
    measured = {
        "key to paint, bare editor": floor,
        "key to paint, recall": character,
        "key to paint of the results": results,
        **{f"one answer, draft of {n} words": _percentiles(ms) for n, ms in inside["answers"].items()},
    }
    rows = [[name, *(f"{ms:.2f}" for ms in figures)] for name, figures in measured.items()]
    for at, name, figures in ((3, "recall ÷ bare", character), (4, "results ÷ bare", results)):
        rows.insert(at, [name, *(f"{a / b:.2f}×" for a, b in zip(figures, floor, strict=True))])
    return [["milliseconds", "p50", "p95", "p99"], *rows]


def _single(recall: Runs, bare: Runs, started: Sequence[float], inside: Inside) -> Rows:
    """What is one figure, of recall and of the bare editor."""

    keys = [keys for keys, _ in recall]
    missed = [sum(keys.missed for keys, _ in runs) for runs in (recall, bare)]
    memory = [f"{median(mib for _, mib in runs):.0f} MiB" for runs in (recall, bare)]
    notes, seconds = inside["notes"], inside["reading"]
    return [
        ["", "recall", "bare editor"],
        ["start to full screen", *(f"{ms:.0f} ms" for ms in started)],
        ["memory after typing", *memory],
        ["characters never seen", *map(str, missed)],
        ["characters painted together with their results", f"{median(k.together for k in keys):.0%}", ""],
        ["keys that changed the cards", f"{median(k.changed for k in keys):.0%}", ""],
        ["notes", f"{notes:,}", ""],
        ["reading and indexing them", f"{seconds:.2f} s, {notes / seconds:,.0f} a second", ""],
        ["memory with them, without a screen", f"{inside['memory']:.0f} MiB", ""],
        ["the same after the drafts", f"{inside['memory_typed']:.0f} MiB", ""],
        ["one note saved", f"{inside['saving']:.1f} ms", ""],
        ["the first answer after that", f"{inside['after_saving']:.1f} ms", ""],
    ]


def _over_rounds(rounds: Sequence[Sequence[float]]) -> list[float]:
    return [median(figures) for figures in zip(*map(_percentiles, rounds), strict=True)]


def _percentiles(values: Sequence[float]) -> list[float]:
    """p50, p95, p99; not numbers where there are too few values."""
    if len(values) < 2:
        return [float("nan")] * 3
    cuts = quantiles(values, n=100, method="inclusive")
    return [cuts[49], cuts[94], cuts[98]]


def as_text(rows: Rows) -> str:
    """A table with its columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join(line).rstrip() for line in lines)


def as_markdown(rows: Rows) -> str:
    """A table as Markdown writes it, its first row the head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def _folders(named: Sequence[str], place: Path) -> Iterator[tuple[str, Path]]:
    """Title and copy of each folder named; without any, folders made of the starter notes."""
    for number, name in enumerate(named):
        folder, copy = Path(name).expanduser(), place / str(number)
        for found in scan(folder, []):
            (copy / found.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / found.path, copy / found.path)  # without its rights: it may be read-only
            os.utime(copy / found.path, ns=(found.mtime_ns, found.mtime_ns))
        yield str(folder), copy
        shutil.rmtree(copy)
    for count in () if named else PILES:
        make_pile(place / f"{count}", count, ROOT / "notes")
        yield f"{count:,} notes made of the sentences of notes/", place / f"{count}"


def _machine() -> str:
    try:
        model = Path("/proc/cpuinfo").read_text().partition("model name")[2].split("\n")[0].lstrip("\t :")
    except OSError:
        model = platform.processor()
    return (
        f"{os.cpu_count()} cores ({model or platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, Textual {version('textual')}"
    )


def _others() -> float:
    """Seconds of processor time that everything but this measuring has used; not a number without /proc."""
    try:
        busy = Path("/proc/stat").read_text().split("\n")[0].split()[1:9]
    except OSError:
        return float("nan")
    user, nice, system, _, _, *rest = map(int, busy)
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("folders", nargs="*", help="folders of notes; they are copied, and never written to")
    for name, default, text in (
        ("rounds", 3, "how often the text is typed into each program"),
        ("keys", 200, "how many keys are counted each time"),
        ("rate", 10, "how many keys a second"),
        ("words", 600, "how many words are typed without a screen, in drafts of 30, of 150 and of 600"),
        ("starts", 9, "how often each program is started"),
    ):
        parser.add_argument(
            f"--{name}", type=_count, default=default, metavar="N", help=f"{text} (default: {default})"
        )
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


if __name__ == "__main__":
    try:
        main()
    except RecallError as error:
        sys.exit(str(error))
