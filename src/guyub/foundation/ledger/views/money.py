"""Money in, money out, and between cash boxes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import long_date
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import cash
from guyub.foundation.ledger.choices_books import Direction
from guyub.foundation.ledger.forms import MoneyForm, MoveForm, TinForm, member_with
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.views.common import Rows, address, read_back, sent, show_form
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.access import RoomRequest, room


@room(P.RECORD)
def money_in(request: RoomRequest) -> HttpResponse:
    """Book money that came in."""
    form = MoneyForm(request.POST or None, org=request.org, direction=Direction.IN)
    if sent(request, form):
        try:
            payer, amount = member_with(form.cleaned_data["member_number"]), form.cleaned_data["amount"]
            back = read_back(request, _money_rows(form, payer), title=_("Money in"), save=_("Save"), amount=amount)
            if back:
                return back
            posted = cash.receive_money(
                org=request.org,
                by=request.actor,
                payer=payer,
                payer_name=form.cleaned_data["payee_name"],
                **_money_args(form),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved: %(amount)s came in.") % {"amount": rupiah(amount)})
            return redirect("ledger:entry", request.org.slug, posted.entry_id)
    return show_form(
        request, form, title=_("Money in"), save=_("Read it once more"), back=address(request, "home"), icon="plus"
    )


@room(P.RECORD)
def money_out(request: RoomRequest) -> HttpResponse:
    """Book money that went out, or ask a second person for it."""
    form = MoneyForm(request.POST or None, org=request.org, direction=Direction.OUT)
    if sent(request, form):
        try:
            payee, amount = member_with(form.cleaned_data["member_number"]), form.cleaned_data["amount"]
            back = read_back(request, _money_rows(form, payee), title=_("Money out"), save=_("Pay"), amount=amount)
            if back:
                return back
            paid = cash.pay_money(
                org=request.org,
                by=request.actor,
                payee=payee,
                payee_name=form.cleaned_data["payee_name"],
                **_money_args(form),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            if paid.posted is None:
                messages.info(request, _("This sum waits for a second person. Nothing was paid yet."))
                return redirect("ledger:approvals", request.org.slug)
            messages.success(request, _("Saved: %(amount)s went out.") % {"amount": rupiah(amount)})
            return redirect("ledger:entry", request.org.slug, paid.posted.entry_id)
    return show_form(
        request, form, title=_("Money out"), save=_("Read it once more"), back=address(request, "home"), icon="minus"
    )


@room(P.RECORD)
def move(request: RoomRequest) -> HttpResponse:
    """Bring cash from one box to another; `?isi=<box>` fills petty cash up to its fixed sum."""
    form = MoveForm(request.POST or None, org=request.org, initial=_refill(request))
    if sent(request, form):
        try:
            given = form.cleaned_data
            names = {box.code: box.name for box in cash.tins(org=request.org)}
            rows = [
                (_("From"), names.get(given["source"], "")),
                (_("To"), names.get(given["target"], "")),
                (_("Day"), long_date(given["day"])),
                (_("Amount"), rupiah(given["amount"]), "total"),
            ]
            back = read_back(request, rows, title=_("Move cash"), save=_("Save"), amount=given["amount"])
            if back:
                return back
            posted = cash.move_money(
                org=request.org,
                by=request.actor,
                source=given["source"],
                target=given["target"],
                amount=given["amount"],
                fund=given["fund"],
                happened_at=form.happened_at(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved: the cash moved."))
            return redirect("ledger:entry", request.org.slug, posted.entry_id)
    return show_form(request, form, title=_("Move cash"), save=_("Read it once more"), back=address(request, "home"))


@room(P.SETUP)
def new_tin(request: RoomRequest) -> HttpResponse:
    """Open a cash box for a post or a holder."""
    form = TinForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            cash.open_tin(
                org=request.org,
                by=request.actor,
                name=form.cleaned_data["name"],
                parent=form.cleaned_data["parent"],
                holder=member_with(form.cleaned_data["member_number"]),
                float_amount=form.cleaned_data["float_amount"] or 0,
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("The cash box is open."))
            return redirect("ledger:home", request.org.slug)
    return show_form(request, form, title=_("New cash box"), save=_("Open"), back=address(request, "home"))


def _refill(request: RoomRequest) -> dict[str, Any]:
    box = next((b for b in cash.tins(org=request.org) if b.code == request.GET.get("isi")), None)
    return {"target": box.code, "amount": cash.refill_amount(box) or None} if box else {}


def _money_args(form: MoneyForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "category_key": given["category"],
        "amount": given["amount"],
        "box": given["box"],
        "fund": given["fund"],
        "unit": given["unit"],
        "note": given["note"],
        "happened_at": form.happened_at(),
        **form.action_args(),
    }


def _money_rows(form: MoneyForm, member: Member | None) -> Rows:
    given = form.cleaned_data
    box = dict(form.fields["box"].choices)[given["box"]]  # type: ignore[attr-defined]
    who = member.called if member else given["payee_name"]
    rows: list[tuple[Any, ...]] = [(_("For"), form.word()), (form.fields["payee_name"].label, who or "—")]
    rows += [(_("Cash box"), box), (_("Day"), long_date(given["day"]))]
    if given["note"]:
        rows.append((_("Note"), given["note"]))
    return [*rows, (_("Amount"), rupiah(given["amount"]), "total")]
