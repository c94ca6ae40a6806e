"""What one collector bought in a period, and what of it he has paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.queries import Period
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.models import Collector, Sale, SaleLine
from guyub.livelihoods.wastebank.queries.sales import SaleCard, SaleLineRow, card_of, line_of


@dataclass(frozen=True, slots=True)
class Load:
    """One load that he took."""

    card: SaleCard
    receipt_number: int | None
    lines: list[SaleLineRow]


@dataclass(frozen=True, slots=True)
class CollectorSheet:
    """The loads of a period, the first on top. `paid`: what he has paid for these loads until now."""

    collector_id: UUID
    collector: str
    first: date
    last: date
    loads: list[Load]

    @property
    def revenue(self) -> int:
        return sum(load.card.revenue for load in self.loads)

    @property
    def paid(self) -> int:
        return sum(load.card.paid for load in self.loads)

    @property
    def owed(self) -> int:
        return sum(load.card.owed for load in self.loads)


def collector_sheet(*, org: Organization, collector_id: UUID, first: date, last: date) -> CollectorSheet:
    """Return his final loads of these days; drafts and what was reversed are none. Three queries."""
    collector = Collector.get(collector_id)
    days = Period(first, last, org.time_zone)
    sales = Sale.objects.filter(
        org=org,
        collector=collector,
        status=SaleStatus.FINAL,
        happened_at__gte=days.start,
        happened_at__lt=days.end,
    )
    lines: dict[UUID, list[SaleLineRow]] = {}
    for line in SaleLine.objects.filter(sale__in=sales).order_by("sale_id", "no"):
        lines.setdefault(line.sale_id, []).append(line_of(line))
    loads = [
        Load(card_of(sale), sale.receipt_number, lines.get(sale.pk, []))
        for sale in sales.select_related("post", "collector").order_by("happened_at", "id")
    ]
    return CollectorSheet(collector.pk, collector.name, first, last, loads)
