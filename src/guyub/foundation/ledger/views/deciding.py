"""Proposals that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals as book
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.forms import PlainForm, ReasonForm
from guyub.foundation.ledger.models import Approval
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.views.common import address, show_form
from guyub.foundation.organizations.access import RoomRequest, room


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in the list, as ready text."""

    title: str
    about: str
    amount: str
    url: str
    state: str


@room(P.BOOKS)
def approvals(request: RoomRequest) -> HttpResponse:
    """List what waits, oldest first, and what was decided last."""
    base = address(request, "approvals")

    def row(one: Approval) -> ProposalRow:
        return ProposalRow(
            str(book.handler_of(one.kind).label),
            moment_text(one.recorded_at, request.org.time_zone),
            rupiah(one.amount) if one.amount else "",
            f"{base}{one.pk}/",
            str(ApprovalState(one.state).label),
        )

    context = {"waiting": [row(one) for one in book.waiting()], "decided": [row(one) for one in book.decided()]}
    return render(request, "ledger/approvals.html", context)


@room(P.BOOKS)
def approval(request: RoomRequest, approval_id: UUID) -> HttpResponse:
    """Show one proposal, and let the second person decide."""
    found = Approval.get(approval_id)
    handler = book.handler_of(found.kind)
    form = ReasonForm(request.POST if "reject" in request.POST else None, org=request.org)
    agree = PlainForm(request.POST if "approve" in request.POST else None, org=request.org)
    if request.method == "POST":
        try:
            if "approve" in request.POST:
                done = book.approve(org=request.org, by=request.actor, approval_id=found.pk)
                messages.success(request, _("Approved. It is in the books now."))
                if done.entry_id:
                    return redirect("ledger:entry", request.org.slug, done.entry_id)
                return redirect("ledger:approvals", request.org.slug)
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                book.reject(org=request.org, by=request.actor, approval_id=found.pk, reason=reason)
                messages.success(request, _("Rejected. Nothing was posted."))
                return redirect("ledger:approvals", request.org.slug)
        except GuyubError as error:
            (form if form.is_bound else agree).explain(error)
    waits = found.state == ApprovalState.PROPOSED
    context = {
        "approval": found,
        "title": str(handler.label),
        "rows": [*handler.describe(found), (_("Proposed"), moment_text(found.recorded_at, request.org.time_zone))],
        "state": str(ApprovalState(found.state).label),
        "may_decide": waits and book.may_decide(request.actor, found),
        "own": waits and found.recorded_by_id == request.actor.user_id,
        "agree": agree,
        "back": address(request, "approvals"),
    }
    if agree.is_bound and agree.errors:
        return render(request, "ledger/approval.html", {"form": form, **context}, status=agree.status)
    return show_form(request, form, "ledger/approval.html", **context)
