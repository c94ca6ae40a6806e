"""The calendar of an association: what is known is filled in once a year, what is decided is edited by hand.

First days of Ramadan and Lebaran are those that the government decided after the sighting of the moon. Computed
calendars (Umm al-Qura) are a day off in 2023, 2025 and 2026, so nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

import holidays
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.models import CalendarDay, DayKind

CHANGE = "organizations.calendar"  # the right is declared one floor up, where the offices are

# First day of Ramadan, first day of Lebaran (1 Syawal); the third value says that the moon has not been seen yet.
HIJRI: dict[int, tuple[date, date, bool]] = {
    2021: (date(2021, 4, 13), date(2021, 5, 13), True),
    2022: (date(2022, 4, 3), date(2022, 5, 2), True),
    2023: (date(2023, 3, 23), date(2023, 4, 22), True),
    2024: (date(2024, 3, 12), date(2024, 4, 10), True),
    2025: (date(2025, 3, 1), date(2025, 3, 31), True),
    2026: (date(2026, 2, 19), date(2026, 3, 21), True),
    2027: (date(2027, 2, 8), date(2027, 3, 10), False),
}
_DECIDED = "sidang isbat"
_EXPECTED = "perkiraan"
_HOLIDAYS = "holidays"


class Association(Protocol):
    """What this floor needs to know of an association."""

    pk: Any


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def events_on(*, org: Association, day: date) -> Sequence[CalendarDay]:
    """Return what `day` means, the longest first: Ramadan before a holiday within it."""
    found = _of(org).filter(starts_on__lte=day, ends_on__gte=day)
    return sorted(found, key=lambda event: (event.starts_on - event.ends_on, event.kind, event.name))


def events_between(*, org: Association, first: date, last: date) -> Sequence[CalendarDay]:
    """Return what touches these days, in the order in which it starts."""
    return list(_of(org).filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on", "kind", "name"))


def ramadan(*, org: Association, year: int) -> Span | None:
    """Return the Ramadan that begins in the year `year` (the first one, in the rare year with two)."""
    return _span(org, DayKind.RAMADAN, year)


def lebaran(*, org: Association, year: int) -> Span | None:
    """Return the days of Lebaran that begin in the year `year`."""
    return _span(org, DayKind.LEBARAN, year)


def lebaran_days(*, org: Association, since: date) -> list[date]:
    """Return the first days of every Lebaran that the calendar has from `since` on, in order."""
    rows = _of(org).filter(kind=DayKind.LEBARAN, starts_on__gte=since)
    return list(rows.order_by("starts_on").values_list("starts_on", flat=True))


def is_closed(*, org: Association, day: date) -> bool:
    """Return whether the association does not open on `day`."""
    return bool(_of(org).filter(kind=DayKind.CLOSED, starts_on__lte=day, ends_on__gte=day).exists())


def days_off(*, org: Association, first: date, last: date) -> frozenset[date]:
    """Return the days within these that are no working days: holidays, Lebaran, closures. Weekends are not in it."""
    kinds = (DayKind.HOLIDAY, DayKind.LEBARAN, DayKind.CLOSED)
    events = _of(org).filter(kind__in=kinds, starts_on__lte=last, ends_on__gte=first)
    return frozenset(day for event in events for day in _each(max(event.starts_on, first), min(event.ends_on, last)))


@atomic
def put_day(
    *,
    org: Association,
    by: Actor,
    kind: DayKind,
    starts_on: date,
    ends_on: date | None = None,
    name: str,
    source: str = "",
    day_id: UUID | None = None,
) -> CalendarDay:
    """Write a day or a span into the calendar, or change the one with `day_id`. The same one twice is one."""
    by.require(CHANGE)
    ends_on = ends_on or starts_on
    name = " ".join(name.split())
    _check(starts_on, ends_on, name)
    twin = _of(org).filter(kind=kind, starts_on=starts_on, name=name).exclude(pk=day_id).first()
    if twin is not None and day_id is not None:
        raise BadInput(_("This day is in the calendar already."), field="name")
    row = twin or (CalendarDay.get(day_id) if day_id else CalendarDay(org_id=org.pk))
    values: dict[str, Any] = {
        "kind": kind,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "name": name,
        "source": source,
    }
    if row._state.adding or any(getattr(row, field) != value for field, value in values.items()):  # noqa: SLF001 -- Django's mark of a new row
        for field, value in values.items():
            setattr(row, field, value)
        row.save()
        audit.record(org_id=org.pk, by=by, verb="calendar.day_put", target=row, kind=kind, starts_on=str(starts_on))
    return row


@atomic
def remove_day(*, org: Association, by: Actor, day_id: UUID) -> None:
    """Take a day out of the calendar."""
    by.require(CHANGE)
    row = CalendarDay.get(day_id)
    audit.record(org_id=org.pk, by=by, verb="calendar.day_removed", target=row, kind=row.kind, name=row.name)
    row.delete()


@atomic
def fill_years(*, org: Association, by: Actor, years: Iterable[int]) -> int:
    """Fill in what is known of these years, each year once: what was removed by hand does not come back.

    Return how many days were written.
    """
    by.require(CHANGE)
    written = 0
    for year in sorted(set(years)):
        if _of(org).filter(source__in=[_HOLIDAYS, _DECIDED, _EXPECTED], starts_on__year=year).exists():
            continue
        rows = [CalendarDay(org_id=org.pk, **values) for values in known_days(year)]
        CalendarDay.objects.bulk_create(rows)
        audit.record(org_id=org.pk, by=by, verb="calendar.year_filled", year=year, days=len(rows))
        written += len(rows)
    return written


def known_days(year: int) -> list[dict[str, Any]]:
    """Return what is known of a year: public holidays, days of common leave, Ramadan and Lebaran."""
    off = holidays.country_holidays("ID", years=year, language="id", categories=("public", "government"))
    days: list[dict[str, Any]] = []
    if year in HIJRI:
        starts, lebaran_starts, seen = HIJRI[year]
        source = _DECIDED if seen else _EXPECTED
        day_before, second_day = lebaran_starts - timedelta(days=1), lebaran_starts + timedelta(days=1)
        days = [
            _row(DayKind.RAMADAN, starts, day_before, "Ramadan", source),
            _row(DayKind.LEBARAN, lebaran_starts, second_day, "Idulfitri", source),
        ]
    for day, names in sorted(off.items()):
        # Both names of a day that has two; the estimated ones say so by themselves.
        days += [_row(DayKind.HOLIDAY, day, day, name.strip()[:120], _HOLIDAYS) for name in names.split(";")]
    return days


def _row(kind: DayKind, first: date, last: date, name: str, source: str) -> dict[str, Any]:
    return {"kind": kind, "starts_on": first, "ends_on": last, "name": name, "source": source}


def _check(starts_on: date, ends_on: date, name: str) -> None:
    problem: tuple[str | Promise, str] | None = None
    if not name:
        problem = _("Give the day a name."), "name"
    elif len(name) > 120:
        problem = _("The name is too long. Use at most 120 letters."), "name"
    elif ends_on < starts_on:
        problem = _("The last day is before the first day."), "ends_on"
    elif (ends_on - starts_on).days > 366:
        problem = _("This is longer than a year. Check the dates."), "ends_on"
    if problem:
        raise BadInput(problem[0], field=problem[1])


def _of(org: Association) -> Any:
    # The manager knows the active association; naming it again makes a wrong `org` find nothing.
    return CalendarDay.objects.filter(org_id=org.pk)


def _span(org: Association, kind: DayKind, year: int) -> Span | None:
    row = _of(org).filter(kind=kind, starts_on__year=year).order_by("starts_on").first()
    return Span(row.starts_on, row.ends_on) if row else None


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
