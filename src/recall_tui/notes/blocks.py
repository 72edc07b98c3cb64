"""A note's text as blocks: line by line, in one pass, in linear time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from recall_tui.notes.note import Passage

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?")
_CLOSING_MARKS = re.compile(r"(?:\A|[ \t])#+\Z")
_UNDERLINE = re.compile(r"={2,}|-{2,}")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|\Z)")
_INTERRUPTING_ITEM = re.compile(r"(?:[-*+]|0?1[.)])[ \t]+\S")
_PREFIX = re.compile(r"(?:[ \t>]*+(?:[-*+]|\d{1,9}[.)])[ \t]+)*+[ \t>]*+")
_FENCE = re.compile(r"`{3,}(?=[^`]*\Z)|~{3,}")
_LONE_ID = re.compile(r"\^([A-Za-z0-9-]+)")
_END_ID = re.compile(r"\s\^([A-Za-z0-9-]{1,100})\Z")
DRAWER = "%% drawer"
"""The line that begins an essay's drawer."""
_DRAWER = re.compile(rf"^{DRAWER}[ \t]*$", re.MULTILINE)
_COMMENT_END = re.compile(r"^%%[ \t]*$", re.MULTILINE)


class Heading(NamedTuple):
    """A heading as it stands in a text."""

    start: int
    """Where it begins, in characters, behind what indents it."""
    end: int
    """Where its line ends, exclusive; of one that is underlined, the line below."""
    level: int
    """1 to 6."""
    text: str
    """Without its marks."""


class Blocks(NamedTuple):
    """What a note's text consists of."""

    passages: tuple[Passage, ...]
    title: str | None
    """The first level-1 heading."""
    code: tuple[tuple[int, int], ...]
    """Fenced and indented code, also in lists and quotes, as (start, end) in characters, ascending."""
    headings: tuple[Heading, ...] = ()
    drawer: tuple[int, int] | None = None
    """The comment that is an essay's drawer (see `essays.drawer`), as (start, end) in characters: from the
    line `%% drawer` to the line `%%`, whose end is not in it. What stands there is no passage."""


def passages(text: str, body: int = 0) -> tuple[Passage, ...]:
    """The blocks of a note's text from `body` on; offsets are in characters, into the whole text."""
    return read_blocks(text, body).passages


