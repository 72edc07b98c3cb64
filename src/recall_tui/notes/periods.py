"""The periods that people name in a search: a day, a week, a month, a year; in English.

`dateparser` and `parsedatetime` answer with a moment where a period is meant, guess at "a" and "2021-13", and
add 30 to 170 ms to the first search; so the few forms that matter are read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from recall_tui.notes.dates import read_date

Period = tuple[date, date]
"""The first day, and the first day after."""

EXAMPLES = '2021, 2021-03, 2021-03-04, march, "5 march 2021", monday, yesterday, last-week, "3 weeks ago"'
"""Forms that `period` reads, for messages."""

_DAY = timedelta(days=1)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS = ("day", "week", "month", "year")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_JOINTS = re.compile(r"[\s_,.-]+")
_NUMERIC = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2}))?")
_ORDINAL = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_NAMED = re.compile(rf"(?:{_ORDINAL} )?([a-z]+)(?: {_ORDINAL})?(?: ([0-9]{{4}}))?")
_AGO = re.compile(r"([0-9]+|an?|one) (day|week|month|year)s? ago")
_OPENING = re.compile(rf"last|this|an?|one|[0-9]{{1,3}}|{_ORDINAL}")


def period(text: str, today: date) -> Period | None:
    """The days that a date or the name of a period means; None where it is neither.

    Case counts for nothing, and hyphens stand for blanks: `last-week`. Names of months and weekdays may be
    cut, down to three letters. Weeks begin on Monday.

    - `2021`, `2021-03`, `march 2021`, `2021-03-04`, `5 march 2021`, `march 5th, 2021`: as written.
    - `march`, `5 march`, `monday`: the latest that has begun; `last march`: the latest that is over.
    - `this week`, `last month`: of the calendar. `today`, `yesterday`, `tomorrow`.
    - `3 weeks ago`, `a year ago`: that one day, so that nothing between it and today is lost.

    `04/03/2021` is None: it is in March to some people and in April to others. So are a day that no calendar
    has, and whatever ends after the year 9999.
    """
    text = text.strip(" ,")
    try:
        if full := read_date(text):
            return _unit("day", full.date())
        if numeric := _NUMERIC.fullmatch(text):
            year, month = numeric.groups()
            return _unit("month" if month else "year", date(int(year), int(month or 1), 1))
        return _in_words(" ".join(_words(text)), today)
    except (ValueError, OverflowError):  # a day that no calendar has, or one beyond the last
        return None


def opens(text: str) -> bool:
    """Whether a date of several words may begin like this, its last word perhaps unfinished: `last w`."""
    words = _words(text)
    return 0 < len(words) <= 3 and bool(_OPENING.fullmatch(words[0]) or _place(words[0], _MONTHS))


def _words(text: str) -> list[str]:
    return [word for word in _JOINTS.split(text.casefold()) if word]


def _in_words(text: str, today: date) -> Period | None:
    if text in _DAYS:
        return _unit("day", today + _DAYS[text] * _DAY)
    if ago := _AGO.fullmatch(text):
        count = int(ago[1]) if ago[1].isdigit() else 1
        return _unit("day", _back(today, count, ago[2]))
    which, _, name = text.rpartition(" ")
    if which in ("this", "last") and name in _UNITS:
        this = _unit(name, today)
        return this if which == "this" else _unit(name, this[0] - _DAY)
    if which in ("", "last") and (weekday := _place(name, _WEEKDAYS)):
        latest = today - _DAY if which else today
        return _unit("day", latest - (latest.weekday() + 1 - weekday) % 7 * _DAY)
    if which == "last" and _place(name, _MONTHS):
        return _in_words(name, _unit("month", today)[0] - _DAY)
    return _of_month(text, today)


def _of_month(text: str, today: date) -> Period | None:
    """`march`, `march 2021`, `5 march`, `march 5 2021`."""
    match = _NAMED.fullmatch(text)
    month = _place(match[2], _MONTHS) if match else 0
    if not match or not month or (match[1] and match[3]):
        return None
    number = match[1] or match[3]
    day = int(number) if number else 1
    year = int(match[4] or today.year - ((month, day) > (today.month, today.day)))
    return _unit("day" if number else "month", date(year, month, day))


def _place(word: str, names: Sequence[str]) -> int:
    """Which of the names is meant, from 1; 0 for none."""
    return next((at for at, name in enumerate(names, 1) if len(word) > 2 and name.startswith(word)), 0)


def _unit(unit: str, day: date) -> Period:
    """The day, week, month or year of the calendar that holds the day."""
    if unit == "year":
        return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    if unit == "month":
        return day.replace(day=1), date(day.year + day.month // 12, day.month % 12 + 1, 1)
    first = day - day.weekday() * _DAY if unit == "week" else day
    return first, first + (7 * _DAY if unit == "week" else _DAY)


def _back(today: date, count: int, unit: str) -> date:
    """The day so many units before; the last of its month where that is too short."""
    if unit in ("day", "week"):
        return today - count * (7 if unit == "week" else 1) * _DAY
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    first, end = _unit("month", date(months // 12, months % 12 + 1, 1))
    return first.replace(day=min(today.day, (end - first).days))
