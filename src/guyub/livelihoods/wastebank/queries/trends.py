"""Savings and cash at the end of each month, for the chart that asks: could we pay everybody?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from guyub.foundation.ledger.models import MonthTotal
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.models import Post
from guyub.livelihoods.wastebank.queries.totals import last_months


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What members had saved, and what the cash boxes of the posts held."""

    month: date
    savings: int
    cash: int


def savings_and_cash(*, org: Organization, months: int = 12, upto: date | None = None) -> list[MonthEnd]:
    """Return the ends of the last months; two queries."""
    boxes = set(Post.objects.values_list("cash_account", flat=True))
    rows = list(
        MonthTotal.objects.filter(org=org, account__in=[accounts.SAVINGS, *boxes])
        .values_list("month", "account")
        .annotate(net=Sum(F("debit") - F("credit")))
        .order_by("month")
    )
    return [
        MonthEnd(
            month,
            savings=-sum(net for when, account, net in rows if when <= month and account == accounts.SAVINGS),
            cash=sum(net for when, account, net in rows if when <= month and account in boxes),
        )
        for month in last_months(org, months, upto)
    ]
