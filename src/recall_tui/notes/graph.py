"""Which notes link to which, by path."""

from __future__ import annotations

from collections.abc import Iterable


class LinkGraph:
    """Directed links between notes; a link counts once however often it is written."""

    def __init__(self) -> None:
        self._out: dict[str, frozenset[str]] = {}
        self._in: dict[str, set[str]] = {}
        self.version = 0
        """Grows with every change."""

    def set(self, path: str, targets: Iterable[str]) -> None:
        """Say which notes `path` links to, in place of what it linked to before; itself left out."""
        new = frozenset(targets) - {path}
        old = self._out.get(path, frozenset())
        for target in old - new:
            self._in[target].discard(path)
        for target in new - old:
            self._in.setdefault(target, set()).add(path)
        if new:
            self._out[path] = new
        else:
            self._out.pop(path, None)
        self.version += new != old

    def outgoing(self, path: str) -> frozenset[str]:
        """The notes that `path` links to."""
        return self._out.get(path, frozenset())

    def backlinks(self, path: str) -> frozenset[str]:
        """The notes that link to `path`."""
        return frozenset(self._in.get(path, ()))

    def count(self, path: str) -> int:
        """How many notes link to `path`."""
        return len(self._in.get(path, ()))

    def linked(self, path: str) -> frozenset[str]:
        """The notes that `path` links to or that link to it."""
        return self.outgoing(path) | self.backlinks(path)
