"""Corrections after the money was used: by net effect, never below zero, what is lacking becomes Piutang Anggota."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import Entry, EntryLine
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members import actions as members
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, Loan, PassbookLine, Payout, Pocket, Receivable, UseOfValue
from guyub.livelihoods.wastebank.queries.results import result_of
from guyub.livelihoods.wastebank.visits import GroupPart, WayIn
from tests.factories import make_actor
from tests.factories_ledger import post
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
        for pocket in Pocket.objects.all():
            assert 0 <= pocket.held <= pocket.balance
        savings = sum(Pocket.objects.values_list("balance", flat=True))
        assert savings == -balance(org=org, account="2101")
        assert sum(Receivable.objects.values_list("owed", flat=True)) == balance(org=org, account="1201")


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


def piutang(bank, member):
    return party_balance(org=bank.org, account="1201", party=member.pk)


def set_dues(bank, amount=2000):
    common = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now(), "client_id": uuid7()}
    dues.set_rate(starts_on=date(2021, 1, 1), amount=amount, **common)


def undo(bank, deposit_id, **values):
    values = {"by": bank.weigher, "client_id": uuid7(), "happened_at": clock.now(), "reason": "dua kali"} | values
    return actions.undo_deposit(org=bank.org, deposit_id=deposit_id, **values)


def test_what_was_withdrawn_becomes_piutang(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.withdraw(sutinah, 45_001)
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # 50.000 − 45.001 + 5.000 − 50.000 = −40.001
    assert (right.lacking, right.balance_after, right.saved) == (40_001, 0, 5000)
    assert (bank.pocket(sutinah).balance, piutang(bank, sutinah)) == (0, 40_001)
    assert bank.stock("PET").quantity == 1250
    lines = PassbookLine.objects.order_by("no").values_list("kind", "amount", "balance_after")
    assert list(lines) == [
        ("deposit", 50_000, 50_000),
        ("withdrawal", -45_001, 4999),
        ("deposit", 5000, 9999),
        ("lacking", 40_001, 50_000),
        ("correction", -50_000, 0),
    ]
    assert result_of(right.deposit_id) == right


def test_a_second_correction_pays_piutang_back_with_what_the_value_grew(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.withdraw(sutinah, 45_001)
    second = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    third = bank.correct(second.deposit_id, bank.line("PET", 3125))
    # It was 12.500 after all: 45.001 − 12.500 is still lacking.
    assert (third.net, third.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (12_500, 0, 32_501, 0)
    fourth = bank.correct(third.deposit_id, bank.line("PET", 1250))
    assert (fourth.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (0, 40_001, 0)
    fifth = bank.correct(fourth.deposit_id, bank.line("PET", 12_500))
    assert (fifth.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (0, 0, 4999)


def test_a_correction_that_changes_nothing_moves_nothing(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.withdraw(sutinah, 45_001)
    second = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    same = bank.correct(second.deposit_id, bank.line("PET", 1250))
    assert (same.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (0, 40_001, 0)


def test_paid_cash_stands(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500), ways=[WayIn("cash", "amount", 30_000)])
    assert bank.pocket(sutinah).balance == 20_000
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # 20.000 − 50.000 + 5.000 = −25.000: she was handed 30.000 for 5.000.
    assert (right.lacking, right.saved, piutang(bank, sutinah)) == (25_000, 0, 25_000)
    assert balance(org=bank.org, account="1101") == 970_000
    more = bank.correct(right.deposit_id, bank.line("PET", 10_000))
    assert (piutang(bank, sutinah), bank.pocket(sutinah).balance) == (0, 10_000)
    assert sum(UseOfValue.objects.filter(deposit_id=more.deposit_id, way="cash").values_list("amount", flat=True)) == (
        30_000
    )


def test_donation_and_dues_are_applied_anew_then_savings_fall(bank):
    sutinah = make_member(bank.org, joined_on=SUNDAY)
    set_dues(bank)
    ways = [WayIn("dues", "all"), WayIn("donate", "ratio", 1000)]
    typed = bank.deposit(sutinah, bank.line("PET", 12_500), ways=ways)
    bank.withdraw(sutinah, 43_000)  # 50.000 − 2.000 − 5.000
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # Of 5.000: 2.000 dues, 500 donated, 2.500 saved. She took 43.000: 40.500 is lacking.
    assert (right.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (40_500, 40_500, 0)
    assert balance(org=bank.org, account="2201") == -500
    assert balance(org=bank.org, account="4202") == -2000


def test_dues_that_the_value_no_longer_reaches_are_owed_again(bank):
    sutinah = make_member(bank.org, joined_on=SUNDAY)
    set_dues(bank)
    typed = bank.deposit(sutinah, bank.line("PET", 12_500), ways=[WayIn("dues", "all")])
    bank.correct(typed.deposit_id, bank.line("PET", 250))
    assert balance(org=bank.org, account="4202") == -1000
    assert dues.owed(org=bank.org, member=sutinah, upto=SUNDAY).amount == 1000


def test_newest_holds_give_way_before_piutang_arises(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    common = {"org": bank.org, "by": bank.weigher, "happened_at": clock.now(), "pocket_id": bank.pocket(sutinah).pk}
    held = [actions.request_payout(client_id=uuid7(), amount=amount, **common) for amount in (10_000, 15_000, 12_000)]
    bank.correct(typed.deposit_id, bank.line("PET", 6000))  # 40.000 → 24.000; 37.000 is held
    assert [Payout.get(p.pk).status for p in held] == ["requested", "cancelled", "cancelled"]
    assert (bank.pocket(sutinah).balance, bank.pocket(sutinah).held, piutang(bank, sutinah)) == (24_000, 10_000, 0)
    newest = Payout.get(held[2].pk)
    assert newest.ended_at is not None
    assert newest.reason


def test_an_undone_visit_leaves_what_was_taken_as_piutang(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 30_000)
    gone = undo(bank, typed.deposit_id)
    assert (gone.net, gone.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (0, 30_000, 30_000, 0)
    assert bank.stock("PET").quantity == 0
    again = bank.correct(gone.deposit_id, bank.line("PET", 10_000))
    assert (again.version, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (3, 0, 10_000)


def test_each_of_a_group_by_her_part(bank, sutinah):
    tumirah, warsinem = make_member(bank.org, "Tumirah"), make_member(bank.org, "Warsinem")
    group = [GroupPart(sutinah.pk, 2), GroupPart(tumirah.pk), GroupPart(warsinem.pk)]
    typed = bank.deposit(None, bank.line("PET", 12_500), group=group)
    assert [bank.pocket(m).balance for m in (sutinah, tumirah, warsinem)] == [25_000, 12_500, 12_500]
    bank.withdraw(sutinah, 25_000)
    bank.withdraw(tumirah, 12_000)
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert right.lacking == 22_500 + 10_750
    assert [bank.pocket(m).balance for m in (sutinah, tumirah, warsinem)] == [0, 0, 1250]
    assert [piutang(bank, m) for m in (sutinah, tumirah, warsinem)] == [22_500, 10_750, 0]
    bank.correct(right.deposit_id, bank.line("PET", 12_500))
    assert [bank.pocket(m).balance for m in (sutinah, tumirah, warsinem)] == [0, 500, 12_500]
    assert sum(piutang(bank, m) for m in (sutinah, tumirah, warsinem)) == 0


def test_a_guests_gift_lowers_the_social_fund(bank):
    typed = bank.deposit(None, bank.line("PET", 12_500), guest_name="Bu Guru")
    assert balance(org=bank.org, account="2201") == -50_000
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    assert balance(org=bank.org, account="2201") == -5000
    assert balance(org=bank.org, account="5202") == 0
    assert (right.lacking, Receivable.objects.count()) == (0, 0)


def test_what_the_social_fund_spent_of_it_the_bank_bears(bank):
    typed = bank.deposit(None, bank.line("PET", 12_500), guest_name="Bu Guru")
    spend_social_fund(bank, 48_000)
    bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # 2.000 was left; 45.000 is taken back: the fund ends at nothing, 43.000 is borne.
    assert balance(org=bank.org, account="2201") == 0
    assert balance(org=bank.org, account="5202") == 43_000


def spend_social_fund(bank, amount):
    post(bank.org, Line("2201", amount, unit="BSP"), Line("1101", -amount, unit="BSP", cash_flow="O5"), kind="bantuan")


def test_entries_carry_the_day_of_correction(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.withdraw(sutinah, 45_001)
    with clock.set_to(at(SUNDAY + timedelta(days=30), time(10))):
        bank.correct(typed.deposit_id, bank.line("PET", 1250), by=bank.treasurer)
        days = Entry.objects.filter(n__gt=Entry.objects.get(kind="bank_sampah.penarikan").n)
        assert {entry.booked_on for entry in days} == {date(2021, 7, 6)}
        assert len(days) == 3  # undone, anew, lacking
        assert EntryLine.objects.filter(account="1201", booked_on=date(2021, 7, 6)).get().amount == 40_001


def test_price_and_deduction_stay_those_of_the_weighing(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    with clock.set_to(at(SUNDAY + timedelta(days=7), time(9))):
        bank.price("PET", 9000, starts_at=clock.now())
        right = bank.correct(typed.deposit_id, bank.line("PET", 1250), bank.line("KRD", 1000), by=bank.treasurer)
    assert right.net == 5000 + 1700


def test_nobody_corrects_her_own_and_the_newest_alone(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.withdraw(sutinah, 45_001)
    herself = make_actor(bank.org, Office.TREASURER, member_id=sutinah.pk)
    with pytest.raises(Forbidden):
        bank.correct(typed.deposit_id, bank.line("PET", 1250), by=herself)
    bank.correct(typed.deposit_id, bank.line("PET", 1250))
    with pytest.raises(Refused) as refused:
        undo(bank, typed.deposit_id)
    assert refused.value.code == "not_newest"
    assert Receivable.objects.count() == 1


def join(bank, kept, gone):
    chair = make_actor(bank.org, Office.CHAIR)
    facts = {"org": bank.org, "by": chair, "happened_at": clock.now(), "client_id": uuid7()}
    members.merge_members(kept_id=kept.pk, gone_id=gone.pk, **facts)


def test_a_deposit_of_a_row_that_was_joined_counts_for_who_she_is_now(bank, sutinah):
    gone = make_member(bank.org, "Sutinah lama", joined_on=SUNDAY)
    facts = {"org": bank.org, "happened_at": clock.now()}
    loan = actions.ask_loan(by=bank.weigher, client_id=uuid7(), member_id=gone.pk, amount=30_000, **facts)
    actions.approve_loan(by=bank.chair, loan_id=loan.pk, **facts)
    actions.disburse_loan(by=bank.treasurer, client_id=uuid7(), loan_id=loan.pk, post_id=bank.post.pk, **facts)
    typed = bank.deposit(gone, bank.line("PET", 12_500), ways=[WayIn("donate", "ratio", 1000)])
    assert bank.pocket(gone).balance == 18_000  # 50.000 − 30.000 − 2.000
    join(bank, sutinah, gone)
    bank.withdraw(sutinah, 17_000)
    right = bank.correct(typed.deposit_id, bank.line("PET", 1250))
    # 5.000 repay the loan; nothing is left to donate; of what she took, 17.000 is lacking.
    assert (Loan.get(loan.pk).owed, balance(org=bank.org, account="2201")) == (25_000, 0)
    assert (right.lacking, piutang(bank, sutinah), bank.pocket(sutinah).balance) == (16_000 + 1000, 17_000, 0)
    assert [party_balance(org=bank.org, account=code, party=gone.pk) for code in ("2101", "1201", "1202")] == [0, 0, 0]
    assert Deposit.objects.get(pk=right.deposit_id).member_id == sutinah.pk


def test_a_group_with_both_rows_of_one_person(bank, sutinah):
    gone, other = make_member(bank.org, "Sutinah lama"), make_member(bank.org, "Tumirah")
    group = [GroupPart(sutinah.pk), GroupPart(gone.pk), GroupPart(other.pk, 2)]
    typed = bank.deposit(None, bank.line("PET", 10_000), group=group)
    join(bank, sutinah, gone)
    assert (bank.pocket(sutinah).balance, bank.pocket(other).balance) == (20_000, 20_000)
    bank.correct(typed.deposit_id, bank.line("PET", 1000))
    assert (bank.pocket(sutinah).balance, bank.pocket(other).balance, bank.pocket(gone).balance) == (2000, 2000, 0)
