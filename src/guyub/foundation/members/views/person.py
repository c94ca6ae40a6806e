"""One member: her page, her details, her status, her trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core import clock, verbs
from guyub.foundation.core.dates import moment_text, short_date
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.phones import phone_text
from guyub.foundation.members import actions, panels, places, queries
from guyub.foundation.members.choices import LeavingReason, Purpose, Status
from guyub.foundation.members.forms import EditForm, QuickForm, StatusForm
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.members.views.flow import act_or_show, dated_facts, facts, member_url, open_member
from guyub.foundation.organizations.access import RoomRequest, room

_DETAILS = (
    "name", "nickname", "honorific", "sex", "birth_date", "birth_year", "kind", "phone", "phone_shared",
    "village_code", "hamlet", "rt", "rw", "joined_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """A line that leads to a page about her."""

    url: str
    icon: str
    title: str


@room(Permission.VIEW_BASIC)
def member(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her page for officers; how much it shows depends on the office."""
    return _page(request, open_member(request, member_id))


@room(Permission.SELF)
def own(request: RoomRequest) -> HttpResponse:
    """Her own page: what is kept about her, and what she may do with it."""
    if request.actor.member_id is None:
        return render(request, "members/no_row.html")
    return _page(request, open_member(request, request.actor.member_id))


def _page(request: RoomRequest, member: Member) -> HttpResponse:
    own = request.actor.member_id == member.pk
    full = own or request.actor.may(Permission.VIEW)
    agreed = full and bool(member.phone) and queries.has_consent(member=member, purpose=Purpose.WHATSAPP)
    number = _("No. %(n)s") % {"n": member.number}
    context = {
        "member": member,
        "own": own,
        "full": full,
        "about": ", ".join(filter(None, (number, member.hamlet, places.village_name(member.village_code)))),
        "rows": _rows(member) if full else [],
        "status": member.get_status_display(),
        "is_active": member.status == Status.ACTIVE,
        "wa": member.phone.lstrip("+") if agreed and not own else "",
        "panels": panels.panels_for(org=request.org, actor=request.actor, member=member),
        "ways": _ways(request, member, own=own),
        "may_edit": request.actor.may(Permission.EDIT) and member.erased_at is None,
    }
    return render(request, "members/member.html", context)


def _rows(member: Member) -> list[tuple[str, str]]:
    born = short_date(member.birth_date) if member.birth_date else str(member.birth_year or "")
    household, phone = member.household, phone_text(member.phone)
    rows = [
        (_("Name"), member.name),
        (_("Nickname"), member.nickname),
        (_("How she belongs"), member.get_kind_display()),
        (_("Born"), born),
        (_("Phone"), _("%(number)s (shared)") % {"number": phone} if phone and member.phone_shared else phone),
        (_("Address"), _address(member)),
        (_("Household"), household.name if household else ""),
        (_("Member since"), short_date(member.joined_on)),
        (_("Until"), short_date(member.left_on) if member.left_on else ""),
    ]
    return [(word, str(value)) for word, value in rows if value]


def _address(member: Member) -> str:
    rt_rw = " ".join(f"{word} {number}" for word, number in (("RT", member.rt), ("RW", member.rw)) if number)
    return ", ".join(filter(None, (member.hamlet, rt_rw, places.village_name(member.village_code))))


def _ways(request: RoomRequest, member: Member, *, own: bool) -> list[Way]:
    """Return the pages about her that this person may open."""
    may = request.actor.may
    offered = (
        (own or may(Permission.VIEW), "card", "card", _("Membership card")),
        (own or may(Permission.EDIT), "consents", "check", _("Consents")),
        (may(Permission.EDIT), "household", "home", _("Household")),
        (may(Permission.EDIT), "stays", "truck", _("Work abroad")),
        (may(Permission.EDIT), "skills", "hands", _("Skills")),
        (may(Permission.EDIT), "cares", "heart", _("Looks after")),
        (may(Permission.NIK), "nik", "lock", "NIK"),
        (may(Permission.EDIT), "sign-in", "key", _("Sign-in")),
        (may(Permission.EDIT), "status", "calendar", _("Left, came back, passed away")),
        (may(Permission.VIEW), "trail", "clock", _("Who changed what")),
        (own or may(Permission.EDIT), "data", "download", _("Copy of the data")),
        (may(Permission.ERASE), "erase", "trash", _("Erase the data")),
    )
    return [Way(member_url(request, member.pk, name), icon, title) for allowed, name, icon, title in offered if allowed]


@room(Permission.REGISTER)
def add(request: RoomRequest) -> HttpResponse:
    """A new member: a name is enough."""
    form = QuickForm(request.POST or None, org=request.org)
    may_see_all = request.actor.may(Permission.EDIT)

    def act(data: dict[str, object]) -> str:
        member = actions.register_member(
            **dated_facts(request, data),
            name=str(data["name"]),
            hamlet=str(data["hamlet"]),
            village_code=str(data["village_code"]),
        )
        return member_url(request, member.pk, "edit" if may_see_all and "more" in request.POST else "member")

    context = {"may_edit": may_see_all}
    return act_or_show(
        request, form, act, template="members/add.html", context=context, said=gettext_lazy("The new member is saved.")
    )


@room(Permission.EDIT)
def edit(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """All details of a member."""
    member = open_member(request, member_id)
    initial = {field: getattr(member, field) for field in _DETAILS}
    form = EditForm(request.POST or None, org=request.org, initial=initial)

    def act(data: dict[str, object]) -> str:
        changes: Any = {field: data[field] for field in _DETAILS}
        actions.edit_member(**facts(request), member_id=member.pk, **changes)
        return member_url(request, member.pk)

    context = {"member": member}
    return act_or_show(
        request, form, act, template="members/edit.html", context=context, said=gettext_lazy("The details are saved.")
    )


@room(Permission.EDIT)
def status(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """She left, came back, or died."""
    member = open_member(request, member_id)
    if member.erased_at is not None:
        raise NotHere
    form = StatusForm(request.POST or None, now=member.status, initial={"on_day": clock.today(request.org.time_zone)})

    def act(data: dict[str, object]) -> str:
        common = {**dated_facts(request, data), "member_id": member.pk, "on_day": data["on_day"]}
        if data["what"] == Status.LEFT:
            actions.end_membership(**common, reason=str(data["reason"] or LeavingReason.OTHER))
        elif data["what"] == Status.DEAD:
            actions.record_death(**common)
        else:
            actions.resume_membership(**common)
        return member_url(request, member.pk)

    history = [
        (short_date(change.on_day), change.get_status_display(), change.get_reason_display())
        for change in queries.status_history(member=member)
    ]
    context = {"member": member, "history": history, "since": short_date(member.joined_on)}
    return act_or_show(
        request, form, act, template="members/status.html", context=context, said=gettext_lazy("This is recorded.")
    )


@room(Permission.VIEW)
def trail(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Who changed what about her: names of fields, never their values."""
    member = open_member(request, member_id)
    lines = [
        (
            verbs.sentence(trace.event.verb, trace.event.data),
            ", ".join(filter(None, (moment_text(trace.event.recorded_at, request.org.time_zone), trace.who))),
        )
        for trace in queries.trail_of(org_id=request.org.pk, member=member)
    ]
    return render(request, "members/trail.html", {"member": member, "lines": lines})
