"""The value of a visit saved into another kind of savings, and what a correction does to it."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, NotHere
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import PassbookLine, Payout, PocketKind
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


def open_savings(bank, member, code="pendidikan"):
    kind = PocketKind.objects.get(code=code)
    values = {"org": bank.org, "by": bank.weigher, "happened_at": clock.now()}
    return actions.open_savings(member_id=member.pk, kind_id=kind.pk, **values)


def into(pocket, intent="all", asked=0):
    return WayIn("save", intent, asked, pocket.pk)


def figures(bank, member):
    return bank.pocket(member).balance, bank.pocket(member, "pendidikan").balance


def test_saved_into_the_chosen_kind(bank, sutinah):
    pocket = open_savings(bank, sutinah)
    assert open_savings(bank, sutinah).pk == pocket.pk
    result = bank.deposit(sutinah, bank.line("PET", 10_000), ways=[into(pocket, "amount", 15_000)])
    assert (result.net, result.saved, figures(bank, sutinah)) == (40_000, 40_000, (25_000, 15_000))
    lines = PassbookLine.objects.filter(source_id=result.deposit_id).order_by("id").values_list("kind", "amount")
    assert sorted(lines) == [("deposit", 40_000), ("saved", -15_000), ("saved", 15_000)]
    assert slip(org=bank.org, by=bank.treasurer, deposit_id=result.deposit_id).saved == 40_000
    assert balance(org=bank.org, account="2101") == -40_000
    assert verify(bank.org).findings == []


def test_dues_and_donations_first_then_the_rest_elsewhere(bank, sutinah):
    pocket = open_savings(bank, sutinah)
    bank.deposit(sutinah, bank.line("PET", 10_000), ways=[into(pocket, "rest"), WayIn("donate", "ratio", 2500)])
    assert figures(bank, sutinah) == (0, 30_000)


def test_a_correction_follows_the_money(bank, sutinah):
    pocket = open_savings(bank, sutinah)
    first = bank.deposit(sutinah, bank.line("PET", 12_500), ways=[into(pocket)])
    assert figures(bank, sutinah) == (0, 50_000)
    second = bank.correct(first.deposit_id, bank.line("PET", 1250))
    assert figures(bank, sutinah) == (0, 5000)
    bank.correct(second.deposit_id, bank.line("PET", 2000))
    assert figures(bank, sutinah) == (0, 8000)
    assert verify(bank.org).findings == []


def test_a_correction_cancels_what_is_promised_out_of_the_chosen_kind(bank, sutinah):
    pocket = open_savings(bank, sutinah)
    first = bank.deposit(sutinah, bank.line("PET", 12_500), ways=[into(pocket)])
    ask(bank, sutinah, 30_000, kind="pendidikan")
    bank.correct(first.deposit_id, bank.line("PET", 1250))
    assert (figures(bank, sutinah), Payout.objects.get().status) == ((0, 5000), "cancelled")
    assert verify(bank.org).findings == []


def test_what_was_moved_on_stays_where_it_went(bank, sutinah):
    pocket = open_savings(bank, sutinah)
    first = bank.deposit(sutinah, bank.line("PET", 10_000), ways=[into(pocket)])
    move(bank, sutinah, 15_000, to="sembako", out_of="pendidikan")
    bank.correct(first.deposit_id, bank.line("PET", 8000))
    assert figures(bank, sutinah) == (0, 17_000)
    assert bank.pocket(sutinah, "sembako").balance == 15_000
    assert balance(org=bank.org, account="2101") == -32_000
    assert verify(bank.org).findings == []


def test_only_her_own_pocket_and_only_saving(bank, sutinah):
    hers, others = open_savings(bank, sutinah), open_savings(bank, make_member(bank.org, "Tumirah"))
    with pytest.raises(NotHere):
        bank.deposit(sutinah, bank.line("PET", 1000), ways=[into(others)])
    with pytest.raises(BadInput):
        bank.deposit(sutinah, bank.line("PET", 1000), ways=[WayIn("donate", "all", 0, hers.pk)])
    assert not PassbookLine.objects.exists()
