"""The time ledger: once per source, withdrawn and never deleted, no ranks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members.actions import merge_members
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation import queries
from guyub.foundation.participation.actions import record_participation, withdraw_participation, withdraw_source
from guyub.foundation.participation.choices import Activity, Role
from guyub.foundation.participation.models import Participation
from guyub.foundation.participation.queries import Period
from guyub.foundation.participation.texts import duration
from tests.factories import EPOCH, make_actor, signed_in
from tests.factories_members import make_member

START = datetime(2022, 3, 6, 1, tzinfo=UTC)  # 08.00 in Gumelar
MARCH = Period(date(2022, 3, 1), date(2022, 3, 31), "Asia/Jakarta")


@pytest.fixture
def officer(org):
    return make_actor(org, Office.WEIGHING)


def record(org, by, member, **values) -> Participation:
    values = {
        "activity": Activity.WEIGHING, "role": Role.RECEIVED, "starts_at": START, "minutes": 30,
        "source_type": "wastebank.deposit", "source_id": uuid7(), "client_id": uuid7(),
    } | values  # fmt: skip
    return record_participation(org=org, by=by, member=member, **values)


def test_one_source_counts_once_for_a_member(org, officer):
    member, source = make_member(org), uuid7()
    first = record(org, officer, member, source_id=source)
    assert record(org, officer, member, source_id=source).pk == first.pk
    record(org, officer, make_member(org, "Wartini"), source_id=source)
    assert Participation.objects.count() == 2
    client_id = uuid7()
    other = record(org, officer, member, client_id=client_id, source_id=uuid7(), minutes=10)
    with pytest.raises(Clash):
        record(org, officer, member, client_id=client_id, source_id=other.source_id, minutes=11)


def test_hours_are_withdrawn_and_may_be_recorded_anew(org, officer):
    member, source = make_member(org), uuid7()
    row = record(org, officer, member, source_id=source)
    for _ in range(2):
        withdraw_participation(org=org, by=officer, participation_id=row.pk)
    assert queries.hours_of(member=member) == 0
    record(org, officer, member, source_id=source, minutes=45)
    assert (queries.hours_of(member=member), Participation.objects.count()) == (45, 2)
    assert withdraw_source(org=org, by=officer, source_type="wastebank.deposit", source_id=source) == 1
    assert withdraw_source(org=org, by=officer, source_type="wastebank.deposit", source_id=source) == 0
    assert queries.hours_of(member=member) == 0


def test_nobody_takes_back_her_own_hours(org):
    member = make_member(org)
    officer = make_actor(org, Office.WEIGHING, member_id=member.pk)
    row = record(org, officer, member)
    with pytest.raises(Refused):
        withdraw_participation(org=org, by=officer, participation_id=row.pk)


def test_what_is_refused(org, other_org, officer):
    member = make_member(org)
    for wrong in ({"minutes": 0}, {"minutes": 1441}, {"activity": "x"}, {"role": "x"}):
        with pytest.raises(BadInput):
            record(org, officer, member, **wrong)
    with pytest.raises(Forbidden):
        record(org, make_actor(org), member)
    row = record(org, officer, member)
    with tenant(other_org.pk), pytest.raises(NotHere):
        withdraw_participation(org=other_org, by=make_actor(other_org, Office.WEIGHING), participation_id=row.pk)


def test_the_database_refuses_impossible_hours(org):
    member = make_member(org)
    values = {
        "org": org, "member": member, "activity": Activity.MEETING, "role": Role.GAVE, "minutes": 60,
        "source_type": "x", "content_hash": "", "happened_at": EPOCH, "recorded_at": EPOCH,
    }  # fmt: skip
    source = uuid7()
    Participation.objects.create(client_id=uuid7(), source_id=source, **values)
    for wrong in (
        {"minutes": 0},
        {"minutes": 1441},
        {"activity": "x"},
        {"role": "x"},
        {"source_type": ""},
        {"source_id": source},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participation.objects.create(**({"client_id": uuid7(), "source_id": uuid7()} | values | wrong))


def test_totals_by_activity_count_people_once(org, officer):
    one, two = make_member(org), make_member(org, "Wartini")
    record(org, officer, one)
    record(org, officer, one, minutes=20)
    record(org, officer, two, role=Role.GAVE, minutes=240)
    record(org, officer, two, activity=Activity.MEETING, minutes=90)
    record(org, officer, two, starts_at=START + timedelta(days=40), minutes=99)
    weighing, meeting = queries.totals_by_activity(period=MARCH)
    assert (weighing.given, weighing.received, weighing.people, weighing.times) == (240, 50, 2, 3)
    assert (meeting.activity, meeting.minutes, meeting.people) == (Activity.MEETING, 90, 1)
    assert queries.hours_of(member=two, period=MARCH, role=Role.GAVE) == 240
    assert queries.days_present(member_ids=[one.pk, two.pk], period=MARCH) == {one.pk: 1, two.pk: 1}


def test_a_month_begins_on_the_wall_clock_of_the_association(org, officer):
    member = make_member(org)
    record(org, officer, member, starts_at=datetime(2022, 2, 28, 17, 30, tzinfo=UTC))  # 00.30 on 1 March
    record(org, officer, member, starts_at=datetime(2022, 3, 31, 17, 0, tzinfo=UTC))  # 00.00 on 1 April
    assert queries.hours_of(member=member, period=MARCH) == 30
    assert queries.month_of(org, date(2022, 12, 9)).last == date(2022, 12, 31)


def test_merged_rows_bring_their_hours_and_count_no_source_twice(org, officer):
    kept, gone, source = make_member(org), make_member(org), uuid7()
    record(org, officer, kept, source_id=source)
    record(org, officer, gone, source_id=source)
    record(org, officer, gone, minutes=60)
    merge_members(
        org=org,
        by=make_actor(org, Office.SECRETARY),
        client_id=uuid7(),
        happened_at=EPOCH,
        kept_id=kept.pk,
        gone_id=gone.pk,
    )
    assert queries.hours_of(member=kept) == 90


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 menit"), (30, "30 menit"), (60, "1 jam"), (90, "1 jam 30 menit"), (150, "2 jam 30 menit")],
)
def test_durations_in_words(minutes, words):
    assert duration(minutes) == words


# --- pages -----------------------------------------------------------------------------------------------------------


def test_her_own_page_shows_her_hours_and_the_group(org, officer):
    me, other = make_member(org), make_member(org, "Wartini")
    with clock.set_to(START + timedelta(days=1)):
        record(org, officer, me, role=Role.GAVE, minutes=90)
        record(org, officer, other, minutes=60)
        page = signed_in(org, member_id=me.pk).get(reverse("participation:own", args=[org.slug])).content.decode()
    assert "1 jam 30 menit" in page
    assert "2 jam 30 menit" in page
    assert "Wartini" not in page
    assert signed_in(org).get(reverse("participation:own", args=[org.slug])).status_code == 200


def test_the_officers_month_at_a_fixed_cost(org, officer):
    chair = signed_in(org, Office.CHAIR)
    address = reverse("participation:month", args=[org.slug]) + "?month=2022-03"
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            record(org, officer, make_member(org, f"Sutinah {uuid7()}"[:30]))
        with CaptureQueriesContext(connection) as captured:
            page = chair.get(address).content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "1 jam 30 menit" in page
    assert "?month=2022-02" in page
    assert chair.get(reverse("participation:month", args=[org.slug]) + "?month=nonsense").status_code == 200


def test_an_officer_takes_hours_back_on_the_page(org, officer):
    member = make_member(org)
    row = record(org, officer, member)
    chair = signed_in(org, Office.CHAIR)
    address = reverse("participation:of_member", args=[org.slug, member.pk])
    assert "30 menit" in chair.get(address).content.decode()
    answer = chair.post(reverse("participation:withdraw", args=[org.slug, row.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    row.refresh_from_db()
    assert row.withdrawn_at is not None
