"""Many withdrawals at once: requests for a whole kind of savings, one payday for all, one yes for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.ids import part_of
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.paying import approve_payout, request_payout
from guyub.livelihoods.wastebank.choices import HOLDING
from guyub.livelihoods.wastebank.models import Payout
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.locks import feasts_from, rules_of
from guyub.livelihoods.wastebank.rules.pockets import opens_on
from guyub.livelihoods.wastebank.settings import tuning


@dataclass(frozen=True, slots=True)
class Many:
    """What became of many at once: how many were done, and of whom not, with the reason."""

    done: int
    left_out: tuple[tuple[UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RequestIn:
    """One pocket of many, and how much of it."""

    pocket_id: UUID
    amount: int


@atomic
def request_many(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    rows: Sequence[RequestIn],
    planned_on: date,
    post_id: UUID | None = None,
) -> Many:
    """Ask for money out of many pockets for one payday, each amount held from now on. Sent twice, it is once.

    A pocket that cannot give what is asked is left out, and told.
    """
    by.require(WastebankPermission.REQUEST)
    lock_association(org.pk)
    done, left_out = 0, []
    for row in rows:
        try:
            request_payout(
                org=org,
                by=by,
                client_id=part_of(client_id, row.pocket_id),
                happened_at=happened_at,
                pocket_id=row.pocket_id,
                amount=row.amount,
                planned_on=planned_on,
                post_id=post_id,
            )
        except Refused as refusal:
            left_out.append((row.pocket_id, str(refusal)))
        else:
            done += 1
    return Many(done, tuple(left_out))


@atomic
def plan_payday(*, org: Organization, by: Actor, payout_ids: Sequence[UUID], planned_on: date) -> Many:
    """Set one payday for many open withdrawals. A day on which the pocket is locked is refused for that one."""
    by.require(WastebankPermission.APPROVE)
    lock_association(org.pk)
    today = clock.today(org.time_zone)
    if planned_on < today:
        raise BadInput(_("The payday cannot be in the past."), field="planned_on")
    rows = list(
        Payout.objects.filter(pk__in=payout_ids, status__in=HOLDING).select_related("pocket__kind").order_by("id")
    )
    feasts = feasts_from(org=org, day=today)
    done, left_out = 0, []
    for payout in rows:
        opens = opens_on(rules_of(payout.pocket.kind), planned_on, feasts)
        if opens != planned_on and payout.override_id is None:
            left_out.append((payout.pk, _("These savings are still locked on that day.")))
            continue
        payout.planned_on = planned_on
        payout.expires_on = planned_on + timedelta(days=tuning(org).payout_days)
        payout.save(update_fields=["planned_on", "expires_on"])
        done += 1
    day = planned_on.isoformat()
    audit.record(org_id=org.pk, by=by, verb="wastebank.payday_planned", count=done, day=day)
    return Many(done, tuple(left_out))


@atomic
def approve_many(*, org: Organization, by: Actor, happened_at: datetime, payout_ids: Sequence[UUID]) -> Many:
    """Say yes to many requests. One's own, and those that are settled already, are left out, and told."""
    by.require(WastebankPermission.APPROVE)
    lock_association(org.pk)
    done, left_out = 0, []
    for payout_id in payout_ids:
        try:
            approve_payout(org=org, by=by, payout_id=payout_id, happened_at=happened_at)
        except (Refused, Forbidden) as refusal:
            left_out.append((payout_id, str(refusal)))
        else:
            done += 1
    return Many(done, tuple(left_out))
