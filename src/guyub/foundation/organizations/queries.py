"""Reads about associations, and the one door through which a person enters one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest

from guyub.foundation.accounts.models import User
from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm, Organization
from guyub.foundation.organizations.roles import permissions_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A person inside an association, with what she may do there today."""

    org: Organization
    actor: Actor


def entry_of(*, user: User, slug: str, request: HttpRequest | None = None) -> Entry | None:
    """Return who `user` is in the association `slug` today; None if she does not belong to it."""
    membership = (
        Membership.everywhere.select_related("org").filter(user=user, org__slug=slug, ended_at__isnull=True).first()
    )
    if membership is None:
        return None
    return Entry(org=membership.org, actor=actor_of(membership, device_id=getattr(request, "device_id", None)))


def actor_of(membership: Membership, *, device_id: UUID | None = None) -> Actor:
    """Return the actor that a membership makes today."""
    org = membership.org
    with tenant(org.pk):
        offices = offices_on(membership, clock.today(org.time_zone))
    return Actor(
        user_id=membership.user_id,
        permissions=permissions_of(offices),
        member_id=membership.member_id,
        device_id=device_id,
    )


def offices_on(membership: Membership, day: date) -> Iterable[Office]:
    """Return the offices that this membership holds on `day`."""
    terms = OfficeTerm.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), membership=membership, starts_on__lte=day
    )
    return [Office(office) for office in terms.values_list("office", flat=True)]


def associations_of(user: User) -> list[Organization]:
    """Return the associations that a person belongs to today, by name."""
    memberships = Membership.everywhere.select_related("org").filter(user=user, ended_at__isnull=True)
    return sorted((membership.org for membership in memberships), key=lambda org: org.name)
