"""Disks that are full, read-only, protected or gone."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from random import Random

import pytest
from deeds import DEEDS, NEW, litter, put
from disks import apart, memory, system
from processes import WELL, said_by
from promises import Promise
from trying import Torture

from recall_tui.config import Settings
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook

Hindered = Callable[[Path, Random], Iterator[None]]


def full_of_bytes(root: Path, rng: Random) -> Iterator[None]:
    """But for some pages."""
    filler = root / ".filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    os.truncate(filler, filler.stat().st_size - 4096 * rng.randrange(3))
    yield
    filler.unlink()


def full_of_files(root: Path, rng: Random) -> Iterator[None]:
    """But for one or two."""
    folder = root / ".fillers"
    folder.mkdir()
    with suppress(OSError):
        for n in count():
            (folder / str(n)).touch()
    for file in rng.sample(list(folder.iterdir()), rng.randrange(3)):
        file.unlink()
    yield
    system("rm", "-r", folder)


def read_only(root: Path, rng: Random) -> Iterator[None]:
    """The whole disk."""
    system("mount", "-o", "remount,ro", root)
    yield
    system("mount", "-o", "remount,rw", root)


def limited(which: int, most: Callable[[Random], int]) -> Hindered:
    """As by ulimit."""

    def hindered(root: Path, rng: Random) -> Iterator[None]:
        before = resource.getrlimit(which)
        resource.setrlimit(which, (most(rng), before[1]))
        yield
        resource.setrlimit(which, before)

    return hindered


def protected(flag: str) -> Hindered:
    """As by chattr: the folder, or a note."""

    def hindered(root: Path, rng: Random) -> Iterator[None]:
        what = rng.choice((root, next(path for path in root.rglob("*.md") if not path.is_symlink())))
        try:
            system("chattr", f"+{flag}", what)
        except OSError as error:
            pytest.skip(str(error))
        yield
        system("chattr", f"-{flag}", what)

    return hindered


APPENDING = "chattr +a"
"""What is made in such a folder can be neither renamed nor removed: a temporary file stays."""
TROUBLE: dict[str, Hindered] = {
    "no room": full_of_bytes,
    "no more files": full_of_files,
    "a read-only disk": read_only,
    "a limit on file sizes": limited(resource.RLIMIT_FSIZE, lambda rng: rng.randrange(len(NEW.encode()))),
    "a limit on open files": limited(resource.RLIMIT_NOFILE, lambda rng: rng.randrange(12)),
    "chattr +i": protected("i"),
    APPENDING: protected("a"),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_disk_that_does_not_take_it(torture: Torture, tmp_path: Path, trouble: str) -> None:
    def hindered(rng: Random) -> str:
        deed = rng.choice(DEEDS)
        memory(tmp_path, "size=256k,nr_inodes=64")
        act = deed.ready(tmp_path)
        with contextmanager(TROUBLE[trouble])(tmp_path, rng):
            said = said_by(act)
        if trouble != APPENDING and said != WELL and (left := litter(tmp_path)):
            return f"{deed}: {left} was left"
        wrong = deed.violated(tmp_path, said) or deed.goes_on(tmp_path, act)
        return f"{deed}: {wrong}" if wrong else ""

    assert all(deed.after for deed in DEEDS)  # they have been done, and all is imported that they need
    torture(
        Promise.TOLD, f"writing meets {trouble}", lambda rng: apart(lambda: hindered(rng)), few=3, full=50
    )


KNOWN = ("oak.md", "a/elm.md", "a/b/ash.md")


def unmounted(root: Path, disk: Path) -> Iterator[None]:
    """An empty folder, on which the disk was mounted."""
    system("mount", "--bind", disk, root)
    yield
    system("umount", "--lazy", root)
    yield
    system("mount", "--bind", disk, root)


def moved(root: Path, disk: Path) -> Iterator[None]:
    """Nothing at all."""
    system("mount", "--bind", disk, root)
    yield
    system("umount", root)
    root.rmdir()
    yield
    root.mkdir()
    system("mount", "--bind", disk, root)


@pytest.mark.parametrize("vanishing", [unmounted, moved])
def test_a_folder_that_vanished_is_not_a_deletion(
    torture: Torture, tmp_path: Path, vanishing: Callable[[Path, Path], Iterator[None]]
) -> None:
    root, disk = tmp_path / "notes", tmp_path / "disk"
    root.mkdir()
    disk.mkdir()
    Notebook(root, Settings()).load()  # imports what it needs

    def trial(rng: Random) -> str:
        memory(disk, "size=1m")
        put(disk, *KNOWN)
        steps = vanishing(root, disk)
        next(steps)
        notebook = Notebook(root, Settings(floor=0.0))
        notebook.load()
        opened = notebook.read(KNOWN[0])
        next(steps)
        for _ in range(rng.randint(1, 6)):
            what: Callable[[], object] = rng.choice(
                (
                    lambda: notebook.refresh([""]),
                    lambda: notebook.refresh(KNOWN),
                    lambda: notebook.refresh([rng.choice(KNOWN), ""]),
                    lambda: notebook.save(opened, NEW),
                    lambda: notebook.create(NEW),
                )
            )
            with suppress(RecallError):
                what()
        if root.exists() and (written := list(root.rglob("*"))):
            return f"{written} was written where the folder had been"
        if len(notebook) != len(KNOWN):
            return f"{len(KNOWN) - len(notebook)} notes were forgotten"
        next(steps, None)
        notebook.refresh([""])
        notebook.save(opened, NEW)
        return "" if len(notebook) == len(KNOWN) else "not all notes are there again"

    torture(
        Promise.VANISHED,
        f"{vanishing.__name__} with recall open",
        lambda rng: apart(lambda: trial(rng)),
        few=3,
        full=50,
    )
