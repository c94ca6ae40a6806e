"""Loans: asked, approved by another officer, disbursed in cash; no interest, no fine, no due date.

In goods they are handed out by `lending_goods`.

They are repaid out of what the member brings (`debts.repay_out_of_value`), or in cash (`owing`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import same_household
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.boxes import refuse_short_box
from guyub.livelihoods.wastebank.actions.taking import refuse_gone
from guyub.livelihoods.wastebank.choices import LOAN_WAITING, LoanStatus
from guyub.livelihoods.wastebank.documents.books import loan_document
from guyub.livelihoods.wastebank.doors import require_own_or
from guyub.livelihoods.wastebank.models import Loan, Post
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.loans import room_for_loans
from guyub.livelihoods.wastebank.settings import tuning


@atomic
def ask_loan(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    member_id: UUID,
    amount: int,
    share_bp: int | None = None,
    purpose: str = "",
) -> Loan:
    """Ask for a loan, by the member herself or an officer for her. `share_bp`: the agreed part of each deposit."""
    lock_association(org.pk)
    require_own_or(by, member_id, WastebankPermission.REQUEST)
    part = tuning(org).loan_share_bp if share_bp is None else share_bp
    content = {"member": member_id, "amount": amount, "share": part, "purpose": purpose}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Loan, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    member = Member.get(member_id)
    _check_request(org, member, amount, part)
    loan: Loan = Loan.objects.create(
        **columns,
        member=member,
        amount=amount,
        share_bp=part,
        purpose=purpose.strip(),
        asked_by_member_id=by.member_id,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.loan_asked", target=loan)
    return loan


@atomic
def approve_loan(*, org: Organization, by: Actor, loan_id: UUID, happened_at: datetime) -> Loan:
    """Say yes as another officer than who asked; nobody approves for herself or her household."""
    by.require(WastebankPermission.LEND)
    lock_association(org.pk)
    loan = Loan.get(loan_id)
    if loan.status == LoanStatus.APPROVED:
        return loan
    _refuse_own(by, loan)
    if by.kind is not ActorKind.SYSTEM and by.user_id == loan.recorded_by_id:
        raise Refused(
            _("You asked for this loan yourself. Another officer must approve it."),
            next_step=_("Ask the chair or her deputy."),
            code="same_person",
        )
    _refuse_unless(loan, LoanStatus.ASKED)
    refuse_gone(loan.member)
    loan.status, loan.approved_at = LoanStatus.APPROVED, happened_at
    loan.approved_by_id, loan.approved_by_member_id = by.user_id, by.member_id
    loan.save(update_fields=["status", "approved_at", "approved_by_id", "approved_by_member_id"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.loan_approved", target=loan)
    return loan


@atomic
def refuse_loan(*, org: Organization, by: Actor, loan_id: UUID, happened_at: datetime, reason: str) -> Loan:
    """Say no, with a reason that the member reads."""
    by.require(WastebankPermission.LEND)
    lock_association(org.pk)
    loan = Loan.get(loan_id)
    if loan.status == LoanStatus.REFUSED:
        return loan
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    _refuse_unless(loan, *LOAN_WAITING)
    return let_loan_go(org, by, loan, LoanStatus.REFUSED, happened_at, reason.strip())


@atomic
def cancel_loan(*, org: Organization, by: Actor, loan_id: UUID, happened_at: datetime, reason: str = "") -> Loan:
    """Take a request back before it is disbursed, by the member herself or an officer."""
    lock_association(org.pk)
    loan = Loan.get(loan_id)
    if not by.is_member(loan.member_id) and not by.may(WastebankPermission.REQUEST):
        raise NotHere
    require_own_or(by, loan.member_id, WastebankPermission.REQUEST)
    if loan.status == LoanStatus.CANCELLED:
        return loan
    _refuse_unless(loan, *LOAN_WAITING)
    return let_loan_go(org, by, loan, LoanStatus.CANCELLED, happened_at, reason.strip())


@atomic
def disburse_loan(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, loan_id: UUID, post_id: UUID
) -> Loan:
    """Hand an approved loan out in cash, from the box of a post, by another officer than who approved it."""
    loan = approved_loan(org, by, loan_id, client_id)
    if loan.disbursed_at is not None:
        return loan
    post = Post.get(post_id)
    refuse_short_box(org, post, loan.amount)
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.LOAN,
        source_id=loan.pk,
        lines=[
            Line(accounts.LOANS, loan.amount, unit=accounts.UNIT, party=loan.member_id),
            Line(post.cash_account, -loan.amount, unit=accounts.UNIT, cash_flow="I2"),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=loan_document(loan),
        memo=_("loan to a member"),
        receipt=True,
    )
    return disbursed(org, by, loan, post, posted, (happened_at, client_id))


def _check_request(org: Organization, member: Member, amount: int, share_bp: int) -> None:
    if amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    if not 0 < share_bp <= 10_000:
        raise BadInput(_("Please choose one from the list."), field="share_bp")
    if member.status != "active":
        raise Refused(_("%(name)s is no longer a member.") % {"name": member.name}, code="member_left")
    room = room_for_loans(org=org, member_id=member.pk)
    if amount > room:
        raise Refused(
            _("%(amount)s can be lent at most. Nothing was recorded.") % {"amount": rupiah(room)},
            next_step=_("Ask for less, or repay an earlier loan first."),
            code="loan_limit",
            field="amount",
            room=room,
        )


def approved_loan(org: Organization, by: Actor, loan_id: UUID, client_id: UUID) -> Loan:
    """Return a loan that `by` may hand out now, under the association's lock; or as it is, if this press has done it.

    Refused: what another officer has not approved, what is one's own, and what another press has handed out.
    """
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    loan: Loan = Loan.get(loan_id)
    if loan.disbursed_at is None:
        _check_disbursal(by, loan)
    elif loan.disburse_client_id != client_id:
        raise Clash(
            _("This loan was handed out already. Nothing was paid again."), first=str(loan.pk), code="already_paid"
        )
    return loan


def _check_disbursal(by: Actor, loan: Loan) -> None:
    """Refuse what was not approved by another officer, what is one's own, and to lend to who left or died."""
    _refuse_own(by, loan)
    if loan.status == LoanStatus.ASKED:
        raise Refused(
            _("This loan is not approved yet. Nothing was handed out."),
            next_step=_("Ask the chair to approve it."),
            code="not_approved",
        )
    _refuse_unless(loan, LoanStatus.APPROVED)
    refuse_gone(loan.member)
    if by.kind is not ActorKind.SYSTEM and by.user_id == loan.approved_by_id:
        raise Refused(
            _("You approved this loan. Another officer must hand it out."),
            next_step=_("Ask the treasurer."),
            code="same_person",
        )


