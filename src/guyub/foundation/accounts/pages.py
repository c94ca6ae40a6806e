"""The sign-in page, drawn from three doors: asked for, after a wrong PIN, and where the session ended meanwhile."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from guyub.foundation.accounts import held
from guyub.foundation.accounts.forms import SignInForm


def sign_in_page(request: HttpRequest, form: SignInForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the form; `holds` says that a filled-in form travels with it."""
    context = {"form": form, "holds": held.unseal(str(form["held"].value() or "")) is not None} | more
    response = render(request, "accounts/sign_in.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def please_sign_in(request: HttpRequest) -> HttpResponse:
    """A page asks for sign-in and comes back; a form is kept; a phone's fetch gets a 401 it cannot mistake."""
    if "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json":
        return JsonResponse({"error": "signed_out"}, status=401)
    is_htmx = bool(request.headers.get("HX-Request"))
    if request.method == "POST":
        return _hold(request, is_htmx=is_htmx)
    if is_htmx:
        response = HttpResponse(status=401)
        response["HX-Redirect"] = sign_in_url(_page_of(request))
        return response
    response = HttpResponse(status=302)
    response["Location"] = sign_in_url(request.get_full_path())
    return response


def sign_in_url(after: str) -> str:
    """Return the address of the sign-in page that leads to `after`."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: after})}"


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Return where she wanted to go if it is a page of this house, else the start."""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _hold(request: HttpRequest, *, is_htmx: bool) -> HttpResponse:
    """Keep what was typed inside the sign-in page: 401, because nothing was saved."""
    sealed = held.seal(request)
    form = SignInForm(initial={"held": sealed, "next": _page_of(request)})
    response = sign_in_page(request, form, status=401, too_large=not sealed)
    if is_htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "body", "outerHTML"
    return response


def _page_of(request: HttpRequest) -> str:
    """Return the page that she was looking at: the address of a POST or a fragment may not be one."""
    came_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if came_from.netloc in {"", request.get_host()} and came_from.path:
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return request.get_full_path() if request.method == "GET" else ""
