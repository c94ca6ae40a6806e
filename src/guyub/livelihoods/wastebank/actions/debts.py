"""Repaying what is owed, out of a value, a passbook or cash; always under the association's lock.

The verbs for screens are in `owing` and `lending`; here is what they and the weighing table share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry, reverse_entry
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import LoanStatus, PassbookKind, RepaymentKind
from guyub.livelihoods.wastebank.documents.books import receivable_document, repayment_document
from guyub.livelihoods.wastebank.models import Deposit, Loan, Receivable, Repayment
from guyub.livelihoods.wastebank.rules.debts import Owed, Part, out_of_value, shares_of_loans, spread
from guyub.livelihoods.wastebank.settings import tuning

Debt = Receivable | Loan
UNLIMITED = 10**12


@dataclass(frozen=True, slots=True)
class Debts:
    """What a member owes, the oldest first."""

    receivables: list[Receivable]
    loans: list[Loan]

    @classmethod
    def of(cls, member_id: UUID, *, root: Deposit | None = None) -> Debts:
        """Read them; of a visit that is put right without what its own corrections lacked, and loans of then only."""
        receivables = Receivable.objects.filter(member_id=member_id, owed__gt=0).order_by("arose_at", "id")
        loans = Loan.objects.filter(member_id=member_id, owed__gt=0).order_by("disbursed_at", "id")
        if root is not None:
            receivables = receivables.exclude(deposit__root_id=root.pk)
            loans = loans.filter(disbursed_at__lte=root.recorded_at)
        return cls(list(receivables), list(loans))

    @property
    def receivable(self) -> int:
        return sum(row.owed for row in self.receivables)

    def pick(self, parts: Iterable[Part]) -> list[tuple[Debt, int]]:
        """Return the rows behind the parts of a rule."""
        rows: dict[UUID, Debt] = {row.pk: row for row in self.receivables}
        rows |= {loan.pk: loan for loan in self.loans}
        return [(rows[part.id], part.amount) for part in parts]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who repays when, and out of what: the visit, or nothing."""

    org: Organization
    by: Actor
    event_at: datetime
    deposit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Repaid:
    """A part that was repaid: of which debt, and the entry that says so."""

    debt: Debt
    amount: int
    entry_id: UUID


def repay_out_of_value(
    occasion: Occasion, purse: Purse, value: int, *, root: Deposit | None = None, most: int | None = None
) -> list[Repaid]:
    """Take out of what was just credited to `purse`: Piutang first, then the agreed share of each loan.

    For a deposit, a share of a group, the proceeds of consigned goods. When the visit `root` is put right, Piutang
    takes `most`: what it had taken, and what the value grew by.
    """
    debts = Debts.of(purse.member_id, root=root)
    points = tuning(occasion.org).receivable_bp
    first = out_of_value(value, [Owed(r.pk, r.owed) for r in debts.receivables], points=points, most=most)
    rest = value - sum(part.amount for part in first)
    then = shares_of_loans(rest, [Owed(loan.pk, loan.owed, loan.share_bp) for loan in debts.loans])
    return _take(occasion, purse, debts.pick([*first, *then]), RepaymentKind.DEPOSIT)


def repay_own_lack(occasion: Occasion, purse: Purse, root: Deposit, most: int) -> None:
    """Let a visit that is worth more after all take back what its earlier corrections lacked."""
    rows = Receivable.objects.filter(member_id=purse.member_id, owed__gt=0, deposit__root_id=root.pk)
    debts = Debts(list(rows.order_by("arose_at", "id")), [])
    parts = spread(most, [Owed(row.pk, row.owed) for row in debts.receivables])
    _take(occasion, purse, debts.pick(parts), RepaymentKind.DEPOSIT)


def repay_out_of_visit(visit: Visit, purses: Sequence[Purse], shares: Sequence[int]) -> list[Repaid]:
    """Let what a visit just brought repay the debts of each who brought it."""
    occasion, repaid = Occasion(visit.org, visit.by, visit.event_at, visit.id), []
    for (person, _parts), purse, amount in zip(visit.people, purses, shares, strict=True):
        if person.in_debt and amount:
            repaid += repay_out_of_value(occasion, purse, amount)
    return repaid


