"""The language of the search box and of `recall search`.

Words are ranked. What stands beside them narrows the search:

    "white whale"   the words in a row          -word, -"two words"   not with these
    tag:sea, #sea   with the tag, or sea/x      path:log/2021         below that folder, or in that file
    title:ahab      in the title                title:"the chase"     in a row
    before:2021     earlier than its first day  after:2021            later than its last day
    on:march        within it
    sort:date       newest first                sort:oldest, sort:relevance

A `-` before a filter turns it round, but for on: and sort:. A value with blanks stands in quotes; a date may
do without. Fields are written in any case. Everything else is a word, `12:30` and `http://…` too; what looks
like a filter and is meant as words goes in quotes.

before:, on: and after: part all time in three, so that each note is found by one of them. Programs differ: in
Gmail after: lets the day itself in, in GitHub `>` does not. With days it hardly matters; with years, "after
2021" begins for most people in 2022. `-before:2021` is 2021 and later.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from recall_tui.errors import QueryError
from recall_tui.notes.links import tags_in
from recall_tui.notes.periods import EXAMPLES, Period, opens, period

Sort = Literal["relevance", "date", "oldest"]

_LISTS = {"tag": "tags", "path": "paths", "title": "titles"}
_DATES = ("before", "after", "on")
_SORTS = ("relevance", "date", "oldest")
_FORMS = {
    "tag": "tag:garden",
    "path": "path:folder/below",
    "title": 'title:word or title:"two words"',
    "before": "before:2021 (earlier than its first day)",
    "after": "after:2020 (later than its last day)",
    "on": "on:2021, on:yesterday",
    "sort": "sort:date (newest first), sort:oldest or sort:relevance",
}
"""How each filter is written."""
_SLIPS = {
    **dict.fromkeys(("tags", "tagged", "label"), "tag"),
    **dict.fromkeys(("paths", "folder", "dir"), "path"),
    **dict.fromkeys(("titles", "titel", "tilte"), "title"),
    **dict.fromkeys(("befor", "befroe", "bevore", "until"), "before"),
    **dict.fromkeys(("aftr", "afer", "atfer", "since"), "after"),
    **dict.fromkeys(("date", "during"), "on"),
    **dict.fromkeys(("sorted", "order"), "sort"),
}
"""What is written for a filter. Not told by likeness: `patch:`, `short:` and `tile:` are like filters too."""
_ITEM = re.compile(
    rf"""
    (?= \S )
    (?P<minus> - (?= [\w"#] | [^\x00-\x7f] ) )?
    (?: (?ai: (?P<field> {"|".join(_FORMS)} ) : | (?P<slip> {"|".join(_SLIPS)} ) : (?= \S ) ) )?
    (?: " (?P<quoted> [^"]* ) (?P<closed> "? ) | (?P<bare> \S* ) )
    """,
    re.VERBOSE,
)
_NEXT_WORD = re.compile(r"\s+[^\W_]\S*")
_AS_ASCII = str.maketrans("“”„‟＂：－＃", '""""":-#')
"""What editors of text and Chinese keyboards put for a quote, a colon, a minus and a hash."""


class SearchError(QueryError):
    """A search that cannot be understood; the message says where, why, and what would do."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column
        """Where what is wrong begins, in characters from 0."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for. All of it as typed: whoever filters compares in any case."""

    words: str = ""
    """The words to rank by, in order, with those of the phrases, separated by blanks."""
    phrases: tuple[str, ...] = ()
    """Words that stand in a row."""
    without: tuple[str, ...] = ()
    """What must not occur; where it is several words, they in a row."""
    tags: tuple[str, ...] = ()
    """Without `#`; all of them, each met by a tag below it too."""
    paths: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    without_paths: tuple[str, ...] = ()
    without_titles: tuple[str, ...] = ()
    since: date | None = None
    """The first day that counts."""
    until: date | None = None
    """The first day that no longer counts."""
    sort: Sort = "relevance"
    """`date`, newest first, where there are filters and no words to rank by."""
    unfinished: bool = False
    """Whether the last of `words` ends the text, so that more of it may be coming."""

    @property
    def plain(self) -> bool:
        """Whether there is nothing but words."""
        return self == Search(self.words, unfinished=self.unfinished)


def parse_search(text: str, today: date, *, typing: bool = False) -> Search:
    """The search that a person typed on the day `today`.

    A quote that is not closed ends with the text. With `typing`, the last thing in the text raises nothing as
    long as more of it may be coming (`tag:`, `before:la`, `-`): it is passed over.

    Raises SearchError for a filter without a value, one that is misspelt, a date that cannot be read, and
    dates that leave no day.
    """
    text = text.translate(_AS_ASCII)
    reading = _Reading(text, today)
    at = 0
    while item := _ITEM.search(text, at):
        try:
            at = reading.take(item)
        except SearchError:
            if typing and _may_go_on(item):
                break
            raise
    return reading.search()


class _Reading:
    """A search, as far as it has been read."""

    def __init__(self, text: str, today: date) -> None:
        self._text = text
        self._today = today
        self._lists: defaultdict[str, list[str]] = defaultdict(list)
        self._since: date | None = None
        self._until: date | None = None
        self._sort: Sort = "relevance"
        self._unfinished = False

    def take(self, item: re.Match[str]) -> int:
        """Read one item; gives where it ends."""
        minus, field, slip = bool(item["minus"]), (item["field"] or "").lower(), item["slip"]
        value = " ".join((item["quoted"] or item["bare"] or "").split())
        if slip:
            meant = _FORMS[_SLIPS[slip.lower()]]
            raise _error(
                item, f"{slip}: is no filter. Perhaps you mean {meant}; as words, it goes in quotes."
            )
        if not field:
            self._take_words(item, value, minus)
        elif not _says(value):
            raise _error(item, f"nothing to look for stands right behind the colon. Write {_FORMS[field]}.")
        elif field in _LISTS:
            value = value.lstrip("#") if field == "tag" else value
            self._lists[f"without_{_LISTS[field]}" if minus else _LISTS[field]].append(value)
        elif field == "sort":
            if minus or value.lower() not in _SORTS:
                raise _error(item, f"there is no such order. Write {_FORMS['sort']}.")
            self._sort = cast(Sort, value.lower())
        else:
            found, end = self._date(item, value)
            self._narrow(item, field, minus, found)
            return end
        return item.end()

    def _take_words(self, item: re.Match[str], value: str, minus: bool) -> None:
        if not _says(value):
            return
        bare = item["bare"] is not None
        if bare and value[0] == "#" and (tags := tags_in(value)) and tags[0] == value[1:].rstrip("/-"):
            self._lists["without_tags" if minus else "tags"].append(tags[0])
        elif minus:
            self._lists["without"].append(value)
        else:
            self._lists["words"].append(value)
            self._unfinished = item.end() == len(self._text) and self._text[-1].isalnum()
            if not bare:
                self._lists["phrases"].append(value)

    def _date(self, item: re.Match[str], value: str) -> tuple[Period, int]:
        """The period that an item names, and where it ends: without quotes, the most words that make one."""
        ends = [item.end()]
        while item["bare"] and len(ends) < 3 and (word := _NEXT_WORD.match(self._text, ends[-1])):
            ends.append(word.end())
        for end in reversed(ends):
            written = value if end == item.end() else self._text[item.start("bare") : end]
            if found := period(written, self._today):
                return found, end
        raise _error(item, f"“{_short(value)}” is no date that can be read. These are: {EXAMPLES}.")

    def _narrow(self, item: re.Match[str], field: str, minus: bool, found: Period) -> None:
        first, end = found
        if field == "on" and minus:
            raise _error(item, "on: cannot be turned round. Use before: or after: instead.")
        since = {"before": first if minus else None, "after": None if minus else end, "on": first}[field]
        until = {"before": None if minus else first, "after": end if minus else None, "on": end}[field]
        since = max(filter(None, (since, self._since)), default=None)
        until = min(filter(None, (until, self._until)), default=None)
        if since and until and since >= until:
            raise _error(item, f"no day is left: none is both from {since} on and before {until}.")
        self._since, self._until = since, until

    def search(self) -> Search:
        lists = {name: tuple(values) for name, values in self._lists.items()}
        words = " ".join(lists.pop("words", ()))
        unfinished = self._unfinished
        search = Search(
            words, **lists, since=self._since, until=self._until, sort=self._sort, unfinished=unfinished
        )
        if not words and not search.plain and self._sort == "relevance":
            return replace(search, sort="date")
        return search


def _says(value: str) -> bool:
    """Whether there is more than punctuation."""
    return any(char.isalnum() or char > "\x7f" for char in value)


def _may_go_on(item: re.Match[str]) -> bool:
    """Whether typing on at the end of the text may still change the item."""
    if item["closed"]:
        return False
    if item.end() == len(item.string):
        return True
    return (item["field"] or "").lower() in _DATES and opens(item.string[item.start("bare") :])


def _error(item: re.Match[str], why: str) -> SearchError:
    return SearchError(f"At character {item.start() + 1}, “{_short(item[0])}”: {why}", item.start())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
