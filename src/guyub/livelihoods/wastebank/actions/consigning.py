"""Lots of consigned waste (titip jual): opened by a visit, changed by its correction, given back to the member.

A lot is grams in the consigned pool of the stock book, worth nothing there; no rupiah is shown before the sale.
A group's line becomes one lot for each member, by parts; a guest's lot goes to Dana Sosial when it is sold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import share
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.lots import LotBook
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.choices import LotEventKind, Mode, PassbookKind, Pool, SaleStatus
from guyub.livelihoods.wastebank.documents.consignment import lot_return_document
from guyub.livelihoods.wastebank.models import (
    ConsignmentLot,
    LotAdjustment,
    LotReturn,
    Post,
    SaleLot,
    WasteItem,
)
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.lot_shares import first_in
from guyub.livelihoods.wastebank.rules.consignment import first_in_first_out, realised

if TYPE_CHECKING:
    from guyub.livelihoods.wastebank.actions.earlier import Earlier
    from guyub.livelihoods.wastebank.actions.weighing import PricedLine, Visit

Key = tuple[UUID, int, UUID | None]  # item, the how-manieth line of it, member


@dataclass(frozen=True, slots=True)
class Part:
    """What one member left in one line."""

    line: PricedLine
    quantity: int


@dataclass(slots=True)
class LotChange:
    """What a correction does to those whose lots were paid for already: signed rupiah per member, None: Dana Sosial."""

    amounts: dict[UUID | None, int] = field(default_factory=lambda: defaultdict(int))


def open_lots(visit: Visit) -> None:
    """Make a lot of every consigned line of a new visit, for each who brought it."""
    parts = _parts(visit)
    if not parts:
        return
    book = LotBook(visit.weighed_at, visit.id)
    for no, (key, part) in enumerate(parts.items(), 1):
        _open(book, visit, no, key, part)
    book.flush()


def adjust_lots(visit: Visit, earlier: Earlier) -> LotChange:
    """Carry the lots of a deposit over to its corrected version, before that is posted.

    What is still held changes. What was sold stays sold: only that member is adjusted, at the rupiah that her grams
    brought, against Selisih Persediaan. What moves goes with the visit; `pay_lot_changes` books the rupiah.
    """
    change, wanted = LotChange(), _parts(visit)
    root_id = visit.root_id or visit.id
    lots = defaultdict[Key, list[ConsignmentLot]](list)
    for lot in ConsignmentLot.objects.filter(root_id=root_id).select_related("post", "item").order_by("no"):
        lots[_key(lot)].append(lot)
    if not lots and not wanted:
        return change
    book, count = LotBook(visit.happened_at, visit.id), sum(map(len, lots.values()))
    moved = defaultdict[tuple[UUID, UUID], int](int)
    cards = {line.item.id: line.item.stock_item_id for line in visit.lines} | {
        line.item_id: line.item.stock_item_id for line in earlier.deposit.lines.select_related("item")
    }
    for key in dict.fromkeys([*lots, *wanted]):
        part = wanted.get(key)
        if part is not None and key not in lots:
            _open(book, visit, count + len(book.new) + 1, key, part)
            moved[key[0], visit.session.place_id] += part.quantity
            continue
        for place, grams in _resize_all(book, lots[key], part, visit, change):
            moved[key[0], place] += grams
    book.flush()
    visit.lot_moves = [
        Move(cards[item], place, grams, 0, Pool.CONSIGNED) for (item, place), grams in moved.items() if grams
    ]
    return change


def pay_lot_changes(visit: Visit, change: LotChange, purses: Sequence[Purse]) -> None:
    """Book what a correction of sold lots changes for their members, and for them alone, against Selisih Persediaan.

    What their savings lack for it became Piutang before (`correcting`).
    """
    amounts = {member: amount for member, amount in change.amounts.items() if amount}
    if not amounts:
        return
    lines = [
        Line(accounts.SAVINGS, -amount, unit=accounts.UNIT, party=member)
        if member
        else Line(accounts.SOCIAL, -amount, unit=accounts.UNIT)
        for member, amount in amounts.items()
    ]
    difference = Line(accounts.STOCK_DIFFERENCE, sum(amounts.values()), unit=accounts.UNIT)
    posted = post_entry(
        org=visit.org,
        by=visit.by,
        kind=accounts.LOT_ADJUSTMENT,
        source_id=visit.id,
        lines=[*lines, difference] if difference.amount else lines,
        event_at=visit.happened_at,
        client_id=uuid7(),
        memo=_("correction of consigned waste that was sold"),
    )
    for purse in purses:
        purse.write(
            PassbookKind.CORRECTION, amounts.get(purse.member_id, 0), visit.happened_at, visit.id, posted.entry_id
        )


def _parts(visit: Visit) -> dict[Key, Part]:
    """Return what each member left in each consigned line, by parts for a group; lines in their order."""
    found: dict[Key, Part] = {}
    turns: dict[UUID, int] = defaultdict(int)
    for line in visit.lines:
        if line.mode != Mode.CONSIGNMENT:
            continue
        turns[line.item.id] += 1
        people: list[UUID | None] = [person.id for person, _parts in visit.people] or [None]
        weights = [parts for _person, parts in visit.people] or [1]
        for member_id, quantity in zip(people, share(line.quantity, weights), strict=True):
            if quantity:
                found[line.item.id, turns[line.item.id], member_id] = Part(line, quantity)
    return found


def _key(lot: ConsignmentLot) -> Key:
    return lot.item_id, lot.turn, lot.member_id


def _open(book: LotBook, visit: Visit, no: int, key: Key, part: Part) -> None:
    item_id, turn, member_id = key
    book.open(
        part.quantity,
        org_id=visit.org.pk,
        deposit_id=visit.id,
        root_id=visit.root_id or visit.id,
        no=no,
        line_no=part.line.no,
        turn=turn,
        member_id=member_id,
        post_id=visit.session.post_id,
        item_id=item_id,
        weighed_at=visit.weighed_at,
        fee_bp=part.line.price.fee_bp if part.line.price else 0,
    )


def _resize_all(
    book: LotBook, lots: list[ConsignmentLot], part: Part | None, visit: Visit, change: LotChange
) -> list[tuple[UUID, int]]:
    """Bring the lots of one line and person to what was weighed; return what moves at which place.

    They are several if a part was carried to another post, or if two of a group proved to be one person. What still
    lies somewhere changes first.
    """
    delta, moved = (part.quantity if part else 0) - sum(lot.quantity for lot in lots), []
    for lot in sorted(lots, key=lambda lot: (lot.held == 0, lot.quantity == 0)):
        lot.deposit_id, lot.line_no = visit.id, part.line.no if part else lot.line_no
        step = max(delta, -lot.quantity)
        if step and lot.is_on_the_way:
            raise _travels(lot)
        moved.append((lot.post.place_id, _resize(book, lot, step, visit, change)))
        delta -= step
    return moved


def _travels(lot: ConsignmentLot) -> Refused:
    return Refused(
        _("This %(item)s is on its way to %(post)s. Nothing was changed.")
        % {"item": lot.item.name, "post": lot.post.name},
        next_step=_("Let that post receive the load first, then correct."),
        code="on_the_way",
    )


def _resize(book: LotBook, lot: ConsignmentLot, delta: int, visit: Visit, change: LotChange) -> int:
    """Change what a lot was weighed as; return what moves in the stock. Held grams first, then what was sold."""
    is_gone = lot.held == 0 and lot.sold > 0
    here = 0 if delta > 0 and is_gone else max(delta, -lot.held)
    book.note(lot, LotEventKind.CORRECTED, here)
    left = delta - here
    if left:
        book.note(lot, LotEventKind.ADJUSTED, left)
        _adjust_sales(lot, left, visit, change)
    return here


def _adjust_sales(lot: ConsignmentLot, grams: int, visit: Visit, change: LotChange) -> None:
    """Share a correction of sold grams over the lot's sales, the newest first, and note what she gets or gives back."""
    sales = SaleLot.objects.filter(lot=lot, line__sale__status=SaleStatus.FINAL).select_related("line__sale")
    for taken in sales.order_by("-line__sale__final_at", "-line__sale_id"):
        sale = taken.line.sale
        before = LotAdjustment.objects.filter(lot=lot, sale=sale).aggregate(
            grams=Sum("quantity", default=0), amount=Sum("amount", default=0)
        )
        part = grams if grams > 0 else max(grams, -(taken.quantity + before["grams"]))
        if not part:
            continue
        grams -= part
        amount = realised(taken.amount, taken.quantity, before["grams"] + part) - before["amount"]
        is_settled = sale.settlements.exists()
        LotAdjustment.objects.create(
            org_id=lot.org_id,
            lot=lot,
            sale=sale,
            deposit_id=visit.id,
            quantity=part,
            amount=amount,
            is_settled=is_settled,
            recorded_at=clock.now(),
        )
        if is_settled:
            change.amounts[lot.member_id] += amount
        if not grams:
            return


