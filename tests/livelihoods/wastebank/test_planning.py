"""Many withdrawals at once: asked for a payday, planned, approved; what cannot be is left out and told."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions import RequestIn
from guyub.livelihoods.wastebank.models import Deposit, Payout, PocketKind
from guyub.livelihoods.wastebank.queries.paydays import candidates, next_to_pay, of_day, open_for, paydays
from tests.factories import make_actor
from tests.factories_savings import ask, common, lebaran, move
from tests.factories_wastebank import at, make_bank, saver

TODAY = date(2022, 4, 2)
FEAST = date(2022, 5, 2)
PAYDAY = date(2022, 4, 25)


@pytest.fixture
def bank(org):
    with clock.set_to(at(TODAY, time(9))):
        bank = make_bank(org)
        lebaran(bank, FEAST)
        yield bank


@pytest.fixture
def three(bank):
    """Three members, each with 40.000 for Lebaran and 20.000 free."""
    members = [saver(bank, 60_000, name) for name in ("Sutinah", "Tumirah", "Kasiyem")]
    for member in members:
        move(bank, member, 40_000)
    return members


def many(bank, rows, **values):
    values = {"by": bank.treasurer, "client_id": uuid7(), "planned_on": PAYDAY} | values
    return actions.request_many(org=bank.org, happened_at=clock.now(), rows=rows, post_id=bank.post.pk, **values)


def rows_for(bank, members, amount=40_000):
    return [RequestIn(bank.pocket(member, "lebaran").pk, amount) for member in members]


def test_many_are_asked_for_the_payday_on_which_their_pockets_are_open(bank, three):
    client_id = uuid7()
    assert many(bank, rows_for(bank, three), client_id=client_id).done == 3
    assert [bank.pocket(member, "lebaran").held for member in three] == [40_000] * 3
    payouts = Payout.objects.all()
    assert {(p.planned_on, p.expires_on, p.post_id) for p in payouts} == {(PAYDAY, date(2022, 5, 25), bank.post.pk)}
    again = many(bank, rows_for(bank, three), client_id=client_id)  # a double press
    assert (again.done, Payout.objects.count()) == (3, 3)
    with pytest.raises(Clash):
        many(bank, rows_for(bank, three, 30_000), client_id=client_id)


def test_who_cannot_is_left_out_and_told(bank, three):
    short = bank.pocket(three[1], "lebaran")
    ask(bank, three[1], 15_000, kind="lebaran", planned_on=PAYDAY)
    found = many(bank, rows_for(bank, three))
    assert found.done == 2
    assert [pk for pk, _why in found.left_out] == [short.pk]
    assert "Rp25.000" in found.left_out[0][1]
    early = many(bank, rows_for(bank, three[2:], 1_000), planned_on=date(2022, 4, 17))  # a day too early
    assert (early.done, len(early.left_out)) == (0, 1)
    assert Payout.objects.count() == 3


def test_an_officer_of_the_scale_may_ask_a_member_may_not(bank, three):
    assert many(bank, rows_for(bank, three), by=bank.weigher).done == 3
    with pytest.raises(Forbidden):
        many(bank, rows_for(bank, three), by=make_actor(bank.org, Office.MEMBER, member_id=three[0].pk))


def test_a_day_for_many_open_withdrawals(bank, three):
    free = [ask(bank, member, 10_000) for member in three]
    locked = ask(bank, three[0], 5_000, kind="lebaran", planned_on=PAYDAY)
    ids = [payout.pk for payout in (*free, locked)]
    day = TODAY + timedelta(days=3)
    found = actions.plan_payday(org=bank.org, by=bank.chair, payout_ids=ids, planned_on=day)
    assert (found.done, [pk for pk, _why in found.left_out]) == (3, [locked.pk])
    locked.refresh_from_db()
    assert locked.planned_on == PAYDAY
    assert {(p.planned_on, p.expires_on) for p in Payout.objects.exclude(pk=locked.pk)} == {(day, date(2022, 5, 5))}
    with pytest.raises(BadInput):
        actions.plan_payday(org=bank.org, by=bank.chair, payout_ids=ids, planned_on=TODAY - timedelta(days=1))
    with pytest.raises(Forbidden):
        actions.plan_payday(org=bank.org, by=bank.weigher, payout_ids=ids, planned_on=day)


def test_a_settled_withdrawal_keeps_its_day(bank, three):
    payout = ask(bank, three[0], 10_000)
    actions.cancel_payout(org=bank.org, by=bank.treasurer, payout_id=payout.pk, happened_at=clock.now())
    found = actions.plan_payday(org=bank.org, by=bank.chair, payout_ids=[payout.pk], planned_on=PAYDAY)
    payout.refresh_from_db()
    assert (found.done, payout.planned_on) == (0, None)


def test_another_officer_approves_many_and_never_her_own(bank, three):
    many(bank, rows_for(bank, three))
    ids = list(Payout.objects.order_by("id").values_list("pk", flat=True))
    chair = make_actor(bank.org, Office.CHAIR, member_id=three[0].pk)
    found = actions.approve_many(org=bank.org, by=chair, happened_at=clock.now(), payout_ids=ids)
    assert (found.done, [pk for pk, _why in found.left_out]) == (2, [ids[0]])
    assert list(Payout.objects.order_by("id").values_list("status", flat=True)) == ["requested", "approved", "approved"]
    again = actions.approve_many(org=bank.org, by=chair, happened_at=clock.now(), payout_ids=ids[1:])
    assert (again.done, again.left_out) == (2, ())  # a double press


def test_one_payday_from_the_requests_to_the_last_rupiah(bank, three):
    many(bank, rows_for(bank, three))
    ids = list(Payout.objects.order_by("id").values_list("pk", flat=True))
    actions.approve_many(org=bank.org, by=bank.chair, happened_at=clock.now(), payout_ids=ids)
    with clock.set_to(at(PAYDAY, time(9))):
        for left in (3, 2, 1):
            found = next_to_pay(org=bank.org, day=PAYDAY, but_member=None)
            actions.pay_payout(**common(bank.treasurer, bank), payout_id=found)
            assert Payout.objects.filter(status="approved").count() == left - 1
        assert next_to_pay(org=bank.org, day=PAYDAY, but_member=None) is None
        (day,) = paydays(org=bank.org)
        assert (day.day, day.count, day.amount, day.paid) == (PAYDAY, 3, 120_000, 3)
        assert [bank.pocket(member, "lebaran").balance for member in three] == [0, 0, 0]
        assert verify(bank.org).findings == []


def test_nobody_is_led_to_her_own_money(bank, three):
    many(bank, rows_for(bank, three[:1]))
    actions.approve_many(
        org=bank.org, by=bank.chair, happened_at=clock.now(), payout_ids=Payout.objects.values_list("pk", flat=True)
    )
    assert next_to_pay(org=bank.org, day=PAYDAY, but_member=three[0].pk) is None


def test_candidates_have_what_their_kind_and_their_debts_leave(bank, three):
    kind = PocketKind.objects.get(code="lebaran")
    assert [(c.member, c.amount) for c in candidates(org=bank.org, kind=kind)] == [
        ("Sutinah", 40_000),
        ("Tumirah", 40_000),
        ("Kasiyem", 40_000),
    ]
    ask(bank, three[1], 15_000, kind="lebaran", planned_on=PAYDAY)
    rules = actions.KindRules(lock="lebaran", minimum_left=30_000, minimum_withdrawal=5_000)
    kind = actions.update_pocket_kind(org=bank.org, by=bank.chair, kind_id=kind.pk, name="Lebaran", rules=rules)
    assert [(c.member, c.amount) for c in candidates(org=bank.org, kind=kind)] == [
        ("Sutinah", 10_000),
        ("Kasiyem", 10_000),
    ]
    assert [c.amount for c in candidates(org=bank.org, kind=kind, at_most=7_500)] == [7_500, 7_500]


def test_what_a_correction_lacks_stays_covered(bank):
    member = saver(bank, 60_000)
    typed = Deposit.objects.get(member=member)
    bank.withdraw(member, 50_000)
    bank.correct(typed.pk, bank.line("PET", 12_000))  # 48.000: 2.000 lack
    bank.deposit(member, bank.line("PET", 1_000))
    regular = PocketKind.objects.get(code="reguler")
    offered = candidates(org=bank.org, kind=regular)
    assert [one.amount for one in offered] == [2_000]  # 4.000 came, 2.000 of it repaid
    assert many(bank, [RequestIn(one.pocket_id, one.amount) for one in offered]).done == 1


def test_lists_of_a_day_and_of_those_without_one(bank, three):
    many(bank, rows_for(bank, three))
    ask(bank, three[2], 1_000)
    assert [row.member for row in of_day(org=bank.org, day=PAYDAY)] == ["Sutinah", "Tumirah", "Kasiyem"]
    assert [row.member for row in open_for(org=bank.org, day=None)] == ["Kasiyem"]
