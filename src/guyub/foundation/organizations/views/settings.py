"""What the association says of itself, and what it has set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from guyub.foundation.core import regions
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.organizations import actions, queries
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.forms import AssociationForm, SettingsForm
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.permissions import OrganizationPermission as P


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group of settings in the list."""

    title: str
    about: str
    url: str


@room(P.SETTINGS)
@require_GET
def settings(request: RoomRequest) -> HttpResponse:
    """List the groups."""
    base = request.path
    groups = [
        ShownGroup(title=str(rows[0].spec.group), about=_changed(rows), url=f"{base}bagian/{key}/")
        for key, rows in _groups(request.org).items()
    ]
    return render(request, "organizations/settings.html", {"groups": groups})


@room(P.SETTINGS)
@require_http_methods(["GET", "POST"])
def setting_group(request: RoomRequest, group: str) -> HttpResponseBase:
    """Change one group of settings."""
    rows = _groups(request.org).get(group)
    if rows is None:
        raise NotHere
    form = SettingsForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(org=request.org, by=request.actor, values=form.values())
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("organizations:settings", request.org.slug)
    drawn = [(bound, _default_text(row)) for bound, row in zip(form.drawn(), rows, strict=True)]
    context = {"form": form, "title": str(rows[0].spec.group), "drawn": drawn}
    return render(request, "organizations/setting_group.html", context, status=form.status if form.is_bound else 200)


@room(P.SETTINGS)
@require_http_methods(["GET", "POST"])
def association(request: RoomRequest) -> HttpResponseBase:
    """Change the association's name, district and time zone."""
    org = request.org
    place = regions.get(org.region_code)
    initial = {"name": org.name, "region": place.path if place else org.region_code, "time_zone": org.time_zone}
    form = AssociationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_profile(
                org=org,
                by=request.actor,
                name=data["name"],
                region_code=data["region_code"],
                time_zone=data["time_zone"],
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organizations:settings", org.slug)
    status = form.status if form.is_bound else 200
    asks = form.is_bound and len(form.candidates()) > 1
    return render(request, "organizations/association.html", {"form": form, "asks": asks}, status=status)


def _groups(org: Organization) -> dict[str, list[queries.SettingRow]]:
    with override("en"):  # the address of a group does not change with the language of the page
        return {slugify(name): rows for name, rows in queries.setting_rows(org).items()}


def _changed(rows: list[queries.SettingRow]) -> str:
    own = sum(not row.is_default for row in rows)
    return _("%(own)d of %(all)d set by you") % {"own": own, "all": len(rows)}


def _default_text(row: queries.SettingRow) -> str:
    """Return the default as words, "" while it holds."""
    if row.is_default:
        return ""
    return _("Usually: %(value)s") % {"value": value_text(row)}


def value_text(row: queries.SettingRow) -> str:
    """Return the default of a setting as it is read."""
    default = row.spec.default
    writers: dict[str, Callable[[Any], str]] = {
        "rupiah": rupiah,
        "grams": lambda grams: quantity_text(grams, Unit.GRAM),
        "millilitres": lambda millilitres: quantity_text(millilitres, Unit.MILLILITRE),
        "percent": lambda percent: f"{percent} %",
        "yes_no": lambda yes: _("yes") if yes else _("no"),
        "choice": lambda key: str(dict(row.spec.choices)[key]),
        "date": lambda day: short_date(day) if day else _("none"),
    }
    return writers.get(row.spec.kind, str)(default)
