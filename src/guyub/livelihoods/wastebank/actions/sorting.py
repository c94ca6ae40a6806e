"""Waste taken apart into better kinds, which carry its cost; and what nobody buys, thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.core.valuation import Stock, issue
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.consigning import lose_or_find
from guyub.livelihoods.wastebank.actions.lots import LotBook
from guyub.livelihoods.wastebank.choices import CostFollows, Pool
from guyub.livelihoods.wastebank.documents.stock import disposal_document, sorting_document
from guyub.livelihoods.wastebank.models import Disposal, Post, Sorting, SortingOutput, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.collector_prices import last_collector_prices
from guyub.livelihoods.wastebank.rules.goods import share_cost


@dataclass(frozen=True, slots=True)
class SortedOut:
    """One kind that came out, in base units."""

    item_id: UUID
    quantity: int


@atomic
def sort_waste(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    item_id: UUID,
    quantity: int,
    outputs: Sequence[SortedOut],
    cost_follows: str = CostFollows.WEIGHT,
    note: str = "",
) -> Sorting:
    """Turn `quantity` of one kind into others; what is not weighed again is residue.

    By weight the residue carries its part of the cost, a loss. By worth only what is sold carries it, in the
    proportion of what collectors paid last.
    """
    by.require(WastebankPermission.HANDLE)
    lock_association(org.pk)
    out = [[one.item_id, one.quantity] for one in outputs]
    content = {"post": post_id, "item": item_id, "quantity": quantity, "out": out, "by": cost_follows, "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Sorting, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    post, item = Post.get(post_id), WasteItem.get(item_id)
    kinds = _check(item, quantity, outputs)
    stock = on_hand(org=org, item_id=item.stock_item_id, place_id=post.place_id)
    _refuse_over(item, stock, quantity)
    cost, _left = issue(stock, quantity)
    residue = quantity - sum(one.quantity for one in outputs)
    if cost_follows == CostFollows.WORTH:
        parts, lost = share_cost(cost, _worths(outputs, kinds), 0)
    else:
        parts, lost = share_cost(cost, [one.quantity for one in outputs], residue)
    sorting = Sorting(
        id=uuid7(),
        **columns,
        post=post,
        item=item,
        item_name=item.name,
        unit=item.unit,
        quantity=quantity,
        value=cost,
        cost_follows=CostFollows(cost_follows),
        residue=residue,
        residue_value=lost,
        note=note.strip(),
    )
    rows = [
        SortingOutput(
            org=org,
            sorting=sorting,
            no=no,
            item=kinds[one.item_id],
            item_name=kinds[one.item_id].name,
            unit=item.unit,
            quantity=one.quantity,
            value=part,
        )
        for no, (one, part) in enumerate(zip(outputs, parts, strict=True), 1)
    ]
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.SORTING,
        source_id=sorting.pk,
        lines=_loss(lost),
        moves=[
            Move(item.stock_item_id, post.place_id, -quantity, -cost),
            *(Move(row.item.stock_item_id, post.place_id, row.quantity, row.value) for row in rows),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=sorting_document(sorting, rows),
        memo=_("waste sorted"),
    )
    sorting.entry_id = posted.entry_id
    sorting.save(force_insert=True)
    SortingOutput.objects.bulk_create(rows)
    audit.record(org_id=org.pk, by=by, verb="wastebank.waste_sorted", target=sorting)
    return sorting


@atomic
def dispose(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    item_id: UUID,
    quantity: int,
    reason: str,
    pool: str = Pool.OWN,
) -> Disposal:
    """Throw away what nobody buys: a loss at average cost; of consigned waste it is borne by all lots."""
    by.require(WastebankPermission.COUNT)
    lock_association(org.pk)
    content = {"post": post_id, "item": item_id, "quantity": quantity, "reason": reason, "pool": pool}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Disposal, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    post, item = Post.get(post_id), WasteItem.get(item_id)
    if quantity <= 0:
        raise BadInput(_("A weight must be above zero."), field="quantity")
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    stock = on_hand(org=org, item_id=item.stock_item_id, place_id=post.place_id, pool=Pool(pool))
    _refuse_over(item, stock, quantity)
    cost, _left = issue(stock, quantity)
    row = Disposal(
        id=uuid7(),
        **columns,
        post=post,
        item=item,
        pool=pool,
        quantity=quantity,
        loss_value=cost,
        reason=reason.strip(),
    )
    if pool == Pool.CONSIGNED:
        book = LotBook(happened_at, row.pk)
        lose_or_find(book, item.pk, post.pk, -quantity, reason=reason.strip())
        book.flush()
    row.entry_id = post_entry(
        org=org,
        by=by,
        kind=accounts.DISPOSAL,
        source_id=row.pk,
        lines=_loss(cost),
        moves=[Move(item.stock_item_id, post.place_id, -quantity, -cost, pool)],
        event_at=happened_at,
        client_id=client_id,
        doc=disposal_document(row),
        memo=_("waste thrown away"),
    ).entry_id
    row.save(force_insert=True)
    audit.record(org_id=org.pk, by=by, verb="wastebank.waste_disposed", target=row)
    return row


def _check(item: WasteItem, quantity: int, outputs: Sequence[SortedOut]) -> dict[UUID, WasteItem]:
    """Refuse what cannot come out of it; return the kinds that do."""
    if quantity <= 0 or any(one.quantity <= 0 for one in outputs):
        raise BadInput(_("A weight must be above zero."), field="quantity")
    if not outputs:
        raise BadInput(_("What came out of it? Weigh at least one kind."), field="outputs")
    kinds = {one.item_id: WasteItem.get(one.item_id) for one in outputs}
    if len(kinds) != len(outputs) or item.pk in kinds:
        raise BadInput(_("Each kind once, and another than what was sorted."), field="outputs")
    if any(kind.unit != item.unit for kind in kinds.values()):
        raise BadInput(_("What comes out is counted like what was sorted."), field="outputs")
    weighed = sum(one.quantity for one in outputs)
    if weighed > quantity:
        raise BadInput(
            _("%(out)s came out of %(in)s. Check the weights.")
            % {"out": quantity_text(weighed, Unit(item.unit)), "in": quantity_text(quantity, Unit(item.unit))},
            field="outputs",
        )
    return kinds


def _refuse_over(item: WasteItem, stock: Stock, quantity: int) -> None:
    if quantity > stock.quantity:
        have = quantity_text(stock.quantity, Unit(item.unit))
        raise Refused(
            _("There is %(have)s of %(item)s at this post. Nothing was changed.") % {"have": have, "item": item.name},
            next_step=_("Check the weight, or count the stock first."),
            code="over_stock",
            field="quantity",
            have=stock.quantity,
        )


def _worths(outputs: Sequence[SortedOut], kinds: dict[UUID, WasteItem]) -> list[int]:
    """Return what each kind brings at the collector's last price; without a price the weights must do."""
    prices = last_collector_prices(list(kinds))
    missing = [kind.name for pk, kind in kinds.items() if not prices.get(pk)]
    if missing:
        raise Refused(
            _("%(item)s was never sold, so its worth is not known.") % {"item": missing[0]},
            next_step=_("Share the cost by weight."),
            code="no_collector_price",
            field="cost_follows",
        )
    return [one.quantity * prices[one.item_id] for one in outputs]


def _loss(cost: int) -> list[Line]:
    if not cost:
        return []
    return [Line(accounts.SHRINKAGE, cost, unit=accounts.UNIT), Line(accounts.STOCK, -cost, unit=accounts.UNIT)]
