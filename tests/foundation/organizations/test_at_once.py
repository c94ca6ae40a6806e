"""The same door pushed by many at once, in connections of their own (PostgreSQL; SQLite has one writer anyway)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from guyub.foundation.accounts import throttle
from guyub.foundation.accounts.devices import Where
from guyub.foundation.accounts.models import User
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.actions import accept_invitation, invite
from tests.factories import make_org

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _many_writers(db):
    if connection.vendor != "postgresql":
        pytest.skip("needs GUYUB_DATABASE_URL=postgres://…")


def at_once(act, times):
    """Run `act` in many threads; return what each said."""

    def run(_n):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        return list(pool.map(run, range(times)))


def test_parallel_guesses_get_no_more_looks_than_patient_ones():
    def guess():
        try:
            throttle.reserve(account="+6284055550001", address="10.0.0.1")
        except Refused:
            return "wait"
        return "looked"

    assert at_once(guess, 40).count("looked") == throttle.ACCOUNT.free + 1


def test_one_link_tapped_by_many_fingers_makes_one_person():
    org = make_org("sekar")
    with tenant(org.pk):
        token = invite(org=org, by=SYSTEM, client_id=uuid7(), name="Sutinah", phone="0840-5555-0001").token

    def tap():
        with tenant(org.pk):
            try:
                accept_invitation(org=org, token=token, pin="739152", again="739152", where=Where("10.0.0.1", uuid7()))
            except NotHere:
                return "dead"
            return "in"

    said = at_once(tap, 8)
    assert sorted(set(said)) == ["dead", "in"]
    assert said.count("in") == 1
    assert User.objects.filter(phone="+6284055550001").count() == 1
