"""Offices with terms; an association never stands without a chair."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.actions import admit, appoint, end_membership, end_term
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm
from tests.factories import make_actor, make_membership, make_user, signed_in

DAY = date(2022, 3, 6)


@pytest.fixture
def chair(org):
    return make_membership(org, Office.CHAIR, user=make_user("Tumirah"))


@pytest.fixture
def by(chair):
    return queries.actor_of(chair)


def give(org, by, member, office=Office.TREASURER, first=DAY, last=None, client_id=None):
    return appoint(
        org=org,
        by=by,
        client_id=client_id or uuid7(),
        membership_id=member.pk,
        office=office,
        starts_on=first,
        ends_on=last,
    )


def test_an_office_holds_from_its_first_to_its_last_day(org, by):
    member = make_membership(org)
    give(org, by, member, first=DAY, last=DAY + timedelta(days=2))
    for offset, holds in ((-1, False), (0, True), (2, True), (3, False)):
        assert (Office.TREASURER in queries.offices_on(member, DAY + timedelta(days=offset))) == holds


def test_appointing_twice_with_one_id_is_once_and_other_content_clashes(org, by):
    member, client_id = make_membership(org), uuid7()
    first = give(org, by, member, client_id=client_id)
    assert give(org, by, member, client_id=client_id) == first
    with pytest.raises(Clash):
        give(org, by, member, Office.SECRETARY, client_id=client_id)
    assert AuditEvent.objects.filter(verb="organizations.appointed").count() == 1


def test_what_cannot_be_is_refused(org, by, other_org):
    member, foreign = make_membership(org), make_membership(other_org)
    give(org, by, member)
    with pytest.raises(Refused) as refused:
        give(org, by, member, first=DAY + timedelta(days=30))
    assert refused.value.code == "overlap"
    with pytest.raises(BadInput):
        give(org, by, member, Office.SECRETARY, last=DAY - timedelta(days=1))
    with pytest.raises(BadInput):
        give(org, by, member, "queen")
    with pytest.raises(BadInput):
        give(org, by, member, Office.MEMBER)
    with pytest.raises(NotHere):
        give(org, by, foreign)
    with pytest.raises(Forbidden):
        give(org, make_actor(org, Office.SECRETARY), member, Office.TUTOR)


def test_the_last_chair_stays_until_a_successor_has_begun(org, by, chair):
    term = OfficeTerm.objects.get(membership=chair)
    with pytest.raises(Refused) as refused:
        end_term(org=org, by=by, term_id=term.pk, last_day=DAY)
    assert refused.value.code == "last_chair"
    with pytest.raises(Refused):
        end_term(org=org, by=SYSTEM, term_id=term.pk, last_day=DAY)
    with pytest.raises(Refused):
        end_membership(org=org, by=by, membership_id=chair.pk)
    successor = make_membership(org)
    give(org, by, successor, Office.CHAIR, first=DAY + timedelta(days=1))
    with pytest.raises(Refused):  # a day without a chair
        end_term(org=org, by=by, term_id=term.pk, last_day=DAY - timedelta(days=1))
    with pytest.raises(Refused):
        end_term(org=org, by=by, term_id=term.pk, last_day=DAY)
    ended = end_term(org=org, by=by, term_id=term.pk, last_day=DAY + timedelta(days=1))
    assert ended.ends_on == DAY + timedelta(days=1)
    assert end_term(org=org, by=by, term_id=term.pk, last_day=DAY + timedelta(days=1)) == ended


def test_a_chair_with_a_planned_end_needs_another_chair(org, by, chair):
    second = make_membership(org)
    give(org, by, second, Office.CHAIR, first=DAY, last=DAY + timedelta(days=10))
    term = OfficeTerm.objects.get(membership=chair)
    with pytest.raises(Refused):
        end_term(org=org, by=by, term_id=term.pk, last_day=DAY + timedelta(days=5))


def test_a_term_ends_once_and_not_before_it_began(org, by):
    term = give(org, by, make_membership(org))
    with pytest.raises(BadInput):
        end_term(org=org, by=by, term_id=term.pk, last_day=DAY - timedelta(days=1))
    end_term(org=org, by=by, term_id=term.pk, last_day=DAY)
    with pytest.raises(BadInput):
        end_term(org=org, by=by, term_id=term.pk, last_day=DAY + timedelta(days=1))
    with pytest.raises(NotHere):
        end_term(org=org, by=by, term_id=uuid7(), last_day=DAY)


def test_a_foreign_term_is_not_here(org, by, other_org):
    make_membership(other_org, Office.TUTOR)
    with tenant(other_org.pk):
        foreign = OfficeTerm.objects.get()
    with pytest.raises(NotHere):
        end_term(org=org, by=by, term_id=foreign.pk, last_day=DAY)


def test_leaving_ends_offices_and_access_and_coming_back_opens_the_same_membership(org, by):
    member = make_membership(org, Office.TUTOR, user=make_user("Kasinem"))
    end_membership(org=org, by=by, membership_id=member.pk)
    today = clock.today(org.time_zone)
    assert OfficeTerm.objects.get(membership=member).ends_on == today
    assert queries.memberships_of(member.user) == []
    with pytest.raises(NotHere):
        end_membership(org=org, by=by, membership_id=member.pk)
    again = admit(org=org, by=by, user=member.user)
    assert again.pk == member.pk
    assert [b.org for b in queries.memberships_of(member.user)] == [org]


def test_admitting_is_once_and_one_member_has_one_sign_in(org, by):
    user, member_id = make_user(), uuid7()
    first = admit(org=org, by=by, user=user, member_id=member_id, offices=[Office.TUTOR], starts_on=DAY)
    assert admit(org=org, by=by, user=user, member_id=member_id, offices=[Office.TUTOR], starts_on=DAY) == first
    assert OfficeTerm.objects.filter(membership=first).count() == 1
    with pytest.raises(Refused):
        admit(org=org, by=by, user=make_user(), member_id=member_id)
    with pytest.raises(Forbidden):
        admit(org=org, by=make_actor(org, Office.SECRETARY), user=make_user(), offices=[Office.TUTOR])


def test_the_database_refuses_impossible_terms_and_memberships(org):
    member = make_membership(org)
    rows = [
        OfficeTerm(org=org, membership=member, office="queen", starts_on=DAY),
        OfficeTerm(org=org, membership=member, office="tutor", starts_on=DAY, ends_on=DAY - timedelta(days=1)),
        Membership(org=org, user=make_user(), started_at=clock.now(), ended_at=clock.now() - timedelta(days=1)),
        Membership(org=org, user=member.user, started_at=clock.now()),
    ]
    for row in rows:
        with pytest.raises(IntegrityError), atomic():
            row.save(force_insert=True)


# --- pages ---


def test_members_see_officers_without_phone_numbers(org, chair):
    plain = make_membership(org, user=make_user("Sutinah"))
    page = signed_in(org).get(reverse("organizations:officers", args=[org.slug])).content.decode()
    assert "Tumirah" in page
    assert "Ketua" in page
    assert "Sutinah" not in page
    assert "0840" not in page
    page = signed_in(org, Office.SECRETARY).get(reverse("organizations:officers", args=[org.slug])).content.decode()
    assert "Sutinah" in page
    assert str(plain.pk) in page
    assert "0840" in page


def test_appointing_and_ending_on_screen(org, chair):
    client, member = signed_in(org, Office.CHAIR), make_membership(org, user=make_user("Kasinem"))
    url = reverse("organizations:appoint", args=[org.slug])
    assert str(member.pk) in client.get(f"{url}?orang={member.pk}").content.decode()
    data = {"membership_id": str(member.pk), "office": "treasurer", "starts_on": "2022-03-06", "client_id": uuid7()}
    assert client.post(url, data).status_code == 302
    refused = client.post(url, data | {"client_id": uuid7()})
    assert refused.status_code == 422
    assert "Akhiri dulu masa jabatan" in refused.content.decode()
    term = OfficeTerm.objects.get(office="treasurer")
    page = client.get(reverse("organizations:terms", args=[org.slug])).content.decode()
    assert "sejak 6 Mar 2022" in page
    end = reverse("organizations:end-term", args=[org.slug, term.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"last_day": "2022-03-05", "client_id": uuid7()}).status_code == 422
    assert client.post(end, {"last_day": "2022-04-05", "client_id": uuid7()}).status_code == 302
    assert (
        "6 Mar 2022 sampai 5 Apr 2022" in client.get(reverse("organizations:terms", args=[org.slug])).content.decode()
    )


@pytest.mark.parametrize("name", ["officers", "terms"])
def test_lists_cost_the_same_for_one_and_for_many(org, chair, name, django_assert_max_num_queries):
    client, url = signed_in(org, Office.CHAIR), reverse(f"organizations:{name}", args=[org.slug])
    client.get(url)
    with django_assert_max_num_queries(5) as first:
        client.get(url)
    for n in range(5):
        make_membership(org, Office.TUTOR, user=make_user(f"Tutor {n}"))
    with django_assert_max_num_queries(len(first)):
        client.get(url)


def test_the_door_of_a_room_is_one_query_and_knows_the_days_of_a_term(org, by, django_assert_num_queries):
    member = make_membership(org, Office.TUTOR, user=make_user("Kasinem"))
    give(org, by, member, first=DAY, last=DAY)
    give(org, by, member, Office.CHAIR, first=date(2100, 1, 1))
    with django_assert_num_queries(1):
        entry = queries.entry_of(user=member.user, slug=org.slug)
    assert entry.actor == queries.actor_of(member)
    assert not entry.actor.may("organizations.settings")
    with clock.set_to(clock.start_of(date(2100, 1, 1), org.time_zone)):
        assert queries.entry_of(user=member.user, slug=org.slug).actor.may("organizations.settings")


def test_a_person_may_belong_to_several(org, other_org):
    user = make_user()
    make_membership(org, user=user)
    make_membership(other_org, Office.CHAIR, user=user)
    assert [b.org.slug for b in queries.memberships_of(user)] == ["melati", "sekar"]
    assert queries.entry_of(user=user, slug="melati").actor.may("organizations.settings")
    assert not queries.entry_of(user=user, slug="sekar").actor.may("organizations.settings")
    assert queries.entry_of(user=user, slug="tidak-ada") is None
