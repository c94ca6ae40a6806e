"""Tagihan: set aside out of the savings with a fee, then paid with a proof, or given back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.limits import cash_out
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs
from guyub.livelihoods.wastebank.choices import BillKind, BillStatus
from guyub.livelihoods.wastebank.forms.bills import BillForm, BillPaidForm
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.outputs.savings import BILL_CHIPS, bill_rows
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import bills, catalogue, passbook
from guyub.livelihoods.wastebank.queries.bills import BillRow
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.leaving import lead_to_closing

PER_PAGE = 20


@room(P.PASSBOOK)
def listing(request: RoomRequest) -> HttpResponse:
    """What waits to be paid, and what was settled."""
    before, prefix = flow.moment_asked(request), here(request, "bills")
    page = Page(_("Bills"), here(request, "payouts"))
    if before is None:
        waiting = bills.open_bills(org=request.org)
        rows = [bill_row(request, one, prefix, named=True) for one in waiting]
        page.sections.append(Section(_("To be paid"), rows, _("No bill waits.")))
    ended = bills.ended_bills(org=request.org, before=before, limit=PER_PAGE)
    rows = [bill_row(request, one, prefix, named=True) for one in ended]
    page.sections.append(Section(_("Settled"), rows, _("None yet.")))
    if len(ended) == PER_PAGE and ended[-1].ended_at is not None:
        page.pager = flow.older(ended[-1].ended_at)
    page.main = Button(here(request, "passbooks"), "person", _("Choose a member"))
    return flow.show(request, page)


def bill_row(request: RoomRequest, one: BillRow, prefix: str, *, named: bool = False) -> Row:
    """Return a bill as a row."""
    ground, icon = BILL_CHIPS[BillStatus(one.status)]
    kind = str(BillKind(one.kind).label)
    when = moment_text(one.asked_at, request.org.time_zone)
    return Row(
        numbered(one.member, one.member_number) if named else kind,
        f"{kind}, {when}" if named else when,
        rupiah(one.total),
        f"{prefix}{one.id}/",
        (ground, icon, str(BillStatus(one.status).label)),
        icon="receipt",
    )


@room(P.OWN)
def ask(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Set a bill and its fee aside, by the member herself or an officer for her; read back first."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    own, fee = request.actor.is_member(member.pk), tuning(request.org).bill_fee
    cards = [card for card in passbook.pockets_of(org=request.org, member_id=member.pk) if card.is_open]
    form = BillForm(request.POST or None, pockets=cards, usual_fee=fee, own=own)

    def act(data: dict[str, Any]) -> str:
        bill = actions.hold_bill(
            **flow.dated_facts(request, data),
            pocket_id=form.pocket_id(),
            kind=data["kind"],
            amount=data["amount"],
            fee=form.fee_asked(),
            customer=data["customer"],
        )
        return here(request, "bill", bill.pk)

    page = Page(_("Pay a bill"), here(request, "purses", member.pk), button=_("Go on"), icon="next")
    page.rows = [(_("Name"), numbered(member.name, member.number))]
    if own:
        page.rows = [*page.rows, (_("Service fee"), rupiah(fee))]
    if not cards:
        page.notices = [Notice("turmeric", "passbook", _("She has no savings that are free."))]
        return flow.show(request, page)

    def read_back() -> Page:
        data, total = form.cleaned_data, form.cleaned_data["amount"] + form.fee_asked()
        check = Page(_("Pay a bill"), "", button=_("Yes, set it aside"), icon="receipt", amount=total)
        check.rows = [
            page.rows[0],
            (_("Bill"), str(BillKind(data["kind"]).label)),
            (_("Customer number"), data["customer"] or "-"),
            (_("Amount of the bill"), rupiah(data["amount"])),
            (_("Service fee"), rupiah(form.fee_asked())),
        ]
        return check

    said = _("The money is set aside. An officer pays the bill.")
    return flow.act_or_show(request, form, act, page, said=said, read_back=read_back)


@room(P.OWN)
def bill(request: RoomRequest, bill_id: UUID) -> HttpResponse:
    """One bill with what can be done next; the slip of a paid one."""
    found = bills.bill_for(org=request.org, by=request.actor, bill_id=bill_id)
    if found.status == BillStatus.BOUGHT:
        return _receipt(request, found)
    ground, icon = BILL_CHIPS[BillStatus(found.status)]
    page = Page(_("Bill"), _back(request, found), amount=found.total, rows=bill_rows(request.org, found))
    page.notices = [Notice(ground, icon, BillStatus(found.status).label, found.reason)]
    if found.status == BillStatus.HELD:
        _offer(request, page, found)
    return flow.show(request, page)


def _offer(request: RoomRequest, page: Page, found: BillRow) -> None:
    """Put what may be done next on the card of a bill that the money is set aside for."""
    if found.is_gone:
        lead_to_closing(request, page, found.member_id, found.member)
    if not request.actor.may(P.PAY):
        return
    if request.actor.is_member(found.member_id):
        page.notices.append(Notice("indigo", "people", _("This is your own bill. Another officer pays it.")))
    elif not found.is_gone:
        page.main = Button(here(request, "bill-pay", found.id), "check", _("The bill was paid"))
    page.quiet = [Button(here(request, "bill-fail", found.id), "undo", _("It could not be paid"))]


def _receipt(request: RoomRequest, found: BillRow) -> HttpResponse:
    return papers.show_receipt(
        request,
        outputs.savings.bill_receipt(request.org, found),
        back=_back(request, found),
        file=here(request, "bill-file", found.id),
        template="bill_receipt",
        photo=here(request, "bill-photo", found.id) if found.has_photo else "",
    )


def _back(request: RoomRequest, found: BillRow) -> str:
    if request.actor.may(P.PASSBOOK) and not request.actor.is_member(found.member_id):
        return here(request, "bills")
    return here(request, "purses", found.member_id)


@room(P.PAY)
def pay(request: RoomRequest, bill_id: UUID) -> HttpResponse:
    """Say that it was paid, from which cash box, with a proof."""
    found = bills.bill_for(org=request.org, by=request.actor, bill_id=bill_id)
    form = BillPaidForm(request.POST or None, request.FILES or None, posts=catalogue.posts(org=request.org))
    url = here(request, "bill", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.pay_bill(
            **flow.dated_facts(request, data),
            bill_id=found.id,
            post_id=UUID(data["post"]),
            proof=data["proof"],
            photo=form.picture(),
        )
        return url

    page = Page(_("The bill was paid"), url, button=_("Save the proof"), icon="check", amount=found.amount)
    page.rows = bill_rows(request.org, found)
    if found.amount > cash_out(request.org):
        words = _("Above %(limit)s a day two officers are needed.") % {"limit": rupiah(cash_out(request.org))}
        page.notices = [Notice("indigo", "people", words, _("One sets it aside, another one pays."))]
    return flow.act_or_show(request, form, act, page, said=_("The bill is booked. Give her the slip."))


@room(P.PAY)
def fail(request: RoomRequest, bill_id: UUID) -> HttpResponse:
    """Say that it could not be paid: amount and fee go back into the passbook."""
    found = bills.bill_for(org=request.org, by=request.actor, bill_id=bill_id)
    url = here(request, "bill", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.fail_bill(**flow.dated_facts(request, data), bill_id=found.id, reason=data["reason"])
        return url

    page = Page(_("It could not be paid"), url, button=_("Give the money back"), icon="undo", danger=True)
    page.amount, page.rows = found.total, bill_rows(request.org, found)
    page.notices = [Notice("turmeric", "info", _("Amount and fee go back into the passbook."))]
    said = _("The money is back in the passbook.")
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=said)


@room(P.OWN)
def bill_file(request: RoomRequest, bill_id: UUID) -> HttpResponse:
    """The slip as a PDF 58 mm wide."""
    found = bills.bill_for(org=request.org, by=request.actor, bill_id=bill_id)
    if found.status != BillStatus.BOUGHT:
        raise NotHere
    return papers.receipt_file(request, outputs.savings.bill_receipt(request.org, found))


@room(P.OWN)
def photo(request: RoomRequest, bill_id: UUID) -> HttpResponse:
    """The photo of what was bought."""
    content, kind = bills.photo_of(org=request.org, by=request.actor, bill_id=bill_id)
    return HttpResponse(content, content_type=kind)
