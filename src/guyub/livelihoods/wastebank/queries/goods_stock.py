"""How many whole sale units of a good lie at a post, and how many of them are set aside for phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import SessionStatus
from guyub.livelihoods.wastebank.models import DeviceAllotment, ExchangeGood, Post, WeighingSession


@dataclass(frozen=True, slots=True)
class Shelf:
    """A good at a post: its stock, in sale units what is there and what is set aside for phones (bekal)."""

    stock: Stock
    there: int
    set_aside: int

    @property
    def free(self) -> int:
        return self.there - self.set_aside


def shelf(*, org: Organization, good: ExchangeGood, post: Post) -> Shelf:
    """Return what lies there. To act on it, read it after `lock_association`."""
    stock = on_hand(org=org, item_id=good.stock_item_id, place_id=post.place_id)
    return Shelf(stock, stock.quantity // good.unit_size, set_aside(good_id=good.pk, post_id=post.pk))


def set_aside(*, good_id: UUID, post_id: UUID) -> int:
    """Return how many sale units phones still hold of a good at a post."""
    rows = DeviceAllotment.objects.filter(good_id=good_id, post_id=post_id, settled_at__isnull=True)
    left: int | None = rows.aggregate(left=Sum(F("count") - F("used") - F("taken_back")))["left"]
    return left or 0


def phones_owing(*, org: Organization) -> int:
    """Return how many phones still hold goods that were set aside before a weighing day that is closed by now."""
    closed = WeighingSession.objects.filter(
        org=org, post=OuterRef("post"), status=SessionStatus.CLOSED, closed_at__gt=OuterRef("happened_at")
    )
    return _phones(DeviceAllotment.objects.filter(Exists(closed), org=org, settled_at__isnull=True))


def phones_holding(*, org: Organization, post_id: UUID, before: datetime) -> int:
    """Return how many phones still hold goods of a post that were set aside before a moment. One query."""
    rows = DeviceAllotment.objects.filter(org=org, post_id=post_id, settled_at__isnull=True, happened_at__lt=before)
    return _phones(rows)


def _phones(rows: QuerySet[DeviceAllotment]) -> int:
    return int(rows.aggregate(phones=Count("phone_id", distinct=True))["phones"])
