"""Whatever fails or dies while recall writes: a note is old or new, and what failed is said."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import sleep

import pytest
from deeds import DEEDS, NEW, OLD, Deed, litter, put
from processes import KILLED, WELL, Branch, Call, traced
from promises import Promise
from trying import Torture

from recall_tui.folder import files

ERRORS = ("ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "EFBIG", "EMFILE")
UNFAILING = {"mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "futex", "getpid", "gettid", "geteuid"}
"""Calls that have nothing to do with files; nor have signals."""
VERSIONS = "-displaced/"
"""Where old versions lie, which are kept as a favour: nobody is told of one that could not be."""
MANY = 99
"""Of more calls each fails once, not by each error."""
SYNCED = {"write", "pwrite64", "fsync", "fdatasync"}
"""Calls whose failing means that the text may not be on the disk."""
TIDYING = {"unlink", "unlinkat"}


def calls(deed: Deed) -> list[Call]:
    """The system calls that a deed makes."""
    assert deed.before != deed.after  # it has been done, and all is imported that it needs
    with TemporaryDirectory() as folder:
        said, found = traced(deed.ready(Path(folder)))
    assert (said, bool(found)) == (WELL, True)
    return found


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_every_system_call_fails_in_turn(torture: Torture, deed: Deed) -> None:
    def trial(case: tuple[Call, str]) -> str:
        call, error = case
        with TemporaryDirectory() as folder:
            act = deed.ready(Path(folder))
            said, _ = traced(act, f"{call.name}:error={error}:when={call.nth}")
            if said == WELL and call.name in SYNCED and VERSIONS not in call.shown:
                return f"nothing was said of what failed: {call.shown}"
            if said != WELL and call.name not in TIDYING and (left := litter(Path(folder))):
                return f"{left} was left"
            return deed.violated(Path(folder), said) or deed.goes_on(Path(folder), act)

    failing = [call for call in calls(deed) if call.name not in UNFAILING and not call.name.startswith("rt_")]
    cases = [(call, error) for call in failing for error in ERRORS]
    if len(failing) > MANY:
        cases = list(zip(failing, cycle(ERRORS)))
    what = f"{deed}: each call fails, by {'one of ' if len(failing) > MANY else ''}{len(ERRORS)} errors"
    torture.each(Promise.TOLD, what, cases, trial, few=3)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_killed_at_every_system_call(torture: Torture, deed: Deed) -> None:
    def trial(call: Call) -> str:
        with TemporaryDirectory() as folder:
            act = deed.ready(Path(folder))
            said, _ = traced(act, f"{call.name}:signal=KILL:when={call.nth}")
            if said != KILLED:
                return f"not killed: {said}"
            return deed.violated(Path(folder), said) or deed.goes_on(Path(folder), act)

    torture.each(Promise.WHOLE, f"{deed}: killed at each call", calls(deed), trial, few=2)


def long_text(n: int) -> str:
    """A text that shows when a part of it is missing."""
    return f"{n} " * (n * 7919 % 60_000 + 1) + f"that was {n}"


def test_killed_at_any_moment(torture: Torture, tmp_path: Path) -> None:
    put(tmp_path, "tea.md")

    def save_all_the_time() -> None:
        file, n = files.read(tmp_path, "tea.md"), 0
        while True:
            file = files.save(tmp_path, file, long_text(n := n + 1))

    def trial(rng: Random) -> str:
        branch = Branch(save_all_the_time)
        sleep(rng.uniform(0.002, 0.06))
        said = branch.kill()
        file = files.read(tmp_path, "tea.md")
        last = file.text.rpartition(" ")[2]
        if said != KILLED:
            return said
        if file.text not in (OLD, NEW) and not (last.isdigit() and file.text == long_text(int(last))):
            return f"a mix: {file.text[-200:]}"
        files.save(tmp_path, file, NEW)
        return ""

    torture(Promise.WHOLE, "saves killed at any moment", trial, few=5, full=300)
