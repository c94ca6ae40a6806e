"""Goods for barter as screens and posters show them: stock, price, swap, what it all came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Sum
from django.db.models.functions import TruncMonth

from guyub.foundation.core import clock
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.models import PartyBalance, StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.models import (
    Barter,
    Collector,
    DepositLine,
    DeviceAllotment,
    ExchangeGood,
    GoodPrice,
    GoodsCount,
    GoodsPurchase,
    Post,
    Sale,
    Shop,
    SwapOffer,
)
from guyub.livelihoods.wastebank.queries.catalogue import items
from guyub.livelihoods.wastebank.queries.goods_terms import offers_at, prices_at
from guyub.livelihoods.wastebank.queries.totals import last_months
from guyub.livelihoods.wastebank.rules.bartering import unit_cost
from guyub.livelihoods.wastebank.rules.worth import Weighed, worth


@dataclass(frozen=True, slots=True)
class SwapCard:
    """A swap offer today. `worth`: what its waste brings a member now, None without a price."""

    offer_id: UUID
    good_id: UUID
    good: str
    unit: str
    unit_size: int
    item_id: UUID
    item: str
    item_unit: str
    quantity: int
    worth: int | None
    cost: int | None
    price: int | None
    is_subsidised: bool
    reason: str
    starts_at: datetime

    @property
    def margin(self) -> int | None:
        """What the bank wins by one, or loses (negative)."""
        return None if self.worth is None or self.cost is None else self.worth - self.cost


@dataclass(frozen=True, slots=True)
class GoodCard:
    """A good with its stock over all posts. `cost`: what one sale unit cost us on average."""

    id: UUID
    name: str
    drawing: str
    unit: str
    unit_size: int
    is_food: bool
    is_active: bool
    there: int
    set_aside: int
    value: int
    cost: int | None
    price: int | None
    is_subsidised: bool = False
    swaps: Sequence[SwapCard] = field(default=())

    @property
    def free(self) -> int:
        return self.there - self.set_aside

    @property
    def margin(self) -> int | None:
        return None if self.price is None or self.cost is None else self.price - self.cost


def goods(*, org: Organization, moment: datetime | None = None, active_only: bool = True) -> list[GoodCard]:
    """Return all goods in the association's order; a fixed number of queries."""
    moment = moment or clock.now()
    rows = ExchangeGood.objects.select_related("stock_item").order_by("position", "name")
    rows = list(rows.filter(is_active=True) if active_only else rows)
    stocks = _stocks([row.stock_item_id for row in rows])
    aside = _aside()
    prices = prices_at(moment)
    swaps = defaultdict(list)
    for card in swap_cards(org=org, moment=moment, stocks=stocks, prices=prices):
        swaps[card.good_id].append(card)
    return [
        _card(row, stocks.get(row.stock_item_id, Stock()), aside, prices.get(row.pk), swaps[row.pk]) for row in rows
    ]


def _stocks(item_ids: Sequence[UUID]) -> dict[UUID, Stock]:
    sums = StockBalance.objects.filter(item_id__in=item_ids).values_list("item_id")
    return {
        pk: Stock(quantity, value) for pk, quantity, value in sums.annotate(Sum("quantity"), Sum("value")).order_by()
    }


def _aside() -> dict[UUID, int]:
    rows = DeviceAllotment.objects.filter(settled_at__isnull=True).values_list("good_id")
    return dict(rows.annotate(left=Sum(F("count") - F("used") - F("taken_back"))).order_by())


def _card(
    row: ExchangeGood, stock: Stock, aside: dict[UUID, int], price: GoodPrice | None, swaps: Sequence[SwapCard]
) -> GoodCard:
    return GoodCard(
        id=row.pk,
        name=row.name,
        drawing=row.drawing,
        unit=row.unit,
        unit_size=row.unit_size,
        is_food=row.stock_item.is_food,
        is_active=row.is_active,
        there=stock.quantity // row.unit_size,
        set_aside=aside.get(row.pk, 0),
        value=stock.value,
        cost=unit_cost(stock, row.unit_size),
        price=price.price if price else None,
        is_subsidised=price is not None and price.is_subsidised,
        swaps=tuple(swaps),
    )


