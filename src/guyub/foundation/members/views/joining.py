"""The sign-in of a member: invite her, or say which one is hers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.phones import phone_text
from guyub.foundation.members import actions
from guyub.foundation.members.forms import JoinForm
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.members.views.flow import act_or_show, facts, member_url, open_member
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.models import Membership
from guyub.foundation.organizations.permissions import OrganizationPermission


@room(Permission.EDIT)
def sign_in(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her sign-in, or the ways to one."""
    member = open_member(request, member_id)
    if member.erased_at is not None:
        raise NotHere
    hers = Membership.objects.select_related("user").filter(member_id=member.pk).first()
    loose = Membership.objects.select_related("user").filter(member_id__isnull=True, ended_at__isnull=True)
    choices = [(str(row.pk), f"{row.user.name}, {phone_text(row.user.phone)}") for row in loose.order_by("user__name")]
    form = JoinForm(request.POST or None, choices=choices)

    def act(data: dict[str, Any]) -> str:
        membership = Membership.get(data["membership"])
        actions.link_person(**facts(request), member=member, membership=membership)
        return member_url(request, member.pk, "sign-in")

    context = {
        "member": member,
        "hers": hers,
        "phone": phone_text(hers.user.phone) if hers else "",
        "ended": hers is not None and hers.ended_at is not None,
        "choices": choices,
        "invite_url": _invite_url(request, member) if request.actor.may(OrganizationPermission.INVITE) else "",
    }
    said = gettext_lazy("The sign-in is hers now.")
    return act_or_show(request, form, act, template="members/sign_in.html", context=context, said=said)


def _invite_url(request: RoomRequest, member: Member) -> str:
    known = urlencode({"anggota": member.pk, "nama": member.name, "hp": member.phone})
    return f"{reverse('organizations:invite', args=[request.org.slug])}?{known}"
