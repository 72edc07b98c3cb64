"""The power is cut while recall saves: what it said to be saved is there afterwards."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from random import Random
from time import sleep

import pytest
from deeds import OLD, notes, put
from disks import FLUSHED, LOST, Disk, apart
from processes import Branch
from promises import Promise
from trying import Torture

from recall_tui.errors import NoteError
from recall_tui.folder import files

OPENED = ("1.md", "2.md")
"""Notes that are saved in turn."""
CUTS = {"with its journal written": FLUSHED, "with its journal lost": LOST}
OPTIONS = ("data=ordered", "data=writeback", "data=writeback,noauto_da_alloc", "data=journal")


def text(name: str, n: int) -> str:
    """The text of a note after so many saves; the last is said to be the last, so that a part of it shows."""
    return f"{name} {n}\n" * (n * 7919 % 5_000 + 1) + f"that was {n}\n"


def saving(root: Path, said: int) -> None:
    """Save notes, old and new, and say of each that it is done, until the disk is gone."""
    opened = {name: files.read(root, name) for name in OPENED}
    n = 0
    while True:
        n += 1
        for name, file in opened.items():
            opened[name] = files.save(root, file, text(name, n))
            os.write(said, f"{name} {n}\n".encode())
        name = f"new/{n}/{n}.md"
        files.create(root, name, text(name, n))
        os.write(said, f"{name} {n}\n".encode())


def lost(root: Path, said: dict[str, int]) -> str:
    """What was said to be saved and is not there, or is there by half."""
    for name in {*said, *notes(root)}:
        n = said.get(name, 0)
        last = f"saved for the {n}th time" if n else "not said to be saved"
        try:
            found = files.read(root, name).text
        except NoteError as error:
            return f"{name} was {last}, and now: {error}"
        made = [int(Path(name).stem)] if name.startswith("new/") else [n, n + 1]
        if found not in [text(name, m) for m in made] + [OLD] * (name in OPENED and not n):
            return f"{name} was {last}, and now: {found[-100:]!r}"
    return ""


def cut_while_saving(disk: Disk, rng: Random, flags: int) -> str:
    """Cut the power some time after the first save; what is lost then."""
    root = disk.root / "notes"
    disk.mount()
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    put(root, *OPENED)
    disk.remove()
    disk.mount()
    heard, said = os.pipe()
    branch = Branch(lambda: saving(root, said))
    os.close(said)
    with os.fdopen(heard, encoding="utf-8") as pipe:
        first = pipe.readline()
        sleep(rng.uniform(0, 0.06))
        disk.cut(flags)
        lines = [first, *pipe]
    ended = branch.end()
    disk.remove()
    disk.mount()
    try:
        if not ended.startswith("NoteError: "):
            return f"the cut was met with: {ended}"
        return lost(root, {name: int(n) for name, n in map(str.split, lines)})
    finally:
        disk.remove()


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("cut", CUTS)
def test_power_cut_while_saving(torture: Torture, tmp_path: Path, cut: str, options: str) -> None:
    disk = Disk(tmp_path, options)

    def trial(rng: Random) -> str:
        return apart(lambda: cut_while_saving(disk, rng, CUTS[cut]))

    torture(Promise.DURABLE, f"power cut on ext4 ({options}), {cut}", trial, few=1, full=200)


@pytest.mark.parametrize("unsynced", ["everything", "folders"])
def test_the_cut_loses_what_is_not_synced(
    tmp_path: Path, unsynced: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the cuts above would show nothing."""
    disk, fsync = Disk(tmp_path), os.fsync

    def fsync_some(fd: int) -> None:
        if unsynced == "folders" and not stat.S_ISDIR(os.fstat(fd).st_mode):
            fsync(fd)

    monkeypatch.setattr(os, "fsync", fsync_some)
    cuts = (apart(lambda n=n: cut_while_saving(disk, Random(n), LOST)) for n in range(20))
    assert any("saved for the" in found for found in cuts)
