"""Months as first days: over the turn of a year, backwards, and the last day of February."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.core.months import add_months, count_months, first_of, last_of, months_between

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2021, 1, 31), 0, date(2021, 1, 1)),
        (date(2021, 12, 15), 1, date(2022, 1, 1)),
        (date(2021, 1, 15), -1, date(2020, 12, 1)),
        (date(2022, 3, 6), -27, date(2019, 12, 1)),
    ],
)
def test_months_later_and_earlier(day, count, expected):
    assert add_months(day, count) == expected


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2024, 2, 1), date(2024, 2, 29)), (date(2023, 2, 9), date(2023, 2, 28)), (date(2021, 12, 31),) * 2],
)
def test_the_last_day_of_a_month(day, last):
    assert last_of(day) == last


@given(DAYS, st.integers(0, 600))
def test_counting_and_listing_agree(day, count):
    months = months_between(day, add_months(day, count))
    assert len(months) == count_months(day, add_months(day, count)) == count + 1
    assert months == sorted(set(months))
    assert all(month == first_of(month) for month in months)
