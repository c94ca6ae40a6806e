"""A copy of her data leaves the house: that is written down."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Forbidden
from guyub.foundation.members.exporting import Section
from guyub.foundation.members.models import Member
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for, person_sections
from guyub.foundation.organizations.models import Organization


@atomic
def copy_person(*, org: Organization, by: Actor, member_id: UUID, form: str) -> tuple[Member, list[Section]]:
    """Return all that is known of her, for herself or for the officer who hands it to her."""
    member = get_member_for(org=org, by=by, member_id=member_id)
    if by.member_id != member.pk and not by.may(MembersPermission.EDIT):
        raise Forbidden
    sections = person_sections(org=org, by=by, member=member)
    audit.record(org_id=org.pk, by=by, verb="members.data_copied", target=member, form=form)
    return member, sections