def read_blocks(text: str, body: int = 0) -> Blocks:
    """Passages, title and code of a note's text from `body` on.

    CommonMark's blocks, read as people write them: a list item takes every line indented two columns deeper
    than its marker, a fence within it ends at its closing fence however that is indented, and dashes below a
    paragraph of several lines are a rule, not a heading.
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")  # of the same length, so offsets stay true
    scan = _Scan(text)
    drawer, at = _read_to_drawer(scan, body) if DRAWER in text else (None, body)
    scan.read_lines(at, len(text))
    scan.finish()
    return Blocks(tuple(scan.passages), scan.title, tuple(scan.code), tuple(scan.heads), drawer)


def _read_to_drawer(scan: _Scan, at: int) -> tuple[tuple[int, int] | None, int]:
    """Read from `at` to the drawer, the first one not within code: where it stands, and what comes next."""
    text, end = scan.text, None
    for opening in _DRAWER.finditer(text, at):
        start = opening.start()
        if end is None or end.start() < start:
            end = _COMMENT_END.search(text, start)
        if not end:  # a comment without an end is none
            break
        scan.read_lines(at, start - 1)
        at = opening.end() + 1
        if not scan.fence or not scan.in_fence(opening[0], start):
            scan.close()
            return (start, end.end()), end.end() + 1
    return None, at


def _column(line: str) -> int:
    """How far a line is indented, with tab stops every 4 columns."""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return len(indent.expandtabs(4)) if "\t" in indent else len(indent)


def _without_marks(heading: str) -> str:
    # only where there are marks: the search goes through every space of a long heading
    return (_CLOSING_MARKS.sub("", heading) if heading.endswith("#") else heading).strip()


class _Scan:
    """What is open while the lines go by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.passages: list[Passage] = []
        self.code: list[tuple[int, int]] = []
        self.heads: list[Heading] = []
        self.title: str | None = None
        self.headings: tuple[str, ...] = ()
        self.levels: tuple[int, ...] = ()
        self.kind = ""  # the open block: paragraph, item, quote, table, fence, code, or "" for none
        self.start = self.end = self.first_end = self.lines = self.column = 0  # of the open block
        self.blank = False  # a blank line went by inside the open block
        self.fence = ""  # the marks of the fence that the next line is in
        self.fence_start = 0
        self.fence_quoted = False

    def read_lines(self, at: int, end: int) -> None:
        """Takes the lines from `at` to `end`, where a line ends; none where that is before."""
        if at <= end:
            for line in self.text[at:end].split("\n"):
                self.read(line, at)
                at += len(line) + 1

    def read(self, line: str, at: int) -> None:
        """Takes the next line, which begins at `at`."""
        if self.fence and self.in_fence(line, at):
            return
        if line[:1].isalpha():  # most lines of most notes
            self.take_text(line, at)
            return
        rest = line.lstrip(" \t")
        if not rest or rest.isspace():
            if self.kind in ("item", "code"):
                self.blank = True
            else:
                self.close()
            return
        indent = len(line) - len(rest)
        column = _column(line) if indent else 0
        if self.kind == "item" and column >= self.column + 2:
            self.extend(line, at)
        elif not self.begins_block(rest.rstrip(), at + indent, column):
            if column >= 4 and self.kind in ("", "code"):
                if not self.kind:
                    self.open("code", at)
                self.extend(line, at)
            else:
                self.take_text(rest, at + indent)
        if self.kind in ("item", "quote") and ("```" in rest or "~~~" in rest):
            self.open_fence(rest, at + indent)

    def take_text(self, line: str, at: int) -> None:
        """A line that begins no other block: it goes on with the open one, or begins a paragraph."""
        if self.blank or self.kind in ("", "code"):
            self.open("paragraph", at)
        self.extend(line, at)

    def begins_block(self, rest: str, at: int, column: int) -> bool:
        """Takes a line that begins another block than a paragraph or indented code; False for any other."""
        first = rest[0]
        if first in "-*_" and column < 4:
            if self.kind == "paragraph" and self.lines == 1 and _UNDERLINE.fullmatch(rest):
                self.underline(2, at + len(rest))
                return True
            if _RULE.fullmatch(rest):
                self.close()
                return True
        if first in "-*+0123456789":
            return self.begins_item(rest, at, column)
        if column >= 4:
            return False
        if first == "#" and (match := _HEADING.fullmatch(rest)):
            self.close()
            self.head(at, at + len(rest), len(match[1]), _without_marks(match[2] or ""))
        elif first == "=" and self.kind == "paragraph" and self.lines == 1 and _UNDERLINE.fullmatch(rest):
            self.underline(1, at + len(rest))
        elif first in "`~" and _FENCE.match(rest):
            self.open("fence", at)
            self.extend(rest, at)
            self.open_fence(rest, at)
        elif first == ">" or (first == "|" and (self.blank or self.kind != "item")):
            kind = "quote" if first == ">" else "table"
            if self.kind != kind:
                self.open(kind, at)
            self.extend(rest, at)
        elif first == "^" and (match := _LONE_ID.fullmatch(rest)):
            return self.name_last(match[1])
        else:
            return False
        return True

    def begins_item(self, rest: str, at: int, column: int) -> bool:
        pattern = _INTERRUPTING_ITEM if self.kind in ("paragraph", "quote", "table") else _ITEM
        if (self.kind == "code" and column >= 4) or not pattern.match(rest):
            return False
        self.open("item", at)
        self.column = column
        self.extend(rest, at)
        return True

    def open(self, kind: str, at: int) -> None:
        self.close()
        self.kind, self.start = kind, at

    def extend(self, line: str, at: int) -> None:
        """Adds the line that begins at `at` to the open block."""
        self.end = at + len(line.rstrip())
        self.lines += 1
        if self.lines == 1:
            self.first_end = self.end
        self.blank = False

    def close(self) -> None:
        """The open block becomes a passage."""
        if not self.kind:
            return
        kind, text, start, end = self.kind, self.text, self.start, self.end
        self.kind, self.lines, self.blank = "", 0, False
        if kind == "code":
            self.code.append((start, end))
        if kind == "item" and end - start < 12 and _ITEM.fullmatch(text, start, end):
            return
        block_id = None
        if kind in ("item", "paragraph") and text.find("^", start, end) >= 0:
            own = kind == "item" and _END_ID.search(text, max(start, self.first_end - 102), self.first_end)
            found = own or _END_ID.search(text, max(start, end - 102), end)
            block_id = found[1] if found else None
        self.passages.append(Passage(start, end, self.headings, block_id))

    def name_last(self, block_id: str) -> bool:
        """Gives the block above a line that is only an id that id; False where there is none to be named."""
        self.close()
        last = self.passages[-1] if self.passages else None
        if not last or last.block_id or last.headings is not self.headings:
            return False
        self.passages[-1] = replace(last, block_id=block_id)
        return True

    def head(self, start: int, end: int, level: int, heading: str) -> None:
        self.heads.append(Heading(start, end, level, heading))
        above = sum(other < level for other in self.levels)  # levels ascend
        self.levels = (*self.levels[:above], level) if heading else self.levels[:above]
        self.headings = (*self.headings[:above], heading) if heading else self.headings[:above]
        if level == 1 and heading and self.title is None:
            self.title = heading

    def underline(self, level: int, end: int) -> None:
        """The open paragraph turns out to be a heading."""
        self.kind, self.lines = "", 0
        self.head(self.start, end, level, self.text[self.start : self.end])

    def open_fence(self, rest: str, at: int) -> None:
        """Where a fence opens in this line of a block, behind list markers and quote marks."""
        prefix = _PREFIX.match(rest)
        match = _FENCE.match(rest, prefix.end() if prefix else 0)
        if match:
            self.fence, self.fence_start, self.fence_quoted = match[0], at + match.start(), rest[0] == ">"

    def in_fence(self, line: str, at: int) -> bool:
        """Takes a line of a fence; False where the quote or item around it, and so the fence, has ended."""
        marks = line.strip(" \t>").removesuffix("--").rstrip()  # a fence may end with a comment: ``` -->
        if marks.startswith(self.fence) and not marks.strip(self.fence[0]):
            self.extend(line, at)
            self.close_fence()
            return True
        if (self.fence_quoted and line.lstrip()[:1] != ">") or (
            self.kind == "item" and line.strip() and _column(line) < self.column + 2
        ):
            self.close_fence()
            return False
        if line.strip():
            self.extend(line, at)
        return True

    def close_fence(self) -> None:
        self.code.append((self.fence_start, self.end))
        self.fence = ""
        if self.kind == "fence":
            self.close()

    def finish(self) -> None:
        """No line follows."""
        if self.fence:
            self.close_fence()
        self.close()


def without_id(passage: str) -> str:
    """A passage's text without the block id at its end; of a list item, at the end of its first line."""
    first, newline, rest = passage.partition("\n")
    if newline and _ITEM.match(first):
        first = _without_end(first)
    return _without_end(first + newline + rest)


def _without_end(text: str) -> str:
    match = _END_ID.search(text, max(0, len(text) - 102))
    return text[: match.start()].rstrip() if match else text