def repay_out_of_savings(
    occasion: Occasion, purse: Purse, *, receivables: int = UNLIMITED, loans: int = UNLIMITED
) -> list[Repaid]:
    """Take out of what a purse has free: up to so much for Piutang, then up to so much for loans.

    For a member who asks for it, and for closing an account.
    """
    debts = Debts.of(purse.member_id)
    first = spread(min(receivables, purse.available), [Owed(r.pk, r.owed) for r in debts.receivables])
    rest = purse.available - sum(part.amount for part in first)
    then = spread(min(loans, rest), [Owed(loan.pk, loan.owed) for loan in debts.loans])
    return _take(occasion, purse, debts.pick([*first, *then]), RepaymentKind.SAVINGS)


def _take(occasion: Occasion, purse: Purse, parts: Iterable[tuple[Debt, int]], kind: RepaymentKind) -> list[Repaid]:
    taken = []
    for debt, amount in parts:
        posted = repay(
            occasion,
            debt,
            amount,
            kind=kind,
            pay_from=Line(accounts.SAVINGS, amount, unit=accounts.UNIT, party=purse.member_id),
            pocket_id=purse.pocket_id,
        )
        purse.write(_word(debt), -amount, occasion.event_at, occasion.deposit_id or debt.pk, posted.entry_id)
        taken.append(Repaid(debt, amount, posted.entry_id))
    return taken


def repay(
    occasion: Occasion,
    debt: Debt,
    amount: int,
    *,
    kind: RepaymentKind,
    pay_from: Line,
    pocket_id: UUID | None = None,
    client_id: UUID | None = None,
    digest: str = "",
    reason: str = "",
    receipt: bool = False,
) -> Repayment:
    """Post one part of a debt as repaid or written off, from whatever account `pay_from` debits."""
    row = Repayment(
        id=uuid7(),
        org=occasion.org,
        client_id=client_id or uuid7(),
        happened_at=occasion.event_at,
        recorded_at=clock.now(),
        recorded_by_id=occasion.by.user_id,
        device_id=occasion.by.device_id,
        receivable=debt if isinstance(debt, Receivable) else None,
        loan=debt if isinstance(debt, Loan) else None,
        kind=kind,
        amount=amount,
        deposit_id=occasion.deposit_id,
        pocket_id=pocket_id,
        cash_account=pay_from.account if kind == RepaymentKind.CASH else "",
        reason=reason,
    )
    document = repayment_document(row)
    row.content_hash = digest or content_hash(document)
    posted = post_entry(
        org=occasion.org,
        by=occasion.by,
        kind=_ENTRY[kind],
        source_id=row.pk,
        lines=[pay_from, Line(_account(debt), -amount, unit=accounts.UNIT, party=debt.member_id)],
        event_at=occasion.event_at,
        client_id=row.client_id,
        doc=document,
        memo=_memo(debt, kind),
        receipt=receipt,
    )
    row.entry_id, row.receipt_number, row.receipt_code = posted.entry_id, posted.receipt_number, posted.receipt_code
    row.save(force_insert=True)
    _move(debt, amount, kind, occasion)
    return row


def take_repayment_back(occasion: Occasion, row: Repayment) -> Posted:
    """Undo one repayment: its entry is mirrored and the debt stands again as far as it was repaid."""
    debt: Debt | None = row.loan or row.receivable
    if debt is None:
        raise RuntimeError("a repayment is of one debt")
    posted = reverse_entry(
        org=occasion.org, by=occasion.by, entry_id=row.entry_id, event_at=occasion.event_at, client_id=uuid7()
    )
    undone = Repayment(
        id=uuid7(),
        org=occasion.org,
        client_id=uuid7(),
        happened_at=occasion.event_at,
        recorded_at=clock.now(),
        recorded_by_id=occasion.by.user_id,
        device_id=occasion.by.device_id,
        receivable=row.receivable,
        loan=row.loan,
        kind=row.kind,
        amount=-row.amount,
        undoes=row,
        deposit_id=row.deposit_id,
        pocket_id=row.pocket_id,
        cash_account=row.cash_account,
        entry_id=posted.entry_id,
    )
    undone.content_hash = content_hash(repayment_document(undone))
    undone.save(force_insert=True)
    _move(debt, -row.amount, RepaymentKind(row.kind), occasion)
    return posted


