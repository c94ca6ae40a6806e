"""What goods cost a member, and whether the bank loses by it (spec 3.6). No Django in here."""

from __future__ import annotations

from guyub.foundation.core.valuation import Stock, StockShort, issue


def swap_price(*, worth: int, brought: int, quantity: int) -> int:
    """Return what one sale unit costs by a swap of `quantity`: its part of what all that was `brought` is worth.

    Rounded down like all that leaves a sum, so that waste brought for whole units always pays for them.
    """
    return worth * quantity // brought if brought else 0


def cost_of(stock: Stock, quantity: int) -> int | None:
    """Return the cost of `quantity` at moving average, None if there is less."""
    try:
        return issue(stock, quantity).cost
    except StockShort:
        return None


def unit_cost(stock: Stock, unit_size: int) -> int | None:
    """Return what one sale unit costs the bank, rounded up: at that price nothing is lost. None without stock."""
    if stock.quantity < unit_size:
        return None
    return -(-stock.value * unit_size // stock.quantity)
