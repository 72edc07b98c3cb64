"""A passage as it stands in an essay: links become their text, block ids go, pictures are found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from recall_tui.essays.essay import THREAD, Source, Sources
from recall_tui.essays.labels import Labels
from recall_tui.notes.blocks import Blocks, read_blocks
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.links import read_inline, without_code
from recall_tui.notes.note import Link

MEDIA = re.compile(
    r"\.(?:(?P<picture>png|jpe?g|gif|svg|webp|avif|bmp)"
    r"|ico|tiff?|heic|pdf|mp[34]|m4a|wav|ogg|flac|webm|mov|mkv|canvas)\Z",
    re.IGNORECASE,
)
"""Names of files that an embed shows and that are no notes."""
FOOTNOTE = re.compile(r"\[\^([^\s\[\]]{1,100})\]")
DEFINITION = re.compile(r"[ ]{0,3}\[\^([^\s\[\]]{1,100})\]:")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]|\Z)")
_ID_AT_END = re.compile(r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]{1,100}[ \t]*\Z")
_ID_IN_ITEM = re.compile(
    r"(?<![ \t])[ \t]+\^[A-Za-z0-9-]{1,100}[ \t]*(?=(?:\r\n|[\r\n])[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]|\Z)"
)
_LINE = re.compile(r"[^\r\n]*")
_ID_ALONE = re.compile(r"[ \t]*\^[A-Za-z0-9-]{1,100}[ \t]*(?=[\r\n]|\Z)")
_SIZE = re.compile(r"\d{1,5}(?:x\d{1,5})?")
_SPECIAL = re.compile(r"([\\`*\[\]<])|(?<!\w)_|_(?!\w)")
_NEWLINE = re.compile(r"\r\n|\r")
_COMMENT = re.compile(r"(?P<indent>^[ \t]*)?(?P<mark>%%|<!--)", re.MULTILINE)
_SIGNS, _ARROW = re.compile("%%"), re.compile("-->")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_REST = re.compile(r"[ \t]*(?:\r?\n|\Z)")


def escaped(text: str) -> str:
    """Plain text on one line of Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def code(text: str) -> str:
    """A code span of plain text on one line; backticks in it are encoded as in an address."""
    return "`" + " ".join(text.replace("`", "%60").split()) + "`"


def comments(text: str, prose: str, body: int = 0) -> list[tuple[int, int]]:
    """Where comments stand in a text, `%% … %%` and `<!-- … -->`; ascending.

    `prose` is the text with blanks in place of code, in which there is none.
    One that begins a line goes on over blank lines, another ends in its block; one without an end is none.
    Of lines that hold nothing else all is the comment's.
    """
    found: list[tuple[int, int]] = []
    ahead: dict[str, tuple[int, int]] = {}

    def following(pattern: re.Pattern[str], at: int) -> tuple[int, int]:
        """What comes next of it; looked for anew only where that has gone by."""
        if ahead.get(pattern.pattern, (-1, -1))[0] < at:
            match = pattern.search(prose, at)
            ahead[pattern.pattern] = match.span() if match else (len(prose) + 1, len(prose) + 1)
        return ahead[pattern.pattern]

    at = body
    while opening := _COMMENT.search(prose, at):
        start, at = opening.start("mark"), opening.end()
        begins_line = opening["indent"] is not None and not text[opening.start() : start].strip()
        ends, end = following(_SIGNS if opening["mark"] == "%%" else _ARROW, at)
        if end > len(prose) or (not begins_line and following(_BLANK_LINE, at)[0] < ends):
            continue
        at = end
        if begins_line and (rest := _REST.match(text, at)):
            start, at = opening.start(), rest.end()
        found.append((start, at))
    return found


