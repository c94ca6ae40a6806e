"""What months came to, for charts: savings and cash (could we pay everybody?), and who took part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth

from guyub.foundation.core import clock
from guyub.foundation.core.months import add_months
from guyub.foundation.ledger.models import MonthTotal
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.models import Deposit, Post
from guyub.livelihoods.wastebank.queries.persons import heirs_of, who_came
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


@dataclass(frozen=True, slots=True)
class MonthVisits:
    """How many came in a month, and how often: the group's own figures, for the group."""

    month: date
    members: int
    visits: int


def participation(*, org: Organization, months: Sequence[date]) -> list[MonthVisits]:
    """Return members who brought waste and their visits, month by month; four queries."""
    end = add_months(months[-1], 1)
    visits = Deposit.objects.filter(
        org=org,
        weighed_at__gte=clock.start_of(months[0], org.time_zone),
        weighed_at__lt=clock.start_of(end, org.time_zone),
        replaced_by__isnull=True,
        line_count__gt=0,
    ).annotate(month=TruncMonth("weighed_at", tzinfo=ZoneInfo(org.time_zone)))
    counts = dict(visits.values_list("month").annotate(Count("id")).order_by())
    people = Counter(month for _person, month in who_came(visits, heirs_of(org), "month"))
    found = {month.date(): (people[month], count) for month, count in counts.items()}
    return [MonthVisits(month, *found.get(month, (0, 0))) for month in months]
