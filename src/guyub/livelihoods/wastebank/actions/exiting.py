"""Closing the account of a member who left or died: two officers, one decision, nothing forgotten.

What is promised is freed, every pocket comes into the regular one, her debts are paid out of it, what she cannot pay
is written off, and the rest waits as an approved withdrawal for her or her heir. The account is `closed` when nothing
of hers is left: no savings, no bill, no waste in consignment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.barter_later import let_request_go
from guyub.livelihoods.wastebank.actions.billing import give_back
from guyub.livelihoods.wastebank.actions.closing import close_if_empty
from guyub.livelihoods.wastebank.actions.debts import Debt, Debts, Occasion, repay, repay_out_of_savings
from guyub.livelihoods.wastebank.actions.lending import let_loan_go
from guyub.livelihoods.wastebank.actions.paying import let_go
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import open_pocket, pocket_of
from guyub.livelihoods.wastebank.actions.transferring import carry
from guyub.livelihoods.wastebank.choices import (
    EXIT_KIND,
    HOLDING,
    LOAN_WAITING,
    REGULAR,
    BillStatus,
    ExitReason,
    ExitStatus,
    LoanStatus,
    PayoutStatus,
    RepaymentKind,
    RequestStatus,
    TransferKind,
)
from guyub.livelihoods.wastebank.models import (
    AccountExit,
    Bill,
    GoodsRequest,
    Loan,
    Payout,
    Pocket,
    PocketKind,
    Transfer,
)
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.exits import what_is_left
from guyub.livelihoods.wastebank.queries.passbook import member_for
from guyub.livelihoods.wastebank.settings import tuning


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a member's savings and debts."""

    receivable: int
    loan: int
    written_off: int
    rest: int


def propose_exit(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID, receiver: str = ""
) -> Approval:
    """Ask a second officer to settle the account of a member who left or died; `receiver`: the heir who signs."""
    by.require(WastebankPermission.OVERRIDE)
    member = member_for(by=by, member_id=member_id)
    receiver = " ".join(receiver.split())
    if not Approval.objects.filter(client_id=client_id).exists():
        _may_be_closed(member, receiver)
    left = what_is_left(org=org, member_id=member.pk)
    return approvals.propose(
        org=org,
        by=by,
        kind=EXIT_KIND,
        payload={"member": str(member.pk), "receiver": receiver},
        happened_at=happened_at,
        client_id=client_id,
        amount=left.rest,
        beneficiary=member.pk,
    )


def _may_be_closed(member: Member, receiver: str) -> None:
    if not member.is_gone:
        raise Refused(
            _("She is still a member. Nothing was changed."),
            next_step=_("First record on her page that she left or passed away."),
            code="still_member",
        )
    if member.status == ExitReason.DEAD and not receiver:
        raise BadInput(_("Who receives the money? Write the name of the heir."), field="receiver")
    closed = AccountExit.objects.filter(member=member, status=ExitStatus.CLOSED).exists()
    if closed and what_is_left(org=member.org, member_id=member.pk).nothing:
        raise Refused(_("This account is closed already. Nothing was changed."), code="closed")


