"""Found an association, and change what it says of itself."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.phones import read_phone
from guyub.foundation.core import audit, clock, regions
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Forbidden
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.actions.invitations import Invited, invite
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.founding import lay_ready
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.permissions import OrganizationPermission as P
from guyub.foundation.organizations.settings import spec_of

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Words that would read as something else in an address or a file name.
RESERVED_SLUGS = frozenset(
    {
        *("admin", "akun", "anggota", "api", "baru", "bank-sampah", "buku-kas", "gaya", "guyub", "kuitansi", "masuk"),
        *("media", "operator", "paguyuban", "pengurus", "pin-baru", "sistem", "static", "sync", "undangan"),
    }
)


@dataclass(frozen=True, slots=True)
class Founded:
    """A new association and the link that lets its chair in."""

    org: Organization
    chair: Invited


@atomic
def create_association(
    *,
    by: Actor,
    name: str,
    slug: str,
    region_code: str,
    time_zone: str,
    chair_name: str,
    chair_phone: str,
    started_on: date | None = None,
    is_demo: bool = False,
    client_id: UUID | None = None,
) -> Founded:
    """Found an association and invite its chair. Only the host does this, from the command line.

    Repeated with the same `client_id`, it returns the same association with a fresh link for the chair.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise Forbidden
    org_id = client_id or uuid7()
    org = Organization.objects.filter(pk=org_id).first()
    if org is None:
        org = Organization.objects.create(
            id=org_id,
            slug=_good_slug(slug),
            name=_good_name(name),
            region_code=_good_region(region_code),
            time_zone=_good_zone(time_zone),
            started_on=started_on or clock.today(time_zone),
            created_at=clock.now(),
            is_demo=is_demo,
        )
        with tenant(org.pk):
            audit.record(org_id=org.pk, by=by, verb="organizations.founded", target=org)
            lay_ready(org, by)
    with tenant(org.pk):
        chair = invite(
            org=org,
            by=by,
            client_id=org_id,
            name=chair_name,
            phone=read_phone(chair_phone, field="chair_phone"),
            offices=[Office.CHAIR],
        )
    return Founded(org=org, chair=chair)


@atomic
def change_profile(*, org: Organization, by: Actor, name: str, region_code: str, time_zone: str) -> Organization:
    """Change the association's name, district and time zone; its address (slug) stays, links depend on it."""
    by.require(P.SETTINGS)
    row = Organization.objects.select_for_update().get(pk=org.pk)
    new = {"name": _good_name(name), "region_code": _good_region(region_code), "time_zone": _good_zone(time_zone)}
    changes = {key: [getattr(row, key), value] for key, value in new.items() if getattr(row, key) != value}
    if changes:
        for key, value in new.items():
            setattr(row, key, value)
        row.save(update_fields=list(new))
        audit.record(org_id=org.pk, by=by, verb="organizations.profile_changed", target=row, changes=changes)
    return row


@atomic
def change_settings(*, org: Organization, by: Actor, values: Mapping[str, Any]) -> Organization:
    """Set registered settings; each is checked, the trail keeps old and new. A value like the default is forgotten."""
    by.require(P.SETTINGS)
    row = Organization.objects.select_for_update().get(pk=org.pk)
    chosen, changes = dict(row.chosen), {}
    for key, value in values.items():
        spec = spec_of(key)
        new, default = spec.checked(value), spec.checked(spec.default)
        old = chosen.get(spec.key, default)
        if new != old:
            changes[spec.key] = [old, new]
        if new == default:
            chosen.pop(spec.key, None)
        else:
            chosen[spec.key] = new
    if changes:
        row.chosen = chosen
        row.save(update_fields=["chosen"])
        audit.record(org_id=org.pk, by=by, verb="organizations.settings_changed", target=row, changes=changes)
    return row


def _good_name(name: str) -> str:
    name = " ".join(name.split())
    if not 3 <= len(name) <= 120:
        raise BadInput(_("The name has 3 to 120 letters."), field="name")
    return name


def _good_slug(slug: str) -> str:
    if not (_SLUG.fullmatch(slug) and 3 <= len(slug) <= 40):
        raise BadInput(_("The address has 3 to 40 small letters, digits and single hyphens."), field="slug")
    if slug in RESERVED_SLUGS:
        raise BadInput(_("This address is kept for Guyub itself. Choose another."), field="slug")
    if Organization.objects.filter(slug=slug).exists():
        raise BadInput(_("Another association has this address. Choose another."), field="slug")
    return slug


def _good_region(code: str) -> str:
    place = regions.get(code) if code else None
    if code and place is None:
        raise BadInput(_("This is not the code of a region, such as 33.02.15."), field="region_code")
    return place.code if place else ""


def _good_zone(zone: str) -> str:
    if zone not in zoneinfo.available_timezones():
        raise BadInput(_("This time zone is not known. Try Asia/Jakarta."), field="time_zone")
    return zone
