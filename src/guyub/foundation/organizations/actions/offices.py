"""Who belongs, and who holds which office from when to when. An association never stands without a chair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.models import User
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import TenantQuerySet
from guyub.foundation.organizations import persons
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm, Organization
from guyub.foundation.organizations.permissions import OrganizationPermission as P
from guyub.foundation.organizations.queries.people import get_membership, stays_chaired


@atomic
def admit(
    *,
    org: Organization,
    by: Actor,
    user: User,
    member_id: UUID | None = None,
    offices: Iterable[str] = (),
    starts_on: date | None = None,
) -> Membership:
    """Let `user` sign in to `org`, holding `offices` from `starts_on` (today). Doing it again changes nothing.

    Who belonged before comes back to the same membership. Offices need the right to appoint.
    """
    by.require(P.INVITE)
    offices = [Office(office) for office in offices]
    if offices:
        by.require(P.OFFICES)
    lock_association(org.pk)
    membership: Membership | None = Membership.objects.select_for_update().filter(user=user).first()
    if member_id is not None and Membership.objects.filter(member_id=member_id).exclude(user=user).exists():
        raise Refused(_("This member already signs in with another phone number. Nothing was changed."))
    if membership is None:
        membership = Membership.objects.create(
            id=uuid7(),
            org=org,
            user=user,
            member_id=member_id,
            earlier_ids=persons.earlier_ids(member_id),
            started_at=clock.now(),
        )
        audit.record(org_id=org.pk, by=by, verb="organizations.admitted", target=membership, about=str(user.pk))
    elif membership.ended_at is not None or (member_id is not None and membership.member_id != member_id):
        membership.ended_at = None
        membership.member_id = member_id or membership.member_id
        membership.earlier_ids = persons.earlier_ids(membership.member_id)
        membership.save(update_fields=["ended_at", "member_id", "earlier_ids"])
        audit.record(org_id=org.pk, by=by, verb="organizations.admitted", target=membership, about=str(user.pk))
    day = starts_on or clock.today(org.time_zone)
    for office in offices:
        if not _overlapping(membership, office, day, None).exists():
            _appoint(org, by, membership, office, day, None, uuid7())
    return membership


@atomic
def appoint(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    membership_id: UUID,
    office: str,
    starts_on: date,
    ends_on: date | None = None,
) -> OfficeTerm:
    """Give an office from `starts_on`; `ends_on` is the last day, None while she serves.

    A chair's term is open unless another chair remains: otherwise nobody could appoint the next one.
    """
    by.require(P.OFFICES)
    lock_association(org.pk)
    before: OfficeTerm | None = OfficeTerm.objects.filter(pk=client_id).first()
    if before is not None:
        asked = (membership_id, office, starts_on, ends_on)
        if (before.membership_id, before.office, before.starts_on, before.ends_on) != asked:
            raise Clash(first=str(before.pk))
        return before
    membership = get_membership(membership_id)
    if office not in Office.values or office == Office.MEMBER:
        raise BadInput(_("Choose an office."), field="office")
    if ends_on is not None and ends_on < starts_on:
        raise BadInput(_("The last day is before the first day."), field="ends_on")
    if _overlapping(membership, office, starts_on, ends_on).exists():
        raise Refused(
            _("She already holds this office in these days."),
            next_step=_("Nothing was changed. End the running term first."),
            code="overlap",
            field="starts_on",
        )
    if office == Office.CHAIR and ends_on is not None and not stays_chaired(after=ends_on, without=()):
        raise Refused(
            _("The only chair serves until her successor is appointed. Leave the last day empty."),
            code="last_chair",
            field="ends_on",
        )
    return _appoint(org, by, membership, office, starts_on, ends_on, client_id)


@atomic
def end_term(*, org: Organization, by: Actor, term_id: UUID, last_day: date) -> OfficeTerm:
    """End an office; `last_day` is its last. The last chair's term stands until a successor has begun."""
    by.require(P.OFFICES)
    lock_association(org.pk)
    term: OfficeTerm | None = OfficeTerm.objects.select_for_update().filter(pk=term_id).first()
    if term is None:
        raise NotHere
    if term.ends_on == last_day:
        return term
    if last_day < term.starts_on:
        raise BadInput(_("The last day is before the first day."), field="last_day")
    if term.ends_on is not None and last_day > term.ends_on:
        raise BadInput(_("The term ended before that day. Appoint her anew."), field="last_day")
    if term.office == Office.CHAIR and not stays_chaired(after=last_day, without=[term.pk]):
        raise _last_chair()
    term.ends_on = last_day
    term.save(update_fields=["ends_on"])
    about = str(term.membership.user_id)
    audit.record(org_id=org.pk, by=by, verb="organizations.term_ended", target=term, office=term.office, about=about)
    return term


@atomic
def end_membership(*, org: Organization, by: Actor, membership_id: UUID) -> Membership:
    """Close the association's door for a person: her offices end yesterday or today, her records stay."""
    by.require(P.OFFICES)
    lock_association(org.pk)
    membership = get_membership(membership_id)
    today = clock.today(org.time_zone)
    running = OfficeTerm.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), membership=membership)
    chairs = [term.pk for term in running if term.office == Office.CHAIR]
    if chairs and not stays_chaired(after=today, without=chairs):
        raise _last_chair()
    running.filter(starts_on__gt=today).delete()
    running.update(ends_on=today)
    membership.ended_at = max(clock.now(), membership.started_at)
    membership.save(update_fields=["ended_at"])
    about = str(membership.user_id)
    audit.record(org_id=org.pk, by=by, verb="organizations.membership_ended", target=membership, about=about)
    return membership


def _appoint(  # noqa: PLR0917 -- the row's own columns, from two doors above
    org: Organization,
    by: Actor,
    membership: Membership,
    office: str,
    starts_on: date,
    ends_on: date | None,
    term_id: UUID,
) -> OfficeTerm:
    term = OfficeTerm.objects.create(
        id=term_id, org=org, membership=membership, office=office, starts_on=starts_on, ends_on=ends_on
    )
    about = str(membership.user_id)
    audit.record(org_id=org.pk, by=by, verb="organizations.appointed", target=term, office=str(office), about=about)
    return term  # type: ignore[no-any-return]


def _overlapping(
    membership: Membership, office: str, starts_on: date, ends_on: date | None
) -> TenantQuerySet[OfficeTerm]:
    terms: TenantQuerySet[OfficeTerm] = OfficeTerm.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), membership=membership, office=office
    )
    return terms if ends_on is None else terms.filter(starts_on__lte=ends_on)


def _last_chair() -> Refused:
    return Refused(
        _("An association always has a chair, and she is the only one."),
        next_step=_("Nothing was changed. Appoint her successor first, then end this term."),
        code="last_chair",
    )
