"""The calendar: market days by counting, feasts as decided, everything else by hand."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from guyub.foundation.core import calendar
from guyub.foundation.core.calendar import DayKind, Span
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Forbidden, NotHere
from guyub.foundation.core.models import AuditEvent, CalendarDay
from guyub.foundation.core.pasaran import PASARAN, pasaran
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.permissions import OrganizationPermission
from tests.factories import make_actor
from tests.shared_data import shared


@pytest.fixture
def secretary(org):
    return make_actor(org, Office.SECRETARY)


@pytest.fixture
def filled(org, secretary):
    calendar.fill_years(org=org, by=secretary, years=range(2021, 2028))
    return org


# Market days


def test_market_days_are_counted_from_a_known_one():
    assert pasaran(date(2021, 1, 1)) == "Pahing"
    assert pasaran(date(1945, 8, 17)) == "Legi"
    assert [pasaran(date(2021, 1, 1) + timedelta(n)) for n in range(-1, 4)] == list(PASARAN)


def test_market_days_agree_with_the_printed_calendar():
    with shared("kalender_2021_2027.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 170
    assert [row["tanggal"] for row in rows if pasaran(date.fromisoformat(row["tanggal"])) != row["pasaran"]] == []


# What is known


@pytest.mark.parametrize(
    ("year", "first", "feast"),
    [
        (2021, date(2021, 4, 13), date(2021, 5, 13)),
        (2022, date(2022, 4, 3), date(2022, 5, 2)),
        (2023, date(2023, 3, 23), date(2023, 4, 22)),  # Umm al-Qura says 21 April
        (2024, date(2024, 3, 12), date(2024, 4, 10)),
        (2025, date(2025, 3, 1), date(2025, 3, 31)),  # Umm al-Qura says 30 March
        (2026, date(2026, 2, 19), date(2026, 3, 21)),  # Umm al-Qura says 20 March
        (2027, date(2027, 2, 8), date(2027, 3, 10)),
    ],
)
def test_ramadan_and_lebaran_as_decided(filled, year, first, feast):
    assert calendar.ramadan(org=filled, year=year) == Span(first, feast - timedelta(1))
    assert calendar.ramadan(org=filled, year=year).days in {29, 30}
    assert calendar.lebaran(org=filled, year=year) == Span(feast, feast + timedelta(1))


def test_what_is_only_expected_says_so(filled):
    sources = dict(CalendarDay.objects.filter(kind=DayKind.LEBARAN).values_list("starts_on__year", "source"))
    assert sources[2026] == "sidang isbat"
    assert sources[2027] == "perkiraan"


def test_days_off_agree_with_the_printed_calendar(filled):
    with shared("kalender_2021_2027.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["jenis"].startswith("libur_nasional")]
    off = calendar.days_off(org=filled, first=date(2021, 1, 1), last=date(2027, 12, 31))
    assert [row["tanggal"] for row in rows if date.fromisoformat(row["tanggal"]) not in off] == []
    # Easter Sunday is a public holiday since 2024, and a Sunday anyway: the printed calendar leaves some of these out.
    extra = off - {date.fromisoformat(row["tanggal"]) for row in rows}
    assert all(day.weekday() == 6 for day in extra)


def test_a_day_may_mean_several_things(filled):
    names = [event.name for event in calendar.events_on(org=filled, day=date(2021, 5, 13))]
    assert names[0] == "Idulfitri"  # two days long, so it comes first
    assert set(names[1:]) == {"Hari Raya Idul Fitri", "Kenaikan Yesus Kristus"}
    assert calendar.events_on(org=filled, day=date(2022, 4, 15))[0].name == "Ramadan"
    assert calendar.events_on(org=filled, day=date(2021, 1, 5)) == []
    week = calendar.events_between(org=filled, first=date(2021, 5, 10), last=date(2021, 5, 13))
    assert week[0].kind == DayKind.RAMADAN


def test_a_year_is_filled_once(filled, secretary):
    holiday = calendar.events_on(org=filled, day=date(2022, 8, 17))[0]
    calendar.remove_day(org=filled, by=secretary, day_id=holiday.pk)
    assert calendar.fill_years(org=filled, by=secretary, years=[2022]) == 0
    assert calendar.events_on(org=filled, day=date(2022, 8, 17)) == []


def test_a_year_beyond_what_is_known_has_no_ramadan(org, secretary):
    calendar.fill_years(org=org, by=secretary, years=[2031])
    assert calendar.ramadan(org=org, year=2031) is None
    assert calendar.events_on(org=org, day=date(2031, 8, 17))


# By hand


def closure(org, by, **values):
    values = {"kind": DayKind.CLOSED, "starts_on": date(2021, 7, 3), "ends_on": date(2021, 8, 31)} | values
    return calendar.put_day(org=org, by=by, **{"name": "PPKM"} | values)


def test_a_closure_is_put_changed_and_removed_on_record(org, secretary):
    day = closure(org, secretary)
    assert closure(org, secretary).pk == day.pk
    assert calendar.is_closed(org=org, day=date(2021, 8, 31))
    assert not calendar.is_closed(org=org, day=date(2021, 9, 1))
    closure(org, secretary, day_id=day.pk, ends_on=date(2021, 9, 1))
    assert calendar.is_closed(org=org, day=date(2021, 9, 1))
    calendar.remove_day(org=org, by=secretary, day_id=day.pk)
    assert not calendar.is_closed(org=org, day=date(2021, 7, 3))
    verbs = AuditEvent.objects.filter(verb__startswith="calendar.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["calendar.day_put", "calendar.day_put", "calendar.day_removed"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"ends_on": date(2021, 7, 2)}, "ends_on"),
        ({"ends_on": date(2023, 7, 2)}, "ends_on"),
    ],
)
def test_nonsense_is_refused(org, secretary, values, field):
    with pytest.raises(BadInput) as caught:
        closure(org, secretary, **values)
    assert caught.value.field == field
    assert not CalendarDay.objects.exists()


def test_two_days_do_not_become_one_by_a_change(org, secretary):
    closure(org, secretary)
    other = closure(org, secretary, name="Banjir")
    with pytest.raises(BadInput):
        closure(org, secretary, day_id=other.pk)


def test_only_who_keeps_the_calendar_may_change_it(org, secretary):
    member = make_actor(org)
    day = closure(org, secretary)
    assert calendar.CHANGE == OrganizationPermission.CALENDAR
    for act in (
        lambda: closure(org, member),
        lambda: calendar.remove_day(org=org, by=member, day_id=day.pk),
        lambda: calendar.fill_years(org=org, by=member, years=[2021]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_neighbours_calendar_is_not_here(org, other_org, secretary):
    with tenant(other_org.pk):
        theirs = closure(other_org, make_actor(other_org, Office.CHAIR))
    with pytest.raises(NotHere):
        calendar.remove_day(org=org, by=secretary, day_id=theirs.pk)
    assert not calendar.is_closed(org=org, day=date(2021, 7, 3))


@pytest.mark.parametrize(
    "values", [{"ends_on": date(2020, 1, 1)}, {"kind": "feast"}, {"name": "PPKM"}], ids=["ends", "kind", "once"]
)
def test_the_database_refuses_impossible_days(org, secretary, values):
    closure(org, secretary)
    row = {"kind": DayKind.CLOSED, "starts_on": date(2021, 7, 3), "ends_on": date(2021, 7, 4), "name": "other"} | values
    with pytest.raises(IntegrityError), atomic():
        CalendarDay.objects.create(org=org, **row)
