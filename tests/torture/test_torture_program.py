"""The terminal program on disks that hang or fail: it answers, says so, and keeps what was typed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest
from processes import strace
from promises import Promise
from trying import Torture

from program import Program
from recall_tui.folder.journal import WAITING, left
from recall_tui.folder.state import state_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is for Linux")

OLD = "# Of jam\n\nPlums, and sugar.\n"
STALL = 5
"""Seconds that a disk hangs; the program has so long to answer a key."""
SAVING = "fsync,fdatasync,rename,renameat2,linkat"
"""System calls that a save waits for."""
ERRORS = ("ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "EFBIG", "EMFILE")
PATIENCE = 30.0
SAVE, START = "\x13", "\x1b[1;5H"
"""Ctrl+S and Ctrl+Home."""


def opened(root: Path) -> Program:
    """The program with a note, the cursor at its beginning."""
    (root / "jam.md").write_text(OLD)
    for journal in left(root):  # of the trial before
        journal.remove()
    return Program(root, "jam.md")


def ready(program: Program) -> None:
    program.wait_for("Plums")
    program.type(START)


def until(what: Callable[[], object]) -> bool:
    """Wait for something; whether it came."""
    end = monotonic() + PATIENCE
    while not what() and monotonic() < end:
        sleep(0.02)
    return bool(what())


def test_a_disk_that_hangs(torture: Torture, tmp_path: Path) -> None:
    def trial(rng: Random) -> str:
        with opened(tmp_path) as program:
            ready(program)
            with strace(program.pid, f"{SAVING}:delay_enter={STALL * 10**6}"):
                program.paste("pear ")
                program.wait_for("pear")
                program.type(SAVE)
                sleep(rng.uniform(0, 0.3))
                for word in ("quince", "medlar"):
                    program.paste(f"{word} ")
                    program.wait_for(word)
                    if (tmp_path / "jam.md").read_text() != OLD:
                        return "the keys waited for the disk"
            program.type(SAVE)
            whole = f"pear quince medlar {OLD}"
            saved = until(lambda: (tmp_path / "jam.md").read_text() == whole)
            return "" if saved else "what was typed meanwhile is not saved"

    torture(Promise.ANSWERING, "typing while the disk hangs", trial, few=1, full=20)


def test_a_disk_that_fails(torture: Torture, tmp_path: Path) -> None:
    state = state_folder(tmp_path)
    assert state

    def trial(case: tuple[str, str]) -> str:
        calls, error = case
        with opened(tmp_path) as program:
            ready(program)
            program.paste("quince ")
            program.wait_for("quince")
            until(lambda: any(state.glob(f"{WAITING}*")))
            with strace(program.pid, f"{calls}:error={error}"):
                program.type(SAVE)
                program.wait_for("jam.md was not saved", PATIENCE)
                if (tmp_path / "jam.md").read_text() != OLD:
                    return "it was saved"
                program.paste("medlar ")
                program.wait_for("medlar")
                sleep(1.5)  # for the journal
            program.kill()
        kept = []
        for journal in left(tmp_path):
            kept.append(journal.unsaved and journal.unsaved.text)
            journal.close()
        return "" if kept == [f"quince medlar {OLD}"] else f"the journal has {kept}"

    cases = [(calls, error) for calls in ("fsync", "rename,renameat2") for error in ERRORS]
    torture.each(Promise.TOLD, "Ctrl+S on a disk that fails: a banner, and the journal", cases, trial, few=1)


SURROUNDINGS = (
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "xx_XX.ISO-8859-1"},
    {"TERM": "dumb"},
    {"TERM": ""},
    {"TERM": "unheard-of", "NO_COLOR": "1"},
    {"HOME": "/nowhere", "XDG_CACHE_HOME": "/dev/null", "XDG_STATE_HOME": "/dev/null"},
)


def test_odd_surroundings(torture: Torture, tmp_path: Path) -> None:
    def trial(variables: dict[str, str]) -> str:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            with opened(tmp_path) as program:
                ready(program)
                program.paste("pêche 桃 ")
                program.wait_for(
                    "che"
                )  # where the terminal is said to have no more than ASCII, escapes stand
                program.type(SAVE)
                saved = until(lambda: (tmp_path / "jam.md").read_text("utf-8") == f"pêche 桃 {OLD}")
        return "" if saved else "what was typed is not saved"

    torture.each(Promise.ANSWERING, "typing and saving in odd surroundings", SURROUNDINGS, trial, few=1)
