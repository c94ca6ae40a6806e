"""What stock is worth: one rule for every room. Whole numbers only; unit cost is never stored. No Django in here.

Stock is a quantity and its value. What leaves takes its part of the value, rounded down, and the last part takes the
rest; so the value is never negative, nothing is lost between rupiah, and nothing on hand is worth nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Stock:
    """A quantity in base units and what it is worth in rupiah."""

    quantity: int = 0
    value: int = 0

    def __post_init__(self) -> None:
        if self.quantity < 0 or self.value < 0:
            raise ValueError("stock and its value are never negative")
        if self.quantity == 0 and self.value != 0:
            raise ValueError("nothing on hand is worth nothing")


EMPTY = Stock()


class StockShort(ValueError):
    """More was asked for than there is; nothing leaves."""

    def __init__(self, have: int, need: int) -> None:
        super().__init__(f"there are {have}, {need} are needed")
        self.have = have
        self.need = need


class Issued(NamedTuple):
    """What left: its cost, and the stock after."""

    cost: int
    stock: Stock


class GivenBack(NamedTuple):
    """What came back: its cost, the stock after, and what is still out."""

    cost: int
    stock: Stock
    out: Stock


class Revalued(NamedTuple):
    """A corrected price: the stock after, how its value changed, and the part whose goods are gone (both signed)."""

    stock: Stock
    change: int
    gone: int


class Corrected(NamedTuple):
    """A corrected receipt: the stock after, and where its rupiah went.

    `change` is what the stock's value moved by; `difference` goes to Selisih Persediaan (debit positive);
    together they are exactly the new cost less the old. `missing` is the quantity that should have left but was not
    there: a discrepancy, to be counted as gain at cost 0, with a reason.
    """

    stock: Stock
    change: int
    difference: int
    missing: int


class Counted(NamedTuple):
    """A stock count: the stock after, and either a loss with its cost, or a gain at cost 0."""

    stock: Stock
    loss: int
    cost: int
    gain: int


def issue(stock: Stock, quantity: int) -> Issued:
    """Take `quantity` out at its part of the value, rounded down; the last of it takes the rest."""
    _not_negative(quantity)
    if quantity > stock.quantity:
        raise StockShort(stock.quantity, quantity)
    if quantity == stock.quantity:
        return Issued(stock.value, EMPTY)
    cost = stock.value * quantity // stock.quantity
    return Issued(cost, Stock(stock.quantity - quantity, stock.value - cost))


def receive(stock: Stock, quantity: int, value: int) -> Stock:
    """Take `quantity` in for `value` rupiah."""
    _not_negative(quantity)
    _not_negative(value)
    return Stock(stock.quantity + quantity, stock.value + value)


def give_back(stock: Stock, out: Stock, quantity: int) -> GivenBack:
    """Take back part of an outflow, of which `out` is still out: quantity and cost. The last part takes the rest."""
    cost, left = issue(out, quantity)
    return GivenBack(cost, receive(stock, quantity, cost), left)


def revalue(stock: Stock, received: int, delta: int) -> Revalued:
    """Correct the cost of a receipt of `received` by `delta` rupiah.

    At most `stock.quantity` of it is still here and changes the value, never below 0; the rest is gone, and so is
    its part of the correction (to HPP Produk for purchases, Selisih Persediaan for the waste bank).
    """
    if received <= 0:
        raise ValueError("only a receipt of something can change its price")
    here = min(stock.quantity, received)
    change = abs(delta) - abs(delta) * (received - here) // received
    if delta < 0:
        change = -min(change, stock.value)
    return Revalued(Stock(stock.quantity, stock.value + change), change, delta - change)


def net_correction(stock: Stock, *, old: Stock, new: Stock, untouched: bool) -> Corrected:
    """Replace a receipt `old` by `new` (or by nothing: an undo), by the net change alone.

    `untouched`: nothing has left this stock since the receipt, so it is undone at its exact cost. Otherwise a smaller
    quantity leaves at average, a greater one adds its cost, and the same quantity is revalued.
    """
    delta = new.value - old.value
    quantity = stock.quantity + new.quantity - old.quantity
    value = stock.value + delta
    if untouched and quantity >= 0 and value >= 0 and (quantity or not value):
        return Corrected(Stock(quantity, value), delta, 0, 0)
    if new.quantity < old.quantity:
        return _reduce(stock, old.quantity - new.quantity, delta)
    if new.quantity > old.quantity:
        stock_after = receive(stock, new.quantity - old.quantity, max(delta, 0))
        if delta >= 0:
            return Corrected(stock_after, delta, 0, 0)
        return _revalue_receipt(stock_after, new.quantity, delta)
    return _revalue_receipt(stock, new.quantity, delta) if delta else Corrected(stock, 0, 0, 0)


def _reduce(stock: Stock, quantity: int, delta: int) -> Corrected:
    """Let what should not have come in leave at average, as far as it is still there."""
    taken = min(quantity, stock.quantity)
    cost, left = issue(stock, taken)
    return Corrected(left, -cost, delta + cost, quantity - taken)


def _revalue_receipt(stock: Stock, received: int, delta: int) -> Corrected:
    after, change, gone = revalue(stock, received, delta)
    return Corrected(after, change, gone, 0)


def count(stock: Stock, counted: int) -> Counted:
    """Replace the stock by what was counted: a loss leaves at average, a gain comes in at cost 0."""
    _not_negative(counted)
    if counted >= stock.quantity:
        gain = counted - stock.quantity
        return Counted(receive(stock, gain, 0), 0, 0, gain)
    loss = stock.quantity - counted
    cost, left = issue(stock, loss)
    return Counted(left, loss, cost, 0)


def _not_negative(number: int) -> None:
    if number < 0:
        raise ValueError("quantities and costs are zero or more; the direction is in the verb")
