"""Buku tabungan: her own, or that of the one member whom an officer chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.members.queries import find_members
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.choices import PassbookKind, PayoutStatus
from guyub.livelihoods.wastebank.forms.savings import RequestForm, WithdrawForm
from guyub.livelihoods.wastebank.outputs.savings import lock_text
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, leaving, loans, passbook, payouts, visitors
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.consignment import lot_figures, lot_sections
from guyub.livelihoods.wastebank.views.debts import receivable_row
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Pager, Row, Section, here
from guyub.livelihoods.wastebank.views.leaving import lead_to_closing
from guyub.livelihoods.wastebank.views.loans import loan_row

PER_PAGE = 25
ON_PAPER = 40
SLIPS = {
    PassbookKind.DEPOSIT,
    PassbookKind.CASH,
    PassbookKind.DONATION,
    PassbookKind.DUES,
    PassbookKind.CORRECTION,
    PassbookKind.LACKING,
}
MOVED = {PassbookKind.MOVE, PassbookKind.TRANSFER, PassbookKind.MERGE}


@room(P.OWN)
def own(request: RoomRequest) -> HttpResponse:
    """Her own passbook."""
    if request.actor.member_id is None:
        page = Page(_("Passbook"), here(request, "home"))
        page.notices = [
            Notice("turmeric", "passbook", _("Your sign-in is not linked to a member yet."), _("Ask the secretary."))
        ]
        return flow.show(request, page)
    return _book(request, request.actor.member_id)


@room(P.OWN)
def book(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """The passbook of a member, through the one door."""
    return _book(request, member_id)


def _book(request: RoomRequest, member_id: UUID) -> HttpResponse:
    pocket_id = _uuid(request.GET.get("kantong", ""))
    found = passbook.passbook(
        org=request.org,
        by=request.actor,
        member_id=member_id,
        pocket_id=pocket_id,
        before=flow.number_asked(request),
        limit=PER_PAGE,
    )
    is_own = request.actor.is_member(found.member_id)
    back = here(request, "home") if is_own or not request.actor.may(P.PASSBOOK) else here(request, "passbooks")
    page = Page(found.member if not is_own else _("My passbook"), back, amount=found.balance)
    owes = loans.debts_of(org=request.org, member_id=found.member_id) if found.may_owe else loans.DebtsOf()
    page.rows = _figures(found, owes)
    if len(found.pockets) > 1 or any(card.lock.is_locked for card in found.pockets):
        lacking = sum(row.owed for row in owes.receivables)
        page.sections.append(Section(_("Pockets"), pocket_rows(found, lacking)))
    if found.held:
        asked = payouts.promised_to(org=request.org, member_id=found.member_id)
        page.sections.append(Section(_("Money asked for"), [payout_row(request, one) for one in asked]))
    if owes.loans or owes.receivables:
        page.sections.append(Section(_("Owed to the bank"), _debt_rows(request, owes)))
    if found.may_have_lots:
        page.sections += lot_sections(request, found.member_id)
    page.sections.append(
        Section(_("Entries"), line_rows(request, found), _("No line yet. The first deposit comes here."))
    )
    if found.older:
        kept = f"&kantong={pocket_id}" if pocket_id else ""
        page.pager = Pager(next=f"?sebelum={found.older}{kept}")
    _offer(request, page, found, is_own=is_own)
    _tell_of_joining(request, page, found)
    tabs = [
        (f"?kantong={p.id}", _tab(p), found.pocket is not None and p.id == found.pocket.id)
        for p in [*found.pockets, *found.earlier]
    ]
    return render(
        request,
        "wastebank/passbook.html",
        {"page": page, "book": found, "tabs": tabs if len(tabs) > 1 else [], "number": found.member_number},
    )


def _tab(card: passbook.PocketCard) -> str:
    name = card.title
    return name if card.earlier is None else _("%(name)s of No. %(n)s") % {"name": name, "n": card.earlier}


def _tell_of_joining(request: RoomRequest, page: Page, found: passbook.Passbook) -> None:
    """Say whose lines these are where two rows of one person were joined."""
    if found.goes_on_id is not None:
        page.notices.append(
            Notice("indigo", "swap", _("This row was joined with another."), _("Her savings go on there."))
        )
        page.main = Button(here(request, "passbook", found.goes_on_id), "passbook", _("Open the passbook that goes on"))
    elif found.pocket is not None and found.pocket.earlier is not None:
        words = _("These lines are of No. %(n)s, before the two rows were joined.") % {"n": found.pocket.earlier}
        page.notices.append(Notice("indigo", "swap", words))


def pocket_rows(found: passbook.Passbook, lacking: int) -> list[Row]:
    """Return each pocket: what it holds, what of it is promised, what can be used today, until when it is locked."""
    free = max(found.available - lacking, 0)
    rows = []
    for card in found.pockets:
        about = []
        if card.held:
            about.append(_("promised %(amount)s") % {"amount": rupiah(card.held)})
        usable = 0 if card.lock.is_locked else min(card.available, free)
        if usable != card.balance and not found.is_gone:
            about.append(_("usable today %(amount)s") % {"amount": rupiah(usable)})
        about.append(lock_text(card.lock))
        icon = "lock" if card.lock.is_locked else "savings"
        rows.append(Row(card.title, ", ".join(filter(None, about)), rupiah(card.balance), icon=icon))
    return rows


def _debt_rows(request: RoomRequest, owes: loans.DebtsOf) -> list[Row]:
    prefix = f"{here(request, 'home')}pinjaman/"
    rows = [receivable_row(request, row) for row in owes.receivables]
    return [*rows, *(loan_row(request, loan, prefix) for loan in owes.loans)]


def _figures(found: passbook.Passbook, owes: loans.DebtsOf) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    lacking = sum(row.owed for row in owes.receivables)
    if found.held:
        rows.append((_("Promised"), rupiah(found.held)))
    if lacking:
        rows.append((_("Debt of a correction"), rupiah(lacking)))
    open_now = sum(card.available for card in found.pockets if not card.lock.is_locked)
    if not found.is_gone and (found.held or lacking or open_now < found.available):
        rows.append((_("Can be withdrawn"), rupiah(min(max(found.available - lacking, 0), open_now))))
    borrowed = sum(loan.owed for loan in owes.loans)
    return [*rows, (_("Owed in loans"), rupiah(borrowed))] if borrowed else rows


def line_rows(request: RoomRequest, found: passbook.Passbook) -> list[Row]:
    """Return passbook lines as rows; each leads to what it came from."""
    prefix, write = here(request, "home"), texts.clock_of(request.org)
    word = {kind.value: str(kind.label) for kind in PassbookKind}
    balance = _("balance %(amount)s")
    return [
        Row(
            word[line.kind],
            ", ".join(
                filter(
                    None,
                    (
                        write(line.happened_at),
                        balance % {"amount": rupiah(line.balance_after)},
                        f"No. {line.receipt_number} {line.receipt_code}" if line.receipt_number else "",
                    ),
                )
            ),
            texts.signed(line.amount),
            _source(prefix, line, found.member_id),
            tone="in" if line.amount > 0 else "out",
        )
        for line in found.lines
    ]


def _source(prefix: str, line: passbook.PassbookRow, member_id: UUID) -> str:
    if line.kind in SLIPS:
        return f"{prefix}setoran/{line.source_id}/"
    if line.kind == PassbookKind.CONSIGNED:
        return f"{prefix}titipan/hasil/{line.source_id}/{member_id}/"
    if line.kind == PassbookKind.BARTER:
        return f"{prefix}tukar/diserahkan/{line.source_id}/"
    if line.kind in MOVED:
        return f"{prefix}pindah/{line.source_id}/"
    if line.kind == PassbookKind.BILL:
        return f"{prefix}tagihan/{line.source_id}/"
    return f"{prefix}bayar/{line.source_id}/" if line.kind == PassbookKind.WITHDRAWAL else ""


def payout_row(request: RoomRequest, one: payouts.PayoutRow, *, named: bool = False) -> Row:
    """Return a withdrawal as a row."""
    ground, icon = texts.PAYOUT_CHIPS[PayoutStatus(one.status)]
    when = moment_text(one.requested_at, request.org.time_zone)
    return Row(
        numbered(one.member, one.member_number) if named else one.pocket,
        when,
        rupiah(one.amount),
        f"{here(request, 'payouts')}{one.id}/",
        (ground, icon, str(PayoutStatus(one.status).label)),
    )


def _offer(request: RoomRequest, page: Page, found: passbook.Passbook, *, is_own: bool) -> None:
    if found.is_gone:
        lead_to_closing(request, page, found.member_id, found.member, is_empty=not found.balance)
    else:
        _offer_money(request, page, found, is_own=is_own)
    page.quiet.append(Button(here(request, "purses", found.member_id), "savings", _("Pockets, moving, giving")))
    page.quiet.append(Button(here(request, "passbook-print", found.member_id), "print", _("Print the passbook")))


def _offer_money(request: RoomRequest, page: Page, found: passbook.Passbook, *, is_own: bool) -> None:
    may = request.actor.may
    if (is_own or may(P.REQUEST)) and found.available > 0:
        page.main = Button(here(request, "payout-ask", found.member_id), "banknote", _("Ask for cash"))
    if may(P.PAY) and may(P.APPROVE) and not is_own and found.available > 0:
        page.main = Button(here(request, "payout-now", found.member_id), "banknote", _("Pay cash now"))
        page.quiet.append(Button(here(request, "payout-ask", found.member_id), "clock", _("Ask for a later day")))
    if is_own or may(P.REQUEST):
        page.quiet.append(Button(here(request, "loan-ask", found.member_id), "hands", _("Ask for a loan")))
    if may(P.BARTER) and not is_own and found.available > 0:
        page.quiet.append(Button(here(request, "goods-take", found.member_id), "swap", _("Exchange for goods")))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@room(P.OWN)
def book_print(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """The passbook on A5: the newest lines, oldest first as in a book."""
    found = passbook.passbook(
        org=request.org,
        by=request.actor,
        member_id=member_id,
        pocket_id=_uuid(request.GET.get("kantong", "")),
        limit=ON_PAPER,
    )
    owes = loans.debts_of(org=request.org, member_id=found.member_id) if found.may_owe else loans.DebtsOf()
    context = {
        "book": found,
        "lines": outputs.sheets.passbook_rows(found, request.org),
        "figures": [*_figures(found, owes), *(lot_figures(found.member_id) if found.may_have_lots else ())],
        "back": here(request, "passbook", found.member_id),
    }
    return render(request, "wastebank/passbook_print.html", context)


@room(P.PASSBOOK)
def choose(request: RoomRequest) -> HttpResponse:
    """Whose passbook? Found by number or name; no balances are shown here."""
    text = request.GET.get("q", "").strip()
    prefix = here(request, "own-passbook")
    if text:
        found = find_members(text=text, limit=10)
        people = [(m.pk, m.called, m.number, m.hamlet) for m in found]
        title, empty = _("Found"), _("Nobody answers this. Try the number or the first letters.")
    else:
        recent = visitors.recent_visitors(org=request.org)
        people = [(v.member_id, v.name, v.number, v.hamlet) for v in recent]
        title, empty = _("Came lately"), _("Search by number or name above.")
    rows = [
        Row(name, ", ".join(filter(None, (f"No. {number}", hamlet))), url=f"{prefix}{pk}/", icon="passbook")
        for pk, name, number, hamlet in people
    ]
    page = Page(_("Whose passbook?"), here(request, "home"), sections=[Section(title, rows, empty)])
    page.search = (here(request, "passbooks"), text, _("Number or name"))
    page.search_target = "#found"
    if request.actor.may(P.SAVINGS):
        page.quiet = [Button(here(request, "savings"), "list", _("All savings"))]
    if request.actor.may(P.OVERRIDE):
        page.quiet.append(Button(here(request, "openings"), "book", _("Opening balances")))
        page.quiet.append(Button(here(request, "exits"), "lock", _("Accounts being closed")))
    if request.actor.member_id is not None:
        page.quiet.append(Button(prefix, "passbook", _("My passbook")))
    return flow.show(request, page)


@room(P.SAVINGS)
def savings(request: RoomRequest) -> HttpResponse:
    """Everybody's balance, by member number, for the treasurer."""
    after = flow.number_asked(request, "sesudah") or 0
    rows = passbook.savings(org=request.org, after_number=after, limit=50)
    prefix, promised = here(request, "own-passbook"), _("promised %(amount)s")
    shown = [
        Row(
            numbered(row.member, row.number),
            promised % {"amount": rupiah(row.held)} if row.held else "",
            rupiah(row.balance),
            f"{prefix}{row.member_id}/",
        )
        for row in rows
    ]
    page = Page(_("All savings"), here(request, "passbooks"))
    page.sections = [Section("", shown, _("Nobody has savings yet."))]
    if len(rows) == 50:
        page.pager = Pager(next=f"?sesudah={rows[-1].number}")
    return flow.show(request, page)


