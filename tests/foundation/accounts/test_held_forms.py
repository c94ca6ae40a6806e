"""A session that ends in the middle of a form loses nothing of what was typed."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from guyub.foundation.accounts import held
from guyub.foundation.accounts.models import SignIn
from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Invitation
from tests.factories import enter, make_membership, make_user

PIN = "246810"


def hidden(page: str, form_id: str = "") -> dict[str, str]:
    """Return the hidden inputs of a page (or of one of its forms)."""
    if form_id:
        page = re.search(rf'<form id="{form_id}".*?</form>', page, re.DOTALL).group(0)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def secretary(org):
    return make_membership(org, Office.CHAIR).user


@pytest.fixture
def typed(org):
    return {"name": "Bu Sutinah & “Tinah”", "phone": "0840-1234-5678", "offices": ["tutor", "weighing"]}


def expire(client: Client) -> None:
    client.cookies["guyub_session"] = ""


def held_page(client: Client, user, answer) -> str:
    data = {"phone": user.phone, "pin": PIN, **hidden(answer.content.decode(), "sign-in")}
    signed_in = client.post(reverse("accounts:sign-in"), data)
    assert signed_in["Location"] == reverse("accounts:held")
    return client.get(signed_in["Location"]).content.decode()


def test_what_was_typed_is_sent_after_signing_in_again(org, secretary, typed):
    client, url = Client(), reverse("organizations:invite", args=[org.slug])
    enter(client, secretary)
    expire(client)
    answer = client.post(url, {**typed, "client_id": (sent := uuid7())})
    assert answer.status_code == 401
    assert "Isian Anda disimpan" in answer.content.decode()
    page = held_page(client, secretary, answer)
    assert "Isian Anda masih ada" in page
    form = re.search(r'<form id="held".*?</form>', page, re.DOTALL).group(0)
    assert f'action="{url}"' in form
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(unescape(value))
    assert values.pop("csrfmiddlewaretoken")
    assert values == {k: v if isinstance(v, list) else [v] for k, v in {**typed, "client_id": str(sent)}.items()}
    done = client.post(url, values)
    assert done.status_code == 200
    invitation = Invitation.objects.get()
    assert (invitation.pk, invitation.name, invitation.offices) == (sent, typed["name"], ["weighing", "tutor"])


def test_a_wrong_pin_in_between_loses_nothing(org, secretary, typed):
    client, url = Client(), reverse("organizations:invite", args=[org.slug])
    answer = client.post(url, typed)
    data = {"phone": secretary.phone, "pin": "975310", **hidden(answer.content.decode(), "sign-in")}
    wrong = client.post(reverse("accounts:sign-in"), data)
    assert wrong.status_code == 422
    assert typed["phone"] in held_page(client, secretary, wrong)


def test_somebody_else_is_told_and_the_target_checks_her_rights(org, secretary, typed):
    client, url = Client(), reverse("organizations:invite", args=[org.slug])
    enter(client, secretary)
    member = make_membership(org).user
    expire(client)
    answer = client.post(url, typed)
    page = held_page(client, member, answer)
    assert "diketik orang lain di HP ini" in page
    assert client.post(url, hidden(page, "held")).status_code == 403
    assert Invitation.objects.count() == 0


def test_a_stay_ended_by_an_officer_still_knows_whose_form_it_was(org, secretary, typed):
    client, url = Client(), reverse("organizations:invite", args=[org.slug])
    stay = enter(client, secretary)
    SignIn.objects.filter(pk=stay.pk).update(ended_at=clock.now(), ended_because="elsewhere")
    page = held_page(client, secretary, client.post(url, typed))
    assert "waktu masuk anda habis" in page.lower()


def test_pins_and_files_are_not_carried(db):
    client = Client()
    url = reverse("accounts:change-pin")
    upload = SimpleUploadedFile("daftar.csv", b"nama\nSutinah\n")
    data = {"old_pin": PIN, "pin": "739152", "pin_again": "739152", "note": "abc", "file": upload}
    page = client.post(url, data).content.decode()
    assert "739152" not in page
    sealed = hidden(page, "sign-in")["held"]
    kept = held.unseal(sealed)
    assert kept.fields == [("note", "abc")]
    assert kept.had_files
    user = make_user()
    answer = client.post(url, data)
    assert "Berkas tidak ikut disimpan" in held_page(client, user, answer)


def test_an_envelope_that_is_not_ours_or_too_old_is_ignored(db, settings):
    assert held.unseal("forged:by:hand") is None
    client = Client()
    sealed = hidden(client.post(reverse("accounts:profile"), {"name": "x"}).content.decode(), "sign-in")["held"]
    assert held.unseal(sealed).path == reverse("accounts:profile")
    assert held.unseal(sealed[:-1] + ("A" if sealed[-1] != "A" else "B")) is None
    settings.SECRET_KEY = "another"
    assert held.unseal(sealed) is None


def test_an_envelope_lasts_a_day(db, time_machine):
    time_machine.move_to(clock.now())
    page = Client().post(reverse("accounts:profile"), {"name": "x"}).content.decode()
    sealed = hidden(page, "sign-in")["held"]
    time_machine.shift(timedelta(hours=23))
    assert held.unseal(sealed) is not None
    time_machine.shift(timedelta(hours=2))
    assert held.unseal(sealed) is None


def test_a_form_too_large_says_so(db):
    note = random.Random(1).randbytes(120_000).hex()  # noise: it does not pack
    answer = Client().post(reverse("accounts:profile"), {"note": note[: held.LARGEST // 2]})
    assert "Isian Anda disimpan" in answer.content.decode()
    answer = Client().post(reverse("accounts:profile"), {"note": note})
    assert answer.status_code == 401
    assert "terlalu besar untuk dibawa" in answer.content.decode()


def test_throwing_it_away(org, secretary, typed):
    client, url = Client(), reverse("organizations:invite", args=[org.slug])
    held_page(client, secretary, client.post(url, typed))
    assert client.post(reverse("accounts:drop-held")).status_code == 302
    assert client.get(reverse("accounts:held")).status_code == 302


def test_a_phone_and_htmx_get_a_plain_401(db):
    client, url = Client(), reverse("accounts:profile")
    answer = client.post(url, {"name": "x"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"error": "signed_out"})
    answer = client.get(url, headers={"hx-request": "true", "hx-current-url": "http://testserver/p/sekar/?a=1"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"{reverse('accounts:sign-in')}?next=%2Fp%2Fsekar%2F%3Fa%3D1"
    answer = client.post(url, {"name": "x"}, headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (401, "body")
    assert "held" in hidden(answer.content.decode(), "sign-in")
