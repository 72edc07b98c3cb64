"""Links and tags in a note's text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from recall_tui.notes.blocks import Blocks, read_blocks
from recall_tui.notes.frontmatter import FrontMatter
from recall_tui.notes.note import ENDINGS, Link

# Every part is bounded and cannot cross the bracket that begins the next, so the time is linear in the text.
# A pattern that begins with one certain character is searched for several times as fast as another: hence
# one for links and one for tags, and two backticks below where `+ would do.
_LINK = re.compile(
    r"""
    \[ (?: \[ (?P<wiki> [^\[\]\n\r]{1,1000}+ ) \]\]
    | (?P<text> [^\[\]\n\r]{0,1000}+ ) \]\( [ \t]{0,9}+
      (?P<to> < [^<>\n\r]{1,1000}+ >
      | [^\s()<>]{1,1000}+ (?: \( [^\s()]{0,200}+ \) [^\s()<>]{0,200}+ ){0,3}+ )
      (?: [ \t]{1,9}+ (?: "[^"\n\r]{0,300}+" | '[^'\n\r]{0,300}+' ) )? [ \t]{0,9}+ \) )
    """,
    re.VERBOSE,
)
_TAG = re.compile(r"#(?<!\S#)([\w/-][^\s!-,.:-@\[-^`{-~]{0,200}+)")
_BLOCK_REF = re.compile(r"\^([A-Za-z0-9-]{1,100})\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//")
_DENOTE = re.compile(r"denote:(\d{8}T\d{6})(?:::?#?(.*))?")
_FILE_ENDING = re.compile(r"\.(?=[0-9]{0,4}[A-Za-z])[0-9A-Za-z]{1,5}\Z")
_ATTACHMENTS = re.compile(
    r"\.(?:avif|bmp|canvas|csv|docx?|epub|flac|gif|html?|jpe?g|m4a|mkv|mov|mp[34]|od[st]|ogg|pdf|png|pptx?"
    r"|svg|wav|web[mp]|xlsx?|zip)\Z",
    re.IGNORECASE,
)
_BACKTICKS = re.compile(r"``*")
_BLOCK = re.compile(r"\n[ \t]*(?=[\n\r#>|*+-]|\d{1,9}[.)]\s)")
_NO_PROSE = re.compile(
    r"""
    !?+ \[\[ [^\[\]\n\r]{1,1000}+ \]\]  # links to notes, to elsewhere, by reference; footnotes
    | !?+ \[ [^\[\]\n\r]{0,1000}+ \]
      (?: \( [^()\n\r]{0,1000}+ (?: \( [^()\n\r]{0,200}+ \) [^()\n\r]{0,200}+ ){0,3}+ \)
      | \[ [^\[\]\n\r]{0,200}+ \] | : [^\n\r]{0,1000}+ )
    | \[\^ [^\[\]\n\r]{1,100}+ \]
    | < [A-Za-z/!] [^<>]{0,1000}+ >
    | (?<![A-Za-z]) (?: https? | ftp | file | mailto | denote ) : [^\s<>]{1,1000}+
    | (?<!\S) [#^] [^\s#]{1,200}+
    """,
    re.VERBOSE | re.IGNORECASE,
)
BLANK = "\0"
"""What stands in `prose` for what is none."""
LINKING = ("prev", "next")
"""The keys of the front matter whose values are links."""
_LINKING_KEY = re.compile(
    rf"""^["']?({"|".join(LINKING)})["']?[ \t]*:
    (?P<value>[^\r\n]*+(?:(?:\r\n|[\r\n])(?:[ \t]|-(?=[\s])|\#|(?=[\r\n]))[^\r\n]*+)*+)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_JOINERS = "\u200c\u200d"  # within words of Persian and of Indian scripts


def find_links(text: str, body: int = 0, *, files: bool = False) -> tuple[Link, ...]:
    """All links to notes in the text from `body` on, in order; none from inside code.

    `files`: also Markdown links to other files of the folder, which are of the kind `file`.
    """
    return read_inline(text, body, read_blocks(text, body).code, files=files)[0]


def is_attachment(link: Link) -> bool:
    """Whether a link names a picture, a recording or another document, which is no note."""
    return _ATTACHMENTS.search(link.target) is not None


def front_links(text: str, front: FrontMatter) -> tuple[tuple[str, Link], ...]:
    """The links of a note's front matter, in order, each with its key, which is one of `LINKING`.

    A value is a link, a name without any marks, or a list of these.
    """
    if front.fields.keys().isdisjoint(LINKING):
        return ()
    values = {match[1].lower(): match.span("value") for match in _LINKING_KEY.finditer(text, 0, front.body)}
    found: list[tuple[str, Link]] = []
    for key, (start, end) in sorted(values.items(), key=lambda value: value[1]):
        if isinstance(value := front.fields.get(key), str | list):
            links = [*_marked(text, start, end)]
            found += (
                (key, link) for link in sorted([*links, *_bare(text, start, end, value, links)], key=_place)
            )
    return tuple(found)


def _marked(text: str, start: int, end: int) -> Iterator[Link]:
    """The links in a value of the front matter that have the marks of one."""
    for at in _LINK.finditer(text, start, end):
        before = text[start : at.start()]
        line = before[max(0, before.rfind("\n")) :]
        if " #" in line or "\n#" in line:
            continue  # a comment
        wiki = at.lastgroup == "wiki"
        link = _wikilink(text, *at.span(), embed=False) if wiki else _markdown_link(text, at, embed=False)
        start = at.end()
        if link and link.target and link.kind != "file":
            yield _unescaped(text, link)


def _bare(
    text: str, start: int, end: int, value: str | list[object], links: Iterable[Link]
) -> Iterator[Link]:
    """The names without marks in a value of the front matter: what YAML reads that is none of these links."""
    taken = [(link.start, link.end) for link in links]
    waiting: list[object] = [value]
    while waiting:
        match waiting.pop():
            case list(inside):  # [[id]] without quotes is a list in a list
                waiting += reversed(inside)
            case str(name) if "[" not in name and FrontMatter(0, {"": name}).text(""):
                name = name.strip()
                at = text.find(name, start, end)
                span = (at, at + len(name)) if at >= 0 else _stripped(text, start, end)
                start = max(start, at)
                if not any(begin <= span[0] < stop for begin, stop in taken):
                    taken.append(span)
                    yield Link(*span, name, kind="name", written=span)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A part of a text without the blanks around it."""
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())


def _place(link: Link) -> int:
    return link.start


def _unescaped(text: str, link: Link) -> Link:
    """A link with its target as YAML reads it, where a quotation mark stands before the link."""
    match text[link.start - 1]:
        case "'" if "''" in link.target:
            return replace(link, target=link.target.replace("''", "'"))
        case '"' if "\\" in link.target:
            return replace(link, target=re.sub(r"\\(.)", r"\1", link.target))
    return link


def tags_in(text: str, body: int = 0) -> tuple[str, ...]:
    """All `#tags` in the text from `body` on, without `#`, as written; none from inside code or links."""
    return read_inline(text, body, read_blocks(text, body).code)[1]


def prose(text: str, blocks: Blocks) -> str:
    """A text of the same length in which only what its passages say in plain words is left.

    Code, links of all kinds, addresses, tags, block ids, markup of HTML, headings and front matter are NULs.
    """
    said, at = [], 0
    for passage in blocks.passages:
        said += [BLANK * (passage.start - at), text[passage.start : passage.end]]
        at = passage.end
    said.append(BLANK * (len(text) - at))
    text = blank_out("".join(said), blocks.code, BLANK)
    if "`" in text:
        text = blank_out(text, _code_spans(text, 0), BLANK)
    return _NO_PROSE.sub(lambda match: BLANK * len(match[0]), text)


def read_inline(
    text: str, body: int, code: Iterable[tuple[int, int]], *, files: bool = False
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Links and tags of the text from `body` on, where `code` are the (start, end) of its code blocks."""
    prose = without_code(text, body, code)
    links: list[Link] = []
    written: list[str] = []  # tags; they are looked for between links, and cannot reach into one
    at = body
    for match in _LINK.finditer(prose, body):
        start, end = match.span()
        written += _TAG.findall(prose, at, start)
        at = end
        before = text[start - 1] if start > body else ""
        if before == "\\":
            continue
        embed = before == "!"
        if match.lastgroup == "wiki":
            link = _wikilink(text, start, end, embed)
        else:
            link = _markdown_link(text, match, embed)
        if link and (files or link.kind != "file"):
            links.append(link)
    written += _TAG.findall(prose, at)
    return tuple(links), tuple(tag for each in written if (tag := _tag(each)))


def _wikilink(text: str, start: int, end: int, embed: bool) -> Link | None:
    name, bar, shown = text[start + 2 : end - 2].partition("|")
    if bar:
        name = name.removesuffix("\\")  # as it is escaped in tables
    target, heading, block_id = _anchor(name)
    if not (target or heading or block_id):
        return None
    at = start + 2 + (len(name) - len(name.lstrip()) if target else 0)
    written = at, at + len(target)
    return Link(start - embed, end, target, heading, block_id, shown.strip() or None, embed, "wiki", written)


def _markdown_link(text: str, match: re.Match[str], embed: bool) -> Link | None:
    (start, end), (at, to_end) = match.span(), match.span("to")
    start -= embed
    if text[at] == "<":
        at, to_end = at + 1, to_end - 1
    to, shown = text[at:to_end], text[slice(*match.span("text"))]
    if _SCHEME.match(to):
        if not (denote := _DENOTE.fullmatch(to)):
            return None
        written = at + denote.start(1), at + denote.end(1)
        return Link(start, end, denote[1], denote[2] or None, None, shown, embed, "denote", written)
    path, hash_mark, anchor = to.partition("#")
    written = at, at + len(path)
    path = unquote(path, errors="surrogateescape")  # names of files may be no UTF-8
    if path.endswith("/"):
        return None
    if _FILE_ENDING.search(path) and not path.lower().endswith(ENDINGS):
        return Link(start, end, path, None, None, shown, embed, "file", written)
    _, heading, block_id = _anchor(hash_mark + unquote(anchor))
    if not (path or heading or block_id):
        return None
    return Link(start, end, path, heading, block_id, shown, embed, "markdown", written)


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


def without_code(text: str, body: int, code: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of its code blocks and code spans, so offsets stay true."""
    text = blank_out(text, code)
    return blank_out(text, _code_spans(text, body)) if "`" in text else text


def blank_out(text: str, spans: Iterable[tuple[int, int]], blank: str = " ") -> str:
    """The text with blanks in place of these parts, as (start, end) in characters, ascending."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], blank * (end - start)]
        at = end
    return "".join(pieces) + text[at:] if pieces else text


def _code_spans(text: str, body: int) -> list[tuple[int, int]]:
    """Where code spans stand: a run of backticks up to the next run of the same length in the same block."""
    runs = [match.span() for match in _BACKTICKS.finditer(text, body)]
    closed: dict[int, int] = {}  # where the span that a run may open ends, by the run's start
    next_of_length: dict[int, int] = {}
    below = len(text)
    for start, end in reversed(runs):
        if _BLOCK.search(text, end, below):
            next_of_length.clear()
        if end - start in next_of_length:
            closed[start] = next_of_length[end - start]
        next_of_length[end - start] = end
        below = start
    spans, at = [], body
    for start, _ in runs:
        if start >= at and start in closed and text[start - 1 : start] != "\\":
            at = closed[start]
            spans.append((start, at))
    return spans
