"""An essay as parts in order, and the texts that come of moving, dropping and putting in parts.

A part is a heading, an embed on a line of its own, or a run of prose: lines with no blank one between, but
within one block (a list, a fence). What stands between two parts is blank, and belongs to neither; a drawer
is no part, and goes to the end where a change would take it along. Moving
carries a part with the blanks that follow it, so that moving it back gives the very bytes again; only where
two runs of prose would come to be one is a blank line put between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from recall_tui.errors import EssayError
from recall_tui.essays.cleaning import MEDIA
from recall_tui.essays.drawer import at_end, where
from recall_tui.essays.essay import THREAD
from recall_tui.notes.blocks import DRAWER, Blocks, Heading, read_blocks
from recall_tui.notes.editing import alike
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.links import read_inline
from recall_tui.notes.note import Link

KEPT = 500_000
"""The parts of a longer text, in characters, are not kept."""
HEADING, EMBED, PROSE = "heading", "embed", "prose"

_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_BLANK = re.compile(r" {0,3}")
_REST = re.compile(r"[ \t]*(?:[\r\n]|\Z)")
_LONE_ID = re.compile(r"\n[ \t]*\^")
_BLOCK_ID = re.compile(r"[ \t]*\^[A-Za-z0-9-]+[ \t]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an essay."""

    kind: str
    """`heading`, `embed` or `prose`."""
    start: int
    """Where its first line begins, in characters of the essay's whole text."""
    end: int
    """Where its last line ends, exclusive; no newline behind it."""
    line: int
    """The number of its first line, from 1."""
    last: int
    """The number of its last line."""
    heading: Heading | None = None
    link: Link | None = None
    """What an embed names."""

    @property
    def level(self) -> int:
        """A heading's level, 1 to 6; 0 for another part."""
        return self.heading.level if self.heading else 0

    @property
    def thread(self) -> bool:
        """Whether it is an embed of a whole thread."""
        return bool(self.link and self.link.text == THREAD)


def parts(text: str) -> list[Part]:
    """The parts of an essay, or of any note, in order; between two of them stand blanks, or a drawer."""
    return list(_parts(text) if len(text) <= KEPT else _parts.__wrapped__(text))


@lru_cache(maxsize=16)  # of one text it is asked several times for one move
def _parts(text: str) -> tuple[Part, ...]:
    found = _moved(text, *_lately[0]) if _lately else None
    if found is None:
        body = read_front_matter(text).body
        found = tuple(read_parts(text, body, read_blocks(text, body)))
    _lately[:] = [(text, found)]
    return found


_lately: list[tuple[str, tuple[Part, ...]]] = []
"""The text that was read last, with its parts."""


def _moved(text: str, before: str, parts: tuple[Part, ...]) -> tuple[Part, ...] | None:
    """The parts of a text that is as long as one with these parts: what differs is read, and no more.

    A part that begins behind a blank line is read the same whatever stands before it. So it is enough to read
    from one that is as it was to the next that is; None where there are none.
    """
    if len(text) != len(before) or read_front_matter(text).body != read_front_matter(before).body:
        return None
    same = alike(text, before, len(text))
    rest = len(text) - alike(text, before, len(text), at_end=True)
    first = next(
        (n for n in range(len(parts) - 1, -1, -1) if parts[n].end < same and _alone(text, parts[n])), -1
    )
    last = next((n for n, part in enumerate(parts) if part.start - 2 >= rest and _alone(text, part)), -1)
    if min(first, last) < 0:
        return None
    start, end = parts[first].start, parts[last].end
    if any(each.find(DRAWER, 0, end) >= 0 for each in (text, before)):
        return None
    if _LONE_ID.search(text, start, end):  # it belongs to the block before it, wherever that is
        return None
    found = read_parts(text[:end], start, read_blocks(text[:end], start))
    if found[:1] != [parts[first]] or found[-1:] != [parts[last]]:
        return None
    return (*parts[:first], *found, *parts[last + 1 :])


def _alone(text: str, part: Part) -> bool:
    return text[max(part.start - 2, 0) : part.start] == "\n\n" and not text[part.start].isspace()


