"""A forgotten PIN and a lost phone, without SMS: two officers who know the person vouch for her.

When no two officers are left who remember theirs, the host of the server helps one of them; she helps the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts import actions as accounts
from guyub.foundation.accounts.devices import Where
from guyub.foundation.accounts.models import Device, Ending, SignIn, User
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.models import Membership, Organization, PinReset
from guyub.foundation.organizations.permissions import OrganizationPermission as P
from guyub.foundation.organizations.queries.entry import actor_of, memberships_of
from guyub.foundation.organizations.queries.links import find_pin_reset
from guyub.foundation.organizations.queries.people import get_membership
from guyub.foundation.organizations.tokens import new_token

GOOD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reset:
    """An approved reset and its link's token, which is known only now."""

    reset: PinReset
    token: str


@atomic
def ask_pin_reset(*, org: Organization, by: Actor, client_id: UUID, membership_id: UUID) -> PinReset:
    """First officer: "she stands before me and forgot her PIN". Waits a day for the second one."""
    asker = _officer(by)
    lock_association(org.pk)
    membership = get_membership(membership_id)
    if membership.user_id == asker:
        raise _not_for_herself()
    before: PinReset | None = PinReset.objects.filter(pk=client_id).first()
    if before is not None:
        if before.membership_id != membership.pk or before.asked_by_id != asker:
            raise Clash(first=str(before.pk))
        return before
    if _running(membership).exists():
        raise Refused(
            _("Somebody is already helping her with a new PIN."),
            next_step=_("Look at the list of forgotten PINs."),
            code="running",
        )
    now = clock.now()
    reset = PinReset.objects.create(
        id=client_id, org=org, membership=membership, asked_at=now, asked_by_id=asker, expires_at=now + GOOD_FOR
    )
    audit.record(
        org_id=org.pk, by=by, verb="organizations.pin_reset_asked", target=reset, about=str(membership.user_id)
    )
    return reset  # type: ignore[no-any-return]


@atomic
def approve_pin_reset(*, org: Organization, by: Actor, reset_id: UUID) -> Reset:
    """Second officer: makes the one-use link, and signs the person out everywhere.

    The same officer may ask again for the link while it is unused: the one before is dead then.
    """
    approver = _officer(by)
    reset = _open(reset_id)
    if approver == reset.membership.user_id:
        raise _not_for_herself()
    if approver == reset.asked_by_id:
        raise Refused(
            _("A second officer must approve; you asked yourself."),
            next_step=_("Call another officer to open this page."),
            code="second_officer",
        )
    if reset.approved_at is not None and reset.approved_by_id != approver:
        raise Refused(_("Another officer has approved and holds the link."), code="approved")
    is_first = reset.approved_at is None
    token, token_hash = new_token()
    reset.token_hash, reset.approved_by_id = token_hash, approver
    if is_first:
        reset.approved_at, reset.expires_at = clock.now(), clock.now() + GOOD_FOR
        accounts.end_every_stay(user=reset.membership.user, because=Ending.PIN_CHANGED)
        _tell(org, by, reset, "organizations.pin_reset_approved")
    reset.save(update_fields=["token_hash", "approved_by_id", "approved_at", "expires_at"])
    return Reset(reset=reset, token=token)


@atomic
def give_pin_reset(*, org: Organization, by: Actor, membership_id: UUID, reason: str) -> Reset:
    """Make a one-use link for an officer, as the host, on the server itself; the association reads the reason."""
    if by is not SYSTEM:
        raise Forbidden
    reason = " ".join(reason.split())
    if not 10 <= len(reason) <= 200:
        raise BadInput(_("Say why in 10 to 200 letters; the association will read it."), field="reason")
    lock_association(org.pk)
    membership = get_membership(membership_id)
    if not actor_of(membership).may(P.RECOVER):
        raise Refused(
            _("The host helps only officers who can help others."),
            next_step=_("Two officers help everybody else."),
            code="officers_only",
        )
    now = clock.now()
    _running(membership).update(withdrawn_at=now)
    token, token_hash = new_token()
    reset = PinReset.objects.create(
        id=uuid7(),
        org=org,
        membership=membership,
        asked_at=now,
        approved_at=now,
        host_reason=reason,
        token_hash=token_hash,
        expires_at=now + GOOD_FOR,
    )
    accounts.end_every_stay(user=membership.user, because=Ending.PIN_CHANGED)
    _tell(org, by, reset, "organizations.pin_reset_given", reason=reason)
    return Reset(reset=reset, token=token)


