"""Loads to collectors, what they owe, counts of the stock, and what the screens read of it."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Sale, SaleLine
from guyub.livelihoods.wastebank.queries.sales import debts, owed_total, sale_sheet, sales
from guyub.livelihoods.wastebank.queries.stock import counts, stock, stock_card
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org)
        bank.deposit(make_member(org), bank.line("KRD", 10_000), bank.line("PET", 2000), bank.line("JLT", 5000))
        yield bank
        assert verify(org).findings == []


def reverse(bank, sale, **values):
    values = {"client_id": uuid7(), "happened_at": clock.now(), "reason": "batal"} | values
    return actions.reverse_sale(org=bank.org, by=bank.treasurer, sale_id=sale.pk, **values)


def pay(bank, sale, amount, **values):
    values = {"client_id": uuid7(), "happened_at": clock.now(), "cash_account": "1101"} | values
    return actions.record_sale_payment(org=bank.org, by=bank.treasurer, sale_id=sale.pk, amount=amount, **values)


def test_owed_and_paid_in_parts(bank):
    collector = bank.collector()
    sale = bank.sell(bank.load("KRD", 10_000, 2000, take_all=True), collector=collector)
    assert (sale.revenue, sale.paid, owed_total(org=bank.org)) == (20_000, 0, 20_000)
    assert party_balance(org=bank.org, account="1203", party=collector) == 20_000
    same = {"client_id": uuid7(), "happened_at": clock.now()}
    assert pay(bank, sale, 8000, **same) == pay(bank, sale, 8000, **same)
    (debt,) = debts(org=bank.org)
    assert (debt.collector, debt.owed, debt.sales) == ("Pak Karsim", 12_000, 1)
    with pytest.raises(Refused) as refused:
        pay(bank, sale, 12_001)
    assert refused.value.details["owed"] == 12_000
    with pytest.raises(BadInput):
        pay(bank, sale, 0)
    pay(bank, sale, 12_000)
    assert (debts(org=bank.org), balance(org=bank.org, account="1101")) == ([], 1_020_000)


def test_a_reversed_sale_gives_grams_cost_and_money_back(bank):
    before = bank.stock("KRD"), balance(org=bank.org, account="1101")
    sale = bank.sell(bank.load("KRD", 3333, 2000, own_quantity=3500), collector=bank.collector())
    pay(bank, sale, 1000)
    assert bank.stock("KRD").quantity == 6500
    undone = reverse(bank, sale)
    assert reverse(bank, sale) == undone
    assert (bank.stock("KRD"), balance(org=bank.org, account="1101")) == before
    assert (undone.status, owed_total(org=bank.org)) == ("reversed", 0)
    with pytest.raises(Refused):
        pay(bank, sale, 1000)


def test_a_draft_changes_and_goes_a_final_sale_does_not(bank):
    collector = bank.collector()
    common = {"org": bank.org, "by": bank.treasurer}
    draft = actions.draft_sale(
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=bank.post.pk,
        collector_id=collector,
        lines=[bank.load("KRD", 9000, 2000, own_quantity=9000)],
        **common,
    )
    actions.edit_draft(
        sale_id=draft.pk,
        collector_id=collector,
        happened_at=clock.now(),
        lines=[bank.load("KRD", 9700, 2100, take_all=True), bank.load("PET", 2000, 6000, take_all=True)],
        **common,
    )
    assert bank.stock("KRD").quantity == 10_000
    once = {"client_id": uuid7(), "happened_at": clock.now(), "sale_id": draft.pk}
    final = actions.finalise_sale(**once, **common)
    assert actions.finalise_sale(**once, **common).revenue == final.revenue == 20_370 + 12_000
    with pytest.raises(Clash):
        actions.finalise_sale(**once | {"client_id": uuid7()}, **common)
    for act in (actions.discard_draft, reverse):
        if act is actions.discard_draft:
            with pytest.raises(Refused):
                act(sale_id=draft.pk, **common)
    other = actions.draft_sale(
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=bank.post.pk,
        collector_id=collector,
        lines=[bank.load("JLT", 5000, 6000, take_all=True)],
        **common,
    )
    actions.discard_draft(sale_id=other.pk, **common)
    assert [card.status for card in sales(org=bank.org)] == ["final"]


def test_the_sheet_warns_of_shrinkage(bank):
    sale = bank.sell(
        bank.load("KRD", 9399, 2000, take_all=True),
        bank.load("PET", 1900, 6000, take_all=True),
        collector=bank.collector(),
        cash_account="1101",
    )
    sheet = sale_sheet(org=bank.org, sale_id=sale.pk)
    assert [(line.item, line.shrinks_much, line.shrinkage_quantity) for line in sheet.lines] == [
        ("Kardus", True, 601),
        ("Botol PET bersih", False, 100),
    ]


def test_weighed_more_is_confirmed_with_a_reason(bank):
    load = {"take_all": True}
    with pytest.raises(Refused) as refused:
        bank.sell(bank.load("KRD", 10_500, 2000, **load), collector=bank.collector())
    assert refused.value.code == "over_stock"
    sale = bank.sell(
        bank.load("KRD", 10_500, 2000, over_reason="timbangan pengepul", **load), collector=bank.collector("Bu Rasini")
    )
    line = SaleLine.objects.get(sale=sale)
    assert (line.out_quantity, line.extra_quantity, line.cost, line.cogs) == (10_500, 500, 17_000, 17_000)
    assert (bank.stock("KRD").quantity, bank.stock("KRD").value) == (0, 0)
    reverse(bank, sale)
    assert (bank.stock("KRD").quantity, bank.stock("KRD").value) == (10_000, 17_000)


def test_oil_is_sold_by_the_kilogram_with_its_factor(bank):
    sale = bank.sell(
        bank.load("JLT", 4550, 6000, take_all=True, sold_unit="g"), collector=bank.collector(), cash_account="1101"
    )
    line = SaleLine.objects.get()
    assert (line.paid_quantity, sale.revenue, sale.shrinkage) == (5000, 27_300, 0)


def test_only_the_treasurer_sells_and_counts(bank):
    with pytest.raises(Forbidden):
        actions.draft_sale(
            org=bank.org,
            by=bank.weigher,
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=bank.post.pk,
            collector_id=bank.collector(),
            lines=[],
        )
    assert not Sale.objects.exists()


class TestCounts:
    def count(self, bank, counted, reason="opname", **values):
        values = {"client_id": uuid7(), "happened_at": clock.now()} | values
        return actions.count_stock(
            org=bank.org,
            by=bank.treasurer,
            post_id=bank.post.pk,
            item_id=bank.items["KRD"].pk,
            counted=counted,
            reason=reason,
            **values,
        )

    def test_a_loss_leaves_at_average(self, bank):
        row = self.count(bank, 9000)
        assert (row.expected, row.loss_value) == (10_000, 1700)
        assert balance(org=bank.org, account="5201") == 1700

    def test_a_gain_costs_nothing(self, bank):
        self.count(bank, 10_100)
        assert (bank.stock("KRD").quantity, bank.stock("KRD").value) == (10_100, 17_000)

    def test_no_difference_posts_nothing_and_a_difference_needs_a_reason(self, bank):
        same = {"client_id": uuid7()}
        assert self.count(bank, 10_000, reason="", **same) == self.count(bank, 10_000, reason="", **same)
        with pytest.raises(BadInput):
            self.count(bank, 9999, reason="")
        with pytest.raises(BadInput):
            self.count(bank, -1)
        assert [row.counted for row in counts(org=bank.org)] == [10_000]

    def test_the_card_runs_backwards_from_what_is_there(self, bank):
        self.count(bank, 9000)
        rows = stock_card(org=bank.org, post_id=bank.post.pk, item_id=bank.items["KRD"].pk)
        assert [(row.quantity, row.quantity_after, row.value_after) for row in rows] == [
            (-1000, 9000, 15_300),
            (10_000, 10_000, 17_000),
        ]


def test_stock_with_value_and_what_it_must_fetch(bank):
    bank.sell(bank.load("KRD", 1000, 1600, own_quantity=1000), collector=bank.collector())
    rows = {row.item: row for row in stock(org=bank.org)}
    assert (rows["Kardus"].quantity, rows["Kardus"].value) == (9000, 15_300)
    assert (rows["Kardus"].break_even, rows["Kardus"].collector_price) == (1781, 1600)
    assert rows["Kardus"].sells_below_cost
    assert not rows["Botol PET bersih"].sells_below_cost
