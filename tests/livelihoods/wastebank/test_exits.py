"""A member leaves or dies: what is promised is freed, debts are paid, the rest is handed out, nothing is forgotten."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import AccountExit, Bill, Payout, Pocket
from guyub.livelihoods.wastebank.queries.exits import exit_proposed, exits_of, what_is_left
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_savings import agree, ask, bill, common, lebaran, move
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
