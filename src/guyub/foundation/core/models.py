"""Tables that belong to no room: the audit trail, the calendar of an association, the queue of background work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.tenancy import TenantModel


class AuditEvent(models.Model):
    """One act. Append-only; no foreign keys, so that it survives what it speaks of.

    An empty `org_id` means that the act concerns the whole installation.
    """

    id = models.UUIDField(primary_key=True)
    org_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "recorded_at"], name="audit_by_time"),
            models.Index(fields=["org_id", "target_id"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_id or ''}"


class DayKind(models.TextChoices):
    """What a day of the calendar means for the work of an association."""

    HOLIDAY = "holiday", _("public holiday")
    RAMADAN = "ramadan", _("Ramadan")
    LEBARAN = "lebaran", _("Lebaran")
    CLOSED = "closed", _("the association is closed")
    NOTE = "note", _("note")


class CalendarDay(TenantModel):
    """One or more days with a meaning, both ends included. Filled once from what is known, then edited by hand."""

    starts_on = models.DateField()
    ends_on = models.DateField()
    kind = models.CharField(max_length=8, choices=DayKind.choices)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["org", "starts_on", "ends_on"], name="calendar_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["org", "kind", "starts_on", "name"], name="calendar_day_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="calendar_day_ends_after_start"),
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="calendar_day_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.name}"


class JobStatus(models.TextChoices):
    """Where a piece of background work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """Work for later. Not a tenant table: workers look for what is due whoever it belongs to.

    `key` makes it single: the same key is never queued twice. `claim` and `leased_until` say which worker has it and
    until when; after that it counts as lost and another one takes it. `last_error` is a code, never a message.
    """

    id = models.UUIDField(primary_key=True)
    org_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, null=True, unique=True)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=JobStatus.choices, default=JobStatus.QUEUED)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    claim = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "run_at"], name="job_by_turn"),
            models.Index(fields=["org_id", "made_at"], name="job_by_association"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=JobStatus.RUNNING, claim__isnull=False, leased_until__isnull=False)
                | (~Q(status=JobStatus.RUNNING) & Q(claim__isnull=True, leased_until__isnull=True)),
                name="job_runs_under_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[JobStatus.DONE, JobStatus.FAILED], ended_at__isnull=False)
                | Q(status__in=[JobStatus.QUEUED, JobStatus.RUNNING], ended_at__isnull=True),
                name="job_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
