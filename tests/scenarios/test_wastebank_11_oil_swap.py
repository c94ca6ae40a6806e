"""Scenario 11: five litres of used oil for one litre of new oil; without oil in stock it is refused whole."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.balances import balance
from guyub.livelihoods.wastebank.models import Barter, Deposit, PassbookLine
from guyub.livelihoods.wastebank.queries.totals import grams_by_class
from tests.factories_goods import lies, make_oil, offer, wants
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


def test_scenario_11_five_litres_for_one(bank):
    oil = make_oil(bank, 1, 18_000)
    offer(bank, oil, 5_000)
    sutinah = make_member(bank.org)
    done = bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil)])
    assert list(PassbookLine.objects.order_by("no").values_list("amount", flat=True)) == [20_000, -20_000]
    assert (done.net, done.balance_after) == (20_000, 0)
    assert lies(bank, oil) == Stock()
    row = Barter.objects.get()
    assert row.amount - row.cost == 2_000
    assert balance(org=bank.org, account="4102") + balance(org=bank.org, account="5102") == -2_000
    before = Deposit.objects.count()
    with pytest.raises(Refused) as none:
        bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil)])
    assert none.value.code == "no_goods"
    assert Deposit.objects.count() == before
    assert bank.stock("JLT") == Stock(5_000, 20_000)


def test_scenario_10_the_swapped_oil_still_weighs_by_its_factor(bank):
    oil = make_oil(bank, 1, 5_000)
    offer(bank, oil, 2_500)
    done = bank.deposit(make_member(bank.org), bank.line("JLT", 2_500), ways=[wants(oil)])
    assert done.net == 10_000
    assert [row.grams for row in grams_by_class(org=bank.org, months=1)] == [2_275]
