"""What an association has set up for its waste bank."""

from __future__ import annotations

from guyub.foundation.ledger.models import Account
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import PocketKind


def is_open(*, org: Organization) -> bool:
    """Return whether the waste bank has its kinds of savings."""
    return bool(PocketKind.objects.filter(org=org).exists())


def pocket_kinds(*, org: Organization) -> list[PocketKind]:
    """Return the kinds of savings in their order."""
    return list(PocketKind.objects.filter(org=org).order_by("position", "name"))


def cash_boxes(*, org: Organization) -> list[tuple[str, str]]:
    """Return (account, name) of the cash that a post may pay from."""
    rows = Account.objects.filter(org=org, is_cash=True, closed_on__isnull=True).order_by("code")
    return [(account.code, account.name) for account in rows]
