"""Reading the figures of a period: whole months from the month totals, broken months from the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, Sum

from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.ledger.models import Account as AccountRow
from guyub.foundation.ledger.models import EntryLine, MonthTotal
from guyub.foundation.ledger.statements.figures import Account, Books, CashTotal, Total

YEAR_END = "tutup_buku"

Key = tuple[str, str, str, str]  # account, fund, unit, cash-flow code
Sides = tuple[int, int]


def load(*, start: date, end: date) -> Books:
    """Return the books of the active association from `start` to `end`, both days included."""
    accounts = {
        row.code: Account(row.code, row.name, row.is_cash) for row in AccountRow.objects.only("code", "name", "is_cash")
    }
    before = _before(start)
    inside = _inside(start, end)
    for key, (debit, credit) in _lines(start, end, Q(entry__kind=YEAR_END)):
        inside[key][0] -= debit
        inside[key][1] -= credit
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    cash: dict[tuple[str, str, str], int] = defaultdict(int)
    for (account, fund, unit, _flow), (debit, credit) in before.items():
        sums[account, fund, unit][0] += debit - credit
    for (account, fund, unit, flow), (debit, credit) in inside.items():
        sums[account, fund, unit][1] += debit
        sums[account, fund, unit][2] += credit
        if account in accounts and accounts[account].cash:
            cash[flow, fund, unit] += debit - credit
    return Books(
        start=start,
        end=end,
        accounts=accounts,
        totals=[Total(*key, *row) for key, row in sums.items() if any(row)],
        cash=[CashTotal(*key, amount) for key, amount in cash.items()],
    )


def _before(start: date) -> dict[Key, list[int]]:
    """Return what moved before `start`: all whole months, and the days of a broken one."""
    sums = _sums(_months(Q(month__lt=first_of(start))))
    if start.day > 1:
        _add(sums, _lines(first_of(start), start - timedelta(days=1)))
    return sums


def _inside(start: date, end: date) -> dict[Key, list[int]]:
    first_whole = start if start.day == 1 else add_months(first_of(start), 1)
    first_broken = first_of(end + timedelta(days=1))  # the month of `end`, unless it is whole
    if first_whole > first_broken:  # inside one month
        return _sums(_lines(start, end))
    sums = _sums(_months(Q(month__gte=first_whole, month__lt=first_broken)))
    if start < first_whole:
        _add(sums, _lines(start, first_whole - timedelta(days=1)))
    if first_broken <= end:
        _add(sums, _lines(first_broken, end))
    return sums


def _months(wanted: Q) -> Iterable[tuple[Key, Sides]]:
    rows = MonthTotal.objects.filter(wanted).values_list("account", "fund", "unit", "cash_flow")
    for account, fund, unit, flow, debit, credit in rows.annotate(Sum("debit"), Sum("credit")).order_by():
        yield (account, fund, unit, flow), (debit, credit)


def _lines(start: date, end: date, wanted: Q | None = None) -> Iterable[tuple[Key, Sides]]:
    rows = EntryLine.objects.filter(wanted or Q(), booked_on__range=(start, end))
    sums = rows.values_list("account", "fund", "unit", "cash_flow").annotate(
        debits=Sum("amount", filter=Q(amount__gt=0), default=0),
        credits=Sum("amount", filter=Q(amount__lt=0), default=0),
    )
    for account, fund, unit, flow, debit, credit in sums.order_by():
        yield (account, fund, unit, flow), (debit, -credit)


def _sums(rows: Iterable[tuple[Key, Sides]]) -> dict[Key, list[int]]:
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    _add(sums, rows)
    return sums


def _add(sums: dict[Key, list[int]], rows: Iterable[tuple[Key, Sides]]) -> None:
    for key, (debit, credit) in rows:
        sums[key][0] += debit
        sums[key][1] += credit


def year_end_of(fund: str) -> dict[str, int]:
    """Return what the year-end entries took out of each income and expense account of a fund, over all years."""
    rows = EntryLine.objects.filter(entry__kind=YEAR_END, fund=fund).values_list("account")
    return dict(rows.annotate(Sum("amount")).order_by())
