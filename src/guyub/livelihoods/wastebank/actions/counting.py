"""Stock count (opname): a loss leaves at average, a gain comes in at cost 0."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import count
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.consigning import lose_or_find
from guyub.livelihoods.wastebank.actions.lots import LotBook
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.documents.books import count_document
from guyub.livelihoods.wastebank.models import Post, StockCount, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission


@atomic
def count_stock(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    item_id: UUID,
    counted: int,
    reason: str = "",
    pool: str = Pool.OWN,
) -> StockCount:
    """Replace the books' quantity by what is really there; a difference needs a reason.

    Of consigned waste a loss, or a gain, is borne by all lots, by what each still holds.
    """
    by.require(WastebankPermission.COUNT)
    lock_association(org.pk)
    content = {"post": post_id, "item": item_id, "counted": counted, "reason": reason, "pool": pool}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(StockCount, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    post, item = Post.get(post_id), WasteItem.get(item_id)
    if counted < 0:
        raise BadInput(_("A count is zero or more."), field="counted")
    stock = on_hand(org=org, item_id=item.stock_item_id, place_id=post.place_id, pool=Pool(pool))
    if counted != stock.quantity and not reason.strip():
        raise BadInput(
            _("The count differs from the books. Please write why."), field="reason", expected=stock.quantity
        )
    if pool == Pool.CONSIGNED and counted and not stock.quantity:
        raise Refused(
            _("Nothing is consigned here, so nobody owns what you found."),
            next_step=_("Count it as stock of our own."),
            code="no_lots",
            field="counted",
        )
    found = count(stock, counted)
    count_id, entry_id = uuid7(), None
    if counted != stock.quantity:
        if pool == Pool.CONSIGNED:
            book = LotBook(happened_at, count_id)
            lose_or_find(book, item.pk, post.pk, counted - stock.quantity, reason=reason.strip())
            book.flush()
        entry_id = post_entry(
            org=org,
            by=by,
            kind=accounts.COUNT,
            source_id=count_id,
            lines=_loss_lines(found.cost),
            moves=[Move(item.stock_item_id, post.place_id, found.gain - found.loss, -found.cost, pool)],
            event_at=happened_at,
            client_id=client_id,
            doc=count_document(
                count_id=count_id,
                post_id=post.pk,
                item_id=item.pk,
                pool=pool,
                expected=stock.quantity,
                counted=counted,
            ),
            memo=_("stock count"),
        ).entry_id
    row: StockCount = StockCount.objects.create(
        id=count_id,
        **columns,
        post=post,
        item=item,
        pool=pool,
        expected=stock.quantity,
        counted=counted,
        loss_value=found.cost,
        reason=reason.strip(),
        entry_id=entry_id,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.stock_counted", target=row)
    return row


def _loss_lines(cost: int) -> list[Line]:
    """Return the lines of a loss; a gain, or a loss of what cost nothing, posts grams only."""
    if not cost:
        return []
    return [
        Line(accounts.SHRINKAGE, cost, unit=accounts.UNIT),
        Line(accounts.STOCK, -cost, unit=accounts.UNIT),
    ]
