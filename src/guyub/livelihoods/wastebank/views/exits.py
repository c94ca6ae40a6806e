"""The account of a member who left or died: what is there, who receives it, two officers, and its end at zero."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts, texts_goods
from guyub.livelihoods.wastebank.choices import BillKind, ExitReason, ExitStatus, PayoutStatus
from guyub.livelihoods.wastebank.forms.exits import ExitForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.outputs.savings import lock_text
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import barters, exits, loans, passbook, payouts
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.debts import receivable_row
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.loans import loan_row
from guyub.livelihoods.wastebank.views.passbook import payout_row

CHIPS = {ExitStatus.CLOSING: ("turmeric", "clock"), ExitStatus.CLOSED: ("leaf", "check")}


@room(P.OVERRIDE)
def account(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """What she has and owes, who receives the rest, and what two officers decided."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    decided = exits.exits_of(org=request.org, member_id=member.pk)
    left = exits.what_is_left(org=request.org, member_id=member.pk)
    page = Page(_("Close the account"), here(request, "passbook", member.pk), button=_("Propose to close it"))
    page.rows = [(_("Name"), numbered(member.name, member.number))]
    if member.is_gone and left.nothing and decided and decided[0].status == ExitStatus.CLOSED:
        return _after(request, page, decided, Notice("leaf", "check", _("This account is closed.")))
    page.rows = [*page.rows, *_figures(left)]
    page.sections = _what_is_there(request, member, _("Promised") if decided else _("Promised, will be freed"))
    waiting = exits.exit_proposed(org=request.org, member_id=member.pk)
    if waiting is not None:
        decide = reverse("ledger:approval", args=[request.org.slug, waiting])
        page.main = Button(decide, "people", _("Look at the proposal"))
        told = Notice("indigo", "people", _("Proposed. A second officer must agree."), _("Nothing was changed yet."))
        return _after(request, page, decided, told)
    if not member.is_gone:
        page.main = Button(reverse("members:status", args=[request.org.slug, member.pk]), "calendar", _("Record it"))
        told = Notice("turmeric", "info", _("She is still a member."), _("First record that she left or passed away."))
        return _after(request, page, decided, told)
    if decided and not left.free:
        return _closing(request, page, decided, left)
    return _propose(request, page, member, decided, left)


def _propose(
    request: RoomRequest, page: Page, member: Member, decided: list[exits.ExitCard], left: exits.Left
) -> HttpResponse:
    """Ask who receives the rest, and put it before a second officer."""
    form = ExitForm(request.POST or None, status=member.status, needs_heir=bool(left.rest))

    def act(data: dict[str, Any]) -> str:
        receiver = data["receiver"]
        actions.propose_exit(**flow.dated_facts(request, data), member_id=member.pk, receiver=receiver)
        return here(request, "exit", member.pk)

    page.icon, page.danger = "people", True
    page.sections += _decisions(request, decided)
    page.notices = [
        Notice(
            "indigo",
            "people",
            _("Two officers close it. Neither is she, nor of her household."),
            _("What is promised is freed, debts are paid, the rest waits as cash."),
        )
    ]
    if left.written_off:
        lacking = _("%(amount)s is owed beyond her savings.") % {"amount": rupiah(left.written_off)}
        page.notices.append(Notice("turmeric", "warning", lacking, _("Both officers write it off with this.")))
    if left.lots:
        page.notices.append(
            Notice("turmeric", "box", _("Her waste is not sold yet."), _("The account stays open until it is."))
        )
    return flow.act_or_show(request, form, act, page, said=_("Proposed. Another officer decides."))


def _closing(request: RoomRequest, page: Page, decided: list[exits.ExitCard], left: exits.Left) -> HttpResponse:
    """Say what the closing still waits for."""
    card = decided[0]
    if left.nothing:
        page.main = Button(here(request, "exit-end", card.member_id), "check", _("Close it now"))
        return _after(request, page, decided, Notice("leaf", "check", _("Nothing is left. It can be closed.")))
    if card.payout_id and card.payout_status == PayoutStatus.APPROVED:
        page.main = Button(here(request, "payout", card.payout_id), "banknote", _("To the cash"))
        told = Notice("turmeric", "banknote", _("The rest waits to be handed out."), card.receiver)
        return _after(request, page, decided, told)
    told = Notice("turmeric", "box", _("Her waste is not sold yet."), _("The account stays open until it is."))
    return _after(request, page, decided, told)


def _after(request: RoomRequest, page: Page, decided: list[exits.ExitCard], told: Notice) -> HttpResponse:
    page.notices = [told]
    page.sections += _decisions(request, decided)
    return flow.show(request, page)