@atomic
def withdraw_pin_reset(*, org: Organization, by: Actor, reset_id: UUID) -> None:
    """Any officer with the right stops a reset that is not used yet; a link already shown is dead."""
    _officer(by)
    reset = _open(reset_id)
    reset.withdrawn_at = clock.now()
    reset.save(update_fields=["withdrawn_at"])
    about = str(reset.membership.user_id)
    audit.record(org_id=org.pk, by=by, verb="organizations.pin_reset_withdrawn", target=reset, about=about)


def use_pin_reset(*, org: Organization, token: str, pin: str, again: str, where: Where) -> SignIn:
    """The person herself: a new PIN, typed twice, and she is signed in; this phone may enter again."""
    reset = find_pin_reset(token)
    pin_hash = accounts.hash_pin(pin, again=again, phone=reset.membership.user.phone)
    return _use(org, reset, pin_hash, where)


@atomic
def _use(org: Organization, reset: PinReset, pin_hash: str, where: Where) -> SignIn:
    now = _open(reset.pk)
    if now.token_hash != reset.token_hash:
        raise NotHere
    user: User = now.membership.user
    now.used_at = clock.now()
    now.save(update_fields=["used_at"])
    accounts.put_pin(user=user, by=Actor(user_id=user.pk), pin_hash=pin_hash)
    sign_in = accounts.enter(user=user, where=where, allow_again=True)
    _tell(org, Actor(user_id=user.pk, device_id=sign_in.device_id), now, "organizations.pin_reset_used")
    return sign_in


@atomic
def revoke_member_device(*, org: Organization, by: Actor, membership_id: UUID, device_id: UUID) -> Device:
    """Remove a lost phone for a member of this association: signed out at once."""
    by.require(P.RECOVER)
    user = get_membership(membership_id).user
    return accounts.revoke_device(user=user, by=by, device_id=device_id, org_id=org.pk)


@atomic
def allow_member_device(*, org: Organization, by: Actor, membership_id: UUID, device_id: UUID) -> Device:
    """Let a found phone in again; another person than its owner decides."""
    by.require(P.RECOVER)
    user = get_membership(membership_id).user
    if user.pk == by.user_id:
        raise _not_for_herself()
    return accounts.allow_device(user=user, by=by, device_id=device_id, org_id=org.pk)


def _officer(by: Actor) -> UUID:
    """Return the officer's own id: the program itself never vouches for a person."""
    by.require(P.RECOVER)
    if by.user_id is None:
        raise Refused(_("Two officers vouch for a person, never the program itself."), code="needs_person")
    return by.user_id


def _running(membership: Membership) -> QuerySet[PinReset]:
    running: QuerySet[PinReset] = PinReset.objects.filter(
        membership=membership, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )
    return running


def _open(reset_id: UUID) -> PinReset:
    found = (
        PinReset.objects.select_related("membership__user")
        .select_for_update(of=("self",))
        .filter(pk=reset_id, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
        .first()
    )
    if found is None or found.membership.ended_at is not None:
        raise NotHere
    return found  # type: ignore[no-any-return]


def _tell(org: Organization, by: Actor, reset: PinReset, verb: str, **more: Any) -> None:
    """Write it into the trail of every association that this sign-in opens: all of them should know."""
    about = str(reset.membership.user_id)
    audit.record(org_id=org.pk, by=by, verb=verb, target=reset, about=about, **more)
    for belonging in memberships_of(reset.membership.user):
        if belonging.org.pk != org.pk:
            audit.record(org_id=belonging.org.pk, by=by, verb=f"{verb}_elsewhere", about=about, **more)


def _not_for_herself() -> Refused:
    return Refused(_("Nobody does this for herself."), next_step=_("Ask two other officers."), code="not_for_herself")
