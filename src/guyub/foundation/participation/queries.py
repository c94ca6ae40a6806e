"""Reads of the time ledger. A member's own hours and the group's totals; never a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Sum

from guyub.foundation.core import clock
from guyub.foundation.core.months import first_of, last_of
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.choices import Activity, Role
from guyub.foundation.participation.models import Participation


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included, on the wall clock of an association."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        """The first moment."""
        return clock.start_of(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        return clock.end_of(self.last, self.zone)


@dataclass(frozen=True, slots=True)
class ActivityTotal:
    """What one activity came to: people are counted once."""

    activity: Activity
    given: int  # minutes
    received: int  # minutes
    people: int
    times: int

    @property
    def minutes(self) -> int:
        """Given and received together."""
        return self.given + self.received


def month_of(org: Organization, day: date) -> Period:
    """Return the month in which `day` lies."""
    return Period(first_of(day), last_of(day), org.time_zone)


def standing_rows(*, period: Period | None = None):  # type: ignore[no-untyped-def]  # noqa: ANN201 -- a queryset
    """Return the rows that count: not withdrawn, begun within the period."""
    rows = Participation.objects.filter(withdrawn_at__isnull=True)
    return rows if period is None else rows.filter(happened_at__gte=period.start, happened_at__lt=period.end)


def hours_of(*, member: Member, period: Period | None = None, role: str = "") -> int:
    """Return the minutes that a member gave and received, or one of both; merged rows included."""
    rows = standing_rows(period=period).filter(member__in=row_ids(member))
    if role:
        rows = rows.filter(role=role)
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0


def presence_of(*, member: Member, period: Period | None = None, limit: int = 100) -> list[Participation]:
    """Return what a member took part in, newest first."""
    rows = standing_rows(period=period).filter(member__in=row_ids(member))
    return list(rows.order_by("-happened_at", "-id")[:limit])


def totals_by_activity(*, period: Period | None = None) -> list[ActivityTotal]:
    """Return the group's minutes by activity, in the order of the list of activities. One query for each role."""
    found: dict[str, dict[str, int]] = {}
    rows = standing_rows(period=period).order_by()
    for activity, role, minutes, times in rows.values_list("activity", "role").annotate(Sum("minutes"), Count("pk")):
        entry = found.setdefault(activity, {Role.GAVE: 0, Role.RECEIVED: 0, "times": 0})
        entry[role] += minutes
        entry["times"] += times
    people = dict(rows.values_list("activity").annotate(Count("member", distinct=True)))
    return [
        ActivityTotal(
            activity,
            found[activity][Role.GAVE],
            found[activity][Role.RECEIVED],
            people[activity],
            found[activity]["times"],
        )
        for activity in Activity
        if activity in found
    ]


def days_present(*, member_ids: list[UUID], period: Period) -> dict[UUID, int]:
    """Return on how many different days each member took part in anything: for rosters and outcomes."""
    days: dict[UUID, set[date]] = {member_id: set() for member_id in member_ids}
    rows = standing_rows(period=period).filter(member__in=member_ids)
    for member_id, moment in rows.values_list("member_id", "happened_at"):
        days[member_id].add(clock.day_of(moment, period.zone))
    return {member_id: len(found) for member_id, found in days.items()}
