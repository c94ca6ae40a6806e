"""Founding an association, and what it says of itself."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import BadInput, Clash, Forbidden
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import founding, queries
from guyub.foundation.organizations.actions import change_profile, change_settings, create_association
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Invitation, Organization
from guyub.foundation.organizations.settings import SettingSpec, all_settings, register_setting, spec_of
from tests.factories import make_actor, signed_in

KARANG = {
    "name": "Paguyuban Karang Wangi",
    "slug": "karang-wangi",
    "region_code": "33.02.15",
    "time_zone": "Asia/Jakarta",
    "chair_name": "Tumirah",
    "chair_phone": "0840 1234 5678",
}


def test_founding_invites_the_chair_and_lays_the_rooms_ready(db):
    seen = []
    step = founding.on_founding(lambda org, by: seen.append((org.slug, by)))
    try:
        founded = create_association(by=SYSTEM, **KARANG, started_on=date(2021, 1, 1))
    finally:
        founding._steps.remove(step)
    assert seen == [("karang-wangi", SYSTEM)]
    assert founded.org.started_on == date(2021, 1, 1)
    assert (founded.chair.invitation.phone, founded.chair.invitation.offices) == ("+6284012345678", ["chair"])
    answer = Client().post(
        reverse("doors:invitation", args=["karang-wangi", founded.chair.token]),
        {"pin": "739152", "pin_again": "739152", "client_id": uuid7()},
    )
    assert answer["Location"] == "/p/karang-wangi/"
    with tenant(founded.org.pk):
        (chair,) = queries.people(date(2100, 1, 1))
    assert (chair.name, chair.offices) == ("Tumirah", "Ketua")


def test_founding_twice_with_one_id_gives_one_association_and_a_fresh_link(db):
    client_id = uuid7()
    first = create_association(by=SYSTEM, **KARANG, client_id=client_id)
    second = create_association(by=SYSTEM, **KARANG, client_id=client_id)
    assert first.org == second.org
    assert first.chair.token != second.chair.token
    with tenant(first.org.pk):
        assert Invitation.objects.count() == 1
    with pytest.raises(Clash):
        create_association(by=SYSTEM, **KARANG | {"chair_name": "Kasinem"}, client_id=client_id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "ab"),
        ("slug", "Karang"),
        ("slug", "karang--wangi"),
        ("slug", "-karang"),
        ("slug", "karang wangi"),
        ("slug", "k" * 41),
        ("slug", "undangan"),
        ("slug", "sekar"),  # taken
        ("name", " "),
        ("region_code", "Gumelar"),
        ("time_zone", "Asia/Gumelar"),
        ("chair_phone", "12"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left_behind(org, field, value):
    before = Organization.objects.count()
    with pytest.raises(BadInput) as refused:
        create_association(by=SYSTEM, **KARANG | {field: value})
    assert refused.value.field == field
    assert Organization.objects.count() == before


def test_only_the_host_founds(org):
    with pytest.raises(Forbidden):
        create_association(by=make_actor(org, Office.CHAIR), **KARANG)


def test_the_command_prints_the_chairs_link(db, settings):
    out = StringIO()
    settings.BASE_URL = "https://guyub.example.org"
    named = {"slug": "karang-wangi", "chair_name": "Tumirah", "chair_phone": "084012345678"}
    call_command("create_association", name="Paguyuban Karang Wangi", **named, stdout=out)
    link = out.getvalue().split()[-1]
    assert link.startswith("https://guyub.example.org/undangan/karang-wangi/")
    page = Client().get(link.removeprefix("https://guyub.example.org"))
    assert "Paguyuban Karang Wangi" in page.content.decode()
    with pytest.raises(CommandError, match="Alamat ini sudah dipakai paguyuban lain"):
        call_command("create_association", name="Lain", **named)


# --- profile and settings ---


def test_the_profile_changes_with_old_and_new_on_record(org):
    chair = make_actor(org, Office.CHAIR)
    change_profile(org=org, by=chair, name="Paguyuban  Sekar Arum", region_code="33.02.15", time_zone="Asia/Makassar")
    change_profile(org=org, by=chair, name="Paguyuban Sekar Arum", region_code="33.02.15", time_zone="Asia/Makassar")
    event = AuditEvent.objects.get(verb="organizations.profile_changed")
    assert event.data["changes"] == {
        "name": ["Paguyuban Sekar", "Paguyuban Sekar Arum"],
        "time_zone": ["Asia/Jakarta", "Asia/Makassar"],
    }
    with pytest.raises(Forbidden):
        change_profile(org=org, by=make_actor(org), name="Lain", region_code="", time_zone="Asia/Jakarta")


@pytest.fixture
def specs(monkeypatch):
    monkeypatch.setattr("guyub.foundation.organizations.settings._registry", {})
    register_setting("test.fee", 2000, "rupiah", "Iuran", "Sebulan", "Uji coba", minimum=0, maximum=100_000)
    register_setting("test.open", True, "yes_no", "Buka", "", "Uji coba")
    register_setting("test.day", None, "date", "Mulai", "", "Uji coba")
    register_setting("test.note", "", "text", "Catatan", "", "Lain-lain")
    register_setting("test.way", "a", "choice", "Cara", "", "Lain-lain", choices=[("a", "A"), ("b", "B")])
    register_setting("test.weight", 500, "grams", "Berat", "", "Lain-lain")


def test_settings_have_defaults_and_keep_only_what_differs(org, specs):
    chair = make_actor(org, Office.CHAIR)
    assert queries.setting(org, "test.fee") == 2000
    org = change_settings(org=org, by=chair, values={"test.fee": 3000, "test.open": True, "test.day": date(2022, 1, 1)})
    assert org.chosen == {"test.fee": 3000, "test.day": "2022-01-01"}
    assert queries.setting(org, "test.day") == date(2022, 1, 1)
    org = change_settings(org=org, by=chair, values={"test.fee": 2000})
    assert org.chosen == {"test.day": "2022-01-01"}
    changes = AuditEvent.objects.filter(verb="organizations.settings_changed").order_by("recorded_at", "id")
    assert [event.data["changes"] for event in changes] == [
        {"test.fee": [2000, 3000], "test.day": [None, "2022-01-01"]},
        {"test.fee": [3000, 2000]},
    ]
    change_settings(org=org, by=chair, values={"test.fee": 2000})
    assert changes.count() == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("test.fee", -1),
        ("test.fee", 100_001),
        ("test.fee", "2000"),
        ("test.fee", True),
        ("test.open", 1),
        ("test.way", "c"),
        ("test.day", "2022-01-01"),
        ("test.note", "x" * 501),
    ],
)
def test_a_setting_outside_its_bounds_changes_nothing(org, specs, key, value):
    with pytest.raises(BadInput) as refused:
        change_settings(org=org, by=make_actor(org, Office.CHAIR), values={"test.open": False, key: value})
    assert refused.value.field == key
    org.refresh_from_db()
    assert org.chosen == {}


def test_a_setting_is_registered_once_with_a_default_that_holds(specs):
    with pytest.raises(ValueError, match="twice"):
        register_setting("test.fee", 1, "rupiah", "", "", "")
    with pytest.raises(ValueError, match="unknown kind"):
        register_setting("test.other", 1, "float", "", "", "")
    with pytest.raises(BadInput):
        register_setting("test.other", 5, "rupiah", "", "", "", maximum=4)
    assert isinstance(spec_of("test.fee"), SettingSpec)


def test_the_settings_pages_are_made_from_the_registry(org, specs):
    client = signed_in(org, Office.CHAIR)
    page = client.get(reverse("organizations:settings", args=[org.slug])).content.decode()
    assert "Uji coba" in page
    assert "0 dari 3 diatur sendiri" in page
    url = reverse("organizations:setting-group", args=[org.slug, "uji-coba"])
    data = {"test-fee": "2.500", "test-open": "", "test-day": "", "client_id": uuid7()}
    assert client.post(url, data).status_code == 302
    org.refresh_from_db()
    assert org.chosen == {"test.fee": 2500, "test.open": False}
    assert "Biasanya: Rp2.000" in client.get(url).content.decode()
    refused = client.post(url, data | {"test-fee": "250.000"})
    assert refused.status_code == 422
    assert "250.000" in refused.content.decode()
    assert client.get(reverse("organizations:setting-group", args=[org.slug, "tidak-ada"])).status_code == 404
    weights = {"test-weight": "1,25", "test-note": "Bawa karung", "test-way": "b", "client_id": uuid7()}
    assert client.post(reverse("organizations:setting-group", args=[org.slug, "lain-lain"]), weights).status_code == 302
    org.refresh_from_db()
    assert org.chosen["test.weight"] == 1250


def test_every_registered_setting_has_words(db):
    for spec in all_settings():
        assert str(spec.label), spec.key
        assert str(spec.group), spec.key


def test_the_association_page_finds_its_district_by_name(org):
    client, url = signed_in(org, Office.CHAIR), reverse("organizations:association", args=[org.slug])
    assert "Gumelar, Kabupaten Banyumas, Jawa Tengah" in client.get(url).content.decode()
    data = {"name": "Paguyuban Sekar Arum", "region": "Qwxyz", "time_zone": "Asia/Jakarta", "client_id": uuid7()}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "Paguyuban Sekar Arum" in refused.content.decode()
    assert "Tidak ada kecamatan bernama ini" in refused.content.decode()
    assert client.post(url, data | {"region": "pekuncen"}).status_code == 302
    org.refresh_from_db()
    assert (org.name, org.region_code) == ("Paguyuban Sekar Arum", "33.02.16")
    several = client.post(url, data | {"region": "Karanganyar"})
    assert several.status_code == 422
    assert "Karanganyar, Kabupaten Purbalingga, Jawa Tengah" in several.content.decode()
    assert client.post(url, data | {"region": "Karanganyar", "region_code": "33.03.11"}).status_code == 302
    assert client.post(url, data | {"region": "33.02.15"}).status_code == 302
    org.refresh_from_db()
    assert org.region_code == "33.02.15"
