"""What this room says on the home page, and what it lays ready in a new association."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core import calendar, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.home import Note
from guyub.foundation.organizations.models import Organization, PinReset
from guyub.foundation.organizations.permissions import OrganizationPermission as P


def waiting_resets(org: Organization, actor: Actor) -> Note | None:
    """Tell a second officer that a forgotten PIN waits for her: one query, for those with the right only."""
    if not actor.may(P.RECOVER) or actor.user_id is None:
        return None
    waiting = PinReset.objects.filter(
        approved_at__isnull=True, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )
    if not waiting.exclude(asked_by_id=actor.user_id).exists():
        return None
    url = reverse("organizations:pin-resets", args=[org.slug])
    return Note(ground="turmeric", icon="key", sentence=_("A forgotten PIN waits for your approval."), url=url)


def known_days(org: Organization, by: Actor) -> None:
    """Fill in the holidays of this year and the next."""
    year = clock.today(org.time_zone).year
    calendar.fill_years(org=org, by=by, years=[year, year + 1])
