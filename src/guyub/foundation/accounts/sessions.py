"""The browser's session and the `SignIn` row behind it: one without the other is nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import rotate_token

from guyub.foundation.accounts import devices
from guyub.foundation.accounts.models import SignIn, User
from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic

KEY = "sign_in"
SEEN_EVERY = timedelta(hours=1)


class HouseRequest(HttpRequest):
    """A request after `device_and_person`."""

    user: User | AnonymousUser
    sign_in: SignIn | None
    device_id: UUID | None
    # Who was signed in here until her session was ended a moment ago.
    was_user_id: UUID | None


def recognise(request: HttpRequest) -> None:
    """Set `user`, `device_id` and `sign_in` from the session, with one query; end a session that was revoked."""
    asked = cast("HouseRequest", request)
    asked.user, asked.sign_in, asked.device_id, asked.was_user_id = AnonymousUser(), None, None, None
    sign_in_id = request.session.get(KEY)
    if sign_in_id is None:
        return
    sign_in = SignIn.objects.select_related("user", "device").filter(pk=sign_in_id).first()
    if sign_in is None or not _still_good(sign_in, devices.phone_key(request)):
        asked.was_user_id = sign_in.user_id if sign_in else None
        request.session.flush()
        return
    asked.user, asked.sign_in, asked.device_id = sign_in.user, sign_in, sign_in.device_id
    if clock.now() - sign_in.seen_at > SEEN_EVERY:
        _see(sign_in)
        request.session.modified = True  # renews the cookie: only a phone that rests loses its session


def open_session(request: HttpRequest, response: HttpResponseBase, sign_in: SignIn) -> None:
    """Tie this browser to `sign_in`, with a fresh session and a fresh CSRF token."""
    request.session.flush()
    request.session[KEY] = str(sign_in.pk)
    rotate_token(request)
    devices.remember(response, sign_in.device.phone_key)
    asked = cast("HouseRequest", request)
    asked.user, asked.sign_in, asked.device_id = sign_in.user, sign_in, sign_in.device_id


def close_session(request: HttpRequest) -> None:
    """Forget the person in this browser; the phone's key stays."""
    request.session.flush()
    rotate_token(request)
    asked = cast("HouseRequest", request)
    asked.user, asked.sign_in, asked.device_id = AnonymousUser(), None, None


def _still_good(sign_in: SignIn, phone_key: UUID | None) -> bool:
    return (
        sign_in.ended_at is None
        and sign_in.device.revoked_at is None
        and sign_in.user.is_active
        and sign_in.device.phone_key == phone_key
    )


def _see(sign_in: SignIn) -> None:
    """Note that she was here, to the hour. A page does not fail because the note could not be written."""
    now = clock.now()
    try:
        with atomic():
            SignIn.objects.filter(pk=sign_in.pk, seen_at__lt=now).update(seen_at=now)
            type(sign_in.device).objects.filter(pk=sign_in.device_id, last_seen_at__lt=now).update(last_seen_at=now)
    except OperationalError:
        return
