"""Members for tests, straight through the model: quick, and with the house's own defaults."""

from __future__ import annotations

from datetime import date
from typing import Any

from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members import names
from guyub.foundation.members.models import Member, MemberNumber
from guyub.foundation.organizations.models import Organization
from tests.factories import EPOCH

CIHONJE = "33.02.15.2003"


def make_member(org: Organization, name: str = "Sutinah", **values: Any) -> Member:
    """A member of Cihonje who joined on 1 January 2021, under the next number."""
    values = {"village_code": CIHONJE, "hamlet": "Cihonje Lor", "joined_on": date(2021, 1, 1)} | values
    key = names.search_key(name, values.get("nickname", ""))
    values = {"happened_at": EPOCH, "recorded_at": EPOCH, "search_key": key, "client_id": uuid7()} | values
    with tenant(org.pk):
        counter, _ = MemberNumber.objects.get_or_create(org=org)
        if "number" not in values:
            counter.last += 1
            counter.save()
        return Member.objects.create(org=org, name=name, **({"number": counter.last} | values))
