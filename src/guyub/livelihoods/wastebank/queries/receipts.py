"""The short codes that stand on receipts."""

from __future__ import annotations

from collections.abc import Iterable

from guyub.foundation.ledger.models import Receipt
from guyub.foundation.organizations.models import Organization


def codes_of(*, org: Organization, numbers: Iterable[int | None]) -> dict[int | None, str]:
    """Return the code of each receipt number; one query."""
    wanted = [number for number in numbers if number is not None]
    return dict(Receipt.objects.filter(org=org, number__in=wanted).values_list("number", "code"))
