"""Two persons, of two households, and nobody who alone profits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import approvals, cash
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Approval, Entry
from guyub.foundation.members.models import Household
from guyub.foundation.organizations.choices import Office
from tests.factories import EPOCH, make_actor
from tests.factories_ledger import cash as fill_cash
from tests.factories_ledger import open_books
from tests.factories_members import make_member


@pytest.fixture
def books(org):
    open_books(org)
    fill_cash(org, 5_000_000)
    return org


@pytest.fixture
def home(books):
    return Household.objects.create(
        org=books, name="Rumah", client_id=uuid7(), content_hash="", happened_at=EPOCH, recorded_at=EPOCH
    )


def officer(org, office, **values):
    member = make_member(org, **values)
    return make_actor(org, office, member_id=member.pk), member


def payment(org, by, *, amount=1_500_000, payee=None, client_id=None):
    paid = cash.pay_money(
        org=org,
        by=by,
        category_key="running",
        amount=amount,
        box="1101",
        payee=payee,
        payee_name="" if payee else "Toko Subur",
        happened_at=clock.now(),
        client_id=client_id or uuid7(),
    )
    assert paid.approval
    return paid.approval


def test_nothing_is_posted_until_a_second_person_agrees(books):
    treasurer, chair = make_actor(books, Office.TREASURER), make_actor(books, Office.CHAIR)
    proposal = payment(books, treasurer)
    assert balance(org=books, account="1101") == 5_000_000
    assert [one.pk for one in approvals.waiting()] == [proposal.pk]
    done = approvals.approve(org=books, by=chair, approval_id=proposal.pk)
    assert done.entry_id == Entry.objects.get(kind=cash.OUT_KIND).pk
    assert balance(org=books, account="1101") == 3_500_000
    assert approvals.approve(org=books, by=chair, approval_id=proposal.pk).entry_id == done.entry_id  # pressed twice
    assert balance(org=books, account="1101") == 3_500_000
    assert not approvals.waiting().exists()


def test_the_same_proposal_sent_twice_is_one(books):
    treasurer, client_id = make_actor(books, Office.TREASURER), uuid7()
    first = payment(books, treasurer, client_id=client_id)
    assert payment(books, treasurer, client_id=client_id).pk == first.pk
    with pytest.raises(Clash):
        payment(books, treasurer, client_id=client_id, amount=1_600_000)
    assert Approval.objects.count() == 1


def test_the_proposer_never_approves(books):
    both = make_actor(books, Office.TREASURER, Office.CHAIR)
    proposal = payment(books, both)
    with pytest.raises(Refused) as caught:
        approvals.approve(org=books, by=both, approval_id=proposal.pk)
    assert caught.value.code == "same_person"
    with pytest.raises(Forbidden):
        approvals.approve(org=books, by=make_actor(books, Office.SECRETARY), approval_id=proposal.pk)


def test_nobody_of_the_same_kitchen_approves(books, home):
    treasurer, _ = officer(books, Office.TREASURER, household=home)
    sister, _ = officer(books, Office.CHAIR, household=home)
    proposal = payment(books, treasurer)
    with pytest.raises(Refused) as caught:
        approvals.approve(org=books, by=sister, approval_id=proposal.pk)
    assert caught.value.code == "same_household"
    assert not approvals.may_decide(sister, proposal)


def test_whoever_profits_alone_is_neither_proposer_nor_approver(books, home):
    treasurer, at_home = officer(books, Office.TREASURER, household=home)
    husband = make_member(books, household=home)
    with pytest.raises(Refused) as caught:
        payment(books, treasurer, payee=husband)
    assert caught.value.code == "own_benefit"
    with pytest.raises(Forbidden):
        payment(books, treasurer, payee=at_home)
    other, _ = officer(books, Office.TREASURER)
    chair, chair_member = officer(books, Office.CHAIR)
    proposal = payment(books, other, payee=chair_member)
    with pytest.raises(Refused) as caught:
        approvals.approve(org=books, by=chair, approval_id=proposal.pk)
    assert caught.value.code == "own_benefit"


def test_a_rejected_proposal_stays_rejected(books):
    treasurer, chair = make_actor(books, Office.TREASURER), make_actor(books, Office.CHAIR)
    proposal = payment(books, treasurer)
    approvals.reject(org=books, by=chair, approval_id=proposal.pk, reason="terlalu mahal")
    with pytest.raises(Refused) as caught:
        approvals.approve(org=books, by=chair, approval_id=proposal.pk)
    assert caught.value.code == "decided"
    own = payment(books, treasurer)
    assert approvals.reject(org=books, by=treasurer, approval_id=own.pk, reason="").state == "rejected"


def test_after_seven_days_it_is_too_late(books):
    treasurer, chair = make_actor(books, Office.TREASURER), make_actor(books, Office.CHAIR)
    proposal = payment(books, treasurer)
    with clock.set_to(clock.now() + timedelta(days=7, seconds=1)):
        assert not approvals.waiting().exists()
        with pytest.raises(Refused) as caught:
            approvals.approve(org=books, by=chair, approval_id=proposal.pk)
        assert caught.value.code == "expired"
        assert approvals.expire_old(org=books, by=SYSTEM) == 1
        assert approvals.expire_old(org=books, by=SYSTEM) == 0
    assert Approval.get(proposal.pk).state == "expired"


def test_the_neighbour_sees_no_proposal(books, other_org):
    proposal = payment(books, make_actor(books, Office.TREASURER))
    with tenant(other_org.pk), pytest.raises(NotHere):
        approvals.approve(org=other_org, by=make_actor(other_org, Office.CHAIR), approval_id=proposal.pk)


@pytest.mark.parametrize(
    "change",
    [{"amount": 1}, {"payload": {}}, {"recorded_by_id": None}, {"state": "approved"}],
    ids=["amount", "payload", "proposer", "no time of decision"],
)
def test_the_database_refuses_to_rewrite_a_proposal(books, change):
    proposal = payment(books, make_actor(books, Office.TREASURER))
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Approval.objects.filter(pk=proposal.pk).update(**change)


def test_the_database_refuses_to_decide_twice_or_alone_or_to_remove(books):
    treasurer = make_actor(books, Office.TREASURER)
    proposal = payment(books, treasurer)
    rows = Approval.objects.filter(pk=proposal.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="approved", decided_at=clock.now(), decided_by_id=treasurer.user_id)
    rows.update(state="rejected", decided_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state="approved", decided_by_id=uuid7())
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
