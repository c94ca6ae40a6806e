"""The door of every page: who may open it. A view without one of these marks fails a test.

    @room(WastebankPermission.DEPOSIT)
    def weigh(request: RoomRequest) -> HttpResponse:
        record_deposit(org=request.org, by=request.actor, ...)

Inside a `room` view the association is active (`core.tenancy`), `request.org` and `request.actor` are set.
A stranger to the association, and a slug that does not exist, get the same 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from guyub.foundation.accounts.models import User
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import Forbidden, NotHere
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.models import Organization

Rest = ParamSpec("Rest")


@dataclass(frozen=True, slots=True)
class Access:
    """How a view is guarded; read by the permission matrix test."""

    kind: str  # "public", "signed_in" or "room"
    permission: StrEnum | None = None


class SignedInRequest(HttpRequest):
    """A request of a known person."""

    user: User
    actor: Actor


class RoomRequest(SignedInRequest):
    """A request inside one association."""

    org: Organization


class RoomView(Protocol):
    """What `room` returns: a view that names its guard."""

    access: Access

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page that anybody may open."""
    view.access = Access("public")  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page for any person who has signed in, whatever her association."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else _please_sign_in(request)

    guarded.access = Access("signed_in")  # type: ignore[attr-defined]
    return guarded


def room(
    permission: StrEnum,
) -> Callable[[Callable[Concatenate[RoomRequest, Rest], HttpResponseBase]], RoomView]:
    """Mark a page of an association that needs `permission`."""

    def decorate(view: Callable[Concatenate[RoomRequest, Rest], HttpResponseBase]) -> RoomView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, org_slug: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _please_sign_in(request)
            entry = queries.entry_of(user=request.user, slug=org_slug, request=request)
            if entry is None:
                raise NotHere
            asked = cast("RoomRequest", request)
            asked.org, asked.actor = entry.org, entry.actor
            if not entry.actor.may(permission):
                raise Forbidden
            with tenant(entry.org.pk):
                response = view(asked, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response.render()  # a template must not run queries after the association is closed again
                return response

        guarded.access = Access("room", permission)  # type: ignore[attr-defined]
        return cast("RoomView", guarded)

    return decorate


def _please_sign_in(request: HttpRequest) -> HttpResponse:
    """A page asks for sign-in and comes back; a phone's fetch gets a plain 401 that it cannot mistake for success."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "signed_out"}, status=401)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(request.get_full_path()).url
        return response
    return redirect_to_login(request.get_full_path())
