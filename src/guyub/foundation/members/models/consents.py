"""What she agreed to, and the national number she may have left with us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey
from guyub.foundation.members.choices import ConsentWay, Purpose
from guyub.foundation.members.models.people import Member


class Consent(Fact):
    """One yes or one no for one purpose. The newest counts; none is ever changed (a trigger refuses it)."""

    PERSONAL = {"way": Sensitivity.PLAIN}

    member = TenantForeignKey(Member, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    given = models.BooleanField()
    way = models.CharField(max_length=8, choices=ConsentWay.choices)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_is_known"),
            models.CheckConstraint(condition=Q(way__in=ConsentWay.values), name="consent_way_is_known"),
        ]
        indexes = [models.Index(fields=["org", "member", "purpose", "happened_at"], name="consent_by_member")]


class IdentityNumber(Fact):
    """A NIK, sealed. In a table of its own, so that no list ever reads it along.

    `fingerprint` is a keyed hash: two rows with the same number are found without opening either.
    """

    PERSONAL = {"sealed": Sensitivity.SPECIFIC, "fingerprint": Sensitivity.SPECIFIC}

    member = TenantForeignKey(Member, related_name="identity_numbers")
    sealed = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "member"], name="one_nik_per_member"),
            models.CheckConstraint(condition=~Q(sealed=""), name="nik_is_not_empty"),
        ]
        indexes = [models.Index(fields=["org", "fingerprint"], name="nik_by_fingerprint")]
