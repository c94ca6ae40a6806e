"""Dues: who is behind, taking them, the rate, exemptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import month_text, short_date
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import dues as book
from guyub.foundation.ledger.dues.rules import AHEAD, cover
from guyub.foundation.ledger.forms import DuesForm, ExemptForm, RateForm, member_with
from guyub.foundation.ledger.models import DuesRate
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.views.common import Rows, address, read_back, sent, show_form
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import find_members, get_member_for
from guyub.foundation.organizations.access import RoomRequest, room

SHOWN = 50
Person = tuple[UUID, int, str, book.Arrear | None]  # who is listed, and what she owes


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in the list, as ready text."""

    name: str
    about: str
    amount: str
    url: str


@room(P.BOOKS)
def arrears(request: RoomRequest) -> HttpResponse:
    """List who owes dues, the longest first; the search finds anybody, to take dues from her."""
    today = clock.today(request.org.time_zone)
    found = book.arrears(org=request.org, upto=today)
    base = address(request, "dues")
    text = request.GET.get("q", "").strip()
    people: list[Person]
    if text:
        owing = {row.member_id: row for row in found}
        people = [(one.pk, one.number, one.called, owing.get(one.pk)) for one in find_members(text=text)]
    else:
        people = [(row.member_id, row.number, row.called, row) for row in found[:SHOWN]]
    context = {
        "rows": _rows(people, base),
        "text": text,
        "total": sum(row.amount for row in found),
        "count": len(found),
        "hidden": 0 if text else max(0, len(found) - SHOWN),
        "rate": bool(found) or DuesRate.objects.filter(starts_on__lte=today).exists(),
        "recorder": request.actor.may(P.RECORD),
        "setup": request.actor.may(P.SETUP),
    }
    return render(request, "ledger/dues.html", context)


@room(P.RECORD)
def pay(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Take dues in cash from one member."""
    member = get_member_for(org=request.org, by=request.actor, member_id=member_id)
    today = clock.today(request.org.time_zone)
    owed = book.owed(org=request.org, member=member, upto=today)
    form = DuesForm(request.POST or None, org=request.org, initial={"amount": owed.amount or None})
    if sent(request, form):
        try:
            amount = form.cleaned_data["amount"]
            rows = _covered(request, member, amount)
            title = _("Dues of %(name)s") % {"name": member.called}
            if back := read_back(request, rows, title=title, save=_("Take dues"), amount=amount):
                return back
            paid = book.take_dues(
                org=request.org,
                by=request.actor,
                member=member,
                amount=amount,
                cash=form.cleaned_data["cash"],
                happened_at=form.happened_at(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved: dues of %(amount)s.") % {"amount": rupiah(paid.applied)})
            if paid.posted:
                return redirect("ledger:entry", request.org.slug, paid.posted.entry_id)
    return show_form(
        request,
        form,
        title=_("Dues of %(name)s") % {"name": member.called},
        intro=_("Owed: %(amount)s.") % {"amount": rupiah(owed.amount)},
        save=_("Read it once more"),
        back=address(request, "dues"),
    )


@room(P.SETUP)
def rate(request: RoomRequest) -> HttpResponse:
    """Set what a month costs from some month on."""
    form = RateForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            book.set_rate(
                org=request.org,
                by=request.actor,
                starts_on=form.cleaned_data["starts_on"],
                amount=form.cleaned_data["amount"],
                happened_at=clock.now(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("The dues are set."))
            return redirect("ledger:dues", request.org.slug)
    rates = [(month_text(row.starts_on), rupiah(row.amount)) for row in DuesRate.objects.order_by("-starts_on")]
    return show_form(
        request, form, title=_("Dues for a month"), known=rates, save=_("Save"), back=address(request, "dues")
    )


@room(P.SETUP)
def exempt(request: RoomRequest) -> HttpResponse:
    """Free a member of dues for some months."""
    form = ExemptForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            member = member_with(form.cleaned_data["member_number"])
            if member:
                book.exempt(
                    org=request.org,
                    by=request.actor,
                    member=member,
                    first=form.cleaned_data["first"],
                    last=form.cleaned_data["last"],
                    reason=form.cleaned_data["reason"],
                    happened_at=clock.now(),
                    **form.action_args(),
                )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("She owes no dues for these months."))
            return redirect("ledger:dues", request.org.slug)
    return show_form(request, form, title=_("Months without dues"), save=_("Save"), back=address(request, "dues"))


def _rows(people: Sequence[Person], base: str) -> list[MemberRow]:
    """Return members as ready text; words that many rows share are made once."""
    number = _("No. %(number)s")
    since = _("%(about)s · %(months)s since %(day)s")
    spans: dict[tuple[int, date], tuple[str, str]] = {}
    rows = []
    for pk, no, called, owing in people:
        about = number % {"number": no}
        if owing:
            span = (owing.months, owing.oldest)
            if span not in spans:
                months = ngettext("%(count)s month", "%(count)s months", owing.months) % {"count": owing.months}
                spans[span] = (months, short_date(owing.oldest))
            months, day = spans[span]
            about = since % {"about": about, "months": months, "day": day}
        rows.append(MemberRow(called, about, rupiah(owing.amount if owing else 0), f"{base}{pk}/"))
    return rows


def _covered(request: RoomRequest, member: Member, amount: int) -> Rows:
    """Say which months this amount pays."""
    today = clock.today(request.org.time_zone)
    months = book.owed(org=request.org, member=member, upto=today, ahead=AHEAD).months
    parts, _rest = cover(amount, months)
    rows = [(month_text(part.month), rupiah(part.amount)) for part in parts]
    return [*rows, (_("Amount"), rupiah(amount), "total")]
