"""Consents, NIK, the card, the copy of her data, and being forgotten."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from guyub.foundation.core import clock
from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import Forbidden, NotHere
from guyub.foundation.core.exports import Column, Table, download, pdf
from guyub.foundation.core.ids import uuid7
from guyub.foundation.members import actions, cards, erasing, queries
from guyub.foundation.members.choices import ConsentWay, Purpose
from guyub.foundation.members.exporting import Section
from guyub.foundation.members.forms import ConfirmForm, ConsentForm, NikForm
from guyub.foundation.members.models import Erasure, Member
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.members.views.flow import (
    act_or_show,
    dated_facts,
    facts,
    member_url,
    open_member,
    press,
    see_other,
)
from guyub.foundation.organizations.access import RoomRequest, room

NIK_WARNINGS = {
    "nik_rounded": gettext_lazy("The last digits look rounded by a spreadsheet."),
    "nik_date": gettext_lazy("The digits hold no possible birth date."),
    "nik_sex": gettext_lazy("The digits speak of a woman where a man is written, or the other way round."),
    "nik_year": gettext_lazy("The digits hold another birth year."),
    "nik_series": gettext_lazy("The last four digits are zeros."),
    "nik_twice": gettext_lazy("Another member has the same NIK."),
}


@room(Permission.SELF)
def consents(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """What she agreed to, by purpose, with all earlier answers."""
    member = _hers_or(request, member_id, Permission.EDIT)
    own = request.actor.member_id == member.pk
    form = ConsentForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        way = ConsentWay.SCREEN if own else data["way"] or ConsentWay.SPOKEN
        actions.record_consent(
            **dated_facts(request, data), member_id=member.pk, purpose=data["purpose"], given=data["given"], way=way
        )
        return member_url(request, member.pk, "consents")

    zone = request.org.time_zone
    states = [
        {
            "purpose": state.purpose.value,
            "word": state.purpose.label,
            "given": state.given,
            "asked": state.newest is not None,
            "client_id": uuid7(),
            "history": [
                (_("Yes") if row.given else _("No"), moment_text(row.happened_at, zone), row.get_way_display())
                for row in state.history
            ],
        }
        for state in queries.consents_of(member=member)
    ]
    context = {"member": member, "own": own, "states": states}
    return act_or_show(
        request, form, act, template="members/consents.html", context=context, said=gettext_lazy("This is recorded.")
    )


@room(Permission.NIK)
def nik(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her NIK: masked, opened by a press, replaced or deleted."""
    member = open_member(request, member_id)
    form = NikForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        reading = actions.keep_nik(**dated_facts(request, data), member_id=member.pk, number=data["number"])
        for code in reading.warnings:
            if code in NIK_WARNINGS:
                messages.warning(request, str(NIK_WARNINGS[code]))
        return member_url(request, member.pk, "nik")

    context = {
        "member": member,
        "masked": queries.masked_nik(member=member),
        "agreed": queries.has_consent(member=member, purpose=Purpose.NIK),
    }
    return act_or_show(
        request, form, act, template="members/nik.html", context=context, said=gettext_lazy("The NIK is kept, sealed.")
    )


