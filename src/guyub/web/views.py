"""The front door, the home page of an association, and the pages about the house itself."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from guyub.foundation.organizations import queries
from guyub.foundation.organizations.access import RoomRequest, SignedInRequest, public, room, signed_in
from guyub.foundation.organizations.permissions import OrganizationPermission
from guyub.web import gallery, greeting, homes

YEAR = 365 * 86_400


@public
@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """Lead everyone to where she belongs: sign-in, her one association, or the choice among several."""
    if not request.user.is_authenticated:
        return redirect("accounts:sign-in")
    own = queries.associations_of(request.user)
    if len(own) == 1:
        return redirect("home:home", own[0].slug)
    return redirect("web:choose")


@signed_in
@require_GET
def choose(request: SignedInRequest) -> HttpResponse:
    """List the associations that she belongs to."""
    return render(request, "web/choose.html", {"associations": queries.associations_of(request.user)})


@room(OrganizationPermission.ENTER)
def home(request: RoomRequest) -> HttpResponse:
    """Show what she does today, by her offices."""
    shown = homes.home_of(request.org, request.actor)
    hello = greeting.greet(request.user, request.org.time_zone)
    return render(request, "web/home.html", {"home": shown, "hello": hello})


@room(OrganizationPermission.ENTER)
def more(request: RoomRequest) -> HttpResponse:
    """Show everything that she may open."""
    return render(request, "web/more.html", {"home": homes.home_of(request.org, request.actor)})


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and with the person if she is signed in."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = redirect(target)
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        if request.user.is_authenticated and request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response


@public
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer the first questions, on one page."""
    return render(request, "web/help.html")


@public
@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "web/style_guide.html", gallery.everything())


@public
@require_GET
def style_sample(request: HttpRequest, name: str) -> HttpResponse:
    """Show a whole page of one kind: a screen that must fit a small phone, a printed sheet, a slip."""
    return render(request, f"web/style_guide_{gallery.SAMPLES[name]}.html", gallery.everything())


@public
@require_GET
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the program and its database answer; for a watching machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
