"""One link, one person, once, seven days."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from guyub.foundation.accounts.devices import Where
from guyub.foundation.accounts.models import User
from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.actions import (
    accept_invitation,
    end_membership,
    invite,
    renew_invitation,
    revoke_invitation,
)
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Invitation, Membership
from tests.factories import make_actor, make_membership, make_user, signed_in

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
PIN = "739152"


@pytest.fixture
def by(org):
    return make_actor(org, Office.CHAIR)


def ask(org, by, **values):
    given = {"client_id": uuid7(), "name": "Sutinah", "phone": "0840-5555-0001"} | values
    return invite(org=org, by=by, **given)


def accept(org, token, pin=PIN, again=PIN):
    where = Where(address="10.0.0.1", phone_key=uuid7(), browser="Chrome", system="Android")
    return accept_invitation(org=org, token=token, pin=pin, again=again, where=where)


def test_a_new_person_sets_her_pin_and_is_in(org, by):
    member_id = uuid7()
    invited = ask(org, by, member_id=member_id, offices=[Office.TUTOR])
    stay = accept(org, invited.token)
    membership = Membership.objects.get(user=stay.user)
    assert (stay.user.name, stay.user.phone) == ("Sutinah", "+6284055550001")
    assert stay.user.check_password(PIN)
    assert membership.member_id == member_id
    assert list(queries.offices_on(membership, clock.today(org.time_zone))) == [Office.TUTOR]
    assert queries.open_invitations() == []


def test_a_link_works_once(org, by):
    invited = ask(org, by)
    accept(org, invited.token)
    with pytest.raises(NotHere):
        accept(org, invited.token)
    assert User.objects.filter(phone="+6284055550001").count() == 1


def test_a_link_dies_after_seven_days(org, by):
    with clock.set_to(NOON):
        invited = ask(org, by)
    with clock.set_to(NOON + timedelta(days=7) - timedelta(seconds=1)):
        assert queries.find_invitation(invited.token) == invited.invitation
    with clock.set_to(NOON + timedelta(days=7)), pytest.raises(NotHere):
        accept(org, invited.token)


def test_a_link_opens_nothing_in_another_association(org, other_org, by):
    invited = ask(org, by)
    with tenant(other_org.pk), pytest.raises(NotHere):
        accept(other_org, invited.token)
    assert Client().get(reverse("doors:invitation", args=[other_org.slug, invited.token])).status_code == 404
    assert Client().get(reverse("doors:invitation", args=["tidak-ada", invited.token])).status_code == 404


def test_only_the_hash_is_kept(org, by):
    invited = ask(org, by)
    row = Invitation.objects.values().get()
    assert invited.token not in str(row)
    assert len(invited.token) == 32


def test_asking_again_gives_a_fresh_link_and_kills_the_first(org, by):
    client_id = uuid7()
    first = ask(org, by, client_id=client_id)
    second = ask(org, by, client_id=client_id)
    assert first.invitation == second.invitation
    with pytest.raises(NotHere):
        accept(org, first.token)
    with pytest.raises(Clash):
        ask(org, by, client_id=client_id, name="Kasinem")
    accept(org, second.token)
    assert ask(org, by, client_id=client_id).token == ""


def test_taking_back_and_renewing(org, by):
    invited = ask(org, by)
    renewed = renew_invitation(org=org, by=by, invitation_id=invited.invitation.pk)
    with pytest.raises(NotHere):
        accept(org, invited.token)
    for _twice in range(2):
        revoke_invitation(org=org, by=by, invitation_id=invited.invitation.pk)
    with pytest.raises(NotHere):
        accept(org, renewed.token)
    with pytest.raises(NotHere):
        renew_invitation(org=org, by=by, invitation_id=invited.invitation.pk)
    with pytest.raises(NotHere):
        revoke_invitation(org=org, by=by, invitation_id=uuid7())


def test_taking_back_an_accepted_one_changes_nothing(org, by):
    invited = ask(org, by)
    accept(org, invited.token)
    with pytest.raises(Refused):
        revoke_invitation(org=org, by=by, invitation_id=invited.invitation.pk)


def test_a_known_phone_joins_with_the_pin_it_has(org, other_org, by):
    user = make_user(phone="+6284055550001")
    make_membership(other_org, user=user)
    invited = ask(org, by)
    with pytest.raises(Refused) as refused:
        accept(org, invited.token, pin="975310")
    assert refused.value.code == "wrong_pin"
    stay = accept(org, invited.token, pin="246810", again="")
    assert stay.user == user
    assert {b.org.slug for b in queries.memberships_of(user)} == {"sekar", "melati"}


def test_a_link_speaks_for_its_officer_as_long_as_she_has_the_right(org, by):
    chair = make_membership(org, Office.CHAIR)
    secretary = make_membership(org, Office.SECRETARY)
    invited = ask(org, queries.actor_of(secretary))
    end_membership(org=org, by=by, membership_id=secretary.pk)
    with pytest.raises(NotHere):
        accept(org, invited.token)
    with_office = ask(org, queries.actor_of(chair), phone="0840-5555-0002", offices=[Office.CHAIR])
    term = chair.terms.get()
    term.office = Office.SECRETARY
    term.save()
    with pytest.raises(NotHere):
        accept(org, with_office.token)
    assert not User.objects.filter(phone__startswith="+628405555").exists()


def test_a_bad_new_pin_leaves_the_link_good(org, by):
    invited = ask(org, by)
    for pin, again in (("123456", "123456"), (PIN, "739153"), ("055550001", "055550001")):
        with pytest.raises(BadInput):
            accept(org, invited.token, pin=pin, again=again)
    accept(org, invited.token)


def test_offices_in_an_invitation_need_the_right_to_appoint(org, by):
    secretary = make_actor(org, Office.SECRETARY)
    with pytest.raises(Forbidden):
        ask(org, secretary, offices=[Office.CHAIR])
    with pytest.raises(Forbidden):
        ask(org, make_actor(org))
    with pytest.raises(BadInput):
        ask(org, by, offices=["queen"])
    with_office = ask(org, by, offices=[Office.TREASURER])
    with pytest.raises(Forbidden):
        renew_invitation(org=org, by=secretary, invitation_id=with_office.invitation.pk)


def test_who_signs_in_here_already_is_not_invited(org, by):
    make_membership(org, user=make_user(phone="+6284055550001"))
    with pytest.raises(Refused) as refused:
        ask(org, by)
    assert refused.value.code == "belongs"
    with pytest.raises(BadInput) as bad:
        ask(org, by, phone="sembilan")
    assert bad.value.field == "phone"


def test_the_database_refuses_impossible_invitations(org):
    base = {"org": org, "name": "A", "phone": "+6284055550001", "created_at": NOON, "expires_at": NOON + timedelta(1)}
    rows = [
        Invitation(**base | {"expires_at": NOON}, token_hash="a"),
        Invitation(**base, token_hash="b", accepted_at=NOON, accepted_by_id=uuid7(), revoked_at=NOON),
        Invitation(**base, token_hash="c", accepted_at=NOON),
    ]
    for row in rows:
        with pytest.raises(IntegrityError), atomic():
            row.save(force_insert=True)


# --- pages ---


def test_from_the_officers_screen_to_the_new_members_first_page(org):
    officer, url = signed_in(org, Office.SECRETARY), reverse("organizations:invite", args=[org.slug])
    data = {"name": "Sutinah", "phone": "0840-5555-0001", "client_id": uuid7()}
    assert "offices" not in officer.get(url).content.decode()
    page = officer.post(url, data).content.decode()
    link = unescape(re.search(r'readonly value="([^"]+)"', page).group(1))
    assert "<svg" in page
    assert "https://wa.me/?text=" in page
    path = link.removeprefix("http://localhost:8000")
    hers = Client()
    for _looking_uses_nothing_up in range(2):
        door = hers.get(path)
        assert "Selamat datang, Sutinah." in door.content.decode()
        assert "no-store" in door["Cache-Control"]
    differs = hers.post(path, {"pin": PIN, "pin_again": "739153", "client_id": uuid7()})
    assert differs.status_code == 422
    assert "Kedua PIN tidak sama" in differs.content.decode()
    assert PIN not in differs.content.decode()
    inside = hers.post(path, {"pin": PIN, "pin_again": PIN, "client_id": uuid7()}, follow=True)
    assert inside.redirect_chain == [(f"/p/{org.slug}/", 302)]
    assert "Selamat datang di Paguyuban Sekar." in inside.content.decode()
    dead = Client().get(path)
    assert dead.status_code == 404
    assert "Minta tautan baru kepada pengurus" in dead.content.decode()


def test_an_error_keeps_what_was_typed(org):
    client, url = signed_in(org, Office.CHAIR), reverse("organizations:invite", args=[org.slug])
    answer = client.post(url, {"name": "Sutinah", "phone": "12", "client_id": uuid7()})
    assert answer.status_code == 422
    assert 'value="Sutinah"' in answer.content.decode()


def test_the_list_of_open_invitations(org, by, django_assert_max_num_queries):
    client, url = signed_in(org, Office.SECRETARY), reverse("organizations:invitations", args=[org.slug])
    assert "Belum ada" in client.get(url).content.decode() or "Tidak ada undangan" in client.get(url).content.decode()
    first = ask(org, by)
    client.get(url)
    with django_assert_max_num_queries(5) as one:
        page = client.get(url).content.decode()
    assert "Sutinah" in page
    for n in range(3):
        ask(org, by, phone=f"0840-5555-1{n:03d}")
    with django_assert_max_num_queries(len(one)):
        client.get(url)
    base = [org.slug, first.invitation.pk]
    renewed = client.post(reverse("organizations:renew-invitation", args=base))
    assert "Tautan ini hanya tampil sekarang" in renewed.content.decode()
    assert client.post(reverse("organizations:revoke-invitation", args=base)).status_code == 302
    assert len(queries.open_invitations()) == 3
