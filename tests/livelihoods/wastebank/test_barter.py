"""Tukar barang: goods for waste and savings, with the figures in the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Barter, Deposit, Flag, GoodsRequest, PocketKind, Receivable, UseOfValue
from guyub.livelihoods.wastebank.queries.goods_phones import phone_goods
from guyub.livelihoods.wastebank.visits import WayIn
from tests.factories import make_actor
from tests.factories_goods import buy, lies, make_oil, make_soap, offer, phone_of, set_aside, set_price, wants
from tests.factories_members import make_member
from tests.factories_savings import lebaran, move
from tests.factories_wastebank import at, make_bank, saver

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
    values = {"client_id": uuid7(), "by": bank.treasurer, "pocket_id": bank.pocket(member).pk} | values
    return actions.barter_savings(
        org=bank.org,
        happened_at=clock.now(),
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


def test_a_subsidised_swap_shows_its_difference_in_the_books(bank, sutinah):
    oil = make_oil(bank, 10, 240_000)  # dear: 24.000 a litre, as in March 2022
    with pytest.raises(Refused) as below:
        offer(bank, oil, 4_000)
    assert below.value.code == "below_cost"
    with pytest.raises(BadInput):
        offer(bank, oil, 4_000, is_subsidised=True)
    offer(bank, oil, 4_000, is_subsidised=True, reason="minyak mahal")
    bank.deposit(sutinah, bank.line("JLT", 4_000), ways=[wants(oil)])
    row = Barter.objects.get()
    assert (row.amount, row.cost, row.subsidy) == (16_000, 24_000, 8_000)
    assert books(bank, "4102", "5102", "6108") == (-24_000, 24_000, 8_000)
    assert sound(bank) == []


def test_only_the_chair_lets_goods_go_below_cost(bank):
    oil = make_oil(bank, 10, 240_000)
    with pytest.raises(Forbidden):
        actions.publish_swap_offer(
            org=bank.org,
            by=bank.treasurer,
            client_id=uuid7(),
            happened_at=clock.now(),
            good_id=oil.pk,
            item_id=bank.items["JLT"].pk,
            starts_at=clock.now(),
            quantity=4_000,
            is_subsidised=True,
            reason="minyak mahal",
        )


def test_a_cost_that_rose_since_stops_the_swap_at_the_table(bank, sutinah):
    oil = make_oil(bank)
    offer(bank, oil, 5_000)  # nothing in stock yet: nobody knows what one costs
    buy(bank, oil, 10, 210_000)
    with pytest.raises(Refused) as below:
        bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil)])
    assert (below.value.code, below.value.details["cost"], below.value.details["amount"]) == (
        "below_cost",
        21_000,
        20_000,
    )
    assert Deposit.objects.count() == 0


def test_there_is_no_swap_ratio_to_begin_with(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    with pytest.raises(Refused) as none:
        bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil)])
    assert none.value.code == "no_good_price"


def test_whole_units_as_many_as_the_value_pays_for(bank, sutinah):
    soap = make_soap(bank, 20, 50_000, price=3_000)
    done = bank.deposit(sutinah, bank.line("PET", 2_500), ways=[wants(soap, 5)])
    assert (done.net, done.saved) == (10_000, 1_000)
    assert Barter.objects.get().count == 3
    use = UseOfValue.objects.get()
    assert (use.way, use.asked, use.amount, use.shortfall) == ("barter", 15_000, 9_000, 6_000)
    assert [flag.reason for flag in Flag.objects.all()] == ["shortfall"]
    assert lies(bank, soap) == Stock(17, 42_500)


def test_a_swap_reaches_as_far_as_the_waste_and_savings_follow_other_ways(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    done = bank.deposit(
        sutinah, bank.line("JLT", 7_000), bank.line("PET", 10_000), ways=[wants(oil, 3), WayIn("donate", "rest")]
    )
    assert (done.net, done.saved) == (68_000, 0)
    assert Barter.objects.get().count == 1  # 7 litres are one time five; the bottles buy none at this rate
    assert [(u.way, u.amount) for u in UseOfValue.objects.order_by("no")] == [("barter", 20_000), ("donate", 48_000)]


def test_a_price_serves_what_no_swap_reaches(bank, sutinah):
    oil = make_oil(bank, 10, 180_000, price=19_000)
    offer(bank, oil, 5_000)
    bank.deposit(sutinah, bank.line("PET", 10_000), ways=[wants(oil, 2)])
    row = Barter.objects.get()
    assert (row.terms, row.count, row.amount, row.shop_price) == ("price", 2, 38_000, 19_000)


def test_waste_swapped_once_is_not_swapped_again(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    soap = make_soap(bank, 10, 30_000)
    offer(bank, oil, 5_000)
    offer(bank, soap, 1_000)
    bank.deposit(sutinah, bank.line("JLT", 7_000), ways=[wants(oil, 1), wants(soap, 5)])
    assert sorted(Barter.objects.values_list("good_name", "count")) == [("Minyak goreng", 1), ("Sabun cuci", 2)]


def test_dated_prices_and_offers_hold_from_their_moment(bank, sutinah):
    oil = make_oil(bank, 10, 180_000, price=19_000)
    set_price(bank, oil, 20_000, starts_at=at(SUNDAY, time(10)))
    rich = saver(bank, 100_000, "Kartinah")
    assert later(bank, rich, oil).amount == 19_000
    with pytest.raises(Refused) as early:
        set_price(bank, oil, 21_000, starts_at=clock.now())
    assert early.value.code == "starts_too_early"
    with clock.set_to(at(SUNDAY, time(10, 5))):
        assert later(bank, rich, oil).amount == 20_000


def test_no_goods_no_visit_and_nothing_is_half_given(bank, sutinah):
    oil = make_oil(bank, 1, 18_000)
    offer(bank, oil, 5_000)
    with pytest.raises(Refused) as short:
        bank.deposit(sutinah, bank.line("JLT", 10_000), ways=[wants(oil, 2)])
    assert (short.value.code, short.value.details["free"]) == ("no_goods", 1)
    assert Deposit.objects.count() == 0
    assert lies(bank, oil) == Stock(1_000, 18_000)


def test_the_same_press_twice_gives_one_litre(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    press = {"client_id": uuid7(), "happened_at": clock.now()}
    first, again = (bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil)], **press) for _press in range(2))
    assert first == again
    assert Barter.objects.count() == 1
    with pytest.raises(Clash):
        bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil, 2)], **press)


def test_goods_for_savings_and_never_for_what_is_promised(bank):
    soap = make_soap(bank, 30, 75_000, price=3_000)
    kartinah = saver(bank, 20_000, "Kartinah")
    actions.request_payout(
        org=bank.org,
        by=bank.weigher,
        client_id=uuid7(),
        happened_at=clock.now(),
        pocket_id=bank.pocket(kartinah).pk,
        amount=12_000,
    )
    with pytest.raises(Refused) as short:
        later(bank, kartinah, soap, 3)
    assert short.value.details["available"] == 8_000
    press = uuid7()
    given, again = (later(bank, kartinah, soap, 2, client_id=press) for _press in range(2))
    assert given == again
    assert bank.pocket(kartinah).balance == 14_000
    assert -party_balance(org=bank.org, account="2101", party=kartinah.pk) == 14_000
    assert given.receipt_number is not None
    assert sound(bank) == []


def test_goods_come_out_of_locked_savings_as_little_as_money(bank):
    soap = make_soap(bank, 30, 75_000, price=3_000)
    kartinah = saver(bank, 20_000, "Kartinah")
    move(bank, kartinah, 12_000)
    lebaran(bank, date(2022, 5, 2))
    with pytest.raises(Refused) as locked:
        later(bank, kartinah, soap, pocket_id=bank.pocket(kartinah, "lebaran").pk)
    assert (locked.value.code, locked.value.details["until"]) == ("pocket_locked", "2022-04-18")
    assert (Barter.objects.count(), bank.pocket(kartinah, "lebaran").balance) == (0, 12_000)
    with clock.set_to(at(date(2022, 4, 18), time(9))):
        later(bank, kartinah, soap, pocket_id=bank.pocket(kartinah, "lebaran").pk)
    assert bank.pocket(kartinah, "lebaran").balance == 9_000
    assert sound(bank) == []


@pytest.mark.parametrize(
    ("rules", "count", "code"),
    [
        ({"minimum_withdrawal": 6_001}, 2, "below_minimum"),
        ({"minimum_left": 14_001}, 2, "minimum_left"),
        ({"minimum_withdrawal": 6_000, "minimum_left": 14_000, "per_month": 1}, 2, ""),
    ],
)
def test_goods_keep_what_the_kind_of_savings_asks_for(bank, rules, count, code):
    soap = make_soap(bank, 30, 75_000, price=3_000)
    kartinah = saver(bank, 20_000, "Kartinah")
    asks(bank, **rules)
    if code:
        with pytest.raises(Refused) as refused:
            later(bank, kartinah, soap, count)
        assert (refused.value.code, bank.pocket(kartinah).balance) == (code, 20_000)
        return
    given = later(bank, kartinah, soap, count)
    asks(bank, per_month=1)
    with pytest.raises(Refused) as often:
        later(bank, kartinah, soap)
    assert (often.value.code, bank.pocket(kartinah).balance) == ("too_often", 14_000)
    undo(bank, given, bank.chair)
    later(bank, kartinah, soap)
    assert bank.pocket(kartinah).balance == 17_000


def asks(bank, **rules):
    kind = PocketKind.objects.get(code="reguler")
    actions.update_pocket_kind(
        org=bank.org, by=bank.chair, kind_id=kind.pk, name=kind.name, rules=actions.KindRules(**rules)
    )


def test_all_her_savings_together_cover_what_she_owes(bank, sutinah):
    soap = make_soap(bank, 30, 75_000, price=3_000)
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 40_000)
    bank.correct(typed.deposit_id, bank.line("PET", 2_500))
    bank.org.chosen["wastebank.receivable_bp"] = 0
    bank.org.save()
    bank.deposit(sutinah, bank.line("PET", 20_000))
    move(bank, sutinah, 30_000, to="pendidikan")
    assert (Receivable.objects.get().owed, bank.pocket(sutinah).balance) == (30_000, 50_000)
    later(bank, sutinah, soap, 16)  # 48.000 of 50.000: the 30.000 for school cover the 30.000 she owes
    with pytest.raises(Refused) as owes:
        later(bank, sutinah, soap, pocket_id=bank.pocket(sutinah, "pendidikan").pk)
    assert (owes.value.code, owes.value.details["available"]) == ("owes_first", 2_000)
    assert sound(bank) == []


def test_nobody_hands_goods_to_herself(bank):
    soap = make_soap(bank, 3, 9_000, price=3_000)
    kartinah = saver(bank, 20_000, "Kartinah")
    own = make_actor(bank.org, Office.WEIGHING, Office.TREASURER, member_id=kartinah.pk)
    for attempt in (
        lambda: later(bank, kartinah, soap, by=own),
        lambda: bank.deposit(kartinah, bank.line("PET", 1_000), ways=[wants(soap)], by=own),
    ):
        with pytest.raises((Forbidden, Refused)) as caught:
            attempt()
        assert caught.value.code == "own_benefit"


def undo(bank, barter, by):
    return actions.undo_barter(
        org=bank.org, by=by, client_id=uuid7(), happened_at=clock.now(), barter_id=barter.pk, reason="salah barang"
    )


def test_another_officer_takes_a_barter_back_and_the_goods_return_at_their_cost(bank):
    oil = make_oil(bank, 10, 180_000, price=19_000)
    kartinah = saver(bank, 40_000, "Kartinah")
    given = later(bank, kartinah, oil, 2)
    buy(bank, oil, 10, 240_000)
    with pytest.raises(Forbidden) as same:
        undo(bank, given, bank.treasurer)
    assert same.value.code == "another_officer"
    undo(bank, given, bank.chair)
    assert undo(bank, given, bank.chair).reversed_at is not None
    assert lies(bank, oil) == Stock(20_000, 420_000)
    assert bank.pocket(kartinah).balance == 40_000
    assert books(bank, "4102", "5102") == (0, 0)
    assert sound(bank) == []


def test_a_correction_leaves_the_goods_standing(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    done = bank.deposit(sutinah, bank.line("JLT", 10_000), ways=[wants(oil)])
    fixed = bank.correct(done.deposit_id, bank.line("JLT", 8_000))
    assert (fixed.net, fixed.balance_after) == (32_000, 12_000)
    assert lies(bank, oil) == Stock(9_000, 162_000)
    assert [(u.way, u.amount) for u in UseOfValue.objects.filter(deposit_id=fixed.deposit_id)] == [("barter", 20_000)]
    assert sound(bank) == []


def test_goods_that_came_back_are_no_part_of_a_later_correction(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    done = bank.deposit(sutinah, bank.line("JLT", 10_000), ways=[wants(oil)])
    undo(bank, Barter.objects.get(), bank.chair)
    fixed = bank.correct(done.deposit_id, bank.line("JLT", 4_000))
    assert (fixed.net, fixed.saved, fixed.balance_after) == (16_000, 16_000, 16_000)
    assert not UseOfValue.objects.filter(deposit_id=fixed.deposit_id).exists()
    assert sound(bank) == []


def test_goods_come_from_a_shop_a_collector_or_a_giver(bank):
    oil = make_oil(bank)
    shop = actions.create_shop(org=bank.org, by=bank.treasurer, name="Toko Makmur")
    collector = bank.collector()
    buy(bank, oil, 10, 180_000)
    buy(bank, oil, 5, 95_000, kind="credit", shop_id=shop.pk)
    buy(bank, oil, 2, 36_000, kind="credit", collector_id=collector)
    buy(bank, oil, 1, 0, kind="gift", giver="Bu Lurah")
    assert lies(bank, oil) == Stock(18_000, 311_000)
    assert books(bank, "1101", "2105", "4203") == (1_000_000 - 180_000, -131_000, 0)
    values = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now()}
    with pytest.raises(Refused) as over:
        actions.pay_shop(**values, client_id=uuid7(), shop_id=shop.pk, amount=95_001, cash_account="1101")
    assert over.value.details["owed"] == 95_000
    actions.pay_shop(**values, client_id=uuid7(), shop_id=shop.pk, amount=95_000, cash_account="1101")
    kartinah = saver(bank, 40_000, "Kartinah")
    assert kartinah is not None
    sale = bank.sell(bank.load("PET", 10_000, 5_000, take_all=True), collector=collector)
    actions.set_off_sale(**values, client_id=uuid7(), sale_id=sale.pk, amount=36_000)
    assert books(bank, "2105", "1203") == (0, 14_000)
    assert sound(bank) == []
    actions.reverse_sale(**values, client_id=uuid7(), sale_id=sale.pk, reason="salah")
    assert books(bank, "2105", "1203") == (-36_000, 0)
    assert sound(bank) == []


def test_a_wrong_purchase_is_taken_back_while_all_of_it_is_there(bank):
    soap = make_soap(bank, price=3_000)
    wrong = buy(bank, soap, 100, 25_000)
    values = {"org": bank.org, "by": bank.treasurer, "client_id": uuid7(), "happened_at": clock.now()}
    actions.undo_purchase(**values, purchase_id=wrong.pk, reason="10, bukan 100")
    right = buy(bank, soap, 10, 25_000)
    assert lies(bank, soap) == Stock(10, 25_000)
    later(bank, saver(bank, 20_000, "Kartinah"), soap)
    with pytest.raises(Refused) as gone:
        actions.undo_purchase(**values | {"client_id": uuid7()}, purchase_id=right.pk, reason="salah")
    assert gone.value.code == "goods_left"
    assert sound(bank) == []


def count(bank, good, counted, reason=""):
    return actions.count_goods(
        org=bank.org,
        by=bank.treasurer,
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=bank.post.pk,
        good_id=good.pk,
        counted=counted,
        reason=reason,
    )


def test_a_count_writes_off_what_broke_and_takes_in_what_was_found(bank):
    oil = make_oil(bank, 10, 180_000)
    with pytest.raises(BadInput):
        count(bank, oil, 9)
    lost = count(bank, oil, 9, "satu botol pecah")
    assert (lost.loss_value, lies(bank, oil)) == (18_000, Stock(9_000, 162_000))
    found = count(bank, oil, 10, "ketemu di gudang")
    assert (found.loss_value, lies(bank, oil)) == (0, Stock(10_000, 162_000))
    assert count(bank, oil, 10).entry_id is None
    assert books(bank, "5204") == (18_000,)
    assert sound(bank) == []


def test_what_is_set_aside_for_a_phone_is_not_promised_twice(bank, sutinah):
    oil = make_oil(bank, 3, 54_000)
    offer(bank, oil, 5_000)
    phone = phone_of(bank.weigher)
    set_aside(bank, oil, phone, 2)
    with pytest.raises(Refused) as over:
        set_aside(bank, oil, phone, 2)
    assert over.value.details["free"] == 1
    with pytest.raises(Refused) as online:
        bank.deposit(sutinah, bank.line("JLT", 10_000), ways=[wants(oil, 2)])
    assert online.value.details["free"] == 1
    with pytest.raises(Refused) as counted:
        count(bank, oil, 1, "hilang")
    assert counted.value.code == "set_aside"
    bank.deposit(sutinah, bank.line("JLT", 5_000), ways=[wants(oil, 1)])
    assert lies(bank, oil) == Stock(2_000, 36_000)
    assert sound(bank) == []


def from_phone(bank, member, *lines, phone, ways, **values):
    by = replace(bank.weigher, device_id=phone)
    return bank.deposit(member, *lines, by=by, ways=ways, source="phone", **values)


def test_a_phone_barters_from_its_bekal_and_asks_for_the_rest(bank, sutinah):
    oil = make_oil(bank, 10, 180_000)
    offer(bank, oil, 5_000)
    phone = phone_of(bank.weigher)
    bekal = set_aside(bank, oil, phone, 2)
    done = from_phone(bank, sutinah, bank.line("JLT", 5_000), phone=phone, ways=[wants(oil)])
    assert (done.saved, Barter.objects.count()) == (0, 1)
    more = from_phone(bank, sutinah, bank.line("JLT", 10_001), phone=phone, ways=[wants(oil, 2)])
    assert (more.net, more.saved) == (40_004, 40_004)
    asked = GoodsRequest.objects.get()
    assert (asked.count, asked.unit_price, asked.status) == (2, 20_000, "asked")
    assert [notice.reason for notice in more.notices] == ["goods_asked"]
    bekal.refresh_from_db()
    assert (bekal.used, bekal.settled_at) == (1, None)
    values = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now()}
    actions.take_back_goods(**values, client_id=uuid7(), allotment_id=bekal.pk, count=1)
    given = actions.give_requested(**values, client_id=uuid7(), request_id=asked.pk)
    assert (given.terms, given.amount, bank.pocket(sutinah).balance) == ("swap", 40_000, 4)
    assert actions.give_requested(**values, client_id=uuid7(), request_id=asked.pk) == given
    assert not Flag.objects.filter(settled_at__isnull=True).exists()
    assert lies(bank, oil) == Stock(7_000, 126_000)
    assert sound(bank) == []


def test_a_phone_without_bekal_only_asks_and_a_refusal_keeps_the_value_saved(bank, sutinah):
    soap = make_soap(bank, 10, 25_000, price=3_000)
    for phone in (None, phone_of(bank.weigher)):
        from_phone(bank, sutinah, bank.line("PET", 1_000), phone=phone, ways=[wants(soap)])
    assert (Barter.objects.count(), GoodsRequest.objects.count(), bank.pocket(sutinah).balance) == (0, 2, 8_000)
    for row in GoodsRequest.objects.all():
        values = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now(), "request_id": row.pk}
        with pytest.raises(BadInput):
            actions.refuse_requested(**values, reason=" ")
        actions.refuse_requested(**values, reason="ambil tunai saja")
        with pytest.raises(Clash):
            actions.give_requested(**values, client_id=uuid7())
    assert bank.pocket(sutinah).balance == 8_000


def test_what_a_phone_gave_below_cost_is_booked_and_looked_at(bank, sutinah):
    oil = make_oil(bank, 4, 72_000)
    offer(bank, oil, 5_000)
    phone = phone_of(bank.weigher)
    set_aside(bank, oil, phone, 1)
    buy(bank, oil, 4, 104_000)  # meanwhile one costs 22.000
    done = from_phone(bank, sutinah, bank.line("JLT", 5_000), phone=phone, ways=[wants(oil)])
    assert [(n.reason, n.details) for n in done.notices] == [("below_cost", {"cost": 22_000, "amount": 20_000})]
    assert sound(bank) == []


def test_what_is_neither_back_nor_recorded_stays_set_aside(bank):
    oil = make_oil(bank, 5, 90_000)
    bekal = set_aside(bank, oil, phone_of(bank.weigher), 3)
    values = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now(), "allotment_id": bekal.pk}
    press = uuid7()
    for _press in range(2):
        back = actions.take_back_goods(**values, client_id=press, count=2)
    assert (back.taken_back, back.settled_at) == (2, None)
    for count_back in (0, 2):
        with pytest.raises(BadInput):
            actions.take_back_goods(**values, client_id=uuid7(), count=count_back)
    assert actions.take_back_goods(**values, client_id=uuid7(), count=1).settled_at is not None
    with pytest.raises(Clash):
        actions.take_back_goods(**values, client_id=uuid7(), count=1)


def test_the_phone_gets_current_and_future_terms_and_only_its_own_bekal(bank):
    oil = make_oil(bank, 10, 180_000, price=19_000)
    set_price(bank, oil, 20_000, starts_at=at(SUNDAY, time(12)))
    offer(bank, oil, 5_000)
    offer(bank, oil, 6_000, starts_at=at(SUNDAY, time(8)))
    mine, other = phone_of(bank.weigher), phone_of(bank.treasurer)
    set_aside(bank, oil, mine, 2)
    set_aside(bank, oil, other, 3)
    pack = phone_goods(bank.org, mine)
    assert [row["price"] for row in pack["goods_prices"]] == [19_000, 20_000]
    assert [row["quantity"] for row in pack["swap_offers"]] == [6_000]
    assert [(row["good"], row["left"]) for row in pack["allotments"]] == [(str(oil.pk), 2)]
    assert phone_goods(bank.org, None)["allotments"] == []


def test_verify_finds_goods_that_were_tampered_with(bank):
    oil = make_oil(bank, 10, 180_000)
    set_aside(bank, oil, phone_of(bank.weigher), 2)
    StockBalance.objects.filter(item_id=oil.stock_item_id).update(quantity=1_000, value=17_000)
    found = {finding.check for finding in sound(bank)}
    assert {"wastebank.exchange_goods", "wastebank.allotments"} <= found
