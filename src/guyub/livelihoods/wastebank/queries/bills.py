"""Bills paid out of savings: what waits to be paid, what was, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import BillStatus
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import Bill, BillProof


@dataclass(frozen=True, slots=True)
class BillRow:
    """One bill with everything that its page and slip say."""

    id: UUID
    member_id: UUID
    member: str
    member_number: int
    pocket: str
    kind: str
    customer: str
    amount: int
    fee: int
    status: str
    asked_at: datetime
    ended_at: datetime | None
    post: str
    proof: str
    reason: str
    has_photo: bool
    receipt_number: int | None
    receipt_code: str
    is_gone: bool  # she left or died

    @property
    def total(self) -> int:
        return self.amount + self.fee


def bill_for(*, org: Organization, by: Actor, bill_id: UUID | str) -> BillRow:
    """Return one bill for its member or an officer."""
    row = _rows(Bill.objects.filter(org=org, pk=Bill.get(bill_id).pk), 1)[0]
    open_passbook(by, row.member_id)
    return row


def photo_of(*, org: Organization, by: Actor, bill_id: UUID | str) -> tuple[bytes, str]:
    """Return the photo of what was bought, and its kind."""
    bill = bill_for(org=org, by=by, bill_id=bill_id)
    found = BillProof.objects.filter(org=org, bill_id=bill.id).first()
    if found is None:
        raise NotHere
    return bytes(found.content), found.kind


def open_bills(*, org: Organization, limit: int = 100) -> list[BillRow]:
    """Return what waits to be paid, the oldest first; one query."""
    return _rows(Bill.objects.filter(org=org, status=BillStatus.HELD).order_by("recorded_at", "id"), limit)


def ended_bills(*, org: Organization, before: datetime | None = None, limit: int = 20) -> list[BillRow]:
    """Return what was paid or given back, newest first; one query."""
    rows = Bill.objects.filter(org=org, ended_at__isnull=False).order_by("-ended_at", "-id")
    return _rows(rows.filter(ended_at__lt=before) if before else rows, limit)


def bills_of(*, org: Organization, member_id: UUID, limit: int = 10) -> list[BillRow]:
    """Return a member's bills, newest first; for screens that have passed `member_for`. One query."""
    return _rows(Bill.objects.filter(org=org, pocket__member_id=member_id).order_by("-recorded_at", "-id"), limit)


def _rows(rows: QuerySet[Bill], limit: int) -> list[BillRow]:
    photo = Exists(BillProof.objects.filter(bill_id=OuterRef("pk"), org_id=OuterRef("org_id")))
    return [
        BillRow(
            id=b.pk,
            member_id=b.pocket.member_id,
            member=b.pocket.member.name,
            member_number=b.pocket.member.number,
            pocket=b.pocket.title,
            kind=b.kind,
            customer=b.customer,
            amount=b.amount,
            fee=b.fee,
            status=b.status,
            asked_at=b.happened_at,
            ended_at=b.ended_at,
            post=b.post.name if b.post else "",
            proof=b.proof,
            reason=b.reason,
            has_photo=b.has_photo,
            receipt_number=b.receipt_number,
            receipt_code=b.receipt_code,
            is_gone=b.pocket.member.is_gone,
        )
        for b in rows.select_related("pocket__member", "pocket__kind", "post").annotate(has_photo=photo)[:limit]
    ]
