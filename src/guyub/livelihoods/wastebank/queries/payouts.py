"""Withdrawals: what is asked, what waits to be paid, what a member sees of her own."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Sum

from guyub.foundation.core.actor import Actor
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import HOLDING, ExitReason
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import AccountExit, Payout


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """One withdrawal with everything a screen shows of it.

    `is_stopped`: she left or died after asking, so it is not paid any more: it ends with the closing of her account.
    """

    id: UUID
    member_id: UUID
    member_number: int
    member: str
    pocket: str
    amount: int
    status: str
    requested_at: datetime
    planned_on: date | None
    expires_on: date
    post: str
    reason: str
    approved_at: datetime | None
    ended_at: datetime | None
    receipt_number: int | None
    receipt_code: str
    balance: int
    box: str = ""  # the cash account that pays, if a post was chosen
    receiver: str = ""  # the heir, or whoever takes the money for her
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class PayoutSums:
    """What is promised: count and rupiah of requests and of approved ones."""

    requested: int
    requested_amount: int
    approved: int
    approved_amount: int


def stopped() -> Q:
    """Match what was asked for by who left or died since; only what the closing of her account pays goes out."""
    closing = AccountExit.objects.filter(org_id=OuterRef("org_id"), payout_id=OuterRef("pk"))
    return Q(~Exists(closing), status__in=HOLDING, member__status__in=ExitReason.values)


def open_payouts(*, org: Organization, limit: int = 100) -> list[PayoutRow]:
    """Return requests and approved ones, the earliest payday and request first; one query."""
    rows = Payout.objects.filter(org=org, status__in=HOLDING).order_by("planned_on", "recorded_at", "id")
    return rows_of(rows, limit)


def ended_payouts(*, org: Organization, before: datetime | None = None, limit: int = 50) -> list[PayoutRow]:
    """Return paid, refused, cancelled and expired ones, newest first."""
    rows = Payout.objects.filter(org=org, ended_at__isnull=False).order_by("-ended_at", "-id")
    return rows_of(rows.filter(ended_at__lt=before) if before else rows, limit)


def promised_to(*, org: Organization, member_id: UUID, limit: int = 25) -> list[PayoutRow]:
    """Return what a member waits for, newest first; for screens that have passed `member_for`."""
    rows = Payout.objects.filter(org=org, member_id=member_id, status__in=HOLDING)
    return rows_of(rows.order_by("-recorded_at", "-id"), limit)


def payout_for(*, org: Organization, by: Actor, payout_id: UUID | str) -> PayoutRow:
    """Return one withdrawal for its member or an officer."""
    payout = Payout.get(payout_id)
    open_passbook(by, payout.member_id)
    return rows_of(Payout.objects.filter(org=org, pk=payout.pk), 1)[0]


def payout_sums(*, org: Organization) -> PayoutSums:
    """Return how much is promised, without what ends by the closing of an account."""
    found = {
        status: (count, amount)
        for status, count, amount in (
            (status, len(amounts), sum(amounts))
            for status, amounts in _amounts(Payout.objects.filter(~stopped(), org=org, status__in=HOLDING)).items()
        )
    }
    return PayoutSums(*found.get("requested", (0, 0)), *found.get("approved", (0, 0)))


def held_total(*, org: Organization) -> int:
    """Return all that is promised to members."""
    return int(Payout.objects.filter(org=org, status__in=HOLDING).aggregate(held=Sum("amount", default=0))["held"])


def _amounts(rows: QuerySet[Payout]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for status, amount in rows.values_list("status", "amount"):
        found.setdefault(status, []).append(amount)
    return found


_COLUMNS = {
    "member_number": "member__number",
    "member": "member__name",
    "pocket": "pocket__kind__name",
    "requested_at": "happened_at",
    "post": "post__name",
    "balance": "pocket__balance",
    "box": "post__cash_account",
}
_FIELDS = [field.name for field in fields(PayoutRow)]


def rows_of(rows: QuerySet[Payout], limit: int) -> list[PayoutRow]:
    """Return withdrawals as a screen shows them, from plain columns; one query."""
    columns = [_COLUMNS.get(name, name) for name in _FIELDS]
    found = []
    rows = rows.annotate(is_stopped=ExpressionWrapper(stopped(), BooleanField()))
    for values in rows.values_list(*columns)[:limit]:
        row = dict(zip(_FIELDS, values, strict=True))
        found.append(PayoutRow(**row | {"post": row["post"] or "", "box": row["box"] or ""}))
    return found
