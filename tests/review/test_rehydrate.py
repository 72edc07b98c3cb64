"""What is met again on an empty draft."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recall_tui.review.rehydrate import Past, rehydrate

TODAY = date(2024, 5, 17)

pasts = st.lists(
    st.builds(Past, st.text("abcdef", min_size=1, max_size=4), st.dates(), st.dates()),
    unique_by=lambda past: past.path,
    max_size=30,
)


def past(path: str, written: date, touched: date | None = None) -> Past:
    return Past(path, written, touched or written)


def labels(*notes: Past, today: date = TODAY, limit: int = 20) -> dict[str, str]:
    return dict(rehydrate(notes, today, Random(1), limit))


@given(pasts, st.dates(), st.integers(0, 8), st.integers())
@example([Past("a", date.min, date.min), Past("b", date.max, date.max)], date(2024, 2, 29), 2, 0)
def test_at_most_so_many_none_twice_the_same_for_the_same_chance(
    notes: list[Past], today: date, limit: int, seed: int
) -> None:
    found = rehydrate(notes, today, Random(seed), limit)
    paths = [path for path, _ in found]
    assert len(paths) == len(set(paths)) == min(limit, len(notes))
    assert set(paths) <= {note.path for note in notes}
    assert {label for _, label in found} <= {"on this day", "this week, then", "long untouched", "by chance"}
    assert rehydrate(reversed(notes), today, Random(seed), limit) == found


@pytest.mark.parametrize(
    ("written", "today", "label"),
    [
        (date(2020, 5, 17), TODAY, "on this day"),
        (date(2020, 5, 20), TODAY, "this week, then"),
        (date(2023, 5, 14), TODAY, "this week, then"),
        (date(2023, 12, 30), date(2025, 1, 2), "this week, then"),
        (date(2023, 1, 1), date(2024, 12, 30), "this week, then"),
        (date(2023, 2, 28), date(2024, 2, 29), "on this day"),
        (date(2020, 2, 29), date(2024, 2, 29), "on this day"),
        (date(2020, 2, 29), date(2023, 2, 28), "this week, then"),
        (date(2020, 2, 29), date(2023, 3, 1), "this week, then"),
    ],
)
def test_a_day_of_an_earlier_year(written: date, today: date, label: str) -> None:
    assert labels(past("a", written), today=today) == {"a": label}


@pytest.mark.parametrize(
    "written", [TODAY, TODAY - timedelta(2), date(2020, 5, 21), date(2020, 5, 13), date(2030, 5, 17)]
)
def test_no_day_of_an_earlier_year(written: date) -> None:
    assert labels(past("a", written, TODAY)) == {"a": "by chance"}


def test_long_untouched_is_neither_written_nor_changed_for_half_a_year() -> None:
    long, lately = TODAY - timedelta(180), TODAY - timedelta(179)
    found = labels(past("old", long), past("changed", long, lately), past("new", lately, long))
    assert found == {"old": "long untouched", "changed": "by chance", "new": "by chance"}


def test_the_kinds_take_turns() -> None:
    day, long, lately = date(2023, 5, 17), TODAY - timedelta(400), TODAY - timedelta(9)
    kinds = (("day", day, TODAY), ("old", long, long), ("new", lately, lately))
    notes = [past(f"{kind}{i}", *dates) for kind, *dates in kinds for i in range(5)]
    found = list(labels(*notes, limit=6).values())
    assert found[0::3] == ["on this day"] * 2
    assert found[1::3] == ["long untouched"] * 2


def test_the_day_itself_comes_before_the_days_around_it() -> None:
    notes = [past(f"near{i}", date(2020 + i % 3, 5, 18), TODAY) for i in range(9)]
    found = rehydrate([*notes, past("day", date(2019, 5, 17), TODAY)], TODAY, Random(5), 4)
    assert found[0] == ("day", "on this day")


def test_other_days_bring_other_notes() -> None:
    notes = [past(f"n{i}", TODAY - timedelta(190 + 7 * i)) for i in range(40)]
    days = {tuple(rehydrate(notes, TODAY, Random(seed), 5)) for seed in range(10)}
    assert len(days) > 5
