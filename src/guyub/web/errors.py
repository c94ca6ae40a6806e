"""Pages for what went wrong: a drawn object, what happened, what is safe, what to do next. Never a code or a trace."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.db import clear_sentence, is_trouble
from guyub.foundation.core.errors import GuyubError

logger = logging.getLogger(__name__)

Text = str | Promise

# Never shown again on a page, and never sent back to one.
SECRET = ("pin", "password", "csrfmiddlewaretoken", "token")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that may go wrong, in words."""

    status: int
    code: str
    icon: str
    title: Text
    sentence: Text
    next_step: Text = ""


BAD_REQUEST = Trouble(
    400,
    "bad_request",
    "paper",
    _("This cannot be read"),
    _("What the phone sent arrived incomplete. Nothing was saved."),
    _("Go back and send it once more."),
)
FORBIDDEN = Trouble(
    403,
    "forbidden",
    "lock",
    _("This door is for another office"),
    _("Your office does not open this page. Nothing was changed."),
    _("Ask the chair if you need it."),
)
NOT_FOUND = Trouble(
    404,
    "not_here",
    "box",
    _("This page is not here"),
    _("It may have moved, or the address was mistyped."),
    _("Go to the home page and look from there."),
)
SERVER = Trouble(
    500,
    "server_error",
    "gear",
    _("Something broke on our side"),
    _("It is not your fault. What was saved before is safe."),
    _("Try once more. If it happens again, tell your officers."),
)
BUSY = Trouble(
    503,
    "busy",
    "clock",
    _("The book is busy for a moment"),
    _("Nothing was lost, and nothing was saved twice."),
    _("Wait a little, then press the button once more."),
)
STALE = Trouble(
    403,
    "stale_page",
    "clock",
    _("This page was open for too long"),
    _("For safety, nothing was saved yet. What you typed is below."),
    _("Press the button to send it once more."),
)
TITLES = {400: BAD_REQUEST, 403: FORBIDDEN, 404: NOT_FOUND, 409: BAD_REQUEST, 422: BAD_REQUEST, 500: SERVER, 503: BUSY}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without asking the database for anything: it may be what broke."""
    cause = sys.exception()
    if is_trouble(cause):  # before any view was reached
        return unwell(request, cause)
    try:
        return answer(request, SERVER, kept=kept_values(request))
    except Exception:
        logger.exception("error_page_failed")
        return HttpResponse(
            f"{SERVER.title}. {SERVER.sentence} {SERVER.next_step}",
            status=500,
            content_type="text/plain; charset=utf-8",
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was open too long, or a second sign-in: keep what was typed and offer to send it again."""
    kept = kept_values(request)
    return answer(request, STALE if kept else replace(BAD_REQUEST, status=403), kept=kept)


def told(request: HttpRequest, error: GuyubError) -> HttpResponse:
    """Answer for an error that carries its own sentence."""
    plain = TITLES.get(error.status, BAD_REQUEST)
    title = plain.title if error.status in {403, 404, 503} else _("This did not work")
    icon = plain.icon if error.status in {403, 404, 503} else "warning"
    own_words = error.sentence != error.default
    trouble = Trouble(
        error.status,
        error.code,
        icon,
        title,
        error.sentence if own_words or error.status not in TITLES else plain.sentence,
        error.next_step or plain.next_step,
    )
    return answer(request, trouble, kept=kept_values(request))


def unwell(request: HttpRequest, error: DatabaseError | OSError) -> HttpResponse:
    """Answer while the database is locked, full, read-only or away."""
    logger.error("storage_trouble", exc_info=error)
    return told(request, clear_sentence(error))


def answer(request: HttpRequest, trouble: Trouble, kept: list[tuple[str, str]] | None = None) -> HttpResponse:
    """Return the trouble in the form that was asked for: JSON, a fragment, or a page."""
    if "application/json" in request.headers.get("Accept", ""):
        words = {"error": trouble.code, "sentence": str(trouble.sentence), "next_step": str(trouble.next_step)}
        return JsonResponse(words, status=trouble.status)
    # The frame of the page says who is signed in; while the database may be away, nothing is asked of it.
    context = {"trouble": trouble, "kept": kept or [], "retry": bool(kept), "plain": trouble.status >= 500}
    if trouble.status >= 500:
        request.user = AnonymousUser()
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("web/errors/fragment.html", context), status=trouble.status)
    return render(request, "web/errors/page.html", context, status=trouble.status)


def kept_values(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, to be shown and sent again; secrets and files cannot be.

    Only what one of our own pages sent: another site must not put words into a form that one press of a button sends.
    """
    if request.method != "POST" or not sent_by_us(request):
        return []
    try:
        fields = request.POST
    except (UnreadablePostError, RawPostDataException, DatabaseError, OSError, ValueError):
        return []
    return [
        (name, value)
        for name, values in fields.lists()
        for value in values
        if not any(secret in name.lower() for secret in SECRET)
    ]


def sent_by_us(request: HttpRequest) -> bool:
    """Return whether the browser says that this form stood on a page of this address."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin", "")
    try:
        return not origin or urlsplit(origin).netloc == request.get_host()
    except (DisallowedHost, ValueError):
        return False
