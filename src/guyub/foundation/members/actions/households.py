"""Kitchens, and who eats from them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.members import names
from guyub.foundation.members.actions.registering import edit_member
from guyub.foundation.members.models import Household, Member
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.models import Organization


@atomic
def found_household(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID, name: str
) -> Household:
    """Start a household with its first member; it takes her address."""
    by.require(MembersPermission.EDIT)
    member = get_member_for(org=org, by=by, member_id=member_id)
    name = names.clean(name)[:120]
    if not name:
        raise BadInput(_("A household needs a name."), field="name")
    digest = content_hash({"member": member.pk, "name": name})
    known = first_result(Household, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    address = {field: getattr(member, field) for field in ("village_code", "hamlet", "rt", "rw")}
    household: Household = Household.objects.create(
        org=org, name=name, **address, **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest)
    )
    audit.record(org_id=org.pk, by=by, verb="members.household_founded", target=household)
    edit_member(org=org, by=by, member_id=member.pk, household_id=household.pk)
    return household


def move_to_household(*, org: Organization, by: Actor, member_id: UUID, household_id: UUID | None) -> Member:
    """Let a member eat from another kitchen, or from none that we know of."""
    return edit_member(org=org, by=by, member_id=member_id, household_id=household_id)
