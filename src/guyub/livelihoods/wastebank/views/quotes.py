"""Harga pengepul: what each collector says he pays, side by side, and the price below which selling loses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.valuing import record_quote
from guyub.livelihoods.wastebank.forms.goods_work import QuoteForm
from guyub.livelihoods.wastebank.models import WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, comparison, sales
from guyub.livelihoods.wastebank.queries.comparison import Comparison, Quoted
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here


@room(P.STOCK)
def listing(request: RoomRequest) -> HttpResponse:
    """Every kind with its best quote."""
    prefix = here(request, "quotes")
    below = ("turmeric", "warning", _("below our cost"))
    rows = [
        Row(
            one.item,
            _best_text(one),
            texts.price(one.best.price, one.unit) if one.best else "",
            f"{prefix}{one.item_id}/",
            below if one.best_is_below else None,
        )
        for one in comparison.comparisons(org=request.org)
    ]
    page = Page(_("Collectors' prices"), here(request, "stock"))
    page.sections = [Section(_("The best price of each kind"), rows, _("No price of a collector was noted yet."))]
    if request.actor.may(P.SELL):
        page.main = Button(here(request, "quote-kind"), "plus", _("Note a price"))
    return flow.show(request, page)


def _best_text(one: Comparison) -> str:
    if one.best is None:
        return ""
    more = len(one.quotes) - 1
    others = ngettext("%(n)s other price", "%(n)s other prices", more) % {"n": more} if more else ""
    return ", ".join(filter(None, (one.best.collector, _age(one.best), others)))


def _age(quote: Quoted) -> str:
    if not quote.age:
        return _("of today")
    return ngettext("%(n)s day ago", "%(n)s days ago", quote.age) % {"n": quote.age}


@room(P.STOCK)
def item(request: RoomRequest, item_id: UUID) -> HttpResponse:
    """One kind: all collectors side by side, the last real price, the least to ask."""
    found = comparison.compare(org=request.org, item_id=item_id)
    page = Page(found.item, here(request, "quotes"))
    rows: list[tuple[str, ...]] = []
    if found.break_even is not None:
        rows += [
            (_("Our stock"), texts.weight(found.quantity, found.unit)),
            (_("Do not sell below"), texts.price(found.break_even, found.unit), "total"),
        ]
    if found.last_price is not None and found.last_sold_on is not None:
        when = f"{found.last_sold_to}, {short_date(found.last_sold_on)}"
        rows += [(_("Sold last at"), f"{texts.price(found.last_price, found.unit)} ({when})")]
    page.rows = rows
    if found.best_is_below:
        page.notices = [
            Notice(
                "turmeric", "warning", _("Even the best price is below what it cost us."), _("Ask for more, or wait.")
            )
        ]
    page.sections = [Section(_("What collectors pay"), _quote_rows(found), _("No price of a collector was noted yet."))]
    if request.actor.may(P.SELL):
        page.main = Button(here(request, "quote-new", found.item_id), "plus", _("Note a price"))
    return flow.show(request, page)


def _quote_rows(found: Comparison) -> list[Row]:
    best, old = ("leaf", "check", _("the best")), ("turmeric", "clock", _("old"))
    return [
        Row(
            quote.collector,
            ", ".join(filter(None, (_age(quote), _margin(quote, found), quote.note))),
            texts.price(quote.price, found.unit),
            chip=old if quote.is_old else best if quote.is_best and len(found.quotes) > 1 else None,
        )
        for quote in found.quotes
    ]


def _margin(quote: Quoted, found: Comparison) -> str:
    """Say how far a price lies from what the stock cost, usual susut included."""
    if found.break_even is None:
        return ""
    more = quote.price - found.break_even
    if more < 0:
        return _("%(amount)s below our cost") % {"amount": rupiah(-more)}
    return _("%(amount)s above our cost") % {"amount": rupiah(more)}


@room(P.SELL)
def kinds(request: RoomRequest) -> HttpResponse:
    """Which kind did he name a price for?"""
    prefix = here(request, "quotes")
    rows = [
        Row(card.name, card.condition, url=f"{prefix}{card.id}/baru/", icon=card.drawing)
        for card in catalogue.items(org=request.org)
    ]
    page = Page(_("Which kind?"), here(request, "quotes"))
    page.sections = [Section("", rows, _("There is no kind of waste yet. Add one in the settings."))]
    return flow.show(request, page)


@room(P.SELL)
def new(request: RoomRequest, item_id: UUID) -> HttpResponse:
    """A price that a collector named."""
    found = WasteItem.get(item_id)
    collectors = sales.collectors(org=request.org)
    today = clock.today(request.org.time_zone)
    form = QuoteForm(request.POST or None, unit=found.unit, collectors=collectors, initial={"quoted_on": today})

    def act(data: dict[str, Any]) -> str:
        record_quote(
            **flow.dated_facts(request, data),
            collector_id=UUID(data["collector"]),
            item_id=found.pk,
            price=data["price"],
            quoted_on=data["quoted_on"],
            note=data["note"],
        )
        return here(request, "quotes-item", found.pk)

    page = Page(
        _("Price for %(item)s") % {"item": found.name}, here(request, "quotes-item", found.pk), button=_("Save")
    )
    known = comparison.compare(org=request.org, item_id=found.pk)
    if known.break_even is not None:
        page.rows = [(_("Do not sell below"), texts.price(known.break_even, found.unit))]
    if not collectors:
        page.notices = [Notice("turmeric", "truck", _("There is no collector yet. Add one first."))]
        page.quiet = [Button(here(request, "collector-new"), "plus", _("Add a collector"))]
    return flow.act_or_show(request, form, act, page, said=_("The price is noted."))
