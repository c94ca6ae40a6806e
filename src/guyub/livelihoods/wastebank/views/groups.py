"""Several who bring one load together: who they are, how many parts each gets, then the scale.

The group stands in the address, as the lines stand in the page: nothing is kept that could be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.errors import BadInput
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import visitors
from guyub.livelihoods.wastebank.views.flow import here, see_other
from guyub.livelihoods.wastebank.views.visit_pages import Visit, about, found_members, group_address, session_of
from guyub.livelihoods.wastebank.views.weighing import weigh

LEAST, MOST, MOST_PARTS = 2, 40, 99


@dataclass(frozen=True, slots=True)
class Seat:
    """One of the group as the page shows her; `parts` as typed."""

    id: UUID
    name: str = ""
    about: str = ""
    number: int = 0
    parts: str = "1"

    @property
    def is_bad(self) -> bool:
        text = self.parts.strip()
        return not (text.isascii() and text.isdecimal() and 0 < int(text[:4]) <= MOST_PARTS)


@room(P.DEPOSIT)
def choose(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Who shares, and in which parts."""
    session = session_of(session_id)
    seats = _seats(request)
    error = ""
    if "mulai" in request.GET:
        error = _fault(seats)
        if not error:
            return see_other(group_address(request, session.pk, [(seat.id, int(seat.parts)) for seat in seats]))
    context = {
        "session": session,
        "seats": seats,
        "text": request.GET.get("q", "").strip() if "tambah" not in request.GET else "",
        "back": here(request, "weigh-who", session.pk),
        "url": here(request, "weigh-group", session.pk),
        "enough": len(seats) >= LEAST,
        "error": error,
    }
    context["found"] = _others(request, str(context["text"]), {seat.id for seat in seats})
    return render(request, "wastebank/group.html", context, status=422 if error else 200)


@room(P.DEPOSIT)
def scale(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """The visit of a group: its value is shared by parts."""
    session, seats = session_of(session_id), _seats(request)
    fault = _fault(seats)
    if fault:
        raise BadInput(fault, next_step=_("Choose the group again."))
    members = visitors.active_members(org=request.org, ids=[seat.id for seat in seats])
    group = [(members[seat.id], int(seat.parts)) for seat in seats]
    return weigh(Visit(request, session, None, group=group))


def _fault(seats: Sequence[Seat]) -> str:
    """Say what is wrong with the group, nothing when it can be weighed."""
    if any(seat.is_bad for seat in seats):
        return _("Parts are whole numbers from 1 to %(most)d.") % {"most": MOST_PARTS}
    if not LEAST <= len(seats) <= MOST:
        return _("A group has %(least)d to %(most)d members.") % {"least": LEAST, "most": MOST}
    return ""


def _seats(request: RoomRequest) -> list[Seat]:
    """Read the group out of the address, by member number: the same group is always the same address."""
    asked = request.GET
    ids, parts = asked.getlist("dari"), asked.getlist("bagian")
    parts += ["1"] * (len(ids) - len(parts))
    wanted: dict[UUID, str] = {}
    for text, part in [*zip(ids, parts, strict=False), (asked.get("tambah", ""), "1")]:
        if text and text != asked.get("buang"):
            wanted.setdefault(_uuid(text), part)
    people = visitors.active_members(org=request.org, ids=wanted)
    seats = [_seat(people[pk], part) for pk, part in wanted.items()]
    return sorted(seats, key=lambda seat: seat.number)


def _seat(member: Member, parts: str = "1") -> Seat:
    return replace(_plain(member.pk, member.called, member.number, member.hamlet), parts=parts)


def _plain(pk: UUID, name: str, number: int, hamlet: str) -> Seat:
    return Seat(pk, name, about(number, hamlet), number)


def _others(request: RoomRequest, text: str, chosen: set[UUID]) -> list[Seat]:
    if text:
        found = [_seat(member) for member in found_members(text)]
    else:
        found = [_plain(v.member_id, v.name, v.number, v.hamlet) for v in visitors.recent_visitors(org=request.org)]
    return [seat for seat in found if seat.id not in chosen]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(_("This page was incomplete. Please send it once more.")) from None