def read_parts(text: str, body: int, blocks: Blocks) -> list[Part]:
    """The parts of a text from `body` on, of which `blocks` are known."""
    heads = {heading.start: heading for heading in blocks.headings}
    ends = {passage.start: passage.end for passage in blocks.passages}
    embeds = _embeds(text, body, blocks)
    found: list[Part] = []
    number, at = text.count("\n", 0, body), body
    drawer = range(*blocks.drawer) if blocks.drawer else ()
    within = body  # where the block or heading ends that was begun last
    apart = True  # whether what stands in this line belongs to another part than what stands before it
    for line in _lines(text, body):
        number, start, end, at = number + 1, at, at + len(line.rstrip()), at + len(line) + 1
        first = start + len(line) - len(line.lstrip())
        if end <= start or start in drawer:
            apart = apart or start >= within
        elif link := embeds.get(start):
            within, apart = max(within, ends.get(first, 0)), True
            found.append(Part(EMBED, start, end, number, number, link=link))
        elif heading := heads.get(first):
            within, apart = heading.end, True
            found.append(Part(HEADING, start, end, number, number, heading=heading))
        elif start < within and found and found[-1].heading:  # its underline
            found[-1] = replace(found[-1], end=end, last=number)
        else:
            block = ends.get(first) or ends.get(start)
            within = max(within, block or 0)
            names = not block and found and found[-1].kind == PROSE and _BLOCK_ID.fullmatch(text, start, end)
            if apart and not names:
                found.append(Part(PROSE, start, end, number, number))
            else:
                found[-1] = replace(found[-1], end=end, last=number)
            apart = False
    return found


def _lines(text: str, body: int) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")  # of the same length, so places stay true
    return text[body:].split("\n")


def _embeds(text: str, body: int, blocks: Blocks) -> dict[int, Link]:
    """The embeds that stand alone on a line, by where the line begins; none within a list item."""
    if "![" not in text:
        return {}
    found = {}
    starts = [passage.start for passage in blocks.passages]
    for link in read_inline(text, body, blocks.code)[0]:
        if not link.embed or MEDIA.search(link.target):
            continue
        newline = max(text.rfind("\n", body, link.start), body - 1)
        start = max(text.rfind("\r", newline + 1, link.start), newline) + 1
        if not _BLANK.fullmatch(text, start, link.start) or not _REST.match(text, link.end):
            continue
        around = bisect_right(starts, link.start) - 1
        inside = (
            around >= 0 and _ITEM.match(text, starts[around]) and link.start < blocks.passages[around].end
        )
        if not inside or link.start < start + 2:
            found[start] = link
    return found


# Other texts


def move(text: str, part: int, to: int, many: int = 1) -> str:
    """The essay in which `many` parts from `part` on stand so that the first of them is number `to`.

    Moving them back gives the same text, unless a blank line had to be put between two runs of prose. Raises
    EssayError where there are no such parts, or where they would be read as others there.
    """
    cut = _Cut.of(text, min(part, to), max(part, to) + many)
    cut.check(part, part + many)
    if not 0 <= to <= cut.count - many:
        raise EssayError(f"There is no place {to + 1:,} for {many:,} of the parts of this essay.")
    cut.put(to, *cut.take(part, many))
    return cut.text()


def drop(text: str, part: int, many: int = 1) -> str:
    """The essay without `many` parts from `part` on. Raises EssayError."""
    cut = _Cut.of(text, part, part + many)
    cut.check(part, part + many)
    cut.take(part, many)
    return cut.text()


def insert(text: str, to: int, new: str) -> str:
    """The essay with a new part, or several, as number `to`, between blank lines.

    Raises EssayError where they would be read otherwise there.
    """
    cut, other = _Cut.of(text, to, to), _Cut.of(new, 0, len(new))
    if not other.said:
        raise EssayError("There is nothing to put into the essay.")
    cut.check(to, to)
    cut.put(to, other.said, other.gaps, "\n\n")
    return cut.text()


