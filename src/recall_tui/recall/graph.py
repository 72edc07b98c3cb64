"""Who links to whom, by nodes (see `index.View`): arrays for the start, sets for what changed since."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from recall_tui.recall.columns import NONE, Ints, Rows, starts_of


class LinkGraph:
    """Links between notes. One thread may change it while another asks."""

    def __init__(self, out: Rows | None = None) -> None:
        """`out`: the nodes that each node links to, ascending; none if left out."""
        self._base = out or Rows(NONE, starts_of([]))
        self._out: dict[int, set[int]] = {}
        self._in: dict[int, set[int]] = {}
        self._counts = np.bincount(self._base.values, minlength=len(self._base)).astype(np.int32)
        self.version = 0
        """Another one after every change."""

    @cached_property
    def _back(self) -> Rows:
        return _turned(self._base)

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

    def pairs(self) -> tuple[Ints, Ints]:
        """All links: the nodes that link and, beside them, those that they link to."""
        changes = list(self._out.items())  # at once: another thread may set more
        owners = np.repeat(np.arange(len(self._base), dtype=np.int32), self._base.lengths)
        if not changes:
            return owners, self._base.values
        stay = ~np.isin(owners, [node for node, _ in changes])
        new = np.array([(node, to) for node, targets in changes for to in targets], np.int32).reshape(-1, 2)
        return np.concatenate([owners[stay], new[:, 0]]), np.concatenate([self._base.values[stay], new[:, 1]])

    def linked(self, node: int, most: int) -> Ints:
        """The nodes that `node` links to or that link to it, each once; none if they are more than `most`."""
        out, back = self.outgoing(node), self.backlinks(node)
        if max(len(out), len(back)) > most:
            return NONE
        nodes = sorted({*out.tolist(), *back.tolist()})  # few: numpy would take longer
        return np.array(nodes, np.int32) if len(nodes) <= most else NONE

    def counts(self, nodes: Ints) -> Ints:
        """How many nodes link to each of these."""
        counts = self._counts  # once: another thread may put a longer one in its place
        known = nodes < len(counts)
        return np.where(known, counts[np.where(known, nodes, 0)], 0) if len(counts) else np.zeros_like(nodes)

    def renumbered(self, nodes: Ints, size: int) -> LinkGraph:
        """The same links where each node has a new number, by the old one; -1 for one that is gone."""
        owners, targets = self.pairs()
        stay = (nodes[owners] >= 0) & (nodes[targets] >= 0)
        return LinkGraph(_rows(nodes[owners[stay]], nodes[targets[stay]], size))

    def out(self, size: int) -> Rows:
        """What each of `size` nodes links to; no other node links to anything."""
        return _rows(*self.pairs(), size)


class Graphs(NamedTuple):
    """All that leads from notes to notes."""

    links: LinkGraph
    prev: LinkGraph
    """From each note to the one that it continues."""
    next: LinkGraph
    """From each note to those that it says continue it."""


def _row(rows: Rows, node: int) -> Ints:
    return rows[node] if node < len(rows) else NONE


def _changed(changes: dict[int, set[int]], base: Rows, node: int) -> Ints:
    links = changes.get(node)
    return _row(base, node) if links is None else np.array(sorted(links), np.int32)


def _rows(owners: Ints, targets: Ints, size: int) -> Rows:
    """The targets of each of `size` owners, ascending."""
    order = np.lexsort((targets, owners))
    return Rows(targets[order].astype(np.int32), starts_of(np.bincount(owners, minlength=size)))


def _turned(rows: Rows) -> Rows:
    """The other direction."""
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), rows.lengths)
    order = np.argsort(rows.values, kind="stable")
    return Rows(owners[order], starts_of(np.bincount(rows.values, minlength=len(rows))))
