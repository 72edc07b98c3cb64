"""Places for things that are joined, so that what is joined lies near and what is not lies apart.

Each connected part is laid out by forces, with repulsion by degree as in ForceAtlas2
(doi:10.1371/journal.pone.0098679), and the parts are packed around the largest. The same pairs give the
same places.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Indices = NDArray[np.int64]

ROUNDS = 220
SMOOTHED = 60
"""Rounds of averaging that give the forces a start where neighbours lie near each other."""
SAMPLE = 256
"""Of more points, so many of chance push each of the others, another choice every round."""
APART = 30
"""Rounds in which points that are too near are pushed apart."""
FEW = 8
"""So few points come apart by the forces alone."""
GAP = 2.2
"""Room around each part, in mean distances."""


def place(count: int, pairs: Indices, sizes: Points) -> Points:
    """Places of `count` points: (x, y), as long as their radii `sizes`; `pairs` of them are joined."""
    places = np.zeros((count, 2))
    if not count:
        return places
    parts = _parts(count, pairs)
    order = np.argsort(parts, kind="stable")
    lengths = np.bincount(parts)
    starts = np.cumsum(lengths) - lengths
    number = np.empty(count, np.int64)  # of each point among those of parts of one length
    discs: list[tuple[float, Indices, Points]] = []
    for length in np.unique(lengths).tolist():
        members = order[(starts[lengths == length][:, np.newaxis] + np.arange(length)).ravel()]
        number[members] = np.arange(len(members))
        joined = number[pairs[lengths[parts[pairs[:, 0]]] == length]]
        alike = _placed(len(members) // length, length, joined)
        for points, inside in zip(members.reshape(-1, length), alike, strict=True):
            spread = _spread(inside, sizes[points])
            spread -= (spread.max(axis=0) + spread.min(axis=0)) / 2
            reach = float((np.hypot(*spread.T) + sizes[points]).max()) + GAP * float(sizes.mean())
            discs.append((reach, points, spread))
    discs.sort(key=lambda disc: (-disc[0], disc[1][0]))
    for centre, (_, members, inside) in zip(_packed([reach for reach, *_ in discs]), discs, strict=True):
        places[members] = inside + centre
    return places


def _parts(count: int, pairs: Indices) -> Indices:
    """The number of the connected part that each point is in, from 0."""
    least = np.arange(count)
    while True:
        new = least.copy()
        np.minimum.at(new, pairs[:, 0], least[pairs[:, 1]])
        np.minimum.at(new, pairs[:, 1], least[pairs[:, 0]])
        new = new[new]
        if (new == least).all():
            return np.unique(least, return_inverse=True)[1]
        least = new


def _placed(parts: int, length: int, pairs: Indices) -> Points:
    """Places within so many parts of one length each: [part, point, (x, y)].

    `pairs` are of points counted through all parts. The unit is a line between two points alone.
    """
    if length < 3:
        return np.tile(np.array([[0.0, 0.0], [1.0, 0.0]])[:length], (parts, 1, 1))
    count, rng = parts * length, np.random.default_rng(length)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    degrees = np.bincount(both[:, 0], minlength=count).astype(float)
    at = _start(rng.normal(size=(count, 2)), both, degrees, length) * np.sqrt(length)
    at += rng.normal(scale=0.1, size=at.shape)  # what has the same neighbours starts at one place
    weight = degrees + 1
    for step in range(ROUNDS):
        some = np.arange(length) if length <= SAMPLE else rng.choice(length, SAMPLE, replace=False)
        force = _pushed(at, some, weight, length) * (0.15 * length / len(some))
        pull = at[both[:, 1]] - at[both[:, 0]]
        # By the logarithm of the distance: groups that are joined among themselves come apart from others.
        pull *= (np.log1p(far := np.hypot(*pull.T)) / (far + 1e-9))[:, np.newaxis]
        force += _summed(both[:, 0], pull, count) / weight[:, np.newaxis]
        far = np.hypot(*force.T) + 1e-12
        most = 0.12 * np.sqrt(length) * (1 - step / ROUNDS) ** 1.5 + 0.01
        at = at + force * (np.minimum(far * 0.5, most) / far)[:, np.newaxis]
    return np.asarray(at.reshape(parts, length, 2))


def _pushed(at: Points, some: Indices, weight: Points, length: int) -> Points:
    """What pushes each point away from some of those of its part: their weights by the distance."""
    inside, weights = at.reshape(-1, length, 2).astype(np.float32), weight.reshape(-1, 1, length)
    away = [inside[:, :, np.newaxis, axis] - inside[:, np.newaxis, some, axis] for axis in (0, 1)]
    push = weights[:, :, some].astype(np.float32) / (away[0] ** 2 + away[1] ** 2 + np.float32(1e-3))
    return np.column_stack([(each * push).sum(axis=2).ravel() for each in away]).astype(float)


def _summed(owners: Indices, values: Points, count: int) -> Points:
    """The sum of the values that each of so many points owns."""
    return np.column_stack([np.bincount(owners, values[:, axis], count) for axis in (0, 1)])


def _start(at: Points, both: Indices, degrees: Points, length: int) -> Points:
    """The two slowest ways in which each part swings, nearly: every point at the mean of its neighbours."""
    weight = degrees.reshape(-1, length, 1)
    for _ in range(SMOOTHED):
        at = (at + _summed(both[:, 0], at[both[:, 1]], len(at)) / degrees[:, np.newaxis]) / 2
        parts = at.reshape(-1, length, 2)
        parts = parts - (parts * weight).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
        one, two = parts[:, :, 0], parts[:, :, 1]
        parts[:, :, 1] -= one * ((one * two).sum(axis=1) / (one * one).sum(axis=1))[:, np.newaxis]
        at = (parts / (parts.std(axis=1, keepdims=True) + 1e-12)).reshape(-1, 2)
    return at


def _spread(at: Points, sizes: Points) -> Points:
    """Points at a scale where lines are longer than the points are wide, none over another."""
    gap = float(sizes.mean())
    if len(at) > 1:
        apart = np.hypot(*(at - at[_nearest(at)]).T)
        at = at * (5.5 * gap / max(1e-9, float(np.median(apart))))
    for _ in range(APART if len(at) > FEW else 0):
        move = np.zeros_like(at)
        for axis in (0, 1):
            # Those that are near along one axis stand near each other in rows across it.
            row = np.floor(at[:, 1 - axis] / (3 * gap))
            order = np.lexsort((at[:, axis], row))
            for other in range(1, min(7, len(at))):
                one, two = order[:-other], order[other:]
                away = at[two] - at[one]
                length = np.hypot(*away.T) + 1e-9
                short = np.maximum(0, sizes[one] + sizes[two] + gap - length) * 0.25
                shift = away / length[:, np.newaxis] * short[:, np.newaxis]
                np.add.at(move, two, shift)
                np.subtract.at(move, one, shift)
        at = at + move
    return at


def _nearest(at: Points) -> Indices:
    """For each point one that is near it."""
    order = np.lexsort((at[:, 0], np.floor(at[:, 1] / (at[:, 1].std() / np.sqrt(len(at)) + 1e-9))))
    near = np.empty(len(at), np.int64)
    near[order] = np.roll(order, 1)
    near[order[0]] = order[1]
    return near


def _packed(radii: list[float]) -> Points:
    """Centres of discs, the largest first in the middle, the others where there is room nearest to it."""
    centres = np.zeros((len(radii), 2))
    known = np.array(radii)
    ring = 0.0
    for i in range(1, len(radii)):
        angles = np.arange(0, 2 * np.pi, np.pi / 36) + i
        ring = max(known[0] + radii[i], ring - 2 * radii[i])
        while True:
            tries = ring * np.column_stack([np.cos(angles) * 1.3, np.sin(angles)])
            away = np.hypot(*(tries[:, np.newaxis] - centres[:i]).transpose(2, 0, 1))
            room = (away >= known[:i] + radii[i]).all(axis=1)
            if room.any():
                centres[i] = tries[np.flatnonzero(room)[0]]
                break
            ring += radii[i] / 2
    return centres
