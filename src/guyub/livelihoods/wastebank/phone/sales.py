"""A load for a collector, written down where there is no signal: it becomes a draft, never a sale (spec 3.10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.fields import QuantityField, RupiahField
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.quantities import Unit, quantity_text, spoken_unit
from guyub.foundation.core.recording import Amendable, FactKind, Outcome, Recorded, register_kind, register_part
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.actions import SaleLineIn
from guyub.livelihoods.wastebank.models import Collector, Post, Sale
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.phone import pack, review
from guyub.livelihoods.wastebank.queries.collector_prices import last_collector_prices
from guyub.livelihoods.wastebank.queries.sales import collectors

STOCK_MAY_COME = frozenset({"over_stock", "over_stock_count_first", "no_stock"})  # with the visits of another phone


def sale_draft(fact: Recorded) -> Outcome:
    """A load with our own weight and the collector's. Without a price it gets the one that he paid last."""
    load = fact.payload
    rows = list(load.each("lines"))
    prices = last_collector_prices([row.uuid("item") for row in rows])
    lines = []
    for row in rows:
        item_id, price = row.uuid("item"), row.maybe_whole("price", most=2**31 - 1)
        lines.append(
            SaleLineIn(
                item_id,
                weight=row.whole("weight"),
                price=prices.get(item_id, 0) if price is None else price,
                own_quantity=row.whole("own"),
            )
        )
    found = actions.draft_sale(
        org=fact.org,
        by=fact.by,
        client_id=fact.client_id,
        happened_at=fact.moment,
        post_id=load.uuid("post"),
        collector_id=load.uuid("collector"),
        lines=lines,
        note=load.text("note", longest=140),
    )
    return Outcome(found.pk)


def rows(org: Organization, values: Mapping[str, Any]) -> list[tuple[str, str]]:  # noqa: ARG001 -- read like the others
    """Return a load in words: from where, to whom, what lay on both scales."""
    found = [
        (_("Post"), review.name_of(Post, values.get("post"))),
        (_("Collector"), review.name_of(Collector, values.get("collector"))),
    ]
    items = review.items_of(values)
    for line in review.lines_of(values):
        item = items.get(str(line.get("item")))
        if item is None:
            found.append((_("unknown kind"), "–"))
            continue
        own, weight, price = line.get("own"), line.get("weight"), line.get("price")
        parts = [_("out %(weight)s") % {"weight": _weight(own, item.unit)}]
        parts.append(_("collector %(weight)s") % {"weight": _weight(weight, item.unit)})
        if review.is_whole(price):
            parts.append(texts.price(price, item.unit))
        found.append((item.name, ", ".join(parts)))
    return found


def _weight(quantity: object, unit: str) -> str:
    return quantity_text(quantity, Unit(unit)) if review.is_whole(quantity) else "–"


def amends(org: Organization, values: Mapping[str, Any]) -> list[Amendable]:  # noqa: ARG001
    """Offer other weights and another price: what does not fit the stock was often written in the wrong line."""
    items = review.items_of(values)
    found = []
    for place, line in enumerate(review.lines_of(values)):
        item = items.get(str(line.get("item")))
        if item is not None:
            found += _amend_line(place, line, item)
    return found


def _amend_line(place: int, line: Mapping[str, Any], item: Any) -> list[Amendable]:
    unit, more = Unit(item.unit), {"item": item.name}
    asked = (
        ("own", _("%(item)s: our weight") % more, lambda label: QuantityField(label=label, unit=unit)),
        ("weight", _("%(item)s: weight of the collector") % more, lambda label: QuantityField(label=label, unit=unit)),
        (
            "price",
            _("%(item)s: price for one %(unit)s") % {**more, "unit": spoken_unit(unit)},
            lambda label: RupiahField(label=label, required=False),
        ),
    )
    return [
        Amendable(
            f"{name}_{place}",
            lambda make=make, label=label: make(label),  # type: ignore[misc]
            line.get(name) if review.is_whole(line.get(name)) else None,
            review.line_setter(place, name),
        )
        for name, label, make in asked
    ]


def exists(ids: Collection[UUID]) -> set[UUID]:
    """Return which of these drafts are there, or were and were thrown away by an officer."""
    there = set(Sale.objects.filter(pk__in=ids).values_list("pk", flat=True))
    gone = AuditEvent.objects.filter(verb="wastebank.sale_discarded", target_id__in=set(ids) - there)
    return there | {pk for pk in gone.values_list("target_id", flat=True) if pk is not None}


def part(org: Organization, by: Actor) -> dict[str, Any] | None:
    """Return what a load is written down with, for those who sell: of collectors the name and nothing else."""
    if not by.may(P.SELL):
        return None
    return {
        "collectors": [{"id": str(one.pk), "name": one.name} for one in collectors(org=org)],
        "posts": pack.posts(),
        "items": pack.items(),
    }


def register() -> None:
    """Open the door for drafts."""
    register_part("wastebank_sales", part)
    register_kind(
        FactKind(
            "wastebank.sale_draft",
            gettext_lazy("Load for a collector"),
            sale_draft,
            permission=P.SELL,
            settle=P.SETTLE,
            url=lambda slug, pk: reverse("wastebank:sale", args=[slug, pk]),
            exists=exists,
            rows=rows,
            amends=amends,
            comes_due=STOCK_MAY_COME,
        )
    )
