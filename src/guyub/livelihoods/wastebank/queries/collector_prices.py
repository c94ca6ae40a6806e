"""What collectors paid lately: the newest final sale of an item in its own unit."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.models import SaleLine, WasteItem


def last_collector_price(item_id: UUID) -> int | None:
    """Return the rupiah per kg (litre, piece) of the newest sale, None if it was never sold."""
    return last_collector_prices([item_id]).get(item_id)


def last_collector_prices(item_ids: list[UUID]) -> dict[UUID, int]:
    """Return the newest price of each item that was sold; one query."""
    newest = SaleLine.objects.filter(item_id=OuterRef("pk"), sale__status=SaleStatus.FINAL, sold_unit=F("unit"))
    price = Subquery(newest.order_by("-sale__happened_at", "-sale_id").values("price")[:1])
    rows = WasteItem.objects.filter(pk__in=item_ids).annotate(sold_at=price).values_list("pk", "sold_at")
    return {item: sold_at for item, sold_at in rows if sold_at is not None}
