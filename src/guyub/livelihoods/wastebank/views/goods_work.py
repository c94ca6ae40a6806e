"""Pilah, buang, nilai: what is done with stock between weighing and selling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.sorting import dispose as throw_away
from guyub.livelihoods.wastebank.actions.sorting import sort_waste
from guyub.livelihoods.wastebank.actions.valuing import value_stock
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.forms.goods_work import AmountForm, SortForm, ValueForm
from guyub.livelihoods.wastebank.models import Post, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import carrying, comparison, stock, worth
from guyub.livelihoods.wastebank.rules.goods import realisable
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Notice, Page, Row, Section, here


@room(P.HANDLE)
def sortable(request: RoomRequest) -> HttpResponse:
    """What lies where, for who sorts; without its value."""
    prefix = here(request, "stock")
    rows = [
        Row(row.item, row.post, texts.weight(row.quantity, row.unit), f"{prefix}{row.post_id}/{row.item_id}/pilah/")
        for row in stock.stock(org=request.org)
    ]
    page = Page(_("Sort waste"), here(request, "stock" if request.actor.may(P.STOCK) else "home"))
    page.sections = [Section(_("What do you sort?"), rows, _("Nothing lies in stock. It fills on weighing days."))]
    return flow.show(request, page)


@room(P.HANDLE)
def sort(request: RoomRequest, post_id: UUID, item_id: UUID) -> HttpResponse:
    """One kind taken apart into others: what went in, what came out, the rest is residue."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    back = here(request, "stock-card", post.pk, item.pk) if request.actor.may(P.STOCK) else here(request, "sortable")
    have = stock.expected(org=request.org, post_id=post.pk, item_id=item.pk)
    same, others = carrying.may_come_out_of(item=item)
    form = SortForm(request.POST or None, unit=item.unit, kinds=[*same, *others], initial={"quantity": have})

    def act(data: dict[str, Any]) -> str:
        sort_waste(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            item_id=item.pk,
            quantity=data["quantity"],
            outputs=form.outputs(),
            cost_follows=data["cost_follows"],
        )
        return back

    page = Page(_("Sort %(item)s") % {"item": item.name}, back, button=_("Go on"), icon="next")
    page.rows = [(_("Post"), post.name), (_("On the books"), texts.weight(have, item.unit))]
    page.rare, page.rare_title = [f"kind_{kind.pk}" for kind in others] if same else [], _("Other kinds")
    names = {kind.pk: kind.name for kind in (*same, *others)}

    def read_back() -> Page:
        quantity, outputs = form.cleaned_data["quantity"], form.outputs()
        residue = quantity - sum(one.quantity for one in outputs)
        check = Page(page.heading, "", button=_("Yes, it is sorted"))
        check.rows = [
            (item.name, texts.weight(-quantity, item.unit)),
            *((names[one.item_id], texts.weight(one.quantity, item.unit)) for one in outputs),
            (_("Residue"), texts.weight(max(residue, 0), item.unit), "total"),
        ]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The sorted waste is in the stock."), read_back=read_back)


@room(P.COUNT)
def dispose(request: RoomRequest, post_id: UUID, item_id: UUID, pool: str = Pool.OWN) -> HttpResponse:
    """What nobody buys is thrown away, with a reason."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    back = here(request, "stock-card-consigned" if pool else "stock-card", post.pk, item.pk)
    have = stock.expected(org=request.org, post_id=post.pk, item_id=item.pk, pool=pool)
    form = AmountForm(request.POST or None, unit=Unit(item.unit), have=have, asks_why=True, initial={"take": "part"})

    def act(data: dict[str, Any]) -> str:
        throw_away(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            item_id=item.pk,
            quantity=form.amount(),
            reason=data["reason"],
            pool=pool,
        )
        return back

    heading = _("Throw away: %(item)s") % {"item": texts.pooled(item.name, pool)}
    page = Page(heading, back, button=_("Throw the waste away"), icon="trash", danger=True)
    page.rows = [(_("Post"), post.name), (_("On the books"), texts.weight(have, item.unit))]
    about = _("All who left it for sale bear it, by weight.") if pool else _("It is a loss at its average cost.")
    page.notices = [Notice("turmeric", "warning", about)]
    return flow.act_or_show(request, form, act, page, said=_("It is off the books."))


@room(P.COUNT)
def values(request: RoomRequest) -> HttpResponse:
    """Each kind at each post: what it cost, and what it will bring at the collector's last price."""
    prefix = here(request, "stock")
    rows, below = [], 0
    for row in stock.stock(org=request.org):
        about, lower = _compared(row)
        below += lower
        chip = ("turmeric", "warning", _("%(amount)s too high") % {"amount": rupiah(lower)}) if lower else None
        rows.append(Row(f"{row.item}, {row.post}", about, "", f"{prefix}{row.post_id}/{row.item_id}/nilai/", chip))
    page = Page(_("Cost and what it will bring"), here(request, "stock"))
    page.notices = [
        Notice(
            "indigo",
            "info",
            _("At the end of the year stock stands at the lower of both."),
            _("Usual susut is taken off."),
        )
    ]
    if below:
        page.rows = [(_("Stands too high by"), rupiah(below), "total")]
    page.sections = [Section("", rows, _("Nothing lies in stock. It fills on weighing days."))]
    return flow.show(request, page)


def _compared(row: stock.StockRow) -> tuple[str, int]:
    """Say what a kind cost and will bring, and by how much it stands too high."""
    cost = _("cost %(cost)s") % {"cost": rupiah(row.value)}
    if row.collector_price is None:
        return f"{cost}, " + _("never sold"), 0
    brings = realisable(row.quantity, Unit(row.unit), row.collector_price, 0, row.usual_susut)
    return f"{cost}, " + _("brings %(brings)s") % {"brings": rupiah(brings)}, max(row.value - brings, 0)


@room(P.COUNT)
def value(request: RoomRequest, post_id: UUID, item_id: UUID) -> HttpResponse:
    """Bring the value of one kind to what it will bring, never above its cost."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    known = comparison.compare(org=request.org, item_id=item.pk)
    price = known.last_price or (known.best.price if known.best else None)
    form = ValueForm(request.POST or None, unit=item.unit, initial={"price": price})

    def act(data: dict[str, Any]) -> str:
        value_stock(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            item_id=item.pk,
            collector_price=data["price"],
            selling_cost=data["selling_cost"] or 0,
        )
        return here(request, "values")

    page = Page(_("Value of %(item)s") % {"item": item.name}, here(request, "values"), button=_("Go on"), icon="next")
    now = worth.value_of(org=request.org, post=post, item=item, collector_price=0)
    page.rows = [
        (_("Post"), post.name),
        (_("On the books"), texts.weight(now.stock.quantity, item.unit)),
        (_("Worth"), rupiah(now.stock.value)),
    ]

    def read_back() -> Page:
        data = form.cleaned_data
        found = worth.value_of(
            org=request.org,
            post=post,
            item=item,
            collector_price=data["price"],
            selling_cost=data["selling_cost"] or 0,
        )
        check = Page(page.heading, "", button=_("Change the value"))
        check.rows = [
            (_("Worth now"), rupiah(found.stock.value)),
            (_("It will bring"), rupiah(found.realisable)),
            (_("Difference"), texts.signed(found.change) if found.change else rupiah(0), "total"),
        ]
        if not found.change:
            check.notices = [Notice("leaf", "check", _("The value is right. There is nothing to change."))]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The value is changed."), read_back=read_back)
