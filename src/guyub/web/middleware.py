"""What every answer gets: strict headers, a language, and clear sentences instead of stack traces."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils import translation

from guyub.foundation.core.db import is_trouble
from guyub.foundation.core.errors import GuyubError
from guyub.web import errors

Handler = Callable[[HttpRequest], HttpResponseBase]

# One constant for every answer: nothing runs, loads or frames that is not ours. `data:` is the motif of the cloth.
POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'none'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'; "
    "object-src 'none'"
)
PERMISSIONS = "Permissions-Policy"


def permissions(*, camera: str = "()") -> str:
    """Return what a page may ask the phone for: nothing, as a rule."""
    return f"camera={camera}, geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def security_headers(get_response: Handler) -> Handler:
    """Put the same strict headers on every answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault(PERMISSIONS, permissions())
        if getattr(request, "sign_in", None) is not None:  # a shared phone must neither show it to the next person
            response.headers.setdefault("Cache-Control", "no-store")  # nor have it on its disk
        return response

    return middleware


def language(get_response: Handler) -> Handler:
    """Speak the language that she chose: with her name, else in this browser's cookie, else the house's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            return response

    return middleware


def language_of(request: HttpRequest) -> str:
    """Return the code of the language for this request."""
    of_person = getattr(getattr(request, "user", None), "language", "")
    of_browser = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = dict(settings.LANGUAGES)
    return next((code for code in (of_person, of_browser) if code in known), settings.LANGUAGE_CODE)


class ClearSentences:
    """Turns what went wrong into a page that says what happened, what is safe, and what to do next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for our own errors and for a database or disk that is not well; leave the rest to Django."""
        if isinstance(exception, GuyubError):
            return errors.told(request, exception)
        if is_trouble(exception):
            return errors.unwell(request, exception)
        return None


clear_sentences = ClearSentences
