"""Odd surroundings: locales, terminals, limits, clocks, and other things where recall keeps its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from promises import Promise
from trying import Torture

RECALL = (sys.executable, "-c", "from recall_tui.cli.main import main; main()")
NOTES = {
    "oak.md": "# The oak\n\nBy the river, 20 m.",
    "a/Björk é.md": "Birch water. [[oak]]",
    "木.md": "古い木。 oak",
}
FOUND = {os.fsencode(path) for path in NOTES}
PATIENCE = 60.0

Surroundings = Callable[[Path, dict[str, str]], Callable[[], None] | None]
"""Changes a place and its environment; returns what is yet to be done in the process."""


def variables(**values: str) -> Surroundings:
    """Environment variables that are set, or where empty, are not."""

    def set_them(place: Path, env: dict[str, str]) -> None:
        for name, value in values.items():
            env.pop(name, None)
            if value:
                env[name] = value

    return set_them


def limited(which: int, most: int) -> Surroundings:
    """As by ulimit."""
    return lambda place, env: lambda: resource.setrlimit(which, (most, most))


def in_the_way(name: str, put: Callable[[Path, Path], object]) -> Surroundings:
    """Something in the place of the folder where recall keeps something; other programs' things beside it."""

    def put_it(place: Path, env: dict[str, str]) -> None:
        others = place / "others"
        others.mkdir()
        (others / "precious").write_text("theirs")
        folder = Path(env[name])
        (folder / "recall").mkdir(parents=True, exist_ok=True)
        for path in (folder / "recall", *(folder / "recall").iterdir()):
            if path.is_dir() and path.name != "recall":
                shutil.rmtree(path)
                put(path, others)

    return put_it


def clock(seconds: float) -> Surroundings:
    """A clock that is wrong by so much; files have the times of the right one."""

    def set_it(place: Path, env: dict[str, str]) -> None:
        compiler = shutil.which("cc")
        if not compiler or sys.platform != "linux":
            pytest.skip("a wrong clock takes a C compiler, and Linux")
        source, library = place / "clock.c", place / "clock.so"
        source.write_text(CLOCK)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        env |= {"LD_PRELOAD": os.fspath(library), "WRONG_BY": f"{seconds:.0f}"}

    return set_it


CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t which, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *)) dlsym(RTLD_NEXT, "clock_gettime");
    int said = real(which, now);
    if (!said && which == CLOCK_REALTIME && getenv("WRONG_BY")) now->tv_sec += atol(getenv("WRONG_BY"));
    return said;
}
"""
YEAR = 365 * 86_400.0

SURROUNDINGS: dict[str, Surroundings] = {
    "LC_ALL=C, no UTF-8 mode": variables(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
    "LC_ALL=POSIX": variables(LC_ALL="POSIX"),
    "LC_ALL of a language that is not there": variables(LC_ALL="xx_XX.ISO-8859-1"),
    "TERM=dumb": variables(TERM="dumb"),
    "no TERM": variables(TERM=""),
    "no HOME, no XDG folders": variables(HOME="", XDG_CACHE_HOME="", XDG_STATE_HOME="", XDG_CONFIG_HOME=""),
    "HOME is nowhere": variables(HOME="/nowhere", XDG_CACHE_HOME="", XDG_STATE_HOME="", XDG_CONFIG_HOME=""),
    "XDG folders are files": variables(XDG_CACHE_HOME="/dev/null", XDG_STATE_HOME="/dev/null/x"),
    "XDG folders are relative": variables(XDG_CACHE_HOME="cache", XDG_STATE_HOME="state"),
    "16 files may be open": limited(resource.RLIMIT_NOFILE, 16),
    "no other processes": limited(resource.RLIMIT_NPROC, 0),
    "the cache is a planted link": in_the_way("XDG_CACHE_HOME", lambda path, others: path.symlink_to(others)),
    "the state is a planted link": in_the_way("XDG_STATE_HOME", lambda path, others: path.symlink_to(others)),
    "the cache is a file": in_the_way("XDG_CACHE_HOME", lambda path, others: path.touch()),
    "the state is a pipe": in_the_way("XDG_STATE_HOME", lambda path, others: os.mkfifo(path)),
    "the clock is a day back": clock(-86_400),
    "the clock is in 1971": clock(1971 * 31_556_952.0 - 2026 * 31_556_952.0),
    "the clock is in 2100": clock(75 * YEAR),
}


class Place:
    """Notes, with what recall keeps of them, in a home of its own."""

    def __init__(self, place: Path) -> None:
        self.place, self.notes = place, place / "notes"
        for path, text in NOTES.items():
            (self.notes / path).parent.mkdir(parents=True, exist_ok=True)
            (self.notes / path).write_text(text)
        (place / "home").mkdir()
        self.env = os.environ | {"HOME": os.fspath(place / "home")}
        self.env |= {f"XDG_{name}_HOME": os.fspath(place / name) for name in ("CACHE", "STATE", "CONFIG")}

    def run(self, *arguments: str, before: Callable[[], None] | None = None) -> tuple[int, str]:
        """The exit code of a command, and what it printed."""
        ran = subprocess.run(
            [*RECALL, *arguments, "--folder", self.notes],
            cwd=self.place,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            preexec_fn=before,
        )
        return ran.returncode, ran.stdout.decode("utf-8", "replace")

    def found(self, before: Callable[[], None] | None = None) -> object:
        """What a search finds."""
        code, printed = self.run("search", "oak", "--json", before=before)
        try:
            paths = [json.loads(line)["note"] for line in printed.splitlines()]
        except ValueError:
            return printed
        return code, {path.encode("utf-8", "surrogateescape") for path in paths}  # whatever the locale


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
def test_commands_work_in_odd_surroundings(torture: Torture) -> None:
    def trial(name: str) -> str:
        with TemporaryDirectory() as folder:
            place = Place(Path(folder))
            place.run("search", "oak")
            before = SURROUNDINGS[name](place.place, place.env)
            for _ in range(2):  # with nothing kept, and with what was
                if (found := place.found(before)) != (0, FOUND):
                    return f"{found} was found"
            code, printed = place.run("new", "Überall Bäume", before=before)
            if code or not any("# Überall" in path.read_text() for path in place.notes.glob("*.md")):
                return f"no note was made: {printed}"
            code, printed = place.run("doctor", before=before)
            if code not in (0, 1) or "Traceback" in printed:
                return f"doctor failed: {printed}"
            others = {path.name: path.read_text() for path in place.place.glob("others/*")}
            if others not in ({}, {"precious": "theirs"}):
                return f"something was written where a link led: {others}"
        return ""

    what = "search, new and doctor in odd surroundings"
    torture.each(Promise.ANSWERING, what, list(SURROUNDINGS), trial, few=1)
