"""Tukar barang: goods for the value of a visit or for savings, whole units, at the price or swap of that moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.allotting import draw, left_with
from guyub.livelihoods.wastebank.actions.handing import leave
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import FlagReason, PassbookKind, Source, Terms, Way
from guyub.livelihoods.wastebank.documents.goods import barter_document
from guyub.livelihoods.wastebank.models import Barter, ExchangeGood, GoodPrice, GoodsRequest, Post, SwapOffer
from guyub.livelihoods.wastebank.queries.goods_terms import gathered, priced, prices_at
from guyub.livelihoods.wastebank.rules.ways import Allocation, GoodsIn
from guyub.livelihoods.wastebank.visits import Notice


@dataclass(frozen=True, slots=True)
class Deal:
    """What is given to whom at which terms, once it is decided."""

    org: Organization
    by: Actor
    client_id: UUID
    digest: str
    happened_at: datetime
    good: ExchangeGood
    post: Post
    count: int
    unit_price: int
    terms: str
    waste_name: str = ""
    waste_unit: str = ""
    waste_quantity: int = 0
    is_subsidised: bool = False
    visit_id: UUID | None = None
    phone_id: UUID | None = None  # handed out without a signal, from what was set aside for this phone

    @property
    def amount(self) -> int:
        return self.count * self.unit_price


def price_ways(visit: Visit) -> None:
    """Find what the goods asked for cost at this weighing; online a good without price or offer is refused."""
    if all(way.way != Way.BARTER for way in visit.ways):
        return
    lines = ((line.item.id, line.item.name, line.quantity, line.net) for line in visit.lines)
    visit.ways = priced(visit.ways, brought=gathered(lines), moment=visit.weighed_at)
    for way in visit.ways:
        if way.goods is None or way.goods.unit_price:
            continue
        if visit.source != Source.PHONE:
            raise _no_terms(ExchangeGood.get(way.goods.good_id), way.goods)
        visit.notices.append(Notice(FlagReason.GOODS_ASKED, {"count": way.goods.count}))


def _no_terms(good: ExchangeGood, goods: GoodsIn) -> Refused:
    if goods.terms == Terms.SWAP:
        return Refused(
            _("The waste there is not enough for one %(good)s.") % {"good": good.name},
            next_step=_("Choose something else, or save the value."),
            code="no_swap",
            field="ways",
        )
    return Refused(
        _("%(good)s has no price yet.") % {"good": good.name},
        next_step=_("Choose something else, or ask the chair to set a price."),
        code="no_good_price",
        field="ways",
    )


def hand_out(visit: Visit, purse: Purse, allocation: Allocation) -> tuple[int, UUID | None]:
    """Give the goods of one way. Return what they took of the value, and the entry; without a signal and without
    enough set aside they are only asked for, and the value is saved.
    """
    goods = allocation.tapped.goods
    if goods is None:
        raise RuntimeError("a barter names its goods")
    deal = _deal(visit, goods, allocation.amount // goods.unit_price)
    if goods.only_asked or (visit.source == Source.PHONE and not _was_set_aside(deal)):
        _ask(visit, deal)
        return 0, None
    barter = give(deal, purse, source_id=visit.id)
    if barter.amount < barter.cost and not barter.subsidy:
        visit.notices.append(Notice(FlagReason.BELOW_COST, {"cost": barter.cost, "amount": barter.amount}))
    return barter.amount, barter.entry_id


def _was_set_aside(deal: Deal) -> bool:
    phone = deal.phone_id
    return phone is not None and left_with(phone_id=phone, good=deal.good, post=deal.post) >= deal.count


def _deal(visit: Visit, goods: GoodsIn, count: int) -> Deal:
    good, post = ExchangeGood.get(goods.good_id), Post.get(visit.session.post_id)
    offer = SwapOffer.objects.select_related("item").get(pk=goods.offer_id) if goods.offer_id else None
    standing: SwapOffer | GoodPrice | None = offer or prices_at(visit.weighed_at, [good.pk]).get(good.pk)
    return Deal(
        org=visit.org,
        by=visit.by,
        client_id=uuid7(),
        digest=content_hash({"visit": visit.id, "good": good.pk, "count": count, "price": goods.unit_price}),
        happened_at=visit.weighed_at,
        good=good,
        post=post,
        count=count,
        unit_price=goods.unit_price,
        terms=goods.terms,
        waste_name=offer.item.name if offer else "",
        waste_unit=offer.item.unit if offer else "",
        waste_quantity=offer.quantity if offer else 0,
        is_subsidised=standing is not None and standing.is_subsidised,
        visit_id=visit.root_id or visit.id,
        phone_id=visit.by.device_id if visit.source == Source.PHONE else None,
    )


def give(deal: Deal, purse: Purse, *, source_id: UUID | None = None) -> Barter:
    """Post a barter, take it out of the pocket, and write its row. Under the lock, in the caller's transaction."""
    from_phone = deal.count if deal.phone_id is not None else 0
    leaving = leave(
        org=deal.org,
        good=deal.good,
        post=deal.post,
        count=deal.count,
        amount=deal.amount,
        is_subsidised=deal.is_subsidised,
        from_phone=from_phone,
        is_gone=deal.phone_id is not None,
    )
    if deal.phone_id is not None:
        draw(phone_id=deal.phone_id, good=deal.good, post=deal.post, count=deal.count)
    barter_id = uuid7()
    posted = post_entry(
        org=deal.org,
        by=deal.by,
        kind=accounts.BARTER,
        source_id=barter_id,
        lines=[Line(accounts.SAVINGS, deal.amount, unit=accounts.UNIT, party=purse.member_id), *leaving.lines],
        moves=leaving.moves,
        event_at=deal.happened_at,
        client_id=deal.client_id,
        doc=barter_document(barter_id, deal.good.pk, purse.member_id, deal.count, deal.unit_price, leaving.cost),
        memo=_("goods for savings"),
        receipt=True,
    )
    shop_price = prices_at(deal.happened_at, [deal.good.pk]).get(deal.good.pk)
    barter: Barter = Barter.objects.create(
        id=barter_id,
        org=deal.org,
        client_id=deal.client_id,
        content_hash=deal.digest,
        happened_at=deal.happened_at,
        recorded_at=clock.now(),
        recorded_by_id=deal.by.user_id,
        device_id=deal.by.device_id,
        member_id=purse.member_id,
        pocket_id=purse.pocket_id,
        post=deal.post,
        good=deal.good,
        good_name=deal.good.name,
        terms=deal.terms,
        waste_name=deal.waste_name,
        waste_unit=deal.waste_unit,
        waste_quantity=deal.waste_quantity,
        count=deal.count,
        unit_price=deal.unit_price,
        amount=deal.amount,
        cost=leaving.cost,
        subsidy=leaving.subsidy,
        shop_price=shop_price.price if shop_price else None,
        visit_id=deal.visit_id,
        entry_id=posted.entry_id,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
    )
    purse.write(
        PassbookKind.BARTER,
        -deal.amount,
        deal.happened_at,
        source_id or barter_id,
        posted.entry_id,
        posted.receipt_number,
    )
    return barter


def _ask(visit: Visit, deal: Deal) -> None:
    """Keep in mind what was asked for without a signal; the value is saved."""
    GoodsRequest.objects.create(
        id=uuid7(),
        org=visit.org,
        member_id=visit.member.id if visit.member else None,
        post=deal.post,
        good=deal.good,
        visit_id=visit.root_id or visit.id,
        terms=deal.terms,
        waste_name=deal.waste_name,
        waste_unit=deal.waste_unit,
        waste_quantity=deal.waste_quantity,
        count=deal.count,
        unit_price=deal.unit_price,
        is_subsidised=deal.is_subsidised,
        asked_at=visit.weighed_at,
    )
    visit.notices.append(Notice(FlagReason.GOODS_ASKED, {"count": deal.count, "amount": deal.amount}))
