"""The program in a process of its own, on a terminal that is read all the time."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

START = """
import signal
import sys
from pathlib import Path
# A shell has what it runs in the background ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
from recall_tui.config import Settings
from recall_tui.tui.app import run
run(Path(sys.argv[1]), Settings(autosave=float(sys.argv[2])), sys.argv[3])
"""


UNSAVEABLE = START.replace(
    "run(Path",
    """
from recall_tui.errors import NoteError
from recall_tui.notebook import Notebook
def fails(*_):
    raise NoteError("It cannot be saved.")
Notebook.save = Notebook.create = fails
run(Path""",
)
"""The program on a disk that nothing can be saved on."""


class Program:
    """Ended with the `with` that it is begun in."""

    def __init__(self, folder: Path, note: str = "", autosave: float = 0, start: str = START) -> None:
        self.ours, theirs = os.openpty()
        self._running = subprocess.Popen(
            [sys.executable, "-c", start, str(folder), str(autosave), note],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self.shown = b""
        self._gone = False
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.hang_up()

    def _read(self) -> None:
        with suppress(OSError):  # the program is gone
            while not self._gone:
                if select.select([self.ours], [], [], 0.02)[0]:
                    self.shown += os.read(self.ours, 65536)

    def wait_for(self, words: str, seconds: float = 15) -> None:
        """Wait until something was shown since the last time."""
        end = monotonic() + seconds
        while words.encode() not in self.shown:
            assert monotonic() < end, self.shown[-2000:]
            sleep(0.01)
        self.shown = self.shown.partition(words.encode())[2]

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def paste(self, text: str) -> None:
        self.type(f"\x1b[200~{text}\x1b[201~")

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._running.pid

    def signal(self, name: str) -> None:
        self._running.send_signal(getattr(signal, name))

    def hang_up(self) -> None:
        """Close the terminal; nobody reads it then, which would keep it open."""
        self._gone = True
        self._reader.join()
        if self.ours >= 0:
            os.close(self.ours)
            self.ours = -1

    def wait(self, seconds: float = 10) -> int:
        """Wait for the program's end."""
        return self._running.wait(seconds)

    def kill(self) -> None:
        self._running.kill()
        self._running.wait()

    @property
    def state(self) -> str:
        """What the system says it does: `T` where it was stopped."""
        said = Path(f"/proc/{self.pid}/stat").read_text()
        return said.rpartition(")")[2].split()[0]
