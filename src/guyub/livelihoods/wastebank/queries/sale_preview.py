"""What a load comes to while it is still a draft, against the stock of this moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.models import ConsignmentLot, Sale, SaleLine
from guyub.livelihoods.wastebank.queries.lot_shares import Taking, first_in, takings
from guyub.livelihoods.wastebank.rules.selling import Load, NoFactor, OverStock, Sold, sell, shrinks_much
from guyub.livelihoods.wastebank.settings import tuning


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One kind of a draft. `fits` is false when the stock has changed so much that it would be refused now."""

    item_id: UUID
    item: str
    unit: str
    sold_unit: str
    weight: int
    rafaksi_bp: int
    price: int
    out: int
    paid: int
    revenue: int
    cogs: int
    shrinkage: int
    shrinks_much: bool
    fits: bool
    pool: str = Pool.OWN
    costs: int = 0
    takings: tuple[Taking, ...] = ()

    @property
    def fee(self) -> int:
        """What stays with the association for selling consigned waste."""
        return sum(one.fee for one in self.takings)

    @property
    def shrinkage_quantity(self) -> int:
        return self.out - self.paid


def draft_lines(*, org: Organization, sale_id: UUID) -> list[DraftLine]:
    """Return the lines of a draft with revenue, HPP, susut and whose waste they take; four queries."""
    sale = Sale.objects.select_related("post").get(pk=sale_id)
    lines = list(sale.lines.select_related("item").order_by("no"))
    on_books = {
        (card_id, pool): Stock(quantity, value)
        for card_id, pool, quantity, value in StockBalance.objects.filter(
            org=org, place_id=sale.post.place_id, item_id__in=[line.item.stock_item_id for line in lines]
        ).values_list("item_id", "pool", "quantity", "value")
    }
    lots = defaultdict[tuple[UUID, str], list[ConsignmentLot]](list)
    for lot in first_in(sale.post_id, *(line.item_id for line in lines if line.pool == Pool.CONSIGNED)):
        lots[lot.item_id, Pool.CONSIGNED].append(lot)
    limits = tuning(org)
    return [
        _draft_line(
            line,
            on_books.get((line.item.stock_item_id, line.pool), Stock(0, 0)),
            lots[line.item_id, line.pool],
            limits.over_stock_bp,
            limits.shrinkage_warn_bp,
        )
        for line in lines
    ]


def _draft_line(line: SaleLine, stock: Stock, lots: list[ConsignmentLot], over_bp: int, warn_bp: int) -> DraftLine:
    sold = _sold(line, stock, over_bp)
    if sold is not None and line.costs > sold.revenue:
        sold = None
    return DraftLine(
        item_id=line.item_id,
        item=line.item_name,
        unit=line.unit,
        sold_unit=line.sold_unit,
        weight=line.weight,
        rafaksi_bp=line.rafaksi_bp,
        price=line.price,
        out=sold.out if sold else line.own_quantity,
        paid=sold.paid_quantity if sold else 0,
        revenue=sold.revenue if sold else 0,
        cogs=sold.cogs if sold else 0,
        shrinkage=sold.shrinkage if sold else 0,
        shrinks_much=sold is not None and shrinks_much(sold, warn_bp),
        fits=sold is not None,
        pool=line.pool,
        costs=line.costs,
        takings=tuple(takings(lots, sold.out - sold.extra, sold.revenue, line.costs)) if sold and lots else (),
    )


def _sold(line: SaleLine, stock: Stock, over_bp: int) -> Sold | None:
    try:
        return sell(stock, load_of(line), over_bp=over_bp)
    except (NoFactor, OverStock):
        return None


def load_of(line: SaleLine) -> Load:
    """Return a line as the rules of a sale (`rules.selling`) read it; with `line.item` loaded."""
    item = line.item
    return Load(
        unit=Unit(line.unit),
        sold_unit=Unit(line.sold_unit),
        own_quantity=line.own_quantity,
        take_all=line.take_all,
        weight=line.weight,
        price=line.price,
        rafaksi_bp=line.rafaksi_bp,
        over_confirmed=bool(line.over_reason),
        factor=Fraction(item.factor_grams, item.factor_per) if item.factor_grams and item.factor_per else None,
    )
