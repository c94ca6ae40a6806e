"""What a line of a sale takes out of consigned lots, and what it brings to each: for the sale and for its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from guyub.livelihoods.wastebank.models import ConsignmentLot
from guyub.livelihoods.wastebank.rules.consignment import Taken, first_in_first_out, share_proceeds

_GUESTS_LAST = 10**9


@dataclass(frozen=True, slots=True)
class Taking:
    """What one line takes from one lot: grams, the fee of the bank, what is left for the owner."""

    lot: ConsignmentLot
    quantity: int
    fee: int
    amount: int


def first_in(post_id: UUID, *item_ids: UUID) -> QuerySet[ConsignmentLot]:
    """Return the lots of items that lie at a post: first weighed first, then by member and line."""
    held: QuerySet[ConsignmentLot] = ConsignmentLot.objects.filter(
        item_id__in=item_ids, post_id=post_id, held__gt=0, is_on_the_way=False
    )
    return held.select_related("member").order_by(
        "weighed_at", F("member__number").asc(nulls_last=True), "line_no", "no", "id"
    )


def takings(lots: Sequence[ConsignmentLot], quantity: int, revenue: int, costs: int) -> list[Taking]:
    """Take `quantity` out of lots in their order, and share what it brings by the grams taken."""
    parts = first_in_first_out([lot.held for lot in lots], quantity)
    taken = [(lot, grams) for lot, grams in zip(lots, parts, strict=True) if grams]
    shared = share_proceeds(
        revenue,
        costs,
        [
            Taken(grams, lot.fee_bp, (lot.member.number if lot.member else _GUESTS_LAST, lot.line_no, no))
            for no, (lot, grams) in enumerate(taken)
        ],
    )
    return [
        Taking(lot, grams, fee, amount)
        for (lot, grams), fee, amount in zip(taken, shared.fees, shared.amounts, strict=True)
    ]