@atomic
def return_lots(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    member_id: UUID,
    item_id: UUID,
    quantity: int,
    reason: str = "",
) -> LotReturn:
    """Give consigned waste back to the member who left it, her oldest lots first; she signs the slip."""
    by.require(WastebankPermission.HANDLE)
    lock_association(org.pk)
    content = {"post": post_id, "member": member_id, "item": item_id, "quantity": quantity, "reason": reason}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(LotReturn, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    post, member, item = Post.get(post_id), Member.get(member_id), WasteItem.get(item_id)
    if by.member_ids & set(row_ids(member)):
        raise Refused(
            _("Nobody hands out to herself."), next_step=_("Ask another officer to do it."), code="own_benefit"
        )
    lots = list(first_in(post.pk, item.pk).filter(member_id__in=row_ids(member)))
    _check_return(item, quantity, sum(lot.held for lot in lots))
    return_id = uuid7()
    book = LotBook(happened_at, return_id)
    for lot, part in zip(lots, first_in_first_out([lot.held for lot in lots], quantity), strict=True):
        if part:
            book.note(lot, LotEventKind.RETURNED, part, reason.strip())
    book.flush()
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.LOT_RETURN,
        source_id=return_id,
        lines=[],
        moves=[Move(item.stock_item_id, post.place_id, -quantity, 0, Pool.CONSIGNED)],
        event_at=happened_at,
        client_id=client_id,
        doc=lot_return_document(return_id, post.pk, member.pk, item.pk, quantity),
        memo=_("consigned waste given back"),
        receipt=True,
    )
    row: LotReturn = LotReturn.objects.create(
        id=return_id,
        **columns,
        post=post,
        member=member,
        item=item,
        item_name=item.name,
        unit=item.unit,
        quantity=quantity,
        reason=reason.strip(),
        entry_id=posted.entry_id,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.lots_returned", target=row)
    return row


def _check_return(item: WasteItem, quantity: int, held: int) -> None:
    if quantity <= 0:
        raise BadInput(_("A weight must be above zero."), field="quantity")
    if quantity > held:
        raise Refused(
            _("She has %(held)s of %(item)s here. Nothing was given back.")
            % {"held": quantity_text(held, Unit(item.unit)), "item": item.name},
            next_step=_("Give back that much at most."),
            code="not_held",
            field="quantity",
            held=held,
        )


def lose_or_find(
    book: LotBook, item_id: UUID, post_id: UUID, difference: int, *, reason: str = ""
) -> Sequence[ConsignmentLot]:
    """Share a loss (negative) or gain of the consigned pool over its lots, by the grams that each still holds."""
    lots = list(first_in(post_id, item_id))
    if not lots or not difference:
        return lots
    kind = LotEventKind.LOST if difference < 0 else LotEventKind.FOUND
    parts = share(abs(difference), [lot.held for lot in lots])
    for lot, part in zip(lots, parts, strict=True):
        book.note(lot, kind, part, reason)
    return lots
