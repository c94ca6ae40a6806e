"""What lies at the posts, what it cost, and what it must fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.models import StockBalance, StockMovement
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.models import Post, StockCount, WasteItem
from guyub.livelihoods.wastebank.queries.collector_prices import last_collector_prices
from guyub.livelihoods.wastebank.queries.worth import usual_susut
from guyub.livelihoods.wastebank.rules.selling import break_even


@dataclass(frozen=True, slots=True)
class StockRow:
    """An item at a post. `break_even`: rupiah per kg (litre, piece) that brings its cost back, usual susut included.

    `collector_price`: what was paid for it last; None if it was never sold.
    """

    post_id: UUID
    post: str
    item_id: UUID
    item: str
    unit: str
    quantity: int
    value: int
    break_even: int | None
    collector_price: int | None
    pool: str = Pool.OWN
    usual_susut: int = 0  # basis points

    @property
    def sells_below_cost(self) -> bool:
        return None not in {self.break_even, self.collector_price} and self.collector_price < self.break_even  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class CardRow:
    """One movement on a stock card, with the balance after it."""

    booked_on: date
    kind: str
    quantity: int
    value: int
    quantity_after: int
    value_after: int


@dataclass(frozen=True, slots=True)
class CountRow:
    """One stock count."""

    id: UUID
    counted_at: datetime
    post: str
    item: str
    unit: str
    expected: int
    counted: int
    loss_value: int
    reason: str
    pool: str = Pool.OWN


def stock(*, org: Organization, post_id: UUID | None = None, pool: str = Pool.OWN) -> list[StockRow]:
    """Return all stock of one pool, or one post's; five queries. Consigned waste has no cost and no least price."""
    return stock_of_pools(org=org, post_id=post_id, pools=[pool])[pool]


def stock_of_pools(
    *, org: Organization, post_id: UUID | None = None, pools: Sequence[str] = (Pool.OWN, Pool.CONSIGNED)
) -> dict[str, list[StockRow]]:
    """Return all stock, pool by pool, each by post and in the association's order of kinds; five queries."""
    posts = {p.place_id: p for p in (Post.objects.filter(pk=post_id) if post_id else Post.objects.all())}
    items = {i.stock_item_id: i for i in WasteItem.objects.all()}
    prices = last_collector_prices([i.pk for i in items.values()])
    usual = usual_susut(org=org, item_ids=[i.pk for i in items.values()])
    balances = StockBalance.objects.filter(place_id__in=posts, item_id__in=items, quantity__gt=0, pool__in=pools)
    found: dict[str, list[StockRow]] = {pool: [] for pool in pools}
    for place_id, card_id, pool, quantity, value in balances.values_list(
        "place_id", "item_id", "pool", "quantity", "value"
    ):
        post, item = posts[place_id], items[card_id]
        found[pool].append(
            StockRow(
                post_id=post.pk,
                post=post.name,
                item_id=item.pk,
                item=item.name,
                unit=item.unit,
                quantity=quantity,
                value=value,
                pool=pool,
                usual_susut=usual[item.pk],
                break_even=None if pool else break_even(Stock(quantity, value), Unit(item.unit), usual[item.pk]),
                collector_price=prices.get(item.pk),
            )
        )
    place = {item.pk: item.position for item in items.values()}
    return {
        pool: sorted(rows, key=lambda row: (row.post, place[row.item_id], row.item)) for pool, rows in found.items()
    }


def stock_card(
    *,
    org: Organization,  # noqa: ARG001 -- the active association
    post_id: UUID,
    item_id: UUID,
    pool: str = Pool.OWN,
    limit: int | None = None,
) -> list[CardRow]:
    """Return the movements of an item at a post, or the newest ones, newest first, with running balances."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    moves = StockMovement.objects.filter(item_id=item.stock_item_id, place_id=post.place_id, pool=pool)
    balance = StockBalance.objects.filter(item_id=item.stock_item_id, place_id=post.place_id, pool=pool).first()
    quantity, value = (balance.quantity, balance.value) if balance else (0, 0)
    rows = []
    for booked_on, kind, moved, worth in moves.order_by("-entry__n", "-no").values_list(
        "booked_on", "entry__kind", "quantity", "value"
    )[:limit]:
        rows.append(CardRow(booked_on, kind, moved, worth, quantity, value))
        quantity, value = quantity - moved, value - worth
    return rows


def counts(*, org: Organization, limit: int = 50) -> list[CountRow]:
    """Return the latest stock counts."""
    rows = StockCount.objects.filter(org=org).select_related("post", "item").order_by("-recorded_at", "-id")
    return [
        CountRow(
            c.pk,
            c.happened_at,
            c.post.name,
            c.item.name,
            c.item.unit,
            c.expected,
            c.counted,
            c.loss_value,
            c.reason,
            c.pool,
        )
        for c in rows[:limit]
    ]


def expected(*, org: Organization, post_id: UUID, item_id: UUID, pool: str = Pool.OWN) -> int:
    """Return what the books say lies at a post of one item."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    return on_hand(org=org, item_id=item.stock_item_id, place_id=post.place_id, pool=pool).quantity
