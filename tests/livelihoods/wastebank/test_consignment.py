"""Titip jual: lots in grams, first in first out; the collector pays, then each gets her share to the rupiah."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.actions import merge_members
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.actions.lots import grams_of
from guyub.livelihoods.wastebank.models import ConsignmentLot, DepositLine, SaleLot, SaleSettlement
from guyub.livelihoods.wastebank.visits import GroupPart
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org)
        bank.consign("ALU")
        yield bank
        assert verify(org).findings == []


def savings(bank, member):
    return party_balance(org=bank.org, account="2101", party=member.pk) * -1


def lots(bank):
    return list(ConsignmentLot.objects.order_by("weighed_at", "member__number", "no"))


def consigned(bank, weight, price, **values):
    return bank.load("ALU", weight, price, pool="B", **({"take_all": True} | values))


def reverse(bank, sale):
    return actions.reverse_sale(
        org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), sale_id=sale.pk, reason="batal"
    )


def pay(bank, sale, amount):
    return actions.record_sale_payment(
        org=bank.org,
        by=bank.treasurer,
        client_id=uuid7(),
        happened_at=clock.now(),
        sale_id=sale.pk,
        amount=amount,
        cash_account="1101",
    )


def test_one_visit_mixes_both_and_the_pools_stay_apart(bank):
    member = make_member(bank.org)
    result = bank.deposit(member, bank.line("KRD", 2000), bank.line("ALU", 1500))
    assert (result.gross, result.net, savings(bank, member)) == (3400, 3400, 3400)
    line = DepositLine.objects.get(item=bank.items["ALU"])
    assert (line.mode, line.price, line.amount, line.net) == ("B", None, 0, 0)
    (lot,) = lots(bank)
    assert (lot.member_id, lot.quantity, lot.held, lot.fee_bp, grams_of(lot).status) == (
        member.pk, 1500, 1500, 1000, "held",
    )  # fmt: skip
    assert (bank.stock("ALU", "B").quantity, bank.stock("ALU", "B").value) == (1500, 0)
    assert (bank.stock("ALU").quantity, bank.stock("KRD").value) == (0, 3400)


def test_a_visit_of_consigned_waste_alone_is_a_memorandum_with_a_slip(bank):
    member = make_member(bank.org)
    result = bank.deposit(member, bank.line("ALU", 800))
    assert (result.net, result.receipt_number is not None, balance(org=bank.org, account="1301")) == (0, True, 0)


def test_first_in_first_out_and_the_last_lot_splits(bank):
    first, second = make_member(bank.org, "Sutinah"), make_member(bank.org, "Warsini")
    bank.deposit(first, bank.line("ALU", 1000))
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        bank.deposit(second, bank.line("ALU", 2000))
        bank.sell(
            consigned(bank, 1450, 10_000, take_all=False, own_quantity=1500), collector=bank.collector(),
            cash_account="1101",
        )  # fmt: skip
    assert [(lot.held, lot.sold, grams_of(lot).status) for lot in lots(bank)] == [
        (0, 1000, "sold"),
        (1500, 500, "part_sold"),
    ]
    # 14.500; fee 1.450; 13.050 shared 1000 : 500, so that the shrinkage is borne by both
    assert (savings(bank, first), savings(bank, second)) == (8700, 4350)
    assert balance(org=bank.org, account="4201") == -1450
    assert balance(org=bank.org, account="1101") == 1_014_500
    assert balance(org=bank.org, account="4101") == 0
    assert balance(org=bank.org, account="5201") == 0


def test_costs_first_then_the_fee_then_shares_by_grams_with_ties_to_the_earlier_member(bank):
    members = [make_member(bank.org, name) for name in ("Sutinah", "Warsini", "Karsem")]
    for member in members:
        bank.deposit(member, bank.line("ALU", 1000))
    sale = bank.sell(consigned(bank, 3000, 3335, costs=1000), collector=bank.collector(), cash_account="1101")
    settled = SaleSettlement.objects.get(sale=sale)
    # 10.005 less 1.000 is 9.005; fee half_up(900,5) = 901; 8.104 / 3 = 2.701 1/3: the rupiah left goes to the first
    assert (settled.proceeds, settled.costs, settled.fee, settled.credited) == (10_005, 1000, 901, 8104)
    assert [savings(bank, member) for member in members] == [2702, 2701, 2701]
    assert balance(org=bank.org, account="6102") == -1000
    with pytest.raises(BadInput):
        bank.sell(bank.load("KRD", 1, 1, take_all=True, costs=1), collector=bank.collector("Pak Dul"))


def test_credited_only_when_the_collector_has_paid_the_members_part_first(bank):
    member = make_member(bank.org)
    bank.deposit(member, bank.line("ALU", 1000), bank.line("KRD", 10_000))
    sale = bank.sell(
        consigned(bank, 1000, 12_000), bank.load("KRD", 10_000, 2000, take_all=True), collector=bank.collector()
    )
    assert (sale.revenue, sale.consigned, savings(bank, member)) == (32_000, 12_000, 17_000)
    assert party_balance(org=bank.org, account="2102.01", party=sale.pk) == -12_000
    assert balance(org=bank.org, account="4101") == -20_000
    pay(bank, sale, 11_999)
    assert (savings(bank, member), SaleSettlement.objects.exists()) == (17_000, False)
    pay(bank, sale, 1)
    assert (savings(bank, member), bank.pocket(member).balance) == (17_000 + 10_800, 27_800)
    assert party_balance(org=bank.org, account="2102.01", party=sale.pk) == 0
    assert party_balance(org=bank.org, account="1203", party=sale.collector_id) == 20_000
    pay(bank, sale, 20_000)
    assert SaleSettlement.objects.count() == 1


def test_a_reversal_restores_lots_money_and_trust_exactly(bank):
    member, other = make_member(bank.org), make_member(bank.org, "Warsini")
    bank.deposit(member, bank.line("ALU", 1000))
    bank.deposit(other, bank.line("ALU", 700))
    before = [grams_of(lot) for lot in lots(bank)], savings(bank, member), balance(org=bank.org, account="1101")
    sale = bank.sell(consigned(bank, 1650, 12_000), collector=bank.collector(), cash_account="1101")
    assert [lot.held for lot in lots(bank)] == [0, 0]
    reverse(bank, sale)
    assert before == (
        [grams_of(lot) for lot in lots(bank)], savings(bank, member), balance(org=bank.org, account="1101"),
    )  # fmt: skip
    assert bank.stock("ALU", "B").quantity == 1700
    assert balance(org=bank.org, account="4201") == 0


def test_a_settled_sale_whose_money_was_used_is_not_reversed(bank):
    member = make_member(bank.org)
    bank.deposit(member, bank.line("ALU", 1000))
    sale = bank.sell(consigned(bank, 1000, 12_000), collector=bank.collector(), cash_account="1101")
    bank.withdraw(member, 5000)
    with pytest.raises(Refused) as refused:
        reverse(bank, sale)
    assert (refused.value.code, refused.value.details["members"]) == ("settlement_spent", 1)
    assert savings(bank, member) == 5800


def test_a_group_has_a_lot_each_by_parts(bank):
    members = [make_member(bank.org, name) for name in ("Sutinah", "Warsini", "Karsem")]
    group = [GroupPart(member.pk, parts) for member, parts in zip(members, (2, 1, 1), strict=True)]
    bank.deposit(None, bank.line("ALU", 1001), bank.line("KRD", 1000), group=group)
    assert [lot.quantity for lot in ConsignmentLot.objects.order_by("no")] == [501, 250, 250]
    bank.sell(consigned(bank, 1001, 10_000), collector=bank.collector(), cash_account="1101")
    assert [savings(bank, member) for member in members] == [850 + 4509, 425 + 2250, 425 + 2250]


def test_what_a_guest_leaves_goes_to_dana_sosial_when_sold(bank):
    bank.deposit(None, bank.line("ALU", 1000), guest_name="Bu Tamu")
    bank.sell(consigned(bank, 1000, 10_000), collector=bank.collector(), cash_account="1101")
    assert (balance(org=bank.org, account="2201"), SaleSettlement.objects.get().donated) == (-9000, 9000)


def test_given_back_her_oldest_lots_first(bank):
    member, other = make_member(bank.org), make_member(bank.org, "Warsini")
    bank.deposit(member, bank.line("ALU", 1000))
    bank.deposit(other, bank.line("ALU", 500))
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        bank.deposit(member, bank.line("ALU", 300))
    once = {
        "org": bank.org, "by": bank.treasurer, "client_id": uuid7(), "happened_at": clock.now(),
        "post_id": bank.post.pk, "member_id": member.pk, "item_id": bank.items["ALU"].pk,
    }  # fmt: skip
    row = return_lots(**once, quantity=1100)
    assert return_lots(**once, quantity=1100) == row
    assert [
        (lot.returned, lot.held) for lot in ConsignmentLot.objects.filter(member=member).order_by("weighed_at")
    ] == [
        (1000, 0),
        (100, 200),
    ]
    assert (bank.stock("ALU", "B").quantity, row.receipt_number is not None) == (700, True)
    with pytest.raises(Refused) as refused:
        return_lots(**once | {"client_id": uuid7()}, quantity=201)
    assert (refused.value.code, refused.value.details["held"]) == ("not_held", 200)


def count(bank, counted, pool="B"):
    return actions.count_stock(
        org=bank.org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), post_id=bank.post.pk,
        item_id=bank.items["ALU"].pk, counted=counted, reason="ditimbang ulang", pool=pool,
    )  # fmt: skip


def test_a_loss_in_storage_is_borne_by_all_lots_and_so_is_a_gain(bank):
    for name, grams in (("Sutinah", 1000), ("Warsini", 500)):
        bank.deposit(make_member(bank.org, name), bank.line("ALU", grams))
    assert count(bank, 1400).loss_value == 0
    assert [(lot.held, lot.lost) for lot in lots(bank)] == [(933, 67), (467, 33)]
    count(bank, 1403)
    assert [(lot.held, lot.discrepancy) for lot in lots(bank)] == [(935, 2), (468, 1)]
    assert bank.stock("ALU", "B").quantity == 1403
    count(bank, 0)
    assert [grams_of(lot).status for lot in lots(bank)] == ["lost", "lost"]
    with pytest.raises(Refused):
        count(bank, 5)


def test_corrected_before_the_sale_the_lot_changes_with_its_deposit(bank):
    member = make_member(bank.org)
    first = bank.deposit(member, bank.line("ALU", 12_500), bank.line("KRD", 1000))
    second = bank.correct(first.deposit_id, bank.line("ALU", 1250), bank.line("KRD", 1000))
    (lot,) = lots(bank)
    assert (lot.deposit_id, lot.quantity, lot.held, bank.stock("ALU", "B").quantity) == (
        second.deposit_id, 1250, 1250, 1250,
    )  # fmt: skip
    bank.correct(second.deposit_id, bank.line("KRD", 1000))
    assert [grams_of(lot).status for lot in lots(bank)] == ["empty"]
    assert (bank.stock("ALU", "B").quantity, savings(bank, member)) == (0, 1700)


def test_corrected_after_the_settlement_only_she_is_adjusted_at_what_a_kilogram_brought(bank):
    member, other = make_member(bank.org), make_member(bank.org, "Warsini")
    first = bank.deposit(member, bank.line("ALU", 1000))
    bank.deposit(other, bank.line("ALU", 1000))
    sale = bank.sell(consigned(bank, 1900, 10_000), collector=bank.collector(), cash_account="1101")
    assert (savings(bank, member), savings(bank, other)) == (8550, 8550)
    second = bank.correct(first.deposit_id, bank.line("ALU", 800), by=bank.treasurer)
    assert (savings(bank, member), savings(bank, other), balance(org=bank.org, account="5202")) == (6840, 8550, -1710)
    bank.correct(second.deposit_id, bank.line("ALU", 1200), by=bank.treasurer)
    assert (savings(bank, member), savings(bank, other), balance(org=bank.org, account="5202")) == (10_260, 8550, 1710)
    lot = ConsignmentLot.objects.get(member=member)
    assert (lot.quantity, lot.discrepancy, lot.sold, lot.held) == (1200, -200, 1000, 0)
    reverse(bank, sale)
    lot.refresh_from_db()
    assert (lot.quantity, lot.discrepancy, lot.held, bank.stock("ALU", "B").quantity) == (1200, 0, 1200, 2200)
    assert (savings(bank, member), savings(bank, other), balance(org=bank.org, account="5202")) == (0, 0, 0)


def test_corrected_between_sale_and_payment_it_waits_for_the_money(bank):
    member = make_member(bank.org)
    first = bank.deposit(member, bank.line("ALU", 1000))
    sale = bank.sell(consigned(bank, 1000, 10_000), collector=bank.collector())
    bank.correct(first.deposit_id, bank.line("ALU", 900), by=bank.treasurer)
    assert savings(bank, member) == 0
    pay(bank, sale, 10_000)
    assert (savings(bank, member), balance(org=bank.org, account="5202")) == (8100, -900)
    assert SaleLot.objects.get().amount == 9000
    reverse(bank, sale)
    assert (savings(bank, member), balance(org=bank.org, account="5202"), bank.stock("ALU", "B").quantity) == (
        0,
        0,
        900,
    )


def test_more_than_the_books_is_shared_by_what_came_from_lots(bank):
    member = make_member(bank.org)
    bank.deposit(member, bank.line("ALU", 1000))
    with pytest.raises(Refused):
        bank.sell(consigned(bank, 1040, 10_000), collector=bank.collector())
    bank.sell(
        consigned(bank, 1040, 10_000, over_reason="timbangan beda"), collector=bank.collector("Pak Dul"),
        cash_account="1101",
    )  # fmt: skip
    assert (savings(bank, member), bank.stock("ALU", "B").quantity) == (9360, 0)


def test_corrected_after_the_money_was_used_what_is_lacking_becomes_piutang(bank):
    member = make_member(bank.org)
    first = bank.deposit(member, bank.line("ALU", 1000))
    bank.sell(consigned(bank, 1000, 10_000), collector=bank.collector(), cash_account="1101")
    bank.withdraw(member, 8500)
    bank.correct(first.deposit_id, bank.line("ALU", 100), by=bank.treasurer)
    assert (savings(bank, member), party_balance(org=bank.org, account="1201", party=member.pk)) == (0, 7600)
    bank.deposit(member, bank.line("ALU", 2000))
    sale = bank.sell(consigned(bank, 2000, 10_000), collector=bank.collector("Pak Dul"), cash_account="1101")
    assert (savings(bank, member), party_balance(org=bank.org, account="1201", party=member.pk)) == (10_400, 0)
    reverse(bank, sale)
    assert (savings(bank, member), party_balance(org=bank.org, account="1201", party=member.pk)) == (0, 7600)


def merge(bank, kept, gone):
    merge_members(
        org=bank.org, by=bank.chair, client_id=uuid7(), happened_at=clock.now(), kept_id=kept.pk, gone_id=gone.pk
    )


def test_her_lots_follow_her_when_two_rows_of_her_are_joined(bank):
    twin, member = make_member(bank.org, "Sutina"), make_member(bank.org, "Sutinah")
    first = bank.deposit(twin, bank.line("ALU", 1000))
    bank.deposit(member, bank.line("ALU", 1000))
    merge(bank, member, twin)
    second = bank.correct(first.deposit_id, bank.line("ALU", 800), by=bank.treasurer)
    assert sorted((lot.member_id, lot.quantity, lot.held) for lot in lots(bank)) == [
        (member.pk, 800, 800),
        (member.pk, 1000, 1000),
    ]
    bank.sell(consigned(bank, 1800, 10_000), collector=bank.collector(), cash_account="1101")
    assert savings(bank, member) == 16_200
    bank.correct(second.deposit_id, bank.line("ALU", 700), by=bank.treasurer)
    assert (savings(bank, member), balance(org=bank.org, account="5202")) == (15_300, -900)
    assert ConsignmentLot.objects.count() == 2


def test_two_of_a_group_who_prove_to_be_one_person(bank):
    twin, member, other = (make_member(bank.org, name) for name in ("Sutina", "Sutinah", "Warsini"))
    group = [GroupPart(person.pk) for person in (twin, member, other)]
    first = bank.deposit(None, bank.line("ALU", 3000), group=group)
    merge(bank, member, twin)
    bank.correct(first.deposit_id, bank.line("ALU", 1200), by=bank.treasurer)
    held = dict.fromkeys((member.pk, other.pk), 0)
    for lot in lots(bank):
        held[lot.member_id] += lot.held
    assert (held, bank.stock("ALU", "B").quantity) == ({member.pk: 800, other.pk: 400}, 1200)
