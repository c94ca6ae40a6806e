"""What kinds of savings ask for, and the days of Lebaran that open them."""

from __future__ import annotations

from datetime import date, timedelta

from guyub.foundation.core import calendar
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import PocketKind
from guyub.livelihoods.wastebank.rules.pockets import OPEN_AFTER, Rules


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
