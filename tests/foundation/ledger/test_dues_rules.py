"""Dues with numbers alone: oldest first, parts, exemptions, a new rate."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from guyub.foundation.core.months import add_months
from guyub.foundation.ledger.dues.rules import Exemption, MonthDue, Part, Rate, cover, tariff, unpaid

RATES = [Rate(date(2021, 1, 1), 2_000), Rate(date(2022, 1, 1), 3_000)]


def test_a_new_rate_begins_with_its_month():
    costs = tariff(first=date(2020, 11, 20), last=date(2022, 2, 1), rates=RATES[::-1])
    assert costs[0] == (date(2021, 1, 1), 2_000)
    assert costs[-3:] == [(date(2021, 12, 1), 2_000), (date(2022, 1, 1), 3_000), (date(2022, 2, 1), 3_000)]
    assert len(costs) == 14


def test_exempt_months_cost_nothing():
    exempt = [Exemption(date(2021, 7, 3), date(2021, 8, 31)), Exemption(date(2022, 6, 1), None)]
    costs = tariff(first=date(2021, 1, 1), last=date(2030, 1, 1), rates=RATES)
    owed = unpaid(costs, first=date(2021, 6, 9), last=date(2021, 9, 9), exemptions=exempt, paid={})
    assert [row.month.month for row in owed] == [6, 9]
    assert unpaid(costs, first=date(2022, 6, 1), last=date(2030, 1, 1), exemptions=exempt, paid={}) == []


def test_the_oldest_month_is_paid_first_and_in_part():
    costs = tariff(first=date(2021, 1, 1), last=date(2022, 12, 1), rates=RATES)
    dues = unpaid(costs, first=date(2021, 11, 15), last=date(2022, 1, 31), paid={date(2021, 11, 1): 500})
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
