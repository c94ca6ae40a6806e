"""What the savings say on the home page of the officers of money."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core import home
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries.coverage import short_soon


def cash_is_short(org: Organization, actor: Actor) -> home.Note | None:
    """Warn who approves payouts and sees the stock that the boxes hold less than is promised for the next weeks."""
    if not actor.may(P.APPROVE) or not actor.may(P.STOCK):
        return None
    found = short_soon(org=org)
    if found is None:
        return None
    words = _("The cash is %(amount)s short for what is promised within %(days)s days.")
    url = reverse("wastebank:coverage", args=[org.slug])
    return home.Note("chilli", "cash-box", words % {"amount": rupiah(found.amount), "days": found.days}, url)
