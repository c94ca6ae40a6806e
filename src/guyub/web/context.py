"""What every template may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from guyub.foundation.accounts.models import User
from guyub.foundation.core import recording
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.web.components import initials


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the page frame shows her."""

    id: UUID
    called: str
    initials: str


def called(user: User) -> str:
    """Return how she is addressed, by her own choice: `Bu Tumirah`, `Mbak Sri Wahyuni`, or just her name."""
    return f"{user.get_honorific_display()} {user.name}" if user.honorific else user.name


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the page frame."""
    user = getattr(request, "user", None)
    org = getattr(request, "org", None)
    actor: Actor | None = getattr(request, "actor", None)
    is_operator = actor is not None and actor.kind is ActorKind.OPERATOR
    return {
        "org": org,
        "actor": actor,
        "person": Person(user.pk, called(user), initials(user.name)) if isinstance(user, User) else who(user),
        "language": get_language() or settings.LANGUAGE_CODE,
        "demo": settings.DEMO or bool(org and org.is_demo),
        "operator": is_operator,
        "records": actor is not None and not is_operator and recording.may_send(actor),
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }


def who(user: Any) -> Person | None:
    """Return the frame's view of a lazily loaded user; None for nobody."""
    if user is None or not user.is_authenticated:
        return None
    return Person(user.pk, called(user), initials(user.name))
