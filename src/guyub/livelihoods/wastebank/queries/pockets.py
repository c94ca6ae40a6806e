"""The pockets of a member with their locks: until when each is closed, and what two officers decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from guyub.foundation.core import clock
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import HOLDING, PayoutStatus
from guyub.livelihoods.wastebank.models import Override, Payout, Pocket, PocketKind, Transfer
from guyub.livelihoods.wastebank.queries.locks import LockState, lock_states
from guyub.livelihoods.wastebank.queries.passbook import PocketCard
from guyub.livelihoods.wastebank.settings import tuning

OVERRIDE_KIND = "wastebank.override"


@dataclass(frozen=True, slots=True)
class PocketState:
    """A pocket and its lock. `opened`: what two officers let out although it is locked."""

    card: PocketCard
    kind: PocketKind
    lock: LockState
    opened: int = 0

    @property
    def name(self) -> str:
        return self.card.label or self.card.name


@dataclass(frozen=True, slots=True)
class Proposal:
    """An opening that waits for a second officer."""

    id: UUID
    amount: int
    reason: str
    proposed_by_id: UUID | None


def pocket_states(*, org: Organization, member_id: UUID) -> list[PocketState]:
    """Return a member's pockets; for screens that have passed `member_for`. Three queries."""
    rows = list(
        Pocket.objects.filter(org=org, member_id=member_id).select_related("kind").order_by("kind__position", "id")
    )
    locks = lock_states(org=org, kinds=[row.kind for row in rows])
    opened = _opened(org, [row.pk for row in rows if locks[row.kind_id].is_locked])
    return [
        PocketState(
            PocketCard(row.pk, row.kind.code, row.kind.name, row.label, row.balance, row.held),
            row.kind,
            locks[row.kind_id],
            opened.get(row.pk, 0),
        )
        for row in rows
    ]


def _opened(org: Organization, pocket_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return what stands decided and is not spent, by pocket: the rule of `actions.taking.free_override`."""
    if not pocket_ids:
        return {}
    since = clock.now() - timedelta(days=tuning(org).payout_days)
    paid = Payout.objects.filter(override_id=OuterRef("pk"), status__in=[*HOLDING, PayoutStatus.PAID])
    moved = Transfer.objects.filter(override_id=OuterRef("pk"))
    rows = Override.objects.filter(~Q(Exists(paid)), ~Q(Exists(moved)), pocket_id__in=pocket_ids)
    return dict(rows.filter(recorded_at__gte=since).order_by("amount").values_list("pocket_id", "amount"))


def proposals_for(*, org: Organization, member_id: UUID) -> list[Proposal]:
    """Return what is proposed for a member's locked savings and waits; one query."""
    rows = Approval.objects.filter(
        org=org, kind=OVERRIDE_KIND, beneficiary_id=member_id, state=ApprovalState.PROPOSED, expires_at__gt=clock.now()
    ).order_by("recorded_at")
    return [Proposal(row.pk, row.amount, row.payload["reason"], row.recorded_by_id) for row in rows]
