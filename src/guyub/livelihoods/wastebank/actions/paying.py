"""Withdrawals: asked (held), approved, paid, or let go. Nobody approves or pays for herself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.limits import cash_out
from guyub.foundation.members.queries import same_household
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.boxes import refuse_short_box
from guyub.livelihoods.wastebank.actions.closing import close_if_empty
from guyub.livelihoods.wastebank.actions.holding import paid_out_today
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import check_taking, pocket_of, refuse_gone, refuse_locked
from guyub.livelihoods.wastebank.choices import HOLDING, PassbookKind, PayoutStatus
from guyub.livelihoods.wastebank.documents.books import payout_document
from guyub.livelihoods.wastebank.doors import require_own_or
from guyub.livelihoods.wastebank.models import AccountExit, Payout, Pocket, Post
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.settings import tuning


@atomic
def request_payout(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    amount: int,
    planned_on: date | None = None,
    post_id: UUID | None = None,
) -> Payout:
    """Ask for money out of a pocket, by the member herself or an officer for her; the amount is held from now on."""
    lock_association(org.pk)
    pocket = pocket_of(pocket_id)
    require_own_or(by, pocket.member_id, WastebankPermission.REQUEST)
    content = {"pocket": pocket_id, "amount": amount, "planned_on": planned_on, "post": post_id}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Payout, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    today = clock.today(org.time_zone)
    if planned_on is not None and planned_on < today:
        raise BadInput(_("The payday cannot be in the past."), field="planned_on")
    override_id = check_taking(org=org, pocket=pocket, amount=amount, day=planned_on or today)
    purse = Purse.of_row(pocket)
    purse.held += amount
    purse.flush()
    last_day = max(today, planned_on or today) + timedelta(days=tuning(org).payout_days)
    payout: Payout = Payout.objects.create(
        **columns,
        pocket=pocket,
        member_id=pocket.member_id,
        post=Post.get(post_id) if post_id else None,
        amount=amount,
        planned_on=planned_on,
        expires_on=last_day,
        override_id=override_id,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.payout_requested", target=payout)
    return payout


@atomic
def approve_payout(*, org: Organization, by: Actor, payout_id: UUID, happened_at: datetime) -> Payout:
    """Say yes to a request. Approving again changes nothing."""
    by.require(WastebankPermission.APPROVE)
    lock_association(org.pk)
    payout = Payout.get(payout_id)
    if payout.status == PayoutStatus.APPROVED:
        return payout
    _refuse_own(by, payout)
    _refuse_ended(org, payout)
    _refuse_gone(payout)
    _approve(payout, by, happened_at)
    payout.save(update_fields=["status", "approved_by_id", "approved_by_member_id", "approved_at"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.payout_approved", target=payout)
    return payout


@atomic
def pay_payout(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    payout_id: UUID,
    post_id: UUID | None = None,
) -> Payout:
    """Hand out an approved payout from the cash box of a post; above the two-persons limit another one approved it."""
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    payout = Payout.get(payout_id)
    if payout.status == PayoutStatus.PAID:
        return _same_end(payout, client_id)
    _refuse_own(by, payout)
    _refuse_ended(org, payout)
    if payout.status != PayoutStatus.APPROVED:
        raise Refused(
            _("This payout is not approved yet. Nothing was paid."),
            next_step=_("Ask the chair or the treasurer to approve it."),
            code="not_approved",
        )
    _refuse_gone(payout)
    refuse_locked(org=org, payout=payout)
    _two_persons(org, by, payout)
    post = _paying_post(payout, post_id)
    return _pay(org, by, payout, post, client_id, happened_at)


@atomic
def withdraw(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    amount: int,
    post_id: UUID,
) -> Payout:
    """Ask, approve and pay in one go, for a member at the table; refused above the two-persons limit."""
    by.require(WastebankPermission.APPROVE)
    by.require(WastebankPermission.PAY)
    lock_association(org.pk)
    content = {"withdraw": pocket_id, "amount": amount, "post": post_id}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Payout, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    pocket, post = pocket_of(pocket_id), Post.get(post_id)
    today = clock.today(org.time_zone)
    payout = Payout(**columns, pocket=pocket, member_id=pocket.member_id, post=post, amount=amount, expires_on=today)
    payout.override_id = check_taking(org=org, pocket=pocket, amount=amount, day=today)
    _refuse_own(by, payout)
    _approve(payout, by, happened_at)
    _two_persons(org, by, payout)
    purse = Purse.of_row(pocket)
    purse.held += amount
    purse.flush()
    pocket.held += amount
    return _pay(org, by, payout, post, client_id, happened_at)


@atomic
def refuse_payout(*, org: Organization, by: Actor, payout_id: UUID, happened_at: datetime, reason: str) -> Payout:
    """Say no, with a reason that the member reads; the hold is freed."""
    by.require(WastebankPermission.APPROVE)
    lock_association(org.pk)
    payout = Payout.get(payout_id)
    if payout.status == PayoutStatus.REFUSED:
        return payout
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    _refuse_ended(org, payout)
    return let_go(org, by, payout, PayoutStatus.REFUSED, happened_at, reason.strip())


@atomic
def cancel_payout(*, org: Organization, by: Actor, payout_id: UUID, happened_at: datetime, reason: str = "") -> Payout:
    """Take a request back, by the member herself or an officer; the hold is freed."""
    lock_association(org.pk)
    payout = Payout.get(payout_id)
    if not by.is_member(payout.member_id) and not by.may(WastebankPermission.REQUEST):
        raise NotHere
    require_own_or(by, payout.member_id, WastebankPermission.REQUEST)
    if payout.status == PayoutStatus.CANCELLED:
        return payout
    _refuse_ended(org, payout)
    return let_go(org, by, payout, PayoutStatus.CANCELLED, happened_at, reason.strip())


@atomic
def expire_payouts(*, org: Organization, by: Actor, happened_at: datetime) -> int:
    """Let requests lapse whose last day has passed; return how many."""
    lock_association(org.pk)
    late = list(Payout.objects.filter(status__in=HOLDING, expires_on__lt=clock.today(org.time_zone)).order_by("id"))
    for payout in late:
        let_go(org, by, payout, PayoutStatus.EXPIRED, happened_at, _("Nobody collected it in time."))
    return len(late)


def _refuse_own(by: Actor, payout: Payout) -> None:
    if by.is_member(payout.member_id):
        raise Forbidden(_("Nobody approves or pays her own withdrawal. Ask another officer."), code="own_benefit")


def _refuse_ended(org: Organization, payout: Payout) -> None:
    if payout.status not in HOLDING:
        raise Refused(
            _("This withdrawal is settled already: %(status)s. Nothing was changed.")
            % {"status": PayoutStatus(payout.status).label},
            code="payout_ended",
        )
    if payout.expires_on < clock.today(org.time_zone):
        raise Refused(
            _("This withdrawal waited too long and has lapsed."),
            next_step=_("Make a new request."),
            code="payout_expired",
        )


def _refuse_gone(payout: Payout) -> None:
    """Refuse what she asked for before she left or died; only the rest that two officers decided on is paid."""
    if not AccountExit.objects.filter(payout=payout).exists():
        refuse_gone(payout.member)


def _approve(payout: Payout, by: Actor, happened_at: datetime) -> None:
    payout.status = PayoutStatus.APPROVED
    payout.approved_by_id, payout.approved_by_member_id = by.user_id, by.member_id
    payout.approved_at = happened_at


def _two_persons(org: Organization, by: Actor, payout: Payout) -> None:
    """Above the limit to one payee in a day: payer and approver are two, of two households, and not hers."""
    limit = cash_out(org)
    if paid_out_today(org, payout.member_id) + payout.amount <= limit or by.kind is ActorKind.SYSTEM:
        return
    pair = [member for member in (by.member_id, payout.approved_by_member_id) if member is not None]
    related = any(same_household(member, payout.member_id) for member in pair)
    related = related or (len(pair) == 2 and pair[0] != pair[1] and same_household(*pair))
    if by.user_id == payout.approved_by_id or len(set(pair)) < len(pair) or related:
        raise Refused(
            _("Above %(limit)s a day, two officers of two households are needed.") % {"limit": rupiah(limit)},
            next_step=_("Ask another officer to approve or to pay."),
            code="two_persons",
        )


def _paying_post(payout: Payout, post_id: UUID | None) -> Post:
    chosen = post_id or payout.post_id
    if chosen is None:
        raise BadInput(_("Choose the post that pays."), field="post")
    return Post.get(chosen)


def _pay(  # noqa: PLR0917 -- both doors above name their arguments
    org: Organization, by: Actor, payout: Payout, post: Post, client_id: UUID, happened_at: datetime
) -> Payout:
    refuse_short_box(org, post, payout.amount)
    pocket = Pocket.objects.select_for_update().get(pk=payout.pocket_id)
    if pocket.balance < payout.amount or pocket.held < payout.amount:
        raise Refused(_("The passbook does not hold this amount any more."), code="not_enough_savings")
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.PAYOUT,
        source_id=payout.pk,
        lines=[
            Line(accounts.SAVINGS, payout.amount, unit=accounts.UNIT, party=payout.member_id),
            Line(post.cash_account, -payout.amount, unit=accounts.UNIT, cash_flow="D2"),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=payout_document(payout),
        memo=_("withdrawal of savings"),
        receipt=True,
    )
    purse = Purse.of_row(pocket)
    purse.held -= payout.amount
    purse.write(PassbookKind.WITHDRAWAL, -payout.amount, happened_at, payout.pk, posted.entry_id, posted.receipt_number)
    purse.flush()
    payout.post, payout.status, payout.entry_id = post, PayoutStatus.PAID, posted.entry_id
    payout.receipt_number, payout.receipt_code = posted.receipt_number, posted.receipt_code
    payout.ended_at, payout.ended_by_id, payout.end_client_id = happened_at, by.user_id, client_id
    payout.save()
    audit.record(org_id=org.pk, by=by, verb="wastebank.payout_paid", target=payout)
    close_if_empty(org, by, payout.member_id)
    return payout


def _same_end(payout: Payout, client_id: UUID) -> Payout:
    if payout.end_client_id != client_id:
        raise Clash(
            _("This withdrawal was paid already. Nothing was paid again."), first=str(payout.pk), code="already_paid"
        )
    return payout


def let_go(  # noqa: PLR0917 -- the doors above name their arguments
    org: Organization, by: Actor, payout: Payout, status: PayoutStatus, happened_at: datetime, reason: str
) -> Payout:
    """End a request without paying it: the hold is freed."""
    pocket = Pocket.objects.select_for_update().get(pk=payout.pocket_id)
    purse = Purse.of_row(pocket)
    purse.held -= payout.amount
    purse.flush()
    payout.status, payout.reason = status, reason
    payout.ended_at, payout.ended_by_id = happened_at, by.user_id
    payout.save(update_fields=["status", "reason", "ended_at", "ended_by_id"])
    audit.record(org_id=org.pk, by=by, verb=f"wastebank.payout_{status.value}", target=payout)
    return payout
