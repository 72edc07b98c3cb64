"""Keystroke to paint of a program on a pty: what a person at the terminal waits for.

While keys are typed, what the program writes is only kept, with the moment it was read. Afterwards it is fed,
paint by paint, to a terminal emulator, and a key is counted until the end of the first paint that shows it.
A paint is what stands between the marks of synchronized output (CSI ?2026 h and l): it is shown at once.
"""

from __future__ import annotations

import os
import pty
import re
import termios
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from select import select
from subprocess import Popen
from time import perf_counter

import pyte

from bench.memory import memory

COLUMNS, ROWS = 120, 40
WARM = 20
"""The first keys are not counted: what they need is loaded with them."""
PATIENCE = 1.0
"""So many seconds after the last key a program may still paint."""
PAINTED = b"\x1b[?2026l"
ASKED_MODE = re.compile(rb"\x1b\[\?(\d+)\$p")
REVISION = re.compile(r"\brev (\d+)")
NEVER = r"(?!)"
"""A pattern that is found nowhere."""
EVERYWHERE = (0, COLUMNS)


@dataclass(frozen=True)
class Program:
    """What to run, and where on its screen to look."""

    command: Sequence[str]
    editor: tuple[int, int] = EVERYWHERE
    """First column of the editor, and the one after its last."""
    pane: tuple[int, int] | None = None
    """The same of the results; `rev N` in its first row says how many edits they answer."""
    busy: str = NEVER
    """A pattern that is on the screen until the program is ready to be typed into."""
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Keys:
    """What became of the letters typed, those of the warming up left out; of a space nothing can be seen."""

    characters: list[float]
    """Milliseconds from each key to the paint that shows its character."""
    results: list[float]
    """Milliseconds from each key to the paint of the results that answer it."""
    together: float
    """The share of characters that were painted at once with their results."""
    changed: float
    """How many paints changed what the results say, per key, spaces included."""
    missed: int
    """Characters never seen."""


class Terminal:
    """A program on a pty of its own. To be used in a `with`, at whose end the program is killed."""

    def __init__(self, program: Program) -> None:
        self.reads: list[tuple[float, bytes]] = []
        """What the program wrote, with the time at which it was read, in seconds."""
        self._asked = b""
        env = {k: v for k, v in os.environ.items() if not k.startswith("TEXTUAL") and k != "NO_COLOR"}
        env |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", **program.env}
        self._fd, end = pty.openpty()
        termios.tcsetwinsize(end, (ROWS, COLUMNS))
        self.began = perf_counter()
        self._process = Popen(
            program.command, stdin=end, stdout=end, stderr=end, env=env, start_new_session=True
        )
        os.close(end)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        # Killed and not asked to quit: what was typed is to leave nothing behind.
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    def pump(self, until: float) -> None:
        """Read what comes, up to a moment."""
        while (left := until - perf_counter()) > 0 and select([self._fd], [], [], left)[0]:
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:  # the other end is closed
                said = b"".join(data for _, data in self.reads)[-2000:].decode("utf-8", "replace")
                raise SystemExit(f"{self._process.args!r} ended early:\n{said}") from None
            self.reads.append((perf_counter(), data))
            self._answer(data)

    def _answer(self, data: bytes) -> None:
        """Say which terminal modes there are, as far as the program asks: synchronized output only."""
        self._asked += data
        for mode in ASKED_MODE.findall(self._asked):
            os.write(self._fd, b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0))
        self._asked = ASKED_MODE.split(self._asked)[-1][-16:]

    def settle(self, busy: str = NEVER, quiet: float = 0.3, limit: float = 600) -> None:
        """Read until the screen is painted, nothing on it is `busy`, and nothing came for `quiet` seconds.

        A cursor that blinks paints twice a second.
        """
        screen, done, end = Screen(), 0, perf_counter() + limit
        while perf_counter() < end:
            self.pump(perf_counter() + quiet)
            screen.feed(b"".join(data for _, data in self.reads[done:]))
            if done == len(self.reads) and screen.is_full() and not re.search(busy, screen.text()):
                return
            done = len(self.reads)
        raise SystemExit(f"{self._process.args!r} was not ready after {limit:g} s.")

    def type(self, text: str, rate: float) -> list[float]:
        """Type at `rate` keys a second, unevenly as people do; the moments of the keys."""
        sent, rng, due = [], Random(4), perf_counter()
        for character in text:
            self.pump(due)
            sent.append(perf_counter())
            os.write(self._fd, character.encode())
            due += rng.uniform(0.7, 1.3) / rate
        self.pump(perf_counter() + PATIENCE)
        return sent

    def memory(self) -> float:
        """What the program holds of memory, in MiB."""
        return memory(process=self._process.pid)


