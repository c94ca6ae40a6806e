"""Tukar barang: goods for waste and savings, with the figures in the books."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Barter
from tests.factories_goods import lies, make_oil, offer, wants
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        yield make_bank(org)


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


def books(bank, *accounts):
    return tuple(balance(org=bank.org, account=account) for account in accounts)


def sound(bank):
    return list(verify(bank.org).findings)


def later(bank, member, good, count=1, **values):
    values = {"client_id": uuid7(), "by": bank.treasurer} | values
    return actions.barter_savings(
        org=bank.org,
        happened_at=clock.now(),
        pocket_id=bank.pocket(member).pk,
        post_id=bank.post.pk,
        good_id=good.pk,
        count=count,
        **values,
    )


def test_a_swap_takes_the_worth_of_the_waste_at_the_weighing(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    done = bank.deposit(sutinah, bank.line("JLT", 12_000), ways=[wants(oil, 2)])
    assert (done.net, done.saved, done.balance_after) == (48_000, 8_000, 8_000)
    row = Barter.objects.get()
    assert (row.terms, row.waste_quantity, row.unit_price, row.amount, row.cost) == (
        "swap",
        5_000,
        20_000,
        40_000,
        36_000,
    )
    assert lies(bank, oil) == Stock(8_000, 144_000)
    assert books(bank, "4102", "5102", "1302", "2101", "6108") == (-40_000, 36_000, 144_000, -8_000, 0)
    assert sound(bank) == []
