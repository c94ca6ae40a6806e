"""Two links that open without a sign-in: an invitation, and a new PIN. Looking uses nothing up; a press does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from guyub.foundation.accounts import devices
from guyub.foundation.accounts.access import public
from guyub.foundation.accounts.forms import NewPinForm
from guyub.foundation.accounts.models import SignIn, User
from guyub.foundation.accounts.views import let_in
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.phones import phone_text
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations import actions, queries
from guyub.foundation.organizations.forms import JoinForm
from guyub.foundation.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Visitor:
    """For whom the link was made, as the page greets her."""

    name: str
    phone: str
    org: str
    offices: str = ""


@public
@sensitive_post_parameters("pin", "pin_again")
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, org_slug: str, token: str) -> HttpResponseBase:
    """Join: a new person chooses her PIN, a known phone number proves itself with the PIN it has."""
    org = _org(org_slug)
    with tenant(org.pk):
        try:
            invited = queries.find_invitation(token)
        except NotHere:
            return _dead(request)
        is_known = User.objects.filter(phone=invited.phone).exists()
        form: NewPinForm | JoinForm = (JoinForm if is_known else NewPinForm)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            stay = _try(
                form,
                lambda: actions.accept_invitation(
                    org=org,
                    token=token,
                    pin=data["pin"],
                    again=data.get("pin_again", ""),
                    where=devices.where(request),
                    language=get_language() or "",
                ),
            )
            if stay is not None:
                return _inside(request, org, stay, _("Welcome to %(org)s.") % {"org": org.name})
        visitor = Visitor(
            name=invited.name,
            phone=phone_text(invited.phone),
            org=org.name,
            offices=queries.offices_text(invited.offices),
        )
        context = {"form": form, "visitor": visitor, "is_known": is_known}
        return render(request, "organizations/join.html", context, status=form.status if form.is_bound else 200)


@public
@sensitive_post_parameters("pin", "pin_again")
@never_cache
@require_http_methods(["GET", "POST"])
def pin_reset(request: HttpRequest, org_slug: str, token: str) -> HttpResponseBase:
    """Choose a new PIN with a link that two officers vouched for."""
    org = _org(org_slug)
    with tenant(org.pk):
        try:
            person = queries.find_pin_reset(token).membership.user
        except NotHere:
            return _dead(request)
        form = NewPinForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            stay = _try(
                form,
                lambda: actions.use_pin_reset(
                    org=org, token=token, pin=data["pin"], again=data["pin_again"], where=devices.where(request)
                ),
            )
            if stay is not None:
                return _inside(request, org, stay, _("Your new PIN holds from now on."))
        visitor = Visitor(name=person.addressed, phone=phone_text(person.phone), org=org.name)
        context = {"form": form, "visitor": visitor}
        return render(request, "organizations/new_pin.html", context, status=form.status if form.is_bound else 200)


def _try(form: NewPinForm | JoinForm, act: Callable[[], SignIn]) -> SignIn | None:
    try:
        return act()
    except NotHere:
        raise
    except GuyubError as error:
        form.explain(error)
        return None


def _inside(request: HttpRequest, org: Organization, stay: SignIn, greeting: str) -> HttpResponseBase:
    response = redirect("home:home", org.slug)
    let_in(request, response, stay)
    messages.success(request, greeting)
    return response


def _org(slug: str) -> Organization:
    org = Organization.objects.filter(slug=slug).first()
    if org is None:
        raise NotHere
    return org


def _dead(request: HttpRequest) -> HttpResponse:
    """A used, old, false or withdrawn link: one answer, which says what to do."""
    return render(request, "organizations/dead_link.html", status=404)
