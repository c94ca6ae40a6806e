"""What becomes of the value, as tapped and as far as it reaches (spec 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guyub.foundation.core.money import basis_points

# The values of `choices.Way` and `choices.Intent`; a test compares them.
SAVE, CASH, BARTER, DONATE, DUES = "save", "cash", "barter", "donate", "dues"
ALL, REST, AMOUNT, RATIO = "all", "rest", "amount", "ratio"


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """So many whole sale units of a good, at its price or by a swap offer (`terms`; empty: whichever stands).

    `only_asked`: a phone had none to hand out, so it is a request.

    Found at the weighing: `unit_price`, what one costs (0: nothing says so), `reach`, how many the waste allows, and
    `offer_id`, the swap offer that says so.
    """

    good_id: UUID
    count: int
    terms: str = ""
    only_asked: bool = False
    unit_price: int = 0
    reach: int = 0
    offer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way as it was tapped: how much (`asked`: rupiah, or basis points of the value for a ratio), or which goods.

    Saving may name a pocket, or a kind of savings (`kind_id`): hers of that kind, a new one if she has none.
    """

    way: str
    intent: str = ALL
    asked: int = 0
    pocket_id: UUID | None = None
    goods: GoodsIn | None = None
    kind_id: UUID | None = None

    @property
    def names_savings(self) -> bool:
        return self.pocket_id is not None or self.kind_id is not None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a way got. `shortfall`: the value did not reach. `cash_short`: the cash box did not, so it is saved."""

    tapped: WayIn
    amount: int
    shortfall: int = 0
    cash_short: bool = False


def faults(ways: Sequence[WayIn]) -> list[str]:
    """Return the codes of what makes no sense: before anything is computed."""
    found = []
    if any(w.intent == AMOUNT and w.asked <= 0 for w in ways if w.way != BARTER):
        found.append("way_without_amount")
    if any((w.way == BARTER) != (w.goods is not None) for w in ways):
        found.append("barter_without_goods")
    if any(w.goods.count <= 0 or w.intent != AMOUNT for w in ways if w.goods is not None):
        found.append("goods_without_count")
    if any(w.intent == RATIO and not 0 < w.asked <= 10_000 for w in ways):
        found.append("way_ratio")
    if sum(w.asked for w in ways if w.intent == RATIO) > 10_000:
        found.append("ways_over_whole")
    if sum(w.intent == REST for w in ways) > 1:
        found.append("two_rests")
    return found


def allocate(
    net: int, ways: Sequence[WayIn], *, owed: int, in_cash_box: int, already: int = 0, most: int | None = None
) -> tuple[Allocation, ...]:
    """Give each way its part of `net`, in the order tapped, "the rest" last. What no way takes is saved.

    Dues take at most what is owed. Goods come in whole units, as many as the value pays for. Cash that the box does
    not hold is not paid in part: the value is saved.
    `already`: in a correction, what was handed out before and stands. `most`: what may be used while a debt stands.
    """
    left = max(net - already, 0)
    if most is not None:
        left = min(left, most)
    given: dict[int, Allocation] = {}
    order = sorted(range(len(ways)), key=lambda i: ways[i].intent == REST)
    for i in order:
        allocation = _one(ways[i], net=net, left=left, owed=owed, in_cash_box=in_cash_box)
        left -= allocation.amount
        if ways[i].way == DUES:
            owed -= allocation.amount
        if ways[i].way == CASH:
            in_cash_box -= allocation.amount
        given[i] = allocation
    return tuple(given[i] for i in range(len(ways)))


def _one(way: WayIn, *, net: int, left: int, owed: int, in_cash_box: int) -> Allocation:
    if way.goods is not None:
        return _goods(way, way.goods, left)
    wanted = {ALL: left, REST: left, AMOUNT: way.asked, RATIO: basis_points(net, way.asked)}[way.intent]
    amount = min(wanted, left)
    shortfall = wanted - amount if way.intent == AMOUNT else 0
    if way.way == DUES:
        amount = min(amount, owed)
    if way.way == CASH and amount > in_cash_box:
        return Allocation(way, 0, shortfall, cash_short=True)
    return Allocation(way, amount, shortfall)


def _goods(way: WayIn, goods: GoodsIn, left: int) -> Allocation:
    count = min(goods.count, goods.reach, left // goods.unit_price) if goods.unit_price else 0
    return Allocation(way, count * goods.unit_price, (goods.count - count) * goods.unit_price)
