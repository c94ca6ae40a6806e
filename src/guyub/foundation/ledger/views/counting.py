"""Counting cash by notes and coins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import cash
from guyub.foundation.ledger.cash import DENOMINATIONS
from guyub.foundation.ledger.forms import CountForm
from guyub.foundation.ledger.models import CashCount, Entry
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.views.common import address, read_back, sent, show_form
from guyub.foundation.organizations.access import RoomRequest, room


@room(P.COUNT)
def boxes(request: RoomRequest) -> HttpResponse:
    """Choose the cash box to count; each says when it was counted last."""
    last: dict[str, CashCount] = {}
    for row in CashCount.objects.order_by("day", "recorded_at"):
        last[row.box] = row
    base = address(request, "count")
    rows = [
        (
            box.name,
            _("Counted last on %(day)s") % {"day": short_date(last[box.code].day)}
            if box.code in last
            else _("Never counted yet"),
            f"{base}{box.code}/",
        )
        for box in cash.tins(org=request.org)
    ]
    return render(request, "ledger/count_boxes.html", {"rows": rows})


@room(P.COUNT)
def count(request: RoomRequest, code: str) -> HttpResponse:
    """Count one box. What the books hold is shown only after counting, so that she counts what is there."""
    box = next((found for found in cash.tins(org=request.org) if found.code == code), None)
    if box is None:
        raise NotHere
    form = CountForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            pieces = form.pieces()
            counted = sum(value * number for value, number in pieces.items())
            rows = [
                *((f"{number} x {rupiah(value)}", rupiah(value * number)) for value, number in pieces.items()),
                (_("Counted"), rupiah(counted), "total"),
                (_("In the books"), rupiah(box.amount)),
                (_("Difference"), rupiah(counted - box.amount), "total"),
            ]
            title = _("Count %(box)s") % {"box": box.name}
            if back := read_back(request, rows, title=title, save=_("Save the count"), amount=counted):
                return back
            row = cash.count_cash(
                org=request.org,
                by=request.actor,
                box=code,
                pieces=pieces,
                happened_at=clock.now(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _outcome(row))
            return redirect("ledger:count", request.org.slug)
    notes = [(value, form[f"n{value}"]) for value in DENOMINATIONS]
    context = {"title": _("Count %(box)s") % {"box": box.name}, "notes": notes, "back": address(request, "count")}
    return show_form(request, form, "ledger/count.html", **context)


def _outcome(row: CashCount) -> str:
    if not row.difference:
        return _("Saved. The cash is right.")
    if not Entry.objects.filter(kind=cash.COUNT_KIND, source_id=row.pk).exists():
        return _("Saved. The difference of %(amount)s waits for a second person.") % {"amount": rupiah(row.difference)}
    return _("Saved. The difference of %(amount)s was booked.") % {"amount": rupiah(row.difference)}
