"""Where each paragraph of a compiled essay came from: written into its Markdown, and read from there.

As comments, which no reader sees (`<!-- from: trees.md 30-75 2021-03-04 9f86d081884c7d65 -->`), or as
footnotes, which all do. Both name the note, the passage in characters, its day and its digest.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, unquote

from recall_tui.essays.cleaning import escaped
from recall_tui.essays.essay import Expansion, Origin, Piece
from recall_tui.essays.parts import EMBED, PROSE, parts
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.frontmatter import read_front_matter

COMMENTS, FOOTNOTES, NONE = "comments", "footnotes", "none"

_FROM = r"(?P<path>\S{1,3000}) (?P<start>\d{1,9})-(?P<end>\d{1,9})"
_DATE, _DIGEST = r"(?P<date>\d{4}-\d\d-\d\d)", r"(?P<digest>[0-9a-f]{16})"
_COMMENT = re.compile(rf"<!-- from: {_FROM} {_DATE} {_DIGEST} -->[ \t]*(?:\n|\Z)")
_MARK = re.compile(r"\s*\[\^from-(\d{1,9})\]\Z")
_DEFINITION = re.compile(rf"\[\^from-(?P<number>\d{{1,9}})\]: [^\n]*?{_DATE}\. `{_FROM} {_DIGEST}`")
_ATTRIBUTE = re.compile(rf"{_FROM} {_DATE} {_DIGEST}")
_LABELLED = re.compile(r" {0,3}\[[^\[\]\n]{1,400}\]:")
"""What defines a footnote or a reference."""
_UNMARKED = re.compile(r"(?:[-*_][ \t]*){3,}|\[[^\]\n]{1,200}\]:[^\n]*(?:\n[^\n]*)*|<!--[^\n]*-->")
"""Rules, definitions and comments: nothing can stand behind them, and nobody asks where they are from."""
_CODE = re.compile(r"^(?:[ \t>]*(?:```|~~~)|    |\t)", re.MULTILINE)
_ODD = re.compile(r"[\s%<>`\"&\x00-\x1f\x7f-\x9f\ud800-\udfff]|-(?=-)|-\Z")


class Written(NamedTuple):
    """An essay in Markdown, and what each of its lines is of."""

    text: str
    pieces: tuple[tuple[int, int, Piece], ...]
    """The first line of each piece, from 0, the one behind its last, and the piece; ascending."""


class Paragraph(NamedTuple):
    """A paragraph, or another block, of a compiled essay, as it is found there."""

    line: int
    """From 1; in a page where it begins."""
    text: str
    """In Markdown, or plain as a page shows it; without marks."""
    origin: Origin | None
    """Where it says that it is from; without a title. None where it does not say."""


def mark(origin: Origin) -> str:
    """An origin on a line, without blanks in the path or anything that could end a comment."""
    return f"{_encoded(origin.path)} {origin.start}-{origin.end} {origin.date:%Y-%m-%d} {origin.digest}"


def write(expansion: Expansion, sources: str = COMMENTS) -> Written:
    """The Markdown of an essay, a blank line between two pieces, with its sources as wanted."""
    lines = 0
    texts: list[str] = []
    places: list[tuple[int, int, Piece]] = []
    numbers: dict[str, int] = {}
    notes: list[str] = []
    for piece in expansion.pieces:
        text, above = piece.text, 0
        if piece.origin and piece.kind == PROSE and sources != NONE and not _UNMARKED.fullmatch(text):
            said = mark(piece.origin)
            if sources == COMMENTS:
                text, above = f"<!-- from: {said} -->\n{text}", 1
            else:
                if said not in numbers:
                    numbers[said] = len(numbers) + 1
                    notes.append(_footnote(numbers[said], piece.origin))
                text = _marked(text, f"[^from-{numbers[said]}]")
        size = text.count("\n") + 1
        places.append((lines + above, lines + size, piece))
        texts.append(text)
        lines += size + 1
    whole = "\n\n".join([*texts, *notes])
    return Written(whole + "\n" if whole else "", tuple(places))


def read(text: str) -> list[Paragraph]:
    """The paragraphs of a compiled essay in Markdown, in order, without its headings."""
    defined = {match["number"]: _origin(match) for match in _DEFINITION.finditer(text)}
    found: list[Paragraph] = []
    origin: Origin | None = None
    for part in parts(text):
        said, line = text[part.start : part.end].replace("\r\n", "\n").replace("\r", "\n"), part.line
        if part.kind != PROSE:
            origin = None
            if part.kind == EMBED:
                found.append(Paragraph(line, said, None))
            continue
        while match := _COMMENT.match(said):
            origin, said, line = _origin(match), said[match.end() :], line + 1
        if _LABELLED.match(said) or not said.strip():
            continue
        while match := _MARK.search(said):
            origin, said = defined.get(match[1], origin), said[: match.start()]
        if said.strip():
            found.append(Paragraph(line, said, origin))
        elif found and origin:  # a mark below a block that could not have it
            found[-1] = found[-1]._replace(origin=origin)
        origin = None
    return found


def read_page(html: str) -> list[Paragraph]:
    """The paragraphs of a page that recall made, in order, with their plain text."""
    reader = _Page()
    reader.feed(html)
    reader.close()
    found: list[Paragraph] = []
    for line, pieces, origin in reader.found:
        said, last = _joined("".join(pieces)), found[-1] if found else None
        if not said:
            continue
        if last and origin and last.origin == origin and last.text != said:  # a passage of several elements
            found[-1] = last._replace(text=f"{last.text}\n{said}")
        else:
            found.append(Paragraph(line, said, origin))
    return found


def _joined(said: str) -> str:
    """Text between tags, without the blanks that stand there for the eye."""
    lines = "\n".join(" ".join(line.split()) for line in said.strip().split("\n"))
    return re.sub("\n{3,}", "\n", lines)


class _Page(HTMLParser):
    """Takes the top-level elements of the page's article."""

    VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"))
    HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, list[str], Origin | None]] = []
        self.depth = -1  # in the article; -1 outside of it
        self.skipped = 0  # from which depth on nothing is taken: headings, marks of footnotes
        self.address = ""  # of the link that stands for a picture: shown where that has no words

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            self.handle_data("\n" if tag == "br" else dict(attrs).get("alt") or "")
            return
        if tag == "article":
            self.depth = 0
        elif self.depth >= 0:
            self.depth += 1
            match = _ATTRIBUTE.fullmatch(dict(attrs).get("data-from") or "")
            if self.depth == 1:
                if tag in self.HEADINGS or tag == "section":
                    self.skipped = 1
                else:
                    self.found.append((self.getpos()[0], [], _origin(match) if match else None))
            elif tag == "li" and self.depth == 2 and "data-from" in dict(attrs):  # two lists became one
                self.found.append((self.getpos()[0], [], _origin(match) if match else None))
            elif tag == "code" and match and self.depth == 2 and self.found:  # within <pre>
                self.found[-1] = (*self.found[-1][:2], _origin(match))
            elif tag == "sup" and not self.skipped:
                self.skipped = self.depth
            elif tag == "a":
                known = dict(attrs)
                self.address = known.get("href") or "" if known.get("rel") == "noreferrer" else ""

    def handle_endtag(self, tag: str) -> None:
        if self.depth < 0 or tag in self.VOID:
            return
        if self.skipped == self.depth:
            self.skipped = 0
        self.depth -= 1

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """What begins with `<![` is no text, whatever follows; the parser itself fails on some of it."""
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if self.depth > 0 and not self.skipped and self.found and data != self.address:
            self.found[-1][1].append(data)


