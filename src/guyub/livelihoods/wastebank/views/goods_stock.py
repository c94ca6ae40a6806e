"""Goods in and out of the shelf: bought, counted, set aside for phones, paid for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts_goods
from guyub.livelihoods.wastebank.choices import PurchaseKind
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.goods import (
    AllotForm,
    BuyForm,
    GoodsCountForm,
    HowManyForm,
    SetOffForm,
    ShopForm,
    ShopPayForm,
)
from guyub.livelihoods.wastebank.models import Collector, ExchangeGood, GoodsPurchase, Post, Shop
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, goods, goods_phones
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here


@room(P.GOODS)
def buy(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """Take goods in: how many, for how much, from whom."""
    found = ExchangeGood.get(good_id)
    back = here(request, "good", found.pk)
    posts = catalogue.posts(org=request.org)
    form = BuyForm(
        request.POST or None,
        posts=posts,
        shops=Shop.objects.filter(is_active=True).order_by("name"),
        collectors=Collector.objects.filter(is_active=True).order_by("name"),
    )

    def act(data: dict[str, Any]) -> str:
        post = Post.get(data["post"])
        actions.buy_goods(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            bought=actions.PurchaseIn(
                found.pk,
                data["count"],
                data["cost"],
                data["kind"],
                giver=data["giver"] if data["kind"] == PurchaseKind.GIFT else "",
                cash_account=post.cash_account if data["kind"] == PurchaseKind.CASH else "",
                **form.from_whom(),
            ),
        )
        return back

    page = Page(_("Take in %(good)s") % {"good": found.name}, back, button=_("Go on"), icon="next")
    page.rows = [(_("Given by"), texts_goods.units(1, found.unit, found.unit_size))]
    page.quiet = [Button(here(request, "shop-new"), "plus", _("Add a shop"))]

    def read_back() -> Page:
        data = form.cleaned_data
        check = Page(page.heading, "", button=_("Take them in"), amount=data["cost"])
        check.rows = [
            (_("How many"), texts_goods.units(data["count"], found.unit, found.unit_size)),
            (_("For one"), rupiah(-(-data["cost"] // data["count"]))),
            (_("Paid"), str(PurchaseKind(data["kind"]).label)),
        ]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The goods are in stock."), read_back=read_back)


@room(P.GOODS)
def undo(request: RoomRequest, purchase_id: UUID) -> HttpResponse:
    """Take a purchase back that was written down wrongly."""
    row = GoodsPurchase.get(purchase_id)
    back = here(request, "good", row.good_id)

    def act(data: dict[str, Any]) -> str:
        actions.undo_purchase(**flow.dated_facts(request, data), purchase_id=row.pk, reason=str(data["reason"]))
        return back

    page = Page(_("Take the purchase back"), back, button=_("Take the purchase back"), icon="undo", danger=True)
    page.rows = [
        (row.good.name, texts_goods.units(row.count, row.good.unit, row.good.unit_size)),
        (_("Cost of all of them"), rupiah(row.cost)),
        (_("When"), moment_text(row.happened_at, request.org.time_zone)),
    ]
    page.notices = [Notice("turmeric", "warning", _("The goods leave the books, the money comes back to them."))]
    return flow.act_or_show(
        request, ReasonForm(request.POST or None), act, page, said=_("The purchase was taken back.")
    )


@room(P.GOODS)
def count(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """Where is it counted? One post needs no question."""
    found = ExchangeGood.get(good_id)
    posts = catalogue.posts(org=request.org)
    if len(posts) == 1:
        return flow.see_other(here(request, "goods-count-at", found.pk, posts[0].pk))
    prefix = here(request, "goods-count", found.pk)
    rows = [Row(post.name, url=f"{prefix}{post.pk}/", icon="clipboard") for post in posts]
    page = Page(_("Count %(item)s") % {"item": found.name}, here(request, "good", found.pk))
    page.sections = [Section(_("At which post?"), rows)]
    return flow.show(request, page)


@room(P.GOODS)
def count_at(request: RoomRequest, good_id: UUID, post_id: UUID) -> HttpResponse:
    """Write down how many are there; what the phones hold counts as there."""
    found, post = ExchangeGood.get(good_id), Post.get(post_id)
    back = here(request, "good", found.pk)
    shelf = next((row for row in goods.shelves(good=found) if row.post_id == post.pk), None)
    if shelf is None:
        raise NotHere
    form = GoodsCountForm(request.POST or None, initial={"counted": shelf.there})

    def act(data: dict[str, Any]) -> str:
        actions.count_goods(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            good_id=found.pk,
            counted=data["counted"],
            reason=data["reason"],
        )
        return back

    page = Page(_("Count %(item)s") % {"item": found.name}, back, button=_("Go on"), icon="next")
    on_books = (_("On the books"), texts_goods.units(shelf.there, found.unit, found.unit_size))
    page.rows = [(_("Post"), post.name), on_books]
    if shelf.set_aside:
        page.rows = [
            *page.rows,
            (_("Of these with phones"), texts_goods.units(shelf.set_aside, found.unit, found.unit_size)),
        ]

    def read_back() -> Page:
        difference = form.cleaned_data["counted"] - shelf.there
        check = Page(page.heading, "", button=_("Save the count"))
        check.rows = [
            on_books,
            (_("Really there"), texts_goods.units(form.cleaned_data["counted"], found.unit, found.unit_size)),
            (_("Difference"), texts_goods.units(difference, found.unit, found.unit_size), "total"),
        ]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The count is saved."), read_back=read_back)


@room(P.GOODS)
def allotments(request: RoomRequest) -> HttpResponse:
    """What phones hold now, and taking it back at the end of the day."""
    prefix, zone = here(request, "allotments"), request.org.time_zone
    about = _("since %(moment)s, %(used)d of %(count)d handed out")
    rows = [
        Row(
            f"{row.holder}: {row.left} {row.good}",
            about % {"moment": moment_text(row.since, zone), "used": row.used, "count": row.count},
            url=f"{prefix}{row.id}/kembali/",
            icon="phone",
        )
        for row in goods_phones.open_allotments(org=request.org)
    ]
    page = Page(_("Set aside for phones"), here(request, "goods"))
    page.sections = [Section("", rows, _("No phone holds goods now. Choose a good to set some aside."))]
    page.quiet = [Button(here(request, "goods"), "box", _("Choose a good"))]
    return flow.show(request, page)


@room(P.GOODS)
def allot(request: RoomRequest, good_id: UUID) -> HttpResponse:
    """Set goods aside for a phone that goes where there is no signal."""
    found = ExchangeGood.get(good_id)
    back = here(request, "good", found.pk)
    form = AllotForm(
        request.POST or None, phones=goods_phones.phones(org=request.org), posts=catalogue.posts(org=request.org)
    )

    def act(data: dict[str, Any]) -> str:
        actions.allot_goods(
            **flow.dated_facts(request, data),
            post_id=UUID(data["post"]),
            good_id=found.pk,
            phone_id=UUID(data["phone"]),
            count=data["count"],
        )
        return here(request, "allotments")

    page = Page(_("Set aside for a phone"), back, button=_("Set aside"), icon="phone")
    page.rows = [(found.name, texts_goods.units(1, found.unit, found.unit_size))]
    page.notices = [
        Notice("indigo", "info", _("Nobody else gets these goods."), _("What is left comes back in the evening."))
    ]
    said = _("The goods are set aside. Open the app on that phone once while there is a signal.")
    return flow.act_or_show(request, form, act, page, said=said)


@room(P.GOODS)
def take_back(request: RoomRequest, allotment_id: UUID) -> HttpResponse:
    """Take back what a phone did not hand out."""
    row = next((one for one in goods_phones.open_allotments(org=request.org) if one.id == allotment_id), None)
    if row is None:
        return flow.see_other(here(request, "allotments"))  # settled meanwhile
    form = HowManyForm(request.POST or None, initial={"count": row.left})

    def act(data: dict[str, Any]) -> str:
        actions.take_back_goods(**flow.dated_facts(request, data), allotment_id=row.id, count=data["count"])
        return here(request, "allotments")

    page = Page(_("Take goods back"), here(request, "allotments"), button=_("They are back"), icon="undo")
    page.rows = [
        (_("Phone of"), row.holder),
        (row.good, _("%(left)d of %(count)d left") % {"left": row.left, "count": row.count}),
    ]
    page.notices = [
        Notice("indigo", "info", _("Send the phone's records first."), _("What is not back stays set aside for it."))
    ]
    return flow.act_or_show(request, form, act, page, said=_("The goods are back on the shelf."))


@room(P.GOODS)
def shops(request: RoomRequest) -> HttpResponse:
    """Where goods come from, and what we owe there."""
    prefix = here(request, "shops")
    owes_us = _("owes us %(amount)s for waste")
    owed = goods.debts(org=request.org)
    rows = [
        Row(
            debt.name,
            owes_us % {"amount": rupiah(debt.owes_us)} if debt.owes_us else "",
            rupiah(debt.amount),
            f"{prefix}{debt.party}/bayar/",
            icon="wallet",
        )
        for debt in owed
    ]
    known = [Row(shop.name, shop.phone) for shop in Shop.objects.filter(is_active=True).order_by("name")]
    page = Page(_("Shops and debts"), here(request, "goods"))
    page.sections = [
        Section(_("We owe for goods"), rows, _("We owe nobody for goods.")),
        Section(_("Shops"), known, _("No shop yet.")),
    ]
    page.main = Button(here(request, "shop-new"), "plus", _("Add a shop"))
    return flow.show(request, page)


@room(P.GOODS)
def shop_new(request: RoomRequest) -> HttpResponse:
    """Add a shop."""

    def act(data: dict[str, Any]) -> str:
        actions.create_shop(**flow.facts(request), name=data["name"], phone=data["phone"])
        return here(request, "shops")

    page = Page(_("Add a shop"), here(request, "shops"), button=_("Save"))
    return flow.act_or_show(request, ShopForm(request.POST or None), act, page, said=_("Saved."))


@room(P.GOODS)
def shop_pay(request: RoomRequest, party_id: UUID) -> HttpResponse:
    """Pay for goods that were bought on credit."""
    debt = _debt(request, party_id)
    form = ShopPayForm(request.POST or None, posts=catalogue.posts(org=request.org), initial={"amount": debt.amount})

    def act(data: dict[str, Any]) -> str:
        actions.pay_shop(
            **flow.dated_facts(request, data),
            amount=data["amount"],
            cash_account=Post.get(data["post"]).cash_account,
            shop_id=None if debt.is_collector else debt.party,
            collector_id=debt.party if debt.is_collector else None,
        )
        return here(request, "shops")

    page = Page(_("Pay %(name)s") % {"name": debt.name}, here(request, "shops"), button=_("Go on"), icon="next")
    page.rows = [(_("We owe"), rupiah(debt.amount))]
    if debt.sale_id is not None and request.actor.may(P.SELL):
        page.quiet = [Button(here(request, "shop-set-off", debt.party), "swap", _("Set off against waste he bought"))]

    def read_back() -> Page:
        amount = form.cleaned_data["amount"]
        check = Page(page.heading, "", button=_("The money was handed over"), icon="banknote", amount=amount)
        check.rows = [(_("Owed after this"), rupiah(max(debt.amount - amount, 0)))]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The payment is booked."), read_back=read_back)


@room(P.SELL)
def set_off(request: RoomRequest, party_id: UUID) -> HttpResponse:
    """Let a collector pay for waste with the goods that he brought."""
    debt = _debt(request, party_id)
    if debt.sale_id is None:
        raise NotHere
    sale_id = debt.sale_id
    most = min(debt.amount, debt.owes_us)
    form = SetOffForm(request.POST or None, initial={"amount": most})

    def act(data: dict[str, Any]) -> str:
        actions.set_off_sale(**flow.dated_facts(request, data), sale_id=sale_id, amount=data["amount"])
        return here(request, "shops")

    page = Page(_("Set off against waste"), here(request, "shop-pay", debt.party), button=_("Set off"), icon="swap")
    page.rows = [
        (_("Collector"), debt.name),
        (_("We owe for goods"), rupiah(debt.amount)),
        (_("He owes for waste"), rupiah(debt.owes_us)),
    ]
    return flow.act_or_show(request, form, act, page, said=_("Both debts are smaller now. No money moved."))


def _debt(request: RoomRequest, party_id: UUID) -> goods.Debt:
    debt = next((one for one in goods.debts(org=request.org) if one.party == party_id), None)
    if debt is None:
        raise NotHere
    return debt
