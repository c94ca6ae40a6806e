"""What members owe, and what is free to use while they owe it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import BooleanField, F, Sum
from django.db.models.expressions import RawSQL

from guyub.livelihoods.wastebank.models import Loan, Pocket, Receivable
from guyub.livelihoods.wastebank.rules.debts import Owed, free_to_use, out_of_value, shares_of_loans

_IN_DEBT = (
    "(EXISTS (SELECT 1 FROM wastebank_loan l WHERE l.org_id = wastebank_pocket.org_id"
    " AND l.member_id = wastebank_pocket.member_id AND (l.owed > 0 OR l.status IN ('asked', 'approved')))"
    " OR EXISTS (SELECT 1 FROM wastebank_receivable r WHERE r.org_id = wastebank_pocket.org_id"
    " AND r.member_id = wastebank_pocket.member_id AND r.owed > 0))"
)


def receivable_of(member_id: UUID) -> int:
    """Return her Piutang: what corrections took back and her passbook did not hold. One query."""
    owed = Receivable.objects.filter(member_id=member_id, owed__gt=0).aggregate(owed=Sum("owed", default=0))
    return int(owed["owed"])


def loans_of(member_id: UUID) -> int:
    """Return what she owes in loans. One query."""
    owed = Loan.objects.filter(member_id=member_id, owed__gt=0).aggregate(owed=Sum("owed", default=0))
    return int(owed["owed"])


def in_debt() -> RawSQL:
    """Return of each pocket whether its owner owes something or waits for a loan, within the same query.

    Written out: Django takes longer to put it together than the database to answer.
    """
    return RawSQL(_IN_DEBT, (), BooleanField())  # noqa: S611 -- a constant, bound to the pocket's association


def usable(*, member_id: UUID, pocket_id: UUID, available: int) -> int:
    """Return what may be used of a pocket that has `available` free: all her savings together still cover her Piutang.

    Payouts, donations, dues, exchanges and transfers ask here; repaying a debt does not.
    """
    owed = receivable_of(member_id)
    if not owed:
        return available
    others = Pocket.objects.filter(member_id=member_id).exclude(pk=pocket_id)
    elsewhere = others.aggregate(free=Sum(F("balance") - F("held"), default=0))["free"]
    return free_to_use(available, int(elsewhere), owed)


@dataclass(frozen=True, slots=True)
class Repaying:
    """What a value would repay: what corrections lacked, then loans; and what of the rest may be used."""

    receivable: int = 0
    loans: int = 0
    most: int | None = None

    @property
    def total(self) -> int:
        return self.receivable + self.loans


def would_repay(*, member_id: UUID, value: int, points: int) -> Repaying:
    """Return what a new value of this member would repay, by the rule of `rules.debts`. Nothing is written."""
    repays = would_repay_each(values={member_id: value}, points=points)[member_id]
    owed = receivable_of(member_id) - repays.receivable
    if not owed:
        return repays
    free = Pocket.objects.filter(member_id=member_id).aggregate(free=Sum(F("balance") - F("held"), default=0))["free"]
    return replace(repays, most=max(int(free) + value - repays.total - owed, 0))


def would_repay_each(*, values: Mapping[UUID, int], points: int) -> dict[UUID, Repaying]:
    """Return what a new value of each of these members would repay; two queries, however many they are."""
    lacking = Receivable.objects.filter(member_id__in=values, owed__gt=0).order_by("arose_at", "id")
    loans = Loan.objects.filter(member_id__in=values, owed__gt=0).order_by("disbursed_at", "id")
    receivables, lent = defaultdict[UUID, list[Owed]](list), defaultdict[UUID, list[Owed]](list)
    for member_id, *owed in lacking.values_list("member_id", "pk", "owed"):
        receivables[member_id].append(Owed(*owed))
    for member_id, *owed in loans.values_list("member_id", "pk", "owed", "share_bp"):
        lent[member_id].append(Owed(*owed))
    return {pk: _repaying(value, receivables[pk], lent[pk], points) for pk, value in values.items()}


def _repaying(value: int, receivables: list[Owed], loans: list[Owed], points: int) -> Repaying:
    first = sum(part.amount for part in out_of_value(value, receivables, points=points))
    return Repaying(first, sum(part.amount for part in shares_of_loans(value - first, loans)))
