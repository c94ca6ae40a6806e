"""Consigned waste as people read it: what a member left for sale, what lies at a post, what a sale brought to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Sum
from django.db.models.expressions import RawSQL

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import LotEventKind, SaleStatus
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import (
    ConsignmentLot,
    LotAdjustment,
    LotEvent,
    LotReturn,
    Sale,
    SaleLot,
    SaleSettlement,
)
from guyub.livelihoods.wastebank.queries.lot_shares import first_in
from guyub.livelihoods.wastebank.queries.sale_preview import DraftLine, draft_lines
from guyub.livelihoods.wastebank.rules.lots import Grams


@dataclass(frozen=True, slots=True)
class Held:
    """What a member still has for sale of one item at one post, or on its way there."""

    item_id: UUID
    item: str
    unit: str
    post_id: UUID
    post: str
    is_on_the_way: bool
    quantity: int


@dataclass(frozen=True, slots=True)
class LotRow:
    """One lot in a list. `owner` is empty for a guest, whose waste goes to Dana Sosial."""

    id: UUID
    deposit_id: UUID
    owner: str
    owner_number: int | None
    item: str
    unit: str
    weighed_at: datetime
    quantity: int
    held: int
    status: str


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """What a sale brings to one member (none: Dana Sosial for guests): grams by item, fee, her rupiah.

    `corrected`: what a correction between sale and payment adds to it or takes from it.
    """

    member_id: UUID | None
    number: int | None
    name: str
    goods: tuple[tuple[str, int, str], ...]
    fee: int
    amount: int
    corrected: int = 0

    @property
    def credited(self) -> int:
        return self.amount + self.corrected


@dataclass(frozen=True, slots=True)
class OwnersSheet:
    """How the consigned part of a sale is shared; `settled_at` None while the collector has not paid it.

    Of a draft it is what would be shared now.
    """

    sale_id: UUID
    collector: str
    is_draft: bool
    proceeds: int
    costs: int
    shares: list[OwnerShare]
    settled_at: datetime | None = None
    receipt_number: int | None = None
    receipt_code: str = ""

    @property
    def fee(self) -> int:
        return sum(share.fee for share in self.shares)

    @property
    def corrected(self) -> int:
        return sum(share.corrected for share in self.shares)

    @property
    def credited(self) -> int:
        return sum(share.credited for share in self.shares)


class _Sold(NamedTuple):
    """A part of a lot that a sale took, with the item as the sale names it."""

    lot: ConsignmentLot
    item: str
    unit: str
    quantity: int
    fee: int
    amount: int


def held_by(*, member: Member) -> list[Held]:
    """Return what a member has for sale, in kilograms and pieces, never in rupiah; two queries."""
    lots = ConsignmentLot.objects.filter(member_id__in=row_ids(member), held__gt=0)
    rows = lots.values_list("item_id", "item__name", "item__unit", "post_id", "post__name", "is_on_the_way")
    found = rows.annotate(Sum("held")).order_by("item__position", "item__name", "post__name", "is_on_the_way")
    return [Held(*row) for row in found]


def lots_of(*, member: Member, limit: int = 50) -> list[LotRow]:
    """Return a member's lots, newest first."""
    return _rows(all_lots_of(member).order_by("-weighed_at", "-no")[:limit])


def all_lots_of(member: Member) -> QuerySet[ConsignmentLot]:
    """Return the lots of a member, but for those that are empty because all of it was carried to another post."""
    carried = LotEvent.objects.filter(lot=OuterRef("pk"), kind=LotEventKind.CARRIED)
    rows: QuerySet[ConsignmentLot] = ConsignmentLot.objects.filter(member_id__in=row_ids(member))
    return rows.exclude(Exists(carried), quantity=0, sold=0, returned=0, lost=0)


def lots_at(*, post_id: UUID, item_id: UUID) -> list[LotRow]:
    """Return the lots that still lie at a post, in the order in which a sale takes them."""
    return _rows(first_in(post_id, item_id))


def owners_sheet(*, org: Organization, sale_id: UUID) -> OwnersSheet:
    """Return who gets what of a sale with consigned lines, or would get of a draft."""
    sale: Sale = Sale.get(sale_id)
    is_draft = sale.status == SaleStatus.DRAFT
    drafted = draft_lines(org=org, sale_id=sale.pk) if is_draft else []
    sold = _drafted(drafted) if is_draft else _taken(sale)
    if not sold:
        raise NotHere
    settled = sale.settlements.first()
    return OwnersSheet(
        sale_id=sale.pk,
        collector=sale.collector.name,
        is_draft=is_draft,
        proceeds=sum(line.revenue for line in drafted if line.pool) if is_draft else sale.consigned,
        costs=sum(sale.lines.values_list("costs", flat=True)),
        shares=_shares(sold, _corrected(sale)),
        settled_at=settled.happened_at if settled else None,
        receipt_number=settled.receipt_number if settled else None,
        receipt_code=settled.receipt_code if settled else "",
    )


