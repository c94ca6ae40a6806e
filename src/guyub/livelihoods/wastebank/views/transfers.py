"""Savings given to another member: with the giver's consent, read back, and a slip for both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.errors import NotHere
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs
from guyub.livelihoods.wastebank.choices import Consent, TransferKind
from guyub.livelihoods.wastebank.forms.moving import GiveForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import passbook, transfers
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, here

BY_HAND = "…" * 14


@room(P.OWN)
def give(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Give savings away: under her own sign-in, or by an officer who keeps her signed paper."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    own = request.actor.is_member(member.pk)
    if not own:
        request.actor.require(P.PAY)
    cards = [card for card in passbook.pockets_of(org=request.org, member_id=member.pk) if card.available > 0]
    form = GiveForm(request.POST or None, pockets=cards, own=own, find=lambda n, name: _find(request, n, name))
    back = here(request, "purses", member.pk)
    page = Page(_("Give to another member"), back, button=_("Go on"), icon="next")
    page.rows = [(_("From"), numbered(member.name, member.number))]
    page.notices = _notices(own=own, empty=not cards)
    if not own:
        page.quiet = [Button(here(request, "consent-print", member.pk), "print", _("Print the paper to sign"))]

    def act(data: dict[str, Any]) -> str:
        done = actions.transfer_savings(
            **flow.dated_facts(request, data),
            pocket_id=form.pocket_id(),
            to_member_id=_receiver(form).pk,
            amount=form.asked(),
            consent=Consent.SIGN_IN if own else Consent.SLIP,
            note=data["note"],
        )
        return here(request, "transfer", done.pk)

    def read_back() -> Page:
        check = Page(_("Give to another member"), "", button=_("Yes, give it"), icon="hands", amount=form.asked())
        to = _receiver(form)
        check.rows = [*page.rows, (_("To"), numbered(to.name, to.number))]
        check.notices = [Notice("turmeric", "warning", _("It is hers from then on. Only she can give it back."))]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The savings were given."), read_back=read_back)


def _notices(*, own: bool, empty: bool) -> list[Notice]:
    if empty:
        return [Notice("turmeric", "passbook", _("She has no savings that are free."))]
    if own:
        return []
    return [Notice("indigo", "people", _("The giver signs on paper first."), _("Keep the paper with the books."))]


def _find(request: RoomRequest, number: int, name: str) -> Member | None:
    return transfers.receiver_called(org=request.org, number=number, name=name)


def _receiver(form: GiveForm) -> Member:
    if form.receiver is None:  # a form that is valid has found her
        raise NotHere
    return form.receiver


@room(P.PAY)
def consent(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """The paper that the giver signs; receiver and amount are written by hand."""
    member = passbook.member_for(by=request.actor, member_id=member_id)
    asked = (_("Receiver"), _("Her member number"), _("Amount"), _("In words"), _("Day"))
    rows = [(word, BY_HAND) for word in asked]
    context = {"member": member, "rows": rows, "back": here(request, "savings-give", member.pk)}
    return render(request, "wastebank/consent_print.html", context)


@room(P.OWN)
def transfer(request: RoomRequest, transfer_id: UUID) -> HttpResponse:
    """One transfer: the slip of one to another member, a plain page otherwise."""
    found = transfers.transfer_for(org=request.org, by=request.actor, transfer_id=transfer_id)
    back = _back(request, found)
    if found.kind == TransferKind.MEMBER:
        return papers.show_receipt(
            request,
            outputs.savings.transfer_receipt(request.org, found),
            back=back,
            file=here(request, "transfer-file", found.id),
            template="transfer_receipt",
            giver=found.giver,
        )
    page = Page(TransferKind(found.kind).label, back, amount=found.amount)
    page.rows = outputs.savings.transfer_rows(request.org, found)
    return flow.show(request, page)


@room(P.OWN)
def transfer_file(request: RoomRequest, transfer_id: UUID) -> HttpResponse:
    """The slip as a PDF 58 mm wide."""
    found = transfers.transfer_for(org=request.org, by=request.actor, transfer_id=transfer_id)
    if found.kind != TransferKind.MEMBER:
        raise NotHere
    return papers.receipt_file(request, outputs.savings.transfer_receipt(request.org, found))


def _back(request: RoomRequest, found: transfers.TransferRow) -> str:
    """Return the way to the side of the transfer that this person may see."""
    hers = request.actor.is_member(found.receiver_id)
    return here(request, "purses", found.receiver_id if hers else found.giver_id)
