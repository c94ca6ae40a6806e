"""Hours are recorded by the rooms where they happen, and withdrawn when they were wrong."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.choices import Activity, Role
from guyub.foundation.participation.models import Participation
from guyub.foundation.participation.permissions import ParticipationPermission


@atomic
def record_participation(
    *,
    org: Organization,
    by: Actor,
    member: Member,
    activity: str,
    role: str,
    starts_at: datetime,
    minutes: int,
    source_type: str,
    source_id: UUID,
    client_id: UUID,
) -> Participation:
    """Record that `member` gave or received time. The same source twice for one member gives the first row again."""
    by.require(ParticipationPermission.RECORD)
    if activity not in Activity.values or role not in Role.values:
        raise BadInput(_("Please choose one from the list."), field="activity")
    if not 1 <= minutes <= 1440:
        raise BadInput(_("Between one minute and one day, please."), field="minutes")
    content = {
        "member": member.pk,
        "activity": activity,
        "role": role,
        "starts_at": starts_at,
        "minutes": minutes,
        "source": [source_type, source_id],
    }
    columns = fact(org=org, by=by, client_id=client_id, happened_at=starts_at, content=content)
    known = first_result(Participation, client_id=client_id, content_hash=columns["content_hash"]) or _standing(
        member, source_type, source_id
    )
    if known is not None:
        return known
    row: Participation = Participation.objects.create(
        **columns,
        member=member,
        activity=activity,
        role=role,
        minutes=minutes,
        source_type=source_type,
        source_id=source_id,
    )
    return row


@atomic
def withdraw_participation(*, org: Organization, by: Actor, participation_id: UUID) -> Participation:
    """Take back hours that were recorded by mistake. The row stays, crossed out; twice is the same as once."""
    by.require(ParticipationPermission.RECORD)
    row = Participation.get(participation_id)
    if row.withdrawn_at is not None:
        return row
    if by.is_member(row.member_id):
        raise Refused(_("Another officer must take back your own hours."))
    row.withdrawn_at = clock.now()
    row.withdrawn_by_id = by.user_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by_id"])
    audit.record(org_id=org.pk, by=by, verb="participation.withdrawn", target=row)
    return row


@atomic
def withdraw_source(*, org: Organization, by: Actor, source_type: str, source_id: UUID) -> int:
    """Take back every hour that one source recorded: its visit or meeting was a mistake. Return how many."""
    by.require(ParticipationPermission.RECORD)
    rows = Participation.objects.filter(source_type=source_type, source_id=source_id, withdrawn_at__isnull=True)
    count: int = rows.update(withdrawn_at=clock.now(), withdrawn_by_id=by.user_id)
    if count:
        audit.record(org_id=org.pk, by=by, verb="participation.withdrawn", source=source_type, rows=count)
    return count


def _standing(member: Member, source_type: str, source_id: UUID) -> Participation | None:
    row: Participation | None = Participation.objects.filter(
        source_type=source_type, source_id=source_id, member=member, withdrawn_at__isnull=True
    ).first()
    return row
