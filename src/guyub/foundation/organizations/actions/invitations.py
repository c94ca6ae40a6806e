"""A one-use link for one person: made by an officer, opened on her own phone, good for seven days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.actions import enter, hash_pin, open_account, sign_in
from guyub.foundation.accounts.devices import Where
from guyub.foundation.accounts.models import SignIn, User
from guyub.foundation.accounts.phones import read_phone
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Clash, NotHere, Refused
from guyub.foundation.organizations.actions.offices import admit
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Invitation, Membership, Organization
from guyub.foundation.organizations.permissions import OrganizationPermission as P
from guyub.foundation.organizations.queries.entry import actor_of
from guyub.foundation.organizations.queries.links import find_invitation
from guyub.foundation.organizations.queries.people import person_of
from guyub.foundation.organizations.tokens import hash_of, new_token

GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its link's token, which is known only now."""

    invitation: Invitation
    token: str


@atomic
def invite(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    name: str,
    phone: str,
    member_id: UUID | None = None,
    offices: Sequence[str] = (),
) -> Invited:
    """Make a link for one person. Repeated, it gives a new link for the same invitation: the first was not seen."""
    by.require(P.INVITE)
    if offices:
        by.require(P.OFFICES)
    name, phone, offices = " ".join(name.split()), read_phone(phone), _good_offices(offices)
    if not name:
        raise BadInput(_("Write the name of the person you invite."), field="name")
    before: Invitation | None = Invitation.objects.select_for_update().filter(pk=client_id).first()
    if before is not None:
        if (before.name, before.phone, before.member_id, before.offices) != (name, phone, member_id, offices):
            raise Clash(first=str(before.pk))
        return _fresh_link(before)
    if Membership.objects.filter(user__phone=phone, ended_at__isnull=True).exists():
        raise Refused(
            _("This phone number already signs in here."),
            next_step=_("Nothing was sent. If she forgot her PIN, help her with a new one."),
            code="belongs",
            field="phone",
        )
    token, token_hash = new_token()
    invitation = Invitation.objects.create(
        id=client_id,
        org=org,
        name=name,
        phone=phone,
        member_id=member_id,
        offices=offices,
        token_hash=token_hash,
        created_at=clock.now(),
        created_by_id=by.user_id,
        expires_at=clock.now() + GOOD_FOR,
    )
    audit.record(org_id=org.pk, by=by, verb="organizations.invited", target=invitation)
    return Invited(invitation=invitation, token=token)


@atomic
def renew_invitation(*, org: Organization, by: Actor, invitation_id: UUID) -> Invited:
    """Make a new link for an open invitation, again for seven days; the old link is dead."""
    by.require(P.INVITE)
    invitation = _open(invitation_id)
    if invitation.offices:
        by.require(P.OFFICES)
    invitation.expires_at = clock.now() + GOOD_FOR
    invitation.save(update_fields=["expires_at"])
    audit.record(org_id=org.pk, by=by, verb="organizations.invitation_renewed", target=invitation)
    return _fresh_link(invitation)


@atomic
def revoke_invitation(*, org: Organization, by: Actor, invitation_id: UUID) -> Invitation:
    """Kill a link that was not used yet. Killing a dead one changes nothing."""
    by.require(P.INVITE)
    invitation: Invitation | None = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotHere
    if invitation.accepted_at is not None:
        raise Refused(_("She has joined already. Nothing was changed."), code="accepted")
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record(org_id=org.pk, by=by, verb="organizations.invitation_revoked", target=invitation)
    return invitation


def accept_invitation(
    *, org: Organization, token: str, pin: str, again: str, where: Where, language: str = ""
) -> SignIn:
    """Join with a link: a new person sets her PIN twice; a known phone number signs in with the PIN it has."""
    invitation = find_invitation(token)
    if User.objects.filter(phone=invitation.phone).exists():
        sign_in_known = sign_in(phone=invitation.phone, pin=pin, where=where)
        _join(org, invitation, sign_in_known.user)
        return sign_in_known
    pin_hash = hash_pin(pin, again=again, phone=invitation.phone)  # slow, so before the transaction
    return _join_anew(org, invitation, pin_hash, where, language)


@atomic
def _join_anew(org: Organization, invitation: Invitation, pin_hash: str, where: Where, language: str) -> SignIn:
    # The invitation is locked and checked first: two taps on one link do not make two people.
    _take(invitation)
    user = open_account(name=invitation.name, phone=invitation.phone, pin_hash=pin_hash, language=language)
    _join(org, invitation, user)
    return enter(user=user, where=where)


@atomic
def _join(org: Organization, invitation: Invitation, user: User) -> None:
    taken = _take(invitation)
    admit(org=org, by=_voice(taken), user=user, member_id=taken.member_id, offices=taken.offices)
    taken.accepted_at, taken.accepted_by_id = clock.now(), user.pk
    taken.save(update_fields=["accepted_at", "accepted_by_id"])
    audit.record(org_id=org.pk, by=Actor(user_id=user.pk), verb="organizations.joined", target=taken)


def _voice(invitation: Invitation) -> Actor:
    """Return the one for whom the link speaks. An officer who lost the right since has no voice: the link is dead."""
    if invitation.created_by_id is None:
        return SYSTEM
    inviter = person_of(invitation.created_by_id)
    if inviter is None:
        raise NotHere
    actor = actor_of(inviter)
    if not actor.may(P.INVITE) or (invitation.offices and not actor.may(P.OFFICES)):
        raise NotHere
    return actor


def _take(invitation: Invitation) -> Invitation:
    now = Invitation.objects.select_for_update().filter(pk=invitation.pk, token_hash=invitation.token_hash).first()
    if now is None or now.accepted_at is not None or now.revoked_at is not None or now.expires_at <= clock.now():
        raise NotHere
    return now  # type: ignore[no-any-return]


def _open(invitation_id: UUID) -> Invitation:
    found = (
        Invitation.objects.select_for_update()
        .filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotHere
    return found  # type: ignore[no-any-return]


def _fresh_link(invitation: Invitation) -> Invited:
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        return Invited(invitation=invitation, token="")
    token, _old = new_token()
    invitation.token_hash = hash_of(token)
    invitation.save(update_fields=["token_hash"])
    return Invited(invitation=invitation, token=token)


def _good_offices(offices: Sequence[str]) -> list[str]:
    if any(office not in Office.values for office in offices):
        raise BadInput(_("Choose an office."), field="offices")
    return sorted({str(Office(office)) for office in offices} - {str(Office.MEMBER)}, key=Office.values.index)
