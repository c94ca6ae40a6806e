"""Titipan: what members left for sale, given back, sold for them, and what it brought to whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.exports import download, pdf, slip_pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.choices import LotStatus, Pool
from guyub.livelihoods.wastebank.forms.goods_work import AmountForm
from guyub.livelihoods.wastebank.models import Post, WasteItem
from guyub.livelihoods.wastebank.outputs import consignment as outputs
from guyub.livelihoods.wastebank.outputs.slips import proof
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import lots, passbook
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here


def lot_sections(request: RoomRequest, member_id: UUID) -> list[Section]:
    """Return what she left for sale, in kilograms, for her passbook; nothing if there is nothing."""
    held = lots.held_by(member=Member.get(member_id))
    if not held:
        return []
    url = here(request, "lots", member_id)
    rows = [Row(one.item, _where(one), texts.weight(one.quantity, one.unit), url, icon="sack") for one in held]
    return [Section(_("Left for sale"), rows)]


def lot_figures(member_id: UUID) -> list[tuple[str, str]]:
    """Return what she left for sale as figures for paper, in kilograms."""
    held = lots.held_by(member=Member.get(member_id))
    return [
        (f"{texts.pooled(one.item, Pool.CONSIGNED)}, {_where(one)}", texts.weight(one.quantity, one.unit))
        for one in held
    ]


def _where(one: lots.Held) -> str:
    return _("on its way to %(post)s") % {"post": one.post} if one.is_on_the_way else one.post


def owners_section(request: RoomRequest, post_id: UUID, item_id: UUID) -> Section:
    """Return whose waste lies there, in the order in which it is sold."""
    write = texts.clock_of(request.org)
    named = request.actor.may(P.PASSBOOK)
    rows = [
        Row(
            (numbered(lot.owner, lot.owner_number) if lot.owner else _("A guest")) if named else _("A member"),
            write(lot.weighed_at),
            texts.weight(lot.held, lot.unit),
        )
        for lot in lots.lots_at(post_id=post_id, item_id=item_id)
    ]
    return Section(_("Whose it is; the first is sold first"), rows, _("Nothing is left."))


@room(P.OWN)
def member_lots(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Everything a member left for sale, and what became of it."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    held = lots.held_by(member=member)
    page = Page(_("Left for sale"), here(request, "passbook", member.pk))
    may_return = request.actor.may(P.HANDLE) and not request.actor.is_member(member.pk)
    prefix = here(request, "lots", member.pk)
    page.sections = [
        Section(
            _("Still there"),
            [
                Row(
                    one.item,
                    _where(one),
                    texts.weight(one.quantity, one.unit),
                    f"{prefix}{one.post_id}/{one.item_id}/kembali/" if may_return and not one.is_on_the_way else "",
                    icon="undo" if may_return and not one.is_on_the_way else "",
                )
                for one in held
            ],
            _("Nothing is left for sale now."),
        ),
        Section(_("Everything she brought for sale"), _lot_rows(request, member)),
    ]
    page.notices = [Notice("indigo", "info", _("It is paid when the collector has paid. Until then it has no price."))]
    return flow.show(request, page)


def _lot_rows(request: RoomRequest, member: Member) -> list[Row]:
    write, prefix = texts.clock_of(request.org), here(request, "home")
    rows = []
    for lot in lots.lots_of(member=member):
        ground, icon = texts.LOT_CHIPS[LotStatus(lot.status)]
        chip = (ground, icon, str(LotStatus(lot.status).label))
        weight = texts.weight(lot.quantity, lot.unit)
        rows.append(Row(lot.item, write(lot.weighed_at), weight, f"{prefix}setoran/{lot.deposit_id}/", chip))
    return rows


@room(P.HANDLE)
def give_back(request: RoomRequest, member_id: UUID, post_id: UUID, item_id: UUID) -> HttpResponse:
    """Give a member her waste back: weighed, read back, then the slip that she signs."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    post, item = Post.get(post_id), WasteItem.get(item_id)
    held = sum(
        one.quantity
        for one in lots.held_by(member=member)
        if (one.post_id, one.item_id, one.is_on_the_way) == (post.pk, item.pk, False)
    )
    form = AmountForm(request.POST or None, unit=Unit(item.unit), have=held)

    def act(data: dict[str, Any]) -> str:
        row = return_lots(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            member_id=member.pk,
            item_id=item.pk,
            quantity=form.amount(),
            reason=data["reason"],
        )
        return here(request, "lot-return", row.pk)

    page = Page(_("Give waste back"), here(request, "lots", member.pk), button=_("Go on"), icon="next")
    page.rows = [(_("Name"), member.name), (_("Post"), post.name), (item.name, texts.weight(held, item.unit))]

    def read_back() -> Page:
        check = Page(page.heading, "", button=_("She has taken it"), icon="check")
        check.rows = [(_("Name"), member.name), (item.name, texts.weight(form.amount(), item.unit))]
        return check

    return flow.act_or_show(request, form, act, page, read_back=read_back)


