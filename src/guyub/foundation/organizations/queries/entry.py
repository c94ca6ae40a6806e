"""The one door through which a person enters an association."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q
from django.http import HttpRequest

from guyub.foundation.accounts.models import User
from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm, OperatorGrant, Organization
from guyub.foundation.organizations.roles import operator_permissions, permissions_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A person inside an association, with what she may do there today. `until` ends operator mode."""

    org: Organization
    actor: Actor
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Belonging:
    """One association that a person may enter."""

    org: Organization
    membership_id: UUID


def entry_of(*, user: User, slug: str, request: HttpRequest | None = None) -> Entry | None:
    """Return who `user` is in the association `slug` today; None if she does not belong to it."""
    device_id = getattr(request, "device_id", None)
    # One query for every page of a room: the membership, its association, and a row for each of its terms.
    rows = list(
        Membership.everywhere.select_related("org")
        .filter(user=user, org__slug=slug, ended_at__isnull=True)
        .annotate(office=F("terms__office"), first_day=F("terms__starts_on"), last_day=F("terms__ends_on"))
    )
    if not rows:
        return _operator_entry(user, slug, device_id)
    org, today = rows[0].org, clock.today(rows[0].org.time_zone)
    offices = [Office(row.office) for row in rows if _serves(row.first_day, row.last_day, today)]
    return Entry(org=org, actor=_actor(rows[0], permissions_of(offices), device_id))


def former_entry_of(*, user: User, slug: str, may: str, device_id: UUID | None = None) -> Entry | None:
    """Return the entry of one whose membership has ended: she may do one thing, hand in what was recorded before."""
    membership = (
        Membership.everywhere.select_related("org").filter(user=user, org__slug=slug, ended_at__isnull=False).first()
    )
    if membership is None:
        return None
    return Entry(org=membership.org, actor=_actor(membership, frozenset({may}), device_id))


def actor_of(membership: Membership, *, device_id: UUID | None = None) -> Actor:
    """Return the actor that a membership makes today."""
    org = membership.org
    with tenant(org.pk):
        offices = offices_on(membership, clock.today(org.time_zone))
    return _actor(membership, permissions_of(offices), device_id)


def _actor(membership: Membership, permissions: frozenset[str], device_id: UUID | None) -> Actor:
    return Actor(
        user_id=membership.user_id,
        permissions=permissions,
        member_id=membership.member_id,
        device_id=device_id,
        earlier_ids=frozenset(map(UUID, membership.earlier_ids)),
    )


def _serves(first_day: date | None, last_day: date | None, day: date) -> bool:
    return first_day is not None and first_day <= day and (last_day is None or day <= last_day)


def offices_on(membership: Membership, day: date) -> Iterable[Office]:
    """Return the offices that this membership holds on `day`."""
    terms = OfficeTerm.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), membership=membership, starts_on__lte=day
    )
    return [Office(office) for office in terms.values_list("office", flat=True)]


def memberships_of(user: User) -> list[Belonging]:
    """Return the associations that a person may enter, by name; those in operator mode come last."""
    belongings = [
        Belonging(org=membership.org, membership_id=membership.pk)
        for membership in Membership.everywhere.select_related("org")
        .filter(user=user, ended_at__isnull=True)
        .order_by("org__name", "pk")
    ]
    grants = OperatorGrant.everywhere.select_related("org").filter(_running(), user=user).order_by("org__name")
    return belongings + [Belonging(org=grant.org, membership_id=grant.pk) for grant in grants]


def associations_of(user: User) -> list[Organization]:
    """Return the associations that a person may enter today, in the same order."""
    return [belonging.org for belonging in memberships_of(user)]


def _operator_entry(user: User, slug: str, device_id: UUID | None) -> Entry | None:
    grant = (
        OperatorGrant.everywhere.select_related("org")
        .filter(_running(), user=user, org__slug=slug)
        .order_by("-ends_at")
        .first()
    )
    if grant is None:
        return None
    actor = Actor(user_id=user.pk, permissions=operator_permissions(), device_id=device_id, kind=ActorKind.OPERATOR)
    return Entry(org=grant.org, actor=actor, until=grant.ends_at)


def _running() -> Q:
    now = clock.now()
    return Q(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)
