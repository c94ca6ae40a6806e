"""What kinds of savings ask for, and the days of Lebaran that open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Sum

from guyub.foundation.core import calendar, clock
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import UNLOCK_KIND, Lock
from guyub.livelihoods.wastebank.models import Pocket, PocketKind
from guyub.livelihoods.wastebank.rules.pockets import OPEN_AFTER, Rules, loosens, opens_on


@dataclass(frozen=True, slots=True)
class LockState:
    """Whether a kind of savings is closed today. `opens` None: locked until a Lebaran that the calendar lacks."""

    is_locked: bool = False
    opens: date | None = None


OPEN = LockState()


@dataclass(frozen=True, slots=True)
class Saved:
    """What lies in one kind of savings, and of how many. `only_owner`: hers, if it is one member's alone."""

    amount: int
    members: int
    only_owner: UUID | None = None


def rules_of(kind: PocketKind) -> Rules:
    """Return what a kind of savings asks for, as numbers."""
    return Rules(
        lock=kind.lock,
        locked_until=kind.locked_until,
        opens_before=kind.opens_before,
        minimum_withdrawal=kind.minimum_withdrawal,
        minimum_left=kind.minimum_left,
        per_month=kind.withdrawals_a_month,
    )


def feasts_from(*, org: Organization, day: date) -> list[date]:
    """Return the days of Lebaran that still matter on `day`: this one until it is well past, and those to come."""
    return calendar.lebaran_days(org=org, since=day - timedelta(days=OPEN_AFTER))


def lock_states(*, org: Organization, kinds: Sequence[PocketKind]) -> dict[UUID, LockState]:
    """Return the lock of each kind of savings today; one query, none where nothing follows Lebaran."""
    today = clock.today(org.time_zone)
    feasts = feasts_from(org=org, day=today) if any(kind.lock == Lock.LEBARAN for kind in kinds) else []
    opens = {kind.pk: opens_on(rules_of(kind), today, feasts) for kind in kinds}
    return {pk: LockState(day != today, day) for pk, day in opens.items()}


def frees_savings(*, org: Organization, kind: PocketKind, rules: Rules) -> bool:
    """Return whether other rules would open savings that are closed, now or on a later day. Three queries at most."""
    old = rules_of(kind)
    if old.lock == Lock.NONE or not Pocket.objects.filter(org=org, kind=kind, balance__gt=0).exists():
        return False
    today = clock.today(org.time_zone)
    return loosens(old, rules, today, feasts_from(org=org, day=today))


def saved_in(*, org: Organization, kind: PocketKind) -> Saved:
    """Return what lies in a kind of savings; two queries at most."""
    rows = Pocket.objects.filter(org=org, kind=kind, balance__gt=0)
    sums = rows.aggregate(amount=Sum("balance", default=0), members=Count("member", distinct=True))
    owner = rows.values_list("member_id", flat=True).first() if sums["members"] == 1 else None
    return Saved(int(sums["amount"]), sums["members"], owner)


def unlockings(*, org: Organization) -> dict[UUID, Approval]:
    """Return what is proposed about the locks of kinds of savings and waits for a second officer; one query."""
    return {UUID(row.payload["kind"]): row for row in approvals.waiting().filter(org=org, kind=UNLOCK_KIND)}
