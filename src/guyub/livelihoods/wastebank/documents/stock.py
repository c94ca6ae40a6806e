"""The documents behind loads between posts, sorting, disposal and values of the stock, rebuilt for `guyub verify`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from guyub.livelihoods.wastebank.documents.books import Documents
from guyub.livelihoods.wastebank.models import (
    Disposal,
    PostTransfer,
    PostTransferLine,
    Sorting,
    SortingOutput,
    WriteDown,
)


def transfer_document(transfer: PostTransfer, lines: Iterable[PostTransferLine]) -> dict[str, Any]:
    """Return a load as the entry that sends it covers it."""
    return {
        "transfer": transfer.pk,
        "from": transfer.from_post_id,
        "to": transfer.to_post_id,
        "lines": [[line.no, line.item_id, line.pool, line.quantity, line.value] for line in lines],
    }


def sorting_document(sorting: Sorting, outputs: Iterable[SortingOutput]) -> dict[str, Any]:
    """Return a sorting as its entry's hash covers it."""
    return {
        "sorting": sorting.pk,
        "post": sorting.post_id,
        "item": sorting.item_id,
        "quantity": sorting.quantity,
        "residue": [sorting.residue, sorting.residue_value],
        "outputs": [[out.no, out.item_id, out.quantity, out.value] for out in outputs],
    }


def disposal_document(row: Disposal) -> dict[str, Any]:
    """Return what was thrown away as its entry's hash covers it."""
    return {"disposal": row.pk, "post": row.post_id, "item": row.item_id, "pool": row.pool, "quantity": row.quantity}


def write_down_document(row: WriteDown) -> dict[str, Any]:
    """Return a changed value as its entry's hash covers it."""
    return {
        "write_down": row.pk,
        "post": row.post_id,
        "item": row.item_id,
        "quantity": row.quantity,
        "price": [row.collector_price, row.selling_cost],
    }


def transfers(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these loads."""
    lines: dict[UUID, list[PostTransferLine]] = defaultdict(list)
    for line in PostTransferLine.objects.filter(transfer_id__in=ids).order_by("transfer_id", "no"):
        lines[line.transfer_id].append(line)
    return {row.pk: transfer_document(row, lines[row.pk]) for row in PostTransfer.objects.filter(pk__in=ids)}


def sortings(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these sortings."""
    outputs: dict[UUID, list[SortingOutput]] = defaultdict(list)
    for out in SortingOutput.objects.filter(sorting_id__in=ids).order_by("sorting_id", "no"):
        outputs[out.sorting_id].append(out)
    return {row.pk: sorting_document(row, outputs[row.pk]) for row in Sorting.objects.filter(pk__in=ids)}


def disposals(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of what was thrown away."""
    return {row.pk: disposal_document(row) for row in Disposal.objects.filter(pk__in=ids)}


def write_downs(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of changed values."""
    return {row.pk: write_down_document(row) for row in WriteDown.objects.filter(pk__in=ids)}
