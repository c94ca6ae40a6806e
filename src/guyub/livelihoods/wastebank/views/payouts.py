"""Bayar: what is asked, approved, paid or refused. Nobody approves or pays for herself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import long_date, moment_text
from guyub.foundation.core.exports import download, slip_pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.limits import cash_out
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.choices import PayoutStatus
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.savings import PayForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, coverage, payouts
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Section, here
from guyub.livelihoods.wastebank.views.leaving import lead_to_closing
from guyub.livelihoods.wastebank.views.passbook import payout_row


@room(P.PASSBOOK)
def listing(request: RoomRequest) -> HttpResponse:
    """What waits, and what was settled."""
    before = flow.moment_asked(request)
    ended = payouts.ended_payouts(org=request.org, before=before, limit=20)
    page = Page(_("Pay"), here(request, "home"))
    if before is None:
        waiting = payouts.open_payouts(org=request.org)
        asked = [one for one in waiting if one.status == PayoutStatus.REQUESTED and not one.is_stopped]
        approved = [one for one in waiting if one.status == PayoutStatus.APPROVED and not one.is_stopped]
        stopped = [one for one in waiting if one.is_stopped]
        page.sections += [
            Section(_("To be paid"), [payout_row(request, one, named=True) for one in approved], _("Nothing to pay.")),
            Section(_("To be approved"), [payout_row(request, one, named=True) for one in asked], _("Nothing waits.")),
        ]
        if stopped:
            rows = [payout_row(request, one, named=True) for one in stopped]
            page.sections.append(Section(_("Asked before she left or passed away"), rows))
        _warn_of_cash(request, page)
    page.sections.append(Section(_("Settled"), [payout_row(request, one, named=True) for one in ended], _("None yet.")))
    if len(ended) == 20 and ended[-1].ended_at is not None:
        page.pager = flow.older(ended[-1].ended_at)
    page.main = Button(here(request, "passbooks"), "person", _("Choose a member"))
    if request.actor.may(P.SAVINGS):
        page.quiet.append(Button(here(request, "paydays"), "calendar", _("Paydays")))
    page.quiet.append(Button(here(request, "bills"), "receipt", _("Bills")))
    return flow.show(request, page)


def _warn_of_cash(request: RoomRequest, page: Page) -> None:
    """Tell the officers of money when the boxes hold less than is promised for the next weeks."""
    if not request.actor.may(P.STOCK):
        return
    page.quiet.append(Button(here(request, "coverage"), "cash-box", _("Does the cash reach?")))
    found = coverage.short_soon(org=request.org)
    if found is not None:
        words = _("The cash is %(amount)s short for what is promised within %(days)s days.")
        lacking = words % {"amount": rupiah(found.amount), "days": found.days}
        page.notices.append(Notice("turmeric", "cash-box", lacking, _("Sell stock or collect debts first.")))


@room(P.OWN)
def payout(request: RoomRequest, payout_id: UUID) -> HttpResponse:
    """One withdrawal, with what can be done next."""
    found = payouts.payout_for(org=request.org, by=request.actor, payout_id=payout_id)
    if found.status == PayoutStatus.PAID:
        return _receipt(request, found)
    ground, icon = texts.PAYOUT_CHIPS[PayoutStatus(found.status)]
    page = Page(_("Withdrawal"), _back(request, found), amount=found.amount)
    page.rows = _rows(request, found)
    page.notices = [Notice(ground, icon, PayoutStatus(found.status).label, found.reason)]
    is_own = request.actor.is_member(found.member_id)
    may = request.actor.may
    if is_own and (may(P.APPROVE) or may(P.PAY)) and found.ended_at is None:
        page.notices.append(Notice("indigo", "people", _("This is your own money. Another officer approves and pays.")))
    if found.is_stopped:
        lead_to_closing(request, page, found.member_id, found.member)
    elif found.status == PayoutStatus.REQUESTED and may(P.APPROVE) and not is_own:
        page.main = Button(here(request, "payout-approve", found.id), "check", _("Approve"))
    elif found.status == PayoutStatus.APPROVED and may(P.PAY) and not is_own:
        page.main = Button(here(request, "payout-pay", found.id), "banknote", _("Pay out"))
    if found.ended_at is None and may(P.APPROVE) and not is_own:
        page.quiet.append(Button(here(request, "payout-refuse", found.id), "close", _("Refuse, with a reason")))
    if found.ended_at is None and (is_own or may(P.REQUEST)):
        page.quiet.append(Button(here(request, "payout-cancel", found.id), "undo", _("Take the request back")))
    return flow.show(request, page)


def _back(request: RoomRequest, found: payouts.PayoutRow) -> str:
    if request.actor.may(P.PASSBOOK):
        return here(request, "payouts")
    return here(request, "own-passbook")


def _rows(request: RoomRequest, found: payouts.PayoutRow) -> list[tuple[str, str]]:
    rows = [
        (_("Name"), numbered(found.member, found.member_number)),
        (_("From"), found.pocket),
        (_("Asked"), moment_text(found.requested_at, request.org.time_zone)),
    ]
    if found.receiver:
        rows.append((_("Received by"), found.receiver))
    if found.planned_on:
        rows.append((_("Payday"), long_date(found.planned_on)))
    if found.ended_at is None:
        rows.append((_("Lapses after"), long_date(found.expires_on)))
    rows.append((_("Balance"), rupiah(found.balance)))
    return rows


def _receipt(request: RoomRequest, found: payouts.PayoutRow) -> HttpResponse:
    context = {
        "payout": found,
        "rows": outputs.slips.payout_rows(request.org, found),
        "proof": outputs.slips.proof(request.org, found.receipt_number, found.receipt_code),
        "message": outputs.slips.payout_text(request.org, found),
        "back": _back(request, found),
        "next": _next(request, found),
    }
    return render(request, "wastebank/payout_receipt.html", context)


def _next(request: RoomRequest, found: payouts.PayoutRow) -> str:
    """Return the way to the next withdrawal of this payday, nothing without one."""
    if found.planned_on is None or not request.actor.may(P.PAY):
        return ""
    return here(request, "payday-next", f"{found.planned_on:%Y-%m-%d}")


@room(P.OWN)
def receipt_file(request: RoomRequest, payout_id: UUID) -> HttpResponse:
    """The receipt as a PDF 58 mm wide."""
    found = payouts.payout_for(org=request.org, by=request.actor, payout_id=payout_id)
    name = f"{_('Receipt')} {found.receipt_number or found.id}"
    return download(slip_pdf(outputs.slips.payout_slip(request.org, found)), name, "pdf", inline=True)


@room(P.APPROVE)
def approve(request: RoomRequest, payout_id: UUID) -> HttpResponse:
    """Say yes."""
    found = payouts.payout_for(org=request.org, by=request.actor, payout_id=payout_id)
    url = here(request, "payout", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.approve_payout(**flow.now_facts(request), payout_id=found.id)
        return url

    page = Page(_("Approve"), url, button=_("Yes, approve"), amount=found.amount, rows=_rows(request, found))
    page.notices = [_rule(request)]
    return flow.act_or_show(
        request, PressForm(request.POST or None), act, page, said=_("Approved. Now it can be paid.")
    )


def _rule(request: RoomRequest) -> Notice:
    limit = rupiah(cash_out(request.org))
    return Notice(
        "indigo",
        "people",
        _("Above %(limit)s a day two officers are needed.") % {"limit": limit},
        _("One approves, another one pays. Neither is of her household."),
    )


@room(P.PAY)
def pay(request: RoomRequest, payout_id: UUID) -> HttpResponse:
    """Count it out, read it back, hand it over."""
    found = payouts.payout_for(org=request.org, by=request.actor, payout_id=payout_id)
    url = here(request, "payout", found.id)
    form = PayForm(request.POST or None, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        actions.pay_payout(**flow.dated_facts(request, data), payout_id=found.id, post_id=UUID(data["post"]))
        return url

    page = Page(_("Pay out"), url, button=_("Cash was handed out"), icon="banknote", amount=found.amount)
    page.banknotes = found.amount
    page.rows = [(_("Name"), numbered(found.member, found.member_number)), (_("From"), found.pocket)]
    if found.receiver:
        page.rows = [*page.rows, (_("Received by"), found.receiver)]
    if found.amount > cash_out(request.org):
        page.notices = [_rule(request)]
    return flow.act_or_show(request, form, act, page, said=_("The cash is booked. Give her the receipt."))


@room(P.APPROVE)
def refuse(request: RoomRequest, payout_id: UUID) -> HttpResponse:
    """Say no, with a reason that she reads."""
    found = payouts.payout_for(org=request.org, by=request.actor, payout_id=payout_id)
    url = here(request, "payout", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.refuse_payout(**flow.now_facts(request), payout_id=found.id, reason=str(data["reason"]))
        return url

    page = Page(_("Refuse the request"), url, button=_("Refuse the request"), icon="close", danger=True)
    page.amount, page.rows = found.amount, _rows(request, found)
    page.notices = [Notice("turmeric", "info", _("She reads the reason. The amount is free again."))]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The request is refused."))


@room(P.OWN)
def cancel(request: RoomRequest, payout_id: UUID) -> HttpResponse:
    """Take a request back."""
    found = payouts.payout_for(org=request.org, by=request.actor, payout_id=payout_id)
    url = here(request, "payout", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.cancel_payout(**flow.now_facts(request), payout_id=found.id)
        return url

    page = Page(_("Take the request back"), url, button=_("Take the request back"), icon="undo", danger=True)
    page.amount, page.rows = found.amount, _rows(request, found)
    return flow.act_or_show(request, PressForm(request.POST or None), act, page, said=_("The amount is free again."))
