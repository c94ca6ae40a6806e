"""Hari bayar: which days are planned, what is asked for each, and who could be asked for a kind of savings.

What was asked by who left or died since has no day any more: it ends with the closing of her account.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from guyub.foundation.core import clock
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import HOLDING, PayoutStatus
from guyub.livelihoods.wastebank.models import Payout, Pocket, PocketKind, Receivable
from guyub.livelihoods.wastebank.queries.locks import rules_of
from guyub.livelihoods.wastebank.queries.payouts import PayoutRow, rows_of, stopped
from guyub.livelihoods.wastebank.rules.debts import free_to_use
from guyub.livelihoods.wastebank.rules.pockets import most

SHOWN = (*HOLDING, PayoutStatus.PAID)
LOOK_BACK = timedelta(days=60)
MOST_AT_ONCE = 400  # people asked for in one go; the rest come with the next


@dataclass(frozen=True, slots=True)
class Payday:
    """One planned day: how many withdrawals, of how much, and how many of them are paid."""

    day: date
    count: int
    amount: int
    paid: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pocket out of which money could be asked, and the most that it gives."""

    pocket_id: UUID
    member_number: int
    member: str
    label: str
    amount: int


def paydays(*, org: Organization) -> list[Payday]:
    """Return the planned days from two months ago on, the next ones first; one query."""
    since = clock.today(org.time_zone) - LOOK_BACK
    rows = (
        Payout.objects.filter(~stopped(), org=org, planned_on__gte=since, status__in=SHOWN)
        .values_list("planned_on")
        .annotate(Count("id"), Sum("amount"), paid=Count("id", filter=Q(status=PayoutStatus.PAID)))
        .order_by("planned_on")
    )
    return [Payday(*row) for row in rows]


def of_day(*, org: Organization, day: date) -> list[PayoutRow]:
    """Return what is asked, approved and paid for a day, by member number; one query."""
    rows = Payout.objects.filter(~stopped(), org=org, planned_on=day, status__in=SHOWN)
    return rows_of(rows.order_by("member__number", "id"), MOST_AT_ONCE * 2)


def open_for(*, org: Organization, day: date | None) -> list[PayoutRow]:
    """Return open withdrawals of a payday, or those without one, by member number; one query."""
    rows = Payout.objects.filter(~stopped(), org=org, status__in=HOLDING)
    rows = rows.filter(planned_on=day) if day else rows.filter(planned_on__isnull=True)
    return rows_of(rows.order_by("member__number", "id"), MOST_AT_ONCE)


def next_to_pay(*, org: Organization, day: date, but_member: UUID | None) -> UUID | None:
    """Return the first approved withdrawal of a day that is not one's own; one query."""
    rows = Payout.objects.filter(~stopped(), org=org, planned_on=day, status=PayoutStatus.APPROVED)
    if but_member is not None:
        rows = rows.exclude(member_id=but_member)
    found: UUID | None = rows.order_by("member__number", "id").values_list("pk", flat=True).first()
    return found


def candidates(*, org: Organization, kind: PocketKind, at_most: int | None = None) -> list[Candidate]:
    """Return who has money free in a kind of savings, by member number; three queries.

    What stays and the smallest withdrawal are those of the kind; what corrections lacked stays covered.
    """
    rows = list(
        Pocket.objects.filter(org=org, kind=kind, balance__gt=F("held"), member__status="active")
        .select_related("member")
        .order_by("member__number", "label")[:MOST_AT_ONCE]
    )
    members = [row.member_id for row in rows]
    owed = dict(
        Receivable.objects.filter(org=org, member_id__in=members, owed__gt=0)
        .values_list("member_id")
        .annotate(Sum("owed"))
        .order_by()
    )
    free: dict[UUID, int] = defaultdict(int)
    for member_id, balance, held in Pocket.objects.filter(org=org, member_id__in=owed).values_list(
        "member_id", "balance", "held"
    ):
        free[member_id] += balance - held
    rules, found = rules_of(kind), []
    for row in rows:
        available = row.balance - row.held
        usable = free_to_use(available, free[row.member_id] - available, owed.get(row.member_id, 0))
        amount = most(rules, available, usable if at_most is None else min(usable, at_most))
        if amount:
            found.append(Candidate(row.pk, row.member.number, row.member.name, row.label, amount))
    return found
