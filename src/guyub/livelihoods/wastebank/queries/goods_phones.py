"""Goods on phones: which could hold some, what is set aside, what they must know to barter without a signal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from guyub.foundation.accounts.models import Device
from guyub.foundation.core import clock
from guyub.foundation.organizations.models import Membership, Organization
from guyub.livelihoods.wastebank.models import DeviceAllotment, ExchangeGood, GoodPrice, SwapOffer
from guyub.livelihoods.wastebank.queries.goods_terms import offers_at, prices_at


@dataclass(frozen=True, slots=True)
class AllotmentRow:
    """What is set aside for a phone, and what of it is still out."""

    id: UUID
    phone_id: UUID
    holder: str
    device: str
    good_id: UUID
    good: str
    post: str
    count: int
    used: int
    left: int
    since: datetime


def open_allotments(*, org: Organization, good_id: UUID | None = None) -> list[AllotmentRow]:
    """Return what phones hold now, the oldest first; two queries."""
    rows = DeviceAllotment.objects.filter(org=org, settled_at__isnull=True).select_related("good", "post")
    if good_id is not None:
        rows = rows.filter(good_id=good_id)
    found = list(rows.order_by("happened_at", "id"))
    phones = {d.pk: d for d in Device.objects.filter(pk__in=[r.phone_id for r in found]).select_related("user")}
    return [
        AllotmentRow(
            r.pk,
            r.phone_id,
            phones[r.phone_id].user.name,
            phones[r.phone_id].name,
            r.good_id,
            r.good.name,
            r.post.name,
            r.count,
            r.used,
            r.count - r.used - r.taken_back,
            r.happened_at,
        )
        for r in found
    ]


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A phone that goods can be set aside for."""

    id: UUID
    holder: str
    device: str


def phones(*, org: Organization, limit: int = 40) -> list[PhoneRow]:
    """Return the phones of the association's people, those used last first; two queries."""
    people = list(Membership.objects.filter(org=org, ended_at__isnull=True, terms__isnull=False).values_list("user_id"))
    rows = Device.objects.filter(user_id__in={pk for (pk,) in people}, revoked_at__isnull=True).select_related("user")
    return [PhoneRow(d.pk, d.user.name, d.name) for d in rows.order_by("-last_seen_at")[:limit]]


def phone_goods(org: Organization, device_id: UUID | None) -> dict[str, list[dict[str, Any]]]:
    """Return what a phone needs to barter without a signal: goods and prices, swap offers, and what it holds.

    Current and future rows only; of the goods set aside only those of this phone.
    """
    now = clock.now()
    cards = list(ExchangeGood.objects.filter(org=org, is_active=True).order_by("position", "name"))
    known = {card.pk for card in cards}
    in_force = {row.pk for row in prices_at(now, known).values()}
    prices = [r for r in GoodPrice.objects.filter(good_id__in=known) if r.pk in in_force or r.starts_at > now]
    standing = {row.pk for row in offers_at(now, known)}
    offers = [r for r in SwapOffer.objects.filter(good_id__in=known) if r.pk in standing or r.starts_at > now]
    held = DeviceAllotment.objects.filter(org=org, phone_id=device_id, settled_at__isnull=True).order_by("recorded_at")
    return {
        "goods": [
            {"id": str(c.pk), "name": c.name, "drawing": c.drawing, "unit": c.unit, "unit_size": c.unit_size}
            for c in cards
        ],
        "goods_prices": [{"good": str(r.good_id), "starts_at": _stamp(r.starts_at), "price": r.price} for r in prices],
        "swap_offers": [
            {
                "good": str(r.good_id),
                "item": str(r.item_id),
                "quantity": r.quantity,
                "starts_at": _stamp(r.starts_at),
            }
            for r in offers
        ],
        "allotments": [
            {"id": str(r.pk), "good": str(r.good_id), "post": str(r.post_id), "left": r.count - r.used - r.taken_back}
            for r in held
        ],
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
