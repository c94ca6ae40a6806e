"""Consents, and the NIK that is kept only while she agrees."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, sealing
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import content_hash, first_result, stamp
from guyub.foundation.members import nik
from guyub.foundation.members.actions.registering import refuse_erased
from guyub.foundation.members.choices import ConsentWay, Purpose
from guyub.foundation.members.models import Consent, IdentityNumber, Member
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for, has_consent
from guyub.foundation.organizations.models import Organization


@atomic
def record_consent(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    member_id: UUID,
    purpose: str,
    given: bool,
    way: str,
) -> Consent:
    """Record a yes or a no for one purpose: she herself on her own screen, or an officer who heard or read it.

    Taking back the consent to keep her NIK deletes the NIK at once.
    """
    member = get_member_for(org=org, by=by, member_id=member_id)
    own = by.member_id == member.pk
    if not own and not by.may(MembersPermission.EDIT):
        raise Forbidden
    if purpose not in Purpose.values or way not in ConsentWay.values:
        raise BadInput(_("Please choose one from the list."), field="purpose")
    if way == ConsentWay.SCREEN and not own:
        raise BadInput(_("On her own screen only she herself can agree."), field="way")
    content = {"member": member.pk, "purpose": purpose, "given": given, "way": way}
    digest = content_hash(content)
    known = first_result(Consent, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    refuse_erased(member)
    row: Consent = Consent.objects.create(
        org=org,
        member=member,
        purpose=purpose,
        given=given,
        way=way,
        **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest),
    )
    verb = "members.consent_given" if given else "members.consent_withdrawn"
    audit.record(org_id=org.pk, by=by, verb=verb, target=member, purpose=purpose)
    if purpose == Purpose.NIK and not has_consent(member=member, purpose=Purpose.NIK):
        _forget_nik(org, by, member)
    return row


@atomic
def keep_nik(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID, number: str
) -> nik.Reading:
    """Keep her NIK, sealed, if she agreed to it. Strange digits are told, never refused: NIKs are wrong in life too."""
    by.require(MembersPermission.NIK)
    member = get_member_for(org=org, by=by, member_id=member_id)
    refuse_erased(member)
    if not has_consent(member=member, purpose=Purpose.NIK):
        raise Refused(
            _("She has not agreed that we keep her NIK."),
            next_step=_("Please record her consent first."),
            field="number",
        )
    reading = nik.read(number, sex=member.sex, birth_year=member.birth_year)
    if not reading.digits:
        raise BadInput(_("A NIK has 16 digits. Please look at the card again."), field="number")
    mark = sealing.fingerprint(reading.digits, purpose=nik.SEAL)
    known = first_result(IdentityNumber, client_id=client_id, content_hash=mark)
    if known is None:
        IdentityNumber.objects.filter(member=member).delete()
        IdentityNumber.objects.create(
            org=org,
            member=member,
            sealed=sealing.seal(reading.digits, purpose=nik.SEAL),
            fingerprint=mark,
            **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=mark),
        )
        audit.record(org_id=org.pk, by=by, verb="members.nik_kept", target=member)
    if IdentityNumber.objects.filter(fingerprint=mark).exclude(member=member).exists():
        return nik.Reading(reading.digits, (*reading.warnings, "nik_twice"))
    return reading


@atomic
def remove_nik(*, org: Organization, by: Actor, member_id: UUID) -> None:
    """Delete her NIK; her consent stays as it is."""
    by.require(MembersPermission.NIK)
    _forget_nik(org, by, get_member_for(org=org, by=by, member_id=member_id))


@atomic
def open_nik(*, org: Organization, by: Actor, member_id: UUID) -> str:
    """Return her NIK in full. Every look is written into the trail."""
    member = get_member_for(org=org, by=by, member_id=member_id)
    if by.member_id != member.pk:
        by.require(MembersPermission.NIK)
    row = IdentityNumber.objects.filter(member=member).first()
    if row is None:
        return ""
    audit.record(org_id=org.pk, by=by, verb="members.nik_seen", target=member)
    return sealing.unseal(row.sealed, purpose=nik.SEAL)


def _forget_nik(org: Organization, by: Actor, member: Member) -> None:
    if IdentityNumber.objects.filter(member=member).delete()[0]:
        audit.record(org_id=org.pk, by=by, verb="members.nik_removed", target=member)
