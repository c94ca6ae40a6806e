"""Harga: what is in force, what comes, what was; publishing; the poster on the wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date, moment_text
from guyub.foundation.core.exports import download, pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, spoken_unit
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.choices import Channel, MemberClass, Mode, SessionStatus
from guyub.livelihoods.wastebank.forms.prices import PriceForm
from guyub.livelihoods.wastebank.models import WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, collector_prices, sessions, worth
from guyub.livelihoods.wastebank.rules.prices import is_too_dear
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here


@room(P.VIEW)
def board(request: RoomRequest) -> HttpResponse:
    """The prices that hold now, with what comes next."""
    lines = catalogue.price_board(org=request.org)
    prefix, zone = here(request, "prices"), request.org.time_zone
    may_see_cost = request.actor.may(P.STOCK)
    dear = [line for line in lines if line.is_too_dear] if may_see_cost else []
    rows = [
        Row(
            line.item,
            _about(line, zone, may_see_cost=may_see_cost, is_dear=line in dear),
            texts.price_or_consigned(line.price, line.unit, is_consigned=line.is_consigned),
            f"{prefix}{line.item_id}/",
            ("turmeric", "warning", _("loses money")) if line in dear else _coming(line, zone),
        )
        for line in lines
    ]
    page = Page(_("Prices"), here(request, "home"), notices=losing(dear))
    page.sections = [Section("", rows, _("No price was published yet."))]
    page.quiet = [Button(here(request, "price-poster"), "print", _("Print the price poster"))]
    if request.actor.may(P.PRICES):
        page.main = Button(here(request, "price-new"), "edit", _("Publish a price"))
        page.quiet.append(Button(here(request, "price-upload"), "upload", _("Prices from a file")))
    return flow.show(request, page)


def losing(dear: Sequence[catalogue.PriceLine]) -> list[Notice]:
    """Name what is bought dearer than the collector pays."""
    if not dear:
        return []
    names = ", ".join(dict.fromkeys(line.item for line in dear))
    words = _("At these prices the association loses money: %(items)s.") % {"items": names}
    return [Notice("turmeric", "warning", words, _("Publish a lower price, or find a collector who pays more."))]


def _about(line: catalogue.PriceLine, zone: str, *, may_see_cost: bool, is_dear: bool) -> str:
    since = _("since %(moment)s") % {"moment": moment_text(line.starts_at, zone)}
    parts = [outputs.sheets.who_text(line), since if line.starts_at <= clock.now() else ""]
    if line.deduction_bp:
        parts.append(_("deduction %(share)s") % {"share": texts.percent(line.deduction_bp)})
    if may_see_cost and line.collector_price is not None:
        parts.append(_("collector %(price)s") % {"price": texts.price(line.collector_price, line.unit)})
    coming = _coming(line, zone) if is_dear else None  # the chip warns instead
    return ", ".join(filter(None, [*parts, coming[2] if coming else ""]))


def _coming(line: catalogue.PriceLine, zone: str) -> tuple[str, str, str] | None:
    if line.next_price is not None and line.next_starts_at is not None:
        words = _("%(price)s from %(moment)s")
        moment = moment_text(line.next_starts_at, zone)
        return ("indigo", "calendar", words % {"price": rupiah(line.next_price), "moment": moment})
    if line.starts_at > clock.now():
        return ("indigo", "calendar", _("from %(moment)s") % {"moment": moment_text(line.starts_at, zone)})
    return None


@room(P.VIEW)
def item(request: RoomRequest, item_id: UUID) -> HttpResponse:
    """Every price that one kind ever had."""
    found = WasteItem.get(item_id)
    write = texts.clock_of(request.org)
    now = clock.now()
    coming = ("indigo", "calendar", _("comes"))
    rows = [
        Row(
            write(step.starts_at),
            ", ".join(
                filter(
                    None,
                    (
                        str(Channel(step.channel).label) if step.channel else "",
                        str(MemberClass(step.member_class).label) if step.member_class else "",
                        _("list %(n)s") % {"n": step.list_version},
                    ),
                )
            ),
            texts.price_or_consigned(step.price, found.unit, is_consigned=step.is_consigned),
            chip=coming if step.starts_at > now else None,
        )
        for step in catalogue.price_history(org=request.org, item_id=found.pk)
    ]
    page = Page(found.name, here(request, "prices"))
    page.sections = [Section(_("All prices, the newest first"), rows, _("This kind has no price yet."))]
    if request.actor.may(P.PRICES):
        page.main = Button(here(request, "price-publish", found.pk), "edit", _("Publish a new price"))
    return flow.show(request, page)


@room(P.PRICES)
def choose(request: RoomRequest) -> HttpResponse:
    """Which kind gets a new price?"""
    prefix = here(request, "prices")
    rows = [
        Row(
            card.name,
            card.condition,
            texts.price_or_consigned(card.price, card.unit, is_consigned=card.is_consigned) or _("no price yet"),
            f"{prefix}{card.id}/baru/",
            icon=card.drawing,
        )
        for card in catalogue.items(org=request.org)
    ]
    page = Page(_("Which kind?"), here(request, "prices"))
    page.sections = [Section("", rows, _("There is no kind of waste yet. Add one in the settings."))]
    return flow.show(request, page)


@room(P.PRICES)
def publish(request: RoomRequest, item_id: UUID) -> HttpResponse:
    """A new price of one kind: typed, read back, published."""
    found = WasteItem.get(item_id)
    back = here(request, "price-item", found.pk)
    word = spoken_unit(Unit(found.unit))
    form = PriceForm(request.POST or None, unit_word=word, zone=request.org.time_zone)
    sold_at = collector_prices.last_collector_price(found.pk)

    def act(data: dict[str, Any]) -> str:
        if catalogue.is_published(org=request.org, client_id=data["client_id"]):
            return back  # the second press of the same button; "now" has moved on, the price has not
        row = actions.PriceIn(
            found.pk,
            form.starts_at(),
            data["price"],
            channel=data["channel"],
            member_class=data["member_class"],
            mode=data["mode"],
            deduction_bp=data["deduction"],
            fee_bp=data["fee"],
        )
        actions.publish_prices(**flow.dated_facts(request, data), rows=[row])
        messages.success(request, _("The price is published."))
        return back

    page = Page(_("New price: %(item)s") % {"item": found.name}, back, button=_("Go on"), icon="next")
    if sold_at is not None:
        page.rows = [(_("The collector paid last"), texts.price(sold_at, found.unit))]
    page.notices = _while_open(request)
    page.rare = ("channel", "member_class", "deduction", "fee")

    def read_back() -> Page:
        data = form.cleaned_data
        is_bought = data["mode"] == Mode.PURCHASE
        check = Page(page.heading, "", button=_("Publish the price"), amount=data["price"] if is_bought else None)
        starts = _("now") if data["start"] == "now" else moment_text(form.starts_at(), request.org.time_zone)
        paid = (
            []
            if is_bought
            else [(_("How is it paid?"), _("left for sale, fee %(share)s") % {"share": texts.percent(data["fee"])})]
        )
        check.rows = [
            *paid,
            (_("Kind"), f"{found.name}, 1 {word}"),
            (_("Starts"), starts),
            (_("For"), ", ".join((str(Channel(data["channel"]).label), str(MemberClass(data["member_class"]).label)))),
        ]
        check.notices = [*_while_open(request), *(_too_dear(request, found, data, sold_at) if is_bought else ())]
        return check

    return flow.act_or_show(request, form, act, page, read_back=read_back)


def _while_open(request: RoomRequest) -> list[Notice]:
    """Warn while a weighing goes on: half the queue would get another price."""
    if not any(card.status == SessionStatus.OPEN for card in sessions.sessions_today(org=request.org)):
        return []
    return [Notice("turmeric", "scale", _("A weighing day is open now."), _("Better start the new price after it."))]


def _too_dear(request: RoomRequest, item: WasteItem, data: dict[str, Any], sold_at: int | None) -> list[Notice]:
    """Warn when the bank would buy dearer than the collector pays, less the usual shrinkage."""
    if sold_at is None:
        return []
    susut = worth.usual_susut(org=request.org, item_ids=[item.pk])[item.pk]
    if not is_too_dear(data["price"], deduction_bp=data["deduction"], sells_at=sold_at, susut_bp=susut):
        return []
    words = _("The collector paid %(price)s, and weight gets lost.") % {"price": rupiah(sold_at)}
    return [Notice("turmeric", "warning", _("At this price the association loses money."), words)]


@room(P.VIEW)
def poster(request: RoomRequest) -> HttpResponse:
    """The prices for the wall."""
    lines = catalogue.price_board(org=request.org)
    context = {"table": outputs.sheets.price_table(lines), "day": long_date(clock.today(request.org.time_zone))}
    return render(request, "wastebank/price_poster.html", context | {"back": here(request, "prices")})


@room(P.VIEW)
def poster_file(request: RoomRequest) -> HttpResponse:
    """The price poster as a PDF."""
    title = _("Prices of the waste bank")
    content = pdf(
        [outputs.sheets.price_table(catalogue.price_board(org=request.org))],
        title=title,
        subtitle=long_date(clock.today(request.org.time_zone)),
        org_name=request.org.name,
        made_at=clock.now(),
    )
    return download(content, title, "pdf", inline=True)
