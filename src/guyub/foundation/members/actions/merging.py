"""Two rows, one person; or two people with one name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.members import merging, names
from guyub.foundation.members.choices import Status
from guyub.foundation.members.models import (
    Care,
    IdentityNumber,
    Member,
    MemberSkill,
    Merge,
    MigrationStay,
    NotDuplicate,
)
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.organizations import persons
from guyub.foundation.organizations.models import Invitation, Membership, Organization

_FILLED = (
    "nickname", "honorific", "sex", "birth_year", "birth_date", "phone", "village_code", "hamlet", "rt", "rw",
    "household_id",
)  # fmt: skip


@atomic
def merge_members(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, kept_id: UUID, gone_id: UUID
) -> Merge:
    """Join two rows of one person. `kept` goes on under its number; `gone` stays and points to it.

    What `kept` lacks is filled from `gone`; both histories show. Books move by the rooms' own handlers.
    """
    by.require(MembersPermission.MERGE)
    lock_association(org.pk)
    kept, gone = Member.get(kept_id), Member.get(gone_id)
    digest = content_hash({"kept": kept.pk, "gone": gone.pk})
    known = first_result(Merge, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    _refuse_impossible(by, kept, gone)
    moved = _move_own(kept, gone) | merging.move_all(org=org, by=by, kept=kept, gone=gone)
    filled = _fill(kept, gone)
    Member.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.status, gone.merged_into = Status.MERGED, kept
    gone.save(update_fields=["status", "merged_into"])
    Membership.objects.filter(member_id=kept.pk).update(earlier_ids=persons.earlier_ids(kept.pk))
    merge: Merge = Merge.objects.create(
        org=org,
        kept=kept,
        gone=gone,
        moved=moved,
        **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest),
    )
    audit.record(
        org_id=org.pk, by=by, verb="members.merged", target=kept, gone=str(gone.pk), moved=moved, fields=filled
    )
    return merge


@atomic
def note_not_duplicate(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_ids: tuple[UUID, UUID]
) -> NotDuplicate:
    """Note that two members who look alike are two people: they are never proposed again."""
    by.require(MembersPermission.MERGE)
    first, second = sorted((Member.get(member_ids[0]), Member.get(member_ids[1])), key=lambda member: member.number)
    if first.pk == second.pk:
        raise Refused(_("This is one and the same member."))
    noted: NotDuplicate | None = NotDuplicate.objects.filter(first=first, second=second).first()
    if noted is not None:
        return noted
    digest = content_hash({"first": first.pk, "second": second.pk})
    known = first_result(NotDuplicate, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    noted = NotDuplicate.objects.create(
        org=org,
        first=first,
        second=second,
        **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest),
    )
    audit.record(org_id=org.pk, by=by, verb="members.not_duplicate", target=first, second=str(second.pk))
    return noted


def _refuse_impossible(by: Actor, kept: Member, gone: Member) -> None:
    if kept.pk == gone.pk:
        raise Refused(_("This is one and the same member."))
    if Status.MERGED in (kept.status, gone.status):
        raise Refused(_("One of the two was merged before. Please open the list again."))
    if kept.erased_at or gone.erased_at:
        raise Refused(_("The data of one of the two was erased. They cannot be merged."))
    if by.member_id in (kept.pk, gone.pk):
        raise Refused(_("Another officer must merge your own row."))
    if Membership.objects.filter(member_id__in=[kept.pk, gone.pk]).count() == 2:
        raise Refused(_("Both have a sign-in."), next_step=_("Please end one of them first, then merge."))
    if NotDuplicate.objects.filter(first__in=[kept, gone], second__in=[kept, gone]).exists():
        raise Refused(_("These two were noted as two different people."))


def _move_own(kept: Member, gone: Member) -> dict[str, int]:
    """Move this room's rows. Consents and status changes stay where they were given and are read together."""
    skills = {name.casefold() for name in MemberSkill.objects.filter(member=kept).values_list("name", flat=True)}
    for skill in MemberSkill.objects.filter(member=gone):
        if skill.name.casefold() in skills:
            skill.delete()
    if IdentityNumber.objects.filter(member=kept).exists():
        IdentityNumber.objects.filter(member=gone).delete()
    Care.objects.filter(carer=gone, absent=kept).update(absent=None)
    Care.objects.filter(carer=kept, absent=gone).update(absent=None)
    moved = {
        "stays": MigrationStay.objects.filter(member=gone).update(member=kept),
        "skills": MemberSkill.objects.filter(member=gone).update(member=kept),
        "cares": Care.objects.filter(carer=gone).update(carer=kept),
        "absent": Care.objects.filter(absent=gone).update(absent=kept),
        "nik": IdentityNumber.objects.filter(member=gone).update(member=kept),
        "sign_ins": Membership.objects.filter(member_id=gone.pk).update(member_id=kept.pk),
    }
    Invitation.objects.filter(member_id=gone.pk, accepted_at__isnull=True).update(member_id=kept.pk)
    return {what: count for what, count in moved.items() if count}


def _fill(kept: Member, gone: Member) -> list[str]:
    """Fill what `kept` lacks; the earlier day of joining counts. Return the names of the fields."""
    values: dict[str, Any] = {
        field: getattr(gone, field) for field in _FILLED if getattr(gone, field) and not getattr(kept, field)
    }
    if "phone" in values:
        values["phone_shared"] = gone.phone_shared
    if gone.joined_on < kept.joined_on:
        values["joined_on"] = gone.joined_on
    for field, value in values.items():
        setattr(kept, field, value)
    kept.search_key = names.search_key(kept.name, kept.nickname)
    kept.save(update_fields=[*values, "search_key"])
    return sorted(values)