@room(P.OWN)
def ask(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Ask for money, by the member herself or an officer for her."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    pockets = passbook.pockets_of(org=request.org, member_id=member.pk)
    free = leaving.free_today(org=request.org, pockets=pockets)
    form = RequestForm(request.POST or None, pockets=pockets, free=free)

    def act(data: dict[str, Any]) -> str:
        payout = actions.request_payout(
            **flow.dated_facts(request, data),
            pocket_id=form.pocket_id(),
            amount=form.asked(),
            planned_on=data["planned_on"],
        )
        return here(request, "payout", payout.pk)

    page = Page(_("Ask for cash"), here(request, "passbook", member.pk), button=_("Ask for this amount"))
    page.rows = _whose(member, free)
    return flow.act_or_show(request, form, act, page, said=_("The request is kept. An officer approves it."))


@room(P.PAY)
def pay_now(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Pay a member at the table: asked, approved and paid in one go, up to the limit for one officer."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    pockets = passbook.pockets_of(org=request.org, member_id=member.pk)
    free = leaving.free_today(org=request.org, pockets=pockets)
    form = WithdrawForm(request.POST or None, pockets=pockets, free=free, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        payout = actions.withdraw(
            **flow.dated_facts(request, data),
            pocket_id=form.pocket_id(),
            amount=form.asked(),
            post_id=UUID(data["post"]),
        )
        return here(request, "payout", payout.pk)

    page = Page(_("Pay cash now"), here(request, "passbook", member.pk), button=_("Go on"), icon="next")
    page.rows = _whose(member, free)

    def read_back() -> Page:
        asked = form.asked()
        check = Page(_("Pay cash now"), "", button=_("Cash was handed out"), icon="banknote", amount=asked)
        check.banknotes = asked
        left = sum(pocket.balance for pocket in pockets) - asked
        check.rows = [page.rows[0], (_("Balance after this"), rupiah(left))]
        return check

    said = _("The cash is booked. Give her the receipt.")
    return flow.act_or_show(request, form, act, page, said=said, read_back=read_back)


def _whose(member: Member, free: Mapping[UUID, int]) -> list[tuple[str, str]]:
    return [(_("Name"), numbered(member.name, member.number)), (_("Can be withdrawn"), rupiah(sum(free.values())))]
