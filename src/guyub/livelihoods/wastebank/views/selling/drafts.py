"""A load while it is written down, kind by kind; our own and consigned waste each on a line of its own."""

from __future__ import annotations

from dataclasses import dataclass
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
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
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
def first_kind(
    request: RoomRequest, post_id: UUID, collector_id: UUID, item_id: UUID, pool: str = Pool.OWN
) -> HttpResponse:
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

    return _load(request, _Kind(post, item, pool), back, act)


@room(P.SELL)
def more(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Which kind is loaded next?"""
    sale = draft_of(sale_id)
    there = {(line.item_id, line.pool) for line in sale.lines.all()}
    return _kinds(
        request, sale.post, _("To %(name)s") % {"name": sale.collector.name}, here(request, "sale", sale.pk), there
    )


@room(P.SELL)
def kind(request: RoomRequest, sale_id: UUID, item_id: UUID, pool: str = Pool.OWN) -> HttpResponse:
    """One kind of a draft: added or changed."""
    sale, item = draft_of(sale_id), WasteItem.get(item_id)
    there = _lines_in(sale)
    old = next((line for line in there if (line.item_id, line.pool) == (item.pk, pool)), None)

    def act(form: LoadForm) -> str:
        line = form.line_in()
        lines = [line if x is old else x for x in there] if old else [*there, line]
        _edit(request, sale, lines)
        return here(request, "sale", sale.pk)

    return _load(request, _Kind(sale.post, item, pool), here(request, "sale", sale.pk), act, old=old)


@room(P.SELL)
def drop(request: RoomRequest, sale_id: UUID, item_id: UUID, pool: str = Pool.OWN) -> HttpResponse:
    """Take a kind out of a draft; without any kind there is no draft."""
    sale, item = draft_of(sale_id), WasteItem.get(item_id)
    lines = [line for line in _lines_in(sale) if (line.item_id, line.pool) != (item.pk, pool)]

    def act(data: dict[str, Any]) -> str:
        if lines:
            _edit(request, sale, lines)
            return here(request, "sale", sale.pk)
        actions.discard_draft(**flow.facts(request), sale_id=sale.pk)
        return here(request, "sales")

    page = Page(
        texts.pooled(item.name, pool),
        here(request, "sale", sale.pk),
        button=_("Take it out"),
        icon="trash",
        danger=True,
    )
    page.notices = [Notice("turmeric", "info", _("It stays in our stock."))]
    return flow.act_or_show(request, PressForm(request.POST or None), act, page)


def draft_of(sale_id: UUID) -> Sale:
    sale = Sale.get(sale_id)
    if sale.status != SaleStatus.DRAFT:
        raise NotHere
    return sale


def _lines_in(sale: Sale) -> list[SaleLineIn]:
    return [
        SaleLineIn(
            item_id=x.item_id,
            weight=x.weight,
            price=x.price,
            own_quantity=x.own_quantity,
            take_all=x.take_all,
            rafaksi_bp=x.rafaksi_bp,
            sold_unit=x.sold_unit,
            over_reason=x.over_reason,
            pool=x.pool,
            costs=x.costs,
        )
        for x in sale.lines.order_by("no")
    ]


def _edit(request: RoomRequest, sale: Sale, lines: list[SaleLineIn]) -> None:
    actions.edit_draft(
        **flow.now_facts(request), sale_id=sale.pk, collector_id=sale.collector_id, lines=lines, note=sale.note
    )


def _kinds(request: RoomRequest, post: Post, heading: str, back: str, there: set[tuple[UUID, str]]) -> HttpResponse:
    page = Page(heading, back)
    own = _stock_rows(request, post, Pool.OWN, there)
    page.sections = [Section(_("What is loaded?"), own, _("No other kind lies at this post."))]
    consigned = _stock_rows(request, post, Pool.CONSIGNED, there)
    if consigned:
        page.sections.append(Section(_("Left for sale by members"), consigned))
    return flow.show(request, page)


def _stock_rows(request: RoomRequest, post: Post, pool: str, there: set[tuple[UUID, str]]) -> list[Row]:
    rest = "titipan/" if pool else ""
    return [
        Row(
            row.item,
            texts.price(row.collector_price, row.unit),
            texts.weight(row.quantity, row.unit),
            f"{row.item_id}/{rest}",
        )
        for row in stock.stock(org=request.org, post_id=post.pk, pool=pool)
        if (row.item_id, pool) not in there
    ]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is loaded: an item of one pool at a post."""

    post: Post
    item: WasteItem
    pool: str


def _load(request: RoomRequest, kind: _Kind, back: str, act: Any, *, old: SaleLineIn | None = None) -> HttpResponse:
    item, rows = kind.item, stock.stock(org=request.org, post_id=kind.post.pk, pool=kind.pool)
    on_hand = next((row for row in rows if row.item_id == item.pk), None)
    price = on_hand.collector_price if on_hand else None
    form = LoadForm(
        request.POST or None, item=item, pool=kind.pool, stock=on_hand, initial=_typed_before(old) or {"price": price}
    )
    page = Page(texts.pooled(item.name, kind.pool), back, button=_("Load this kind"), icon="truck")
    if on_hand:
        page.rows = _figures(on_hand)
    answer = flow.act_or_show(request, form, lambda _data: act(form), page)
    if any(error.code == "over_stock" for errors in form.errors.as_data().values() for error in errors):
        form.ask_over()
        answer = render(request, "wastebank/form.html", {"form": form, "page": page}, status=form.status)
    return answer


def _figures(on_hand: stock.StockRow) -> list[tuple[str, str]]:
    rows = [(_("On the books"), texts.weight(on_hand.quantity, on_hand.unit))]
    if on_hand.pool == Pool.OWN:
        rows.append((_("Worth"), rupiah(on_hand.value)))
    if on_hand.break_even is not None:
        rows.append((_("Do not sell below"), texts.price(on_hand.break_even, on_hand.unit)))
    return rows


def _typed_before(old: SaleLineIn | None) -> dict[str, Any]:
    if old is None:
        return {}
    return {
        "take": "all" if old.take_all else "own",
        "own": old.own_quantity or None,
        "weight": old.weight,
        "price": old.price,
        "rafaksi": texts.percent(old.rafaksi_bp).removesuffix("%").strip() if old.rafaksi_bp else "",
        "sold_unit": old.sold_unit,
        "over_reason": old.over_reason,
        "costs": old.costs or None,
    }
