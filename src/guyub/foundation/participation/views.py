"""Presence: one's own, one member's, and the group's month. No ranks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guyub.foundation.core import clock
from guyub.foundation.core.dates import moment_text, month_text
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.participation import actions, queries
from guyub.foundation.participation.choices import Role
from guyub.foundation.participation.models import Participation
from guyub.foundation.participation.permissions import ParticipationPermission as Permission
from guyub.foundation.participation.queries import Period
from guyub.foundation.participation.texts import duration


@dataclass(frozen=True, slots=True)
class Pager:
    """The months before and after."""

    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Line:
    """One presence, as ready text."""

    id: UUID
    activity: str
    about: str
    time: str


@room(Permission.OWN)
def own(request: RoomRequest) -> HttpResponse:
    """Her own presence, and the group's total of the month beside it."""
    context: dict[str, Any] = {"lines": [], "own": True}
    period = queries.month_of(request.org, clock.today(request.org.time_zone))
    if request.actor.member_id is not None:
        context |= _of_member(request, request.actor.member_id)
    context["group"] = duration(sum(total.minutes for total in queries.totals_by_activity(period=period)))
    context["month"] = month_text(period.first)
    return render(request, "participation/presence.html", context)


@room(Permission.VIEW)
def of_member(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """One member's presence, for an officer."""
    context = _of_member(request, member_id)
    may_withdraw = request.actor.may(Permission.RECORD)
    return render(request, "participation/presence.html", {**context, "own": False, "may_withdraw": may_withdraw})


def _of_member(request: RoomRequest, member_id: UUID) -> dict[str, Any]:
    member = get_member_for(org=request.org, by=request.actor, member_id=member_id)
    this_year = Period(
        clock.today(request.org.time_zone).replace(month=1, day=1),
        clock.today(request.org.time_zone),
        request.org.time_zone,
    )
    return {
        "member": member,
        "lines": [_line(request, row) for row in queries.presence_of(member=member)],
        "given": duration(queries.hours_of(member=member, period=this_year, role=Role.GAVE)),
        "received": duration(queries.hours_of(member=member, period=this_year, role=Role.RECEIVED)),
        "year": this_year.first.year,
    }


def _line(request: RoomRequest, row: Participation) -> Line:
    about = f"{moment_text(row.happened_at, request.org.time_zone)}, {row.get_role_display()}"
    return Line(row.pk, row.get_activity_display(), about, duration(row.minutes))


@room(Permission.VIEW)
def month(request: RoomRequest) -> HttpResponse:
    """What the group's time went into, month by month."""
    today = clock.today(request.org.time_zone)
    period = queries.month_of(request.org, _month_asked(request.GET.get("month", ""), today))
    totals = queries.totals_by_activity(period=period)
    url = reverse("participation:month", args=[request.org.slug])
    before = period.first - timedelta(days=1)
    after = period.last + timedelta(days=1)
    context = {
        "month": month_text(period.first),
        "rows": [(str(t.activity.label), duration(t.given), duration(t.received), t.people, t.times) for t in totals],
        "total": duration(sum(t.minutes for t in totals)),
        "pager": Pager(f"{url}?month={before:%Y-%m}", f"{url}?month={after:%Y-%m}" if after <= today else ""),
    }
    return render(request, "participation/month.html", context)


def _month_asked(text: str, today: date) -> date:
    year, _mark, number = text.partition("-")
    if year.isdecimal() and number.isdecimal() and 2000 <= int(year) <= today.year and 1 <= int(number) <= 12:
        return date(int(year), int(number), 1)
    return today


@room(Permission.RECORD)
@require_POST
def withdraw(request: RoomRequest, participation_id: UUID) -> HttpResponse:
    """Hours that were recorded by mistake are crossed out."""
    row = Participation.get(participation_id)
    if not request.actor.may(Permission.VIEW):
        raise NotHere
    try:
        actions.withdraw_participation(org=request.org, by=request.actor, participation_id=row.pk)
    except GuyubError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The hours were taken back."))
    url = reverse("participation:of_member", args=[request.org.slug, row.member_id])
    return HttpResponse(status=303, headers={"Location": url})
