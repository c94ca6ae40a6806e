"""A form that was sent after the session ended: kept in a sealed envelope until its writer has signed in again.

The envelope is signed and packed, travels through the sign-in page as one hidden field and never lies on the server
before somebody signed in. Files and PINs do not go in.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from guyub.foundation.accounts import devices
from guyub.foundation.accounts.models import SignIn

FIELD = "held"
SALT = "guyub.held"
MAX_AGE = 86_400
LARGEST = 100_000  # characters of the sealed envelope
_NEVER = {"csrfmiddlewaretoken", FIELD, "pin", "pin_again", "old_pin"}


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What was typed, where it was going, and who typed it, as far as the phone knows."""

    path: str
    fields: list[tuple[str, str]]
    user_id: UUID | None
    had_files: bool


def seal(request: HttpRequest) -> str:
    """Return the envelope of a POST, "" if it is too large to carry."""
    fields = [(name, value) for name in request.POST if name not in _NEVER for value in request.POST.getlist(name)]
    writer = _writer(request)
    content = {
        "path": request.get_full_path(),
        "fields": fields,
        "user": str(writer) if writer else "",
        "files": bool(request.FILES),
    }
    sealed = signing.dumps(content, salt=SALT, compress=True)
    return sealed if len(sealed) <= LARGEST else ""


def unseal(sealed: str) -> HeldForm | None:
    """Return what is in the envelope; None if it is empty, older than a day or not ours."""
    if not sealed or len(sealed) > LARGEST:
        return None
    try:
        content = signing.loads(sealed, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return HeldForm(
        path=content["path"],
        fields=[(name, value) for name, value in content["fields"]],
        user_id=UUID(content["user"]) if content["user"] else None,
        had_files=content["files"],
    )


def _writer(request: HttpRequest) -> UUID | None:
    """Who typed it: the person whose session just ended, else the last one who signed in on this phone."""
    if request.was_user_id:  # type: ignore[attr-defined]
        return request.was_user_id  # type: ignore[attr-defined,no-any-return]
    key = devices.phone_key(request)
    if key is None:
        return None
    last = SignIn.objects.filter(device__phone_key=key).order_by("-started_at").values_list("user_id", flat=True)
    return last.first()
