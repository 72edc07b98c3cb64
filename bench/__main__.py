"""Measure recall on folders of notes. docs/benchmarks.md says what the figures mean.

keys: a key on a real terminal, beside a bare editor; the start; single answers. peers: beside other engines,
over the same notes and terms. early: how early the note that a writer linked comes up, and how calm the
cards are; of folders named only, since made notes link by chance. around: finding links, mentions, the thread
and the neighbours of a note. stitch: compiling essays.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

from bench import around, early, keys, peers, stitch
from bench.keys import ROOT
from bench.pile import make_pile, paragraphs
from bench.tables import Rows, as_markdown, as_text
from recall_tui.errors import RecallError
from recall_tui.folder.scan import scan

SECTIONS = ("keys", "peers", "early", "around", "stitch")
PILES = (2_000, 20_000)
"""Without a folder named, keys are typed over so many notes made of the starter notes."""
SIZES = (1_000, 10_000, 100_000)
VERSIONS = ("textual", "tantivy", "bm25s", "numba", "rank-bm25")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of every folder."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="recall-bench-") as place:
        print(f"{_machine()}\n", flush=True)
        for title, tables in _work(options, Path(place)):
            began, others = perf_counter(), _others()
            print(f"{'### ' * options.markdown}{title}\n", flush=True)
            for rows in tables:
                print(as_markdown(rows) if options.markdown else as_text(rows), end="\n\n", flush=True)
            took = perf_counter() - began
            share = 100 * (_others() - others) / took
            print(f"This took {took:.0f} s. Other programs meanwhile used {share:.0f}% of one core.\n")


def _work(options: argparse.Namespace, place: Path) -> Iterator[tuple[str, Iterable[Rows]]]:
    """What is to be measured, one after the other: a title, and the tables as they come."""
    folders = [Path(name).expanduser() for name in options.folders]
    if "keys" in options.only:
        for folder in folders:
            yield str(folder), keys.measure(_copied(folder, place / "notes"), place, options)
        for count in () if folders else PILES:
            pile = _sized(ROOT / "notes", count, place / "notes")
            yield f"{count:,} notes made of the sentences of notes/", keys.measure(pile, place, options)
    if "peers" in options.only:
        for folder in folders or [ROOT / "notes"]:
            for count in options.sizes:
                pile = _sized(folder, count, place / "notes")
                yield f"{count:,} notes of {folder.name}/", peers.measure(pile, place, options)
    if "early" in options.only:
        for folder in folders:
            copy = _copied(folder, place / "notes")
            yield f"{folder}, how early and how calm", early.measure(copy, place, options)
    if "around" in options.only:
        for folder in folders:
            yield (
                f"{folder}, what lies around a note",
                around.measure(_copied(folder, place / "notes"), place, options),
            )
        for count in () if folders else PILES[-1:]:
            pile = _sized(ROOT / "notes", count, place / "notes")
            yield f"{count:,} made notes, what lies around one", around.measure(pile, place, options)
    if "stitch" in options.only:
        for folder in folders:
            copy = _copied(folder, place / "notes")
            yield f"{folder}, essays", stitch.measure(copy, place, options)
        for count in () if folders else PILES[:1]:
            pile = _sized(ROOT / "notes", count, place / "notes")
            yield (
                f"{count:,} notes made of the sentences of notes/, essays",
                stitch.measure(pile, place, options),
            )


def _copied(folder: Path, to: Path, count: int | None = None) -> Path:
    """A copy of a folder's notes, or of so many of them, evenly chosen; what stood there before goes."""
    shutil.rmtree(to, ignore_errors=True)
    found = list(scan(folder, []))
    for i in range(len(found) if count is None else count):
        note = found[i * len(found) // (count or len(found))]
        (to / note.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / note.path, to / note.path)  # without its rights: it may be read-only
        os.utime(to / note.path, ns=(note.mtime_ns, note.mtime_ns))
    return to


def _sized(folder: Path, count: int, to: Path) -> Path:
    """So many notes of a folder, or where it has fewer, so many made of its sentences."""
    if sum(1 for _ in scan(folder, [])) >= count:
        return _copied(folder, to, count)
    shutil.rmtree(to, ignore_errors=True)
    make_pile(to, count, paragraphs(folder, 1))
    return to


def _machine() -> str:
    try:
        model = Path("/proc/cpuinfo").read_text().partition("model name")[2].split("\n")[0].lstrip("\t :")
    except OSError:
        model = platform.processor()
    cores = f"{os.cpu_count()} cores ({model or platform.machine()}), {platform.system()}"
    return ", ".join([cores, f"Python {platform.python_version()}", *_versions()])


def _versions() -> Iterator[str]:
    """What is installed of that which is measured."""
    for name in VERSIONS:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _others() -> float:
    """Seconds of processor time that everything but this measuring has used; not a number without /proc."""
    try:
        busy = Path("/proc/stat").read_text().split("\n")[0].split()[1:9]
    except OSError:
        return float("nan")
    user, nice, system, _, _, *rest = map(int, busy)
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", help="folders of notes; they are copied, and never written to")
    parser.add_argument(
        "--only",
        type=_sections,
        default=SECTIONS,
        metavar="A,B",
        help="of keys, peers, early, around and stitch (default: all)",
    )
    parser.add_argument(
        "--sizes",
        type=_counts,
        default=SIZES,
        metavar="N,N",
        help="peers: numbers of notes (1000,10000,100000)",
    )
    for name, default, text in (
        ("rounds", 3, "keys: how often the text is typed into each program"),
        ("keys", 200, "keys: how many keys are counted each time"),
        ("rate", 10, "keys: how many keys a second"),
        ("starts", 9, "keys: how often each program is started"),
        ("words", 600, "how many words are typed without a screen, in drafts of 30, of 150 and of 600"),
        ("seconds", 10, "peers: how long each may take for the drafts of one length"),
        ("links", 60, "early: how many links of a folder are typed up to"),
    ):
        parser.add_argument(
            f"--{name}", type=_count, default=default, metavar="N", help=f"{text} (default: {default})"
        )
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    return parser.parse_intermixed_args(arguments)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _counts(text: str) -> list[int]:
    return [_count(part) for part in text.split(",")]


def _sections(text: str) -> list[str]:
    if unknown := set(text.split(",")) - set(SECTIONS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: there are {', '.join(SECTIONS)}")
    return text.split(",")


if __name__ == "__main__":
    try:
        main()
    except RecallError as error:
        sys.exit(str(error))
