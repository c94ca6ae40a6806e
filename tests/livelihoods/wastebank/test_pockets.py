"""Kinds of savings: locks, the decision of two officers, moving between them."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Override, PassbookLine, Payout, PocketKind, Receivable, Transfer
from tests.factories import make_actor
from tests.factories_savings import agree, ask, bill, common, lebaran, move
from tests.factories_wastebank import at, make_bank, saver

SUNDAY = date(2022, 2, 6)
FEAST = date(2022, 5, 2)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        yield make_bank(org)


@pytest.fixture
def sutinah(bank):
    """A member with 60.000 in the regular savings and 40.000 for Lebaran."""
    member = saver(bank, 100_000)
    lebaran(bank, FEAST)
    move(bank, member, 40_000)
    return member


def open_early(bank, member, amount, *, by=None, second=None, reason="anak sakit"):
    pocket = bank.pocket(member, "lebaran")
    approval = actions.propose_override(
        **common(by or bank.treasurer, bank), pocket_id=pocket.pk, amount=amount, reason=reason
    )
    return agree(bank, approval, by=second)


def test_seven_kinds_and_the_lebaran_one_is_locked(bank):
    kinds = list(PocketKind.objects.order_by("position").values_list("code", "lock", "is_active"))
    assert [code for code, _lock, _active in kinds] == [
        "reguler", "lebaran", "pendidikan", "sembako", "sosial", "lingkungan", "kesehatan",
    ]  # fmt: skip
    assert {code for code, lock, _active in kinds if lock} == {"lebaran"}
    assert all(active for _code, _lock, active in kinds)


def test_moving_changes_two_pockets_and_nothing_owed(bank, sutinah):
    assert (bank.pocket(sutinah).balance, bank.pocket(sutinah, "lebaran").balance) == (60_000, 40_000)
    lines = PassbookLine.objects.filter(kind="move").order_by("amount").values_list("amount", "source_id")
    transfer = Transfer.objects.get()
    assert list(lines) == [(-40_000, transfer.pk), (40_000, transfer.pk)]
    assert verify(bank.org).findings == []


def test_a_childs_pocket_is_the_carers(bank, sutinah):
    move(bank, sutinah, 10_000, to="pendidikan", label="  Cucu   Dimas ")
    pocket = bank.pocket(sutinah, "pendidikan", "Cucu Dimas")
    assert (pocket.member_id, pocket.balance) == (sutinah.pk, 10_000)
    assert move(bank, sutinah, 5000, to="pendidikan", label="Cucu Dimas").target_id == pocket.pk


def test_moving_is_sent_twice_and_done_once(bank, sutinah):
    values = {
        **common(bank.treasurer, bank),
        "pocket_id": bank.pocket(sutinah).pk,
        "kind_id": PocketKind.objects.get(code="sembako").pk,
    }
    first = actions.move_savings(**values, amount=1000)
    assert actions.move_savings(**values, amount=1000).pk == first.pk
    with pytest.raises(Clash):
        actions.move_savings(**values, amount=2000)
    assert bank.pocket(sutinah, "sembako").balance == 1000


def test_moving_needs_another_pocket_and_enough(bank, sutinah):
    with pytest.raises(BadInput):
        move(bank, sutinah, 1000, to="reguler")
    with pytest.raises(Refused) as refused:
        move(bank, sutinah, 60_001)
    assert refused.value.code == "not_enough_savings"
    with pytest.raises(Refused) as refused:
        move(bank, sutinah, 1000, to="reguler", out_of="lebaran")
    assert (refused.value.code, refused.value.details["until"]) == ("pocket_locked", "2022-04-18")
    nosy = make_actor(bank.org, member_id=saver(bank, 4000, "Tumirah").pk)
    with pytest.raises(Forbidden):
        move(bank, sutinah, 1000, by=nosy)


def test_a_resting_kind_takes_nothing_new(bank, sutinah):
    kind = PocketKind.objects.get(code="sosial")
    actions.update_pocket_kind(
        org=bank.org, by=bank.chair, kind_id=kind.pk, name="Sosial", rules=actions.KindRules(), is_active=False
    )
    with pytest.raises(Refused) as refused:
        move(bank, sutinah, 1000, to="sosial")
    assert refused.value.code == "kind_rests"


def test_locked_savings_are_asked_for_their_day(bank, sutinah):
    with pytest.raises(Refused) as refused:
        ask(bank, sutinah, 40_000, kind="lebaran")
    assert refused.value.code == "pocket_locked"
    payout = ask(bank, sutinah, 40_000, kind="lebaran", planned_on=date(2022, 4, 24))
    actions.approve_payout(org=bank.org, by=bank.chair, payout_id=payout.pk, happened_at=clock.now())
    pay = {"payout_id": payout.pk, "post_id": bank.post.pk}
    with pytest.raises(Refused) as refused:
        actions.pay_payout(**common(bank.treasurer, bank), **pay)
    assert refused.value.code == "pocket_locked"
    with clock.set_to(at(date(2022, 4, 24), time(9))):
        assert actions.pay_payout(**common(bank.treasurer, bank), **pay).status == "paid"


def test_no_day_in_the_calendar_keeps_it_locked(bank):
    member = saver(bank, 10_000)
    move(bank, member, 10_000)
    with pytest.raises(Refused) as refused:
        ask(bank, member, 1000, kind="lebaran", planned_on=date(2022, 12, 1))
    assert (refused.value.code, refused.value.details) == ("pocket_locked", {})


def test_two_officers_open_it_once_for_so_much(bank, sutinah):
    assert open_early(bank, sutinah, 30_000).state == "approved"
    with pytest.raises(Refused) as refused:
        ask(bank, sutinah, 30_001, kind="lebaran")
    assert refused.value.code == "pocket_locked"
    payout = bank.withdraw(sutinah, 30_000, pocket_id=bank.pocket(sutinah, "lebaran").pk)
    assert (payout.status, payout.override_id) == ("paid", Override.objects.get().pk)
    with pytest.raises(Refused):
        ask(bank, sutinah, 1000, kind="lebaran")
    assert verify(bank.org).findings == []


def test_a_request_that_lapsed_leaves_the_decision_standing(bank, sutinah):
    open_early(bank, sutinah, 30_000)
    payout = ask(bank, sutinah, 20_000, kind="lebaran")
    actions.cancel_payout(org=bank.org, by=bank.treasurer, payout_id=payout.pk, happened_at=clock.now())
    assert ask(bank, sutinah, 30_000, kind="lebaran").override_id == Override.objects.get().pk
    assert Payout.objects.filter(override_id__isnull=False).count() == 2


def test_an_opened_pocket_may_be_emptied_into_the_regular_one(bank, sutinah):
    open_early(bank, sutinah, 40_000)
    assert move(bank, sutinah, 40_000, to="reguler", out_of="lebaran").override_id == Override.objects.get().pk
    assert bank.pocket(sutinah).balance == 100_000


def test_a_decision_opens_no_bill(bank, sutinah):
    open_early(bank, sutinah, 30_000)
    locked = bank.pocket(sutinah, "lebaran")
    with pytest.raises(Refused) as refused:
        actions.hold_bill(
            **common(bank.treasurer, bank), pocket_id=locked.pk, kind="electricity", amount=20_000, fee=2_500
        )
    assert (refused.value.code, refused.value.details["until"]) == ("pocket_locked", "2022-04-18")
    assert refused.value.next_step == "Pakai tabungan lain, atau buka lewat dua pengurus untuk ditarik."
    assert bank.pocket(sutinah, "lebaran").balance == 40_000
    assert ask(bank, sutinah, 30_000, kind="lebaran").override_id == Override.objects.get().pk
    bill(bank, sutinah, 20_000)
    assert bank.pocket(sutinah).balance == 37_500


def test_a_decision_repays_no_debt(bank, sutinah):
    typed = bank.deposit(sutinah, bank.line("PET", 10_000))
    bank.withdraw(sutinah, 90_000)
    bank.correct(typed.deposit_id, bank.line("PET", 2500))
    debt = Receivable.objects.get()
    owed = debt.owed
    open_early(bank, sutinah, 40_000)
    repay = {**common(bank.treasurer, bank), "debt_id": debt.pk, "amount": 10_000}
    with pytest.raises(Refused) as refused:
        actions.repay_out_of_pocket(**repay, pocket_id=bank.pocket(sutinah, "lebaran").pk)
    assert (refused.value.code, refused.value.details["until"]) == ("pocket_locked", "2022-04-18")
    assert (Receivable.objects.get().owed, bank.pocket(sutinah, "lebaran").balance) == (owed, 40_000)
    assert move(bank, sutinah, 10_000, to="reguler", out_of="lebaran").override_id == Override.objects.get().pk
    actions.repay_out_of_pocket(**repay, pocket_id=bank.pocket(sutinah).pk)
    assert (Receivable.objects.get().owed, bank.pocket(sutinah, "lebaran").balance) == (owed - 10_000, 30_000)
    assert verify(bank.org).findings == []


def test_one_officer_alone_opens_nothing(bank, sutinah):
    both = make_actor(bank.org, Office.TREASURER, Office.CHAIR)
    with pytest.raises(Refused) as refused:
        open_early(bank, sutinah, 1000, by=both, second=both)
    assert refused.value.code == "same_person"
    hers = make_actor(bank.org, Office.CHAIR, member_id=sutinah.pk)
    with pytest.raises(Refused) as refused:
        open_early(bank, sutinah, 1000, by=hers)
    assert refused.value.code == "own_benefit"
    with pytest.raises(Refused) as refused:
        open_early(bank, sutinah, 1000, second=hers)
    assert refused.value.code == "own_benefit"
    with pytest.raises(BadInput):
        open_early(bank, sutinah, 1000, reason="  ")
    with pytest.raises(Refused):
        open_early(bank, sutinah, 40_001)
    assert not Override.objects.exists()


def test_kinds_are_named_locked_and_added(bank):
    kind = actions.create_pocket_kind(
        org=bank.org,
        by=bank.chair,
        name="Kurban",
        rules=actions.KindRules(lock="day", locked_until=date(2022, 7, 1), minimum_left=1000, per_month=1),
    )
    assert (kind.code, kind.lock, kind.locked_until, kind.withdrawals_a_month) == ("kurban", "day", date(2022, 7, 1), 1)
    with pytest.raises(BadInput):
        actions.create_pocket_kind(org=bank.org, by=bank.chair, name="kurban", rules=actions.KindRules())
    with pytest.raises(BadInput):
        actions.create_pocket_kind(org=bank.org, by=bank.chair, name="Haji", rules=actions.KindRules(lock="day"))
    regular = PocketKind.objects.get(code="reguler")
    with pytest.raises(Refused):
        actions.update_pocket_kind(
            org=bank.org, by=bank.chair, kind_id=regular.pk, name="Reguler", rules=actions.KindRules(lock="lebaran")
        )
    with pytest.raises(Forbidden):
        actions.create_pocket_kind(org=bank.org, by=bank.weigher, name="Umrah", rules=actions.KindRules())


def unlock(bank, rules, *, code="lebaran", second=None, by=None, reason="tahun ajaran baru"):
    kind = PocketKind.objects.get(code=code)
    values = {"kind_id": kind.pk, "name": kind.name, "rules": rules, "reason": reason}
    proposal = actions.propose_unlocking(**common(by or bank.chair, bank), **values)
    return agree(bank, proposal, by=second or bank.treasurer)


def change(bank, rules, code="lebaran"):
    kind = PocketKind.objects.get(code=code)
    return actions.update_pocket_kind(org=bank.org, by=bank.chair, kind_id=kind.pk, name=kind.name, rules=rules)


@pytest.mark.parametrize(
    "rules",
    [
        actions.KindRules(),
        actions.KindRules(lock="lebaran", opens_before=15),
        actions.KindRules(lock="day", locked_until=date(2022, 3, 1)),
        actions.KindRules(lock="day", locked_until=date(2022, 5, 17)),  # later, but it never closes again
    ],
)
def test_nobody_alone_opens_what_a_lock_keeps(bank, sutinah, rules):
    with pytest.raises(Refused) as refused:
        change(bank, rules)
    assert refused.value.code == "two_officers"
    with pytest.raises(Refused) as refused:
        unlock(bank, rules, second=bank.chair)
    assert refused.value.code == "same_person"
    assert PocketKind.objects.get(code="lebaran").lock == "lebaran"
    with pytest.raises(Refused):
        ask(bank, sutinah, 40_000, kind="lebaran")


def test_two_officers_shorten_a_lock(bank, sutinah):
    until = actions.KindRules(lock="day", locked_until=date(2022, 2, 6))
    approval = unlock(bank, until)
    assert (approval.amount, approval.beneficiary_id, approval.state) == (40_000, sutinah.pk, "approved")
    kind = PocketKind.objects.get(code="lebaran")
    assert (kind.lock, kind.locked_until) == ("day", date(2022, 2, 6))
    assert ask(bank, sutinah, 40_000, kind="lebaran").amount == 40_000


def test_a_lock_without_savings_or_a_longer_one_is_the_chairs_own(bank, sutinah):
    change(bank, actions.KindRules(lock="lebaran", opens_before=7, minimum_left=1_000))
    kind = PocketKind.objects.get(code="lebaran")
    assert (kind.opens_before, kind.minimum_left) == (7, 1_000)
    change(bank, actions.KindRules(lock="day", locked_until=date(2022, 7, 1)), "pendidikan")
    change(bank, actions.KindRules(), "pendidikan")
    assert PocketKind.objects.get(code="pendidikan").lock == ""
    move(bank, sutinah, 10_000, to="pendidikan")
    change(bank, actions.KindRules(lock="day", locked_until=date(2022, 7, 1)), "pendidikan")
    change(bank, actions.KindRules(lock="day", locked_until=date(2022, 8, 1)), "pendidikan")
    with pytest.raises(Refused):
        change(bank, actions.KindRules(lock="day", locked_until=date(2022, 7, 1)), "pendidikan")
    with clock.set_to(at(date(2022, 8, 1), time(9))):  # open by itself: nothing is kept any more
        change(bank, actions.KindRules(), "pendidikan")
    assert PocketKind.objects.get(code="pendidikan").lock == ""


def test_an_unlocking_wants_its_reason_and_waits_alone(bank, sutinah):
    kind = PocketKind.objects.get(code="lebaran")
    values = {"kind_id": kind.pk, "name": kind.name, "rules": actions.KindRules()}
    with pytest.raises(BadInput) as bad:
        actions.propose_unlocking(**common(bank.chair, bank), **values, reason=" ")
    assert bad.value.field == "reason"
    with pytest.raises(Forbidden):
        actions.propose_unlocking(**common(bank.treasurer, bank), **values, reason="darurat")
    hers = make_actor(bank.org, Office.CHAIR, member_id=sutinah.pk)
    with pytest.raises(Refused) as own:  # all of it is hers
        actions.propose_unlocking(**common(hers, bank), **values, reason="darurat")
    assert own.value.code == "own_benefit"
    facts = common(bank.chair, bank)
    first, again = (actions.propose_unlocking(**facts, **values, reason="darurat") for _twice in range(2))
    assert first.pk == again.pk
    with pytest.raises(Refused) as waits:
        actions.propose_unlocking(**common(bank.chair, bank), **values, reason="darurat")
    assert waits.value.code == "waits_already"


def test_the_month_of_the_payday_counts(bank):
    member = saver(bank, 40_000)
    regular = PocketKind.objects.get(code="reguler")
    rules = actions.KindRules(per_month=1)
    actions.update_pocket_kind(org=bank.org, by=bank.chair, kind_id=regular.pk, name="Reguler", rules=rules)
    ask(bank, member, 1000, planned_on=date(2022, 3, 5))
    ask(bank, member, 1000)
    with pytest.raises(Refused) as refused:
        ask(bank, member, 1000, planned_on=date(2022, 3, 31))
    assert refused.value.code == "too_often"


def test_moves_carry_the_same_id_only_once(bank, sutinah):
    client_id = uuid7()
    values = {**common(bank.treasurer, bank), "client_id": client_id, "pocket_id": bank.pocket(sutinah).pk}
    kind = PocketKind.objects.get(code="sembako").pk
    actions.move_savings(**values, kind_id=kind, amount=1000)
    with pytest.raises(Clash):
        actions.move_savings(**values, kind_id=kind, amount=1000, label="Cucu")
