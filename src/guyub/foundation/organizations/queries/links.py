"""One-use links that are still open, and the one behind a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.accounts.models import User
from guyub.foundation.core import clock
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.phones import phone_text
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Invitation, PinReset
from guyub.foundation.organizations.tokens import hash_of


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An open invitation as a list shows it."""

    id: UUID
    name: str
    phone: str
    offices: str
    expires_at: datetime
    invited_by: str


@dataclass(frozen=True, slots=True)
class PinResetRow:
    """A forgotten PIN that waits for the second officer, or for its owner."""

    id: UUID
    name: str
    asked_by: str
    asked_by_id: UUID | None
    user_id: UUID
    approved: bool
    expires_at: datetime


def open_invitations() -> list[InvitationRow]:
    """Return the invitations that may still be used, newest first."""
    rows = list(
        Invitation.objects.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()
        ).order_by("-created_at", "-pk")
    )
    names = _names({row.created_by_id for row in rows if row.created_by_id})
    return [
        InvitationRow(
            id=row.pk,
            name=row.name,
            phone=phone_text(row.phone),
            offices=offices_text(row.offices),
            expires_at=row.expires_at,
            invited_by=names.get(row.created_by_id, ""),
        )
        for row in rows
    ]


def find_invitation(token: str) -> Invitation:
    """Return the invitation behind a link if it may still be used; a used, old or false one is `NotHere`."""
    found = Invitation.objects.filter(
        token_hash=hash_of(token), accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).first()
    if found is None:
        raise NotHere
    return found  # type: ignore[no-any-return]


def open_pin_resets() -> list[PinResetRow]:
    """Return the forgotten PINs that are being helped, oldest first."""
    rows = list(
        PinReset.objects.select_related("membership__user")
        .filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
        .order_by("asked_at", "pk")
    )
    names = _names({row.asked_by_id for row in rows if row.asked_by_id})
    return [
        PinResetRow(
            id=row.pk,
            name=row.membership.user.addressed,
            asked_by=names.get(row.asked_by_id, "") if row.asked_by_id else _("the host"),
            asked_by_id=row.asked_by_id,
            user_id=row.membership.user_id,
            approved=row.approved_at is not None,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def find_pin_reset(token: str) -> PinReset:
    """Return the approved reset behind a link if it may still be used."""
    found = (
        PinReset.objects.select_related("membership__user")
        .filter(
            token_hash=hash_of(token),
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=clock.now(),
            membership__ended_at__isnull=True,
        )
        .first()
    )
    if found is None:
        raise NotHere
    return found  # type: ignore[no-any-return]


def offices_text(offices: list[str]) -> str:
    """Return offices as one line in the active language."""
    return ", ".join(str(Office(office).label) for office in offices)


def _names(user_ids: set[UUID]) -> dict[UUID | None, str]:
    return {user.pk: user.addressed for user in User.objects.filter(pk__in=user_ids)}
