"""Where and when waste is weighed, and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import SessionStatus


class Post(TenantModel):
    """A place where the bank weighs and keeps its stock. Pays from its own cash account."""

    name = models.CharField(max_length=60)
    village_code = models.CharField(max_length=13, blank=True)
    place = TenantForeignKey("ledger.Place", related_name="+")
    cash_account = models.CharField(max_length=12, default="1101")
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="wb_one_post_per_name"),
            models.UniqueConstraint(fields=["org", "place"], name="wb_one_post_per_place"),
        ]

    def __str__(self) -> str:
        return self.name


class WeighingSession(Fact):
    """A weighing day at a post, with planned times. `recap_version` grows when a late fact changes its sums."""

    post = TenantForeignKey(Post, related_name="sessions")
    held_on = models.DateField()
    planned_open = models.DateTimeField()
    planned_close = models.DateTimeField()
    status = models.CharField(max_length=8, choices=SessionStatus.choices, default=SessionStatus.PLANNED)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopen_reason = models.CharField(max_length=140, blank=True)
    recap_version = models.PositiveIntegerField(default=1)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(planned_close__gt=F("planned_open")), name="wb_session_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(status__in=SessionStatus.values), name="wb_session_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=SessionStatus.CLOSED) | Q(closed_at__isnull=False),
                name="wb_closed_session_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "post", "held_on"], name="wb_session_by_post"),
            models.Index(fields=["org", "held_on"], name="wb_session_by_day"),
        ]


class SessionOfficer(TenantModel):
    """Who serves at a session; becomes a participation when it closes."""

    session = TenantForeignKey(WeighingSession, related_name="officers")
    member = TenantForeignKey("members.Member", related_name="+")
    duty = models.CharField(max_length=20, default="weighing")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "session", "member"], name="wb_one_duty_per_session"),
        ]
        indexes = [models.Index(fields=["org", "member"], name="wb_duty_by_member")]
