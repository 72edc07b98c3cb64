"""What is kept of a folder can be broken in any way: the next start answers as if there were nothing."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest
from processes import WELL, Branch
from promises import Promise
from trying import Torture

import recall_tui.intake as intake_module
from gardens import Place, cache_at, differing, said
from recall_tui.config import Settings
from recall_tui.folder import cache as store
from recall_tui.folder import reading, scratch
from recall_tui.notebook import Notebook

Files = dict[str, bytes]
"""What is kept, by name: `base` and `changes`."""

PAGE = 4096
SOON = 2.0
"""Seconds within which reading in processes ends when it is told to."""


class Garden:
    """Sixty notes, what is kept of them, and what a start with nothing kept says of them."""

    def __init__(self, folder: Path) -> None:
        self.place = Place.below(folder, Random(7))
        while len(self.place.paths) < 60:
            self.place.outside.plant(1)
        self.place.start()
        self.states = [self.files()]
        for _ in range(3):  # a base of its own, then changes
            for _ in range(30):
                self.place.outside.change()
            self.place.start()
            self.states.append(self.files())
            self.place.write(changed=f"# The oak\n\nOf elms, [[elm]], {len(self.states)}.")
            self.place.start()
            self.states.append(self.files())
        self.now = self.states[-1]
        assert self.now.keys() == {"base", "changes"}
        self.expected = self.place.fresh()

    def files(self) -> Files:
        return {path.name: path.read_bytes() for path in self.place.kept.iterdir() if path.is_file()}

    def put(self, kept: Files) -> None:
        """Keep this and nothing else."""
        folder = self.place.kept
        shutil.rmtree(folder)
        folder.mkdir(0o700)
        for name, content in kept.items():
            (folder / name).write_bytes(content)

    def violated(self) -> str:
        """What a start says wrongly with what is kept now; and whether the next one finds it whole again."""
        if wrong := differing(said(self.place.start()), self.expected):
            return f"it said otherwise: {list(wrong)}"
        cached = store.load(self.place.kept / "base")
        if not cached or not cached.sound():
            return "it was not made anew"
        parts = [path.name for path in self.place.kept.glob(f"{scratch.PARTS}*")]
        return f"{parts} were left" if parts else ""

    def violated_by(self, kept: Files) -> str:
        """The same with this kept."""
        self.put(kept)
        return self.violated()


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Garden:
    return Garden(tmp_path_factory.mktemp("garden"))


# Damage


def flipped(rng: Random, whole: bytes) -> bytes:
    damaged = bytearray(whole)
    # Half of them in what comes before the arrays, which is less than a hundredth of all.
    end = min(len(whole), rng.choice((PAGE, len(whole))))
    for _ in range(rng.choice((1, 1, 1, 2, 9))):
        bit = rng.randrange(8 * end)
        damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def cut(rng: Random, whole: bytes) -> bytes:
    return whole[
        : rng.choice((rng.randrange(len(whole)), rng.randrange(200), len(whole) - rng.randrange(1, 99)))
    ]


def zeroed(rng: Random, whole: bytes) -> bytes:
    """Pages that never reached the disk; the last may have been written and those before it not."""
    damaged = bytearray(whole)
    first = rng.randrange(0, len(whole), PAGE)
    end = min(first + PAGE * rng.choice((1, 1, 2, 99)), len(whole))
    damaged[first:end] = bytes(end - first)
    return bytes(damaged)


def overwritten(rng: Random, whole: bytes) -> bytes:
    """With other bytes, or with those of another place in it."""
    first, length = rng.randrange(len(whole)), rng.choice((1, 8, 64, PAGE))
    other = rng.randrange(len(whole))
    piece = rng.choice((rng.randbytes(length), whole[other : other + length]))
    damaged = whole[:first] + piece + whole[first + len(piece) :]
    return damaged if rng.random() < 0.7 else whole[:first] + piece + whole[first:]


DAMAGE = {"bits flipped": flipped, "cut off": cut, "pages zeroed": zeroed, "bytes overwritten": overwritten}
FULL = {"bits flipped": 800, "cut off": 400, "pages zeroed": 200, "bytes overwritten": 200}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage(torture: Torture, garden: Garden, what: str) -> None:
    def trial(rng: Random) -> str:
        names = rng.choice((["base"], ["changes"], ["base", "changes"]))
        return garden.violated_by(garden.now | {name: DAMAGE[what](rng, garden.now[name]) for name in names})

    torture(Promise.INDEX, what, trial, few=FULL[what] // 100, full=FULL[what])


def test_files_of_other_times_and_names(torture: Torture, garden: Garden) -> None:
    def trial(rng: Random) -> str:
        every = [content for state in garden.states for content in state.values()]
        names = rng.choice((["base"], ["changes"], ["base", "changes"]))
        return garden.violated_by({name: rng.choice(every) for name in names})

    torture(Promise.INDEX, "files swapped, and of other times", trial, few=2, full=200)


def test_all_of_it_at_once(torture: Torture, garden: Garden) -> None:
    def trial(rng: Random) -> str:
        kept = {
            name: rng.choice([s[name] for s in garden.states if name in s]) for name in ("base", "changes")
        }
        for _ in range(rng.randint(1, 3)):
            name = rng.choice(list(kept))
            kept[name] = rng.choice(list(DAMAGE.values()))(rng, kept[name] or b"\0")
        return garden.violated_by(kept)

    torture(Promise.INDEX, "several of these at once", trial, few=2, full=200)


# What happens outside


def test_changes_between_starts(torture: Torture) -> None:
    def trial(rng: Random) -> str:
        with Place.drawn(rng, rng.choice((0, 5, 20, 60))) as place:
            place.start()
            for _ in range(3):
                did = [place.outside.change() for _ in range(rng.randint(1, 6))]
                if wrong := differing(said(place.start()), place.fresh()):
                    return f"{did}: {list(wrong)}"
        return ""

    torture(Promise.INDEX, "folders changed between starts", trial, few=2, full=200)


def test_changes_while_it_is_open(torture: Torture) -> None:
    def trial(rng: Random) -> str:
        with Place.drawn(rng, rng.choice((0, 5, 20, 60))) as place:
            notebook = place.start()
            for _ in range(3):
                paths = set(place.paths)
                did = [place.outside.change() for _ in range(rng.randint(1, 6))]
                paths |= set(place.paths)
                notebook.refresh([""] if {"ignore", "folder"} & set(did) or rng.random() < 0.5 else paths)
                if wrong := differing(said(notebook), place.fresh()):
                    return f"{did}: {list(wrong)}"
                if notebook.refresh([""]):
                    return f"{did}: changed twice"
        return ""

    torture(Promise.INDEX, "folders changed while open", trial, few=2, full=200)


# What happens to the program


def test_killed_at_any_moment(torture: Torture, garden: Garden) -> None:
    def trial(rng: Random) -> str:
        garden.put(rng.choice((*garden.states, {})))
        branch = Branch(garden.place.start)
        sleep(rng.uniform(0, 0.05))
        branch.kill()
        found = garden.files()
        for name in ("base", "changes"):
            cached = store.load(garden.place.kept / name)
            if name in found and not (cached and cached.sound()):
                return f"{name} is half written"
        return garden.violated()

    torture(Promise.INDEX, "killed while it reads and keeps", trial, few=2, full=200)


def test_no_room(torture: Torture, garden: Garden) -> None:
    size = len(garden.now["base"])

    def trial(rng: Random) -> str:
        kept = rng.choice((*garden.states, {}))
        garden.put(kept)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (rng.randrange(size), before[1]))
        try:
            notebook = garden.place.start()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if wrong := differing(said(notebook), garden.expected):
            return f"it said otherwise: {list(wrong)}"
        if litter := garden.files().keys() - {"base", "changes"}:
            return f"it left {litter}"
        return garden.violated()

    torture(Promise.INDEX, "no room to keep anything", trial, few=2, full=200)


def test_several_programs_at_once(torture: Torture, garden: Garden) -> None:
    def start() -> list[str]:
        return list(differing(said(garden.place.start()), garden.expected))

    def trial(rng: Random) -> str:
        garden.put(rng.choice((*garden.states, {})))
        branches = [Branch(lambda: "".join(start())) for _ in range(3)]
        if wrong := [said for branch in branches if (said := branch.end()) != WELL]:
            return f"ended with {wrong}"
        return garden.violated()

    torture(Promise.INDEX, "three programs at once", trial, few=1, full=100)


READING = """
import sys
from pathlib import Path
import recall_tui.intake as intake
import recall_tui.notebook as module
from recall_tui.config import Settings
from recall_tui.folder import reading

