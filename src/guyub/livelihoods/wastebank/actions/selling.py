"""Selling to a collector: draft, final, reversed; payments in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Refused
from guyub.foundation.core.facts import first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.actions import post_entry, reverse_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.recording import fact
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.documents import payment_document, sale_document
from guyub.livelihoods.wastebank.models import Collector, Post, Sale, SaleLine, SalePayment, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.rules.selling import Load, NoFactor, OverStock, Sold, sell
from guyub.livelihoods.wastebank.settings import tuning


@dataclass(frozen=True, slots=True)
class SaleLineIn:
    """One item of a load, in base units. `take_all`: everything on the books ("ambil semua").

    `sold_unit` empty: the item's own unit. `over_reason`: more leaves than is on the books ("timbang lebih").
    """

    item_id: UUID
    weight: int
    price: int
    own_quantity: int = 0
    take_all: bool = False
    rafaksi_bp: int = 0
    sold_unit: str = ""
    over_reason: str = ""


@atomic
def draft_sale(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    post_id: UUID,
    collector_id: UUID,
    lines: Sequence[SaleLineIn],
    note: str = "",
) -> Sale:
    """Write down a load before it is settled; nothing moves yet. Impossible lines are refused already."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    content = {"post": post_id, "collector": collector_id, "lines": [_plain(line) for line in lines], "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(Sale, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    sale: Sale = Sale.objects.create(
        **columns, post=Post.get(post_id), collector=Collector.get(collector_id), note=note
    )
    _put_lines(org, sale, lines)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_drafted", target=sale)
    return sale


@atomic
def edit_draft(
    *,
    org: Organization,
    by: Actor,
    sale_id: UUID,
    collector_id: UUID,
    lines: Sequence[SaleLineIn],
    happened_at: datetime,
    note: str = "",
) -> Sale:
    """Replace what a draft says."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = _draft(sale_id)
    sale.collector, sale.note, sale.happened_at = Collector.get(collector_id), note, happened_at
    sale.save(update_fields=["collector", "note", "happened_at"])
    sale.lines.all().delete()
    _put_lines(org, sale, lines)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_edited", target=sale)
    return sale


@atomic
def discard_draft(*, org: Organization, by: Actor, sale_id: UUID) -> None:
    """Throw a draft away. Only drafts can be."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = _draft(sale_id)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_discarded", target=sale)
    sale.lines.all().delete()
    sale.delete()


@atomic
def finalise_sale(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    sale_id: UUID,
    happened_at: datetime,
    cash_account: str = "",
) -> Sale:
    """Let the load leave: stock, HPP, susut and revenue are posted in one entry.

    `cash_account`: the collector pays all at once into it; empty: he owes it (Piutang Pengepul).
    """
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = Sale.get(sale_id)
    if sale.status != SaleStatus.DRAFT:
        if sale.final_client_id == client_id:
            return sale
        raise Clash(_("This sale is final already. Nothing was changed."), first=str(sale.pk), code="sale_final")
    moves: list[Move] = []
    for line in sale.lines.select_related("item").order_by("no"):
        sold = _sell(org, sale, line)
        moves += _moves(sale, line, sold)
        _fill(line, sold)
        line.save()
        sale.revenue += sold.revenue
        sale.cost += sold.cost
        sale.cogs += sold.cogs
        sale.shrinkage += sold.shrinkage
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.SALE,
        source_id=sale.pk,
        lines=_entry_lines(sale, cash_account),
        moves=moves,
        event_at=happened_at,
        client_id=client_id,
        doc=sale_document(sale, list(sale.lines.order_by("no"))),
        memo=_("sale to a collector"),
        receipt=True,
    )
    sale.status, sale.happened_at = SaleStatus.FINAL, happened_at
    sale.paid = sale.revenue if cash_account else 0
    sale.final_at, sale.final_by_id, sale.final_client_id = clock.now(), by.user_id, client_id
    sale.entry_id, sale.receipt_number, sale.receipt_code = posted.entry_id, posted.receipt_number, posted.receipt_code
    sale.save()
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_final", target=sale)
    return sale


