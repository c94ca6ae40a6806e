"""The association's calendar: holidays, Ramadan, Lebaran, closed days, with the market day of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guyub.foundation.core import calendar, clock
from guyub.foundation.core.dates import long_date, short_date
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.models import CalendarDay, DayKind
from guyub.foundation.core.pasaran import pasaran
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.forms import CalendarDayForm, ConfirmForm
from guyub.foundation.organizations.permissions import OrganizationPermission as P

ICONS = {DayKind.CLOSED: "lock", DayKind.NOTE: "paper"}


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day of the calendar, as words."""

    name: str
    when: str
    about: str
    icon: str
    url: str


@room(P.VIEW)
@require_GET
def year(request: RoomRequest, number: int | None = None) -> HttpResponse:
    """Show one year; officers fill in what is known, and edit."""
    today = clock.today(request.org.time_zone)
    number = number or today.year
    if not 1950 <= number <= 2100:
        raise NotHere
    may_edit = request.actor.may(P.CALENDAR)
    events = calendar.events_between(org=request.org, first=date(number, 1, 1), last=date(number, 12, 31))
    base = f"/p/{request.org.slug}/pengurus/kalender/"
    days = [(event, _shown(event, f"{base}{event.pk}/" if may_edit else "")) for event in events]
    context = {
        "number": number,
        "before": number - 1,
        "after": number + 1,
        "coming": [shown for event, shown in days if event.ends_on >= today],
        "past": [shown for event, shown in days if event.ends_on < today],
        "today": f"{long_date(today)} {pasaran(today)}",
        "may_edit": may_edit,
        "may_fill": may_edit and not any(event.source for event in events),
        "form": ConfirmForm(),
    }
    return render(request, "organizations/calendar.html", context)


@room(P.CALENDAR)
@require_http_methods(["GET", "POST"])
def day(request: RoomRequest, day_id: UUID | None = None) -> HttpResponseBase:
    """Write a day into the calendar, or change one."""
    event = CalendarDay.get(day_id) if day_id else None
    initial = (
        {"name": event.name, "kind": event.kind, "starts_on": event.starts_on, "ends_on": event.ends_on}
        if event
        else {"kind": DayKind.CLOSED, "starts_on": clock.today(request.org.time_zone)}
    )
    form = CalendarDayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            saved = calendar.put_day(
                org=request.org,
                by=request.actor,
                kind=DayKind(data["kind"]),
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                name=data["name"],
                source=event.source if event else "",
                day_id=day_id,
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Written into the calendar."))
            return redirect("organizations:calendar-year", request.org.slug, saved.starts_on.year)
    context = {"form": form, "event": event}
    return render(request, "organizations/day.html", context, status=form.status if form.is_bound else 200)


@room(P.CALENDAR)
@require_POST
def remove_day(request: RoomRequest, day_id: UUID) -> HttpResponseBase:
    """Take a day out."""
    number = CalendarDay.get(day_id).starts_on.year
    calendar.remove_day(org=request.org, by=request.actor, day_id=day_id)
    messages.success(request, _("Taken out of the calendar."))
    return redirect("organizations:calendar-year", request.org.slug, number)


@room(P.CALENDAR)
@require_POST
def fill_year(request: RoomRequest, number: int) -> HttpResponseBase:
    """Fill in the holidays, Ramadan and Lebaran that are known of a year."""
    if not 1950 <= number <= 2100:
        raise NotHere
    written = calendar.fill_years(org=request.org, by=request.actor, years=[number])
    messages.success(request, _("%(count)d days were written.") % {"count": written})
    return redirect("organizations:calendar-year", request.org.slug, number)


def _shown(event: CalendarDay, url: str) -> ShownDay:
    first = f"{long_date(event.starts_on)} {pasaran(event.starts_on)}"
    when = first if event.ends_on == event.starts_on else f"{first} – {short_date(event.ends_on)}"
    return ShownDay(
        name=event.name,
        when=when,
        about=str(DayKind(event.kind).label),
        icon=ICONS.get(DayKind(event.kind), "calendar"),
        url=url,
    )
