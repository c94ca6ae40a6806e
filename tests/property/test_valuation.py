"""Whatever happens to stock: nothing below zero, nothing worth something at nothing, not a rupiah lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from guyub.foundation.core.valuation import (
    Stock,
    StockShort,
    count,
    give_back,
    issue,
    net_correction,
    receive,
    revalue,
)

QUANTITY = st.integers(1, 10**6)
VALUE = st.integers(0, 10**8)
receipts = st.builds(Stock, QUANTITY, VALUE)
stocks = st.one_of(st.just(Stock()), receipts)
maybe_nothing = st.one_of(st.just(Stock()), receipts)


@given(receipts, st.data())
def test_what_leaves_and_what_stays_are_the_whole(stock: Stock, data: st.DataObject) -> None:
    quantity = data.draw(st.integers(0, stock.quantity))
    cost, left = issue(stock, quantity)
    assert (cost + left.value, quantity + left.quantity) == (stock.value, stock.quantity)
    exact = stock.value * quantity
    assert cost * stock.quantity <= exact < (cost + 1) * stock.quantity  # rounded down


@given(receipts, st.data())
def test_dearer_by_the_piece_than_by_the_lot_only_by_rounding(stock: Stock, data: st.DataObject) -> None:
    parts = data.draw(st.integers(1, min(stock.quantity, 20)))
    rest, costs = stock, 0
    for _ in range(parts):
        cost, rest = issue(rest, 1)
        costs += cost
    at_once = issue(stock, parts).cost
    assert at_once - parts < costs <= at_once + parts
    assert costs + rest.value == stock.value


@given(receipts, stocks, st.data())
def test_returns_bring_back_all_that_went(out: Stock, stock: Stock, data: st.DataObject) -> None:
    still_out, after = out, stock
    while still_out.quantity:
        quantity = data.draw(st.integers(max(1, still_out.quantity // 3), still_out.quantity))
        _, after, still_out = give_back(after, still_out, quantity)
    assert after == receive(stock, out.quantity, out.value)


@given(stocks, QUANTITY, st.integers(-(10**8), 10**8))
def test_a_new_price_is_split_without_loss(stock: Stock, received: int, delta: int) -> None:
    after, change, gone = revalue(stock, received, delta)
    assert change + gone == delta
    assert after == Stock(stock.quantity, stock.value + change)
    assert change * delta >= 0
    assert gone * delta >= 0
    if stock.quantity >= received and stock.value + delta >= 0:
        assert gone == 0
    if stock.quantity == 0:
        assert change == 0


@given(stocks, receipts, maybe_nothing, st.booleans())
def test_a_correction_accounts_for_every_rupiah_and_gram(stock: Stock, old: Stock, new: Stock, untouched: bool) -> None:
    after, change, difference, missing = net_correction(stock, old=old, new=new, untouched=untouched)
    assert change + difference == new.value - old.value
    assert after.value - stock.value == change
    assert after.quantity - stock.quantity == new.quantity - old.quantity + missing
    assert missing >= 0
    if missing:
        assert after == Stock()


@given(stocks, receipts, maybe_nothing)
def test_untouched_stock_is_as_if_it_had_been_right(before: Stock, old: Stock, new: Stock) -> None:
    stock = receive(before, old.quantity, old.value)
    after, _, difference, missing = net_correction(stock, old=old, new=new, untouched=True)
    assert after == receive(before, new.quantity, new.value)
    assert (difference, missing) == (0, 0)


@given(stocks, st.integers(0, 2 * 10**6))
def test_a_count_ends_at_what_was_counted(stock: Stock, counted: int) -> None:
    after, loss, cost, gain = count(stock, counted)
    assert after.quantity == counted == stock.quantity - loss + gain
    assert after.value == stock.value - cost
    assert not (loss and gain)


@dataclass
class Receipt:
    """A receipt that may still be corrected, as it stands now."""

    now: Stock
    left_since: bool = field(default=False)


class Warehouse(RuleBasedStateMachine):
    """One item in one place, with everything that can happen to it, beside an account of all its rupiah."""

    receipts = Bundle("receipts")
    outflows = Bundle("outflows")

    @initialize()
    def open(self) -> None:
        self.stock = Stock()
        self.all_receipts: list[Receipt] = []
        self.came_in = 0  # rupiah of receipts, as corrected
        self.went_out = 0  # cost of issues less returns, losses
        self.differences = 0  # Selisih Persediaan, and what is gone with goods

    def _something_left(self) -> None:
        for receipt in self.all_receipts:
            receipt.left_since = True

    @rule(target=receipts, quantity=QUANTITY, value=VALUE)
    def buy(self, quantity: int, value: int) -> Receipt:
        self.stock = receive(self.stock, quantity, value)
        self.came_in += value
        receipt = Receipt(Stock(quantity, value))
        self.all_receipts.append(receipt)
        return receipt

    @rule(target=outflows, per_mille=st.integers(1, 1000))
    def sell(self, per_mille: int) -> Stock:
        quantity = self.stock.quantity * per_mille // 1000
        cost, self.stock = issue(self.stock, quantity)
        self.went_out += cost
        self._something_left()
        return Stock(quantity, cost)

    @rule(target=outflows, out=consumes(outflows), per_mille=st.integers(1, 1000))
    def take_back(self, out: Stock, per_mille: int) -> Stock:
        cost, self.stock, still_out = give_back(self.stock, out, out.quantity * per_mille // 1000)
        self.went_out -= cost
        return still_out

    @rule(receipt=receipts, new=maybe_nothing)
    def correct(self, receipt: Receipt, new: Stock) -> None:
        if not receipt.now.quantity:
            return
        outcome = net_correction(self.stock, old=receipt.now, new=new, untouched=not receipt.left_since)
        self.stock = outcome.stock
        self.came_in += new.value - receipt.now.value
        self.differences += outcome.difference
        receipt.now = new

    @rule(per_mille=st.integers(0, 1500))
    def count_stock(self, per_mille: int) -> None:
        self.stock, loss, cost, _ = count(self.stock, self.stock.quantity * per_mille // 1000)
        self.went_out += cost
        if loss:
            self._something_left()

    @rule(beyond=QUANTITY)
    def ask_for_too_much(self, beyond: int) -> None:
        before = self.stock
        with pytest.raises(StockShort) as caught:
            issue(self.stock, self.stock.quantity + beyond)
        assert caught.value.need == caught.value.have + beyond
        assert self.stock == before

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "stock"):
            return
        assert self.stock.value >= 0
        assert self.stock.quantity >= 0
        assert self.stock.quantity or not self.stock.value
        assert self.stock.value == self.came_in - self.differences - self.went_out


TestWarehouse = Warehouse.TestCase
TestWarehouse.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