@atomic
def record_sale_payment(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    sale_id: UUID,
    amount: int,
    cash_account: str,
) -> SalePayment:
    """Take money that a collector still owes for a sale, all or a part."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    content = {"sale": sale_id, "amount": amount, "cash": cash_account}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(SalePayment, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    sale = Sale.get(sale_id)
    _check_payment(sale, amount)
    payment_id = uuid7()
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.SALE_PAYMENT,
        source_id=payment_id,
        lines=[
            Line(cash_account, amount, unit=accounts.UNIT, cash_flow="O1"),
            Line(accounts.COLLECTOR_DEBT, -amount, unit=accounts.UNIT, party=sale.collector_id),
        ],
        event_at=happened_at,
        client_id=client_id,
        doc=payment_document(payment_id, sale.pk, amount),
        memo=_("payment of a collector"),
        receipt=True,
    )
    payment: SalePayment = SalePayment.objects.create(
        id=payment_id,
        **columns,
        sale=sale,
        amount=amount,
        cash_account=cash_account,
        entry_id=posted.entry_id,
        receipt_number=posted.receipt_number,
        receipt_code=posted.receipt_code,
    )
    sale.paid += amount
    sale.save(update_fields=["paid"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_paid", target=sale)
    return payment


@atomic
def reverse_sale(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, sale_id: UUID, reason: str
) -> Sale:
    """Take a sale back with its payments: grams and cost return to the stock exactly."""
    by.require(WastebankPermission.SELL)
    lock_association(org.pk)
    sale = Sale.get(sale_id)
    if sale.status == SaleStatus.REVERSED:
        return sale
    if sale.status == SaleStatus.DRAFT or sale.entry_id is None:
        raise Refused(_("A draft is not reversed but thrown away."), code="sale_draft")
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    for payment in sale.payments.order_by("recorded_at", "id"):
        reverse_entry(org=org, by=by, entry_id=payment.entry_id, event_at=happened_at, client_id=uuid7())
    undone = reverse_entry(
        org=org,
        by=by,
        entry_id=sale.entry_id,
        event_at=happened_at,
        client_id=client_id,
        moves=stock.mirror(org=org, entry_id=sale.entry_id),
        receipt=True,
    )
    sale.status, sale.reverse_entry_id, sale.reverse_reason = SaleStatus.REVERSED, undone.entry_id, reason.strip()
    sale.reversed_at, sale.reversed_by_id = happened_at, by.user_id
    sale.save(update_fields=["status", "reverse_entry_id", "reverse_reason", "reversed_at", "reversed_by_id"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_reversed", target=sale)
    return sale


def _plain(line: SaleLineIn) -> list[object]:
    own = [line.item_id, line.weight, line.price, line.own_quantity, line.take_all]
    return [*own, line.rafaksi_bp, line.sold_unit, line.over_reason]


def _draft(sale_id: UUID) -> Sale:
    sale = Sale.get(sale_id)
    if sale.status != SaleStatus.DRAFT:
        raise Refused(
            _("This sale is final. It cannot be changed."), next_step=_("Reverse it, with a reason."), code="sale_final"
        )
    return sale


def _put_lines(org: Organization, sale: Sale, lines: Sequence[SaleLineIn]) -> None:
    if not lines:
        raise BadInput(_("Nothing was loaded yet."), field="lines")
    items = {item.pk: item for item in WasteItem.objects.filter(pk__in=[line.item_id for line in lines])}
    if len({line.item_id for line in lines}) != len(lines):
        raise BadInput(_("Each kind of waste once in a sale."), field="lines")
    rows = []
    for no, line in enumerate(lines, 1):
        item = items.get(line.item_id)
        if item is None:
            raise BadInput(_("This kind of waste is not known here."), field="lines")
        if line.weight <= 0 or line.price < 0 or not 0 <= line.rafaksi_bp < 10_000:
            raise BadInput(_("Weight and price of %(item)s do not fit.") % {"item": item.name}, field="lines")
        if not line.take_all and line.own_quantity <= 0:
            raise BadInput(
                _("How much of %(item)s leaves? Weigh it, or take all.") % {"item": item.name}, field="lines"
            )
        rows.append(_row(org, sale, no, item, line))
    SaleLine.objects.bulk_create(rows)
    for row in rows:
        _sell(org, sale, row)  # over stock, or no factor: refused while it can still be changed


def _row(org: Organization, sale: Sale, no: int, item: WasteItem, line: SaleLineIn) -> SaleLine:
    return SaleLine(
        org=org,
        sale=sale,
        no=no,
        item=item,
        item_name=item.name,
        unit=item.unit,
        take_all=line.take_all,
        own_quantity=line.own_quantity,
        sold_unit=Unit(line.sold_unit or item.unit).value,
        weight=line.weight,
        rafaksi_bp=line.rafaksi_bp,
        price=line.price,
        over_reason=line.over_reason.strip(),
    )


def _sell(org: Organization, sale: Sale, line: SaleLine) -> Sold:
    """Work out one line against the stock of this moment, or refuse it with what can be done."""
    item, unit = line.item, Unit(line.unit)
    on_books = stock.on_hand(org=org, item_id=item.stock_item_id, place_id=sale.post.place_id)
    load = Load(
        unit=unit,
        sold_unit=Unit(line.sold_unit),
        own_quantity=line.own_quantity,
        take_all=line.take_all,
        weight=line.weight,
        price=line.price,
        rafaksi_bp=line.rafaksi_bp,
        over_confirmed=bool(line.over_reason),
        factor=Fraction(item.factor_grams, item.factor_per) if item.factor_grams and item.factor_per else None,
    )
    try:
        sold = sell(on_books, load, over_bp=tuning(org).over_stock_bp)
    except NoFactor:
        raise Refused(
            _("The weight of one unit of %(item)s is not known.") % {"item": line.item_name},
            next_step=_("Sell it by its own unit, or enter its weight first."),
            code="no_factor",
            field="lines",
        ) from None
    except OverStock as over:
        raise _over_stock(line, unit, over) from None
    if sold.out == 0:
        raise Refused(
            _("There is no %(item)s at this post.") % {"item": line.item_name}, code="no_stock", field="lines"
        )
    return sold


def _over_stock(line: SaleLine, unit: Unit, over: OverStock) -> Refused:
    step = (
        _("Check the weight, or confirm “timbang lebih” with a reason.")
        if over.confirmable
        else _("Check the weight, or count the stock first.")
    )
    return Refused(
        _("%(item)s: %(have)s on the books, %(need)s would leave. Nothing was sold.")
        % {
            "item": line.item_name,
            "have": quantity_text(over.have, unit),
            "need": quantity_text(over.need, unit),
        },
        next_step=step,
        code="over_stock" if over.confirmable else "over_stock_count_first",
        field="lines",
        have=over.have,
        need=over.need,
        limit=over.limit,
    )


def _moves(sale: Sale, line: SaleLine, sold: Sold) -> list[Move]:
    """What leaves at its cost; what was never on the books comes in at cost 0 first."""
    item_id, place_id = line.item.stock_item_id, sale.post.place_id
    gained = [Move(item_id, place_id, sold.extra, 0)] if sold.extra else []
    return [*gained, Move(item_id, place_id, -sold.out, -sold.cost)]


def _fill(line: SaleLine, sold: Sold) -> None:
    if line.take_all:
        line.own_quantity = sold.out - sold.extra
    line.out_quantity, line.extra_quantity = sold.out, sold.extra
    line.sold_quantity, line.paid_quantity = sold.sold_quantity, sold.paid_quantity
    line.revenue, line.cost, line.cogs, line.shrinkage = sold.revenue, sold.cost, sold.cogs, sold.shrinkage


def _entry_lines(sale: Sale, cash_account: str) -> list[Line]:
    """Return the entry of a sale: money or debt, revenue; cost of what was paid for, and of the shrinkage."""
    money = (
        Line(cash_account, sale.revenue, unit=accounts.UNIT, cash_flow="O1")
        if cash_account
        else Line(accounts.COLLECTOR_DEBT, sale.revenue, unit=accounts.UNIT, party=sale.collector_id)
    )
    lines = [
        money,
        Line(accounts.REVENUE, -sale.revenue, unit=accounts.UNIT),
        Line(accounts.COGS, sale.cogs, unit=accounts.UNIT),
        Line(accounts.SHRINKAGE, sale.shrinkage, unit=accounts.UNIT),
        Line(accounts.STOCK, -sale.cost, unit=accounts.UNIT),
    ]
    return [line for line in lines if line.amount]


def _check_payment(sale: Sale, amount: int) -> None:
    if sale.status != SaleStatus.FINAL:
        raise Refused(_("Only a final sale is paid."), code="sale_not_final")
    owed = sale.revenue - sale.paid
    if amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    if amount > owed:
        raise Refused(
            _("The collector owes %(amount)s for this sale.") % {"amount": rupiah(owed)},
            next_step=_("Take that much at most."),
            code="over_paid",
            field="amount",
            owed=owed,
        )
