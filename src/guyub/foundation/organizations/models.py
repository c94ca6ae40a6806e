"""The association (tenant), who belongs to it with a sign-in, which office she holds, and how one gets in."""

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
    earlier_ids = models.JSONField(default=list)  # rows of hers that were joined into that one
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


class Invitation(TenantModel):
    """A one-use link for one person. Only the hash of its token is kept: a copy of the database opens no door."""

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16)
    member_id = models.UUIDField(null=True)  # her row one floor up, if she has one already
    offices = models.JSONField(default=list)  # held from the day she joins
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "token_hash"], name="one_invitation_per_token"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_lasts"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_has_one_end"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by_id__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by_id__isnull=False),
                name="invitation_accepted_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["org", "created_at"], name="invitation_by_time")]


class PinReset(TenantModel):
    """A forgotten PIN: asked by one officer, approved by another, used once by the person herself.

    `host_reason`: no officers were left to vouch, and the host of the server gave the link instead.
    """

    membership = TenantForeignKey(Membership, related_name="pin_resets")
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    host_reason = models.CharField(max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by_id__isnull=True, token_hash="")
                | Q(approved_at__isnull=False) & ~Q(token_hash=""),
                name="pin_reset_approved_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("asked_by_id")),
                name="pin_reset_two_officers",
            ),
            models.CheckConstraint(
                condition=Q(host_reason="", asked_by_id__isnull=False)
                & (Q(approved_at__isnull=True) | Q(approved_by_id__isnull=False))
                | ~Q(host_reason="") & Q(asked_by_id__isnull=True, approved_by_id__isnull=True),
                name="pin_reset_officers_or_host",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(approved_at__isnull=False), name="pin_reset_used_if_approved"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "membership"], name="pin_reset_by_person"),
            models.Index(fields=["org", "token_hash"], name="pin_reset_by_token"),
        ]


class OperatorGrant(TenantModel):
    """The host helps in one association: for minutes, with a reason, on record, without any right to write."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # earlier than planned

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="operator_grant_lasts"),
            models.CheckConstraint(condition=~Q(reason=""), name="operator_grant_has_reason"),
        ]
        indexes = [models.Index(fields=["user", "org"], name="operator_grant_by_person")]
