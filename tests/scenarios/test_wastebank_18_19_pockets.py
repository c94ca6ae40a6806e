"""Scenarios 18 and 19: savings given to a daughter, and locked savings that are asked for early."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Refused
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.models import Entry
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Override, PassbookLine
from tests.factories_members import make_member
from tests.factories_savings import agree, ask, common, give, lebaran, move
from tests.factories_wastebank import at, make_bank, saver


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        yield make_bank(org)


def test_scenario_18_a_mother_gives_to_her_daughter(bank):
    mother, daughter = saver(bank, 100_000, "Wasti"), make_member(bank.org, "Rini")
    before = balance(org=bank.org, account="2101")
    transfer = give(bank, mother, daughter, 75_500)
    assert balance(org=bank.org, account="2101") == before == -100_000
    assert [party_balance(org=bank.org, account="2101", party=m.pk) for m in (mother, daughter)] == [-24_500, -75_500]
    lines = PassbookLine.objects.filter(source_id=transfer.pk).order_by("amount")
    assert [(line.pocket.member_id, line.amount) for line in lines] == [(mother.pk, -75_500), (daughter.pk, 75_500)]
    assert {line.entry_id for line in lines} == {transfer.entry_id}
    assert Entry.objects.filter(source_id=transfer.pk).count() == 1
    assert verify(bank.org).findings == []


def test_scenario_19_lebaran_savings_are_asked_for_early(bank):
    member = saver(bank, 100_000)
    lebaran(bank, date(2022, 5, 2))
    move(bank, member, 80_000)
    with pytest.raises(Refused) as refused:
        ask(bank, member, 50_000, kind="lebaran")
    assert (refused.value.code, refused.value.details["until"]) == ("pocket_locked", "2022-04-18")
    assert bank.pocket(member, "lebaran").held == 0
    proposal = actions.propose_override(
        **common(bank.treasurer, bank), pocket_id=bank.pocket(member, "lebaran").pk, amount=50_000, reason="anak sakit"
    )
    with pytest.raises(Refused) as refused:
        agree(bank, proposal, by=bank.treasurer)
    assert refused.value.code == "same_person"
    agree(bank, proposal)
    payout = bank.withdraw(member, 50_000, pocket_id=bank.pocket(member, "lebaran").pk)
    decided = Override.objects.get()
    assert (payout.status, payout.override_id) == ("paid", decided.pk)
    assert {decided.first_by_id, decided.recorded_by_id} == {bank.treasurer.user_id, bank.chair.user_id}
    with pytest.raises(Refused):
        ask(bank, member, 1_000, kind="lebaran")
    assert verify(bank.org).findings == []
