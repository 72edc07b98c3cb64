"""How two texts differ, and how two changes of one text go together."""

from __future__ import annotations

from collections.abc import Sequence

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
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    tail = next((n for n in range(shorter - head) if before[~n] != after[~n]), shorter - head)
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
