"""Opening a locked pocket before its day: one officer asks, another agrees, neither is its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions.taking import refuse_gone
from guyub.livelihoods.wastebank.choices import OVERRIDE_KIND
from guyub.livelihoods.wastebank.models import Override, Pocket
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.passbook import member_for


def propose_override(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    pocket_id: UUID,
    amount: int,
    reason: str,
) -> Approval:
    """Ask a second officer to open a pocket once, for up to `amount`, although it is locked."""
    by.require(WastebankPermission.OVERRIDE)
    pocket = Pocket.get(pocket_id)
    refuse_gone(member_for(by=by, member_id=pocket.member_id))
    reason = " ".join(reason.split())
    if not reason:
        raise BadInput(_("Please write the reason."), field="reason")
    if amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    if amount > pocket.balance - pocket.held:
        raise Refused(
            _("%(amount)s can be withdrawn at most. Nothing was changed.")
            % {"amount": rupiah(pocket.balance - pocket.held)},
            next_step=_("Ask for a smaller amount."),
            code="not_enough_savings",
            field="amount",
        )
    return approvals.propose(
        org=org,
        by=by,
        kind=OVERRIDE_KIND,
        payload={"pocket": str(pocket.pk), "reason": reason},
        happened_at=happened_at,
        client_id=client_id,
        amount=amount,
        beneficiary=pocket.member_id,
    )


def open_once(org: Organization, by: Actor, approval: Approval) -> None:
    """Record what two officers decided; the next request of that pocket uses it."""
    pocket = Pocket.get(approval.payload["pocket"])
    override = Override.objects.create(
        **fact(
            org=org,
            by=by,
            client_id=approval.pk,
            happened_at=approval.happened_at,
            content={"pocket": pocket.pk, "amount": approval.amount, "approval": approval.pk},
        ),
        id=uuid7(),
        pocket=pocket,
        amount=approval.amount,
        reason=approval.payload["reason"],
        approval_id=approval.pk,
        first_by_id=approval.recorded_by_id,
        first_member_id=approval.proposer_member_id,
        second_member_id=by.member_id,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.pocket_opened", target=override)


def describe(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say whose savings, how much, and why."""
    pocket = Pocket.objects.select_related("kind", "member").get(pk=approval.payload["pocket"])
    return [
        (_("Name"), numbered(pocket.member.name, pocket.member.number)),
        (_("From"), pocket.title),
        (_("Up to"), rupiah(approval.amount)),
        (_("Reason"), approval.payload["reason"]),
    ]
