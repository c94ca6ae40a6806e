"""Which months of dues are owed, and which a payment covers: oldest first, parts allowed. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
class Part:
    """What one payment gives to one month."""

    month: date
    amount: int


def first_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """Return the first day of the month `count` months later."""
    serial = month.year * 12 + month.month - 1 + count
    return date(serial // 12, serial % 12 + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first_of(first), step) for step in range(count)]


def amount_of(month: date, rates: Sequence[Rate], exemptions: Sequence[Exemption] = ()) -> int:
    """Return what `month` costs: the newest rate begun by then, nothing while exempt."""
    for exemption in exemptions:
        if first_of(exemption.first) <= month and (exemption.last is None or month <= exemption.last):
            return 0
    begun = [rate for rate in rates if rate.starts_on <= month]
    return max(begun, key=lambda rate: rate.starts_on).amount if begun else 0


def unpaid(
    *,
    first: date,
    last: date,
    rates: Sequence[Rate],
    exemptions: Sequence[Exemption] = (),
    paid: Mapping[date, int],
) -> list[MonthDue]:
    """Return the months from `first` to `last` that still lack something, oldest first."""
    rows = [MonthDue(m, amount_of(m, rates, exemptions), paid.get(m, 0)) for m in months_between(first, last)]
    return [row for row in rows if row.left > 0]


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
