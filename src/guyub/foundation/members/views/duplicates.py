"""Rows that may be one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.phones import phone_text
from guyub.foundation.members import actions, merging, places, queries
from guyub.foundation.members.choices import Status
from guyub.foundation.members.forms import ConfirmForm
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.members.queries.duplicates import Pair
from guyub.foundation.members.views.flow import act_or_show, dated_facts, member_url
from guyub.foundation.organizations.access import RoomRequest, room

REASONS = {
    "name": gettext_lazy("same name, same village"),
    "phone": gettext_lazy("same phone"),
    "birth": gettext_lazy("same birth date"),
    "nik": gettext_lazy("same NIK"),
}


@room(Permission.MERGE)
def duplicates(request: RoomRequest) -> HttpResponse:
    """Pairs that look alike, the surest first."""
    lines = [
        (f"{pair.first.name} / {pair.second.name}", _why(pair), _compare_url(request, pair))
        for pair in queries.duplicate_pairs()
    ]
    return render(request, "members/duplicates.html", {"lines": lines})


def _why(pair: Pair) -> str:
    numbers = _("No. %(one)s and %(other)s") % {"one": pair.first.number, "other": pair.second.number}
    return ", ".join([numbers, *(str(REASONS[why]) for why in pair.reasons)])


def _compare_url(request: RoomRequest, pair: Pair) -> str:
    return reverse("members:compare", args=[request.org.slug, pair.first.pk, pair.second.pk])


@room(Permission.MERGE)
def compare(request: RoomRequest, first_id: UUID, second_id: UUID) -> HttpResponse:
    """Two rows side by side: one person, or two?"""
    first, second = Member.get(first_id), Member.get(second_id)
    if Status.MERGED in (first.status, second.status) or first.pk == second.pk:
        raise NotHere
    form = ConfirmForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        common = dated_facts(request, data)
        if request.POST.get("answer") == "two":
            actions.note_not_duplicate(**common, member_ids=(first.pk, second.pk))
            return reverse("members:duplicates", args=[request.org.slug])
        kept, gone = (first, second) if request.POST.get("keep") != str(second.pk) else (second, first)
        actions.merge_members(**common, kept_id=kept.pk, gone_id=gone.pk)
        return member_url(request, kept.pk)

    money = merging.what_moves(org=request.org, actor=request.actor, first=first, second=second)
    moving = [(label, one or "–", other or "–") for label, one, other in money]
    context = {"first": first, "second": second, "rows": _side_by_side(first, second), "moving": moving}
    return act_or_show(
        request, form, act, template="members/compare.html", context=context, said=gettext_lazy("This is recorded.")
    )


def _side_by_side(first: Member, second: Member) -> list[tuple[str, str, str]]:
    def facts(member: Member) -> list[tuple[str, str]]:
        return [
            (_("Member number"), str(member.number)),
            (_("Name"), member.name),
            (_("Nickname"), member.nickname),
            (_("Born"), short_date(member.birth_date) if member.birth_date else str(member.birth_year or "")),
            (_("Phone"), phone_text(member.phone)),
            (_("Hamlet"), member.hamlet),
            (_("Village"), places.village_name(member.village_code)),
            (_("Member since"), short_date(member.joined_on)),
            (_("Status"), member.get_status_display()),
        ]

    return [
        (word, value or "–", other or "–")
        for (word, value), (_word, other) in zip(facts(first), facts(second), strict=True)
        if value or other
    ]
