"""What a month of dues costs, and who is free of it for a while."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.months import first_of
from guyub.foundation.ledger.models import DuesExemption, DuesPayment, DuesRate
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization


@atomic
def set_rate(
    *, org: Organization, by: Actor, starts_on: date, amount: int, happened_at: datetime, client_id: UUID
) -> DuesRate:
    """Say what a month costs from `starts_on`'s month. Months that were paid up to today keep their rate."""
    by.require(P.SETUP)
    lock_association(org.pk)
    month = first_of(starts_on)
    content = {"starts_on": month, "amount": amount}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    if before := first_result(DuesRate, client_id=client_id, content_hash=columns["content_hash"]):
        return before
    if amount < 0:
        raise BadInput(_("Dues cannot be below zero."), field="amount")
    this_month = first_of(clock.today(org.time_zone))
    if month <= this_month and DuesPayment.objects.filter(month__gte=month).exists():
        raise Refused(
            _("Dues of that month were already paid at the old rate."),
            next_step=_("Choose a later month."),
            code="rate_used",
            field="starts_on",
        )
    if DuesRate.objects.filter(starts_on=month).exists():
        raise Refused(_("That month already has a rate."), next_step=_("Choose another month."), field="starts_on")
    rate: DuesRate = DuesRate.objects.create(
        id=uuid7(),
        **columns,
        starts_on=month,
        amount=amount,
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.dues_rate_set", target=rate, starts_on=str(month))
    return rate


@atomic
def exempt(
    *,
    org: Organization,
    by: Actor,
    member: Member,
    first: date,
    last: date | None,
    reason: str,
    happened_at: datetime,
    client_id: UUID,
) -> DuesExemption:
    """Free a member of dues for some months: illness, mourning, a year abroad."""
    by.require(P.SETUP)
    if by.is_member(member.pk):
        raise Forbidden(_("Nobody frees herself of dues. Ask another officer."))
    content = {"member": member.pk, "first": first, "last": last, "reason": reason}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    if before := first_result(DuesExemption, client_id=client_id, content_hash=columns["content_hash"]):
        return before
    if last is not None and last < first:
        raise BadInput(_("The last month is before the first."), field="last")
    row: DuesExemption = DuesExemption.objects.create(
        id=uuid7(),
        **columns,
        member=member,
        first=first_of(first),
        last=last,
        reason=reason,
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.dues_exempted", target=row)
    return row
