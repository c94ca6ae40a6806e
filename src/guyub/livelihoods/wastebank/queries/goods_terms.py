"""At what goods are given at a moment: dated prices, swap offers, and what they come to for the waste of a visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from guyub.foundation.core.quantities import Unit
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Terms, Way
from guyub.livelihoods.wastebank.models import DeviceAllotment, ExchangeGood, GoodPrice, Post, SwapOffer, WasteItem
from guyub.livelihoods.wastebank.queries.catalogue import items
from guyub.livelihoods.wastebank.rules.bartering import swap_price
from guyub.livelihoods.wastebank.rules.ways import GoodsIn, WayIn
from guyub.livelihoods.wastebank.rules.worth import Weighed, worth


@dataclass(frozen=True, slots=True)
class Brought:
    """A kind of waste of a visit: how much of it lies there, and what it is worth after the deduction."""

    item_id: UUID
    item: str
    quantity: int
    worth: int


@dataclass(frozen=True, slots=True)
class Swap:
    """A swap offer as it stands for one visit."""

    offer: SwapOffer
    item: str
    unit_price: int
    reach: int


def prices_at(moment: datetime, good_ids: Iterable[UUID] | None = None) -> dict[UUID, GoodPrice]:
    """Return the price in force of each good that has one."""
    rows = GoodPrice.objects.filter(starts_at__lte=moment)
    if good_ids is not None:
        rows = rows.filter(good_id__in=list(good_ids))
    newest = rows.filter(good=OuterRef("good")).order_by("-starts_at").values("pk")[:1]
    return {row.good_id: row for row in rows.filter(pk=Subquery(newest))}


def offers_at(moment: datetime, good_ids: Iterable[UUID] | None = None) -> QuerySet[SwapOffer]:
    """Return the swap offers in force, in the order in which they began."""
    rows = SwapOffer.objects.filter(starts_at__lte=moment)
    if good_ids is not None:
        rows = rows.filter(good_id__in=list(good_ids))
    newest = rows.filter(good=OuterRef("good"), item=OuterRef("item")).order_by("-starts_at").values("pk")[:1]
    in_force: QuerySet[SwapOffer] = rows.filter(Q(pk=Subquery(newest)), quantity__gt=0)
    return in_force.select_related("good", "item").order_by("starts_at", "id")


def gathered(lines: Iterable[tuple[UUID, str, int, int]]) -> list[Brought]:
    """Sum lines (item, name, quantity, net) by item."""
    sums: dict[UUID, Brought] = {}
    for item_id, name, quantity, net in lines:
        before = sums.get(item_id, Brought(item_id, name, 0, 0))
        sums[item_id] = Brought(item_id, name, before.quantity + quantity, before.worth + net)
    return list(sums.values())


def swaps_for(
    good_id: UUID, offers: Iterable[SwapOffer], brought: Sequence[Brought], taken: dict[UUID, int]
) -> list[Swap]:
    """Return what the waste there allows of a good, the farthest reaching first; `taken`: waste swapped already."""
    by_item = {b.item_id: b for b in brought}
    found = []
    for offer in offers:
        there = by_item.get(offer.item_id)
        if offer.good_id != good_id or there is None:
            continue
        price = swap_price(worth=there.worth, brought=there.quantity, quantity=offer.quantity)
        reach = (there.quantity - taken.get(offer.item_id, 0)) // offer.quantity
        if price and reach > 0:
            found.append(Swap(offer, there.item, price, reach))
    return sorted(found, key=lambda swap: -swap.reach)


def priced(ways: Sequence[WayIn], *, brought: Sequence[Brought], moment: datetime) -> tuple[WayIn, ...]:
    """Say of every way that takes goods what one costs at this weighing, and how many the waste allows."""
    wanted = {way.goods.good_id for way in ways if way.way == Way.BARTER and way.goods is not None}
    if not wanted:
        return tuple(ways)
    prices, offers = prices_at(moment, wanted), list(offers_at(moment, wanted))
    taken: dict[UUID, int] = {}
    found = []
    for way in ways:
        if way.goods is None:
            found.append(way)
            continue
        goods = _terms(way.goods, prices.get(way.goods.good_id), offers, brought, taken)
        found.append(replace(way, asked=goods.count * goods.unit_price, goods=goods))
    return tuple(found)


def _terms(
    goods: GoodsIn,
    price: GoodPrice | None,
    offers: Sequence[SwapOffer],
    brought: Sequence[Brought],
    taken: dict[UUID, int],
) -> GoodsIn:
    swaps = swaps_for(goods.good_id, offers, brought, taken) if goods.terms != Terms.PRICE else []
    if swaps:
        best = swaps[0]
        reach = min(best.reach, goods.count)
        taken[best.offer.item_id] = taken.get(best.offer.item_id, 0) + reach * best.offer.quantity
        return replace(goods, terms=Terms.SWAP, unit_price=best.unit_price, reach=reach, offer_id=best.offer.pk)
    if goods.terms == Terms.SWAP or price is None:
        return replace(goods, unit_price=0, reach=0)
    return replace(goods, terms=Terms.PRICE, unit_price=price.price, reach=goods.count)


def waste_worth(*, item: WasteItem, quantity: int, moment: datetime) -> int | None:
    """Return what so much waste brings to a single member who carries it to the post; None without a price."""
    card = next((c for c in items(org=item.org, moment=moment, active_only=False) if c.id == item.pk), None)
    if card is None or card.price is None:
        return None
    return worth([Weighed(quantity, Unit(item.unit), card.price, card.deduction_bp)]).net


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a visit may take at this weighing: at most `reach` of it."""

    good: ExchangeGood
    terms: str
    unit_price: int
    reach: int
    waste: str = ""
    waste_unit: str = ""
    waste_quantity: int = 0

    @property
    def key(self) -> str:
        return f"{self.good.pk}:{self.terms}"


