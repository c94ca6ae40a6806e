"""One load: what it brings, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import sale_preview, sales
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here


@room(P.STOCK)
def sale(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """A load: what it brings, and what can be done next."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    return _draft_page(request, sheet) if sheet.card.status == SaleStatus.DRAFT else _sold_page(request, sheet)


def _draft_page(request: RoomRequest, sheet: sales.SaleSheet) -> HttpResponse:
    card, may_sell = sheet.card, request.actor.may(P.SELL)
    lines = sale_preview.draft_lines(org=request.org, sale_id=card.id)
    prefix = here(request, "sale", card.id)
    page = Page(_("Draft for %(name)s") % {"name": card.collector}, here(request, "sales"))
    page.sections = [
        Section(
            _("Loaded"),
            [
                Row(
                    texts.pooled(line.item, line.pool),
                    load_text(line),
                    rupiah(line.revenue),
                    f"{prefix}{_way(line)}" if may_sell else "",
                    load_chip(line),
                )
                for line in lines
            ],
        )
    ]
    page.rows = load_sums(lines)
    page.notices = shrink_notices(request, lines)
    if may_sell:
        page.main = Button(here(request, "sale-final", card.id), "check", _("Finish the sale"))
        page.quiet = [
            Button(here(request, "sale-more", card.id), "plus", _("Add another kind")),
            Button(here(request, "sale-discard", card.id), "trash", _("Throw the draft away")),
        ]
        page.quiet[1:1] = [
            Button(f"{prefix}{_way(line)}keluarkan/", "minus", _("Take out %(item)s") % {"item": line.item})
            for line in lines[:1]
            if len(lines) > 1
        ]
    if any(line.takings for line in lines):
        page.quiet.append(Button(here(request, "sale-owners", card.id), "people", _("Who left what for sale")))
    return flow.show(request, page)


def _way(line: sale_preview.DraftLine) -> str:
    return f"jenis/{line.item_id}/" + ("titipan/" if line.pool else "")


def load_text(line: sale_preview.DraftLine) -> str:
    parts = [
        _("out %(weight)s") % {"weight": texts.weight(line.out, line.unit)},
        _("collector %(weight)s") % {"weight": texts.weight(line.weight, line.sold_unit)},
        texts.price(line.price, line.sold_unit),
    ]
    if line.rafaksi_bp:
        parts.append(_("rafaksi %(share)s") % {"share": texts.percent(line.rafaksi_bp)})
    if line.costs:
        parts.append(_("costs %(amount)s") % {"amount": rupiah(line.costs)})
    return ", ".join(parts)


def load_chip(line: sale_preview.DraftLine) -> tuple[str, str, str] | None:
    if not line.fits:
        return ("chilli", "danger", _("does not fit the stock"))
    if not line.price:  # written down without a signal, and never sold before
        return ("turmeric", "warning", _("no price yet"))
    return ("turmeric", "warning", _("much shrinkage")) if line.shrinks_much else None


def load_sums(lines: Sequence[sale_preview.DraftLine | sales.SaleLineRow]) -> list[tuple[str, ...]]:
    """Return what a load brings and costs; what consigned waste brings is its owners', but for costs and fee."""
    theirs = [line for line in lines if line.pool]
    revenue, consigned = sum(line.revenue for line in lines), sum(line.revenue for line in theirs)
    cogs, lost = sum(line.cogs for line in lines), sum(line.shrinkage for line in lines)
    fee, costs = sum(line.fee for line in theirs), sum(line.costs for line in theirs)
    rows: list[tuple[str, ...]] = [(_("He pays"), rupiah(revenue))]
    if theirs:
        rows.append((_("For what members left for sale"), texts.less(consigned - fee - costs)))
    if costs:
        rows.append((_("Costs of the owners"), texts.less(costs)))
    if len(lines) > len(theirs) or not theirs:
        rows += [(_("HPP (what it cost us)"), texts.less(cogs)), (_("Susut (lost weight)"), texts.less(lost))]
    left = revenue - consigned + fee - cogs - lost
    return [*rows, (_("Left for the association"), rupiah(left), "total")]


def shrink_notices(request: RoomRequest, lines: list[sale_preview.DraftLine]) -> list[Notice]:
    limit = texts.percent(tuning(request.org).shrinkage_warn_bp)
    return [
        Notice(
            "turmeric",
            "warning",
            _("%(item)s shrinks more than %(limit)s.") % {"item": line.item, "limit": limit},
            _("Check scale, water and weight once more."),
        )
        for line in lines
        if line.shrinks_much
    ]


def _sold_page(request: RoomRequest, sheet: sales.SaleSheet) -> HttpResponse:
    card, may_sell = sheet.card, request.actor.may(P.SELL)
    page = Page(card.collector, here(request, "sales"))
    if card.status == SaleStatus.REVERSED:
        page.notices = [Notice("chilli", "undo", _("This sale was reversed."), sheet.reverse_reason)]
    page.rows = [
        (_("Day"), short_date(clock.day_of(card.sold_at, request.org.time_zone))),
        (_("Post"), card.post),
        *load_sums(sheet.lines),
        (_("Paid"), rupiah(card.paid)),
    ]
    if card.owed:
        page.rows = [*page.rows, (_("He still owes"), rupiah(card.owed))]
    page.sections = [Section(_("Load"), [_sold_row(line) for line in sheet.lines])]
    if sheet.payments:
        write = texts.clock_of(request.org)
        paid = [Row(write(p.paid_at), f"No. {p.receipt_number or ''}", rupiah(p.amount)) for p in sheet.payments]
        page.sections.append(Section(_("Payments"), paid))
    if card.consigned and card.status == SaleStatus.FINAL:
        page.notices.append(_owners_notice(sheet))
        page.quiet.append(Button(here(request, "sale-owners", card.id), "people", _("Who left what for sale")))
    page.quiet += [
        Button(here(request, "sale-print", card.id), "print", _("Print the sheet")),
        Button(here(request, "sale-file", card.id), "download", _("Sheet as PDF")),
    ]
    if may_sell and card.owed:
        page.main = Button(here(request, "sale-pay", card.id), "banknote", _("He pays"))
    if may_sell and card.status == SaleStatus.FINAL:
        page.quiet.append(Button(here(request, "sale-reverse", card.id), "undo", _("Reverse the sale")))
    return flow.show(request, page)


def _sold_row(line: sales.SaleLineRow) -> Row:
    lost = texts.weight(line.shrinkage_quantity, line.unit)
    about = [
        _("out %(weight)s") % {"weight": texts.weight(line.out_quantity, line.unit)},
        _("paid for %(weight)s") % {"weight": texts.weight(line.sold_quantity, line.sold_unit)},
        texts.price(line.price, line.sold_unit),
        _("susut %(weight)s") % {"weight": lost},
    ]
    chip = ("turmeric", "warning", _("much shrinkage")) if line.shrinks_much else None
    return Row(texts.pooled(line.item, line.pool), ", ".join(about), rupiah(line.revenue), chip=chip)


def _owners_notice(sheet: sales.SaleSheet) -> Notice:
    if sheet.is_settled:
        return Notice("leaf", "check", _("What members left for sale is in their passbooks."))
    waiting = _("Members are credited once %(amount)s was paid.") % {"amount": rupiah(sheet.card.consigned)}
    return Notice("turmeric", "clock", waiting, _("Payments count for their waste first."))
