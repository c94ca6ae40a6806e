"""What members owe, and what is free to use while they owe it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Sum

from guyub.livelihoods.wastebank.models import Loan, Pocket, Receivable


def receivable_of(member_id: UUID) -> int:
    """Return her Piutang: what corrections took back and her passbook did not hold. One query."""
    owed = Receivable.objects.filter(member_id=member_id, owed__gt=0).aggregate(owed=Sum("owed", default=0))
    return int(owed["owed"])


def loans_of(member_id: UUID) -> int:
    """Return what she owes in loans. One query."""
    owed = Loan.objects.filter(member_id=member_id, owed__gt=0).aggregate(owed=Sum("owed", default=0))
    return int(owed["owed"])


def usable(*, member_id: UUID, pocket_id: UUID, available: int) -> int:
    """Return what may be used of a pocket that has `available` free: all her savings together still cover her Piutang.

    Payouts, donations, dues, exchanges and transfers ask here; repaying a debt does not.
    """
    owed = receivable_of(member_id)
    if not owed:
        return available
    others = Pocket.objects.filter(member_id=member_id).exclude(pk=pocket_id)
    elsewhere = others.aggregate(free=Sum(F("balance") - F("held"), default=0))["free"]
    return max(min(available, available + int(elsewhere) - owed), 0)
