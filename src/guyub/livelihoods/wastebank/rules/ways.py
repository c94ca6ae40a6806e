"""What becomes of the value, as tapped and as far as it reaches (spec 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guyub.foundation.core.money import basis_points

# The values of `choices.Way` and `choices.Intent`; a test compares them.
SAVE, CASH, DONATE, DUES = "save", "cash", "donate", "dues"
ALL, REST, AMOUNT, RATIO = "all", "rest", "amount", "ratio"


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way as it was tapped: how much (`asked`: rupiah, or basis points of the value for a ratio)."""

    way: str
    intent: str = ALL
    asked: int = 0
    pocket_id: UUID | None = None


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
    if any(w.intent == AMOUNT and w.asked <= 0 for w in ways):
        found.append("way_without_amount")
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

    Dues take at most what is owed. Cash that the box does not hold is not paid in part: the value is saved.
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
    wanted = {ALL: left, REST: left, AMOUNT: way.asked, RATIO: basis_points(net, way.asked)}[way.intent]
    amount = min(wanted, left)
    shortfall = wanted - amount if way.intent == AMOUNT else 0
    if way.way == DUES:
        amount = min(amount, owed)
    if way.way == CASH and amount > in_cash_box:
        return Allocation(way, 0, shortfall, cash_short=True)
    return Allocation(way, amount, shortfall)
