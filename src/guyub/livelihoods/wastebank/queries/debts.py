"""What members owe, and what is free to use while they owe it."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django.db.models import Sum

from guyub.livelihoods.wastebank.models import Loan, Receivable


class Money(Protocol):
    """A pocket as a row, or as a purse in the middle of a transaction."""

    @property
    def member_id(self) -> UUID: ...
    @property
    def balance(self) -> int: ...
    @property
    def held(self) -> int: ...


def receivable_of(member_id: UUID) -> int:
    """Return her Piutang: what corrections took back and her passbook did not hold. One query."""
    owed = Receivable.objects.filter(member_id=member_id, owed__gt=0).aggregate(owed=Sum("owed", default=0))
    return int(owed["owed"])


def loans_of(member_id: UUID) -> int:
    """Return what she owes in loans. One query."""
    owed = Loan.objects.filter(member_id=member_id, owed__gt=0).aggregate(owed=Sum("owed", default=0))
    return int(owed["owed"])


def usable(pocket: Money) -> int:
    """Return what may be used of a pocket: what no withdrawal holds, less her Piutang while it stands.

    Payouts, donations, dues, exchanges and transfers ask here; repaying a debt does not.
    """
    return max(pocket.balance - pocket.held - receivable_of(pocket.member_id), 0)
