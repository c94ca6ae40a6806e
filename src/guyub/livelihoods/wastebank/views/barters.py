"""What was handed out for waste and savings: the list, the receipt, taking it back; goods for savings, requests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date, moment_text
from guyub.foundation.core.exports import download, slip_pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts, texts_goods
from guyub.livelihoods.wastebank.choices import RequestStatus, Terms
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.goods import TakeForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.models import Barter
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import barters, catalogue, goods, leaving, passbook
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.leaving import lead_to_closing

A_PAGE = 30


@room(P.PASSBOOK)
def listing(request: RoomRequest) -> HttpResponse:
    """Everything that was handed out, the newest first."""
    rows = barters.barters(org=request.org, before=flow.moment_asked(request), limit=A_PAGE)
    prefix, write = here(request, "barters"), texts.clock_of(request.org)
    words = {str(terms.value): str(terms.label) for terms in Terms}
    undone = ("chilli", "undo", _("taken back"))
    shown = [
        Row(
            numbered(row.member, row.member_number),
            ", ".join(
                (
                    write(row.happened_at),
                    f"{texts_goods.units(row.count, row.unit, row.unit_size)} {row.good}",
                    words[row.terms],
                )
            ),
            rupiah(row.amount),
            f"{prefix}{row.id}/",
            undone if row.is_undone else None,
        )
        for row in rows
    ]
    page = Page(_("Everything handed out"), here(request, "goods"))
    page.sections = [Section("", shown, _("Nothing was handed out yet."))]
    if len(rows) == A_PAGE:
        page.pager = flow.older(rows[-1].happened_at)
    return flow.show(request, page)


@room(P.OWN)
def barter(request: RoomRequest, barter_id: UUID) -> HttpResponse:
    """The receipt of goods, for whom it concerns."""
    if barters.of_visit(visit_id=barter_id):
        return flow.see_other(here(request, "slip", barter_id))  # the passbook names the visit
    row = barters.barter_for(by=request.actor, barter_id=barter_id)
    own = request.actor.is_member(row.member_id)
    context = {
        "barter": row,
        "rows": outputs.goods.barter_rows(request.org, row),
        "proof": outputs.slips.proof(request.org, row.receipt_number, row.receipt_code),
        "message": outputs.goods.barter_text(request.org, row),
        "visit_url": here(request, "slip", row.visit_id) if row.visit_id else "",
        "may_undo": row.reversed_at is None and not own and request.actor.may(P.CORRECT),
        "back": here(request, "own-passbook") if own else here(request, "passbook", row.member_id),
    }
    return render(request, "wastebank/barter.html", context)


@room(P.OWN)
def receipt_file(request: RoomRequest, barter_id: UUID) -> HttpResponse:
    """The receipt as a PDF 58 mm wide."""
    row = barters.barter_for(by=request.actor, barter_id=barter_id)
    name = f"{_('Receipt of goods')} {row.receipt_number}"
    return download(slip_pdf(outputs.goods.barter_slip(request.org, row)), name, "pdf", inline=True)


@room(P.CORRECT)
def undo(request: RoomRequest, barter_id: UUID) -> HttpResponse:
    """Take a barter back: the goods return to the shelf, the value to her savings."""
    row = Barter.get(barter_id)
    url = here(request, "barter", row.pk)

    def act(data: dict[str, Any]) -> str:
        actions.undo_barter(**flow.dated_facts(request, data), barter_id=row.pk, reason=str(data["reason"]))
        return url

    page = Page(_("Take the barter back"), url, button=_("The goods are back"), icon="undo", danger=True)
    page.rows = outputs.goods.barter_rows(request.org, row)
    page.notices = [Notice("turmeric", "warning", _("The goods return to the shelf, the value to her savings."))]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The barter was taken back."))


@room(P.BARTER)
def take(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Goods for what a member has saved: which, how many, read back, handed out."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    pocket = next(iter(passbook.pockets_of(org=request.org, member_id=member.pk)), None)
    back = here(request, "passbook", member.pk)
    cards = [card for card in goods.goods(org=request.org) if card.price is not None and card.free > 0]
    page = Page(_("Exchange for goods"), back, button=_("Go on"), icon="next")
    free = leaving.most_today(org=request.org, pocket_id=pocket.id) if pocket else 0
    page.rows = [(_("Name"), numbered(member.name, member.number)), (_("Free savings"), rupiah(free))]
    if pocket is None or not free or not cards:
        _nothing_to_take(request, page, member.pk, has_savings=free > 0)
        return flow.show(request, page)
    form = TakeForm(request.POST or None, goods=cards, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        row = actions.barter_savings(
            **flow.dated_facts(request, data),
            pocket_id=pocket.id,
            post_id=UUID(data["post"]),
            good_id=form.chosen().id,
            count=data["count"],
        )
        return here(request, "barter", row.pk)

    def read_back() -> Page:
        card, count = form.chosen(), form.cleaned_data["count"]
        amount = count * (card.price or 0)
        check = Page(page.heading, "", button=_("The goods were handed out"), icon="swap", amount=amount)
        check.rows = [
            page.rows[0],
            (card.name, texts_goods.units(count, card.unit, card.unit_size)),
            (_("Free savings after this"), rupiah(max(free - amount, 0))),
        ]
        return check

    return flow.act_or_show(request, form, act, page, said=_("Booked. Give her the goods."), read_back=read_back)


def _nothing_to_take(request: RoomRequest, page: Page, member_id: UUID, *, has_savings: bool) -> None:
    """Say why nothing can be taken, and where to look."""
    if has_savings:
        page.notices = [Notice("turmeric", "box", _("Nothing can be taken now."), _("Goods need stock and a price."))]
        page.main = Button(here(request, "goods"), "box", _("Look at the goods"))
    else:
        more = _("They are locked, promised, owed, or must stay. The pockets tell which.")
        page.notices = [Notice("turmeric", "passbook", _("She has no savings that are free."), more)]
        page.main = Button(here(request, "purses", member_id), "savings", _("Look at her pockets"))


@room(P.BARTER)
def requests(request: RoomRequest) -> HttpResponse:
    """Goods that phones without a signal promised nothing of, but wrote down."""
    prefix, zone = here(request, "goods-requests"), request.org.time_zone
    rows = [
        Row(
            numbered(row.member, row.member_number),
            f"{moment_text(row.asked_at, zone)}, {texts_goods.units(row.count, row.unit, row.unit_size)} {row.good}",
            rupiah(row.amount),
            f"{prefix}{row.id}/",
        )
        for row in barters.requests(org=request.org)
    ]
    page = Page(_("Goods that were asked for"), here(request, "goods"))
    page.sections = [Section("", rows, _("Nobody waits for goods."))]
    return flow.show(request, page)


@room(P.BARTER)
def goods_request(request: RoomRequest, request_id: UUID) -> HttpResponse:
    """One of them: handed out at what it cost at that weighing."""
    row = barters.request(request_id=request_id)
    back = here(request, "goods-requests")
    if row.status != RequestStatus.ASKED:
        return flow.see_other(back)

    def act(data: dict[str, Any]) -> str:
        given = actions.give_requested(**flow.dated_facts(request, data), request_id=row.id)
        return here(request, "barter", given.pk)

    page = _request_page(request, row, _("The goods were handed out"), "swap")
    page.quiet = [Button(here(request, "goods-request-refuse", row.id), "close", _("Refuse, with a reason"))]
    if row.is_gone:
        lead_to_closing(request, page, row.member_id, row.member)
        return flow.show(request, page)
    form = PressForm(request.POST or None)
    return flow.act_or_show(request, form, act, page, said=_("Booked. Give her the goods."))


@room(P.BARTER)
def refuse(request: RoomRequest, request_id: UUID) -> HttpResponse:
    """Say no; the value stays saved."""
    row = barters.request(request_id=request_id)

    def act(data: dict[str, Any]) -> str:
        actions.refuse_requested(**flow.now_facts(request), request_id=row.id, reason=str(data["reason"]))
        return here(request, "goods-requests")

    page = _request_page(request, row, _("Refuse"), "close")
    page.back, page.danger = here(request, "goods-request", row.id), True
    page.notices = [Notice("indigo", "info", _("The value stays in her savings."))]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The request is refused."))


def _request_page(request: RoomRequest, row: barters.RequestRow, button: str, icon: str) -> Page:
    page = Page(row.member, here(request, "goods-requests"), button=button, icon=icon)
    page.amount = row.amount
    page.rows = [
        (_("Name"), numbered(row.member, row.member_number)),
        (row.good, texts_goods.units(row.count, row.unit, row.unit_size)),
        (_("Post"), row.post),
        (_("Asked"), moment_text(row.asked_at, request.org.time_zone)),
    ]
    return page


@room(P.VIEW)
def poster(request: RoomRequest) -> HttpResponse:
    """The swap offer for the wall."""
    swaps = goods.swap_cards(org=request.org)
    context = {
        "swaps": [outputs.goods.poster_words(swap) for swap in swaps],
        "day": long_date(clock.today(request.org.time_zone)),
        "back": here(request, "goods"),
    }
    return render(request, "wastebank/swap_poster.html", context)


@room(P.VIEW)
def poster_file(request: RoomRequest, size: str) -> HttpResponse:
    """The swap offer as a PDF, A4 or A5."""
    content = outputs.goods.swap_poster(request.org, goods.swap_cards(org=request.org), size=size)
    return download(content, f"{_('Swap offer')} {size.upper()}", "pdf", inline=True)
