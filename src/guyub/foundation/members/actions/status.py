"""She leaves, she comes back, she dies. Each is a row of its own; the member's status follows the newest."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.members.actions.registering import refuse_erased
from guyub.foundation.members.choices import LeavingReason, Status
from guyub.foundation.members.models import Member, StatusChange
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.models import Membership, Organization


def end_membership(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    member_id: UUID,
    on_day: date,
    reason: str = LeavingReason.OTHER,
) -> StatusChange:
    """Record that she left on `on_day`. Her savings and history stay; a sign-in is ended apart, by the officers."""
    return _change(
        org=org,
        by=by,
        client_id=client_id,
        happened_at=happened_at,
        member_id=member_id,
        status=Status.LEFT,
        on_day=on_day,
        reason=reason,
    )


def resume_membership(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID, on_day: date
) -> StatusChange:
    """Record that she is a member again, under her old number."""
    return _change(
        org=org,
        by=by,
        client_id=client_id,
        happened_at=happened_at,
        member_id=member_id,
        status=Status.ACTIVE,
        on_day=on_day,
        reason="",
    )


def record_death(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID, on_day: date
) -> StatusChange:
    """Record that she died. Her sign-in ends at once; what she saved waits for her heirs."""
    return _change(
        org=org,
        by=by,
        client_id=client_id,
        happened_at=happened_at,
        member_id=member_id,
        status=Status.DEAD,
        on_day=on_day,
        reason=LeavingReason.DEATH,
    )


@atomic
def _change(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    member_id: UUID,
    status: Status,
    on_day: date,
    reason: str,
) -> StatusChange:
    by.require(MembersPermission.EDIT)
    member = get_member_for(org=org, by=by, member_id=member_id)
    digest = content_hash({"member": member.pk, "status": str(status), "on_day": on_day, "reason": str(reason)})
    known = first_result(StatusChange, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    _refuse_impossible(member, status, on_day, reason, today=clock.today(org.time_zone))
    change: StatusChange = StatusChange.objects.create(
        org=org,
        member=member,
        status=status,
        on_day=on_day,
        reason=reason,
        **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest),
    )
    member.status = status
    member.left_on = None if status == Status.ACTIVE else on_day
    member.save(update_fields=["status", "left_on"])
    if status == Status.DEAD:
        Membership.objects.filter(member_id=member.pk, ended_at__isnull=True).update(ended_at=clock.now())
    audit.record(org_id=org.pk, by=by, verb=f"members.{status.value}", target=member)
    return change


def _refuse_impossible(member: Member, status: Status, on_day: date, reason: str, *, today: date) -> None:
    refuse_erased(member)
    if on_day > today:
        raise BadInput(_("This day lies in the future."), field="on_day")
    if on_day < member.joined_on:
        raise BadInput(_("This day lies before she joined."), field="on_day")
    if reason and reason not in LeavingReason.values:
        raise BadInput(_("Please choose one from the list."), field="reason")
    if member.status == status:
        raise Refused(_("This is recorded already. Nothing was changed."))
    if status == Status.LEFT and member.status == Status.DEAD:
        raise Refused(_("She has passed away; this cannot be a leaving."))
    newest = StatusChange.objects.filter(member=member).order_by("-on_day").values_list("on_day", flat=True).first()
    if newest is not None and on_day < newest:
        raise BadInput(_("A later change is recorded already. Please choose a later day."), field="on_day")
