"""All that this room knows of one person, as sections for her own copy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import sealing
from guyub.foundation.core.actor import Actor
from guyub.foundation.members import countries, exporting, nik, places
from guyub.foundation.members.exporting import Section
from guyub.foundation.members.models import Care, IdentityNumber, Member, MemberSkill, MigrationStay
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries.consents import consents_of
from guyub.foundation.members.queries.doors import row_ids
from guyub.foundation.members.queries.lists import status_history, trail_of
from guyub.foundation.organizations.models import Organization


def person_sections(*, org: Organization, by: Actor, member: Member) -> list[Section]:
    """Return everything known about her: this room's sections, then those of the rooms above."""
    return [
        _details(by, member),
        _memberships(member),
        _consents(member),
        _stays(member),
        _skills(member),
        _cares(member),
        _trail(org, member),
        *exporting.sections_of(org=org, member=member),
    ]


def _details(by: Actor, member: Member) -> Section:
    household = member.household
    rows = [
        (_("Member number"), member.number),
        (_("Name"), member.name),
        (_("Nickname"), member.nickname),
        (_("Form of address"), member.get_honorific_display() if member.honorific else ""),
        (_("Sex"), member.get_sex_display()),
        (_("Birth year"), member.birth_year or ""),
        (_("Birth date"), member.birth_date or ""),
        (_("How she belongs"), member.get_kind_display()),
        (_("Phone"), member.phone),
        (_("Phone is shared"), _("yes") if member.phone_shared else _("no")),
        (_("Village"), places.village_name(member.village_code)),
        (_("Hamlet"), member.hamlet),
        (_("RT"), member.rt),
        (_("RW"), member.rw),
        (_("Household"), household.name if household else ""),
        (_("Member since"), member.joined_on),
        (_("NIK"), _nik_for(by, member)),
    ]
    return Section("details", _("Details"), (_("What"), _("Value")), ("what", "value"), rows)


def _nik_for(by: Actor, member: Member) -> str:
    row = IdentityNumber.objects.filter(member=member).first()
    if row is None:
        return ""
    digits = sealing.unseal(row.sealed, purpose=nik.SEAL)
    return digits if by.member_id == member.pk or by.may(MembersPermission.NIK) else nik.masked(digits)


def _memberships(member: Member) -> Section:
    rows = [(row.on_day, row.get_status_display(), row.get_reason_display()) for row in status_history(member=member)]
    columns = (_("Day"), _("Status"), _("Reason"))
    return Section("status", _("Leaving and coming back"), columns, ("day", "status", "reason"), rows)


def _consents(member: Member) -> Section:
    rows = [
        (row.happened_at, state.purpose.label, _("yes") if row.given else _("no"), row.get_way_display())
        for state in consents_of(member=member)
        for row in state.history
    ]
    columns = (_("Moment"), _("Purpose"), _("Agreed"), _("How"))
    return Section("consents", _("Consents"), columns, ("moment", "purpose", "given", "way"), rows)


def _stays(member: Member) -> Section:
    rows = [
        (
            countries.name_of(stay.country),
            f"{stay.from_year}–{stay.to_year or ''}",
            stay.get_sector_display(),
            stay.agency,
            stay.contracts,
            stay.returned_on or "",
            stay.get_reason_display(),
        )
        for stay in MigrationStay.objects.filter(member__in=row_ids(member)).order_by("from_year")
    ]
    columns = (
        _("Country"), _("Years"), _("Work"), _("Agency"), _("Contracts"), _("Came back on"), _("Reason"),
    )  # fmt: skip
    names = ("country", "years", "sector", "agency", "contracts", "returned_on", "reason")
    return Section("stays", _("Work abroad"), columns, names, rows)


def _skills(member: Member) -> Section:
    rows = [(skill.name,) for skill in MemberSkill.objects.filter(member=member).order_by("name")]
    return Section("skills", _("Skills"), (_("Skill"),), ("skill",), rows)


def _cares(member: Member) -> Section:
    rows = [
        (care.get_kind_display(), care.get_relation_display(), care.people, care.ended_on or "")
        for care in Care.objects.filter(carer=member).order_by("happened_at")
    ]
    columns = (_("Looks after"), _("As"), _("People"), _("Until"))
    return Section("cares", _("Looks after"), columns, ("kind", "relation", "people", "until"), rows)


def _trail(org: Organization, member: Member) -> Section:
    rows = [
        (trace.event.recorded_at, trace.event.verb, trace.who)
        for trace in trail_of(org_id=org.pk, member=member, limit=500)
    ]
    columns = (_("Moment"), _("What was done"), _("By"))
    return Section("trail", _("Who worked with this data"), columns, ("moment", "verb", "by"), rows)