def _refuse_own(by: Actor, loan: Loan) -> None:
    if by.member_id is None:
        return
    if by.is_member(loan.member_id) or same_household(by.member_id, loan.member_id):
        raise Forbidden(_("This loan is your own or of your household. Ask another officer."), code="own_benefit")


def _refuse_unless(loan: Loan, *states: LoanStatus) -> None:
    if loan.status not in states:
        raise Refused(
            _("This loan is settled already: %(status)s. Nothing was changed.")
            % {"status": LoanStatus(loan.status).label},
            code="loan_ended",
        )


def disbursed(  # noqa: PLR0917 -- what both ways of handing out know
    org: Organization, by: Actor, loan: Loan, post: Post, posted: Posted, when: tuple[datetime, UUID]
) -> Loan:
    """Mark a loan as handed out by the entry that was posted."""
    loan.status, loan.owed, loan.post = LoanStatus.DISBURSED, loan.amount, post
    loan.disbursed_at, loan.disburse_client_id = when
    loan.disbursed_by_id, loan.entry_id = by.user_id, posted.entry_id
    loan.receipt_number, loan.receipt_code = posted.receipt_number, posted.receipt_code
    loan.save()
    audit.record(org_id=org.pk, by=by, verb="wastebank.loan_disbursed", target=loan)
    return loan


def let_loan_go(  # noqa: PLR0917 -- the doors above name their arguments
    org: Organization, by: Actor, loan: Loan, status: LoanStatus, happened_at: datetime, reason: str
) -> Loan:
    """End a request for a loan without handing anything out."""
    loan.status, loan.reason = status, reason
    loan.ended_at, loan.ended_by_id = happened_at, by.user_id
    loan.save(update_fields=["status", "reason", "ended_at", "ended_by_id"])
    audit.record(org_id=org.pk, by=by, verb=f"wastebank.loan_{status.value}", target=loan)
    return loan
