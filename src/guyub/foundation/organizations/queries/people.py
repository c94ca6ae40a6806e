"""Who may sign in to the association, and who held which office when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from guyub.foundation.core import clock
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.phones import phone_text
from guyub.foundation.core.tenancy import TenantQuerySet
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm, OperatorGrant


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with a sign-in, with the offices of today."""

    membership_id: UUID
    name: str
    phone: str
    offices: str
    is_officer: bool


@dataclass(frozen=True, slots=True)
class TermRow:
    """An office held from one day to another."""

    id: UUID
    membership_id: UUID
    name: str
    office: str
    starts_on: date
    ends_on: date | None


def people(day: date) -> list[PersonRow]:
    """Return everyone who may sign in, officers first in the order of the offices, then by name."""
    held: dict[UUID, list[Office]] = {}
    for membership_id, office in _on(day).values_list("membership_id", "office"):
        held.setdefault(membership_id, []).append(Office(office))
    members = Membership.objects.select_related("user").filter(ended_at__isnull=True)
    return [_person(member, held.get(member.pk, [])) for member in sorted(members, key=lambda m: _place(m, held))]


def people_by_user() -> list[tuple[str, str]]:
    """Return (user id, name) of everyone who may sign in: the choices of a filter."""
    members = Membership.objects.select_related("user").filter(ended_at__isnull=True)
    return sorted(((str(m.user_id), m.user.addressed) for m in members), key=lambda pair: pair[1].casefold())


def office_terms(day: date, *, past: bool = False) -> list[TermRow]:
    """Return the terms that run on `day` or start later; with `past`, those that ended before it, newest first."""
    terms = OfficeTerm.objects.select_related("membership__user")
    if past:
        rows: Iterable[OfficeTerm] = terms.filter(ends_on__lt=day).order_by("-ends_on", "-starts_on", "pk")
    else:
        upcoming = terms.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), membership__ended_at__isnull=True)
        rows = sorted(upcoming, key=lambda t: (_order(t.office), t.starts_on, t.pk))
    return [
        TermRow(
            id=term.pk,
            membership_id=term.membership_id,
            name=term.membership.user.addressed,
            office=str(Office(term.office).label),
            starts_on=term.starts_on,
            ends_on=term.ends_on,
        )
        for term in rows
    ]


def running_operators() -> list[OperatorGrant]:
    """Return the host's visits that are open now."""
    now = clock.now()
    return list(
        OperatorGrant.objects.select_related("user").filter(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)
    )


def get_membership(membership_id: UUID | str) -> Membership:
    """Return one running membership of the active association, with its person, or raise `NotHere`."""
    found = Membership.objects.select_related("user").filter(pk=membership_id, ended_at__isnull=True).first()
    if found is None:
        raise NotHere
    return found  # type: ignore[no-any-return]


def person_of(user_id: UUID) -> Membership | None:
    """Return the running membership of a person in the active association."""
    return (  # type: ignore[no-any-return]
        Membership.objects.select_related("user").filter(user_id=user_id, ended_at__isnull=True).first()
    )


def may_end_term(term: OfficeTerm, *, last_day: date) -> bool:
    """Return whether a chair remains when `term` ends on `last_day`: another open term that has begun by then."""
    if term.office != Office.CHAIR:
        return True
    return stays_chaired(after=last_day, without=[term.pk])


def stays_chaired(*, after: date, without: Iterable[UUID]) -> bool:
    """Return whether somebody else is chair without a planned end when `after` is over."""
    others = OfficeTerm.objects.filter(
        office=Office.CHAIR, ends_on__isnull=True, starts_on__lte=after, membership__ended_at__isnull=True
    )
    return others.exclude(pk__in=list(without)).exists()  # type: ignore[no-any-return]


def _on(day: date) -> TenantQuerySet[OfficeTerm]:
    return OfficeTerm.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)  # type: ignore[no-any-return]


def _person(member: Membership, offices: list[Office]) -> PersonRow:
    offices = sorted(set(offices), key=_order)
    return PersonRow(
        membership_id=member.pk,
        name=member.user.addressed,
        phone=phone_text(member.user.phone),
        offices=", ".join(str(office.label) for office in offices),
        is_officer=bool(set(offices) - {Office.MEMBER}),
    )


def _place(member: Membership, held: dict[UUID, list[Office]]) -> tuple[int, str, UUID]:
    first = min((_order(office) for office in held.get(member.pk, [])), default=len(Office))
    return first, member.user.name.casefold(), member.pk


def _order(office: str) -> int:
    return Office.values.index(office)
