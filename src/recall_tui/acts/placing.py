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
GAP = 2.2
"""Room around each part, in mean distances."""


def place(count: int, pairs: Indices, sizes: Points) -> Points:
    """Places of `count` points: (x, y), as long as their radii `sizes`; `pairs` of them are joined."""
    places = np.zeros((count, 2))
    if not count:
        return places
    parts = _parts(count, pairs)
    order = np.argsort(parts, kind="stable")
    starts = np.flatnonzero(np.diff(parts[order], prepend=-1))
    number = np.empty(count, np.int64)  # of each point in its part
    number[order] = np.arange(count) - np.repeat(starts, np.diff(np.append(starts, count)))
    by_part = pairs[np.argsort(parts[pairs[:, 0]], kind="stable")]
    edges = np.searchsorted(parts[by_part[:, 0]], np.arange(len(starts) + 1))
    discs = []
    for part, members in enumerate(np.split(order, starts[1:])):
        joined = number[by_part[edges[part] : edges[part + 1]]]
        inside = _spread(_placed(len(members), joined), sizes[members])
        inside -= (inside.max(axis=0) + inside.min(axis=0)) / 2
        reach = float((np.hypot(*inside.T) + sizes[members]).max()) + GAP * float(sizes.mean())
        discs.append((reach, members, inside))
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


def _placed(count: int, pairs: Indices) -> Points:
    """Places within one part; the unit is the length of a line between two points alone."""
    if count < 3:
        return np.array([[0.0, 0.0], [1.0, 0.0]])[:count]
    rng = np.random.default_rng(count)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    degrees = np.bincount(both[:, 0], minlength=count).astype(float)
    at = _start(rng.normal(size=(count, 2)), both, degrees) * np.sqrt(count)
    at += rng.normal(scale=0.1, size=at.shape)  # what has the same neighbours starts at one place
    weight = degrees + 1
    for step in range(ROUNDS):
        some = np.arange(count) if count <= SAMPLE else rng.choice(count, SAMPLE, replace=False)
        force = _pushed(at, some, weight) * (0.15 * count / len(some))
        pull = at[both[:, 1]] - at[both[:, 0]]
        # By the logarithm of the distance: groups that are joined among themselves come apart from others.
        pull *= (np.log1p(length := np.hypot(*pull.T)) / (length + 1e-9))[:, np.newaxis]
        force += _summed(both[:, 0], pull, count) / weight[:, np.newaxis]
        length = np.hypot(*force.T) + 1e-12
        most = 0.12 * np.sqrt(count) * (1 - step / ROUNDS) ** 1.5 + 0.01
        at = at + force * (np.minimum(length * 0.5, most) / length)[:, np.newaxis]
    return np.asarray(at)


def _pushed(at: Points, some: Indices, weight: Points) -> Points:
    """What pushes each point away from some of them: their weights by the distance."""
    x, y = at.T.astype(np.float32)
    away_x, away_y = x[:, np.newaxis] - x[some], y[:, np.newaxis] - y[some]
    push = weight[some].astype(np.float32) / (away_x * away_x + away_y * away_y + np.float32(1e-3))
    return np.column_stack([(away * push).sum(axis=1) for away in (away_x, away_y)]).astype(float)


def _summed(owners: Indices, values: Points, count: int) -> Points:
    """The sum of the values that each of so many points owns."""
    return np.column_stack([np.bincount(owners, values[:, axis], count) for axis in (0, 1)])


def _start(at: Points, both: Indices, degrees: Points) -> Points:
    """The two slowest ways in which the part swings, nearly: each point at the mean of its neighbours."""
    for _ in range(SMOOTHED):
        at = (at + _summed(both[:, 0], at[both[:, 1]], len(at)) / degrees[:, np.newaxis]) / 2
        at -= (at * degrees[:, np.newaxis]).sum(axis=0) / degrees.sum()
        at[:, 1] -= at[:, 0] * (at[:, 0] @ at[:, 1]) / (at[:, 0] @ at[:, 0])
        at /= at.std(axis=0) + 1e-12
    return at


def _spread(at: Points, sizes: Points) -> Points:
    """Points at a scale where lines are longer than the points are wide, none over another."""
    gap = float(sizes.mean())
    if len(at) > 1:
        apart = np.hypot(*(at - at[_nearest(at)]).T)
        at = at * (5.5 * gap / max(1e-9, float(np.median(apart))))
    for _ in range(APART if len(at) > 2 else 0):
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
    for i in range(1, len(radii)):
        angles = np.arange(0, 2 * np.pi, np.pi / 36) + i
        ring = known[0] + radii[i]
        while True:
            tries = ring * np.column_stack([np.cos(angles) * 1.3, np.sin(angles)])
            away = np.hypot(*(tries[:, np.newaxis] - centres[:i]).transpose(2, 0, 1))
            room = (away >= known[:i] + radii[i]).all(axis=1)
            if room.any():
                centres[i] = tries[np.flatnonzero(room)[0]]
                break
            ring += radii[i] / 2
    return centres
