"""Money that moved from one pocket to another, and who may see it: the giver, the receiver, an officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from guyub.foundation.core import search
from guyub.foundation.core.actor import Actor
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import Transfer

SHORTEST_NAME = 2  # letters that must be typed beside a number


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer with everything that a slip says."""

    id: UUID
    kind: str
    amount: int
    happened_at: datetime
    giver_id: UUID
    giver: str
    giver_number: int
    source: str
    receiver_id: UUID
    receiver: str
    receiver_number: int
    target: str
    consent: str
    note: str
    receipt_number: int | None
    receipt_code: str


def transfer_for(*, org: Organization, by: Actor, transfer_id: UUID | str) -> TransferRow:
    """Return one transfer for giver, receiver or an officer."""
    row = _rows(Transfer.objects.filter(org=org, pk=Transfer.get(transfer_id).pk), 1)[0]
    open_passbook(by, row.giver_id, row.receiver_id)
    return row


def transfers_of(*, org: Organization, member_id: UUID, limit: int = 10) -> list[TransferRow]:
    """Return what moved out of or into a member's pockets, newest first; one query."""
    hers = Q(source__member_id=member_id) | Q(target__member_id=member_id)
    return _rows(Transfer.objects.filter(hers, org=org).order_by("-happened_at", "-id"), limit)


def _rows(rows: QuerySet[Transfer], limit: int) -> list[TransferRow]:
    related = ("source__member", "source__kind", "target__member", "target__kind")
    return [
        TransferRow(
            id=t.pk,
            kind=t.kind,
            amount=t.amount,
            happened_at=t.happened_at,
            giver_id=t.source.member_id,
            giver=t.source.member.name,
            giver_number=t.source.member.number,
            source=t.source.title,
            receiver_id=t.target.member_id,
            receiver=t.target.member.name,
            receiver_number=t.target.member.number,
            target=t.target.title,
            consent=t.consent,
            note=t.note,
            receipt_number=t.receipt_number,
            receipt_code=t.receipt_code,
        )
        for t in rows.select_related(*related)[:limit]
    ]


def receiver_called(*, org: Organization, number: int, name: str) -> Member | None:
    """Return the active member of this number, if she is called so: nobody finds names out by trying numbers."""
    member: Member | None = Member.objects.filter(org=org, number=number, status="active").first()
    typed = search.key(name)
    if member is None or len(typed) < SHORTEST_NAME:
        return None
    return member if search.rank(typed, [(member.pk, member.name, member.nickname)]) else None
