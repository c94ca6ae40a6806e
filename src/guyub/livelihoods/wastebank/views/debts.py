"""Piutang anggota: the officers' list, the card of one; cash, savings and writing off for every debt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.loans import CashForm, PocketForm
from guyub.livelihoods.wastebank.outputs.debts import loan_rows, receivable_rows
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, loans, passbook
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.loans import offer_repaying, repayment_rows


@dataclass(frozen=True, slots=True)
class Debt:
    """A loan or a Piutang, as these pages need it."""

    id: UUID
    member_id: UUID
    member: str
    owed: int
    rows: list[tuple[str, str]]
    url: str


def debt_for(request: RoomRequest, debt_id: UUID) -> Debt:
    """Return a debt through its door."""
    try:
        loan = loans.loan_for(org=request.org, by=request.actor, loan_id=debt_id)
    except NotHere:
        row = loans.receivable_for(org=request.org, by=request.actor, receivable_id=debt_id)
        name = numbered(row.member, row.member_number)
        url = here(request, "receivable", row.id)
        return Debt(row.id, row.member_id, name, row.owed, receivable_rows(request.org, row), url)
    name = numbered(loan.member, loan.member_number)
    return Debt(loan.id, loan.member_id, name, loan.owed, loan_rows(request.org, loan), here(request, "loan", loan.id))


@room(P.PASSBOOK)
def listing(request: RoomRequest) -> HttpResponse:
    """Everybody's Piutang, the oldest first."""
    rows = loans.open_receivables(org=request.org)
    page = Page(_("Debts of corrections"), here(request, "loans"))
    page.notices = [
        Notice(
            "indigo",
            "info",
            _("A deposit was put right after its money was used."),
            _("The next deposits repay it first."),
        )
    ]
    if rows:
        page.rows = [(_("Still owed"), rupiah(sum(row.owed for row in rows)))]
    shown = [receivable_row(request, row, named=True) for row in rows]
    page.sections = [Section("", shown, _("Nobody owes anything from a correction."))]
    return flow.show(request, page)


def receivable_row(request: RoomRequest, row: loans.ReceivableRow, *, named: bool = False) -> Row:
    """Return a Piutang as a row."""
    return Row(
        numbered(row.member, row.member_number) if named else _("Debt of a correction"),
        moment_text(row.arose_at, request.org.time_zone),
        rupiah(row.owed),
        f"{here(request, 'receivables')}{row.id}/",
        icon="receipt",
    )


@room(P.OWN)
def receivable(request: RoomRequest, receivable_id: UUID) -> HttpResponse:
    """One Piutang: where it came from, what was repaid, what can be done."""
    found = loans.receivable_for(org=request.org, by=request.actor, receivable_id=receivable_id)
    own = request.actor.is_member(found.member_id)
    back = here(request, "own-passbook") if own or not request.actor.may(P.PASSBOOK) else here(request, "receivables")
    page = Page(_("Debt of a correction"), back, amount=found.owed)
    page.rows = receivable_rows(request.org, found)
    page.notices = [Notice("indigo", "info", _("The next deposits repay it first."))]
    parts = loans.repayments_of(org=request.org, debt_id=found.id)
    page.sections = [Section(_("Repaid"), repayment_rows(request, parts), _("Nothing was repaid yet."))]
    if found.owed and not own:
        offer_repaying(request, page, found)
    page.quiet.insert(0, Button(here(request, "slip", found.deposit_id), "scale", _("The corrected deposit")))
    return flow.show(request, page)


@room(P.PAY)
def cash(request: RoomRequest, debt_id: UUID) -> HttpResponse:
    """Take cash for a debt: counted, read back, booked."""
    found = debt_for(request, debt_id)
    form = CashForm(request.POST or None, owed=found.owed, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        row = actions.repay_in_cash(
            **flow.dated_facts(request, data), debt_id=found.id, amount=data["amount"], post_id=UUID(data["post"])
        )
        return here(request, "repayment", row.pk)

    page = Page(_("Take cash for it"), found.url, button=_("Go on"), icon="next", rows=found.rows)

    def read_back() -> Page:
        amount = form.cleaned_data["amount"]
        check = Page(_("Take cash for it"), "", button=_("Cash was received"), icon="banknote", amount=amount)
        check.rows = [found.rows[0], (_("Still owed after this"), rupiah(max(found.owed - amount, 0)))]
        return check

    said = _("The repayment is booked. Give her the receipt.")
    return flow.act_or_show(request, form, act, page, said=said, read_back=read_back)


@room(P.PAY)
def savings(request: RoomRequest, debt_id: UUID) -> HttpResponse:
    """Repay out of her savings, when she asks for it."""
    found = debt_for(request, debt_id)
    pockets = [p for p in passbook.pockets_of(org=request.org, member_id=found.member_id) if p.is_open]
    form = PocketForm(request.POST or None, owed=found.owed, pockets=pockets)

    def act(data: dict[str, Any]) -> str:
        row = actions.repay_out_of_pocket(
            **flow.dated_facts(request, data), debt_id=found.id, amount=data["amount"], pocket_id=form.pocket_id()
        )
        return here(request, "repayment", row.pk)

    page = Page(_("Repay out of her savings"), found.url, button=_("Repay"), icon="passbook", rows=found.rows)
    if not pockets:
        more = _("What is locked or promised cannot repay. She can bring cash.")
        page.notices = [Notice("turmeric", "passbook", _("She has no savings that are free."), more)]
        page.main = Button(here(request, "debt-cash", found.id), "banknote", _("Take cash for it"))
        page.quiet = [Button(here(request, "purses", found.member_id), "savings", _("Look at her pockets"))]
        return flow.show(request, page)
    return flow.act_or_show(request, form, act, page, said=_("The repayment is booked."))


@room(P.APPROVE)
def write_off(request: RoomRequest, debt_id: UUID) -> HttpResponse:
    """Propose to let a debt go; a second officer decides."""
    found = debt_for(request, debt_id)

    def act(data: dict[str, Any]) -> str:
        actions.propose_write_off(**flow.dated_facts(request, data), debt_id=found.id, reason=data["reason"])
        return found.url

    page = Page(_("Write it off"), found.url, button=_("Propose to write it off"), icon="close", danger=True)
    page.amount, page.rows = found.owed, found.rows
    page.notices = [
        Notice("indigo", "people", _("Two officers decide."), _("Another officer finds it under the decisions."))
    ]
    said = _("Proposed. Another officer decides.")
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=said)


@room(P.OWN)
def repayment(request: RoomRequest, repayment_id: UUID) -> HttpResponse:
    """The receipt of a repayment."""
    paper, debt = _paper(request, repayment_id)
    return papers.show_receipt(request, paper, back=debt.url, file=here(request, "repayment-file", repayment_id))


@room(P.OWN)
def repayment_file(request: RoomRequest, repayment_id: UUID) -> HttpResponse:
    """The same as a PDF 58 mm wide."""
    paper, _debt = _paper(request, repayment_id)
    return papers.receipt_file(request, paper)


def _paper(request: RoomRequest, repayment_id: UUID) -> tuple[outputs.debts.Receipt, Debt]:
    row, debt_id, owed = loans.repayment_for(org=request.org, by=request.actor, repayment_id=repayment_id)
    if row.receipt_number is None:
        raise NotHere
    debt = debt_for(request, debt_id)
    return outputs.debts.repayment_receipt(request.org, row, name=debt.member, owed=owed), debt
