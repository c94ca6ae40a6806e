"""Stock between weighing and selling: loads between posts, sorting, disposal, lower of cost and what it will bring."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.carrying import CarryIn, cancel_transfer, receive_from_post, send_to_post
from guyub.livelihoods.wastebank.actions.sorting import SortedOut, dispose, sort_waste
from guyub.livelihoods.wastebank.actions.valuing import record_quote, value_stock
from guyub.livelihoods.wastebank.models import ConsignmentLot
from guyub.livelihoods.wastebank.queries.comparison import compare, comparisons
from guyub.livelihoods.wastebank.queries.material_balance import material_balance
from guyub.livelihoods.wastebank.queries.stock import stock
from guyub.livelihoods.wastebank.queries.worth import usual_susut
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org)
        bank.deposit(make_member(org), bank.line("KRD", 10_000), bank.line("PET", 10_000))
        yield bank
        assert verify(org).findings == []


@pytest.fixture
def other_post(bank):
    return actions.create_post(org=bank.org, by=SYSTEM, name="Tlaga")


def facts(bank, by=None, **values):
    return {"org": bank.org, "by": by or bank.treasurer, "client_id": uuid7(), "happened_at": clock.now()} | values


def send(bank, post, *lines):
    return send_to_post(**facts(bank), from_post_id=bank.post.pk, to_post_id=post.pk, lines=lines)


def test_a_load_leaves_at_average_and_what_is_missing_is_susut(bank, other_post):
    transfer = send(bank, other_post, CarryIn(bank.items["KRD"].pk, 3000), CarryIn(bank.items["PET"].pk))
    assert (bank.stock("KRD"), bank.stock("PET").quantity) == (Stock(7000, 11_900), 0)
    assert balance(org=bank.org, account="1301") == 57_000
    arrived = {bank.items["KRD"].pk: 2900, bank.items["PET"].pk: 10_000}
    with pytest.raises(Refused) as refused:
        receive_from_post(**facts(bank), transfer_id=transfer.pk, received=arrived)
    assert refused.value.code == "own_load"
    once = facts(bank, by=bank.weigher, transfer_id=transfer.pk, received=arrived)
    receive_from_post(**once)
    receive_from_post(**once)
    assert bank.stock("KRD", post=other_post) == Stock(2900, 4930)
    assert bank.stock("PET", post=other_post) == Stock(10_000, 40_000)
    assert (balance(org=bank.org, account="5201"), balance(org=bank.org, account="1301")) == (170, 56_830)
    with pytest.raises(Clash):
        receive_from_post(**once | {"client_id": uuid7()})


def test_more_than_was_sent_comes_in_at_cost_0_with_a_reason(bank, other_post):
    transfer = send(bank, other_post, CarryIn(bank.items["KRD"].pk, 3000))
    once = facts(bank, by=bank.weigher, transfer_id=transfer.pk, received={bank.items["KRD"].pk: 3100})
    with pytest.raises(BadInput):
        receive_from_post(**once)
    receive_from_post(**once, reason="kardus basah")
    assert bank.stock("KRD", post=other_post) == Stock(3100, 5100)


def test_what_arrived_more_is_a_gain_of_the_report_and_may_be_sold(bank, other_post):
    transfer = send(bank, other_post, CarryIn(bank.items["KRD"].pk))
    arrived = {bank.items["KRD"].pk: 10_400}
    receive_from_post(**facts(bank, by=bank.weigher), transfer_id=transfer.pk, received=arrived, reason="kardus basah")
    balance = material_balance(org=bank.org, first=date.min, last=date.max)[other_post.pk, bank.items["KRD"].pk]
    assert {flow.value: grams for flow, grams in balance.flows.items() if grams} == {
        "gain": 400,
        "transferred": -10_000,
    }
    bank.sell(bank.load("KRD", 10_400, 2_000, take_all=True), collector=bank.collector(), post=other_post)
    assert verify(bank.org).findings == []


def test_nothing_arrived_is_all_lost_and_a_cancelled_load_returns_at_its_cost(bank, other_post):
    before = bank.stock("KRD")
    transfer = send(bank, other_post, CarryIn(bank.items["KRD"].pk, 3333))
    with pytest.raises(BadInput):
        cancel_transfer(**facts(bank), transfer_id=transfer.pk, reason=" ")
    cancel_transfer(**facts(bank), transfer_id=transfer.pk, reason="mobil mogok")
    assert bank.stock("KRD") == before
    lost = send(bank, other_post, CarryIn(bank.items["KRD"].pk, 1000))
    receive_from_post(**facts(bank, by=bank.weigher), transfer_id=lost.pk, received={})
    assert balance(org=bank.org, account="5201") == 1700


def test_more_than_is_there_does_not_leave(bank, other_post):
    for post, line in ((bank.post, CarryIn(bank.items["KRD"].pk, 1)), (other_post, CarryIn(bank.items["TRY"].pk))):
        with pytest.raises((BadInput, Refused)):
            send(bank, post, line)
    with pytest.raises(Refused) as refused:
        send(bank, other_post, CarryIn(bank.items["KRD"].pk, 10_001))
    assert refused.value.details["have"] == 10_000


@pytest.fixture
def caps(bank):
    """P1K: bottles with caps, bought at 1.500 the kilogram."""
    for code, name in (("P1K", "Botol bertutup"), ("P1", "Botol tanpa tutup"), ("CAP", "Tutup botol")):
        category = actions.create_category(org=bank.org, by=SYSTEM, code=code, name=name, sipsn_class="plastic")
        bank.items[code] = actions.create_item(
            org=bank.org, by=SYSTEM, category_id=category.pk, code=code, name=name, unit="g"
        )
    bank.price("P1K", 1500, starts_at=at(date(2021, 6, 1), time(0)))
    bank.deposit(make_member(bank.org, "Warsini"), bank.line("P1K", 10_000))
    return bank


def sort(bank, **values):
    outputs = [SortedOut(bank.items["P1"].pk, 9200), SortedOut(bank.items["CAP"].pk, 500)]
    values = {"quantity": 10_000, "outputs": outputs} | values
    return sort_waste(**facts(bank, by=bank.weigher), post_id=bank.post.pk, item_id=bank.items["P1K"].pk, **values)


def test_sorting_by_weight_the_residue_carries_its_part(caps):
    sorting = sort(caps)
    assert (caps.stock("P1"), caps.stock("CAP"), caps.stock("P1K")) == (Stock(9200, 13_800), Stock(500, 750), Stock())
    assert (sorting.residue, sorting.residue_value, balance(org=caps.org, account="5201")) == (300, 450, 450)


def test_sorting_by_worth_only_what_is_sold_carries_the_cost(caps):
    with pytest.raises(Refused) as refused:
        sort(caps, cost_follows="worth")
    assert refused.value.code == "no_collector_price"
    caps.deposit(None, caps.line("P1", 100), caps.line("CAP", 100))
    collector = caps.collector()
    caps.sell(
        caps.load("P1", 100, 4500, take_all=True), caps.load("CAP", 100, 3500, take_all=True), collector=collector
    )
    sorting = sort(caps, cost_follows="worth")
    # 9.200 x 4.500 : 500 x 3.500 = 41.400 : 1.750 of 15.000
    assert (caps.stock("P1").value, caps.stock("CAP").value, sorting.residue_value) == (14_392, 608, 0)


def test_what_cannot_come_out_of_it_is_refused(caps):
    for outputs in (
        [],
        [SortedOut(caps.items["P1"].pk, 10_001)],
        [SortedOut(caps.items["P1K"].pk, 10)],
        [SortedOut(caps.items["TRY"].pk, 10)],
        [SortedOut(caps.items["P1"].pk, 0)],
    ):
        with pytest.raises(BadInput):
            sort(caps, outputs=outputs)
    with pytest.raises(Refused):
        sort(caps, quantity=10_001)


def test_thrown_away_is_a_loss_at_average_and_of_consigned_waste_of_all_lots(bank):
    row = dispose(
        **facts(bank), post_id=bank.post.pk, item_id=bank.items["KRD"].pk, quantity=333, reason="busuk kena hujan"
    )
    assert (row.loss_value, balance(org=bank.org, account="5201"), bank.stock("KRD").quantity) == (566, 566, 9667)
    bank.consign("ALU")
    for name, grams in (("Karsem", 1000), ("Darmi", 500)):
        bank.deposit(make_member(bank.org, name), bank.line("ALU", grams))
    dispose(
        **facts(bank), post_id=bank.post.pk, item_id=bank.items["ALU"].pk, quantity=300, reason="berkarat", pool="B"
    )
    assert list(ConsignmentLot.objects.order_by("-quantity").values_list("held", "lost")) == [(800, 200), (400, 100)]
    with pytest.raises(BadInput):
        dispose(**facts(bank), post_id=bank.post.pk, item_id=bank.items["KRD"].pk, quantity=1, reason=" ")


def value(bank, price, **values):
    return value_stock(
        **facts(bank), post_id=bank.post.pk, item_id=bank.items["KRD"].pk, collector_price=price, **values
    )


def test_written_down_to_what_it_brings_and_back_but_never_above_cost(bank):
    row = value(bank, 1500, selling_cost=100)
    # 10 kg less 4,5 % at 1.500 is 14.325, less 1.000: 13.325 against 17.000
    assert (row.realisable, row.amount, bank.stock("KRD").value) == (13_325, -3675, 13_325)
    assert balance(org=bank.org, account="5204") == 3675
    with pytest.raises(Refused):
        value(bank, 1500, selling_cost=100)
    bank.sell(bank.load("KRD", 5000, 2000, own_quantity=5000), collector=bank.collector())
    assert value(bank, 4000).amount == 1837  # half of what was written down went with the half that was sold
    assert (bank.stock("KRD"), balance(org=bank.org, account="5204")) == (Stock(5000, 8500), 1838)
    with pytest.raises(Refused):
        value(bank, 9000)


def quote(bank, collector, price, on, code="KRD"):
    return record_quote(**facts(bank), collector_id=collector, item_id=bank.items[code].pk, price=price, quoted_on=on)


def test_collectors_prices_stand_side_by_side_with_the_newest_of_each(bank):
    karsim, dul = bank.collector(), bank.collector("Pak Dul")
    quote(bank, karsim, 1900, date(2021, 5, 1))
    quote(bank, karsim, 1750, date(2021, 6, 5))
    quote(bank, dul, 1800, date(2021, 6, 1))
    bank.sell(bank.load("KRD", 950, 1700, own_quantity=1000), collector=dul)
    with pytest.raises(BadInput):
        quote(bank, dul, 1800, date(2021, 6, 7))
    found = compare(org=bank.org, item_id=bank.items["KRD"].pk)
    assert [(q.collector, q.price, q.age, q.is_best) for q in found.quotes] == [
        ("Pak Dul", 1800, 5, True),
        ("Pak Karsim", 1750, 1, False),
    ]
    assert (found.last_price, found.last_sold_to, found.quantity) == (1700, "Pak Dul", 9000)
    # 15.300 for 9 kg; 4,5 % lost: 1.780,1… the kilogram
    assert (found.break_even, found.best_is_below) == (1781, False)
    assert [row.item for row in comparisons(org=bank.org)] == ["Kardus"]


def test_the_usual_susut_is_what_the_last_sales_lost_once_there_are_three(bank):
    item = bank.items["KRD"].pk
    collector = bank.collector()
    for weight in (950, 960):
        bank.sell(bank.load("KRD", weight, 2000, own_quantity=1000), collector=collector)
    assert usual_susut(org=bank.org, item_ids=[item])[item] == 450
    bank.sell(bank.load("KRD", 970, 2000, own_quantity=1000), collector=collector)
    assert usual_susut(org=bank.org, item_ids=[item])[item] == 400
    row = next(row for row in stock(org=bank.org) if row.item == "Kardus")
    assert row.break_even == 1771  # ceil(11.900 x 10^7 / (7.000 x 9.600))


def test_only_who_may_handles_goods(bank, other_post):
    secretary = make_actor(bank.org, Office.SECRETARY)
    with pytest.raises(Forbidden):
        send_to_post(**facts(bank, by=secretary), from_post_id=bank.post.pk, to_post_id=other_post.pk, lines=[])
    with pytest.raises(Forbidden):
        dispose(
            **facts(bank, by=bank.weigher), post_id=bank.post.pk, item_id=bank.items["KRD"].pk, quantity=1, reason="x"
        )


def test_a_fresh_price_is_better_than_a_dearer_old_one(bank):
    """What a collector said more than thirty days ago is no offer to count on."""
    old, fresh = bank.collector("Bu Tarsini"), bank.collector("Pak Darno")
    quote(bank, old, 2100, date(2021, 5, 1))
    quote(bank, fresh, 1900, date(2021, 6, 4))
    found = compare(org=bank.org, item_id=bank.items["KRD"].pk)
    assert [(q.collector, q.is_best, q.is_old) for q in found.quotes] == [
        ("Pak Darno", True, False),
        ("Bu Tarsini", False, True),
    ]
