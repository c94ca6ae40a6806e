"""What the books need once a day."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.ledger import approvals
from guyub.foundation.organizations.daily import daily
from guyub.foundation.organizations.models import Organization


@daily("ledger.expire_proposals")
def expire_proposals(*, org: str) -> None:
    """Let proposals lapse that no second person decided."""
    approvals.expire_old(org=Organization.objects.get(pk=UUID(org)), by=SYSTEM)
