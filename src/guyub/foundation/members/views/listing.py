"""The list of members, and its search."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core.exports import download
from guyub.foundation.members import cards, places, queries
from guyub.foundation.members.choices import Kind, Status
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.organizations.access import RoomRequest, room


@dataclass(frozen=True, slots=True)
class Line:
    """One member of a list, as ready text."""

    name: str
    about: str
    url: str
    gone: str  # a word, if she is no active member


@dataclass(frozen=True, slots=True)
class Pager:
    """The ways to the neighbouring pages."""

    previous: str
    next: str


@room(Permission.VIEW_BASIC)
def members(request: RoomRequest) -> HttpResponse:
    """All members by number, or those who answer what was typed."""
    text = request.GET.get("q", "").strip()
    chosen = _chosen(request)
    if text:
        found = queries.find_members(text=text, also_left=True)
        pager = Pager("", "")
    else:
        page = queries.list_members(chosen=chosen, after=_number(request, "after"), before=_number(request, "before"))
        found, pager = page.members, _pager(request, page)
    context = {
        "lines": _lines(request, found),
        "text": text,
        "pager": pager,
        "chosen": chosen,
        "villages": places.villages_of(request.org),
        "kinds": Kind.choices,
        "statuses": [pair for pair in Status.choices if pair[0] != Status.MERGED],
        "full": request.actor.may(Permission.VIEW),
        "may_add": request.actor.may(Permission.REGISTER),
        "may_import": request.actor.may(Permission.IMPORT),
        "may_merge": request.actor.may(Permission.MERGE),
        "may_erase": request.actor.may(Permission.ERASE),
        "counted": "" if text else _counted(),
    }
    return render(request, "members/list.html", context)


@room(Permission.VIEW)
def card_sheet(request: RoomRequest) -> HttpResponse:
    """The cards of the members of a list, eight on a sheet: at most 200 in one file."""
    found = list(_chosen(request).rows().filter(number__gt=_number(request, "after"))[:200])
    return download(cards.sheet_pdf(request.org, found), _("Membership cards"), "pdf")


def _chosen(request: RoomRequest) -> queries.MemberFilter:
    full = request.actor.may(Permission.VIEW)
    return queries.MemberFilter(
        village=request.GET.get("village", "") if full else "",
        kind=request.GET.get("kind", "") if full else "",
        status=request.GET.get("status", Status.ACTIVE),
    )


def _number(request: RoomRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _counted() -> str:
    counts = queries.count_members()
    return _("%(n)s active members") % {"n": counts.get(Status.ACTIVE, 0)}


def _lines(request: RoomRequest, found: list[Member]) -> list[Line]:
    prefix = reverse("members:list", args=[request.org.slug])
    full = request.actor.may(Permission.VIEW)
    number, gone = _("No. %(n)s"), dict(Status.choices)
    return [
        Line(
            name=member.name if full or not member.nickname else member.nickname,
            about=", ".join(filter(None, (number % {"n": member.number}, member.hamlet, _village(member, full=full)))),
            url=f"{prefix}{member.pk}/",
            gone="" if member.status == Status.ACTIVE else str(gone[member.status]),
        )
        for member in found
    ]


def _village(member: Member, *, full: bool) -> str:
    return places.village_name(member.village_code) if full else ""


def _pager(request: RoomRequest, page: queries.MemberPage) -> Pager:
    kept = {name: request.GET[name] for name in ("village", "kind", "status") if request.GET.get(name)}
    before = "?" + urlencode({**kept, "before": page.before}) if page.before else ""
    after = "?" + urlencode({**kept, "after": page.after}) if page.after else ""
    return Pager(before, after)
