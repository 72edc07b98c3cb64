"""A list that does not flicker: a card keeps its place unless another clearly beats it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

R = TypeVar("R", bound="Ranked")


class Ranked(Protocol):
    """What can be kept in order: something with a name and a score."""

    @property
    def path(self) -> str: ...
    @property
    def score(self) -> float: ...


def steady(shown: Sequence[str], ranked: Sequence[R], margin: float) -> list[R]:
    """`ranked` (best first) reordered so that what was `shown` moves only for a clear reason.

    `shown` are the paths of the list before, in its order. Something passes what stood above it only when its
    score is more than `margin` (0.15: 15 %) better. With margin 0 the order is that of the scores.
    """
    place = {path: i for i, path in enumerate(shown)}
    kept = sorted((r for r in ranked if r.path in place), key=lambda r: place[r.path])
    fresh = [r for r in ranked if r.path not in place]
    order: list[R] = []
    for item in (*kept, *fresh):
        _insert(order, item, margin)
    return order


def _insert(order: list[R], item: R, margin: float) -> None:
    """Put `item` at the end, then let it pass what it clearly beats."""
    at = len(order)
    while at and item.score > order[at - 1].score * (1 + margin):
        at -= 1
    order.insert(at, item)
