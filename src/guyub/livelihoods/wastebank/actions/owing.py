"""What a member does about a debt herself, and what two officers let go: cash, savings, writing off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import content_hash, first_result
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.debts import Debt, Occasion, repay, take_repayment_back
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import check_moving, pocket_of
from guyub.livelihoods.wastebank.choices import WRITE_OFF_KIND, PassbookKind, RepaymentKind
from guyub.livelihoods.wastebank.models import Loan, Post, Receivable, Repayment
from guyub.livelihoods.wastebank.permissions import WastebankPermission


@atomic
def repay_in_cash(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    debt_id: UUID,
    amount: int,
    post_id: UUID,
) -> Repayment:
    """Take cash for a loan or a Piutang, all of it or a part, into the box of a post."""
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    digest = content_hash({"debt": debt_id, "amount": amount, "post": post_id})
    known = first_result(Repayment, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    debt = debt_of(debt_id)
    _check(by, debt, amount)
    post = Post.get(post_id)
    row = repay(
        Occasion(org, by, happened_at),
        debt,
        amount,
        kind=RepaymentKind.CASH,
        pay_from=Line(post.cash_account, amount, unit=accounts.UNIT, cash_flow=_flow(debt)),
        client_id=client_id,
        digest=digest,
        receipt=True,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.debt_repaid", target=row)
    return row


@atomic
def repay_out_of_pocket(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    debt_id: UUID,
    amount: int,
    pocket_id: UUID,
) -> Repayment:
    """Let a member repay out of her savings, when she asks for it: from a pocket that is open."""
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    digest = content_hash({"debt": debt_id, "amount": amount, "pocket": pocket_id})
    known = first_result(Repayment, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    debt, pocket = debt_of(debt_id), pocket_of(pocket_id)
    _check(by, debt, amount)
    if pocket.member_id != debt.member_id:
        raise BadInput(_("These are not the savings of who owes it."), field="pocket")
    check_moving(org=org, pocket=pocket, amount=amount, may_open=False)
    row = repay(
        Occasion(org, by, happened_at),
        debt,
        amount,
        kind=RepaymentKind.SAVINGS,
        pay_from=Line(accounts.SAVINGS, amount, unit=accounts.UNIT, party=debt.member_id),
        pocket_id=pocket.pk,
        client_id=client_id,
        digest=digest,
        receipt=True,
    )
    word = PassbookKind.LOAN if isinstance(debt, Loan) else PassbookKind.RECEIVABLE
    purse = Purse.of_row(pocket)
    purse.write(word, -amount, happened_at, debt.pk, row.entry_id, row.receipt_number)
    purse.flush()
    audit.record(org_id=org.pk, by=by, verb="wastebank.debt_repaid", target=row)
    return row


@atomic
def undo_cash_repayment(
    *, org: Organization, by: Actor, entry_id: UUID, event_at: datetime, client_id: UUID, memo: str = ""
) -> Posted:
    """Take back a repayment in cash that was typed wrong, from its entry's page: the debt stands again."""
    del client_id, memo  # the door of the ledger hands them to every kind; an entry is taken back once
    lock_association(org.pk)
    row = Repayment.objects.select_related("loan", "receivable").get(entry_id=entry_id, undoes__isnull=True)
    debt = row.loan or row.receivable
    if debt is not None and by.is_member(debt.member_id):
        raise Forbidden(_("This debt is your own. Ask another officer."), code="own_benefit")
    return take_repayment_back(Occasion(org, by, event_at), row)


# ── writing off ──────────────────────────────────────────────────────────────────────────────────────────────────


def propose_write_off(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, debt_id: UUID, reason: str
) -> Approval:
    """Ask a second officer to let a debt go; neither owes it, nor lives with who does."""
    by.require(WastebankPermission.APPROVE)
    debt = debt_of(debt_id)
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    before = Approval.objects.filter(client_id=client_id).first()
    if not debt.owed and before is None:
        raise Refused(_("Nothing is owed here any more."), code="nothing_owed")
    payload = {"debt": str(debt.pk), "reason": reason.strip()}
    return approvals.propose(
        org=org,
        by=by,
        kind=WRITE_OFF_KIND,
        payload=payload,
        happened_at=happened_at,
        client_id=client_id,
        amount=before.amount if before else debt.owed,
        beneficiary=debt.member_id,
    )


def write_off_approved(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Let go of what is still owed, as the second officer agreed."""
    debt = debt_of(UUID(approval.payload["debt"]))
    if not debt.owed:
        raise Refused(_("Nothing is owed here any more."), code="nothing_owed")
    row = write_off(Occasion(org, by, approval.happened_at), debt, reason=approval.payload["reason"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.debt_written_off", target=row)
    return row.entry_id


def write_off(occasion: Occasion, debt: Debt, *, reason: str) -> Repayment:
    """Post what is left of a debt to Beban Penghapusan; two officers have agreed to it."""
    return repay(
        occasion,
        debt,
        debt.owed,
        kind=RepaymentKind.WRITTEN_OFF,
        pay_from=Line(accounts.WRITTEN_OFF, debt.owed, unit=accounts.UNIT),
        reason=reason,
    )


def describe_write_off(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say what would be let go, for the one who decides."""
    debt = debt_of(UUID(approval.payload["debt"]))
    what = _("Loan") if isinstance(debt, Loan) else _("Debt of a correction")
    return [
        (_("Member"), numbered(debt.member.name, debt.member.number)),
        (_("Particulars"), what),
        (_("Still owed"), rupiah(debt.owed)),
        (_("Reason"), approval.payload["reason"]),
    ]


def debt_of(debt_id: UUID) -> Debt:
    """Return a loan or a Piutang by its id."""
    loan: Loan | None = Loan.objects.filter(pk=debt_id).first()
    return loan or Receivable.get(debt_id)


def _check(by: Actor, debt: Debt, amount: int) -> None:
    if by.is_member(debt.member_id):
        raise Forbidden(_("This debt is your own. Ask another officer."), code="own_benefit")
    if amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    if amount > debt.owed:
        raise Refused(
            _("%(amount)s is still owed. Nothing was booked.") % {"amount": rupiah(debt.owed)},
            next_step=_("Take %(amount)s or less.") % {"amount": rupiah(debt.owed)},
            code="over_debt",
            field="amount",
            owed=debt.owed,
        )


def _flow(debt: Debt) -> str:
    return "I2" if isinstance(debt, Loan) else "D2"
