"""The trail in plain sentences, and the calendar on screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from guyub.foundation.core import audit, calendar, clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import CalendarDay
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.core.verbs import name_verbs, named_verbs, sentence
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.queries.trail import PAGE
from tests.factories import enter, make_actor, make_membership, make_user, signed_in

NOON = datetime(2022, 3, 6, 5, tzinfo=UTC)


def note(org, by, verb="organizations.invited", at=NOON, **data):
    with clock.set_to(at):
        audit.record(org_id=org.pk, by=by, verb=verb, **data)


def test_who_when_what_and_from_which_phone(org):
    member = make_membership(org, Office.SECRETARY, user=make_user("Kasinem", honorific="bu"))
    stay = enter(Client(), member.user)
    note(org, Actor(user_id=member.user_id, device_id=stay.device_id))
    note(org, SYSTEM, verb="organizations.founded", at=NOON - timedelta(days=1))
    about = str(member.user_id)
    note(org, SYSTEM, verb="organizations.appointed", office="tutor", about=about)
    note(org, SYSTEM, verb="organizations.pin_reset_asked", about=str(uuid7()))
    page = signed_in(org, Office.AUDITOR).get(reverse("organizations:trail", args=[org.slug])).content.decode()
    assert "<b>Bu Kasinem</b> mengundang seseorang" in page
    assert "6 Mar 2022, 12.00 · Chrome di Android" in page
    assert "<b>Guyub sendiri</b> mendirikan paguyuban" in page
    assert "memberi jabatan kepada Bu Kasinem: Tutor" in page
    assert "meminta PIN baru untuk seseorang" in page


def test_narrowing_by_person_verb_and_day(org, other_org):
    first, second = make_actor(org), make_actor(org)
    note(org, first)
    note(org, second, verb="organizations.appointed")
    note(org, first, at=NOON + timedelta(days=1))
    note(other_org, first)
    assert len(queries.trail(org).rows) == 3
    assert len(queries.trail(org, user_id=first.user_id).rows) == 2
    assert len(queries.trail(org, verb="organizations.appointed").rows) == 1
    assert len(queries.trail(org, day=date(2022, 3, 6)).rows) == 2
    # 7 March in Gumelar begins at 17.00 UTC on the 6th.
    note(org, first, at=datetime(2022, 3, 6, 17, 30, tzinfo=UTC))
    assert len(queries.trail(org, day=date(2022, 3, 7)).rows) == 2


def test_pages_follow_one_another_without_gap_or_double(org):
    by = make_actor(org)
    for n in range(PAGE * 2 + 3):
        note(org, by, at=NOON + timedelta(seconds=n // 4))  # several in one second
    seen, key = [], ""
    for expected in (PAGE, PAGE, 3):
        page = queries.trail(org, older_than=key)
        assert len(page.rows) == expected
        seen += [row.id for row in page.rows]
        key = page.older
    assert key == ""
    assert len(set(seen)) == PAGE * 2 + 3
    for typed in ("x", "2022-03-06_x", "2022-03-06T05:00:00_" + str(uuid7())):
        assert len(queries.trail(org, older_than=typed).rows) == PAGE


def test_the_trail_page_costs_the_same_for_one_and_many(org, django_assert_max_num_queries):
    client, url = signed_in(org, Office.CHAIR), reverse("organizations:trail", args=[org.slug])
    note(org, make_actor(org))
    client.get(url)
    with django_assert_max_num_queries(6) as one:
        client.get(url)
    for by in [make_actor(org) for _more in range(3)] + [SYSTEM] * PAGE:
        note(org, by)
    with django_assert_max_num_queries(len(one)):
        page = client.get(f"{url}?verb=organizations.invited").content.decode()
    assert "sebelum=" in page
    assert client.get(f"{url}?day=32-13-2022&who=x").status_code == 200


def test_verbs_without_a_sentence_are_shown_as_they_are():
    assert sentence("room.unknown", {}) == "room.unknown"
    name_verbs({"room.known": "gave %(count)s, for %(what)s"})
    assert sentence("room.known", {"count": 3}) == "gave 3, for –"
    assert named_verbs()["room.known"] == "gave –, for –"


# --- calendar ---


def test_a_year_is_filled_shown_with_market_days_and_edited(org):
    client = signed_in(org, Office.SECRETARY)
    url = reverse("organizations:calendar-year", args=[org.slug, 2022])
    assert "Tahun ini masih kosong" in client.get(url).content.decode()
    assert client.post(reverse("organizations:fill-year", args=[org.slug, 2022])).status_code == 302
    page = client.get(url).content.decode()
    assert "Senin, 2 Mei 2022 Pon" in page
    assert "Isi hari libur" not in page
    new = {"name": "Balai dipakai hajatan", "kind": "closed", "starts_on": "2022-03-13", "client_id": uuid7()}
    add = reverse("organizations:new-day", args=[org.slug])
    assert client.get(add).status_code == 200
    assert client.post(add, new)["Location"] == url
    assert calendar.is_closed(org=org, day=date(2022, 3, 13))
    event = CalendarDay.objects.get(kind="closed")
    edit = reverse("organizations:day", args=[org.slug, event.pk])
    assert "Balai dipakai hajatan" in client.get(edit).content.decode()
    refused = client.post(edit, new | {"ends_on": "2022-03-12"})
    assert refused.status_code == 422
    assert client.post(edit, new | {"ends_on": "2022-03-14"}).status_code == 302
    assert calendar.is_closed(org=org, day=date(2022, 3, 14))
    assert client.post(reverse("organizations:remove-day", args=[org.slug, event.pk])).status_code == 302
    assert not calendar.is_closed(org=org, day=date(2022, 3, 13))


def test_members_read_the_calendar_and_strangers_do_not_find_its_days(org, other_org):
    calendar.put_day(org=org, by=SYSTEM, kind="note", starts_on=date(2022, 3, 6), name="Kumpulan")
    page = signed_in(org).get(reverse("organizations:calendar-year", args=[org.slug, 2022])).content.decode()
    assert "Kumpulan" in page
    assert "Tambah hari" not in page
    with tenant(other_org.pk):
        foreign = calendar.put_day(org=other_org, by=SYSTEM, kind="note", starts_on=date(2022, 3, 6), name="Lain")
    officer = signed_in(org, Office.SECRETARY)
    assert officer.get(reverse("organizations:day", args=[org.slug, foreign.pk])).status_code == 404
    assert officer.post(reverse("organizations:remove-day", args=[org.slug, foreign.pk])).status_code == 404
    assert officer.get(reverse("organizations:calendar-year", args=[org.slug, 1800])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_costs_the_same_for_one_and_three(org, count, django_assert_num_queries):
    for day in range(count):
        calendar.put_day(org=org, by=SYSTEM, kind="note", starts_on=date(2022, 3, 6 + day), name=f"Hari {day}")
    client, url = signed_in(org), reverse("organizations:calendar-year", args=[org.slug, 2022])
    client.get(url)
    with django_assert_num_queries(3):
        client.get(url)
