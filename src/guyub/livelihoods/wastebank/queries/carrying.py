"""Loads between posts, and what was sorted, as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import TransferStatus
from guyub.livelihoods.wastebank.models import PostTransfer, PostTransferLine, WasteItem


@dataclass(frozen=True, slots=True)
class LoadCard:
    """A load between two posts in a list."""

    id: UUID
    source: str
    target: str
    status: str
    sent_at: datetime
    sent_by_id: UUID | None


def loads(*, org: Organization, limit: int = 50) -> list[LoadCard]:
    """Return loads between posts: those on their way first, then the newest; one query."""
    rows = PostTransfer.objects.filter(org=org).select_related("from_post", "to_post").order_by("-happened_at", "-id")
    cards = [_card(row) for row in rows[:limit]]
    return sorted(cards, key=lambda card: card.status != TransferStatus.SENT)


def load(*, transfer_id: UUID) -> tuple[PostTransfer, list[PostTransferLine]]:
    """Return one load with its lines."""
    transfer = PostTransfer.get(transfer_id)
    return transfer, list(transfer.lines.order_by("no"))


def may_come_out_of(*, item: WasteItem) -> tuple[list[WasteItem], list[WasteItem]]:
    """Return the kinds that sorting may give: of the same material first, then all others counted alike."""
    kinds = WasteItem.objects.filter(unit=item.unit, is_active=True).exclude(pk=item.pk)
    ordered = list(kinds.order_by("category__position", "position", "name"))
    same = [kind for kind in ordered if kind.category_id == item.category_id]
    return same, [kind for kind in ordered if kind.category_id != item.category_id]


def _card(row: PostTransfer) -> LoadCard:
    return LoadCard(row.pk, row.from_post.name, row.to_post.name, row.status, row.happened_at, row.recorded_by_id)
