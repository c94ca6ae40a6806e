"""Loans and Piutang as lists and cards: for officers, and of her own for each member."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import LOAN_OPEN, LOAN_WAITING, LoanStatus
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import Loan, LoanGood, Receivable, Repayment
from guyub.livelihoods.wastebank.settings import tuning

OPEN = (*LOAN_WAITING, LoanStatus.DISBURSED)


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan with everything a screen shows of it."""

    id: UUID
    member_id: UUID
    member_number: int
    member: str
    amount: int
    owed: int
    repaid: int
    written_off: int
    share_bp: int
    purpose: str
    status: str
    asked_at: datetime
    approved_at: datetime | None
    disbursed_at: datetime | None
    ended_at: datetime | None
    in_goods: bool
    post: str
    reason: str
    recorded_by_id: UUID | None
    approved_by_id: UUID | None
    receipt_number: int | None
    receipt_code: str
    is_gone: bool  # she left or died


@dataclass(frozen=True, slots=True)
class ReceivableRow:
    """A Piutang with the corrected deposit it came from."""

    id: UUID
    member_id: UUID
    member_number: int
    member: str
    amount: int
    owed: int
    repaid: int
    written_off: int
    arose_at: datetime
    deposit_id: UUID
    correction_reason: str
    is_gone: bool  # she left or died


@dataclass(frozen=True, slots=True)
class RepaymentRow:
    """One part of a debt that was repaid, written off, or taken back (then negative)."""

    id: UUID
    kind: str
    amount: int
    happened_at: datetime
    deposit_id: UUID | None
    reason: str
    receipt_number: int | None
    receipt_code: str


@dataclass(frozen=True, slots=True)
class LentGood:
    """So many sale units of a good that a loan was handed out in."""

    name: str
    unit: str
    unit_size: int
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class DebtSums:
    """What members owe all together."""

    loans: int = 0
    loan_amount: int = 0
    asked: int = 0
    approved: int = 0
    receivables: int = 0
    receivable_amount: int = 0


@dataclass(frozen=True, slots=True)
class DebtsOf:
    """What one member owes and asked for."""

    loans: list[LoanRow] = field(default_factory=list)
    receivables: list[ReceivableRow] = field(default_factory=list)

    @property
    def owed(self) -> int:
        return sum(loan.owed for loan in self.loans) + sum(row.owed for row in self.receivables)


def room_for_loans(*, org: Organization, member_id: UUID) -> int:
    """Return how much may still be lent to her: the limit less what she owes and what waits to be handed out."""
    waiting = Q(status__in=LOAN_WAITING)
    found = Loan.objects.filter(org=org, member_id=member_id).aggregate(
        owed=Sum("owed", default=0), asked=Sum("amount", filter=waiting, default=0)
    )
    return max(tuning(org).loan_limit - int(found["owed"]) - int(found["asked"]), 0)


def open_loans(*, org: Organization, limit: int = 300) -> list[LoanRow]:
    """Return what runs and what waits: what waits first, then the oldest first; one query."""
    rows = Loan.objects.filter(org=org, status__in=LOAN_OPEN)
    runs = Case(When(status=LoanStatus.DISBURSED, then=1), default=0)
    return _loans(rows.order_by(runs, "recorded_at", "id"), limit)


def ended_loans(*, org: Organization, before: datetime | None = None, limit: int = 20) -> list[LoanRow]:
    """Return settled, written off, refused and cancelled ones, newest first."""
    rows = Loan.objects.filter(org=org, ended_at__isnull=False).order_by("-ended_at", "-id")
    return _loans(rows.filter(ended_at__lt=before) if before else rows, limit)


def find_loans(*, org: Organization, member_ids: list[UUID], limit: int = 50) -> list[LoanRow]:
    """Return the loans of some members, newest first."""
    rows = Loan.objects.filter(org=org, member_id__in=member_ids).order_by("-recorded_at", "-id")
    return _loans(rows, limit)


def debts_of(*, org: Organization, member_id: UUID) -> DebtsOf:
    """Return what a member owes or asked for; for screens that have passed `member_for`. Two queries."""
    loans = Loan.objects.filter(org=org, member_id=member_id, status__in=OPEN).order_by("recorded_at", "id")
    rows = Receivable.objects.filter(org=org, member_id=member_id, owed__gt=0).order_by("arose_at", "id")
    return DebtsOf(_loans(loans, 20), _receivables(rows, 20))


def loan_for(*, org: Organization, by: Actor, loan_id: UUID | str) -> LoanRow:
    """Return one loan for its member or an officer."""
    loan = Loan.get(loan_id)
    open_passbook(by, loan.member_id)
    return _loans(Loan.objects.filter(org=org, pk=loan.pk), 1)[0]


