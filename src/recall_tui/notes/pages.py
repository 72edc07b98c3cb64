"""What a copied page has beside the words of its writer: names, dates, counts, buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

TEXT, BLANK, MAYBE, CHROME, BREAK, RULE = range(6)
"""What a line is: words of the writer; nothing; perhaps no words of the writer; surely none; the line above a
new post; a line that parts two."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = (
    rf"(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?:,? \d{{4}})?"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[smhdw])"
)
_TIME = r"\d{1,2}:\d\d(?: ?[AaPp]\.?[Mm]\.?)?"
_COUNT = r"\d[\d.,]{0,9} ?[KkMm]?"
_THING = (
    r"(?:Repl(?:y|ies)|Retweets?|Reposts?|Quotes?|Quote Tweets?|Likes?|Bookmarks?|Views?|Boosts?|Comments?"
    r"|Shares?|Favou?rites?)"
)
_HANDLE = r"@\w{1,30}(?:@[\w.-]{3,60})?"
_HANDLE_ALONE = re.compile(_HANDLE)
_DATE = re.compile(rf"(?:· ?)?(?:{_DAY}|{_TIME})\*?")
_SAID_BY_PAGES = frozenset(
    [
        *("show this thread", "show more", "show more replies", "show replies", "show additional replies"),
        *("end of conversation", "translate post", "translate tweet", "view replies", "read replies"),
        *("pinned", "pinned post", "pinned tweet", "continued thread", "read more", "post your reply"),
    ]
)
_HEADS = frozenset(("post", "thread", "tweet", "conversation", "see new posts", "back"))
"""What stands above all, where a name is next."""
_REPLYING = re.compile(rf"Replying to {_HANDLE}(?:,? (?:and )?(?:{_HANDLE}|\d+ others?))*")
_MOMENT = re.compile(
    rf"{_TIME}(?:,| ?·) ?{_DAY}(?: · .{{1,60}})?|{_DAY}(?:,| at| ?·) ?{_TIME}(?: · .{{1,60}})?"
)
_COUNTS = re.compile(rf"(?i:{_COUNT} {_THING}(?:[ ·,]{{1,3}}{_COUNT} {_THING})*)")
_BYLINE = re.compile(rf"(?:.{{1,60}} )?\(?(?P<handle>{_HANDLE})\)? ?· ?{_DAY}\*?")
_PERHAPS = re.compile(rf"{_COUNT}|[·…]|{_DATE.pattern}|{_HANDLE}|Views|ALT")
_RULE = re.compile(r"\s{0,3}-{3,}\s*")


def kinds_of(lines: Sequence[str]) -> list[int]:
    """What each line is, by itself and by those around it."""
    stripped = [line.strip() for line in lines]
    kinds = [_kind(line) for line in stripped]
    found = list(_bylines(stripped))
    named = Counter((by.name, by.handle) for by in found)
    dated = {by.handle for by in found if by.dated}
    top = next((at for at, line in enumerate(stripped) if line and line.casefold() not in _HEADS), 0)
    for by in found:
        # The line above is a name where it always is, or where no post can stand before it.
        always = named[by.name, by.handle] > 1
        with_name = by.name and (always or by.above <= top)
        if by.dated or (always and by.handle in dated):
            first = by.above if with_name else by.at
            if with_name and first <= top:
                kinds[:first] = [CHROME if line else BLANK for line in stripped[:first]]
            kinds[first : by.end] = [BREAK, *[CHROME] * (by.end - first - 1)]
        elif by.name == "Replying to":
            kinds[by.above : by.end] = [CHROME] * (by.end - by.above)
    return kinds


class _By(NamedTuple):
    """A line that may say whose the next post is."""

    at: int
    handle: str
    name: str
    """What stands above it; "" for nothing."""
    above: int
    """Where that stands."""
    end: int
    """The line behind it and its date."""
    dated: bool


def _bylines(lines: Sequence[str]) -> Iterator[_By]:
    """The lines that may say whose the next post is, by a handle; where it is long ago, by a date too."""
    for at, line in enumerate(lines):
        if line[:1] != "@" or len(line) > 200:
            continue
        above = at - 2 if at > 1 and not lines[at - 1] else at - 1
        name = lines[above] if above >= 0 else ""
        if _HANDLE_ALONE.fullmatch(line):
            after = next((n for n in range(at + 1, len(lines)) if lines[n] not in ("", "·")), at)
            date = lines[after] if len(lines[after]) < 100 else ""
            dated = bool(_DATE.fullmatch(date) or _MOMENT.fullmatch(date))
            yield _By(at, line, name, above, after + 1 if dated else at + 1, dated)
        elif byline := _BYLINE.fullmatch(line):
            yield _By(at, byline["handle"], name, above, at + 1, True)


def _kind(line: str) -> int:
    """What a line is by itself."""
    if not line:
        return BLANK
    if len(line) > 200:
        return TEXT
    if line[0] == "-" and _RULE.fullmatch(line):
        return RULE
    if "@" in line and "·" in line and _BYLINE.fullmatch(line):
        return BREAK
    sure = (
        line.casefold() in _SAID_BY_PAGES
        or (line.startswith("Replying to @") and _REPLYING.fullmatch(line))
        or (":" in line and _MOMENT.fullmatch(line))
        or (line[0].isdigit() and line[-1].isalpha() and _COUNTS.fullmatch(line))
    )
    if sure:
        return CHROME
    return MAYBE if len(line) < 100 and _PERHAPS.fullmatch(line) else TEXT
