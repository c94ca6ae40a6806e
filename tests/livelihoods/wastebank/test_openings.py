"""Balances from before the program: once for each member, by two officers, one opening entry."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.models import Entry
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import OpeningBalance, PassbookLine
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_savings import agree, common
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


def propose(bank, *pairs, by=None):
    rows = [actions.OpeningIn(member.pk, amount) for member, amount in pairs]
    return actions.propose_openings(**common(by or bank.treasurer, bank), rows=rows)


def test_one_entry_on_the_day_before_the_start(bank):
    sutinah, tumirah = make_member(bank.org), make_member(bank.org, "Tumirah")
    done = agree(bank, propose(bank, (sutinah, 125_000), (tumirah, 40_500)))
    entry = Entry.objects.get(pk=done.entry_id)
    assert (entry.kind, entry.booked_on) == ("saldo_awal", date(2020, 12, 31))
    assert party_balance(org=bank.org, account="2101", party=sutinah.pk) == -125_000
    assert balance(org=bank.org, account="3103") == -1_000_000 + 165_500
    line = PassbookLine.objects.get(pocket__member=tumirah)
    assert (line.kind, line.amount, line.no, line.entry_id) == ("opening", 40_500, 1, entry.pk)
    assert OpeningBalance.objects.count() == 2
    assert verify(bank.org).findings == []


def test_once_for_each_member(bank):
    sutinah, tumirah = make_member(bank.org), make_member(bank.org, "Tumirah")
    first, second = propose(bank, (sutinah, 1000)), propose(bank, (sutinah, 2000), (tumirah, 3000))
    agree(bank, first)
    with pytest.raises(Refused) as refused:
        agree(bank, second)
    assert refused.value.code == "opened_before"
    with pytest.raises(Refused):
        propose(bank, (sutinah, 2000))
    assert balance(org=bank.org, account="2101") == -1000


def test_nothing_is_posted_by_one_officer_or_for_herself(bank):
    sutinah, tumirah = make_member(bank.org), make_member(bank.org, "Tumirah")
    hers = make_actor(bank.org, Office.CHAIR, member_id=sutinah.pk)
    with pytest.raises(Refused) as refused:
        propose(bank, (sutinah, 1000), by=hers)
    assert refused.value.code == "own_benefit"
    with pytest.raises(Forbidden):
        propose(bank, (sutinah, 1000), (tumirah, 1000), by=hers)
    with pytest.raises(Forbidden):
        agree(bank, propose(bank, (sutinah, 1000), (tumirah, 1000)), by=hers)
    with pytest.raises(Forbidden):
        propose(bank, (sutinah, 1000), by=bank.weigher)
    assert not PassbookLine.objects.exists()


def test_lists_that_are_none(bank):
    sutinah = make_member(bank.org)
    gone = make_member(bank.org, "Waginah", status="left", left_on=date(2021, 3, 1))
    for pairs in ((), ((sutinah, 0),), ((sutinah, 1), (sutinah, 2)), ((gone, 1),)):
        with pytest.raises(BadInput):
            propose(bank, *pairs)
