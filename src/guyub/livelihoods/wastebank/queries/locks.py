"""What kinds of savings ask for, and the days of Lebaran that open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from guyub.foundation.core import calendar, clock
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Lock
from guyub.livelihoods.wastebank.models import PocketKind
from guyub.livelihoods.wastebank.rules.pockets import OPEN_AFTER, Rules, opens_on


@dataclass(frozen=True, slots=True)
class LockState:
    """Whether a kind of savings is closed today. `opens` None: locked until a Lebaran that the calendar lacks."""

    is_locked: bool = False
    opens: date | None = None


OPEN = LockState()


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
