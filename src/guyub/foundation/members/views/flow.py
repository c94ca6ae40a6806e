"""The one way from a form to an action and on to the next page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Forbidden, GuyubError, NotHere
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.access import RoomRequest

Act = Callable[[dict[str, Any]], str]  # does it with the cleaned data, returns the address of the next page


def see_other(url: str) -> HttpResponse:
    """Go on to another page after something was done."""
    return HttpResponse(status=303, headers={"Location": url})


def member_url(request: RoomRequest, member_id: UUID, name: str = "member") -> str:
    """Return the address of a page about one member."""
    return reverse(f"members:{name}", args=[request.org.slug, member_id])


def open_member(request: RoomRequest, member_id: UUID) -> Member:
    """Return the member of the page, or answer 404."""
    return get_member_for(org=request.org, by=request.actor, member_id=member_id)


def act_or_show(
    request: RoomRequest,
    form: ActionForm,
    act: Act,
    *,
    template: str,
    context: Mapping[str, Any] | None = None,
    said: str | Promise = "",
) -> HttpResponse:
    """Show the form; when it comes back, do what it asks. After an error everything typed is still there."""
    if request.method == "POST" and form.is_valid():
        try:
            url = act(form.cleaned_data)
        except (NotHere, Forbidden):
            raise
        except GuyubError as error:
            form.explain(error)
        else:
            if said:
                messages.success(request, str(said))
            return see_other(url)
    status = form.status if request.method == "POST" else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)


def press(request: RoomRequest, act: Callable[[], object], url: str, said: str | Promise = "") -> HttpResponse:
    """Do something that needs no typing; a refusal is told on the page that follows."""
    try:
        act()
    except (NotHere, Forbidden):
        raise
    except GuyubError as error:
        messages.error(request, f"{error.sentence} {error.next_step}".strip())
    else:
        if said:
            messages.success(request, str(said))
    return see_other(url)


def facts(request: RoomRequest) -> dict[str, Any]:
    """Return what every action wants to know first."""
    return {"org": request.org, "by": request.actor}


def dated_facts(request: RoomRequest, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an action wants that records something now."""
    return {**facts(request), "client_id": data["client_id"], "happened_at": clock.now()}
