"""What is still there of a member who leaves, and where the closing of her account stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum

from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import BillStatus
from guyub.livelihoods.wastebank.models import AccountExit, Bill, ConsignmentLot, Pocket
from guyub.livelihoods.wastebank.queries.debts import loans_of, receivable_of


@dataclass(frozen=True, slots=True)
class Left:
    """Savings, money set aside for bills, debts, and how many loads of hers are not sold yet."""

    savings: int
    set_aside: int
    receivable: int
    loan: int
    lots: int

    @property
    def written_off(self) -> int:
        """What her savings do not reach."""
        return max(self.receivable + self.loan - self.savings - self.set_aside, 0)

    @property
    def rest(self) -> int:
        """What she or her heir gets."""
        return max(self.savings + self.set_aside - self.receivable - self.loan, 0)

    @property
    def nothing(self) -> bool:
        """Whether nothing is left at all."""
        return not any((self.savings, self.set_aside, self.receivable, self.loan, self.lots))


@dataclass(frozen=True, slots=True)
class ExitCard:
    """One decision about her account. `proposed` waits for the second officer."""

    status: str
    decided_at: datetime
    receiver: str
    receivable_paid: int
    loan_paid: int
    written_off: int
    rest: int
    payout_id: UUID | None
    payout_status: str


def what_is_left(*, org: Organization, member_id: UUID) -> Left:
    """Return what is there today; five queries."""
    bills = Bill.objects.filter(org=org, pocket__member_id=member_id, status=BillStatus.HELD)
    return Left(
        savings=int(Pocket.objects.filter(org=org, member_id=member_id).aggregate(s=Sum("balance", default=0))["s"]),
        set_aside=int(bills.aggregate(s=Sum(F("amount") + F("fee"), default=0))["s"]),
        receivable=receivable_of(member_id),
        loan=loans_of(member_id),
        lots=ConsignmentLot.objects.filter(org=org, member_id=member_id, held__gt=0).count(),
    )


def exits_of(*, org: Organization, member_id: UUID) -> list[ExitCard]:
    """Return the decisions about a member's account, the newest first."""
    rows = AccountExit.objects.filter(org=org, member_id=member_id).select_related("payout").order_by("-recorded_at")
    return [
        ExitCard(
            row.status,
            row.recorded_at,
            row.receiver,
            row.receivable_paid,
            row.loan_paid,
            row.written_off,
            row.rest,
            row.payout_id,
            row.payout.status if row.payout else "",
        )
        for row in rows
    ]


def exit_proposed(*, org: Organization, member_id: UUID) -> UUID | None:
    """Return the proposal to close her account that still waits for a second officer."""
    rows = Approval.objects.filter(org=org, kind="wastebank.exit", state=ApprovalState.PROPOSED)
    newest: Approval | None = rows.filter(beneficiary_id=member_id).order_by("-recorded_at").first()
    return newest.pk if newest else None
