"""Goods into stock and what is owed for them: bought in cash or on credit, given, paid for later, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.valuation import count as recount
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import post_entry, reverse_entry
from guyub.foundation.ledger.balances import party_balance
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import PurchaseKind, SaleStatus
from guyub.livelihoods.wastebank.documents.books import payment_document
from guyub.livelihoods.wastebank.documents.goods import (
    goods_count_document,
    purchase_document,
    shop_payment_document,
)
from guyub.livelihoods.wastebank.models import (
    Collector,
    ExchangeGood,
    GoodsCount,
    GoodsPurchase,
    Post,
    Sale,
    SalePayment,
    Shop,
    ShopPayment,
)
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.goods_stock import shelf


@dataclass(frozen=True, slots=True)
class PurchaseIn:
    """What came: `count` sale units for `cost` rupiah in all, from whom, paid from `cash_account` if in cash.

    A gift costs what a neighbour would pay for it, or nothing.
    """

    good_id: UUID
    count: int
    cost: int
    kind: str
    shop_id: UUID | None = None
    collector_id: UUID | None = None
    giver: str = ""
    cash_account: str = ""

    def plain(self) -> dict[str, object]:
        return {
            "good": self.good_id,
            "count": self.count,
            "cost": self.cost,
            "from": [self.kind, self.shop_id, self.collector_id, self.giver, self.cash_account],
        }


@atomic
def buy_goods(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, post_id: UUID, bought: PurchaseIn
) -> GoodsPurchase:
    """Take goods into the stock of a post at what they cost."""
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    columns = fact(
        org=org, by=by, client_id=client_id, happened_at=happened_at, content={"post": post_id, **bought.plain()}
    )
    known = first_result(GoodsPurchase, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    good, post = ExchangeGood.get(bought.good_id), Post.get(post_id)
    party = _party(bought.shop_id, bought.collector_id)
    _check_purchase(bought, party)
    purchase_id = uuid7()
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.GOODS_PURCHASE,
        source_id=purchase_id,
        lines=_purchase_lines(bought, party),
        moves=[Move(good.stock_item_id, post.place_id, bought.count * good.unit_size, bought.cost)],
        event_at=happened_at,
        client_id=client_id,
        doc=purchase_document(purchase_id, good.pk, bought.kind, bought.count, bought.cost),
        memo=_("goods for barter"),
        receipt=True,
    )
    row: GoodsPurchase = GoodsPurchase.objects.create(
        id=purchase_id,
        **columns,
        post=post,
        good=good,
        kind=PurchaseKind(bought.kind),
        shop_id=bought.shop_id,
        collector_id=bought.collector_id,
        giver=bought.giver.strip(),
        count=bought.count,
        cost=bought.cost,
        cash_account=bought.cash_account,
        entry_id=posted.entry_id,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.goods_bought", target=row)
    return row


def _party(shop_id: UUID | None, collector_id: UUID | None) -> UUID | None:
    if shop_id is not None:
        return Shop.get(shop_id).pk
    return Collector.get(collector_id).pk if collector_id is not None else None


def _check_purchase(bought: PurchaseIn, party: UUID | None) -> None:
    if bought.kind not in PurchaseKind.values:
        raise BadInput(_("Please choose one from the list."), field="kind")
    if bought.count <= 0:
        raise BadInput(_("How many came?"), field="count")
    if bought.cost < 0 or (bought.cost == 0 and bought.kind != PurchaseKind.GIFT):
        raise BadInput(_("What did they cost in all?"), field="cost")
    if bought.kind == PurchaseKind.CREDIT and party is None:
        raise BadInput(_("To whom do we owe them?"), field="shop")
    if (bought.kind == PurchaseKind.CASH) != bool(bought.cash_account):
        raise BadInput(_("From which cash box were they paid?"), field="cash_account")
    if bought.kind != PurchaseKind.CREDIT and bought.collector_id is not None:
        raise BadInput(_("From a collector goods come on account."), field="kind")


def _purchase_lines(bought: PurchaseIn, party: UUID | None) -> list[Line]:
    """Return the entry of a purchase; a gift without value moves goods only."""
    if not bought.cost:
        return []
    other = {
        PurchaseKind.CASH: Line(bought.cash_account, -bought.cost, unit=accounts.UNIT, cash_flow="O3"),
        PurchaseKind.CREDIT: Line(accounts.SHOP_DEBT, -bought.cost, unit=accounts.UNIT, party=party),
        PurchaseKind.GIFT: Line(accounts.GIFTS, -bought.cost, unit=accounts.UNIT),
    }[PurchaseKind(bought.kind)]
    return [Line(accounts.GOODS, bought.cost, unit=accounts.UNIT), other]


@atomic
def undo_purchase(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, purchase_id: UUID, reason: str
) -> GoodsPurchase:
    """Take back a purchase that was written down wrongly, while nothing of that good has left its post since."""
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    row = GoodsPurchase.get(purchase_id)
    if row.reversed_at is not None:
        return row
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    good, post = row.good, row.post
    there = shelf(org=org, good=good, post=post)
    if there.free < row.count or not stock.untouched_since(
        org=org, entry_id=row.entry_id, item_id=good.stock_item_id, place_id=post.place_id
    ):
        raise Refused(
            _("Some of it was handed out or set aside since. The purchase stays."),
            next_step=_("Count the goods instead: the count puts them right."),
            code="goods_left",
        )
    undone = reverse_entry(
        org=org,
        by=by,
        entry_id=row.entry_id,
        event_at=happened_at,
        client_id=client_id,
        moves=stock.mirror(org=org, entry_id=row.entry_id),
    )
    row.reversed_at, row.reversed_by_id = happened_at, by.user_id
    row.reverse_reason, row.reverse_entry_id = reason.strip(), undone.entry_id
    row.save(update_fields=["reversed_at", "reversed_by_id", "reverse_reason", "reverse_entry_id"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.purchase_undone", target=row)
    return row


@atomic
def pay_shop(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    amount: int,
    cash_account: str,
    shop_id: UUID | None = None,
    collector_id: UUID | None = None,
) -> ShopPayment:
    """Pay a shop or a collector what is owed for goods, all or a part."""
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    content = {"shop": shop_id, "collector": collector_id, "amount": amount, "cash": cash_account}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(ShopPayment, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    party = _owed_party(org, shop_id, collector_id, amount)
    if not cash_account:
        raise BadInput(_("From which cash box is it paid?"), field="cash_account")
    payment_id = uuid7()
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.SHOP_PAYMENT,
        source_id=payment_id,
        lines=[
            Line(accounts.SHOP_DEBT, amount, unit=accounts.UNIT, party=party),
            Line(cash_account, -amount, unit=accounts.UNIT, cash_flow="O3"),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=shop_payment_document(payment_id, party, amount),
        memo=_("payment for goods"),
        receipt=True,
    )
    row: ShopPayment = ShopPayment.objects.create(
        id=payment_id,
        **columns,
        shop_id=shop_id,
        collector_id=collector_id,
        amount=amount,
        cash_account=cash_account,
        entry_id=posted.entry_id,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.shop_paid", target=row)
    return row


@atomic
def set_off_sale(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, sale_id: UUID, amount: int
) -> ShopPayment:
    """Let a collector pay for waste with the goods that he brought: both debts fall, no money moves."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    content = {"sale": sale_id, "amount": amount, "set_off": True}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(ShopPayment, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    sale = Sale.get(sale_id)
    owed_to_us = sale.revenue - sale.paid if sale.status == SaleStatus.FINAL else 0
    if amount > owed_to_us:
        raise Refused(
            _("The collector owes %(amount)s for this sale.") % {"amount": rupiah(owed_to_us)},
            next_step=_("Take that much at most."),
            code="over_paid",
            field="amount",
            owed=owed_to_us,
        )
    party = _owed_party(org, None, sale.collector_id, amount)
    paid_id, row_id = uuid7(), uuid7()
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.SALE_PAYMENT,
        source_id=paid_id,
        lines=[
            Line(accounts.SHOP_DEBT, amount, unit=accounts.UNIT, party=party),
            Line(accounts.COLLECTOR_DEBT, -amount, unit=accounts.UNIT, party=party),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=payment_document(paid_id, sale.pk, amount),
        memo=_("waste paid for with goods"),
        receipt=True,
    )
    receipt = {
        "entry_id": posted.entry_id,
        "receipt_number": posted.receipt_number,
        "receipt_code": posted.receipt_code,
    }
    SalePayment.objects.create(
        id=paid_id, **columns, sale=sale, amount=amount, cash_account=accounts.SHOP_DEBT, **receipt
    )
    sale.paid += amount
    sale.save(update_fields=["paid"])
    row: ShopPayment = ShopPayment.objects.create(
        id=row_id, **columns, collector_id=sale.collector_id, amount=amount, sale_payment_id=paid_id, **receipt
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_set_off", target=sale)
    return row


def _owed_party(org: Organization, shop_id: UUID | None, collector_id: UUID | None, amount: int) -> UUID:
    party = _party(shop_id, collector_id)
    if party is None:
        raise BadInput(_("Who is paid?"), field="shop")
    if amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    owed = -party_balance(org=org, account=accounts.SHOP_DEBT, party=party)
    if amount > owed:
        raise Refused(
            _("We owe %(amount)s for goods. Nothing was paid.") % {"amount": rupiah(max(owed, 0))},
            next_step=_("Pay that much at most."),
            code="over_paid",
            field="amount",
            owed=max(owed, 0),
        )
    return party


@atomic
def count_goods(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    good_id: UUID,
    counted: int,
    reason: str = "",
) -> GoodsCount:
    """Replace the books' number of sale units by what is there, what phones hold included; a difference has a reason.

    What is broken, expired or gone leaves at average as a loss; what is found comes in at cost 0.
    """
    by.require(WastebankPermission.GOODS)
    lock_association(org.pk)
    content = {"post": post_id, "good": good_id, "counted": counted, "reason": reason}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(GoodsCount, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    good, post = ExchangeGood.get(good_id), Post.get(post_id)
    there = shelf(org=org, good=good, post=post)
    _check_count(counted, there.there, there.set_aside, reason)
    found = recount(there.stock, counted * good.unit_size)
    count_id, entry_id = uuid7(), None
    if counted != there.there:
        loss = [
            Line(accounts.GOODS_LOSS, found.cost, unit=accounts.UNIT),
            Line(accounts.GOODS, -found.cost, unit=accounts.UNIT),
        ]
        entry_id = post_entry(
            org=org,
            by=by,
            kind=accounts.GOODS_COUNT,
            source_id=count_id,
            lines=loss if found.cost else [],
            moves=[Move(good.stock_item_id, post.place_id, found.gain - found.loss, -found.cost)],
            event_at=happened_at,
            client_id=client_id,
            doc=goods_count_document(count_id, post.pk, good.pk, there.there, counted),
            memo=_("count of goods"),
        ).entry_id
    row: GoodsCount = GoodsCount.objects.create(
        id=count_id,
        **columns,
        post=post,
        good=good,
        expected=there.there,
        counted=counted,
        loss_value=found.cost,
        reason=reason.strip(),
        entry_id=entry_id,
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.goods_counted", target=row)
    return row


def _check_count(counted: int, there: int, set_aside: int, reason: str) -> None:
    if counted < 0:
        raise BadInput(_("A count is zero or more."), field="counted")
    if counted != there and not reason.strip():
        raise BadInput(_("The count differs from the books. Please write why."), field="reason", expected=there)
    if counted < set_aside:
        raise Refused(
            _("%(count)d are set aside for phones. The count must hold them.") % {"count": set_aside},
            next_step=_("Take back what the phones hold first, then count again."),
            code="set_aside",
            field="counted",
            set_aside=set_aside,
        )