def _origin(match: re.Match[str]) -> Origin:
    path = unquote(match["path"], errors="surrogateescape")
    try:
        date = datetime.fromisoformat(match["date"])
    except ValueError:
        date = datetime.min
    return Origin(path, "", date, int(match["start"]), int(match["end"]), match["digest"])


@lru_cache(maxsize=1024)
def _encoded(path: str) -> str:
    return _ODD.sub(lambda char: f"%{ord(char[0]):02X}" if char[0] == "-" else _quoted(char[0]), path)


def _quoted(char: str) -> str:
    return quote(char, safe="", errors="surrogateescape")


def _footnote(number: int, origin: Origin) -> str:
    said = f"{_encoded(origin.path)} {origin.start}-{origin.end} {origin.digest}"
    return f"[^from-{number}]: {escaped(origin.title)}, {origin.date:%Y-%m-%d}. `{said}`"


def _marked(text: str, mark: str) -> str:
    """A block with the mark of a footnote at its end, or below it where it can hold none."""
    last = text[text.rfind("\n") + 1 :]
    in_code = _CODE.search(text) and any(end >= len(text) for _, end in read_blocks(text).code)
    if in_code or "|" in last or last.lstrip()[:1] == "<" or _UNMARKED.fullmatch(last.strip()):
        return f"{text}\n\n{mark}"
    return text + mark


def title_of(text: str, otherwise: str) -> str:
    """What an essay is called: by its front matter, its first heading, or otherwise."""
    front = read_front_matter(text)
    return front.text("title") or read_blocks(text, front.body).title or otherwise
