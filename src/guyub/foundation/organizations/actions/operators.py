"""Operator mode: the host of the server helps in one association, for minutes, reading only, on record."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.models import User
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import SYSTEM, Actor, ActorKind
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.models import Membership, OperatorGrant, Organization
from guyub.foundation.organizations.permissions import OrganizationPermission as P

LONGEST = 60  # minutes


@atomic
def grant_operator(*, org: Organization, by: Actor, user: User, reason: str, minutes: int) -> OperatorGrant:
    """Open the door for `minutes`; it shuts by itself. The association reads the reason in its trail."""
    if by is not SYSTEM:
        raise Forbidden
    reason = " ".join(reason.split())
    if not 10 <= len(reason) <= 200:
        raise BadInput(_("Say why in 10 to 200 letters; the association will read it."), field="reason")
    if not 1 <= minutes <= LONGEST:
        raise BadInput(_("Operator mode lasts 1 to 60 minutes."), field="minutes")
    if Membership.objects.filter(user=user, ended_at__isnull=True).exists():
        raise Refused(_("This person belongs to the association and needs no operator mode."), code="belongs")
    now = clock.now()
    grant = OperatorGrant.objects.create(
        id=uuid7(), org=org, user=user, reason=reason, starts_at=now, ends_at=now + timedelta(minutes=minutes)
    )
    operator = Actor(user_id=user.pk, kind=ActorKind.OPERATOR)
    audit.record(
        org_id=org.pk, by=operator, verb="organizations.operator_started", target=grant, minutes=minutes, reason=reason
    )
    return grant  # type: ignore[no-any-return]


@atomic
def end_operator(*, org: Organization, by: Actor, grant_id: UUID) -> OperatorGrant:
    """Shut the door early: the operator herself, or an officer who does not want the visit."""
    grant: OperatorGrant | None = OperatorGrant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise NotHere
    if by.user_id != grant.user_id:
        by.require(P.SETTINGS)
    if grant.ended_at is None and grant.ends_at > clock.now():
        grant.ended_at = clock.now()
        grant.save(update_fields=["ended_at"])
        audit.record(org_id=org.pk, by=by, verb="organizations.operator_ended", target=grant)
    return grant


@atomic
def note_operator_page(*, org: Organization, by: Actor, page: str, method: str) -> None:
    """Write down each page that the host opens in operator mode."""
    audit.record(org_id=org.pk, by=by, verb="organizations.operator_page", page=page[:200], method=method)