if __name__ == "__main__":
    intake.MANY, reading.PART, reading.FIRST = 9, 5, 2
    print("now", flush=True)
    module.Notebook(Path(sys.argv[1]), Settings()).load()
"""


def test_killed_while_processes_read(torture: Torture, garden: Garden, tmp_path: Path) -> None:
    script = tmp_path / "reading.py"
    script.write_text(READING)

    def trial(rng: Random) -> str:
        garden.put({})
        reading = subprocess.Popen(
            [sys.executable, script, garden.place.root],
            env=os.environ | {"XDG_CACHE_HOME": os.fspath(garden.place.cache)},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert reading.stdout
        with reading.stdout:
            reading.stdout.readline()
            sleep(rng.uniform(0, 1.5))
            reading.kill()
            reading.wait()
        given_up = monotonic() + 20
        while left := in_session(reading.pid):
            if monotonic() > given_up:
                return f"processes {left} are still there"
            sleep(0.02)
        return garden.violated()

    torture(Promise.INDEX, "killed while processes read", trial, few=0, full=20)


def in_session(leader: int) -> list[int]:
    """The processes that one has started, and those have."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, _, fields = path.read_text("utf-8", "replace").rpartition(")")
            state, _, _, session = fields.split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(path.parent.name))
    return found


def test_stopped_while_processes_read(
    torture: Torture, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PART", 5)
    monkeypatch.setattr(reading, "FIRST", 2)

    def trial(rng: Random) -> str:
        garden.put({})
        notebook = Notebook(garden.place.root, Settings(floor=0.0))
        stop = monotonic() + rng.uniform(0, 1.2)
        with cache_at(garden.place.cache), pytest.MonkeyPatch.context() as patch:
            patch.setattr(intake_module, "MANY", 9)
            notebook.load(stopped=lambda: monotonic() > stop)
        if (late := monotonic() - stop) > SOON:
            return f"it went on for {late:.1f} seconds"
        if running := multiprocessing.active_children():
            return f"{running} went on"
        if not notebook.loaded and (left := [path.name for path in garden.place.kept.iterdir()]):
            return f"{left} were left"
        return garden.violated()

    torture(Promise.INDEX, "stopped while processes read", trial, few=0, full=20)
