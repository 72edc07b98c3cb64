"""Numbered threads, as people post them: the posts of a text, and the text of posts.

A page that was copied has more on it than what was posted: names, dates, counts, buttons. Of that only goes
what is surely none of the writer's words, and only between posts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from recall_tui.notes.pages import BLANK, BREAK, CHROME, MAYBE, RULE, TEXT, kinds_of


class Post(NamedTuple):
    """One post."""

    text: str
    """Without its number, and without blank lines around it."""
    number: int | None = None
    """As it is written; None where there is none."""


class Posted(NamedTuple):
    """What is in a text."""

    posts: tuple[Post, ...]
    """In the order of the text."""
    left_out: tuple[str, ...] = ()
    """The lines that are no part of a post."""


# Numbers

_OF = r"(?P<n>\d{1,4})/(?P<of>\d{1,4}|[nNxX?](?!\w))?"
_SLASH = rf"[(\[]?{_OF}[)\]]?[.:)]?"
_STARTS = (
    re.compile(rf"\s{{0,8}}(?:🧵\s?)?{_SLASH}(?:(?=[^\W\d_]{{3}})|\s+|\Z)"),
    re.compile(r"\s{0,8}\((?P<n>\d{1,4})\)(?:\s+|\Z)"),
    re.compile(r"\s{0,8}(?P<n>\d{1,4})\)(?:\s+|\Z)"),
    re.compile(r"\s{0,8}(?P<n>\d{1,4})\.(?:\s+|\Z)"),
)
"""How a post begins; the first way in which a text does it twice, going up, is its own."""
_END = re.compile(rf"(?:(?<=\s)|\A)(?:🧵\s?)?{_SLASH}\s*\Z")


def read_posts(text: str) -> Posted:
    """The posts of a text: begun by numbers, or ended by them, or with `---` between."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kinds = kinds_of(lines)
    marks, ends = _numbers(lines, kinds)
    posts: list[Post] = []
    left_out: list[str] = []
    for first, last in _runs(kinds, marks, ends):
        of = last - 1 if ends else first
        number = None
        part, known = lines[first:last], kinds[first:last]
        if of in marks:
            number, start, end = marks[of]
            line = lines[of]
            part[of - first] = line[:start].rstrip() if ends else line[end:]
            known[of - first] = TEXT if part[of - first].strip() else BLANK
        counts = ends and of not in marks and TEXT not in known  # behind a number that ends a post
        a = len(part) if counts else _border(known)
        b = len(part) - _border(known[a:][::-1])
        around = [*range(a), *range(max(a, b), len(part))]
        left_out += (part[at] for at in around if known[at] not in (BLANK, RULE))
        if said := "\n".join(part[a:b]).strip():
            posts.append(Post(said, number))
    return Posted(tuple(posts), tuple(left_out))


Match = Callable[[str], "re.Match[str] | None"]
Marks = dict[int, tuple[int, int, int]]
"""By line: the number that stands there, and where it begins and ends."""


def _numbers(lines: Sequence[str], kinds: Sequence[int]) -> tuple[Marks, bool]:
    """The numbers of posts, and whether they stand at the ends of posts; none where there are none."""
    slash, *others = (_going_up(lines, kinds, pattern.match) for pattern in _STARTS)
    ending = _going_up(lines, kinds, lambda line: _END.search(line[-40:]) and _END.search(line))
    said = [at for at, kind in enumerate(kinds) if kind in (TEXT, MAYBE)]
    more = len(ending) - len(slash)
    if len(ending) > 1 and (more > 0 or (more == 0 and said[-1] in ending and said[0] not in slash)):
        return ending, True
    for marks in (slash, *others):
        if len(marks) > 1 and (marks is slash or min(marks.values())[0] < 3):
            return marks, False
    return (slash, False) if slash and said[0] in slash else ({}, False)


def _going_up(lines: Sequence[str], kinds: Sequence[int], match: Match) -> Marks:
    """The numbers that go up through the text, as many as can be: one that does not is part of a post."""
    found = [
        (at, mark) for at, line in enumerate(lines) if kinds[at] in (TEXT, MAYBE) and (mark := match(line))
    ]
    totals = Counter(of for _, mark in found if (of := mark.groupdict().get("of") or "").isdigit())
    total = totals.most_common(1)[0][0] if totals else ""
    numbers = []
    for at, mark in found:
        of = mark.groupdict().get("of") or ""
        if not of.isdigit() or (of == total and int(mark["n"]) <= int(of)):
            numbers.append((at, (int(mark["n"]), mark.start(), mark.end())))
    lowest: list[int] = []  # the lowest number that ends a run of each length, as in patience sorting
    ends: list[int] = []
    before: list[int] = []
    for i, (_, (number, *_)) in enumerate(numbers):
        length = bisect_left(lowest, number)
        before.append(ends[length - 1] if length else -1)
        lowest[length : length + 1], ends[length : length + 1] = [number], [i]
    kept = []
    i = ends[-1] if ends else -1
    while i >= 0:
        kept.append(numbers[i])
        i = before[i]
    return dict(reversed(kept))