def _figures(left: exits.Left) -> list[tuple[str, str]]:
    """Return what she has, what she owes and what becomes of it."""
    rows = [(_("Savings"), rupiah(left.savings))]
    if left.set_aside:
        rows.append((_("Set aside for bills"), rupiah(left.set_aside)))
    if left.receivable:
        rows.append((_("Debt of corrections"), texts.less(left.receivable)))
    if left.loan:
        rows.append((_("Loans"), texts.less(left.loan)))
    if left.written_off:
        rows.append((_("Written off"), rupiah(left.written_off)))
    return [*rows, (_("Rest in cash"), rupiah(left.rest))]


def _what_is_there(request: RoomRequest, member: Member, promises: str) -> list[Section]:
    """Return her pockets, what is promised, what is owed and what is not sold, each only if there is any."""
    org, pk = request.org, member.pk
    owes = loans.debts_of(org=org, member_id=pk)
    promised = [payout_row(request, one) for one in payouts.promised_to(org=org, member_id=pk)]
    promised += [
        Row(f"{BillKind(one.kind).label} {one.customer}".strip(), _("not paid yet"), rupiah(one.amount))
        for one in exits.held_bills(org=org, member_id=pk)
    ]
    prefix = here(request, "loans")
    promised += [loan_row(request, one, prefix) for one in owes.loans if not one.owed]
    promised += [
        Row(f"{texts_goods.units(row.count, row.unit, row.unit_size)} {row.good}", _("Asked for"), rupiah(row.amount))
        for row in barters.requests(org=org, member_id=pk)
    ]
    owed = [receivable_row(request, row) for row in owes.receivables]
    owed += [loan_row(request, one, prefix) for one in owes.loans if one.owed]
    consigned = exits.consigned_of(org=org, member_id=pk)
    pockets = [
        Row(card.title, lock_text(card.lock), rupiah(card.balance))
        for card in passbook.pockets_of(org=org, member_id=pk)
    ]
    lots = [Row(one.item, right=texts.weight(one.held, one.unit)) for one in consigned]
    found = (
        (_("Her savings"), pockets),
        (promises, promised),
        (_("Owed to the bank"), owed),
        (_("Left for sale, not sold yet"), lots),
    )
    return [Section(title, rows) for title, rows in found if rows]


def _decisions(request: RoomRequest, decided: list[exits.ExitCard]) -> list[Section]:
    prefix = here(request, "exits")
    rows = [_row(request, card, f"{prefix}{card.id}/", str(ExitReason(card.reason).label)) for card in decided]
    return [Section(_("Decided by two officers"), rows)] if rows else []


def _row(request: RoomRequest, card: exits.ExitCard, url: str, title: str) -> Row:
    about = ", ".join(filter(None, (moment_text(card.decided_at, request.org.time_zone), card.receiver)))
    ground, icon = CHIPS[ExitStatus(card.status)]
    chip = (ground, icon, str(ExitStatus(card.status).label))
    return Row(title, about, rupiah(card.rest), url, chip)


@room(P.OVERRIDE)
def end(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Close an account at zero: the last of her waste was sold, given back or lost."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    url = here(request, "exit", member.pk)

    def act(data: dict[str, Any]) -> str:
        actions.close_account(**flow.facts(request), member_id=member.pk)
        return url

    page = Page(_("Close the account"), url, button=_("Close it now"))
    page.rows = [(_("Name"), numbered(member.name, member.number)), (_("Still there"), rupiah(0))]
    return flow.act_or_show(request, PressForm(request.POST or None), act, page, said=_("This account is closed."))


@room(P.OVERRIDE)
def listing(request: RoomRequest) -> HttpResponse:
    """The accounts that are settled and still wait for something, and those of who is gone that nobody settled yet."""
    prefix = here(request, "own-passbook")
    rows = [
        _row(request, card, f"{prefix}{card.member_id}/tutup/", numbered(card.member, card.member_number))
        for card in exits.open_exits(org=request.org)
    ]
    others = [
        Row(numbered(one.member, one.member_number), "", rupiah(one.savings), f"{prefix}{one.member_id}/tutup/")
        for one in exits.not_closed(org=request.org)
    ]
    page = Page(_("Accounts being closed"), here(request, "passbooks"))
    page.sections = [Section("", rows, _("No account is being closed."))]
    if others:
        page.sections.append(Section(_("Savings of who left or passed away"), others))
    page.notices = [
        Notice(
            "indigo",
            "info",
            _("A member left or passed away?"),
            _("Open her passbook. There her account can be closed."),
        )
    ]
    return flow.show(request, page)


@room(P.OVERRIDE)
def paper(request: RoomRequest, exit_id: UUID) -> HttpResponse:
    """What two officers decided, on A5, to be signed by them and by who receives."""
    card = exits.exit_card(exit_id=exit_id)
    passbook.member_for(by=request.actor, member_id=card.member_id)
    if request.actor.is_member(card.member_id):
        raise NotHere
    context = {
        "card": card,
        "rows": outputs.exits.exit_rows(request.org, card),
        "receiver": card.receiver or card.member,
        "back": here(request, "exit", card.member_id),
    }
    return render(request, "wastebank/exit_print.html", context)
