"""Lifting or shortening the lock of a kind that holds savings: one officer proposes it, another agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.kinds import change, check
from guyub.livelihoods.wastebank.choices import UNLOCK_KIND
from guyub.livelihoods.wastebank.models import PocketKind
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.locks import rules_of, saved_in, unlockings
from guyub.livelihoods.wastebank.rules.pockets import Rules


@atomic
def propose_unlocking(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    kind_id: UUID,
    name: str,
    rules: Rules,
    reason: str,
    is_active: bool = True,
) -> Approval:
    """Ask a second officer to change a kind of savings whose lock would keep less from now on."""
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    kind = PocketKind.get(kind_id)
    check(rules)
    reason = " ".join(reason.split())
    if not reason:
        raise BadInput(_("Please write the reason."), field="reason")
    waiting = unlockings(org=org).get(kind.pk)
    if waiting is not None and waiting.client_id != client_id:
        raise Refused(
            _("A change of this lock waits for a second officer already. Nothing was changed."),
            next_step=_("Let the other officer decide first."),
            code="waits_already",
        )
    saved = saved_in(org=org, kind=kind)
    until = rules.locked_until.isoformat() if rules.locked_until else None
    chosen = {**asdict(rules), "locked_until": until, "name": name, "is_active": is_active}
    return approvals.propose(
        org=org,
        by=by,
        kind=UNLOCK_KIND,
        payload={"kind": str(kind.pk), "reason": reason, **chosen},
        happened_at=happened_at,
        client_id=client_id,
        amount=saved.amount,
        beneficiary=saved.only_owner,
    )


def unlock(org: Organization, by: Actor, approval: Approval) -> None:
    """Change the kind of savings as two officers decided."""
    found = approval.payload
    kind = PocketKind.get(found["kind"])
    change(org, by, kind, name=found["name"], rules=_rules(approval), is_active=found["is_active"])


def describe(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say which savings, how they are locked now and would be then, whose money it is about, and why."""
    kind = PocketKind.objects.get(pk=approval.payload["kind"])
    saved = saved_in(org=kind.org, kind=kind)
    return [
        (_("Kind of savings"), kind.name),
        (_("Now"), texts.lock_rule(rules_of(kind))),
        (_("From then on"), texts.lock_rule(_rules(approval))),
        (_("Saved in it"), rupiah(saved.amount)),
        (_("Whose"), ngettext("%(n)s member", "%(n)s members", saved.members) % {"n": saved.members}),
        (_("Reason"), approval.payload["reason"]),
    ]


def _rules(approval: Approval) -> Rules:
    found = approval.payload
    return Rules(
        lock=found["lock"],
        locked_until=date.fromisoformat(found["locked_until"]) if found["locked_until"] else None,
        opens_before=found["opens_before"],
        minimum_withdrawal=found["minimum_withdrawal"],
        minimum_left=found["minimum_left"],
        per_month=found["per_month"],
    )
