"""Loads sold to collectors, and what collectors owe."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
from guyub.livelihoods.wastebank.models import Collector, Sale, SaleLine


@dataclass(frozen=True, slots=True)
class SaleCard:
    """A load in a list."""

    id: UUID
    sold_at: datetime
    post: str
    collector: str
    status: str
    revenue: int
    cogs: int
    shrinkage: int
    paid: int
    consigned: int = 0

    @property
    def owed(self) -> int:
        return self.revenue - self.paid if self.status == SaleStatus.FINAL else 0


@dataclass(frozen=True, slots=True)
class SaleLineRow:
    """One item of a load. Before it is final, cost and what left are zero."""

    no: int
    item_id: UUID
    item: str
    unit: str
    take_all: bool
    own_quantity: int
    sold_unit: str
    weight: int
    rafaksi_bp: int
    price: int
    over_reason: str
    out_quantity: int
    extra_quantity: int
    sold_quantity: int
    paid_quantity: int
    revenue: int
    cost: int
    cogs: int
    shrinkage: int
    shrinks_much: bool
    pool: str = Pool.OWN
    costs: int = 0
    fee: int = 0

    @property
    def shrinkage_quantity(self) -> int:
        return self.out_quantity - self.paid_quantity


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money taken for a load."""

    id: UUID
    paid_at: datetime
    amount: int
    cash_account: str
    receipt_number: int | None
    receipt_code: str


@dataclass(frozen=True, slots=True)
class SaleSheet:
    """A load as it is read, printed and signed."""

    card: SaleCard
    post_id: UUID
    collector_id: UUID
    collector_phone: str
    note: str
    receipt_number: int | None
    receipt_code: str
    reverse_reason: str
    lines: list[SaleLineRow] = field(default_factory=list)
    payments: list[PaymentRow] = field(default_factory=list)
    is_settled: bool = False  # its consigned lines were credited


@dataclass(frozen=True, slots=True)
class Debt:
    """What one collector owes, over how many loads, since when."""

    collector_id: UUID
    collector: str
    phone: str
    owed: int
    sales: int
    oldest: datetime


def collectors(*, org: Organization, active_only: bool = True) -> list[Collector]:
    """Return collectors by name."""
    rows = Collector.objects.filter(org=org).order_by("name")
    return list(rows.filter(is_active=True) if active_only else rows)


def sales(*, org: Organization, status: str = "", before: datetime | None = None, limit: int = 25) -> list[SaleCard]:
    """Return loads, newest first; one query."""
    rows = Sale.objects.filter(org=org)
    if status:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(happened_at__lt=before)
    return _cards(rows.order_by("-happened_at", "-id")[:limit])


def sale_sheet(*, org: Organization, sale_id: UUID | str) -> SaleSheet:
    """Return one load with its lines and payments."""
    from guyub.livelihoods.wastebank.settings import tuning  # noqa: PLC0415

    sale = Sale.get(sale_id)
    warn = tuning(org).shrinkage_warn_bp
    return SaleSheet(
        card=card_of(sale),
        post_id=sale.post_id,
        collector_id=sale.collector_id,
        collector_phone=sale.collector.phone,
        note=sale.note,
        receipt_number=sale.receipt_number,
        receipt_code=sale.receipt_code,
        reverse_reason=sale.reverse_reason,
        lines=[line_of(line, warn) for line in sale.lines.order_by("no")],
        payments=[
            PaymentRow(p.pk, p.happened_at, p.amount, p.cash_account, p.receipt_number, p.receipt_code)
            for p in sale.payments.order_by("recorded_at", "id")
        ],
        is_settled=sale.consigned > 0 and sale.settlements.exists(),
    )


def debts(*, org: Organization) -> list[Debt]:
    """Return what collectors owe, the oldest first; one query."""
    owing: dict[UUID, list[Sale]] = {}
    rows = Sale.objects.filter(org=org, status=SaleStatus.FINAL, paid__lt=F("revenue")).select_related("collector")
    for sale in rows.order_by("happened_at"):
        owing.setdefault(sale.collector_id, []).append(sale)
    return [
        Debt(
            collector_id=collector_id,
            collector=loads[0].collector.name,
            phone=loads[0].collector.phone,
            owed=sum(load.revenue - load.paid for load in loads),
            sales=len(loads),
            oldest=loads[0].happened_at,
        )
        for collector_id, loads in owing.items()
    ]


def owed_total(*, org: Organization) -> int:
    """Return what all collectors owe together."""
    rows = Sale.objects.filter(org=org, status=SaleStatus.FINAL)
    return int(rows.aggregate(owed=Sum(F("revenue") - F("paid"), default=0))["owed"])


def _cards(rows: QuerySet[Sale]) -> list[SaleCard]:
    return [card_of(sale) for sale in rows.select_related("post", "collector")]


def card_of(sale: Sale) -> SaleCard:
    """Return a load as lists show it; its post and collector were read with it."""
    return SaleCard(
        id=sale.pk,
        sold_at=sale.happened_at,
        post=sale.post.name,
        collector=sale.collector.name,
        status=sale.status,
        revenue=sale.revenue,
        cogs=sale.cogs,
        shrinkage=sale.shrinkage,
        paid=sale.paid,
        consigned=sale.consigned,
    )


def line_of(line: SaleLine, warn_bp: int = 10_000) -> SaleLineRow:
    """Return one item of a load; it shrinks much above `warn_bp`."""
    lost = line.out_quantity - line.paid_quantity
    return SaleLineRow(
        no=line.no,
        item_id=line.item_id,
        item=line.item_name,
        unit=line.unit,
        take_all=line.take_all,
        own_quantity=line.own_quantity,
        sold_unit=line.sold_unit,
        weight=line.weight,
        rafaksi_bp=line.rafaksi_bp,
        price=line.price,
        over_reason=line.over_reason,
        out_quantity=line.out_quantity,
        extra_quantity=line.extra_quantity,
        sold_quantity=line.sold_quantity,
        paid_quantity=line.paid_quantity,
        revenue=line.revenue,
        cost=line.cost,
        cogs=line.cogs,
        shrinkage=line.shrinkage,
        shrinks_much=lost * 10_000 > line.out_quantity * warn_bp,
        pool=line.pool,
        costs=line.costs,
        fee=line.fee,
    )
