"""Balances, each one row read: debit positive, credit negative, as in the lines."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Sum

from guyub.foundation.core.months import first_of
from guyub.foundation.ledger.models import Balance, FundBalance, MonthTotal, PartyBalance
from guyub.foundation.organizations.models import Organization


def balance(*, org: Organization, account: str, fund: str | None = None, unit: str | None = None) -> int:
    """Return debit - credit of an account, over all funds and units unless one is named."""
    rows = Balance.objects.filter(org=org, account=account)
    if fund is not None:
        rows = rows.filter(fund=fund)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.aggregate(net=Sum(F("debit") - F("credit")))["net"] or 0


def party_balance(*, org: Organization, account: str, party: UUID) -> int:
    """Return debit - credit of one party on a control account; her savings (2101) are minus this."""
    row = PartyBalance.objects.filter(org=org, account=account, party=party).values_list("debit", "credit").first()
    return row[0] - row[1] if row else 0


def fund_cash(*, org: Organization, fund: str) -> int:
    """Return the cash of a fund, over all cash accounts."""
    return FundBalance.objects.filter(org=org, fund=fund).aggregate(total=Sum("amount"))["total"] or 0


def totals(*, org: Organization, upto: date) -> dict[str, list[int]]:
    """Return {account: [debit, credit]} of all months up to the month of `upto`: what a closing row keeps."""
    rows = (
        MonthTotal.objects.filter(org=org, month__lte=first_of(upto))
        .values_list("account")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
        .order_by("account")
    )
    return {account: [debit, credit] for account, debit, credit in rows}