def own_share(*, org: Organization, by: Actor, settlement_id: UUID, member_id: UUID) -> tuple[OwnersSheet, OwnerShare]:
    """Return what a settled sale brought to one member: for herself, and for officers who may open her passbook."""
    rows = row_ids(Member.get(member_id))
    open_passbook(by, *rows)
    sheet = owners_sheet(org=org, sale_id=SaleSettlement.get(settlement_id).sale_id)
    hers = [share for share in sheet.shares if share.member_id in rows]
    if not hers:
        raise NotHere
    return sheet, _joined(hers)


def return_slip(*, by: Actor, return_id: UUID) -> LotReturn:
    """Return the slip of what was given back, for its owner and for officers."""
    row: LotReturn = LotReturn.get(return_id)
    open_passbook(by, *row_ids(row.member))
    return row


def has_lots() -> RawSQL:
    """Return of each pocket whether waste of its owner, or of a row that was joined with hers, waits to be sold.

    Written out, and from the owner to the lots: Django takes longer to put it together than the database to answer.
    """
    return RawSQL(_HAS_LOTS, (), BooleanField())  # noqa: S611 -- a constant, bound to the pocket's association


_HAS_LOTS = (
    "EXISTS (SELECT 1 FROM members_member m"
    " JOIN wastebank_consignmentlot c ON c.org_id = m.org_id AND c.member_id = m.id AND c.held > 0"
    " WHERE m.org_id = wastebank_pocket.org_id"
    " AND (m.id = wastebank_pocket.member_id OR m.merged_into_id = wastebank_pocket.member_id))"
)


def _rows(lots: QuerySet[ConsignmentLot]) -> list[LotRow]:
    return [
        LotRow(
            id=lot.pk,
            deposit_id=lot.deposit_id,
            owner=lot.member.name if lot.member else "",
            owner_number=lot.member.number if lot.member else None,
            item=lot.item.name,
            unit=lot.item.unit,
            weighed_at=lot.weighed_at,
            quantity=lot.quantity,
            held=lot.held,
            status=Grams(*(getattr(lot, name) for name in Grams._fields)).status,
        )
        for lot in lots.select_related("member", "item")
    ]


def _drafted(lines: list[DraftLine]) -> list[_Sold]:
    return [
        _Sold(one.lot, line.item, line.unit, one.quantity, one.fee, one.amount)
        for line in lines
        for one in line.takings
    ]


def _taken(sale: Sale) -> list[_Sold]:
    rows = SaleLot.objects.filter(line__sale=sale).select_related("lot__member", "line")
    return [
        _Sold(one.lot, one.line.item_name, one.line.unit, one.quantity, one.fee, one.amount)
        for one in rows.order_by("line__no", "no")
    ]


def _corrected(sale: Sale) -> dict[UUID | None, int]:
    """Return what corrections between sale and payment changed, by member."""
    rows = LotAdjustment.objects.filter(sale=sale).exclude(is_settled=True, in_settlement=False)
    return dict(rows.values_list("lot__member_id").annotate(Sum("amount")).order_by())


def _shares(sold: list[_Sold], corrected: dict[UUID | None, int]) -> list[OwnerShare]:
    """Gather parts of lots by their owners, in the order of their numbers; guests come last."""
    hers: dict[UUID | None, list[_Sold]] = defaultdict(list)
    for one in sold:
        hers[one.lot.member_id].append(one)
    shares = [
        OwnerShare(
            member_id=member_id,
            number=parts[0].lot.member.number if parts[0].lot.member else None,
            name=parts[0].lot.member.name if parts[0].lot.member else "",
            goods=_goods((part.item, part.quantity, part.unit) for part in parts),
            fee=sum(part.fee for part in parts),
            amount=sum(part.amount for part in parts),
            corrected=corrected.get(member_id, 0),
        )
        for member_id, parts in hers.items()
    ]
    return sorted(shares, key=lambda share: (share.number is None, share.number))


def _joined(shares: list[OwnerShare]) -> OwnerShare:
    """Join the shares of rows that are one person since a merge."""
    return replace(
        shares[0],
        goods=_goods(part for share in shares for part in share.goods),
        fee=sum(share.fee for share in shares),
        amount=sum(share.amount for share in shares),
        corrected=sum(share.corrected for share in shares),
    )


def _goods(parts: Iterable[tuple[str, int, str]]) -> tuple[tuple[str, int, str], ...]:
    """Add up grams by item."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for item, grams, unit in parts:
        sums[item, unit] += grams
    return tuple((item, grams, unit) for (item, unit), grams in sums.items())
