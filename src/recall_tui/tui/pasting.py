"""What is pasted arrives as it is, whatever is in it.

Textual looks for keys in pasted text too: behind an Escape, a pasted Ctrl+Q would quit. And it ends at the
first byte that is no UTF-8. Many terminals take such things out of a paste, but not all, nor does tmux. This
leans on Textual's inside; a test on a real terminal fails when that changes.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

_START, _END = "\x1b[200~", "\x1b[201~"


def take_pastes_whole() -> None:
    """Have pastes arrive whole; bytes that are no UTF-8 as they stand in files, as lone surrogates."""
    with suppress(ImportError):  # Windows has no such terminal
        from textual.drivers import linux_driver

        vars(linux_driver).update(XTermParser=PasteParser, getincrementaldecoder=_lenient)


def _lenient(encoding: str) -> Any:
    return partial(getincrementaldecoder(encoding), "surrogateescape")


class PasteParser(XTermParser):
    """Textual's reader of what a terminal sends; pastes go by it."""

    _pasted: str | None = None
    """What has come so far of a paste."""

    def feed(self, data: str) -> Iterable[Message]:
        """The keys, pastes and other events of a piece of input; empty at its end."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                typed, start, data = data.partition(_START)
                if typed:
                    yield from super().feed(typed)
                if start:
                    self._pasted = ""
            else:
                seen = max(0, len(self._pasted) - len(_END))
                self._pasted += data
                end = self._pasted.find(_END, seen)
                if end < 0:
                    return
                data = self._pasted[end + len(_END) :]
                # No note can have a zero byte.
                yield events.Paste(self._pasted[:end].replace("\0", ""))
                self._pasted = None
