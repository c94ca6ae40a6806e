"""Pinjaman: asked, approved by another officer, handed out, repaid in waste; one card for each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.members.queries import find_members
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs
from guyub.livelihoods.wastebank.choices import LOAN_WAITING, LoanStatus
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.loans import LoanForm
from guyub.livelihoods.wastebank.forms.savings import PayForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.outputs.debts import LOAN_CHIPS, loan_rows, repayment_word
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, loans, passbook
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.leaving import lead_to_closing


@room(P.PASSBOOK)
def listing(request: RoomRequest) -> HttpResponse:
    """What waits, what runs, what ended; or the loans of those who answer a search."""
    page = Page(_("Loans"), here(request, "home"))
    text = request.GET.get("q", "").strip()
    page.search, page.search_target = (here(request, "loans"), text, _("Number or name")), "#found"
    if text:
        people = [member.pk for member in find_members(text=text, limit=20, also_left=True)]
        rows = loans.find_loans(org=request.org, member_ids=people)
        page.sections = [Section(_("Found"), _rows(request, rows), _("No loan of anybody who answers this."))]
    else:
        _by_state(request, page)
    sums = loans.sums(org=request.org)
    if sums.loans:
        page.rows = [(_("Running loans"), str(sums.loans)), (_("Still owed"), rupiah(sums.loan_amount))]
    owed = rupiah(sums.receivable_amount)
    label = _("Debts of corrections, %(amount)s") % {"amount": owed}
    page.quiet.append(Button(here(request, "receivables"), "receipt", label))
    page.main = Button(here(request, "passbooks"), "person", _("Choose a member"))
    return flow.show(request, page)


def _by_state(request: RoomRequest, page: Page) -> None:
    before = flow.moment_asked(request)
    if before is None:
        found = loans.open_loans(org=request.org)
        for status, title, empty in (
            (LoanStatus.ASKED, _("To be approved"), _("Nothing waits.")),
            (LoanStatus.APPROVED, _("To be handed out"), _("Nothing waits.")),
            (LoanStatus.DISBURSED, _("Running"), _("Nobody owes a loan.")),
        ):
            rows = [loan for loan in found if loan.status == status]
            page.sections.append(Section(title, _rows(request, rows), empty))
    ended = loans.ended_loans(org=request.org, before=before, limit=20)
    page.sections.append(Section(_("Ended"), _rows(request, ended), _("None yet.")))
    if len(ended) == 20 and ended[-1].ended_at is not None:
        page.pager = flow.older(ended[-1].ended_at)


def _rows(request: RoomRequest, found: list[loans.LoanRow]) -> list[Row]:
    prefix = here(request, "loans")
    return [loan_row(request, loan, prefix, named=True) for loan in found]


def loan_row(request: RoomRequest, loan: loans.LoanRow, prefix: str, *, named: bool = False) -> Row:
    """Return a loan as a row: what is owed while it runs, what was asked otherwise."""
    ground, icon = LOAN_CHIPS[LoanStatus(loan.status)]
    runs = loan.status == LoanStatus.DISBURSED
    when = moment_text(loan.disbursed_at or loan.asked_at, request.org.time_zone)
    of_all = _("of %(amount)s") % {"amount": rupiah(loan.amount)}
    return Row(
        numbered(loan.member, loan.member_number) if named else _("Loan"),
        f"{when}, {of_all}" if runs else when,
        rupiah(loan.owed if runs else loan.amount),
        f"{prefix}{loan.id}/",
        (ground, icon, str(LoanStatus(loan.status).label)),
    )


@room(P.OWN)
def ask(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Ask for a loan, by the member herself or an officer for her."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    own = request.actor.is_member(member.pk)
    if not own and not request.actor.may(P.REQUEST):
        raise NotHere
    left = loans.room_for_loans(org=request.org, member_id=member.pk)
    form = LoanForm(request.POST or None, room=left, usual_share=tuning(request.org).loan_share_bp)

    def act(data: dict[str, Any]) -> str:
        loan = actions.ask_loan(
            **flow.dated_facts(request, data),
            member_id=member.pk,
            amount=form.asked(),
            share_bp=int(data["share"]),
            purpose=data["purpose"],
        )
        return here(request, "loan", loan.pk)

    page = Page(_("Ask for a loan"), here(request, "passbook", member.pk), button=_("Ask for this loan"), icon="hands")
    page.rows = [(_("Name"), numbered(member.name, member.number)), (_("Can be lent"), rupiah(left))]
    page.notices = [
        Notice("indigo", "info", _("No interest, no fine, no due date."), _("Waste repays it, deposit by deposit."))
    ]
    return flow.act_or_show(request, form, act, page, said=_("The request is kept. An officer approves it."))


@room(P.OWN)
def loan(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """One loan with its repayments, and what can be done next."""
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    running = found.status == LoanStatus.DISBURSED
    page = Page(_("Loan"), _back(request, found), amount=found.owed if running else found.amount)
    page.rows = loan_rows(request.org, found)
    ground, icon = LOAN_CHIPS[LoanStatus(found.status)]
    page.notices = [Notice(ground, icon, LoanStatus(found.status).label, found.reason)]
    if found.disbursed_at is not None:
        parts = loans.repayments_of(org=request.org, debt_id=found.id)
        taken = [Row(name, right=amount) for name, amount in outputs.debts.goods_rows(loans.goods_of(loan=found))]
        page.sections = [Section(_("Goods handed out"), taken)] if taken else []
        page.sections += [Section(_("Repaid"), repayment_rows(request, parts), _("Nothing was repaid yet."))]
        page.quiet = [
            Button(here(request, "loan-receipt", found.id), "receipt", _("Receipt of the loan")),
            Button(here(request, "loan-print", found.id), "print", _("Print this card")),
        ]
    _offer(request, page, found)
    return flow.show(request, page)


def _offer(request: RoomRequest, page: Page, found: loans.LoanRow) -> None:
    """Put what this officer, or the member, may do next on the card."""
    may, own = request.actor.may, request.actor.is_member(found.member_id)
    waiting = found.status in LOAN_WAITING
    if own and waiting and (may(P.LEND) or may(P.PAY)):
        page.notices.append(Notice("indigo", "people", _("This is your own loan. Other officers see to it.")))
    if waiting and found.is_gone:
        lead_to_closing(request, page, found.member_id, found.member)
    elif found.status == LoanStatus.ASKED and may(P.LEND) and not own:
        if found.recorded_by_id == request.actor.user_id:
            page.notices.append(Notice("indigo", "people", _("You asked for it. Another officer approves.")))
        else:
            page.main = Button(here(request, "loan-approve", found.id), "check", _("Approve"))
    elif found.status == LoanStatus.APPROVED and may(P.PAY) and not own:
        if found.approved_by_id == request.actor.user_id:
            page.notices.append(Notice("indigo", "people", _("You approved it. Another officer hands it out.")))
        else:
            page.main = Button(here(request, "loan-disburse", found.id), "banknote", _("Hand it out"))
            page.quiet.append(Button(here(request, "loan-goods", found.id), "box", _("Hand it out in goods")))
    if waiting and may(P.LEND) and not own:
        page.quiet.append(Button(here(request, "loan-refuse", found.id), "close", _("Refuse, with a reason")))
    if waiting and (own or may(P.REQUEST)):
        page.quiet.append(Button(here(request, "loan-cancel", found.id), "undo", _("Take the request back")))
    if found.owed and not own:
        offer_repaying(request, page, found)


def offer_repaying(request: RoomRequest, page: Page, debt: loans.LoanRow | loans.ReceivableRow) -> None:
    """Put the ways to repay or let go of a debt on its card; out of who is gone it comes with the closing only."""
    debt_id = debt.id
    if request.actor.may(P.PAY):
        page.main = Button(here(request, "debt-cash", debt_id), "banknote", _("Take cash for it"))
    if request.actor.may(P.PAY) and not debt.is_gone:
        page.quiet.append(Button(here(request, "debt-savings", debt_id), "passbook", _("Repay out of her savings")))
    if request.actor.may(P.APPROVE):
        page.quiet.append(Button(here(request, "debt-write-off", debt_id), "close", _("Write it off")))


def repayment_rows(request: RoomRequest, parts: list[loans.RepaymentRow]) -> list[Row]:
    """Return the parts of a debt as rows; each leads to its slip or its receipt."""
    slips, receipts = f"{here(request, 'home')}setoran/", f"{here(request, 'home')}angsuran/"
    may_see = request.actor.may(P.PASSBOOK)
    rows = []
    for part in parts:
        url = f"{receipts}{part.id}/" if part.receipt_number else ""
        if part.deposit_id and may_see and part.amount > 0:
            url = f"{slips}{part.deposit_id}/"
        when = moment_text(part.happened_at, request.org.time_zone)
        about = ", ".join(filter(None, (when, part.reason)))
        rows.append(Row(repayment_word(part), about, rupiah(part.amount), url))
    return rows


@room(P.LEND)
def approve(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """Say yes."""
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    url = here(request, "loan", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.approve_loan(**flow.now_facts(request), loan_id=found.id)
        return url

    page = Page(_("Approve the loan"), url, button=_("Yes, approve"), amount=found.amount)
    page.rows = loan_rows(request.org, found)
    page.notices = [Notice("indigo", "people", _("Another officer hands it out."), _("Nobody lends to her household."))]
    said = _("Approved. Now it can be handed out.")
    return flow.act_or_show(request, PressForm(request.POST or None), act, page, said=said)


@room(P.PAY)
def disburse(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """Count it out, read it back, hand it over."""
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    form = PayForm(request.POST or None, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        actions.disburse_loan(**flow.dated_facts(request, data), loan_id=found.id, post_id=UUID(data["post"]))
        return here(request, "loan-receipt", found.id)

    page = Page(_("Hand out the loan"), here(request, "loan", found.id), button=_("Cash was handed out"))
    page.icon, page.amount, page.banknotes = "banknote", found.amount, found.amount
    page.rows = loan_rows(request.org, found)
    return flow.act_or_show(request, form, act, page, said=_("The loan is booked. Give her the receipt."))


@room(P.LEND)
def refuse(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """Say no, with a reason that she reads."""
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    url = here(request, "loan", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.refuse_loan(**flow.now_facts(request), loan_id=found.id, reason=data["reason"])
        return url

    page = Page(_("Refuse the loan"), url, button=_("Refuse"), icon="close", danger=True, amount=found.amount)
    page.rows = loan_rows(request.org, found)
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("Refused."))


@room(P.OWN)
def cancel(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """Take the request back."""
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    url = here(request, "loan", found.id)

    def act(data: dict[str, Any]) -> str:
        actions.cancel_loan(**flow.now_facts(request), loan_id=found.id)
        return url

    page = Page(_("Take the request back"), url, button=_("Take it back"), icon="undo", amount=found.amount)
    page.rows = loan_rows(request.org, found)
    return flow.act_or_show(request, PressForm(request.POST or None), act, page, said=_("Taken back."))


@room(P.OWN)
def receipt(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """The receipt of a loan that was handed out."""
    found = _handed_out(request, loan_id)
    return papers.show_receipt(
        request,
        outputs.debts.loan_receipt(request.org, found, loans.goods_of(loan=found)),
        back=here(request, "loan", found.id),
        file=here(request, "loan-file", found.id),
    )


@room(P.OWN)
def receipt_file(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """The same as a PDF 58 mm wide."""
    found = _handed_out(request, loan_id)
    paper = outputs.debts.loan_receipt(request.org, found, loans.goods_of(loan=found))
    return papers.receipt_file(request, paper, number=found.receipt_number)


@room(P.OWN)
def card_print(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """The card of a loan on A5, with a line for each signature."""
    found = _handed_out(request, loan_id)
    parts = loans.repayments_of(org=request.org, debt_id=found.id)
    context = {
        "loan": found,
        "rows": [*loan_rows(request.org, found), *outputs.debts.goods_rows(loans.goods_of(loan=found))],
        "lines": outputs.debts.repayment_table(request.org, parts),
        "back": here(request, "loan", found.id),
    }
    return render(request, "wastebank/loan_print.html", context)


def _handed_out(request: RoomRequest, loan_id: UUID) -> loans.LoanRow:
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    if found.disbursed_at is None:
        raise NotHere
    return found


def _back(request: RoomRequest, found: loans.LoanRow) -> str:
    if request.actor.is_member(found.member_id) or not request.actor.may(P.PASSBOOK):
        return here(request, "own-passbook")
    return here(request, "loans")
