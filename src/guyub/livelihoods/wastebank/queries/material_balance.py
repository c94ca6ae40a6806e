"""What came, what went and what lies there, by post and item, from the stock book: it always adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum

from guyub.foundation.ledger.models import Entry, StockMovement
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.flows import COURSES, INTO, Flow, flow_of
from guyub.livelihoods.wastebank.models import Post, WasteItem

OUT_OF = tuple(flow for flow in Flow if flow not in INTO)


@dataclass(slots=True)
class Balance:
    """One item at one post, or a sum of such: base units of the item."""

    opening: int = 0
    flows: dict[Flow, int] = field(default_factory=lambda: dict.fromkeys(Flow, 0))

    @property
    def closing(self) -> int:
        """Return what is there at the end: it follows from the rest."""
        return self.opening + sum(self.flows[f] for f in INTO) - sum(self.flows[f] for f in OUT_OF)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell."""
        return not self.opening and not any(self.flows.values())

    def add(self, other: Balance) -> None:
        """Take another one in."""
        self.opening += other.opening
        for flow, quantity in other.flows.items():
            self.flows[flow] += quantity


Balances = dict[tuple[UUID, UUID], Balance]  # by post and item


def material_balance(*, org: Organization, first: date, last: date) -> Balances:
    """Return the balance of each item at each post from the first to the last day, both included; six queries."""
    posts = dict(Post.objects.filter(org=org).values_list("place_id", "pk"))
    items = dict(WasteItem.objects.filter(org=org).values_list("stock_item_id", "pk"))
    found: Balances = {}

    def at(place_id: UUID, card_id: UUID) -> Balance:
        return found.setdefault((posts[place_id], items[card_id]), Balance())

    moves = StockMovement.objects.filter(org=org, place_id__in=posts, item_id__in=items).order_by()
    before = moves.filter(booked_on__lt=first).values_list("place_id", "item_id").annotate(Sum("quantity"))
    for place_id, card_id, quantity in before:
        at(place_id, card_id).opening = quantity
    for place_id, card_id, flow, quantity in _flows(moves.filter(booked_on__gte=first, booked_on__lte=last)):
        at(place_id, card_id).flows[flow] += quantity
    for place_id, card_id, flow, quantity in _lost(org, first, last):
        at(place_id, card_id).flows[flow] += quantity
    return {key: balance for key, balance in found.items() if not balance.is_empty}


def _flows(moves: object) -> Iterator[tuple[UUID, UUID, Flow, int]]:
    """Place what moved: a reversal stands where its original stands, with the other sign."""
    rows: Iterable[tuple[UUID, UUID, str, str | None, int | None, int | None]] = moves.values_list(  # type: ignore[attr-defined]
        "place_id", "item_id", "entry__kind", "entry__reverses__kind"
    ).annotate(came=Sum("quantity", filter=Q(quantity__gt=0)), went=Sum("quantity", filter=Q(quantity__lt=0)))
    for place_id, card_id, kind, reversed_kind, *moved in rows:
        for quantity in filter(None, moved):
            sign = -1 if reversed_kind else 1
            flow, amount = flow_of(reversed_kind or kind, sign * quantity)
            yield place_id, card_id, flow, sign * amount


def _lost(org: Organization, first: date, last: date) -> Iterator[tuple[UUID, UUID, Flow, int]]:
    """Tell what was lost or found on the way out, which movements do not show, for kinds that know it."""
    during = Entry.objects.filter(org=org, booked_on__gte=first, booked_on__lte=last)
    for kind, course in COURSES.items():
        if course.lost is None:
            continue
        made = list(during.filter(kind=kind, reverses__isnull=True).values_list("pk", flat=True))
        undone = list(during.filter(reverses__kind=kind).values_list("reverses_id", flat=True))
        for ids, sign in ((made, 1), (undone, -1)):
            for _entry, place_id, card_id, quantity in course.lost(ids) if ids else ():
                column, amount = (Flow.SHRINKAGE, quantity) if quantity > 0 else (Flow.GAIN, -quantity)
                yield place_id, card_id, course.out, -sign * quantity
                yield place_id, card_id, column, sign * amount