def settle(org: Organization, by: Actor, approval: Approval) -> None:
    """Do what two officers decided, in one transaction."""
    member = Member.get(approval.payload["member"])
    receiver = approval.payload["receiver"]
    _may_be_closed(member, receiver)
    occasion = Occasion(org, by, clock.now())
    _free(occasion, member)
    regular = _gather(occasion, member)
    settled = _pay_debts(occasion, regular)
    regular = pocket_of(regular.pk)
    payout = _ready(occasion, regular, approval, receiver) if settled.rest else None
    content = {"member": member.pk, "approval": approval.pk}
    exit_ = AccountExit.objects.create(
        **fact(org=org, by=by, client_id=approval.pk, happened_at=approval.happened_at, content=content),
        id=uuid7(),
        member=member,
        reason=ExitReason(member.status),
        receiver=receiver,
        approval_id=approval.pk,
        receivable_paid=settled.receivable,
        loan_paid=settled.loan,
        written_off=settled.written_off,
        rest=settled.rest,
        payout=payout,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.account_settled", target=exit_)
    close_if_empty(org, by, member.pk)


def _free(occasion: Occasion, member: Member) -> None:
    """Let go of what is promised: requests end, of money, loans and goods; bills not paid yet are given back."""
    reason = _("The account is being closed.")
    for payout in Payout.objects.filter(member=member, status__in=HOLDING).order_by("id"):
        let_go(occasion.org, occasion.by, payout, PayoutStatus.CANCELLED, occasion.event_at, reason)
    for bill in Bill.objects.filter(pocket__member=member, status=BillStatus.HELD).select_related("pocket"):
        give_back(
            bill, org=occasion.org, by=occasion.by, client_id=uuid7(), happened_at=occasion.event_at, reason=reason
        )
    for loan in Loan.objects.filter(member=member, status__in=LOAN_WAITING).order_by("id"):
        let_loan_go(occasion.org, occasion.by, loan, LoanStatus.CANCELLED, occasion.event_at, reason)
    for row in GoodsRequest.objects.filter(member=member, status=RequestStatus.ASKED).order_by("id"):
        let_request_go(occasion.org, occasion.by, row, occasion.event_at, reason)


def _gather(occasion: Occasion, member: Member) -> Pocket:
    """Bring every pocket into the regular one, whatever its lock."""
    org, by = occasion.org, occasion.by
    regular = open_pocket(org=org, member_id=member.pk, kind=PocketKind.objects.get(code=REGULAR))
    others = Pocket.objects.filter(member=member, balance__gt=0).exclude(pk=regular.pk).order_by("id")
    for pocket in others:
        content = {"closing": pocket.pk, "amount": pocket.balance}
        columns = fact(org=org, by=by, client_id=uuid7(), happened_at=occasion.event_at, content=content)
        carry(
            Transfer(**columns, kind=TransferKind.OWN, source=pocket, target=regular, amount=pocket.balance),
            org=org,
            by=by,
        )
    return pocket_of(regular.pk)


def _pay_debts(occasion: Occasion, regular: Pocket) -> Settled:
    """Pay Piutang, then loans, out of all she has; what her savings do not reach is written off."""
    purse = Purse.of_row(regular)
    before = Debts.of(regular.member_id)
    repaid = repay_out_of_savings(occasion, purse)
    purse.flush()
    to_receivables = sum(part.amount for part in repaid if part.debt in before.receivables)
    to_loans = sum(part.amount for part in repaid) - to_receivables
    rest = Debts.of(regular.member_id)
    unpaid: list[Debt] = [*rest.receivables, *rest.loans]
    written_off = 0
    for debt in unpaid:
        written_off += debt.owed
        repay(
            occasion,
            debt,
            debt.owed,
            kind=RepaymentKind.WRITTEN_OFF,
            pay_from=Line(accounts.WRITTEN_OFF, debt.owed, unit=accounts.UNIT),
            reason=_("The account is being closed."),
        )
    return Settled(to_receivables, to_loans, written_off, purse.balance)


def _ready(occasion: Occasion, regular: Pocket, approval: Approval, receiver: str) -> Payout:
    """Hold the rest as a withdrawal that is approved already: both officers have agreed."""
    org, by = occasion.org, occasion.by
    today = clock.today(org.time_zone)
    purse = Purse.of_row(regular)
    amount = purse.available
    purse.held += amount
    purse.flush()
    content = {"exit": approval.pk, "amount": amount}
    payout: Payout = Payout.objects.create(
        **fact(org=org, by=by, client_id=uuid7(), happened_at=occasion.event_at, content=content),
        id=uuid7(),
        pocket=regular,
        member_id=regular.member_id,
        amount=amount,
        expires_on=today + timedelta(days=tuning(org).payout_days),
        status=PayoutStatus.APPROVED,
        approved_by_id=by.user_id,
        approved_by_member_id=by.member_id,
        approved_at=occasion.event_at,
        receiver=receiver,
    )
    return payout


def describe(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say whose account, what is paid out of it, and who receives the rest."""
    member = Member.get(approval.payload["member"])
    left = what_is_left(org=member.org, member_id=member.pk)
    rows = [
        (_("Name"), numbered(member.name, member.number)),
        (_("Savings"), rupiah(left.savings + left.set_aside)),
        (_("Debt of corrections"), rupiah(left.receivable)),
        (_("Loans"), rupiah(left.loan)),
        (_("Written off"), rupiah(left.written_off)),
        (_("Rest in cash"), rupiah(left.rest)),
    ]
    if approval.payload["receiver"]:
        rows.append((_("Received by"), approval.payload["receiver"]))
    return rows
