"""What a collector's load costs and brings (spec 3.10)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from guyub.foundation.core.money import half_up
from guyub.foundation.core.quantities import Unit, line_amount
from guyub.foundation.core.valuation import Stock, issue


class OverStock(ValueError):
    """More would leave than is on the books. `limit`: how much more may be confirmed as "timbang lebih"."""

    def __init__(self, *, have: int, need: int, limit: int) -> None:
        super().__init__(f"there are {have}, {need} would leave")
        self.have, self.need, self.limit = have, need, limit

    @property
    def confirmable(self) -> bool:
        return self.need - self.have <= self.limit


class NoFactor(ValueError):
    """The item is counted in another unit than it is sold in, and nobody gave its weight: no factor, no kg."""


@dataclass(frozen=True, slots=True)
class Load:
    """One item on the collector's scale. `factor`: grams per base unit of the item, for sale by weight."""

    unit: Unit
    sold_unit: Unit
    own_quantity: int
    take_all: bool
    weight: int
    price: int
    rafaksi_bp: int = 0
    over_confirmed: bool = False
    factor: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sold:
    """The figures of one line. `out` = what left the stock, `extra` of it was never on the books."""

    out: int
    extra: int
    sold_quantity: int
    paid_quantity: int
    revenue: int
    cost: int
    cogs: int
    after: Stock

    @property
    def shrinkage_quantity(self) -> int:
        return self.out - self.paid_quantity

    @property
    def shrinkage(self) -> int:
        return self.cost - self.cogs


def after_rafaksi(weight: int, rafaksi_bp: int) -> int:
    """Return what the collector pays for: his weight less his cut for dirt and water."""
    return half_up(weight * (10_000 - rafaksi_bp), 10_000)


def in_item_units(quantity: int, load: Load) -> int:
    """Return a quantity on the collector's scale in the item's own base units."""
    if load.sold_unit == load.unit:
        return quantity
    if load.sold_unit is not Unit.GRAM or load.factor is None:
        raise NoFactor
    exact = quantity / load.factor
    return half_up(exact.numerator, exact.denominator)


def sell(stock: Stock, load: Load, *, over_bp: int) -> Sold:
    """Take a load out of stock: its cost, the cost of what was paid for, and the rest as shrinkage.

    More than the stock, or more than our own scale said, is refused unless confirmed ("timbang lebih"): then the
    excess comes in at cost 0, up to `over_bp` of the stock.
    """
    sold = after_rafaksi(load.weight, load.rafaksi_bp)
    paid = in_item_units(sold, load)
    own = stock.quantity if load.take_all else load.own_quantity
    out = max(own, paid)
    booked = min(own, stock.quantity)
    extra = out - booked
    if extra:
        limit = stock.quantity * over_bp // 10_000
        if extra > limit or not load.over_confirmed:
            raise OverStock(have=booked, need=out, limit=limit)
    cost, after = issue(stock, booked)
    cogs = cost * paid // out if out else 0
    revenue = line_amount(sold, load.sold_unit, load.price)
    return Sold(out, extra, sold, paid, revenue, cost, cogs, after)


def shrinks_much(sold: Sold, warn_bp: int) -> bool:
    """Return whether more was lost than is usual: worth a look at scales, water and locks."""
    return sold.shrinkage_quantity * 10_000 > sold.out * warn_bp


def break_even(stock: Stock, unit: Unit, usual_shrinkage_bp: int) -> int | None:
    """Return the price per kg (litre, piece) at which selling all brings back its cost; None for no stock."""
    if stock.quantity == 0 or usual_shrinkage_bp >= 10_000:
        return None
    per = 1 if unit is Unit.PIECE else 1000
    return -(-stock.value * 10_000 * per // (stock.quantity * (10_000 - usual_shrinkage_bp)))
