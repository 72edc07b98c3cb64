"""Who links to whom, by nodes (see `index.View`): arrays for the start, sets for what changed since."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from recall_tui.recall.columns import NONE, Ints, Rows, starts_of


class LinkGraph:
    """Links between notes. One thread may change it while another asks."""

    def __init__(self, out: Rows | None = None) -> None:
        """`out`: the nodes that each node links to, ascending; none if left out."""
        self._base = out or Rows(NONE, starts_of([]))
        self._back = _turned(self._base)
        self._out: dict[int, set[int]] = {}
        self._in: dict[int, set[int]] = {}
        self._counts = self._back.lengths.astype(np.int32)
        self.version = 0
        """Another one after every change."""

    def set(self, node: int, targets: Iterable[int]) -> None:
        """`node` links to these nodes and no others; to itself it does not."""
        new, old = set(targets) - {node}, set(self.outgoing(node).tolist())
        if new == old:
            return
        if self._counts.size <= (most := max(node, *new, *old)):
            self._counts = np.concatenate([self._counts, np.zeros(most + 1, np.int32)])
        for target in old ^ new:
            links = self._in.setdefault(target, set(_row(self._back, target).tolist()))
            (links.add if target in new else links.discard)(node)
            self._counts[target] = len(links)
        self._out[node] = new
        self.version += 1

    def outgoing(self, node: int) -> Ints:
        """The nodes that `node` links to."""
        return _changed(self._out, self._base, node)

    def backlinks(self, node: int) -> Ints:
        """The nodes that link to `node`."""
        return _changed(self._in, self._back, node)

    def changed(self) -> list[int]:
        """The nodes whose links were set."""
        return list(self._out)

    def linked(self, node: int) -> Ints:
        """The nodes that `node` links to or that link to it, each once."""
        return np.unique(np.concatenate([self.outgoing(node), self.backlinks(node)]))

    def counts(self, nodes: Ints) -> Ints:
        """How many nodes link to each of these."""
        counts = self._counts  # once: another thread may put a longer one in its place
        known = nodes < len(counts)
        return np.where(known, counts[np.where(known, nodes, 0)], 0) if len(counts) else np.zeros_like(nodes)

    def renumbered(self, nodes: Ints, size: int) -> LinkGraph:
        """The same links where each node has a new number, by the old one; -1 for one that is gone."""
        rows: list[list[int]] = [[] for _ in range(size)]
        for node, new in enumerate(nodes.tolist()):
            if new >= 0 and len(targets := self.outgoing(node)):
                rows[new] = sorted(t for t in nodes[targets].tolist() if t >= 0)
        return LinkGraph(Rows.of(rows))

    def out(self, size: int) -> Rows:
        """What each of `size` nodes links to."""
        return Rows.of([self.outgoing(node).tolist() for node in range(size)])


def _row(rows: Rows, node: int) -> Ints:
    return rows[node] if node < len(rows) else NONE


def _changed(changes: dict[int, set[int]], base: Rows, node: int) -> Ints:
    links = changes.get(node)
    return _row(base, node) if links is None else np.array(sorted(links), np.int32)


def _turned(rows: Rows) -> Rows:
    """The other direction."""
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), rows.lengths)
    order = np.argsort(rows.values, kind="stable")
    return Rows(owners[order], starts_of(np.bincount(rows.values, minlength=len(rows))))
