"""Savings given to another member: with consent, in two linked lines, never by the one who profits."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.models import Household
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import PassbookLine, Transfer
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_savings import ask, common, give
from tests.factories_wastebank import at, make_bank, saver


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def pair(bank):
    return saver(bank, 80_000, "Wasti"), make_member(bank.org, "Rini")


def test_a_signed_slip_and_an_officer(bank, pair):
    mother, daughter = pair
    transfer = give(bank, mother, daughter, 75_500, note="biaya sekolah")
    lines = PassbookLine.objects.filter(source_id=transfer.pk).order_by("amount")
    assert [(line.pocket.member_id, line.amount) for line in lines] == [(mother.pk, -75_500), (daughter.pk, 75_500)]
    assert len({line.entry_id for line in lines}) == 1
    assert lines[0].receipt_number == transfer.receipt_number is not None
    assert balance(org=bank.org, account="2101") == -80_000
    assert party_balance(org=bank.org, account="2101", party=daughter.pk) == -75_500
    assert verify(bank.org).findings == []


def test_under_her_own_sign_in(bank, pair):
    mother, daughter = pair
    own = make_actor(bank.org, member_id=mother.pk)
    assert give(bank, mother, daughter, 1000, by=own, consent="sign_in").consent == "sign_in"
    with pytest.raises(Refused):
        give(bank, mother, daughter, 1000, by=own, consent="slip")
    with pytest.raises(Refused) as refused:
        give(bank, mother, daughter, 1000, consent="sign_in")
    assert refused.value.code == "no_consent"
    with pytest.raises(Forbidden):
        give(bank, mother, daughter, 1000, by=make_actor(bank.org, member_id=daughter.pk), consent="sign_in")


def test_no_officer_gives_to_herself_or_her_kitchen(bank, pair):
    mother, daughter = pair
    fact = {"client_id": uuid7(), "content_hash": "", "happened_at": clock.now(), "recorded_at": clock.now()}
    household = Household.objects.create(org=bank.org, name="Keluarga Rini", **fact)
    daughter.household = household
    daughter.save()
    sister = make_member(bank.org, "Yanti", household=household)
    for who in (daughter, sister):
        officer = make_actor(bank.org, Office.TREASURER, member_id=who.pk)
        with pytest.raises(Forbidden) as forbidden:
            give(bank, mother, daughter, 1000, by=officer)
        assert forbidden.value.code == "own_benefit"
    assert not Transfer.objects.exists()


def test_no_more_than_she_has_free(bank, pair):
    mother, daughter = pair
    ask(bank, mother, 50_000)
    with pytest.raises(Refused) as refused:
        give(bank, mother, daughter, 30_001)
    assert (refused.value.code, refused.value.details["available"]) == ("not_enough_savings", 30_000)
    give(bank, mother, daughter, 30_000)


def test_to_whom(bank, pair, other_org):
    mother, daughter = pair
    with pytest.raises(BadInput):
        give(bank, mother, mother, 1000)
    daughter.status, daughter.left_on = "left", date(2021, 6, 1)
    daughter.save()
    with pytest.raises(Refused) as refused:
        give(bank, mother, daughter, 1000)
    assert refused.value.code == "member_left"
    with pytest.raises(NotHere):
        give(bank, mother, make_member(other_org, "Asing"), 1000)


def test_sent_twice_is_once(bank, pair):
    mother, daughter = pair
    values = {
        **common(bank.treasurer, bank),
        "client_id": uuid7(),
        "pocket_id": bank.pocket(mother).pk,
        "to_member_id": daughter.pk,
        "consent": "slip",
    }
    first = actions.transfer_savings(**values, amount=1000)
    assert actions.transfer_savings(**values, amount=1000).pk == first.pk
    with pytest.raises(Clash):
        actions.transfer_savings(**values, amount=1001)
    assert bank.pocket(mother).balance == 79_000