@room(P.OWN)
def returned(request: RoomRequest, return_id: UUID) -> HttpResponse:
    """The slip of what was given back."""
    row = lots.return_slip(by=request.actor, return_id=return_id)
    context = {
        "title": _("Waste given back"),
        "rows": outputs.return_rows(request.org, row),
        "code": row.receipt_code,
        "proof": proof(request.org, row.receipt_number, row.receipt_code),
        "message": outputs.return_text(request.org, row),
        "back": here(request, "lots", row.member_id),
        "file": here(request, "lot-return-file", row.pk),
    }
    return render(request, "wastebank/lot_return.html", context)


@room(P.OWN)
def returned_file(request: RoomRequest, return_id: UUID) -> HttpResponse:
    """The slip of what was given back as a PDF 58 mm wide."""
    row = lots.return_slip(by=request.actor, return_id=return_id)
    name = f"{_('Waste given back')} {row.receipt_number or ''}"
    return download(slip_pdf(outputs.return_paper(request.org, row)), name, "pdf", inline=True)


@room(P.STOCK)
def owners(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Who left what of a load, and what each gets."""
    sheet = lots.owners_sheet(org=request.org, sale_id=sale_id)
    page = Page(_("Who left what for sale"), here(request, "sale", sale_id))
    corrected = [(_("Corrected since the sale"), texts.signed(sheet.corrected))] if sheet.corrected else []
    page.rows = [
        (_("Collector"), sheet.collector),
        (_("Brought"), rupiah(sheet.proceeds)),
        (_("Costs"), texts.less(sheet.costs)),
        (_("Fee of the bank"), texts.less(sheet.fee)),
        *corrected,
        (_("For those who left it"), rupiah(sheet.credited), "total"),
    ]
    if sheet.is_draft:
        page.notices = [Notice("indigo", "info", _("This is what each would get. The load has not left yet."))]
    elif sheet.settled_at is None:
        page.notices = [Notice("turmeric", "clock", _("Nobody is credited before the collector has paid."))]
    page.sections = [
        Section(
            "", [Row(outputs.owner_text(one), outputs.goods_text(one), rupiah(one.credited)) for one in sheet.shares]
        )
    ]
    if not sheet.is_draft:
        page.quiet = [Button(here(request, "sale-owners-file", sale_id), "download", _("List as PDF"))]
    return flow.show(request, page)


@room(P.STOCK)
def owners_file(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The list of owners and shares as a PDF, with a line for each signature."""
    sheet = lots.owners_sheet(org=request.org, sale_id=sale_id)
    title = _("Who left what for sale")
    content = pdf(
        [outputs.owners_table(sheet)],
        title=title,
        subtitle=sheet.collector,
        org_name=request.org.name,
        made_at=clock.now(),
        signatures=[(_("Treasurer"), ""), (_("Chair"), "")],
    )
    return download(content, title, "pdf", inline=True)


@room(P.OWN)
def share(request: RoomRequest, settlement_id: UUID, member_id: UUID) -> HttpResponse:
    """What a sale brought to one member."""
    sheet, hers = lots.own_share(org=request.org, by=request.actor, settlement_id=settlement_id, member_id=member_id)
    return papers.show_receipt(
        request,
        outputs.share_receipt(request.org, sheet, hers),
        back=here(request, "passbook", member_id),
        file=here(request, "share-file", settlement_id, member_id),
    )


@room(P.OWN)
def share_file(request: RoomRequest, settlement_id: UUID, member_id: UUID) -> HttpResponse:
    """What a sale brought to one member, as a PDF 58 mm wide."""
    sheet, hers = lots.own_share(org=request.org, by=request.actor, settlement_id=settlement_id, member_id=member_id)
    paper = outputs.share_receipt(request.org, sheet, hers)
    return papers.receipt_file(request, paper, number=sheet.receipt_number or "")
