"""What is done rarely: opening balances, a journal by hand, assets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import assets as register
from guyub.foundation.ledger import proposals
from guyub.foundation.ledger.forms import AssetForm, LinesForm
from guyub.foundation.ledger.models import FixedAsset
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.views.common import address, read_back, sent, show_form
from guyub.foundation.organizations.access import RoomRequest, room


@room(P.RECORD)
def opening(request: RoomRequest) -> HttpResponse:
    """Propose what was there before the first day."""
    form = LinesForm(request.POST or None, org=request.org, opening=True)
    if sent(request, form):
        try:
            lines = form.lines()
            rows = [(line.account, _side(line.amount)) for line in proposals.with_difference(lines)]
            if back := read_back(request, rows, title=_("Opening balances"), save=_("Propose")):
                return back
            proposals.propose_opening(
                org=request.org, by=request.actor, lines=lines, happened_at=clock.now(), **form.action_args()
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Proposed. A second person decides."))
            return redirect("ledger:approvals", request.org.slug)
    return show_form(
        request,
        form,
        "ledger/lines.html",
        title=_("Opening balances"),
        intro=_("What was there on %(day)s. What does not balance becomes surplus.")
        % {"day": short_date(proposals.opening_day(request.org))},
        save=_("Read it once more"),
        back=address(request, "home"),
        refused="" if proposals.may_open() else _("The books have begun. Opening balances are entered once."),
    )


@room(P.RECORD)
def manual(request: RoomRequest) -> HttpResponse:
    """Propose a journal by hand."""
    form = LinesForm(request.POST or None, org=request.org, opening=False)
    if sent(request, form):
        try:
            lines = form.lines()
            proposals.propose_journal(
                org=request.org,
                by=request.actor,
                lines=lines,
                memo=form.cleaned_data["memo"],
                happened_at=form.happened_at(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Proposed. A second person decides."))
            return redirect("ledger:approvals", request.org.slug)
    return show_form(
        request,
        form,
        "ledger/lines.html",
        title=_("Manual journal"),
        intro=_("For those who know debit and credit. Write no names."),
        save=_("Propose"),
        back=address(request, "entries"),
    )


@room(P.BOOKS)
def assets(request: RoomRequest) -> HttpResponse:
    """List equipment with what it is still worth."""
    rows = [(state.asset.name, _about(state.asset), rupiah(state.worth)) for state in register.states()]
    return render(request, "ledger/assets.html", {"rows": rows, "recorder": request.actor.may(P.RECORD)})


@room(P.RECORD)
def new_asset(request: RoomRequest) -> HttpResponse:
    """Note something bought to last."""
    form = AssetForm(request.POST or None, org=request.org)
    if sent(request, form):
        given = form.cleaned_data
        try:
            register.register_asset(
                org=request.org,
                by=request.actor,
                name=given["name"],
                cost=given["cost"],
                residual=given["residual"] or 0,
                months=given["months"],
                bought_on=given["bought_on"],
                fund=given["fund"],
                unit=given["unit"],
                happened_at=clock.now(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved. Its wear is booked at each month's end."))
            return redirect("ledger:assets", request.org.slug)
    return show_form(
        request,
        form,
        title=_("New equipment"),
        intro=_("Book the payment under money out, as equipment that lasts."),
        save=_("Save"),
        back=address(request, "assets"),
    )


def _side(amount: int) -> str:
    if amount > 0:
        return _("debit %(amount)s") % {"amount": rupiah(amount)}
    return _("credit %(amount)s") % {"amount": rupiah(-amount)}


def _about(asset: FixedAsset) -> str:
    return _("Bought %(day)s for %(cost)s, %(months)s months") % {
        "day": short_date(asset.bought_on),
        "cost": rupiah(asset.cost),
        "months": asset.months,
    }
