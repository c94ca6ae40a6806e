"""Which months of dues are owed, and which a payment covers: oldest first, parts allowed. No Django."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from guyub.foundation.core.months import add_months, first_of, months_between

MonthCost = tuple[date, int]  # the first of a month, and what that month costs

AHEAD = 12  # months that may be paid beyond the present one


@dataclass(frozen=True, slots=True)
class Rate:
    """What a month costs from `starts_on` (first of a month) until the next rate begins."""

    starts_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Exemption:
    """Months without dues, both ends included; open without an end."""

    first: date
    last: date | None

    def covers(self, month: date) -> bool:
        return first_of(self.first) <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class MonthDue:
    """One month that is not wholly paid."""

    month: date
    amount: int
    paid: int

    @property
    def left(self) -> int:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class Behind:
    """What somebody owes in all: how much, of how many months, since when."""

    amount: int
    months: int
    oldest: date


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment gives to one month."""

    month: date
    amount: int


def tariff(*, first: date, last: date, rates: Sequence[Rate]) -> list[MonthCost]:
    """Return what each month from `first` to `last` costs: the newest rate begun by then, nothing before the first."""
    by_age = sorted(rates, key=lambda rate: rate.starts_on)
    starts = [rate.starts_on for rate in by_age]
    return [
        (month, by_age[begun - 1].amount)
        for month in months_between(first, last)
        if (begun := bisect_right(starts, month))
    ]


def part_of(costs: Sequence[MonthCost], *, first: date, last: date) -> Sequence[MonthCost]:
    """Return the months of a tariff from `first` to `last`."""
    begin, end = _places(costs, first, last)
    return costs[begin:end]


def _places(costs: Sequence[MonthCost], first: date, last: date) -> tuple[int, int]:
    begin = bisect_left(costs, (first_of(first), 0))
    return begin, bisect_left(costs, (add_months(last, 1), 0), begin)


def unpaid(
    costs: Sequence[MonthCost],
    *,
    first: date,
    last: date,
    exemptions: Sequence[Exemption] = (),
    paid: Mapping[date, int],
) -> list[MonthDue]:
    """Return the months of a tariff from `first` to `last` that still lack something, oldest first."""
    return [
        MonthDue(month, amount, paid.get(month, 0))
        for month, amount in part_of(costs, first=first, last=last)
        if amount > paid.get(month, 0) and not any(exemption.covers(month) for exemption in exemptions)
    ]


def behind(
    costs: Sequence[MonthCost],
    *,
    first: date,
    last: date,
    exemptions: Sequence[Exemption] = (),
    paid: Mapping[date, int],
) -> Behind | None:
    """Return what `unpaid` comes to, without a row for each month: for lists of everybody. None: nothing is owed."""
    amount, months, oldest = 0, 0, None
    for month, cost in part_of(costs, first=first, last=last):
        left = cost - paid.get(month, 0)
        if left <= 0 or (exemptions and any(one.covers(month) for one in exemptions)):
            continue
        amount, months, oldest = amount + left, months + 1, oldest or month
    return Behind(amount, months, oldest) if oldest else None


def behind_whole(costs: Sequence[MonthCost], sums: Sequence[int], *, first: date, last: date) -> Behind | None:
    """Return the same for somebody who has paid nothing from `first` on. `sums`: the cost of the months before each."""
    begin, end = _places(costs, first, last)
    return Behind(sums[end] - sums[begin], end - begin, costs[begin][0]) if begin < end else None


def sums_of(costs: Sequence[MonthCost]) -> list[int]:
    """Return what the months before each month of a tariff cost together; one more for all of them."""
    return list(accumulate((cost for _month, cost in costs), initial=0))


def cover(amount: int, dues: Sequence[MonthDue]) -> tuple[list[Part], int]:
    """Give `amount` to the oldest months first; return the parts and what is left over."""
    parts = []
    for due in dues:
        part = min(amount, due.left)
        if part <= 0:
            break
        parts.append(Part(due.month, part))
        amount -= part
    return parts, amount
