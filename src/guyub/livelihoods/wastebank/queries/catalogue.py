"""Kinds of waste and their prices, as screens, posters and phones show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import MemberClass, Mode
from guyub.livelihoods.wastebank.models import Category, Post, PriceList, PriceRow, WasteItem
from guyub.livelihoods.wastebank.queries.collector_prices import last_collector_prices
from guyub.livelihoods.wastebank.queries.worth import usual_susut
from guyub.livelihoods.wastebank.rules import prices as rules


@dataclass(frozen=True, slots=True)
class ItemCard:
    """A kind of waste as a tile. `price`: rupiah per kg, litre or piece for a single member who brings it."""

    id: UUID
    code: str
    name: str
    condition: str
    unit: str
    category_id: UUID
    category: str
    drawing: str
    has_weight: bool
    is_active: bool
    price: int | None = None
    deduction_bp: int = 0
    is_consigned: bool = False


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price of the board: in force now, and what follows it, if that is published already."""

    item_id: UUID
    code: str
    item: str
    unit: str
    category: str
    channel: str
    member_class: str
    price: int | None
    deduction_bp: int
    starts_at: datetime
    list_version: int
    next_price: int | None = None
    next_starts_at: datetime | None = None
    collector_price: int | None = None
    is_consigned: bool = False
    fee_bp: int = 0
    usual_susut: int = 0  # basis points

    @property
    def is_too_dear(self) -> bool:
        """Return whether the collector's last price does not bring back what is paid here."""
        return (
            self.price is not None
            and self.collector_price is not None
            and rules.is_too_dear(
                self.price,
                deduction_bp=self.deduction_bp,
                sells_at=self.collector_price,
                susut_bp=self.usual_susut,
            )
        )


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One published row in an item's history."""

    starts_at: datetime
    channel: str
    member_class: str
    price: int | None
    deduction_bp: int
    list_version: int
    is_consigned: bool = False


def posts(*, org: Organization, active_only: bool = True) -> list[Post]:  # noqa: ARG001 -- the active association
    """Return the posts by name."""
    rows = Post.objects.order_by("name")
    return list(rows.filter(is_active=True) if active_only else rows)


def categories(*, org: Organization, active_only: bool = True) -> list[Category]:  # noqa: ARG001
    """Return the materials in their order."""
    rows = Category.objects.order_by("position", "name")
    return list(rows.filter(is_active=True) if active_only else rows)


def items(
    *,
    org: Organization,
    moment: datetime | None = None,
    channel: str = "delivered",
    member_class: str = "individual",
    active_only: bool = True,
) -> list[ItemCard]:
    """Return the tiles of the weighing screen with the price that counts at `moment`; two queries."""
    rows = WasteItem.objects.select_related("category").order_by("category__position", "position", "name")
    if active_only:
        rows = rows.filter(is_active=True, category__is_active=True)
    prices = _prices(org)
    when = moment or clock.now()
    cards = []
    for item in rows:
        price = rules.choose(prices.get(item.pk, ()), channel=channel, member_class=member_class, moment=when)
        cards.append(
            ItemCard(
                id=item.pk,
                code=item.code,
                name=item.name,
                condition=item.condition,
                unit=item.unit,
                category_id=item.category_id,
                category=item.category.name,
                drawing=item.category.drawing,
                has_weight=item.unit == "g" or item.factor_grams is not None,
                is_active=item.is_active,
                price=price.price if price else None,
                deduction_bp=price.deduction_bp if price else 0,
                is_consigned=price is not None and price.mode == Mode.CONSIGNMENT,
            )
        )
    return cards


def price_board(*, org: Organization, moment: datetime | None = None) -> list[PriceLine]:
    """Return the prices in force, one row for each item × channel × class: board, poster, phones; four queries."""
    when = moment or clock.now()
    prices = _prices(org)
    rows = WasteItem.objects.filter(is_active=True, category__is_active=True).select_related("category")
    sold_at, susut = last_collector_prices(list(prices)), usual_susut(org=org, item_ids=prices)
    return [
        replace(line, collector_price=sold_at.get(item.pk), usual_susut=susut.get(item.pk, 0))
        for item in rows.order_by("category__position", "position", "name")
        for line in _lines(item, prices.get(item.pk, []), when)
    ]


def dear_prices(*, org: Organization) -> list[PriceLine]:
    """Return the prices in force at which the association loses money by the collectors' last prices; four queries."""
    now = clock.now()
    return [line for line in price_board(org=org, moment=now) if line.is_too_dear and line.starts_at <= now]


def price_history(*, org: Organization, item_id: UUID) -> list[PriceStep]:  # noqa: ARG001
    """Return every published price of an item, newest first."""
    item = WasteItem.get(item_id)
    rows = PriceRow.objects.filter(item=item).select_related("price_list").order_by("-starts_at", "channel")
    return [
        PriceStep(
            r.starts_at,
            r.channel,
            r.member_class,
            r.price,
            r.deduction_bp,
            r.price_list.version,
            r.mode == Mode.CONSIGNMENT,
        )
        for r in rows
    ]


def has_unit_prices(*, org: Organization) -> bool:
    """Return whether groups and institutions ever got a price of their own, so that the scale asks who brings it."""
    return bool(PriceRow.objects.filter(org=org, member_class=MemberClass.UNIT).exists())


def is_published(*, org: Organization, client_id: UUID) -> bool:
    """Return whether a page's price list stands already."""
    return bool(PriceList.objects.filter(org=org, client_id=client_id).exists())


def _lines(item: WasteItem, prices: list[rules.Price], when: datetime) -> list[PriceLine]:
    by_key: dict[tuple[str, str], list[rules.Price]] = defaultdict(list)
    for price in prices:
        by_key[price.channel, price.member_class].append(price)
    lines = []
    for (channel, member_class), steps in sorted(by_key.items()):
        now = max((p for p in steps if p.starts_at <= when), key=lambda p: p.starts_at, default=None)
        later = min((p for p in steps if p.starts_at > when), key=lambda p: p.starts_at, default=None)
        shown = now or later
        if shown is None:
            continue
        following = later if now else None
        lines.append(
            PriceLine(
                item_id=item.pk,
                code=item.code,
                item=item.name,
                unit=item.unit,
                category=item.category.name,
                channel=channel,
                member_class=member_class,
                price=shown.price,
                deduction_bp=shown.deduction_bp,
                starts_at=shown.starts_at,
                list_version=shown.list_version,
                next_price=following.price if following else None,
                next_starts_at=following.starts_at if following else None,
                is_consigned=shown.mode == Mode.CONSIGNMENT,
                fee_bp=shown.fee_bp,
            )
        )
    return lines


def _prices(org: Organization) -> dict[UUID, list[rules.Price]]:
    rows = PriceRow.objects.filter(org=org).values_list(
        "item_id",
        "pk",
        "channel",
        "member_class",
        "starts_at",
        "mode",
        "price",
        "deduction_bp",
        "price_list__version",
        "fee_bp",
    )
    found: dict[UUID, list[rules.Price]] = defaultdict(list)
    for item_id, *values in rows:
        found[item_id].append(rules.Price(*values))
    return found
