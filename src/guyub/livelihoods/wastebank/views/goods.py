"""Barang tukar: what members take for their waste, at what terms, and what it comes to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.charts import Chart, Series
from guyub.foundation.core.dates import moment_text, month_name
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts, texts_goods
from guyub.livelihoods.wastebank.choices import PurchaseKind
from guyub.livelihoods.wastebank.forms.goods import GoodChangeForm, GoodForm, GoodPriceForm, SwapForm
from guyub.livelihoods.wastebank.models import ExchangeGood, SwapOffer, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import barters, goods
from guyub.livelihoods.wastebank.queries.goods_terms import waste_worth
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here

MONTHS = 12


@room(P.VIEW)
def listing(request: RoomRequest) -> HttpResponse:
    """Everything that is given for waste: what is there, what it costs, which swaps hold."""
    may = request.actor.may
    cards = goods.goods(org=request.org)
    prefix = here(request, "goods")
    rows = [
        Row(
            card.name,
            _card_about(card, may_see_cost=may(P.STOCK)),
            texts_goods.units(card.free, card.unit, card.unit_size),
            f"{prefix}{card.id}/",
            _empty(card),
            icon=card.drawing,
        )
        for card in cards
    ]
    swaps = [
        Row(
            texts_goods.ratio(swap),
            texts_goods.swap_about(swap, may_see_cost=may(P.STOCK)),
            url=f"{prefix}{card.id}/",
            chip=("turmeric", "heart", _("the association helps")) if swap.is_subsidised else None,
            icon="swap",
        )
        for card in cards
        for swap in card.swaps
    ]
    page = Page(_("Exchange for goods"), here(request, "home"))
    page.sections = [Section(_("Swap offers"), swaps)] if swaps else []
    page.sections.append(Section(_("Goods"), rows, _("There are no goods yet. Add what members often need.")))
    if may(P.STOCK):
        page.rows = _sums(request)
    _listing_ways(request, page, has_goods=bool(cards), has_swaps=bool(swaps))
    return render(request, "wastebank/goods.html", {"page": page, "charts": _charts(request)})


def _card_about(card: goods.GoodCard, *, may_see_cost: bool) -> str:
    parts = [texts_goods.price_of(card)]
    if may_see_cost and card.cost is not None:
        parts += [_("costs us %(amount)s") % {"amount": rupiah(card.cost)}, texts_goods.margin(card.margin)]
    if card.set_aside:
        parts.append(
            _("with phones %(count)s") % {"count": texts_goods.units(card.set_aside, card.unit, card.unit_size)}
        )
    return ", ".join(filter(None, parts))


def _empty(card: goods.GoodCard) -> tuple[str, str, str] | None:
    return ("turmeric", "warning", _("nothing left")) if card.free <= 0 else None


def _sums(request: RoomRequest) -> list[tuple[str, ...]]:
    sums = barters.sums(org=request.org)
    if not sums.count:
        return []
    rows: list[tuple[str, ...]] = [
        (_("Given for"), rupiah(sums.amount)),
        (_("Cost us"), rupiah(sums.cost)),
        (_("Members saved against the shop price"), rupiah(max(sums.saved, 0))),
    ]
    if sums.subsidy:
        rows.append((_("Borne by the association"), rupiah(sums.subsidy)))
    rows.append((_("Won") if sums.margin >= 0 else _("Lost"), rupiah(abs(sums.margin)), "total"))
    return rows


def _listing_ways(request: RoomRequest, page: Page, *, has_goods: bool, has_swaps: bool) -> None:
    may = request.actor.may
    if has_swaps:
        page.quiet.append(Button(here(request, "swap-poster"), "print", _("Print the swap poster")))
    if may(P.PASSBOOK):
        page.quiet.append(Button(here(request, "barters"), "list", _("Everything handed out")))
    if may(P.BARTER) and (waiting := len(barters.requests(org=request.org))):
        page.notices.append(Notice("turmeric", "clock", _("Goods are asked for: %(n)d.") % {"n": waiting}))
        page.quiet.insert(0, Button(here(request, "goods-requests"), "clock", _("Goods that were asked for")))
    if may(P.GOODS):
        if has_goods:
            page.quiet.append(Button(here(request, "allotments"), "phone", _("Set aside for phones")))
        page.quiet.append(Button(here(request, "shops"), "wallet", _("Shops and debts")))
        page.main = Button(here(request, "good-new"), "plus", _("Add a good"))


def _charts(request: RoomRequest) -> list[Chart]:
    """Draw jelantah in and oil out of the first swap in litres, month by month."""
    offer = SwapOffer.objects.select_related("good", "item").order_by("starts_at").first()
    if offer is None:
        return []
    rows = goods.swap_months(org=request.org, offer=offer, months=MONTHS)
    if not any(row.waste_in or row.goods_out for row in rows):
        return []
    words = _("In %(months)d months %(waste)s of %(item)s came in, %(given)s of %(good)s went out.") % {
        "months": MONTHS,
        "waste": texts.weight(sum(row.waste_in for row in rows), offer.item.unit),
        "item": offer.item.name,
        "given": texts.weight(sum(row.goods_out for row in rows), offer.good.unit),
        "good": offer.good.name,
    }
    series = [
        Series(_("%(item)s in") % {"item": offer.item.name}, [row.waste_in // 1000 for row in rows]),
        Series(_("%(good)s out") % {"good": offer.good.name}, [row.goods_out // 1000 for row in rows]),
    ]
    labels = [month_name(row.month.month)[:3] for row in rows]
    title = _("%(item)s in, %(good)s out, in litres") % {"item": offer.item.name, "good": offer.good.name}
    return [Chart(title, words, labels, series, "bars", "count")]


@room(P.VIEW)
def good(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """One good: where it lies, at what terms it goes, and what came and went."""
    found = ExchangeGood.get(good_id)
    card = next(one for one in goods.goods(org=request.org, active_only=False) if one.id == found.pk)
    may = request.actor.may
    page = Page(found.name, here(request, "goods"))
    page.rows = [(_("Price of one"), texts_goods.price_of(card))]
    if may(P.STOCK):
        page.rows = [*page.rows, *_cost_rows(card)]
    page.sections = [*_swap_sections(card, may_see_cost=may(P.STOCK)), _shelf_section(found)]
    page.sections += _terms_sections(request, found)
    if may(P.STOCK):
        page.sections.append(_history_section(request, found))
    _good_ways(request, page, found)
    return flow.show(request, page)


def _cost_rows(card: goods.GoodCard) -> list[tuple[str, ...]]:
    if card.cost is None:
        return []
    rows: list[tuple[str, ...]] = [(_("Costs us"), rupiah(card.cost)), (_("Value of the stock"), rupiah(card.value))]
    margin = texts_goods.margin(card.margin)
    return [*rows, (_("By one"), margin)] if margin else rows


def _swap_sections(card: goods.GoodCard, *, may_see_cost: bool) -> list[Section]:
    rows = [
        Row(
            texts_goods.ratio(swap),
            ". ".join(filter(None, (texts_goods.swap_about(swap, may_see_cost=may_see_cost), swap.reason))),
            icon="swap",
        )
        for swap in card.swaps
    ]
    return [Section(_("Swap"), rows)] if rows else []


def _shelf_section(found: ExchangeGood) -> Section:
    aside = _("with phones %(count)s")
    rows = [
        Row(
            row.post,
            aside % {"count": texts_goods.units(row.set_aside, found.unit, found.unit_size)} if row.set_aside else "",
            texts_goods.units(row.there, found.unit, found.unit_size),
        )
        for row in goods.shelves(good=found)
    ]
    return Section(_("Where it lies"), rows)


def _terms_sections(request: RoomRequest, found: ExchangeGood) -> list[Section]:
    prices, offers = goods.terms_history(good=found)
    zone, now = request.org.time_zone, clock.now()
    coming = ("indigo", "calendar", _("comes"))
    rows = [
        Row(
            moment_text(row.starts_at, zone),
            row.reason,
            rupiah(row.price),
            chip=coming if row.starts_at > now else None,
        )
        for row in prices
    ]
    rows += [
        Row(
            moment_text(row.starts_at, zone),
            ", ".join(filter(None, (row.item.name, row.reason))),
            _("%(waste)s for one") % {"waste": texts.weight(row.quantity, row.item.unit)}
            if row.quantity
            else _("ended"),
            chip=coming if row.starts_at > now else None,
        )
        for row in offers
    ]
    return [Section(_("All prices and offers, the newest first"), rows)] if rows else []


def _history_section(request: RoomRequest, found: ExchangeGood) -> Section:
    zone, prefix = request.org.time_zone, here(request, "goods")
    may_undo = request.actor.may(P.GOODS)
    rows = []
    for moment, what, row in goods.history(good=found):
        if what == "count":
            about = _("books %(expected)d, there %(counted)d") % {"expected": row.expected, "counted": row.counted}
            rows.append(Row(_("Counted"), f"{moment_text(moment, zone)}. {about}. {row.reason}", _loss(row.loss_value)))
            continue
        who = row.shop or row.collector or row.giver
        title = f"+{texts_goods.units(row.count, found.unit, found.unit_size)}"
        words = [moment_text(moment, zone), str(PurchaseKind(row.kind).label), str(who or ""), row.reverse_reason]
        rows.append(
            Row(
                title,
                ", ".join(filter(None, words)),
                rupiah(row.cost),
                f"{prefix}pembelian/{row.pk}/batalkan/" if may_undo and row.reversed_at is None else "",
                ("chilli", "undo", _("taken back")) if row.reversed_at is not None else None,
            )
        )
    return Section(_("What came and what was counted"), rows, _("Nothing came yet."))


def _loss(value: int) -> str:
    return texts.less(value) if value else ""


def _good_ways(request: RoomRequest, page: Page, found: ExchangeGood) -> None:
    may = request.actor.may
    if may(P.PRICES):
        page.quiet += [
            Button(here(request, "good-price", found.pk), "coins", _("Set the price")),
            Button(here(request, "swap-new", found.pk), "swap", _("Set a swap offer")),
        ]
    if may(P.GOODS):
        page.main = Button(here(request, "goods-buy", found.pk), "plus", _("Take goods in"))
        page.quiet += [
            Button(here(request, "goods-allot", found.pk), "phone", _("Set aside for a phone")),
            Button(here(request, "goods-count", found.pk), "clipboard", _("Count it")),
            Button(here(request, "good-edit", found.pk), "edit", _("Change name or drawing")),
        ]


@room(P.GOODS)
def new(request: RoomRequest) -> HttpResponse:
    """Add a good."""
    form = GoodForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        found = actions.create_good(
            **flow.facts(request),
            name=data["name"],
            unit=form.unit(),
            unit_size=form.unit_size(),
            drawing=data["drawing"],
            is_food=data["is_food"],
        )
        return here(request, "good", found.pk)

    page = Page(_("Add a good"), here(request, "goods"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("The good is added. Take some in, then set its price."))


@room(P.GOODS)
def edit(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """Rename a good, or let it rest."""
    found = ExchangeGood.get(good_id)
    start = {"name": found.name, "drawing": found.drawing, "is_active": found.is_active}
    form = GoodChangeForm(request.POST or None, initial=start)

    def act(data: dict[str, Any]) -> str:
        actions.update_good(
            **flow.facts(request),
            good_id=found.pk,
            name=data["name"],
            drawing=data["drawing"],
            is_active=data["is_active"],
        )
        return here(request, "good", found.pk)

    page = Page(found.name, here(request, "good", found.pk), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


@room(P.PRICES)
def price(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """What one costs from a moment on: typed, read back, in force."""
    found = ExchangeGood.get(good_id)
    back = here(request, "good", found.pk)
    form = GoodPriceForm(request.POST or None, zone=request.org.time_zone, may_subsidise=request.actor.may(P.SUBSIDISE))
    cost = actions.cost_of_one(found)

    def act(data: dict[str, Any]) -> str:
        if not goods.is_price_set(client_id=data["client_id"]):
            actions.publish_good_price(
                **flow.dated_facts(request, data),
                good_id=found.pk,
                starts_at=form.starts_at(),
                price=data["price"],
                **form.subsidy(),
            )
        return back

    page = Page(_("Price of %(good)s") % {"good": found.name}, back, button=_("Go on"), icon="next")
    page.rows = [(_("Costs us"), rupiah(cost))] if cost is not None else []
    page.rare = ("is_subsidised", "reason") if request.actor.may(P.SUBSIDISE) else ()

    def read_back() -> Page:
        check = Page(page.heading, "", button=_("Set this price"), amount=form.cleaned_data["price"])
        check.rows = [*page.rows, (_("Starts"), _start(request, form))]
        check.notices = _loss_notices(form.cleaned_data["price"], cost)
        return check

    return flow.act_or_show(request, form, act, page, said=_("The price is set."), read_back=read_back)


def _start(request: RoomRequest, form: GoodPriceForm | SwapForm) -> str:
    if form.cleaned_data["start"] == "now":
        return _("now")
    return moment_text(form.starts_at(), request.org.time_zone)


def _loss_notices(paid: int | None, cost: int | None) -> list[Notice]:
    if paid is None or cost is None or paid >= cost:
        return []
    words = _("One costs us %(cost)s, we get %(paid)s.") % {"cost": rupiah(cost), "paid": rupiah(paid)}
    return [Notice("turmeric", "warning", _("The association loses by it."), words)]


@room(P.PRICES)
def swap(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """So much waste for one, explained in plain words before it holds."""
    found = ExchangeGood.get(good_id)
    back = here(request, "good", found.pk)
    items = list(WasteItem.objects.filter(is_active=True).select_related("category"))
    items.sort(key=lambda item: (item.category.drawing != "oil", item.position))
    form = SwapForm(
        request.POST or None,
        items=items,
        zone=request.org.time_zone,
        may_subsidise=request.actor.may(P.SUBSIDISE),
    )
    cost = actions.cost_of_one(found)

    def act(data: dict[str, Any]) -> str:
        if not goods.is_offer_set(client_id=data["client_id"]):
            actions.publish_swap_offer(
                **flow.dated_facts(request, data),
                good_id=found.pk,
                item_id=UUID(data["item"]),
                starts_at=form.starts_at(),
                quantity=form.asked(),
                **form.subsidy(),
            )
        return back

    page = Page(_("Swap for %(good)s") % {"good": found.name}, back, button=_("Go on"), icon="next")
    page.rows = [(_("One costs us"), rupiah(cost))] if cost is not None else []
    page.rare = ("is_subsidised", "reason") if request.actor.may(P.SUBSIDISE) else ()

    def read_back() -> Page:
        item = form.items[form.cleaned_data["item"]]
        check = Page(page.heading, "", button=_("Set this offer"))
        if not form.asked():
            check.rows = [(item.name, _("no longer")), (_("Starts"), _start(request, form))]
            return check
        paid = waste_worth(item=item, quantity=form.asked(), moment=form.starts_at())
        one = texts_goods.units(1, found.unit, found.unit_size)
        check.rows = [
            (f"{texts.weight(form.asked(), item.unit)} {item.name}", f"{one} {found.name}"),
            (_("Worth of the waste"), rupiah(paid) if paid is not None else _("no price yet")),
            *page.rows,
            (_("Starts"), _start(request, form)),
        ]
        if paid is not None and cost is not None:
            check.rows = [*check.rows, (_("By one"), texts_goods.margin(paid - cost), "total")]
        check.notices = _loss_notices(paid, cost)
        return check

    return flow.act_or_show(request, form, act, page, said=_("The offer is set."), read_back=read_back)