def options(
    *, org: Organization, post: Post, brought: Sequence[Brought], worth_in_all: int, moment: datetime
) -> list[Option]:
    """Return what a visit may take, swaps first; four queries, one while nothing can be given."""
    goods = {good.stock_item_id: good for good in ExchangeGood.objects.filter(org=org, is_active=True)}
    free = free_at(post, goods)
    if not free:
        return []
    there = [good for good in goods.values() if free.get(good.pk, 0) > 0]
    prices, offers = prices_at(moment), list(offers_at(moment))
    found = []
    for good in sorted(there, key=lambda good: (good.position, good.name)):
        for swap in swaps_for(good.pk, offers, brought, {})[:1]:
            reach = min(swap.reach, worth_in_all // swap.unit_price, free[good.pk])
            item = swap.offer.item
            found.append(Option(good, Terms.SWAP, swap.unit_price, reach, swap.item, item.unit, swap.offer.quantity))
        price = prices.get(good.pk)
        if price is not None:
            reach = min(worth_in_all // price.price, free[good.pk])
            found.append(Option(good, Terms.PRICE, price.price, reach))
    return sorted((one for one in found if one.reach > 0), key=lambda one: one.terms != Terms.SWAP)


def free_at(post: Post, goods: dict[UUID, ExchangeGood]) -> dict[UUID, int]:
    """Return how many sale units of each good lie free at a post; `goods` by their card in the stock book."""
    if not goods:
        return {}
    held = StockBalance.objects.filter(place_id=post.place_id, item_id__in=goods, quantity__gt=0)
    found = {goods[pk].pk: q // goods[pk].unit_size for pk, q in held.values_list("item_id", "quantity")}
    if not found:
        return {}
    aside = DeviceAllotment.objects.filter(post=post, settled_at__isnull=True).values_list("good_id")
    for good_id, left in aside.annotate(left=Sum(F("count") - F("used") - F("taken_back"))).order_by():
        found[good_id] = found.get(good_id, 0) - left
    return found
