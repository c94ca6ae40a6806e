"""A lost card stops working when a new one is made."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.members.actions.registering import refuse_erased
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.models import Organization


@atomic
def replace_card(*, org: Organization, by: Actor, member_id: UUID, version: int) -> Member:
    """Make the card with `version` useless. Asked twice about the same card, it is replaced once."""
    by.require(MembersPermission.EDIT)
    member = get_member_for(org=org, by=by, member_id=member_id)
    refuse_erased(member)
    if member.card_version == version:
        member.card_version += 1
        member.save(update_fields=["card_version"])
        audit.record(org_id=org.pk, by=by, verb="members.card_replaced", target=member)
    return member
