"""Withdrawals: held when asked, paid once, by two where it is much, never for oneself."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Payout, PocketKind
from guyub.livelihoods.wastebank.queries.payouts import (
    ended_payouts,
    held_total,
    open_payouts,
    payout_for,
    payout_sums,
    promised_to,
)
from tests.factories import make_actor
from tests.factories_wastebank import at, make_bank, saver


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org, in_cash=3_000_000)
        yield bank
        assert verify(org).findings == []


@pytest.fixture
def sutinah(bank):
    return saver(bank, 60_000)


def ask(bank, member, amount, *, by=None, **values):
    values = {"client_id": uuid7(), "happened_at": clock.now(), "post_id": bank.post.pk} | values
    return actions.request_payout(
        org=bank.org, by=by or bank.weigher, pocket_id=bank.pocket(member).pk, amount=amount, **values
    )


def approve(bank, payout, by=None):
    return actions.approve_payout(org=bank.org, by=by or bank.chair, payout_id=payout.pk, happened_at=clock.now())


def pay(bank, payout, by=None, **values):
    values = {"client_id": uuid7(), "happened_at": clock.now()} | values
    return actions.pay_payout(org=bank.org, by=by or bank.treasurer, payout_id=payout.pk, **values)


def test_asked_approved_paid(bank, sutinah):
    payout = ask(bank, sutinah, 50_000)
    assert (payout.status, bank.pocket(sutinah).held) == ("requested", 50_000)
    assert [row.amount for row in promised_to(org=bank.org, member_id=sutinah.pk)] == [50_000]
    with pytest.raises(Refused) as refused:
        pay(bank, payout)
    assert refused.value.code == "not_approved"
    approve(bank, payout)
    paid = pay(bank, payout)
    assert (paid.status, bank.pocket(sutinah).balance, bank.pocket(sutinah).held) == ("paid", 10_000, 0)
    assert balance(org=bank.org, account="1101") == 2_950_000
    assert promised_to(org=bank.org, member_id=sutinah.pk) == []
    row = payout_for(org=bank.org, by=bank.treasurer, payout_id=payout.pk)
    assert (row.amount, row.receipt_number, row.receipt_code) == (50_000, paid.receipt_number, paid.receipt_code)


def test_holds_count_against_what_is_available(bank, sutinah):
    ask(bank, sutinah, 50_000)
    with pytest.raises(Refused) as refused:
        ask(bank, sutinah, 10_001)
    assert (refused.value.code, refused.value.details["available"]) == ("not_enough_savings", 10_000)
    assert held_total(org=bank.org) == 50_000


def test_repeating_is_safe(bank, sutinah):
    same = {"client_id": uuid7(), "happened_at": clock.now()}
    one, again = (ask(bank, sutinah, 20_000, **same) for _ in range(2))
    assert one == again
    approve(bank, one)
    approve(bank, one)
    same = {"client_id": uuid7()}
    assert pay(bank, one, **same) == pay(bank, one, **same)
    with pytest.raises(Clash):
        pay(bank, one)
    same = {"client_id": uuid7(), "happened_at": clock.now()}
    assert bank.withdraw(sutinah, 10_000, **same) == bank.withdraw(sutinah, 10_000, **same)
    assert bank.pocket(sutinah).balance == 30_000


def test_let_go_in_three_ways(bank, sutinah):
    refused, cancelled, expired = (ask(bank, sutinah, 10_000) for _ in range(3))
    common = {"org": bank.org, "happened_at": clock.now()}
    with pytest.raises(BadInput):
        actions.refuse_payout(by=bank.chair, payout_id=refused.pk, reason="", **common)
    actions.refuse_payout(by=bank.chair, payout_id=refused.pk, reason="kas kosong", **common)
    actions.cancel_payout(by=bank.weigher, payout_id=cancelled.pk, **common)
    with clock.set_to(clock.now() + timedelta(days=30)):
        assert actions.expire_payouts(org=bank.org, by=bank.treasurer, happened_at=clock.now()) == 0
    with clock.set_to(clock.now() + timedelta(days=31)):
        with pytest.raises(Refused) as late:
            approve(bank, expired)
        assert late.value.code == "payout_expired"
        assert actions.expire_payouts(org=bank.org, by=bank.treasurer, happened_at=clock.now()) == 1
        assert {row.status for row in ended_payouts(org=bank.org)} == {"expired", "cancelled", "refused"}
    assert bank.pocket(sutinah).held == 0
    for payout in (refused, cancelled, expired):
        with pytest.raises(Refused):
            pay(bank, payout)


def test_nobody_approves_or_pays_for_herself(bank, sutinah):
    herself = make_actor(bank.org, Office.TREASURER, Office.CHAIR, member_id=sutinah.pk)
    payout = ask(bank, sutinah, 10_000, by=herself)
    with pytest.raises(Forbidden):
        approve(bank, payout, by=herself)
    approve(bank, payout)
    with pytest.raises(Forbidden):
        pay(bank, payout, by=herself)
    with pytest.raises(Forbidden):
        bank.withdraw(sutinah, 1000, by=herself)


def test_much_in_a_day_takes_two(bank):
    rich = saver(bank, 1_200_000, "Wagiyem")
    both = make_actor(bank.org, Office.TREASURER, Office.CHAIR)
    bank.withdraw(rich, 600_000)
    with pytest.raises(Refused) as refused:
        bank.withdraw(rich, 400_004)
    assert refused.value.code == "two_persons"
    payout = ask(bank, rich, 600_000)
    approve(bank, payout, by=both)
    with pytest.raises(Refused):
        pay(bank, payout, by=both)
    assert pay(bank, payout).status == "paid"


def test_an_empty_box_pays_nothing(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org, in_cash=49_999)
        sutinah = saver(bank, 60_000)
        with pytest.raises(Refused) as refused:
            bank.withdraw(sutinah, 50_000)
    assert (refused.value.code, refused.value.details["in_box"]) == ("cash_short", 49_999)
    assert not Payout.objects.exists()
    assert bank.pocket(sutinah).held == 0


def test_the_kind_of_savings_sets_its_limits(bank, sutinah):
    kind = PocketKind.objects.get(code="reguler")
    actions.update_pocket_kind(
        org=bank.org,
        by=bank.chair,
        kind_id=kind.pk,
        name="Reguler",
        rules=actions.KindRules(minimum_withdrawal=5000, minimum_left=10_000, per_month=1),
    )
    for amount, code in ((4999, "below_minimum"), (50_001, "minimum_left")):
        with pytest.raises(Refused) as refused:
            bank.withdraw(sutinah, amount)
        assert refused.value.code == code
    bank.withdraw(sutinah, 40_000)
    with pytest.raises(Refused) as refused:
        bank.withdraw(sutinah, 5000)
    assert refused.value.code == "too_often"


def test_a_member_sees_and_cancels_her_own_only(bank, sutinah):
    tumirah = saver(bank, 4000, "Tumirah")
    own, nosy = make_actor(bank.org, member_id=sutinah.pk), make_actor(bank.org, member_id=tumirah.pk)
    payout = ask(bank, sutinah, 1000, by=own)
    assert payout_for(org=bank.org, by=own, payout_id=payout.pk).amount == 1000
    with pytest.raises(NotHere):
        payout_for(org=bank.org, by=nosy, payout_id=payout.pk)
    with pytest.raises(NotHere):
        actions.cancel_payout(org=bank.org, by=nosy, payout_id=payout.pk, happened_at=clock.now())
    with pytest.raises(Forbidden):
        ask(bank, sutinah, 1000, by=nosy)
    sums = payout_sums(org=bank.org)
    assert (sums.requested, sums.requested_amount, sums.approved) == (1, 1000, 0)
    assert [row.member for row in open_payouts(org=bank.org)] == ["Sutinah"]
    actions.cancel_payout(org=bank.org, by=own, payout_id=payout.pk, happened_at=clock.now())
    assert open_payouts(org=bank.org) == []
