"""The door to one member."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.organizations.models import Organization


def may_see(by: Actor, member_id: UUID) -> bool:
    """Return whether `by` may open this member at all: an officer, or she herself."""
    return by.may(MembersPermission.VIEW_BASIC) or by.is_member(member_id)


def get_member_for(*, org: Organization, by: Actor, member_id: UUID) -> Member:
    """Return a member whom `by` may see, or raise `NotHere`. The id of a merged row opens the row that goes on."""
    member = current_row(Member.get(member_id))
    if member.org_id != org.pk or not may_see(by, member.pk):
        raise NotHere
    return member


def current_row(member: Member) -> Member:
    """Return the row that stands for this person today. A merge repoints earlier ones, so one step is enough."""
    return member.merged_into if member.merged_into is not None else member


def row_ids(member: Member) -> list[UUID]:
    """Return the ids of this member's row and of all rows that were merged into it, so that histories stay whole."""
    return [member.pk, *earlier_ids(member.pk)]


def earlier_ids(member_id: UUID) -> list[UUID]:
    """Return the ids of the rows that were merged into this one."""
    return list(Member.objects.filter(merged_into=member_id).order_by("number").values_list("pk", flat=True))


def same_household(a: UUID, b: UUID) -> bool:
    """Return whether two members are one person or eat from one kitchen: nobody approves for her own household."""
    if a == b:
        return True
    homes = list(Member.objects.filter(pk__in=[a, b], household__isnull=False).values_list("household_id", flat=True))
    return len(homes) == 2 and homes[0] == homes[1]
