"""Forgetting someone who asks for it (UU PDP 27/2022, articles 8 and 43 to 45): two officers, and only when nothing is
open. The books stay whole, because they name her by id only.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.accounts.models import User
from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.members import erasing
from guyub.foundation.members.actions.registering import refuse_erased
from guyub.foundation.members.choices import Status
from guyub.foundation.members.models import (
    Care,
    Erasure,
    IdentityNumber,
    ImportRow,
    Member,
    MemberSkill,
    MigrationStay,
    StatusChange,
)
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for, row_ids
from guyub.foundation.organizations.models import Invitation, Membership, Organization
from guyub.foundation.organizations.queries import memberships_of

_EMPTY = {
    "nickname": "",
    "honorific": "",
    "sex": "",
    "birth_year": None,
    "birth_date": None,
    "phone": "",
    "phone_shared": False,
    "village_code": "",
    "hamlet": "",
    "rt": "",
    "rw": "",
    "household": None,
    "search_key": "",
    "content_hash": "",
}


@atomic
def ask_erasure(*, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID) -> Erasure:
    """Write down that she asks to be forgotten. Another officer carries it out."""
    by.require(MembersPermission.ERASE)
    member = get_member_for(org=org, by=by, member_id=member_id)
    digest = content_hash({"member": member.pk})
    known = first_result(Erasure, client_id=client_id, content_hash=digest)
    waiting = known or Erasure.objects.filter(member=member, done__isnull=True).first()
    if waiting is not None:
        return waiting
    refuse_erased(member)
    _refuse_open(org, member)
    erasure: Erasure = Erasure.objects.create(
        org=org, member=member, **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest)
    )
    audit.record(org_id=org.pk, by=by, verb="members.erasure_asked", target=member)
    return erasure


@atomic
def carry_out_erasure(*, org: Organization, by: Actor, erasure_id: UUID) -> Erasure:
    """Erase her personal data, for good. The officer must be another one than who asked, and not she herself."""
    by.require(MembersPermission.ERASE)
    lock_association(org.pk)
    erasure = Erasure.get(erasure_id)
    if erasure.done:
        return erasure
    _refuse_decided(erasure)
    if by.user_id == erasure.recorded_by_id or by.is_member(erasure.member_id):
        raise Refused(_("This needs two persons."), next_step=_("Please let another officer confirm it."))
    member = erasure.member
    _refuse_open(org, member)
    _forget(org, member)
    return _decide(org, by, erasure, done=True)


@atomic
def refuse_erasure(*, org: Organization, by: Actor, erasure_id: UUID) -> Erasure:
    """Say no, or take the request back. Nothing is erased."""
    by.require(MembersPermission.ERASE)
    erasure = Erasure.get(erasure_id)
    if erasure.done is False:
        return erasure
    _refuse_decided(erasure)
    return _decide(org, by, erasure, done=False)


def _decide(org: Organization, by: Actor, erasure: Erasure, *, done: bool) -> Erasure:
    erasure.done, erasure.decided_at, erasure.decided_by_id = done, clock.now(), by.user_id
    erasure.save(update_fields=["done", "decided_at", "decided_by_id"])
    verb = "members.erased" if done else "members.erasure_refused"
    audit.record(org_id=org.pk, by=by, verb=verb, target=erasure.member)
    return erasure


def _refuse_decided(erasure: Erasure) -> None:
    if erasure.done is not None:
        raise Refused(_("This request was decided already."))


def _refuse_open(org: Organization, member: Member) -> None:
    reasons = erasing.reasons_against(org=org, member=member)
    if reasons:
        raise Refused(" ".join(reasons), next_step=_("Please settle this first. Nothing was erased."), reasons=reasons)


def _forget(org: Organization, member: Member) -> None:
    ids = row_ids(member)
    erasing.erase_elsewhere(org=org, member=member)
    for model in (IdentityNumber, MemberSkill, MigrationStay):
        model.objects.filter(member__in=ids).delete()
    Care.objects.filter(carer__in=ids).delete()
    Care.objects.filter(absent__in=ids).update(absent=None)
    StatusChange.objects.filter(member__in=ids).update(reason="")
    _forget_home(member)
    ImportRow.objects.filter(member__in=ids).update(raw={}, read={}, before={}, problems=[])
    ImportRow.objects.filter(match__in=ids).update(match=None, problems=[])
    _end_sign_in(ids)
    today = clock.today(org.time_zone)
    for row in Member.objects.filter(pk__in=ids):
        left = {} if row.status != Status.ACTIVE else {"status": Status.LEFT, "left_on": max(today, row.joined_on)}
        values = {**_EMPTY, **left, "name": f"#{row.number}", "erased_at": clock.now()}
        Member.objects.filter(pk=row.pk).update(**values)


def _forget_home(member: Member) -> None:
    """Take her name off her household, and the address if nobody else eats there."""
    home = member.household
    if home is None:
        return
    if member.name.casefold() in home.name.casefold():
        home.name = "–"
    if not Member.objects.filter(household=home).exclude(pk=member.pk).exists():
        home.name, home.village_code, home.hamlet, home.rt, home.rw = "–", "", "", "", ""
    home.content_hash = ""
    home.save(update_fields=["name", "village_code", "hamlet", "rt", "rw", "content_hash"])


def _end_sign_in(ids: list[UUID]) -> None:
    """End her sign-in; if she belongs to no other association, her name and number there are forgotten too."""
    invitations = Invitation.objects.filter(member_id__in=ids)
    invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=clock.now())
    invitations.update(name="–", phone="", member_id=None)
    for membership in Membership.objects.filter(member_id__in=ids).select_related("user"):
        membership.ended_at = membership.ended_at or clock.now()
        membership.member_id, membership.earlier_ids = None, []
        membership.save(update_fields=["ended_at", "member_id", "earlier_ids"])
        user: User = membership.user
        if not memberships_of(user):
            user.name, user.phone, user.is_active = "–", f"+999{user.pk.int % 10**12:012d}", False
            user.set_unusable_password()
            user.save(update_fields=["name", "phone", "is_active", "password"])
