"""Something done in a process of its own, which may be traced, hindered and killed there."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

WELL = "well"
"""What is said of something that was done to its end."""
KILLED = "killed"
"""What is said of something that was not."""

BEGIN, END = "/recall/begin", "/recall/end"
"""Links that are not there; reading them shows in a trace where something begins and ends."""

PATIENCE = 20.0
"""Seconds after which a process has hung."""
ANYONE = 0x59616D61, -1
"""Arguments of prctl(2) that let any process trace this one, where the system would restrict that."""


class Branch:
    """A process that does something, then says what came of it: WELL, the words it returned, or the error."""

    def __init__(self, act: Callable[[], object], *, wait: bool = False) -> None:
        """`wait`: it stops before it begins, until it is told to go on."""
        self._said, end = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads that were, and are no more there
            self.pid = os.fork()
        if not self.pid:
            with suppress(BaseException):
                os.close(self._said)
                if wait:
                    ctypes.CDLL(None).prctl(*ANYONE)
                    os.kill(os.getpid(), signal.SIGSTOP)
                os.write(end, said_by(act).encode("utf-8", "surrogateescape"))
            os._exit(0)
        os.close(end)

    def go_on(self) -> None:
        """Let it begin."""
        os.waitpid(self.pid, os.WUNTRACED)
        os.kill(self.pid, signal.SIGCONT)

    def end(self) -> str:
        """Wait for its end; what it said."""
        with os.fdopen(self._said, "rb") as pipe:
            said = pipe.read()
        os.waitpid(self.pid, 0)
        return said.decode("utf-8", "surrogateescape") or KILLED

    def kill(self) -> str:
        """End it at once; what it has said by then."""
        os.kill(self.pid, signal.SIGKILL)
        return self.end()


def said_by(act: Callable[[], object]) -> str:
    """Do something: WELL, the words it returned, or the error."""
    with suppress(OSError):
        Path(BEGIN).readlink()
    try:
        said = act()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    finally:
        with suppress(OSError):
            Path(END).readlink()
    return said if isinstance(said, str) and said else WELL


@dataclass(frozen=True)
class Call:
    """A system call that something makes."""

    name: str
    nth: int
    """The how manieth of that name since the tracing began, from 1."""
    shown: str
    """With its arguments."""

    def __str__(self) -> str:
        return f"{self.name} {self.nth}"


def traced(act: Callable[[], object], inject: str = "") -> tuple[str, list[Call]]:
    """Do something in a process of its own under strace: what it said, and its system calls.

    `inject` is what strace does to them, as after its `-e inject=`.
    """
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as file:
        branch = Branch(act, wait=True)
        os.waitpid(branch.pid, os.WUNTRACED)
        try:
            with strace(branch.pid, inject, file.name):
                os.kill(branch.pid, signal.SIGCONT)
                said = branch.end()
        except pytest.skip.Exception:
            branch.kill()
            raise
        return said, _calls(file.read())


@contextmanager
def strace(pid: int, inject: str, trace: str = os.devnull) -> Iterator[None]:
    """Trace a process, its threads and its children into a file, to its end or that of the `with`."""
    program = shutil.which("strace")
    if not program:
        pytest.skip("strace is not installed")
    command = [program, "-f", "-y", "-qq", "-o", trace, "-p", str(pid)]
    command += ["-e", f"inject={inject}"] if inject else []
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    assert tracer.stderr
    with tracer.stderr:
        given_up = monotonic() + PATIENCE
        status = Path(f"/proc/{pid}/status")
        while "TracerPid:\t0" in status.read_text():
            if tracer.poll() is not None:
                pytest.skip(f"strace cannot trace here: {tracer.stderr.read().decode().strip()}")
            assert monotonic() < given_up
            sleep(0.001)
        try:
            yield
        finally:
            tracer.terminate()  # nothing, where it has ended with what it traced
            tracer.wait(PATIENCE)


def _calls(trace: str) -> list[Call]:
    """The calls between the marks; a number counts from the beginning of the trace."""
    counts: Counter[str] = Counter()
    found = []
    inside = False
    for name, arguments in re.findall(r"^\d+ +(\w+)\((.*)", trace, re.MULTILINE):
        counts[name] += 1
        inside = inside and END not in arguments
        if inside:
            found.append(Call(name, counts[name], f"{name}({arguments}"))
        inside = inside or BEGIN in arguments
    return found
