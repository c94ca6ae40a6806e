"""A load while it is written down, kind by kind; our own and consigned waste each on a line of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.actions import SaleLineIn
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.forms.selling import LoadForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.models import Collector, Post, Sale, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import stock
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Notice, Page, Row, Section, here


@room(P.SELL)
def first(request: RoomRequest, post_id: UUID, collector_id: UUID) -> HttpResponse:
    """Which kind is loaded first?"""
    post, collector = Post.get(post_id), Collector.get(collector_id)
    return _kinds(request, post, _("To %(name)s") % {"name": collector.name}, here(request, "sale-new"), set())


@room(P.SELL)
def first_kind(request: RoomRequest, post_id: UUID, collector_id: UUID, item_id: UUID) -> HttpResponse:
    """The first kind of a load; the draft begins with it."""
    post, collector, item = Post.get(post_id), Collector.get(collector_id), WasteItem.get(item_id)
    back = here(request, "sale-first", post.pk, collector.pk)

    def act(form: LoadForm) -> str:
        sale = actions.draft_sale(
            **flow.dated_facts(request, form.cleaned_data),
            post_id=post.pk,
            collector_id=collector.pk,
            lines=[form.line_in()],
        )
        return here(request, "sale", sale.pk)

    return _load(request, post, item, back, act)


@room(P.SELL)
def more(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Which kind is loaded next?"""
    sale = draft_of(sale_id)
    there = {line.item_id for line in sale.lines.all()}
    return _kinds(
        request, sale.post, _("To %(name)s") % {"name": sale.collector.name}, here(request, "sale", sale.pk), there
    )


@room(P.SELL)
def kind(request: RoomRequest, sale_id: UUID, item_id: UUID) -> HttpResponse:
    """One kind of a draft: added or changed."""
    sale, item = draft_of(sale_id), WasteItem.get(item_id)
    there = _lines_in(sale)
    old = next((line for line in there if line.item_id == item.pk), None)

    def act(form: LoadForm) -> str:
        line = form.line_in()
        lines = [line if x.item_id == item.pk else x for x in there] if old else [*there, line]
        _edit(request, sale, lines)
        return here(request, "sale", sale.pk)

    return _load(request, sale.post, item, here(request, "sale", sale.pk), act, old=old)


@room(P.SELL)
def drop(request: RoomRequest, sale_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a kind out of a draft; without any kind there is no draft."""
    sale, item = draft_of(sale_id), WasteItem.get(item_id)
    lines = [line for line in _lines_in(sale) if line.item_id != item.pk]

    def act(data: dict[str, Any]) -> str:
        if lines:
            _edit(request, sale, lines)
            return here(request, "sale", sale.pk)
        actions.discard_draft(**flow.facts(request), sale_id=sale.pk)
        return here(request, "sales")

    page = Page(item.name, here(request, "sale", sale.pk), button=_("Take it out"), icon="trash", danger=True)
    page.notices = [Notice("turmeric", "info", _("It stays in our stock."))]
    return flow.act_or_show(request, PressForm(request.POST or None), act, page)


def draft_of(sale_id: UUID) -> Sale:
    sale = Sale.get(sale_id)
    if sale.status != SaleStatus.DRAFT:
        raise NotHere
    return sale


def _lines_in(sale: Sale) -> list[SaleLineIn]:
    return [
        SaleLineIn(x.item_id, x.weight, x.price, x.own_quantity, x.take_all, x.rafaksi_bp, x.sold_unit, x.over_reason)
        for x in sale.lines.order_by("no")
    ]


def _edit(request: RoomRequest, sale: Sale, lines: list[SaleLineIn]) -> None:
    actions.edit_draft(
        **flow.now_facts(request), sale_id=sale.pk, collector_id=sale.collector_id, lines=lines, note=sale.note
    )


def _kinds(request: RoomRequest, post: Post, heading: str, back: str, there: set[UUID]) -> HttpResponse:
    rows = [
        Row(
            row.item,
            texts.price(row.collector_price, row.unit),
            texts.weight(row.quantity, row.unit),
            f"{row.item_id}/",
        )
        for row in stock.stock(org=request.org, post_id=post.pk)
        if row.item_id not in there
    ]
    page = Page(heading, back)
    page.sections = [Section(_("What is loaded?"), rows, _("No other kind lies at this post."))]
    return flow.show(request, page)


def _load(
    request: RoomRequest, post: Post, item: WasteItem, back: str, act: Any, *, old: SaleLineIn | None = None
) -> HttpResponse:
    on_hand = next((row for row in stock.stock(org=request.org, post_id=post.pk) if row.item_id == item.pk), None)
    initial: dict[str, Any] = {"price": on_hand.collector_price if on_hand else None}
    if old:
        initial = {
            "take": "all" if old.take_all else "own",
            "own": old.own_quantity or None,
            "weight": old.weight,
            "price": old.price,
            "rafaksi": texts.percent(old.rafaksi_bp).removesuffix("%").strip() if old.rafaksi_bp else "",
            "sold_unit": old.sold_unit,
            "over_reason": old.over_reason,
        }
    form = LoadForm(request.POST or None, item=item, stock=on_hand, initial=initial)
    page = Page(item.name, back, button=_("Load this kind"), icon="truck")
    if on_hand:
        page.rows = [
            (_("On the books"), texts.weight(on_hand.quantity, item.unit)),
            (_("Worth"), rupiah(on_hand.value)),
        ]
        if on_hand.break_even is not None:
            page.rows = [*page.rows, (_("Sell for at least"), texts.price(on_hand.break_even, item.unit))]
    answer = flow.act_or_show(request, form, lambda _data: act(form), page)
    if any(error.code == "over_stock" for errors in form.errors.as_data().values() for error in errors):
        form.ask_over()
        answer = render(request, "wastebank/form.html", {"form": form, "page": page}, status=form.status)
    return answer
