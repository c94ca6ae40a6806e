"""Closing a month: what is still to be done, and asking the second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import month_text, short_date
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.ledger import periods
from guyub.foundation.ledger.forms import PlainForm
from guyub.foundation.ledger.models import Period
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.views.common import address
from guyub.foundation.organizations.access import RoomRequest, room


@room(P.BOOKS)
def closing(request: RoomRequest) -> HttpResponse:
    """Show the next month to close with its checklist, and the months that are closed."""
    month = periods.next_month(org=request.org)
    form = PlainForm(request.POST or None, org=request.org)
    if request.method == "POST" and month and form.is_valid():
        try:
            periods.propose_close(
                org=request.org, by=request.actor, month=month, happened_at=clock.now(), **form.action_args()
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Proposed. A second person closes the month now."))
            return redirect("ledger:approvals", request.org.slug)
    found = periods.blockers(org=request.org, month=month) if month else []
    waiting = periods.waiting_close(month=month) if month else None
    context = {
        "form": form,
        "month": month_text(month) if month else "",
        "blockers": [(blocker.sentence, _url(request, blocker.url_name)) for blocker in found],
        "waiting": address(request, "approval", waiting.pk) if waiting else "",
        "may_close": bool(month) and not found and waiting is None and request.actor.may(P.RECORD),
        "closed": [
            (month_text(row.month), short_date(clock.day_of(row.closed_at, request.org.time_zone)), row.head_hash[:12])
            for row in Period.objects.order_by("-month")[:24]
        ],
    }
    return render(request, "ledger/closing.html", context, status=form.status if form.errors else 200)


def _url(request: RoomRequest, name: str) -> str:
    try:
        return reverse(name, args=[request.org.slug]) if name else ""
    except NoReverseMatch:
        return ""