class Screen:
    """What a person sees after the bytes fed so far."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.feed = self._stream.feed

    def text(self, columns: tuple[int, int] = EVERYWHERE) -> str:
        """Its rows, or some columns of them."""
        rows = (self._screen.buffer[y] for y in range(ROWS))
        return "\n".join("".join(row[x].data for x in range(*columns)) for row in rows)

    def is_full(self) -> bool:
        """Whether every cell has been painted, in a colour of the program's own."""
        rows = (self._screen.buffer[y] for y in range(ROWS))
        return all(row[x].bg != "default" for row in rows for x in range(COLUMNS))


def type_into(program: Program, text: str, rate: float = 10) -> tuple[Keys, float]:
    """Type letters and spaces once the program is ready; what became of them, and the memory held, in MiB."""
    with Terminal(program) as terminal:
        terminal.settle(program.busy)
        before = len(terminal.reads)
        sent = terminal.type(text, rate)
        memory = terminal.memory()
    return credit(program, text, sent, terminal.reads, before), memory


def time_to_full_paint(program: Program, limit: float = 30) -> float:
    """Seconds from the start of the program to the end of the first paint after which no cell is bare."""
    with Terminal(program) as terminal:
        while perf_counter() < terminal.began + limit:
            terminal.pump(perf_counter() + 0.6)  # emulated only after a while, so as not to delay the reading
            screen = Screen()
            for moment, data in paints(terminal.reads):
                screen.feed(data)
                if screen.is_full():
                    return moment - terminal.began
    raise SystemExit(f"{program.command!r} painted no full screen in {limit:g} s.")


def credit(
    program: Program, text: str, sent: Sequence[float], reads: Sequence[tuple[float, bytes]], before: int = 0
) -> Keys:
    """Find the paint that shows each key; `sent` are their moments, `before` the reads before the first."""
    screen = Screen()
    screen.feed(b"".join(data for _, data in reads[:before]))
    characters: dict[int, tuple[float, int]] = {}  # key → milliseconds, number of the paint
    results: dict[int, tuple[float, int]] = {}
    changes, old = 0, [""]
    key = 0
    for number, (moment, data) in enumerate(paints(reads[before:])):
        screen.feed(data)
        # A row without letters parts what is typed from what stands below it for good.
        shown = "".join(_letters(row) or "\n" for row in screen.text(program.editor).split("\n"))
        while key < len(text) and sent[key] <= moment:
            if text[key] != " " and _letters(text[: key + 1]) not in shown:
                break
            if text[key] != " ":
                characters[key] = 1000 * (moment - sent[key]), number
            key += 1
        if program.pane:
            heading, *said = screen.text(program.pane).split("\n")
            answered = max(map(int, REVISION.findall(heading)), default=0)
            for i in range(len(results), min(answered, len(text))):
                results[i] = 1000 * (moment - sent[i]), number
            changes += said != old and len(results) > WARM
            old = said
    counted = {i: paint for i, paint in characters.items() if i >= WARM}
    same = [results[i][1] == number for i, (_, number) in counted.items() if i in results]
    return Keys(
        characters=[ms for ms, _ in counted.values()],
        results=[ms for i, (ms, _) in results.items() if i >= WARM and text[i] != " "],
        together=sum(same) / max(1, len(same)),
        changed=changes / max(1, len(text) - WARM),
        missed=len(_letters(text[WARM:])) - len(counted),
    )


def paints(reads: Sequence[tuple[float, bytes]]) -> Iterator[tuple[float, bytes]]:
    """What was read, cut at the ends of paints, each with the moment at which its end was read."""
    rest, moment = b"", 0.0
    for moment, data in reads:
        *whole, rest = (rest + data).split(PAINTED)
        yield from ((moment, paint + PAINTED) for paint in whole)
    yield moment, rest


def _letters(text: str) -> str:
    """The letters alone: where lines break, blanks and borders are the program's own affair."""
    return "".join(filter(str.isalpha, text))
