"""What happens to stock between weighing and selling: carried, sorted, written down (spec 3.10). No Django in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guyub.foundation.core.money import half_up, share
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock, issue


class Arrived(NamedTuple):
    """What a post received of a load: its value, the cost of what was lost on the way, what was found more."""

    value: int
    loss: int
    gain: int


def arrive(sent: Stock, received: int) -> Arrived:
    """Take a load in. What is missing is susut at its part of the cost; what is more comes in at cost 0."""
    if received >= sent.quantity:
        return Arrived(sent.value, 0, received - sent.quantity)
    loss, left = issue(sent, sent.quantity - received)
    return Arrived(left.value, loss, 0)


def share_cost(cost: int, weights: Sequence[int], residue: int) -> tuple[list[int], int]:
    """Share the cost of sorted waste over what came out of it, by `weights`; `residue` carries its own weight."""
    if not residue:
        return share(cost, weights), 0
    *parts, lost = share(cost, [*weights, residue])
    return parts, lost


def realisable(quantity: int, unit: Unit, price: int, selling_cost: int, susut_bp: int) -> int:
    """Return what stock will bring: the collector's price for what will be left of it, less the costs of selling.

    Price and costs are per kg, litre or piece.
    """
    per = 1 if unit is Unit.PIECE else 1000
    brings = half_up(quantity * (10_000 - susut_bp) * price, 10_000 * per)
    return max(brings - half_up(quantity * selling_cost, per), 0)


def still_written_down(movements: Iterable[tuple[int, int, bool]]) -> int:
    """Return how much of the write-downs still lies in a stock: what leaves takes its part of them along.

    `movements` from the beginning: quantity, value, whether it is a write-down (or one taken back).
    """
    quantity = lowered = 0
    for moved, value, is_write_down in movements:
        if is_write_down:
            lowered -= value
        elif moved < 0:
            lowered = lowered * (quantity + moved) // quantity if quantity else 0
        quantity += moved
    return max(lowered, 0)
