"""The end of an account: closed only when nothing of the member is left anywhere."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import ExitStatus
from guyub.livelihoods.wastebank.models import AccountExit
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.exits import what_is_left


@atomic
def close_account(*, org: Organization, by: Actor, member_id: UUID) -> bool:
    """Close the account if nothing of hers is left any more; return whether it is closed now."""
    by.require(WastebankPermission.OVERRIDE)
    lock_association(org.pk)
    return close_if_empty(org, by, member_id)


def close_if_empty(org: Organization, by: Actor, member_id: UUID) -> bool:
    """Mark the settled account of a member as closed when it is at zero everywhere."""
    open_ones = AccountExit.objects.filter(member_id=member_id, status=ExitStatus.CLOSING)
    if not open_ones or not what_is_left(org=org, member_id=member_id).nothing:
        return False
    for exit_ in open_ones:
        exit_.status, exit_.closed_at = ExitStatus.CLOSED, clock.now()
        exit_.save(update_fields=["status", "closed_at"])
        audit.record(org_id=org.pk, by=by, verb="wastebank.account_closed", target=exit_)
    return True
