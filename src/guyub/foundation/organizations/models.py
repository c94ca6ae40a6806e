"""The association (tenant), who belongs to it with a sign-in, and which office she holds from when to when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.foundation.organizations.choices import Office


class Organization(models.Model):
    """One association (paguyuban). `region_code` is the Kemendagri code of its district, `33.02.15` for Gumelar."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    region_code = models.CharField(max_length=13, blank=True)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta")
    is_demo = models.BooleanField(default=False)
    started_on = models.DateField()
    created_at = models.DateTimeField()
    # Values that differ from `organizations.settings.DEFAULTS`, checked there; read through `queries.setting()`.
    chosen = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A person who may sign in to this association. Ends, is never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Her row in `members`, one floor up: an id, not a reference. Set by `members.actions.link_person`.
    member_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "member_id"], name="one_membership_per_member"),
            models.UniqueConstraint(fields=["org", "user"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["user", "org"], name="membership_by_person")]


class OfficeTerm(TenantModel):
    """An office held from one day to another (inclusive); open end while she serves."""

    membership = TenantForeignKey(Membership, related_name="terms")
    office = models.CharField(max_length=12, choices=Office.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "membership", "office", "starts_on"], name="one_term_per_start"),
            models.CheckConstraint(condition=Q(office__in=Office.values), name="office_is_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="term_ends_after_start"
            ),
        ]
