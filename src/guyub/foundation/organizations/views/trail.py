"""The audit trail on screen, and the end of the host's visit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.verbs import named_verbs
from guyub.foundation.organizations import actions, queries
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.forms import TrailForm
from guyub.foundation.organizations.permissions import OrganizationPermission as P


@dataclass(frozen=True, slots=True)
class ShownAct:
    """One act, as words."""

    who: str
    what: str
    where: str
    by_operator: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """The way to older acts."""

    previous: str
    next: str


@room(P.AUDIT)
@require_GET
def trail(request: RoomRequest) -> HttpResponse:
    """Show who did what, newest first."""
    form = TrailForm(request.GET)
    page = queries.trail(request.org, **form.wanted(), older_than=request.GET.get("sebelum", ""))
    acts = [
        ShownAct(
            who=row.who,
            what=row.what,
            where=" · ".join(filter(None, (moment_text(row.recorded_at, request.org.time_zone), row.device))),
            by_operator=row.by_operator,
        )
        for row in page.rows
    ]
    kept = {key: request.GET.get(key, "") for key in ("who", "verb", "day") if request.GET.get(key)}
    older = f"?{urlencode(kept | {'sebelum': page.older})}" if page.older else ""
    newest = f"?{urlencode(kept)}" if request.GET.get("sebelum") else ""
    context = {
        "acts": acts,
        "page": Pager(previous=newest, next=older),
        "people": queries.people_by_user(),
        "verbs": sorted(named_verbs().items(), key=lambda pair: pair[1]),
        "who": request.GET.get("who", ""),
        "verb": request.GET.get("verb", ""),
        "form": form,
    }
    return render(request, "organizations/trail.html", context)


@room(P.SETTINGS)
@require_POST
def end_operator(request: RoomRequest, grant_id: UUID) -> HttpResponseBase:
    """Send the host home before the time is over."""
    actions.end_operator(org=request.org, by=request.actor, grant_id=grant_id)
    messages.success(request, _("Operator mode has ended."))
    return redirect("organizations:officers", request.org.slug)
