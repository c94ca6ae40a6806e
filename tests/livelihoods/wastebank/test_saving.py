"""The value of a visit saved into another kind of savings, and what a correction does to it."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, NotHere, Refused
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, PassbookLine, Payout, Pocket, PocketKind
from guyub.livelihoods.wastebank.outputs.slips import slip_totals
from guyub.livelihoods.wastebank.queries.passbook import slip
from guyub.livelihoods.wastebank.visits import WayIn
from tests.factories_members import make_member
from tests.factories_savings import ask, move
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def sutinah(bank):
    return make_member(bank.org)


def into(code="pendidikan", intent="all", asked=0):
    return WayIn("save", intent, asked, kind_id=PocketKind.objects.get(code=code).pk)


def figures(bank, member):
    return bank.pocket(member).balance, bank.pocket(member, "pendidikan").balance


def test_saved_into_the_chosen_kind(bank, sutinah):
    result = bank.deposit(sutinah, bank.line("PET", 10_000), ways=[into("pendidikan", "amount", 15_000)])
    assert (result.net, result.saved, figures(bank, sutinah)) == (40_000, 40_000, (25_000, 15_000))
    lines = PassbookLine.objects.filter(source_id=result.deposit_id).order_by("id").values_list("kind", "amount")
    assert sorted(lines) == [("deposit", 40_000), ("saved", -15_000), ("saved", 15_000)]
    assert slip(org=bank.org, by=bank.treasurer, deposit_id=result.deposit_id).saved == 40_000
    assert balance(org=bank.org, account="2101") == -40_000
    assert verify(bank.org).findings == []


def test_dues_and_donations_first_then_the_rest_elsewhere(bank, sutinah):
    bank.deposit(sutinah, bank.line("PET", 10_000), ways=[into("pendidikan", "rest"), WayIn("donate", "ratio", 2500)])
    assert figures(bank, sutinah) == (0, 30_000)


def test_a_correction_follows_the_money(bank, sutinah):
    first = bank.deposit(sutinah, bank.line("PET", 12_500), ways=[into()])
    assert figures(bank, sutinah) == (0, 50_000)
    second = bank.correct(first.deposit_id, bank.line("PET", 1250))
    assert figures(bank, sutinah) == (0, 5000)
    bank.correct(second.deposit_id, bank.line("PET", 2000))
    assert figures(bank, sutinah) == (0, 8000)
    assert verify(bank.org).findings == []


def test_a_correction_cancels_what_is_promised_out_of_the_chosen_kind(bank, sutinah):
    first = bank.deposit(sutinah, bank.line("PET", 12_500), ways=[into()])
    ask(bank, sutinah, 30_000, kind="pendidikan")
    bank.correct(first.deposit_id, bank.line("PET", 1250))
    assert (figures(bank, sutinah), Payout.objects.get().status) == ((0, 5000), "cancelled")
    assert verify(bank.org).findings == []


def test_what_was_moved_on_stays_where_it_went(bank, sutinah):
    first = bank.deposit(sutinah, bank.line("PET", 10_000), ways=[into()])
    move(bank, sutinah, 15_000, to="sembako", out_of="pendidikan")
    bank.correct(first.deposit_id, bank.line("PET", 8000))
    assert figures(bank, sutinah) == (0, 17_000)
    assert bank.pocket(sutinah, "sembako").balance == 15_000
    assert balance(org=bank.org, account="2101") == -32_000
    assert verify(bank.org).findings == []


def test_a_named_pocket_of_hers_and_a_kind_are_the_same_savings(bank, sutinah):
    bank.deposit(sutinah, bank.line("PET", 1000), ways=[into()])
    hers = bank.pocket(sutinah, "pendidikan")
    bank.deposit(sutinah, bank.line("KRD", 1000), ways=[WayIn("save", "all", 0, hers.pk)])
    assert figures(bank, sutinah) == (0, 5700)
    assert AuditEvent.objects.filter(verb="wastebank.savings_opened", target_id=hers.pk).count() == 1
    bank.deposit(sutinah, bank.line("PET", 1000), ways=[into("reguler")])
    assert figures(bank, sutinah) == (4000, 5700)


def test_savings_that_rest_take_nothing_new(bank, sutinah):
    kind = PocketKind.objects.get(code="pendidikan")
    values = {"name": kind.name, "rules": actions.KindRules(), "is_active": False}
    actions.update_pocket_kind(org=bank.org, by=bank.chair, kind_id=kind.pk, **values)
    with pytest.raises(Refused) as refused:
        bank.deposit(sutinah, bank.line("PET", 1000), ways=[into()])
    assert refused.value.code == "kind_rests"
    assert not Deposit.objects.exists()


def test_the_slip_names_the_savings_and_the_balance_of_the_regular_ones(bank, sutinah):
    bank.deposit(sutinah, bank.line("PET", 1000))
    for _each in range(3):  # so that the chosen savings have more lines than the regular ones
        done = bank.deposit(sutinah, bank.line("PET", 2000), ways=[into("pendidikan", "amount", 5000)])
    found = slip(org=bank.org, by=bank.treasurer, deposit_id=done.deposit_id)
    assert [(use.savings, use.amount) for use in found.uses] == [("Pendidikan", 5000)]
    assert (found.saved, found.balance_after, done.balance_after) == (8000, 13_000, 13_000)
    assert figures(bank, sutinah) == (13_000, 15_000)
    totals = dict(slip_totals(found))
    assert (totals["Ditabung: Pendidikan"], totals["Ditabung"]) == ("Rp5.000", "Rp3.000")


def test_only_her_own_pocket_and_only_saving(bank, sutinah):
    tumirah = make_member(bank.org, "Tumirah")
    bank.deposit(tumirah, bank.line("PET", 1000), ways=[into()])
    others = bank.pocket(tumirah, "pendidikan")
    with pytest.raises(NotHere):
        bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("save", "all", 0, others.pk)])
    for way in (
        WayIn("donate", "all", 0, others.pk),
        WayIn("donate", "all", kind_id=others.kind_id),
    ):
        with pytest.raises(BadInput):
            bank.deposit(sutinah, bank.line("PET", 1000), ways=[way])
    assert not Pocket.objects.filter(member=sutinah).exists()
