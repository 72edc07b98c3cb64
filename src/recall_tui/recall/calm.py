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

    `shown` are the paths of the list before, in its order. A card keeps its place; what is new fills the
    gaps. Then a card changes places with the best one below it, where that scores more than `margin` (0.1:
    10 %) better. So nothing is pushed down by what comes in above it. With margin 0 the order is that of the
    scores.
    """
    place = {path: i for i, path in enumerate(shown[: len(ranked)])}
    kept = {place[item.path]: item for item in ranked if item.path in place}
    fresh = (item for item in ranked if item.path not in place)
    order = [kept[i] if i in kept else next(fresh) for i in range(len(ranked))]
    for i, item in enumerate(order):
        best = max(range(i, len(order)), key=lambda j: order[j].score)
        if order[best].score > item.score * (1 + margin):
            order[i], order[best] = order[best], item
    return order
