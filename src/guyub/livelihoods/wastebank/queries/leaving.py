"""What may leave a pocket: for the screens that offer it and the actions that book it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import HOLDING, BillStatus, PayoutStatus, TransferKind
from guyub.livelihoods.wastebank.models import Barter, Bill, Payout, Pocket, Transfer
from guyub.livelihoods.wastebank.queries.debts import usable
from guyub.livelihoods.wastebank.queries.locks import feasts_from, rules_of
from guyub.livelihoods.wastebank.queries.passbook import PocketCard
from guyub.livelihoods.wastebank.rules.pockets import Asked, takeable


def asked_of(*, org: Organization, pocket: Pocket, amount: int, day: date) -> Asked:
    """Return a withdrawal beside what the pocket, her debts and the month leave for it; two queries, six at most."""
    available = pocket.balance - pocket.held
    return Asked(
        amount=amount,
        day=day,
        available=available,
        usable=usable(member_id=pocket.member_id, pocket_id=pocket.pk, available=available),
        times=_times_taken(org, pocket.pk, day) if pocket.kind.withdrawals_a_month else 0,
    )


def most_today(*, org: Organization, pocket_id: UUID) -> int:
    """Return the most that may be taken out of a pocket today, 0 while it is locked."""
    pocket = Pocket.objects.select_related("kind").get(pk=pocket_id)
    today = clock.today(org.time_zone)
    asked = asked_of(org=org, pocket=pocket, amount=0, day=today)
    return takeable(rules_of(pocket.kind), asked, feasts_from(org=org, day=today))


def free_today(*, org: Organization, pockets: Sequence[PocketCard]) -> dict[UUID, int]:
    """Return what may be taken out of each pocket today; of a locked one what is in it, should two officers open it."""
    return {
        card.id: card.available if card.lock.is_locked else most_today(org=org, pocket_id=card.id) for card in pockets
    }


def _times_taken(org: Organization, pocket_id: UUID, day: date) -> int:
    """Return how often money was taken, or is promised, out of a pocket in the month of `day`."""
    first = first_of(day)
    after = add_months(first, 1)
    during = (clock.start_of(first, org.time_zone), clock.start_of(after, org.time_zone))
    asked = Payout.objects.filter(pocket_id=pocket_id, status__in=[*HOLDING, PayoutStatus.PAID])
    planned = asked.filter(planned_on__gte=first, planned_on__lt=after)
    at_once = asked.filter(planned_on__isnull=True, happened_at__gte=during[0], happened_at__lt=during[1])
    given = Transfer.objects.filter(
        source_id=pocket_id, kind=TransferKind.MEMBER, happened_at__gte=during[0], happened_at__lt=during[1]
    )
    bills = Bill.objects.filter(pocket_id=pocket_id, happened_at__gte=during[0], happened_at__lt=during[1])
    bills = bills.exclude(status=BillStatus.FAILED)
    goods = Barter.objects.filter(pocket_id=pocket_id, happened_at__gte=during[0], happened_at__lt=during[1])
    goods = goods.filter(visit_id__isnull=True, reversed_at__isnull=True)  # those of a visit are out of its own value
    return sum(int(rows.count()) for rows in (planned, at_once, given, bills, goods))
