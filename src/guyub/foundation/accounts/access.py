"""The door of every page that belongs to no association: for anybody, or for a person who has signed in.

Rooms of an association use `organizations.access`, which names these too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase

from guyub.foundation.accounts.models import SignIn, User
from guyub.foundation.accounts.pages import please_sign_in
from guyub.foundation.accounts.sessions import HouseRequest
from guyub.foundation.core.actor import Actor

__all__ = ["Access", "SignedInRequest", "please_sign_in", "public", "signed_in"]


@dataclass(frozen=True, slots=True)
class Access:
    """How a view is guarded; read by the permission matrix test."""

    kind: str  # "public", "signed_in" or "room"
    permission: StrEnum | None = None


class SignedInRequest(HouseRequest):
    """A request of a known person. Outside an association she may do what concerns herself, and nothing else."""

    user: User
    sign_in: SignIn
    actor: Actor


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page that anybody may open."""
    view.access = Access("public")  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page for any person who has signed in, whatever her association."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return please_sign_in(request)
        asked = cast("SignedInRequest", request)
        asked.actor = Actor(user_id=asked.user.pk, device_id=asked.device_id)
        return view(asked, *args, **kwargs)

    guarded.access = Access("signed_in")  # type: ignore[attr-defined]
    return guarded
