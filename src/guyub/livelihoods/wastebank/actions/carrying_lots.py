"""The lots of consigned waste on a load between posts: each stays its owner's, at whichever post it is sold.

What leaves becomes a lot of the other post, of the same visit, owner, time and fee, so that the sale there takes it in
its turn. Until it is received it is on the way, and nothing is sold, given back or counted out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from guyub.foundation.core.money import share
from guyub.livelihoods.wastebank.actions.lots import LotBook
from guyub.livelihoods.wastebank.choices import LotEventKind, Pool
from guyub.livelihoods.wastebank.models import ConsignmentLot, PostTransfer, PostTransferLine
from guyub.livelihoods.wastebank.queries.lot_shares import first_in
from guyub.livelihoods.wastebank.rules.consignment import first_in_first_out


def load_lots(transfer: PostTransfer, rows: Sequence[PostTransferLine]) -> None:
    """Put the oldest lots of each consigned line on the load; the last may split."""
    book = LotBook(transfer.happened_at, transfer.pk)
    taken: list[tuple[ConsignmentLot, int]] = []
    for row in rows:
        if row.pool == Pool.CONSIGNED:
            lots = list(first_in(transfer.from_post_id, row.item_id))
            parts = first_in_first_out([lot.held for lot in lots], row.quantity)
            taken += [(lot, part) for lot, part in zip(lots, parts, strict=True) if part]
    numbers = _last_numbers([lot.root_id for lot, _part in taken])
    for lot, part in taken:
        numbers[lot.root_id] += 1
        weighed = min(part, lot.quantity)  # more lies there if some was found at a count
        new = book.open(
            weighed,
            kind=LotEventKind.CARRIED,
            org_id=lot.org_id,
            deposit_id=lot.deposit_id,
            root_id=lot.root_id,
            no=numbers[lot.root_id],
            line_no=lot.line_no,
            turn=lot.turn,
            member_id=lot.member_id,
            post_id=transfer.to_post_id,
            item_id=lot.item_id,
            weighed_at=lot.weighed_at,
            fee_bp=lot.fee_bp,
            carried_from_id=lot.pk,
            is_on_the_way=True,
        )
        book.note(new, LotEventKind.CARRIED_FOUND, part - weighed)
        book.note(lot, LotEventKind.CARRIED, -weighed)
        book.note(lot, LotEventKind.CARRIED_FOUND, weighed - part)
    book.flush()


def unload_lots(
    transfer: PostTransfer, rows: Sequence[PostTransferLine], happened_at: datetime, reason: str = ""
) -> None:
    """Let the lots of a load lie at its post; what is missing or more is shared by the grams of each."""
    book = LotBook(happened_at, transfer.pk)
    for row in rows:
        if row.pool != Pool.CONSIGNED:
            continue
        lots = [lot for lot in _on_the_load(transfer) if lot.item_id == row.item_id]
        difference = (row.received or 0) - row.quantity
        kind = LotEventKind.LOST if difference < 0 else LotEventKind.FOUND
        for lot, part in zip(lots, share(abs(difference), [lot.held for lot in lots]), strict=True):
            lot.is_on_the_way = False
            book.note(lot, kind, part, reason.strip())
    book.flush()


def bring_back_lots(transfer: PostTransfer, happened_at: datetime) -> None:
    """Give what a cancelled load carried back to the lots that it came out of, exactly."""
    book = LotBook(happened_at, transfer.pk)
    for lot in _on_the_load(transfer):
        origin = lot.carried_from
        if origin is None:
            continue
        lot.is_on_the_way = False
        origin = book.lots.get(origin.pk, origin)
        for kind, part in ((LotEventKind.CARRIED, lot.quantity), (LotEventKind.CARRIED_FOUND, lot.discrepancy)):
            book.note(lot, kind, -part)
            book.note(origin, kind, part)
    book.flush()


def _on_the_load(transfer: PostTransfer) -> list[ConsignmentLot]:
    lots = ConsignmentLot.objects.filter(is_on_the_way=True, events__source_id=transfer.pk)
    return list(lots.select_related("carried_from").order_by("weighed_at", "root_id", "no").distinct())


def _last_numbers(roots: Sequence[UUID]) -> dict[UUID, int]:
    """Return the last number that a lot of each visit has."""
    lots = ConsignmentLot.objects.filter(root_id__in=roots).order_by()
    return dict(lots.values_list("root_id").annotate(last=Max("no")))
