"""Builders for tests: small, explicit, through the models of the ground floors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.conf import settings
from django.core import signing
from django.test import Client

from guyub.foundation.accounts import devices, sessions
from guyub.foundation.accounts.actions import enter as open_stay
from guyub.foundation.accounts.models import SignIn, User
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm, Organization
from guyub.foundation.organizations.queries import actor_of

_serial = count(1)
EPOCH = datetime(2021, 1, 1, tzinfo=UTC)


def make_org(slug: str = "sekar", **values: Any) -> Organization:
    """An association of Gumelar that started on 1 January 2021."""
    values = {"name": f"Paguyuban {slug.title()}", "region_code": "33.02.15", "started_on": date(2021, 1, 1)} | values
    return Organization.objects.create(slug=slug, created_at=EPOCH, **values)


def make_user(name: str = "Tumirah", **values: Any) -> User:
    """A person with a phone of no operator (prefix 0840) and the PIN 246810."""
    user = User(**{"name": name, "phone": f"+62840{next(_serial):08d}", "created_at": EPOCH} | values)
    user.set_password("246810")
    user.save()
    return user


def make_membership(org: Organization, *offices: Office, user: User | None = None, member_id: Any = None) -> Membership:
    """A person who belongs to `org` and holds `offices` since the beginning."""
    user = user or make_user()
    with tenant(org.pk):
        membership = Membership.objects.create(org=org, user=user, started_at=EPOCH, member_id=member_id)
        for office in offices:
            OfficeTerm.objects.create(org=org, membership=membership, office=office, starts_on=date(2021, 1, 1))
    return membership


def make_actor(org: Organization, *offices: Office, **values: Any) -> Actor:
    """The `by=` of an action: a new person holding `offices`."""
    return actor_of(make_membership(org, *offices, **values))


def enter(client: Client, user: User, backend: str | None = None, **values: Any) -> SignIn:
    """Sign `user` in on this browser as on a phone of its own, without the PIN."""
    where = devices.Where(address="127.0.0.1", phone_key=uuid7(), browser="Chrome", system="Android")
    sign_in = open_stay(user=user, where=replace(where, **values))
    session = client.session
    session[sessions.KEY] = str(sign_in.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    signer = signing.get_cookie_signer(salt=devices.COOKIE + devices.SALT)
    client.cookies[devices.COOKIE] = signer.sign(str(sign_in.device.phone_key))
    return sign_in


def signed_in(org: Organization, *offices: Office, **values: Any) -> Client:
    """A browser of a new person holding `offices` in `org`."""
    client = Client(headers={"user-agent": "tests"})
    enter(client, make_membership(org, *offices, **values).user)
    return client
