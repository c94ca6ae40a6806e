"""A forgotten PIN and a lost phone: two officers, never the person herself, and no SMS."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from guyub.foundation.accounts import actions as accounts
from guyub.foundation.accounts.devices import Where
from guyub.foundation.accounts.models import User
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.actions import (
    allow_member_device,
    approve_pin_reset,
    ask_pin_reset,
    give_pin_reset,
    revoke_member_device,
    use_pin_reset,
    withdraw_pin_reset,
)
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, PinReset
from tests.factories import enter, make_actor, make_membership, make_user, signed_in

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
PIN = "739152"


@pytest.fixture
def chair(org):
    return make_actor(org, Office.CHAIR, user=make_user("Tumirah"))


@pytest.fixture
def secretary(org):
    return make_actor(org, Office.SECRETARY, user=make_user("Kasinem"))


@pytest.fixture
def forgetful(org):
    return make_membership(org, user=make_user("Sutinah"))


def here(**values):
    return Where(**{"address": "10.0.0.1", "phone_key": uuid7(), "browser": "Chrome", "system": "Android"} | values)


def ask(org, by, member, client_id=None):
    return ask_pin_reset(org=org, by=by, client_id=client_id or uuid7(), membership_id=member.pk)


def test_two_officers_and_a_link_give_a_new_pin(org, chair, secretary, forgetful):
    client = Client()
    enter(client, forgetful.user)
    reset = ask(org, chair, forgetful)
    assert client.get(reverse("accounts:account")).status_code == 200
    approved = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk)
    assert client.get(reverse("accounts:account")).status_code == 302, "all her stays end"
    stay = use_pin_reset(org=org, token=approved.token, pin=PIN, again=PIN, where=here())
    forgetful.user.refresh_from_db()
    assert stay.user == forgetful.user
    assert forgetful.user.check_password(PIN)
    with pytest.raises(NotHere):
        use_pin_reset(org=org, token=approved.token, pin="802463", again="802463", where=here())
    verbs = AuditEvent.objects.filter(org_id=org.pk).order_by("id").values_list("verb", "user_id")
    assert list(verbs) == [
        ("organizations.pin_reset_asked", chair.user_id),
        ("organizations.pin_reset_approved", secretary.user_id),
        ("organizations.pin_reset_used", forgetful.user_id),
    ]


def test_one_officer_is_not_enough(org, chair, forgetful):
    reset = ask(org, chair, forgetful)
    with pytest.raises(Refused) as refused:
        approve_pin_reset(org=org, by=chair, reset_id=reset.pk)
    assert refused.value.code == "second_officer"
    with pytest.raises(IntegrityError), atomic():
        PinReset.objects.filter(pk=reset.pk).update(approved_at=NOON, approved_by_id=chair.user_id, token_hash="x")


def test_nobody_vouches_for_herself_and_the_program_vouches_for_nobody(org, chair, secretary, forgetful):
    own = queries.person_of(secretary.user_id)
    with pytest.raises(Refused):
        ask(org, secretary, own)
    reset = ask(org, chair, own)
    with pytest.raises(Refused) as refused:
        approve_pin_reset(org=org, by=secretary, reset_id=reset.pk)
    assert refused.value.code == "not_for_herself"
    with pytest.raises(Refused):
        ask(org, SYSTEM, forgetful)
    with pytest.raises(Forbidden):
        ask(org, make_actor(org, Office.TREASURER), forgetful)


def test_retries_and_a_second_helper(org, chair, secretary, forgetful):
    client_id = uuid7()
    reset = ask(org, chair, forgetful, client_id)
    assert ask(org, chair, forgetful, client_id) == reset
    with pytest.raises(Clash):
        ask(org, secretary, forgetful, client_id)
    with pytest.raises(Refused) as refused:
        ask(org, secretary, forgetful)
    assert refused.value.code == "running"
    first = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk)
    second = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk)
    with pytest.raises(NotHere):
        use_pin_reset(org=org, token=first.token, pin=PIN, again=PIN, where=here())
    with pytest.raises(Refused) as refused:
        approve_pin_reset(org=org, by=make_actor(org, Office.DEPUTY), reset_id=reset.pk)
    assert refused.value.code == "approved"
    with pytest.raises(BadInput):
        use_pin_reset(org=org, token=second.token, pin="123456", again="123456", where=here())
    use_pin_reset(org=org, token=second.token, pin=PIN, again=PIN, where=here())


def test_it_dies_after_a_day_and_can_be_stopped(org, chair, secretary, forgetful):
    with clock.set_to(NOON):
        reset = ask(org, chair, forgetful)
    with clock.set_to(NOON + timedelta(days=1)), pytest.raises(NotHere):
        approve_pin_reset(org=org, by=secretary, reset_id=reset.pk)
    with clock.set_to(NOON + timedelta(hours=23)):
        token = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk).token
    with clock.set_to(NOON + timedelta(hours=47)), pytest.raises(NotHere):
        use_pin_reset(org=org, token=token, pin=PIN, again=PIN, where=here())
    again = ask(org, chair, forgetful)
    token = approve_pin_reset(org=org, by=secretary, reset_id=again.pk).token
    withdraw_pin_reset(org=org, by=chair, reset_id=again.pk)
    with pytest.raises(NotHere):
        use_pin_reset(org=org, token=token, pin=PIN, again=PIN, where=here())
    assert forgetful.user.check_password("246810")


def test_a_foreign_person_or_reset_is_not_here(org, other_org, chair):
    foreign = make_membership(other_org)
    with pytest.raises(NotHere):
        ask(org, chair, foreign)
    with tenant(other_org.pk):
        reset = ask(other_org, make_actor(other_org, Office.CHAIR), foreign)
    with pytest.raises(NotHere):
        approve_pin_reset(org=org, by=chair, reset_id=reset.pk)
    with pytest.raises(NotHere):
        withdraw_pin_reset(org=org, by=chair, reset_id=reset.pk)


def test_every_association_that_the_pin_opens_is_told(org, other_org, chair, secretary, forgetful):
    make_membership(other_org, Office.TREASURER, user=forgetful.user)
    reset = ask(org, chair, forgetful)
    token = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk).token
    use_pin_reset(org=org, token=token, pin=PIN, again=PIN, where=here())
    there = AuditEvent.objects.filter(org_id=other_org.pk).order_by("id").values_list("verb", flat=True)
    assert list(there) == [
        "organizations.pin_reset_approved_elsewhere",
        "organizations.pin_reset_used_elsewhere",
    ]


def test_a_blocked_account_opens_with_the_new_pin(org, chair, secretary, forgetful):
    for _guess in range(8):
        with pytest.raises(Refused):
            accounts.sign_in(phone=forgetful.user.phone, pin="975310", where=here())
    reset = ask(org, chair, forgetful)
    token = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk).token
    use_pin_reset(org=org, token=token, pin=PIN, again=PIN, where=here())
    assert accounts.sign_in(phone=forgetful.user.phone, pin=PIN, where=here()).user == forgetful.user


def test_a_lost_phone_is_removed_and_let_in_again_by_an_officer(org, secretary, forgetful):
    client, where = Client(), here()
    stay = enter(client, forgetful.user, phone_key=where.phone_key)
    target = {"membership_id": forgetful.pk, "device_id": stay.device_id}
    for _twice in range(2):
        revoke_member_device(org=org, by=secretary, **target)
    assert client.get(reverse("accounts:account")).status_code == 302
    with pytest.raises(Refused) as refused:
        accounts.sign_in(phone=forgetful.user.phone, pin="246810", where=where)
    assert refused.value.code == "device_revoked"
    allow_member_device(org=org, by=secretary, **target)
    assert accounts.sign_in(phone=forgetful.user.phone, pin="246810", where=where).device_id == stay.device_id
    assert AuditEvent.objects.filter(org_id=org.pk, verb="accounts.device_revoked").count() == 1


def test_phones_of_strangers_are_not_here(org, other_org, secretary, forgetful):
    stay = enter(Client(), make_membership(other_org).user)
    with pytest.raises(NotHere):
        revoke_member_device(org=org, by=secretary, membership_id=forgetful.pk, device_id=stay.device_id)
    with pytest.raises(Forbidden):
        revoke_member_device(org=org, by=make_actor(org), membership_id=forgetful.pk, device_id=stay.device_id)


def test_nobody_lets_her_own_phone_in_again(org, secretary):
    own = queries.person_of(secretary.user_id)
    stay = enter(Client(), own.user)
    revoke_member_device(org=org, by=secretary, membership_id=own.pk, device_id=stay.device_id)
    with pytest.raises(Refused):
        allow_member_device(org=org, by=secretary, membership_id=own.pk, device_id=stay.device_id)


def test_the_new_pin_link_opens_a_removed_phone(org, chair, secretary, forgetful):
    where = here()
    stay = enter(Client(), forgetful.user, phone_key=where.phone_key)
    revoke_member_device(org=org, by=secretary, membership_id=forgetful.pk, device_id=stay.device_id)
    reset = ask(org, chair, forgetful)
    token = approve_pin_reset(org=org, by=secretary, reset_id=reset.pk).token
    assert use_pin_reset(org=org, token=token, pin=PIN, again=PIN, where=where).device_id == stay.device_id


def test_on_screen_from_the_first_officer_to_her_new_pin(org, forgetful):
    first, second = signed_in(org, Office.CHAIR), signed_in(org, Office.SECRETARY)
    enter(Client(), forgetful.user)
    person = reverse("organizations:person", args=[org.slug, forgetful.pk])
    page = first.get(person).content.decode()
    assert "Chrome di Android" in page
    client_id = re.search(r'name="client_id" value="([^"]+)"', page).group(1)
    asked = first.post(reverse("organizations:ask-pin-reset", args=[org.slug, forgetful.pk]), {"client_id": client_id})
    assert asked.status_code == 302
    reset = PinReset.objects.get()
    assert "Setujui dan tampilkan" not in first.get(asked["Location"]).content.decode()
    assert "lupa PIN yang menunggu" in second.get(f"/p/{org.slug}/").content.decode()
    assert "Setujui dan tampilkan" in second.get(asked["Location"]).content.decode()
    page = second.post(reverse("organizations:approve-pin-reset", args=[org.slug, reset.pk])).content.decode()
    path = unescape(re.search(r'readonly value="([^"]+)"', page).group(1)).removeprefix("http://localhost:8000")
    hers = Client()
    assert "Sutinah" in hers.get(path).content.decode()
    assert hers.post(path, {"pin": PIN, "pin_again": PIN, "client_id": uuid7()})["Location"] == f"/p/{org.slug}/"
    assert hers.get(path).status_code == 404
    assert "Tidak ada yang menunggu PIN baru" in second.get(asked["Location"]).content.decode()


def test_a_broken_client_id_is_told(org, forgetful):
    url = reverse("organizations:ask-pin-reset", args=[org.slug, forgetful.pk])
    assert signed_in(org, Office.CHAIR).post(url, {"client_id": "x"}).status_code == 422
    assert PinReset.objects.count() == 0


def test_the_list_costs_the_same_for_one_and_three(org, chair, django_assert_max_num_queries):
    client, url = signed_in(org, Office.SECRETARY), reverse("organizations:pin-resets", args=[org.slug])
    ask(org, chair, make_membership(org))
    client.get(url)
    with django_assert_max_num_queries(5) as one:
        client.get(url)
    for _more in range(2):
        ask(org, chair, make_membership(org))
    with django_assert_max_num_queries(len(one)):
        client.get(url)


def test_closing_the_access_of_a_person_on_screen(org, forgetful):
    url = reverse("organizations:end-membership", args=[org.slug, forgetful.pk])
    assert signed_in(org, Office.SECRETARY).post(url).status_code == 403
    assert signed_in(org, Office.CHAIR).post(url).status_code == 302
    forgetful.refresh_from_db()
    assert forgetful.ended_at is not None


LOST = "Ketua dan sekretaris lupa PIN, datang ke kantor desa"


def test_the_host_helps_when_every_officer_forgot_her_pin(org, chair, secretary, capsys):
    tumirah, stranger, hers = User.objects.get(pk=chair.user_id), Client(), Client()
    enter(stranger, tumirah)
    call_command("recovery_link", org.slug, tumirah.phone, reason=LOST)
    said = capsys.readouterr().out
    assert "Tumirah" in said
    assert stranger.get(reverse("accounts:account")).status_code == 302, "whoever held her phone is out"
    given = AuditEvent.objects.get(org_id=org.pk, verb="organizations.pin_reset_given")
    assert (given.user_id, given.data["about"], given.data["reason"]) == (None, str(tumirah.pk), LOST)
    door = re.search(r"http\S+", said)[0].removeprefix(settings.BASE_URL)
    answer = hers.post(door, {"client_id": uuid7(), "pin": PIN, "pin_again": PIN})
    assert answer.headers["Location"] == reverse("home:home", args=[org.slug])
    trail = hers.get(reverse("organizations:trail", args=[org.slug])).content.decode()
    assert "sebagai pengelola server memberi" in trail
    assert LOST in unescape(trail)


def test_the_host_helps_officers_only_on_the_server_only_and_with_a_reason(org, chair, secretary, forgetful):
    officer = Membership.objects.get(user_id=secretary.user_id)
    with pytest.raises(Forbidden):
        give_pin_reset(org=org, by=chair, membership_id=officer.pk, reason=LOST)
    with pytest.raises(BadInput):
        give_pin_reset(org=org, by=SYSTEM, membership_id=officer.pk, reason="lupa")
    with pytest.raises(Refused) as refused:
        give_pin_reset(org=org, by=SYSTEM, membership_id=forgetful.pk, reason=LOST)
    assert refused.value.code == "officers_only"
    for slug, phone in (("tidak-ada", "081234567890"), (org.slug, "084099999999")):
        with pytest.raises(CommandError):
            call_command("recovery_link", slug, phone, reason=LOST)
    assert not PinReset.objects.exists()


def test_an_officer_stops_the_link_of_the_host_and_cannot_take_it_over(org, chair, secretary):
    officer = Membership.objects.get(user_id=secretary.user_id)
    waiting = ask_pin_reset(org=org, by=chair, client_id=uuid7(), membership_id=officer.pk)
    given = give_pin_reset(org=org, by=SYSTEM, membership_id=officer.pk, reason=LOST)
    assert [row.id for row in queries.open_pin_resets()] == [given.reset.pk], "what officers had begun is over"
    other = make_actor(org, Office.CHAIR)
    with pytest.raises(NotHere):
        approve_pin_reset(org=org, by=other, reset_id=waiting.pk)
    with pytest.raises(Refused):
        approve_pin_reset(org=org, by=other, reset_id=given.reset.pk)
    page = signed_in(org, Office.CHAIR).get(reverse("organizations:pin-resets", args=[org.slug])).content.decode()
    assert "pengelola server" in page
    assert "setujui/" not in page
    withdraw_pin_reset(org=org, by=chair, reset_id=given.reset.pk)
    with pytest.raises(NotHere):
        use_pin_reset(org=org, token=given.token, pin=PIN, again=PIN, where=here())


@pytest.mark.parametrize(
    "values",
    [
        {"approved_at": NOON},
        {"used_at": NOON},
        {"token_hash": "x"},
        {"approved_at": NOON, "token_hash": "x"},
        {"host_reason": "Semua lupa PIN"},
        {"asked_by_id": None},
        {"asked_by_id": None, "approved_by_id": uuid7(), "approved_at": NOON, "token_hash": "x", "host_reason": "lupa"},
    ],
)
def test_the_database_refuses_half_approved_resets(org, forgetful, values):
    base = {"org": org, "membership": forgetful, "asked_at": NOON, "asked_by_id": uuid7(), "expires_at": NOON}
    with pytest.raises(IntegrityError), atomic():
        PinReset(**base | values).save(force_insert=True)
