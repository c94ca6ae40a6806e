"""Stays abroad, skills, and whom she looks after."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, NotHere
from guyub.foundation.core.facts import Fact, content_hash, first_result, stamp
from guyub.foundation.members import countries, names
from guyub.foundation.members.actions.registering import refuse_erased
from guyub.foundation.members.choices import CareKind, Relation, ReturnReason, Sector
from guyub.foundation.members.models import Care, Member, MemberSkill, MigrationStay
from guyub.foundation.members.permissions import MembersPermission
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.models import Organization

F = TypeVar("F", bound=Fact)


@atomic
def record_stay(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    member_id: UUID,
    country: str,
    from_year: int,
    to_year: int | None = None,
    sector: str = "",
    agency: str = "",
    contracts: int = 1,
    returned_on: date | None = None,
    reason: str = "",
) -> MigrationStay:
    """Add a stay abroad to a member's history."""
    member = _editable(org, by, member_id)
    if returned_on is not None and to_year is None:
        to_year = returned_on.year
    values = {
        "country": country.upper(),
        "from_year": from_year,
        "to_year": to_year,
        "sector": sector,
        "agency": " ".join(agency.split())[:120],
        "contracts": contracts,
        "returned_on": returned_on,
        "reason": reason,
    }
    _check_stay(values, this_year=clock.today(org.time_zone).year)
    return _record(
        MigrationStay,
        "members.stay_recorded",
        org=org,
        by=by,
        client_id=client_id,
        happened_at=happened_at,
        member=member,
        **values,
    )


@atomic
def remove_stay(*, org: Organization, by: Actor, member_id: UUID, stay_id: UUID) -> None:
    """Take a stay out again that was recorded by mistake."""
    _remove(MigrationStay, org, by, stay_id, member=_editable(org, by, member_id))


@atomic
def add_skill(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, member_id: UUID, name: str
) -> MemberSkill:
    """Note something she can do. The same word twice is one skill."""
    member = _editable(org, by, member_id)
    name = names.clean(name)[:60]
    if not name:
        raise BadInput(_("Please write what she can do."), field="name")
    name = name[0].upper() + name[1:]
    has: MemberSkill | None = MemberSkill.objects.filter(member=member, name__iexact=name).first()
    return has or _record(
        MemberSkill,
        "members.skill_added",
        org=org,
        by=by,
        client_id=client_id,
        happened_at=happened_at,
        member=member,
        name=name,
    )


@atomic
def remove_skill(*, org: Organization, by: Actor, member_id: UUID, skill_id: UUID) -> None:
    """Take a skill out again."""
    _remove(MemberSkill, org, by, skill_id, member=_editable(org, by, member_id))


@atomic
def record_care(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    member_id: UUID,
    kind: str,
    relation: str,
    people: int = 1,
    absent_id: UUID | None = None,
) -> Care:
    """Note that she looks after `people`, perhaps for the member `absent_id` who works abroad."""
    carer = _editable(org, by, member_id)
    if kind not in CareKind.values or relation not in Relation.values:
        raise BadInput(_("Please choose one from the list."), field="kind")
    if not 1 <= people <= 20:
        raise BadInput(_("Between 1 and 20 people, please."), field="people")
    absent = get_member_for(org=org, by=by, member_id=absent_id) if absent_id else None
    if absent is not None and absent.pk == carer.pk:
        raise BadInput(_("She cannot be away and at home at once."), field="absent_id")
    values = {"carer": carer, "absent": absent, "kind": kind, "relation": relation, "people": people}
    return _record(
        Care, "members.care_recorded", org=org, by=by, client_id=client_id, happened_at=happened_at, **values
    )


@atomic
def end_care(*, org: Organization, by: Actor, member_id: UUID, care_id: UUID, on_day: date) -> Care:
    """Note that she no longer looks after them. Twice is the same as once."""
    carer = _editable(org, by, member_id)
    care = Care.get(care_id)
    if care.carer_id != carer.pk:
        raise NotHere
    if care.ended_on is None:
        care.ended_on = on_day
        care.save(update_fields=["ended_on"])
        audit.record(org_id=org.pk, by=by, verb="members.care_ended", target=carer)
    return care


def _editable(org: Organization, by: Actor, member_id: UUID) -> Member:
    by.require(MembersPermission.EDIT)
    member = get_member_for(org=org, by=by, member_id=member_id)
    refuse_erased(member)
    return member


def _record(
    model: type[F], verb: str, *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, **values: Any
) -> F:
    """Write one fact about a member, once."""
    content = {key: value.pk if isinstance(value, Member) else value for key, value in values.items()}
    digest = content_hash(content)
    known = first_result(model, client_id=client_id, content_hash=digest)
    if known is not None:
        return known
    row: F = model.objects.create(
        org=org, **values, **stamp(by=by, client_id=client_id, happened_at=happened_at, digest=digest)
    )
    audit.record(org_id=org.pk, by=by, verb=verb, target=values.get("member") or values["carer"])
    return row


def _remove(model: type[Fact], org: Organization, by: Actor, row_id: UUID, *, member: Member) -> None:
    row: Any = model.get(row_id)
    if row.member_id != member.pk:
        raise NotHere
    audit.record(org_id=org.pk, by=by, verb=f"members.{model._meta.model_name}_removed", target=member)
    row.delete()


def _check_stay(values: dict[str, Any], *, this_year: int) -> None:
    if values["country"] not in countries.CODES:
        raise BadInput(_("Please choose a country from the list."), field="country")
    if not 1900 <= values["from_year"] <= this_year:
        raise BadInput(_("This year is not possible."), field="from_year")
    if values["to_year"] is not None and not values["from_year"] <= values["to_year"] <= this_year:
        raise BadInput(_("She came back before she left, or in the future."), field="to_year")
    if not 1 <= values["contracts"] <= 30:
        raise BadInput(_("Between 1 and 30 contracts, please."), field="contracts")
    for field, known in (("sector", Sector.values), ("reason", ReturnReason.values)):
        if values[field] and values[field] not in known:
            raise BadInput(_("Please choose one from the list."), field=field)
