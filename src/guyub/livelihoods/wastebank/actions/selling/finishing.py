"""A load leaves: stock, HPP, susut and revenue in one entry."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import Clash
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.selling.figures import work_out
from guyub.livelihoods.wastebank.actions.settling import open_trust_account, settle_if_paid, take_lots
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
from guyub.livelihoods.wastebank.documents.books import sale_document
from guyub.livelihoods.wastebank.models import Sale, SaleLine
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.rules.selling import Sold


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
    if sale.lines.filter(pool=Pool.CONSIGNED).exists():
        open_trust_account(org)
    for line in sale.lines.select_related("item").order_by("no"):
        sold = work_out(org, sale, line)
        moves += _moves(sale, line, sold)
        _fill(line, sold)
        if line.pool == Pool.CONSIGNED:
            take_lots(sale, line, happened_at)
            sale.consigned += sold.revenue
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
    settle_if_paid(org=org, by=by, sale=sale, happened_at=happened_at)
    audit.record(org_id=org.pk, by=by, verb="wastebank.sale_final", target=sale)
    return sale


def _moves(sale: Sale, line: SaleLine, sold: Sold) -> list[Move]:
    """What leaves at its cost; what was never on the books comes in at cost 0 first."""
    item_id, place_id = line.item.stock_item_id, sale.post.place_id
    gained = [Move(item_id, place_id, sold.extra, 0, line.pool)] if sold.extra else []
    return [*gained, Move(item_id, place_id, -sold.out, -sold.cost, line.pool)]


def _fill(line: SaleLine, sold: Sold) -> None:
    if line.take_all:
        line.own_quantity = sold.out - sold.extra
    line.out_quantity, line.extra_quantity = sold.out, sold.extra
    line.sold_quantity, line.paid_quantity = sold.sold_quantity, sold.paid_quantity
    line.revenue, line.cost, line.cogs, line.shrinkage = sold.revenue, sold.cost, sold.cogs, sold.shrinkage


def _entry_lines(sale: Sale, cash_account: str) -> list[Line]:
    """Return the entry of a sale: money or debt; our revenue, what is held for members; HPP and susut."""
    money = (
        Line(cash_account, sale.revenue, unit=accounts.UNIT, cash_flow="O1")
        if cash_account
        else Line(accounts.COLLECTOR_DEBT, sale.revenue, unit=accounts.UNIT, party=sale.collector_id)
    )
    lines = [
        money,
        Line(accounts.REVENUE, sale.consigned - sale.revenue, unit=accounts.UNIT),
        Line(accounts.TRUST, -sale.consigned, unit=accounts.UNIT, party=sale.pk),
        Line(accounts.COGS, sale.cogs, unit=accounts.UNIT),
        Line(accounts.SHRINKAGE, sale.shrinkage, unit=accounts.UNIT),
        Line(accounts.STOCK, -sale.cost, unit=accounts.UNIT),
    ]
    return [line for line in lines if line.amount]
