"""Kantong tabungan of one member: what is locked until when, moving between them, opening one before its day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.permissions import LedgerPermission
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.forms.moving import MoveForm, OpenEarlyForm
from guyub.livelihoods.wastebank.outputs.savings import lock_text
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import bills, locks, passbook, pockets, setup, transfers
from guyub.livelihoods.wastebank.queries.pockets import PocketState
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.bills import bill_row
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.leaving import lead_to_closing


@room(P.OWN)
def overview(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her pockets with their locks, what waits for a decision, what moved lately, and the ways on."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    states = pockets.pocket_states(org=request.org, member_id=member.pk)
    page = Page(_("Pockets"), here(request, "passbook", member.pk))
    page.rows = [(_("Name"), numbered(member.name, member.number))]
    page.sections = [Section("", [pocket_row(state) for state in states], _("No savings yet."))]
    waiting = _proposals(request, member)
    if waiting:
        page.sections.append(Section(_("Waits for a second officer"), waiting))
    asked = bills.bills_of(org=request.org, member_id=member.pk)
    if asked:
        prefix = here(request, "bills")
        page.sections.append(Section(_("Bills"), [bill_row(request, one, prefix) for one in asked]))
    moved = transfers.transfers_of(org=request.org, member_id=member.pk)
    if moved:
        page.sections.append(Section(_("Moved lately"), [_moved(request, member, row) for row in moved]))
    _offer(request, page, member, states)
    return flow.show(request, page)


def pocket_row(state: PocketState) -> Row:
    """Return a pocket as a row: its lock in words, what is promised, what it holds."""
    about = [state.card.name] if state.card.label else []
    if state.card.held:
        about.append(_("promised %(amount)s") % {"amount": rupiah(state.card.held)})
    about.append(lock_text(state.card.lock))
    chip = None
    if state.opened:
        chip = ("indigo", "key", _("Two officers opened %(amount)s") % {"amount": rupiah(state.opened)})
    icon = "lock" if state.card.lock.is_locked else "savings"
    return Row(state.card.title, ", ".join(filter(None, about)), rupiah(state.card.balance), chip=chip, icon=icon)


def _proposals(request: RoomRequest, member: Member) -> list[Row]:
    found = pockets.proposals_for(org=request.org, member_id=member.pk)
    may = request.actor.may(LedgerPermission.BOOKS)
    return [
        Row(
            _("Open locked savings"),
            one.reason,
            rupiah(one.amount),
            reverse("ledger:approval", args=[request.org.slug, one.id]) if may else "",
            icon="key",
        )
        for one in found
    ]


def _moved(request: RoomRequest, member: Member, row: transfers.TransferRow) -> Row:
    title, shown, tone = f"{row.source} → {row.target}", rupiah(row.amount), ""
    if row.giver_id != row.receiver_id:
        gave = row.giver_id == member.pk
        title = _("To %(name)s") % {"name": row.receiver} if gave else _("From %(name)s") % {"name": row.giver}
        shown, tone = texts.signed(-row.amount if gave else row.amount), "out" if gave else "in"
    url = f"{here(request, 'home')}pindah/{row.id}/"
    return Row(title, texts.clock_of(request.org)(row.happened_at), shown, url, icon="swap", tone=tone)


def _offer(request: RoomRequest, page: Page, member: Member, states: list[PocketState]) -> None:
    actor, free = request.actor, any(state.card.available > 0 for state in states)
    own = actor.is_member(member.pk)
    if member.is_gone:
        lead_to_closing(request, page, member.pk, member.name)
        return
    if free and (own or actor.may(P.REQUEST)):
        page.quiet.append(Button(here(request, "savings-move", member.pk), "swap", _("Move into another pocket")))
    if free and (own or actor.may(P.REQUEST)):
        page.quiet.append(Button(here(request, "bill-ask", member.pk), "receipt", _("Pay a bill")))
    if free and (own or actor.may(P.PAY)):
        page.quiet.append(Button(here(request, "savings-give", member.pk), "hands", _("Give to another member")))
    locked = any(state.card.lock.is_locked and state.card.available > 0 for state in states)
    if locked and not own and actor.may(P.OVERRIDE):
        page.quiet.append(Button(here(request, "savings-open", member.pk), "key", _("Open locked savings")))


@room(P.OWN)
def move(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Into another pocket of hers, by herself or an officer for her; read back first."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    cards = [card for card in passbook.pockets_of(org=request.org, member_id=member.pk) if card.available > 0]
    kinds = [kind for kind in setup.pocket_kinds(org=request.org) if kind.is_active]
    form = MoveForm(request.POST or None, pockets=cards, kinds=kinds)
    back = here(request, "purses", member.pk)

    def act(data: dict[str, Any]) -> str:
        actions.move_savings(
            **flow.dated_facts(request, data),
            pocket_id=form.pocket_id(),
            kind_id=form.kind_id(),
            amount=form.asked(),
            label=data["label"],
        )
        return back

    page = Page(_("Move into another pocket"), back, button=_("Go on"), icon="next", rare=("label",))
    page.rows = [(_("Name"), numbered(member.name, member.number))]
    if not cards:
        page.notices = [Notice("turmeric", "passbook", _("She has no savings that are free."))]
        return flow.show(request, page)

    def read_back() -> Page:
        check = Page(_("Move into another pocket"), "", button=_("Yes, move it"), icon="swap", amount=form.asked())
        card = form.pockets[str(form.pocket_id())]
        kind = next(kind for kind in kinds if kind.pk == form.kind_id())
        check.rows = [
            *page.rows,
            (_("From"), card.title),
            (_("Into"), form.cleaned_data["label"] or kind.name),
        ]
        lock = lock_text(locks.lock_states(org=request.org, kinds=[kind])[kind.pk])
        if lock:
            check.notices = [Notice("turmeric", "lock", _("From then on it is closed: %(lock)s.") % {"lock": lock})]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The savings were moved."), read_back=read_back)


@room(P.OVERRIDE)
def open_early(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Propose to open locked savings once; another officer decides, and neither is their owner."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    states = pockets.pocket_states(org=request.org, member_id=member.pk)
    locked = [state for state in states if state.card.lock.is_locked and state.card.available > 0]
    form = OpenEarlyForm(request.POST or None, pockets=[state.card for state in locked])
    back = here(request, "purses", member.pk)

    def act(data: dict[str, Any]) -> str:
        actions.propose_override(
            **flow.dated_facts(request, data), pocket_id=form.pocket_id(), amount=form.asked(), reason=data["reason"]
        )
        return back

    page = Page(_("Open locked savings"), back, button=_("Propose to open it"), icon="key")
    page.rows = [(_("Name"), numbered(member.name, member.number))]
    page.rows = [*page.rows, *((state.card.title, lock_text(state.card.lock)) for state in locked)]
    if locked:
        words = _("Two officers decide. It opens once, for %(days)s days.") % {"days": tuning(request.org).payout_days}
        more = _("Neither of the two is its owner or of her household.")
        page.notices = [Notice("indigo", "people", words, more)]
    else:
        page.notices = [Notice("turmeric", "lock", _("None of her savings is locked."))]
    said = _("Proposed. Another officer decides.")
    return flow.act_or_show(request, form, act, page, said=said)
