"""A load from one post to another: sent at average cost, on its way, confirmed by an officer of the other post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.core.valuation import Stock, issue
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.choices import PlaceKind
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import Place
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts, texts
from guyub.livelihoods.wastebank.actions.carrying_lots import bring_back_lots, load_lots, unload_lots
from guyub.livelihoods.wastebank.choices import ON_THE_WAY, Pool, TransferStatus
from guyub.livelihoods.wastebank.documents.stock import transfer_document
from guyub.livelihoods.wastebank.models import Post, PostTransfer, PostTransferLine, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.rules.goods import Arrived, arrive


@dataclass(frozen=True, slots=True)
class CarryIn:
    """One item of a load, of our own or consigned, in base units; 0 takes all."""

    item_id: UUID
    quantity: int = 0
    pool: str = Pool.OWN


@atomic
def send_to_post(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    from_post_id: UUID,
    to_post_id: UUID,
    lines: Sequence[CarryIn],
    note: str = "",
) -> PostTransfer:
    """Let a load leave for another post. Until it is received it stands on the books as on its way."""
    by.require(WastebankPermission.HANDLE)
    lock_association(org.pk)
    loaded = [[line.item_id, line.pool, line.quantity] for line in lines]
    content = {"from": from_post_id, "to": to_post_id, "lines": loaded, "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(PostTransfer, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    source, target = Post.get(from_post_id), Post.get(to_post_id)
    if source.pk == target.pk:
        raise BadInput(_("Choose another post."), field="to_post")
    transfer = PostTransfer(id=uuid7(), **columns, from_post=source, to_post=target, note=note.strip())
    rows = [_row(org, transfer, no, line) for no, line in enumerate(_distinct(lines), 1)]
    road = _on_the_way(org)
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.TRANSFER_SENT,
        source_id=transfer.pk,
        lines=[],
        moves=[move for row in rows for move in _moves(row, source.place_id, road, row.quantity, row.value)],
        event_at=happened_at,
        client_id=client_id,
        doc=transfer_document(transfer, rows),
        memo=_("load to another post"),
    )
    transfer.sent_entry_id = posted.entry_id
    transfer.save(force_insert=True)
    PostTransferLine.objects.bulk_create(rows)
    load_lots(transfer, rows)
    audit.record(org_id=org.pk, by=by, verb="wastebank.load_sent", target=transfer)
    return transfer


@atomic
def receive_from_post(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    transfer_id: UUID,
    received: Mapping[UUID, int],
    consigned: Mapping[UUID, int] | None = None,
    reason: str = "",
) -> PostTransfer:
    """Confirm what arrived, item by item. What is missing is susut; what is more comes in at cost 0, with a reason.

    `consigned`: of the waste that members left for sale; what differs is shared by the lots on the load.
    """
    by.require(WastebankPermission.HANDLE)
    lock_association(org.pk)
    transfer = PostTransfer.get(transfer_id)
    if _ended(transfer, client_id):
        return transfer
    if by.user_id is not None and by.user_id == transfer.recorded_by_id:
        raise Refused(
            _("You sent this load yourself."), next_step=_("An officer of the other post confirms it."), code="own_load"
        )
    rows = list(transfer.lines.select_related("item").order_by("no"))
    arrived = {Pool.OWN: received, Pool.CONSIGNED: consigned or {}}
    found = [_arrival(row, arrived[Pool(row.pool)].get(row.item_id, 0), reason) for row in rows]
    moves = _moves_in(rows, found, _on_the_way(org), transfer.to_post.place_id)
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.TRANSFER_ENDED,
        source_id=transfer.pk,
        lines=_susut(sum(one.loss for one in found)),
        moves=moves,
        event_at=happened_at,
        client_id=client_id,
        memo=_("load from another post"),
    )
    for row in rows:
        row.save(update_fields=["received", "loss_value"])
    unload_lots(transfer, rows, happened_at, reason)
    _end(transfer, TransferStatus.RECEIVED, by, (client_id, happened_at, posted.entry_id), reason)
    audit.record(org_id=org.pk, by=by, verb="wastebank.load_received", target=transfer)
    return transfer


@atomic
def cancel_transfer(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, transfer_id: UUID, reason: str
) -> PostTransfer:
    """Bring a load back to where it came from, at exactly its cost: it never left, or it returned whole."""
    by.require(WastebankPermission.HANDLE)
    lock_association(org.pk)
    transfer = PostTransfer.get(transfer_id)
    if _ended(transfer, client_id):
        return transfer
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.TRANSFER_ENDED,
        source_id=transfer.pk,
        lines=[],
        moves=stock.mirror(org=org, entry_id=transfer.sent_entry_id),
        event_at=happened_at,
        client_id=client_id,
        memo=_("load that did not leave"),
    )
    bring_back_lots(transfer, happened_at)
    _end(transfer, TransferStatus.CANCELLED, by, (client_id, happened_at, posted.entry_id), reason)
    audit.record(org_id=org.pk, by=by, verb="wastebank.load_cancelled", target=transfer)
    return transfer


def _distinct(lines: Sequence[CarryIn]) -> Sequence[CarryIn]:
    if not lines:
        raise BadInput(_("Nothing was loaded yet."), field="lines")
    if len({(line.item_id, line.pool) for line in lines}) != len(lines):
        raise BadInput(_("Each kind of waste once in a load."), field="lines")
    return lines


def _row(org: Organization, transfer: PostTransfer, no: int, line: CarryIn) -> PostTransferLine:
    """Work out what leaves of one item, at its part of the value."""
    item = WasteItem.get(line.item_id)
    on_books = stock.on_hand(org=org, item_id=item.stock_item_id, place_id=transfer.from_post.place_id, pool=line.pool)
    quantity = line.quantity or on_books.quantity
    if quantity > on_books.quantity or quantity <= 0:
        have = quantity_text(on_books.quantity, Unit(item.unit))
        raise Refused(
            _("There is %(have)s of %(item)s at this post. Nothing was sent.")
            % {"have": have, "item": texts.pooled(item.name, line.pool)},
            next_step=_("Check the weight, or count the stock first."),
            code="over_stock",
            field="lines",
            have=on_books.quantity,
        )
    cost, _left = issue(on_books, quantity)
    return PostTransferLine(
        org=org,
        transfer=transfer,
        no=no,
        item=item,
        item_name=item.name,
        unit=item.unit,
        pool=line.pool,
        quantity=quantity,
        value=cost,
    )


def _moves(row: PostTransferLine, source: UUID, target: UUID, quantity: int, value: int) -> list[Move]:
    card = row.item.stock_item_id
    return [Move(card, source, -quantity, -value, row.pool), Move(card, target, quantity, value, row.pool)]


def _moves_in(rows: Sequence[PostTransferLine], found: Sequence[Arrived], road: UUID, place: UUID) -> list[Move]:
    """Take a load off the road, and what arrived of it into the post."""
    moves = []
    for row, one in zip(rows, found, strict=True):
        card = row.item.stock_item_id
        moves.append(Move(card, road, -row.quantity, -row.value, row.pool))
        if row.received:
            moves.append(Move(card, place, row.received, one.value, row.pool))
    return moves


def _susut(losses: int) -> list[Line]:
    if not losses:
        return []
    return [
        Line(accounts.SHRINKAGE, losses, unit=accounts.UNIT),
        Line(accounts.STOCK, -losses, unit=accounts.UNIT),
    ]


def _arrival(row: PostTransferLine, received: int, reason: str) -> Arrived:
    if received < 0:
        raise BadInput(_("A weight is zero or more."), field="received")
    found = arrive(Stock(row.quantity, row.value), received)
    if found.gain and not reason.strip():
        raise BadInput(
            _("More of %(item)s arrived than was sent. Please write why.") % {"item": row.item_name}, field="reason"
        )
    row.received, row.loss_value = received, found.loss
    return found


def _ended(transfer: PostTransfer, client_id: UUID) -> bool:
    """Return whether this very act ended it before; another one is refused."""
    if transfer.status == TransferStatus.SENT:
        return False
    if transfer.end_client_id == client_id:
        return True
    raise Clash(_("This load was received or cancelled before."), first=str(transfer.pk), code="load_ended")


def _end(
    transfer: PostTransfer, status: TransferStatus, by: Actor, act: tuple[UUID, datetime, UUID], reason: str
) -> None:
    transfer.status, transfer.ended_by_id, transfer.reason = status, by.user_id, reason.strip()
    transfer.end_client_id, transfer.ended_at, transfer.end_entry_id = act
    transfer.save(update_fields=["status", "ended_by_id", "reason", "end_client_id", "ended_at", "end_entry_id"])


def _on_the_way(org: Organization) -> UUID:
    """Return the place of loads between posts; it opens with the first."""
    found: UUID | None = Place.objects.filter(name=ON_THE_WAY).values_list("pk", flat=True).first()
    return found or stock.create_place(org=org, name=ON_THE_WAY, kind=PlaceKind.STORE).pk
