"""The pockets of a member with their locks: until when each is closed, and what two officers decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from guyub.foundation.core import clock
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.models import Approval
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import HOLDING, OVERRIDE_KIND, PayoutStatus
from guyub.livelihoods.wastebank.models import Override, Payout, Transfer
from guyub.livelihoods.wastebank.queries.passbook import PocketCard, pockets_of
from guyub.livelihoods.wastebank.settings import tuning


@dataclass(frozen=True, slots=True)
class PocketState:
    """A pocket with its lock. `opened`: what two officers let out although it is locked."""

    card: PocketCard
    opened: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """An opening that waits for a second officer."""

    id: UUID
    amount: int
    reason: str
    proposed_by_id: UUID | None


def pocket_states(*, org: Organization, member_id: UUID) -> list[PocketState]:
    """Return a member's pockets; for screens that have passed `member_for`. Three queries."""
    cards = pockets_of(org=org, member_id=member_id)
    locked = [card.id for card in cards if card.lock.is_locked]
    rows = (
        standing_overrides(org=org).filter(pocket_id__in=locked).order_by("amount")
        if locked
        else Override.objects.none()
    )
    opened = dict(rows.values_list("pocket_id", "amount"))
    return [PocketState(card, opened.get(card.id, 0)) for card in cards]


def standing_overrides(*, org: Organization) -> QuerySet[Override]:
    """Return what two officers decided about locked pockets and what is neither too old nor spent: each opens once."""
    since = clock.now() - timedelta(days=tuning(org).payout_days)
    paid = Payout.objects.filter(override_id=OuterRef("pk"), status__in=[*HOLDING, PayoutStatus.PAID])
    moved = Transfer.objects.filter(override_id=OuterRef("pk"))
    rows: QuerySet[Override] = Override.objects.filter(~Exists(paid), ~Exists(moved), recorded_at__gte=since)
    return rows


def proposals_for(*, org: Organization, member_id: UUID) -> list[Proposal]:
    """Return what is proposed for a member's locked savings and waits; one query."""
    rows = Approval.objects.filter(
        org=org, kind=OVERRIDE_KIND, beneficiary_id=member_id, state=ApprovalState.PROPOSED, expires_at__gt=clock.now()
    ).order_by("recorded_at")
    return [Proposal(row.pk, row.amount, row.payload["reason"], row.recorded_by_id) for row in rows]
