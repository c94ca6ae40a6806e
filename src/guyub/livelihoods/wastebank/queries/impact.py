"""What was sold, and what the methods say that it saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from guyub.foundation.core import clock
from guyub.foundation.core.money import half_up
from guyub.foundation.core.months import add_months
from guyub.foundation.core.quantities import Unit
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import setting
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.flows import Flow
from guyub.livelihoods.wastebank.models import ItemMaterial, SaleLine, WasteItem
from guyub.livelihoods.wastebank.queries.material_balance import Balances
from guyub.livelihoods.wastebank.rules.impact import Saving, factor_sets, paper_methane, saving
from guyub.livelihoods.wastebank.settings import METHANE_KEY


@dataclass(frozen=True, slots=True)
class Impact:
    """The figures of a period: one saving for each set; `weightless` was sold by piece or litre, without a weight."""

    savings: tuple[Saving, ...]
    weightless: tuple[tuple[str, str, int], ...]  # name, unit, quantity
    with_methane: bool

    def methane(self, saved: Saving) -> int | None:
        """Return the gas of the paper in a landfill, as a line apart; None if the association does not show it."""
        return paper_methane(saved) if self.with_methane else None


def impact(*, org: Organization, balances: Balances) -> Impact:
    """Return what the sold grams of a balance mean by each method; two queries."""
    sold: dict[UUID, int] = {}
    for (_post, item_id), balance in balances.items():
        sold[item_id] = sold.get(item_id, 0) + balance.flows[Flow.SOLD]
    items = {item.pk: item for item in WasteItem.objects.filter(org=org, pk__in=sold)}
    grams: dict[str, int] = {}
    weightless = []
    for item_id, item in sorted(items.items(), key=lambda pair: pair[1].position):
        weight = in_grams(item, sold[item_id])
        if weight is None:
            weightless.append((item.name, item.unit, sold[item_id]))
        else:
            grams[item.code] = weight
    names = {item.code: item.name for item in items.values()}
    savings = tuple(
        _named(saving(each, grams, {items[pk].code: m for pk, m in chosen.items() if pk in items}), names)
        for each, chosen in ((each, materials_of(org, each.code)) for each in factor_sets())
    )
    return Impact(savings, tuple(row for row in weightless if row[2]), bool(setting(org, METHANE_KEY)))


def impact_by_month(*, org: Organization, months: Sequence[date]) -> dict[str, list[int]]:
    """Return grams of CO2e month by month for each set: sales of final loads, each in the month of its day; one query
    for the sales, one for each set.
    """
    place = {month: n for n, month in enumerate(months)}
    end = add_months(months[-1], 1)
    rows = (
        SaleLine.objects.filter(
            org=org,
            sale__status=SaleStatus.FINAL,
            sale__happened_at__gte=clock.start_of(months[0], org.time_zone),
            sale__happened_at__lt=clock.start_of(end, org.time_zone),
        )
        .annotate(month=TruncMonth("sale__happened_at", tzinfo=ZoneInfo(org.time_zone)))
        .values_list("month", "item_id")
        .annotate(Sum("paid_quantity"))
        .order_by()
    )
    items = {item.pk: item for item in WasteItem.objects.filter(org=org)}
    grams: list[dict[str, int]] = [{} for _month in months]
    for month, item_id, quantity in rows:
        weight = in_grams(items[item_id], quantity)
        if weight is not None:
            grams[place[month.date()]][str(item_id)] = weight
    found = {}
    for each in factor_sets():
        chosen = {str(pk): material for pk, material in materials_of(org, each.code).items()}
        found[each.code] = [saving(each, sold, chosen).total for sold in grams]
    return found


def _named(saved: Saving, names: Mapping[str, str]) -> Saving:
    """Write items by their names where a set knows nothing of them."""
    without = tuple((names.get(code, code), grams) for code, grams in saved.without_factor)
    return Saving(saved.factors, saved.by_material, without)


def materials_of(org: Organization, factor_set: str) -> dict[UUID, str]:
    """Return which material each item counts as in a set."""
    rows = ItemMaterial.objects.filter(org=org, factor_set=factor_set)
    return dict(rows.values_list("item_id", "material"))


def in_grams(item: WasteItem, quantity: int) -> int | None:
    """Return a quantity of an item in grams; None where nobody gave its weight."""
    if item.unit == Unit.GRAM:
        return quantity
    if item.factor_grams is None or item.factor_per is None:
        return None
    return half_up(quantity * item.factor_grams, item.factor_per)
