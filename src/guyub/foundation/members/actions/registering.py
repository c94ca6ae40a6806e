"""A new member, her details, and the sign-in that is hers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.members import names
from guyub.foundation.members.details import Details, cleaned
from guyub.foundation.members.models import Household, Member
from guyub.foundation.members.numbering import take_numbers
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations import persons
from guyub.foundation.organizations.models import Membership, Organization


@atomic
def register_member(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, **details: Unpack[Details]
) -> Member:
    """Add a member under the next number. A name is enough; her hamlet helps to find her again."""
    by.require(MembersPermission.REGISTER)
    today = clock.today(org.time_zone)
    values = cleaned({"name": "", **details}, today=today)
    values.setdefault("joined_on", clock.day_of(happened_at, org.time_zone))
    digest = content_hash(values)  # without the moment: a form sent twice is one registration
    known = first_result(Member, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    _check_household(values)
    member: Member = Member.objects.create(
        org=org,
        number=take_numbers(org),
        search_key=names.search_key(values["name"], values.get("nickname", "")),
        **values,
        **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest),
    )
    audit.record(org_id=org.pk, by=by, verb="members.registered", target=member)
    return member


@atomic
def edit_member(*, org: Organization, by: Actor, member_id: UUID, **changes: Unpack[Details]) -> Member:
    """Change some details. The trail says which fields changed, never their values; the same twice changes nothing."""
    by.require(MembersPermission.EDIT)
    member = get_member_for(org=org, by=by, member_id=member_id)
    refuse_erased(member)
    values = cleaned(changes, today=clock.today(org.time_zone))
    _check_household(values)
    if values.get("joined_on") and member.left_on and values["joined_on"] > member.left_on:
        raise Refused(_("She left before this day of joining."), field="joined_on")
    changed = sorted(field for field, value in values.items() if getattr(member, field) != value)
    if not changed:
        return member
    for field in changed:
        setattr(member, field, values[field])
    member.search_key = names.search_key(member.name, member.nickname)
    member.save(update_fields=[*changed, "search_key"])
    audit.record(org_id=org.pk, by=by, verb="members.edited", target=member, fields=changed)
    return member


@atomic
def link_person(*, org: Organization, by: Actor, member: Member, membership: Membership) -> Membership:
    """Say that this sign-in belongs to this member: she then sees her own pages, and never approves for herself."""
    by.require(MembersPermission.EDIT)
    refuse_erased(member)
    if membership.member_id == member.pk:
        return membership
    if membership.member_id is not None:
        raise Refused(_("This sign-in already belongs to another member."))
    if Membership.objects.filter(member_id=member.pk).exists():
        raise Refused(_("This member already has a sign-in."))
    membership.member_id = member.pk
    membership.earlier_ids = persons.earlier_ids(member.pk)
    membership.save(update_fields=["member_id", "earlier_ids"])
    audit.record(org_id=org.pk, by=by, verb="members.linked", target=member, membership=str(membership.pk))
    return membership


def refuse_erased(member: Member) -> None:
    """Refuse to write about someone whose personal data was erased."""
    if member.erased_at is not None:
        raise Refused(_("The data of this member was erased. It cannot be changed."))


def _check_household(values: dict[str, Any]) -> None:
    if values.get("household_id") is not None:
        Household.get(values["household_id"])
