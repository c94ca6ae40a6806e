"""Titip jual between posts: lots go along with their owners, and the sale at the other post pays them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.balances import party_balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.carrying import CarryIn, cancel_transfer, receive_from_post, send_to_post
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.models import ConsignmentLot, Deposit, PostTransfer
from guyub.livelihoods.wastebank.queries.lots import held_by, lots_of
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org)
        bank.consign("ALU")
        yield bank
        assert verify(org).findings == []


@pytest.fixture
def tlaga(bank):
    return actions.create_post(org=bank.org, by=SYSTEM, name="Tlaga")


@pytest.fixture
def two(bank):
    """Sutinah left 2 kg of aluminium, Tumirah 3 kg."""
    found = []
    for name, grams in (("Sutinah", 2_000), ("Tumirah", 3_000)):
        found.append(make_member(bank.org, name))
        bank.deposit(found[-1], bank.line("ALU", grams))
    return found


def facts(bank, by=None):
    return {"org": bank.org, "by": by or bank.treasurer, "client_id": uuid7(), "happened_at": clock.now()}


def send(bank, post, grams=0):
    line = CarryIn(bank.items["ALU"].pk, grams, "B")
    return send_to_post(**facts(bank), from_post_id=bank.post.pk, to_post_id=post.pk, lines=[line])


def receive(bank, transfer, grams, **values):
    arrived = {"received": {}, "consigned": {bank.items["ALU"].pk: grams}}
    return receive_from_post(**facts(bank, bank.weigher), transfer_id=transfer.pk, **arrived, **values)


def held(member):
    return {(one.post, one.is_on_the_way): one.quantity for one in held_by(member=member)}


def sell_at(bank, post, weight, price):
    line = bank.load("ALU", weight, price, pool="B", take_all=True)
    return bank.sell(line, collector=bank.collector(f"Pengepul {post.name}"), post=post, cash_account="1101")


def savings(bank, member):
    return -party_balance(org=bank.org, account="2101", party=member.pk)


def test_lots_go_along_first_in_first_out_and_the_last_splits(bank, tlaga, two):
    sutinah, tumirah = two
    transfer = send(bank, tlaga, 2_500)
    assert held(sutinah) == {("Tlaga", True): 2_000}
    assert held(tumirah) == {("Cihonje", False): 2_500, ("Tlaga", True): 500}
    assert (bank.stock("ALU", "B"), bank.stock("ALU", "B", post=tlaga)) == (Stock(2_500, 0), Stock(0, 0))
    assert verify(bank.org).findings == []
    receive(bank, transfer, 2_500)
    assert (held(sutinah), held(tumirah)) == (
        {("Tlaga", False): 2_000},
        {("Cihonje", False): 2_500, ("Tlaga", False): 500},
    )
    assert bank.stock("ALU", "B", post=tlaga) == Stock(2_500, 0)
    assert sorted(lot.quantity for lot in lots_of(member=tumirah)) == [500, 2_500]
    assert [lot.quantity for lot in lots_of(member=sutinah)] == [2_000]


def test_the_sale_at_the_other_post_pays_the_owners(bank, tlaga, two):
    sutinah, tumirah = two
    receive(bank, send(bank, tlaga, 2_500), 2_500)
    sell_at(bank, tlaga, 2_500, 10_000)  # 25.000 less the fee of 10 %
    assert (savings(bank, sutinah), savings(bank, tumirah)) == (18_000, 4_500)
    assert held(sutinah) == {}
    sell_at(bank, bank.post, 2_500, 10_000)
    assert (savings(bank, sutinah), savings(bank, tumirah)) == (18_000, 27_000)


def test_what_is_missing_or_more_is_shared_by_weight(bank, tlaga, two):
    sutinah, tumirah = two
    receive(bank, send(bank, tlaga), 4_500)
    assert (held(sutinah), held(tumirah)) == ({("Tlaga", False): 1_800}, {("Tlaga", False): 2_700})
    back = send_to_post(
        **facts(bank),
        from_post_id=tlaga.pk,
        to_post_id=bank.post.pk,
        lines=[CarryIn(bank.items["ALU"].pk, pool="B")],
    )
    with pytest.raises(BadInput) as why:
        receive(bank, back, 4_600)
    assert why.value.field == "reason"
    receive(bank, back, 4_600, reason="timbangan lain")
    assert (held(sutinah), held(tumirah)) == ({("Cihonje", False): 1_840}, {("Cihonje", False): 2_760})


def test_what_was_found_goes_along_and_is_paid(bank, tlaga, two):
    sutinah, tumirah = two
    receive(bank, send(bank, tlaga), 5_500, reason="timbangan lain")
    lines = [CarryIn(bank.items["ALU"].pk, pool="B")]
    both = {"from_post_id": tlaga.pk, "to_post_id": bank.post.pk, "lines": lines}
    cancelled = send_to_post(**facts(bank), **both)
    cancel_transfer(**facts(bank), transfer_id=cancelled.pk, reason="hujan")
    assert (held(sutinah), held(tumirah)) == ({("Tlaga", False): 2_200}, {("Tlaga", False): 3_300})
    receive(bank, send_to_post(**facts(bank), **both), 5_500)
    assert (held(sutinah), held(tumirah)) == ({("Cihonje", False): 2_200}, {("Cihonje", False): 3_300})
    assert [(lot.quantity, lot.held) for lot in lots_of(member=sutinah)] == [(2_000, 2_200)]
    sell_at(bank, bank.post, 5_500, 10_000)
    assert (savings(bank, sutinah), savings(bank, tumirah)) == (19_800, 29_700)


def test_what_was_lost_stays_with_its_lot(bank, tlaga, two):
    """4 of 5 kg arrive, and go back whole: the kilogram stays lost, once."""
    receive(bank, send(bank, tlaga), 4_000)
    lines = [CarryIn(bank.items["ALU"].pk, pool="B")]
    back = send_to_post(**facts(bank), from_post_id=tlaga.pk, to_post_id=bank.post.pk, lines=lines)
    receive(bank, back, 4_000)
    rows = ConsignmentLot.objects.exclude(quantity=0).order_by("member__number", "no")
    assert list(rows.values_list("quantity", "held", "lost")) == [
        (400, 0, 400), (1_600, 1_600, 0), (600, 0, 600), (2_400, 2_400, 0),
    ]  # fmt: skip


def test_a_cancelled_load_returns_to_its_lots(bank, tlaga, two):
    before = list(ConsignmentLot.objects.order_by("pk").values_list("pk", "quantity", "held"))
    transfer = send(bank, tlaga, 2_500)
    cancel_transfer(**facts(bank), transfer_id=transfer.pk, reason="mobil mogok")
    kept = ConsignmentLot.objects.filter(carried_from__isnull=True)
    assert list(kept.order_by("pk").values_list("pk", "quantity", "held")) == before
    assert bank.stock("ALU", "B") == Stock(5_000, 0)
    assert [lot.quantity for lot in lots_of(member=two[0])] == [2_000]
    receive(bank, send(bank, tlaga), 5_000)
    assert bank.stock("ALU", "B", post=tlaga) == Stock(5_000, 0)


def test_what_is_on_the_way_is_neither_sold_nor_given_back_nor_corrected(bank, tlaga, two):
    sutinah = two[0]
    transfer = send(bank, tlaga)
    with pytest.raises(Refused) as refused:
        send(bank, tlaga, 1)
    assert refused.value.code == "over_stock"
    for post in (bank.post, tlaga):
        with pytest.raises(Refused) as refused:
            return_lots(**facts(bank), post_id=post.pk, member_id=sutinah.pk, item_id=bank.items["ALU"].pk, quantity=1)
        assert refused.value.code == "not_held"
    typed = Deposit.objects.get(member=sutinah)
    with pytest.raises(Refused) as refused:
        bank.correct(typed.pk, bank.line("ALU", 200))
    assert (refused.value.code, "Tlaga" in str(refused.value)) == ("on_the_way", True)
    receive(bank, transfer, 5_000)
    bank.correct(typed.pk, bank.line("ALU", 1_500))
    assert held(sutinah) == {("Tlaga", False): 1_500}
    assert bank.stock("ALU", "B", post=tlaga) == Stock(4_500, 0)


def test_a_correction_after_the_sale_there_changes_her_share_alone(bank, tlaga, two):
    sutinah, tumirah = two
    receive(bank, send(bank, tlaga), 5_000)
    sell_at(bank, tlaga, 5_000, 10_000)
    assert (savings(bank, sutinah), savings(bank, tumirah)) == (18_000, 27_000)
    bank.correct(Deposit.objects.get(member=sutinah).pk, bank.line("ALU", 2_100))
    assert (savings(bank, sutinah), savings(bank, tumirah)) == (18_900, 27_000)
    assert (bank.stock("ALU", "B"), bank.stock("ALU", "B", post=tlaga)) == (Stock(0, 0), Stock(0, 0))


def test_both_pools_of_a_kind_ride_on_one_load(bank, tlaga, two):
    alu = bank.items["ALU"].pk
    bank.price("ALU", 9_000, starts_at=clock.now() + timedelta(minutes=1))
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        bank.deposit(make_member(bank.org, "Kartinah"), bank.line("ALU", 1_000))
        lines = [CarryIn(alu, pool="B"), CarryIn(alu, 400)]
        transfer = send_to_post(**facts(bank), from_post_id=bank.post.pk, to_post_id=tlaga.pk, lines=lines)
        receive(bank, transfer, 5_000)
    assert (bank.stock("ALU", "B", post=tlaga), bank.stock("ALU", post=tlaga)) == (Stock(5_000, 0), Stock(0, 0))
    assert list(transfer.lines.order_by("no").values_list("pool", "received", "loss_value")) == [
        ("B", 5_000, 0),
        ("", 0, 3_600),
    ]


def test_sent_and_received_page_by_page(bank, tlaga, two):
    org, treasurer, weigher = bank.org, signed_in(bank.org, Office.TREASURER), signed_in(bank.org, Office.WEIGHING)
    address = url(org, "load-send", bank.post.pk, tlaga.pk)
    page = treasurer.get(address)
    assert "Aluminium (titipan)" in text_of(page)
    field = f"consigned_{bank.items['ALU'].pk}"
    assert "Aluminium (titipan)" in text_of(follow(treasurer, press(treasurer, address, page, **{field: "2,5"})))
    load = PostTransfer.objects.get()
    hers = signed_in(org, Office.MEMBER, member_id=two[0].pk)
    assert "dalam perjalanan ke Tlaga" in text_of(hers.get(url(org, "lots", two[0].pk)))
    receive_url = url(org, "load-receive", load.pk)
    check = press(weigher, receive_url, weigher.get(receive_url), **{field: "2,4"})
    assert "ditanggung pemiliknya menurut berat" in text_of(check)
    assert "tiba 2,40 kg" in text_of(follow(weigher, press(weigher, receive_url, check, step="save")))
    assert held(two[0]) == {("Tlaga", False): 1_920}
    assert "dalam perjalanan" not in text_of(hers.get(url(org, "lots", two[0].pk)))


def test_an_empty_post_says_so_and_leads_on(bank, tlaga):
    answer = signed_in(bank.org, Office.TREASURER).get(url(bank.org, "load-send", tlaga.pk, bank.post.pk))
    assert "Tidak ada barang di pos ini." in text_of(answer)
    assert url(bank.org, "load-new") in answer.content.decode()