def embed(link: str, thread: bool = False) -> str:
    """The line that embeds what a wikilink or Markdown link names; the whole thread up to it where wanted."""
    inner = link.removeprefix("[[").removesuffix("]]").partition("|")[0]
    return f"![[{inner}{'|' + THREAD if thread else ''}]]" if link.startswith("[[") else f"!{link}"


def section(parts: Sequence[Part], part: int) -> int:
    """How many parts from a heading on are of its section; 1 for another part."""
    level = parts[part].level
    after = range(part + 1, len(parts))
    return next((n for n in after if 0 < parts[n].level <= level), len(parts)) - part if level else 1


@dataclass(slots=True)
class _Cut:
    """A text as some of its parts, which are about to change, and what stands around them."""

    lead: str
    said: list[tuple[str, str]]
    """The kind and the text of each part."""
    gaps: list[str]
    """What stands between two parts: one fewer than these."""
    tail: str
    before: list[str]
    """The texts of the parts that stand in the lead."""
    after: list[str]

    @staticmethod
    def of(text: str, first: int, end: int) -> _Cut:
        """A text of which the parts from `first` to `end` change, and what stands between them and others."""
        found = parts(text)
        if not found or text.find(DRAWER, 0, found[-1].end) >= 0:  # else no part stands behind a drawer
            text = at_end(text)
            found = parts(text)
        written = [text[part.start : part.end] for part in found]
        within = slice(max(first - 1, 0), end + 1)  # with a neighbour on each side
        said = [(part.kind, own) for part, own in zip(found[within], written[within], strict=True)]
        gaps = [text[a.end : b.start] for a, b in pairwise(found[within])]
        if said:
            lead, tail = text[: found[within][0].start], text[found[within][-1].end :]
        else:
            blank = (where(text) or (len(text),))[0]
            lead, tail = text[:blank], text[blank:]
        return _Cut(lead, said, gaps, tail, written[: within.start], written[within.stop :])

    @property
    def count(self) -> int:
        """How many parts the text has."""
        return len(self.before) + len(self.said) + len(self.after)

    def check(self, first: int, end: int) -> None:
        if not 0 <= first <= end <= self.count:
            raise EssayError(f"This essay has {self.count:,} parts, so there is no part {end:,}.")

    def take(self, first: int, many: int) -> tuple[list[tuple[str, str]], list[str], str]:
        """Cut out parts, with what stands between them and behind them; before them, where they are last."""
        first -= len(self.before)
        end = first + many
        said, gaps = self.said[first:end], self.gaps[first : end - 1]
        last = end == len(self.said)
        around = slice(max(first - 1, 0), end - 1) if last else slice(first, end)
        gap = (self.gaps[around] or ["\n\n"])[0 if last else -1]
        self.said[first:end], self.gaps[around] = [], []
        return said, gaps, gap

    def put(self, to: int, said: list[tuple[str, str]], gaps: list[str], gap: str) -> None:
        to -= len(self.before)
        if not self.said:
            self.gaps[:] = gaps
        elif to < len(self.said):
            self.gaps[to:to] = [*gaps, gap]
        else:
            self.gaps += [gap, *gaps]
        self.said[to:to] = said
        self.lead = (
            self.lead if self.lead.endswith(("\n", "\r", "\ufeff")) or not self.lead else self.lead + "\n"
        )
        self.tail = f"\n\n{self.tail}" if self.tail.startswith(DRAWER) else self.tail or "\n"

    def text(self) -> str:
        pieces = [self.lead]
        for (before, _), (after, said), gap in zip(
            [("", ""), *self.said], self.said, ["", *self.gaps], strict=False
        ):
            joins = before == PROSE and (after == PROSE or (after == HEADING and said.lstrip()[:1] != "#"))
            pieces += ["\n\n" if joins and gap.count("\n") < 2 else gap, said]
        text = "".join((*pieces, self.tail))
        written = [*self.before, *(said for _, said in self.said), *self.after]
        if [text[part.start : part.end] for part in parts(text)] != written:
            raise EssayError(
                "Nothing was changed: there a part would be read together with what stands around it."
                " Close what it leaves open, such as a block of code, first."
            )
        return text
