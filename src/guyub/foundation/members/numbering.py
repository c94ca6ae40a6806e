"""Member numbers: one after the other, without a gap, per association."""

from __future__ import annotations

from django.db.models import F

from guyub.foundation.core.db import lock_association
from guyub.foundation.members.models import MemberNumber
from guyub.foundation.organizations.models import Organization


def take_numbers(org: Organization, count: int = 1) -> int:
    """Return the first of `count` new numbers. Inside a transaction: if that fails, the numbers are free again."""
    lock_association(org.pk)
    if not MemberNumber.objects.update(last=F("last") + count):
        MemberNumber.objects.create(org=org, last=count)
    last: int = MemberNumber.objects.values_list("last", flat=True).get()
    return last - count + 1