@dataclass
class Cleaner:
    """Passages of one note, for an essay."""

    path: str
    text: str
    body: int
    blocks: Blocks
    links: tuple[Link, ...]
    prefix: str
    """What stands before the names of its footnotes and references: those of two notes are to stay apart."""
    sources: Sources
    notices: dict[str, None]
    """Gets a sentence for each picture that is not there."""
    linked: dict[str, int] | None = None
    """Gets a number for the target of each link to a note; None where links are to have no footnotes."""

    def __post_init__(self) -> None:
        self._labels = Labels(self.text, lambda: self._prose, self.body, self.prefix)

    @staticmethod
    def of(
        source: Source,
        sources: Sources,
        prefix: str,
        notices: dict[str, None],
        linked: dict[str, int] | None = None,
    ) -> Cleaner:
        """The one for a note: stitching and tracing take it to be made of the same."""
        body = read_front_matter(source.text).body
        blocks = read_blocks(source.text, body)
        links = read_inline(source.text, body, blocks.code, files=True)[0]
        return Cleaner(source.path, source.text, body, blocks, links, prefix, sources, notices, linked)

    def clean(self, start: int, end: int) -> str:
        """The passage text[start:end] as Markdown, without the blanks around it; lines end with `\\n`."""
        edits = [*self._links(start, end), *self._ids(start, end), *self._labels.edits(start, end)]
        hidden = [(max(a, start), min(b, end), "") for a, b in self._hidden(start, end)]
        pieces, at = [], start
        for first, last, new in sorted([*hidden, *sorted(edits)], key=itemgetter(0)):
            if first >= at:
                pieces += [self.text[at:first], new]
                at = last
        said = _NEWLINE.sub("\n", "".join((*pieces, self.text[at:end])))
        begin = self._begin(start)
        if (
            start > begin and self.text[begin:start].isspace()
        ):  # cut out of a list: the lines below stand as deep
            said = re.sub(rf"\n[ \t]{{1,{start - begin}}}", "\n", said)
        return said.rstrip().lstrip("\n")

    def lacking(self) -> Iterator[str]:
        """The definitions of footnotes and references that are needed for what was cleaned, cleaned too."""
        for start, end in self._labels.lacking():
            yield self.clean(start, end)

    def hides(self, start: int, end: int) -> bool:
        """Whether text[start:end] is but a comment, or lies in one."""
        return any(a <= start and end <= b for a, b in self._hidden(start, end))

    def _hidden(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The comments that reach into text[start:end]."""
        for n in range(bisect_right(self._comments, start, key=itemgetter(1)), len(self._comments)):
            if self._comments[n][0] >= end:
                break
            yield self._comments[n]

    @cached_property
    def _comments(self) -> list[tuple[int, int]]:
        there = "%%" in self.text or "<!--" in self.text
        return comments(self.text, self._prose, self.body) if there else []

    @cached_property
    def _prose(self) -> str:
        return without_code(self.text, self.body, self.blocks.code)

    @cached_property
    def _places(self) -> list[int]:
        return [link.start for link in self.links]

    @cached_property
    def _starts(self) -> list[int]:
        return [passage.start for passage in self.blocks.passages]

    def _begin(self, at: int) -> int:
        """Where a line begins."""
        newline = self.text.rfind("\n", 0, at)
        return max(newline, self.text.rfind("\r", newline + 1, at)) + 1

    def _links(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for link in self.links[bisect_left(self._places, start) : bisect_left(self._places, end)]:
            yield link.start, link.end, self._picture(link) or self._shown(link)

    def _picture(self, link: Link) -> str:
        media = link.embed and MEDIA.search(link.target)
        if not media or not media["picture"]:
            return ""
        alt = link.text or ""
        if link.kind == "wiki":
            name = link.target.rpartition("/")[2].rpartition(".")[0]
            alt = escaped(name if _SIZE.fullmatch(alt) or not alt else alt)
        address = self.sources.picture(link.target, self.path)
        if address is None:
            line = self.text.count("\n", 0, link.start) + 1
            self.notices[
                f"{self.path}:{line}: the picture {link.target} is not there, so it was left out."
            ] = None
            return alt or escaped(link.target)
        return f"![{alt}]({address})"

    def _shown(self, link: Link) -> str:
        if link.kind == "file" or MEDIA.search(link.target):
            return link.text or escaped(link.target)
        shown = link.text if link.text and not (link.embed and link.text == THREAD) else ""
        shown = shown or escaped(self.sources.shown(link, self.path)).replace("|", "\\|")
        if self.linked is None or not link.target:
            return shown
        found = self.sources.candidates(link.target, self.path)
        return (
            f"{shown}[^link-{self.linked.setdefault(found[0], len(self.linked) + 1)}]"
            if len(found) == 1
            else shown
        )

    def _ids(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        if self.text.find("^", start, end) < 0:
            return
        passages = self.blocks.passages
        at = max(bisect_right(self._starts, start) - 1, 0)
        for n in range(at, len(passages)):
            passage = passages[n]
            if passage.start >= end:
                break
            if passage.block_id:
                following = passages[n + 1].start if n + 1 < len(passages) else end
                below = self.text[passage.end : min(following, end)]
                place = passage.end + len(below) - len(below.lstrip())
                if alone := _ID_ALONE.match(self.text, place, min(following, end)):
                    yield passage.end, alone.end(), ""
            if not start <= passage.start < passage.end <= end:
                continue
            said = self.text[passage.start : passage.end]
            item = _ITEM.match(said)
            found = (_ID_IN_ITEM if item else _ID_AT_END).finditer(said) if passage.block_id or item else ()
            places = [match.span() for match in found]
            if item and passage.block_id and (line := _LINE.match(said)):  # it may stand where the first ends
                without = line[0].rstrip().removesuffix(f"^{passage.block_id}")
                if without[-1:] in (" ", "\t"):
                    places.append((len(without.rstrip()), line.end()))
            for first, last in ((passage.start + a, passage.start + b) for a, b in places):
                if not any(a <= first < b for a, b in self.blocks.code):
                    yield first, last, ""
