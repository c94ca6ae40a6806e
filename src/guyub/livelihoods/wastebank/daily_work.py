"""What the waste bank needs once a day."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.organizations.daily import daily
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions import expire_payouts


@daily("wastebank.expire_payouts")
def expire(*, org: str) -> None:
    """Free what is held for withdrawals that nobody collected."""
    expire_payouts(org=Organization.objects.get(pk=UUID(org)), by=SYSTEM, happened_at=clock.now())
