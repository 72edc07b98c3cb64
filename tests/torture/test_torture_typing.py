"""Typing that is not saved outlives whatever ends the program, and whatever becomes of its journal."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic, sleep

import pytest
from promises import Promise
from trying import Torture

from program import START, UNSAVEABLE, Program
from recall_tui.folder import keeper
from recall_tui.folder.files import read
from recall_tui.folder.journal import WAITING, Journal, left, recovered, waiting
from recall_tui.folder.keeper import Keeper, Snapshot
from recall_tui.folder.state import state_folder
from recall_tui.notes.editing import edit_between

LOST = 1.0
"""Seconds of typing that a kill may cost."""
NOTE = "# Of jam\n\nPlums, and sugar.\n"

unix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


class Place:
    """A folder with a note, and its state folder."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notes"
        self.root.mkdir()
        self.note = self.root / "jam.md"
        state = state_folder(self.root)
        assert state
        self.state = state
        self.clear()

    def clear(self) -> None:
        self.note.write_text(NOTE)
        for path in self.state.iterdir():
            if path.is_file():
                path.unlink()

    def texts(self) -> list[str]:
        """All that a person can come by: what is offered, and what is saved."""
        found = left(self.root, dropped=True)
        for each in found:
            each.close()
        saved = [path.read_text("utf-8", "surrogateescape") for path in self.root.glob("*.md")]
        return [each.unsaved.text for each in found if each.unsaved] + saved

    def written(self) -> list[str]:
        """What is in journals, of living programs too."""
        found = [recovered(path.read_bytes())[0] for path in self.state.glob(f"{WAITING}*")]
        return [each.text for each in found if each]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def edited(rng: Random, text: str) -> str:
    """A text as it may be a moment later."""
    start = rng.randint(0, len(text))
    end = min(len(text), start + rng.choice((0, 0, 0, 1, 9, 99)))
    new = "".join(rng.choices("ab é木\n\0\r\u2028\udc80", k=rng.choice((0, 1, 5, 60))))
    return text[:start] + new + text[end:]


# A journal that is damaged


def damaged(rng: Random, whole: bytes) -> bytes:
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        first = rng.randrange(len(data) + 1)
        length = min(rng.choice((1, 4, 8, 64, 4096)), len(data) - first)
        match rng.choice(("flip", "cut", "zero", "random", "twice", "gone", "more")):
            case "flip" if data:
                bit = rng.randrange(8 * len(data))
                data[bit // 8] ^= 1 << bit % 8
            case "cut":
                del data[first:]
            case "zero":
                data[first : first + length] = bytes(length)
            case "random":
                data[first : first + length] = rng.randbytes(length)
            case "twice":
                data[first:first] = data[first : first + length]
            case "gone":
                del data[first : first + length]
            case _:
                data += rng.randbytes(rng.choice((1, 8, 99)))
    return bytes(data)


def test_damaged_journals(torture: Torture, place: Place) -> None:
    def trial(rng: Random) -> str:
        place.clear()
        file = rng.choice((None, read(place.root, "jam.md")))
        texts = [file.text if file else ""]
        for _ in range(rng.randint(1, 12)):
            texts.append(edited(rng, texts[-1]))
        each = Journal(place.state, file, texts[1])
        for old, new in pairwise(texts[1:]):
            if edit := edit_between(old.split("\n"), new.split("\n")):
                each.add(edit)
        each.close()
        before = each.path.read_bytes()
        after = damaged(rng, before)
        each.path.write_bytes(after)
        waiting(place.root)
        found = left(place.root, dropped=True)
        for one in found:
            one.close()
            if one.unsaved and one.unsaved.text not in texts:
                return f"a text that never was: {one.unsaved.text!r}"
        offered = [one.unsaved.text for one in found if one.unsaved]
        needed = texts[-1] != file.text if file else bool(texts[-1].strip())
        if after.startswith(before) and offered != [texts[-1]] * needed:
            return "what can be read is not what is offered"
        if after and not any(place.state.iterdir()) and not recovered(after)[1]:
            return "a damaged one was thrown away"
        return ""

    torture(Promise.TYPING, "damaged journals", trial, few=30, full=1000)


# A disk that is full


def test_no_room_for_a_journal(torture: Torture, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "AGAIN", 0.01)

    def trial(rng: Random) -> str:
        place.clear()
        told: list[str] = []
        keeping = Keeper(place.root, told.append)
        text = "".join(rng.choices("plum \n", k=400))
        kept = ""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        try:
            for number in range(8):
                if number == 3:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (rng.randrange(900), before[1]))
                text = edited(rng, text)
                keeping.keep(Snapshot(None, text.split("\n"), str))
                if keeping.flush(5):
                    kept = text
                elif not told:
                    return "it failed, and nothing was said"
                if kept not in place.written():
                    return "what was on the disk is not there any more"
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sleep(0.02)
        if not keeping.flush(5):
            return "it did not try again"
        keeping.end(5)
        if told and told[-1]:
            return "it was not said that all is well again"
        return "" if place.texts()[0] == text else "another text was kept"

    torture(Promise.TOLD, "no room for a journal", trial, few=3, full=100)


