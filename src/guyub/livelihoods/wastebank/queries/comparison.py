"""What collectors say they pay, side by side: each newest quote, the last real price, the least to ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Sum

from guyub.foundation.core import clock
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import EMPTY, Stock
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
from guyub.livelihoods.wastebank.models import CollectorQuote, SaleLine, WasteItem
from guyub.livelihoods.wastebank.queries.worth import usual_susut
from guyub.livelihoods.wastebank.rules.selling import break_even

OLD_AFTER = 30  # days; an older quote is shown as old
LOOKED_BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The newest quote of one collector for one item."""

    collector_id: UUID
    collector: str
    price: int
    quoted_on: date
    age: int
    is_best: bool
    note: str

    @property
    def is_old(self) -> bool:
        return self.age > OLD_AFTER


@dataclass(frozen=True, slots=True)
class Comparison:
    """One item: quotes, fresh and dear ones first; the last real sale; what lies in stock and must at least bring."""

    item_id: UUID
    item: str
    unit: str
    quotes: tuple[Quoted, ...]
    last_price: int | None
    last_sold_to: str
    last_sold_on: date | None
    quantity: int
    break_even: int | None

    @property
    def best(self) -> Quoted | None:
        return self.quotes[0] if self.quotes else None

    @property
    def best_is_below(self) -> bool:
        """Return whether even the best quote would not bring back what the stock cost."""
        return self.best is not None and self.break_even is not None and self.best.price < self.break_even


def comparisons(*, org: Organization) -> list[Comparison]:
    """Return every item that has a quote of the last year, in the association's own order; five queries."""
    today = clock.today(org.time_zone)
    newest: dict[UUID, dict[UUID, CollectorQuote]] = defaultdict(dict)
    rows = CollectorQuote.objects.filter(quoted_on__gt=today - LOOKED_BACK, collector__is_active=True)
    for quote in rows.select_related("collector").order_by("quoted_on", "recorded_at", "id"):
        newest[quote.item_id][quote.collector_id] = quote
    items = WasteItem.objects.filter(pk__in=newest).order_by("category__position", "position", "name")
    return _compared(org, list(items), newest, today)


def compare(*, org: Organization, item_id: UUID) -> Comparison:
    """Return one item, also when nobody quoted a price for it."""
    item, today = WasteItem.get(item_id), clock.today(org.time_zone)
    newest: dict[UUID, dict[UUID, CollectorQuote]] = {item.pk: {}}
    rows = CollectorQuote.objects.filter(item=item, quoted_on__gt=today - LOOKED_BACK, collector__is_active=True)
    for quote in rows.select_related("collector").order_by("quoted_on", "recorded_at", "id"):
        newest[item.pk][quote.collector_id] = quote
    return _compared(org, [item], newest, today)[0]


def _compared(
    org: Organization, items: list[WasteItem], newest: dict[UUID, dict[UUID, CollectorQuote]], today: date
) -> list[Comparison]:
    ids = [item.pk for item in items]
    susut, sold, stock = usual_susut(org=org, item_ids=ids), _last_sales(ids), _stock(items)
    found = []
    for item in items:
        here, last = stock.get(item.stock_item_id, EMPTY), sold.get(item.pk)
        found.append(
            Comparison(
                item_id=item.pk,
                item=item.name,
                unit=item.unit,
                quotes=_ranked(list(newest[item.pk].values()), today),
                last_price=last[0] if last else None,
                last_sold_to=last[1] if last else "",
                last_sold_on=clock.day_of(last[2], org.time_zone) if last else None,
                quantity=here.quantity,
                break_even=break_even(here, Unit(item.unit), susut[item.pk]),
            )
        )
    return found


def _ranked(quotes: list[CollectorQuote], today: date) -> tuple[Quoted, ...]:
    """Order quotes: the dearest first, of equals the newer, old ones behind all others; only the first is the best."""

    def rank(quote: CollectorQuote) -> tuple[bool, int, int, str]:
        age = (today - quote.quoted_on).days
        return age > OLD_AFTER, -quote.price, age, quote.collector.name

    ordered = sorted(quotes, key=rank)
    return tuple(
        Quoted(q.collector_id, q.collector.name, q.price, q.quoted_on, (today - q.quoted_on).days, place == 0, q.note)
        for place, q in enumerate(ordered)
    )


def _last_sales(item_ids: list[UUID]) -> dict[UUID, tuple[int, str, datetime]]:
    lines = SaleLine.objects.filter(item_id__in=item_ids, sale__status=SaleStatus.FINAL, sold_unit=F("unit"))
    return {
        item_id: (price, collector, sold_at)
        for item_id, price, collector, sold_at in lines.order_by("sale__happened_at", "sale_id").values_list(
            "item_id", "price", "sale__collector__name", "sale__happened_at"
        )
    }


def _stock(items: list[WasteItem]) -> dict[UUID, Stock]:
    """Return what lies of our own at all posts together."""
    rows = StockBalance.objects.filter(item_id__in=[item.stock_item_id for item in items], pool=Pool.OWN)
    sums = rows.values_list("item_id").annotate(Sum("quantity"), Sum("value")).order_by()
    return {card: Stock(quantity, value) for card, quantity, value in sums}
