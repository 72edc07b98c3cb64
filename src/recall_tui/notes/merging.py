"""How two texts differ, and how two changes of one text go together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from recall_tui.notes.editing import alike

MOST = 100_000_000
"""Of two texts that differ in their middle, how many lines of one times lines of the other are compared: that
takes some 20 ms and 12 MB."""

Run = tuple[int, int, int]
"""Where equal lines begin in one text and in the other, and how many they are."""


def aligned(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """The runs of lines that two texts share, in order, as long as can be; the last, empty, at both ends.

    Where too much differs to be compared (`MOST`) what is between equal beginnings and ends shares nothing.
    """
    shorter = min(len(before), len(after))
    head = alike(before, after, shorter)
    tail = alike(before, after, shorter - head, at_end=True)
    runs = [(0, 0, head)]
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if old and new and len(old) * len(new) <= MOST:
        from rapidfuzz.distance import LCSseq

        numbers: dict[str, int] = {}
        rows = ([numbers.setdefault(line, len(numbers)) for line in lines] for lines in (old, new))
        for each in LCSseq.opcodes(*rows):
            if each.tag == "equal":
                many = each.src_end - each.src_start
                runs.append((head + each.src_start, head + each.dest_start, many))
    runs.append((len(before) - tail, len(after) - tail, tail))
    return [*(run for run in runs if run[2]), (len(before), len(after), 0)]


def merge(base: str, ours: str, theirs: str) -> str | None:
    """One text with what both sides changed in `base`; None where they changed the same words.

    Line by line, as diff3 does it (Khanna, Kunal and Pierce: A Formal Investigation of Diff3, 2007), and
    where both changed a line, word by word. Lines that both put in at one place all stay, theirs first.
    """
    lines = _merged(base.split("\n"), ours.split("\n"), theirs.split("\n"), _merged_lines)
    return None if lines is None else "\n".join(lines)


def follow(row: int, before: Sequence[str], after: Sequence[str]) -> int:
    """Where a line of one text stands in another; where it is gone, what stands in its place."""
    old = new = 0
    for start, place, many in aligned(before, after):
        if row < start:
            return min(new + row - old, max(place - 1, new), len(after) - 1)
        old, new = start + many, place + many
        if row < old:
            return new - (old - row)
    return len(after) - 1


_Sides = tuple[Sequence[str], Sequence[str], Sequence[str]]
_Settle = Callable[[Sequence[str], Sequence[str], Sequence[str]], Sequence[str] | None]


def _merged(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], settle: _Settle
) -> list[str] | None:
    """What both changed, piece by piece; `settle` is asked where both changed a piece in different ways."""
    merged: list[str] = []
    for old, our, their in _pieces(base, ours, theirs):
        if our == their or their == old:
            piece: Sequence[str] | None = our
        elif our == old:
            piece = their
        else:
            piece = settle(old, our, their)
        if piece is None:
            return None
        merged += piece
    return merged


def _pieces(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[_Sides]:
    """The three texts cut into as many pieces, at all places where they are the same, and around these."""
    at = our = their = 0
    mine, others = aligned(base, ours), aligned(base, theirs)
    i = j = 0
    while i < len(mine) and j < len(others):
        (a, x, n), (b, y, m) = mine[i], others[j]
        start, end = max(a, b), min(a + n, b + m)
        if start < end:
            x, y = x + start - a, y + start - b
            yield base[at:start], ours[our:x], theirs[their:y]
            same = base[start:end]
            yield same, same, same
            at, our, their = end, x + end - start, y + end - start
        if a + n < b + m:
            i += 1
        else:
            j += 1
    yield base[at:], ours[our:], theirs[their:]


def _merged_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Sequence[str] | None:
    if not base:
        return [*theirs, *ours]
    old, our, their = (_WORDS.findall("\n".join(lines)) for lines in (base, ours, theirs))
    merged = _merged(old, our, their, lambda *sides: None)
    return None if merged is None else "".join(merged).split("\n")


_WORDS = re.compile(r"\n|[^\S\n]*\S+|[^\S\n]+")
