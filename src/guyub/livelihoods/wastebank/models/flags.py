"""The list `perlu diperiksa`: nothing is dropped, an officer looks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import FlagReason, Settlement
from guyub.livelihoods.wastebank.models.sessions import WeighingSession


class Flag(TenantModel):
    """Something about a deposit or payout that a person must look at. Open until settled, never deleted.

    `concerns_on` is the business day: months with open flags do not close. `details` has plain figures, no names.
    """

    reason = models.CharField(max_length=14, choices=FlagReason.choices)
    session = TenantForeignKey(WeighingSession, related_name="flags", null=True)
    subject_type = models.CharField(max_length=30)  # deposit, payout, fact
    subject_id = models.UUIDField()
    concerns_on = models.DateField()
    details = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    settlement = models.CharField(max_length=12, choices=Settlement.choices, blank=True)
    note = models.CharField(max_length=140, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "subject_id", "reason"], name="wb_one_flag_per_reason"),
            models.CheckConstraint(condition=Q(reason__in=FlagReason.values), name="wb_flag_reason_is_known"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settlement="")
                | Q(settled_at__isnull=False, settlement__in=Settlement.values),
                name="wb_flag_settled_or_open",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "session"], name="wb_flag_by_session"),
            models.Index(fields=["org", "settled_at", "concerns_on"], name="wb_flag_open"),
        ]
