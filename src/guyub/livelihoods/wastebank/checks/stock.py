"""What carrying, sorting, throwing away and writing down did to the stock of our own, for `guyub verify`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Sum

from guyub.livelihoods.wastebank.choices import Pool, TransferStatus
from guyub.livelihoods.wastebank.models import Disposal, PostTransferLine, Sorting, SortingOutput, WriteDown

Rows = Any  # (item, quantity, value), as `values_list` gives them


def moved() -> Iterator[tuple[Rows, int]]:
    """Return what each kind of work added to (1) or took from (-1) the items."""
    # A load on its way still stands on the books, at the place "on the way"; only what was lost or found changes sums.
    arrived = PostTransferLine.objects.filter(transfer__status=TransferStatus.RECEIVED, pool=Pool.OWN)
    arrived = arrived.values_list("item_id")
    yield arrived.annotate(gone=Sum(F("quantity") - F("received")), worth=Sum("loss_value")).order_by(), -1
    yield Sorting.objects.values_list("item_id").annotate(Sum("quantity"), Sum("value")).order_by(), -1
    yield SortingOutput.objects.values_list("item_id").annotate(Sum("quantity"), Sum("value")).order_by(), 1
    thrown = Disposal.objects.filter(pool=Pool.OWN).values_list("item_id")
    yield thrown.annotate(Sum("quantity"), Sum("loss_value")).order_by(), -1
    changed = WriteDown.objects.values_list("item_id")
    yield ((item, 0, value) for item, value in changed.annotate(Sum("amount")).order_by()), 1
