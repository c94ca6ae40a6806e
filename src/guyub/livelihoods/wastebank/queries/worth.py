"""What stock is worth beside its cost: usual susut, the price below which selling loses, what it will bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from guyub.foundation.core.money import half_up
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.models import StockMovement
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
from guyub.livelihoods.wastebank.models import Post, SaleLine, WasteItem
from guyub.livelihoods.wastebank.rules.goods import realisable, still_written_down
from guyub.livelihoods.wastebank.settings import tuning

NEWEST, ENOUGH, LOOKED_AT = 10, 3, 500  # sale lines of an item that tell its usual susut; fewer: the setting


@dataclass(frozen=True, slots=True)
class Valued:
    """An item at a post: its cost on the books, what it will bring, and how its value should change.

    `lowered`: what of earlier write-downs still lies in it, and may come back.
    """

    stock: Stock
    realisable: int
    lowered: int

    @property
    def change(self) -> int:
        if self.realisable < self.stock.value:
            return self.realisable - self.stock.value
        return min(self.realisable - self.stock.value, self.lowered)


def usual_susut(*, org: Organization, item_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return basis points lost between our weight and the collector's, item by item; one query."""
    seen: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    lines = SaleLine.objects.filter(item_id__in=item_ids, sale__status=SaleStatus.FINAL, out_quantity__gt=0)
    for item_id, out, paid in lines.order_by("-sale__happened_at", "-sale_id").values_list(
        "item_id", "out_quantity", "paid_quantity"
    )[:LOOKED_AT]:
        if len(seen[item_id]) < NEWEST:
            seen[item_id].append((out, paid))
    setting = tuning(org).usual_shrinkage_bp
    return {item_id: _points(seen.get(item_id, []), setting) for item_id in item_ids}


def _points(sales: list[tuple[int, int]], setting: int) -> int:
    if len(sales) < ENOUGH:
        return setting
    out = sum(gone for gone, _paid in sales)
    return min(half_up((out - sum(paid for _out, paid in sales)) * 10_000, out), 9_999)


def value_of(*, org: Organization, post: Post, item: WasteItem, collector_price: int, selling_cost: int = 0) -> Valued:
    """Compare the cost of an item at a post with what it will bring."""
    stock = on_hand(org=org, item_id=item.stock_item_id, place_id=post.place_id)
    susut = usual_susut(org=org, item_ids=[item.pk])[item.pk]
    brings = realisable(stock.quantity, Unit(item.unit), collector_price, selling_cost, susut)
    return Valued(stock, brings, _lowered(item, post))


def _lowered(item: WasteItem, post: Post) -> int:
    moves = StockMovement.objects.filter(item_id=item.stock_item_id, place_id=post.place_id, pool=Pool.OWN)
    if not moves.filter(entry__kind=accounts.WRITE_DOWN).exists():
        return 0
    rows = moves.order_by("entry__n", "no").values_list("quantity", "value", "entry__kind")
    return still_written_down((quantity, value, kind == accounts.WRITE_DOWN) for quantity, value, kind in rows)
