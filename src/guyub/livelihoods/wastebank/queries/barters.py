"""Barters as lists and receipts show them. One door: her own, or an officer who may see her passbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, Sum

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import RequestStatus
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import Barter, GoodsRequest


@dataclass(frozen=True, slots=True)
class BarterRow:
    """One barter in a list."""

    id: UUID
    member_number: int
    member: str
    good: str
    count: int
    unit: str
    unit_size: int
    terms: str
    amount: int
    happened_at: datetime
    is_undone: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Goods that were asked for without a signal."""

    id: UUID
    member_id: UUID
    member_number: int
    member: str
    good: str
    post: str
    count: int
    unit: str
    unit_size: int
    amount: int
    asked_at: datetime
    status: str
    is_gone: bool  # she left or died


def barters(
    *, org: Organization, good_id: UUID | None = None, before: datetime | None = None, limit: int = 30
) -> list[BarterRow]:
    """Return barters, newest first; one query."""
    rows = Barter.objects.filter(org=org).select_related("member", "good").order_by("-happened_at", "-id")
    if good_id is not None:
        rows = rows.filter(good_id=good_id)
    if before is not None:
        rows = rows.filter(happened_at__lt=before)
    return [
        BarterRow(
            b.pk,
            b.member.number,
            b.member.name,
            b.good_name,
            b.count,
            b.good.unit,
            b.good.unit_size,
            b.terms,
            b.amount,
            b.happened_at,
            b.reversed_at is not None,
        )
        for b in rows[:limit]
    ]


def barter_for(*, by: Actor, barter_id: UUID) -> Barter:
    """Return a barter for whom it concerns; everybody else's is not here."""
    row: Barter | None = Barter.objects.select_related("member", "good", "post").filter(pk=barter_id).first()
    if row is None:
        raise NotHere
    open_passbook(by, row.member_id)
    return row


def of_visit(*, visit_id: UUID) -> list[Barter]:
    """Return what was handed out at a visit (`visit_id`: the first version of its deposit)."""
    return list(Barter.objects.filter(visit_id=visit_id).select_related("good").order_by("recorded_at", "id"))


def requests(
    *, org: Organization, status: str = RequestStatus.ASKED, member_id: UUID | None = None, limit: int = 50
) -> list[RequestRow]:
    """Return goods that were asked for, of everybody or one member, the oldest first; one query."""
    rows = GoodsRequest.objects.filter(org=org, status=status).select_related("member", "good", "post")
    rows = rows.filter(member_id=member_id) if member_id else rows
    return [_request(row) for row in rows.order_by("asked_at", "id")[:limit]]


def request(*, request_id: UUID) -> RequestRow:
    """Return one of them."""
    row = GoodsRequest.objects.select_related("member", "good", "post").filter(pk=request_id).first()
    if row is None:
        raise NotHere
    return _request(row)


def _request(row: GoodsRequest) -> RequestRow:
    return RequestRow(
        row.pk,
        row.member_id,
        row.member.number,
        row.member.name,
        row.good.name,
        row.post.name,
        row.count,
        row.good.unit,
        row.good.unit_size,
        row.count * row.unit_price,
        row.asked_at,
        row.status,
        row.member.is_gone,
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What all barters came to. `saved`: what members kept against the shop's price, where one was known."""

    count: int
    amount: int
    cost: int
    subsidy: int
    saved: int

    @property
    def margin(self) -> int:
        return self.amount - self.cost


def sums(*, org: Organization, good_id: UUID | None = None) -> Sums:
    """Return what barters came to in all; one query."""
    rows = Barter.objects.filter(org=org, reversed_at__isnull=True)
    if good_id is not None:
        rows = rows.filter(good_id=good_id)
    priced = Q(shop_price__isnull=False)
    found = rows.aggregate(
        saved=Sum(F("shop_price") * F("count") - F("amount"), filter=priced, default=0),  # before its columns' names
        count=Sum("count", default=0),
        amount=Sum("amount", default=0),
        cost=Sum("cost", default=0),
        subsidy=Sum("subsidy", default=0),
    )
    return Sums(**found)
