"""Goods for barter in a test's waste bank: cooking oil by the litre, soap by the piece, by the real actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from guyub.foundation.accounts.models import Device
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.stock import on_hand
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.choices import Drawing, Intent, PurchaseKind, Way
from guyub.livelihoods.wastebank.models import DeviceAllotment, ExchangeGood, GoodsPurchase, SwapOffer
from guyub.livelihoods.wastebank.visits import GoodsIn, WayIn
from tests.factories_wastebank import START, Bank


def make_oil(bank: Bank, litres: int = 0, cost: int = 0, *, price: int | None = None) -> ExchangeGood:
    """New cooking oil by the litre; so many bought for `cost` in all, in cash; with a price, if one is given."""
    oil = actions.create_good(
        org=bank.org,
        by=SYSTEM,
        name="Minyak goreng",
        unit=Unit.MILLILITRE,
        unit_size=1000,
        drawing=Drawing.OIL,
        is_food=True,
    )
    if litres:
        buy(bank, oil, litres, cost)
    if price is not None:
        set_price(bank, oil, price)
    return oil


def make_soap(bank: Bank, pieces: int = 0, cost: int = 0, *, price: int | None = None) -> ExchangeGood:
    soap = actions.create_good(org=bank.org, by=SYSTEM, name="Sabun cuci")
    if pieces:
        buy(bank, soap, pieces, cost)
    if price is not None:
        set_price(bank, soap, price)
    return soap


def buy(bank: Bank, good: ExchangeGood, count: int, cost: int, **values: Any) -> GoodsPurchase:
    """In cash, unless `kind` says otherwise."""
    values = {"kind": PurchaseKind.CASH} | values
    if values["kind"] == PurchaseKind.CASH:
        values.setdefault("cash_account", "1101")
    return actions.buy_goods(
        org=bank.org,
        by=bank.treasurer,
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=bank.post.pk,
        bought=actions.PurchaseIn(good.pk, count, cost, **values),
    )


def set_price(bank: Bank, good: ExchangeGood, price: int, *, starts_at: datetime = START, **values: Any) -> None:
    actions.publish_good_price(
        org=bank.org,
        by=bank.chair,
        client_id=uuid7(),
        happened_at=clock.now(),
        good_id=good.pk,
        starts_at=starts_at,
        price=price,
        **values,
    )


def offer(
    bank: Bank, good: ExchangeGood, quantity: int, *, code: str = "JLT", starts_at: datetime = START, **values: Any
) -> SwapOffer:
    return actions.publish_swap_offer(
        org=bank.org,
        by=bank.chair,
        client_id=uuid7(),
        happened_at=clock.now(),
        good_id=good.pk,
        item_id=bank.items[code].pk,
        starts_at=starts_at,
        quantity=quantity,
        **values,
    )


def wants(good: ExchangeGood, count: int = 1, terms: str = "") -> WayIn:
    """The way of a member who takes goods."""
    return WayIn(Way.BARTER, Intent.AMOUNT, goods=GoodsIn(good.pk, count, terms))


def lies(bank: Bank, good: ExchangeGood) -> Stock:
    """What the stock book has of a good at the bank's post."""
    return on_hand(org=bank.org, item_id=good.stock_item_id, place_id=bank.post.place_id)


def phone_of(actor: Actor) -> UUID:
    """A phone on which this officer is signed in."""
    pk = uuid7()
    device: Device = Device.objects.create(
        pk=pk,
        code=pk.hex[-8:].upper(),
        phone_key=uuid7(),
        user_id=actor.user_id,
        browser="Chrome",
        first_seen_at=clock.now(),
        last_seen_at=clock.now(),
    )
    return device.pk


def set_aside(bank: Bank, good: ExchangeGood, phone_id: UUID, count: int) -> DeviceAllotment:
    return actions.allot_goods(
        org=bank.org,
        by=bank.treasurer,
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=bank.post.pk,
        good_id=good.pk,
        phone_id=phone_id,
        count=count,
    )
