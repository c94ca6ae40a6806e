"""Stock at the lower of its cost and what it will bring (year end), and what collectors say they pay."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.documents.stock import write_down_document
from guyub.livelihoods.wastebank.models import Collector, CollectorQuote, Post, WasteItem, WriteDown
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.worth import value_of


@atomic
def value_stock(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    item_id: UUID,
    collector_price: int,
    selling_cost: int = 0,
) -> WriteDown:
    """Bring an item's value down to what it will bring, or back up, never above its cost.

    The loss is Kerugian Persediaan; what is taken back later lowers the same account.
    """
    by.require(WastebankPermission.COUNT)
    lock_association(org.pk)
    content = {"post": post_id, "item": item_id, "price": collector_price, "cost": selling_cost}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(WriteDown, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    if collector_price < 0 or selling_cost < 0:
        raise BadInput(_("The amount must be zero or more."), field="price")
    post, item = Post.get(post_id), WasteItem.get(item_id)
    found = value_of(org=org, post=post, item=item, collector_price=collector_price, selling_cost=selling_cost)
    if not found.change:
        raise Refused(
            _("%(item)s stands at the right value. Nothing was changed.") % {"item": item.name}, code="value_is_right"
        )
    row = WriteDown(
        id=uuid7(),
        **columns,
        post=post,
        item=item,
        quantity=found.stock.quantity,
        value_before=found.stock.value,
        collector_price=collector_price,
        selling_cost=selling_cost,
        realisable=found.realisable,
        amount=found.change,
    )
    row.entry_id = post_entry(
        org=org,
        by=by,
        kind=accounts.WRITE_DOWN,
        source_id=row.pk,
        lines=[
            Line(accounts.STOCK_LOSS, -row.amount, unit=accounts.UNIT),
            Line(accounts.STOCK, row.amount, unit=accounts.UNIT),
        ],
        moves=[Move(item.stock_item_id, post.place_id, 0, row.amount)],
        event_at=happened_at,
        client_id=client_id,
        doc=write_down_document(row),
        memo=_("stock at what it will bring"),
    ).entry_id
    row.save(force_insert=True)
    audit.record(org_id=org.pk, by=by, verb="wastebank.stock_valued", target=row)
    return row


@atomic
def record_quote(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    collector_id: UUID,
    item_id: UUID,
    price: int,
    quoted_on: date,
    note: str = "",
) -> CollectorQuote:
    """Note what a collector pays for an item on a day. A new quote follows the old; none is changed."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    content = {"collector": collector_id, "item": item_id, "price": price, "on": quoted_on, "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(CollectorQuote, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    if price <= 0:
        raise BadInput(_("The amount must be above zero."), field="price")
    if quoted_on > clock.today(org.time_zone):
        raise BadInput(_("This day is still to come."), field="quoted_on")
    row: CollectorQuote = CollectorQuote.objects.create(
        **columns,
        collector=Collector.get(collector_id),
        item=WasteItem.get(item_id),
        price=price,
        quoted_on=quoted_on,
        note=note.strip(),
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.quote_recorded", target=row)
    return row
