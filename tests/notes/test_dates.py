from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.dates import age, date_in_name, read_date


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020-01-26", datetime(2020, 1, 26)),
        ("2020/1/6", datetime(2020, 1, 6)),
        ("2020.01.26", datetime(2020, 1, 26)),
        ("20200126", datetime(2020, 1, 26)),
        ("2020-01-26 13:46", datetime(2020, 1, 26, 13, 46)),
        ("2020-01-26 13:46:19 +0900", datetime(2020, 1, 26, 13, 46, 19)),
        ("2020-01-26T13:46:19-08:00", datetime(2020, 1, 26, 13, 46, 19)),
        ("2020-01-26t13:46:19.123Z", datetime(2020, 1, 26, 13, 46, 19)),
        (" 2020-01-26T13:46:19+09 ", datetime(2020, 1, 26, 13, 46, 19)),
        ("202001261346", datetime(2020, 1, 26, 13, 46)),
        ("20200126T134619", datetime(2020, 1, 26, 13, 46, 19)),
        ("1603383580067", datetime(2020, 10, 22, 16, 19, 40)),
        ("1611051030932", datetime(2021, 1, 19, 10, 10, 30)),
        ("1603383580", datetime(2020, 10, 22, 16, 19, 40)),
        ("1901-01-01", datetime(1901, 1, 1)),
        ("2024-02-30", None),
        ("2024-01-01 25:00", None),
        ("2020-01/26", None),
        ("{{date}}", None),
        ("yesterday", None),
        ("", None),
        ("9" * 5000, None),
        ("２０２０-01-26", None),
    ],
)
def test_front_matter_dates(written: str, meant: datetime | None) -> None:
    assert read_date(written) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("2024-01-31", datetime(2024, 1, 31)),
        ("2021_02_27", datetime(2021, 2, 27)),
        ("dendron.journal.2021.02.20", datetime(2021, 2, 20)),
        ("202401311805 a unique note", datetime(2024, 1, 31, 18, 5)),
        ("20240131T180559--title__kw", datetime(2024, 1, 31, 18, 5, 59)),
        ("@@20240131T180559", datetime(2024, 1, 31, 18, 5, 59)),
        ("20240131 walk", datetime(2024, 1, 31)),
        ("walk 2024-01-31 home", datetime(2024, 1, 31)),
        ("日记20240131", datetime(2024, 1, 31)),
        ("2024-13-01 then 2024-01-31", datetime(2024, 1, 31)),
        ("12345678", None),
        ("20241301", None),
        ("2024-1-2", None),
        ("2024-01_31", None),
        ("a20240131b", None),
        ("120240131", None),
        ("2024", None),
        ("", None),
    ],
)
def test_dates_in_file_names(name: str, meant: datetime | None) -> None:
    assert date_in_name(name) == meant


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31)))
def test_a_written_date_is_read_back(when: datetime) -> None:
    when = when.replace(microsecond=0)
    assert read_date(when.isoformat()) == when
    assert read_date(f"{when:%Y-%m-%d %H:%M:%S} +0530") == when
    assert date_in_name(f"{when:%Y%m%dT%H%M%S}--x") == when


@given(st.text())
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert read_date(text) is None or any(char.isdigit() for char in text)
    assert date_in_name(text) is None or any(char.isdigit() for char in text)


NOW = datetime(2026, 7, 30, 9, 0)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (datetime(2026, 7, 30, 23, 59), "today"),
        (datetime(2026, 7, 30), "today"),
        (datetime(2026, 7, 29, 23, 59), "yesterday"),
        (datetime(2026, 7, 27), "3 days ago"),
        (datetime(2026, 7, 17), "13 days ago"),
        (datetime(2026, 7, 16), "2 weeks ago"),
        (datetime(2026, 6, 25), "5 weeks ago"),
        (datetime(2026, 5, 31), "8 weeks ago"),
        (datetime(2026, 5, 30), "2 months ago"),
        (datetime(2025, 7, 31), "11 months ago"),
        (datetime(2025, 7, 30), "1 year ago"),
        (datetime(2023, 7, 30), "3 years ago"),
        (datetime(1, 1, 1), "2025 years ago"),
        (datetime(2026, 7, 31), "in the future"),
        (datetime(9999, 12, 31), "in the future"),
    ],
)
def test_age_in_words(then: datetime, words: str) -> None:
    assert age(then, NOW) == words


@given(st.datetimes(), st.integers(2, 20_000))
def test_an_age_never_counts_less_than_it_says(now: datetime, days: int) -> None:
    if now.toordinal() <= days:
        return
    count, unit, _ = age(now - timedelta(days=days), now).split()
    least = {"day": 1, "week": 7, "month": 28, "year": 365}[unit.rstrip("s")]
    assert int(count) >= 1
    assert int(count) * least <= days
    assert unit.endswith("s") == (count != "1")