def receivable_for(*, org: Organization, by: Actor, receivable_id: UUID | str) -> ReceivableRow:
    """Return one Piutang for its member or an officer."""
    row = Receivable.get(receivable_id)
    open_passbook(by, row.member_id)
    return _receivables(Receivable.objects.filter(org=org, pk=row.pk), 1)[0]


def goods_of(*, loan: LoanRow) -> list[LentGood]:
    """Return the goods that a loan was handed out in, for screens that have passed its door. One query at most."""
    if not loan.in_goods:
        return []
    rows = LoanGood.objects.filter(loan_id=loan.id).order_by("good_name", "id")
    return [LentGood(*row) for row in rows.values_list("good_name", "good__unit", "good__unit_size", "count", "amount")]


def repayments_of(*, org: Organization, debt_id: UUID, limit: int = 100) -> list[RepaymentRow]:
    """Return the parts of a loan or a Piutang, newest first; for screens that have passed its door."""
    rows = Repayment.objects.filter(Q(loan_id=debt_id) | Q(receivable_id=debt_id), org=org)
    return [_repayment(row) for row in rows.order_by("-recorded_at", "-id")[:limit]]


def repayment_for(*, org: Organization, by: Actor, repayment_id: UUID | str) -> tuple[RepaymentRow, UUID, int]:
    """Return one repayment, its debt, and what is owed of it now, for the member or an officer."""
    row = Repayment.objects.select_related("loan", "receivable").filter(org=org, pk=repayment_id).first()
    debt = (row.loan or row.receivable) if row else None
    if row is None or debt is None:
        raise NotHere
    open_passbook(by, debt.member_id)
    return _repayment(row), debt.pk, debt.owed


def open_receivables(*, org: Organization, limit: int = 100) -> list[ReceivableRow]:
    """Return every Piutang that stands, the oldest first; one query."""
    return _receivables(Receivable.objects.filter(org=org, owed__gt=0).order_by("arose_at", "id"), limit)


def sums(*, org: Organization) -> DebtSums:
    """Return what is owed and what waits; two queries."""
    loans = Loan.objects.filter(org=org).aggregate(
        loans=Count("id", filter=Q(owed__gt=0)),
        loan_amount=Sum("owed", default=0),
        asked=Count("id", filter=Q(status=LoanStatus.ASKED)),
        approved=Count("id", filter=Q(status=LoanStatus.APPROVED)),
    )
    owed = Receivable.objects.filter(org=org, owed__gt=0).aggregate(
        receivables=Count("id"), receivable_amount=Sum("owed", default=0)
    )
    return DebtSums(**loans, **owed)


def _loans(rows: QuerySet[Loan], limit: int) -> list[LoanRow]:
    return [
        LoanRow(
            id=x.pk,
            member_id=x.member_id,
            member_number=x.member.number,
            member=x.member.name,
            amount=x.amount,
            owed=x.owed,
            repaid=x.repaid,
            written_off=x.written_off,
            share_bp=x.share_bp,
            purpose=x.purpose,
            status=x.status,
            asked_at=x.happened_at,
            approved_at=x.approved_at,
            disbursed_at=x.disbursed_at,
            ended_at=x.ended_at,
            in_goods=x.in_goods,
            post=x.post.name if x.post else "",
            reason=x.reason,
            recorded_by_id=x.recorded_by_id,
            approved_by_id=x.approved_by_id,
            receipt_number=x.receipt_number,
            receipt_code=x.receipt_code,
            is_gone=x.member.is_gone,
        )
        for x in rows.select_related("member", "post")[:limit]
    ]


def _receivables(rows: QuerySet[Receivable], limit: int) -> list[ReceivableRow]:
    return [
        ReceivableRow(
            id=x.pk,
            member_id=x.member_id,
            member_number=x.member.number,
            member=x.member.name,
            amount=x.amount,
            owed=x.owed,
            repaid=x.repaid,
            written_off=x.written_off,
            arose_at=x.arose_at,
            deposit_id=x.deposit_id,
            correction_reason=x.deposit.correction_reason,
            is_gone=x.member.is_gone,
        )
        for x in rows.select_related("member", "deposit")[:limit]
    ]


def _repayment(row: Repayment) -> RepaymentRow:
    return RepaymentRow(
        row.pk,
        row.kind,
        row.amount,
        row.happened_at,
        row.deposit_id,
        row.reason,
        row.receipt_number,
        row.receipt_code,
    )
