"""A member leaves or dies: what is promised is freed, debts are paid, the rest is handed out, nothing is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import AccountExit, Bill, Flag, GoodsRequest, Loan, Payout, Pocket
from guyub.livelihoods.wastebank.queries.exits import exit_proposed, exits_of, not_closed, what_is_left
from tests.factories import make_actor
from tests.factories_goods import make_soap, phone_of, wants
from tests.factories_members import make_member
from tests.factories_savings import agree, ask, bill, common, give, lebaran, move
from tests.factories_wastebank import at, make_bank, saver

SUNDAY = date(2022, 2, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        yield make_bank(org)


def leave(member, status="left"):
    member.status, member.left_on = status, SUNDAY
    member.save()


def propose(bank, member, *, by=None, receiver=""):
    return actions.propose_exit(**common(by or bank.treasurer, bank), member_id=member.pk, receiver=receiver)


def pay(bank, payout, *, by=None):
    by = by or bank.treasurer
    return actions.pay_payout(**common(by, bank), payout_id=payout.pk, post_id=bank.post.pk)


def indebted(bank, amount, spent):
    """A member whose deposit of `amount` is undone after `spent` of it was paid out: she owes that much."""
    member = make_member(bank.org, "Waginah")
    result = bank.deposit(member, bank.line("PET", amount // 4))
    bank.withdraw(member, spent)
    actions.undo_deposit(**common(bank.weigher, bank), deposit_id=result.deposit_id, reason="salah orang")
    return member


def test_everything_in_one_decision(bank):
    member = saver(bank, 100_000)
    lebaran(bank, date(2022, 5, 2))
    move(bank, member, 40_000)
    request = ask(bank, member, 20_000)
    held = bill(bank, member, 10_000)
    leave(member, "dead")
    approval = propose(bank, member, receiver="Sugeng (anak)")
    assert (approval.amount, exit_proposed(org=bank.org, member_id=member.pk)) == (100_000, approval.pk)
    agree(bank, approval)
    request.refresh_from_db()
    assert (request.status, Bill.objects.get(pk=held.pk).status) == ("cancelled", "failed")
    card = exits_of(org=bank.org, member_id=member.pk)[0]
    assert (card.status, card.rest, card.receiver, card.written_off) == ("closing", 100_000, "Sugeng (anak)", 0)
    payout = Payout.objects.get(status="approved")
    assert (payout.amount, payout.receiver) == (100_000, "Sugeng (anak)")
    assert bank.pocket(member, "lebaran").balance == 0
    pay(bank, payout)
    assert AccountExit.objects.get().status == "closed"
    assert what_is_left(org=bank.org, member_id=member.pk).nothing
    assert balance(org=bank.org, account="1101") == 900_000
    assert verify(bank.org).findings == []


def test_piutang_first_and_the_rest_is_hers(bank):
    member = indebted(bank, 40_000, 30_000)
    bank.deposit(member, bank.line("KRD", 1000))
    assert what_is_left(org=bank.org, member_id=member.pk).receivable == 28_300
    saved = saver(bank, 40_000, "Tumirah")
    actions.transfer_savings(
        **common(bank.treasurer, bank),
        pocket_id=bank.pocket(saved).pk,
        to_member_id=member.pk,
        amount=40_000,
        consent="slip",
    )
    leave(member)
    agree(bank, propose(bank, member))
    found = AccountExit.objects.get()
    assert (found.receivable_paid, found.written_off, found.rest) == (28_300, 0, 11_700)
    pay(bank, found.payout)
    assert verify(bank.org).findings == []


def test_what_she_cannot_pay_is_written_off(bank):
    member = indebted(bank, 40_000, 30_000)
    leave(member)
    agree(bank, propose(bank, member))
    found = AccountExit.objects.get()
    assert (found.receivable_paid, found.written_off, found.rest, found.payout) == (0, 30_000, 0, None)
    assert (found.status, balance(org=bank.org, account="6106")) == ("closed", 30_000)
    assert verify(bank.org).findings == []


def test_two_officers_none_of_them_she(bank):
    member = saver(bank, 10_000)
    leave(member)
    hers = make_actor(bank.org, Office.CHAIR, member_id=member.pk)
    both = make_actor(bank.org, Office.TREASURER, Office.CHAIR)
    with pytest.raises(Refused) as refused:
        propose(bank, member, by=hers)
    assert refused.value.code == "own_benefit"
    for second, code in ((both, "same_person"), (hers, "own_benefit")):
        with pytest.raises(Refused) as refused:
            agree(bank, propose(bank, member, by=both), by=second)
        assert refused.value.code == code
    assert not AccountExit.objects.exists()


def test_only_who_left_and_an_heir_for_who_died(bank):
    member = saver(bank, 10_000)
    with pytest.raises(Refused) as refused:
        propose(bank, member)
    assert refused.value.code == "still_member"
    leave(member, "dead")
    with pytest.raises(BadInput) as bad:
        propose(bank, member)
    assert bad.value.field == "receiver"


def test_a_payment_that_nobody_fetched_leaves_it_closing(bank):
    member = saver(bank, 10_000)
    leave(member)
    agree(bank, propose(bank, member))
    payout = Payout.objects.get()
    actions.cancel_payout(org=bank.org, by=bank.weigher, payout_id=payout.pk, happened_at=clock.now())
    assert not actions.close_account(org=bank.org, by=bank.chair, member_id=member.pk)
    agree(bank, propose(bank, member))
    pay(bank, Payout.objects.get(status="approved"))
    assert set(AccountExit.objects.values_list("status", flat=True)) == {"closed"}
    assert Pocket.objects.get().balance == 0
    with pytest.raises(Refused) as refused:
        propose(bank, member)
    assert refused.value.code == "closed"


def closed(bank, member):
    """Her account at zero: two officers, and the cash handed out."""
    agree(bank, propose(bank, member, receiver="Sugeng (anak)"))
    pay(bank, Payout.objects.get(status="approved"))
    assert set(AccountExit.objects.values_list("status", flat=True)) == {"closed"}


def test_what_comes_after_the_end_is_settled_by_two_officers_again(bank):
    member, weighed_at, session = saver(bank, 10_000), clock.now(), bank.session()
    leave(member, "dead")
    closed(bank, member)
    with clock.set_to(at(date(2022, 2, 9), time(9))):
        late = {"session_id": session.pk, "happened_at": weighed_at, "source": "phone"}
        bank.deposit(member, bank.line("PET", 1_000), **late)
        assert [(one.member, one.savings) for one in not_closed(org=bank.org)] == [("Sutinah", 4_000)]
        closed(bank, member)
        assert not_closed(org=bank.org) == []
        with pytest.raises(Refused) as refused:
            propose(bank, member, receiver="Sugeng (anak)")
    assert refused.value.code == "closed"
    assert sorted(AccountExit.objects.values_list("rest", flat=True)) == [4_000, 10_000]
    assert verify(bank.org).findings == []


def test_who_comes_back_saves_again_and_may_leave_again(bank):
    member = saver(bank, 10_000)
    leave(member)
    closed(bank, member)
    member.status, member.left_on = "active", None
    member.save()
    bank.deposit(member, bank.line("PET", 1_000))
    bank.withdraw(member, 1_000)
    leave(member)
    closed(bank, member)
    assert bank.pocket(member).balance == 0
    assert sorted(AccountExit.objects.values_list("rest", flat=True)) == [3_000, 10_000]


def test_what_a_correction_takes_back_after_the_end_is_written_off_by_two_officers(bank):
    member = saver(bank, 10_000)
    deposit = bank.deposit(member, bank.line("PET", 1_000))
    leave(member)
    closed(bank, member)
    bank.correct(deposit.deposit_id, bank.line("PET", 500))
    assert what_is_left(org=bank.org, member_id=member.pk).receivable == 2_000
    agree(bank, propose(bank, member))
    assert sorted(AccountExit.objects.values_list("status", "written_off")) == [("closed", 0), ("closed", 2_000)]
    assert verify(bank.org).findings == []


def test_a_bill_of_who_is_gone_is_not_paid_but_comes_back_with_the_closing(bank):
    member = saver(bank, 100_000)
    held = bill(bank, member, 50_000)
    leave(member, "dead")
    with pytest.raises(Refused) as refused:
        actions.pay_bill(**common(bank.treasurer, bank), bill_id=held.pk, post_id=bank.post.pk, proof="1234 5678")
    held.refresh_from_db()
    assert (refused.value.code, held.status) == ("member_gone", "held")
    assert balance(org=bank.org, account="2102") == -52_500
    agree(bank, propose(bank, member, receiver="Sugeng (anak)"))
    held.refresh_from_db()
    assert (held.status, balance(org=bank.org, account="2102")) == ("failed", 0)
    assert (AccountExit.objects.get().rest, bank.pocket(member).balance) == (100_000, 100_000)
    assert verify(bank.org).findings == []


def lend(bank, member, amount, *, approved=True):
    loan = actions.ask_loan(**common(bank.weigher, bank), member_id=member.pk, amount=amount)
    if approved:
        actions.approve_loan(org=bank.org, by=bank.chair, happened_at=clock.now(), loan_id=loan.pk)
    return loan


def asked_goods(bank, member):
    """Two soaps written down by a phone without a signal: 6.000 of the 8.000 that the visit brought."""
    soap = make_soap(bank, 10, 25_000, price=3_000)
    by = replace(bank.weigher, device_id=phone_of(bank.weigher))
    bank.deposit(member, bank.line("PET", 2_000), by=by, ways=[wants(soap, 2)], source="phone")
    return GoodsRequest.objects.get()


@pytest.mark.parametrize("status", ["left", "dead"])
def test_nothing_leaves_the_savings_of_who_is_gone_but_by_two_officers(bank, status):
    member, other = saver(bank, 100_000), make_member(bank.org, "Tumirah")
    soap = make_soap(bank, 10, 25_000, price=3_000)
    asked, approved = ask(bank, member, 10_000), ask(bank, member, 20_000)
    actions.approve_payout(org=bank.org, by=bank.chair, payout_id=approved.pk, happened_at=clock.now())
    leave(member, status)
    ways_out = (
        lambda: ask(bank, member, 5_000),
        lambda: bank.withdraw(member, 5_000),
        lambda: give(bank, member, other, 5_000),
        lambda: move(bank, member, 5_000),
        lambda: bill(bank, member, 5_000),
        lambda: actions.propose_override(
            **common(bank.treasurer, bank), pocket_id=bank.pocket(member).pk, amount=5_000, reason="berobat"
        ),
        lambda: actions.barter_savings(
            **common(bank.treasurer, bank), pocket_id=bank.pocket(member).pk, post_id=bank.post.pk, good_id=soap.pk,
            count=1,
        ),
        lambda: actions.approve_payout(org=bank.org, by=bank.chair, payout_id=asked.pk, happened_at=clock.now()),
        lambda: pay(bank, approved),
    )  # fmt: skip
    for way_out in ways_out:
        with pytest.raises(Refused) as refused:
            way_out()
        assert refused.value.code == "member_gone"
        assert "Tutup tabungannya: dua pengurus" in str(refused.value.next_step)
    assert (bank.pocket(member).balance, bank.pocket(member).held) == (100_000, 30_000)
    agree(bank, propose(bank, member, receiver="Sugeng (anak)"))
    paid = pay(bank, AccountExit.objects.get().payout)
    assert (paid.status, paid.amount, bank.pocket(member).balance) == ("paid", 100_000, 0)
    assert verify(bank.org).findings == []


@pytest.mark.parametrize("status", ["left", "dead"])
def test_a_loan_is_not_handed_out_to_who_is_gone(bank, status):
    member = saver(bank, 100_000)
    soap = make_soap(bank, 10, 25_000, price=3_000)
    approved, asked = lend(bank, member, 30_000), lend(bank, member, 10_000, approved=False)
    leave(member, status)
    values = common(bank.treasurer, bank) | {"loan_id": approved.pk, "post_id": bank.post.pk}
    ways_out = (
        lambda: actions.disburse_loan(**values),
        lambda: actions.loan_for_goods(**values, goods=[actions.LentIn(soap.pk, 1)]),
        lambda: actions.approve_loan(org=bank.org, by=bank.chair, happened_at=clock.now(), loan_id=asked.pk),
    )
    for way_out in ways_out:
        with pytest.raises(Refused) as refused:
            way_out()
        assert refused.value.code == "member_gone"
    assert balance(org=bank.org, account="1202") == 0
    agree(bank, propose(bank, member, receiver="Sugeng (anak)"))
    assert set(Loan.objects.values_list("status", "reason")) == {("cancelled", "Tabungannya sedang ditutup.")}
    with pytest.raises(Refused) as refused:
        actions.disburse_loan(**values)
    assert refused.value.code == "loan_ended"
    assert verify(bank.org).findings == []


def test_closing_ends_what_she_only_asked_for(bank):
    member = make_member(bank.org, "Waginah")
    request = asked_goods(bank, member)
    bank.withdraw(member, 8_000)
    lend(bank, member, 10_000)
    leave(member)
    left = what_is_left(org=bank.org, member_id=member.pk)
    assert (left.savings, left.waiting, left.free, left.nothing) == (0, 2, True, False)
    agree(bank, propose(bank, member))
    request.refresh_from_db()
    assert (request.status, request.reason) == ("refused", "Tabungannya sedang ditutup.")
    assert Loan.objects.get().status == "cancelled"
    assert not Flag.objects.filter(reason="goods_asked", settled_at__isnull=True).exists()
    assert what_is_left(org=bank.org, member_id=member.pk).nothing
    assert AccountExit.objects.get().status == "closed"


def test_goods_asked_for_are_not_handed_out_of_the_savings_of_who_is_gone(bank):
    member = make_member(bank.org, "Waginah")
    request = asked_goods(bank, member)
    leave(member, "dead")
    with pytest.raises(Refused) as refused:
        actions.give_requested(**common(bank.treasurer, bank), request_id=request.pk)
    assert (refused.value.code, bank.pocket(member).balance) == ("member_gone", 8_000)