def swap_cards(
    *,
    org: Organization,
    moment: datetime | None = None,
    stocks: dict[UUID, Stock] | None = None,
    prices: dict[UUID, GoodPrice] | None = None,
) -> list[SwapCard]:
    """Return the swap offers in force, with what their waste is worth today; a fixed number of queries."""
    moment = moment or clock.now()
    offers = list(offers_at(moment))
    if not offers:
        return []
    worths = {card.id: card for card in items(org=org, moment=moment, active_only=False)}
    if stocks is None:
        stocks = _stocks([offer.good.stock_item_id for offer in offers])
    if prices is None:
        prices = prices_at(moment)
    found = []
    for offer in offers:
        card, good, price = worths[offer.item_id], offer.good, prices.get(offer.good_id)
        lines = [Weighed(offer.quantity, Unit(card.unit), card.price, card.deduction_bp)]
        found.append(
            SwapCard(
                offer_id=offer.pk,
                good_id=good.pk,
                good=good.name,
                unit=good.unit,
                unit_size=good.unit_size,
                item_id=card.id,
                item=card.name,
                item_unit=card.unit,
                quantity=offer.quantity,
                worth=worth(lines).net if card.price is not None else None,
                cost=unit_cost(stocks.get(good.stock_item_id, Stock()), good.unit_size),
                price=price.price if price else None,
                is_subsidised=offer.is_subsidised,
                reason=offer.reason,
                starts_at=offer.starts_at,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A good at a post."""

    post_id: UUID
    post: str
    there: int
    set_aside: int
    value: int

    @property
    def free(self) -> int:
        return self.there - self.set_aside


def shelves(*, good: ExchangeGood) -> list[ShelfRow]:
    """Return what lies of a good at each post; three queries."""
    left = DeviceAllotment.objects.filter(good=good, settled_at__isnull=True).values_list("post_id")
    aside = dict(left.annotate(left=Sum(F("count") - F("used") - F("taken_back"))).order_by())
    held = {
        place: (quantity, value)
        for place, quantity, value in StockBalance.objects.filter(item_id=good.stock_item_id).values_list(
            "place_id", "quantity", "value"
        )
    }
    rows = []
    for post in Post.objects.filter(is_active=True).order_by("name"):
        quantity, value = held.get(post.place_id, (0, 0))
        rows.append(ShelfRow(post.pk, post.name, quantity // good.unit_size, aside.get(post.pk, 0), value))
    return rows


@dataclass(frozen=True, slots=True)
class Debt:
    """What we owe a shop or a collector for goods; `sale_id`: a sale that the collector still owes us for."""

    party: UUID
    name: str
    is_collector: bool
    amount: int
    owes_us: int = 0
    sale_id: UUID | None = None


def debts(*, org: Organization) -> list[Debt]:
    """Return whom we owe for goods; four queries."""
    booked = PartyBalance.objects.filter(org=org, account=accounts.SHOP_DEBT).values_list("party", "debit", "credit")
    owed = {party: credit - debit for party, debit, credit in booked if credit > debit}
    shops = dict(Shop.objects.filter(pk__in=owed).values_list("pk", "name"))
    collectors = dict(Collector.objects.filter(pk__in=owed).values_list("pk", "name"))
    sales: dict[UUID, tuple[UUID, int]] = {}
    open_sales = Sale.objects.filter(collector_id__in=collectors, status=SaleStatus.FINAL, paid__lt=F("revenue"))
    for pk, collector, left in open_sales.order_by("happened_at").values_list(
        "pk", "collector_id", F("revenue") - F("paid")
    ):
        sales.setdefault(collector, (pk, left))
    found = [Debt(pk, name, False, owed[pk]) for pk, name in shops.items()]
    for pk, name in collectors.items():
        sale_id, left = sales.get(pk, (None, 0))
        found.append(Debt(pk, name, True, owed[pk], left, sale_id))
    return sorted(found, key=lambda debt: debt.name)


def history(*, good: ExchangeGood, limit: int = 30) -> list[tuple[datetime, str, Any]]:
    """Return what came of a good and what was counted, newest first: (moment, "purchase" or "count", row)."""
    bought = GoodsPurchase.objects.filter(good=good).select_related("post", "shop", "collector")
    counted = GoodsCount.objects.filter(good=good).select_related("post")
    rows: list[tuple[datetime, str, Any]] = [
        (row.happened_at, "purchase", row) for row in bought.order_by("-happened_at", "-id")[:limit]
    ]
    rows += [(row.happened_at, "count", row) for row in counted.order_by("-happened_at", "-id")[:limit]]
    return sorted(rows, key=lambda row: row[0], reverse=True)[:limit]


def terms_history(*, good: ExchangeGood) -> tuple[list[GoodPrice], list[SwapOffer]]:
    """Return all prices and all swap offers of a good, the newest first."""
    prices = list(GoodPrice.objects.filter(good=good).order_by("-starts_at"))
    return prices, list(SwapOffer.objects.filter(good=good).select_related("item").order_by("-starts_at"))


@dataclass(frozen=True, slots=True)
class SwapMonth:
    """Jelantah in, oil out: base units of the waste brought and of the good given in a month."""

    month: date
    waste_in: int
    goods_out: int
    saved: int  # what members saved against the shop price


def swap_months(*, org: Organization, offer: SwapOffer, months: int = 12, upto: date | None = None) -> list[SwapMonth]:
    """Return the last months of a swap: what came in of the waste, what went out of the good; two queries."""
    zone = org.time_zone
    brought = DepositLine.objects.filter(item=offer.item, deposit__replaced_by__isnull=True)
    came = _by_month(brought.annotate(month=TruncMonth("weighed_at", tzinfo=ZoneInfo(zone))), "quantity")
    given = Barter.objects.filter(good=offer.good, reversed_at__isnull=True)
    by_month = given.annotate(month=TruncMonth("happened_at", tzinfo=ZoneInfo(zone)))
    went = _by_month(by_month, "count")
    rows = by_month.filter(shop_price__isnull=False).values_list("month").order_by()
    saved = {m.date(): total for m, total in rows.annotate(total=Sum(F("shop_price") * F("count") - F("amount")))}
    size = offer.good.unit_size
    return [
        SwapMonth(month, came.get(month, 0), went.get(month, 0) * size, saved.get(month, 0))
        for month in last_months(org, months, upto)
    ]


def _by_month(rows: Any, column: str) -> dict[date, int]:
    sums = rows.values_list("month").annotate(total=Sum(column)).order_by()
    return {month.date(): total for month, total in sums}


def is_price_set(*, client_id: UUID) -> bool:
    """Return whether this press has set a price already: "now" has moved on since, the price has not."""
    return bool(GoodPrice.objects.filter(client_id=client_id).exists())


def is_offer_set(*, client_id: UUID) -> bool:
    """Return whether this press has set a swap offer already."""
    return bool(SwapOffer.objects.filter(client_id=client_id).exists())
