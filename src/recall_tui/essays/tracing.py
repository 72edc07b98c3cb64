"""What has become of the sources of a compiled essay: each paragraph is looked for among passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from recall_tui.essays.cleaning import FOOTNOTE, Cleaner
from recall_tui.essays.essay import Source, Sources, digest
from recall_tui.essays.parts import PROSE, read_parts
from recall_tui.essays.plain import plain
from recall_tui.essays.provenance import Paragraph
from recall_tui.notes.merging import aligned

SAME, CHANGED, MOVED, GONE, OWN = "same", "changed", "moved", "gone", "own"
NEAR, NEARER = 55.0, 75.0
"""How like (of 100) a passage must be to be taken for a paragraph's source as it is now: in the note that the
paragraph names, and elsewhere."""
FEW = 4
"""Of so few words nearness doesn't say where they are from."""
AROUND = 3
"""So many words are shown around what differs."""
_WORD = re.compile(r"\w+")
_REFERENCE = re.compile(r"(?<=\])\[[^\[\]\n]{0,400}\]")


@dataclass
class Passage:
    """A passage of a note as it is now."""

    path: str
    line: int
    """From 1."""
    digest: str
    _text: Callable[[], str]

    @cached_property
    def text(self) -> str:
        """As it stands in an essay."""
        return self._text()

    @cached_property
    def words(self) -> str:
        """What it says, as `words` gives it."""
        return words(self.text)


class Traced(NamedTuple):
    """A paragraph of a compiled essay, and what has become of its source."""

    paragraph: Paragraph
    fate: str
    """`same`, `changed`, `moved` (into another note; perhaps changed too), `gone`, or `own` (it has none)."""
    passage: Passage | None = None
    """Its source as it is now."""
    edited: bool = False
    """Whether the paragraph is no longer what was compiled, though its source is the same."""


def spoken(text: str) -> str:
    """What a paragraph in Markdown says: the same for what is compiled into Markdown and into a page."""
    return plain(_REFERENCE.sub("", FOOTNOTE.sub("", text)), said=True)


def words(text: str) -> str:
    """The words of that, for comparison."""
    return " ".join(_WORD.findall(spoken(text))).casefold()


def passages(source: Source, sources: Sources) -> list[Passage]:
    """The passages of a note as they would stand in an essay: its parts, and blocks within these."""
    text, cleaner = source.text, Cleaner.of(source, sources, "", {})
    parts = read_parts(text, cleaner.body, cleaner.blocks)
    places = {(part.start, part.end) for part in parts if part.kind == PROSE}
    places.update((passage.start, passage.end) for passage in cleaner.blocks.passages)
    found = []
    line, at = 1, 0
    for start, end in sorted(places):
        line, at = line + text.count("\n", at, start), start
        text_of = partial(cleaner.clean, start, end)
        found.append(Passage(source.path, line, digest(text[start:end]), text_of))
    return found


def find(paragraph: Paragraph, here: Sequence[Passage], elsewhere: Iterable[Passage]) -> Traced:
    """What has become of a paragraph's source: by the digest first, then by nearness.

    `here` are the passages of the note that it names; `elsewhere` is asked only where that is needed.
    """
    origin = paragraph.origin
    if origin:
        for passage in here:
            if passage.digest == origin.digest:
                edited = passage.text != paragraph.text and passage.words != words(paragraph.text)
                return Traced(paragraph, SAME, passage, edited)
    said = words(paragraph.text)
    near = nearest(said, here, NEAR) if said else None
    if near and near.words == said:
        return Traced(paragraph, SAME, near)
    others = list(elsewhere)
    for passage in others:
        if (origin and passage.digest == origin.digest) or (passage.words == said and said):
            return Traced(paragraph, MOVED if origin else SAME, passage)
    if near:
        return Traced(paragraph, CHANGED, near)
    if said.count(" ") >= FEW and (far := nearest(said, others, NEARER)):
        return Traced(paragraph, MOVED if origin else CHANGED, far)
    return Traced(paragraph, GONE if origin else OWN)


def nearest(said: str, among: Sequence[Passage], least: float) -> Passage | None:
    """The passage that says nearly this, if one is near enough."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(said, [p.words for p in among], scorer=fuzz.ratio, score_cutoff=least)
    return among[best[2]] if best else None


def difference(before: str, after: str) -> str:
    """How two paragraphs differ, in a line: `… the house [-beside it-] {+of stone+} …`."""
    old, new = before.split(), after.split()
    if old == new:
        return " ".join(new)
    pieces: list[str] = []
    row = column = 0
    for start, place, many in aligned(old, new):
        gone, come = old[row:start], new[column:place]
        if gone:
            pieces.append(f"[-{' '.join(gone)}-]")
        if come:
            pieces.append(f"{{+{' '.join(come)}+}}")
        first, last = row == column == 0 and not pieces, start + many == len(old) and place + many == len(new)
        pieces += _around(old[start : start + many], not first, not last)
        row, column = start + many, place + many
    return " ".join(pieces)


def _around(same: Sequence[str], after: bool, before: bool) -> list[str]:
    """Of words that are the same, those beside what differs."""
    head, tail = AROUND * after, AROUND * before
    if len(same) <= head + tail + 1:
        return list(same)
    return [*same[:head], "…", *same[len(same) - tail :]]
