"""What every association needs once a day: the holidays and the Lebaran of next year, as soon as there is one."""

from __future__ import annotations

from uuid import UUID

from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.organizations import tiles
from guyub.foundation.organizations.daily import daily
from guyub.foundation.organizations.models import Organization


@daily("organizations.known_days")
def fill_in_known_days(*, org: str) -> None:
    """Fill this year and the next in, each year once: savings that open before Lebaran follow its day."""
    tiles.known_days(Organization.objects.get(pk=UUID(org)), SYSTEM)
