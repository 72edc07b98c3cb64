"""Links and tags in a note's text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.note import ENDINGS, Link

# Every part is bounded and cannot cross the bracket that begins the next, so the time is linear in the text.
_INLINE = re.compile(
    r"""
    \[\[ (?P<wiki> [^\[\]\n\r]{1,1000}+ ) \]\]
    | \[ (?P<text> [^\[\]\n\r]{0,1000}+ ) \]\( [ \t]{0,9}+
      (?P<to> < [^<>\n\r]{1,1000}+ >
      | [^\s()<>]{1,1000}+ (?: \( [^\s()]{0,200}+ \) [^\s()<>]{0,200}+ ){0,3}+ )
      (?: [ \t]{1,9}+ (?: "[^"\n\r]{0,300}+" | '[^'\n\r]{0,300}+' ) )? [ \t]{0,9}+ \)
    | \# (?<! \S\# ) (?P<tag> [\w/-] [^\s!-,.:-@\[-^`{-~]{0,200}+ )
    """,
    re.VERBOSE,
)
_BLOCK_REF = re.compile(r"\^([A-Za-z0-9-]{1,100})\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//")
_DENOTE = re.compile(r"denote:(\d{8}T\d{6})(?:::?#?(.*))?")
_FILE_ENDING = re.compile(r"\.(?=[0-9]{0,4}[A-Za-z])[0-9A-Za-z]{1,5}\Z")
_BACKTICKS_OR_BLOCK = re.compile(r"`+|\n[ \t]*(?=[\n\r#>|*+-]|\d{1,9}[.)]\s)")
_JOINERS = "\u200c\u200d"  # within words of Persian and of Indian scripts


def find_links(text: str, body: int = 0) -> tuple[Link, ...]:
    """All links to notes in the text from `body` on, in order; none from inside code."""
    return read_inline(text, body, read_blocks(text, body).code)[0]


def tags_in(text: str, body: int = 0) -> tuple[str, ...]:
    """All `#tags` in the text from `body` on, without `#`, as written; none from inside code or links."""
    return read_inline(text, body, read_blocks(text, body).code)[1]


def read_inline(
    text: str, body: int, code: Iterable[tuple[int, int]]
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Links and tags of the text from `body` on, where `code` are the (start, end) of its code blocks."""
    links, tags = [], []
    for match in _INLINE.finditer(_without_code(text, body, code), body):
        kind = match.lastgroup
        if kind == "tag":
            if tag := _tag(match["tag"]):
                tags.append(tag)
            continue
        start, end = match.span()
        before = text[start - 1] if start > body else ""
        if before == "\\":
            continue
        embed = before == "!"
        if kind == "wiki":
            link = _wikilink(text[start + 2 : end - 2], start - embed, end, embed)
        else:
            shown = text[slice(*match.span("text"))]
            link = _markdown_link(shown, match["to"].strip("<>"), start - embed, end, embed)
        if link:
            links.append(link)
    return tuple(links), tuple(tags)


def _wikilink(inside: str, start: int, end: int, embed: bool) -> Link | None:
    name, bar, shown = inside.partition("|")
    if bar:
        name = name.removesuffix("\\")  # as it is escaped in tables
    target, heading, block_id = _anchor(name)
    if not (target or heading or block_id):
        return None
    return Link(start, end, target, heading, block_id, shown.strip() or None, embed)


def _markdown_link(shown: str, to: str, start: int, end: int, embed: bool) -> Link | None:
    if match := _DENOTE.fullmatch(to):
        return Link(start, end, match[1], match[2] or None, None, shown, embed, "denote")
    if _SCHEME.match(to):
        return None
    path, hash_mark, anchor = to.partition("#")
    path = unquote(path)
    if path.endswith("/") or (_FILE_ENDING.search(path) and not path.lower().endswith(ENDINGS)):
        return None
    _, heading, block_id = _anchor(hash_mark + unquote(anchor))
    if not (path or heading or block_id):
        return None
    return Link(start, end, path, heading, block_id, shown, embed, "markdown")


def _anchor(name: str) -> tuple[str, str | None, str | None]:
    """Target, heading and block id of `target#heading`, `target#^id` or `target^id`."""
    block_id = None
    if "^" in name and (match := _BLOCK_REF.search(name.rstrip())):
        name, block_id = name[: match.start()], match[1]
    target, _, heading = name.partition("#")
    return target.strip(), heading.strip(" #") or None, block_id


def _tag(written: str) -> str | None:
    """A tag up to the first character that cannot be in one; None for a mere number."""
    if not written.isascii():
        for at, char in enumerate(written):
            if not (
                char.isalnum() or char in "_-/" or unicodedata.category(char)[0] == "M" or char in _JOINERS
            ):
                written = written[:at]
                break
    tag = written.strip("/-" + _JOINERS)
    return None if tag.isdecimal() else tag or None


def _without_code(text: str, body: int, code: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of its code blocks and code spans, so offsets stay true."""
    text = _blank_out(text, code)
    return _blank_out(text, _code_spans(text, body)) if "`" in text else text


def _blank_out(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join(pieces) + text[at:] if pieces else text


def _code_spans(text: str, body: int) -> list[tuple[int, int]]:
    """Where code spans stand: a run of backticks up to the next run of the same length in the same block."""
    runs = list(_BACKTICKS_OR_BLOCK.finditer(text, body))
    closer: list[int | None] = [None] * len(runs)
    next_of_length: dict[int, int] = {}
    for i in reversed(range(len(runs))):
        if text[runs[i].start()] != "`":
            next_of_length.clear()
            continue
        length = runs[i].end() - runs[i].start()
        closer[i] = next_of_length.get(length)
        next_of_length[length] = i
    spans, i = [], 0
    while i < len(runs):
        close = closer[i]
        if close is None or text[runs[i].start() - 1 : runs[i].start()] == "\\":
            i += 1
        else:
            spans.append((runs[i].start(), runs[close].end()))
            i = close + 1
    return spans
