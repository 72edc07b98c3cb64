"""What an essay lacks: what past selves wrote on it that is not in it, and what bridges two of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from recall_tui.acts.outlining import Outline
from recall_tui.essays.parts import EMBED, HEADING
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft, Hit

ASKED = 40
"""So many notes are looked at for a gap on each side."""
BESIDE = 1_500
"""So many characters beside a gap say what its two sides are about."""
OF_FLOOR = 0.25
"""A side is about more than a bridge has to say of it: so much of the floor must do there."""
OF_BOTH = 0.5
"""… and so much of it for the two sides together: one of them must be answered as the pane would."""
OF_BEST = 0.25
"""What bridges a gap has at least this share of the best score on each of its sides."""
OF_SIDE = 3
"""So many words are shown of each side of a gap."""


class Bridge(NamedTuple):
    """A passage that could stand between two parts of an essay."""

    hit: Hit
    before: tuple[str, ...]
    """The words that it shares with what stands before the gap, the strongest first."""
    after: tuple[str, ...]
    """The same of what stands after it."""

    @property
    def words(self) -> tuple[str, ...]:
        """The strongest of both, each once, for a card."""
        return tuple(dict.fromkeys((*self.before[:OF_SIDE], *self.after[:OF_SIDE])))


class Gap(NamedTuple):
    """The place between two parts of an essay, headings aside."""

    before: int
    """The number of the part before it, from 0."""
    after: int
    bridges: tuple[Bridge, ...]
    """The best first."""


def missing(notebook: Notebook, path: str, outline: Outline, limit: int) -> Sequence[Hit]:
    """What past selves wrote on an essay as a whole that is not in it, the best first.

    The whole says many things: what the pane would show for one of them scores that much less of all.
    """
    pieces = outline.expansion.pieces
    text = "\n".join(piece.text for piece in pieces)
    many = sum(piece.kind != HEADING for piece in pieces)
    return _asked(notebook, path, outline, text, limit, 1 / max(many, 1))


def gaps(notebook: Notebook, path: str, outline: Outline, limit: int) -> Iterator[Gap]:
    """For each place between two parts of which one is an embed, the passages that bridge them, if any."""
    texts = _texts(outline)
    for before, after in pairwise(texts):
        if EMBED not in (outline.rows[before].part.kind, outline.rows[after].part.kind):
            continue
        if bridges := _bridges(notebook, path, outline, texts[before], texts[after]):
            yield Gap(before, after, tuple(bridges[:limit]))


def bridging(notebook: Notebook, path: str, outline: Outline, part: int, limit: int) -> list[Bridge]:
    """The passages that bridge a part, or what stands last before it, and what comes after; best first."""
    texts = _texts(outline)
    before = [text for number, text in texts.items() if number <= part]
    after = [text for number, text in texts.items() if number > part]
    return _bridges(notebook, path, outline, before[-1], after[0])[:limit] if before and after else []


def _texts(outline: Outline) -> dict[int, str]:
    """What the parts say, by their numbers, ascending; headings say nothing."""
    texts: dict[int, list[str]] = {}
    numbered = {row.part.line: number for number, row in enumerate(outline.rows)}
    for piece in outline.expansion.pieces:
        if piece.line in numbered and piece.kind != HEADING:
            texts.setdefault(numbered[piece.line], []).append(piece.text)
    return {number: "\n".join(texts[number]) for number in sorted(texts)}


def _bridges(notebook: Notebook, path: str, outline: Outline, one: str, other: str) -> list[Bridge]:
    one, other = one[-BESIDE:], other[:BESIDE]
    left = {hit.path: hit for hit in _asked(notebook, path, outline, one, ASKED, OF_FLOOR)}
    right = {hit.path: hit for hit in _asked(notebook, path, outline, other, ASKED, OF_FLOOR)}
    both = left.keys() & right.keys()
    if not both:
        return []
    most = [max(hit.score for hit in hits.values()) or 1.0 for hits in (left, right)]
    scores = {name: min(left[name].score / most[0], right[name].score / most[1]) for name in both}
    shown = {hit.path: hit for hit in _asked(notebook, path, outline, f"{one}\n{other}", ASKED, OF_BOTH)}
    return [
        Bridge(shown[name], _terms(left[name], right[name]), _terms(right[name], left[name]))
        for name in sorted(both & shown.keys(), key=lambda name: (-scores[name], name))
        if scores[name] >= OF_BEST
    ]


def _terms(hit: Hit, other: Hit) -> tuple[str, ...]:
    """The words that brought a hit up; first those that do not bring it up on the other side."""
    also = {reason.term.casefold() for reason in other.why}
    return tuple(sorted((reason.term for reason in hit.why), key=lambda term: term.casefold() in also))


def _asked(
    notebook: Notebook, path: str, outline: Outline, text: str, limit: int, strict: float
) -> Sequence[Hit]:
    leave_out = frozenset((path, *outline.expansion.sources))
    draft = Draft([""], selection=text)
    return notebook.recall(draft, note=path, leave_out=leave_out, limit=limit, strict=strict)
