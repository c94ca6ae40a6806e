"""Corrections after the goods moved: each item of the post by its net change, at the one rule of valuation."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.models import Entry, StockBalance
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import StockDifference
from tests.factories_ledger import close_month
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        bank = make_bank(org)
        yield bank
        with clock.set_to(at(date(2021, 12, 1), time(9))):
            assert verify(org).findings == []
        for quantity, value in StockBalance.objects.values_list("quantity", "value"):
            assert quantity > 0 or value == 0
            assert min(quantity, value) >= 0
        assert sum(StockBalance.objects.values_list("value", flat=True)) == balance(org=org, account="1301")


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


def difference(bank):
    return balance(org=bank.org, account="5202")


def sell(bank, code, grams, **values):
    values = {"own_quantity": grams} | values
    return bank.sell(bank.load(code, grams, 5000, **values), collector=bank.collector(), cash_account="1101")


def count(bank, code, counted):
    actions.count_stock(
        org=bank.org,
        by=bank.treasurer,
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=bank.post.pk,
        item_id=bank.items[code].pk,
        counted=counted,
        reason="opname",
    )


def reverse(bank, sale):
    facts = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now(), "reason": "batal"}
    actions.reverse_sale(client_id=uuid7(), sale_id=sale.pk, **facts)


def test_nothing_left_since_so_it_is_undone_at_exact_cost(bank, sutinah):
    bank.price("PET", 3000, starts_at=clock.now() + timedelta(minutes=5))
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        bank.deposit(make_member(bank.org, "Tumirah"), bank.line("PET", 1000))
    bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert bank.stock("PET") == Stock(2250, 5000 + 3000)
    assert difference(bank) == 0
    assert not StockDifference.objects.exists()


def test_after_a_sale_a_reduction_leaves_at_average(bank, sutinah):
    """12,5 kg typed for 1,25; 10 kg of others at 3.000; half of all is sold; then it is put right."""
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.price("PET", 3000, starts_at=clock.now() + timedelta(minutes=5))
    with clock.set_to(clock.now() + timedelta(minutes=10)):
        bank.deposit(make_member(bank.org, "Tumirah"), bank.line("PET", 10_000))
        sale = sell(bank, "PET", 2500)
        assert bank.stock("PET") == Stock(20_000, 71_112)  # 80.000 − floor(80.000 × 2.500 ÷ 22.500)
        right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # 11.250 g leave at floor(71.112 × 11.250 ÷ 20.000) = 40.000; 45.000 were taken from the passbook.
    assert bank.stock("PET") == Stock(8750, 31_112)
    assert difference(bank) == -5000
    row = StockDifference.objects.get()
    assert (row.missing, row.value, row.deposit_id) == (0, -5000, right.deposit_id)
    assert bank.pocket(sutinah).balance == 5000
    assert sale.cogs == 8888


def test_all_was_sold_what_is_missing_is_gained_at_no_cost(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    sell(bank, "PET", 1250, take_all=True, own_quantity=0)  # "ambil semua": the collector weighed 1,25 kg
    assert bank.stock("PET") == Stock(0, 0)
    assert balance(org=bank.org, account="5201") == 45_000
    with pytest.raises(BadInput) as refused:
        bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert (refused.value.code, refused.value.field, refused.value.details["missing"]) == (
        "missing_reason",
        "missing_reason",
        11_250,
    )
    assert bank.pocket(sutinah).balance == 50_000  # nothing was changed
    bank.correct(typed.deposit_id, bank.line("PET", 1250), missing_reason="tidak pernah ada")
    assert bank.stock("PET") == Stock(0, 0)
    assert difference(bank) == -45_000  # the shrinkage that never was
    row = StockDifference.objects.get()
    assert (row.missing, row.value, row.reason) == (11_250, -45_000, "tidak pernah ada")
    assert bank.pocket(sutinah).balance == 5000


def test_what_is_left_is_taken_and_the_rest_is_missing(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    sell(bank, "PET", 10_000)
    bank.correct(typed.deposit_id, bank.line("PET", 1250), missing_reason="sudah terjual")
    # 2.500 g at 10.000 leave, 8.750 g are gained; 45.000 − 10.000 to Selisih Persediaan.
    assert bank.stock("PET") == Stock(0, 0)
    assert difference(bank) == -35_000
    assert StockDifference.objects.get().missing == 8750


def test_an_increase_adds_its_cost(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 1250))
    sell(bank, "PET", 1000)
    bank.correct(typed.deposit_id, bank.line("PET", 2250))
    assert bank.stock("PET") == Stock(1250, 5000)
    assert (difference(bank), StockDifference.objects.count()) == (0, 0)
    assert bank.pocket(sutinah).balance == 9000


def test_a_pure_price_change_revalues_what_is_here(bank, sutinah):
    """A kind without a price; half of it is sold; then the price is published and the deposit is put right."""
    item = actions.create_item(
        org=bank.org,
        by=bank.chair,
        category_id=bank.items["KRD"].category_id,
        code="BK",
        name="Buku",
        unit=bank.items["KRD"].unit,
    )
    bank.items["BK"] = item
    typed = bank.deposit(sutinah, bank.line("BK", 10_000))
    assert (typed.net, bank.stock("BK")) == (0, Stock(10_000, 0))
    sell(bank, "BK", 4000)
    bank.price("BK", 1500, starts_at=at(SUNDAY, time(7)))
    right = bank.correct(typed.deposit_id, bank.line("BK", 10_000))
    assert right.net == 15_000
    assert bank.stock("BK") == Stock(6000, 9000)
    assert difference(bank) == 6000  # the part of what was sold


def test_a_changed_item_takes_its_price_of_then(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.price("KRD", 9000, starts_at=clock.now() + timedelta(minutes=1))
    sell(bank, "PET", 4000)
    right = bank.correct(typed.deposit_id, bank.line("KRD", 10_000), missing_reason="tertukar dengan kardus")
    assert right.net == 17_000
    assert (bank.stock("PET"), bank.stock("KRD")) == (Stock(0, 0), Stock(10_000, 17_000))
    row = StockDifference.objects.get()
    # 6.000 g at 24.000 leave; 4.000 g were sold for PET: their 16.000 come back from Selisih Persediaan.
    assert (row.item.code, row.missing, row.value) == ("PET", 4000, -16_000)
    assert difference(bank) == -16_000


def test_a_reversed_sale_does_not_count(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.deposit(make_member(bank.org, "Tumirah"), bank.line("PET", 10_001))
    reverse(bank, sell(bank, "PET", 7000))
    bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert bank.stock("PET") == Stock(11_251, 45_004)
    assert not StockDifference.objects.exists()


def test_another_deposits_correction_does_not_count_but_its_difference_does(bank, sutinah):
    first = bank.deposit(sutinah, bank.line("PET", 3000))
    second = bank.deposit(sutinah, bank.line("PET", 3000))
    third = bank.deposit(sutinah, bank.line("PET", 3000))
    bank.correct(third.deposit_id, bank.line("PET", 2000))
    bank.correct(second.deposit_id, bank.line("PET", 1000))
    assert (bank.stock("PET"), StockDifference.objects.count()) == (Stock(6000, 24_000), 0)
    count(bank, "PET", 5999)
    again = bank.correct(first.deposit_id, bank.line("PET", 1000))
    assert bank.stock("PET").quantity == 3999
    assert again.net == 4000


def test_twice_after_a_sale(bank, sutinah):
    """Scenario 3, extended: withdrawn, sold, put right twice."""
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.withdraw(sutinah, 48_000)
    sell(bank, "PET", 1000)
    second = bank.correct(typed.deposit_id, bank.line("PET", 1250), missing_reason="salah ketik")
    assert (second.lacking, party_balance(org=bank.org, account="1201", party=sutinah.pk)) == (43_000, 43_000)
    # 11.500 g are left, 46.000; 11.250 g leave at 45.000.
    assert bank.stock("PET") == Stock(250, 1000)
    third = bank.correct(second.deposit_id, bank.line("PET", 1750))
    assert (bank.stock("PET"), third.net) == (Stock(750, 3000), 7000)
    assert party_balance(org=bank.org, account="1201", party=sutinah.pk) == 41_000
    fourth = bank.correct(third.deposit_id, bank.line("PET", 875), missing_reason="timbangan rusak")
    assert fourth.net == 3500
    assert bank.stock("PET") == Stock(0, 0)  # 750 g taken, 125 g missing
    assert StockDifference.objects.get(deposit_id=fourth.deposit_id).missing == 125
    assert party_balance(org=bank.org, account="1201", party=sutinah.pk) == 44_500


def test_a_gift_is_put_right_after_a_sale(bank):
    typed = bank.deposit(None, bank.line("PET", 12_500), guest_name="Bu Guru")
    sell(bank, "PET", 12_500)
    bank.correct(typed.deposit_id, bank.line("PET", 1250), missing_reason="salah ketik")
    assert balance(org=bank.org, account="2201") == -5000
    assert (bank.stock("PET"), difference(bank)) == (Stock(0, 0), -45_000)


def test_a_closed_month_is_refused_and_can_be_posted_today(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    actions.close_session(org=bank.org, by=bank.weigher, session_id=bank.session().pk, happened_at=clock.now())
    with clock.set_to(at(date(2021, 7, 5), time(9))):
        close_month(bank.org, date(2021, 6, 1), counter=bank.treasurer, chair=bank.chair)
        with pytest.raises(Refused) as refused:
            bank.correct(typed.deposit_id, bank.line("PET", 1250), by=bank.treasurer)
        assert refused.value.code == "month_closed"
        assert bank.pocket(sutinah).balance == 50_000
        right = bank.correct(typed.deposit_id, bank.line("PET", 1250), by=bank.treasurer, post_today=True)
        entry = Entry.objects.get(source_id=right.deposit_id, kind="bank_sampah.setoran")
        assert (entry.booked_on, "06-06-2021" in entry.memo) == (date(2021, 7, 5), True)
        assert bank.pocket(sutinah).balance == 5000
        assert bank.stock("PET") == Stock(1250, 5000)


def test_posting_into_today_is_for_those_who_settle(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    with pytest.raises(Forbidden):
        bank.correct(typed.deposit_id, bank.line("PET", 1250), post_today=True)


def test_bought_and_sold_lots_of_one_visit_lack_together(bank, sutinah):
    """One visit mixes both modes; all is withdrawn; what both take back becomes one Piutang."""
    bank.consign("ALU")
    typed = bank.deposit(sutinah, bank.line("PET", 10_000), bank.line("ALU", 1000))
    bank.sell(bank.load("ALU", 1000, 10_000, pool="B", take_all=True), collector=bank.collector(), cash_account="1101")
    assert bank.pocket(sutinah).balance == 40_000 + 9000
    bank.withdraw(sutinah, 49_000)
    right = bank.correct(typed.deposit_id, bank.line("PET", 1000), bank.line("ALU", 100))
    # 36.000 of PET, and 900 g of aluminium at 9.000 the kilogram: 8.100.
    assert (right.lacking, party_balance(org=bank.org, account="1201", party=sutinah.pk)) == (44_100, 44_100)
    assert (bank.pocket(sutinah).balance, difference(bank)) == (0, -8100)
    back = bank.correct(right.deposit_id, bank.line("PET", 10_000), bank.line("ALU", 1000))
    assert (back.lacking, party_balance(org=bank.org, account="1201", party=sutinah.pk)) == (0, 0)
    assert (bank.pocket(sutinah).balance, difference(bank)) == (0, 0)