# A program that is killed, or ended


class Typist(Thread):
    """Types on, and remembers when."""

    def __init__(self, program: Program, rng: Random) -> None:
        super().__init__()
        self.program = program
        self.rng = rng
        self.text = ""
        self.times: list[float] = []
        self.enough = False

    def run(self) -> None:
        with suppress(OSError):  # the program is gone
            while not self.enough:
                char = self.rng.choice("abcdefgh ")
                self.program.type(char)
                self.times.append(monotonic())
                self.text += char
                sleep(self.rng.choice((0.01, 0.03, 0.1)))

    def until(self, moment: float) -> str:
        """What was typed by then."""
        return self.text[: sum(time <= moment for time in self.times)]


def longest(typed: str, texts: list[str]) -> int:
    """How much of what was typed stands at the beginning of one of the texts."""
    return max(n for n in range(len(typed) + 1) if any(text.startswith(typed[:n]) for text in texts))


@unix
def test_killed_while_typing(torture: Torture, place: Place) -> None:
    def trial(rng: Random) -> str:
        place.clear()
        with Program(place.root, "jam.md", autosave=rng.choice((0, 0, 0.3))) as program:
            program.wait_for("Plums")
            program.type("\x1b[1;5H")  # to the beginning, where what is typed is easily found
            typist = Typist(program, rng)
            typist.start()
            sleep(rng.uniform(0.05, 3))
            killed = monotonic()
            program.kill()
            typist.enough = True
            typist.join()
        must = typist.until(killed - LOST)
        found = longest(typist.text, place.texts())
        if found < len(must):
            return f"of {len(must)} characters {found} are left, with {place.texts()!r}"
        return ""

    torture(Promise.TYPING, "killed while typing", trial, few=2, full=300)


@unix
def test_ended_while_typing(torture: Torture, place: Place) -> None:
    def trial(rng: Random) -> str:
        place.clear()
        start = rng.choice((START, UNSAVEABLE))
        note = rng.choice(("jam.md", ""))
        with Program(place.root, note, start=start) as program:
            program.wait_for("Plums" if note else "Your past selves answer")
            for number in range(rng.randint(1, 3)):
                program.paste(f"pear{number} ")
                program.wait_for(f"pear{number}")
                sleep(rng.uniform(0, 0.3))
            last = f"quince{rng.randrange(99)} "
            program.paste(last)
            program.wait_for(last.strip())
            how = rng.choice(("SIGTERM", "SIGHUP", "SIGINT", "hang up"))
            if how == "hang up":
                program.hang_up()
            else:
                program.signal(how)
            program.wait(20)
        return "" if any(last.strip() in text for text in place.texts()) else f"{how}: {place.texts()!r}"

    torture(Promise.SIGNALS, "ended while typing", trial, few=2, full=200)
