"""Kirim antarpos: what is carried to another post, and confirmed there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.carrying import cancel_transfer, receive_from_post, send_to_post
from guyub.livelihoods.wastebank.choices import Pool, TransferStatus
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.goods_work import ReceiveForm, SendForm, WhereForm
from guyub.livelihoods.wastebank.models import Post, PostTransferLine
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import carrying, catalogue, stock
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here

CHIPS = {
    TransferStatus.SENT: ("turmeric", "truck"),
    TransferStatus.RECEIVED: ("leaf", "check"),
    TransferStatus.CANCELLED: ("indigo", "undo"),
}


@room(P.HANDLE)
def listing(request: RoomRequest) -> HttpResponse:
    """Loads between posts: those on their way first."""
    write, prefix = texts.clock_of(request.org), here(request, "loads")
    rows = [
        Row(
            _("%(source)s to %(target)s") % {"source": card.source, "target": card.target},
            write(card.sent_at),
            url=f"{prefix}{card.id}/",
            chip=_chip(card.status),
        )
        for card in carrying.loads(org=request.org)
    ]
    page = Page(_("Loads between posts"), here(request, "stock" if request.actor.may(P.STOCK) else "home"))
    page.sections = [Section("", rows, _("Nothing was carried to another post yet."))]
    if len(catalogue.posts(org=request.org)) > 1:
        page.main = Button(here(request, "load-new"), "plus", _("Send a load"))
    elif not rows:
        page.notices = [Notice("indigo", "info", _("There is only one post. Loads need a second one."))]
    return flow.show(request, page)


def _chip(status: str) -> tuple[str, str, str]:
    ground, icon = CHIPS[TransferStatus(status)]
    return ground, icon, str(TransferStatus(status).label)


@room(P.HANDLE)
def start(request: RoomRequest) -> HttpResponse:
    """From where to where?"""
    form = WhereForm(request.POST or None, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        return here(request, "load-send", data["source"], data["target"])

    page = Page(_("Send a load"), here(request, "loads"), button=_("Go on"), icon="next")
    return flow.act_or_show(request, form, act, page)


@room(P.HANDLE)
def send(request: RoomRequest, source_id: UUID, target_id: UUID) -> HttpResponse:
    """What goes along: weighed, and gone."""
    source, target = Post.get(source_id), Post.get(target_id)
    pools = stock.stock_of_pools(org=request.org, post_id=source.pk)
    form = SendForm(request.POST or None, rows=[*pools[Pool.OWN], *pools[Pool.CONSIGNED]])

    def act(data: dict[str, Any]) -> str:
        transfer = send_to_post(
            **flow.dated_facts(request, data), from_post_id=source.pk, to_post_id=target.pk, lines=form.lines_in()
        )
        return here(request, "load", transfer.pk)

    page = Page(_("What goes along?"), here(request, "load-new"), button=_("The load leaves"), icon="truck")
    page.rows = [(_("From post"), source.name), (_("To post"), target.name)]
    if not any(pools.values()):
        page.notices = [Notice("turmeric", "box", _("Nothing lies at this post."), _("Choose another post."))]
        page.main = Button(here(request, "load-new"), "back", _("Choose another post."))
        return flow.show(request, page)
    return flow.act_or_show(request, form, act, page, said=_("The load is on its way. The other post confirms it."))


@room(P.HANDLE)
def load(request: RoomRequest, transfer_id: UUID) -> HttpResponse:
    """One load: what left, what arrived, what to do next."""
    transfer, lines = carrying.load(transfer_id=transfer_id)
    write = texts.clock_of(request.org)
    page = Page(_("Load to %(post)s") % {"post": transfer.to_post.name}, here(request, "loads"))
    rows = [(_("From post"), transfer.from_post.name), (_("To post"), transfer.to_post.name)]
    rows.append((_("It left"), write(transfer.happened_at)))
    if transfer.ended_at is not None:
        rows.append((str(TransferStatus(transfer.status).label), write(transfer.ended_at)))
    page.rows = rows
    page.sections = [Section(_("Load"), [_line_row(request, line) for line in lines])]
    if transfer.reason:
        page.notices = [Notice("turmeric", "info", transfer.reason)]
    if transfer.status != TransferStatus.SENT:
        return flow.show(request, page)
    if transfer.recorded_by_id != request.actor.user_id:
        page.main = Button(here(request, "load-receive", transfer.pk), "check", _("It has arrived"))
    else:
        page.notices = [Notice("turmeric", "truck", _("An officer of the other post confirms what arrived."))]
    page.quiet = [Button(here(request, "load-cancel", transfer.pk), "undo", _("It did not leave"))]
    return flow.show(request, page)


def _line_row(request: RoomRequest, line: PostTransferLine) -> Row:
    about = ""
    if line.received is not None:
        about = _("arrived %(weight)s") % {"weight": texts.weight(line.received, line.unit)}
        if line.loss_value and request.actor.may(P.STOCK):
            about = f"{about}, " + _("susut %(amount)s") % {"amount": rupiah(line.loss_value)}
    return Row(texts.pooled(line.item_name, line.pool), about, texts.weight(line.quantity, line.unit))


@room(P.HANDLE)
def receive(request: RoomRequest, transfer_id: UUID) -> HttpResponse:
    """What really arrived, weighed by who receives it."""
    transfer, lines = carrying.load(transfer_id=transfer_id)
    url = here(request, "load", transfer.pk)
    form = ReceiveForm(request.POST or None, lines=lines)

    def act(data: dict[str, Any]) -> str:
        receive_from_post(
            **flow.dated_facts(request, data),
            transfer_id=transfer.pk,
            received=form.weights(),
            consigned=form.weights(Pool.CONSIGNED),
            reason=data["reason"],
        )
        return url

    page = Page(_("What arrived?"), url, button=_("Go on"), icon="next")
    page.rows = [(_("From post"), transfer.from_post.name), (_("To post"), transfer.to_post.name)]

    def read_back() -> Page:
        weights = {pool: form.weights(pool) for pool in Pool}
        came = [(line, weights[Pool(line.pool)].get(line.item_id, 0)) for line in lines]
        check = Page(page.heading, "", button=_("Yes, this arrived"))
        check.rows = [(texts.pooled(line.item_name, line.pool), texts.weight(grams, line.unit)) for line, grams in came]
        short = {line.pool for line, grams in came if grams < line.quantity}
        if Pool.OWN in short:
            check.notices.append(Notice("turmeric", "warning", _("What is missing becomes susut, at its cost.")))
        if Pool.CONSIGNED in short:
            words = _("What is missing of consigned waste, its owners bear by weight.")
            check.notices.append(Notice("turmeric", "warning", words))
        return check

    return flow.act_or_show(request, form, act, page, said=_("The load is in the stock."), read_back=read_back)


@room(P.HANDLE)
def cancel(request: RoomRequest, transfer_id: UUID) -> HttpResponse:
    """The load did not leave, or came back whole."""
    transfer, _lines = carrying.load(transfer_id=transfer_id)
    url = here(request, "load", transfer.pk)

    def act(data: dict[str, Any]) -> str:
        cancel_transfer(**flow.dated_facts(request, data), transfer_id=transfer.pk, reason=str(data["reason"]))
        return url

    page = Page(_("It did not leave"), url, button=_("Bring it back into our stock"), icon="undo", danger=True)
    page.notices = [Notice("turmeric", "info", _("All of it returns to %(post)s.") % {"post": transfer.from_post.name})]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The load is back."))
