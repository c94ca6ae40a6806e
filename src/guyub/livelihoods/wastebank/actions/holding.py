"""Promised money: holds made by a visit, and what was handed out today."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import HOLDING, PayoutStatus, Way
from guyub.livelihoods.wastebank.models import Loan, Payout, UseOfValue
from guyub.livelihoods.wastebank.tuning import Tuning


def hold_for_cash(visit: Visit, purse: Purse, amount: int, limits: Tuning) -> UUID:
    """Turn cash that cannot be handed out now into a request, held in the pocket like any other."""
    today = clock.today(visit.org.time_zone)
    payout_id = uuid7()
    purse.held += amount
    Payout.objects.create(
        id=payout_id,
        org=visit.org,
        client_id=uuid7(),
        content_hash=content_hash({"deposit": visit.id, "amount": amount}),
        happened_at=visit.happened_at,
        recorded_at=clock.now(),
        recorded_by_id=visit.by.user_id,
        device_id=visit.by.device_id,
        pocket_id=purse.pocket_id,
        member_id=purse.member_id,
        post_id=visit.session.post_id,
        amount=amount,
        expires_on=today + timedelta(days=limits.payout_days),
        deposit_id=visit.id,
    )
    return payout_id


def paid_out_today(org: Organization, member_id: UUID) -> int:
    """Return the cash that this member was handed today, at weighings, as payouts and as loans."""
    day = clock.today(org.time_zone)
    start, end = clock.start_of(day, org.time_zone), clock.end_of(day, org.time_zone)
    paid = Payout.objects.filter(
        member_id=member_id, status=PayoutStatus.PAID, ended_at__gte=start, ended_at__lt=end
    ).aggregate(paid=Sum("amount", default=0))["paid"]
    at_weighing = UseOfValue.objects.filter(
        deposit__member_id=member_id,
        deposit__recorded_at__gte=start,
        deposit__recorded_at__lt=end,
        deposit__version=1,
        way=Way.CASH,
    ).aggregate(paid=Sum("amount", default=0))["paid"]
    lent = Loan.objects.filter(
        member_id=member_id, disbursed_at__gte=start, disbursed_at__lt=end, in_goods=False
    ).aggregate(lent=Sum("amount", default=0))["lent"]
    return int(paid) + int(at_weighing) + int(lent)


def free_newest_holds(purse: Purse, *, by: Actor) -> None:
    """Cancel the newest requests of a pocket until it holds what it promises."""
    if purse.held <= purse.balance:
        return
    for payout in Payout.objects.filter(pocket_id=purse.pocket_id, status__in=HOLDING).order_by("-recorded_at", "-id"):
        payout.status = PayoutStatus.CANCELLED
        payout.ended_at, payout.ended_by_id = clock.now(), by.user_id
        payout.reason = _("The deposit behind it was corrected.")
        payout.save(update_fields=["status", "ended_at", "ended_by_id", "reason"])
        purse.held -= payout.amount
        if purse.held <= purse.balance:
            return
