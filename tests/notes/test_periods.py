from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.periods import opens, period

TODAY = date(2026, 7, 30)  # a Thursday
DAY = timedelta(days=1)
MONTHS = [
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DATES = st.dates(date(10, 1, 1), date(9990, 12, 31))


@pytest.mark.parametrize(
    ("written", "first", "end"),
    [
        ("2021", date(2021, 1, 1), date(2022, 1, 1)),
        ("2021-03", date(2021, 3, 1), date(2021, 4, 1)),
        ("2021/12", date(2021, 12, 1), date(2022, 1, 1)),
        ("2020-2", date(2020, 2, 1), date(2020, 3, 1)),
        ("2021-03-04", date(2021, 3, 4), date(2021, 3, 5)),
        ("20210304", date(2021, 3, 4), date(2021, 3, 5)),
        ("2021-12-31 23:59", date(2021, 12, 31), date(2022, 1, 1)),
        ("march", date(2026, 3, 1), date(2026, 4, 1)),
        ("july", date(2026, 7, 1), date(2026, 8, 1)),
        ("august", date(2025, 8, 1), date(2025, 9, 1)),
        ("last july", date(2025, 7, 1), date(2025, 8, 1)),
        ("last june", date(2026, 6, 1), date(2026, 7, 1)),
        ("march 2021", date(2021, 3, 1), date(2021, 4, 1)),
        ("Mar-2021", date(2021, 3, 1), date(2021, 4, 1)),
        ("sept. 2021", date(2021, 9, 1), date(2021, 10, 1)),
        ("5 march", date(2026, 3, 5), date(2026, 3, 6)),
        ("30 july", TODAY, TODAY + DAY),
        ("31 july", date(2025, 7, 31), date(2025, 8, 1)),
        ("March 5th, 2021", date(2021, 3, 5), date(2021, 3, 6)),
        ("5-mar-2021", date(2021, 3, 5), date(2021, 3, 6)),
        ("29 feb 2024", date(2024, 2, 29), date(2024, 3, 1)),
        ("today", TODAY, TODAY + DAY),
        ("Yesterday", TODAY - DAY, TODAY),
        ("tomorrow", TODAY + DAY, TODAY + 2 * DAY),
        ("thursday", TODAY, TODAY + DAY),
        ("last thursday", TODAY - 7 * DAY, TODAY - 6 * DAY),
        ("fri", date(2026, 7, 24), date(2026, 7, 25)),
        ("this week", date(2026, 7, 27), date(2026, 8, 3)),
        ("last-week", date(2026, 7, 20), date(2026, 7, 27)),
        ("last_month", date(2026, 6, 1), date(2026, 7, 1)),
        ("last year", date(2025, 1, 1), date(2026, 1, 1)),
        ("this year", date(2026, 1, 1), date(2027, 1, 1)),
        ("3 weeks ago", date(2026, 7, 9), date(2026, 7, 10)),
        ("3-weeks-ago", date(2026, 7, 9), date(2026, 7, 10)),
        ("a year ago", date(2025, 7, 30), date(2025, 7, 31)),
        ("5 months ago", date(2026, 2, 28), date(2026, 3, 1)),
        ("0 days ago", TODAY, TODAY + DAY),
        (" 2021, ", date(2021, 1, 1), date(2022, 1, 1)),
    ],
)
def test_what_people_write(written: str, first: date, end: date) -> None:
    assert period(written, TODAY) == (first, end)


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "-", "soon", "12", "a", "la", "ma", "la st", "marches", "summer 2021", "march march"),
        *(
            "2021-13",
            "2021-00",
            "2021-02-30",
            "29 feb 2021",
            "32 march",
            "0 march",
            "5 march 6",
            "march 21 21",
        ),
        *("04/03/2021", "4.3.2021", "202103", "2021 3", "2021 march", "last", "last 2021", "this march"),
        *("weeks ago", "3 fortnights ago", "last weeks", "999999 years ago", "99999999999999999 days ago"),
        *("0000", "9999", "9999-12-31", "２０２１", "²⁰²¹-03", "5² march", "9" * 5000, "march " * 5000),
    ],
)
def test_what_is_no_date_is_not_guessed_at(written: str) -> None:
    assert period(written, TODAY) is None


