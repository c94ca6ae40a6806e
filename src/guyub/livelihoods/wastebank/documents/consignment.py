"""The documents behind consigned waste and the work on the stock, rebuilt from rows for `guyub verify`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from guyub.livelihoods.wastebank.documents.books import Documents
from guyub.livelihoods.wastebank.models import LotReturn, SaleLot, SaleSettlement


def lot_return_document(
    return_id: UUID, post_id: UUID, member_id: UUID, item_id: UUID, quantity: int
) -> dict[str, Any]:
    """Return what its entry's hash covers when consigned waste is given back."""
    return {"return": return_id, "post": post_id, "member": member_id, "item": item_id, "quantity": quantity}


def settlement_document(settlement: SaleSettlement, lots: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return a settlement as its entry's hash covers it; lots: (line, lot, grams, fee, amount)."""
    return {
        "settlement": settlement.pk,
        "sale": settlement.sale_id,
        "costs": settlement.costs,
        "fee": settlement.fee,
        "lots": [list(lot) for lot in lots],
    }


def lot_returns(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these returns."""
    fields = ("pk", "post_id", "member_id", "item_id", "quantity")
    return {row[0]: lot_return_document(*row) for row in LotReturn.objects.filter(pk__in=ids).values_list(*fields)}


def settlements(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these settlements."""
    rows = {row.pk: row for row in SaleSettlement.objects.filter(pk__in=ids)}
    lots: dict[UUID, list[Sequence[Any]]] = defaultdict(list)
    fields = ("line__no", "lot_id", "quantity", "fee", "amount")
    taken = SaleLot.objects.filter(line__sale_id__in=[row.sale_id for row in rows.values()])
    for sale_id, *lot in taken.order_by("line__sale_id", "line__no", "no").values_list("line__sale_id", *fields):
        lots[sale_id].append(lot)
    return {pk: settlement_document(row, lots[row.sale_id]) for pk, row in rows.items()}
