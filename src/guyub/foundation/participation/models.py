"""The second ledger: time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey
from guyub.foundation.members.models import Member
from guyub.foundation.participation.choices import Activity, Role


class Participation(Fact):
    """A member took part in something. `happened_at` is when it began.

    `source_type` and `source_id` name what recorded it (a visit, a shift, a meeting): one row for each member.
    A mistake is withdrawn, never deleted, and may then be recorded anew.
    """

    PERSONAL = {"source_type": Sensitivity.PLAIN}

    member = TenantForeignKey(Member, related_name="participations")
    activity = models.CharField(max_length=12, choices=Activity.choices)
    role = models.CharField(max_length=8, choices=Role.choices)
    minutes = models.PositiveSmallIntegerField()
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["org", "source_type", "source_id", "member"],
                condition=Q(withdrawn_at__isnull=True),
                name="participation_once_per_source",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=1440), name="participation_within_a_day"),
            models.CheckConstraint(condition=Q(activity__in=Activity.values), name="participation_activity_is_known"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="participation_role_is_known"),
            models.CheckConstraint(condition=~Q(source_type=""), name="participation_has_a_source"),
        ]
        indexes = [
            models.Index(fields=["org", "member", "happened_at"], name="participation_by_member"),
            models.Index(fields=["org", "happened_at", "activity"], name="participation_by_time"),
        ]
