"""What she has done abroad, what she can do, and whom she looks after."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey
from guyub.foundation.members.choices import CareKind, Relation, ReturnReason, Sector
from guyub.foundation.members.models.people import Member

PERSONAL = Sensitivity.PERSONAL


class MigrationStay(Fact):
    """One stay abroad. `country` is an ISO 3166 code; an open `to_year` means that she is there now."""

    PERSONAL = {"country": PERSONAL, "sector": PERSONAL, "agency": PERSONAL, "reason": PERSONAL}

    member = TenantForeignKey(Member, related_name="stays")
    country = models.CharField(max_length=2)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    agency = models.CharField(max_length=120, blank=True)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField(null=True)
    contracts = models.PositiveSmallIntegerField(default=1)
    returned_on = models.DateField(null=True)
    reason = models.CharField(max_length=10, choices=ReturnReason.choices, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_year__isnull=True) | Q(to_year__gte=F("from_year")), name="stay_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(from_year__gte=1900, from_year__lte=2100), name="stay_year_is_possible"),
            models.CheckConstraint(condition=Q(contracts__gte=1, contracts__lte=30), name="stay_contracts_possible"),
            models.CheckConstraint(condition=~Q(country=""), name="stay_has_a_country"),
        ]
        indexes = [models.Index(fields=["org", "member", "from_year"], name="stay_by_member")]


class MemberSkill(Fact):
    """Something she can do: a suggested word or her own."""

    PERSONAL = {"name": PERSONAL}

    member = TenantForeignKey(Member, related_name="skills")
    name = models.CharField(max_length=60)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "member", "name"], name="skill_once_per_member"),
            models.CheckConstraint(condition=~Q(name=""), name="skill_has_a_name"),
        ]
        indexes = [models.Index(fields=["org", "name"], name="skill_by_name")]


class Care(Fact):
    """She looks after some people, perhaps for a member who works abroad (`absent`). Never their names."""

    PERSONAL = {"kind": PERSONAL, "relation": PERSONAL}

    carer = TenantForeignKey(Member, related_name="cares")
    absent = TenantForeignKey(Member, null=True, related_name="cared_for_by")
    kind = models.CharField(max_length=8, choices=CareKind.choices)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    people = models.PositiveSmallIntegerField(default=1)
    ended_on = models.DateField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=20), name="care_of_some_people"),
            models.CheckConstraint(
                condition=Q(absent__isnull=True) | ~Q(absent=F("carer")), name="carer_is_not_absent_herself"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "carer"], name="care_by_carer"),
            models.Index(fields=["org", "absent"], name="care_by_absent"),
        ]
