"""Goods for barter: what they are, at what price, by which swap."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import Drawing, Terms
from guyub.livelihoods.wastebank.models import Barter, ExchangeGood, GoodPrice, Shop, SwapOffer, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.goods_terms import waste_worth
from guyub.livelihoods.wastebank.rules.bartering import unit_cost


@atomic
def create_good(
    *,
    org: Organization,
    by: Actor,
    name: str,
    unit: Unit = Unit.PIECE,
    unit_size: int = 1,
    drawing: str = Drawing.BOX,
    is_food: bool = False,
) -> ExchangeGood:
    """Add a good, with a card of its own in the stock book. `unit_size`: base units in one sale unit (1000 ml)."""
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    name = _free_name(name)
    unit = Unit(unit)
    if unit_size <= 0 or (unit is Unit.PIECE and unit_size != 1):
        raise BadInput(_("Pieces are given one by one."), field="unit_size")
    card = stock.create_item(
        org=org, code=f"TKR-{uuid7().hex[-10:]}", name=name, unit=unit, account=accounts.GOODS, is_food=is_food
    )
    good: ExchangeGood = ExchangeGood.objects.create(
        org=org,
        name=name,
        drawing=Drawing(drawing),
        unit=unit.value,
        unit_size=unit_size,
        stock_item=card,
        position=ExchangeGood.objects.count(),
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.good_created", target=good)
    return good


@atomic
def update_good(
    *, org: Organization, by: Actor, good_id: UUID, name: str, drawing: str, is_active: bool = True
) -> ExchangeGood:
    """Rename a good, give it another drawing, or put it to rest. What was handed out keeps the old name."""
    by.require(WastebankPermission.GOODS)
    good = ExchangeGood.get(good_id)
    good.name, good.drawing, good.is_active = _free_name(name, good.pk), Drawing(drawing), is_active
    good.save(update_fields=["name", "drawing", "is_active"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.good_changed", target=good)
    return good


@atomic
def publish_good_price(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    good_id: UUID,
    starts_at: datetime,
    price: int,
    is_subsidised: bool = False,
    reason: str = "",
) -> GoodPrice:
    """Say what one sale unit costs from a moment on. Below cost only as a subsidy, by who may, with a reason."""
    by.require(WastebankPermission.PRICES)
    lock_association(org.pk)
    content = {"good": good_id, "starts_at": starts_at, "price": price, "subsidy": is_subsidised, "reason": reason}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(GoodPrice, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    good = ExchangeGood.get(good_id)
    if price <= 0:
        raise BadInput(_("Please fill in the price."), field="price")
    if GoodPrice.objects.filter(good=good, starts_at=starts_at).exists():
        raise _start_taken()
    _after_newest(starts_at, _newest_barter(good, terms=Terms.PRICE))
    _check_subsidy(by, good, price, is_subsidised=is_subsidised, reason=reason)
    row: GoodPrice = GoodPrice.objects.create(
        **columns,
        good=good,
        starts_at=starts_at,
        price=price,
        is_subsidised=is_subsidised,
        reason=reason.strip() if is_subsidised else "",
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.good_price_published", target=row)
    return row


@atomic
def publish_swap_offer(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    good_id: UUID,
    item_id: UUID,
    starts_at: datetime,
    quantity: int,
    is_subsidised: bool = False,
    reason: str = "",
) -> SwapOffer:
    """Offer one sale unit for `quantity` of a kind of waste from a moment on; 0 ends the offer."""
    by.require(WastebankPermission.PRICES)
    lock_association(org.pk)
    content = {"good": good_id, "item": item_id, "starts_at": starts_at, "quantity": quantity}
    content |= {"subsidy": is_subsidised, "reason": reason}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(SwapOffer, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    good, item = ExchangeGood.get(good_id), WasteItem.get(item_id)
    if quantity < 0:
        raise BadInput(_("How much is given for one?"), field="quantity")
    if SwapOffer.objects.filter(good=good, item=item, starts_at=starts_at).exists():
        raise _start_taken()
    _after_newest(starts_at, _newest_barter(good, terms=Terms.SWAP))
    if quantity:
        price = waste_worth(item=item, quantity=quantity, moment=starts_at)
        if price is not None:
            _check_subsidy(by, good, price, is_subsidised=is_subsidised, reason=reason)
    row: SwapOffer = SwapOffer.objects.create(
        **columns,
        good=good,
        item=item,
        starts_at=starts_at,
        quantity=quantity,
        is_subsidised=is_subsidised and quantity > 0,
        reason=reason.strip() if is_subsidised and quantity else "",
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.swap_published", target=row)
    return row


@atomic
def create_shop(*, org: Organization, by: Actor, name: str, phone: str = "") -> Shop:
    """Add a shop where goods are bought."""
    by.require(WastebankPermission.GOODS)
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Please give it a name."), field="name")
    if Shop.objects.filter(name=name).exists():
        raise BadInput(_("There is already a shop with this name."), field="name")
    shop: Shop = Shop.objects.create(org=org, name=name, phone=phone)
    audit.record(org_id=org.pk, by=by, verb="wastebank.shop_created", target=shop)
    return shop


def _free_name(name: str, own_id: UUID | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Please give it a name."), field="name")
    if ExchangeGood.objects.filter(name=name).exclude(pk=own_id).exists():
        raise BadInput(_("There is already a good with this name."), field="name")
    return name


def _start_taken() -> Refused:
    return Refused(
        _("Something else begins at that moment already."),
        next_step=_("Choose a later start."),
        code="start_taken",
        field="starts_at",
    )


def _newest_barter(good: ExchangeGood, *, terms: Terms) -> datetime | None:
    newest: datetime | None = Barter.objects.filter(good=good, terms=terms).aggregate(n=Max("happened_at"))["n"]
    return newest


def _after_newest(starts_at: datetime, newest: datetime | None) -> None:
    """Refuse a start that would have changed what was given before: what was handed out stays as it is."""
    if newest is not None and starts_at <= newest:
        raise Refused(
            _("Goods were given after that moment already."),
            next_step=_("Choose a start after the last barter."),
            code="starts_too_early",
            field="starts_at",
        )


def _check_subsidy(by: Actor, good: ExchangeGood, price: int, *, is_subsidised: bool, reason: str) -> None:
    """Refuse a price below cost that nobody answers for."""
    if is_subsidised:
        by.require(WastebankPermission.SUBSIDISE)
        if not reason.strip():
            raise BadInput(_("Please write why the association pays the difference."), field="reason")
        return
    cost = cost_of_one(good)
    if cost is not None and price < cost:
        raise Refused(
            _("One %(good)s costs us %(cost)s, this would bring %(price)s.")
            % {"good": good.name, "cost": rupiah(cost), "price": rupiah(price)},
            next_step=_("Ask for more, or let the chair allow it as a subsidy with a reason."),
            code="below_cost",
            field="price",
            cost=cost,
        )


def cost_of_one(good: ExchangeGood) -> int | None:
    """Return what one sale unit costs on average over all posts, None while there is no stock."""
    sums = StockBalance.objects.filter(item=good.stock_item_id).aggregate(q=Sum("quantity"), v=Sum("value"))
    return unit_cost(Stock(sums["q"] or 0, sums["v"] or 0), good.unit_size)
