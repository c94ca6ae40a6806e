"""Two persons: one proposes, another decides, and only then something is posted.

    diajukan → disetujui (posts) | ditolak | kedaluwarsa (after seven days)

Each room registers what it lets people propose, once, at start:

    register(Handler(kind="close_month", label=_("Close a month"), may_propose=P.RECORD, may_approve=P.APPROVE,
                     act=close, describe=describe))

Proposer and approver are two persons of two households; whoever alone profits, and her household, is neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.queries import same_household
from guyub.foundation.organizations.models import Organization

DAYS_TO_DECIDE = 7


@dataclass(frozen=True, slots=True)
class Handler:
    """What happens when a proposal of this kind is approved. `act` returns the entry it posted, if one.

    `describe` says the proposal in rows of label and text, for the one who decides.
    """

    kind: str
    label: str | Promise
    may_propose: StrEnum
    may_approve: StrEnum
    act: Callable[[Organization, Actor, Approval], UUID | None]
    describe: Callable[[Approval], Sequence[tuple[str, str]]]


_handlers: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """Let people propose `handler.kind`."""
    _handlers[handler.kind] = handler


def handler_of(kind: str) -> Handler:
    """Return what is registered for `kind`."""
    return _handlers[kind]


@atomic
def propose(
    *,
    org: Organization,
    by: Actor,
    kind: str,
    payload: Mapping[str, Any],
    happened_at: datetime,
    client_id: UUID,
    amount: int = 0,
    beneficiary: UUID | None = None,
) -> Approval:
    """Put a proposal before a second person. `payload` is all that its handler needs, as plain JSON values."""
    by.require(handler_of(kind).may_propose)
    content = {"kind": kind, "payload": payload, "amount": amount, "beneficiary": beneficiary}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    if before := first_result(Approval, client_id=client_id, content_hash=columns["content_hash"]):
        return before
    _refuse_interest(by, beneficiary)
    now = clock.now()
    approval: Approval = Approval.objects.create(
        id=uuid7(),
        **columns,
        kind=kind,
        payload=dict(payload),
        amount=amount,
        proposer_member_id=by.member_id,
        beneficiary_id=beneficiary,
        expires_at=now + timedelta(days=DAYS_TO_DECIDE),
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.proposed", target=approval, kind=kind)
    return approval


@atomic
def approve(*, org: Organization, by: Actor, approval_id: UUID) -> Approval:
    """Agree as the second person: what was proposed is done now, in the same transaction."""
    approval = _open_one(org, approval_id)
    if approval.state == ApprovalState.APPROVED and approval.decided_by_id == by.user_id:
        return approval  # pressed twice
    handler = handler_of(approval.kind)
    by.require(handler.may_approve)
    _refuse_decided(approval)
    _refuse_same_person(by, approval)
    _refuse_interest(by, approval.beneficiary_id)
    entry_id = handler.act(org, by, approval)
    _decide(approval, by, ApprovalState.APPROVED, entry_id=entry_id)
    audit.record(org_id=org.pk, by=by, verb="ledger.approved", target=approval, kind=approval.kind)
    return approval


@atomic
def reject(*, org: Organization, by: Actor, approval_id: UUID, reason: str) -> Approval:
    """Say no, with a reason. The proposer may take her own proposal back the same way."""
    approval = _open_one(org, approval_id)
    if by.user_id is None or by.user_id != approval.recorded_by_id:
        by.require(handler_of(approval.kind).may_approve)
    if approval.state == ApprovalState.REJECTED:
        return approval
    _refuse_decided(approval)
    _decide(approval, by, ApprovalState.REJECTED, reason=reason)
    audit.record(org_id=org.pk, by=by, verb="ledger.rejected", target=approval, kind=approval.kind)
    return approval


@atomic
def expire_old(*, org: Organization, by: Actor) -> int:
    """Mark what nobody decided in seven days; return how many. Run by the daily work."""
    lock_association(org.pk)
    now = clock.now()
    late = Approval.objects.filter(state=ApprovalState.PROPOSED, expires_at__lte=now)
    count: int = late.update(state=ApprovalState.EXPIRED, decided_at=now)
    if count:
        audit.record(org_id=org.pk, by=by, verb="ledger.proposals_expired", count=count)
    return count


def waiting() -> QuerySet[Approval]:
    """Return the proposals that still wait for a second person, oldest first."""
    open_ones: QuerySet[Approval] = Approval.objects.filter(state=ApprovalState.PROPOSED, expires_at__gt=clock.now())
    return open_ones.order_by("recorded_at", "id")


def decided(limit: int = 20) -> QuerySet[Approval]:
    """Return what was decided last."""
    done: QuerySet[Approval] = Approval.objects.exclude(state=ApprovalState.PROPOSED)
    return done.order_by("-decided_at", "-id")[:limit]


def documents(source_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Rebuild what two persons agreed to, for `guyub verify`: entries whose source is the proposal itself."""
    return {row.pk: row.payload for row in Approval.objects.filter(pk__in=source_ids)}


def may_decide(by: Actor, approval: Approval) -> bool:
    """Return whether `by` may approve this one: for the screen, the action asks again."""
    try:
        _refuse_same_person(by, approval)
        _refuse_interest(by, approval.beneficiary_id)
    except Refused:
        return False
    return by.may(handler_of(approval.kind).may_approve)


def _open_one(org: Organization, approval_id: UUID) -> Approval:
    lock_association(org.pk)
    return Approval.get(approval_id)


def _decide(
    approval: Approval, by: Actor, state: ApprovalState, *, entry_id: UUID | None = None, reason: str = ""
) -> None:
    approval.state = state
    approval.decided_at = clock.now()
    approval.decided_by_id = by.user_id
    approval.decided_member_id = by.member_id
    approval.entry_id = entry_id
    approval.reason = reason
    approval.save(update_fields=["state", "decided_at", "decided_by_id", "decided_member_id", "entry_id", "reason"])


def _refuse_decided(approval: Approval) -> None:
    if approval.state == ApprovalState.EXPIRED or (
        approval.state == ApprovalState.PROPOSED and approval.expires_at <= clock.now()
    ):
        raise Refused(
            _("This proposal waited longer than seven days. Nothing was posted."),
            next_step=_("Ask the proposer to propose it again."),
            code="expired",
        )
    if approval.state != ApprovalState.PROPOSED:
        raise Refused(_("This proposal was decided already. Nothing changed."), code="decided")


def _refuse_same_person(by: Actor, approval: Approval) -> None:
    same_member = by.is_member(approval.proposer_member_id)
    if by.user_id == approval.recorded_by_id or same_member:
        raise Refused(
            _("You proposed this yourself. A second person must decide."),
            next_step=_("Ask the chair or the auditor."),
            code="same_person",
        )
    if by.member_id and approval.proposer_member_id and same_household(by.member_id, approval.proposer_member_id):
        raise Refused(
            _("You share a household with the proposer. Someone else must decide."),
            next_step=_("Ask an officer of another household."),
            code="same_household",
        )


def _refuse_interest(by: Actor, beneficiary: UUID | None) -> None:
    if by.member_id is None or beneficiary is None:
        return
    if by.is_member(beneficiary) or same_household(by.member_id, beneficiary):
        raise Refused(
            _("This serves you or your household. Someone else must do it."),
            next_step=_("Ask an officer of another household."),
            code="own_benefit",
        )
