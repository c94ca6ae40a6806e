"""The door of every page: who may open it. A view without one of these marks fails a test.

    @room(WastebankPermission.DEPOSIT)
    def weigh(request: RoomRequest) -> HttpResponse:
        record_deposit(org=request.org, by=request.actor, ...)

Inside a `room` view the association is active (`core.tenancy`), `request.org` and `request.actor` are set.
A stranger to the association, and a slug that does not exist, get the same 404; so does a mentor from outside, for all
that is not hers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from django.http import HttpRequest, HttpResponseBase

from guyub.foundation.accounts.access import Access, SignedInRequest, please_sign_in, public, signed_in
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.errors import Forbidden, NotHere
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import queries
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.permissions import OrganizationPermission

__all__ = ["Access", "RoomRequest", "RoomView", "SignedInRequest", "public", "room", "signed_in"]

Rest = ParamSpec("Rest")


class RoomRequest(SignedInRequest):
    """A request inside one association."""

    org: Organization
    operator_until: datetime | None


class RoomView(Protocol):
    """What `room` returns: a view that names its guard."""

    access: Access

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def room(
    permission: StrEnum, *, former: bool = False
) -> Callable[[Callable[Concatenate[RoomRequest, Rest], HttpResponseBase]], RoomView]:
    """Mark a page of an association that needs `permission`.

    `former`: also for one whose membership has ended; she then holds `permission` and nothing else.
    """

    def decorate(view: Callable[Concatenate[RoomRequest, Rest], HttpResponseBase]) -> RoomView:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, org_slug: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return please_sign_in(request)
            entry = queries.entry_of(user=request.user, slug=org_slug, request=request)
            if entry is None and former:
                entry = queries.former_entry_of(
                    user=cast("Any", request.user),
                    slug=org_slug,
                    may=str(permission),
                    device_id=getattr(request, "device_id", None),
                )
            if entry is None:
                raise NotHere
            asked = cast("RoomRequest", request)
            asked.org, asked.actor, asked.operator_until = entry.org, entry.actor, entry.until
            if not entry.actor.may(permission):
                raise Forbidden if _may_know(entry.actor) else NotHere
            with tenant(entry.org.pk):
                if entry.actor.kind is ActorKind.OPERATOR:
                    _note_operator(asked)
                response = view(asked, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response.render()  # a template must not run queries after the association is closed again
                return response

        guarded.access = Access("room", permission)  # type: ignore[attr-defined]
        return cast("RoomView", guarded)

    return decorate


def _may_know(actor: Actor) -> bool:
    """Return whether a closed door may be seen: a mentor from outside is told of no room but her own."""
    return actor.kind is not ActorKind.PERSON or actor.may(OrganizationPermission.BELONG)


def _note_operator(request: RoomRequest) -> None:
    from guyub.foundation.organizations.actions import note_operator_page  # noqa: PLC0415 -- only where it is needed

    note_operator_page(org=request.org, by=request.actor, page=request.path, method=request.method or "")
