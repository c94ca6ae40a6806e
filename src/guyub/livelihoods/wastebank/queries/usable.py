"""What a member's savings allow: her pockets together, less what she owes from a correction."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Sum

from guyub.foundation.core import calendar
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Pocket, PocketKind
from guyub.livelihoods.wastebank.queries.debts import receivable_of
from guyub.livelihoods.wastebank.rules.pockets import OPEN_AFTER, Rules


def usable_of(member_id: UUID) -> int:
    """Return what may leave all her pockets together: available less Piutang. Two queries."""
    available = Pocket.objects.filter(member_id=member_id).aggregate(sum=Sum(F("balance") - F("held"), default=0))
    return max(int(available["sum"]) - receivable_of(member_id), 0)


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
