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
from guyub.foundation.core.facts import first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.core.valuation import Stock, issue
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.choices import PlaceKind
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import Place
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.recording import fact
from guyub.livelihoods.wastebank.choices import TransferStatus
from guyub.livelihoods.wastebank.documents_goods_work import transfer_document
from guyub.livelihoods.wastebank.models import Post, PostTransfer, PostTransferLine, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.rules.goods import Arrived, arrive

ON_THE_WAY = "Dalam perjalanan antarpos"  # the place in the stock book


@dataclass(frozen=True, slots=True)
class CarryIn:
    """One item of a load, in base units; 0 takes all."""

    item_id: UUID
    quantity: int = 0


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
    content = {"from": from_post_id, "to": to_post_id, "lines": [[x.item_id, x.quantity] for x in lines], "note": note}
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
    reason: str = "",
) -> PostTransfer:
    """Confirm what arrived, item by item. What is missing is susut; what is more comes in at cost 0, with a reason."""
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
    found = [_arrival(row, received.get(row.item_id, 0), reason) for row in rows]
    road, place, losses = _on_the_way(org), transfer.to_post.place_id, sum(one.loss for one in found)
    moves: list[Move] = []
    for row, one in zip(rows, found, strict=True):
        moves.append(Move(row.item.stock_item_id, road, -row.quantity, -row.value))
        if row.received:
            moves.append(Move(row.item.stock_item_id, place, row.received, one.value))
    lines = [
        Line(accounts.SHRINKAGE, losses, unit=accounts.UNIT),
        Line(accounts.STOCK, -losses, unit=accounts.UNIT),
    ]
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.TRANSFER_ENDED,
        source_id=transfer.pk,
        lines=lines if losses else [],
        moves=moves,
        event_at=happened_at,
        client_id=client_id,
        memo=_("load from another post"),
    )
    for row in rows:
        row.save(update_fields=["received", "loss_value"])
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
    _end(transfer, TransferStatus.CANCELLED, by, (client_id, happened_at, posted.entry_id), reason)
    audit.record(org_id=org.pk, by=by, verb="wastebank.load_cancelled", target=transfer)
    return transfer


def _distinct(lines: Sequence[CarryIn]) -> Sequence[CarryIn]:
    if not lines:
        raise BadInput(_("Nothing was loaded yet."), field="lines")
    if len({line.item_id for line in lines}) != len(lines):
        raise BadInput(_("Each kind of waste once in a load."), field="lines")
    return lines


def _row(org: Organization, transfer: PostTransfer, no: int, line: CarryIn) -> PostTransferLine:
    """Work out what leaves of one item, at its part of the value."""
    item = WasteItem.get(line.item_id)
    on_books = stock.on_hand(org=org, item_id=item.stock_item_id, place_id=transfer.from_post.place_id)
    quantity = line.quantity or on_books.quantity
    if quantity > on_books.quantity or quantity <= 0:
        have = quantity_text(on_books.quantity, Unit(item.unit))
        raise Refused(
            _("There is %(have)s of %(item)s at this post. Nothing was sent.") % {"have": have, "item": item.name},
            next_step=_("Check the weight, or count the stock first."),
            code="over_stock",
            field="lines",
            have=on_books.quantity,
        )
    cost, _left = issue(on_books, quantity)
    return PostTransferLine(
        org=org, transfer=transfer, no=no, item=item, item_name=item.name, unit=item.unit, quantity=quantity, value=cost
    )


def _moves(row: PostTransferLine, source: UUID, target: UUID, quantity: int, value: int) -> list[Move]:
    card = row.item.stock_item_id
    return [Move(card, source, -quantity, -value), Move(card, target, quantity, value)]


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
