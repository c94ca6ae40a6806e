"""What is still there of a member who leaves, and where the closing of her account stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from guyub.foundation.core import clock
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import (
    EXIT_KIND,
    LOAN_WAITING,
    BillStatus,
    ExitReason,
    ExitStatus,
    RequestStatus,
)
from guyub.livelihoods.wastebank.models import AccountExit, Bill, ConsignmentLot, GoodsRequest, Loan, Pocket
from guyub.livelihoods.wastebank.queries.debts import loans_of, receivable_of


@dataclass(frozen=True, slots=True)
class Left:
    """Savings, money set aside for bills, debts, and how many loads of hers are not sold yet.

    `held`: so much of the savings is promised to withdrawals. `waiting`: loans and goods asked for, not handed out.
    """

    savings: int
    held: int
    set_aside: int
    receivable: int
    loan: int
    lots: int
    waiting: int = 0

    @property
    def written_off(self) -> int:
        """What her savings do not reach."""
        return max(self.receivable + self.loan - self.savings - self.set_aside, 0)

    @property
    def rest(self) -> int:
        """What she or her heir gets."""
        return max(self.savings + self.set_aside - self.receivable - self.loan, 0)

    @property
    def free(self) -> bool:
        """Whether there is still something that two officers can settle."""
        return any((self.savings - self.held, self.set_aside, self.receivable, self.loan, self.waiting))

    @property
    def nothing(self) -> bool:
        """Whether nothing is left at all."""
        return not any((self.savings, self.set_aside, self.receivable, self.loan, self.lots, self.waiting))


@dataclass(frozen=True, slots=True)
class ExitCard:
    """One decision of two officers about her account: what was paid out of it, and who gets the rest."""

    id: UUID
    member_id: UUID
    member: str
    member_number: int
    reason: str
    status: str
    decided_at: datetime
    receiver: str
    receivable_paid: int
    loan_paid: int
    written_off: int
    rest: int
    payout_id: UUID | None
    payout_status: str
    closed_at: datetime | None

    @property
    def savings(self) -> int:
        """What she had when it was settled."""
        return self.receivable_paid + self.loan_paid + self.rest


@dataclass(frozen=True, slots=True)
class Consigned:
    """What she left for sale of one kind and what is not sold yet."""

    item: str
    unit: str
    held: int


@dataclass(frozen=True, slots=True)
class HeldBill:
    """Money of hers that is set aside for a bill."""

    kind: str
    customer: str
    amount: int


@dataclass(frozen=True, slots=True)
class NotClosed:
    """Savings of a member who left or died and whose account nobody has settled, or not since they came."""

    member_id: UUID
    member: str
    member_number: int
    savings: int


def what_is_left(*, org: Organization, member_id: UUID) -> Left:
    """Return what is there today; seven queries."""
    bills = Bill.objects.filter(org=org, pocket__member_id=member_id, status=BillStatus.HELD)
    pockets = Pocket.objects.filter(org=org, member_id=member_id)
    loans = Loan.objects.filter(org=org, member_id=member_id, status__in=LOAN_WAITING)
    goods = GoodsRequest.objects.filter(org=org, member_id=member_id, status=RequestStatus.ASKED)
    saved = pockets.aggregate(s=Sum("balance", default=0), h=Sum("held", default=0))
    return Left(
        savings=int(saved["s"]),
        held=int(saved["h"]),
        set_aside=int(bills.aggregate(s=Sum(F("amount") + F("fee"), default=0))["s"]),
        receivable=receivable_of(member_id),
        loan=loans_of(member_id),
        lots=ConsignmentLot.objects.filter(org=org, member_id=member_id, held__gt=0).count(),
        waiting=loans.count() + goods.count(),
    )


def consigned_of(*, org: Organization, member_id: UUID) -> list[Consigned]:
    """Return what a member left for sale and what still lies at the posts, by kind. One query."""
    rows = ConsignmentLot.objects.filter(org=org, member_id=member_id, held__gt=0)
    found = rows.values_list("item__name", "item__unit").annotate(Sum("held")).order_by("item__name")
    return [Consigned(*row) for row in found]


def held_bills(*, org: Organization, member_id: UUID) -> list[HeldBill]:
    """Return the bills that her savings are set aside for and that are not paid yet. One query."""
    rows = Bill.objects.filter(org=org, pocket__member_id=member_id, status=BillStatus.HELD).order_by("id")
    return [HeldBill(*row) for row in rows.values_list("kind", "customer", F("amount") + F("fee"))]


def exits_of(*, org: Organization, member_id: UUID) -> list[ExitCard]:
    """Return the decisions about a member's account, the newest first."""
    return _cards(AccountExit.objects.filter(org=org, member_id=member_id))


def exit_card(*, exit_id: UUID) -> ExitCard:
    """Return one decision; for screens that pass `member_for` with it."""
    return _cards(AccountExit.objects.filter(pk=AccountExit.get(exit_id).pk))[0]


def open_exits(*, org: Organization) -> list[ExitCard]:
    """Return the accounts that are settled but not at zero yet, the newest first. One query.

    Who is a member again is not among them.
    """
    gone = ExitReason.values
    return _cards(AccountExit.objects.filter(org=org, status=ExitStatus.CLOSING, member__status__in=gone))


def not_closed(*, org: Organization, limit: int = 100) -> list[NotClosed]:
    """Return the savings of those who left or died and that no closing waits for, by member number. One query."""
    closing = AccountExit.objects.filter(org=org, status=ExitStatus.CLOSING).values("member_id")
    rows = Pocket.objects.filter(org=org, balance__gt=0, member__status__in=ExitReason.values)
    found = rows.exclude(member_id__in=closing).values_list("member_id", "member__name", "member__number")
    return [NotClosed(*row) for row in found.annotate(Sum("balance")).order_by("member__number")[:limit]]


def _cards(rows: QuerySet[AccountExit]) -> list[ExitCard]:
    return [
        ExitCard(
            row.pk,
            row.member_id,
            row.member.name,
            row.member.number,
            row.reason,
            row.status,
            row.recorded_at,
            row.receiver,
            row.receivable_paid,
            row.loan_paid,
            row.written_off,
            row.rest,
            row.payout_id,
            row.payout.status if row.payout else "",
            row.closed_at,
        )
        for row in rows.select_related("payout", "member").order_by("-recorded_at", "-id")
    ]


def exit_proposed(*, org: Organization, member_id: UUID) -> UUID | None:
    """Return the proposal to close her account that still waits for a second officer."""
    rows = Approval.objects.filter(org=org, kind=EXIT_KIND, state=ApprovalState.PROPOSED, expires_at__gt=clock.now())
    newest: Approval | None = rows.filter(beneficiary_id=member_id).order_by("-recorded_at").first()
    return newest.pk if newest else None
