"""Pages of sign-in and of her own account. Whatever is done here concerns herself only."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guyub.foundation.accounts import actions, devices, held, queries
from guyub.foundation.accounts.access import SignedInRequest, public, signed_in
from guyub.foundation.accounts.forms import ChangePinForm, ProfileForm, SignInForm
from guyub.foundation.accounts.models import SignIn
from guyub.foundation.accounts.pages import safe_next, sign_in_page
from guyub.foundation.accounts.sessions import close_session, open_session
from guyub.foundation.core.errors import GuyubError

HELD = "held_form"  # key of the session
LANGUAGE_COOKIE_AGE = 365 * 86_400


@public
@sensitive_post_parameters("pin")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Phone and PIN; afterwards back to where she wanted to go, or to the form that waited."""
    if request.method == "GET":
        after = request.GET.get("next", "")
        if request.user.is_authenticated:
            return redirect(safe_next(request, after))
        return sign_in_page(request, SignInForm(initial={"next": after, "phone": request.GET.get("phone", "")}))
    form = SignInForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            stay = actions.sign_in(phone=data["phone"], pin=data["pin"], where=devices.where(request))
        except GuyubError as error:
            form.explain(error)
        else:
            return _welcome(request, stay, after=data["next"], sealed=data["held"])
    return sign_in_page(request, form, status=form.status)


def _welcome(request: HttpRequest, stay: SignIn, *, after: str, sealed: str) -> HttpResponseBase:
    waiting = held.unseal(sealed)
    response = redirect("accounts:held") if waiting else redirect(safe_next(request, after))
    let_in(request, response, stay)
    if waiting:
        request.session[HELD] = sealed
    return response


def let_in(request: HttpRequest, response: HttpResponseBase, stay: SignIn) -> None:
    """Open the browser's session for a stay, and speak her language from now on."""
    open_session(request, response, stay)
    language = stay.user.language
    if language and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the stay. What the phone has not sent yet stays on it, and the next page says so."""
    stay: SignIn | None = request.sign_in  # type: ignore[attr-defined]
    if stay is not None:
        actions.sign_out(sign_in=stay)
    close_session(request)
    response = redirect("accounts:signed-out")
    if request.is_secure():  # pages kept by the browser go; what was not sent yet (storage) is never touched
        response["Clear-Site-Data"] = '"cache"'
    return response


@public
@never_cache
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say what happened and what stays on this phone."""
    return render(request, "accounts/signed_out.html")


@signed_in
@never_cache
@require_GET
def held_form(request: SignedInRequest) -> HttpResponseBase:
    """The form that was filled in before the session ended: one press sends it to where it was going."""
    waiting = held.unseal(request.session.get(HELD, ""))
    if waiting is None:
        request.session.pop(HELD, None)
        return redirect("web:start")
    is_hers = waiting.user_id is None or waiting.user_id == request.user.pk
    return render(request, "accounts/held.html", {"waiting": waiting, "is_hers": is_hers})


@signed_in
@require_POST
def drop_held(request: SignedInRequest) -> HttpResponseBase:
    """Throw the waiting form away."""
    request.session.pop(HELD, None)
    return redirect("web:start")


@signed_in
@never_cache
@require_GET
def who(request: SignedInRequest) -> HttpResponse:
    """Tell a phone who is signed in, with a fresh token: asked before every replay of what it kept."""
    return JsonResponse(
        {"user": str(request.user.pk), "device": str(request.device_id), "csrf": get_token(request)},
        headers={"Cache-Control": "no-store"},
    )


@signed_in
@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    """Her name, PIN, language, phones and stays."""
    rows = queries.devices_of(
        request.user, zone=settings.TIME_ZONE, here=request.device_id, this_stay=request.sign_in.pk
    )
    return render(request, "accounts/account.html", {"devices": rows})


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponseBase:
    """How she is called, and her language."""
    user = request.user
    known = {"name": user.name, "honorific": user.honorific, "language": user.language or settings.LANGUAGE_CODE}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_profile(
                user=user,
                by=request.actor,
                name=data["name"],
                honorific=data["honorific"],
                language=data["language"],
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved."))
            response = redirect("accounts:account")
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, data["language"], max_age=LANGUAGE_COOKIE_AGE)
            return response
    return render(request, "accounts/profile.html", {"form": form}, status=form.status if form.is_bound else 200)


@signed_in
@sensitive_post_parameters("pin", "pin_again", "old_pin")
@never_cache
@require_http_methods(["GET", "POST"])
def change_pin(request: SignedInRequest) -> HttpResponseBase:
    """A new PIN; she stays signed in here, everywhere else the old one is worth nothing."""
    form = ChangePinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_pin(
                user=request.user,
                by=request.actor,
                old=data["old_pin"],
                pin=data["pin"],
                again=data["pin_again"],
                where=devices.where(request),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Your PIN is new. Other phones must sign in again."))
            return redirect("accounts:account")
    return render(request, "accounts/change_pin.html", {"form": form}, status=form.status if form.is_bound else 200)


@signed_in
@require_POST
def revoke_device(request: SignedInRequest, device_id: UUID) -> HttpResponseBase:
    """Remove one of her own phones; removing this one signs her out."""
    actions.revoke_device(user=request.user, by=request.actor, device_id=device_id)
    if device_id == request.device_id:
        close_session(request)
        return redirect("accounts:signed-out")
    messages.success(request, _("The phone was removed and is signed out."))
    return redirect("accounts:account")


@signed_in
@require_POST
def end_stay(request: SignedInRequest, sign_in_id: UUID) -> HttpResponseBase:
    """Sign out on another phone, which stays known."""
    actions.end_stay(user=request.user, by=request.actor, sign_in_id=sign_in_id)
    if sign_in_id == request.sign_in.pk:
        close_session(request)
        return redirect("accounts:signed-out")
    messages.success(request, _("Signed out there."))
    return redirect(reverse("accounts:account"))