def test_at_the_ends_of_the_calendar_there_is_no_more_of_it() -> None:
    for word in ("yesterday", "last week", "last year", "last monday", "a month ago"):
        assert period(word, date.min) is None
    for word in ("today", "tomorrow", "this week", "this month", "this year"):
        assert period(word, date.max) is None


@given(DATES)
def test_a_written_day_month_and_year_hold_the_day(day: date) -> None:
    year, month = f"{day.year:04}", MONTHS[day.month - 1]
    assert period(day.isoformat(), TODAY) == (day, day + DAY)
    assert period(f"{day.day} {month} {year}", TODAY) == (day, day + DAY)
    assert period(f"{month[:3]}-{day.day}-{year}", TODAY) == (day, day + DAY)
    months = period(f"{year}-{day.month:02}", TODAY)
    years = period(year, TODAY)
    assert months and years
    assert months == period(f"{month} {year}", TODAY)
    assert years[0] <= months[0] <= day < months[1] <= years[1]
    assert 28 <= (months[1] - months[0]).days <= 31
    assert 365 <= (years[1] - years[0]).days <= 366


@given(DATES)
def test_years_and_months_follow_one_another_without_a_gap(day: date) -> None:
    this, following = period(f"{day.year:04}", TODAY), period(f"{day.year + 1:04}", TODAY)
    assert this and following
    assert this[1] == following[0]
    month = period(f"{day.year:04}-{day.month:02}", TODAY)
    assert month
    following = period(f"{month[1].year:04}-{month[1].month:02}", TODAY)
    assert following
    assert month[1] == following[0]


@given(DATES)
def test_what_is_named_without_a_year_has_begun_and_is_the_latest_such(today: date) -> None:
    for name in (*MONTHS, *WEEKDAYS):
        latest, over = period(name, today), period(f"last {name}", today)
        assert latest and over
        assert latest[0] <= today
        assert over[1] <= today
        assert over == latest or latest[1] > today
        assert period(name[:3].lower(), today) == latest
    days = [period(name, today) for name in WEEKDAYS]
    assert sorted(day[0] for day in days if day) == [today - n * DAY for n in reversed(range(7))]


@given(DATES, st.sampled_from(["day", "week", "month", "year"]))
def test_last_ends_where_this_begins(today: date, unit: str) -> None:
    last, this = period(f"last {unit}", today), period(f"this-{unit}", today)
    assert last and this
    assert last[0] < last[1] == this[0] <= today < this[1]


@given(
    st.dates(date(2000, 1, 1), date(9990, 1, 1)),
    st.integers(0, 900),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_longer_ago_is_never_later(today: date, count: int, unit: str) -> None:
    there, before = period(f"{count} {unit}s ago", today), period(f"{count + 1} {unit}s ago", today)
    assert there and before
    assert before[0] < there[0] <= today
    assert there[1] - there[0] == DAY


@given(st.text() | st.text("0123456789 -/marchlstweekdgo", max_size=30), DATES)
def test_any_text_is_a_period_or_none(text: str, today: date) -> None:
    found = period(text, today)
    assert found is None or found[0] < found[1]


@pytest.mark.parametrize(
    "written", ["last year", "this week", "3 weeks ago", "a month ago", "5 march 2021", "march 5th 2021"]
)
def test_every_beginning_of_several_words_may_go_on(written: str) -> None:
    for end in range(written.index(" "), len(written) + 1):
        assert opens(written[:end])


@pytest.mark.parametrize("written", ["", " ", "soon", "soon enough", "2021 whale", "last year whale song"])
def test_what_can_become_no_date_does_not_go_on(written: str) -> None:
    assert not opens(written)