@room(Permission.NIK)
@require_POST
def show_nik(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her NIK in full, once; the look is written down."""
    member = open_member(request, member_id)
    digits = actions.open_nik(**facts(request), member_id=member.pk)
    response = render(request, "members/nik_open.html", {"member": member, "digits": digits})
    response["Cache-Control"] = "no-store"
    return response


@room(Permission.NIK)
@require_POST
def remove_nik(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her NIK is deleted."""
    return press(
        request,
        lambda: actions.remove_nik(**facts(request), member_id=member_id),
        member_url(request, member_id, "nik"),
        gettext_lazy("The NIK was deleted."),
    )


@room(Permission.SELF)
def card(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her card on the screen; `?pdf` gives it to print."""
    member = _hers_or(request, member_id, Permission.VIEW)
    if "pdf" in request.GET:
        return download(
            cards.sheet_pdf(request.org, [member]), _("Membership card %(n)s") % {"n": member.number}, "pdf"
        )
    context = {"member": member, "address": cards.address_of(request.org, member)}
    return render(request, "members/card.html", context | {"may_edit": request.actor.may(Permission.EDIT)})


@room(Permission.EDIT)
@require_POST
def replace_card(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her card was lost: the old code stops working."""
    version = request.POST.get("version", "")
    return press(
        request,
        lambda: actions.replace_card(
            **facts(request), member_id=member_id, version=int(version) if version.isdecimal() else 0
        ),
        member_url(request, member_id, "card"),
        gettext_lazy("The old card does not work any more."),
    )


@room(Permission.SELF)
def scan(request: RoomRequest, code: str) -> HttpResponse:
    """What a scanned card opens: the member's page for an officer, her own page for herself."""
    member = queries.current_row(cards.member_of(code))
    if request.actor.member_id == member.pk:
        return see_other(reverse("members:own", args=[request.org.slug]))
    return see_other(member_url(request, open_member(request, member.pk).pk))


@room(Permission.SELF)
def data(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """A copy of all that is known about her, to read or for another program."""
    member = _hers_or(request, member_id, Permission.EDIT)
    if request.method == "POST":
        form = "json" if request.POST.get("form") == "json" else "pdf"
        member, sections = actions.copy_person(**facts(request), member_id=member.pk, form=form)
        name = _("Data of member %(n)s") % {"n": member.number}
        content = _as_json(request, member, sections) if form == "json" else _as_pdf(request, member, sections)
        return download(content, name, "json" if form == "json" else "pdf")
    return render(request, "members/data.html", {"member": member, "own": request.actor.member_id == member.pk})


def _as_json(request: RoomRequest, member: Member, sections: list[Section]) -> bytes:
    content = {
        "association": request.org.name,
        "member_number": member.number,
        "made_at": clock.now().isoformat(),
        **{
            part.key: [dict(zip(part.names, map(_json_value, row), strict=True)) for row in part.rows]
            for part in sections
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _json_rows(part: Section) -> list[dict[str, Any]]:
    return [dict(zip(part.names, map(_json_value, row), strict=True)) for row in part.rows]


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float | None) else str(value)


def _as_pdf(request: RoomRequest, member: Member, sections: list[Section]) -> bytes:
    zone = request.org.time_zone
    tables = [
        Table(
            part.title,
            [Column(title) for title in part.columns],
            [
                [moment_text(v, zone) if isinstance(v, datetime) else v if isinstance(v, date) else str(v) for v in row]
                for row in part.rows
            ],
        )
        for part in sections
        if part.rows
    ]
    return pdf(
        tables, title=_("Data of member %(n)s") % {"n": member.number}, org_name=request.org.name, made_at=clock.now()
    )


@room(Permission.ERASE)
def erase(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """She asks to be forgotten: what it means, what stands in the way, and the request."""
    member = open_member(request, member_id)
    form = ConfirmForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.ask_erasure(**dated_facts(request, data), member_id=member.pk)
        return reverse("members:erasures", args=[request.org.slug])

    context = {"member": member, "reasons": erasing.reasons_against(org=request.org, member=member)}
    return act_or_show(
        request, form, act, template="members/erase.html", context=context,
        said=gettext_lazy("The request is written down. Another officer confirms it."),
    )  # fmt: skip


@room(Permission.ERASE)
def erasures(request: RoomRequest) -> HttpResponse:
    """Requests that wait for a second officer."""
    waiting = Erasure.objects.filter(done__isnull=True).select_related("member").order_by("happened_at")
    lines = [
        (
            row.pk,
            row.member.name,
            moment_text(row.happened_at, request.org.time_zone),
            row.recorded_by_id == request.actor.user_id,
        )
        for row in waiting
    ]
    return render(request, "members/erasures.html", {"lines": lines})


@room(Permission.ERASE)
@require_POST
def decide_erasure(request: RoomRequest, erasure_id: UUID) -> HttpResponse:
    """Carry it out, or say no."""
    yes = request.POST.get("answer") == "yes"
    decide = actions.carry_out_erasure if yes else actions.refuse_erasure
    return press(
        request,
        lambda: decide(**facts(request), erasure_id=erasure_id),
        reverse("members:erasures", args=[request.org.slug]),
        gettext_lazy("The personal data was erased.") if yes else gettext_lazy("Nothing was erased."),
    )


def _hers_or(request: RoomRequest, member_id: UUID, permission: Permission) -> Member:
    """Return the member if it is she who asks, or an officer with `permission`; nobody else learns of her."""
    member = open_member(request, member_id)
    if request.actor.member_id != member.pk and not request.actor.may(permission):
        if request.actor.may(Permission.VIEW_BASIC):
            raise Forbidden
        raise NotHere
    return member
