"""The list `perlu diperiksa`: raising and settling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Settlement
from guyub.livelihoods.wastebank.models import Deposit, Flag, GroupShare
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.visits import Notice


def raise_flags(
    *,
    org: Organization,
    subject_id: UUID,
    notices: Iterable[Notice],
    concerns_on: date,
    session_id: UUID | None = None,
    subject_type: str = "deposit",
) -> None:
    """Put something on the list, once for each reason; one that was settled stays settled."""
    rows = [
        Flag(
            id=uuid7(),
            org=org,
            reason=notice.reason,
            session_id=session_id,
            subject_type=subject_type,
            subject_id=subject_id,
            concerns_on=concerns_on,
            details=notice.details,
            raised_at=clock.now(),
        )
        for notice in notices
    ]
    if rows:
        Flag.objects.bulk_create(rows, ignore_conflicts=True)


@atomic
def settle_flag(
    *, org: Organization, by: Actor, flag_id: UUID, settlement: str, happened_at: datetime, note: str = ""
) -> Flag:
    """Say how a flag was settled (`choices.Settlement`); rejecting needs a reason. Undo or correct first if needed."""
    by.require(WastebankPermission.SETTLE)
    lock_association(org.pk)
    flag = Flag.get(flag_id)
    if flag.settled_at is not None:
        return flag
    if settlement not in Settlement.values:
        raise BadInput(_("Please choose one from the list."), field="settlement")
    if settlement == Settlement.REJECTED and not note.strip():
        raise BadInput(_("Please write the reason."), field="note")
    if any(by.is_member(owner) for owner in _owners(flag)):
        raise Refused(_("This is your own deposit. Another officer must settle it."), code="own_benefit")
    flag.settlement, flag.note = Settlement(settlement), note.strip()
    flag.settled_at, flag.settled_by_id = happened_at, by.user_id
    flag.save(update_fields=["settlement", "note", "settled_at", "settled_by_id"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.flag_settled", target=flag, how=flag.settlement)
    return flag


def settle_flags_of(*, by: Actor, subject_id: UUID, settlement: Settlement, **only: Any) -> None:
    """Settle what a correction settled by itself."""
    rows = Flag.objects.filter(subject_id=subject_id, settled_at__isnull=True, **only)
    rows.update(settlement=settlement, settled_at=clock.now(), settled_by_id=by.user_id)


def _owners(flag: Flag) -> list[UUID | None]:
    """Return who brought the load: one, or each of a group."""
    if flag.subject_type != "deposit":
        return []
    alone = Deposit.objects.filter(pk=flag.subject_id).values_list("member_id", flat=True)
    together = GroupShare.objects.filter(deposit_id=flag.subject_id).values_list("member_id", flat=True)
    return [*alone, *together]
