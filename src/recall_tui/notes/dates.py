"""Dates as notes carry them, and how long ago they were.

Every date is the writer's own clock time: a time zone that stands beside it is dropped.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?:[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_WRITTEN = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})(?:[Tt\s]\s*{_CLOCK}\s*{_ZONE}?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_EPOCH = re.compile(r"\d{10}|\d{13}", re.ASCII)
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?:([-_.])(\d\d)\2(\d\d)(?!\d)|(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(?![0-9A-Za-z]))",
    re.ASCII,
)


def read_date(value: str) -> datetime | None:
    """The date that a front-matter value writes, or None where it is none.

    `YYYY-MM-DD` (also with `/` or `.`) with or without a time and zone, `YYYYMMDD[T]HHMM[SS]`, and seconds or
    milliseconds since 1970, which are taken as UTC.
    """
    value = value.strip()
    if match := _WRITTEN.fullmatch(value):
        year, _, month, day, *clock = match.groups()
        return _datetime(year, month, day, *clock)
    if _EPOCH.fullmatch(value):
        return datetime.fromtimestamp(int(value[:10]), UTC).replace(tzinfo=None)
    if match := _COMPACT.fullmatch(value):
        return _datetime(*match.groups())
    return None


def date_in_name(name: str) -> datetime | None:
    """The first date in a file name: daily, unique-note, Denote, and dated otherwise (1900 to 2099)."""
    for match in _IN_NAME.finditer(name):
        year, separator, month, day, *compact = match.groups()
        found = _datetime(year, month, day) if separator else _datetime(year, *compact)
        if found:
            return found
    return None


def _datetime(*parts: str | None) -> datetime | None:
    year, month, day, hour, minute, second = (
        int(part or 0) for part in (*parts, *(None,) * (6 - len(parts)))
    )
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def age(then: datetime, now: datetime) -> str:
    """How long ago, in calendar days of the writer's clock: "today", "5 weeks ago", "3 years ago"."""
    days = (now.date() - then.date()).days
    if days < 0:
        return "in the future"
    if days < 2:
        return ("today", "yesterday")[days]
    months = (now.year - then.year) * 12 + now.month - then.month - (now.day < then.day)
    if days < 14:
        count, unit = days, "day"
    elif months < 2:
        count, unit = days // 7, "week"
    elif months < 12:
        count, unit = months, "month"
    else:
        count, unit = months // 12, "year"
    return f"{count} {unit}{'s' if count > 1 else ''} ago"
