"""Dues with numbers alone: oldest first, parts, exemptions, a new rate."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.ledger.dues_rules import Exemption, MonthDue, Part, Rate, add_months, amount_of, cover, unpaid

RATES = [Rate(date(2021, 1, 1), 2_000), Rate(date(2022, 1, 1), 3_000)]


def test_a_new_rate_begins_with_its_month():
    assert amount_of(date(2020, 12, 1), RATES) == 0
    assert amount_of(date(2021, 12, 1), RATES) == 2_000
    assert amount_of(date(2022, 1, 1), RATES) == 3_000


def test_exempt_months_cost_nothing():
    exempt = [Exemption(date(2021, 7, 3), date(2021, 8, 31)), Exemption(date(2022, 6, 1), None)]
    assert [amount_of(date(2021, m, 1), RATES, exempt) for m in (6, 7, 8, 9)] == [2_000, 0, 0, 2_000]
    assert amount_of(date(2030, 1, 1), RATES, exempt) == 0


def test_the_oldest_month_is_paid_first_and_in_part():
    dues = unpaid(first=date(2021, 11, 15), last=date(2022, 1, 31), rates=RATES, paid={date(2021, 11, 1): 500})
    assert dues == [
        MonthDue(date(2021, 11, 1), 2_000, 500),
        MonthDue(date(2021, 12, 1), 2_000, 0),
        MonthDue(date(2022, 1, 1), 3_000, 0),
    ]
    parts, left = cover(4_000, dues)
    assert parts == [Part(date(2021, 11, 1), 1_500), Part(date(2021, 12, 1), 2_000), Part(date(2022, 1, 1), 500)]
    assert left == 0


def test_more_than_is_owed_comes_back():
    assert cover(9_000, [MonthDue(date(2021, 1, 1), 2_000, 0)]) == ([Part(date(2021, 1, 1), 2_000)], 7_000)


def test_months_cross_years():
    assert add_months(date(2021, 12, 1), 1) == date(2022, 1, 1)
    assert add_months(date(2021, 1, 1), -1) == date(2020, 12, 1)


@given(st.integers(0, 200_000), st.lists(st.integers(1, 9_000), max_size=30))
def test_nothing_is_lost_and_no_month_is_overpaid(amount, lefts):
    dues = [MonthDue(add_months(date(2021, 1, 1), n), left, 0) for n, left in enumerate(lefts)]
    parts, left = cover(amount, dues)
    assert sum(part.amount for part in parts) + left == amount
    assert all(part.amount == due.left for part, due in zip(parts[:-1], dues, strict=False))
    assert all(part.amount <= due.left for part, due in zip(parts, dues, strict=False))
    assert left == 0 or len(parts) == len(dues)