def repayments_of_visit(deposit_id: UUID) -> list[Repayment]:
    """Return what a visit repaid and what was not taken back since."""
    rows = Repayment.objects.filter(deposit_id=deposit_id, undoes__isnull=True, undone_by__isnull=True)
    return list(rows.select_related("loan", "receivable__deposit").order_by("id"))


def owe(occasion: Occasion, purse: Purse, amount: int) -> Receivable:
    """Turn what a correction lacks into Piutang Anggota: the passbook never falls below zero."""
    if occasion.deposit_id is None:
        raise RuntimeError("Piutang arises from the correction of a deposit")
    row = Receivable(
        id=uuid7(),
        org=occasion.org,
        member_id=purse.member_id,
        deposit_id=occasion.deposit_id,
        amount=amount,
        owed=amount,
        arose_at=occasion.event_at,
    )
    posted = post_entry(
        org=occasion.org,
        by=occasion.by,
        kind=accounts.LACKING,
        source_id=row.pk,
        lines=[
            Line(accounts.RECEIVABLE, amount, unit=accounts.UNIT, party=purse.member_id),
            Line(accounts.SAVINGS, -amount, unit=accounts.UNIT, party=purse.member_id),
        ],
        event_at=occasion.event_at,
        client_id=uuid7(),
        doc=receivable_document(row),
        memo=_("lacking after a correction"),
    )
    row.entry_id = posted.entry_id
    row.save(force_insert=True)
    purse.write(PassbookKind.LACKING, amount, occasion.event_at, occasion.deposit_id, posted.entry_id)
    return row


def move_debts(occasion: Occasion, *, source: UUID, target: UUID) -> int:
    """Make `target` owe what `source` owes, by linked entries, when two rows of one person are joined.

    Return how much moved. Their repayments go along, so both histories stay readable.
    """
    moved = 0
    for debt in (*Receivable.objects.filter(member_id=source), *Loan.objects.filter(member_id=source)):
        if debt.owed:
            post_entry(
                org=occasion.org,
                by=occasion.by,
                kind=accounts.DEBT_MOVED,
                source_id=debt.pk,
                lines=[
                    Line(_account(debt), debt.owed, unit=accounts.UNIT, party=target),
                    Line(_account(debt), -debt.owed, unit=accounts.UNIT, party=source),
                ],
                event_at=occasion.event_at,
                client_id=uuid7(),
                memo=_("two records of one person joined"),
            )
            moved += debt.owed
        if debt.owed or not isinstance(debt, Loan) or debt.status not in {LoanStatus.REFUSED, LoanStatus.CANCELLED}:
            debt.member_id = target
            debt.save(update_fields=["member_id"])
    return moved


def _move(debt: Debt, amount: int, kind: RepaymentKind, occasion: Occasion) -> None:
    """Count a part on the row of its debt. Settled is what owes nothing; a part taken back opens it again."""
    if kind == RepaymentKind.WRITTEN_OFF:
        debt.written_off += amount
    else:
        debt.repaid += amount
    debt.owed -= amount
    columns = ["repaid", "written_off", "owed"]
    if isinstance(debt, Loan):
        ended = LoanStatus.WRITTEN_OFF if debt.written_off else LoanStatus.SETTLED
        debt.status = LoanStatus.DISBURSED if debt.owed else ended
        debt.ended_at = None if debt.owed else occasion.event_at
        debt.ended_by_id = None if debt.owed else occasion.by.user_id
        columns += ["status", "ended_at", "ended_by_id"]
    debt.save(update_fields=columns)


_ENTRY = {
    RepaymentKind.DEPOSIT: accounts.REPAYMENT,
    RepaymentKind.SAVINGS: accounts.REPAYMENT,
    RepaymentKind.CASH: accounts.REPAYMENT_CASH,
    RepaymentKind.WRITTEN_OFF: accounts.WRITE_OFF,
}


def _account(debt: Debt) -> str:
    return accounts.LOANS if isinstance(debt, Loan) else accounts.RECEIVABLE


def _word(debt: Debt) -> PassbookKind:
    return PassbookKind.LOAN if isinstance(debt, Loan) else PassbookKind.RECEIVABLE


def _memo(debt: Debt, kind: RepaymentKind) -> str:
    if kind == RepaymentKind.WRITTEN_OFF:
        return _("debt written off")
    return _("repayment of a loan") if isinstance(debt, Loan) else _("repayment of a debt of a correction")