def _runs(kinds: Sequence[int], marks: Marks, ends: bool) -> Iterator[tuple[int, int]]:
    """The lines of each post, with what stands around it."""
    first = 0
    for at, kind in enumerate(kinds):
        begins = kind == BREAK or (kind == RULE and not marks) or (at - 1 in marks if ends else at in marks)
        if begins and at > first:
            yield first, at
            first = at
    if first < len(kinds):
        yield first, len(kinds)


def _border(kinds: Sequence[int]) -> int:
    """How many of these lines, from the first on, are no part of a post.

    What may be a word of the writer goes only with what surely is none, or with its like; and a single such
    line that touches the text stays.
    """
    end = next((at for at, kind in enumerate(kinds) if kind == TEXT), len(kinds))
    block = kinds[:end]
    if not any(kind in (CHROME, BREAK, RULE) for kind in block) and block.count(MAYBE) < 2:
        return next((at for at, kind in enumerate(block) if kind != BLANK), end)
    if end < len(kinds) and block and block[-1] == MAYBE and (end < 2 or block[-2] != MAYBE):
        return end - 1
    return end


# Writing

_STYLES = ("{n}/{of} ", "({n}/{of}) ", "{n}/ ", "{n}) ")


def write_posts(posts: Sequence[Post], length: int | None = None) -> str:
    """A text with these posts, numbered, a blank line between two; the gaps in their numbers stay.

    No post has more characters than `length`, its number among them: longer ones are split, at the end of a
    sentence, else between words, else between what is seen as characters, which are never split. The numbers
    are written so that the posts are read back as they are, where one of the ways to write them does that.
    """
    written = [_written(posts, length, style) for style in _STYLES]
    for text, meant in written:
        if read_posts(text).posts == meant:
            return text
    between = "\n\n---\n\n".join(post.text for post in written[0][1]) + "\n"
    if [post.text for post in read_posts(between).posts] == [post.text for post in written[0][1]]:
        return between
    return written[0][0]


def _written(posts: Sequence[Post], length: int | None, style: str) -> tuple[str, tuple[Post, ...]]:
    """The text, and the posts that it has."""
    total, digits = 0, 0
    while digits < len(str(total)):
        digits = len(str(total)) if total else len(str(len(posts)))
        room = None if length is None else max(1, length - len(style.format(n="9" * digits, of="9" * digits)))
        meant: list[Post] = []
        number = 0
        for post in posts:
            number = max(number, (post.number or 0) - 1)
            for piece in split(post.text.strip(), room) if room else [post.text.strip()]:
                number += 1
                meant.append(Post(piece, number))
        total = number
    text = "\n\n".join(style.format(n=post.number, of=total) + post.text for post in meant)
    return text + "\n" if text else "", tuple(meant)


_SENTENCE = re.compile(r"(?:[.!?…][\"'”’)\]]{0,3}\s+|[。！？]|\n\s*)")


def split(text: str, length: int) -> list[str]:
    """A text in pieces of at most `length` characters, without the blanks between two."""
    pieces = []
    at = 0
    while len(text) - at > length:
        end = _place(text, at, at + length)
        pieces.append(text[at:end].strip())
        at = end
        while at < len(text) and text[at].isspace():
            at += 1
    pieces.append(text[at:].strip())
    return [piece for piece in pieces if piece]


def _place(text: str, start: int, end: int) -> int:
    """The best place to split a text before `end`; a grapheme that is longer stays whole."""
    window = text[start : end + 1]
    sentences = [found.end() for found in _SENTENCE.finditer(window) if found.end() > len(window) // 3]
    if sentences:
        return start + min(sentences[-1], end - start)
    words = [at for at, char in enumerate(window) if char.isspace() and at]
    if words:
        return start + words[-1]
    while end > start + 1 and joined(text, end):
        end -= 1
    if end > start + 1 or not joined(text, end):
        return end
    return next((at for at in range(end, len(text)) if not joined(text, at)), len(text))


def joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place are seen as one."""
    if not 0 < at < len(text):
        return False
    before, char = text[at - 1], text[at]
    if _is_letter_of_flag(char) and _is_letter_of_flag(before):
        first = at
        while first and _is_letter_of_flag(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    return (
        unicodedata.category(char)[0] == "M"
        or char in "\u200c\u200d"
        or before == "\u200d"
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # a tone of skin
        or "\U000e0020" <= char <= "\U000e007f"  # of the flags of Scotland, Wales, England
        or "\u1160" <= char <= "\u11ff"  # a Korean syllable goes on
        or unicodedata.combining(before) == 9  # a virama joins two consonants
        or (before, char) == ("\r", "\n")
    )


def _is_letter_of_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
