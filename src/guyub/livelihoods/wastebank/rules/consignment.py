"""Consigned waste: which lots a sale takes, and who gets what it brought (spec 3.5). No Django in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guyub.foundation.core.money import basis_points, half_up, share


@dataclass(frozen=True, slots=True)
class Taken:
    """Grams taken out of one lot, and the association's fee for selling them in basis points.

    `rank` orders ties: member number (a guest comes last), line, lot.
    """

    quantity: int
    fee_bp: int
    rank: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Proceeds:
    """What a line of consigned waste brought: each lot's fee and its share; costs, fees and shares are all of it."""

    fees: tuple[int, ...]
    amounts: tuple[int, ...]
    costs: int

    @property
    def fee(self) -> int:
        return sum(self.fees)

    @property
    def total(self) -> int:
        return self.costs + self.fee + sum(self.amounts)


def first_in_first_out(held: Sequence[int], quantity: int) -> list[int]:
    """Take `quantity` from lots in their order; the last may split. More than there is, is an error."""
    taken, left = [], quantity
    for here in held:
        part = min(here, left)
        taken.append(part)
        left -= part
    if left:
        raise ValueError(f"{left} more than the lots hold")
    return taken


def share_proceeds(revenue: int, costs: int, lots: Sequence[Taken]) -> Proceeds:
    """Share what the collector pays: costs first, the fee on the rest, and the remainder by grams delivered from lots.

    Lots of one fee rate are one group; between several rates the proceeds less costs are shared by grams first.
    """
    if not 0 <= costs <= revenue:
        raise ValueError("costs are a part of what a sale brings")
    order = sorted(range(len(lots)), key=lambda i: lots[i].rank)
    groups: dict[int, list[int]] = {}
    for i in order:
        groups.setdefault(lots[i].fee_bp, []).append(i)
    parts = share(revenue - costs, [sum(lots[i].quantity for i in group) for group in groups.values()])
    fees, amounts = [0] * len(lots), [0] * len(lots)
    for (rate, group), part in zip(groups.items(), parts, strict=True):
        fee, grams = basis_points(part, rate), [lots[i].quantity for i in group]
        for i, cut, amount in zip(group, share(fee, grams), share(part - fee, grams), strict=True):
            fees[i], amounts[i] = cut, amount
    return Proceeds(tuple(fees), tuple(amounts), costs)


def realised(amount: int, quantity: int, adjusted: int) -> int:
    """Return what `adjusted` grams (signed) are worth at the rupiah per gram that `quantity` brought."""
    worth = half_up(amount * abs(adjusted), quantity)
    return worth if adjusted >= 0 else -worth
