"""Who belongs, who holds which office, and the phones of a member."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guyub.foundation.accounts.queries import devices_of
from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.phones import phone_text
from guyub.foundation.organizations import actions, queries
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.forms import AppointForm, EndTermForm
from guyub.foundation.organizations.models import OfficeTerm
from guyub.foundation.organizations.permissions import OrganizationPermission as P


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A person in the list; `url` leads to her page for those who may help her."""

    name: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term in the list, as words."""

    name: str
    office: str
    days: str
    end_url: str


@room(P.VIEW)
@require_GET
def officers(request: RoomRequest) -> HttpResponse:
    """Show who holds which office now, and who else signs in."""
    today = clock.today(request.org.time_zone)
    may_help = request.actor.may(P.RECOVER)
    base = request.path
    rows = queries.people(today)
    shown = [
        ShownPerson(
            name=row.name,
            about=" · ".join(filter(None, (row.offices or _("Member"), row.phone if may_help else ""))),
            url=f"{base}orang/{row.membership_id}/" if may_help else "",
        )
        for row in rows
        if row.is_officer or may_help
    ]
    context = {
        "people": shown,
        "may_invite": request.actor.may(P.INVITE),
        "may_appoint": request.actor.may(P.OFFICES),
        "may_help": may_help,
        "may_set": request.actor.may(P.SETTINGS),
        "may_audit": request.actor.may(P.AUDIT),
        "visits": queries.running_operators() if request.actor.may(P.SETTINGS) else [],
    }
    return render(request, "organizations/officers.html", context)


@room(P.VIEW)
@require_GET
def terms(request: RoomRequest) -> HttpResponse:
    """Show the terms that run or will begin, and those of the past."""
    today = clock.today(request.org.time_zone)
    may_appoint = request.actor.may(P.OFFICES)
    base = request.path
    running = [_shown(term, f"{base}{term.id}/akhiri/" if may_appoint else "") for term in queries.office_terms(today)]
    past = [_shown(term, "") for term in queries.office_terms(today, past=True)]
    context = {"running": running, "past": past, "may_appoint": may_appoint}
    return render(request, "organizations/terms.html", context)


def _shown(term: queries.TermRow, end_url: str) -> ShownTerm:
    first = short_date(term.starts_on)
    if term.ends_on is None:
        days = _("since %(first)s") % {"first": first}
    else:
        days = _("%(first)s to %(last)s") % {"first": first, "last": short_date(term.ends_on)}
    return ShownTerm(name=term.name, office=term.office, days=days, end_url=end_url)


@room(P.OFFICES)
@require_http_methods(["GET", "POST"])
def appoint(request: RoomRequest) -> HttpResponseBase:
    """Give an office."""
    today = clock.today(request.org.time_zone)
    initial = {"starts_on": today, "membership_id": request.GET.get("orang", "")}
    form = AppointForm(request.POST or None, people=queries.people(today), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.appoint(
                org=request.org,
                by=request.actor,
                client_id=data["client_id"],
                membership_id=UUID(data["membership_id"]),
                office=data["office"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Appointed."))
            return redirect("organizations:terms", request.org.slug)
    status = form.status if form.is_bound else 200
    return render(request, "organizations/appoint.html", {"form": form}, status=status)


@room(P.OFFICES)
@require_http_methods(["GET", "POST"])
def end_term(request: RoomRequest, term_id: UUID) -> HttpResponseBase:
    """End an office on a day."""
    term = OfficeTerm.get(term_id)
    form = EndTermForm(request.POST or None, initial={"last_day": clock.today(request.org.time_zone)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_term(org=request.org, by=request.actor, term_id=term_id, last_day=form.cleaned_data["last_day"])
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("The term has its last day now."))
            return redirect("organizations:terms", request.org.slug)
    context = {"form": form, "office": term.get_office_display(), "name": term.membership.user.addressed}
    return render(request, "organizations/end_term.html", context, status=form.status if form.is_bound else 200)


@room(P.RECOVER)
@require_GET
def person(request: RoomRequest, membership_id: UUID) -> HttpResponse:
    """Help one person: a new PIN, a lost phone; and her leaving, for those who appoint."""
    membership = queries.get_membership(membership_id)
    today = clock.today(request.org.time_zone)
    offices = queries.offices_on(membership, today)
    context = {
        "membership": membership,
        "phone": phone_text(membership.user.phone),
        "offices": ", ".join(str(office.label) for office in offices),
        "devices": devices_of(membership.user, zone=request.org.time_zone),
        "is_herself": membership.user_id == request.actor.user_id,
        "may_appoint": request.actor.may(P.OFFICES),
        "client_id": uuid7(),
    }
    return render(request, "organizations/person.html", context)


@room(P.RECOVER)
@require_POST
def revoke_device(request: RoomRequest, membership_id: UUID, device_id: UUID) -> HttpResponseBase:
    """Remove a member's lost phone."""
    actions.revoke_member_device(org=request.org, by=request.actor, membership_id=membership_id, device_id=device_id)
    messages.success(request, _("The phone was removed and is signed out."))
    return redirect("organizations:person", request.org.slug, membership_id)


@room(P.RECOVER)
@require_POST
def allow_device(request: RoomRequest, membership_id: UUID, device_id: UUID) -> HttpResponseBase:
    """Let a member's phone in again."""
    actions.allow_member_device(org=request.org, by=request.actor, membership_id=membership_id, device_id=device_id)
    messages.success(request, _("The phone may sign in again, with her PIN."))
    return redirect("organizations:person", request.org.slug, membership_id)


@room(P.OFFICES)
@require_POST
def end_membership(request: RoomRequest, membership_id: UUID) -> HttpResponseBase:
    """Close the door for a person; her records stay."""
    actions.end_membership(org=request.org, by=request.actor, membership_id=membership_id)
    messages.success(request, _("She no longer signs in here. Her records stay."))
    return redirect("organizations:officers", request.org.slug)
