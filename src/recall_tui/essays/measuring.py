"""How long an essay is, when it was thought, and what it says twice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from recall_tui.essays.essay import Piece
from recall_tui.essays.parts import PROSE

A_MINUTE = 230
"""Words that one reads in a minute; Brysbaert (How many words do we read per minute?, 2019) has 238."""
RUN = 4
"""So many words in a row are compared; texts of fewer say nothing twice."""
ALIKE = 0.5
"""Two passages say the same where they share so many of the runs of the shorter."""
COMMON = 30
"""A run of words that stands in more passages than that tells none of them apart."""

_ADDRESS = re.compile(r"\]\([^()\n]{0,1000}\)|<!--[^\n]*?-->|\[\^[^\]\s]{1,100}\]")
_SIGN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:['’][^\W_{_SIGN}]+)*")
_BARS = "▁▂▃▄▅▆▇█"


class Twice(NamedTuple):
    """Two passages that say the same."""

    first: int
    """The number of the piece that stands first, from 0."""
    second: int
    share: float
    """How much of the shorter one both have, 0 to 1."""


def words_of(text: str) -> list[str]:
    """The words of a text in Markdown, casefolded; of Chinese and Japanese each sign."""
    return _WORD.findall(_ADDRESS.sub(" ", text).casefold())


def words(text: str) -> int:
    """How many words a text has."""
    return len(words_of(text))


def minutes(count: int) -> int:
    """In how many minutes so many words are read."""
    return -(-count // A_MINUTE)


def years(pieces: Iterable[Piece], counts: Iterable[int]) -> dict[int, int]:
    """How many words are of each year, ascending, with the years between; own words are of none.

    `counts` are the words of each piece.
    """
    found: Counter[int] = Counter()
    for piece, many in zip(pieces, counts, strict=True):
        if piece.origin:
            found[piece.origin.date.year] += many
    return {year: found[year] for year in range(min(found), max(found) + 1)} if found else {}


def sparkline(counts: Sequence[int]) -> str:
    """Counts as bars, a cell each; a blank for none."""
    most = max(counts, default=0)
    return "".join(_BARS[(count * len(_BARS) - 1) // most] if count else " " for count in counts)


def twice(pieces: Sequence[Piece]) -> list[Twice]:
    """The pieces that say the same as another, the likest first."""
    runs: list[set[tuple[str, ...]]] = []
    by_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        said = words_of(piece.text) if piece.kind == PROSE else []
        own = {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}
        runs.append(own)
        for run in own:
            by_run[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in by_run.values():
        if len(numbers) <= COMMON:
            shared.update(combinations(numbers, 2))
    found = [
        Twice(first, second, count / min(len(runs[first]), len(runs[second])))
        for (first, second), count in shared.items()
    ]
    return sorted((each for each in found if each.share >= ALIKE), key=lambda each: (-each.share, *each[:2]))
